"""Columns in percent that are made of other columns: each row keeps what most of them show."""

from __future__ import annotations

import pytest

from extractor.results import Check, Result
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


REGIONS = ("Астана", "Алматы", "Шымкент", "Абай", "Улытау", "Жетысу", "Туркестан", "Костанай", "Мангистау")


def ask(columns: str, rows: list[tuple[object, ...]]) -> Result:
    lines = [f"| {region} | {' | '.join(map(str, row))} |" for region, row in zip(REGIONS, rows, strict=False)]
    return extract_text("\n".join(["Опрос по регионам", "", f"| Регион | {columns} |", "|---|---|---|---|", *lines]))


def ratios(result: Result) -> list[str]:
    return [check.severity if check.status == "failed" else "passed" for check in told(result)]


def told(result: Result) -> list[Check]:
    return [check for check in result.checks if check.rule == "share-of-whole"]


def verified(result: Result) -> set[str]:
    values = [value for record in result.records for value in record.values]
    return {value.evidence[0].text for value in values if value.verdict == "verified"}


COMPLAINTS = "Опрошено, человек | Подали жалобу, человек | Недовольны, %"
PLEASED = "Опрошено, человек | Довольны, человек | Довольны, %"
ASKED = (1000, 1100, 1200, 1350, 1400, 1500, 1620, 1710, 1840)


def test_zeros_bear_out_nothing() -> None:
    zeros: list[tuple[object, ...]] = [(asked, 0, 0) for asked in ASKED[:6]]
    result = ask(COMPLAINTS, [*zeros, (1500, 3, 12), (1500, 5, 9)])
    assert told(result) == []
    assert verified(result) == set()
    # Nor do they speak against what the others bear out, and nothing is told of them.
    others = [(1000, 120, "12,0"), (1500, 315, "21,0"), (800, 248, "31,0")]
    result = ask(COMPLAINTS, [*zeros, *others])
    assert ratios(result) == ["passed"] * 3
    assert "0" not in verified(result)
    # Zeros that do not fit speak against it.
    assert told(ask(COMPLAINTS, [*((asked, 0, 14) for asked in ASKED[:6]), *others])) == []


def test_shares_that_are_all_the_same_bear_out_nothing() -> None:
    assert told(ask(PLEASED, [(asked, asked // 50, 2) for asked in ASKED])) == []


@pytest.mark.parametrize("asked", [[100] * 7, [100, 101, 99, 100, 100, 101, 100]])
def test_a_whole_that_does_not_matter_bears_out_nothing(asked: list[int]) -> None:
    shares = [40, 41, 42, 43, 44, 45, 70]
    rows: list[tuple[object, ...]] = [(whole, 40 + at, shares[at]) for at, whole in enumerate(asked)]
    result = ask("Опрошено, человек | Мужчины, человек | Довольны, %", rows)
    assert told(result) == []
    assert verified(result) == set()


@pytest.mark.parametrize(
    ("slips", "found"),
    [
        (0, ["passed"] * 9),
        (1, ["error"] + ["passed"] * 8),
        # One slip breaks one row: where two break, there may be another reason.
        (2, ["warning"] * 2 + ["passed"] * 7),
        # Where many break, the percent is of something else.
        (3, []),
        (5, []),
    ],
)
def test_rows_that_do_not_fit_speak_against_a_ratio(slips: int, found: list[str]) -> None:
    counts = (310, 407, 516, 270, 658, 795, 1053, 342, 1196)
    rows: list[tuple[object, ...]] = []
    for at, (asked, count) in enumerate(zip(ASKED, counts, strict=True)):
        share = round(100 * count / asked, 1) if at >= slips else 91 - 3 * at
        rows.append((asked, count, str(share).replace(".", ",")))
    result = ask(PLEASED, rows)
    assert sorted(ratios(result)) == sorted(found)
    assert bool(verified(result)) == bool(found)
