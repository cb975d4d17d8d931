"""Chosen pages, passwords and limits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import InputError, UsageError
from extractor.readers import check_size
from extractor.readers.options import ReadOptions, choose_pages, parse_pages
from tests.readers.pdf.made_pdfs import PROSE, draw_lines, draw_table, make_pdf, read_pdf, rows_of, texts


def draw_page(number: int) -> Callable[[Canvas], None]:
    return lambda canvas: draw_lines(canvas, [f"На странице {number} балл 4,{number}1.", *PROSE], 100)


FIVE = make_pdf(*map(draw_page, range(1, 6)))


@pytest.mark.parametrize(
    ("text", "ranges"),
    [("3", ((3, 3),)), ("3,5-9", ((3, 3), (5, 9))), (" 1 - 2 , 12- ", ((1, 2), (12, 0))), ("4-4", ((4, 4),))],
)
def test_pages_are_parsed(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert parse_pages(text) == ranges


@pytest.mark.parametrize("text", ["", "0", "3-1", "a", "1,,2", "-5", "1-2-3", "1.5", "99999999999"])
def test_pages_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--pages"):
        parse_pages(text)


def test_ranges_may_overlap_and_end_behind_the_last_page() -> None:
    assert choose_pages(((4, 9), (2, 2), (2, 4)), 5) == [2, 3, 4, 5]
    assert choose_pages((), 3) == [1, 2, 3]


def test_only_the_chosen_pages_are_read() -> None:
    document = read_pdf(FIVE, options=ReadOptions(pages=((2, 2), (4, 5))))
    assert [number for number in range(1, 6) if f"На странице {number}" in document.text] == [2, 4, 5]
    assert {place.page for place in document.places} == {2, 4, 5}
    assert document.source.pages == 5
    assert document.warnings == ()


def test_pages_behind_the_last_are_an_error() -> None:
    with pytest.raises(InputError, match="has 5 pages"):
        read_pdf(FIVE, options=ReadOptions(pages=((7, 9),)))


def test_a_limit_leaves_pages_out_and_says_so() -> None:
    document = read_pdf(FIVE, options=ReadOptions(max_pages=3))
    assert {place.page for place in document.places} == {1, 2, 3}
    assert [(n.code, n.page) for n in document.warnings] == [("pages-left-out", 4)]
    assert "--max-pages" in document.warnings[0].message


def test_a_file_larger_than_the_limit(tmp_path: object) -> None:
    with pytest.raises(InputError, match="--max-size"):
        check_size(__file__, 0)


def test_the_password_opens_the_file() -> None:
    data = make_pdf(draw_page(1), encrypt=StandardEncryption("тайна", canPrint=0))
    with pytest.raises(InputError, match="--password"):
        read_pdf(data)
    with pytest.raises(InputError, match="another password"):
        read_pdf(data, options=ReadOptions(password="x"))
    assert "балл 4,11" in read_pdf(data, options=ReadOptions(password="тайна")).text


HEADER = [["Область", "2024 год", "2025 год"]]


def draw_part(first: int, *, header: bool, last: bool = False, caption: str = "") -> Callable[[Canvas], None]:
    rows = [[f"Область {at}", f"4,{at:02}", f"3,{at:02}"] for at in range(first, first + 20)]

    def draw(canvas: Canvas) -> None:
        if caption:
            draw_lines(canvas, [caption], 60)
        draw_table(canvas, (HEADER if header else []) + rows, 80)
        if last:
            draw_lines(canvas, PROSE, 700)

    return draw


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("caption", ["", "Продолжение таблицы 1"])
def test_a_table_that_goes_on_overleaf_is_one(header: bool, caption: str) -> None:
    pages = [
        draw_part(10, header=True, caption="Таблица 1. Оценки областей"),
        draw_part(30, header=header, caption=caption),
        draw_part(50, header=header, caption=caption, last=True),
    ]
    document = read_pdf(make_pdf(*pages))
    assert len(document.tables) == 1
    rows = rows_of(document)
    assert rows[0] == HEADER[0]
    assert [row[0] for row in rows[1:]] == [f"Область {at}" for at in range(10, 70)]
    assert {cell.row for cell in document.tables[0].cells if cell.header} == {0}
    at = document.text.index("4,55")
    assert document.quote(at, at + 4).page == 3
    assert document.text.count("2024 год") == (3 if header else 1)
    assert len([t for t in texts(document, "boilerplate") if t == "2024 год"]) == (2 if header else 0)


def test_tables_of_other_columns_or_captions_stay_apart() -> None:
    other = draw_part(30, header=True, caption="Таблица 2. Совсем другие оценки")
    document = read_pdf(make_pdf(draw_part(10, header=True, caption="Таблица 1. Оценки"), other))
    assert len(document.tables) == 2

    def draw_wide(canvas: Canvas) -> None:
        draw_table(canvas, [["Область", "Балл за весь прошедший год"], ["Абай", "4,5"]], 80)

    assert len(read_pdf(make_pdf(draw_part(10, header=True), draw_wide)).tables) == 2


def test_a_chosen_page_takes_its_header_from_the_page_before() -> None:
    data = make_pdf(draw_part(10, header=True), draw_part(30, header=False), draw_part(50, header=False))
    document = read_pdf(data, options=ReadOptions(pages=((2, 2),)))
    assert len(document.tables) == 1
    assert rows_of(document) == [*HEADER, *([f"Область {at}", f"4,{at:02}", f"3,{at:02}"] for at in range(30, 50))]
    whole = read_pdf(data)
    assert replace(whole.tables[0], end=0).start == 0
