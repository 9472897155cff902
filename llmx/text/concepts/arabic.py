"""Arabic words of outcomes, in the forms that particles are written together with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from llmx.text.concepts.forms import ALONE, Added
from llmx.text.concepts.outcome import Row
from llmx.text.folding import fold

_BEFORE = (
    *("", "و", "ف", "ب", "ل", "وب", "ول", "فب", "ال", "وال", "فال", "بال", "وبال", "لل", "ولل"),
)
_BEFORE_VERBS = ("", "و", "ف", "س", "وس")
_OF_NOUNS = frozenset({"ه", "ها", "هم", "هما", "هن"})
_OF_VERBS = frozenset({"ت", "ه", "ها", "هم", "ته", "تهم", "تها", "نا", "ناه", "ناهم", "تا"})
_PLURALS = frozenset({"وا", "ا", "تا", "وه", "وها", "وهم"})
_IMPERFECT = "يت"  # what a verb begins with that may have "will" before it

_NEAR_DEATH = (
    "(?<=الحياه والموت)|(?<=حياه وموت)|(?<=الموت)(?= والحياه)|(?<=صارع الموت)|(?<=صارعون الموت)"
    "|(?<=صارعان الموت)|(?<=صارعن الموت)|(?<=صارعه الموت)|(?<=شفا الموت)|(?<=شفير الموت)"
    "|(?<=حافه الموت)|(?<=من الموت)(?! (?:جوعا|بردا|عطشا))|(?<=خطر الموت)"
)
"""Where death is near: between life and death, struggling with it, on its brink, saved from it."""

_NOUNS = (  # a verbal noun comes before those it befell
    Row("killed", "right", "مقتل استشهاد قتل وفاة هلاك"),
    Row("killed", "right", "موت", nearly=_NEAR_DEATH),
    Row("killed", "right", "اغتيال إعدام تصفية ذبح سقوط حتف حياة تحييد رحيل", strong=False),
    Row("killed", "right", "إبادة ارتقاء نحر شنق قنص غرق إزهاق إجهاز دفن تشييع", strong=False),
    Row("killed", "right", "انتشال نفوق تفحم حرق خنق رمي دهس", strong=False),
    Row("wounded", "right", "إصابة جرح"),
    Row("wounded", "both", "إنعاش غيبوبة علاج", strong=False),
    Row(
        "wounded", "both", "عناية", strong=False, unless="(?! (?:ال)?(?:مركز|فايق|مشدد|حثيث|مكثف))"
    ),
    Row("wounded killed", "right", "طعن دهس قنص تسمم اختناق حروق", strong=False),
    Row("captured", "right", "اعتقال احتجاز اختطاف القبض خطف"),
    Row(
        "captured",
        "right",
        "توقيف سجن ضبط قبض إيقاف إيداع حجز إمساك احتجاز حبس سبي وقوع",
        strong=False,
    ),
    Row("captured seized", "right", "أخذ استيلاء إلقاء", strong=False),
    Row("surrendered", "right", "استسلام"),
    Row("surrendered", "right", "تسليم انشقاق إذعان رضوخ", strong=False),
    Row("fled", "right", "هروب هرب انسحاب تراجع"),
    Row(
        "fled",
        "right",
        "إخلاء خروج مغادرة تقهقر إجلاء سحب طرد رحيل هزيمة تخلي اندحار دحر نجاة جلاء انكفاء"
        " نزوح ملاذ تراجع",
        strong=False,
    ),
    Row("missing", "right", "فقدان اختفاء غياب مصير تغييب إخفاء انقطاع", strong=False),
    Row("displaced", "right", "نزوح تهجير تشريد"),
    Row("displaced fled", "right", "لجوء هجرة عبور تشرد تهجر دفع", strong=False),
    Row("destroyed", "right", "تدمير"),
    Row(
        "destroyed",
        "right",
        "دمار تحطيم تحطم هدم نسف إحراق احتراق حرق تفجير تخريب إسقاط انهيار إتلاف انفجار دك تفكيك"
        " إبادة قصف استهداف تحييد خسارة حريق غرق إغراق اعتراض تجريف جرف ردم طمر إعطاب سحق محو"
        " إسقاط تصد",
        strong=False,
    ),
    Row("damaged destroyed", "right", "إعطاب عطب تعطيل", strong=False),
    Row("seized", "right", "اغتنام مصادرة"),
    Row(
        "seized",
        "right",
        "ضبط سيطرة استعادة عثور سلب نهب احتلال دخول تحرير استرجاع حجز سقوط إحكام انتزاع استحواذ"
        " استرداد اجتياح تطهير وضع بسط ظفر",
        strong=False,
    ),
)
_VERBS = (  # base form; the verb comes before its subject, in the plural often after it
    Row("killed", "right", "قتل استشهد توفي يقتل تقتل يستشهد تستشهد"),
    Row(
        "killed", "right", "مات لقي أودى تودي قضى قضت اغتيل أعدم سقط ذبح راح راحت خلف", strong=False
    ),
    Row(
        "killed",
        "right",
        "اغتال يغتال عالج أردى أردت يردي تردي أجهز صرع أباد أبيد نحر شنق هلك صفى صفت فارق "
        "لفظ أزهق ارتقى ارتقت"
        " غرق يلقى يقضي حصد نال تلقى يموت تموت يتوفى تتوفى يعدم تعدم يذبح تذبح تغتال يصرع يحصد"
        " تحصد شيع شيعت يشيع دفن دفنت يدفن نعى نعت ينعى احتسب احتسبت حيد حيدت يحيد اصطاد جندل"
        " انتشل انتشلت تفحم أودى اقتنص أردي صرعت رمى نفق لحق",
        strong=False,
    ),
    Row("wounded", "right", "أصيب جرح يصاب تصاب يجرح تجرح"),
    Row("wounded killed", "right", "طعن دهس قنص أسعف", strong=False),
    Row("wounded", "right", "أصاب يصيب تصيب نزف بتر بترت أدمى", strong=False),
    Row("casualties", "right", "كبد كبدت يكبد تكبد تكبدت يتكبد تتكبد أوقع أوقعت", strong=False),
    Row("captured", "right", "اعتقل احتجز خطف اختطف يعتقل تعتقل يحتجز تحتجز يختطف تختطف"),
    Row(
        "captured",
        "right",
        "أوقف قبض ألقى ألقت سجن ضبط اقتاد يقتاد ساق سيق أمسك أودع أخذ حجز غيب اقتيد حبس زج يخطف"
        " تخطف يأسر تأسر يوقف توقف يضبط تضبط وقع وقعت سبى كبل استدرج",
        strong=False,
    ),
    Row("surrendered", "right", "استسلم يستسلم تستسلم"),
    Row("surrendered", "right", "سلم انشق رضخ أذعن يسلم تسلم ينشق تنشق التحق", strong=False),
    Row("fled", "right", "هرب انسحب ينسحب يهرب تنسحب تهرب"),
    Row(
        "fled",
        "right",
        "تراجع غادر خرج لاذ تقهقر رحل ترك أجلي أخلى أخلت طرد اختفى توارى ولى ولت تخلى تخلت "
        "اندحر دحر"
        " انكفأ نجا نجت أفلت يتراجع تتراجع يغادر تغادر يخرج تخرج يتقهقر تتقهقر ينكفئ انهزم ينهزم"
        " تشتت يخلي تخلي يترك تترك يرحل ترحل يتوارى",
        strong=False,
    ),
    Row("missing", "right", "فقد اختفى يختفي غاب غيب أخفي انقطع يفقد تفقد تختفي", strong=False),
    Row("displaced", "right", "نزح تهجر شرد هجر ينزح تنزح", strong=True),
    Row("displaced fled", "right", "لجأ يلجأ هاجر اضطر تلجأ يهاجر دفع يشرد تشرد عبر", strong=False),
    Row("destroyed", "right", "دمر يدمر تدمر"),
    Row(
        "destroyed",
        "right",
        "حطم تحطم هدم نسف أحرق احترق فجر خرب أسقط انهار أتلف انفجر خسر دك فكك سحق حرق طال استهدف"
        " قصف تفجر أغرق غرق اعترض جرف سوى سوت التهم التهمت يسقط تسقط يحرق تحرق يهدم تهدم ينسف"
        " تنسف يفجر تفجر يستهدف تستهدف يقصف تقصف يعترض تعترض طمر ردم أباد حيد حيدت أصاب أصيب",
        strong=False,
    ),
    Row("damaged", "right", "تضرر يتضرر تتضرر"),
    Row(
        "damaged destroyed",
        "right",
        "أعطب عطب تعطل لحق ألحق طال أصيب أصاب تصدع تهشم يلحق تلحق طالت تعرض",
        strong=False,
    ),
    Row("seized", "right", "اغتنم صادر"),
    Row(
        "seized",
        "right",
        "استولى استولت سيطر استعاد عثر ضبط غنم سلب نهب احتل دخل كشف أخذ بسط حرر استرجع حجز "
        "سقط أحكم انتزع انتزعت ينتزع تنتزع استحوذ اجتاح طهر طهرت استرد استردت ظفر يستولي تستولي"
        " يسيطر تسيطر يستعيد تستعيد يحرر تحرر يصادر تصادر يغنم تغنم وضع خلف ترك",
        strong=False,
    ),
)
_PEOPLE = (  # nouns and participles, counted: five dead
    Row("killed", "both", "قتيل قتيلا قتلى قتيلين قتيلان قتيلة مقتول مقتولين"),
    Row(
        "killed",
        "both",
        "شهيد شهيدا شهداء شهيدين شهيدان شهيدة جثة جثث جثثا جثامين جثمان ضحايا ضحية ضحيته ضحيتها"
        " خسائر مجزرة مجازر أرواح وفيات صرعى قاتل قتلة ميت موتى متوفى متوفين فتك حصد أودت حصيلة"
        " حتفهم حتفه مذبحة أزهقت مميت دفن تشييع نعى تحييد لقت أنفاسه أنفاسها أنفاسهم أنفاسهما نحبه"
        " نحبها نحبهم ربه ربهم غريق غرقى رفات أشلاء أشلاؤهم الروح روحه أرواحهم"
        " جثتين جثتي جثماني صريع",
        strong=False,
    ),
    Row("killed", "left", "مصرعه مصرعها مصرعهم مصرعهما حتفه حتفها حتفهم حتفهما"),
    Row("killed", "both", "قتلاه قتلاها قتلاهم قتلانا قتيلات قتيلتين"),
    Row("wounded", "both", "جرحاه جرحاها جرحاهم جرحانا جريحات مصابات مصابو"),
    Row("captured", "both", "أسراه أسراها أسراهم محبوس محبوسين محبوسون مأسورين", strong=False),
    Row("killed", "both", "نعش نعوش قبر قبور مقبرة مثواه مثواهم الثرى وفاته شهداؤنا", strong=False),
    Row("fled seized", "both", "تاركين تاركا تاركة مخلفين مخلفا مخلفة خلفه خلفها", strong=False),
    Row("destroyed damaged", "both", "خدمة", strong=False),
    Row(
        "wounded",
        "both",
        "جريح جريحا جرحى جريحين جريحان جريحة مصاب مصابا مصابين مصابون مصابان مصابي",
    ),
    Row(
        "wounded",
        "both",
        "إصابات حرج حرجة وخيمة جروح جراح مصابة بجروح جراحهم خسائر ضحايا متضررين كسور كسورا "
        "رضوض حروق حروقا شظايا طعنات",
        strong=False,
    ),
    Row("casualties", "both", "خسائر ضحايا ضحية إصابات خسارة خسرت حصيلة خسر", strong=False),
    Row(
        "captured",
        "both",
        "معتقل معتقلا معتقلين معتقلون معتقلان محتجز محتجزا محتجزين موقوف معتقلي",
    ),
    Row(
        "captured",
        "both",
        "أسير أسيرا أسرى أسيرين أسيران مخطوف مخطوفين مختطف مختطفين رهينة رهائن موقوفا موقوفين"
        " سجين سجينا سجناء مسجون مأسور معتقلات اعتقالات توقيفات مساجين محتجزون سبايا قبضة قبضته"
        " قبضتها قبضتهم مختطفي مخطوفي محتجزي موقوفي معتقلو مأسورين مغيب مغيبين",
        strong=False,
    ),
    Row(
        "surrendered",
        "both",
        "مستسلم مستسلمين تسوية سلاحهم سلاحه السلاح استسلمن أنفسهم نفسه مصالحة منشق منشقين",
        strong=False,
    ),
    Row(
        "fled",
        "both",
        "هارب هاربا هاربين هاربون الهاربة فارين فارون فارا منسحبين متوارين فلول الأدبار فار",
        False,
    ),
    Row("missing", "both", "مفقود مفقودا مفقودين مفقودون مفقودات"),
    Row(
        "missing",
        "both",
        "مكانه مكانهم مكانها أنقاض عالق عالقين ركام مجهول مجهولا مفقودي مغيب مغيبين مختفين",
        strong=False,
    ),
    Row("displaced", "both", "نازح نازحا نازحين نازحون نازحة نازحات نازحي"),
    Row(
        "displaced",
        "both",
        "مهجر مهجرين مهجرا مشرد مشردين لاجئ لاجئا لاجئين لاجئون مخيمات مهاجر مهاجرين مأوى"
        " لاجئي هاربين فارين",
        strong=False,
    ),
    Row(
        "destroyed", "both", "مدمر مدمرة مدمرا محطم محترقة حطام ركام أنقاض خراب ضربات", strong=False
    ),
    Row(
        "damaged",
        "both",
        "أضرار أضرارا متضرر متضررة متضررين أعطال ضرر خسائر دمار خدمة",
        strong=False,
    ),
    Row("seized", "both", "غنائم غنيمة مضبوطات مصادر قبضتها قبضة", strong=False),
)
_AS_WRITTEN = (  # too short to take particles: with one they are other words
    Row("killed", "right", "مصرع ومصرع بمصرع لمصرع فمصرع"),
    Row("killed", "right", "المنية والمنية منيته قضوا وقضوا توفوا وتوفوا الشهادة", strong=False),
    Row("killed", "right", "القضاء والقضاء بالقضاء للقضاء", strong=False, unless="(?! علي )"),
    Row("fled", "right", "ولوا وولوا تخلوا وتخلوا أخلوا وأخلوا نجوا ونجوا", strong=False),
    Row("killed", "right", "لقوا ولقوا ارتقوا وارتقوا أردوا وأردوا نعوا ودعوا", strong=False),
    Row("captured", "right", "أسرنا وأسرنا أسروا وأسروا يأسرون", strong=False),
    Row("seized", "right", "غنمت وغنمت غنموا وغنموا غنمنا وغنمنا"),
    Row("fled", "right", "نجوا انكفأوا", strong=False),
    Row("seized", "right", "استولوا واستولوا", strong=False),
    Row("missing", "right", "اختفوا واختفوا", strong=False),
    Row("fled", "right", "فر فرت ففر يفر تفر فرار الفرار بالفرار وفرار لفرار"),
    Row("fled", "right", "وفر وفرت", strong=False),  # or: provided
    Row(
        "captured", "right", "أسر وأسر فأسر بأسر الأسر أسرهم أسرت وأسرت", strong=False
    ),  # or: families
    Row("fled", "both", "فروا فرا ففروا يفرون الفارين والفارين للفارين"),
)


def listed() -> Iterator[tuple[Row, str, Added, Added]]:
    """Each row with each of its words, folded, and the particles and endings it may have."""
    for row in _NOUNS:
        yield from _with_endings(row, _BEFORE, _OF_NOUNS)
    for row in _VERBS:
        yield from _with_endings(row, _BEFORE_VERBS, _OF_VERBS)
        for word in fold(row.words).text.split():
            before = _allowed(_BEFORE_VERBS, True, word[0] in _IMPERFECT)
            yield row._replace(side="both"), word, before, _PLURALS
    for row in _PEOPLE:
        yield from _with_endings(row, _BEFORE, None)
    for row in _AS_WRITTEN:
        yield from ((row, word, ALONE, ALONE) for word in fold(row.words).text.split())


def _with_endings(
    row: Row, particles: tuple[str, ...], endings: Added | None
) -> Iterator[tuple[Row, str, Added, Added]]:
    for printed, word in zip(row.words.split(), fold(row.words).text.split(), strict=True):
        future = word[0] in _IMPERFECT
        yield row, word, _allowed(particles, word.startswith("ال"), future), ALONE
        if endings:
            stem = word[:-1] + "ت" if printed.endswith("ة") else word
            yield row, stem, _allowed(particles, True, future), endings


@cache
def _allowed(particles: tuple[str, ...], bare: bool, future: bool) -> Added:
    """No article goes before one, nor before an ending; "will" only before the imperfect."""
    return frozenset(
        particle
        for particle in particles
        if not (bare and particle.endswith(("ال", "لل")))
        and not (particle.endswith("س") and not future)
    )
