"""Rows of a ruled table that no line parts."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.made_pdfs import HEIGHT, check_spans, draw_lines, make_pdf, read_pdf, rows_of

LEFTS = (72, 200, 300, 400)
BODY = [["Район 1", "278", "19"], ["Район 2", "70", "2"], ["Район 3", "25", "0"], ["Район 4", "55", "3"]]


def draw_bands(canvas: Canvas, bands: Sequence[Sequence[Sequence[str]]]) -> None:
    """Draw a table with a line only between the bands, each of them one or more rows of cells."""
    ys = [HEIGHT - 100]
    for rows in bands:
        for at, row in enumerate(rows):
            for left, text in zip(LEFTS, row, strict=False):
                draw_lines(canvas, [text], HEIGHT - ys[-1] + 12 + 14 * at, left + 3, 9)
        ys.append(ys[-1] - 14 * len(rows) - 4)
    canvas.grid(LEFTS, ys)


def test_a_header_that_no_line_parts_from_the_first_row() -> None:
    header = ["Район", "Случаи", "Умерли"]
    document = read_pdf(make_pdf(lambda canvas: draw_bands(canvas, [[header, BODY[0]], *([row] for row in BODY[1:])])))
    check_spans(document)
    assert rows_of(document) == [header, *BODY]
    assert {cell.row for cell in document.tables[0].cells if cell.header} == {0}


def test_two_rows_that_no_line_parts() -> None:
    bands = [[["Район", "Случаи", "Умерли"]], BODY[:2], BODY[2:3], BODY[3:]]
    document = read_pdf(make_pdf(lambda canvas: draw_bands(canvas, bands)))
    assert rows_of(document) == [*bands[0], *BODY]


def test_a_share_below_its_figure_is_no_row() -> None:
    header = [["Район", "Случаи", "Умерли"]]
    rows = [[["Район 1", "278", "19"], ["(часть", "(24%)", "(2%)"]], BODY[1:2], BODY[2:3]]
    document = read_pdf(make_pdf(lambda canvas: draw_bands(canvas, [header, *rows])))
    assert rows_of(document)[1] == ["Район 1 (часть", "278 (24%)", "19 (2%)"]


def test_a_wrapped_label_beside_one_figure_is_one_row() -> None:
    bands = [[["Район", "Случаи", "Умерли"]], [["Район 1,"], ["Город", "278", "19"]], BODY[1:2], BODY[2:3]]
    document = read_pdf(make_pdf(lambda canvas: draw_bands(canvas, bands)))
    assert rows_of(document)[1] == ["Район 1, Город", "278", "19"]
