"""What is fuzzed: functions of bytes, each of which may only fail in the way its module says.

A target raises what is a fault and returns where all is well. The first byte of some inputs
chooses among the ways in. Seeds start a fuzzer off; they are the material of the suite, too.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from pydantic import ValidationError

from llmx import checks, record
from llmx.article import Article, Rejection, Sentence
from llmx.checks import Material
from llmx.errors import AnswerError, InputError, UsageError
from llmx.export.briefs import file_name
from llmx.model.answers import read_answers
from llmx.model.batch import read_results
from llmx.model.envelope import open_envelope
from llmx.model.repair import is_clean, json_text
from llmx.model.wire import Mode, Wire
from llmx.reading import html
from llmx.reading.decode import decode
from llmx.reading.header import split_header
from llmx.reading.known import known_from
from llmx.reading.options import ReadingOptions
from llmx.reading.reader import read
from llmx.text.cleaning import without_controls
from tests.builders import ARABIC, BUILT_IN, PERSIAN, answer, article, loaded

Target = Callable[[bytes], None]

REASONS = frozenset(
    {"empty", "binary", "undecodable", "too_large", "unreadable", "bad_row", "unparseable"}
)
ENCODINGS = (
    *("utf-8", "utf-16", "utf-32", "utf-7", "cp1256", "iso-8859-6", "cp1251", "gb18030", "euc-kr"),
    *("iso2022_jp", "hz", "big5", "unicode_escape", "raw_unicode_escape", "punycode", "idna"),
)
SUFFIXES = (".txt", ".md", ".html", ".jsonl", "")  # none: standard input
SHOWN = article()

_ROOM = ReadingOptions(max_bytes=100_000)


def decoding(data: bytes) -> None:
    """Bytes to text: found, declared and given encodings."""
    choice, data = _choice(data, 2 * len(ENCODINGS) + 1)
    name = ENCODINGS[choice % len(ENCODINGS)] if choice < 2 * len(ENCODINGS) else None
    given = name if choice < len(ENCODINGS) else None
    with _refusals_of(REASONS), suppress(UsageError):
        found = decode(data, encoding=given, declared=name)
        _plain(found.text)
        assert found.text.strip()
        assert data.decode(found.encoding).removeprefix("\ufeff") == found.text


def page(data: bytes) -> None:
    """HTML to a main text, a title and a date."""
    with _refusals_of(REASONS):
        found = html.extract(data)
        for text in (found.text, found.title or "", found.published or ""):
            _plain(text)
        assert found.text.strip()


def header(data: bytes) -> None:
    """The YAML header of a Markdown file."""
    text = data.decode("utf-8", "replace")
    with _refusals_of({"bad_row"}):
        values, end = split_header(text)
        known = known_from(values, _ROOM)
        assert 0 <= end <= len(text)
        json.dumps(dict(known.meta), ensure_ascii=False).encode("utf-8")


def reading(data: bytes) -> None:
    """A whole file of any suffix, or standard input, to articles and rejections."""
    choice, data = _choice(data, len(SUFFIXES))
    if SUFFIXES[choice]:
        file = _folder() / f"x{SUFFIXES[choice]}"
        file.write_bytes(data)
        items = list(read([str(file)], _ROOM))
    else:
        items = list(read(["-"], _ROOM, stdin=BytesIO(data)))
    for item in items:
        _check_item(item)


def envelope(data: bytes) -> None:
    """The body of a response, to the text of an answer."""
    with suppress(AnswerError):
        found = open_envelope(data)
        assert found.content.strip()
        answering(found.content.encode("utf-8", "surrogatepass"))


def answering(data: bytes) -> None:
    """The text of an answer, repaired, validated, checked and made a record."""
    text = _said(data)
    repaired = json_text(text)
    assert without_controls(repaired) == repaired
    if is_clean(text) and (value := _object(text)) is not None:
        assert json.loads(repaired) == value
    for name in BUILT_IN:
        task = loaded(name)
        try:
            parsed = task.parse(repaired, SHOWN)
        except ValidationError:
            continue
        material = Material(SHOWN, {name: parsed})
        found = [f.as_json() for f in checks.run(material)]
        built = record.build(SHOWN, material.answers, {}, found, checks.derive(material))
        record.line(built).encode("utf-8")


def stored(data: bytes) -> None:
    """A file of recorded answers."""
    file = _folder() / "answers.jsonl"
    file.write_bytes(data)
    with suppress(UsageError):
        for found in read_answers(file):
            assert isinstance(found.answer, dict)
            json.loads(found.line())


def batch(data: bytes) -> None:
    """An output file of a batch."""
    file = _folder() / "batch.jsonl"
    file.write_bytes(data)
    for found in read_results(file):
        if found is not None:
            with suppress(AnswerError):
                open_envelope(json.dumps(found.body).encode())
            assert isinstance(found.said[0], str)


def refusal(data: bytes) -> None:
    """The words of a refusal, which change how an endpoint is spoken to a few times at most."""
    said, _, named = data.decode("utf-8", "replace").partition("\n")
    wire, changes = Wire(), 0
    while found := wire.without(said, named or None):
        wire, changes = found[0], changes + 1
        assert changes < 10
        assert wire.mode in get_args(Mode)


TARGETS: Mapping[str, Target] = {
    target.__name__: target
    for target in (
        *(decoding, page, header, reading),
        *(envelope, answering, stored, batch, refusal),
    )
}


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """What a target is started with: good input of each kind that it knows."""
    return tuple(_SEEDS[name]())


# --- what holds of everything that is read -------------------------------------------------------


@contextmanager
def _refusals_of(reasons: Collection[str]) -> Iterator[None]:
    """Take an InputError for an end that is well, for these reasons."""
    try:
        yield
    except InputError as error:
        if error.reason not in reasons:
            raise


def _check_item(item: Article | Rejection) -> None:
    said = json.dumps(item.as_json(), ensure_ascii=False, allow_nan=False)
    said.encode("utf-8")
    if isinstance(item, Rejection):
        assert item.kind in REASONS
        assert item.state == "skipped"
        return
    assert item.content
    assert all(item.text[s.start : s.end] == s.text for s in item.sentences)
    assert all(_ends_before(a, b) for a, b in pairwise(item.sentences))
    assert [s.n for s in item.content] == list(range(1, len(item.content) + 1))
    assert PurePosixPath(file_name(item)).parts == (file_name(item),)


def _ends_before(one: Sentence, other: Sentence) -> bool:
    return one.start < one.end <= other.start < other.end


def _plain(text: str) -> None:
    """A text that a file can hold."""
    text.encode("utf-8")


# --- seeds ---------------------------------------------------------------------------------------

_TEXT = "\n\n".join(ARABIC) + "\n"
_HEADER = "---\ntitle: عنوان\npublished: 2017-11-19\ntags: [a, {b: c}]\n---\n"
_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>عنوان</title>'
    '<meta property="article:published_time" content="2017-11-19T10:00:00Z">'
    '<script type="application/ld+json">{"datePublished": "2017-11-19"}</script></head><body>'
    "<nav><a href='/'>x</a></nav><article><h1>عنوان</h1>"
    + "".join(f"<p>{s} می&zwnj;گویند</p>" for s in ARABIC)
    + "</article></body></html>"
)
_ROW = {"id": "a", "title": "عنوان", "published": "2017-11-19", "text": _TEXT, "more": [1, None]}


def _texts() -> list[bytes]:
    number = len(ENCODINGS)
    return [
        *(bytes([n]) + _TEXT.encode("utf-8") for n in range(2 * number + 1)),
        *(bytes([2 * number]) + _TEXT.encode(e) for e in ("cp1256", "utf-16", "utf-16-le")),
        bytes([2 * number]) + "\n".join(PERSIAN).encode("utf-8-sig"),
    ]


def _files() -> list[bytes]:
    rows = "".join(json.dumps(_ROW, ensure_ascii=a) + "\n" for a in (True, False))
    texts = [_TEXT, _HEADER + "# عنوان\n\n" + _TEXT, _PAGE, rows, rows]
    return [bytes([n]) + text.encode("utf-8") for n, text in enumerate(texts)]


def _pages() -> list[bytes]:
    spelled = _PAGE.replace("utf-8", "cp1256").replace("می", "&#1605;&#1740;")
    return [_PAGE.encode("utf-8"), spelled.encode("cp1256", "xmlcharrefreplace")]


def _answers() -> list[bytes]:
    texts = [json.dumps(answer(name, SHOWN), ensure_ascii=False) for name in BUILT_IN]
    spoiled = [f"<think>{{}}</think>\n```json\n{t[:-1]},}}\n```\n" for t in texts]
    return [text.encode("utf-8") for text in (*texts, *spoiled)]


def _completion(content: bytes, **more: Any) -> bytes:
    message = {"role": "assistant", "content": content.decode("utf-8"), **more}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 1, "completion_tokens": 2}
    return json.dumps({"model": "m", "choices": [choice], "usage": usage}).encode()


def _completions() -> list[bytes]:
    call = {"function": {"name": "brief", "arguments": "{}"}}
    spoiled = [_completion(b"{}", tool_calls=[call]), _completion(b"", refusal="no")]
    return [*(_completion(text) for text in _answers()), *spoiled]


def _recorded() -> list[bytes]:
    usage = {"input_tokens": 1, "output_tokens": 2}
    line = {"fingerprint": "f", "task": "t", "model": "m", "answer": {"a": "ب"}, "usage": usage}
    return [(json.dumps(line, ensure_ascii=a) + "\n").encode("utf-8") for a in (True, False)]


def _batches() -> list[bytes]:
    body = json.loads(_completion(b"{}"))
    good = {"custom_id": "f", "response": {"status_code": 200, "body": body}, "error": None}
    bad = {"custom_id": "g", "response": None, "error": {"code": "batch_expired", "message": "x"}}
    return [json.dumps(line).encode() + b"\n" for line in (good, bad)]


def _refusals() -> list[bytes]:
    said = (
        *("Unsupported parameter: 'max_tokens'", "response_format json_schema is not supported"),
        *("temperature\ntemperature", "tools\ntool_choice", "max_completion_tokens is too large"),
    )
    return [text.encode() for text in said]


_SEEDS: Mapping[str, Callable[[], list[bytes]]] = {
    "decoding": _texts,
    "page": _pages,
    "header": lambda: [(_HEADER + _TEXT).encode("utf-8"), b"---\n- a\n...\n", b"---\n---\nx"],
    "reading": _files,
    "envelope": _completions,
    "answering": _answers,
    "stored": _recorded,
    "batch": _batches,
    "refusal": _refusals,
}


# --- small things --------------------------------------------------------------------------------


def _choice(data: bytes, number: int) -> tuple[int, bytes]:
    """One of so many ways by the first byte, and the rest."""
    return (data[0] % number if data else 0), data[1:]


def _said(data: bytes) -> str:
    """Text as a model may have said it, halves of pairs included."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


@cache
def _folder() -> Path:
    """A folder for the files of this process; it goes with it."""
    folder = tempfile.TemporaryDirectory(prefix="llmx-fuzz-")
    _kept.append(folder)
    return Path(folder.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []
