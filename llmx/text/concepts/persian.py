"""Persian words of outcomes; half-spaces are gone from the text that they are looked up in."""

from __future__ import annotations

from collections.abc import Iterator

from llmx.text.concepts.forms import ALONE, Added
from llmx.text.concepts.outcome import Row
from llmx.text.folding import fold

_PARTICIPLE = frozenset(
    (
        *("", "ای", "ها", "های", "هایی", "اند", "است", "بود", "بودند", "شد", "شده", "شدهاند"),
        *(
            "شدند",
            "شدگان",
            "شدهها",
            "اش",
            "کرد",
            "کردند",
            "گان",
            "ان",
            "هایشان",
            "شوند",
            "ایم",
            "اید",
            "شدگانی",
            "شدگانند",
            "میشوند",
            "شدهگان",
            "شدهگانی",
            "شدگانند",
        ),
    )
)
_TO_BE = frozenset({"شدن", "شدنش", "شدنشان"})

_PARTICIPLES = (  # the verb comes last
    Row("killed", "left", "کشته"),
    Row(
        "killed",
        "left",
        "هلاک قربانی اعدام ترور معدوم تلف تیرباران سنگسار حلقآویز قتلعام سلاخی ذبح مردار سقط فدا"
        " محو تارومار خفه وفات سرکوب غرق دفن تدفین تشییع نفله مسموم شکار",
        strong=False,
    ),
    Row("killed", "left", "شهید"),
    Row("wounded", "left", "زخمی مجروح مصدوم"),
    Row("wounded destroyed damaged", "left", "آسیب صدمه آسیبدیده", strong=False),
    Row(
        "wounded",
        "left",
        "افگار ژوبل معیوب معلول بستری مسموم تداوی مداوا درمان زخمدار جرحی",
        strong=False,
    ),
    Row("captured", "left", "دستگیر بازداشت"),
    Row(
        "captured",
        "left",
        "اسیر ربوده گروگان زندانی محبوس توقیف احضار گرفتار اختطاف حبس دستبند مقید",
        strong=False,
    ),
    Row("surrendered", "left", "تسلیم", strong=False),
    Row("fled", "left", "متواری فراری"),
    Row(
        "fled", "left", "خارج ترک تخلیه پراکنده عقب اخراج رها تارومار پناه خالی رانده", strong=False
    ),
    Row("missing", "left", "مفقود ناپدید لادرک"),
    Row("missing", "left", "گم مفقودالاثر آوار مفقودی لاپته نامعلوم", strong=False),
    Row("displaced", "left", "آواره بی‌خانمان"),
    Row("displaced", "left", "جابجا پناهنده پناهجو مهاجر کوچانده بیجا پناه کوچیده", strong=False),
    Row("destroyed", "left", "منهدم ویران"),
    Row("killed destroyed", "left", "نابود"),
    Row(
        "destroyed",
        "left",
        "منفجر تخریب متلاشی خراب سرنگون ساقط سوخته سوزانده خنثی غرق آتش کوبیده آسیب حریق"
        " محو تارومار خاکستر واژگون رهگیری خمیر سرنگون تکهتکه لهشده",
        strong=False,
    ),
    Row(
        "damaged",
        "left",
        "آسیب صدمه خسارت خسارات مختل آسیبدیده خساره خسارهمند متضرر زیانمند",
        strong=False,
    ),
    Row("casualties wounded", "left", "متضرر", strong=False),
    Row("seized", "left", "غنیمت تصرف ضبط کشف تصاحب مصادره اشغال سقوط تسخیر فتح", strong=False),
)
_AS_WRITTEN = (
    Row("killed", "left", "باختند باخته باختهاند باختهاند"),
    Row(
        "killed",
        "right",
        "شهادت به‌شهادت",
        unless=r" (?!رس|نا[يئ]ل|نوش|ياف|[0-9]|[^ ]+ (?:نفر|تن)\b)",
    ),
    Row(  # "از پا درآمدند", were felled
        "killed",
        "left",
        "پا پای",
        strong=False,
        unless=r"(?! (?:در ?ا[موا]|افكند|انداخت))",
    ),
    Row("killed destroyed", "left", "میان بین", strong=False, unless=r"(?! (?:بر|رفت|مي ?ر))"),
    Row("missing", "left", "خبری اطلاعی", strong=False, unless=r"(?! (?:از .{1,30} )?در دست ني)"),
    Row("killed", "left", "خاک", strong=False, unless=r"(?! (?:سپ|مي ?سپ))"),
    Row("killed", "left", "دار", strong=False, unless=r"(?! (?:اويخ|زد|كشيد))"),
    Row(  # "به بند کشیدند", put in chains
        "captured", "left", "بند", strong=False, unless=r"(?<!\bبه بند)(?<!\bدر بند)"
    ),
    Row(  # left behind: dead, or weapons that the other side takes
        "fled seized", "left", "جا جای", strong=False, unless=r"(?! (?:گذاشت|گذارد|مانده|نهاد))"
    ),
    Row("killed", "left", "درک", strong=False, unless=r"(?! (?:واصل|فرستا))"),
    Row("killed", "left", "نقش", strong=False, unless=r"(?! (?:بر|روي) زمين)"),
    Row(
        "surrendered", "both", "سلاح اسلحه", strong=False, unless=r"(?!.{0,20} (?:زمين|تحويل|كنار))"
    ),
    Row(
        "killed",
        "left",
        "کشت کشتند می‌کشند جانباختند جانباخت جانباخته جانباختگان جانباخته‌اند جانباختهاند "
        "جان‌سپرد جان‌سپردند",
    ),
    Row("killed", "right", "هلاکت به‌هلاکت کشتن قتل کشتار به‌قتل بقتل"),
    Row(
        "killed",
        "right",
        "مرگ",
        unless="(?= بر (?!اثر|اساس))",  # "death to": a slogan
        nearly="(?<=زندگي و مرگ)|(?<=حيات و مرگ)|(?= و (?:زندگي|حيات)(?!\\w))|(?= دست و [بپ]نجه)"
        "|(?<=[بپ]اي مرگ)|(?<=يك قدمي مرگ)|(?<=از مرگ)(?= (?:نجات|حتمي|جان|گريخت))",
    ),
    Row("wounded", "both", "وخیم کما اغما آی‌سی‌یو سی‌سی‌یو مراقبتهای مراقبت", strong=False),
    Row(
        "killed",
        "both",
        "باخت باختن باختگان درگذشت درگذشتند مرد مردند "
        "مرده مردهاند اجساد جسد تلفات کشندگان قاتل پیکر جانی فوت شهدا شهدای شهیدان کشنده "
        "جانش جانشان قربانیان سربریدن مرگبار جانباز هلاکتش واصل جانهای جانها جنازه جنازهها نعش "
        "جسدهای پیکرهای سربریدند سربریده میکشد مردگان مرگومیر",
        strong=False,
    ),
    Row("killed", "left", "تاب دوام", unless="(?! نياورد)", strong=False),  # "did not hold out"
    Row(  # not "جان سالم به در بردند", they survived
        "killed",
        "left",
        "جان",
        unless=r"(?! (?:باخت|داد|سپر|خود|خويش|شان|از دست|.{1,60} گرفت|.{1,20} از دست))",
    ),
    Row("killed", "both", "لقاءالله ابدیت شتافت رگبار اجسادی جسدی مردگانی", strong=False),
    Row("wounded", "right", "جراحت", strong=False),
    Row(
        "wounded",
        "both",
        "جراحات جراحتهایی جراحتها زخم اصابت تلفات مجروحیت زخمهای زخمیان ترکش سوختگی",
        strong=False,
    ),
    Row("wounded", "both", "مجروحان مجروحین مجروحانی مصدومان مصدومین"),
    Row("casualties", "both", "تلفات تلفاتی قربانیان خسارات خسارت زیان ضایعات", strong=False),
    Row("captured", "right", "دستگیری بازداشت ربودن آدمربایی اختطاف گروگانگرفتن بهگروگانرفتن"),
    Row(
        "captured",
        "both",
        "ربودند ربود ربوده‌اند اسارت اسرا اسرای اسیران گروگانگیری زندانیان بازداشتی بازداشتیها "
        "دستگیرشدگان بازداشتشدگان بازداشتشده زندان زندانیان بازداشتگاه آدمربا آدمربایان "
        "گروگانگیر گروگانها گروگانهای دام چنگ "
        "بردند بردهاند نظارتخانه دربند",
        strong=False,
    ),
    Row(
        "surrendered",
        "both",
        "تسلیمشدن تحویل تسلیمی سپردند پیوستند پیوستهاند پیوستن پیوسته پیوست میپیوندند",
        strong=False,
    ),
    Row("fled", "left", "گریختند گریخت گریخته گریختهاند می‌گریزند گریخته‌اند"),
    Row("fled", "right", "فرار"),
    Row("fled", "right", "عقب‌نشینی"),
    Row(
        "fled",
        "both",
        "گریختن گریز نشینی خروج عقبنشینیشان فراریان بگریزند عقبگرد هزیمت فرارشان میگریزد"
        " متواریان گریزان عقبنشستند نشستند رفتهاند کوچ",
        strong=False,
    ),
    Row("missing", "both", "آوار مفقودان مفقودین سرنوشت زیرآوار بیخبر بیخبری نشانی", strong=False),
    Row("displaced", "both", "بیجاشدگان بیجاشده بیجاشدهاند بیجاشدهگان"),
    Row(
        "displaced fled",
        "both",
        "مهاجرت کوچیدند کوچیدن بیسرپناه سرپناه دربهدر کاشانه دیار بیجایی",
        strong=False,
    ),
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
        "غنایم غنائم گرفت گرفتند گرفتهاند تسلط کنترل تصرف کشفیات سیطره آزاد آزادسازی بازپس غنیمتی"
        " چنگ",
        strong=False,
    ),
    Row("seized", "left", "دست", unless=r"(?! (?:اورد|گرفت|ياف|.{1,25} افتاد|افتاد))"),
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
