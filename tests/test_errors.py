"""The error tree: kinds, exit codes, hints and what may be tried again."""

from __future__ import annotations

import pytest

from llmx import errors
from llmx.errors import InputError, InvalidOutput, LlmxError, ProviderUnavailable, RateLimited

EXIT_CODES = {
    "UsageError": 2,
    "TaskError": 2,
    "ConfigurationError": 3,
    "CredentialsError": 3,
    "QuotaError": 3,
    "ModelError": 3,
    "EndpointError": 3,
    "BudgetError": 4,
    "StorageError": 5,
    "CustodyError": 1,
    "InputError": 1,
    "AnswerError": 1,
}


def _tree(root: type[LlmxError]) -> list[type[LlmxError]]:
    own = [c for c in root.__subclasses__() if c.__module__ == errors.__name__]
    return [root, *(c for child in own for c in _tree(child))]


def _made(kind: type[LlmxError], message: str, hint: str | None = None) -> LlmxError:
    if issubclass(kind, InputError):
        return kind(message, reason="empty", hint=hint)
    return kind(message, hint=hint)


@pytest.mark.parametrize(("name", "code"), EXIT_CODES.items())
def test_exit_codes_are_those_of_the_contract(name: str, code: int) -> None:
    assert getattr(errors, name).exit_code == code


def test_the_tree_in_the_docstring_names_every_class() -> None:
    drawn = errors.__doc__ or ""
    assert [c.__name__ for c in _tree(LlmxError) if c.__name__ not in drawn] == []


def test_each_kind_is_a_word_of_its_own() -> None:
    kinds = [c.kind for c in _tree(LlmxError)]
    assert len(set(kinds)) == len(kinds)
    assert all(kind.replace("_", "").isalpha() and kind.islower() for kind in kinds)


def test_only_transient_faults_are_retryable() -> None:
    retryable = {c for c in _tree(LlmxError) if _made(c, "x").retryable}
    assert retryable == {ProviderUnavailable, RateLimited}


@pytest.mark.parametrize("kind", _tree(LlmxError))
def test_a_message_is_one_line_with_its_hint(kind: type[LlmxError]) -> None:
    assert str(_made(kind, "it broke")) == "it broke"
    error = _made(kind, "it broke", "mend it")
    assert str(error) == "it broke (mend it)"
    assert (error.message, error.hint, error.spent) == ("it broke", "mend it", None)


def test_what_an_error_carries() -> None:
    assert InputError("m", reason="binary").reason == "binary"
    assert RateLimited("m", retry_after=2.5).retry_after == 2.5
    assert ProviderUnavailable("m").retry_after is None
    assert InvalidOutput("m", raw="{}").raw == "{}"
    assert InvalidOutput("m").usage is None
