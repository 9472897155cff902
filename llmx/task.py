"""A task: a prompt and a schema of the same name, and the request they make of an article."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Protocol, cast, runtime_checkable

import yaml
from jinja2 import (
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
)
from jinja2.loaders import FileSystemLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    model_validator,
)

from llmx import fields, resources
from llmx.article import Article, Sentence, id_of
from llmx.document import Document
from llmx.errors import TaskError
from llmx.row import Beside, Row
from llmx.schema import strict_schema
from llmx.text.canonical import canonical, digest
from llmx.text.cleaning import for_prompt

VARIABLES = {"article": "the numbered article", "glossary": "terms that occur in it"}

_BLOCKS = ("system", "user")
_HEADER = re.compile(r"---\n(.*?)^---\n(.*)", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what a provider takes as the name of a schema
_Effort = Literal["none", "minimal", "low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """What is wanted of the sampling; an endpoint that lacks a setting does without it."""

    temperature: float | None = 0
    max_output_tokens: int = 4096
    reasoning_effort: _Effort | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. `fingerprint` is the key of its answer, 64 hex digits.

    `sentences` is the number of sentences asked about, `typical` what an answer takes (see
    `typical_output`); neither is a part of the fingerprint.
    """

    task: str
    fingerprint: str
    model: str
    system: str
    user: str
    schema: dict[str, Any]
    sampling: Sampling
    typical: tuple[int, int] | None = None
    sentences: int = 0

    @property
    def typical_output(self) -> int:
        """Tokens to expect of the answer: what the task is used to, else the most it may take."""
        if self.typical is None:
            return self.sampling.max_output_tokens
        fixed, per_sentence = self.typical
        return min(self.sampling.max_output_tokens, fixed + per_sentence * self.sentences)

    @property
    def messages(self) -> list[dict[str, str]]:
        return _messages(self.system, self.user)


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """One source form with the English form that is to be used for it."""

    source: str
    english: str


@runtime_checkable
class Readable(Protocol):
    """An answer that says itself what a person reads of it."""

    def document(self, article: Article) -> Document: ...


class Tabular(Protocol):
    """An answer that makes tables itself, besides those that its blocks give.

    `tables` names them, each with the model of a row; the first of them stands for the task.
    """

    @classmethod
    def tables(cls) -> Mapping[str, type[BaseModel]]: ...

    def rows(self, table: str, article: Article, beside: Beside) -> Iterable[Row]: ...


class PromptHeader(BaseModel):
    """The YAML header of a prompt file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    schema_name: str | None = Field(default=None, alias="schema")
    temperature: float | None = Field(default=0, ge=0, le=2)
    max_output_tokens: int = Field(default=4096, ge=1)
    reasoning_effort: _Effort | None = None
    typical_output: tuple[int, int] | None = Field(
        default=None, description="tokens of an answer: fixed, and more for each sentence"
    )
    max_input_tokens: int | None = Field(
        default=None, ge=100, description="tokens of an article in one request, else in chunks"
    )


@dataclass(frozen=True)
class Task:
    """A loaded task: everything that is the same for all its requests, prepared once."""

    name: str
    description: str
    prompt_file: Path
    schema_file: Path
    prompt_sha256: str
    answer: type[BaseModel]
    schema: dict[str, Any]
    sampling: Sampling
    system: str
    typical_output: tuple[int, int] | None
    max_input_tokens: int | None
    _template: Any = field(repr=False)

    @cached_property
    def schema_sha256(self) -> str:
        return digest(self.schema)

    def request(
        self, article: Article, *, model: str, glossary: Sequence[GlossaryTerm] = ()
    ) -> Request:
        """What is asked of a model about an article. Pure: the same values, the same request."""
        user = _render(self._template, "user", article=_view(article), glossary=list(glossary))
        return Request(
            task=self.name,
            fingerprint=self._fingerprint(user, model),
            model=model,
            system=self.system,
            user=user,
            schema=self.schema,
            sampling=self.sampling,
            typical=self.typical_output,
            sentences=len(article.content),
        )

    def addition(self, name: str, **variables: Any) -> tuple[str, str]:
        """What the prompt `_NAME.md` adds to the task's instructions, and what it says of values.

        Raises TaskError where that prompt cannot be used.
        """
        try:
            template = self._template.environment.get_template(f"_{name}.md")
            return _render(template, "system"), _render(template, "user", **variables)
        except Exception as error:
            raise TaskError(f"the prompt '_{name}.md': {_one_line(error)}") from error

    def prompt_files(self, additions: Sequence[str] = ()) -> dict[str, Path]:
        """The files that its requests are rendered from, by the names that prompts have for them.

        The prompt itself, what it includes, however deep, and those `additions` that there are.
        """
        environment = self._template.environment
        found: dict[str, Path] = {}
        left = [self.prompt_file.name, *(f"_{name}.md" for name in additions)]
        while left:
            name = left.pop()
            if name in found:
                continue
            try:
                source, file, _ = environment.loader.get_source(environment, name)
            except TemplateNotFound:  # an addition that its folders lack
                continue
            found[name] = Path(file)
            left += [n for n in meta.find_referenced_templates(environment.parse(source)) if n]
        return found

    def parse(self, answer: str, article: Article) -> BaseModel:
        """An answer's JSON text as a validated model.

        Raises pydantic's ValidationError where it does not fit the schema or the article, and
        TaskError where the schema's own code fails.
        """
        return self.fitting(answer, len(article.content))

    def fitting(self, answer: str, sentences: int) -> BaseModel:
        """The same for an article of which no more is at hand than how many sentences it has."""
        try:
            model = self.answer.model_validate_json(answer, strict=False, extra="ignore")
            if fields.faults(model, sentences):
                self._bound(sentences).model_validate_json(answer, strict=False, extra="ignore")
        except ValidationError:
            raise
        except Exception as error:
            said = f"{type(error).__name__}: {_one_line(error)}"
            raise TaskError(
                f"the schema {self.schema_file.name!r} fails on an answer: {said}"
            ) from error
        return model

    def bound_to(self, article: Article) -> type[BaseModel]:
        """The answer's class with the article's own rules, for a loop that only knows classes."""
        return self._bound(len(article.content))

    def _bound(self, sentences: int) -> type[BaseModel]:
        def fits(answer: BaseModel) -> BaseModel:
            found = fields.faults(answer, sentences)
            if found:
                raise ValueError("; ".join(f"{f.pointer}: {f.message}" for f in found))
            return answer

        return create_model(
            self.answer.__name__,
            __base__=self.answer,
            __validators__={"fits_the_article": cast(Any, model_validator(mode="after")(fits))},
        )

    def _fingerprint(self, user: str, model: str) -> str:
        """What `fingerprint` gives, with the part that never changes hashed once."""
        state = self._prefix_state.copy()
        state.update(_spell(user))
        state.update(b',"role":"user"}],"model":' + _spell(model) + self._suffix)
        return str(state.hexdigest())

    @cached_property
    def _prefix_state(self) -> Any:
        return hashlib.sha256(
            b'{"messages":[{"content":' + _spell(self.system) + b',"role":"system"},{"content":'
        )

    @cached_property
    def _suffix(self) -> bytes:
        sampling = canonical(asdict(self.sampling)).encode()
        return b',"sampling":' + sampling + b',"schema":' + _spell(self.schema) + b"}"


def fingerprint(request: Request) -> str:
    """A request's key, computed the plain way: SHA-256 of its canonical JSON."""
    return digest(
        {
            "messages": request.messages,
            "model": request.model,
            "sampling": asdict(request.sampling),
            "schema": request.schema,
        }
    )


def load(name: str, *, prompts: Sequence[Path] = (), schemas: Sequence[Path] = ()) -> Task:
    """The task of that name, from a user's folders or the built-in ones.

    Everything that can be wrong with a prompt or a schema is found here, before a request is
    paid for: a bad header, an unknown variable, a schema that does not import or has no strict
    form. Raises TaskError. A schema file is Python code and is executed.
    """
    if not _NAME.fullmatch(name):
        raise TaskError(f"{name!r} is no task name", hint=_name_hint(name))
    prompt_folders = resources.search_path("prompts", prompts)
    prompt_file = _find(name, resources.names(prompt_folders, "prompts"), "prompt")
    header, body = _split(prompt_file)
    schema_folders = resources.search_path("schemas", schemas)
    schema_name = header.schema_name or name
    schema_file = _find(schema_name, resources.names(schema_folders, "schemas"), "schema")
    template, sources = _compile(prompt_file, body, prompt_folders)
    answer = _answer_class(schema_file)
    task = Task(
        name=name,
        description=header.description,
        prompt_file=prompt_file,
        schema_file=schema_file,
        prompt_sha256=digest([_hashed(header), body, *sources]),
        answer=answer,
        schema=strict_schema(answer, name=schema_name),
        sampling=Sampling(header.temperature, header.max_output_tokens, header.reasoning_effort),
        system=_system_text(template, prompt_file),
        typical_output=header.typical_output,
        max_input_tokens=header.max_input_tokens,
        _template=template,
    )
    _try_out(task)
    return task


def _name_hint(name: str) -> str:
    several = name.replace(",", " ").split()
    if len(several) > 1 and all(map(_NAME.fullmatch, several)):
        return "one name each: " + " ".join(f"--task {one}" for one in several)
    return "letters, digits, - and _, at most 64"


def available(
    *, prompts: Sequence[Path] = (), schemas: Sequence[Path] = ()
) -> dict[str, tuple[Path, Path | None]]:
    """Each task found, with its prompt file and its schema file (None: there is none)."""
    models = resources.names(resources.search_path("schemas", schemas), "schemas")
    return {
        name: (file, models.get(name))
        for name, file in sorted(
            resources.names(resources.search_path("prompts", prompts), "prompts").items()
        )
    }


def finder(prompts: Sequence[Path], schemas: Sequence[Path]) -> Callable[[str], Task | None]:
    """What gives a task by its name, each loaded once; None for a name that there is none of.

    Raises TaskError for one that is there and cannot be used.
    """
    known = available(prompts=prompts, schemas=schemas)

    @cache
    def find(name: str) -> Task | None:
        return load(name, prompts=prompts, schemas=schemas) if name in known else None

    return find


# --- reading the two files ---------------------------------------------------------------------


def _find(name: str, files: dict[str, Path], what: str) -> Path:
    try:
        return files[name]
    except KeyError:
        known = ", ".join(sorted(files)) or "none"
        raise TaskError(
            f"no {what} for task {name!r}; found: {known}",
            hint=f"`llmx tasks` lists them, --{what}s DIR adds a folder",
        ) from None


def _split(file: Path) -> tuple[PromptHeader, str]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TaskError(f"cannot read the prompt {file.name!r}: {error}") from error
    parts = _HEADER.fullmatch(text)
    if parts is None:
        raise TaskError(f"the prompt {file.name!r} has no header", hint="begin with ---, YAML, ---")
    try:
        return PromptHeader.model_validate(yaml.safe_load(parts[1])), parts[2]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "header"
        raise TaskError(f"the header of {file.name!r}: {where}: {first['msg']}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        raise TaskError(f"the header of {file.name!r} is not YAML: {_one_line(error)}") from error


def _hashed(header: PromptHeader) -> dict[str, Any]:
    """A header as it is hashed: what was added to headers later counts where it is said."""
    left_out = {"max_input_tokens"} if header.max_input_tokens is None else set()
    return header.model_dump(by_alias=True, exclude=left_out)


def _compile(file: Path, body: str, folders: Sequence[Path]) -> tuple[Any, list[str]]:
    """The prompt's template, and the sources of the partials that it includes."""
    environment = _Environment(
        loader=FileSystemLoader([str(f) for f in folders]),
        auto_reload=False,  # what was hashed and tried out is what is rendered
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=False,
    )
    sources: list[str] = []
    try:
        tree = environment.parse(body)
        unknown = meta.find_undeclared_variables(tree)
        for partial in sorted(p for p in meta.find_referenced_templates(tree) if p):
            source = environment.loader.get_source(environment, partial)[0]  # type: ignore[union-attr]
            unknown |= meta.find_undeclared_variables(environment.parse(source))
            sources.append(source)
        _check_variables(unknown, file)
        template = environment.template_class.from_code(
            environment, environment.compile(tree), environment.make_globals(None)
        )
    except TemplateSyntaxError as error:
        raise TaskError(
            f"the prompt {file.name!r}, line {error.lineno}: {error.message}"
        ) from error
    except TemplateNotFound as error:
        raise TaskError(f"the prompt {file.name!r} includes {error.name!r}, not found") from error
    missing = [block for block in _BLOCKS if block not in template.blocks]
    if missing:
        raise TaskError(
            f"the prompt {file.name!r} has no block {missing[0]!r}",
            hint="it needs {% block system %} for the instructions and {% block user %}",
        )
    return template, sources


def _check_variables(names: set[str], file: Path) -> None:
    for name in sorted(names - set(VARIABLES)):
        known = ", ".join(VARIABLES)
        raise TaskError(f"the prompt {file.name!r} uses {name!r}; a prompt is given: {known}")


def _answer_class(file: Path) -> type[BaseModel]:
    module = _execute(file)
    answer = getattr(module, "Answer", None)
    if not (isinstance(answer, type) and issubclass(answer, BaseModel)):
        raise TaskError(
            f"the schema {file.name!r} defines no pydantic model named Answer",
            hint="name the root class Answer",
        )
    return answer


def _execute(file: Path) -> ModuleType:
    """A schema file as a module; registered before it runs, so that forward references resolve.

    It is a package of its folder, so that it can import what lies beside it: `from . import _x`.
    """
    content = file.read_text(encoding="utf-8", errors="replace")
    name = f"llmx_schema_{file.stem}_{id_of(str(file.resolve()) + content)}"
    if name in sys.modules:
        return sys.modules[name]
    beside = [str(file.parent.resolve())]
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=beside)
    if spec is None or spec.loader is None:
        raise TaskError(f"the schema {file.name!r} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise TaskError(
            f"the schema {file.name!r} does not import: {type(error).__name__}: {_one_line(error)}"
        ) from error
    return module


# --- rendering ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _SentenceView:
    n: int
    text: str
    title: bool
    opens_paragraph: bool


@dataclass(frozen=True, slots=True)
class _ArticleView:
    mark: str
    language: str
    published: str | None
    title: str | None
    sentences: list[_SentenceView]


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox of the templates, which knows the values that a prompt is given."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) in _GIVEN and attribute in obj.__slots__:  # fields: nothing in them runs
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


_GIVEN = frozenset({_ArticleView, _SentenceView, GlossaryTerm})


def _view(article: Article) -> _ArticleView:
    """What a prompt may show of an article: nothing of its path, file type or id."""
    opening = {group[0] for group in article.paragraphs}
    views = [
        _SentenceView(s.n or 0, for_prompt(s.text), s.title, s.n in opening)
        for s in article.content
    ]
    outside = article.title if article.outside_title else None
    return _ArticleView(
        mark=f"=====[{article.text_sha256[:12]}]=====",
        language=article.language,
        published=(article.published or "")[:10]
        or None,  # the day; a brief has no use for the hour
        title=for_prompt(outside) if outside else None,
        sentences=views,
    )


def _render(template: Any, block: str, **variables: Any) -> str:
    context = template.new_context(variables)
    return "".join(template.blocks[block](context)).strip()


def _system_text(template: Any, file: Path) -> str:
    """The instructions. They see no article: they never change between articles."""
    try:
        return _render(template, "system")
    except Exception as error:
        raise TaskError(
            f"the system block of {file.name!r}: {_one_line(error)}",
            hint="the instructions are the same for every article; use the user block",
        ) from error


def _try_out(task: Task) -> None:
    """Render an article with everything that may be known of one, and one with nothing."""
    known = Sentence(1, 0, 4, "Text", title=True)
    full = Article("i", "-", "", "Text", (known,), "utf-8", "en", "T", "2000-01-01", None, {}, True)
    bare = Article("i", "-", "", "Text", (Sentence(1, 0, 4, "Text"),), "utf-8", "und")
    try:
        task.request(full, model="none", glossary=[GlossaryTerm("a", "b")])
        task.request(bare, model="none")
    except Exception as error:
        raise TaskError(f"the prompt {task.prompt_file.name!r}: {_one_line(error)}") from error


def _messages(system: str, user: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": system}, {"role": "user", "content": user}]


def _spell(value: Any) -> bytes:
    return canonical(value).encode("utf-8", "surrogatepass")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
