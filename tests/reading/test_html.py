"""HTML: main text, joiners, title, date, and pages made to do harm."""

from __future__ import annotations

import contextlib

import pytest

from llmx.errors import InputError
from llmx.reading.html import declared_charset, extract, looks_like_html

PARAGRAPHS = [
    "شهرداری می‌گوید خیابان‌ها پس از باران زیر آب رفته‌اند و کارگران در حال کار هستند.",
    "به گفته مسئولان، راه‌های روستایی تا فردا بسته می‌ماند و مدرسه‌ها تعطیل است.",
    "هواشناسی برای روزهای آینده هم باران پیش‌بینی کرده و از مردم خواسته است در خانه بمانند.",
]


def page(body: str | None = None, *, head: str = "<title>باران</title>") -> str:
    body = body if body is not None else "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><nav><a href='/'>خانه</a></nav>"
        f"<article>{body}</article><footer>تماس با ما</footer></body></html>"
    )


def test_main_text_is_found_and_the_rest_is_gone() -> None:
    assert extract(page()).text == "\n".join(PARAGRAPHS)


def test_joiners_survive_however_they_are_written() -> None:
    body = page().replace("می‌گوید", "می&zwnj;گوید").replace("راه‌های", "راه&#8204;های")
    body = body.replace("مدرسه‌ها", "مدرسه&#x200C;ها").replace("باران زیر", "ه‍&zwj; باران زیر")
    assert extract(body).text.count("\u200c") == "".join(PARAGRAPHS).count("\u200c")
    assert extract(body).text.count("\u200d") == 2


def test_the_stand_ins_are_letters_that_the_page_does_not_hold() -> None:
    text = extract(page().replace("باران زیر", "ꀀꀁ باران زیر")).text
    assert "ꀀꀁ" in text
    assert text.count("\u200c") == "".join(PARAGRAPHS).count("\u200c")


@pytest.mark.parametrize("charset", ["windows-1256", "utf-8", "utf-16"])
def test_bytes_are_decoded_as_declared(charset: str) -> None:
    text = "أغرقت الأمطار شوارع المدينة القديمة وقالت البلدية إن العمل مستمر لفتح الطرق."
    head = f"<meta charset={charset}><title>أمطار</title>"
    found = extract(page(f"<p>{text}</p>", head=head).encode(charset, "ignore"))
    assert text in found.text
    assert found.encoding == {"windows-1256": "cp1256"}.get(charset, charset)
    assert found.warning is None


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"<meta charset='windows-1256'>", "windows-1256"),
        (b'<META http-equiv="Content-Type" content="text/html; charset=iso-8859-6">', "iso-8859-6"),
        (b'<?xml version="1.0" encoding="cp1251"?><html>', "cp1251"),
        (b"<meta charset=utf-16>", None),
        (b"<p>charset=x</p>", None),
    ],
)
def test_declared_charset(data: bytes, charset: str | None) -> None:
    assert declared_charset(data) == charset


SITE = '<meta property="og:site_name" content="Rain News">'


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        ("<title>Rain in the hills - Rain News</title>" + SITE, "", "Rain in the hills"),
        ("<title>x</title>", "<h1>Rain in the hills</h1>", "Rain in the hills"),
        (
            '<meta property="og:title" content="Rain in the hills | Rain News">',
            "<h1>Rain in the hills</h1>",
            "Rain in the hills",
        ),
        (
            '<meta property="og:title" content="Rain - a story">' + SITE,
            "<h1>Weather</h1>",
            "Rain - a story",
        ),
    ],
)
def test_title(head: str, h1: str, title: str) -> None:
    body = h1 + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    assert extract(page(body, head=head)).title == title


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        (
            '<meta property="article:published_time" content="2019-03-01T10:00:00+03:00">',
            "2019-03-01T10:00:00+03:00",
        ),
        ('<meta name="pubdate" content="2019-03-01 10:00">', "2019-03-01T10:00"),
        ('<meta itemprop="datePublished" content="2019-03-01">', "2019-03-01"),
        (
            '<script type="application/ld+json">{"datePublished": "2019-03-01T10:00:00Z"}</script>',
            "2019-03-01T10:00:00Z",
        ),
        ('<time datetime="2019-03-01">1 March</time>', "2019-03-01"),
        ('<time datetime="2019-03-01"></time><time datetime="2018-01-01"></time>', None),
        ('<meta property="article:published_time" content="1397-12-10">', None),
        ('<meta name="date" content="yesterday">', None),
        ("<p>2019-03-01</p>", None),
    ],
)
def test_only_a_stated_date_is_taken(markup: str, published: str | None) -> None:
    assert extract(page().replace("</head>", markup + "</head>")).published == published


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\n <!-- note --> <HTML lang=fa>", True),
        ('<?xml version="1.0"?><html>', True),
        ("<div class=a><p>x</p></div>", True),
        ("<b> is less than", False),
        ("A text about <html> pages", False),
        ("<<<", False),
        ("", False),
    ],
)
def test_looks_like_html(text: str, expected: bool) -> None:
    assert looks_like_html(text) is expected


def test_a_fragment_is_a_page() -> None:
    assert extract("".join(f"<p>{text}</p>" for text in PARAGRAPHS)).text == "\n".join(PARAGRAPHS)


def test_a_page_without_main_text_is_empty() -> None:
    with pytest.raises(InputError) as caught:
        extract("<html><head><title>x</title></head><body><img src=a></body></html>")
    assert caught.value.reason == "empty"


def test_external_entities_are_not_read() -> None:
    entity = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "root:" not in extract(entity + page("<p>" + PARAGRAPHS[0] + " &x;</p>")).text


P = f"<p>{PARAGRAPHS[0]}</p>"
HOSTILE = {
    "deep": "<div>" * 100_000 + P,
    "deep and wide": ("<div>aaa bbb" * 100 + "</div>" * 100) * 120,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(300_000)) + ">" + P,
    "attributes behind a quoted end": '<p x=">" '
    + "".join(f"a{i}=''" for i in range(99_999))
    + ">",
    "elements": "<p>x y z</p>" * 200_000,
    "rows": "<table>" + "<tr><td>x" * 100_000,
    "long": "a" * 5_000_001,
}
HEAVY = {
    "entities": "&amp;" * 900_000 + P,
    "lists": "<ul>" + "<li><a href=x>x y</a></li>" * 4_900 + "</ul>" + P,
    "divisions": ("<div>aaa bbb" * 20 + "</div>" * 20) * 490 + P,
    "links": ("<div><a href=x>aa</a>" * 20 + "</div>" * 20) * 240 + P,
    "many attributes": ("<p " + " ".join(f"a{i}" for i in range(118)) + ">x</p>") * 2000 + P,
    "angles": "<" * 2_000_000 + P,
    "open quotes": "<a b=" * 400_000 + P,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        extract("<html><body>" + HOSTILE[name])
    assert caught.value.reason == "unparseable"


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_page_ends(name: str) -> None:
    """What grew worse than with the size would be seen in the time of the suite: minutes."""
    with contextlib.suppress(InputError):
        extract("<html><body>" + HEAVY[name])
