"""Tables whose rows are told by colour, below a header that is ruled."""

from __future__ import annotations

from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.made_pdfs import HEIGHT, check_spans, draw_lines, make_pdf, read_pdf, rows_of

TITLES = ["District", "Houses", "Cement", "Mud"]
LEFTS = (72, 200, 280, 360, 440)
NAMES = [("Northern", f"District {at}", "of the Hills") for at in range(7)]


def draw_body(canvas: Canvas, top: float) -> None:
    """Draw rows of three lines of label, the figures beside the middle one, every other row shaded cell by cell."""
    for at, name in enumerate(NAMES):
        y = top + 30 * at
        if at % 2:
            canvas.setFillColorRGB(0.98, 0.85, 0.65)
            for left, right in pairwise(LEFTS):
                canvas.rect(left, HEIGHT - y - 30, right - left, 30, stroke=0, fill=1)
                canvas.rect(left + 2, HEIGHT - y - 20, right - left - 4, 9, stroke=0, fill=1)  # behind a line of text
            canvas.setFillGray(0)
        for line, part in enumerate(name):
            draw_lines(canvas, [part], y + 9 + 9.5 * line, 75, 8)
        for column in (1, 2, 3):
            draw_lines(canvas, [f"{at + 1}{column}5"], y + 18.5, LEFTS[column] + 30, 8)


def draw_head(canvas: Canvas) -> None:
    canvas.grid(LEFTS, [HEIGHT - 100, HEIGHT - 130])
    for left, title in zip(LEFTS, TITLES, strict=False):
        draw_lines(canvas, [title], 118, left + 4, 8)


def test_shaded_rows_below_a_ruled_header() -> None:
    def draw(canvas: Canvas) -> None:
        draw_head(canvas)
        draw_body(canvas, 130)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    body = [[" ".join(name), *(f"{at + 1}{column}5" for column in (1, 2, 3))] for at, name in enumerate(NAMES)]
    assert rows_of(document) == [TITLES, *body]
    assert {cell.row for cell in document.tables[0].cells if cell.header} == {0}


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize(
    "names", [("Регион", "Столица", "Абай"), ("Облыс", "Орталығы", "Ұлытау"), ("Region", "Capital", "Abai")]
)
def test_a_list_above_a_table_is_no_header(names: tuple[str, str, str], numbered: bool) -> None:
    region, capital, name = names
    rows = [[region, capital], *([f"{name} {part}", f"Город {part}"] for part in "абв")]
    rows = [[f"{at or '№'}", *row] for at, row in enumerate(rows)] if numbered else rows
    lefts = (72, 110, 200, 280) if numbered else (72, 200, 280)

    def draw(canvas: Canvas) -> None:
        canvas.grid(lefts, [HEIGHT - 100 - 20 * at for at in range(5)])
        for at, row in enumerate(rows):
            for left, text in zip(lefts, row, strict=False):
                draw_lines(canvas, [text], 114 + 20 * at, left + 4, 8)
        for at in range(6):
            for left, text in zip(
                lefts, ([f"{at + 1}"] if numbered else []) + [f"{name} {at}", f"{at}25"], strict=False
            ):
                draw_lines(canvas, [text], 194 + 14 * at, left + 4, 8)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert rows_of(document) == rows


def test_white_areas_part_no_rows() -> None:
    def draw(canvas: Canvas) -> None:
        for at in range(5):
            for line in range(2):
                canvas.setFillGray(1)
                canvas.rect(72, HEIGHT - 112 - 40 * at - 11 * line, 300, 11, stroke=0, fill=1)
                canvas.setFillGray(0)
            draw_lines(canvas, [f"District {at}", "of the hills"], 110 + 40 * at, 75, 8)
            draw_lines(canvas, [f"{at}25", ""], 110 + 40 * at, 300, 8)

    assert rows_of(read_pdf(make_pdf(draw)))[1] == ["District 1 of the hills", "125"]


def test_a_label_that_runs_over_its_cell_is_whole() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid((72, 180, 260, 340), [HEIGHT - 100 - 20 * at for at in range(6)])
        for at in range(5):
            label = "New cases among the health workers of the day" if at == 2 else f"Cases {at}"
            for left, text in zip((75, 215, 295), (label, f"{at}1", f"{at}2"), strict=True):
                draw_lines(canvas, [text], 114 + 20 * at, left, 8)

    assert rows_of(read_pdf(make_pdf(draw)))[2] == ["New cases among the health workers of the day", "21", "22"]
