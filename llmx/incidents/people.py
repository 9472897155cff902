"""People: what the words of a figure say of who was counted: civilians, gunmen, soldiers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from llmx.incidents.names import Party
from llmx.text.folding import fold

Who = Literal["civilians", "gunmen", "soldiers"]

_BEFORE = r"(?<!\w)[وف]?(?:لل|[بلك]?(?:ال)?)"
"""What is written at a word's front in Arabic."""
_STEMS: dict[Who, str] = {  # folded; those of civilians first: one who is "not military" is none
    "civilians": """
        civilian resident villager farmer child boys?\\b girl woman women infant bab(?:y|ies)\\b
        civil enfant femme habitant nino\\b ninos\\b mujer sivil cocuk
        مدني طفل اطفال امراه نساء سيده سيدتان سيدات سيدتين اهالي سكان
        غيرنظامي غير.?نظامي كودك زن\\b زنان دختر شهروند
        мирн гражданск ребен дети\\b детеи женщин жител цивил
    """,
    "gunmen": """
        gunm[ae]n militant insurgent rebel terrorist jihad mercenar extremist guerril fighter
        assailant attacker insurge terrorist djihad hommes.armes pistoler teror militan silahli
        مسلح مقاتل ارهابي تكفيري مرتزق متمرد
        تروريست شبه.?نظامي شورشي مزدور ستيزه پيكارجو افراد.مسلح دهشت
        боевик террорист мятежник повстан экстремист наемник бандит боиовик
    """,
    "soldiers": """
        soldier troop policem[ae]n police officer servicem[ae]n conscript army military
        soldat militaire policier gendarme soldado policia militar asker polis
        جندي جنود شرط ضابط ضباط عسكري مجند
        سرباز نظامي پليس افسر ارتشي
        солдат военн полицеиск офицер віиськ
    """,
}
_SAYS = {
    who: re.compile(f"{_BEFORE}(?:{'|'.join(stems.split())})") for who, stems in _STEMS.items()
}
_OF_KIND: dict[str, frozenset[Who]] = {
    "Civilians": frozenset({"civilians"}),
    "Protesters": frozenset({"civilians"}),
    "Rioters": frozenset({"civilians"}),
    "State forces": frozenset({"soldiers"}),
    "Rebel group": frozenset({"gunmen"}),
    "Political militia": frozenset({"gunmen"}),
    "Identity militia": frozenset({"gunmen"}),
}
_ANYBODY: frozenset[Who] = frozenset({"civilians", "gunmen", "soldiers"})
_ALL_WORDS = """
    a an and at least about in all more of the than total up to over
    body bodies casualties casualty dead deaths died fatalities fatality hurt individuals injured
    killed man men missing number other others people person persons victim victims wounded
"""
_ALL = frozenset(_ALL_WORDS.split())
"""Words for all who were counted, whoever they are."""


def said(item: str | None, text: str) -> Who | None:
    """Who was counted, as the item says it, else the printed words; None where neither does."""
    return next((who for part in (item, text) if part and (who := _said(part))), None)


def may_be(who: Who, party: Party) -> bool:
    """Whether people of this sort may be a party's: its kind says what sort its own are."""
    return who in _OF_KIND.get(party.kind, _ANYBODY)


def says_nothing(item: str | None) -> bool:
    """Whether an item is but another word for all who were counted, or none."""
    return not item or set(re.findall(r"\w+", item.casefold())) <= _ALL


@lru_cache(maxsize=4096)
def _said(words: str) -> Who | None:
    folded = fold(words).text.casefold()
    return next((who for who, stem in _SAYS.items() if stem.search(folded)), None)
