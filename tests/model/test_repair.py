"""Local repair: the object in an answer comes back as it is, whatever stands around it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmx.model.repair import is_clean, json_text
from llmx.text.cleaning import without_controls
from tests.builders import steady

THINK = '<think>\nA draft: {"draft": true}, or ```json\n{}\n```?\n</think>\n\n'

# Everything that may stand in an answer; what is dropped by design has tests of its own.
_kept = st.characters(exclude_categories=["Cs"]).filter(lambda c: without_controls(c) == c)
_awkward = st.sampled_from(
    [
        "```",
        "```json\n{}\n```",
        "{",
        "}",
        "{}",
        '{"a": 1}',
        ",}",
        ", ]",
        "\\",
        "\\\\",
        '"',
        '\\"',
        "\\u0000",
        "\\ud83d",
        "\\ud83d\\ude00",
        "\n",
        "😀",
        "<think>",
        "</think>",
        "العربية",
    ]
)
_strings = st.lists(_kept | _awkward, max_size=8).map("".join)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _strings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_strings, inner, max_size=3),
    max_leaves=12,
)
_objects = st.dictionaries(_strings, _values, max_size=4)
_prose = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=30)


def spelled(value: Any, *, ascii_only: bool, indent: int | None) -> str:
    return json.dumps(value, ensure_ascii=ascii_only, indent=indent)


_objects_as_text = st.builds(
    lambda value, ascii_only, indent: (value, spelled(value, ascii_only=ascii_only, indent=indent)),
    _objects,
    st.booleans(),
    st.sampled_from([None, 2]),
)


@steady
@given(_objects_as_text)
@example(({"a": "\\ud83d😀"}, '{"a": "\\\\ud83d\\ud83d\\ude00"}'))
@example(({"a": "\\u0000"}, '{"a": "\\\\u0000"}'))
def test_a_valid_object_comes_back_as_the_same_value(pair: tuple[Any, str]) -> None:
    value, text = pair
    assert json.loads(json_text(text)) == value


_any_objects_as_text = st.builds(
    lambda key, value, ascii_only: spelled({key: value}, ascii_only=ascii_only, indent=2),
    st.text(max_size=4),
    st.text(max_size=12) | st.lists(_strings, max_size=2),
    st.booleans(),
)


@steady
@given(_any_objects_as_text | _objects_as_text.map(lambda pair: pair[1]))
@example('{"a": "\x00"}')
@example('{"a": "\u202e"}')
@example('{"a": "\\u001b"}')
@example('{"a": "\\b"}')
@example('{"a": "«,}»"}')
@example('\n {"a": "\u200c"}\n')
def test_a_clean_object_needs_no_repair(text: str) -> None:
    """What `is_clean` takes, repair would not alter: it may be read as it is."""
    if is_clean(text):
        assert json_text(text) == text.strip()


def test_what_most_answers_look_like_is_clean_and_what_has_to_go_is_not() -> None:
    for clean in ('{"a": "قصف «النخيل» \\"x\\""}', '{\n  "a": "می\u200cشود"\n}', '{"a": 1.5}'):
        assert is_clean(clean), clean
    for not_clean in ("\x07", "\u2066", "\ud800", "\\u0007", "\\f", "\ufeff", "\U000e0041"):
        assert not is_clean(f'{{"a": "{not_clean}"}}'), ascii(not_clean)


@steady
@given(_objects_as_text, st.sampled_from(["```json\n", "```\n", "```JSON\n", "```json"]))
def test_a_fence_around_it_goes(pair: tuple[Any, str], fence: str) -> None:
    value, text = pair
    assert json.loads(json_text(f"{fence}{text}\n```")) == value
    assert json.loads(json_text(f"Here it is:\n\n{fence}{text}```\n\nHope it helps.")) == value


@steady
@given(_objects_as_text)
def test_a_think_block_before_it_goes(pair: tuple[Any, str]) -> None:
    value, text = pair
    assert json.loads(json_text(THINK + text)) == value
    assert json.loads(json_text(f"\ufeff  {THINK}```json\n{text}\n```")) == value


@steady
@given(_objects_as_text, _prose, _prose)
@example(({"a": 1}, '{"a": 1}'), 'He said "', "")
def test_prose_around_it_goes(pair: tuple[Any, str], before: str, after: str) -> None:
    value, text = pair
    assert json.loads(json_text(f"{before}\n{text}\n{after}")) == value


@steady
@given(_objects)
def test_trailing_commas_go(value: dict[str, Any]) -> None:
    assert json.loads(json_text(_with_commas(value))) == value


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ('say {x} then {"a": "}"}', {"a": "}"}),
        ('{"a": 1} as {asked}', {"a": 1}),
        ('{"a": 1}\n```', {"a": 1}),
        ("<thinking>x</thinking>{}", {}),
        ("```\n{ }\n```", {}),
        ('{"a": [1, 2, ] , }', {"a": [1, 2]}),
        ('{"a": ",}", }', {"a": ",}"}),
        (r'{"a": "\\", }', {"a": "\\"}),
    ],
)
def test_single_cases(answer: str, value: Any) -> None:
    assert json.loads(json_text(answer)) == value


@pytest.mark.parametrize(
    ("escaped", "value"),
    [
        (r"x\ud800", "x�"),
        (r"x\uDC00y", "x�y"),
        (r"\ud83d\ud83d\ude00", "�😀"),
        (r"\ud83d\ude00\ude00", "😀�"),
        (r"\ude00\ud83d", "��"),
        (r"\\\ud800", "\\�"),
        (r"\\ud83d\ude00", "\\ud83d�"),
        (r"\ud83d\\ude00", "�\\ude00"),
        (r"\ud83d\u0000\ude00", "��"),
        (r"\ud83d\ude00", "😀"),
        (r"\u0627\uD83D\uDE00", "ا😀"),
        ("x\ud800y", "x�y"),
    ],
)
def test_lone_surrogates_become_the_replacement_character(escaped: str, value: str) -> None:
    assert json.loads(json_text(f'{{"a": "{escaped}"}}')) == {"a": value}


@pytest.mark.parametrize(
    "control",
    [
        *range(0x00, 0x09),
        *(0x0B, 0x0C),
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *(0xFEFF, 0xE0001, 0xE0041, 0xE007F),
    ],
)
def test_controls_and_direction_marks_go_escaped_or_not(control: int) -> None:
    mark = chr(control)
    assert json.loads(json_text(json.dumps({"a": f"x{mark}y"}))) == {"a": "xy"}
    assert json.loads(json_text(f'{{"a": "x{mark}y"}}')) == {"a": "xy"}
    upper = json.dumps(mark)[1:-1].upper().replace("\\U", "\\u")
    if "u" in upper:
        assert json.loads(json_text(f'{{"a": "x{upper}y"}}')) == {"a": "xy"}


@pytest.mark.parametrize("kept", ["\t", "\n", "\r", "\u200c", "\u200d", "\u00a0", "é", "\ufdfa"])
def test_what_a_text_needs_stays(kept: str) -> None:
    assert json.loads(json_text(json.dumps({"a": kept}))) == {"a": kept}


@pytest.mark.parametrize(
    "answer",
    [
        '{"a": 1, "b": "tru',
        '{"a": {"b": 1}',
        '```json\n{"a": [1, 2\n```',
        '{"a": 1} {"b": 2}',
        'A draft: {"a": 1}. The answer: {"a": 2}',
        '{"a": \\u12}',
        "no object",
        "",
        "[1, 2]x",
    ],
)
def test_nothing_is_completed_and_nothing_is_chosen(answer: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        json.loads(json_text(answer))


@steady
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    json_text(text)


@steady
@given(_objects_as_text)
def test_a_repaired_text_needs_no_second_repair(pair: tuple[Any, str]) -> None:
    once = json_text(pair[1])
    assert json_text(once) == once


@pytest.mark.parametrize(
    "hostile",
    ['{"' + '\\"' * 60_000 + ",}", '{"a":' * 20_000, '{"' * 50_000, "```" * 50_000, "{,}" * 30_000],
)
def test_a_hostile_answer_ends_and_grows_no_longer(hostile: str) -> None:
    assert len(json_text(hostile)) <= len(hostile)


def _with_commas(value: Any) -> str:
    if isinstance(value, dict) and value:
        items = (f"{json.dumps(k)}: {_with_commas(v)} , " for k, v in value.items())
        return "{" + "".join(items) + "}"
    if isinstance(value, list) and value:
        return "[" + "".join(f"{_with_commas(v)},\n" for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)
