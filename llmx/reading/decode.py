"""Bytes to text: which encoding a file is in, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from llmx.errors import InputError, UsageError

SHORT = 200
"""Bytes outside ASCII below which a guess of the encoding deserves a look."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PANDOC = "pandoc -t plain FILE | llmx summarize -"
_MAGIC: tuple[tuple[bytes, str, str | None], ...] = (
    (b"%PDF-", "a PDF document", "pdftotext FILE - | llmx summarize -"),
    (b"{\\rtf", "an RTF document", _PANDOC),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "save it as text"),
    (b"\x1f\x8b", "gzip data", "gunzip -c FILE | llmx summarize -"),
    (b"\xfd7zXZ\x00", "xz data", "xz -dc FILE | llmx summarize -"),
    (b"\x28\xb5\x2f\xfd", "zstd data", "zstd -dc FILE | llmx summarize -"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", None),
    (b"\xff\xd8\xff", "a JPEG image", None),
    (b"GIF8", "a GIF image", None),
    (b"\x7fELF", "a program", None),
    (b"SQLite format 3\x00", "an SQLite database", None),
    (b"PAR1", "a Parquet file", "name it .parquet"),
)
# Most wanted first: the order decides where two fit equally well.
_CANDIDATES = (
    *("cp1256", "cp1251", "iso8859_6", "koi8_r", "cp1252", "cp1254", "cp1255", "iso8859_5"),
    *("gb18030", "euc_kr", "big5", "shift_jis", "euc_jp"),
)
# What browsers make of these labels, and what pages that carry them are written in.
_WIDENED = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}
# Notations within ASCII, which Python lists among its encodings: two of them even write half a
# pair, which no file can hold. No text comes in them, whatever a page says of itself.
_NOTATIONS = frozenset(
    ["utf-7", "unicode-escape", "raw-unicode-escape", "punycode", "idna", "charmap"]
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE_TEXT = re.compile("[\t\n\r -~\u00a0-\u06ff\u2000-\u206f]")
# What the bytes above ASCII become in cp1252 and Latin-1, controls for the holes included.
_WESTERN = re.compile("[\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_SPACE = re.compile(r"\s")
_SAMPLE = 65536
_SHORT_SAMPLE = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the Python codec that gives it from the bytes, and a doubt where there is one."""

    text: str
    encoding: str
    warning: str | None = None


def decode(data: bytes, *, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """Decode bytes strictly; nothing is replaced, only a byte order mark is dropped.

    `encoding` is what the user says and overrides all; `declared` is what the data say of
    themselves. InputError reasons: `binary`, `undecodable`, `empty`.
    """
    if encoding is not None:
        found = Decoded(_decode_as(data, codec_name(encoding)), codec_name(encoding))
    else:
        _refuse_known_formats(data)
        found = _by_mark(data) or _wide(data) or _by_content(data, declared)
    text = found.text.removeprefix("\ufeff")
    if not text or text.isspace():
        raise InputError("there is no text in it", reason="empty")
    return Decoded(text, found.encoding, found.warning)


def recognised(stream: BinaryIO, *, encoding: str | None = None) -> tuple[str, str | None]:
    """Find the codec of a file of rows by the steps of `decode`, and a doubt where there is one.

    A file that is UTF-8 beyond ASCII until a byte that is none has a fault there, which is its
    row's; another is guessed from the lines around that byte. The stream is left at its
    beginning. InputError reason: `binary`.
    """
    if encoding is not None:
        return codec_name(encoding), None
    head = stream.read(_SAMPLE)
    stream.seek(0)
    _refuse_known_formats(head)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec, None
    wide = _wide(_whole_lines(head) if len(head) == _SAMPLE else head)
    if wide:
        return wide.encoding, wide.warning
    place = _first_not_utf8(stream)
    sample = b"" if place is None else _around(stream, place)
    stream.seek(0)
    try:
        found = _guessed(sample, "") if sample else None
    except InputError:  # too little to tell: it costs the rows that have it
        found = None
    return (found.encoding, found.warning) if found else ("utf-8", None)


def is_mojibake(text: str) -> bool:
    """Whether a text was read once in a Western encoding that it is not in.

    More than half of it are then letters with accents and signs, which no language has.
    """
    sample = text[:_SHORT_SAMPLE]
    western = len(_WESTERN.findall(sample))
    return western > 0 and 2 * western > len(sample) - len(_SPACE.findall(sample))


def codec_name(encoding: str) -> str:
    """Give Python's own name of a text encoding; an unknown one is a UsageError."""
    try:
        "x".encode(encoding)  # refuses what is no text encoding, such as base64
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if not name or name in _NOTATIONS:
        raise UsageError(
            f"unknown encoding {encoding!r}", hint="for example utf-8, cp1256, iso-8859-6, utf-16"
        )
    return name


def _decode_as(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeError as error:
        where = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(
            f"not {codec}{where}",
            reason="undecodable",
            hint="give the right --encoding, or none to have it found",
        ) from None


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(codec), codec)
            except UnicodeError:
                raise InputError(
                    f"starts with the mark of {codec} but is not {codec}",
                    reason="undecodable",
                    hint="give its --encoding",
                ) from None
    return None


def _refuse_known_formats(data: bytes) -> None:
    for magic, name, hint in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is {name}, not text", reason="binary", hint=hint)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        is_word = b"word/" in data[:_SAMPLE] or b"word/document.xml" in data
        name, hint = ("a Word document", _PANDOC) if is_word else ("a ZIP file", "unpack it first")
        raise InputError(f"this is {name}, not text", reason="binary", hint=hint)


def _wide(data: bytes) -> Decoded | None:
    """Recognise UTF-16 without a mark, and refuse what else is full of control bytes."""
    sample = data[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    if controls * 100 <= len(sample):
        return None
    for codec in ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ():
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        head = text[:_SAMPLE]
        if len(_WIDE_TEXT.findall(head)) >= 0.9 * len(head) and re.search(r"[ \n]", head):
            return Decoded(text, codec, f"no encoding declared; read as {codec}")
    if controls * 20 > len(sample) or sample.count(0) * 100 > len(sample):
        raise InputError("this is binary data, not text", reason="binary")
    return None


def _whole_lines(sample: bytes) -> bytes:
    """A sample of what may be UTF-16, cut where a line ends."""
    end = max(sample.rfind(b"\n\0"), sample.rfind(b"\0\n")) + 2
    return sample[:end] if end > 2 and end % 2 == 0 else sample


def _first_not_utf8(stream: BinaryIO) -> int | None:
    """Where a stream that is ASCII until then stops being UTF-8, in bytes; None: nowhere."""
    decoder, read = codecs.getincrementaldecoder("utf-8")(), 0
    while True:
        chunk = stream.read(_SAMPLE)
        kept = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            start = error.start if chunk else 0
            return read - kept + start if error.object[:start].isascii() else None
        if not (chunk and text.isascii()):
            return None
        read += len(chunk)


def _around(stream: BinaryIO, place: int) -> bytes:
    """The lines around a byte that have something beyond ASCII."""
    stream.seek(max(0, place - _SAMPLE))
    sample = stream.read(2 * _SAMPLE)
    start = sample.find(b"\n") + 1 if place > _SAMPLE else 0
    lines = sample[start : sample.rfind(b"\n") + 1 or None].splitlines(keepends=True)
    return b"".join(line for line in lines if not line.isascii())


def _by_content(data: bytes, declared: str | None) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    said = ""
    if declared:
        try:
            codec = codec_name(declared)
            codec = _WIDENED.get(codec, codec)
            return Decoded(data.decode(codec), codec)
        except (UsageError, UnicodeError):
            said = f"it says {declared!r}, which it is not; "
    return _guessed(data, said)


def _guessed(data: bytes, said: str) -> Decoded:
    from charset_normalizer import from_bytes

    order = {name: place for place, name in enumerate(_CANDIDATES)}
    found = from_bytes(data, cp_isolation=list(_CANDIDATES))
    matches = [match for match in found if match.encoding in order]  # UTF-8 is not isolated away
    ranked = sorted(
        matches, key=lambda m: (round(m.chaos, 2), -round(m.coherence, 2), order[m.encoding])
    )
    for match in ranked:
        codec = codecs.lookup(match.encoding).name
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        evidence = sum(byte > 127 for byte in data[:_SAMPLE])
        short = ", from little text: check it" if evidence < SHORT else ""
        return Decoded(
            text, codec, f"{said}encoding guessed as {codec}{short} (or give --encoding)"
        )
    raise InputError(
        f"{said}its encoding cannot be told", reason="undecodable", hint="give --encoding"
    )
