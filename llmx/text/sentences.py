"""Sentences: where each one starts and ends in a text, and which lines are not content.

Nothing is changed in the text: a span is a pair of code point offsets, white space around a
sentence is left out of its span, and whatever lies outside all spans is white space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from llmx.text.folding import fold

# --- data: abbreviations -------------------------------------------------------------------------

_TITLES: Mapping[str, frozenset[str]] = {
    "ar": frozenset({"أ.د", "أ.م", "م.م", "ق.م", "ب.م"}),
    "fa": frozenset({"ق.م", "ه.ش", "ه.ق", "ه‍.ش", "ه‍.ق"}),
    "en": frozenset(
        [
            "Dr",
            "Mr",
            "Mrs",
            "Ms",
            "Prof",
            "Gen",
            "Col",
            "Lt",
            "Sgt",
            "Capt",
            "Maj",
            "Brig",
            "Adm",
            "Gov",
            "Sen",
            "Rep",
            "Rev",
            "St",
            "Nos",
            "vs",
        ]
    ),
    "ru": frozenset(
        [
            "г",
            "гг",
            "им",
            "ул",
            "пр",
            "проф",
            "акад",
            "ген",
            "полк",
            "св",
            "тов",
            "обл",
            "р",
            "т.е",
            "т.к",
            "т.н",
            "т.ч",
        ]
    ),
    "uk": frozenset(["м", "р", "рр", "ім", "вул", "проф", "акад", "ген", "св", "обл", "т.зв"]),
    "fr": frozenset(["M", "MM", "Mme", "Mlle", "Dr", "St", "Ste", "Gén", "Col"]),
    "tr": frozenset(["Dr", "Prof", "Doç", "Gen", "Alb", "Yrb", "Org"]),
    "de": frozenset(["Dr", "Prof", "Hr", "Fr", "St", "Nr", "bzw"]),
}
"""Words whose full stop never ends a sentence, by language, without that full stop."""

_ERAS = frozenset(["م", "ص", "ه", "هـ", "ق.م", "г", "гг", "р", "рр"])
"""Abbreviations that end a date or a time: after a figure their full stop may end a sentence."""

# --- data: boilerplate ---------------------------------------------------------------------------

_LABELS: Mapping[str, tuple[str, ...]] = {
    "ar": (
        *("اعلان", "إعلانات", "اعلان ممول", "مادة إعلانية"),
        *(
            "اقرأ أيضا",
            "اقرؤوا أيضا",
            "اقرأ المزيد",
            "إقرأ المزيد",
            "المزيد",
            "قراءة المزيد",
            "انتهى",
        ),
        *("شاهد أيضا", "تابع القراءة", "مواضيع ذات صلة", "أخبار ذات صلة", "مقالات ذات صلة"),
        *("تعليقك", "تعليقات", "التعليقات", "اترك تعليقا", "أضف تعليقا", "أضف تعليقك", "علق"),
        *("شارك", "شارك الخبر", "شارك المقال", "مشاركة", "شارك هذا الخبر", "طباعة", "نسخ الرابط"),
        *("انسخ الرابط", "الوسوم", "كلمات مفتاحية", "اشترك", "اشترك الآن", "تابعونا", "تابعنا"),
        *("الأكثر قراءة", "الأكثر مشاهدة", "الرئيسية", "جميع الحقوق محفوظة", "تابعنا على"),
    ),
    "fa": (
        *("تبلیغات", "آگهی", "تبلیغ", "بیشتر بخوانید", "بیشتر ببینید", "همچنین بخوانید"),
        *("مطالب مرتبط", "اخبار مرتبط", "خبرهای مرتبط", "مرتبط", "مطالب پیشنهادی"),
        *("نظر شما", "نظرات", "نظر شما چیست", "ارسال نظر", "دیدگاه شما", "دیدگاه ها", "نظر بدهید"),
        *("لینک کوتاه", "کپی لینک", "کپی شد", "اشتراک گذاری", "به اشتراک بگذارید", "همرسانی"),
        *("نسخه چاپی", "چاپ", "برچسب ها", "کلیدواژه ها", "انتهای پیام", "پایان پیام", "منبع"),
        *("ما را دنبال کنید", "پربازدیدترین", "پربازدیدها", "بازگشت به صفحه اصلی", "ادامه مطلب"),
    ),
    "ru": (
        *("Реклама", "Читайте также", "Читайте нас", "Смотрите также", "По теме", "Ещё по теме"),
        *("Материалы по теме", "Поделиться", "Комментарии", "Оставить комментарий", "Подписаться"),
        *("Читать далее", "Подробнее", "Теги", "Распечатать", "Версия для печати"),
    ),
    "en": (
        *("Advertisement", "Advertisements", "Ad", "Sponsored", "Sponsored content"),
        *("Read also", "Also read", "Read more", "See also", "Related", "Related articles"),
        *("Related stories", "Related news", "Related topics", "More on this story", "Recommended"),
        *("Share", "Share this", "Share this article", "Share this story", "Share on", "Tweet"),
        *("Comments", "Leave a comment", "Add a comment", "Post a comment", "Print", "Copy link"),
        *("Tags", "Follow us", "Subscribe", "Sign up", "Newsletter", "Continue reading"),
        *("All rights reserved", "Skip to content", "Most read", "Most popular", "Load more"),
    ),
    "tr": ("Reklam", "Ayrıca okuyun", "İlgili haberler", "Paylaş", "Yorumlar", "Yorum yap"),
    "fr": ("Publicité", "Lire aussi", "À lire aussi", "Partager", "Commentaires", "Voir aussi"),
    "ur": ("اشتہار", "یہ بھی پڑھیں", "مزید پڑھیں", "شیئر کریں", "تبصرے"),
    "ckb": ("ڕیکلام", "زیاتر بخوێنەوە", "هاوبەشی بکە", "هەواڵی پەیوەندیدار"),
}
"""Lines that are furniture when they stand alone, by language."""

_LEADS: Mapping[str, tuple[str, ...]] = {
    "ar": ("اقرأ أيضا", "اقرأ المزيد", "شاهد أيضا", "طالع أيضا", "مواضيع ذات صلة", "رابط مختصر"),
    "fa": ("بیشتر بخوانید", "بیشتر ببینید", "همچنین بخوانید", "لینک کوتاه", "لینک خبر", "برچسب ها"),
    "ru": ("Читайте также", "Смотрите также", "Материалы по теме", "По теме", "Теги"),
    "en": ("Read also", "Also read", "Read more", "See also", "Related", "Tags", "Advertisement"),
    "tr": ("Ayrıca okuyun", "İlgili haber"),
    "fr": ("Lire aussi", "À lire aussi", "Voir aussi"),
    "ur": ("یہ بھی پڑھیں", "مزید پڑھیں"),
    "ckb": ("زیاتر بخوێنەوە",),
}
"""Openings that make furniture of whatever follows them after a colon, a dash or a bar."""

_CODES: Mapping[str, tuple[str, ...]] = {
    "ar": ("رقم الخبر", "رمز الخبر"),
    "fa": ("انتهای پیام", "پایان پیام", "کد خبر", "شناسه خبر", "کد مطلب", "شماره خبر"),
    "ru": ("Код новости",),
    "en": ("News ID", "News code", "Story code"),
}
"""Marks that may be followed by a figure or by a reporter's initials, and by nothing else."""

_NETWORKS = (
    *("WhatsApp", "Telegram", "Facebook", "Twitter", "X", "Instagram", "LinkedIn", "Pinterest"),
    *("YouTube", "Messenger", "Email", "E-mail", "Viber", "Reddit", "RSS", "TikTok", "VK"),
    *("واتساب", "واتس اب", "تلغرام", "تليجرام", "تيليجرام", "فيسبوك", "فيس بوك", "تويتر"),
    *("انستغرام", "انستجرام", "يوتيوب", "تلگرام", "واتساپ", "فیسبوک", "فیس بوک", "توییتر"),
    *("اینستاگرام", "لینکدین", "Телеграм", "ВКонтакте"),
    *("Share", "شارك", "ماسنجر", "بريد إلكتروني", "البريد الإلكتروني", "لينكد إن", "ایمیل"),
)

_EVERYWHERE = ("en",)  # English furniture stands on pages in every language

# --- patterns ------------------------------------------------------------------------------------

_NEWLINE = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CLOSERS = "\"'»›”’)]}"
_OPENERS = "\"'«‹“‘([{"
_INITIALS = re.compile(r"و?(?:[^\W\d_]\u0640?\u200d?\.)+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_LABEL = 80  # characters
_LONGEST_LINK = 400  # a link to another piece, with its headline
_NEARBY = 40  # characters around a boundary that decide whether it is one
_LEAD_SEPARATOR = re.compile(r"\s*[:：|/›»>←…]|\s+[-–—](?=\s)")
_FINAL = tuple(".!?؟…:؛;۔。！？")
_LANGUAGES = frozenset(
    [
        "am",
        "ar",
        "az",
        "bg",
        "bn",
        "de",
        "el",
        "en",
        "es",
        "fa",
        "fi",
        "fr",
        "gu",
        "he",
        "hi",
        "hy",
        "id",
        "it",
        "ja",
        "kk",
        "km",
        "kn",
        "ko",
        "ml",
        "mr",
        "my",
        "nl",
        "or",
        "pa",
        "pl",
        "pt",
        "ru",
        "sk",
        "ta",
        "te",
        "th",
        "tr",
        "uk",
        "ur",
        "vi",
        "zh",
    ]
)
_NEAR = {"ckb": "ar", "ku": "ar", "ps": "fa", "prs": "fa", "sd": "ur", "arz": "ar", "be": "ru"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: code points `start` to `end`, in the paragraph of that number.

    Paragraphs are set apart by blank lines and count from 0.
    """

    start: int
    end: int
    paragraph: int


def lines(text: str) -> list[Span]:
    """Find the lines of a text that are not blank, without the white space around them."""
    return list(_lines(text))


def split(text: str, language: str) -> list[Span]:
    """Find the sentences of a text; a newline always ends one."""
    return [span for line in _lines(text) for span in split_line(text, line, language)]


def split_line(text: str, line: Span, language: str) -> list[Span]:
    """Find the sentences within one line of a text."""
    content = text[line.start : line.end]
    edges = [0, *_boundaries(content, language.partition("-")[0]), len(content)]
    spans = []
    for start, end in pairwise(edges):
        piece = _trimmed(text, line.start + start, line.start + end)
        if piece is not None:
            spans.append(Span(*piece, line.paragraph))
    return spans


def is_boilerplate(line: str, language: str) -> bool:
    """Tell whether a whole line is page furniture: a label, a link, a rule, not a sentence."""
    if not any(c.isalnum() for c in line):
        return True
    known = _furniture(language.partition("-")[0])
    if len(line) <= _LONGEST_LINK and _opens_with_lead(line, known.leads):
        return True
    if len(line) > _LONGEST_LABEL:
        return False
    folded = comparable(line)
    squeezed = folded.replace(" ", "")
    return squeezed in known.labels or _all_networks(folded) or is_end_mark(line, language)


def is_end_mark(text: str, language: str) -> bool:
    """Tell whether a piece of text is an agency's end mark or story number and nothing more."""
    if len(text) > _LONGEST_LABEL:
        return False
    folded = comparable(text.replace("\u200c", " "))
    for code in _furniture(language.partition("-")[0]).codes:
        if folded == code or folded.startswith(code + " "):
            rest = folded[len(code) :].split()
            return len(rest) <= 2 and all(w.isdigit() or len(w) <= 3 for w in rest)
    return False


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as a sentence or a lead-in does, quotation marks aside."""
    return text.rstrip(_CLOSERS + " \u00a0\u200c\u200d\u200e\u200f").endswith(_FINAL)


def comparable(text: str) -> str:
    """Reduce a short text to what its letters and digits say, for comparison only.

    The text is folded, punctuation goes, words are set apart by one blank.
    """
    return _NOT_LETTERS.sub(" ", fold(text).text).strip()


# --- lines and sentences -------------------------------------------------------------------------


def _lines(text: str) -> Iterator[Span]:
    paragraph, start, blank = -1, 0, True
    while start <= len(text):
        newline = _NEWLINE.search(text, start)
        end, following = newline.span() if newline else (len(text), len(text) + 1)
        piece = _trimmed(text, start, end)
        if piece is None:
            blank = True
        else:
            paragraph += blank
            blank = False
            yield Span(*piece, paragraph)
        start = following


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _boundaries(line: str, language: str) -> Iterator[int]:
    """Yield where a new sentence starts within a line, in order, false boundaries left out."""
    first, last = _first_and_last_letter(line)
    previous = 0
    for offset in _raw_boundaries(line, language):
        position = _past_closers(line, offset)
        if not max(first, previous) < position <= last:
            continue
        if not _is_false(line, previous, position, language):
            yield position
            previous = position


def _first_and_last_letter(line: str) -> tuple[int, int]:
    """Find the first and the last letter or digit: no sentence lies outside them."""
    first = next((i for i, c in enumerate(line) if c.isalnum()), len(line))
    last = next((i for i in range(len(line) - 1, -1, -1) if line[i].isalnum()), -1)
    return first, last


def _raw_boundaries(line: str, language: str) -> list[int]:
    from sentencex import get_sentence_boundaries

    known = language if language in _LANGUAGES else _NEAR.get(language, "en")
    found = get_sentence_boundaries(known, _SURROGATE.sub("\ufffd", line))
    return _merged_symbols(line, [int(boundary["end_index"]) for boundary in found])


def _merged_symbols(line: str, ends: list[int]) -> list[int]:
    """Join pieces that hold no letter or digit to the piece before them."""
    merged: list[int] = []
    start = 0
    for end in ends:
        if merged and not any(line[i].isalnum() for i in range(start, end)):
            merged.pop()
        merged.append(end)
        start = end
    return merged


def _past_closers(line: str, position: int) -> int:
    """Move a boundary behind the quotation marks and brackets that close right at it."""
    while 0 < position < len(line) and line[position] in _CLOSERS:
        if line[position - 1].isspace():
            break
        position += 1
    return position


def _is_false(line: str, start: int, position: int, language: str) -> bool:
    """Tell whether the full stop before a boundary belongs to a figure or an abbreviation."""
    before = line[max(start, position - _NEARBY) : position].rstrip()
    if not before.endswith("."):
        return False
    after = line[position : position + _NEARBY].lstrip()
    touching = not line[position - 1].isspace()
    if touching and before[-2:-1].isdigit() and after[:1].isdigit():
        return True
    words = before.rsplit(maxsplit=2)
    word = words[-1].lstrip(_OPENERS)
    if after[:1].islower() and len(word) <= 5:
        return True
    if len(words) > 1 and words[-2][-1].isdigit() and word[:-1] in _ERAS:
        return False
    return word[:-1] in _TITLES.get(language, ()) or _is_initials(word, language)


def _is_initials(word: str, language: str) -> bool:
    """Tell initials and one-letter titles; U.S. and p.m. may end a sentence, د. and A. do not."""
    if not _INITIALS.fullmatch(word):
        return False
    if unicodedata.bidirectional(word[0]) == "AL":
        return True
    return word.count(".") == 1 and word[0].isupper() and (language, word) != ("en", "I.")


# --- boilerplate ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Furniture:
    """The tables for one language: labels and leads squeezed, codes with their blanks."""

    labels: frozenset[str]
    leads: frozenset[str]
    codes: tuple[str, ...]


@cache
def _furniture(language: str) -> _Furniture:
    """Gather the tables for a language, folded; all tables where the language has none."""
    wanted = {language, *_EVERYWHERE} if language in _LABELS else set(_LABELS)

    def gathered(tables: Mapping[str, tuple[str, ...]]) -> list[str]:
        return [phrase for key in sorted(wanted) for phrase in tables.get(key, ())]

    return _Furniture(
        labels=frozenset(map(_squeezed, gathered(_LABELS))),
        leads=frozenset(map(_squeezed, gathered(_LEADS))),
        codes=tuple(map(comparable, gathered(_CODES))),
    )


def _squeezed(text: str) -> str:
    """Fold a phrase and drop its blanks: half-spaces are written as blanks, or not at all."""
    return comparable(text).replace(" ", "")


@cache
def _network_words() -> frozenset[str]:
    return frozenset(word for name in _NETWORKS for word in comparable(name).split())


def _all_networks(folded: str) -> bool:
    return _network_words().issuperset(folded.split())


def _opens_with_lead(line: str, leads: frozenset[str]) -> bool:
    separator = _LEAD_SEPARATOR.search(line)
    if separator is None or separator.start() > _LONGEST_LABEL:
        return False
    return _squeezed(line[: separator.start()]) in leads
