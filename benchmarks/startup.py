"""Start-up against `import openai`: what a person waits for before llmx does anything.

Each command is a process of its own, run in turn with the others, the best of each counts. Bounds:
`llmx --help` at most 0.20 of `python -c "import openai"`, a summary from stored answers 0.35.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 9
ARTICLE = "examples/articles/01-deir-hafer-front.txt"
RECORDED = ["--answers", "examples/answers.jsonl", "--offline"]
BASE = "import openai"
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    BASE: ([sys.executable, "-c", "import openai"], None),
    "llmx --help": ([sys.executable, "-m", "llmx", "--help"], 0.20),
    "llmx summarize, stored": (
        [sys.executable, "-m", "llmx", "summarize", ARTICLE, *RECORDED],
        0.35,
    ),
}
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    """Print each command's best time as a ratio; exit 1 where a bound is passed."""
    for command, _bound in COMMANDS.values():
        _seconds(command)  # an installed package has its bytecode
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, (command, _bound) in COMMANDS.items():
            times[name].append(_seconds(command))
    base = min(times[BASE])
    print(f"{'command':26} {'best s':>8} {'median s':>9} {'ratio':>7} {'bound':>6}")
    passed = True
    for name, (_, bound) in COMMANDS.items():
        ratio = min(times[name]) / base
        median = sorted(times[name])[ROUNDS // 2]
        print(f"{name:26} {min(times[name]):8.3f} {median:9.3f} {ratio:7.2f} {bound or '':>6}")
        passed = passed and (bound is None or ratio <= bound)
    print("within the bounds" if passed else "OVER A BOUND")
    return 0 if passed else 1


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=_ENVIRONMENT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
