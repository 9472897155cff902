"""A session: settings made into a pipeline, everything checked before the first request."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from llmx import task
from llmx.errors import UsageError
from llmx.glossary import read_glossary
from llmx.model.answers import AnswerCache, Answers, RecordedAnswers
from llmx.model.memo import memo_beside
from llmx.model.pricing import Budget, Price, Pricing
from llmx.model.usage import Meter
from llmx.pipeline import Pipeline, wanted_model
from llmx.settings import Settings

if TYPE_CHECKING:
    from llmx.gazetteer import Gazetteer
    from llmx.model.client import Client

_log = logging.getLogger("llmx.session")


def open_pipeline(settings: Settings, tasks: Sequence[str]) -> Pipeline:
    """The pipeline of a run: tasks loaded, answers opened, the key looked for.

    Raises UsageError and ConfigurationError for all that can be known before a request is sent.
    """
    loaded = [
        task.load(name, prompts=settings.prompts, schemas=settings.schemas)
        for name in dict.fromkeys(tasks)
    ]
    recorded = RecordedAnswers(settings.answers) if settings.answers else None
    cache = AnswerCache(settings.cache_dir) if settings.cache_dir else None
    answers = Answers(recorded=recorded, cache=cache)
    model = wanted_model(settings, answers)
    if recorded and recorded.models and model not in recorded.models:
        _log.warning(
            "the answers of %r are of model %s, none of %r: --model names the one to use",
            str(settings.answers),
            ", ".join(map(repr, recorded.models)),
            model,
        )
    price = Price.parse(settings.price) if settings.price else None
    in_flight = settings.jobs * len(loaded)
    meter = Meter()
    return Pipeline(
        tasks=loaded,
        model=model,
        answers=answers,
        connect=None if settings.offline else lambda: _connect(settings, in_flight, meter),
        budget=budget(settings.max_cost, Pricing(model, price)),
        price=price,
        glossary=read_glossary(settings.glossary) if settings.glossary else (),
        gazetteer=gazetteer(settings),
        repair=settings.repair,
        strict=settings.strict,
        meter=meter,
        memo=memo_beside(settings.cache_dir) if settings.cache_dir else None,
        most=in_flight,
    )


def budget(limit: float | None, pricing: Pricing) -> Budget | None:
    """The budget of a run that has a limit. Raises UsageError where no price is known."""
    if limit is None:
        return None
    if not pricing.known:
        raise UsageError(
            f"--max-cost needs a price, and none is known for the model {pricing.model!r}",
            hint="--price IN/OUT, US dollars for a million tokens, such as 0.10/0.40",
        )
    return Budget(limit, pricing)


def gazetteer(settings: Settings) -> Gazetteer | None:
    """The gazetteer of a run that wants its places located: the one named, else the default one.

    Raises UsageError for one that is not there, and for an overlay that cannot be used.
    """
    if not (settings.geo or settings.gazetteer or settings.places):
        return None
    from llmx.gazetteer import default_file, open_gazetteer

    return open_gazetteer(settings.gazetteer or default_file(), settings.places)


def usual_gazetteer() -> Gazetteer | None:
    """The gazetteer in its default place, for who asks for none; None where none can be used."""
    from llmx.gazetteer import default_file, open_gazetteer

    try:
        found = open_gazetteer(default_file())
        return found if found.identity else None
    except (UsageError, RuntimeError):  # none there, one of another version; no home
        return None


def _connect(settings: Settings, in_flight: int, meter: Meter) -> Client:
    """The client, imported at the first answer that is missing: the SDK alone takes a second."""
    from llmx.model.client import Client
    from llmx.model.descriptors import connections

    return Client(settings, in_flight=connections(in_flight), meter=meter)
