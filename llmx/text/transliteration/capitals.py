"""Capitals: which names are those of one, and of which country each stands for the government."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from llmx.text.folding import fold
from llmx.text.transliteration.index import NameIndex

_SEATS = {
    "leban": "بيروت|بیروت|بعبدا|بيت الوسط|Бейрут",
    "syria": "دمشق|Дамаск",
    "iraq": "بغداد|Багдад",
    "iran": "طهران|تهران|Тегеран",
    "israel": "تل أبيب|تل‌آویو|تل آویو|القدس المحتلة|Тель-Авив",
    "saudi": "الرياض|ریاض|Эр-Рияд",
    "yemen": "صنعاء|صنعا|عدن|Сана",
    "egypt": "القاهرة|قاهره|Каир",
    "jordan": "عمان|عمّان|امان|Амман",
    "turk": "أنقرة|آنکارا|Анкара",
    "russia": "موسكو|مسکو|الكرملين|کرملین|Москва|Кремль",
    "ukrain": "كييف|کی‌یف|کیف|Киев",
    "us|u.s.|america|united states": "واشنطن|واشنگتن|البيت الأبيض|کاخ سفید|Вашингтон|Белый дом",
    "brit|uk|u.k.": "لندن|Лондон",
    "french|france": "باريس|پاریس|الإليزيه|الیزه|Париж",
    "german": "برلين|برلین|Берлин",
    "chin": "بكين|پکن|Пекин",
    "pakistan": "إسلام آباد|اسلام‌آباد|اسلام آباد|Исламабад",
    "afghan|taliban": "كابل|كابول|کابل|Кабул",
    "india": "نيودلهي|دهلی نو|دهلی|Дели",
    "sudan": "الخرطوم|خرطوم|بورتسودان|پورت سودان|Хартум",
    "liby": "طرابلس|Триполи",
    "tunis": "تونس|قرطاج|Тунис",
    "alger": "الجزائر|قصر المرادية",
    "morocc": "الرباط|رباط|Рабат",
    "qatar": "الدوحة|دوحه|Доха",
    "emirat|uae": "أبو ظبي|أبوظبي|ابوظبی|Абу-Даби",
    "kuwait": "الكويت|کویت",
    "palestin": "رام الله|رام‌الله|Рамалла",
    "armenia": "يريفان|ایروان|Ереван",
    "azerbaijan|azeri": "باكو|باکو|Баку",
    "ethiopia": "أديس أبابا|آدیس‌آبابا|Аддис-Абеба",
    "eu|europe": "بروكسل|بروکسل|Брюссель",
}
"""By the beginnings of a country's English names, its seats of power as sources print them."""
_CITIES = """
    Algeria:Algiers Angola:Luanda Armenia:Yerevan Azerbaijan:Baku Bahrain:Manama Belarus:Minsk
    Benin:Porto-Novo Botswana:Gaborone Bulgaria:Sofia Burkina:Ouagadougou Burundi:Gitega
    Cameroon:Yaoundé Cameroon:Yaounde Chad:N'Djamena Chad:Ndjamena Colombia:Bogotá Colombia:Bogota
    Congo:Kinshasa Congo:Brazzaville Cuba:Havana Cyprus:Nicosia Djibouti:Djibouti Egypt:Cairo
    Eritrea:Asmara Ethiopia:Addis Ethiopia:Ababa France:Paris Gabon:Libreville Georgia:Tbilisi
    Germany:Berlin Ghana:Accra Guinea:Conakry Haiti:Port-au-Prince Hungary:Budapest India:Delhi
    Indonesia:Jakarta Iran:Tehran Iraq:Baghdad Italy:Rome Japan:Tokyo Jordan:Amman
    Kazakhstan:Astana Kenya:Nairobi Kyrgyzstan:Bishkek Lebanon:Beirut Liberia:Monrovia
    Libya:Tripoli Madagascar:Antananarivo Mali:Bamako Mauritania:Nouakchott Moldova:Chisinau
    Morocco:Rabat Mozambique:Maputo Myanmar:Naypyidaw Nepal:Kathmandu Niger:Niamey Nigeria:Abuja
    Oman:Muscat Pakistan:Islamabad Peru:Lima Philippines:Manila Poland:Warsaw Qatar:Doha
    Romania:Bucharest Russia:Moscow Rwanda:Kigali Saudi:Riyadh Senegal:Dakar Serbia:Belgrade
    Somalia:Mogadishu Spain:Madrid Sudan:Khartoum Syria:Damascus Tajikistan:Dushanbe
    Tanzania:Dodoma Thailand:Bangkok Togo:Lomé Togo:Lome Tunisia:Tunis Turkey:Ankara
    Turkmenistan:Ashgabat Uganda:Kampala Ukraine:Kyiv Ukraine:Kiev Uzbekistan:Tashkent
    Venezuela:Caracas Yemen:Sanaa Yemen:Sana'a Zambia:Lusaka Zimbabwe:Harare Afghanistan:Kabul
"""
"""Countries, each with a word of its capital's English name."""
_GOVERNS = re.compile(
    r"\b(?:governments?|authorit(?:y|ies)|administration|regime|leadership|presidency|officials|state"
    r"|cabinet)\b",
    re.IGNORECASE,
)

_CAPITAL = re.compile("عاصم[هت]|[بپ]ايتخت|столиц")
"""Words for a capital in folded texts."""


def says_capital(folded: str) -> bool:
    """Whether a folded source speaks of a capital, with its name or without."""
    return _CAPITAL.search(folded) is not None


@lru_cache(maxsize=1024)
def is_capital(word: str, language: str) -> bool:
    """Whether an English word is the name of a capital, or of a seat of power."""
    return bool(_printed(language).standing(word))


def country_of(word: str) -> str | None:
    """Name the country whose capital an English word is a part of the name of."""
    return _countries().get(word)


def capitals() -> Collection[str]:
    """The words that capitals are known by in English."""
    return _countries().keys()


def stands_for(source: str, english: str) -> bool:
    """Whether a source name is the capital of the country of whose government the English is.

    The country itself may be said for its government.
    """
    if not _GOVERNS.search(english) and english not in _countries().values():
        return False
    country = _seats().get(fold(source).text.strip())
    return country is not None and country.search(english) is not None


@cache
def _printed(language: str) -> NameIndex:
    return NameIndex(list(_seats()), language)


@cache
def _countries() -> Mapping[str, str]:
    """The country by each word of a capital's name."""
    pairs = [entry.partition(":") for entry in _CITIES.split()]
    return {capital: country for country, _, capital in pairs}


@cache
def _seats() -> dict[str, re.Pattern[str]]:
    """By each seat of power, folded, what its country is called."""
    return {
        fold(seat).text.strip(): re.compile(
            rf"\b(?:{'|'.join(map(re.escape, country.split('|')))})", re.IGNORECASE
        )
        for country, seats in _SEATS.items()
        for seat in seats.split("|")
    }
