"""English names: the capitalised words of a text, in the runs in which they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial

from llmx.text.tokens import Remembered, Tokens
from llmx.text.transliteration.exonyms import countries

_LETTERS = "A-Za-zÀ-ɏḀ-ỿ"
_OWN = rf"[A-Z][{_LETTERS}]*(?:['’`ʿʾ][{_LETTERS.replace('a-z', 'a-rt-z')}][{_LETTERS}]*)?"
_CAPITAL = re.compile(_OWN)
_TOKEN = re.compile(
    rf"[\nA-Z](?:(?<=\n)|(?:(?<=\n.)|(?<=[^.!?:\n][ \-–—/\"“'‘(«].)){_OWN[len('[A-Z]') :]})"
)
"""Ends of lines, and capitalised words that begin a line or have something before them, the end of
a sentence aside. What stands before is looked at after the letter: a pattern that begins with a
set of letters is searched for faster."""
_RUN = re.compile(
    rf"{_OWN}(?:['’]s)?"
    rf"(?:(?:[ –-](?:(?:of|the|ibn|bin|wa) )?(?:[a-z]{{2,3}}[-–])?|-(?:e|i|ye|yi)[ -]){_OWN})*"
)
_ARTICLES = "al el ad an ar as at az ed en er es et ez ash esh ath ul the of ibn bin wa"

_COMMON = """
    a about according after again air all allied allies also although amid among an and
    another any area armed army around as at axis base battalion before between both brigade
    brigadier but by camp cannot captain captured center central centre chief church city civil
    civilians clashes coalition colonel command commander committee committees company council
    countryside cross crescent day days defence defense democratic department despite district
    division during each earlier east eastern eight eleven engineering eyewitnesses field fighters
    fifteen first five following for force forces four fourteen free from front general global
    government governor governorate group groups guard guards guided he head heights her high his
    hospital however human if in independent inside international internet it its jets joint
    journalists killed last later law leader leaders local lieutenant major many march martyrs may
    media military militants militias minister ministry missiles monitoring more mortar most
    mountain movement national near nearly neighborhood neighbourhood new news nine no north
    northeast northeastern northern northwest northwestern not now observers of office official
    officials on one only operation operations opposition organization organisation other over
    part party people plain police popular press province quarter radio railway rear red
    reportedly residents resistance rights river road room second security senior september seven
    several shelling she six since soldiers some source sources south southeast southeastern
    southern southwest southwestern special spokesman state station statement still
    street sunday television ten that the their then there these they third this those three
    through today town towns toward towards tribal tribes troops turning twelve two under union
    unidentified unit units united university unknown unnamed until upon valley village villages
    war warplanes was we were west western when where which while who with within yesterday you
    january february april june july august october november december monday tuesday wednesday
    thursday friday saturday
"""
"""Words of English that begin a sentence or stand in translated names; none is a name alone."""

_GENERIC = """
    abu abou abi umm um om bin ibn tal tell tall deir dayr khirbet khirbat kherbet ain ayn
    jabal jebel wadi bir ras kafr kafar qalaat qalat sheikh shaykh haji sayyid bani beit bayt
    allah ullah ollah din uddin eddin abd abdul abdel
"""
"""Words that many names share: alone they tell no name from another."""

_TRANSLATED = """
    activist activists adm administration admiral affairs agency agriculture aid airborne
    airport alliance ambassador analyst armies armored armoured artillery assembly association
    attack attacks authority autumn bank battle black blue border borders brig bureau cabinet
    campaign canal canton cape capt cavalry chairman chairwoman change channel children coast
    coastal col column commodore common conference congress conquest corporal corporation corps
    correspondent counter court cpl crossing culture deputy desert determination development
    dignity director directorate disaster displaced doctor dr earth education elite emergency
    emir emirate energy eng engineer engr envoy evening expert exterior facebook federation
    fight finance fire fleet flotilla food foreign foundation freedom fund gate gen great
    greater green ground guardian guardians hajj harbor harbour headquarters health helmets hill
    hills humanitarian imam infantry information inherent institute institution intelligence
    interior iron island islands judge justice kingdom labor labour lady lake lawyer league
    lightning line little lower lt madam magazine maj marine market marshal mayor mechanised
    mechanized member members middle migration mission mister morning mosque mount mountains mr
    mrs mullah naval network newspaper night observatory ocean oil old paratrooper parliament
    patrol peace peninsula pope port president presidential prime private prof professor program
    programme prosecution prosecutor protection public quick rapid reconciliation reform refugee
    refugees regiment region regions relief reporter republic rescue resolve school sea
    secretary secure senate sergeant service services sgt shield society solidarity spear
    spokeswoman spring squad squadron square staff states steel strait struggle students suburb
    suburbs sultan summer support sword task telegram terrorism terrorist transport tribunal
    truth twitter unions unity upper vice victory warrant water website white wing winter women
    workers youth zone
"""
"""Words that names of offices, bodies and places are translated with, as far as not common."""

_MONTHS = """
    aqrab aylul dalw esfand farvardin haziran jawza jumada khordad mordad muharram nisan
    ordibehesht qaws ramadan saratan sawr shahrivar shawwal shubat sunbula tammuz tishrin
"""
"""Months of other calendars that are nobody's name, as Mehr, Asad and Azar are."""

_ENDS = (".", "!", "?", ":")
_END = "\n"
ARTICLES = frozenset(_ARTICLES.split())
_SKIPPED = frozenset(
    w.capitalize() for w in f"{_ARTICLES} {_COMMON} {_TRANSLATED} {_MONTHS}".split()
)
_SHARED = frozenset(w.capitalize() for w in _GENERIC.split())


def words_of(text: str, line: Tokens) -> list[str]:
    """List the words that may be names in a text: capitalised, and no common word.

    Of words that begin a sentence only the first of the text is among them.
    """
    starting, within, ending = _tables()
    if text[:1].isalnum():
        found = [word for words in filter(None, map(within.__getitem__, line)) for word in words]
        if found and found[-1] == _END:
            del found[-1]
        if _END not in found:  # a single sentence, as most texts are
            return found
    found = []
    table = starting
    for place, token in enumerate(line):
        found += [word for word in table[token] if word != _END]
        table = ending if token.endswith(_ENDS) or not (token or place) else within
    return found


@lru_cache(maxsize=8192)
def telling(name: str) -> tuple[str, ...]:
    """List the words that tell a name from others: no articles, common or generic words."""
    words = [w for w in _CAPITAL.findall(name) if w not in _SKIPPED]
    return tuple([w for w in words if w not in _SHARED] or words)


def runs(text: str) -> list[str]:
    """List the runs of capitalised words of a text: "Abu Kamal", "Deir ez-Zor"."""
    return [r.group() for r in _RUN.finditer(text)]


def is_generic(word: str) -> bool:
    """Tell whether a word is one that many names share: Abu, Tal, Deir."""
    return word in _SHARED


def is_country(word: str) -> bool:
    """Tell whether a word is of a country or a people: what a writer may add unprinted."""
    return word.casefold() in countries()


@cache
def _tables() -> tuple[Mapping[str, Sequence[str]], ...]:
    """The names in a token that begins a text, that stands within a sentence, and after its end.

    Those of a token that ends a sentence have an end after them.
    """
    return tuple([Remembered(partial(_named, before)) for before in ("\n", "\na ", "\na. ")])


def _named(before: str, token: str) -> tuple[str, ...]:
    marks = [mark for mark in _TOKEN.findall(before + token) if mark != _END]
    found = [mark for mark in marks if mark not in _SKIPPED]
    return (*found, _END) if token.endswith(_ENDS) else tuple(found)
