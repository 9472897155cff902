"""Names of parties and places, brought to what their spellings in several articles share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from llmx.gazetteer.names import forms, place_key, skeleton
from llmx.text.folding import fold
from llmx.text.transliteration import is_country, telling

_SPELLED = (85, 85, 85, 78, 60)
"""Of 100, how alike the keys of a name are that have the same consonants: by how many those are."""
_CLOSE = 90  # and how alike they are where the consonants differ
_SHORT = 5  # letters of a key from which that says something

_TOKEN = re.compile(r"[^\W_]+")
_ANY_CASE = re.IGNORECASE
_POSSESSIVE = re.compile(r"'s?(?= |$)")
_WHERE = re.compile(r" (?:in|from|near|at|suspected|accused) .*")
_ARTICLE = r"(?:(?:al|el|as|ash|at|an|ar|ad|az)-)?"
_NAMES = re.compile(rf"\b{_ARTICLE}[A-Z][\w'’]*(?:[ -]{_ARTICLE}[A-Z][\w'’]*)*")
"""Words with capitals that stand together."""
_FACILITY_WORDS = """
    air airbase airfield airport area army bakery barrack base bazaar border bridge building bus
    camp cathedral cemetery center central centre checkpoint church city clinic coastal command
    convoy court courthouse crossing dam depot district factory farm field fuel gas gate government
    governorate grand great headquarter highway hospital hotel house industrial junction main
    market military mill mine ministry mosque municipality museum north oil outpost park pipeline
    plant police port position post power primary prison provincial quarter refinery residential
    road roundabout school secondary site south square station stadium street tent terminal town
    university vegetable village warehouse water west east zone the of in at near and
"""
"""Words for what a place is, which no place is told from others by."""

_POINT = {"nord": "north", "sud": "south", "est": "east", "ouest": "west"}
_POINT |= {"norte": "north", "sur": "south", "este": "east", "oeste": "west"}
_POINTS = re.compile("|".join(sorted(_POINT, reverse=True)))
_TAIL = re.compile(r"[-–](?:cent(?:re|er|ro|rum)|city|town|ville|village)$", _ANY_CASE)
"""What is written after the name of a town: Walikale-centre."""
_ENDS = re.compile(rf"({_ARTICLE}[A-Z][\w'’]{{2,}}) ?[-–—] ?({_ARTICLE}[A-Z][\w'’]{{2,}})\b")
"""Two names with a dash between them."""
_MOUNTAIN = re.compile(r"\b(?:jabal|jebel|jabel|djebel|mount|mt|mountain|kuh)\b|جبل|کوه", _ANY_CASE)
_LISTED = re.compile(r",|;|/|\(|\)| and | between |،| و(?= )")

_ROLE_WORDS = """
    a al an and anti armed army authorities backed battalion battalions brigade brigades by
    coalition command commander defence defense el faction factions fighter fighters force forces
    government governmental group groups guard gunman gunmen men militant militants militia
    militias military ministry of officer officers official officials police regime security
    soldier soldiers so called spokesman the troops unidentified unit units unknown with
    air civil civilian civilians people person persons resident residents local locals man woman
    women children child members member allies allied aircraft warplanes jets drone drones
    terrorist terrorists rebel rebels opposition protesters demonstrators passengers villagers
    """
"""Words that say what a party is, and not which one."""

_SHARED_WORDS = """
    arab democratic east eastern free front general international islamic jihad liberation movement
    national new north northern organisation organization party patriotic popular resistance
    revolutionary south southern special state states union united west western world
    """
"""Words that many names share: alone they tell no party from another."""

_ALIASES = (
    ("isis", "isil", "daesh", "islamic state", "is"),
    ("houthi", "ansar allah", "ansarullah", "ansarallah"),
    ("hts", "hayat tahrir al sham", "tahrir al sham"),
    ("nusra", "jabhat al nusra", "al nusra front"),
    ("israel", "israeli", "idf", "zionist", "occupation"),
    ("pmf", "pmu", "popular mobilization", "popular mobilisation", "hashd"),
    ("sdf", "syrian democratic", "qasad"),
    ("irgc", "revolutionary guard", "islamic revolutionary guard", "pasdaran"),
    ("rsf", "rapid support"),
    ("taliban", "islamic emirate"),
    ("hezbollah", "hizbullah", "hizballah"),
    ("hamas", "qassam", "izz al din al qassam"),
    ("sna", "syrian national"),
    ("lna", "libyan national", "haftar"),
    ("gna", "government of national accord"),
    ("pkk", "kurdistan workers"),
    ("ypg", "people s protection"),
    ("us", "usa", "united states", "america", "american"),
    ("un", "united nations"),
    ("britain", "british", "uk", "united kingdom"),
    ("france", "french"),
    ("netherlands", "dutch"),
    ("jnim", "jama at nusrat al islam", "jamaat nusrat al islam", "nusrat al islam"),
    ("iswap", "west africa province"),
    ("shabaab", "al shabaab", "al shabab", "shabab"),
    ("boko haram", "jas", "jama atu ahlis sunna"),
    ("wagner", "africa corps"),
    ("m23", "march 23 movement", "afc m23", "congo river alliance"),
    ("adf", "allied democratic"),
    ("ttp", "tehrik i taliban", "tehreek e taliban", "pakistani taliban"),
    ("bla", "baloch liberation army", "baluch liberation army"),
    ("blf", "baloch liberation front", "baluch liberation front"),
    ("tatmadaw", "junta", "military council", "state administration council", "myanmar military"),
    ("arakan army", "aa"),
    ("kia", "kachin independence"),
    ("tnla", "ta ang national"),
    ("eln", "national liberation army"),
    ("farc", "farc dissidents", "central general staff"),
    ("npa", "new people s army"),
    ("splm n", "sudan people s liberation movement"),
    ("fano", "amhara militia"),
    ("tplf", "tigray people s liberation"),
    ("azov", "azov brigade"),
    ("islamic jihad", "pij", "al quds brigades", "saraya al quds"),
)
"""Names of one party that share no letters, the one that they are known by first."""

_COUNTRIES = (
    ("congo kinshasa", "dr congo", "drc", "democratic republic of the congo", "rd congo"),
    ("congo brazzaville", "republic of the congo"),
    ("myanmar", "burma"),
    (
        *("palestine", "gaza", "gaza strip", "west bank", "palestinian territories"),
        *("occupied palestine", "palestinian territory", "state of palestine"),
        "occupied palestinian territories",
    ),
    ("ivory coast", "cote d ivoire"),
    ("turkey", "turkiye"),
    ("united states", "us", "usa", "united states of america", "america"),
    ("united kingdom", "uk", "britain", "great britain"),
    ("united arab emirates", "uae", "emirates"),
    ("central african republic", "car"),
    ("north korea", "dprk"),
    ("south korea", "republic of korea"),
    ("czechia", "czech republic"),
    ("eswatini", "swaziland"),
    ("east timor", "timor leste"),
)
"""Names of one country that neither contain each other nor are spelled alike."""

_CONTESTED = (
    ("ukraine", "russia"),
    ("palestine", "israel"),
    ("syria", "israel"),
    ("lebanon", "israel"),
    ("india", "pakistan"),
    ("morocco", "western sahara"),
    ("armenia", "azerbaijan"),
    ("serbia", "kosovo"),
    ("sudan", "south sudan"),
    ("georgia", "russia"),
    ("moldova", "transnistria"),
)
"""Countries to which places are counted by the side that tells of them."""

_ROLES = frozenset(_ROLE_WORDS.split())
_FACILITIES = frozenset(_FACILITY_WORDS.split())
_SHARED = frozenset(_SHARED_WORDS.split())
_SMALL = frozenset({"the", "of", "and", "for", "al", "in"})
_ANY_STATE = "a state's forces"
_BODIES = frozenset({"State forces", "External/Other forces"})
_WIDE = frozenset({"area", "province", "country", "unknown", "district"})
_LARGE = frozenset({"province", "country"})  # which are called by such words: North, Centre
_NATURAL = frozenset({"site_or_feature", "area"})  # which are named with and without "Mount"
_PARTS = frozenset({"part_of_town", "site_or_feature", "road_or_line"})


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part: the name in English, and what tells the name from others."""

    name: str
    kind: str
    country: str | None
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a gazetteer has a place. `exact` is whether it is that very place, and not near it."""

    latitude: float
    longitude: float
    geoname: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a report, by the keys of its names.

    `exact` are the places that it names, `around` those near which it lies, `towns` those whose
    part it is said to be, `within` they and the provinces and countries that hold it. `wide` says
    that it is no single place itself, `part` that it is a part of one; `said` are other names in
    the report. A place that is said in words and has no name ("the market") has no key of its own.
    """

    name: str | None
    kind: str
    admin1: str | None
    country: str | None
    exact: frozenset[str]
    around: frozenset[str]
    towns: frozenset[str]
    within: frozenset[str]
    said: frozenset[str]
    located: Located | None = None

    @property
    def wide(self) -> bool:
        return self.kind in _WIDE

    @property
    def large(self) -> bool:
        return self.kind in _LARGE

    @property
    def part(self) -> bool:
        return self.kind in _PARTS

    @property
    def empty(self) -> bool:
        return not (self.exact or self.around)


def party(name: str, printed: str | None, kind: str, country: str | None) -> Party:
    """A party with the keys of its names."""
    return Party(name, kind, country, _party_keys(name, printed, kind, country))


def same_party(one: Party, other: Party) -> bool:
    """Whether two parties may be one: a name of theirs is shared, and more than a common word."""
    if not one.keys.isdisjoint(other.keys):
        return True
    unnamed = _ANY_STATE in one.keys or _ANY_STATE in other.keys
    return unnamed and one.kind == other.kind


def spot(
    names: Iterable[str | None],
    kind: str,
    *,
    admin1: str | None,
    country: str | None,
    said: Iterable[str] = (),
    located: Located | None = None,
) -> Spot:
    """A place with the keys of its names; the first name is the one that is shown."""
    every = list(names)
    shown = next(filter(None, every), None)
    if every and every[0] and kind not in _LARGE and _nameless(every[0].split(",")[0]):
        every[1:2] = []  # as printed it has none either
    given = [name for name in every if name]
    exact: set[str] = set()
    around: set[str] = set()
    wider = {key for part in (admin1, country) if part for key in _province(part)}
    towns: set[str] = set()
    for name in given:
        parts = [part for part in map(str.strip, _LISTED.split(name)) if part]
        for index, part in enumerate(parts):
            if kind not in _LARGE and _nameless(part):
                continue
            own, near = _place_keys(_TAIL.sub("", part))
            if kind in _NATURAL and (bare := _MOUNTAIN.sub("", part).strip()):
                own |= _place_keys(bare)[0]
            held = index and "," in name and " and " not in name  # "al-Kashef, Daraa"
            (towns if held else exact).update(own)
            around.update(near - own)
            around.update(_town_keys(part))
            if kind == "road_or_line":
                around.update(key for end in _ends(part) for key in _place_keys(end)[0])
            if kind == "site_or_feature" and not held and (site := _site(part)):
                around.add(site)
    if not exact:
        around |= towns
    return Spot(
        shown,
        kind,
        admin1,
        country,
        frozenset(exact),
        frozenset(around - exact),
        frozenset(towns - wider),
        frozenset(towns | wider),
        frozenset(key for name in said for key in _place_keys(name)[0]),
        located,
    )


@lru_cache(maxsize=4096)
def two_countries(one: str | None, other: str | None) -> bool:
    """Whether two names are of countries of which a place can be only in one, whoever tells it."""
    if not one or not other:
        return False
    first, second = _country_key(one), _country_key(other)
    if (first, second) in _CONTESTED or (second, first) in _CONTESTED:
        return False
    return not (_in_country(first, second) or _in_country(second, first))


@lru_cache(maxsize=8192)
def differ(one: str | None, other: str | None) -> bool:
    """Whether two names are of two provinces: neither is spelled in the other."""
    if not one or not other or one == other:
        return False
    first, second = _compass(place_key(one)), _compass(place_key(other))
    return not (first in second or second in first or same_key(first, second))


@lru_cache(maxsize=65536)
def spelled(key: str) -> str:
    """What the spellings of a key have in common: its consonants, of a short one all of it."""
    bare = skeleton(key)
    return bare if len(bare) > 1 else key


@lru_cache(maxsize=65536)
def same_key(one: str, other: str) -> bool:
    """Whether two keys of places may be spellings of one name."""
    if one == other:
        return True
    alike = fuzz.ratio(one, other)
    if spelled(one) == spelled(other):
        return bool(alike >= _SPELLED[min(len(spelled(one)), len(_SPELLED) - 1)])
    return bool(alike >= _CLOSE) and min(len(one), len(other)) >= _SHORT


def share(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether any of these keys may be a spelling of any of those."""
    if not some.isdisjoint(others):
        return True
    return any(same_key(one, other) for one in some for other in others)


def _country_key(name: str) -> str:
    """The name by which a country is known that has several."""
    words = " ".join(_TOKEN.findall(fold(name).text)).removeprefix("the ")
    return next((names[0] for names in _COUNTRIES if words in names), words)


def _in_country(short: str, long: str) -> bool:
    """Whether a country's name is in a longer one: Syria in Syrian Arab Republic."""
    words = long.split()
    if same_key(place_key(short), place_key(long)) and abs(len(short) - len(long)) < 2:
        return True
    return any(  # Niger is not in Nigeria
        word == short or (len(words) > 1 and word.startswith(short)) for word in words
    )


def _compass(key: str) -> str:
    """A key with the points of the compass at its beginning in English."""
    found = _POINTS.match(key)
    return _POINT[found[0]] + key[found.end() :] if found else key


# --- keys ----------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _nameless(name: str) -> bool:
    """Whether an English description of a place has no name in it: "tent camp", "Courthouse"."""
    words = _TOKEN.findall(name)
    if not all(word.isascii() for word in words):
        return False
    own = [word for word in words if not _is_facility(word)]
    return not any(word[0].isupper() or word[0].isdigit() for word in own)


def _is_facility(word: str) -> bool:
    """Whether a word says what a place is, one or several."""
    folded = fold(word).text
    return folded in _FACILITIES or folded.removesuffix("s") in _FACILITIES


def _ends(name: str) -> Iterable[str]:
    """The places between which a road is, "Homs-Hama road"."""
    found = _ENDS.search(name)
    return found.groups() if found else ()


@lru_cache(maxsize=8192)
def _site(name: str) -> str | None:
    """The one word that a site is called by: Asad of "Ain al-Asad base"; None for several."""
    words = [word for word in telling(name) if not _is_facility(word)]
    return place_key(words[0]) if len(words) == 1 else None


@lru_cache(maxsize=8192)
def _place_keys(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of a place, and those of what it lies near or is a part of."""
    found = forms(name)
    own = frozenset(f.key for f in found if f.loosened in ("whole", "settlement", "province"))
    return own, frozenset(f.key for f in found if f.loosened == "around")


@lru_cache(maxsize=8192)
def _town_keys(name: str) -> frozenset[str]:
    """The keys of the names in a name: "the vegetable market of Maarrat Misrin" holds one."""
    runs = [run.group().strip() for run in _NAMES.finditer(name.replace("–", "-"))]
    inner = [run for run in runs if run != name and len(run) > _SHORT]
    return frozenset(key for run in inner for key in _place_keys(run)[0])


@lru_cache(maxsize=4096)
def _province(name: str) -> frozenset[str]:
    return frozenset(form.key for form in forms(name, province=True))


@lru_cache(maxsize=8192)
def _party_keys(name: str, printed: str | None, kind: str, country: str | None) -> frozenset[str]:
    """The keys of a party: its telling words, what else it is called, and whose forces it is."""
    if kind == "Civilians":
        return frozenset()  # whoever they are, they are not the same because they are civilians
    bare = _POSSESSIVE.sub("", _WHERE.sub("", name).replace("’", "'")).replace("'", "")
    printed_tokens = _TOKEN.findall(bare)
    tokens = [fold(token).text for token in printed_tokens]
    named = [low for low, token in zip(tokens, printed_tokens, strict=True) if token[0].isupper()]
    own = [token for token in named if token not in _ROLES]
    of = [token for token in own if is_country(token)]
    rest = [token for token in own if token not in of]
    telling = [token for token in rest if token not in _SHARED]
    keys = {_root(token) for token in telling} | _known(" ".join(tokens))
    if len(own) > 1:
        keys.add("".join(token[0] for token in named if token not in _SMALL))
    if rest and not telling:
        keys.add(" ".join(own))
    if printed and (rest or keys):
        keys.add(place_key(printed))
    if kind in _BODIES or (of and not rest):
        keys |= {f"of {_country(c)}" for c in (country, *of) if c}
    if kind in _BODIES and not keys:
        keys.add(_ANY_STATE)
    return frozenset(key for key in keys if key)


def _country(name: str) -> str:
    """A country by what its name and its people's have in common."""
    folded = fold(name).text
    return min(_known(folded), default=folded.removeprefix("the ")[:4])


def _known(name: str) -> set[str]:
    """The names by which a party is known that is called one of several things."""
    padded = f" {name} "
    return {
        names[0]
        for names in _ALIASES
        if any(f" {alias} " in padded or f" {alias}s " in padded for alias in names)
    }


def _root(token: str) -> str:
    """A word of a name by its consonants, as long as there are some."""
    bare = skeleton(place_key(token))
    return bare if len(bare) > 2 else token
