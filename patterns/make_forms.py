"""Generate the inflected forms of the gazetteers.

`regions/*/forms.{ru,kk,en}.jsonl` are made out of `regions.jsonl`, `subdivisions.{ru,kk,en}.jsonl` out of
`subdivisions.jsonl`, these as a stem and its endings, since the world has many. Every name and every handwritten
form is inflected by its shape ("…ая область", "город …", a capital abbreviation, …) with suffix tables, so that no
dictionary has to be installed and the same input gives the same bytes. `python patterns/make_forms.py` rewrites the
files; `--check` exits 1 when one is not current.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

REGIONS = Path(__file__).resolve().parent / "regions"
Entry = dict[str, Any]
# nominative, genitive, dative, accusative, instrumental, prepositional
Paradigm = tuple[str, str, str, str, str, str]

# A city of republican standing, and one inside a region.
CITIES = ("city", "town")
# What keeps no bare name from a region; "London" may be a region and, as told abroad, none.
NO_CITY = ("region", "none")

# --- Russian -----------------------------------------------------------------------------------

RU_HISSING = "гкхжшщч"
# After these heads the rest of the phrase stays as it is: "области Абай", "столицей Казахстана".
RU_HEADS = {
    "область", "республика", "столица", "проспект", "улица", "площадь", "памятник", "город", "остров", "острова",
    "штат", "берег", "территория", "банк", "почта", "опора", "эхо", "река", "озеро", "космодром", "микрорайон", "район",
    "районы",
}  # fmt: skip
# Words that look as if they changed, and those that change in a way of their own.
RU_INVARIABLE = {
    "Алматы", "Косшы", "Кульсары", "Марий", "Никарагуа", "Антигуа", "Папуа", "Самоа", "Буркина", "СПб", "РУз",
    "сегодня", "Гоа",
}  # fmt: skip
RU_WORDS: dict[str, Paradigm] = {
    "Беларусь": ("Беларусь", "Беларуси", "Беларуси", "Беларусь", "Беларусью", "Беларуси"),
    "Гвинея-Бисау": ("Гвинея-Бисау", "Гвинеи-Бисау", "Гвинее-Бисау", "Гвинею-Бисау", "Гвинеей-Бисау", "Гвинее-Бисау"),
    "Египет": ("Египет", "Египта", "Египту", "Египет", "Египтом", "Египте"),
    "Кубань": ("Кубань", "Кубани", "Кубани", "Кубань", "Кубанью", "Кубани"),
    "Ош": ("Ош", "Оша", "Ошу", "Ош", "Ошем", "Оше"),
    "Гавайи": ("Гавайи", "Гавайев", "Гавайям", "Гавайи", "Гавайями", "Гавайях"),
    "Маврикий": ("Маврикий", "Маврикия", "Маврикию", "Маврикий", "Маврикием", "Маврикии"),
    "Острова": ("Острова", "Островов", "Островам", "Острова", "Островами", "Островах"),
    "Конаев": ("Конаев", "Конаева", "Конаеву", "Конаев", "Конаевом", "Конаеве"),
    "Сатпаев": ("Сатпаев", "Сатпаева", "Сатпаеву", "Сатпаев", "Сатпаевом", "Сатпаеве"),
    "Сарань": ("Сарань", "Сарани", "Сарани", "Сарань", "Саранью", "Сарани"),
    "Мегхалая": ("Мегхалая", "Мегхалаи", "Мегхалае", "Мегхалаю", "Мегхалаей", "Мегхалае"),
    "Нахичевань": ("Нахичевань", "Нахичевани", "Нахичевани", "Нахичевань", "Нахичеванью", "Нахичевани"),
    "Саксония-Анхальт": (
        "Саксония-Анхальт",
        "Саксонии-Анхальт",
        "Саксонии-Анхальт",
        "Саксонию-Анхальт",
        "Саксонией-Анхальт",
        "Саксонии-Анхальт",
    ),
    "Сычуань": ("Сычуань", "Сычуани", "Сычуани", "Сычуань", "Сычуанью", "Сычуани"),
    "Хунань": ("Хунань", "Хунани", "Хунани", "Хунань", "Хунанью", "Хунани"),
    "Хэнань": ("Хэнань", "Хэнани", "Хэнани", "Хэнань", "Хэнанью", "Хэнани"),
    "Юньнань": ("Юньнань", "Юньнани", "Юньнани", "Юньнань", "Юньнанью", "Юньнани"),
    "районы": ("районы", "районов", "районам", "районы", "районами", "районах"),
    "озеро": ("озеро", "озера", "озеру", "озеро", "озером", "озере"),
    "острова": ("острова", "островов", "островам", "острова", "островами", "островах"),
}
RU_WORDS |= {
    word: tuple(stem + case.strip("-") for case in cases.split())  # type: ignore[misc]
    for word, stem, cases in (
        ("Тайвань", "Тайван", "ь я ю ь ем е"),
        ("Волынь", "Волын", "ь и и ь ью и"),
        ("Русь", "Рус", "ь и и ь ью и"),
        ("Альпы", "Альп", "ы - ам ы ами ах"),
        ("Бендеры", "Бендер", "ы - ам ы ами ах"),
        ("Бельцы", "Бельц", "ы - ам ы ами ах"),
    )
}
RU_ENDINGS: tuple[tuple[str, Callable[[str], Iterable[str]]], ...] = (
    # an adjective: feminine, masculine, neuter, plural
    ("шая", lambda s: ("шая", "шей", "шей", "шую", "шей", "шей")),
    ("ая", lambda s: ("ая", "ой", "ой", "ую", "ой", "ой")),
    ("няя", lambda s: ("няя", "ней", "ней", "нюю", "ней", "ней")),
    ("ый", lambda s: ("ый", "ого", "ому", "ый", "ым", "ом")),
    ("кий", lambda s: ("кий", "кого", "кому", "кий", "ким", "ком")),
    ("ний", lambda s: ("ний", "него", "нему", "ний", "ним", "нем")),
    ("кое", lambda s: ("кое", "кого", "кому", "кое", "ким", "ком")),
    ("ое", lambda s: ("ое", "ого", "ому", "ое", "ым", "ом")),
    ("ые", lambda s: ("ые", "ых", "ым", "ые", "ыми", "ых")),
    ("кие", lambda s: ("кие", "ких", "ким", "кие", "кими", "ких")),
    ("ние", lambda s: ("ние", "них", "ним", "ние", "ними", "них")),
    ("евы", lambda s: ("евы", "евых", "евым", "евы", "евыми", "евых")),
    ("овы", lambda s: ("овы", "овых", "овым", "овы", "овыми", "овых")),
    # inhabitants
    ("цы", lambda s: ("цы", "цев", "цам", "цев", "цами", "цах")),
    ("ане", lambda s: ("ане", "ан", "анам", "ан", "анами", "анах")),
    ("яне", lambda s: ("яне", "ян", "янам", "ян", "янами", "янах")),
    ("яки", lambda s: ("яки", "яков", "якам", "яков", "яками", "яках")),
    ("чи", lambda s: ("чи", "чей", "чам", "чей", "чами", "чах")),
    # a plural
    ("ивы", lambda s: ("ивы", "ив", "ивам", "ивы", "ивами", "ивах")),
    ("ины", lambda s: ("ины", "ин", "инам", "ины", "инами", "инах")),
    ("лы", lambda s: ("лы",) * 6),
    ("ы", lambda s: ("ы", "ов", "ам", "ы", "ами", "ах")),
    ("еи", lambda s: ("еи", "еев", "еям", "еи", "еями", "еях")),
    # foreign names that do not change
    *((ending, lambda s, ending=ending: (ending,) * 6) for ending in ("аа", "уа", "иа", "оа")),
    # a surname
    ("ев", lambda s: ("ев", "ева", "еву", "ева", "евым", "еве")),
    ("дь", lambda s: ("дь", "ди", "ди", "дь", "дью", "ди")),
    ("ань", lambda s: ("ань", "ани", "ани", "ань", "анью", "ани")),
    ("ть", lambda s: ("ть", "ти", "ти", "ть", "тью", "ти")),
    ("ь", lambda s: ("ь", "я", "ю", "ь", "ем", "е")),
    ("й", lambda s: ("й", "я", "ю", "й", "ем", "е")),
    ("ство", lambda s: ("ство", "ства", "ству", "ство", "ством", "стве")),
    ("ово", lambda s: ("ово", "ова", "ову", "ово", "овом", "ове")),
    ("ье", lambda s: ("ье", "ья", "ью", "ье", "ьем", "ье")),
    ("ия", lambda s: ("ия", "ии", "ии", "ию", "ией", "ии")),
    ("я", lambda s: ("я", "и", "е", "ю", "ей", "е")),
    ("ца", lambda s: ("ца", "цы", "це", "цу", "цей", "це")),
    ("жа", lambda s: ("жа", "жи", "же", "жу", "жей", "же")),
    ("ша", lambda s: ("ша", "ши", "ше", "шу", "шей", "ше")),
    ("а", lambda s: ("а", "и" if s[-1] in RU_HISSING else "ы", "е", "у", "ой", "е")),
)
RU_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
# The noun that several names share, in the cases of the plural: "в Пермском и Алтайском краях". Alone
# these adjectives say too little ("Пермский завод"), so the pack has them as names of nothing.
RU_SHARED: dict[str, list[str]] = {
    "край": ["края", "краев", "краям", "края", "краями", "краях"],
    "Республика": ["республики", "республик", "республикам", "республики", "республиками", "республиках"],
    "округ": ["округа", "округов", "округам", "округа", "округами", "округах"],
    "автономный": ["автономные", "автономных", "автономным", "автономные", "автономными", "автономных"],
    "федеральный": ["федеральные", "федеральных", "федеральным", "федеральные", "федеральными", "федеральных"],
    "АО": ["АО"] * 6,
    "ФО": ["ФО"] * 6,
}


def decline_word(word: str) -> Paradigm:
    """Return the six cases of a Russian word; a word of no known ending does not change."""
    if word in RU_WORDS:
        return RU_WORDS[word]
    if word in RU_INVARIABLE:
        return (word,) * 6
    if not word.isupper() and len(word) > 2:
        for ending, cases in RU_ENDINGS:
            if word.endswith(ending):
                stem = word[: -len(ending)]
                return tuple(stem + case for case in cases(stem))  # type: ignore[return-value]
        if word[-1] in RU_CONSONANTS:
            return (word, word + "а", word + "у", word, word + ("ем" if word[-1] in "жцчшщ" else "ом"), word + "е")
    return (word,) * 6


def decline(phrase: str, nouns: Iterable[str] = RU_HEADS) -> Paradigm:
    """Return the six cases of a Russian phrase: its head alone (one of the nouns), or all words in agreement."""
    words = phrase.split()
    heads = [i for i, word in enumerate(words[:-1]) if word.lower() in nouns]
    changing = heads[0] + 1 if heads else len(words)
    columns = [decline_word(word) if i < changing else (word,) * 6 for i, word in enumerate(words)]
    return tuple(" ".join(case) for case in zip(*columns, strict=True))  # type: ignore[return-value]


def join_by_dash(left: str, right: str) -> Iterator[str]:
    """Yield the cases of a double name, its second part declined or not."""
    for one, other in zip(decline(left), decline(right), strict=True):
        yield from (f"{one}{DASH}{other}", f"{one}{DASH}{right}")


def share_noun(form: str) -> Iterator[str]:
    """Yield an adjective as it stands in a list that closes with its noun in the plural."""
    adjective, *nouns = form.split()
    if adjective.endswith(("ая", "ий", "ый")) and nouns and all(noun in RU_SHARED for noun in nouns):
        plurals = zip(*(RU_SHARED[noun] for noun in nouns), strict=True)
        yield from (f"{one} … {' '.join(many)}" for one, many in zip(decline(adjective), plurals, strict=True))


# A dweller in the singular: "костанаец", "астанчанин", "москвич".
RU_DWELLERS: tuple[tuple[str, str, str], ...] = (
    ("йцы", "ец", "йц"), ("ьцы", "ец", "ьц"), ("цы", "ец", "ц"), ("ане", "анин", "анин"), ("чи", "ч", "ч"),
)  # fmt: skip
# People who are told of by where they live: "костанайские школьники", "у костанайских школьников".
RU_PEOPLE = (
    ("школьники", "школьников"), ("ученики", "учеников"), ("студенты", "студентов"), ("выпускники", "выпускников"),
    ("жители", "жителей"), ("врачи", "врачей"), ("учителя", "учителей"), ("аграрии", "аграриев"),
    ("предприниматели", "предпринимателей"), ("пенсионеры", "пенсионеров"), ("спортсмены", "спортсменов"),
)  # fmt: skip
# Adjectives that mean the city rather than the region around it, and those of cities.
RU_OF_CITIES = {"Алматинская", "Московская"}
RU_CITY_ADJECTIVES = {
    "Астана": "астанинск", "Алматы": "алматинск", "Шымкент": "шымкентск", "Москва": "московск", "Минск": "минск",
    "Санкт-Петербург": "петербургск", "Севастополь": "севастопольск", "Ташкент": "ташкентск", "Бишкек": "бишкекск",
}  # fmt: skip


def name_dweller(form: str) -> Iterator[str]:
    """Yield the cases of the singular of a word for those who live in a region."""
    for ending, nominative, oblique in RU_DWELLERS:
        if form.endswith(ending) and form.islower() and " " not in form:
            stem = form.removesuffix(ending)
            yield stem + nominative
            yield from (stem + oblique + case for case in ("а", "у", "ем" if oblique[-1] in "цч" else "ом", "е"))
            return


def name_people(form: str) -> Iterator[str]:
    """Yield people by the adjective of their region or city."""
    region = form.removesuffix("ая область") if form.endswith("ая область") and " " not in form[:-11] else None
    stem = RU_CITY_ADJECTIVES.get(form) or (region.lower() if region and f"{region}ая" not in RU_OF_CITIES else None)
    if stem is not None and stem.endswith("ск"):
        for one, many in RU_PEOPLE:
            yield from (f"{stem}ие {one}", f"{stem}их {many}")


def russian(form: str, entry: Entry) -> Iterator[str]:
    """Yield the Russian forms that follow from one name."""
    yield from name_dweller(form)
    yield from name_people(form)
    if DASH in form:
        yield from join_by_dash(*form.split(DASH))
        return
    yield from decline(form)
    if "Республика" in form and " " in form:  # as newspapers print it
        yield from (case.replace("Республик", "республик") for case in decline(form))
    yield from share_noun(form)
    if form.endswith("ая область"):
        adjective = form.removesuffix(" область")
        yield from decline(adjective)
        yield from (f"{case} обл." for case in decline(adjective))
    elif form.startswith("область "):
        yield f"обл. {form.removeprefix('область ')}"
    city = form.removeprefix("город ")
    if (city != form and city[0].isupper()) or (entry["kind"] in CITIES and form[0].isupper()):
        yield from (f"{short}{case}" for short in ("г. ", "г.", "гор. ") for case in decline(city))
        for head, case in zip(decline_word("город"), decline(city), strict=True):
            yield from (f"{head} {city}", f"{head} {case}")


# What regions abroad are called: these stand before a name or, in its gender, behind an adjective.
RU_KINDS_ABROAD = {
    "ый": ("район", "округ", "департамент", "штат", "регион"),
    "ий": ("район", "округ", "департамент", "штат", "регион"),
    "ая": ("область", "провинция"),
    "яя": ("область", "провинция"),
    "ое": ("графство",),
}
RU_HEADS_ABROAD = RU_HEADS | {noun for nouns in RU_KINDS_ABROAD.values() for noun in nouns} | {
    "приход", "префектура", "уезд", "губернаторство", "муниципалитет", "община", "остан", "регион", "воеводство",
    "жупания", "мухафаза", "лен", "ил", "город", "край",
}  # fmt: skip
# Adjectives that are a region's name only with their noun.
RU_BEARINGS = {
    "Северн", "Южн", "Восточн", "Западн", "Центральн", "Северо-Восточн", "Северо-Западн", "Юго-Восточн", "Юго-Западн",
    "Верхн", "Нижн", "Столичн", "Экваториальн", "Приморск", "Прибрежн", "Внутренн", "Береговой",
}  # fmt: skip


def russian_abroad(form: str, entry: Entry) -> Iterator[str]:
    """Yield the Russian forms of a region abroad: its cases, and its bare name where a noun stands before it."""
    first, _, rest = form.partition(" ")
    if first[:-2] in RU_BEARINGS and rest in RU_KINDS_ABROAD.get(first[-2:], ()):
        for noun in RU_KINDS_ABROAD[first[-2:]]:
            yield from decline(f"{first} {noun}")
        return
    yield from decline(form, RU_HEADS_ABROAD)
    if first.lower() in RU_HEADS_ABROAD and rest[:1].isupper() and rest[:-2] not in RU_BEARINGS:
        yield from decline(rest)
    left, _, right = form.partition("-")
    if right and left.endswith("ия") and " " not in form:
        yield from (f"{one}-{other}" for one, other in zip(decline(left), decline(right), strict=True))


# --- Kazakh ------------------------------------------------------------------------------------

KK_BACK, KK_FRONT = "аоұыуяю", "әеөүіэ"
KK_VOWELS = "аәеоөұүыіэюяи"
KK_NASAL, KK_SONORANT, KK_VOICED = "мнң", "рлйу", "зж"
# Nouns with the possessive ending decline in their own way: "облысына", not "облысыға".
KK_POSSESSED = {
    "облысы", "облыстары", "қаласы", "ауданы", "елі", "өңірі", "Республикасы", "даңғылы", "көшесі", "өлкесі", "округі",
    "аралы", "аралдары", "көлі", "өзені", "тауы", "таулары", "айлағы", "астанасы", "Штаттары", "Әмірліктері",
    "Арабиясы", "Корольдігі", "Федерациясы",
}  # fmt: skip
# genitive, dative, accusative, locative, ablative, instrumental, "that is in"; A and Y stand for the vowels of harmony
KK_POSSESSED_SUFFIXES = ("нYң", "нA", "н", "ндA", "нAн", "мен", "ндAғY")
KK_SUFFIXES = {
    "vowel": ("нYң", "ғA", "нY", "дA", "дAн", "мен", "дAғY"),
    "nasal": ("нYң", "ғA", "дY", "дA", "нAн", "мен", "дAғY"),
    "sonorant": ("дYң", "ғA", "дY", "дA", "дAн", "мен", "дAғY"),
    "voiced": ("дYң", "ғA", "дY", "дA", "дAн", "бен", "дAғY"),
    "voiceless": ("тYң", "ғA", "тY", "тA", "тAн", "пен", "тAғY"),
}
# Its regions are told without their noun as well, and written in other letters.
KK_COUNTRY = "KZ"
KK_CYRILLIC = "аәбвгғдежзийкқлмнңоөпрстуұүфхһыі"
# The alphabets of 2018 and 2021, and how names are commonly written in plain letters, with q and with k.
KK_LATIN = (
    dict(zip(KK_CYRILLIC, "aábvgǵdejzııkqlmnńoóprstýuúfhhyi", strict=True)) | {"ш": "sh"},
    dict(zip(KK_CYRILLIC, "aäbvgğdejziikqlmnñoöprstuūüfhhyı", strict=True)) | {"ш": "ş"},
    dict(zip(KK_CYRILLIC, "aabvggdejziykqlmnnooprstuuufhhyi", strict=True)) | {"ш": "sh", "ж": "zh", "х": "kh"},
    dict(zip(KK_CYRILLIC, "aabvggdejziykklmnnooprstuuufhhyi", strict=True)) | {"ш": "sh", "ж": "zh", "х": "kh"},
)
# The Arabic script of the Kazakhs of China: a word of front vowels has the letters of back ones and a hamza before it,
# save where a letter tells it anyway.
KK_ARABIC = dict(zip(KK_CYRILLIC, "اابۆگعدەجزييكقلمنڭووپرستۋۇۇفحھىى", strict=True)) | {
    "ш": "ش", "ч": "چ", "щ": "شش", "ц": "تس", "ё": "يو", "э": "ە", "ю": "يۋ", "я": "يا", "ь": "", "ъ": "",
}  # fmt: skip
KK_ONLY_FRONT, KK_TELLS_FRONT, HAMZA = set("әөүі"), set("екг"), "\u0621"


def is_back(word: str) -> bool:
    """Return whether the word takes back vowels; its last harmonic vowel decides."""
    if word.endswith(("и", "ль", "сь", "еу", "бург")):
        return False
    if word.endswith("аев"):
        return True
    return next((char in KK_BACK for char in reversed(word.lower()) if char in KK_BACK + KK_FRONT), "и" not in word)


def final_class(word: str) -> str:
    """Return the class of the word's last sound, which the suffix assimilates to."""
    last = word.removesuffix("ь")[-1].lower()
    for name, letters in (("vowel", KK_VOWELS), ("nasal", KK_NASAL), ("sonorant", KK_SONORANT), ("voiced", KK_VOICED)):
        if last in letters:
            return name
    return "voiceless"


def harmonise(suffix: str, back: bool, hard: bool = False) -> str:
    """Return the suffix with the vowels of harmony filled in, and г, к in place of ғ, қ before front vowels."""
    if hard:
        suffix = suffix.replace("ғA", "қA", 1) if suffix.startswith("ғ") else suffix
    if back:
        return suffix.replace("A", "а").replace("Y", "ы")
    return suffix.replace("A", "е").replace("Y", "і").replace("ғ", "г").replace("қ", "к")


def attach(word: str) -> Iterator[str]:
    """Yield a Kazakh name with each of its case endings, the name itself first."""
    yield word
    last = word.split()[-1]
    if last.isupper():
        # Read aloud an abbreviation ends in a vowel; some write the ending of the noun it stands for.
        yield from (
            f"{word}-{harmonise(s, True)}" for s in (*KK_SUFFIXES["vowel"], *KK_POSSESSED_SUFFIXES, "дYң", "сY")
        )
        if last[-1] in "ӘШ":
            kind = final_class(last)
            yield from (f"{word}-{harmonise(s, is_back(last), kind == 'voiceless')}" for s in KK_SUFFIXES[kind])
        return
    kind = final_class(last)
    suffixes = KK_POSSESSED_SUFFIXES if last in KK_POSSESSED else KK_SUFFIXES[kind]
    yield from (word + harmonise(s, is_back(last), kind == "voiceless") for s in suffixes)


# People who are told of by where they live: "абайлық түлектер".
KK_PEOPLE = tuple(
    f"{noun}{plural}{case}"
    for noun, plural, genitive in (
        ("оқушы", "лар", "дың"), ("түлек", "тер", "дің"), ("студент", "тер", "дің"), ("тұрғын", "дар", "дың"),
        ("дәрігер", "лер", "дің"), ("мұғалім", "дер", "дің"), ("диқан", "дар", "дың"), ("кәсіпкер", "лер", "дің"),
        ("зейнеткер", "лер", "дің"), ("спортшы", "лар", "дың"),
    )
    for case in ("", genitive)
)  # fmt: skip


def name_inhabitants(stem: str) -> Iterator[str]:
    """Yield the word for those who live there, in all cases: "қызылордалықтардың"."""
    kind = final_class(stem)
    first = {"voiceless": "т"}.get(kind, "л" if kind == "vowel" or stem[-1] in "рйу" else "д")
    back = is_back(stem)
    one = stem.replace(" ", "").lower() + first + ("ық" if back else "ік")
    yield from attach(one + ("тар" if back else "тер"))
    yield from (f"{one} {people}" for people in KK_PEOPLE)


def transliterate(form: str) -> Iterator[str]:
    """Yield a Kazakh form in each Latin alphabet."""
    for table in KK_LATIN:
        letters = (table.get(char.lower(), char) if char.isalpha() else char for char in form)
        yield "".join(
            latin.capitalize() if char.isupper() else latin for char, latin in zip(form, letters, strict=True)
        )


def write_arabic(form: str) -> str:
    """Return a Kazakh form in Arabic script."""
    words = []
    for word in form.lower().split():
        front = not KK_ONLY_FRONT.isdisjoint(word) and KK_TELLS_FRONT.isdisjoint(word)
        words.append(HAMZA * front + "".join(KK_ARABIC.get(char, char) for char in word))
    return " ".join(words)


def is_kazakh(entry: Entry) -> bool:
    """Return whether the region lies in the country of the language."""
    return KK_COUNTRY in (entry["id"], (entry.get("parent") or "").partition("-")[0])


def told_at_home(form: str, entry: Entry) -> Iterator[str]:
    """Yield the cases of a Kazakh region's official name, with its noun and without."""
    if is_kazakh(entry) and form == entry["names"].get("kk"):
        yield from attach(form)
        bare = form.removesuffix(" облысы")
        if bare != form and not bare.isupper():
            yield from attach(bare)


def kazakh_latin(form: str, entry: Entry) -> Iterator[str]:
    """Yield the forms of a Kazakh name in Latin letters."""
    yield from (latin for case in told_at_home(form, entry) for latin in transliterate(case))


def kazakh_arabic(form: str, entry: Entry) -> Iterator[str]:
    """Yield the forms of a Kazakh name in Arabic letters."""
    yield from map(write_arabic, told_at_home(form, entry))


def kazakh(form: str, entry: Entry) -> Iterator[str]:
    """Yield the Kazakh forms that follow from one name."""
    if form.isascii() or form[0] in "ŞQ":
        yield form
        return
    at_home = is_kazakh(entry)
    yield from attach(form)
    bare = form.removesuffix(" облысы")
    if bare != form:
        yield f"{bare} обл."
        if at_home and not bare.isupper():
            yield from attach(bare)
    city = form.removesuffix(" қаласы")
    if entry["kind"] in CITIES and city[0].isupper() and city.split()[-1] not in KK_POSSESSED:
        yield from attach(f"{city} қаласы")
        yield f"{city} қ."
    plain = not bare.isupper() and bare.split()[-1] not in KK_POSSESSED and "…" not in form
    if (entry["kind"] in CITIES or (at_home and entry["kind"] == "region")) and plain and form[0].isupper():
        yield from name_inhabitants(bare)
    if entry["kind"] == "district":
        yield from transliterate(form)


# --- English -----------------------------------------------------------------------------------

EN_NOUNS = ("region", "oblast", "province", "oblysy")
EN_ENDINGS = (" Region", " Oblast")


def english(form: str, entry: Entry) -> Iterator[str]:
    """Yield the English forms that follow from one name (a possessive 's stands outside the name)."""
    yield form
    if not form[0].isupper() or form.isupper() or "…" in form:
        return
    if entry["kind"] in CITIES and "'" not in form:
        city = form.removesuffix(" city")
        yield from (f"{city} city", f"city of {city}")
    if entry["kind"] == "district":
        yield f"{form.removesuffix(' District')} district"
    if entry["kind"] == "region":
        bare = next((form.removesuffix(noun) for noun in EN_ENDINGS if form.endswith(noun)), form)
        if entry.get("parent") != KK_COUNTRY:
            # A foreign region's bare name is as often its city's.
            yield from (f"{bare} {noun}" for noun in EN_NOUNS[:3] if bare != form)
            return
        for name in {bare, bare.replace(" ", "-")}:
            yield name
            yield from (f"{name} {noun}" for noun in EN_NOUNS)


# Nouns behind a name that goes without them as well, and names that do not.
EN_NOUNS_ABROAD = (
    "Province", "County", "Region", "District", "Division", "Municipality", "Department", "Governorate", "Prefecture",
    "State", "Oblast", "Autonomous Community", "Parish", "Atoll", "Island",
)  # fmt: skip
EN_BEARINGS = {
    "North", "South", "East", "West", "Central", "Northern", "Southern", "Eastern", "Western", "Upper", "Lower",
    "North East", "North West", "South East", "South West", "Northeast", "Northwest", "Southeast", "Southwest",
    "North Central", "Northeastern", "Northwestern", "Southeastern", "Southwestern", "Capital", "Centre", "Center",
    "Centro", "Norte", "Sur", "Nord", "Sud", "Est", "Ouest", "Coast", "Inner", "Outer", "Federal", "National",
    "Central Highlands", "Highlands", "Gulf", "Bay", "River", "Lake", "Lakes", "Plateaux", "Littoral", "Islands",
    "Savannas", "Oriental", "Occidental", "Union", "Independence", "Hope", "Enterprise", "Progress", "Liberty",
    "South Central", "Central River", "North Bank", "Upper River", "Lower River", "Equatorial",
}  # fmt: skip


def english_abroad(form: str, entry: Entry) -> Iterator[str]:
    """Yield the English forms of a region abroad: with a noun and without."""
    bare = next((form.removesuffix(f" {noun}") for noun in EN_NOUNS_ABROAD if form.endswith(f" {noun}")), form)
    yield form
    if bare in EN_BEARINGS:
        yield from (f"{bare} {noun}" for noun in EN_NOUNS_ABROAD[:5])
    elif bare[0].isupper():
        yield bare


def kazakh_abroad(form: str, entry: Entry) -> Iterator[str]:
    """Yield the Kazakh forms of a region abroad: its cases."""
    yield from attach(form)


# --- all languages -----------------------------------------------------------------------------

DASH = " — "


def print_dashes(form: str) -> Iterator[str]:
    """Yield a form with each kind of dash that its parts may be joined by."""
    yield from dict.fromkeys(form.replace(DASH, dash) for dash in (DASH, " - ", "-"))


# --- files -------------------------------------------------------------------------------------

Maker = Callable[[str, Entry], Iterator[str]]
MAKERS: dict[str, Maker] = {"en": english, "kk": kazakh, "ru": russian}
# The names of a language in another script; read only with texts of the language.
MAKERS_OF_SCRIPTS: dict[str, Maker] = {"kk-Arab": kazakh_arabic, "kk-Latn": kazakh_latin}
# The subdivisions of countries that have a gazetteer of their own are told like their regions.
MAKERS_ABROAD: dict[str, Maker] = {"en": english_abroad, "kk": kazakh_abroad, "ru": russian_abroad}
WORLD = "world"


def names_of(entry: Entry, language: str) -> list[str]:
    """Return the official name and the handwritten forms of one language, whatever its script."""
    language = language.partition("-")[0]
    return [*filter(None, [entry["names"].get(language)]), *entry.get("forms", {}).get(language, ())]


def make_sets(entries: list[Entry], language: str, make: Maker) -> list[set[str]]:
    """Return the forms of each entry, those written by hand among them."""
    return [
        {printed for name in names_of(entry, language) for form in make(name, entry) for printed in print_dashes(form)}
        for entry in entries
    ]


def make_lines(entries: list[Entry], language: str) -> Iterator[str]:
    """Yield one line a region: its generated forms, sorted, without what is written by hand.

    A bare name that is also a city's ("Алматы" out of "Алматы облысы") stays with the city.
    """
    made = make_sets(entries, language, (MAKERS | MAKERS_OF_SCRIPTS)[language])
    cities: set[str] = set().union(*(m for entry, m in zip(entries, made, strict=True) if entry["kind"] not in NO_CITY))
    for entry, forms in zip(entries, made, strict=True):
        others = cities if entry["kind"] == "region" else set()
        if kept := sorted(forms - others - set(names_of(entry, language))):
            yield json.dumps({"id": entry["id"], "language": language, "forms": kept}, ensure_ascii=False) + "\n"


def common_beginning(first: str, last: str) -> str:
    """Return what two words, and all that sort between them, begin with."""
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return first[:same] if same is not None else min(first, last, key=len)


def make_subdivision_lines(entries: list[Entry], language: str, make: Maker) -> Iterator[str]:
    """Yield one line a subdivision: all its forms as one stem and its endings, without those of the region around it.

    A subdivision that goes by its name alone needs no line.
    """
    sets = make_sets(entries, language, make)
    by_id = {entry["id"]: forms for entry, forms in zip(entries, sets, strict=True)}
    for entry, forms in zip(entries, sets, strict=True):
        kept = sorted(forms - by_id.get(entry.get("parent", ""), set()))
        if kept and kept != [entry["names"].get(language)]:
            stem = common_beginning(kept[0], kept[-1])
            line = {"id": entry["id"], "stem": stem, "forms": [form[len(stem) :] for form in kept]}
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_entries(path: Path) -> list[Entry]:
    """Return the entries of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def make_files() -> Iterator[tuple[Path, str]]:
    """Yield each generated file with the text that it should hold."""
    for source in sorted(REGIONS.glob("*/regions.jsonl")):
        entries = read_entries(source)
        for language in MAKERS:
            yield source.parent / f"forms.{language}.jsonl", "".join(make_lines(entries, language))
        for language in MAKERS_OF_SCRIPTS:
            if text := "".join(make_lines(entries, language)):
                yield source.parent / f"forms.{language}.jsonl", text
    for source in sorted(REGIONS.glob("*/subdivisions.jsonl")):
        entries = read_entries(source)
        for language, make in (MAKERS_ABROAD if source.parent.name == WORLD else MAKERS).items():
            lines = make_subdivision_lines(entries, language, make)
            yield source.parent / f"subdivisions.{language}.jsonl", "".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the generated files, or with `--check` name those that are not current."""
    parser = argparse.ArgumentParser(description="Generate the inflected forms of the gazetteers.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file is not current")
    check = parser.parse_args(arguments).check
    stale = [(p, text) for p, text in make_files() if not p.exists() or p.read_text("utf-8") != text]
    for path, text in stale:
        if check:
            print(
                f"{path.relative_to(REGIONS.parent)}: not current; run python patterns/make_forms.py", file=sys.stderr
            )
        else:
            path.write_text(text, "utf-8", newline="\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
