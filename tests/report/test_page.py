"""The page: its policy fits what it holds, it asks for nothing, and its text is only text."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from llmx.report import page
from tests.builders import article, sealed
from tests.report.support import Page, one_record, written

Json = dict[str, Any]

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <img src=x onerror=alert(1)>",
    "\u202egnp.exe\u202c \u2066x",
    '=HYPERLINK("http://x")',
    "\u2028\u2029 ]]> &lt;b&gt;",
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return written(tmp_path_factory.mktemp("page"), [one_record()])[1]


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_the_policy_lets_only_its_own_script_and_style(found: Page) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in found.policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": _hash(found.program),
        "style-src": _hash(found.style),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }


def test_nothing_is_asked_of_any_network(found: Page) -> None:
    for tag, given in found.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "audio", "video")
        assert not [name for name in given if name.startswith("on") or name == "style"], tag
        for name in ("src", "href", "action"):
            assert (given.get(name) or "#").startswith("#"), (tag, given)
    assert not re.search(
        r"url\(|@import|fetch\(|XMLHttpRequest|WebSocket", found.style + found.program
    )
    assert set(re.findall(r"https?://[^\"'`]+", found.program)) == {"http://www.w3.org/2000/svg"}


def test_the_script_never_makes_markup_of_text(found: Page) -> None:
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(sinks, found.program)


def test_every_script_of_the_page_is_used_once() -> None:
    folder = Path(page.__file__).parent / "page"
    assert sorted(page.SCRIPTS) == sorted(file.stem for file in folder.glob("*.js"))


def test_what_can_be_reached_has_a_name(found: Page) -> None:
    ids = [given["id"] for _, given in found.elements if "id" in given]
    assert len(ids) == len(set(ids))
    for name in ("aria-controls", "for", "aria-labelledby"):
        named = [given[name] for _, given in found.elements if name in given]
        assert set(named) <= {*ids, "help-title", "print-title"}
    skips = [given["href"] for tag, given in found.elements if tag == "a"]
    assert skips == ["#query", "#list", "#main"]
    assert ("html", {"lang": "en", "data-theme": "auto"}) in found.elements


def test_hostile_text_in_every_field_is_only_text(tmp_path: Path) -> None:
    text = " ".join(HOSTILE)
    shown = article([text, text, text, text], source=f"{HOSTILE[0]}.txt", url=text, id=text)
    record = sealed(shown)
    report, found = written(tmp_path, [record])
    assert report.records == 1
    ran = [given for given, _ in found.scripts if "type" not in given]
    assert len(ran) == 1
    assert not [tag for tag, _ in found.elements if tag == "img"]
    assert found.data("article-0")["sentences"][0]["text"] == text
    assert found.data("index")["articles"][0]["id"] == text
    whole = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search("[\u2028-\u202e\u2066-\u2069]", whole)


def test_the_name_of_the_export_is_only_text() -> None:
    opened = page.opening('<b>"x" \u202e')
    assert "<title>&lt;b&gt;&quot;x&quot;  · llmx review</title>" in opened
