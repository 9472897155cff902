"""Decoding: what each encoding gives, and what is refused."""

from __future__ import annotations

import contextlib
import gzip
import io
from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import InputError, UsageError
from llmx.reading.decode import Decoded, codec_name, decode, is_mojibake, recognised

ARABIC = "أعلنت البلدية أن الأمطار أغرقت شوارع المدينة القديمة، وقال رئيسها إن العمل مستمر.\r\n"
PERSIAN = "وزارت راه گفت: جاده پس از بارش برف بسته شد و گروه امداد به محل رفت. چهار پل شکست.\n"
RUSSIAN = "Власти сообщили, что дорога закрыта после снегопада, а спасатели уже выехали.\n"
FRENCH = "Les autorités ont annoncé que la route était fermée après la tempête de février.\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_marks_and_utf8_are_certain(encoding: str, name: str) -> None:
    assert decode(ARABIC.encode(encoding)) == Decoded(ARABIC, name, None)


@pytest.mark.parametrize("text", [ARABIC, PERSIAN, RUSSIAN, FRENCH])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str, text: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.encoding) == (text, encoding)
    assert encoding in (found.warning or "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859-6"),
        (PERSIAN.translate(str.maketrans("یک", "يك")), "cp1256"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (FRENCH, "cp1252"),
        ("政府宣布道路因暴雪关闭，救援人员已经出发。", "gb18030"),
    ],
)
def test_old_encodings_are_guessed_and_said(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.encoding) == (text, encoding)
    assert f"guessed as {encoding}" in (found.warning or "")


@pytest.mark.parametrize(("times", "short"), [(1, True), (8, False)])
def test_a_guess_from_little_text_says_so(times: int, short: bool) -> None:
    found = decode((ARABIC * times).encode("cp1256"))
    assert ("little text" in (found.warning or "")) is short


def test_the_declared_charset_comes_before_a_guess() -> None:
    found = decode(RUSSIAN.encode("koi8-r"), declared="KOI8-R")
    assert found == Decoded(RUSSIAN, "koi8-r", None)


@pytest.mark.parametrize("declared", ["utf-8", "no-such-charset", "base64", "x\0y"])
def test_a_wrong_declaration_is_named(declared: str) -> None:
    found = decode((ARABIC * 5).encode("cp1256"), declared=declared)
    assert found.encoding == "cp1256"
    assert repr(declared) in (found.warning or "")


def test_a_page_cannot_declare_a_notation_as_its_charset() -> None:
    data = b"\\ud800 \\u0041 " + ARABIC.encode("cp1256")
    found = decode(data, declared="raw_unicode_escape")
    assert found.text.startswith("\\ud800 \\u0041 ")
    assert "it says 'raw_unicode_escape', which it is not" in str(found.warning)


def test_no_encoding_gives_what_no_file_can_hold() -> None:
    """Every encoding of Python that is taken is strict about halves of pairs."""
    tries = (b"+2AA-", b"\\ud800", b"\x00\xd8a\x00", b"\xed\xa0\x80", b"\xd8\x00\x00a")
    for name in sorted(set(aliases.values())):
        with contextlib.suppress(UsageError):
            codec_name(name)
            for data in tries:
                decoded = ""
                with contextlib.suppress(UnicodeError):
                    decoded = data.decode(name)
                decoded.encode("utf-8")


def test_strict_utf8_comes_before_the_declared_charset() -> None:
    assert decode(ARABIC.encode(), declared="windows-1256").encoding == "utf-8"


def test_the_encoding_given_overrides_all() -> None:
    found = decode("é".encode("cp1252") * 3, encoding="Windows-1256")
    assert found == Decoded("é" * 3, "cp1256", None)
    assert decode(b"\xef\xbb\xbfabc", encoding="utf-8").text == "abc"


def test_an_encoding_that_does_not_fit_is_undecodable() -> None:
    with pytest.raises(InputError, match="not utf-8 at byte") as caught:
        decode(ARABIC.encode("cp1256"), encoding="utf-8")
    assert caught.value.reason == "undecodable"


@pytest.mark.parametrize(
    "name",
    [
        *("nonsense", "base64", "rot13", "", "a\0b", "\udc80"),
        *("utf-7", "UTF7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "charmap"),
    ],
)
def test_an_unknown_encoding_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError):
        codec_name(name)


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"%PDF-1.7\n%text", "pdftotext"),
        (b"PK\x03\x04" + b"word/document.xml", "pandoc"),
        (b"PK\x03\x04" + b"other", "unpack"),
        (gzip.compress(b"text", mtime=0), "gunzip"),
        (b"\x89PNG\r\n\x1a\n" + b"abc" * 20, None),
        (b"\xff\xd8\xff\xe0" + b"abc" * 20, None),
        (b"{\\rtf1 text", "pandoc"),
        (bytes(range(256)) * 20, None),
        (b"text" + b"\0" * 100, None),
    ],
)
def test_binary_data_is_refused(data: bytes, hint: str | None) -> None:
    with pytest.raises(InputError) as caught:
        decode(data)
    assert caught.value.reason == "binary"
    assert hint is None or hint in str(caught.value)


@pytest.mark.parametrize(
    "data", [b"", b" \n\t", "\ufeff".encode(), "\ufeff \u00a0".encode("utf-16")]
)
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data)
    assert caught.value.reason == "empty"


def test_bytes_of_no_encoding_are_undecodable() -> None:
    with pytest.raises(InputError) as caught:
        decode(b"\xff\xfe\x00\xd8" + b"ab")
    assert caught.value.reason == "undecodable"


VISIBLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: text.strip() and not text.startswith("\ufeff")
)


@given(VISIBLE, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_what_was_encoded_is_decoded(text: str, encoding: str) -> None:
    assert decode((text + " \r\nx").encode(encoding)).text == text + " \r\nx"


@given(VISIBLE, st.sampled_from(["utf-16-le", "utf-8", "gb18030"]))
def test_a_given_encoding_round_trips(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), encoding=encoding).text == text


@given(st.binary())
def test_any_bytes_give_a_text_or_one_error(data: bytes) -> None:
    def outcome() -> str:
        try:
            found = decode(data)
        except InputError as error:
            return error.reason
        return "text" if data.decode(found.encoding).removeprefix("\ufeff") == found.text else ""

    assert outcome() in {"text", "binary", "empty", "undecodable"}


# --- of a file that is not read at once ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((ARABIC, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be")),
        *((ARABIC, "cp1256"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (FRENCH, "cp1252")),
    ],
)
@pytest.mark.parametrize("times", [3, 3000])
def test_a_stream_is_what_its_bytes_are(text: str, encoding: str, times: int) -> None:
    stream = io.BytesIO((text * times).encode(encoding))
    found, warning = recognised(stream)
    assert (found, stream.tell()) == (encoding, 0)
    assert bool(warning) == (encoding in ("utf-16-be", "cp1256", "cp1251", "koi8-r", "cp1252"))


def test_what_is_no_utf8_is_found_wherever_it_begins() -> None:
    for before in (0, 1, 65_535, (1 << 20) - 1, 1 << 20, (1 << 20) + 5):
        plain = b"Plain words.\n" * (before // 13) + b"x" * (before % 13) + b"\n"
        found, _ = recognised(io.BytesIO(plain + RUSSIAN.encode("cp1251") * 20))
        assert found == "cp1251"
        assert recognised(io.BytesIO(plain + "шш".encode() * 2))[0] == "utf-8"


def test_a_file_that_is_utf8_but_for_a_byte_stays_it() -> None:
    """One bad byte is its row's: another codec would make every other row unreadable."""
    for data in (ARABIC.encode() * 9 + b"\xff\n", ARABIC.encode() * 9000 + "ش".encode()[:1]):
        assert recognised(io.BytesIO(data)) == ("utf-8", None)
    for data in (b"Plain words.\n\xd1", b"Plain words.\n\xd1\n"):  # nothing to guess from
        assert recognised(io.BytesIO(data))[0] in ("utf-8", "cp1251", "cp1252", "cp1256")


def test_a_stream_that_is_no_text_is_refused() -> None:
    for data in (b"PAR1\x15\x04", gzip.compress(b"x"), bytes(range(256)) * 600):
        with pytest.raises(InputError) as caught:
            recognised(io.BytesIO(data))
        assert caught.value.reason == "binary"
    assert recognised(io.BytesIO(b"\xff\xfe"), encoding="CP1256")[0] == "cp1256"


def _western(data: bytes) -> str:
    """Bytes as a browser shows them that takes them for cp1252: holes become controls."""
    holes = b"\x81\x8d\x8f\x90\x9d"
    return "".join(chr(b) if b in holes else bytes([b]).decode("cp1252") for b in data)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((ARABIC, "utf-8"), (ARABIC, "cp1256"), (PERSIAN, "utf-8")),
        *((RUSSIAN, "utf-8"), (RUSSIAN, "cp1251")),
    ],
)
def test_a_text_read_in_a_wrong_encoding_is_known(text: str, encoding: str) -> None:
    assert is_mojibake(_western(text.encode(encoding)))
    assert is_mojibake(text.encode(encoding).decode("latin-1"))


@pytest.mark.parametrize(
    "text", [ARABIC, PERSIAN, RUSSIAN, FRENCH, "", "Những người tị nạn đã được đưa đến bệnh viện."]
)
def test_a_text_in_its_encoding_is_none(text: str) -> None:
    assert not is_mojibake(text)
