"""`--dry-run`: what would be sent, requests and tokens, and the price where it is known."""

from __future__ import annotations

import json
import sys
from collections import Counter

from llmx.article import Rejection
from llmx.cli.outcome import OK, SOME_FAILED, say, say_ignored
from llmx.cli.progress import money
from llmx.model.usage import Usage, estimate_tokens, price_usd
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.task import Request


def dry_run(pipeline: Pipeline, reader: Reader) -> int:
    """Print the estimate on stdout; nothing is sent."""
    requests: Counter[str] = Counter()
    stored: Counter[str] = Counter()
    usage: dict[str, Usage] = {task.name: Usage() for task in pipeline.tasks}
    articles = rejected = 0
    for item in reader:
        if isinstance(item, Rejection):
            rejected += 1
            say(f"{item.source}: {item.message}", kind=item.state)
            continue
        articles += 1
        for request in pipeline.requests(item):
            requests[request.task] += 1
            if pipeline.answers.get(request.fingerprint) is None:
                usage[request.task] += estimate(request, len(item.content))
            else:
                stored[request.task] += 1
    _print(pipeline, articles, requests, stored, usage)
    say_ignored(reader.ignored)
    return SOME_FAILED if rejected else OK


def estimate(request: Request, sentences: int) -> Usage:
    """The tokens of one request by characters per token, its answer by what the task is used to."""
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    sent = sum(estimate_tokens(text) for text in (request.system, request.user, schema))
    return Usage(sent, request.typical_output(sentences), estimated=True, attempts=1)


def _print(
    pipeline: Pipeline,
    articles: int,
    requests: Counter[str],
    stored: Counter[str],
    usage: dict[str, Usage],
) -> None:
    out = sys.stdout
    out.write(f"model     {pipeline.model}\narticles  {articles}\n\n")
    out.write("task          requests   stored  to send  input tokens  output tokens      price\n")
    total = Usage()
    for name, spent in usage.items():
        _row(name, requests[name], stored[name], spent, pipeline.model)
        total += spent
    _row("all", sum(requests.values()), sum(stored.values()), total, pipeline.model)
    out.write("\nTokens are estimates. Nothing was sent.\n")


def _row(name: str, requests: int, stored: int, usage: Usage, model: str) -> None:
    price = price_usd(model, usage) if usage.attempts else 0.0
    cost = "unknown" if price is None else money(price)
    sys.stdout.write(
        f"{name[:12]:12}  {requests:8}  {stored:7}  {usage.attempts:7}  "
        f"{usage.input_tokens:12,}  {usage.output_tokens:13,}  {cost:>9}\n"
    )
