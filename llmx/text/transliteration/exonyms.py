"""Exonyms: established English names that are no transliteration, with what the source prints.

A form stands for what begins with it; a blank at its end asks for the end of a word, one at its
beginning for the start, before which Arabic may write "and", "in" or "to".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from llmx.text.folding import fold

_COUNTRIES: dict[str, str] = {
    "america|american|americans|us|usa|u.s|united states": (
        "أمريك|امریک|أميرك|آمریک|الولايات المتحدة|ایالات متحده|сша|америк"
    ),
    "algeria|algerian": "الجزائر|جزائري|الجزایر|алжир",
    "armenia|armenian|armenians": "أرمين|أرمن|ارمنستان|ارمنی|ارامنه|армен|армян",
    "belgium|belgian": "بلجيك|بلژیک|бельги",
    "brazil|brazilian": "برازيل|برزیل|бразил",
    "bulgaria|bulgarian": "بلغاري|بلغارستان|болгар",
    "chad|chadian": "تشاد|چاد|чад",
    "czech|czechia|czech republic": "تشيك|جمهوری چک|چک |чеш|чехи",
    "ivory coast|cote d'ivoire": "ساحل العاج|ساحل عاج|кот-д'ивуар",
    "comoros": "جزر القمر|کومور|комор",
    "kazakhstan|kazakh": "كازاخ|قزاق|казах",
    "kyrgyzstan|kyrgyz": "قرغيز|قرقیز|киргиз",
    "burkina|burkina faso|burkinabe": "بوركينا|بورکینا|буркина",
    "cameroon|cameroonian": "الكاميرون|كاميروني|کامرون|камерун",
    "congo|congolese": "الكونغو|كونغولي|کنگو| конго",
    "côte d'ivoire|ivorian": "كوت ديفوار|ساحل العاج|ساحل عاج|کوت دیووار|кот-д'ивуар",
    "djibouti|djiboutian": "جيبوتي|جیبوتی|джибути",
    "ghana|ghanaian": " غانا | غاني |الغاني | غنا | гана | ганы | гане | ганск",
    "kenya|kenyan|kenyans": " كينيا| كيني |الكيني | کنیا| кени",
    "mali|malian|malians": " مالي |المالي | مالی | мали | малийск",
    "mauritania|mauritanian|mauritanians": "موريتاني|موریتانی|мавритан",
    "mozambique|mozambican": "موزمبيق|موزامبیک|мозамбик",
    "niger|nigerien|nigeriens": "النيجر |النيجري | نيجر | нигер | нигера | нигере | нигерск",
    "nigeria|nigerian|nigerians": "نيجيري|نیجریه|نيجريه|нигери",
    "rwanda|rwandan|rwandans": " رواند|руанд",
    "senegal|senegalese": "السنغال|سنغالي|سنگال|сенегал",
    "somalia|somali|somalis": "الصومال|صومالي|سومالی|сомали",
    "uganda|ugandan|ugandans": "أوغند|اوگاندا|уганд",
    "mexico|mexican": "المكسيك|مكسيك|مکزیک|мексик",
    "portugal|portuguese": "البرتغال|برتغال|پرتغال|португал",
    "romania|romanian": "رومانيا|روماني|رومانی|румын",
    "serbia|serbian": "صربي|صربستان|серб",
    "south africa|south african": "جنوب أفريقيا|جنوب إفريقيا|آفریقای جنوبی|юар|южноафриканск",
    "africa|african": "أفريقي|إفريقي|آفریق|افریق|африк",
    "asia|asian": "آسيا|آسيوي|آسیا|ази",
    "tajikistan|tajik|tajiks": "طاجيك|تاجیک|таджик",
    "turkmen|turkmens|turkmenistan": "تركمان|ترکمن|туркмен",
    "uzbekistan|uzbek|uzbeks": "أوزبك|ازبک|ازبیک|узбек",
    "austria|austrian": "النمسا|اتریش|австри",
    "bosnia|bosnian": "بوسن",
    "china|chinese": "الصين|صيني| چین|кита",
    "croatia|croatian": "كروات",
    "cyprus|cypriot": "قبرص|кипр",
    "denmark|danish": "دانمارك|دنمارك|دانمارک",
    "egypt|egyptian|egyptians": " مصر |المصر| مصري|египет|египт",
    "emirates|emirati|uae|united arab emirates": "الإمارات|إمارات|امارات|эмират|оаэ",
    "england|english": "إنجل|انجل|انگلیس|انگلستان|англи",
    "eritrea": "إريتر|ارتر",
    "ethiopia|ethiopian": "إثيوب|اتیوپی|эфиоп",
    "europe|european|eu|european union": "أوروب|اوروب|اروپ|الاتحاد الاوروبي|европ| ес ",
    "france|french": "فرنس|فرانس|франц",
    "georgia|georgian": "جورجي|گرجستان|грузи",
    "germany|german|germans": "ألمان|آلمان|герман|немец",
    "greece|greek|greeks": "اليونان|يونان|یونان|греци|грече",
    "hungary|hungarian": "المجر|مجارستان|венгр|венгер",
    "india|indian|indians": "الهند |هندي|هندوستان| هند |инди",
    "iran|iranian|iranians": "إيران|ایران|иран",
    "iraq|iraqi|iraqis": "العراق|عراق|ирак",
    "israel|israeli|israelis": "إسرائيل|اسرائیل|израил",
    "italy|italian": "إيطالي|ایتالی|итали",
    "japan|japanese": "اليابان|ياباني|ژاپن|япон",
    "jordan|jordanian|jordanians": "الأردن|أردن|اردن|иордан",
    "kuwait|kuwaiti": "الكويت|كويتي|کویت|кувейт",
    "lebanon|lebanese": "لبنان|ливан",
    "libya|libyan|libyans": "ليبي|لیبی|ливи",
    "morocco|moroccan": "المغرب|مغربي|مراکش|марокк",
    "netherlands|dutch": "هولند|هلند|нидерланд|голланд",
    "norway|norwegian": "النرويج|نرويج|نروژ|норвег",
    "pakistan|pakistani": "باكستان|پاکستان|пакистан",
    "palestine|palestinian|palestinians": "فلسطين|палестин",
    "poland|polish": "بولند|لهستان|польш|польск",
    "qatar|qatari": "قطر|катар",
    "russia|russian|russians": "روسيا|الروس| روسي|روسیه|росси|русск",
    "saudi|saudis|saudi arabia|ksa": "السعودي|سعودي|سعودی|عربستان|саудов",
    "scotland": "اسكتلند|اسکاتلند",
    "spain|spanish": "إسباني|اسبان|اسپانی|испан",
    "sudan|sudanese": "السودان|سودان|судан",
    "sweden|swedish": "السويد|سويد|سوئد|швед|швец",
    "switzerland|swiss": "سويسر|سوئیس|швейцар",
    "syria|syrian|syrians": "سوري|السوري|سوریه|сири",
    "tunisia|tunisian": "تونس|тунис",
    "turkey|turkish|turks|türkiye|turkiye": "تركي|الأتراك|ترکیه|ترکی|турци|турец",
    "uk|britain|british|united kingdom": (
        "بريطان|المملكة المتحدة|بریتانی|انگلیس|британ|великобритан"
    ),
    "ukraine|ukrainian": "أوكران|اوكران|اوکراین|украин",
    "yemen|yemeni|yemenis": "اليمن|يمني| يمن|йемен",
    "afghanistan|afghan|afghans": "أفغان|افغان|афган",
    "kurd|kurds|kurdish|kurdistan": (
        "الكرد|كردي|كردست|الأكراد|أكراد|کردها|کردی | کرد |کردهای|کردنشین|курд"
    ),
    "arab|arabs|arabic": "العرب|عربي|عرب |араб",
    "jew|jews|jewish": "يهود|یهود|еврей",
    "christian|christians": "مسيح|مسیح|христиан",
    "islamic|muslim|muslims|islam": "إسلام|مسلم|اسلام|ислам|мусульман",
    "shia|shiite|shiites": "شيع|شیع|шиит",
    "sunni|sunnis": "السنة|السني|سنّي|اهل سنت|суннит",
}
"""Countries, peoples and creeds: English forms in small letters, source forms in all scripts."""

_PLACES_AND_BODIES: dict[str, str] = {
    # places
    "acre": "عكا",
    "aden": " عدن|аден",
    "aleppo": "حلب|алеппо|халеб",
    "alexandria": "الإسكندرية|اسکندریه|александри",
    "algiers": "الجزائر|الجزیره|алжир",
    "athens": "أثينا|آتن|афин",
    "bethlehem": "بيت لحم|вифлеем",
    "cairo": "القاهرة|قاهره|каир",
    "casablanca": "الدار البيضاء|کازابلانکا",
    "damascus": "دمشق|дамаск",
    "euphrates": "الفرات|فرات|евфрат",
    "geneva": "جنيف|ژنو|женев",
    "golan": "الجولان|جولان|голан",
    "gaza": "غزة|غزه|газа|газы|газе",
    "hebron": "الخليل|الخلیل|хеврон",
    "jerusalem": "القدس|قدس|اورشليم|بیتالمقدس|иерусалим",
    "latakia": "اللاذقية|لاذق|لاذقیه|латаки",
    "london": "لندن|лондон",
    "mecca": "مكة|مکه|мекк",
    "medina": "المدينة المنورة|مدینه|медин",
    "mosul": "الموصل|موصل|мосул",
    "moscow": "موسكو|مسکو|москв",
    "nablus": "نابلس",
    "palmyra": "تدمر|پالمیرا|пальмир",
    "paris": "باريس|پاریس|париж",
    "red sea": "البحر الأحمر|دریای سرخ",
    "rome": "روما| رم | рим",
    "sinai": "سيناء|سینا|синай",
    "tehran": "طهران|تهران|тегеран",
    "tigris": "دجلة|دجله|тигр",
    "tripoli": "طرابلس|триполи",
    "tyre": " صور |тир ",
    "sidon": "صيدا",
    "vienna": "فيينا| وین| вен",
    "vatican": "الفاتيكان|واتیکان|ватикан",
    "washington": "واشنطن|واشنگتن|واشينغتون|вашингтон",
    "west bank": "الضفة الغربية|کرانه باختری|کرانه غربی|западн",
    # groups and bodies
    "isis|isil|daesh|islamic state|is": (
        "داعش|تنظيم الدولة|الدولة الإسلامية|دولت اسلامی|دولة الخلافة|исламск|иг |игил"
    ),
    "sdf|syrian democratic forces": (
        "قسد|سوريا الديمقراطية|سوریه دموکراتیک|سوریه دمکراتیک|قسد|сдс|сирийские демократические"
    ),
    "nusra|jabhat al-nusra|al-nusra front|nusra front": "النصرة|النصره|нусра",
    "hts|hayat tahrir al-sham": "تحرير الشام|تحریر الشام",
    "hezbollah|hizbullah|hizbollah": "حزب الله|حزبالله|حزب‌الله|хезболл|хизбалл",
    "hamas": "حماس|хамас",
    "houthi|houthis|ansar allah|ansarullah": "حوثي|حوثی|انصارالله|أنصار الله|хусит|хоуси",
    "irgc|revolutionary|revolutionary guards|revolutionary guard": (
        "الحرس الثوري|حرس الثورة|سپاه|پاسدار|революции|ксир"
    ),
    "quds force": "فيلق القدس|نیروی قدس|سپاه قدس",
    "pmf|pmu|popular mobilization forces|popular mobilisation forces|hashd": "الحشد|حشد|хашд",
    "ypg|people's protection units": "وحدات حماية الشعب|الوحدات الكردية|یگانهای مدافع خلق|ي ب ك",
    "pkk|kurdistan workers' party": "العمال الكردستاني|پکک|پ.ک.ک|بي كا كا|рпк",
    "plo": "منظمة التحرير|ساف ",
    "fatah": "حركة فتح|حرکت فتح|جنبش فتح|фатх",
    "un|united nations": "الأمم المتحدة|أممي|الأممي|سازمان ملل|оон",
    "nato": "الناتو|ناتو|حلف شمال|нато",
    "security council": "مجلس الأمن|شورای امنیت",
    "arab league": "الجامعة العربية|جامعة الدول|اتحادیه عرب",
    "fsa|free syrian army": "الجيش الحر|الجيش السوري الحر|ارتش آزاد",
    "lna|libyan national army": "الجيش الوطني الليبي|الجيش الليبي|ارتش ملی لیبی",
    "sohr|syrian observatory for human rights|syrian observatory": (
        "المرصد السوري|دیدهبان حقوق بشر سوریه"
    ),
    "osman|othman|uthman": "عثمان|осман",
    "sana": "سانا|وكالة الأنباء السورية| сана ",
    "irna": "إرنا|ایرنا",
    "afp": "فرانس برس|فرانسپرس",
    "reuters": "رويترز|رویترز|рейтер",
    "al-qaeda|al-qaida|qaeda|qaida": "القاعدة|القاعده|аль-каид",
    "taliban|talib|talibs": "طالبان| طالب |талибан|талиб",
    "pentagon": "البنتاغون|البنتاجون|پنتاگون|пентагон",
    "kremlin": "الكرملين|کرملین|кремл",
    "white house": "البيت الأبيض|کاخ سفید",
    "idf|israeli army": "الجيش الإسرائيلي|جيش الاحتلال|ارتش اسرائیل|цахал",
    "rf|russian federation": "рф|росси|روسي|روسیه",
    "unicef": "اليونيسف|یونیسف",
    "rsf|rapid support forces|rapid support": (
        "الدعم السريع|پشتیبانی سریع|واکنش سریع سودان|сбр|быстрой поддержки|быстрого реагирования"
    ),
    "splm|splm-n|people's liberation movement": "الحركة الشعبية|جنبش خلق|ндос|народно-освободит",
    "jnim|support of islam and muslims": "نصرة الإسلام|نصرت الاسلام|поддержки ислама|нусрат",
    "alliance of sahel states|sahel|aes": "الساحل|ساحل |сахел",
    "iom|organization for migration|organisation for migration": (
        "الدولية للهجرة|للهجرة|منظمة الهجرة|بین‌المللی مهاجرت|جهانی مهاجرت|по миграции|мом "
    ),
    "wfp|world food programme|world food program": (
        "الأغذية العالمي|الغذاء العالمي|برنامج الأغذية|برنامج الغذاء|جهانی غذا"
        "|جهانی خوراک|впп|продовольственн"
    ),
    "who|world health organization|world health organisation": (
        "الصحة العالمية|جهانی بهداشت|جهانی صحت|воз |всемирной организации здрав"
    ),
    "unhcr|refugee agency": "المفوضية|مفوضية|کمیساریای|увкб|верховного комиссара",
    "ocha": "أوتشا|تنسيق الشؤون الإنسانية|اوچا|укгв",
    "msf|doctors without borders": "بلا حدود|بدون مرز|врачи без границ|врачей без границ",
    "icrc": "الصليب الأحمر|صلیب سرخ|мккк|красного креста",
    "unrwa": "أونروا|آنروا|бапор",
    "unama": "يوناما|یوناما|мооонса",
    "unifil": "اليونيفيل|يونيفيل|یونیفل|یونیفیل|всоонл|юнифил",
    "nds|directorate of security": "امنیت ملی|الأمن الوطني|нацбезопасност",
    "ana|afghan national army": "اردوی ملی|ارتش ملی",
    "centcom|central command|us central command": "القيادة المركزية|سنتکام|سنتکوم|центком",
    "stc|southern transitional council": "المجلس الانتقالي|الانتقالي|شورای انتقالی جنوب",
    "sna|syrian national army": "الجيش الوطني السوري|الجيش الوطني|ارتش ملی سوریه",
    "islamic jihad|pij": "الجهاد الإسلامي|جهاد اسلامی|исламский джихад|исламского джихада",
    "pflp|popular front": "الجبهة الشعبية|جبهه خلق|нфоп",
    "fsb": "الأمن الفيدرالي|اف‌اس‌ب|фсб",
    "basij": "البسيج|باسيج|بسیج|басидж",
    "asayish": "الأسايش|أسايش|آسایش|асаиш",
    "mediterranean|mediterranean sea": "المتوسط|مدیترانه|средиземн",
    "persian gulf|gulf": "الخليج|خلیج|залив",
    "black sea": "البحر الأسود|دریای سیاه|черно",
    "arabian sea": "بحر العرب|دریای عرب|аравийск",
    "dead sea": "البحر الميت|بحر المیت|мертв",
    "caspian|caspian sea": "قزوين|خزر|каспи",
    "nile|blue nile|white nile": "النيل|نیل|нил",
    "suez|suez canal": "السويس|سوئز|суэц",
    "cape of good hope|good hope|hope": "الرجاء الصالح|امید نیک|دماغه امید|доброй надежды",
    "ankara": "أنقرة|آنکارا|анкар",
    "warsaw": "وارسو|ورشو|варшав",
    "brussels": "بروكسل|بروکسل|брюссел",
    "beijing": "بكين|پکن|пекин",
    "lisbon": "لشبونة|ليشبونة|لیسبون|лиссабон",
    "nicosia": "نيقوسيا|نیکوزیا|никоси",
    "yerevan": "يريفان|ایروان|ереван",
    "red crescent": "الهلال الأحمر|هلال احمر",
    "red cross": "الصليب الأحمر|صلیب سرخ",
}
"""Places, groups and institutions, written in the same way."""

_ATTACHED = r"(?<!\w)(?:[وف]?[بكل]?)"
"""The start of a word, or what Arabic writes before it as one with it."""
LONGEST = 5
"""Words of the longest English form."""


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """English names of countries, peoples and creeds, in small letters."""
    return frozenset(form for english in _COUNTRIES for form in english.split("|"))


@lru_cache(maxsize=2)
def named_countries(script: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The English names of each country, people or creed, with its source forms in a script."""
    table = exonyms(script)
    groups = [tuple(english.split("|")) for english in _COUNTRIES]
    return tuple([(names, forms) for names in groups if (forms := table[names[0]])])


@lru_cache(maxsize=2)
def exonyms(script: str) -> Mapping[str, tuple[str, ...]]:
    """Source forms in one script by English form, folded as texts are."""
    table: dict[str, tuple[str, ...]] = {}
    for english, source in (_COUNTRIES | _PLACES_AND_BODIES).items():
        written = [f for f in source.split("|") if _script(f) == script]
        plain = [fold(f).text for f in written]
        after = [f"لل{f[2:]}" for f in plain if f.startswith("ال")]  # للامم: to the article
        folded = tuple(dict.fromkeys([*plain, *after]))
        for form in english.split("|"):
            table[form] = (*table.get(form, ()), *folded)
    return table


@cache
def whole(form: str) -> re.Pattern[str] | None:
    """What finds a form that asks for the start or the end of a word; None for all others."""
    bare = form.strip()
    if bare == form:
        return None
    before = "" if form[0] != " " else r"(?<!\w)" if bare[0] > "ۿ" or bare[0] < "ء" else _ATTACHED
    return re.compile(before + re.escape(bare) + (r"(?!\w)" if form[-1] == " " else ""))


def _script(text: str) -> str:
    return "cyrillic" if "\u0400" <= text.strip()[0] <= "\u04ff" else "arabic"
