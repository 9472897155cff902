"""`verify`: what a bundle has come to, on stdout what does not hold."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from llmx.cli.outcome import OK, SOME_FAILED, USAGE, many, say
from llmx.custody.differing import Fault
from llmx.custody.verifying import Report, Trust
from llmx.custody.verifying import verify as hold
from llmx.text.cleaning import without_controls


def verify(folder: Path, trust: Trust, *, as_json: bool) -> int:
    """Print each fault on stdout; exit 1 where there is one, 2 where something was not derived."""
    report = hold(folder, trust)
    then = report.versions
    if then:
        told = ", ".join(f"{name} {was} (here {now})" for name, (was, now) in then.items())
        say(f"made with {told}: what differs may do so for that", kind="note")
    if as_json:
        sys.stdout.write(json.dumps(_value(report), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{folder}: {_line(fault)}\n" for fault in report.faults)
    for what in report.unproven:
        say(f"not proven {what}", kind="note")
    if report.told:
        rows = many(report.told, "failure")
        say(f"what an endpoint said cannot be derived: {rows} as the run has it", kind="note")
    say(
        f"{many(report.files, 'file')}, {many(report.records, 'record')}, {_said(report)}",
        kind="verify",
    )
    if report.faults:
        return SOME_FAILED
    return USAGE if report.unproven else OK


def _line(fault: Fault) -> str:
    """A fault in one line; what a bundle holds does not get at the terminal."""
    return " ".join(without_controls(str(fault)).split())


def _said(report: Report) -> str:
    if report.faults:
        return many(len(report.faults), "fault")
    end = "no fault, but not all is proven" if report.unproven else "all holds"
    return f"{end}; SHA-256 of the manifest {report.manifest}"


def _value(report: Report) -> dict[str, object]:
    return {
        "manifest": report.manifest,
        "files": report.files,
        "records": report.records,
        "faults": [asdict(fault) for fault in report.faults],
        "unproven": report.unproven,
        "told": report.told,
        "versions": {name: {"then": a, "now": b} for name, (a, b) in report.versions.items()},
    }
