"""Fuzzing: each target of `tests.fuzz` for so many seconds, guided by coverage.

atheris (the `fuzz` extra) mutates good input, each target in a process of its own. An input that
breaks a target is printed and ends that target; it belongs among the cases of `tests/fuzz`, with
what mends it.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import ROOT, environment

SECONDS = 120.0
CASES = ROOT / "tests/fuzz/cases"
WATCHED = ["llmx", "charset_normalizer", "trafilatura", "yaml"]
"""The packages whose coverage guides the fuzzers: llmx, and the libraries that read for it."""
LONGEST = 4096  # bytes of an input
SLOWEST = 20  # seconds for one input

_STATISTIC = re.compile(r"stat::(\w+):\s+(\d+)")
_COVERED = re.compile(r"cov: (\d+) ft: (\d+)")


@dataclass(frozen=True, slots=True)
class Report:
    """What a fuzzer ran and found; `crashes` are the inputs that broke its target."""

    name: str
    runs: int
    covered: int
    peak_mb: int
    crashes: tuple[bytes, ...]
    said: str


def main(argv: Sequence[str] | None = None) -> int:
    """Print what each fuzzer ran; exit 1 where one has broken its target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each target")
    parser.add_argument("--only", nargs="*", metavar="TARGET", help="these targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed: pip install -e '.[fuzz]'")
    if options.child:
        _fuzz(options.child[0], Path(options.child[1]), options.seconds, options.seed)
    from tests.fuzz.targets import TARGETS

    print(f"{'target':15} {'runs':>10} {'edges':>6} {'MB':>5}  found")
    found = 0
    for name in options.only or TARGETS:
        report = run(name, seconds=options.seconds, seed=options.seed)
        found += len(report.crashes)
        print(
            f"{name:15} {report.runs:10,} {report.covered:6,} {report.peak_mb:5}  "
            f"{len(report.crashes) or 'nothing'}",
            flush=True,
        )
        for crash in report.crashes:
            print(f"  {crash!r}\n{report.said}")
    print(f"FAULTS: {found}" if found else "nothing was broken")
    return 1 if found else 0


def run(name: str, *, seconds: float, seed: int) -> Report:
    """Fuzz one target in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        own = ["--child", name, folder, "--seconds", str(seconds), "--seed", str(seed)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.fuzz", *own],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            check=False,
        )
        said = done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace")
        crashes = tuple(f.read_bytes() for f in sorted(Path(folder).glob("found-*")))
    if done.returncode and not crashes:
        raise RuntimeError(f"the fuzzer of {name!r} has failed:\n{said[-4000:]}")
    statistics = {key: int(value) for key, value in _STATISTIC.findall(said)}
    covered = _COVERED.findall(said)
    return Report(
        name,
        statistics.get("number_of_executed_units", 0),
        int(covered[-1][0]) if covered else 0,
        statistics.get("peak_rss_mb", 0),
        crashes,
        _traceback(said) if crashes else "",
    )


def _fuzz(name: str, folder: Path, seconds: float, seed: int) -> None:
    """In the process of one fuzzer: run it; atheris ends the process."""
    import atheris

    corpus = folder / "corpus"
    corpus.mkdir()
    with atheris.instrument_imports(include=WATCHED):
        from tests.fuzz.targets import TARGETS, seeds

        for number, data in enumerate([*seeds(name), *cases(name)]):
            (corpus / f"seed-{number}").write_bytes(data)
            TARGETS[name](data)  # imports what is imported late
    options = [
        *(f"-max_total_time={max(1, round(seconds))}", f"-seed={seed}", f"-max_len={LONGEST}"),
        *(f"-timeout={SLOWEST}", "-rss_limit_mb=2048", f"-artifact_prefix={folder}/found-"),
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


def cases(name: str) -> list[bytes]:
    """The inputs that have broken a target before."""
    return [file.read_bytes() for file in sorted((CASES / name).glob("*"))]


def _traceback(said: str) -> str:
    """What was said of a crash, without the marks of the fuzzer's progress."""
    _, found, rest = said.partition(" === Uncaught Python exception")
    lines = (found + rest).splitlines() if found else said.splitlines()[-40:]
    return "\n".join(f"  {line}" for line in lines[:40] if line.strip())


if __name__ == "__main__":
    sys.exit(main())
