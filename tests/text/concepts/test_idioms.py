"""Idioms: what the press says in many words of an outcome, on both sides of a translation."""

from __future__ import annotations

import pytest

from llmx.text.concepts import mentions, together

PAIRS = [
    ("ar", "أسقطنا مسيّرتين فوق الوادي", "We downed two drones over the valley", "destroyed"),
    ("ar", "دمّرنا جسرين عند النهر", "We destroyed two bridges at the river", "destroyed"),
    ("ar", "قتلناهم عند الحاجز", "We killed them at the checkpoint", "killed"),
    ("ar", "لم تتراجع الكتيبة", "The battalion did not retreat", "fled"),
    ("ar", "تنسحب القوات ليلا", "The forces withdraw at night", "fled"),
    ("ar", "انتزاع تلتين من المهاجمين", "Two hills were seized from the attackers", "seized"),
    ("ar", "غنمت الفرقة ثلاثة رشاشات", "The division captured three machine guns", "seized"),
    ("ar", "لقوا مصرعهم في الحريق", "They died in the fire", "killed"),
    ("ar", "انتشلت فرق الإنقاذ أربع جثث", "Rescuers recovered four bodies", "killed"),
    ("ar", "شيّعت البلدة سبعة من أبنائها", "The town buried seven of its sons", "killed"),
    ("ar", "أُجهز على حارسين", "Two guards were finished off", "killed"),
    ("ar", "كبدناهم خسائر في المعركة", "We inflicted casualties on them", "casualties"),
    ("ar", "اقتيد ثلاثة شبان", "Three young men were detained", "captured"),
    ("ar", "يستسلم الحرس غدا أو تستسلم المدينة", "The city surrenders", "surrendered"),
    (
        "ar",
        "دفع القصف مئة أسرة إلى عبور النهر",
        "Shelling drove a hundred families out",
        "displaced",
    ),
    ("ar", "اعترضت الدفاعات صاروخا", "Air defences intercepted a missile", "destroyed"),
    ("ar", "أغرقت الأمواج القارب", "Waves sank the boat", "destroyed"),
    ("ar", "تاركين خلفهم مدفعا", "They abandoned a gun", "seized"),
    ("fa", "دو تن در بیمارستان جان داده‌اند", "Two died in hospital", "killed"),
    ("fa", "انفجار جان یک راننده و مسافرش را گرفت", "A blast killed a driver", "killed"),
    ("fa", "پیکر سرباز به خاک سپرده شد", "The soldier was buried", "killed"),
    ("fa", "سه نفر به دار آویخته شدند", "Three were hanged", "killed"),
    ("fa", "کشته‌شده‌گان نبرد", "Those killed in the battle", "killed"),
    ("fa", "چهار نفر تحت مداوا هستند", "Four are being treated", "wounded"),
    ("fa", "به‌گروگان‌رفتن سه راننده", "The taking hostage of three drivers", "captured"),
    ("fa", "آنان را به بند کشیدند", "They were imprisoned", "captured"),
    ("fa", "ده شورشی به روند صلح پیوسته‌اند", "Ten rebels joined the peace process", "surrendered"),
    ("fa", "دو تانک به دست آورده‌اند", "They seized two tanks", "seized"),
    ("fa", "سه خودرو بر جای گذاشتند", "They abandoned three vehicles", "seized"),
    ("fa", "بقیه متواری‌اند", "The others are on the run", "fled"),
    ("fa", "پهپادی رهگیری شد", "A drone was intercepted", "destroyed"),
    ("fa", "از خانه و کاشانه رانده شدند", "They were uprooted from their homes", "displaced"),
    ("ru", "Ликвидировав троих, отряд ушёл", "Killing three, the unit left", "killed"),
    ("ru", "Уничтожив танк, они отошли", "They destroyed a tank and withdrew", "destroyed"),
    ("ru", "Погребено семеро жителей", "Seven residents were buried", "killed"),
    ("ru", "Семь человек захоронены", "Seven people were buried", "killed"),
    ("ru", "Десять семей снялись с насиженных мест", "Ten families were uprooted", "displaced"),
    ("ru", "Отряд откатился к реке, бросив пушку", "The unit fell back to the river", "fled"),
    ("ru", "Они бежали, бросив две пушки", "They fled, abandoning two guns", "seized"),
    ("ru", "Дрон перехвачен над городом", "The drone was intercepted", "destroyed"),
    ("ru", "Пленив троих, патруль вернулся", "The patrol took three prisoners", "captured"),
    ("ru", "Один в розыске", "One is at large", "fled"),
    ("ru", "Двое лишились жизни", "Two lost their lives", "killed"),
    ("ru", "Посёлок отбит у боевиков", "The town was retaken", "seized"),
]


def _meant(text: str, language: str) -> set[str]:
    return set(together(mentions(text, language)).outcomes)


def _said(text: str, language: str) -> set[str]:
    return {outcome for one in together(mentions(text, language)).asserts for outcome in one}


@pytest.mark.parametrize(("language", "source", "english", "outcome"), PAIRS)
def test_a_sentence_and_its_translation_bear_the_same_outcome_out(
    language: str, source: str, english: str, outcome: str
) -> None:
    assert outcome in _meant(source, language)
    assert outcome in _meant(english, "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("او جان سالم به در برد", "fa"),
        ("دست‌کم ده روستا در خاک آن کشور است", "fa"),
        ("بند سوم قرارداد", "fa"),
        ("جای سربازان در اردوگاه است", "fa"),
        ("نحو مئة أسرة في القرية", "ar"),
        ("They run a large bakery.", "en"),
        ("The shooting of a film", "en"),
    ],
)
def test_words_of_an_idiom_say_nothing_elsewhere(text: str, language: str) -> None:
    assert _meant(text, language) == set()


def test_what_somebody_gets_hold_of_is_seized_by_plain_words() -> None:
    assert _said("دو تانک به دست آورده‌اند", "fa") == {"seized"}
    assert _said("سه تن جان دادند", "fa") == {"killed"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("يرقد الحارس بين الحياة والموت", "ar"),
        ("جارتهم تصارع الموت منذ يومين", "ar"),
        ("نجا السائق من الموت", "ar"),
        ("نُقل الحارس إلى العناية الفائقة", "ar"),
        ("نگهبان میان مرگ و زندگی است", "fa"),
        ("با مرگ دست و پنجه نرم می‌کند", "fa"),
        ("حال دو تن وخیم است", "fa"),
        ("Сторож между жизнью и смертью", "ru"),
        ("The guard lies between life and death", "en"),
        ("Two are in intensive care", "en"),
    ],
)
def test_who_is_near_death_is_hurt_and_not_dead(text: str, language: str) -> None:
    assert "wounded" in _meant(text, language)
    assert _said(text, language) == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("الحياة صعبة، والموت حصد ثلاثة", "ar"),
        ("مرگ سه نفر بر اثر انفجار", "fa"),
        ("مرگ بر اثر سرما", "fa"),
        ("Смерть троих подтверждена", "ru"),
        ("The death of three was confirmed", "en"),
    ],
)
def test_a_death_is_one(text: str, language: str) -> None:
    assert _said(text, language) == {"killed"}


def test_a_slogan_kills_nobody() -> None:
    assert _meant("شعار مرگ بر دیکتاتور سر دادند", "fa") == set()
