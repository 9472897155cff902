"""Reading: the date expressions of a text, out of its date words and what stands around them."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import NamedTuple

from llmx.text.calendars.expression import Calendar, Expression
from llmx.text.calendars.lexicon import Lexicon, Word, base_of, key, lexicon_of
from llmx.text.folding import fold
from llmx.text.numerals import numerals

_WINDOW = 28  # code points before a word in which its day, number or direction is looked for
_DAYS_IN_WORDS = 44  # the same of two days in words
_DAYS = 16  # code points before a month in which its day in figures is looked for
_DIRECTION = {"past": -1, "now": 0, "next": 1}
_COUNTS = frozenset(
    ["دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "چند", "چندين", "شبانه", "هر"]
)
_IN_FIGURES = frozenset("0123456789/.-")
_CLOSED = re.compile(r" ?(?:[،.,؛):\n]|$|در(?!\w)|ميلادي)")
_OPENING = "(\"'“‘«[،,و"
_ENDED = frozenset(["", "го", "st", "nd", "rd", "th"])
"""What stands between a day and what says of which month it is."""
_DOUBLE = re.compile(r" ?[/(-] ?$")


def expressions(text: str, language: str) -> list[Expression]:
    """Find the date expressions of a text in order; spans are in the text as given."""
    if base_of(language) == "en":
        return read(text, language)
    folded = fold(text)
    found = []
    for expression in read(folded.text, language):
        start, end = folded.span(expression.start, expression.end)
        found.append(expression._replace(start=start, end=end, text=text[start:end]))
    return found


def read(text: str, language: str) -> list[Expression]:
    """Find the date expressions of a text that is folded already; of English, as printed."""
    lexicon = lexicon_of(language)
    tokens = _tokens(text, lexicon)
    if not tokens:
        return []
    found: list[Expression] = []
    for place, token in enumerate(tokens):
        if found and token.start < found[-1].end:
            continue
        expression = _expression(text, tokens, place, lexicon)
        if expression is None:
            continue
        if found:
            merged = _merged(text, found[-1], expression, lexicon)
            if merged:
                found[-1] = merged
                continue
        found.append(expression)
    return _with_days_of_same_month(text, found, lexicon)


class _Token(NamedTuple):
    start: int
    end: int
    word: Word | None
    """None: a date in figures."""


def _tokens(text: str, lexicon: Lexicon) -> list[_Token]:
    """All date words; the text is scanned behind a line feed, as each follows a separator."""
    tokens = []
    words = lexicon.words
    if lexicon.code == "en" and ("“" in text or "‘" in text):
        text = text.replace("“", '"').replace("‘", "'")
    for match in lexicon.scan.finditer("\n" + text):
        start, end = match.span(1)
        if start < 0:
            start, end = match.span(2)
            if start < 2 or text[start - 2] not in _IN_FIGURES:
                tokens.append(_Token(start - 1, end - 1, None))
            continue
        shown = key(match[1])
        word = words.get(shown) or words.get("ا" + shown[1:])  # للأحد
        if word:
            tokens.append(_Token(start - 1, end - 1, word))
    return tokens


def _word_before(text: str, start: int) -> str:
    """The word before an offset, of the same line."""
    before = text[max(0, start - _WINDOW) : start].rstrip(" -")
    return before.rpartition("\n")[2].rpartition(" ")[2].lstrip(_OPENING)


def _expression(text: str, tokens: list[_Token], place: int, lexicon: Lexicon) -> Expression | None:
    token = tokens[place]
    word = token.word
    if word is None:
        return _figures(text, token, lexicon)
    if word.kind == "month":
        return _dated(text, tokens, place, word, lexicon)
    if word.kind == "weekday":
        return _weekday(text, token, word, lexicon)
    if word.kind == "unit":
        return _period(text, token, word, lexicon)
    today = word.value == 0 and word.unit == "day"
    end, shift, sure = token.end, word.value, word.sure
    if word.kind == "span" and not word.sure:
        direction, _, end = _direction(text, token.start, end, lexicon)
        shift, sure = direction or shift, direction is not None
        if direction is None and lexicon.year.match(text, end):
            return None  # "the beginning of the year 2017"
    return Expression(
        token.start,
        end,
        text[token.start : end],
        "relative",
        _of_period(word, lexicon),
        unit=word.unit,
        shift=shift,
        sure=sure and not (today and _not_today(text, token, lexicon)),
    )


def _of_period(word: Word, lexicon: Lexicon) -> Calendar | None:
    """The calendar that months and years of a language are of, where not the Gregorian one."""
    return "jalali" if lexicon.code == "fa" and word.unit in ("month", "year") else None


# --- calendar dates ------------------------------------------------------------------------------


def _dated(
    text: str, tokens: list[_Token], place: int, word: Word, lexicon: Lexicon
) -> Expression | None:
    """Read a month with its day, its year and its other name."""
    token = tokens[place]
    end = _doubled(text, tokens, place)
    start, day, until = _day_before(text, token, lexicon)
    if day is None:
        match = lexicon.day_after.match(text, end)
        if match and int(match[1]) <= 31:
            end, day = match.end(), int(match[1])
            until = int(match[2]) if match[2] else None
    near = lexicon.month_after.match(text, end)
    end = near.end() if near else end
    year_match = lexicon.year.match(text, end)
    year = int(year_match[1]) if year_match else None
    end = year_match.end() if year_match else end
    direction, start, end = _direction(text, start, end, lexicon)
    named = bool(near)
    if word.need and day is None and not near:
        named = bool(lexicon.month_named.search(text, max(0, start - _DAYS), start))
        beside = year is not None and word.need != 2
        alone = word.need == 1 and (direction or _is_month(text, token, lexicon))
        if not (named or beside or alone):
            return None
    dated = day is not None and (year is not None or bool(_CLOSED.match(text, end)))
    if word.need == 2 and not named and not dated:
        return None
    return Expression(
        start,
        end,
        text[start:end],
        "calendar",
        calendar=word.calendar,
        year=year,
        month=word.value,
        day=day,
        until=until,
        direction=direction or 0,
        sure=word.sure or year is not None or named,
    )


def _doubled(text: str, tokens: list[_Token], place: int) -> int:
    """Find where a month ends that is named twice: "يوليو/تموز", "تموز (يوليو)"."""
    token, end = tokens[place], tokens[place].end
    for other in tokens[place + 1 : place + 2]:
        same = other.word and token.word and other.word[:3] == token.word[:3]
        if same and _DOUBLE.fullmatch(text, token.end, other.start):
            end = other.end
            end += text.startswith(")", end)
    return end


def _day_before(text: str, token: _Token, lexicon: Lexicon) -> tuple[int, int | None, int | None]:
    """Read the day before a month: where it starts, the day, and the last day of a range."""
    match = lexicon.day.search(text, max(0, token.start - _DAYS), token.start)
    if match:
        first, last = match[1], match[2]
        day, until = int(first or last), int(last) if first else None
        if 1 <= day <= 31 and (until is None or day < until <= 31):
            return match.start(), day, until
        return (match.start(2), until, None) if until and until <= 31 else (token.start, None, None)
    floor = max(0, token.start - _WINDOW)
    match = lexicon.first.search(text, floor, token.start) if lexicon.first else None
    if match:
        return match.start(), 1, None
    match = lexicon.ordinal.search(text, max(0, token.start - _WINDOW), token.start)
    if match:
        return _ordinal_days(text, match, lexicon) or (token.start, None, None)
    return token.start, None, None


def _ordinal_days(
    text: str, match: re.Match[str], lexicon: Lexicon
) -> tuple[int, int, int | None] | None:
    """The day in words before a month, or the first and the last: "the fifth and sixth of"."""
    end = match.end()
    floor = text.find(" ", end - _DAYS_IN_WORDS, end) + 1 if end > _DAYS_IN_WORDS else 0
    days = [
        (floor + n.start, floor + n.end, n.value)
        for n in numerals(text[floor:end], lexicon.code)
        if n.ordinal and isinstance(n.value, int) and 1 <= n.value <= 31
    ]
    if not days or days[-1][1] <= match.start():
        return None
    start, _, last = days[-1]
    if len(days) > 1:
        first, until, day = days[-2]
        between = text[until:start].strip()
        if day < last and (not between or re.fullmatch(lexicon.table.to or "-", between)):
            return first, day, last
    return start, last, None


def _is_month(text: str, token: _Token, lexicon: Lexicon) -> bool:
    return bool(lexicon.month_before.fullmatch(_word_before(text, token.start)))


def _figures(text: str, token: _Token, lexicon: Lexicon) -> Expression | None:
    """Read a date in figures: year first or last, of the calendar that its year or era shows."""
    parts = re.split(r"[/.-]", text[token.start : token.end])
    numbers = [int(part) for part in parts]
    if len(parts[0]) == 4 and len(parts[2]) <= 2:
        year, month, day = numbers
    elif len(parts[2]) == 4 and len(parts[0]) <= 2:
        day, month, year = numbers
        if month > 12 >= day:
            day, month = month, day
        elif lexicon.code == "en" and day <= 12 and day != month:
            return None  # day first or month first: nothing shows it
    elif lexicon.code == "fa" and len(parts[0]) == 2 and numbers[0] >= 60:
        year, month, day = 1300 + numbers[0], numbers[1], numbers[2]
    else:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    era = lexicon.era.match(text, token.end)
    calendar = _calendar(year, era.lastgroup if era else None, lexicon.code)
    if calendar is None and not 1300 <= year <= 1500:
        return None
    end = era.end() if era else token.end
    return Expression(
        token.start, end, text[token.start : end], "calendar", calendar, year, month, day
    )


def _calendar(year: int, era: str | None, code: str) -> Calendar | None:
    """Tell the calendar of a year; 1300 to 1420 may be of either Hijri calendar."""
    if era == "hijri" and 1300 <= year <= 1500:
        return "hijri"
    if era == "jalali" and 1200 <= year <= 1500:
        return "jalali"
    if 1800 <= year <= 2200:
        return "gregorian"
    if code == "fa" and 1300 <= year <= 1420:
        return "jalali"
    return "hijri" if 1421 <= year <= 1500 else None


def _with_days_of_same_month(
    text: str, found: list[Expression], lexicon: Lexicon
) -> list[Expression]:
    """Add the days of a month that was named before them, in this line or the one before."""
    added: list[Expression] = []
    for words in lexicon.same_month:
        at = text.find(words)
        while at >= 0:
            end = at + len(words)
            if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
                expression = _of_same_month(text, (at, end), found, lexicon)
                if expression and not any(one.start == expression.start for one in added):
                    added.append(expression)
            at = text.find(words, end)
    return sorted([*found, *added], key=attrgetter("start")) if added else found


def _of_same_month(
    text: str, span: tuple[int, int], found: list[Expression], lexicon: Lexicon
) -> Expression | None:
    """Read the day before words that say "of the same month"; it may be something else."""
    floor = max(0, span[0] - _WINDOW)
    day = next(reversed(numerals(text[floor : span[0]], lexicon.code)), None)
    value = day.value if day else None
    if day is None or not isinstance(value, int) or not 1 <= value <= 31:
        return None
    if text[floor + day.end : span[0]].strip(" -") not in _ENDED:
        return None
    months = [e for e in found if e.end <= floor + day.start and e.month]
    if not months or text.count("\n", months[-1].end, span[0]) > (lexicon.code != "en"):
        return None
    start, end = floor + day.start, span[1]
    named, shown = months[-1], text[start:end]
    return named._replace(
        start=start, end=end, text=shown, day=value, until=None, weekday=None, sure=False
    )


# --- weekdays and relative dates -----------------------------------------------------------------


def _weekday(text: str, token: _Token, word: Word, lexicon: Lexicon) -> Expression:
    direction, start, end = _direction(text, token.start, token.end, lexicon)
    before = _word_before(text, token.start)
    sure = word.sure or direction is not None or bool(lexicon.weekday_before.fullmatch(before))
    sure = sure and not lexicon.not_weekday_before.fullmatch(before)
    return Expression(
        start,
        end,
        text[start:end],
        "weekday",
        weekday=word.value,
        direction=direction or 0,
        sure=sure,
    )


def _not_today(text: str, token: _Token, lexicon: Lexicon) -> bool:
    """Whether "اليوم" is "the day" of something, or part of a name."""
    return bool(
        lexicon.not_today_after.match(text, token.end)
        or lexicon.not_today_before.fullmatch(_word_before(text, token.start))
    )


def _period(text: str, token: _Token, word: Word, lexicon: Lexicon) -> Expression | None:
    """Read a day, week, month or year with what makes it relative: last, next, ago."""
    distance = _ago(text, token, word, lexicon)
    if distance:
        start, end, shift = distance
        shown = text[start:end]
        return Expression(
            start, end, shown, "relative", _of_period(word, lexicon), unit=word.unit, shift=-shift
        )
    direction, start, end = _direction(text, token.start, token.end, lexicon)
    if direction is None:
        return None
    shown = text[start:end]
    if word.value == 0 or word.value == 2:
        return Expression(
            start, end, shown, "relative", unit=word.unit, direction=direction, sure=False
        )
    if word.unit == "day" and (lexicon.code != "fa" or _counted(text, token)):
        return None
    calendar = _of_period(word, lexicon)
    return Expression(start, end, shown, "relative", calendar, unit=word.unit, shift=direction)


def _counted(text: str, token: _Token) -> bool:
    """Whether a number stands before: "۲ روز گذشته" is no day."""
    before = text[max(0, token.start - 12) : token.start].split()
    return bool(before) and (before[-1].isdigit() or before[-1] in _COUNTS)


def _direction(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int | None, int, int]:
    """Read "last", "this" or "next" beside a span; None where there is none."""
    match = lexicon.after.match(text, end)
    if match:
        return _DIRECTION[match.lastgroup or "now"], start, match.end()
    before = _word_before(text, start)
    match = lexicon.before.fullmatch(before)
    if match:
        return _DIRECTION[match.lastgroup or "now"], text.rindex(before, 0, start), end
    return None, start, end


def _ago(text: str, token: _Token, word: Word, lexicon: Lexicon) -> tuple[int, int, int] | None:
    """Read "three days ago": its span and the number."""
    after = lexicon.ago_after.match(text, token.end)
    if after:
        counted = _count(text, token, lexicon)
        if counted is None and lexicon.code == "ru" and word.value == 1:
            counted = token.start, 1  # "неделю назад"
        return (counted[0], after.end(), counted[1]) if counted else None
    floor = max(0, token.start - _WINDOW)
    match = lexicon.ago_before.search(text, floor, token.start)
    if match is None or "\n" in text[match.start() : token.start]:
        return None
    if match.end() == token.start:
        return (match.start(), token.end, word.value) if word.value else None
    counted = _count(text, token, lexicon) if word.value != 2 else None
    fits = counted and not text[match.end() : counted[0]].strip()
    return (match.start(), token.end, counted[1]) if counted and fits else None


def _count(text: str, token: _Token, lexicon: Lexicon) -> tuple[int, int] | None:
    """Read the number right before a unit: where it starts, and its value."""
    floor = max(0, token.start - _WINDOW)
    before = text[floor : token.start]
    last = before.rpartition("\n")[2]
    floor += len(before) - len(last)
    one = _word_before(text, token.start)
    if lexicon.ones.fullmatch(one):
        return text.rindex(one, 0, token.start), 1
    for numeral in reversed(numerals(text[floor : token.end], lexicon.code)):
        if floor + numeral.end <= token.start:
            near = not text[floor + numeral.end : token.start].strip()
            value = numeral.value
            fits = near and isinstance(value, int) and 0 < value < 400 and not numeral.ordinal
            return (floor + numeral.start, int(value or 0)) if fits else None
    return None


def _merged(text: str, left: Expression, right: Expression, lexicon: Lexicon) -> Expression | None:
    """Join a weekday with the date beside it: "Sunday, 19 November", "أمس الخميس"."""
    if (left.weekday is None) == (right.weekday is None) or right.start - left.end > 16:
        return None
    other, weekday = (right, left) if left.kind == "weekday" else (left, right)
    if weekday.kind != "weekday" or (other.kind == "relative" and other.unit != "day"):
        return None
    if lexicon.code == "en" and other.kind == "relative" and not other.sure:
        return None  # "an overnight Monday attack"
    if not lexicon.link.fullmatch(text, left.end, right.start):
        return None
    return other._replace(
        start=left.start,
        end=right.end,
        text=text[left.start : right.end],
        weekday=weekday.weekday,
        sure=True,
    )
