"""Columns in percent that are made of other columns: each row keeps what most of them show."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed

SHARES = """Экспорт по регионам в 2025 году

| Регион | Экспорт, млн долларов | Доля в экспорте, % |
|---|---|---|
| Астана | 3402 | 34,0 |
| Алматы | 2551 | {share} |
| Шымкент | 1287 | 12,9 |
| Абай | 1496 | 15,0 |
| Улытау | 1264 | 12,6 |
| Всего | 10000 | |
"""
PLANS = """Revenues of the regions, first half of 2025

| Region | Plan, bn tenge | Actual, bn tenge | Execution, % |
|---|---|---|---|
| Astana | 412.5 | 431.8 | {ratio} |
| Almaty | 596.0 | 640.2 | 107.4 |
| Shymkent | 98.4 | 97.1 | 98.7 |
| Abai Region | 104.8 | 109.9 | 104.9 |
"""


@pytest.mark.parametrize(
    ("text", "wrong", "quote"),
    [
        (SHARES.format(share="25,5"), [], ""),
        (SHARES.format(share="22,5"), ["share-of-whole"], "22,5"),
        (PLANS.format(ratio="104.7"), [], ""),
        (PLANS.format(ratio="140.7"), ["share-of-whole"], "140.7"),
        # Where no other row bears it out, the columns are of other things.
        (PLANS.format(ratio="4.7").replace("107.4", "7").replace("98.7", "51"), [], ""),
    ],
)
def test_a_column_in_percent_is_made_of_others_in_every_row(text: str, wrong: list[str], quote: str) -> None:
    found = failed(extract_text(text))
    assert [check.rule for check in found] == wrong
    assert all(check.evidence[0].text == quote for check in found)


def test_what_is_made_of_others_is_verified() -> None:
    result = extract_text(SHARES.format(share="25,5"))
    values = [value for record in result.records for value in record.values]
    assert {value.verdict for value in values if value.unit == "percent"} == {"verified"}
