"""The results: `benchmarks/RESULTS.md`, with what each benchmark prints and on which machine.

The file is replaced. With `--only`, the sections of the others are kept as they are, each with the
date and the machine of its own run. Exit 1 where a benchmark that was run has missed a bound.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.corpus import ROOT, environment

FILE = ROOT / "benchmarks" / "RESULTS.md"
BENCHMARKS: Mapping[str, str] = {
    "startup": "Start-up",
    "checks": "CPU of the checks",
    "requests": "CPU of a request",
    "throughput": "Wall time against the ideal, and articles a second from stored answers",
    "price": "Tokens and price",
    "ratelimit": "Use of a rate limit",
    "memory": "Memory",
    "kills": "Kills",
    "batch": "The Batch API",
    "incidents": "Incidents brought together",
    "verification": "What the checks find",
    "verification.roundtrip": "Number words there and back",
}

_HEAD = """# Results of the benchmarks

Written by `python -m benchmarks.results`; `--only NAME,NAME` runs some of them again and keeps the
rest. Each section is what the benchmark has printed, its bounds included; what it measures stands
in the first lines of its module.
"""
_SECTION = re.compile(r"^## `(?P<name>[\w.]+)`.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """What one benchmark has printed, when, and whether it kept its bounds."""

    name: str
    day: str
    machine: str
    output: str
    passed: bool

    def section(self) -> str:
        """The run as a section of the file, its fence longer than any in the output."""
        verdict = "within its bounds" if self.passed else "**A BOUND IS MISSED**"
        said = f"{self.day}, {verdict}. {self.machine}"
        title = f"## `{self.name}`: {BENCHMARKS[self.name]}"
        return f"{title}\n\n{said}\n\n```\n{self.output.strip()}\n```\n\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run benchmarks and write the file, after each of them."""
    options = _arguments(argv)
    known = sections(_read(options.file))
    passed = True
    for name in options.only:
        print(f"python -m benchmarks.{name}", flush=True)
        run = measured(name)
        print(run.output, flush=True)
        passed = passed and run.passed
        known[name] = run.section()
        options.file.write_text(document(known), encoding="utf-8")
    return 0 if passed else 1


def document(known: Mapping[str, str]) -> str:
    """The whole file of the sections that there are, in the order of the benchmarks."""
    ordered = [known[name] for name in BENCHMARKS if name in known]
    missing = [f"`{name}`" for name in BENCHMARKS if name not in known]
    left = f"\nNot run yet: {', '.join(missing)}.\n" if missing else ""
    return (_HEAD + left + "\n" + "".join(ordered)).rstrip() + "\n"


def sections(text: str) -> dict[str, str]:
    """The sections of a file by the names of their benchmarks; none of one that is gone."""
    found = {match["name"]: match[0].rstrip() + "\n\n" for match in _SECTION.finditer(text)}
    return {name: section for name, section in found.items() if name in BENCHMARKS}


def measured(name: str) -> Run:
    """Run one benchmark to its end, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    day = datetime.now(UTC).date().isoformat()
    return Run(name, day, machine(), without_paths(done.stdout), done.returncode == 0)


def without_paths(output: str) -> str:
    """What was printed without where this checkout and its Python lie."""
    for path, shown in ((str(ROOT), "."), (sys.prefix, ".venv"), (str(Path.home()), "~")):
        output = output.replace(path, shown)
    return re.sub(rf"{re.escape(tempfile.gettempdir())}/\w+", "FOLDER", output)


def machine() -> str:
    """The machine in one line: cores, processor, memory, system, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f} at the end"
    cores = f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GB"
    return f"{cores}, {platform.system()}, {python}, {load}."


def _processor() -> str:
    return next(_models(), platform.machine() or "an unknown processor")


def _models() -> Iterator[str]:
    info = Path("/proc/cpuinfo")
    for line in info.read_text(encoding="utf-8").splitlines() if info.exists() else ():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            yield value.strip()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results", description=__doc__)
    parser.add_argument("--only", type=_names, default=list(BENCHMARKS), metavar="NAME,NAME")
    parser.add_argument("--file", type=Path, default=FILE)
    return parser.parse_args(argv)


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        known = ", ".join(BENCHMARKS)
        raise argparse.ArgumentTypeError(f"no benchmark {unknown[0]!r}; there are: {known}")
    return names


if __name__ == "__main__":
    sys.exit(main())
