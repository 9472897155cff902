"""JSONL rows."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import InputError
from llmx.reading.options import ReadingOptions
from llmx.reading.rows import is_row, lines, parse_row, row_bytes

OPTIONS = ReadingOptions()


def test_a_row_gives_its_text_and_what_is_known() -> None:
    row = parse_row(
        b'{"text": "Rain.", "id": "a", "title": " The  rain ", "published": "2019-03-01",'
        b' "url": "https://example.org", "language": "en", "outlet": {"name": "x"}}\r\n',
        OPTIONS,
    )
    known = row.known
    assert (row.text, known.id, known.title, known.published) == (
        *("Rain.", "a", "The rain", "2019-03-01"),
    )
    assert (known.url, known.language) == ("https://example.org", "en")
    assert known.meta == {"outlet": {"name": "x"}}
    assert not row.repaired


def test_fields_are_mapped_and_the_old_name_goes_to_meta() -> None:
    options = ReadingOptions(fields={"text": "body", "published": "day"})
    row = parse_row(b'{"body": "Rain.", "text": "x", "day": "2019-03-01", "published": 3}', options)
    assert (row.text, row.known.published) == ("Rain.", "2019-03-01")
    assert row.known.meta == {"text": "x", "published": 3}


def test_what_options_override_is_not_looked_at() -> None:
    options = ReadingOptions(language="ar", published="2019-03-01")
    row = parse_row(b'{"text": "x", "language": "Arabic", "published": "soon"}', options)
    assert (row.known.language, row.known.published) == ("ar", "2019-03-01")


def test_nulls_and_blanks_are_nothing_and_a_number_may_be_an_id() -> None:
    row = parse_row(b'{"text": "x", "id": 17, "title": null, "url": " ", "language": ""}', OPTIONS)
    known = row.known
    assert (known.id, known.title, known.url, known.language) == ("17", None, None, None)


def test_a_text_that_is_null_is_empty_and_no_bad_row() -> None:
    assert parse_row(b'{"text": null, "id": "a"}', OPTIONS).text == ""


def test_lone_surrogates_are_replaced_everywhere() -> None:
    row = parse_row(rb'{"text": "a\ud800b", "k\udc00": ["\ud800", "\ud83d\ude00"]}', OPTIONS)
    assert row.text == "a\ufffdb"
    assert row.known.meta == {"k\ufffd": ["\ufffd", "\U0001f600"]}
    assert row.repaired


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "not JSON"),
        (b"rain", "not JSON"),
        (b'{"text": "x"} {"text": "y"}', "not JSON"),
        (b'["x"]', "no object"),
        (b'"x"', "no object"),
        (b"{}", "has no 'text'"),
        (b'{"body": null}', "has no 'text'"),
        (b'{"text": 5}', "a string as 'text'"),
        (b'{"text": "x", "score": NaN}', "NaN"),
        (b'{"text": "x", "score": 1e999}', "out of range"),
        (b'{"text": "x", "n": ' + b"1" * 5000 + b"}", "not JSON"),
        (b'{"text": "x", "a": ' + b"[" * 100_000, ""),
        (b'{"text": "x", "a": ' + b"[" * 100 + b"]" * 100 + b"}", "deeper than"),
        (b'{"text": "x", "id": [1]}', "'id' must be a string, not a list"),
        (b'{"text": "x", "id": true}', "'id' must be a string"),
        (b'{"text": "x", "title": 5}', "'title' must be a string, not a number"),
        (b'{"text": "x", "url": {}}', "'url' must be a string"),
        (b'{"text": "x", "published": "19 Nov"}', "published: '19 Nov'"),
        (b'{"text": "x", "language": "Arabic"}', "language: 'Arabic'"),
    ],
)
def test_a_bad_row_is_told_in_one_line(line: bytes, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_row(line, OPTIONS)
    assert caught.value.reason == "bad_row"
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("line", [b'{"text": "\xc7"}', '{"text": "x"}'.encode("utf-16")])
def test_a_line_in_another_encoding_is_undecodable(line: bytes) -> None:
    with pytest.raises(InputError) as caught:
        parse_row(line, OPTIONS)
    assert caught.value.reason == "undecodable"


def test_an_encoding_can_be_given() -> None:
    row = parse_row('{"text": "مطر"}'.encode("cp1256"), ReadingOptions(encoding="cp1256"))
    assert row.text == "مطر"


def test_lines_too_long_are_passed_over_in_pieces() -> None:
    data = b"a" * 10 + b"\n" + b"b" * 11 + b"\n" + b"c" * 5_000_000 + b"\nd\r\n" + b"e" * 11
    found = list(lines(io.BytesIO(data), 10))
    assert found == [(1, b"a" * 10 + b"\n"), (2, None), (3, None), (4, b"d\r\n"), (5, None)]


@given(st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b""))))
def test_lines_are_those_of_the_stream(content: list[bytes]) -> None:
    data = b"".join(line + b"\n" for line in content)
    found = list(lines(io.BytesIO(data), 12))
    assert [line for _, line in found] == [line + b"\n" for line in content]
    assert [number for number, _ in found] == list(range(1, len(content) + 1))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text": "x"}', True),
        (b'\xef\xbb\xbf { "text"', True),
        (b"{}", True),
        (b"{", False),
        (b"{x}", False),
        (b"[{}]", False),
        (b"", False),
    ],
)
def test_is_row(line: bytes, expected: bool) -> None:
    assert is_row(line) is expected


def test_row_bytes_are_the_line_without_its_newline() -> None:
    assert [row_bytes(x) for x in (b"a\n", b"a\r\n", b"a", b"a \n")] == [b"a", b"a", b"a", b"a "]


@given(st.dictionaries(st.text(), st.text()), st.text(min_size=1).filter(lambda t: t.strip()))
def test_any_row_of_strings_is_read(extra: dict[str, str], text: str) -> None:
    extra = {f"x{name}": value for name, value in extra.items()}
    row = parse_row(json.dumps({**extra, "text": text}).encode(), OPTIONS)
    assert row.text == text
    assert row.known.meta == extra
