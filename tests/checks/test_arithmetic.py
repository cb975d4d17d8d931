"""Totals, shares, changes, ratios and whole people: a text that is right, and the same text with one slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import extract
from extractor.results import Result
from tests.telling import extract_text, failed

GREW = "В Алматы средняя зарплата выросла на {change}% – с {before} до {now} тыс. тенге."
TIMES = "В Алматы средняя зарплата выросла в {times} раза – с 200,0 до 300,0 тыс. тенге."
SHARE = (
    "Kazakhstan produced industrial goods worth 50.0 trillion tenge in 2025. "
    "The Atyrau Region remains the leader with 12.5 trillion tenge, or {share}% of the national total."
)


def rules(result: Result) -> list[tuple[str, str]]:
    return [(check.rule, check.severity) for check in failed(result)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (GREW.format(change="50,0", before="200,0", now="300,0"), None),
        (GREW.format(change="51,0", before="200,0", now="300,0"), "change-adds-up"),
        (GREW.format(change="50,0", before="200,0", now="330,0"), "change-adds-up"),
        (TIMES.format(times="1,5"), None),
        (TIMES.format(times="1,8"), "ratio-holds"),
        (SHARE.format(share="25.0"), None),
        (SHARE.format(share="27.8"), "share-of-whole"),
    ],
)
def test_a_figure_that_others_make(text: str, wrong: str | None) -> None:
    assert rules(extract_text(text)) == ([(wrong, "error")] if wrong else [])


def page(rows: list[tuple[str, ...]], header: tuple[str, ...]) -> str:
    head = "".join(f"<th>{text}</th>" for text in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<html><body><article><h1>Число безработных по регионам</h1>{table}</article></body></html>"


YEARS = ("Регион", "2024", "2025", "Изменение")
ROWS = [
    ("Астана", "20 400", "20 150", "−250"),
    ("Алматы", "31 700", "32 010", "+310"),
    ("Шымкент", "28 050", "28 090", "+40"),
    ("Итого", "80 150", "80 250", "+100"),
]


def read_page(folder: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = YEARS) -> Result:
    path = folder / "page.html"
    path.write_text(page(rows, header), "utf-8")
    return extract(path)


def change(row: int, column: int, figure: str) -> list[tuple[str, ...]]:
    told = [list(row) for row in ROWS]
    told[row][column] = figure
    return [tuple(row) for row in told]


def test_a_table_that_adds_up_verifies_its_figures(tmp_path: Path) -> None:
    result = read_page(tmp_path, ROWS)
    assert rules(result) == []
    current = [value for record in result.records for value in record.values if value.role == "current"]
    assert {value.verdict for value in current} == {"verified"}
    assert {value.metric for value in current} == {"unemployed"}


@pytest.mark.parametrize(
    ("rows", "rule", "right"),
    [
        (change(3, 1, "80 510"), "change-adds-up", "80150"),  # the earlier figures are told beside the present ones
        (change(1, 2, "32 100"), "total-adds-up", "32010"),
        (change(2, 3, "+400"), "change-adds-up", "40"),
    ],
)
def test_one_slip_in_a_table_is_one_finding_with_its_figure(
    tmp_path: Path, rows: list[tuple[str, ...]], rule: str, right: str
) -> None:
    result = read_page(tmp_path, rows)
    assert rules(result) == [(rule, "error")]
    (found,) = failed(result)
    assert right in [guess.candidate for guess in found.diagnosis]


def test_a_country_whose_rows_are_only_its_leaders_is_not_accused(tmp_path: Path) -> None:
    rows = [("Астана", "20 400"), ("Алматы", "31 700"), ("Шымкент", "28 050"), ("Казахстан", "455 000")]
    assert rules(read_page(tmp_path, rows, ("Регион", "2025"))) == []


def test_an_average_is_no_total(tmp_path: Path) -> None:
    rows = [("Астана", "412 000"), ("Алматы", "398 000"), ("Шымкент", "301 000"), ("Казахстан", "371 000")]
    assert rules(read_page(tmp_path, rows, ("Регион", "Зарплата, тенге"))) == []


def test_a_ranking_of_numbered_items_with_one_wrong_number() -> None:
    text = "1. Астана – 63,9 балла\n2. Алматы – 61,2 балла\n8. Шымкент – 60,1 балла\n4. Абай – 59,0 балла\n"
    (found,) = failed(extract_text(text))
    assert (found.rule, found.severity) == ("ranks-distinct", "error")
    assert next((guess.slip, guess.candidate) for guess in found.diagnosis) == ("misread-digit", "3")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("In Abai the number of cars jumped from 9,402 to 13,869, a rise of {}%.", ("47.5", "74.5")),
        (
            "Абай облысының көрсеткіші 87,4 ұпайдан 91,2 ұпайға дейін өсті, яғни бір жылда {} ұпай қосылды.",
            ("3,8", "2,8"),
        ),
        (
            "Көшбасшы – Абай облысы. Оның индексі 91,2 ұпайдан 87,4 ұпайға төмендеді, яғни {} ұпай жоғалтты.",
            ("3,8", "2,8"),
        ),
        (
            "Больше всего аварий в Алматы: 7 214. В Абае их 1 988 – в {} раза больше, чем годом ранее (1 657).",
            ("1,2", "2,1"),
        ),
        ("Из 20 регионов рост отмечен в 7, а в остальных {} аварий стало меньше.", ("13", "31")),
        ("Abai came third: starts there jumped {} per cent to 4,980 from 3,812 a year before.", ("30.6", "12")),
        ("В Абае число семей выросло на {}% до 4 980 с 3 812.", ("30,6", "12")),
        ("The rate rose in 12 of the 16 regions of Kazakhstan and did not rise in the remaining {}.", ("4", "6")),
    ],
)
def test_what_is_told_of_figures_beside_them_must_fit(text: str, wrong: tuple[str, str]) -> None:
    right, slip = (extract_text(text.format(told)) for told in wrong)
    assert failed(right) == []
    assert [check.severity for check in failed(slip)] == ["error"]
