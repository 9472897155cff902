"""Persian tables: number words, hedges, months and what only looks like a number."""

from __future__ import annotations

from llmx.text.numerals.numeral import Hedge
from llmx.text.numerals.tables import ARABIC_LETTERS, Tables, listed, spell

_UNITS = listed("یک دو سه چهار پنج شش هفت هشت نه")
_TEENS = listed("ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده")
_TENS = listed("بیست سی چهل پنجاه شصت هفتاد هشتاد نود")
_HUNDREDS = listed("یکصد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد")
_SMALL = {
    **{word: value for value, word in enumerate(_UNITS, 1)},
    **{word: value for value, word in enumerate(_TEENS, 10)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_GLUED = {
    f"{tens}و{unit}": 10 * ten + one
    for ten, tens in enumerate(_TENS, 2)
    for one, unit in enumerate(_UNITS, 1)
}
_ORDINALS = spell(
    {
        1: "اول اولین نخست نخستین یکم یکمین",
        2: "دوم دومین دوّم",
        3: "سوم سومین",
        30: "سی‌ام سی‌امین سیام",
    }
) | {
    word + ending: value
    for word, value in (_SMALL | {"صد": 100, "هزار": 1000}).items()
    for ending in ("م", "مین")
    if value not in (1, 2, 3, 30)
}
_COUNTERS = "نفر تن فروند دستگاه قبضه مورد عدد باب راس رأس فقره قطعه نفره"
_COUNTED = frozenset(
    listed(
        f"{_COUNTERS} کشته زخمی شهید مجروح مصدوم اسیر هزار میلیون میلیارد درصد روز ماه سال ساعت"
        " هفته دقیقه کیلومتر متر روستا شهر شهرک خودرو تروریست داعشی نظامی سرباز غیرنظامی کودک زن"
        " مرد بار حمله موشک راکت پهپاد پایگاه پاسگاه خانه خانواده کشور عضو فرمانده عملیات مقر نقطه"
        " منطقه دلار تومان ریال یورو"
    )
)
_SINGLE = frozenset(listed(f"{_COUNTERS} کشته زخمی شهید مجروح مصدوم اسیر مفقود درصد هزارم"))
_WEEK = frozenset(["شنبه"])

PERSIAN = Tables(
    words={
        "number": {
            **{"صفر": 0, "هیجده": 18, "شیش": 6, "پونزده": 15},
            **_SMALL,
            **_GLUED,
            **{word: 100 * value for value, word in enumerate(_HUNDREDS, 1)},
            "شیشصد": 600,
        },
        "hundred": {"صد": 100},
        "scale": spell(
            {1e3: "هزار", 1e6: "میلیون ملیون", 1e9: "میلیارد بیلیون", 1e12: "تریلیون تریلیارد"}
        ),
        "double": {word + "هزار": 1000 * value for word, value in (_SMALL | {"صد": 100}).items()},
        "fraction": spell({0.5: "نیم نیمی نصف", 0.25: "ربع", 1 / 3: "ثلث"}),
        "ordinal": _ORDINALS,
        "scales": {},
        "vague": spell(
            {
                10: "دهها ده‌ها دهه‌ها",
                100: "صدها صد‌ها",
                1000: "هزاران هزارها هزار‌ها",
                1e6: "میلیونها میلیون‌ها",
                1e9: "میلیاردها میلیارد‌ها",
                1: "چند چندین شماری تعدادی بسیاری عده‌ای عدهای",
            }
        ),
    },
    letters=ARABIC_LETTERS,
    prefixes=("", "و"),
    joiner="و",
    range_words=frozenset(["تا", "الی", "یا", "لغایت"]),
    between=frozenset(["بین", "میان", "مابین"]),
    percents=r"درصد|در صد\b|%",
    before={
        Hedge.ABOUT: "حدود, در حدود, حدودا, حوالی, تقریبا, تخمینا, به طور تقریبی, کم و بیش",
        Hedge.NEARLY: "نزدیک به, نزدیک, قریب به, قریب",
        Hedge.MORE_THAN: "بیش از, بیشتر از, افزون بر, بالغ بر, متجاوز از, فراتر از, بالای,"
        " بیش تر از, زیادتر از, فزون بر, بیش",
        Hedge.AT_LEAST: "دست کم, دستکم, حداقل, لااقل, حد اقل, نه کمتر از, نه کم تر از",
        Hedge.LESS_THAN: "کمتر از, کم تر از, زیر",
        Hedge.AT_MOST: "حداکثر, حد اکثر, تا, نهایتا, نه بیش از, نه بیشتر از",
    },
    after={
        Hedge.ABOUT: "تقریبا, حدودا",
        Hedge.AT_LEAST: "دست کم, دستکم, حداقل, یا بیشتر, به بالا, و بیشتر",
        Hedge.AT_MOST: "حداکثر, یا کمتر",
    },
    prepositions=frozenset(["تا", "زیر", "بالای"]),
    fillers=frozenset(["دیگر"]),
    months=frozenset(
        listed(
            "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
            " ژانویه فوریه مارس آوریل آپریل مه می ژوئن جون ژوئیه جولای اوت آگوست سپتامبر اکتبر"
            " نوامبر دسامبر محرم صفر ربیع ربیع‌الاول جمادی رجب شعبان رمضان شوال ذیقعده ذی‌القعده"
            " ذیحجه ذی‌الحجه حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت"
        )
    ),
    of_month=frozenset(["ماه"]),
    year_words=frozenset(listed("سال سالهای سالهاي ماه")),
    eras=frozenset(listed("میلادی شمسی خورشیدی هجری قمری")),
    clock_words=frozenset(["ساعت"]),
    counters=frozenset(_COUNTERS.split()),
    not_before={
        **dict.fromkeys(("یک", "دو", "سه", "چهار", "پنج"), _WEEK),
        "سی": frozenset(["ان"]),
        "شش": frozenset(["ها"]),
        "نیم": frozenset(["نگاه", "رخ"]),
        "بیلیون": frozenset(),
    },
    not_after={
        "سی": frozenset(["بی"]),
        "چند": frozenset(["هر"]),
        "صد": frozenset(["در"]),
        "ده": frozenset(["روستای", "قریه"]),
    },
    only_before={"نه": _COUNTED, "یک": _SINGLE},
    only_after={},
    weak=frozenset(["یک", "اول", "نخست", "اولین", "نخستین"]),
)
