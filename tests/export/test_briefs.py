"""A folder of briefs: names that stay in it, an index over all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import StorageError
from llmx.export.briefs import BriefFolder, file_name, index, slugify
from tests.builders import ARABIC, PERSIAN, article, outcome, steady

ANY = st.text(st.characters(codec=None), max_size=200) | st.text(
    alphabet="./\\\0:~ -_اب\u200c\u0301é𐤀\ud800CON", max_size=200
)


@steady
@given(title=st.none() | ANY, source=ANY, ident=ANY | st.from_regex("[0-9a-f]{16}", fullmatch=True))
def test_a_name_is_never_a_path(title: str | None, source: str, ident: str) -> None:
    name = file_name(article(title=title, source=source, id=ident))
    assert not set("/\\\0:\n") & set(name)
    assert len(name.encode("utf-8")) <= 160
    assert name[0] not in ".-~"
    assert name.endswith(".md")
    folder = Path("/tmp/out").resolve()
    assert (folder / name).resolve().parent == folder


@steady
@given(ANY)
def test_a_slug_is_made_once(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug
    assert "--" not in slug
    assert len(slug.encode("utf-8")) <= 120


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Army took al-Nakhil!", "army-took-al-nakhil"),
        (ARABIC[0], "اشتباكات-قرب-بلدة-النخيل"),
        ("می\u200cشود", "می-شود"),
        ("../../etc/passwd", "etc-passwd"),
        ("a__b", "a-b"),
        ("...", ""),
        ("", ""),
        ("word " * 60, "-".join(["word"] * 24)),
        ("x" * 500, "x" * 62),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"title": "One"}, "one-0123456789abcdef"[:12]),
        ({"title": None, "source": "dir/two.html"}, "two-01234567"),
        ({"title": "!!!", "source": "-"}, "article-01234567"),
    ],
)
def test_a_name_is_made_of_title_or_file_and_id(changes: dict[str, Any], name: str) -> None:
    assert file_name(article(id="0123456789abcdef", **changes)) == f"{name}.md"


@pytest.mark.parametrize("ident", ["../../x", "a/b", "ABCDEF0123456789", "0123", "\ud800"])
def test_an_id_that_is_no_hash_is_hashed(ident: str) -> None:
    stem, _, tail = file_name(article(title="t", id=ident)).removesuffix(".md").rpartition("-")
    assert stem == "t"
    assert len(tail) == 8
    assert int(tail, 16) >= 0
    assert file_name(article(title="t", id=ident)) != file_name(article(title="t", id="other"))


def test_briefs_and_their_index(tmp_path: Path) -> None:
    folder = BriefFolder(tmp_path / "out" / "deep")
    first, second = article(), article(PERSIAN, language="fa", title="Two")
    folder.add(outcome(first))
    folder.add(outcome(second))
    folder.write_index()
    names = sorted(p.name for p in folder.path.iterdir())
    assert names == sorted([file_name(first), file_name(second), "index.md"])
    text = (folder.path / "index.md").read_text(encoding="utf-8")
    assert text.startswith(
        f"# 2 briefs\n\n## [Army says it took al-Nakhil](<{file_name(first)}>)\n\n"
        "*Arabic · published 2017-11-19 · news/one.txt*\n\nA military source said"
    )
    brief = (folder.path / file_name(first)).read_text(encoding="utf-8")
    assert "## Sources" in brief
    assert ARABIC[1] in brief


def test_briefs_of_an_earlier_run_stay_in_the_index(tmp_path: Path) -> None:
    first = BriefFolder(tmp_path)
    first.add(outcome(article()))
    (tmp_path / "run.json").write_text(json.dumps({"briefs": first.entries}), encoding="utf-8")
    second = BriefFolder(tmp_path)
    second.add(outcome(article(PERSIAN)))
    assert list(second.entries) == [file_name(article()), file_name(article(PERSIAN))]
    (tmp_path / file_name(article())).unlink()
    assert BriefFolder(tmp_path).entries == {}


@pytest.mark.parametrize("text", ["", "no", "[]", "{}", '{"briefs": []}', '{"briefs": {"a": 1}}'])
def test_a_broken_manifest_is_no_earlier_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    (tmp_path / "a").write_text("")
    assert BriefFolder(tmp_path).entries == {}


@pytest.mark.parametrize("name", ["../a.md", "/a.md", "javascript:x/a.md", "x/a.md", "", ".."])
def test_a_manifest_links_to_nothing_but_the_folder_s_own_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.md").write_text("", encoding="utf-8")
    entry = {"headline": "a", "dateline": "b", "lead": "c"}
    (tmp_path / "run.json").write_text(json.dumps({"briefs": {name: entry}}), encoding="utf-8")
    assert BriefFolder(tmp_path).entries == {}
    (tmp_path / "run.json").write_text(json.dumps({"briefs": {"a.md": entry}}), encoding="utf-8")
    assert BriefFolder(tmp_path).entries == {"a.md": entry}


def test_an_index_escapes_what_it_shows() -> None:
    entry = {"headline": "a](x) <b>", "dateline": "xx · <i>.txt", "lead": "# lead"}
    assert index({"a.md": entry}) == (
        "# 1 brief\n\n## [a\\](x) \\<b>](<a.md>)\n\n*xx · \\<i>.txt*\n\n\\# lead\n"
    )
    assert index({}) == "# 0 briefs\n"


def test_a_folder_that_cannot_be_made() -> None:
    with pytest.raises(StorageError, match="no folder"):
        BriefFolder(Path("/dev/null/out"))
