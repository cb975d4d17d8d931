"""Names with a slip of the keyboard: read where nothing else fits and one region is meant, and told as such."""

from pathlib import Path

import pytest

from extractor import extract
from extractor.finders.regions import SLIP_RULE, find_regions
from extractor.packs import load_pack
from extractor.text import within_one_edit

PACK = load_pack()
BEGINNINGS = {
    "ru": "Казахстан: Павлодарская область – 4, Абайская – 5, Шымкент – 3.\n",
    "kk": "Қазақстан: Павлодар облысы – 4, Абай облысы – 5, Шымкент – 3.\n",
    "en": "Kazakhstan: Pavlodar Region – 4, Abai – 5, Shymkent – 3.\n",
}


def slips(text: str, language: str) -> list[tuple[str, str]]:
    text = BEGINNINGS[language] + text
    found = find_regions(text, PACK, language).mentions
    return [(text[m.start : m.end], m.codes[0]) for m in found if m.rule == SLIP_RULE]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "Костанайскя область – 5", [("Костанайскя область", "KZ-39")]),
        ("ru", "1. Карагндинская – 4,1", [("Карагндинская", "KZ-35")]),
        ("ru", "выросла в Мангистаусской области до 5", [("Мангистаусской области", "KZ-47")]),
        ("ru", "Кызылординскаая область: 3", [("Кызылординскаая область", "KZ-43")]),
        ("kk", "Қостнай облысы – 3", [("Қостнай облысы", "KZ-39")]),
        ("en", "Kostnay Region – 5", [("Kostnay Region", "KZ-39")]),
    ],
)
def test_a_slip_is_read_as_the_one_region_it_may_mean(language: str, text: str, found: list[tuple[str, str]]) -> None:
    assert slips(text, language) == found


@pytest.mark.parametrize(
    "text",
    [
        "Карагандинская облать – 5",  # the name itself is right
        "Шымкет – 3",  # too short
        "Кастанайскя область – 5",  # two slips
        "Курчатовская область – 5",
        "Костанайская область – 5",
        "Директор Карагндинская сказала",  # neither a line nor a noun
        "Жамбылка – 5",
    ],
)
def test_what_is_no_slip_is_left_alone(text: str) -> None:
    assert slips(text, "ru") == []


def test_a_text_that_tells_of_few_regions_is_not_searched() -> None:
    found = find_regions("Шымкент – 3\nКостанайскя область – 5", PACK, "ru").mentions
    assert [mention.rule for mention in found] == ["gazetteer"]


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("облать", "область", True),
        ("область", "облостт", False),
        ("а", "", True),
        ("аб", "ба", False),
        ("аа", "а", True),
    ],
)
def test_one_edit(left: str, right: str, near: bool) -> None:
    assert within_one_edit(left, right) is within_one_edit(right, left) is near


def test_a_record_on_a_slip_is_grounded_and_told(tmp_path: Path) -> None:
    article = tmp_path / "wages.txt"
    article.write_text(
        "Средняя зарплата по регионам Казахстана:\n\n- Павлодарская область – 410 тыс. тенге;\n"
        "- Костанайскя область – 390 тыс. тенге;\n- Абайская область – 380 тыс. тенге;\n- Шымкент – 370 тыс. тенге.\n",
        "utf-8",
    )
    result = extract(article)
    assert [record.region.code for record in result.records] == ["KZ-55", "KZ-39", "KZ-10", "KZ-79"]
    assert not [check for check in result.checks if check.status == "failed"]
    (told,) = [warning for warning in result.warnings if warning.code == "name-slip"]
    assert told.message == "'Костанайскя область' is read as Костанайская область"


def test_a_name_that_stays_open_is_told(tmp_path: Path) -> None:
    article = tmp_path / "altai.txt"
    article.write_text(
        "Цены в России\n\nБурятия – 41 рубль, Алтай – 39 рублей, Тува – 38 рублей, Хакасия – 37.\n", "utf-8"
    )
    result = extract(article)
    assert "RU-AL" not in {record.region.code for record in result.records}
    (told,) = [warning for warning in result.warnings if warning.code == "ambiguous-name"]
    assert told.message == "'Алтай' may be Республика Алтай or Алтайский край; its figures are left out"
