"""Idioms: what a source says of how many there are without a figure, or with that of another thing.

"Forty-odd", no more than the fingers of one hand, "not a single one", "the fourth of its kind in
two weeks", "many of them". All texts are folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from llmx.text.numerals import Hedge, Numeral

_ODD = re.compile(
    r"(?<!\w)[وبلف]?(?:بضعا?|بضعه|نيفا?)(?!\w)|(?<!\w)و? ?(?:چند|اندي|خو?رده ?اي)(?!\w)"
    r"|(?<!\w)с (?:лишн|небольш|лишк|гак|хвост)|[- ]odd\b|[- ]?something\b"
)
_HAND = r"(?:(?:the )?fingers (?:of|on)|counted on) "
_FINGERS = {
    10: re.compile(
        r"اصابع (?:كلتا )?(?:ال)?يدي|انگشت\w* (?:هر )?دو ?دست|пальц\w+ (?:двух|обеих) рук"
        rf"|{_HAND}(?:both|two) hands"
    ),
    5: re.compile(
        r"اصابع (?:ال)?(?:يد|كف)(?!\w)|انگشت\w* (?:يك ?)?دست(?!\w)|пальц\w+ (?:одн\w+ )?руки"
        rf"|{_HAND}(?:one|a|a single) hand"
    ),
}
_DENIED = re.compile(
    r"(?<!\w)[وف]?(?:لا|لم|لن|ما من|ليس\w{0,2}|دون|بدون|بلا|بغير|لايوجد)(?!\w)|(?<!\w)اي (?=\w)"
    r"|(?<!\w)(?:هيچ\w*|بدون|بي|حتي يك)(?!\w)|(?<!\w)ن(?:شد|كرد|بود|داشت|داد|دار|رسيد|يافت|ديد|گرفت"
    r"|رفت|ماند|خواه|خورد|زد|مي|يست)\w*"
    r"|(?<!\w)(?:ни|не|нет|без|никто|никого|ничего)(?!\w)"
    r"|\b(?:no|not|none|nor|neither|never|without|nobody|cannot)\b|n['’]t\b"
)
_ALL_BUT = re.compile(  # "they lost nobody but one soldier"
    r"(?<!\w)(?:سوي|الا|عدا|جز|بجز|مگر|فقط|تنها|بيش|بيشتر|кроме|лишь|только|более|больше"
    r"|except|but|only|more)(?!\w)"
)
_SERIES = re.compile(  # what says of "the fourth" how many there have been
    r"(?<!\w)(?:من نوع|علي التوالي|منذ|خلال|في غضون|علي مدي|للمره|متتالي|متوالي"
    r"|في (?:اقل من|يوم|اسبوع|شهر|سن[هو]|عام|ايام|ساع)"
    r"|پياپي|پي ?در ?پي|پي ?هم|از ابتداي|از اغاز|ظرف|طي"
    r"|در (?:كمتر از|طول|(?:يك |دو |سه |همان |همين |اين )?(?:روز|هفته|ماه|سال))"
    r"|подряд|с начала|за последн|за (?:недел|сут|месяц|год|день|дн)|in a row|consecutive|straight"
    r"|running|since|within|in less than|of its kind)"
)
_UNIT = re.compile(  # what has a number for its name
    r"(?<!\w)(?:ال)?(?:فرقه|لواء|كتيبه|فيلق|فوج|سريه|جيش|حرس|ماده|بند|قناه|منطقه)(?!\w)"
    r"|(?<!\w)(?:لشكر|تيپ|گردان|گروهان|كندك|قول ?اردو|سپاه|لوا|غند|بريد|منطقه|ناحيه|ماده)(?!\w)"
    r"|(?<!\w)(?:бригад|дивизи|полк|батальон|корпус|арми|отряд|рот[аыуе]|стать)"
    r"|\b(?:brigade|division|regiment|battalion|corps|army|fleet|company|article)\b"
)
_MANY = re.compile(
    r"(?<!\w)[وبلف]?(?:ال)?(?:كثير|عديد|متعدد|متتال|متلاحق|متفرق|متكرر|شتي|مختلف|غفير|جموع"
    r"|جمع من|حشد|حشود|اعداد|معظم|غالبي|اغلب|بعض|مجموع|سلسل|جمله من|عده|طائف"
    r"|ثله|حفن|نفر من|رهط|لفيف|شريح|كم من|كم هائل)"
    r"|(?<!\w)(?:بسيار|خيلي|زياد|فراوان|متعدد|گوناگون|مختلف|انبوه|شمار|برخي|بعضي|پاره ?اي|جمعي"
    r"|گروهي|عده|دسته|اندك|سلسله|كثير|بيشتر|اكثر|اغلب|مكرر|بارها|ها بار)"
    r"|(?<!\w)(?:мног|немал|множеств|масс|ряд|различн|разн|сери|групп|больш|некотор|част"
    r"|неоднократн)"
    r"|\b(?:many|several|various|numerous|some|most|a number|series|multiple)\b"
)
_TEENS = (11, 19)
_TEN = 10
_THOUSAND = 1000


def fits_odd(low: float | None, high: float | None, figure: Numeral, folded: str) -> bool:
    """Whether bounds are within what a text with a figure says by "forty-odd": 41 to 49."""
    if low is None or low == high or not _ODD.search(folded):
        return False
    if figure.kind == "vague":  # "بضعة عشر"
        first, last = _TEENS
        known = figure.magnitude == _TEN
        return known and high is not None and first <= low < high <= last
    value = figure.value
    if figure.hedge is not Hedge.MORE_THAN or not isinstance(value, int) or value < _TEN:
        return False
    step = _step(value)
    return value <= low < value + step and (high is None or high < value + step)


def _step(value: int) -> int:
    """What a round number may have after it: 10 after 40, 100 after 300, 1,000 after 2,000."""
    step = 1
    while step < _THOUSAND and value % (step * _TEN) == 0:
        step *= _TEN
    return step


def on_fingers(folded: str) -> int | None:
    """How many a text says at most that there are, as fingers of one hand or of both."""
    return next((most for most, said in _FINGERS.items() if said.search(folded)), None)


def denied(folded: str) -> bool:
    """Whether a text says of something that there is none of it."""
    return _DENIED.search(folded) is not None and _ALL_BUT.search(folded) is None


def is_series(folded: str) -> bool:
    """Whether a text says in which time, or in which row, something is the fourth."""
    return _SERIES.search(folded) is not None


def is_nth(low: float | None, high: float | None, figures: Iterable[Numeral], folded: str) -> bool:
    """Whether bounds are the number of an event that a form calls the fourth, and of no unit."""
    if low is None or high not in (None, low) or _UNIT.search(folded):
        return False
    return any(f.ordinal and f.value == low and f.kind in ("digits", "word") for f in figures)


def some(figure: Numeral, figures: Sequence[Numeral], folded: str) -> bool:
    """Whether "many" or "several" stands in a text with these figures in words of no table."""
    if figure.kind != "vague" or figure.magnitude != 1:
        return False
    return all(other.kind != "vague" for other in figures) and _MANY.search(folded) is not None
