"""Tables that lie otherwise than a row a region."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.pipeline import extract
from extractor.results import Result

ACROSS = """
Оценки услуг по областям.

| Показатель | Акмолинская область | Актюбинская область | Алматинская область | Казахстан |
|---|---|---|---|---|
| Доля довольных, % | 88,4 | 79,1 | 91,2 | 85,0 |
| Средняя оценка, балл | 4,5 | 4,1 | 4,8 | 4,4 |
| Место | 2 | 3 | 1 | - |
"""
GROUPS = """
Обращения в областях за два года.

| Регион | 2023 | 2024 | Регион | 2023 | 2024 |
|---|---|---|---|---|---|
| Акмолинская область | 12,4 | 13,1 | Актюбинская область | 22,4 | 23,1 |
| Алматинская область | 32,4 | 33,1 | Атырауская область | 42,4 | 43,1 |
| Всего | 109,6 | 112,4 | | | |
"""


def read(folder: Path, text: str) -> Result:
    path = folder / "table.txt"
    path.write_text(text, encoding="utf-8")
    return extract(path)


def told(result: Result) -> set[tuple[str | None, str | None, str | None]]:
    return {(r.region.code, v.column, v.value) for r in result.records for v in r.values}


def test_regions_may_be_columns(tmp_path: Path) -> None:
    result = read(tmp_path, ACROSS)
    assert told(result) == {
        (code, column, value)
        for code, values in (("KZ-11", ("88.4", "4.5")), ("KZ-15", ("79.1", "4.1")), ("KZ-19", ("91.2", "4.8")))
        for column, value in zip(("Доля довольных, %", "Средняя оценка, балл"), values, strict=True)
    }
    assert {r.region.code: r.rank.value for r in result.records if r.rank} == {"KZ-11": 2, "KZ-15": 3, "KZ-19": 1}
    assert {v.value for a in result.aggregates for v in a.values} == {"85.0", "4.4"}
    assert not result.ledger.unexplained


def test_groups_of_columns_side_by_side_keep_their_own_regions(tmp_path: Path) -> None:
    result = read(tmp_path, GROUPS)
    values = {
        ("KZ-11", "12.4", "13.1"), ("KZ-15", "22.4", "23.1"), ("KZ-19", "32.4", "33.1"), ("KZ-23", "42.4", "43.1"),
    }  # fmt: skip
    assert told(result) == {
        (code, column, value) for code, *pair in values for column, value in zip(("2023", "2024"), pair, strict=True)
    }
    assert {v.value for a in result.aggregates for v in a.values} == {"109.6", "112.4"}


@pytest.mark.parametrize(
    ("caption", "unit", "value"),
    [
        ("Таблица 1. Численность населения по областям, тыс. человек", "person", "780500"),
        ("Таблица 1. Численность населения по областям (млн человек)", "person", "780500000"),
        ("Таблица 1. Численность населения по областям", None, "780.5"),
    ],
)
def test_a_scale_in_the_caption_holds_for_the_columns(
    tmp_path: Path, caption: str, unit: str | None, value: str
) -> None:
    path = tmp_path / "page.html"
    rows = "".join(
        f"<tr><td>{name}</td><td>{figure}</td></tr>"
        for name, figure in (("Акмолинская область", "780,5"), ("Актюбинская область", "920,1"))
    )
    table = f"<table><caption>{caption}</caption><tr><th>Область</th><th>2024</th></tr>{rows}</table>"
    path.write_text(f"<html lang='ru'><body><h1>Население</h1>{table}</body></html>", encoding="utf-8")
    values = [v for r in extract(path).records for v in r.values if r.region.code == "KZ-11"]
    assert [(v.value, v.unit) for v in values] == [(value, unit)]
