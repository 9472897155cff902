"""Persian words of outcomes; half-spaces are gone from the text that they are looked up in."""

from __future__ import annotations

from collections.abc import Iterator

from llmx.text.concepts.forms import ALONE, Added
from llmx.text.concepts.outcome import Row
from llmx.text.folding import fold

_PARTICIPLE = frozenset(
    (
        *("", "ای", "ها", "های", "هایی", "اند", "است", "بود", "بودند", "شد", "شده", "شدهاند"),
        *("شدند", "شدگان", "شدهها", "اش", "کرد", "کردند", "گان", "ان", "هایشان", "شوند"),
    )
)
_TO_BE = frozenset({"شدن", "شدنش", "شدنشان"})

_PARTICIPLES = (  # the verb comes last
    Row("killed", "left", "کشته"),
    Row("killed", "left", "هلاک قربانی اعدام ترور معدوم تلف", strong=False),
    Row("killed", "left", "شهید"),
    Row("wounded", "left", "زخمی مجروح مصدوم"),
    Row("wounded destroyed damaged", "left", "آسیب صدمه آسیبدیده", strong=False),
    Row("captured", "left", "دستگیر بازداشت"),
    Row("captured", "left", "اسیر ربوده گروگان زندانی محبوس توقیف احضار", strong=False),
    Row("surrendered", "left", "تسلیم", strong=False),
    Row("fled", "left", "متواری فراری"),
    Row("fled", "left", "خارج ترک تخلیه پراکنده عقب اخراج رها", strong=False),
    Row("missing", "left", "مفقود ناپدید"),
    Row("missing", "left", "گم مفقودالاثر آوار مفقودی لاپته", strong=False),
    Row("displaced", "left", "آواره بی‌خانمان"),
    Row("displaced", "left", "جابجا پناهنده پناهجو مهاجر کوچانده بیجا", strong=False),
    Row("destroyed", "left", "منهدم نابود ویران"),
    Row(
        "destroyed",
        "left",
        "منفجر تخریب متلاشی خراب سرنگون ساقط سوخته سوزانده خنثی غرق آتش کوبیده آسیب",
        strong=False,
    ),
    Row("damaged", "left", "آسیب صدمه خسارت خسارات مختل آسیبدیده", strong=False),
    Row("seized", "left", "غنیمت تصرف ضبط کشف تصاحب مصادره اشغال", strong=False),
)
_AS_WRITTEN = (
    Row("killed", "left", "باختند باخته باختهاند باختهاند"),
    Row("killed", "right", "شهادت به‌شهادت", unless=r" (?!رس|[0-9]|[^ ]+ (?:نفر|تن)\b)"),
    Row(
        "killed",
        "left",
        "کشت کشتند می‌کشند جانباختند جانباخت جانباخته جانباختگان جانباخته‌اند جانباختهاند "
        "جان‌سپرد جان‌سپردند",
    ),
    Row("killed", "right", "هلاکت به‌هلاکت مرگ کشتن قتل کشتار به‌قتل بقتل"),
    Row(
        "killed",
        "both",
        "باخت باختن باختگان درگذشت درگذشتند مرد مردند "
        "مرده مردهاند اجساد جسد تلفات کشندگان قاتل پیکر جانی فوت شهدا شهدای شهیدان کشنده "
        "جانش جانشان قربانیان سربریدن مرگبار جانباز هلاکتش",
        strong=False,
    ),
    Row("killed", "right", "جان", strong=False),
    Row("wounded", "right", "جراحت", strong=False),
    Row("wounded", "both", "جراحات جراحتهایی زخم اصابت تلفات مجروحیت زخمهای زخمیان", strong=False),
    Row("wounded", "both", "مجروحان مجروحین مجروحانی مصدومان مصدومین"),
    Row("casualties", "both", "تلفات تلفاتی قربانیان خسارات خسارت زیان ضایعات", strong=False),
    Row("captured", "right", "دستگیری بازداشت ربودن آدمربایی"),
    Row(
        "captured",
        "both",
        "ربودند ربود ربوده‌اند اسارت اسرا اسرای اسیران گروگانگیری زندانیان بازداشتی بازداشتیها "
        "دستگیرشدگان بازداشتشدگان بازداشتشده زندان زندانیان بازداشتگاه",
        strong=False,
    ),
    Row("surrendered", "both", "تسلیمشدن تحویل تسلیمی", strong=False),
    Row("fled", "left", "گریختند گریخت گریخته گریختهاند می‌گریزند گریخته‌اند"),
    Row("fled", "right", "فرار"),
    Row("fled", "right", "عقب‌نشینی"),
    Row("fled", "both", "گریختن گریز نشینی خروج عقبنشینیشان فراریان بگریزند عقبگرد", strong=False),
    Row("missing", "both", "آوار مفقودان مفقودین سرنوشت زیرآوار", strong=False),
    Row("displaced", "both", "آوارگان آوارگی کوچ مهاجران پناهجویان پناهندگان", strong=False),
    Row("destroyed", "right", "انهدام"),
    Row(
        "destroyed",
        "both",
        "نابودی ویرانی انفجار ویرانه سوخت سوختند سوزاندند کوبید کوبیدند کوبیده کوبیدن "
        "آتشزدن هدف متلاشی ویرانگر",
        strong=False,
    ),
    Row("damaged", "both", "آسیبهایی خساراتی خسارتهای زیان", strong=False),
    Row(
        "seized",
        "both",
        "غنایم غنائم گرفت گرفتند گرفتهاند دست تسلط کنترل تصرف کشفیات سیطره آزاد آزادسازی",
        strong=False,
    ),
)


def listed() -> Iterator[tuple[Row, str, Added]]:
    """Each row with each of its words, folded, and the endings it may have."""
    for row in _PARTICIPLES:
        infinitive = row._replace(side="right")
        for word in fold(row.words).text.split():
            yield row, word, _PARTICIPLE
            yield infinitive, word, _TO_BE
    for row in _AS_WRITTEN:
        yield from ((row, word, ALONE) for word in fold(row.words).text.split())
