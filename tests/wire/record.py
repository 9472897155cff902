"""Record the cassettes anew from the loopback endpoint: `python -m tests.wire.record`."""

from __future__ import annotations

import asyncio
import contextlib
import os

from llmx.errors import LlmxError
from tests.provider import Faults, Provider, Record, Replay
from tests.wire import scenes
from tests.wire.cassette import FOLDER, cassette


def main() -> None:
    os.environ["LLMX_VCR"] = "all"
    answer = scenes.recorded_answer()
    for name, scenario in scenes.SCENES.items():
        (FOLDER / f"{name}.yaml").unlink(missing_ok=True)
        mode = Replay(answer) if scenario == "ok" else Faults(scenario, answer)
        with (
            Provider(mode) as provider,
            contextlib.suppress(AssertionError),
            cassette(name),
            contextlib.suppress(LlmxError),
        ):
            asyncio.run(scenes.ask(provider.base_url, []))
        print(f"{name}: {(FOLDER / f'{name}.yaml').stat().st_size:,} bytes")
    _record_repair()


def _record_repair() -> None:
    """The repair needs an answer of its own: the request is filed where `make record` files its."""
    file = FOLDER / f"{scenes.REPAIR}.yaml"
    file.unlink(missing_ok=True)
    asked = scenes.repair().question
    with Provider(Record(scenes.ROOT / ".recording")) as provider:
        try:
            with contextlib.suppress(AssertionError), cassette(scenes.REPAIR):
                asyncio.run(scenes.ask(provider.base_url, [], asked))
        except LlmxError as error:
            file.unlink(missing_ok=True)
            print(f"repair: {error}")
        else:
            print(f"repair: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
