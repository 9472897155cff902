"""The Batch API at size: 1,000 requests, 5 % of them broken and one expired.

Bounds: complete after one `collect`, one resubmission and a second `collect`; each request
answered once; the offline export the same bytes as a live one's; memory of submit and collect at
four times the requests at most 1.3 times as large.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.cli.support import endpoint, write_articles
from tests.provider import Provider, Script

ROOT = Path(__file__).resolve().parent.parent
REQUESTS = 1000
TIMES = 4
GROWTH = 1.3
MEASURED = """
import atexit, sys
def tell():  # what the process itself has held: its rusage starts with what its parent holds
    print(next(li for li in open("/proc/self/status") if li[:6] == "VmHWM:"), file=sys.stderr)
atexit.register(tell)
from llmx.cli import main
main()
"""
MODEL = ("--model", "gpt-4.1-mini")


@dataclass(frozen=True)
class Ran:
    """A command that has ended; memory in MB at its peak."""

    code: int
    said: str
    seconds: float
    memory: float


def main() -> int:
    """Print what the commands say and take; exit 1 where a bound is missed."""
    with tempfile.TemporaryDirectory() as made:
        small = Bench(Path(made) / "small", REQUESTS)
        faults = small.run(compare=True)
        large = Bench(Path(made) / "large", TIMES * REQUESTS)
        faults += large.run(compare=False)
    for name in ("submit", "collect"):
        growth = large.memory[name] / small.memory[name]
        print(f"{name}: {small.memory[name]:.0f} MB, {TIMES} times the requests: {growth:.2f}")
        faults += [f"memory of {name}"] if growth > GROWTH else []
    print(f"OUT OF BOUNDS: {', '.join(faults)}" if faults else "within the bounds")
    return 1 if faults else 0


class Bench:
    """One run through the Batch API in a folder of its own."""

    def __init__(self, folder: Path, requests: int) -> None:
        self.folder = folder
        self.requests = requests
        self.memory: dict[str, float] = {}
        write_articles(folder / "in", requests)

    def run(self, *, compare: bool) -> list[str]:
        """The bounds that were missed."""
        broken = self.requests // 20
        script = Script(broken=broken, expired=1)
        with Provider(endpoint(), batches=[script], keep=False) as provider:
            to = ("--base-url", provider.base_url)
            asked = ("in", "--task", "brief", *MODEL)
            first = self._llmx("submit", "batch", "submit", *asked, *to)
            one = self._llmx("collect", "batch", "collect", *to)
            two = self._llmx("second collect", "batch", "collect", *to)
            paid = provider.batches.paid
            faults = {
                "exit codes": (first.code, one.code, two.code) != (0, 1, 0),
                "the first collect": f" {self.requests - broken - 1:,} answers" not in one.said,
                "one resubmission": len(provider.batches.batches) != 2,
                "each paid once": set(paid.values()) != {1} or len(paid) != self.requests,
            }
            if compare:
                live = ("--cache-dir", "other", "-o", "live.jsonl", *to)
                self._llmx("export", "export", *asked, "--offline", "-o", "batch.jsonl")
                self._llmx("live export", "export", *asked, *live)
                faults["the same bytes"] = self._read("batch.jsonl") != self._read("live.jsonl")
        return [name for name, missed in faults.items() if missed]

    def _read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _llmx(self, name: str, *arguments: str) -> Ran:
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder), "PYTHONPATH": str(ROOT)}
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        said, _, memory = done.stderr.rpartition("VmHWM:")
        ran = Ran(done.returncode, said, seconds, int(memory.split()[0]) / 1024)
        self.memory[name] = ran.memory
        print(f"$ llmx {' '.join(arguments)}\n{said.rstrip()}")
        print(f"  exit {ran.code}, {ran.seconds:.1f} s, {ran.memory:.0f} MB\n")
        return ran


if __name__ == "__main__":
    sys.exit(main())
