"""Words of outcomes in languages of which only the commonest are listed: stem/ending,ending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from llmx.text.concepts.forms import ALONE, Added
from llmx.text.concepts.outcome import Row
from llmx.text.folding import fold

_RUSSIAN = (
    Row(
        "killed",
        "both",
        "погиб/,ла,ло,ли,нет,нут,ший,шие,ших,шего,шему,шая,шими,шим погиба/ет,ют,ли,ть "
        "гибн/ет,ут сконча/лся,лась,лись умер/,ла,ло,ли,ший,ших убит/,а,о,ы,ый,ые,ых,ого,ыми "
        "убил/,а,о,и убить убива/ет,ют,ли гибел/ь,и,ью убийств/о,а,е,ом "
        "убито убитая убитой убит/ому,ым убив/,ший,шие,ших погибше/е,й погибнуть погибая "
        "погибшая скончавш/ийся,иеся,ихся,аяся умерш/ая,им,ими умерев умерщвлен/,ы,о",
    ),
    Row(
        "killed",
        "both",
        "смерт/ь,и,ью,ей",
        nearly="(?<=жизнью и смертью)|(?<=жизни и смерти)|(?<=от смерти)|(?<=при смерти)"
        "|(?<=со смертью)|(?<=близости смерти)",
    ),
    Row(
        "killed destroyed",
        "both",
        "уничтож/ил,ила,или,ило,ен,ена,ены,ено,ить,ает,ают,ение,ения,ению,енных,енные,ив,ивший,"
        "ивших,енного,енный,ением,аются,алось",
    ),
    Row(
        "killed",
        "both",
        "ликвидирова/л,ла,ли,н,на,ны,но ликвидаци/я,и,ю жертв/а,ы,ами,ах,у,ой,,е "
        "застрел/ен,ена,ены,ил,или "
        "расстрел/,ян,яна,яны,яно,яли,ял,ивали,а нейтрализ/ован,ована,ованы,овано,овали,овал,ация "
        "обезвре/жен,жены,жено,дили,дил смертельн/о,ый,ая,ое,ые,ых,ого мертв/ый,ые,ых,ыми,ым,ы "
        "пал/,и,о утону/л,ли,ла повеш/ен,ены зареза/н,на,ны,ли,л убийц/а,ы,у перебит/,ы полег/ли "
        "устран/ен,ены,или,ил разбит/,ы обезглав/лен,лены,или спасти труп/,ы,ов тел/а,о "
        "потер/и,ь,ями,ях,ял,яли,яла казн/ь,и,ил,или "
        "унес/ла,ли,ло жизн/и,ь,ей летальн/ый,ым,ых подорва/лся,лись двухсот/ых,ые "
        "ликвидирова/в,вший,вшие,ть,нных ликвидиру/ют,ет ликвидаци/ей унесш/ей,ий,ие,их,ее,ая "
        "нейтрализова/в,ли,л,ла,н,ны,но,на,нных,ть обезвре/жена,женных,див,живают,дить "
        "застрел/ив,ившие,енных расстреляв погребен/,о,ы,а,ие,ия похорон/ен,ены,ено,ена,или,ил,ы,"
        "ах,ами захорон/ен,ены,ено,или,ение,ения лиши/лся,лись,лась полегл/о,и полегш/ие,их "
        "сражен/,ы,о голов/ы,у добит/,ы,о растерза/ли,н,ны замуче/н,ны задави/ло,ли "
        "задохну/лся,лись,лась сгоре/л,ла,ли останк/и,ов,ами гроб/ы,ов,ами траур/,а "
        "безвозвратн/ые,ых павш/ий,ие,их,им перебив выбит/ы устранив казнен/,ы,а,о,ных "
        "смерти гибнущ/ие,их летальн/о жертвой подорвавш/ихся,ийся",
        strong=False,
    ),
    Row(
        "wounded",
        "both",
        "ранен/,а,о,ы,ый,ые,ых,ного,ым,ыми,ного ранени/я,е,й,ями,ем пострада/л,ла,ло,ли,вшие,вших "
        "ранил/,а,и,о травм/ы,а,у,ировано,ированы травмирован/,ы,о,а,ных ранив/,ший,шие,ших "
        "пострадавш/ий,ие,их,им,ими,его раненны/й,е,х травм",
    ),
    Row(
        "wounded",
        "both",
        "контужен/,ы,о контузи/ю,и увечь/я,е трехсотых госпитализ/ирован,ированы "
        "ран/,а,ы,у,ой,ами,ах тяжелоранен/ый,ые,ых,ого,ного,ными легкоранен/ый,ые,ых "
        "осколочн/ое,ые,ых,ыми ожог/и,ов,ами покалеч/ен,ены,ило "
        "пострада/вший,вшим изувечен/,ы,о подстрел/ен,ены,или контужен/ных,ные,ный посеч/ен,ены "
        "госпитализирова/н,ны,но,ли,нных задет/,ы,о хирург/и,ов реанимаци/ю,и",
        False,
    ),
    Row(
        "casualties",
        "both",
        "потер/и,ь,ями,ях,ял,яли жертв/ы,ами,ах пострада/вшие,вших",
        strong=False,
    ),
    Row(
        "captured",
        "both",
        "задержан/,а,о,ы,ный,ные,ных,ии,ие,ия задержа/л,ли,ла "
        "арест/,ы,а,ован,ована,овано,ованы,овали,"
        "овал,овала,ованных,ованные,ованы задержива/ют,ет,ли похищен/,а,о,ы,ие,ия,ных "
        "похити/л,ли,ла задержав/,ший,шие задержанн/ого,ому,ыми арестовав похитив похищенн/ый,ые,"
        "ого,ыми арест/е,ом арестант/ы,ов,а",
    ),
    Row(
        "captured",
        "both",
        "плен/,а,у,ен,ены,ено,или пленн/ый,ые,ых,ого,ыми захва/чен,чены,чено,тил,тили,т,та "
        "заложник/,и,ов,ами взя/т,ты,ли,то,л заключенн/ый,ые,ых,ого удержива/ет,ют,ли,ются "
        "страж/а,у,ей,ей,и схва/чен,чена,чены,тил,тили,ченных доставлен/,а,ы,ных поимк/а,е,и "
        "плененн/ые,ых,ый,ого захваченн/ые,ых,ый,ого изолятор/,е,а заточен/ы,ии обменян/,ы "
        "пленив плени/л,ли узник/,и,ов,а,ами сизо пойма/н,ны,но,л,ли заложниц/а,ы,у заложник/а,ам "
        "взяв взяты плену пленом пленением схватив лишен/,ы удержан/ы,о тюрьм/у,е,ы решетк/у,ой",
        strong=False,
    ),
    Row(
        "surrendered",
        "both",
        "сда/лся,лись,лась,ться,ются,ли,вшиеся,вшихся,ется,вшийся,вшись капитул/яция,ировали,"
        "ировал сдаваться",
    ),
    Row(
        "surrendered",
        "both",
        "сложи/ли,л,ть сдач/а,и,у,е капитуляци/я,и,ю сложив/,ший,шие,ших "
        "разоруж/ен,ены,ился,ились,ение сдав/ший,шие,ших сдают оружи/е амнисти/я,ю,и",
        strong=False,
    ),
    Row(
        "fled",
        "both",
        "бежа/л,ли,ла,ть,вшие скрыл/ся,ись,ась отступи/л,ли,ла,ть отош/ел,ли,ла сбежа/л,ли,ла "
        "отступлени/е,я,ю бегут бежит бегущ/ие,их отступа/ет,ют,ли,л бежав/,ший,ших отступив/,ший,"
        "шие скрывшиеся скрывшихся сбежав/,ший,шие,ших",
    ),
    Row(
        "fled",
        "both",
        "бегств/о,а,е,у,ом уш/ел,ли,ла покину/л,ли,ла,ть,в,вшие выве/ли,ден,дены,л вывод/,а,е,ом "
        "отвод/,а,е,ом отх/од,ода остави/л,ли,ла эвакуирова/ны,но,ли,л спаса/ясь,лись,ются "
        "выбит/,ы,о "
        "выеха/л,ли,ла рассея/ны,лись ретирова/лся,лись покида/ют,ет,ли "
        "откати/лся,лись,лась отойд/я,ут отходи/т,ли,л отойти покинув/,ший,шие,ших ретиру/ются "
        "дезертирова/л,ли разбежа/лись,лся вытеснен/,ы,о вытесни/ли,л выдавлен/,ы отброшен/,ы,а "
        "отбросили скрыва/ется,ются,лся,лись розыск/,е ушедш/ие,их,ий бегл/ый,ые,ых беглец/,ы,ов "
        "снял/ись,ся ретировавш/ись,иеся выходя вышли",
        strong=False,
    ),
    Row(  # what is left behind the other side takes
        "fled seized",
        "both",
        "броси/в,ли,л,ла,вший,вшие брошен/,ы,о,ные,ных оставив/,ший,шие оставлен/,ы,о",
        strong=False,
    ),
    Row("missing", "both", "пропавш/ий,ие,их,им пропа/л,ли,ла,ло"),
    Row(
        "missing",
        "both",
        "исчез/,ли,ла,новение,новения завал/ами,ов,ах без вести судьб/а,е,у,ы,ой "
        "ищут иск/али разыскива/ют,ются,ет,ется неизвестн/а,о,ой,ы исчезнувш/ий,ие,их "
        "исчезнувшими безвестно недосчитались",
        strong=False,
    ),
    Row("displaced", "both", "переселен/цы,цев,цам,цами перемещенн/ых,ые,ыми,ым"),
    Row(
        "displaced",
        "both",
        "беженц/ы,ев,ам,ами покину/л,ли,ть эвакуирова/ны,но,ли бежа/ли,ть беженец беженк/а,и "
        "перемещен/ы,ы,о,ие выселен/ы,о,ие изгнан/ы,ы,ие крова вынужден/ы,о покида/ют,ли бегут "
        "насиженн/ых,ые,ого снял/ись,ась,ся кров/,ов,е беженцами изгна/ли,л эвакуаци/я,и,ю "
        "депортирова/н,ны,ли бежавш/ий,ие,их покинув/,ший,шие,ших бездомн/ыми,ые,ых переселил/ись "
        "уехал/и уехавш/ие,их лишивш/иеся,ихся выехал/и",
        False,
    ),
    Row(
        "destroyed",
        "both",
        "разруш/ен,ена,ены,ено,ил,или,ения,ение,ило,енных,ив,ила,енные,ениям,ает,ают",
    ),
    Row(
        "destroyed",
        "both",
        "сгоре/л,ла,ло,ли подби/т,ты,то,ли,л сожж/ен,ена,ены,ено сби/т,ты,то,ли,л "
        "взорва/н,ны,но,ли,л"
        " потер/ял,яли,и,яв перехва/чен,чены,чено,чена,тил,тили,тила,т,тив сбив/,ший,шие подбив "
        "взорвав сжег сжегш/ие сожгл/и,а спалил/и,а снес/ен,ены,ено,ли,ла,ло стерт/,ы,о,а "
        "потопл/ен,ены,ено,ена потопи/л,ли затону/л,ла,ло,ли испепел/ен,ены обруш/ился,илось,ились "
        "рухну/л,ла,ло,ли ликвидирова/н,ны,но,на обезвреж/ен,ены,ено поражен/,ы,о,а порази/л,ли,ло "
        "выгоре/л,ло,ли сровня/ли,л,н сгоревш/ий,ие,их уничтож/ен сожженн/ый,ые,ых строя дотла",
        strong=False,
    ),
    Row("damaged", "both", "поврежд/ен,ена,ены,ено,ения,ение,ения,ений,енных,енные,ениями"),
    Row(
        "damaged",
        "both",
        "подби/т,ты,то,ли,л пострада/л,ла,ло,ли подорва/лся,лись ущерб/,а,ом повреди/л,ли,ло,ла,в "
        "задет/,ы,о,а пробит/,ы,о порази/л,ли,ло посеч/ен,ены,ено строя",
        False,
    ),
    Row("seized", "both", "изъя/т,ты,то,ли,л конфиск/ован,ованы,овали,овано"),
    Row(
        "seized",
        "both",
        "захва/чен,чены,чено,тил,тили,тила,т,та,тить трофе/и,ев,й заня/л,ли,т,ты взя/л,ли,т,ты "
        "обнаруж/или,ил,ен,ены,ено контрол/ь,я,ем,ирует наш/ли,ел,ла захватив заняв взяв изъяв "
        "отбил/и,а отбит/,ы,о освобо/дил,дили,жден,ждены,ждена,ждено овладе/л,ли,в завладе/л,ли,в "
        "трофейн/ый,ых,ые,ую перешл/и,а реквизирова/ли,ны,но трофеями трофеем конфискова/в,л",
        strong=False,
    ),
)
_FRENCH = (
    Row(
        "killed",
        "both",
        "tué/,e,s,es mort/,e,s,es décédé/,e,s,es abattu/,e,s,es péri/,ent assassiné/,s",
    ),
    Row(
        "killed",
        "both",
        "tuer tuant tuent tue décès vie vies meurtre/,s victime/,s bilan éliminé/,s neutralisé/,s "
        "exécuté/,s martyr/,s corps cadavre/,s meurtrier/,s meurtrière/,s perdu mortel/,s pertes",
        strong=False,
    ),
    Row("wounded", "both", "blessé/,e,s,es"),
    Row("wounded", "both", "blessant blesser blessure/,s touché/,e,s,es atteint/,s", strong=False),
    Row("casualties", "both", "victime/,s perte/,s bilan", strong=False),
    Row("captured", "both", "arrêté/,e,s,es enlevé/,e,s,es kidnappé/,e,s,es emprisonné/,e,s,es"),
    Row(
        "captured",
        "both",
        "capturé/,e,s,es détenu/,e,s,es prisonnier/,s prisonnière/,s otage/,s arrestation/,s "
        "interpellé/,e,s,es interpellation/,s enlèvement/,s détention capture captif/,s saisi/,s",
        strong=False,
    ),
    Row(
        "surrendered",
        "both",
        "rendu/,s rendus reddition capitulé rendent rendre livré/,s",
        strong=False,
    ),
    Row("fled", "both", "fui fuient fuyant fuir enfui/,s,e,es"),
    Row(
        "fled",
        "both",
        "fuite retiré/,e,s,es retrait repli replié/,s retraite quitté évacué/,s évadé/,s "
        "échappé/,s "
        "retirent partis abandonné",
        strong=False,
    ),
    Row("missing", "both", "disparu/,e,s,es"),
    Row("missing", "both", "disparition/,s décombres introuvable/,s", strong=False),
    Row("displaced", "both", "déplacé/,e,s,es"),
    Row(
        "displaced", "both", "réfugié/,s déplacement/,s exode chassé/,s évacué/,s fui", strong=False
    ),
    Row("destroyed", "both", "détruit/,e,s,es détruisant démoli/,e,s,es"),
    Row(
        "destroyed",
        "both",
        "destruction/,s détruire anéanti/,e,s,es incendié/,e,s,es brûlé/,e,s,es rasé/,e,s,es "
        "ruine/,s "
        "explosé perdu abattu/,s démolition ravagé/,e,s,es",
        strong=False,
    ),
    Row("damaged", "both", "endommagé/,e,s,es"),
    Row("damaged", "both", "dégât/,s touché/,e,s,es dommage/,s atteint/,e,s", strong=False),
    Row("seized", "both", "confisqué/,e,s,es saisi/,e,s,es"),
    Row(
        "seized",
        "both",
        "saisie/,s pris prise emparé/,e,s,es emparer contrôle repris découvert/,s",
        False,
    ),
)
_HEBREW = (
    Row("killed", "both", "נהרג/,ה,ו,ים נרצח/,ה,ו,ים הרוג/,ים,י,ה מת/,ה,ו,ים חוסל/,ה,ו נפטר/,ה,ו"),
    Row(
        "killed",
        "both",
        "הרג/,ה,ו הרגו הריגת מוות מותו מותם רצח חיסול חיסל/,ה,ו נפל/,ו חלל/,ים גופ/ה,ות קורבנ/ות",
        strong=False,
    ),
    Row("wounded", "both", "נפצע/,ה,ו,ים פצוע/,ים,ה,י"),
    Row("wounded", "both", "פצע/,ה,ו פציעת נפגע/,ה,ו,ים פגע/,ה,ו פציעות", strong=False),
    Row("casualties", "both", "נפגעים קורבנות אבדות", strong=False),
    Row("captured", "both", "נעצר/,ה,ו,ים נחטף/,ה,ו נשבה נשבו"),
    Row(
        "captured",
        "both",
        "עצר/,ה,ו עצור/,ים,ה מעצר שבוי/,ים חטוף/,ים,ה חטופים נתפס/,ו חטפ/ו,ה",
        False,
    ),
    Row("surrendered", "both", "נכנע/,ה,ו,ים"),
    Row("surrendered", "both", "כניעה כניעת הסגירו הסגיר", strong=False),
    Row("fled", "both", "נמלט/,ה,ו ברח/,ה,ו נסוג/,ה,ו"),
    Row("fled", "both", "בריחה בריחת נסיגה נסיגת עזב/,ה,ו התפנו יצאו פונו נטש/ו", strong=False),
    Row("missing", "both", "נעדר/,ת,ים נעדרים"),
    Row("missing", "both", "נעלמ/ו,ה נעלם הריסות", strong=False),
    Row("displaced", "both", "עקור/,ים נעקר/,ו"),
    Row("displaced", "both", "פליט/,ים מפונים פונו עזבו ברחו", strong=False),
    Row("destroyed", "both", "הושמד/,ה,ו נהרס/,ה,ו הרס/,ה,ו"),
    Row(
        "destroyed",
        "both",
        "השמד/ת,ה השמיד/,ו,ה חרב/,ה,ו נשרפ/ה,ו נשרף הופל/,ה,ו פוצצ/ו,ה הריסת",
        False,
    ),
    Row("damaged", "both", "ניזוק/,ה,ו"),
    Row("damaged", "both", "נזק/,ים נפגע/,ה,ו פגע/,ה,ו", strong=False),
    Row(
        "seized",
        "both",
        "הוחרמ/ו,ה הוחרם החרימ/ו,ה נתפס/,ה,ו תפס/,ה,ו כבש/,ה,ו נמצא/,ו השתלט/,ה,ו",
        False,
    ),
)
_TURKISH = (
    Row(
        "killed",
        "left",
        "öldü öldüğü öldüğünü öldürüldü öldürüldüğü öldürüldüğünü ölü ölen öldüren öldürülen ölmüş "
        "öldürdü öldürülmüştü öldüler",
    ),
    Row(
        "killed",
        "both",
        "şehit şehidi hayatını hayatı yaşamını ölüm ölümü ölümü ölümüne can canını etkisiz "
        "katledildi "
        "ölenler ölenlerin ceset cesedi cesetleri katliam infaz suikast öldürmek öldürme",
        strong=False,
    ),
    Row(
        "wounded",
        "left",
        "yaralandı yaralandığı yaralandığını yaralı yaralılar yaralanan yaralanmıştı",
    ),
    Row("wounded", "both", "yaraladı yaralanma yaralanmasına yaralıların yaralıyı", strong=False),
    Row("casualties", "both", "kayıp kayıplar zayiat can", strong=False),
    Row("captured", "left", "gözaltına tutuklandı tutuklandığı yakalandı yakalandığı kaçırıldı"),
    Row(
        "captured",
        "both",
        "esir tutuklu tutuklama rehine rehin gözaltı gözaltında yakalanan ele",
        False,
    ),
    Row("surrendered", "left", "teslim"),
    Row("fled", "left", "kaçtı kaçtığı kaçtığını kaçan çekildi çekildiği"),
    Row("fled", "both", "kaçmak kaçarak geri çekilme çekilmesi firar ayrıldı terk", strong=False),
    Row("missing", "both", "kayıp kayboldu kaybolan enkaz", strong=False),
    Row("displaced", "both", "yerinden göç sığınmacı mülteci evlerini evsiz", strong=False),
    Row("destroyed", "left", "imha yıkıldı yok"),
    Row("destroyed", "both", "yıkım yıkılan tahrip yandı patlatıldı vuruldu", strong=False),
    Row("damaged", "both", "hasar zarar", strong=False),
    Row("seized", "both", "ele geçirildi geçirdi ganimet kontrol el", strong=False),
)
OTHERS: Mapping[str, tuple[Row, ...]] = {
    "ru": _RUSSIAN,
    "fr": _FRENCH,
    "he": _HEBREW,
    "tr": _TURKISH,
}
_BEFORE_HEBREW = frozenset({"", "ו", "ה", "וה", "ב", "ש", "ל", "מ", "כש"})


def listed(language: str) -> Iterator[tuple[Row, str, Added]]:
    """Each row with each of its words and their endings, and the particles it may have."""
    before = _BEFORE_HEBREW if language == "he" else ALONE
    for row in OTHERS[language]:
        for word in fold(row.words).text.split():
            stem, _, endings = word.partition("/")
            yield from ((row, stem + ending, before) for ending in endings.split(","))
