"""Naming: figures that count nothing: ages, hours, calibres, by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from llmx.text.numerals.composing import Amount
from llmx.text.numerals.folded import Folded, fold
from llmx.text.numerals.numeral import Hedge
from llmx.text.numerals.surroundings import HALF_DAY, Last, word_before
from llmx.text.numerals.tables import listed

_OLDEST = 120
_HOURS = 24
_ON_THE_CLOCK = 12
_UNTIL = frozenset(listed("و حتي وحتي الي والي حتى to and until till - – تا و till"))
"""What may stand between two hours of a span, folded."""
_FAR = 12
"""Code points between two figures of which the second is no hour of "24 hours"."""
_ODD = "odd"
_YEARS = frozenset(["year", "years", "yr"])
_LONGEST = 40
"""Code points before a figure in which "half past" or the name of somebody is looked for."""
_EN_PAST = (
    r"\b(?:(?P<half>half)|(?P<quarter>(?:an? )?quarter)|(?<!from )(?<!between )"
    r"(?P<few>twenty[- ]five|five|ten|twenty)(?: minutes)?)[- ](?:past|to) $"
)
_FEW_FA = {
    "پنج": 5,
    "ده": 10,
    "پانزده": 15,
    "بيست": 20,
    "بيست و پنج": 25,
    "سي": 30,
    "سي و پنج": 35,
    "چهل": 40,
    "چهل و پنج": 45,
    "پنجاه": 50,
    "پنجاه و پنج": 55,
}
_FA_FEW = "|".join(_FEW_FA)
_PASTS = {  # minutes before an hour, by the word between: "half past", "ten minutes to"
    ("en", "past"): _EN_PAST,
    ("en", "to"): _EN_PAST,
    ("fa", "به"): r"(?<!\w)(?:(?P<quarter>(?:يك )?ربع)"
    rf"|(?P<few>{_FA_FEW}) دقيقه) (?:مانده )?به $",
}
_ONE = "الواحده"
_TO_ANOTHER = r" (?:و|حتي |وحتي |الي )ال\w+ه(?: عشره)?"
_HALVED = ("ar", "fa")
"""Languages in which "and a half" before a part of the day is half an hour past."""
_FEW = {"five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "twenty-five": 25} | _FEW_FA
_AT = re.compile(r"\b(?:at|about|around|by|until) \Z")
_ARTICLE = re.compile(r"(?<=[و ])ال()")
_NAMED = r"[A-Z][\w'’-]+(?:,\s|\s\()\Z"
_CLOSED = r"(?:[,;)]|\.(?!\d)|\Z)"
_MONTH = r"(?:January|February|March|April|May|June|July|August|\w+ember|October)\W+\Z"
_PARENS = r" ?(?:عاما?|سنه|سنوات|года?|лет|ساله?)\)"
_OF_A_MILLION = frozenset(["مليوني", "المليوني"])
_MINUTES = {
    **{"ونصف": 30, "وربع": 15, "وثلث": 20, "ونيم": 30, "و نيم": 30, "و ربع": 15},
    **{"وربعا": 15, "الا ربع": -15, "الا ربعا": -15, "الا ثلث": -20, "الا ثلثا": -20},
    **{
        f"{sign}{word} {unit}": -minutes if sign == "الا " else minutes
        for sign in ("و", "الا ")
        for word, minutes in (("خمس", 5), ("عشر", 10), ("عشرين", 20), ("خمس وعشرين", 25))
        for unit in ("دقائق", "دقيقه")
    },
}


class _Past(NamedTuple):
    """The minutes before or past an hour that stand before it."""

    start: int
    minutes: int
    alone: bool
    """Whether it needs nothing behind the hour to be a time of day."""


class Beside(NamedTuple):
    """What stands beside figures that count nothing, in one language; the words folded."""

    before_age: frozenset[str] = frozenset()
    after_age: frozenset[str] = frozenset()
    reaching: frozenset[str] = frozenset()
    """Words before an age where a word for years comes after it: "البالغ 23 عاما"."""
    years: frozenset[str] = frozenset()
    of_years: frozenset[str] = frozenset()
    """"The years" before an age, behind one of those words: "ابن السنوات الست"."""
    inside_age: tuple[str, ...] = ()
    """Parts of one word that is a number and "years old": "دهساله", "пятилетний"."""
    of_age: str = ""
    """Pattern for what follows an age: "years old", "من عمره"."""
    clock: frozenset[str] = frozenset()
    """Words before an hour that say that it is one."""
    before_hour: frozenset[str] = frozenset()
    """Words before an hour where a part of the day comes after it."""
    opens_hour: frozenset[str] = frozenset()
    """The first words of that."""
    after_hour: str = ""
    """Pattern for that part of the day."""
    before_model: frozenset[str] = frozenset()
    """What names a weapon together with its figure: "تي 72" is the T-72."""
    before_calibre: frozenset[str] = frozenset()
    after_calibre: frozenset[str] = frozenset()
    counted_off: frozenset[str] = frozenset()
    """Nouns that are counted off by a number with its article: "الذكرى الخمسون"."""
    masses: frozenset[str] = frozenset()
    """Nouns behind which the dual of a million is an adjective: "حشد مليوني"."""
    odd: frozenset[str] = frozenset()
    """What says behind a figure that it is a little more: "twenty-odd"."""


def _beside(**given: str) -> Beside:
    """The words of a language, folded; patterns are written as the copy has its text."""
    patterns = {name: given.pop(name) for name in ("of_age", "after_hour") if name in given}
    inside = tuple(listed(fold(given.pop("inside_age", ""))))
    words = {name: frozenset(listed(fold(words))) for name, words in given.items()}
    return Beside(**words, **patterns, inside_age=inside)  # type: ignore[arg-type]


_TABLES: Mapping[str, Mapping[str, str]] = {
    "ar": {
        "before_age": "العمر عمر عمره عمرها سن سنه سنها يكمل تكمل يكملا تكملا يكملوا أكمل أكملت يتم"
        " تتم أتم أتمت عمرهما السن بعمر",
        "reaching": "البالغ البالغة والبالغ يبلغ تبلغ بلغ ابن ابنة بنت صاحب صاحبة ذو ذي ذات دون تحت"
        " فوق يتجاوز تتجاوز يتجاوزا يتجاوزوا تجاوز تجاوزت بلغت",
        "of_years": "السنوات الأعوام السنين",
        "counted_off": "السنوية اليوم يومها يومه الذكرى العام السنة الليلة الأسبوع الشهر الدورة"
        " القمة الجلسة المرة باليوم لليوم واليوم بالذكرى للذكرى والذكرى للعام بالعام للمرة القرن",
        "masses": " ".join(
            before + noun
            for noun in listed("حشد خروج تجمع زحف احتشاد حضور تدفق مهرجان طوفان تجمهر موكب")
            for before in ("", "ال", "ل", "ب", "و", "لل", "بال", "وال")
        ),
        "years": "عاما عام سنة سنوات أعوام ربيعا خريفا",
        "of_age": r" من (?:ال)?عمر",
        "clock": "الساعة والساعة للساعة",
        "before_hour": "عند حتى منذ حوالي نحو قرابة من إلى بعد قبل في قبيل زهاء وحتى بين ومنذ تمام",
        "opens_hour": "فجر فجرا الفجر صباح صباحا الصباح ظهر ظهرا الظهر ظهيرة عصر عصرا العصر مساء"
        " المساء ليل ليلا الليل من بعد قبل إلا",
        "after_hour": r" (?P<minutes>(?:و|الا )(?:(?:ال)?(?:نصف|ربعا?|ثلثا?)"
        r"|(?:خمس|عشر|عشرين|خمس وعشرين) (?:دقائق|دقيقه)))(?!\w)"
        r"|(?:[ ،]| من | من بعد | بعد | قبل )(?:ال)?"
        r"(?:فجر|صباح|(?P<late>ظهر|ظهيره|عصر|مساء)|ليل)ا?(?!\w)"
        r"| (?:بعد|قبل) منتصف الليل",
        "before_model": "تي ميغ ميج سو سوخوي إف سي إس كا مي آي توبوليف أنتونوف",
        "before_calibre": "عيار عياره عيارها",
        "after_calibre": "ملم مم ميلليمترا ميليمترا ملليمترا مليمتر ميليمتر",
    },
    "fa": {
        "before_age": "سن سنین",
        "after_age": "ساله سالگی ساله‌ای سالهای‌که",
        "inside_age": "ساله",
        "clock": "ساعت",
        "before_hour": "از تا در حدود حوالی نزدیک و ساعات بین ساعت به",
        "opens_hour": "و ونیم صبح بامداد عصر سحر ظهر بعد بعدازظهر پیش پیشازظهر شب",
        "after_hour": r"[ \u200c](?P<minutes>و ?(?:نيم|ربع))(?!\w)| و (?P<figure>\d\d?) دقيقه"
        rf"| و (?P<count>{_FA_FEW}) دقيقه"
        r"|[ \u200c](?:صبح|بامداد|سحر|پيش ?از ?ظهر|(?P<late>عصر|ظهر|بعد ?از ?ظهر|شب))(?!\w)",
        "before_model": "تی میگ سوخو سوخوی اف اس سی میراژ",
        "before_calibre": "کالیبر",
        "after_calibre": "میلیمتری میلی میلیمتر ملی",
    },
    "ru": {
        "before_age": "возрасте возраста возраст",
        "after_age": "летний летнего летнему летним летнем летняя летней летнюю летние летних"
        " летними",
        "inside_age": "летн",
        "before_hour": "в к до около с после во",
        "opens_hour": "час часа часов часу утра вечера ночи пополудни пополуночи",
        "after_hour": r" (?:час[а-я]* )?(?:утра|ночи|пополуночи|(?P<late>вечера|пополудни))(?!\w)"
        r"| час[а-я]* (?P<day>дня)(?!\w)",
        "before_calibre": "калибра калибром",
        "after_calibre": "миллиметровый миллиметровые миллиметровых миллиметрового миллиметровыми"
        " миллиметровая миллиметровой миллиметровую миллиметровым миллиметровое мм миллиметровому"
        " миллиметра миллиметров",
    },
    "en": {
        "odd": "odd some something",
        "before_age": "aged age ages",
        "of_age": r"[- ](?:years?|yr)[- ](?:old|of age)(?!\w)| years? of age(?!\w)",
        "before_hour": "at around about by until till since before after from past nearly almost"
        " between and to roughly approximately",
        "opens_hour": "o in of at on the yesterday tomorrow this that monday tuesday wednesday"
        " thursday friday saturday sunday local gmt utc",
        "after_hour": r" (?:o['’]clock)(?!\w)"
        r"|,? (?:(?:in|of) the|(?:on )?(?:the )?(?:yesterday|tomorrow|this|that|same|next|following"
        r"|previous|\w+day)) (?:early |late )?(?:morning|(?P<late>afternoon|evening))(?!\w)"
        r"|,? (?:local time|gmt|utc)(?!\w)"
        r"| at night(?!\w)",
        "after_calibre": "mm millimetre millimeter millimetres millimeters caliber calibre",
    },
}


@cache
def beside_of(code: str) -> Beside | None:
    """What stands beside such figures in a language; None where nothing is listed."""
    table = _TABLES.get(code)
    return _beside(**table) if table else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def says_of(word: str, code: str, *, after: bool) -> bool:
    """Whether a word before or after a figure may say that this counts nothing."""
    beside = beside_of(code)
    if beside is None:
        return False
    if after:
        known = [beside.after_age, beside.after_calibre, beside.odd, _YEARS]
    else:
        known = [beside.before_age, beside.reaching, beside.clock, beside.before_model]
        known += [beside.before_calibre, beside.of_years, beside.counted_off]
    return any(word in words for words in known)


def says_hour(word: str, code: str, *, after: bool) -> bool:
    """Whether a word before a figure, and another after it, may together make an hour of it."""
    beside = beside_of(code)
    if beside is None:
        return False
    return word in (beside.opens_hour if after else beside.before_hour)


def is_aged(word: str, code: str) -> bool:
    """Whether a number word is the age of somebody by itself: пятилетний."""
    beside = beside_of(code)
    return beside is not None and any(part in word for part in beside.inside_age)


def on_the_clock(parts: tuple[int, ...]) -> int | None:
    """The figure by which a clock shows a full hour, 1 to 12; None of any other time."""
    return None if any(parts[1:]) else parts[0] % _ON_THE_CLOCK or _ON_THE_CLOCK


def name(folded: Folded, amount: Amount, last: Last | None, code: str) -> None:
    """Mark an amount that is an age, an hour or a calibre; `last` is the amount before."""
    beside, low = beside_of(code), amount.low
    if beside is None or low is None:
        return
    _count_roughly(folded.copy, amount, beside)
    if low != amount.high or amount.percent or amount.scaled:
        return
    if low <= _HOURS and _may_be_hour(folded.copy, amount, last, beside, code):
        _read_hour(folded.copy, amount, low, beside, code)
        if amount.kind == "time":
            return
    if amount.previous in beside.before_model and amount.kind == "digits":
        _as_code(folded.copy, amount)
        amount.low = amount.high = None
    elif amount.following in beside.after_calibre or amount.previous in beside.before_calibre:
        if not amount.ordinal:
            _as_code(folded.copy, amount)
    elif low <= _OLDEST and _is_age(folded, amount, beside, code):
        amount.kind = "age"
    elif amount.kind == "word" and amount.previous in beside.counted_off:
        amount.ordinal = amount.ordinal or folded.copy.startswith("ال", amount.start)


def _count_roughly(copy: str, amount: Amount, beside: Beside) -> None:
    """Read "twenty-odd", and the adjective that looks as two million: "حشد مليوني"."""
    if amount.following in beside.odd and amount.next and amount.next.start(1) == amount.end + 1:
        if amount.following == _ODD or copy[amount.end] in "-‑":  # "in 2016 some of them"
            amount.hedge = Hedge.MORE_THAN
    elif beside.masses and copy[amount.start : amount.end] in _OF_A_MILLION:
        articled = copy.startswith("ال", amount.start)
        if articled or amount.previous in beside.masses:
            amount.value = amount.low = amount.high = 1_000_000
            amount.weak = True


def _as_code(copy: str, amount: Amount) -> None:
    amount.kind, amount.value = "code", None
    amount.parts = tuple(map(int, _compiled(r"\d+").findall(copy, amount.start, amount.end))) or (
        int(amount.low or 0),
    )


def may_end_hours(copy: str, amount: Amount, code: str) -> bool:
    """Whether what follows an amount makes an hour of it, so that no range of figures ends there:
    "between three and six in the morning"."""
    beside, value = beside_of(code), amount.value
    if beside is None or not isinstance(value, int) or not 0 < value <= _HOURS:
        return False
    if code == "en" and HALF_DAY.match(copy, amount.end):
        return True
    return code != "ru" and _compiled(beside.after_hour).match(copy, amount.end) is not None


def tells_one(copy: str, start: int, end: int, code: str) -> bool:
    """Whether a word that is one by itself is an hour where it stands: "الواحدة فجرا"."""
    beside = beside_of(code)
    if beside is None:
        return False
    if word_before(copy, start) in beside.clock:
        return True
    further = _compiled(_TO_ANOTHER).match(copy, end) if code == "ar" else None
    after = _compiled(beside.after_hour)
    return after.match(copy, end) is not None or (
        further is not None and after.match(copy, further.end()) is not None
    )


def is_parted(left: Amount, right: Amount, code: str) -> bool:
    """Whether a fraction is the minutes of an hour after it: "a quarter to four"."""
    small, great = left.value or 0, right.value or 0
    return code == "en" and 0 < small < 1 <= great


def open_hours(copy: str, left: Amount, right: Amount, code: str) -> bool:
    """Make an hour of the amount before one, if it opens the span that this one closes."""
    value = left.value
    if left.kind not in ("word", "digits") or left.percent or not isinstance(value, int):
        return False
    beside, gap = beside_of(code), copy[left.end : right.start].strip(" \u200c")
    if beside is None or not 0 < value <= _HOURS or gap not in _UNTIL:
        return False
    if not _may_be_hour(copy, left, None, beside, code):
        return False
    left.kind, left.parts, left.ordinal = "time", (value, 0), False
    left.value = left.low = left.high = None
    return True


def _may_be_hour(copy: str, amount: Amount, last: Last | None, beside: Beside, code: str) -> bool:
    """Whether the word before an amount lets it be an hour; in Arabic that is "the third"."""
    if code == "ar" and amount.kind == "word":
        return amount.ordinal or copy.startswith(_ONE, amount.start)
    if amount.ordinal:
        return False
    if amount.previous in beside.clock:  # not "24 hours 5 people"
        return last is None or amount.start - last[0] >= _FAR
    return amount.previous in beside.before_hour


def _read_hour(copy: str, amount: Amount, low: float, beside: Beside, code: str) -> None:
    """Read "الثالثة فجرا", «ساعت یازده و نیم», "в пять утра", "at half past three o'clock"."""
    after, minutes = _compiled(beside.after_hour).match(copy, amount.end), round(low % 1 * 60)
    past = _past(copy, amount, code)
    told = amount.previous in beside.clock or (past is not None and past.alone)
    if not (after or (told and amount.kind == "word")) or (
        minutes and not told and code not in _HALVED
    ):
        return
    hour = int(low)
    if after:
        groups = after.groupdict()
        minutes = _MINUTES.get(_ARTICLE.sub(r"\1", groups.get("minutes") or ""), minutes)
        minutes = int(groups.get("figure") or _FEW.get(groups.get("count") or "", minutes))
        amount.end = after.end()
        hour += _ON_THE_CLOCK * (_is_late(groups) and hour < _ON_THE_CLOCK)
    if past is not None:
        amount.start, minutes = past.start, past.minutes
    hour, minutes = hour - (minutes < 0), minutes % 60
    amount.kind, amount.parts, amount.ordinal = "time", (hour, minutes), False
    amount.value = amount.low = amount.high = None


def _past(copy: str, amount: Amount, code: str) -> _Past | None:
    """What minutes before an amount make the time of day of it: "a quarter to four"."""
    pattern = _PASTS.get((code, amount.previous))
    if pattern is None:
        return None
    found = _compiled(pattern).search(copy, max(0, amount.start - _LONGEST), amount.start)
    if found is None:
        return None
    said = found.groupdict()
    minutes = 30 if said.get("half") else 15 if said.get("quarter") else _FEW[said["few"]]
    after = amount.previous == "past"
    alone = after or not said.get("few") or code == "fa" or _AT.search(copy, 0, found.start())
    return _Past(found.start(), minutes if after else -minutes, bool(alone))


def _is_late(said: Mapping[str, str | None]) -> bool:
    return bool(said.get("late") or said.get("day"))


def _is_age(folded: Folded, amount: Amount, beside: Beside, code: str) -> bool:
    copy, start, end = folded.copy, amount.start, amount.end
    if not amount.ordinal:
        if amount.previous in beside.before_age or amount.following in beside.after_age:
            return True
        if amount.previous in beside.reaching and amount.following in beside.years:
            return True
        if amount.previous in beside.of_years:
            return word_before(copy, copy.rfind(amount.previous, 0, start)) in beside.reaching
        if amount.kind == "word" and is_aged(copy[start:end], code):
            return True
        told = code == "en" or amount.previous in beside.before_hour  # "في الثلاثين من عمره"
        if told and beside.of_age and _compiled(beside.of_age).match(copy, end):
            return True
        if copy[start - 1 : start] == "(" and _compiled(_PARENS).match(copy, end):
            return True
        return code == "en" and amount.kind == "digits" and _stands_after_name(folded, start, end)
    if code != "ar" or copy[start : start + 2] != "ال":
        return False  # "لم يكمل السادسة عشرة", "في الثلاثين من عمره"
    if amount.previous in beside.before_age or amount.previous in beside.reaching:
        return copy[end - 1] == "ه"
    return bool(_compiled(beside.of_age).match(copy, end))


def _stands_after_name(folded: Folded, start: int, end: int) -> bool:
    """Whether a figure is the age that follows a name: "Karim Saidi, 23, was killed"."""
    copy = folded.copy
    if copy[start - 1 : start] not in (" ", "(") or not _compiled(_CLOSED).match(copy, end):
        return False
    before = folded.printed(max(0, start - _LONGEST), start)
    return _compiled(_NAMED).search(before) is not None and _compiled(_MONTH).search(before) is None
