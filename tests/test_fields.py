"""Blocks anywhere in a schema: found, held against the article, and shown."""

from __future__ import annotations

import copy
import datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from llmx import fields
from llmx.document import Line, Section
from llmx.fields import (
    Actor,
    ActorId,
    Block,
    Cited,
    Cites,
    Count,
    IsoDate,
    KeyFact,
    Names,
    Numbers,
    Prose,
    Quotes,
    Reads,
    Refers,
    Sentences,
    Source,
    SourceId,
    Statement,
    TranslatedSentence,
    Verbatim,
    document_of,
    faults,
    find,
    walk,
)
from tests.builders import BUILT_IN, Json, answer, article, loaded


class Product(Cited):
    name: Prose
    batches: list[Verbatim]
    recalled_by: SourceId | None


class Warned(Block):
    country: str
    note: Statement | None


class Recall(BaseModel):
    """A schema of a user's own: blocks in lists, nested, nullable, and plain fields."""

    sources: list[Source]
    products: list[Product]
    countries: list[Warned]
    urgent: bool
    amount: float | None


class Numbered(Block):
    sentences: list[TranslatedSentence]


class Parties(Block):
    actors: list[Actor]
    winner: ActorId | None
    losers: list[ActorId]


RECALL: Json = {
    "sources": [
        {"id": "s1", "name_en": "the ministry", "name_src": None, "type": "official", "side": None}
    ],
    "products": [
        {"sentences": [1, 2], "name": "Milk", "batches": ["A1", "B2"], "recalled_by": "s1"},
        {"sentences": [3], "name": "Cheese", "batches": [], "recalled_by": None},
    ],
    "countries": [
        {"country": "Iran", "note": {"sentences": [4], "text": "Sold there."}},
        {"country": "Iraq", "note": None},
    ],
    "urgent": True,
    "amount": None,
}


def _recall(**changes: Any) -> Recall:
    return Recall.model_validate(copy.deepcopy(RECALL) | changes)


def _actor(ident: str) -> Actor:
    return Actor(id=ident, name_en="x", name_src=None, kind="Unknown", country=None)


def _numbered(*numbers: int) -> Numbered:
    return Numbered(sentences=[TranslatedSentence(n=n, en="x") for n in numbers])


def _pointers(value: BaseModel, sentences: int) -> dict[str, str]:
    return {fault.pointer: fault.message for fault in faults(value, sentences)}


# --- walking and finding -------------------------------------------------------------------------


def test_walk_gives_every_block_parents_first() -> None:
    paths = [path for path, _ in walk(_recall())]
    assert paths == [
        (),
        ("sources", 0),
        ("products", 0),
        ("products", 1),
        ("countries", 0),
        ("countries", 0, "note"),
        ("countries", 1),
    ]


def test_walk_goes_into_mappings() -> None:
    class Odd(BaseModel):
        notes: dict[str, Statement]

    odd = Odd(notes={"a/b": Statement(sentences=[9], text="x")})
    assert [path for path, _ in walk(odd)] == [(), ("notes", "a/b")]
    assert list(_pointers(odd, 1)) == ["/notes/a~1b/sentences"]


def test_walk_finds_a_block_under_any_type_that_may_hold_one() -> None:
    class Sized(Block):
        items: list[str]

        def __len__(self) -> int:
            return len(self.items)

    class Odd(BaseModel):
        either: str | Statement | None
        rows: list[list[Statement]]
        grouped: dict[str, list[Statement]]
        anything: Any
        noted: Annotated[Statement, Field(description="x")]
        sized: Sized
        plain: Literal["x"] | int | datetime.date

    said = Statement(sentences=[1], text="x")
    odd = Odd(
        either=said,
        rows=[[], [said]],
        grouped={"a": [said]},
        anything=[said],
        noted=said,
        sized=Sized(items=[]),
        plain="x",
    )
    assert [path for path, _ in walk(odd)] == [
        (),
        ("either",),
        ("rows", 1, 0),
        ("grouped", "a", 0),
        ("anything", 0),
        ("noted",),
        ("sized",),
    ]


def test_find_gives_each_marked_value_with_its_path() -> None:
    value = _recall()
    assert [(f.path, f.value) for f in find(value, Cites)] == [
        (("products", 0, "sentences"), [1, 2]),
        (("products", 1, "sentences"), [3]),
        (("countries", 0, "note", "sentences"), [4]),
    ]
    assert [(f.path, f.value) for f in find(value, Quotes)] == [
        (("products", 0, "batches", 0), "A1"),
        (("products", 0, "batches", 1), "B2"),
    ]
    assert [f.value for f in find(value, Reads)] == ["Milk", "Cheese", "Sold there."]
    assert [f.value for f in find(value, Refers)] == ["s1"]
    assert next(find(value, Reads)).block == value.products[0]


def test_a_claimant_is_a_name() -> None:
    fact = KeyFact(sentences=[1], fact="It is so", attributed_to="Salem")
    assert [(f.path, f.value) for f in find(fact, Names)] == [(("attributed_to",), "Salem")]
    assert list(find(fact.model_copy(update={"attributed_to": None}), Names)) == []


def test_find_sees_numbers_and_ids_in_lists() -> None:
    assert [f.value for f in find(_numbered(1, 2), Numbers)] == [1, 2]
    value = Parties(actors=[_actor("a1")], winner="a1", losers=["a1", "a2"])
    assert [f.path for f in find(value, Refers)] == [("winner",), ("losers", 0), ("losers", 1)]


def test_citations_may_be_absent_or_lists_of_lists() -> None:
    class Grouped(Block):
        text: Prose
        notes: list[Prose]
        sentences: Sentences | None
        groups: list[Sentences]

    class Root(Block):
        grouped: Grouped

    grouped = Grouped(text="One.", notes=["Two.", "Three."], sentences=None, groups=[[1], [1, 7]])
    assert list(_pointers(Root(grouped=grouped), 3)) == ["/grouped/groups/1"]
    assert document_of(Root(grouped=grouped)).sections[0].lines[0].text == "One. Two. Three."


# --- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_valid_answer_has_no_fault(name: str) -> None:
    shown = article()
    value = loaded(name).answer.model_validate(answer(name, shown))
    assert faults(value, len(shown.content)) == []


def test_a_schema_of_a_users_own_is_held_too() -> None:
    assert faults(_recall(), 4) == []
    assert _pointers(_recall(), 2) == {
        "/products/1/sentences": "no sentence [3]; the article has 1..2",
        "/countries/0/note/sentences": "no sentence [4]; the article has 1..2",
    }
    assert _pointers(_recall(sources=[]), 4) == {
        "/products/0/recalled_by": "'s1' is not in the source register"
    }


@pytest.mark.parametrize("cited", [[0], [-1], [5], [1, 5], [10**9]])
def test_citations_out_of_range(cited: list[int]) -> None:
    class Root(Block):
        one: Statement

    root = Root(one=Statement(sentences=cited, text="x"))
    wrong = [n for n in cited if n != 1]
    assert _pointers(root, 4) == {
        "/one/sentences": f"no sentence {wrong}; the article has 1..4",
    }


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((1, 2), "missing [3]"),
        ((1, 2, 3, 4), "unknown [4]"),
        ((0, 1, 2, 3), "unknown [0]"),
        ((1, 2, 2, 3), "repeated [2]"),
        ((1, 3, 2), "out of order"),
        ((1, 1, 3, 5), "missing [2], unknown [5], repeated [1]"),
        ((), "missing [1, 2, 3]"),
    ],
)
def test_every_sentence_once_and_in_order(numbers: tuple[int, ...], said: str) -> None:
    assert _pointers(_numbered(*numbers), 3) == {
        "/sentences": f"every sentence 1..3 once and in order: {said}"
    }


def test_nothing_is_missing_of_nothing() -> None:
    assert faults(_numbered(), 0) == []
    assert faults(_numbered(1, 2, 3), 3) == []


def test_ids_unknown_and_double() -> None:
    parties = Parties(actors=[_actor("a1"), _actor("a1")], winner="a9", losers=["a1", "a8"])
    assert _pointers(parties, 1) == {
        "/actors/1/id": "the id 'a1' stands twice in the actor register",
        "/winner": "'a9' is not in the actor register",
        "/losers/1": "'a8' is not in the actor register",
    }


def test_ids_in_lists_of_lists() -> None:
    class Sides(Block):
        actors: list[Actor]
        sides: list[list[ActorId]]

    sides = Sides(actors=[_actor("a1")], sides=[["a1"], ["a1", "a2"]])
    assert _pointers(sides, 1) == {"/sides/1/1": "'a2' is not in the actor register"}


def test_the_values_of_a_mapping_answer_the_sentences_too() -> None:
    class Named(Block):
        said: dict[str, TranslatedSentence]
        more: list[TranslatedSentence] | None

    def named(*numbers: int) -> Named:
        said = {f"s{n}": TranslatedSentence(n=n, en="x") for n in numbers}
        return Named(said=said, more=list(said.values()))

    assert _pointers(named(1, 2), 2) == {}
    assert list(_pointers(named(2, 1), 2)) == ["/said", "/more"]
    assert list(_pointers(Named(said=named(1).said, more=None), 1)) == ["/more"]


def test_a_number_outside_of_a_list_answers_no_sentence() -> None:
    class One(Block):
        best: TranslatedSentence

    assert _pointers(One(best=TranslatedSentence(n=7, en="x")), 2) == {}


def test_registers_are_apart() -> None:
    class Both(Block):
        actors: list[Actor]
        by: SourceId

    assert _pointers(Both(actors=[_actor("s1")], by="s1"), 1) == {
        "/by": "'s1' is not in the source register"
    }


def test_an_events_answer_with_an_unknown_side() -> None:
    value = answer("events", article())
    value["sources"][0]["side"] = "a7"
    model = loaded("events").answer.model_validate(value)
    assert list(_pointers(model, 4)) == ["/sources/0/side"]


def test_a_pointer_escapes_as_the_standard_says() -> None:
    assert fields.Fault(("a/b", 0, "~c"), "x").pointer == "/a~1b/0/~0c"
    assert fields.Fault((), "x").pointer == ""


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "1e999"])
def test_a_count_is_a_finite_number_from_zero(number: str) -> None:
    text = '{"what":"killed","who":null,"item_en":null,"min":%s,"max":null,"text_src":"x",'
    with pytest.raises(ValidationError):
        Count.model_validate_json(text % number + '"claimed_by":[]}')
    count = Count.model_validate_json(text % "2.5" + '"claimed_by":[]}')
    assert count.min == 2.5


@pytest.mark.parametrize("value", ["2017-11-31", "27 Aban 1396", "", "2017"])
def test_a_date_is_a_day(value: str) -> None:
    class Dated(Block):
        day: IsoDate

    assert Dated(day="2017-11-19").day == "2017-11-19"
    with pytest.raises(ValidationError, match="YYYY-MM-DD"):
        Dated(day=value)


def test_blocks_are_closed_frozen_and_complete() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Statement.model_validate({"sentences": [1], "text": "x", "more": 1})
    with pytest.raises(ValidationError, match="required"):
        Statement.model_validate({"text": "x"})
    with pytest.raises(ValidationError, match="frozen"):
        Statement(sentences=[1], text="x").text = "y"


def test_the_public_list_is_sorted_and_resolves() -> None:
    assert fields.__all__ == sorted(fields.__all__, key=lambda n: (n[0].islower(), n))
    assert all(hasattr(fields, name) for name in fields.__all__)


# --- what a person reads -------------------------------------------------------------------------


def test_document_of_a_schema_of_blocks() -> None:
    document = document_of(_recall(amount=2.5))
    assert document.headline == Line("Milk", (1, 2))
    assert [section.heading for section in document.sections] == [
        *("Sources", "Products", "Countries", "Urgent", "Amount")
    ]
    assert document.sections[1] == Section("Products", (Line("Milk", (1, 2)), Line("Cheese", (3,))))
    assert document.sections[0].lines[0].text == "id: s1; name: the ministry; type: official"
    assert document.sections[2].lines[0].text == "country: Iran; note: (Sold there.)"
    assert document.sections[3].lines == (Line("true"),)
    assert document.sections[4].lines == (Line("2.5"),)


def test_document_of_a_schema_without_blocks() -> None:
    class Plain(BaseModel):
        topic: str
        tags_en: list[str]
        score: int
        sure: bool
        empty: list[str]
        nothing: str | None

    plain = Plain(topic="Water", tags_en=["a", "b"], score=0, sure=False, empty=[], nothing=None)
    document = document_of(plain)
    assert document.headline == Line("Untitled")
    assert document.sections == (
        Section("Topic", (Line("Water"),)),
        Section("Tags", (Line("a"), Line("b"))),
        Section("Score", (Line("0"),)),
        Section("Sure", (Line("false"),)),
    )


# --- for rows of a schema's own ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "size"),
    [
        ("عشرات القتلى", "ar", 10),
        ("ده‌ها نفر", "fa", 10),
        ("عشرات الآلاف", "ar", 10_000),
        ("сотни боевиков", "ru", 100),
        ("dozens", "en", 10),
        ("several", "en", None),
        ("34 من الإرهابيين", "ar", None),
        ("", "und", None),
    ],
)
def test_the_size_of_a_figure_that_is_hinted_at(text: str, language: str, size: int | None) -> None:
    assert fields.magnitude(text, language) == size


def test_a_date_is_told_by_its_marker() -> None:
    assert any(map(fields.is_date, fields.annotation_markers(IsoDate | None)))
    assert not any(map(fields.is_date, fields.annotation_markers(Prose)))
