"""Pairs: nouns that may be two without a figure, which `numerals` does not know as duals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from llmx.text.numerals.arabic import ARABIC
from llmx.text.numerals.folded import fold
from llmx.text.numerals.lexicon import lexicon_of
from llmx.text.numerals.tables import ARABIC_LETTERS, listed

_ENDED = (  # compiled by `re` when first asked for
    rf"(?<![{ARABIC_LETTERS}])[وف]?(?:(?P<article>[بك]?ال|لل)|[بلك])?+"
    rf"(?P<body>(?!ال|لل|[بكوف]ال|[وف]لل|[وف][بك]ال)[{ARABIC_LETTERS}]{{3,}})"
    rf"(?P<ending>ان|ين)(?![{ARABIC_LETTERS}])"
)
_OWNED = (
    rf"(?<![{ARABIC_LETTERS}])[وف]?[بلك]?(?P<body>[{ARABIC_LETTERS}]{{2,}}?)"
    rf"(?P<ending>تا|تي|[اي])(?:هما|هم|هن|ها|ه|نا|كم)(?![{ARABIC_LETTERS}])"
)
_POINTED = (
    r"(?<!\w)[وفبل]?(?:هذين|هاتين|هذان|هاتان|اللذين|اللتين|اللذان|اللتان"
    r"|كلاهما|كليهما|كلتاهما|كلتيهما)(?!\w)"
)
_FATHA = "\u064e"
_VOWELLED = r"(?<!\w)(?!ال|وال)[\w\u064b-\u0652]{3,}\u064eي\u0652?ن(?![\w\u064b-\u064f])"
"""Printed with the vowel that tells it from a plural: جرّاحَين."""
_KIN = "ابن أخ والد جد يد ذراع ساق عين كتف قدم حفيد توأم زوج نجل حارس مرافق مساعد قريب جار"
_SINGULAR = frozenset(
    listed(
        "كان حين بين أين دين عين لين طين يقين يمين سنين ملايين قوانين موازين ميادين بساتين"
        " شياطين سلاطين براهين عناوين تمرين تدشين تأمين تعيين تحسين تكوين تسخين تخزين تمكين"
        " تلقين توطين قرين مبين متين ثمين أمين جنين حنين كمين سجين رهين هجين مكين معين فلسطين"
        " برلين بنزين بوتين لينين جنيف حزين عجين طحين سكين مسكين ياسين حسين أنين تشرين عابدين"
        " عفرين نصيبين لبنان إيران عمان إنسان ميدان سكان عدوان طهران نيسان حزيران رمضان شعبان"
        " بيان ضمان مكان زمان أمان طالبان شيطان سلطان سرطان جولان أردوغان عدنان سليمان عثمان"
        " مروان رضوان سلمان حيوان عنوان ديوان طيران جيران خسران فقدان لجان قضبان أركان جدران"
        " بلدان ألوان أسنان قطعان فرسان شبان شجعان بركان ميزان خزان دخان ثمان إتقان برهان قرآن"
        " إعلان أذان لسان أوطان أحزان غليان نيران قطران حوران حران جازان نجران عجلان همدان"
        " أصفهان خراسان باكستان أفغانستان كردستان تركمانستان أوزبكستان بان خان كيان هذيان عصيان"
        " غثيان نسيان حرمان بنيان طوفان فيضان دوران ثوران غزلان رهبان عربان فنان جبان أعيان"
        " أبان مهرجان أذربيجان تهران جيزان إخوان خلان غلمان صبيان حتان وجدان إيمان إدمان عريان"
        " أحيان أحيانا سوران اطمئنان امتنان إذعان كتمان إمعان آن برلمان سودان صين ذين لذين"
        " ماكين دارين عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين اثنين اثنان اثنتين"
        " اثنتان مئتين مئتان ألفين ألفان مليونين مليونان مساكين مجانين فئران حيتان دكاكين"
        " سكاكين صواوين فساتين رياحين تخمين تضامين مضامين ثعابين كتان بستان فتان شتان"
    )
)
"""Words and names that end as a dual does and are none, without their article."""
_COUNTING = frozenset(listed("من جميع كل بعض عدد هؤلاء أغلب معظم سائر كبار أبرز بين"))
"""Words before a plural."""
_PERSIAN = r"(?<!\w)(?:دو)?(?:طرفين|جانبين|والدين|زوجين|طرف\u200cين|پدر و مادر|زن و شوهر)(?!\w)"
_UNITS = range(3, 100)
_SHORT = 3
_HEAPED = r"ا\w\w\w?ه|م?[قسبرطغمحرد][اش]\wه|اساتذه|طلبه|عمال?ه|سيله|جنرالات"
"""Plurals that end as a singular does: "أسلحة", "قادة", "مشاة"."""
_INDEFINITE = "\u200cاي"
_PLURAL = re.compile(r"(?:ها|هاي|هايي|ان|گان|ات|ين|يون)\Z")


def unlisted_duals(text: str, language: str) -> list[str]:
    """The words of a text that may say "two" by their form and that `numerals` does not read.

    An Arabic noun that ends as a dual may be one (شرطيين, two policemen or policemen); so are
    words like "these two" and "both sides". A translation may say "two" for them, and need not.
    To be asked only where a "two" stands in no figure: it looks at every word.
    """
    code = lexicon_of(language).code
    reader = _READERS.get(code)
    found = list(reader(fold(text))) if reader else []
    if code == "ar" and _FATHA in text:
        found += [word for word in re.findall(_VOWELLED, text) if fold(word) not in found]
    return found


def is_singular(word: str, language: str) -> bool:
    """Whether a noun, folded, names one thing by its form, as far as that is known."""
    code = lexicon_of(language).code
    if code == "fa":
        return word.endswith(_INDEFINITE) or not _PLURAL.search(word)
    if code != "ar":
        return False
    broken, sound, feminine, kin, _, _ = _nouns()
    bare = word.removeprefix("و").removeprefix("ال")
    for form in (bare, word):
        if not {form, form.removesuffix("ا")}.isdisjoint(broken | sound | kin):
            return True
        if form.endswith("ه"):
            if form[:-1] in feminine:
                return True
            return len(form) > _SHORT and not re.fullmatch(_HEAPED, form)
    return False


def _arabic(copy: str) -> Iterator[str]:
    broken, sound, feminine, kin, _, _ = _nouns()
    yield from (match[0] for match in re.finditer(_POINTED, copy))
    for match in re.finditer(_OWNED, copy):
        body, ending = match["body"], match["ending"]
        known = feminine if ending[0] == "ت" else broken | kin
        if body in known or (ending == "ا" and body in sound):
            yield match[0]
    yield from (match[0] for match in re.finditer(_ENDED, copy) if _may_be_dual(copy, match))


def _may_be_dual(copy: str, match: re.Match[str]) -> bool:
    """Whether a word may be a dual where it stands, and not the plural that a figure counts."""
    singular, counting = _nouns()[4:]
    word = match[0]
    forms = (word, word[1:] if word[0] in "وف" else "", match["body"] + match["ending"])
    if not singular.isdisjoint(forms):
        return False
    if match["body"][-1] == "ت":
        return True
    if match["article"] and match["ending"] == "ين":  # المدنيين: the civilians
        return False
    before = copy[: match.start()].split()
    if not before:
        return True
    last = before[-1].removeprefix("و")
    number = lexicon_of("ar").words.get(last)
    return last not in counting and (number is None or number.value not in _UNITS)


def _persian(copy: str) -> Iterator[str]:
    yield from (match[0] for match in re.finditer(_PERSIAN, copy))


@cache
def _nouns() -> tuple[frozenset[str], ...]:
    """Broken, sound and feminine plurals, kin, what is no dual, words before a plural."""
    duals = ARABIC.duals
    lists = (duals.broken, duals.sound, duals.feminine) if duals else ((), (), ())
    more = (_KIN.split(), _SINGULAR, _COUNTING)
    return tuple(frozenset(map(fold, words)) for words in (*lists, *more))


_READERS: dict[str, Callable[[str], Iterator[str]]] = {"ar": _arabic, "fa": _persian}
