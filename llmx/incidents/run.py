"""The run: exports in, a file of incidents and its digest out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from llmx import record
from llmx.errors import UsageError
from llmx.export.files import PartialFile, check_output
from llmx.incidents import telling
from llmx.incidents.digest import Digest
from llmx.incidents.grouping import group
from llmx.incidents.incident import Incident
from llmx.incidents.reading import FindTask, Read, read
from llmx.incidents.report import Report

INDEX = "index.md"


def check(exports: Sequence[Path], output: Path, index: Path, *, force: bool) -> None:
    """Refuse outputs that exist, cannot be written or are an input, before anything is read."""
    if output.suffix.lower() != ".jsonl":
        raise UsageError(
            f"no incidents are written as {output.suffix or output.name!r}",
            hint="give a name that ends in .jsonl",
        )
    if output.absolute() == index.absolute():
        raise UsageError(f"the incidents and their digest would both be {str(output)!r}")
    for file in (output, index):
        if any(file.exists() and file.samefile(e) for e in exports if e.exists()):
            raise UsageError(f"the output {str(file)!r} is one of the exports")
        check_output(file, force=force)


def run(
    exports: Sequence[Path], output: Path, index: Path, find_task: FindTask
) -> tuple[Read, Digest]:
    """Write the incidents of all exports to `output` and their digest to `index`.

    Each file appears whole or not at all. Raises UsageError for an export that does not hold,
    StorageError for an output that cannot be written.
    """
    found = read(exports, find_task)
    digest = Digest({(r.cite.article, n): t for r in found.reports for n, t in r.quotes.items()})
    with PartialFile(index) as digested, PartialFile(output) as lines:
        for incident in incidents(found.reports):
            lines.write(line(incident) + "\n")
            digest.add(incident)
        digested.write(digest.text())
        lines.finish()
        digested.finish()
    return found, digest


def incidents(reports: Sequence[Report]) -> Iterator[Incident]:
    """The incidents of reports, which may come in any order."""
    ordered = sorted(reports, key=lambda report: report.key)
    return telling.incidents(ordered, group(ordered))


def line(incident: Incident) -> str:
    """An incident as one line of JSON, without the newline."""
    return record.line(incident.model_dump(mode="json", by_alias=True))
