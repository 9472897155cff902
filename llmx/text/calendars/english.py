"""English date words, matched as printed: a month is capitalised, and "May" needs a neighbour."""

from __future__ import annotations

from llmx.text.calendars.tables import DateWords

_NEXT_WORD = (  # after "March 12": not the people of "in March 12 people"
    "in|at|by|on|and|to|that|when|after|as|with|from|near|for|the|a|an|during|said|against|but"
    "|alliance|coalition|movement|agreement|ceasefire|uprising|revolution|attack|attacks|bloc|war"
)

ENGLISH = DateWords(
    months={
        "gregorian": (
            "January Jan? Jan.? Kanun_al-Thani Kanoun_al-Thani Kanun_II Kanoun_II",
            "February Feb? Feb.? Shubat? Shbat? Shebat?",
            "March? Mar? Adhar? Athar+",
            "April Apr? Nisan+ Naysan+ Neesan+ Avril+",
            "May? Ayyar+ Iyar+ Eyar+",
            "June Jun? Haziran? Huzayran? Hazeeran? Huzeyran? Juin+",
            "July Jul? Tammuz? Tamuz? Tammouz? Tamouz? Juillet? Yulyuz?",
            "August Aug? Aug.? Ab+ Aab+ Aout? Ghusht? Ghosht?",
            "September Sep? Sept? Sept.? Sep.? Aylul? Ailul? Eylul? Ayloul? Elul? Shutanbir?",
            "October Oct? Oct.? Tishrin_al-Awwal Tishrin_al-Awal Tishrin_I Tishreen_al-Awwal",
            "November Nov? Nov.? Tishrin_al-Thani Tishreen_al-Thani Tishrin_II Nuwanbir?",
            "December Dec? Dec.? Kanun_al-Awwal Kanoun_al-Awwal Kanun_al-Awal Kanun_I Dujanbir?",
        ),
        "jalali": (
            "Farvardin Farwardin Hamal+",
            "Ordibehesht Urdibehesht Ordibihisht Sawr+ Saur+ Thawr+ Sowr+ Sowar+",
            "Khordad? Khurdad? Jawza+ Jauza+ Jowza+ Jawzah+",
            "Tir+ Saratan+ Sarataan+",
            "Mordad? Amordad? Murdad? Asad+",
            "Shahrivar? Shahriwar? Sunbula+ Sunbulah+ Sonbola+ Sonbula+ Sumbula+ Sunbola+",
            "Mehr? Mizan+ Meezan+",
            "Aban? Abaan? Aqrab+ Aghrab+",
            "Azar? Qaws+ Qaus+ Qows+",
            "Dey? Dei? Jadi+ Jaddi+ Jadee+ Jady+",
            "Bahman? Dalw+ Dalwa+ Dalwe+ Dalv+ Delw+",
            "Esfand Isfand Espand Hut+ Hoot+",
        ),
        "hijri": (
            "Muharram? Moharram? Muharam?",
            "Safar?",
            "Rabi'_al-Awwal Rabi'_al-Awal Rabi'_ul-Awwal Rabi'_ol-Awwal Rabi'_I?",
            "Rabi'_al-Thani Rabi'_al-Akhir Rabi'_al-Akhar Rabi'_ul-Thani Rabi'_us-Sani"
            " Rabi'_al-Sani Rabi'_ath-Thani Rabi'_II?",
            "Jumada_al-Ula Jumada_al-Awwal Jumada_al-Oula Jamadi_al-Awwal"
            " Jumadi_al-Awwal Jamadi_ul-Awwal Jumada_I?",
            "Jumada_al-Thani Jumada_al-Akhira Jumada_al-Akhirah Jumada_al-Thaniya"
            " Jumada_al-Thaniyah Jumada_al-Akhir Jamadi_al-Thani Jumadi_al-Thani Jumada_II?",
            "Rajab? Rajab_al-Murajjab",
            "Sha'ban? Shaaban? Shabaan?",
            "Ramadan? Ramazan? Ramadhan? Ramzan?",
            "Shawwal? Shawal? Shavval? Showwal?",
            "Dhu_al-Qa'da Dhu_al-Qa'dah Dhul_Qa'da Dhul_Qa'dah Dhi_al-Qa'da"
            " Dhi_al-Qa'dah Dhu_al-Qi'dah Dhu'l_Qa'da Dhu'l_Qa'dah Zul_Qa'da Zu'l_Qa'da Zilqa'da",
            "Dhu_al-Hijja Dhu_al-Hijjah Dhul_Hijja Dhul_Hijjah Dhi_al-Hijja"
            " Dhi_al-Hijjah Dhu'l_Hijja Dhu'l_Hijjah Zul_Hijja Zul_Hijjah Zu'l_Hijja Zilhijja",
        ),
    },
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    days={
        -2: "day_before_yesterday",
        -1: "yesterday last_night last_evening? previous_night? day_before? previous_day?"
        " day_earlier? overnight?",
        0: "today tonight this_morning? this_evening? this_afternoon?",
        1: "tomorrow day_after? following_day? day_later?",
        2: "day_after_tomorrow",
    },
    spans={
        ("week", -1): "week_before?",
        ("week", 0): "of_the_week?",
        ("month", 0): "of_the_month?",
        ("year", 0): "of_the_year?",
    },
    units={"day": "day", "week": "week", "month": "month", "year": "year"},
    plurals={"day": "days", "week": "weeks", "month": "months", "year": "years"},
    before={
        -1: "[Ll]ast|[Pp]ast|[Pp]revious|[Rr]ecent",
        0: "[Tt]his|[Cc]urrent",
        1: "[Nn]ext|[Cc]oming|[Uu]pcoming",
    },
    after={-1: "last(?! (?:year|month|week|night)\\b)"},
    ago_after="ago",
    ones="an|a|one|A|An|One",
    of_month="of|day of",
    ordinal=r"(?:[a-z]+-)?(?:first|second|third|[a-z]+th) (?:day )?of $",
    day_after=rf" (\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–] ?(\d{{1,2}}))?"
    rf"(?=,? \d{{4}}|[,.;:)\"'”’\n]|$| (?:{_NEXT_WORD})\b)",
    day_ending="(?:st|nd|rd|th)?",
    to="to|and|or|through|until|-|–|—",
    month_before=(
        "[Ii]n|of|[Ss]ince|until|till|by|from|during|[Ll]ast|[Nn]ext|[Tt]his|[Ee]arly|[Mm]id|[Ll]ate"
        "|to|and|before|after|[Tt]hroughout"
    ),
    month_named="month of",
    of_year=",|of|in|,? AH",
    link="the|on|corresponding to|on the",
    not_today_before="Russia|USA|Iraq|Syria|Egypt",
    same_month=(*("of the same month", "of that month", "of that same month"),),
)
