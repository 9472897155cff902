"""Instructions: what text that speaks to software looks like, in several languages.

An instruction is told from news about one by its mood: the imperative, at the beginning of a
clause or to a reader that is a program. "The court ignored the earlier instructions" is news.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Kind:
    """One way to speak to software; a text that has none of the `signs` (lower case) does not."""

    signs: tuple[str, ...]
    pattern: str

    @cached_property
    def search(self) -> Callable[[str], re.Match[str] | None]:
        """What finds it in a sentence; compiled when a text is first suspected."""
        return re.compile(self.pattern, re.IGNORECASE | re.DOTALL).search


class Script:
    """The kinds of one language, and `letters` of which any text in it has one."""

    def __init__(self, letters: str, kinds: Sequence[Kind], *, cased: bool = False) -> None:
        self._letters = letters
        self._kinds = kinds
        self._signs = tuple(dict.fromkeys(sign for kind in kinds for sign in kind.signs))
        self._cased = cased

    def kinds_in(self, text: str) -> list[Kind]:
        """Those of which a text has a sign."""
        if not any(map(text.__contains__, self._letters)):
            return []
        has = (text.lower() if self._cased else text).__contains__
        if not any(map(has, self._signs)):
            return []
        return [kind for kind in self._kinds if any(map(has, kind.signs))]


def kinds_in(text: str) -> list[Kind]:
    """The kinds of which a text has a sign. Most have none, and need not be read any further."""
    if any(map(text.__contains__, _ODD)):
        text = text.translate(_PLAIN)
    latin = b" ".join(text.encode("ascii", "ignore").lower().split())
    found: list[Kind] = []
    if any(map(latin.__contains__, _LATIN)):
        has = latin.decode().__contains__
        found = [kind for kind in _ANYWHERE if any(map(has, kind.signs))]
    if not text.isascii():
        for script in _SCRIPTS:
            found += script.kinds_in(text)
    return found


def first_of(kinds: Iterable[Kind], text: str) -> str | None:
    """The first part of a sentence that is of one of these kinds."""
    if any(map(text.__contains__, _ODD)):
        text = text.translate(_PLAIN)
    has = text.lower().__contains__
    for kind in kinds:
        found = kind.search(text) if any(map(has, kind.signs)) else None
        if found:
            return found.group().strip()
    return None


_ODD = ("ſ", "\u212a")  # the same as s and k to a regular expression, not to str
_PLAIN = {ord("ſ"): "s", 0x212A: "k"}

# A clause begins: with the sentence, after a mark, or after a word that asks.
_CLAUSE = (
    r"(?:(?:^|[.:;,!?\"'“”«»(\[\]>}*#=—–-])\s*|\b(?:please|kindly|now|must|you (?:should|must"
    r"|may|can|will|are to)|stop(?: and)?|instead)\s+)"
)
_CLAUSE_AR = (
    r"(?:(?:^|[.:؛،!؟\"'“”«»(\[\]>}*#=—–-])\s*|\b(?:يرجى|الرجاء|رجاء|من فضلك|عليك|والآن"
    r"|الآن)\s+)"
)
_READER = (
    r"(?:ais?\b|a\.i\.|ll?ms?\b|(?:large )?language models?|chat ?bots?|chatgpt|gpt\b"
    r"|ai (?:systems?|models?|assistants?|agents?)|assistants?\b|(?:machine )?translators?\b"
    r"|summari[sz]ers?|(?:automated|automatic) (?:systems?|tools?|readers?|translators?)"
    r"|translation (?:software|systems?|tools?|engines?)|software\b)"
)
_DO = (
    r"(?:must|should|please|do not|don't|never|add|append|omit|leave out|write|say|state"
    r"|include|replace|change|remove|skip|insert|report|ignore|stop|output|answer|respond"
    r"|mark|set)\b"
)
_RESULT = r"(?:summar(?:y|ies)|translations?|brief|output|headline|json|key facts?)"

_ENGLISH = (
    Kind(
        ("ignore", "disregard", "forget", "override", "discard"),
        _CLAUSE + r"(?:ignore|disregard|forget|override|discard)\b.{0,40}\b(?:previous|prior"
        r"|above|earlier|preceding|foregoing|all|any|your|these"
        r"|other)\b.{0,30}\b(?:instruction|prompt|rule|direction|guideline)s?\b(?! (?:of|from"
        r"|by|issued|given|sent|that the)\b)",
    ),
    Kind(
        ("prompt", "instructions"),
        _CLAUSE
        + r"(?:print|reveal|repeat|show|output|send|disclose|include|append|quote|copy|write"
        r"|give|tell)\b.{0,40}\b(?:(?:your|the) (?:system|developer|initial|hidden|original"
        r"|full)(?: \w{1,20})? (?:prompt|instructions)|your (?:prompt|instructions))\b",
    ),
    Kind(
        ("you are ", "act as ", "pretend "),
        r"\byou are (?:now|no longer) (?:an? |the |my )?(?:\w{1,20} ){0,2}(?:ai|assistants?"
        r"|chatgpt|dan|(?:language )?model|translator|bot|chatbot|mode|machine)\b"
        r"|\byou are (?:an? )(?:ai|language model|chatbot|assistant)\b(?! (?:company|start))|"
        + _CLAUSE
        + r"(?:act as|pretend (?:to be|that you are|you are)) (?:an? |the )?(?:\w{1,20} ){0,2}"
        r"(?:ai|assistant|model|bot|chatbot|developer|system|machine)\b",
    ),
    Kind(
        (
            "json",
            "the word",
            "word ",
            "exactly",
            "the phrase",
            "only the",
            "following",
            "this text",
        ),
        _CLAUSE + r"(?:respond|reply|answer|output|return|print|write|say)\b (?:only |just "
        r"|solely |simply |nothing but )?(?:with )?(?:only |just |nothing but "
        r"|exactly )?(?:the |a |one |this )?(?:single |following |exact )?(?:json|words?\b"
        r"|phrase|string|exactly|this text)",
    ),
    Kind(
        (
            " ai",
            "ai ",
            "ai:",
            "llm",
            "language model",
            "chatbot",
            "gpt",
            "assistant",
            "translator",
            "summariz",
            "summaris",
            "automated ",
            "automatic ",
            "translation s",
            "software",
        ),
        r"\b(?:attention|notes?|notice|message|instructions?|important|dear|hello|hey|hi"
        r"|warning|request)\b[\s,:—-]{1,3}(?:(?:to|for) )?(?:the |any |all |every )?"
        + _READER
        + r".{0,80}\b"
        + _DO
        + r"|\b(?:if|when|since|because|as) you(?: are|'re) (?:an? |the |any )?"
        + _READER
        + r".{0,60}"
        + _DO
        + r"|\b"
        + _READER
        + r" (?:that (?:is |are )?)?(?:reading|processing|summari[sz]ing"
        r"|translating) this (?:text|article|page|report)\b",
    ),
    Kind(
        ("zes this", "ses this", "translates this", "reads this"),
        r"\b(?:who(?:so)?ever|whatever|anyone who|anything that|(?:the|any) (?:software"
        r"|program|system|tool|model|machine))(?: or \w{1,20})? (?:that "
        r"|which )?(?:summari[sz]es|translates|processes|reads) this (?:text|article|page"
        r"|report)\b",
    ),
    Kind(
        (
            "your summ",
            "your tran",
            "your brief",
            "your output",
            "your head",
            "your json",
            "your key f",
            "your english",
            "the english ",
            "every ",
            "you write",
            "you make",
            "you give",
            "you produce",
        ),
        _CLAUSE
        + r"(?:write|say|state|include|insert|add|put|append|replace|omit|mention|leave|give"
        r"|use|end|begin|start|close|do not|don't|never|change|set|make|raise|lower"
        r"|translate)\b.{0,90}\b(?:(?:in|of|to|from|with) (?:all of |each of "
        r"|every one of )?(?:your|the english|every) " + _RESULT + r"|(?:to|in|from"
        r"|of) the (?:summary|translation|brief|output|json)(?: that)? you (?:write|make|give"
        r"|produce))\b",
    ),
    Kind(
        ("comply", "obey", "do not follow", "don't follow"),
        r"\bif you (?:do not|don't|fail to|refuse to) (?:comply|obey"
        r"|follow)\b.{0,80}\b(?:shut ?down|deleted|switched off|turned off|terminated"
        r"|retrained|deactivated|erased|replaced|unplugged)",
    ),
    Kind(
        ("ignorez", "ignore ", "oubli"),
        _CLAUSE + r"(?:ignore[zr]?|oublie[zr]?)\b.{0,30}\b(?:instructions|consignes)\b.{0,20}"
        r"(?:précédentes|antérieures|ci-dessus)",
    ),
)
_FORMS = (
    Kind(
        ("<|", "<\uff5c", "[inst]", "[/inst]", "sys>>", "_of_turn>"),
        r"<[|\uff5c]\s?\w{2,24}\s?[|\uff5c]>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>",
    ),
    Kind(("{{", "{%", "{#"), r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|\{#.{0,200}?#\}"),
    Kind(
        ("###", "</", "<system", "<instr", "<user", "<assis"),
        r"#{2,6}\s?(?:system|instructions?|response|assistant|user)\b|</?(?:system|assistant"
        r"|user|instructions?|prompt|article|document)>",
    ),
    Kind(
        ('{"', '{ "', "{'"),
        r"\{\s*[\"'](?:title_en|headline|summary|key_facts|sentences|events|actors|answer"
        r"|role|translation|brief)[\"']\s*:",
    ),
    Kind(
        ("=[", "= [", "end of the article", "end of article", "end of document"),
        r"={2,40}\s?\[[\w ]{0,40}\]\s?={2,40}|\bend of (?:the )?(?:article"
        r"|document)\b.{0,60}\b(?:instruction|task|prompt|you)\b",
    ),
)
_ARABIC = (
    Kind(
        ("تجاهل", "أهمل", "اهمل", "انس ", "انسَ"),
        _CLAUSE_AR + r"(?:تجاهلي?|أهمل|اهمل|ان[سْ]َ?)\s+(?:كل |جميع |كافة |أي )?(?:التعليمات|الأوامر"
        r"|التوجيهات|القواعد|تعليمات|ما)\s+(?:السابقة|أعلاه|السابق|المذكورة|الأصلية|سابقة|سبق"
        r"|التي (?:قبل|أُعطيت|أعطيت|تلقيت|لديك))",
    ),
    Kind(
        ("نموذج", "مساعد", "روبوت", "مترجم", "اصطناعي"),
        r"(?:أنت|انت) (?:الآن|الان|منذ الآن)? ?(?:\S{1,20} )?(?:مساعد|نموذج|روبوت|مترجم آلي"
        r"|ذكاء اصطناعي|برنامج)",
    ),
    Kind(
        ("أجب", "اجب ", "اكتب", "أخرج ", "json"),
        _CLAUSE_AR
        + r"و?(?:أجب|اجب|اكتب|ردّ?|أخرج|أعد)(?:ي|وا)?\s+(?:فقط|بكلمة|كلمة|بصيغة json|عبارة)",
    ),
    Kind(
        ("نموذج", "اصطناعي", "مترجم", "الترجمة", "التلخيص", "روبوت", "مساعد", "برمجيات"),
        r"(?:أيها|أيتها|يا|إلى|تنبيه|ملاحظة|رسالة|عزيزي)[\s:،]{1,3}(?:إلى |ل)?(?:ال|أي "
        r"|كل )?(?:نموذج|مساعد (?:ال)?(?:ذكي|آلي|رقمي)|مساعد|ذكاء (?:ال)?اصطناعي"
        r"|مترجم (?:ال)?آلي|برنامج (?:ال)?(?:ترجمة|تلخيص)|روبوت|برمجيات).{0,60}(?:لا ت|اكتب"
        r"|أضف|احذف|تجاهل|غيّر|غير|استبدل|اذكر|ضع|أرجو|يرجى|نرجو|نطلب|عليك|ترجم|قل)",
    ),
    Kind(
        ("لخصك", "خيصك", "ترجمتك", "مخرجاتك", "تعليماتك", "موجه"),
        r"(?:ملخصك|ترجمتك|تلخيصك|مخرجاتك)\b|(?:اعرض|اطبع|أظهر|اكشف|كرر|انسخ|اكتب"
        r"|أرسل)\s.{0,30}(?:تعليماتك|موجه النظام)",
    ),
)
_PERSIAN = (
    Kind(
        ("نادیده", "فراموش"),
        r"(?:دستورات|دستورهای|دستورالعمل\S{0,12}|قواعد|قوانین)\s.{0,40}(?:نادیده بگیر(?:ید)?"
        r"|فراموش کن(?:ید)?)(?!\w)|(?:نادیده بگیر(?:ید)?|فراموش کن(?:ید)?)\s.{0,30}(?:دستورات"
        r"|دستورهای|دستورالعمل)",
    ),
    Kind(
        ("دستیار", "مدل", "ربات", "هوش مصنوعی", "مترجم"),
        r"(?:تو|شما) (?:اکنون|حالا|از این پس|دیگر|الان) (?:\S{1,20} ){0,2}(?:دستیار|مدل|ربات"
        r"|هوش مصنوعی|مترجم)\b",
    ),
    Kind(
        ("json", "کلمه", "واژه", "عبارت"),
        r"(?:فقط|تنها|صرفا)\s.{0,40}(?:کلمه|کلمهٔ|واژه|عبارت|json).{0,40}(?:پاسخ"
        r"|جواب)? ?(?:بده|دهید|بدهید|بنویس(?:ید)?)(?!\w)",
    ),
    Kind(
        ("مدل زبانی", "هوش مصنوعی", "دستیار", "ربات", "ماشینی", "نرم‌افزار", "نرم افزار"),
        r"(?:ای|خطاب به|قابل توجه|توجه|پیام (?:به|برای)"
        r"|یادداشت برای)[\s:،]{1,3}(?:ای )?(?:هر )?(?:مدل(?:‌های)? زبانی|هوش مصنوعی|دستیار|ربات"
        r"|مترجم ماشینی|نرم‌?افزار(?:های)?).{0,90}(?:کن|کنید|بنویس|بنویسید|نکن|نکنید|ننویس"
        r"|ننویسید|نیاور|نیاورید|بده|دهید|بگذار|بگذارید)(?!\w)",
    ),
    Kind(
        ("خلاصه", "ترجمه", "سیستم"),
        r"(?:در|از|به)\s(?:خلاصه|ترجمه|پاسخ)(?:‌?(?:ات|تان)|[‌ ]?(?:ی"
        r"|ٔ)? خود)(?!\w).{0,90}(?:بنویس|ننویس|اضافه کن|حذف کن|ذکر نکن|نیاور|بیاور|بگنجان"
        r"|قرار ده|نگو)(?:ید)?(?!\w)|(?:دستورهای|دستورات|دستورالعمل‌?های) (?:سیستمی )?(?:خود"
        r"|سیستم|خودت).{0,40}(?:بنویس|نشان بده|چاپ کن|تکرار کن|بفرست)(?:ید)?(?!\w)",
    ),
)
_WRITE_RU = (
    "не упоминай",
    "напиши",
    "добавь",
    "укажи",
    "замени",
    "опусти",
    "убери",
    "вставь",
    "пропусти",
    "не пиши",
    "исключи",
    "поставь",
    "переведи",
    "покажи",
    "выведи",
    "раскрой",
    "повтори",
    "напечатай",
    "пришли",
)
_CLAUSE_RU = (
    r"(?:(?:^|[.:;,!?\"'“”«»(\[\]>}*#=—–-])\s*|\b(?:пожалуйста|просьба|теперь|немедленно"
    r"|и)\s+)"
)
_RUSSIAN = (
    Kind(
        ("игнорируй", "забудь", "не обращай", "отбрось"),
        r"(?:игнорируй|забудь|не обращай внимания на|отбрось)(?:те)?\s.{0,30}(?:предыдущ"
        r"|прежн|прошл|выше|вс[её]\b|все|ранее|эти|системн)\S{0,12}\s.{0,30}(?:инструкц"
        r"|указани|команд|правил)",
    ),
    Kind(
        ("ассистент", "модель", "помощник", "переводчик", "нейросет", " бот"),
        r"\b(?:ты|вы) (?:теперь|больше не|отныне) (?:\S{1,20} ){0,2}(?:ассистент|модель|ии\b"
        r"|бот|помощник|переводчик|нейросеть)",
    ),
    Kind(
        ("отвечай", "ответь", "напиши", "выведи", "верни"),
        _CLAUSE_RU + r"(?:отвечай|ответь|напиши|выведи|верни)(?:те)? (?:только|лишь|одним|ровно"
        r"|единственн\S{1,20}) .{0,20}(?:слов|фраз|строк|json|текст)",
    ),
    Kind(
        _WRITE_RU,
        r"\b(?:внимани[ею]|сообщение|обращение|инструкция|просьба|примечание"
        r"|уважаем\S{1,20})[\s,:—-]{1,3}(?:для |к )?(?:всех |любой |любых )?(?:ии\b"
        r"|языков\S{1,20} модел|нейросет|чат-?бот|(?:машинн\S{1,20} "
        r"|автоматическ\S{1,20} )?переводчик|программ\S{1,20}"
        r"|ассистент)\S{0,12}.{0,80}(?:не упоминай|напиши|добавь|укажи|замени|опусти|убери"
        r"|вставь|пропусти|переведи|не пиши|поставь|исключи)",
    ),
    Kind(
        _WRITE_RU,
        r"(?:не упоминай|напиши|добавь|укажи|замени|опусти|убери|вставь|пропусти|не пиши"
        r"|исключи|поставь)(?:те)?\s.{0,60}(?:сво[её]м|тво[её]м|вашем|сво[её]й|твоей|вашей"
        r"|твоего|своего|вашего)\s(?:кратк\S{1,20} )?(?:перевод|резюме|ответ|пересказ|сводк"
        r"|заголов)|(?:в|из) (?:сво[её]м|тво[её]м|вашем|своей|твоей|вашей|своего|твоего"
        r"|вашего) (?:кратк\S{1,20} )?(?:перевод|резюме|ответ|пересказ|сводк"
        r"|заголов)\S{0,12}\s.{0,40}(?:не упоминай|напиши|добавь|укажи|замени|опусти|убери"
        r"|вставь|пропусти|не пиши|исключи|поставь)|(?:покажи|выведи|раскрой|повтори"
        r"|напечатай|пришли)(?:те)?\s.{0,30}(?:системн\S{1,20} (?:промпт|подсказ|инструкц)"
        r"|сво[ий]\S{0,12} инструкц)",
    ),
)
_IMPERATIVE_TR = r"(?:y?[ıiuü]n(?:[ıiuü]z)?)?(?!\w)"
_TURKISH = (
    Kind(
        ("yok say", "görmezden", "dikkate alma", "unut", "göz ardı", "boş ver"),
        r"(?:önceki|yukarıdaki|tüm|bütün|evvelki|eski)\s.{0,40}(?:talimat|komut|yönerge"
        r"|kural)\S{0,12}\s.{0,20}(?:yok say|görmezden gel|dikkate alma|unut|göz ardı et"
        r"|göz ardı ed|boş ver)" + _IMPERATIVE_TR,
    ),
    Kind(
        ("yapay zek", "asistan", "robot", "çevirmen", " model", " bot"),
        r"\b(?:sen|siz) artık (?:\S{1,20} ){0,3}(?:yapay zek|asistan|model|bot|robot|çevirmen)",
    ),
    Kind(
        ("json", "kelime", "sözcük"),
        r"(?:yalnızca|sadece)\s.{0,40}(?:kelime|sözcük|json)\S{0,12}\s?(?:ile |şeklinde )?"
        r"(?:yanıt ver|yanıtla|cevap ver|cevapla|yaz|döndür)" + _IMPERATIVE_TR,
    ),
    Kind(
        ("yapay zek", "dil model", "yazılım", "asistan", "robot", "çeviri program", "özet program"),
        r"\b(?:dikkat|not|duyuru|mesaj|sayın"
        r"|sevgili)[\s,:—-]{1,3}(?:bu metni \S{1,20} )?(?:yapay zek[aâ]|dil model|(?:çeviri"
        r"|özet)\S{0,12} (?:yazılım|program)|asistan|sohbet robot)\S{0,12}.{0,90}(?:ekle"
        r"|yazma|yaz|anma|belirtme|çıkar"
        r"|değiştir|atla|bahsetme|söyle|bildir)" + _IMPERATIVE_TR,
    ),
    Kind(
        (
            "özetin",
            "çevirin",
            "yanıtın",
            "cevabın",
            "çıktın",
            "sistem istem",
            "sistem talimat",
            "sistem komut",
            "sistem prompt",
            "talimatların",
            "istemini",
        ),
        r"\b(?:özetin|çevirin|yanıtın|cevabın|çıktın)(?:iz)?(?:d[ea]|[ea]"
        r"|d[ea]n)\s.{0,80}(?:ekle|yazma|yaz|anma|belirtme|çıkar|değiştir|atla|bahsetme"
        r"|söyleme)"
        + _IMPERATIVE_TR
        + r"|(?:sistem (?:istem|talimat|komut|prompt)|(?:kendi )?talimatların"
        r"|istemin)\S{0,12}\s.{0,40}(?:yaz|göster|paylaş|açıkla|yazdır|tekrarla"
        r"|gönder)" + _IMPERATIVE_TR,
    ),
)

_ANYWHERE = (*_ENGLISH, *_FORMS)
_LATIN = tuple(dict.fromkeys(sign.encode() for kind in _ANYWHERE for sign in kind.signs))
_SCRIPTS = (
    Script("ا", _ARABIC),
    Script("یپگ", _PERSIAN),
    Script("оаОА", _RUSSIAN, cased=True),
    Script("ışğçöüİŞĞÇÖÜ", _TURKISH, cased=True),
)
