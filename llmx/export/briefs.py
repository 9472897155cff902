"""A folder of briefs: one Markdown file an article, and an index over all of them."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from llmx.article import Article
from llmx.errors import StorageError
from llmx.export import markdown
from llmx.export.documents import shown
from llmx.export.files import write_whole
from llmx.pipeline import Outcome

_SLUG_BYTES = 120


class BriefFolder:
    """The folder that a run writes to. Briefs of an earlier run stay and stay in the index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        make_folder(path)
        self.entries: dict[str, dict[str, Any]] = _earlier(path / "run.json")
        self._ids: dict[str, str] = {}

    def add(self, outcome: Outcome) -> None:
        """Write one brief, with the cited sentences under it."""
        article = outcome.article
        document = shown(outcome)
        name = self._name(article)
        write_whole(self.path / name, markdown.render(document, article, sources=True))
        self.entries[name] = {
            "headline": document.headline.text,
            "dateline": markdown.dateline(article),
            "lead": next((s.lines[0].text for s in document.sections if not s.heading), ""),
            "unverified": len(markdown.unverified(document)),
        }

    def _name(self, article: Article) -> str:
        """The file of an article; the rare one whose name another id has taken gets more digits."""
        name = file_name(article)
        if self._ids.setdefault(name, article.id) != article.id:
            name = file_name(article, digits=16)
        return name

    def write_index(self) -> None:
        write_whole(self.path / "index.md", index(self.entries))


def make_folder(path: Path) -> None:
    """Make the folder of a run where there is none. Raises StorageError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"no folder {str(path)!r}: {error.strerror}") from error


def index(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """The digest of a folder: each brief's headline, linked, with its first sentence."""
    number = len(entries)
    parts = [f"# {number} brief{'' if number == 1 else 's'}"]
    for name, entry in entries.items():
        headline = markdown.escape(entry["headline"])
        lead = markdown.escape(entry["lead"])
        dateline = markdown.escape(entry["dateline"])
        doubts = entry.get("unverified", 0)  # a folder of an earlier version says none
        dateline += f" · {doubts} not verified {markdown.MARK}" if doubts else ""
        parts.append(f"## [{headline}](<{name}>)\n\n*{dateline}*\n\n{lead}".strip())
    return "\n\n".join(parts) + "\n"


def file_name(article: Article, *, digits: int = 8) -> str:
    """`<slug>-<8 hex>.md`: the slug of the title or the file's stem, the hex of the id."""
    stem = PurePosixPath(article.source).stem
    slug = slugify(article.title or "") or slugify(stem) or "article"
    return f"{slug}-{_hex(article.id)[:digits]}.md"


def slugify(text: str) -> str:
    """Letters and digits of any script with single hyphens between, at most 120 bytes."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("\u200c", "-")
    slug = re.sub(r"[\W_]+", "-", plain).strip("-")
    while len(slug.encode("utf-8", "ignore")) > _SLUG_BYTES:
        slug = slug.rpartition("-")[0] or slug[: len(slug) // 2]
    return slug.strip("-")


def _hex(ident: str) -> str:
    """The digits of an id made of hex, else of its hash: an id is never a path."""
    if re.fullmatch(r"[0-9a-f]{16}", ident):
        return ident
    return hashlib.sha256(ident.encode("utf-8", "surrogatepass")).hexdigest()


def _earlier(file: Path) -> dict[str, dict[str, Any]]:
    try:
        value = json.loads(file.read_text(encoding="utf-8")).get("briefs", {})
    except (OSError, ValueError, AttributeError):
        return {}
    return {
        name: entry
        for name, entry in (value.items() if isinstance(value, dict) else ())
        if isinstance(entry, dict) and name == Path(name).name and (file.parent / name).is_file()
    }
