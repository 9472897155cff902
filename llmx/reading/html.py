"""HTML pages: the main text, the title and the date that a page states.

trafilatura finds the main text. It is imported only when a page is met (0.3 s), and it deletes
characters that do not print, so zero-width joiners travel through it as letters that the page
does not use.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from llmx.errors import InputError
from llmx.reading.dates import iso_date
from llmx.reading.decode import Decoded, decode
from llmx.text.sentences import comparable

# Above these a page costs its parser seconds (measured); real articles stay far below.
_MAX_CHARACTERS = 5_000_000
_MAX_ELEMENTS = 10_000
_MAX_DEPTH = 200  # the parser drops what lies deeper than 255, silently
_MAX_SUM_OF_DEPTHS = 200_000
_MAX_ATTRIBUTES = 120  # of one tag: their cost is quadratic
_THOROUGH = 2_000  # pieces of text: the second opinion on what is main text is quadratic in them

_START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style)\b)",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"\s*<(?:div|p|article|section|main|header|h[1-6]|table|ul|span)\b[^>]*>", re.IGNORECASE
)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_TAG = re.compile(r"""<[a-zA-Z](?:=\s*+"[^"]*"|=\s*+'[^']*'|[^>])*+""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*"|'[^']*'|[^\s>]*)""")
_NAME = re.compile(r"[^\s/]+")
_ENTITY = re.compile(r"&(?:(zwnj|zwj);?|#0*(8204|8205);?|#x0*(200c|200d);?)", re.IGNORECASE)
_JOINERS = ("\u200c", "\u200d")
_SEPARATORS = re.compile(r"\s+[-–—|»«:·•/]\s+|\s*[|»]\s*")
_DATE_NAMES = frozenset(
    [
        *("article:published_time", "og:published_time", "article:published", "datepublished"),
        *("pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "date"),
        *("dc.date", "dc.date.issued", "dcterms.issued", "dcterms.date", "parsely-pub-date"),
        *("sailthru.date", "citation_publication_date", "og:article:published_time"),
    ]
)
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"\\]{8,40})"')


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: main text, title and publication date as stated, and its encoding."""

    text: str
    title: str | None
    published: str | None
    encoding: str
    warning: str | None = None


def looks_like_html(text: str) -> bool:
    """Tell an HTML page or fragment from plain text."""
    if _START.match(text[:4096]):
        return True
    return bool(_FRAGMENT.match(text[:4096])) and "</" in text


def declared_charset(data: bytes) -> str | None:
    """Find the character set that a page's first bytes declare."""
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    name = (match[1] or match[2]).decode("ascii", "ignore")
    return None if name.lower().startswith(("utf-16", "utf-32")) else name


def extract(data: bytes | str, *, encoding: str | None = None) -> Page:
    """Extract a page's main text.

    InputError reasons: `unparseable` for what is too large, too deep or no HTML; `empty` where
    there is no main text; those of `decode`.
    """
    if isinstance(data, bytes):
        decoded = decode(data, encoding=encoding, declared=declared_charset(data))
    else:
        decoded = Decoded(data, "utf-8")
    _refuse_hostile_markup(decoded.text)
    joiners = _stand_ins(decoded.text)
    tree = _parse(_with_stand_ins(decoded.text, joiners))
    published = _published(tree)
    title = _title(tree)
    text = _main_text(tree)
    if text is None or not text.strip():
        raise InputError(
            "the page has no main text",
            reason="empty",
            hint="copy the article's text into a .txt file",
        )
    return Page(
        text=_restored(text, joiners),
        title=_restored(title, joiners) if title else None,
        published=published,
        encoding=decoded.encoding,
        warning=decoded.warning,
    )


# --- caps ----------------------------------------------------------------------------------------


def _refuse_hostile_markup(text: str) -> None:
    if len(text) > _MAX_CHARACTERS:
        raise _unparseable(f"the page is longer than {_MAX_CHARACTERS:,} characters")
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() > _MAX_ATTRIBUTES and _attributes(tag[0]) > _MAX_ATTRIBUTES:
            raise _unparseable("a tag of the page has too many attributes")


def _attributes(tag: str) -> int:
    return len(_NAME.findall(_VALUE.sub(" ", tag)))


def _refuse_hostile_tree(tree: Any) -> None:
    elements = depths = 0
    level = [tree]
    depth = 0
    while level:
        depth += 1
        elements += len(level)
        depths += depth * len(level)
        if elements > _MAX_ELEMENTS:
            raise _unparseable(f"the page has more than {_MAX_ELEMENTS:,} elements")
        if depth > _MAX_DEPTH or depths > _MAX_SUM_OF_DEPTHS:
            raise _unparseable("the page is nested too deeply")
        level = [child for element in level for child in element]


def _unparseable(message: str) -> InputError:
    return InputError(
        message, reason="unparseable", hint="copy the article's text into a .txt file"
    )


# --- joiners -------------------------------------------------------------------------------------


def _stand_ins(text: str) -> dict[str, str]:
    """Choose, for each joiner, a letter that prints and that the page does not hold."""
    unused = (c for c in map(chr, range(0xA000, 0xD7A4)) if c.isalpha() and c not in text)
    try:
        return {joiner: next(unused) for joiner in _JOINERS}
    except StopIteration:
        raise _unparseable("the page uses every letter there is") from None


def _with_stand_ins(text: str, joiners: dict[str, str]) -> str:
    def spelled(match: re.Match[str]) -> str:
        name, decimal, hexadecimal = match.groups()
        is_zwnj = (name or "").lower() == "zwnj" or decimal == "8204"
        is_zwnj = is_zwnj or (hexadecimal or "").lower() == "200c"
        return _JOINERS[0] if is_zwnj else _JOINERS[1]

    return _swapped(_ENTITY.sub(spelled, text), joiners)


def _restored(text: str, joiners: dict[str, str]) -> str:
    return _swapped(text, {letter: joiner for joiner, letter in joiners.items()})


def _swapped(text: str, letters: dict[str, str]) -> str:
    for old, new in letters.items():
        text = text.replace(old, new)
    return text


# --- the page ------------------------------------------------------------------------------------


def _parse(text: str) -> Any:
    from trafilatura.utils import load_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it has to say, we raise
    if "<html" not in text[:4096].lower():
        text = "<html>" + text  # a fragment is else taken for something other than HTML
    tree = load_html(text)
    if tree is None:
        raise _unparseable("this is not HTML")
    _refuse_hostile_tree(tree)
    return tree


def _main_text(tree: Any) -> str | None:
    from trafilatura import extract as main_text

    pieces = sum(bool((e.text or "").strip()) + bool((e.tail or "").strip()) for e in tree.iter())
    found: str | None = main_text(tree, include_comments=False, fast=pieces > _THOROUGH)
    return found


def _title(tree: Any) -> str | None:
    """Take the title the page gives to others, else the one it shows, without the site's name."""
    from trafilatura.metadata import extract_title

    site = next(_meta(tree, frozenset({"og:site_name"})), None)
    stated = [_without_site(t, site) for t in _meta(tree, frozenset({"og:title"}))]
    shown = " ".join((extract_title(tree) or "").split())
    titles = [title for title in [*stated[:1], _without_site(shown, site)] if title]
    return _bare(titles) if titles else None


def _bare(titles: list[str]) -> str:
    """Of two titles, prefer the first, unless the second is the first without a suffix."""
    first, last = titles[0], titles[-1]
    if last != first and first.startswith(last) and _SEPARATORS.match(first, len(last)):
        return last
    return first


def _without_site(title: str, site: str | None) -> str:
    if not site:
        return title
    for separator in _SEPARATORS.finditer(title):
        if comparable(title[separator.end() :]) == comparable(site):
            return title[: separator.start()].strip()
    return title


def _meta(tree: Any, names: frozenset[str]) -> Iterator[str]:
    for element in tree.iter("meta"):
        named = (element.get("property"), element.get("name"), element.get("itemprop"))
        if any(name and name.lower() in names for name in named):
            content = " ".join((element.get("content") or "").split())
            if content:
                yield content


def _published(tree: Any) -> str | None:
    """Find the date of publication that the page's markup states; none is guessed from its text."""
    for candidate in _stated_dates(tree):
        try:
            return iso_date(candidate)
        except ValueError:
            continue
    return None


def _stated_dates(tree: Any) -> Iterator[str]:
    yield from _meta(tree, _DATE_NAMES)
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield from map(_unescaped, _LINKED_DATE.findall(script.text or ""))
    times = [e for e in tree.iter("time") if e.get("datetime")]
    for element in times:
        if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
            yield element.get("datetime")
    if len({e.get("datetime") for e in times}) == 1:
        yield times[0].get("datetime")


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"'))
    except ValueError:
        return value
