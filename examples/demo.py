"""What `make demo` runs: the examples' briefs and export, offline, from recorded answers."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORDED = "--answers examples/answers.jsonl --offline"
COMMANDS = (
    f"llmx brief examples/articles -o out/briefs {RECORDED} --force",
    f"llmx export examples/articles -o out/records.jsonl {RECORDED} --force",
    "llmx validate out/records.jsonl",
    f"llmx summarize examples/articles/01-deir-hafer-front.txt {RECORDED}",
)
WHERE = """
briefs     out/briefs/index.md, one file an article beside it
records    out/records.jsonl, one article a line: text, sentences, answers, provenance
again      the same commands with your own files, your key (or --base-url) and without --answers
"""


def main() -> int:
    """Run each command as it would be typed, showing it first."""
    (ROOT / "out").mkdir(exist_ok=True)
    for command in COMMANDS:
        print(f"$ {command}", flush=True)
        arguments = shlex.split(command)[1:]
        done = subprocess.run(
            [sys.executable, "-m", "llmx", *arguments],
            cwd=ROOT,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            return done.returncode
        print(flush=True)
    print(WHERE.strip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
