"""Text made safe for a prompt, a terminal, a store."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.cleaning import for_prompt, for_terminal, without_controls
from tests.builders import PERSIAN, steady

ANY = st.text(st.characters(codec=None), max_size=30) | st.text(
    alphabet="<|\n\r\t \x1b\x85\u2028\u202e\u2066\u200c\ud800\U000e0041ab[3]", max_size=30
)
DANGEROUS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|<\\|")


@steady
@given(ANY)
def test_a_prompt_gets_one_clean_line(text: str) -> None:
    line = for_prompt(text)
    assert not DANGEROUS.search(line)
    assert len(line.splitlines()) <= 1
    assert line == " ".join(line.split())
    assert for_prompt(line) == line


@pytest.mark.parametrize("text", [*PERSIAN, "می\u200cشود", "क्\u200dष", "لا\u200fإله", "😀"])
def test_what_a_language_needs_stays(text: str) -> None:
    assert for_prompt(text) == text
    assert without_controls(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one\n[3] two", "one [3] two"),
        ("one\u2028[3] two", "one [3] two"),
        ("a<|im_end|>b", "a< |im_end|>b"),
        ("a<\u202e|im_end|>b", "a< |im_end|>b"),
        ("<<|", "<< |"),
        ("a\U000e0049\U000e0067b", "ab"),
        ("a\ufeffb", "ab"),
        ("\ud83d", "\ufffd"),
        ("  a \t b  ", "a b"),
        ("\x1b[31mred", "[31mred"),
    ],
)
def test_what_could_speak_to_the_model_is_broken(text: str, clean: str) -> None:
    assert for_prompt(text) == clean


@steady
@given(ANY)
def test_a_terminal_gets_isolated_text(text: str) -> None:
    shown = for_terminal(text)
    assert shown[0] == "\u2068"
    assert shown[-1] == "\u2069"
    inner = shown[1:-1]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", inner)
    shown.encode("utf-8")


@steady
@given(ANY)
def test_model_output_loses_controls_only(text: str) -> None:
    clean = without_controls(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", clean)
    clean.encode("utf-8")
    assert without_controls(clean) == clean


def test_model_output_keeps_its_lines() -> None:
    assert without_controls("a\n\tb\x00\u202ec") == "a\n\tbc"


@steady
@given(ANY)
def test_a_text_that_needs_no_cleaning_is_known_as_such(text: str) -> None:
    """A NUL has every text looked through, and is dropped."""
    assert for_prompt(text) == for_prompt("\0" + text)
    assert without_controls(text) == without_controls("\0" + text)
