"""`--dry-run`: what would be sent, requests and tokens, and the price where it is known."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from llmx.article import Rejection
from llmx.cli.outcome import OK, SOME_FAILED, many, say, say_ignored
from llmx.cli.progress import money
from llmx.model.pricing import Pricing
from llmx.model.usage import Usage, estimate
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.task import Request

_ASKED = "requests   stored  to send  input tokens  output tokens      price"


@dataclass
class _Estimate:
    """What is asked of a kind: by one task, or about the articles of one language."""

    requests: int = 0
    stored: int = 0
    usage: Usage = field(default_factory=Usage)
    articles: int = 0
    characters: int = 0

    def add(self, request: Request, *, stored: bool) -> None:
        self.requests += 1
        if stored:
            self.stored += 1
        else:
            self.usage += estimate(request)


def dry_run(pipeline: Pipeline, reader: Reader) -> int:
    """Print the estimate on stdout, by task and by language; nothing is sent."""
    tasks = {task.name: _Estimate() for task in pipeline.tasks}
    languages: dict[str, _Estimate] = {}
    whole = _Estimate()
    rejected = unfinished = 0
    for item in reader:
        if isinstance(item, Rejection):
            rejected += 1
            say(f"{item.source}: {item.message}", kind=item.state)
            continue
        language = languages.setdefault(item.language, _Estimate())
        for kind in (language, whole):
            kind.articles += 1
            kind.characters += len(item.text)
        known = pipeline.known(item)
        unfinished += known.more
        for request in (question.request for question in known.questions):
            stored = pipeline.answers.get(request.fingerprint) is not None
            for kind in (tasks[request.task], language, whole):
                kind.add(request, stored=stored)
    _print(pipeline, tasks, languages, whole)
    if unfinished:
        said = "in parts; what makes one answer of theirs is not counted"
        say(f"{many(unfinished, 'long article')} {said}", kind="note")
    say_ignored(reader.ignored)
    return SOME_FAILED if rejected else OK


def _print(
    pipeline: Pipeline,
    tasks: Mapping[str, _Estimate],
    languages: Mapping[str, _Estimate],
    whole: _Estimate,
) -> None:
    write, pricing = sys.stdout.write, pipeline.pricing
    write(f"model     {pipeline.model}\narticles  {whole.articles:,}\n\n")
    write(f"{'task':13} {_ASKED}\n")
    for name, kind in (*tasks.items(), ("all", whole)):
        write(f"{name[:13]:13} {_asked(kind, pricing)}\n")
    if languages:
        write(f"\n{'language':13} {_ASKED}  articles  characters\n")
        for name, kind in sorted(languages.items()):
            write(f"{name:13} {_asked(kind, pricing)}  {kind.articles:8,}  {kind.characters:10,}\n")
    write("\nTokens are estimates. Nothing was sent.\n")


def _asked(kind: _Estimate, pricing: Pricing) -> str:
    usage = kind.usage
    cost = pricing.cost(usage)
    return (
        f"{kind.requests:8,}  {kind.stored:7,}  {usage.attempts:7,}  {usage.input_tokens:12,}"
        f"  {usage.output_tokens:13,}  {'unknown' if cost is None else money(cost):>9}"
    )
