"""Districts, and regions of far countries: looked for where a text is about their country, and nowhere else."""

from pathlib import Path

import pytest

from extractor import extract
from extractor.finders.regions import find_regions
from extractor.packs import load_pack

PACK = load_pack()


def read(text: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[m.start : m.end], m.codes) for m in find_regions(text, PACK, language).mentions]


def codes(text: str, language: str) -> list[str]:
    return [found[0] for _, found in read(text, language) if len(found) == 1]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Canada: Ontario – 5, British Columbia – 4, Québec – 3", ["CA", "CA-ON", "CA-BC", "CA-QC"]),
        ("en", "In Italy, Lombardy leads with 5, then Sicily with 4", ["IT", "IT-25", "IT-82"]),
        ("ru", "В Италии: Ломбардия – 5, в Эмилии-Романье – 4, в Лацио – 2", ["IT", "IT-25", "IT-45", "IT-62"]),
        ("ru", "По Японии: Хоккайдо – 5, в Токио – 4", ["JP", "JP-01", "JP-13"]),
        ("kk", "Франция: Корсика – 5, Финистерде – 4", ["FR", "FR-20R", "FR-29"]),
        ("en", "United Kingdom: Kent 5, Norfolk 4, Wales 3", ["GB", "GB-KEN", "GB-NFK", "GB-WLS"]),
        ("en", "Uganda: Central Region 5, Western Region 4", ["UG", "UG-C", "UG-W"]),
        ("en", "Pakistan: Sindh 5, Punjab 4", ["PK", "PK-SD", "PK-PB"]),
    ],
)
def test_a_country_that_is_named_brings_its_regions(language: str, text: str, found: list[str]) -> None:
    assert codes(text, language) == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Ontario 5, Quebec 4, Alberta 3", ["CA-ON", "CA-QC", "CA-AB"]),
        ("ru", "Ломбардия – 5, Тоскана – 4, Сицилия – 3", ["IT-25", "IT-52", "IT-82"]),
    ],
)
def test_several_regions_of_one_country_tell_it(language: str, text: str, found: list[str]) -> None:
    assert codes(text, language) == found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ontario 5, Quebec 4"),
        ("en", "Victoria said that Florence and Paris were late; hope and union"),
        ("en", "Central to the plan is Reading. Bath time at 8. Hope, Moon and Progress"),
        ("ru", "Северная часть, Центральный рынок, Виктория и Лидия"),
        ("ru", "Победа, Надежда, Каталония"),
    ],
)
def test_few_far_names_of_no_country_told_are_none(language: str, text: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("United Kingdom: the University of Kent 5, Kent County Council 4, Kent 3", ["GB", "GB-KEN"]),
        ("Canada: Ontario Teachers 5, the Bank of Nova Scotia 4", ["CA"]),
        ("Canada. In Ontario 5. Within Alberta 4", ["CA", "CA-ON", "CA-AB"]),
    ],
)
def test_a_far_name_joined_to_a_capitalised_word_is_part_of_another(text: str, found: list[str]) -> None:
    assert codes(text, "en") == found


def test_a_text_about_countries_or_a_far_one_in_passing_is_left_as_it_is() -> None:
    assert codes("Нигерия 4, Нигер 5, Алжир 6, Бельгия 7, Люксембург 8", "ru") == ["NG", "NE", "DZ", "BE", "LU"]
    text = "Казахстан, не Италия: Павлодарская область – 4, Абайская – 5, Акмолинская – 6, Тоскана и Молизе"
    assert codes(text, "ru") == ["KZ", "IT", "KZ-55", "KZ-10", "KZ-11"]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "Карагандинская: Абайский район – 5, в Нуринском районе – 4", ["KZ-35", "KZ-35-abai", "KZ-35-nura"]),
        ("ru", "Шымкент: Абайский район – 5", ["KZ-79", "KZ-79-abai"]),
        ("ru", "В СКО: Есильский район – 5, район Шал акына – 4", ["KZ-59", "KZ-59-esil", "KZ-59-shal-akyn"]),
        ("ru", "Астана: район Алматы – 5, район Есиль – 4", ["KZ-71", "KZ-71-almaty", "KZ-71-esil"]),
        ("kk", "Жамбыл облысы: Меркі ауданы – 5, Жамбыл ауданында – 4", ["KZ-31", "KZ-31-merki", "KZ-31-zhambyl"]),
        ("en", "Almaty: Medeu district 5, Bostandyk district 4", ["KZ-75", "KZ-75-medeu", "KZ-75-bostandyk"]),
    ],
)  # fmt: skip
def test_a_district_is_that_of_the_region_told_of(language: str, text: str, found: list[str]) -> None:
    assert codes(text, language) == found


def test_a_district_of_several_regions_stays_open() -> None:
    assert dict(read("Казахстан: Абайский район – 5", "ru"))["Абайский район"] == (
        "KZ-10-abai", "KZ-35-abai", "KZ-79-abai",
    )  # fmt: skip


def test_a_record_of_a_district_has_its_name_and_no_code(tmp_path: Path) -> None:
    article = tmp_path / "schools.txt"
    article.write_text(
        "Школы Павлодарской области\n\nВыше всего средний балл в Баянаульском районе – 4,71. "
        "Следом идут Иртышский район – 4,62 и район Теренколь – 4,55 балла.\n",
        "utf-8",
    )
    result = extract(article)
    regions = [(record.region.code, record.region.name) for record in result.records]
    assert regions == [(None, "Баянаульский район"), (None, "Иртышский район"), (None, "район Теренколь")]


def test_a_record_of_a_far_region_is_grounded_on_its_name(tmp_path: Path) -> None:
    article = tmp_path / "wages.txt"
    article.write_text(
        "Wages in Italy by region\n\nLombardy leads with 2,100 euros a month. "
        "It is followed by Lazio with 1,950 euros and Sicily with 1,600 euros.\n",
        "utf-8",
    )
    result = extract(article)
    assert [record.region.code for record in result.records] == ["IT-25", "IT-62", "IT-82"]
    assert not [check for check in result.checks if check.status == "failed"]
