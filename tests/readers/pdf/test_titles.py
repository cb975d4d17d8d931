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


def test_rows_set_closer_than_their_letters_are_high_stay_rows() -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(6):
            draw_lines(canvas, [f"Участок {row}"], 100 + 8.5 * row, 72, 10)
            for at in range(3):
                draw_lines(canvas, [f"{row + 1}{at}4"], 100 + 8.5 * row, 200 + 60 * at, 10)

    assert rows_of(read_pdf(make_pdf(draw)))[2] == ["Участок 2", "304", "314", "324"]


def test_tables_of_the_same_columns_beside_each_other_need_no_common_rows() -> None:
    def draw(canvas: Canvas) -> None:
        for panel, pitch in enumerate((12.0, 13.1, 12.6)):
            left = 72 + 150 * panel
            draw_lines(canvas, ["Округ"], 90, left, 8)
            draw_lines(canvas, ["Число"], 90, left + 100, 8)
            for row in range(20):
                draw_lines(canvas, [f"Округ {panel} {row}"], 105 + pitch * row, left, 8)
                canvas.drawRightString(left + 125, HEIGHT - 105 - pitch * row, f"{row + 1}{panel}")

    document = read_pdf(make_pdf(draw))
    assert len(document.tables) == 3
    assert [rows_of(document, at)[5] for at in range(3)] == [[f"Округ {at} 4", f"5{at}"] for at in range(3)]


def test_a_sparse_table_of_many_columns_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        xs = [72, *(150 + 25 * at for at in range(17))]
        canvas.grid(xs, [HEIGHT - 100 - 14 * at for at in range(15)])
        for at in range(16):
            draw_lines(canvas, [f"У{at}"], 111, xs[at + 1] + 3, 7)
        for row in range(13):
            draw_lines(canvas, [f"Кандидат {row}"], 125 + 14 * row, 75, 7)
            draw_lines(canvas, [f"{row}7"], 125 + 14 * row, xs[row + 1] + 4, 7)

    rows = rows_of(read_pdf(make_pdf(draw)))
    assert rows[4] == ["Кандидат 3", "", "", "", "37", *[""] * 12]


def test_labels_left_of_a_frame_and_titles_that_no_line_parts() -> None:
    def draw(canvas: Canvas) -> None:
        xs = [160, 200, 240, 280, 320]
        ys = [HEIGHT - 100, *(HEIGHT - 180 - 14 * at for at in range(9))]
        for y in ys:
            canvas.line(xs[0], y, xs[-1], y)
        for x in xs:
            canvas.line(x, ys[0] if x in (160, 240, 320) else ys[1], x, ys[-1])
        for at in range(4):
            draw_sideways(canvas, xs[at] + 24, 176, [f"Кандидат {at}"], 90)
        for row in range(8):
            canvas.setFont("Sans", 9)
            canvas.drawRightString(156, ys[row + 2] + 4, f"Участок {row}")
            for at in range(4):
                draw_lines(canvas, [f"{row}{at}3"], HEIGHT - ys[row + 2] - 4, xs[at] + 10, 9)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert rows_of(document)[0] == ["", *(f"Кандидат {at}" for at in range(4))]
    assert rows_of(document)[3] == ["Участок 2", "203", "213", "223", "233"]
