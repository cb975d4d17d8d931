"""Regions from Britain to China: found in their cases, and as names told abroad that are no regions there."""

import pytest

from extractor.finders.regions import find_regions
from extractor.packs import load_pack

PACK = load_pack()


def read(text: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[m.start : m.end], m.codes) for m in find_regions(text, PACK, language).mentions]


@pytest.mark.parametrize(
    ("language", "text", "name", "code"),
    [
        ("en", "the rate in England rose", "England", "GB-ENG"),
        ("en", "Yorkshire and The Humber", "Yorkshire and The Humber", "GB-reg-yorkshire"),
        ("en", "Yorkshire and the Humber", "Yorkshire and the Humber", "GB-reg-yorkshire"),
        ("en", "in the North East of England", "North East of England", "GB-reg-north-east"),
        ("en", "Greater London grew", "Greater London", "GB-reg-london"),
        ("ru", "в Шотландии", "Шотландии", "GB-SCT"),
        ("ru", "в Уэльсе", "Уэльсе", "GB-WLS"),
        ("ru", "в Йоркшире и Хамбере", "Йоркшире и Хамбере", "GB-reg-yorkshire"),
        ("ru", "на Юго-Востоке Англии", "Юго-Востоке Англии", "GB-reg-south-east"),
        ("kk", "Шотландияда", "Шотландияда", "GB-SCT"),
        ("en", "Bavaria leads", "Bavaria", "DE-BY"),
        ("en", "Saxony-Anhalt", "Saxony-Anhalt", "DE-ST"),
        ("en", "Mecklenburg-Western Pomerania", "Mecklenburg-Western Pomerania", "DE-MV"),
        ("en", "Baden-Württemberg", "Baden-Württemberg", "DE-BW"),
        ("en", "Nordrhein-Westfalen", "Nordrhein-Westfalen", "DE-NW"),
        ("ru", "в Нижней Саксонии", "Нижней Саксонии", "DE-NI"),
        ("ru", "в Саксонии-Анхальт", "Саксонии-Анхальт", "DE-ST"),
        ("ru", "в Северном Рейне – Вестфалии", "Северном Рейне – Вестфалии", "DE-NW"),
        ("ru", "в Северном Рейне-Вестфалии", "Северном Рейне-Вестфалии", "DE-NW"),
        ("ru", "в Мекленбурге-Передней Померании", "Мекленбурге-Передней Померании", "DE-MV"),
        ("ru", "в Баварии", "Баварии", "DE-BY"),
        ("ru", "в Харьковской области", "Харьковской области", "UA-63"),
        ("ru", "на Закарпатье", "Закарпатье", "UA-21"),
        ("en", "Kyiv region", "Kyiv region", "UA-32"),
        ("en", "Dnipropetrovsk Oblast", "Dnipropetrovsk Oblast", "UA-12"),
        ("ru", "в Согдийской области", "Согдийской области", "TJ-SU"),
        ("ru", "в ГБАО", "ГБАО", "TJ-GB"),
        ("ru", "в районах республиканского подчинения", "районах республиканского подчинения", "TJ-RA"),
        ("en", "Khatlon region", "Khatlon region", "TJ-KT"),
        ("ru", "в Ахалском велаяте", "Ахалском велаяте", "TM-A"),
        ("en", "Mary province", "Mary province", "TM-M"),
        ("ru", "в Нахичевани", "Нахичевани", "AZ-NX"),
        ("ru", "Губа-Хачмазском экономическом районе", "Губа-Хачмазском экономическом районе", "AZ-reg-guba-khachmaz"),
        ("en", "Absheron-Khizi economic region", "Absheron-Khizi economic region", "AZ-reg-absheron-khizi"),
        ("en", "Uttar Pradesh", "Uttar Pradesh", "IN-UP"),
        ("ru", "в Мегхалае", "Мегхалае", "IN-ML"),
        ("ru", "во Внутренней Монголии", "Внутренней Монголии", "CN-NM"),
        ("ru", "в Сычуани", "Сычуани", "CN-SC"),
        ("ru", "в Синьцзян-Уйгурском автономном районе", "Синьцзян-Уйгурском автономном районе", "CN-XJ"),
        ("kk", "Шыңжаңда", "Шыңжаңда", "CN-XJ"),
        ("en", "Guangdong", "Guangdong", "CN-GD"),
    ],
)  # fmt: skip
def test_finds_a_name_in_its_cases(language: str, text: str, name: str, code: str) -> None:
    assert read(text, language) == [(name, (code,))]


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Scotland 4, London 5, North East 6", ["GB-SCT", "GB-reg-london", "GB-reg-north-east"]),
        ("en", "UK regions: the South West and Northern Ireland", ["GB", "GB-reg-south-west", "GB-NIR"]),
        ("ru", "Шотландия 4, в Лондоне 5, в Северной Ирландии 6", ["GB-SCT", "GB-reg-london", "GB-NIR"]),
        ("en", "Bavaria 4, Berlin 5, Hamburg 6, Bremen 7", ["DE-BY", "DE-BE", "DE-HH", "DE-HB"]),
        ("ru", "В Германии: в Гамбурге 5, в Бремене 6", ["DE", "DE-HH", "DE-HB"]),
        ("ru", "Одесская область 4, Киев 5", ["UA-51", "UA-30"]),
        ("ru", "Хатлонская область 4, в Душанбе 5", ["TJ-KT", "TJ-DU"]),
        ("ru", "Лебапский велаят 4, в Ашхабаде 5", ["TM-L", "TM-S"]),
        ("en", "Kerala 4, Delhi 5, Goa 6", ["IN-KL", "IN-DL", "IN-GA"]),
        ("ru", "Гуандун 4, в Пекине 5, в Шанхае 6", ["CN-GD", "CN-BJ", "CN-SH"]),
        ("ru", "По Азербайджану 4, в Баку 5", ["AZ", "AZ-BA"]),
    ],
)
def test_a_name_counts_where_its_country_is_told_of(language: str, text: str, codes: list[str]) -> None:
    assert [found[0] for _, found in read(text, language)] == codes


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a wind from the South East, the North West of the town"),
        ("en", "Talks in London and Berlin; Kyiv and Baku agreed; from Hamburg to Bremen, from Delhi to Beijing"),
        ("en", "scotland, wales, saxony, mary, the north east and south west"),
        ("en", "Mary said; a Balkan state; New South Wales, the London Stock Exchange and Scotland Yard"),
        ("ru", "Переговоры в Лондоне, Берлине, Киеве и Баку"),
        ("ru", "Новый Южный Уэльс, Джек Лондон, Киевская Русь, Полтавская битва"),
        ("kk", "Лондонда, Берлинде, Киевте және Бакуде"),
    ],
)
def test_what_is_told_abroad_is_no_region(language: str, text: str) -> None:
    assert read(text, language) == []


def test_a_foreign_capital_is_no_region_in_a_text_about_kazakhstan() -> None:
    assert read("Павлодарская область – 4, в Лондоне – 5, в Баку – 6", "ru") == [("Павлодарская область", ("KZ-55",))]
