"""Titles of tables without a lattice: set sideways, and parted by lines that reach no figures."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.made_pdfs import HEIGHT, check_spans, draw_lines, make_pdf, read_pdf, rows_of

LEFTS = (170, 230, 290, 350, 410)


def draw_figures(canvas: Canvas, top: float) -> None:
    for row in range(8):
        draw_lines(canvas, [f"Участок {row}"], top + 13 * row, 72, 9)
        for at, left in enumerate(LEFTS):
            canvas.drawRightString(left + 50, HEIGHT - top - 13 * row, f"{row + 1}{at}4")


def draw_sideways(canvas: Canvas, x: float, y: float, lines: list[str], turn: int) -> None:
    canvas.saveState()
    canvas.translate(x, HEIGHT - y)
    canvas.rotate(turn)
    for at, line in enumerate(lines):
        canvas.drawString(0, -10 * at, line)
    canvas.restoreState()


@pytest.mark.parametrize("turn", [90, -90])
def test_sideways_titles_above_figures_without_lines(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        for at, left in enumerate(LEFTS):
            x, y = (left + 38, 190) if turn == 90 else (left + 42, 110)
            draw_sideways(canvas, x, y, ["Кандидат", f"под номером {at}"], turn)
        draw_figures(canvas, 205)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert rows_of(document)[0] == ["", *(f"Кандидат под номером {at}" for at in range(5))]
    assert rows_of(document)[8] == ["Участок 7", *(f"8{at}4" for at in range(5))]
    assert {cell.row for cell in document.tables[0].cells if cell.header} == {0}


def test_lines_between_titles_tell_their_columns() -> None:
    def draw(canvas: Canvas) -> None:
        for x, top in ((165, 80), (225, 110), (285, 110), (405, 80)):
            canvas.line(x, HEIGHT - top, x, HEIGHT - (310 if top == 80 else 140))
        draw_lines(canvas, ["Губернатор"], 92, 300, 9)
        for x, title in ((168, "Голоса"), (228, "Бюллетени"), (289, "Доля, %")):
            draw_lines(canvas, [title], 122, x, 9)
        draw_figures(canvas, 160)

    document = read_pdf(make_pdf(draw))
    heads = {document.text[c.start : c.end]: (c.column, c.col_span) for c in document.tables[0].cells if c.header}
    assert heads["Голоса"] == (1, 1)
    assert heads["Бюллетени"] == (2, 1)
    assert heads["Доля, %"] == (3, 2)


def test_a_share_of_all_set_against_its_count_stays_in_its_column() -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(8):
            draw_lines(canvas, [f"Участок {row}"], 100 + 13 * row, 72, 9)
            for at, text in enumerate(["215", "17", "54,10%" if row != 3 else "100,00%", "9"]):
                canvas.drawRightString((220, 300, 345, 420)[at], HEIGHT - 100 - 13 * row, text)

    rows = rows_of(read_pdf(make_pdf(draw)))
    assert rows[3] == ["Участок 3", "215", "17", "100,00%", "9"]
