from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import InputError
from extractor.readers.delimited import choose_delimiter, split_rows
from tests.readers.documents import read_as


def lay_cells(document) -> list[list[list[str]]]:
    return [
        [
            [document.text[c.start : c.end] for c in table.cells if c.row == row]
            for row in range(1 + max(c.row for c in table.cells))
        ]
        for table in document.tables
    ]


def save_book(*sheets: tuple[str, list[list[Any]]], change=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


ROWS = [["Доля довольных по краям"], ["Край", "Балл"], ["Север", 4.9], ["Юг", 4.85], [], ["Источник: опрос"]]


def test_csv_is_its_text_and_cells_know_their_address():
    text = 'Доля довольных по краям;\r\nКрай;"Балл; из 5"\r\n"Север\r\nи юг";4,90\r\nЮг;"4,85"\r\n'
    document = read_as("a.csv", text)
    assert document.text == text
    assert lay_cells(document) == [[["Край", "Балл; из 5"], ["Север\r\nи юг", "4,90"], ["Юг", "4,85"]]]
    at = text.index("4,85")
    assert document.quote(at, at + 4).cell == "B4"
    assert [block.kind for block in document.blocks][:2] == ["heading", "cell"]
    assert document.tables[0].caption == (0, len("Доля довольных по краям"))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a,b\n1,2\n", ","), ("a;b\n1,5;2\n3,5;4\n", ";"), ("a\tb, c\n1\t2\n", "\t"), ("a|b\n1|2\n", "|")],
)
def test_delimiters(text, delimiter):
    assert choose_delimiter(text) == delimiter


def test_quote_marks_that_quote_nothing():
    text = 'a "b" c,"d\n"e"f,g'
    assert [[text[s:e] for s, e in row] for row in split_rows(text, ",")] == [['a "b" c', '"d'], ['"e"f', "g"]]


@given(st.lists(st.lists(st.text(st.sampled_from('a1 ,;"\t\n|'), max_size=6), min_size=1, max_size=4), max_size=5))
def test_cells_never_overlap_and_keep_their_order(cells):
    text = "\n".join(",".join(row) for row in cells)
    end = 0
    for row in split_rows(text, ","):
        for start, stop in row:
            assert end <= start <= stop <= len(text)
            end = stop


def test_workbook_sheets_formats_and_addresses():
    def form(book):
        for row in book["Опрос"].iter_rows(min_row=3, max_row=4, min_col=2):
            row[0].number_format = "0.00"
        book["Тайна"].sheet_state = "hidden"

    document = read_as("a.xlsx", save_book(("Опрос", ROWS), ("Тайна", ROWS), change=form))
    assert lay_cells(document) == [[["Край", "Балл"], ["Север", "4.90"], ["Юг", "4.85"]]]
    at = document.text.index("4.85")
    quote = document.quote(at, at + 4)
    assert (quote.sheet, quote.cell, quote.page) == ("Опрос", "B4", None)
    assert [notice.code for notice in document.warnings] == ["sheet-hidden"]
    assert [b.kind for b in document.blocks if b.kind != "cell"] == ["heading", "heading", "paragraph"]


def test_merged_cells_of_a_workbook():
    rows = [["Край", "Балл", None], [None, "2024", "2025"], ["Север", 4.9, 4.95], ["Юг", 4.85, 4.8]]

    def merge(book):
        book["Опрос"].merge_cells("A1:A2")
        book["Опрос"].merge_cells("B1:C1")

    table = read_as("a.xlsx", save_book(("Опрос", rows), change=merge)).tables[0]
    spans = {(c.row, c.column): (c.row_span, c.col_span) for c in table.cells}
    assert spans[0, 0] == (2, 1)
    assert spans[0, 1] == (1, 2)
    assert (0, 2) not in spans
    assert (1, 0) not in spans
    assert {c.row for c in table.cells if c.header} == {0, 1}


def test_what_is_no_workbook():
    with pytest.raises(InputError, match="broken Excel workbook"):
        read_as("a.xlsx", b"PK\x03\x04 xl/workbook.xml and nothing else")
    with pytest.raises(InputError, match="no text on a visible sheet"):
        read_as("a.xlsx", save_book(("Пусто", [])))
