"""Particulars: what in the words of a report tells it from others: names, facilities, weapons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from llmx.gazetteer.names import place_key
from llmx.text.calendars.english import ENGLISH
from llmx.text.folding import fold
from llmx.text.transliteration import is_country, runs, telling

_FACILITIES = """
    hospital: (?<!in )(?<!to )hospital|clinic|(?:medical|health) cent(?:er|re)|maternity ward
    hospital: dispensary
    school: school|kindergarten|classrooms?|pupils|schoolchildren
    university: university|college|campus|faculty
    market: market|bazaar|souk|souq|shops?|shopping|mall|vegetable stalls?
    mosque: mosque|shrine|worshippers|friday prayers|hussainiya|imam bargah
    church: church|cathedral|monastery
    bakery: bakery|bakeries|bread queue|bread line
    bridge: bridge
    airport: airport|airfield|air ?base|airstrip|runway
    port: port|harbou?r|quay|dock
    ship: ship|vessel|boat|ferry|dinghy|freighter
    tanker: tanker
    headquarters: headquarters|hq|command (?:post|cent(?:er|re))|operations room
    government building: governorate building|provincial building|government (?:building|office)
    parliament: parliament|presidential palace
    checkpoint: checkpoint|check point|roadblock
    police station: police (?:station|headquarters|post|academy)|gendarmerie
    prison: prison|jail|detention cent(?:er|re)
    camp: refugee camp|displacement camp|camp for (?:the )?displaced|idp camp
    barracks: barracks|garrison|military base|army base|outpost
    factory: factory|plant(?! a| the)|workshop|mill
    power: power (?:station|plant|line|grid)|electricity|substation|transformer
    water: water (?:station|plant|pump|tank|tower|network)|pumping station|desalination
    dam: dam
    oil: refinery|oil ?(?:field|well|terminal|facility)|pipeline|fuel (?:depot|station|tank)
    oil: gas (?:field|plant)
    gold mine: gold ?mine|mining site|quarry
    monument: monument|statue|museum|cemetery|graves?
    depot: depot|warehouse|ammunition (?:dump|store)|cache|storehouse
    convoy: convoy|column|motorcade
    bus: bus|minibus|coach|buses|minibuses
    ambulance: ambulance|paramedics|rescuers|rescue workers|civil defen[cs]e|white helmets
    wedding: wedding
    funeral: funeral|mourners|mourning tent|wake
    hotel: hotel|guesthouse|restaurant|cafe
    embassy: embassy|consulate
    court: courthouse|court building|tribunal
    house: house|home|residential building|apartment|dwelling
    farm: farm|farmers?|orchard|field workers|shepherds?|tractor
    train: train|railway|rail line|express
    border: border (?:crossing|post|gate)
    tunnel: tunnel
    village guard: village council|municipality|town hall
    media: journalists?|reporters?|cameraman|camerawoman|newsroom|television station|radio station
"""
"""What is hit, entered or held: a name for it, and the English words that say it."""

COMMON = frozenset({"ambulance", "house", "farm"})
"""Of these what most attacks hit or bring: it tells none from another."""
MILITARY = frozenset(
    {"headquarters", "barracks", "depot", "camp", "checkpoint", "convoy", "tunnel", "tanker"}
)
"""Of these what a side says that it has hit where others say what civilians lost."""

_WEAPONS = """
    drone: drones?|uavs?|unmanned|quadcopters?|fpv|shaheds?
    aircraft: warplanes?|jets?|aircraft|air ?strikes?|air raids?
    helicopter: helicopters?|gunships?
    barrel bomb: barrel bombs?
    cluster munition: cluster (?:bombs?|munitions?)
    missile: missiles?|ballistic
    rocket: rockets?|grad|katyusha
    mortar: mortars?
    artillery: artillery|howitzers?|shells
    car bomb: (?:car|truck|vehicle) ?bomb(?:s|ing|ings)?|vehicle[- ]borne|svbied|vbied
    car bomb: explosives?-laden|booby-trapped (?:car|vehicle|truck)|(?:car|vehicle) rigged
    motorcycle bomb: (?:motor ?cycle|motorbike) (?:bomb|exploded|rigged|packed)
    motorcycle bomb: (?:bomb|explosives?|device) (?:[a-z]+ ){0,4}(?:motor ?cycle|motorbike)
    roadside bomb: roadside bombs?|ied|improvised explosive|explosive device
    mine: (?:land)?mines?
    belt: explosive (?:belt|vest)|suicide (?:belt|vest)
    grenade: grenades?
    sniper: snipers?
    gas: chlorine|sarin|toxic gas|chemical
    knife: knife|knives|stabbed|stabbing|beheaded
    tank: tanks?
"""
"""What it is done with."""

_COMMON_WORDS = """
    about according after again against also among announced another area areas army around attack
    attacked based been before being between both during each eight eleven fifteen five forces
    four from group have including into killed killing least many members more nearly nine number
    other over people province region reported said saying second seven several since some source
    sources statement still than that their them then there they third this three through told
    toward towards town twelve twenty under until village villages wounded wounding were when where
    which while with within would
    """
_TITLES = frozenset({"Haji", "Hajji", "Sheikh", "Sheik"})  # that may be a name in a place
_COMMON = frozenset(_COMMON_WORDS.split())
_PLACING = re.compile(
    r"\b(?:in|near|at|towards?|to|from|between|outside|around|into|inside|on|via|through"
    r"|(?:town|village|city|camp|province|governorate|district|area|countryside|neighbou?rhood"
    r"|north|south|east|west|outskirts|suburbs?|surroundings|port|island|state|region) of)"
    r" (?:the )?(?:[a-z]+ly )?$"
)
"""What stands before the name of a place."""
_DATE = re.compile(r"\d(?:st|nd|rd|th)? (?:of )?$")
"""What stands before the name of a month."""
_STEM = 6  # letters of a word that its forms share
_SHORTEST = 4  # letters of a name that tells one person or thing from another


@dataclass(frozen=True, slots=True)
class Particulars:
    """What tells a report from others, each by a key with the words that are shown.

    `names` are the proper names that are neither a party's nor a place's, `things` the facilities
    and targets, `weapons` what was used; `words` are the telling words of the whole report.
    """

    names: frozenset[str]
    things: frozenset[str]
    weapons: frozenset[str]
    words: frozenset[str]


def particulars(
    summary: str,
    others: Iterable[str | None],
    known: Iterable[str],
    items: Iterable[str] = (),
) -> Particulars:
    """The particulars of an English summary and of what else is said of the event in English.

    `known` are the names of parties, sources and places: they are no particulars. `items` are words
    that may name somebody, too.
    """
    text = " . ".join([summary, *(other for other in others if other)])
    folded = fold(text).text
    familiar = {place_key(word) for name in known for word in re.split(r"[\s\-–]+", name)}
    familiar |= {place_key(name) for name in known}
    return Particulars(
        frozenset(name for told in (summary, *items) for name in _names(told, familiar)),
        frozenset(_said(folded, _compiled(_FACILITIES))),
        frozenset(_said(folded, _compiled(_WEAPONS))),
        frozenset(_words(summary, familiar)),
    )


def _names(text: str, familiar: set[str]) -> Iterable[str]:
    """The words of the proper names of a text, but not where something is, or the first word."""
    offset, placed = 0, False
    for run in runs(text):
        start = text.index(run, offset)
        before, offset = text[offset:start], start + len(run)
        placed = bool(_PLACING.search(before)) or (placed and before.strip() in ("and", ","))
        if placed or (start == 0 and " " not in run):
            continue
        dated = bool(_DATE.search(before))
        for word in telling(run):
            if word in _TITLES or (dated and word in _months()):
                continue
            key = place_key(word)
            if len(key) >= _SHORTEST and key not in familiar and not is_country(word):
                yield key


def _said(folded: str, table: Sequence[tuple[str, re.Pattern[str]]]) -> Iterable[str]:
    return (name for name, pattern in table if pattern.search(folded))


def _words(summary: str, familiar: set[str]) -> Iterable[str]:
    for word in re.findall(r"[^\W\d_]{4,}", fold(summary).text):
        if word not in _COMMON and place_key(word) not in familiar:
            yield word[:_STEM]


@cache
def _months() -> frozenset[str]:
    """The words that are the name of a month in some calendar, as they are printed."""
    forms = (form for months in ENGLISH.months.values() for each in months for form in each.split())
    return frozenset(form.rstrip("?+") for form in forms)


@cache
def _compiled(table: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    rows = [line.strip().split(": ", 1) for line in table.strip().splitlines()]
    return [(name, re.compile(rf"\b(?:{words})s?\b")) for name, words in rows]
