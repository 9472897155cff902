"""The overlay: a CSV of places, checked line by line, that wins over the gazetteer."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmx.errors import UsageError
from llmx.gazetteer import Gazetteer, open_gazetteer
from llmx.gazetteer.names import place_key
from tests.gazetteer.places import gazetteer_file

HEAD = "name,name_src,country,admin1,latitude,longitude,precision,variants\n"


def _open(folder: Path, text: str | bytes) -> Gazetteer:
    file = folder / "own.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_gazetteer(gazetteer_file(folder), file)


def test_a_town_of_its_own_under_all_its_names(tmp_path: Path) -> None:
    rows = "al-Hawl,الهول,Syria,Aleppo,36.39,41.15,,Hol|el-Hoal\n"
    places = _open(tmp_path, HEAD + rows)
    for name in ("الهول", "هول", "Al Hawl", "hol", "el-Hoal"):
        (entry,) = places.lookup(place_key(name))
        assert (entry.name, entry.country, entry.admin1, entry.admin1_name, entry.own) == (
            *("al-Hawl", "SY", "09", "Aleppo", True),
        )
        assert (entry.latitude, entry.longitude, entry.precision) == (36.39, 41.15, None)


def test_it_wins_in_its_own_province_and_country_alone(tmp_path: Path) -> None:
    def found(row: str) -> set[tuple[str, bool]]:
        places = _open(tmp_path, HEAD + row)
        entries = places.lookup(place_key("الرقة"))
        return {(e.country, e.own) for e in entries if e.kind == "town"}

    assert found("Raqqa,الرقة,SY,Raqqa,35.9,39,,\n") == {("SY", True), ("AE", False)}
    assert found("Raqqa,الرقة,SY,,35.9,39,,\n") == {("SY", True), ("AE", False)}
    assert found("Raqqa,الرقة,SY,Homs,35.9,39,,\n") == {("SY", True), ("SY", False), ("AE", False)}


def test_its_contents_are_in_the_identity(tmp_path: Path) -> None:
    plain = open_gazetteer(gazetteer_file(tmp_path)).identity
    one = _open(tmp_path, HEAD + "A town,قرية أ,SY,,1,2,1,\n").identity
    two = _open(tmp_path, HEAD + "A town,قرية أ,SY,,1,3,1,\n").identity
    assert len({plain, one, two}) == 3


def test_optional_columns_and_a_mark_of_byte_order(tmp_path: Path) -> None:
    text = "\ufefflongitude,latitude,admin1,country,name_src,name\r\n2,1,,SY,هول,Hol\r\n"
    (entry,) = _open(tmp_path, text).lookup(place_key("هول"))
    assert (entry.latitude, entry.longitude) == (1, 2)


def test_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    text = (HEAD + "al-Hawl,مخيم الهول الكبير,SY,,36.39,41.15,,Hol\n").replace(",", ";")
    for saved in (text.encode(), text.replace(";", "\t").encode("utf-16")):
        (entry,) = _open(tmp_path, saved).lookup(place_key("مخيم الهول الكبير"))
        assert (entry.name, entry.longitude) == ("al-Hawl", 41.15)


def test_a_row_may_stand_twice(tmp_path: Path) -> None:
    row = "Hol,هول,SY,,1,2,,\n"
    assert len(_open(tmp_path, HEAD + row + row).lookup(place_key("هول"))) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'own.csv' has no column 'name'"),
        ("name,name_src,country,admin1,latitude\n", "has no column 'longitude'"),
        (HEAD + " ,هول,SY,,1,2,,\n", "'own.csv', line 2: 'name' is empty"),
        (HEAD + "Hol,,SY,,1,2,,\n", "line 2: 'name_src' is empty"),
        (HEAD + "Hol\n", "line 2: 'name_src' is empty"),
        (HEAD + "Hol,هول,,,1,2,,\n", "line 2: no country ''"),
        (HEAD + "Hol,هول,Atlantis,,1,2,,\n", "line 2: no country 'Atlantis'"),
        (HEAD + "Hol,هول,SY,,90.01,2,,\n", "line 2: latitude '90.01' is not within"),
        (HEAD + "Hol,هول,SY,,1,-180.5,,\n", "line 2: longitude '-180.5' is not within"),
        (HEAD + "Hol,هول,SY,,nan,2,,\n", "line 2: latitude 'nan'"),
        (HEAD + "Hol,هول,SY,,inf,2,,\n", "line 2: latitude 'inf'"),
        (HEAD + "Hol,هول,SY,,,2,,\n", "line 2: latitude ''"),
        (HEAD + "Hol,هول,SY,,1°,2,,\n", "line 2: latitude '1°'"),
        (HEAD + "Hol,هول,SY,,1,2,4,\n", "line 2: precision '4'"),
        (HEAD + "Hol,هول,SY,,1,2,,\nHol,هول,SY,,1,3,,\n", "line 3: 'Hol' contradicts"),
        (HEAD + "Hol,هول,SY,,1,2,,\nX,س ص,SY,,1,3,,Hol\n", "line 3: 'X' contradicts"),
        (b"name,name_src,country,admin1,latitude,longitude\n\xff", "is not UTF-8"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        _open(tmp_path, text)


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the overlay"):
        open_gazetteer(gazetteer_file(tmp_path), tmp_path / "none.csv")
