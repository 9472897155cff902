"""Names of places: the keys under which spellings of the same name meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from llmx.text.folding import fold

Loosened = Literal["whole", "settlement", "around", "province"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to look a printed name up.

    `whole` as printed; `settlement` without "town of"; `around` what is left when "countryside
    of", "south of" or "road" is taken off too: a place near it, or a part of it; `province`
    without "province of", which is then what the name means.
    """

    key: str
    loosened: Loosened


def place_key(name: str) -> str:
    """The key of a name in any script; "" where no letter or figure is left.

    Folded, and then: blanks, hyphens, apostrophes and bare hamza dropped, the article too
    (ال before an Arabic name; al-, el-, ash-, эль- anywhere), and of Latin letters doubled ones,
    "ee", "oo" and "ou", and the h of a final -ah brought to one spelling.
    """
    return _dense(fold(name).text)


def skeleton(key: str) -> str:
    """What of a key is left without its vowels: spellings that may be the same name share it."""
    if _ARABIC.search(key):
        return _doubled(_WEAK_ARABIC.sub("", key))
    for letters, sound in _SOUNDS:
        key = key.replace(letters, sound)
    return _doubled(_VOWELS.sub("", key))


def forms(name: str, *, province: bool = False) -> tuple[Form, ...]:
    """The ways to look a name up, the most faithful first; none for words like "the village".

    A name of two places ("the road between …") gives its whole form alone. With `province` the
    name may be made of such words: "North", "the Eastern".
    """
    folded = fold(name).text
    tokens = _TOKEN.findall(folded)
    bare = [_bare(token) for token in tokens]
    if not tokens or (not province and all(word in _GENERIC for word in bare)):
        return ()
    whole = _dense(folded)
    found = {whole: Form(whole, "whole")}
    for loosened, words in () if _BETWEEN.intersection(bare) else _steps(bare):
        kept = [i for i, word in enumerate(bare) if word not in words]
        if kept and kept[-1] - kept[0] + 1 == len(kept):
            key = _dense(" ".join(tokens[kept[0] : kept[-1] + 1]))
            found.setdefault(key, Form(key, loosened))
    return tuple(form for form in found.values() if len(form.key) > 1)


def _steps(bare: Sequence[str]) -> tuple[tuple[Loosened, frozenset[str]], ...]:
    """What is taken off a name of these words, one step after another."""
    if _PROVINCE.intersection(bare):
        return ("province", _PROVINCE), ("province", _GENERIC)
    return ("settlement", _SETTLEMENT), ("around", _GENERIC)


# --- letters -------------------------------------------------------------------------------------

_ARABIC = re.compile("[\u0620-\u06ff]")
_LATIN = re.compile("[a-z]")
_NO_LETTER = re.compile(r"[\W_\u0621]+")
_LATIN_ARTICLE = re.compile(
    r"(?<![^\W_])(?:a[dlnrstz]|adh|ash|ath|e[dlnrstz]|edh|esh|eth|ul)[ '\-]+(?=[^\W\d_])"
    r"|(?<![^\W_])[аэе][дзлнрстш]ь?-(?=[^\W\d_])"
)
_FINAL_H = re.compile(r"(?<=[a-z])[ae]h(?![a-z])")
_SAME_SOUND = re.compile("ee|oo|ou")
_TWICE = re.compile(r"(.)\1+")
_WEAK_ARABIC = re.compile("[اويهى]")
_VOWELS = re.compile("[aeiouywhаеёиоуыэюяйьъ]")
_SOUNDS = (
    *(("kh", "x"), ("gh", "g"), ("sh", "$"), ("th", "t"), ("dh", "d"), ("zh", "j"), ("ph", "f")),
    *(("ch", "c"), ("q", "k"), ("c", "k"), ("v", "w")),
)


def _dense(folded: str) -> str:
    if _ARABIC.search(folded):
        key = _NO_LETTER.sub("", folded)
        return key[2:] if key.startswith("ال") and len(key) > 4 else key
    key = _LATIN_ARTICLE.sub("", folded)
    if not _LATIN.search(key):
        return _NO_LETTER.sub("", key)
    key = _NO_LETTER.sub("", _FINAL_H.sub("a", key))
    return _doubled(_SAME_SOUND.sub(lambda m: "i" if m[0] == "ee" else "u", key))


def _doubled(key: str) -> str:
    return _TWICE.sub(r"\1", key)


# --- words that are no names ---------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")


def _words(text: str) -> frozenset[str]:
    return frozenset(_bare(word) for word in fold(text).text.split())


def _bare(token: str) -> str:
    """A word without the Arabic article and the particles that are written with it."""
    for prefix in ("لل", "بال", "وال", "ال"):
        if token.startswith(prefix) and len(token) - len(prefix) > 2:
            return token[len(prefix) :]
    return token


_SETTLEMENT = _words(
    "مدينة بلدة قرية شهر شهرک روستا روستای روستاي دهکده قصبه city town village of the "
    "город города городе городу городом посёлок посёлка деревня деревни"
)
_PROVINCE = _words(
    "محافظة لمحافظة بمحافظة ولاية استان ولایت province governorate wilayat "
    "провинция провинции провинцию"
)
_AROUND = _words(
    "ريف محور منطقة مناطق محيط ضواحي ضاحية أطراف قرب بالقرب جوار شرق غرب شمال جنوب وسط شرقي غربي "
    "شمالي جنوبي شرقى غربى شمالى جنوبى من إلى في على المؤدية المؤدي طريق الطرق طرق جبهة جبهات "
    "الحدود حدود الإدارية مدخل مطار معسكر سوق جبل جبال تلال سهل صحراء بادية هضبة حي أحياء شارع "
    "سفح سفوح مرتفعات أرياف معبر مخيم مدرسة قاعدة قضاء ناحية شهرستان ولسوالی "
    "حومه مرزی مرز جاده راه راههای اطراف شرقی غربی شمالی جنوبی مرکز ارتفاعات کوه کوههای دشت "
    "فرودگاه بازار محله محلههای دامنه دامنههای جنوب‌شرق شمال‌شرق شمال‌غرب جنوب‌غرب در از به "
    "north south east west northern southern eastern western northeastern northwestern "
    "southeastern southwestern north-east north-west south-east south-west northeast northwest "
    "southeast southwest central centre center countryside area areas region outskirts axis road "
    "roads route highway near border heights mountain mountains mount hill hills plain desert "
    "market camp airport base surroundings vicinity suburbs suburb neighbourhood neighbourhoods "
    "neighborhood neighborhoods street slope slopes leading to in at overlooking entrance "
    "direction outside inside around district "
    "север юг восток запад севернее южнее восточнее западнее к от на в северу югу востоку западу "
    "района районе районов трассы окрестности окрестностях"
)
_GENERIC = _SETTLEMENT | _AROUND | _PROVINCE
_BETWEEN = _words("بين بین between and و")
