"""Ruled tables come back cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from extractor.model import Document
from tests.readers.pdf.made_pdfs import (
    HEIGHT,
    PROSE,
    WIDTH,
    check_spans,
    draw_lines,
    draw_table,
    make_pdf,
    read_pdf,
    rows_of,
    second_opinion,
    texts,
)

HEADER = [["Область", "Оценка, балл", ""], ["", "2024", "2025"]]
BODY = [[f"Область {at}", f"4,{at:02}", f"3,{at + 50}"] for at in range(20)]
SPANS = [((0, 0), (0, 1)), ((1, 0), (2, 0))]


def draw_ranking(canvas: Canvas) -> None:
    draw_lines(canvas, PROSE, 80)
    draw_lines(canvas, ["Таблица 1. Оценки областей"], 135)
    draw_table(canvas, HEADER + BODY, 145, spans=SPANS)
    draw_lines(canvas, ["После таблицы идёт вывод с числом 5."], 560)


@pytest.fixture(scope="module")
def data() -> bytes:
    return make_pdf(draw_ranking)


@pytest.fixture(scope="module")
def document(data: bytes) -> Document:
    return read_pdf(data)


def test_rows_and_merged_cells(document: Document) -> None:
    check_spans(document)
    assert len(document.tables) == 1
    assert rows_of(document) == [["Область", "Оценка, балл"], ["2024", "2025"], *BODY]
    spans = {document.text[c.start : c.end]: (c.row_span, c.col_span) for c in document.tables[0].cells if c.row < 2}
    assert spans == {"Область": (2, 1), "Оценка, балл": (1, 2), "2024": (1, 1), "2025": (1, 1)}
    assert {c.row for c in document.tables[0].cells if c.header} == {0, 1}


def test_the_table_stands_between_its_caption_and_what_follows(document: Document) -> None:
    table = document.tables[0]
    assert table.caption is not None
    assert document.text[slice(*table.caption)] == "Таблица 1. Оценки областей"
    assert table.page == 1
    assert document.text[table.end :].strip() == "После таблицы идёт вывод с числом 5."
    assert document.text[table.start : table.end].splitlines()[2:] == ["\t".join(row) for row in BODY]


def test_cells_are_blocks_and_not_told_again_in_prose(document: Document) -> None:
    assert texts(document, "cell")[4:] == [text for row in BODY for text in row]
    assert document.text.count("Область 7") == 1


def test_every_figure_lies_in_its_cell_where_the_second_engine_sees_it(document: Document, data: bytes) -> None:
    for cell in document.tables[0].cells:
        text = document.text[cell.start : cell.end]
        page, box = document.locate(cell.start, cell.end)
        assert page == 1
        assert box is not None
        assert cell.bbox is not None
        assert cell.bbox[0] <= box[0] < box[2] <= cell.bbox[2]
        assert cell.bbox[1] <= box[1] < box[3] <= cell.bbox[3]
        if "," in text and cell.row > 1:
            assert box == pytest.approx(second_opinion(data, text)[0][1], abs=1.5)


def test_tables_side_by_side_and_below_each_other_keep_their_order() -> None:
    def draw(canvas: Canvas) -> None:
        for at, (top, left) in enumerate([(150, 72), (150, 330), (300, 72)]):
            draw_table(canvas, [["Район", "Балл"], [f"Район {at}", f"4,{at}1"]], top, left)
        draw_lines(canvas, PROSE, 80)
        draw_lines(canvas, PROSE, 400)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert [rows_of(document, at)[1] for at in range(3)] == [
        ["Район 0", "4,01"],
        ["Район 1", "4,11"],
        ["Район 2", "4,21"],
    ]
    assert [block.kind for block in document.blocks] == ["paragraph", *["cell"] * 12, "paragraph"]


def test_a_row_of_figures_on_top_is_no_header() -> None:
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, BODY[:5], 100)))
    assert not any(cell.header for cell in document.tables[0].cells)


def test_a_row_that_numbers_the_columns_is_header() -> None:
    rows = [["Область", "Балл", "Доля"], ["А", "1", "2"], *BODY]
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100)))
    assert {cell.row for cell in document.tables[0].cells if cell.header} == {0, 1}


def test_marks_of_missing_values_are_kept() -> None:
    rows = [["Область", "2024", "2025"], ["Абай", "-", "4,5"], ["Алматы", "4,9", "-"], ["Шымкент", "–", "…"]]
    assert rows_of(read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100)))) == rows


def test_an_empty_cell_has_an_empty_span() -> None:
    rows = [["Область", "2024", "2025"], ["Абай", "", "4,5"]]
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100)))
    assert rows_of(document) == rows
    assert "" not in texts(document, "cell")


def test_frames_and_charts_are_no_tables() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, 600, 480, 150)
        draw_lines(canvas, PROSE, 110)
        canvas.grid([72, 172, 272, 372], [100, 150, 200, 250, 300])

    document = read_pdf(make_pdf(draw))
    assert document.tables == ()
    assert texts(document, "paragraph") == [" ".join(PROSE)]


def test_shades_stand_for_lines() -> None:
    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, PROSE, 110)
        canvas.setFillGray(0.9)
        for at in range(6):
            canvas.rect(72, 400 + 20 * at, 300, 20, stroke=0, fill=1)
        canvas.setFillGray(0)
        for at in range(6):
            canvas.drawString(80, 406 + 20 * at, f"Область {at}")
            canvas.drawString(300, 406 + 20 * at, f"4,{at}1")

    assert rows_of(read_pdf(make_pdf(draw))) == [[f"Область {5 - at}", f"4,{5 - at}1"] for at in range(6)]


def test_rows_without_rulings_are_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        for at in range(12):
            draw_lines(canvas, [f"Область под номером {at} в списке"], 100 + 13 * at)
            draw_lines(canvas, [f"4,{at:02}"], 100 + 13 * at, left=400)

    expected = [[f"Область под номером {at} в списке", f"4,{at:02}"] for at in range(12)]
    assert rows_of(read_pdf(make_pdf(draw))) == expected


def test_rulings_drawn_as_thin_boxes() -> None:
    def draw(canvas: Canvas) -> None:
        for at in range(4):
            canvas.rect(72, 600 + 20 * at, 200, 0.7, stroke=0, fill=1)
        for at in range(3):
            canvas.rect(72 + 100 * at, 600, 0.7, 60, stroke=0, fill=1)
        for at in range(3):
            canvas.drawString(80, 606 + 20 * at, f"Район {2 - at}")
            canvas.drawString(180, 606 + 20 * at, f"4,{2 - at}1")

    assert rows_of(read_pdf(make_pdf(draw))) == [["Район 0", "4,01"], ["Район 1", "4,11"], ["Район 2", "4,21"]]


def test_rulings_inside_a_form() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("frame")
        canvas.grid([0, 100, 200], [0, 20, 40])
        canvas.endForm()
        canvas.translate(72, 600)
        canvas.doForm("frame")
        for at, row in enumerate((["Район", "Балл"], ["Абай", "4,5"])):
            canvas.drawString(5, 26 - 20 * at, row[0])
            canvas.drawString(105, 26 - 20 * at, row[1])

    assert rows_of(read_pdf(make_pdf(draw))) == [["Район", "Балл"], ["Абай", "4,5"]]


def test_a_table_on_a_turned_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((HEIGHT, WIDTH))
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.translate(0, -WIDTH)
        draw_table(canvas, [["Район", "Балл"], ["Абай", "4,5"]], 100)

    assert rows_of(read_pdf(make_pdf(draw))) == [["Район", "Балл"], ["Абай", "4,5"]]


WORDS = st.text(st.sampled_from("абвгдежзиклмнопрсту"), min_size=1, max_size=8)
FIGURES = st.decimals(0, 9999, places=2).map(lambda value: str(value).replace(".", ","))
CELLS = st.one_of(
    WORDS, FIGURES, st.lists(WORDS, min_size=2, max_size=3).map(" ".join), st.sampled_from(["-", "—", "12%"])
)
TABLES = st.integers(2, 5).flatmap(
    lambda columns: st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=2, max_size=12)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_any_table_comes_back_cell_by_cell(rows: list[list[str]]) -> None:
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100), pagesize=(2_000, 1_000)))
    check_spans(document)
    assert rows_of(document) == rows


def test_the_axes_of_a_chart_are_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        for at in range(6):
            y = HEIGHT - 100 - 20 * at
            canvas.drawRightString(90, y, f"{50 - 10 * at}")
            canvas.drawRightString(300, y, f"{(100 - 20 * at)}%")
        canvas.drawString(150, HEIGHT - 130, "37,5")

    document = read_pdf(make_pdf(draw))
    assert not document.tables
    assert "37,5" in document.text


def test_percentiles_that_fall_by_equal_steps_are_a_table() -> None:
    rows = [[f"{90 - 10 * at}", f"4,{at}3", f"1{at},5"] for at in range(6)]

    def draw(canvas: Canvas) -> None:
        for at, row in enumerate([["Процентиль", "Балл", "Доля"], *rows]):
            for x, text in zip((100, 200, 300), row, strict=True):
                canvas.drawRightString(x, HEIGHT - 100 - 20 * at, text)

    assert rows_of(read_pdf(make_pdf(draw)))[1:] == rows


def test_figures_in_cells_that_only_the_header_parts_stand_in_its_columns() -> None:
    table = [["Область", "Оценка", "Доля"], *[[f"Область {at}", f"4,{at:02}", f"3{at},5"] for at in range(5)]]
    xs = (72, 172, 242, 312)

    def draw(canvas: Canvas) -> None:
        for at, row in enumerate(table):
            y = HEIGHT - 100 - 18 * at
            canvas.line(xs[0], y, xs[-1], y)
            for x, text in zip(xs, row, strict=False):
                canvas.drawString(x + 4, y - 13, text)
        foot = HEIGHT - 100 - 18 * len(table)
        canvas.line(xs[0], foot, xs[-1], foot)
        for x in xs:
            canvas.line(x, HEIGHT - 100, x, HEIGHT - 118 if x in xs[1:-1] else foot)

    assert rows_of(read_pdf(make_pdf(draw))) == table


def test_labels_in_one_cell_beside_ruled_rows_are_one_a_row() -> None:
    def draw(canvas: Canvas) -> None:
        xs = (72, 172, 242)
        for at in range(6):
            y = HEIGHT - 100 - 18 * at
            canvas.line(xs[0] if at in (0, 1, 5) else xs[1], y, xs[2], y)
        for x in xs:
            canvas.line(x, HEIGHT - 100, x, HEIGHT - 190)
        for at, row in enumerate([["Область", "Оценка"], *[[f"Область {at}", f"4,{at:02}"] for at in range(4)]]):
            for x, text in zip(xs, row, strict=False):
                canvas.drawString(x + 4, HEIGHT - 113 - 18 * at, text)

    assert rows_of(read_pdf(make_pdf(draw)))[1:] == [[f"Область {at}", f"4,{at:02}"] for at in range(4)]


def draw_rows(canvas: Canvas, rows: list[list[str]], xs: tuple[float, ...], top: float = 100, size: float = 10) -> None:
    """Draw the rows without lines; figures end at their x, labels begin there."""
    canvas.setFont("Sans", size)
    for at, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            draw = canvas.drawString if x == xs[0] else canvas.drawRightString
            draw(x, HEIGHT - top - 1.6 * size * at, text)


def test_a_frame_around_the_page_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(20, 20, WIDTH - 40, HEIGHT - 40)
        canvas.line(20, HEIGHT - 60, WIDTH - 20, HEIGHT - 60)
        canvas.line(400, HEIGHT - 60, 400, HEIGHT - 20)
        canvas.drawString(410, HEIGHT - 45, "Область")
        draw_ranking(canvas)

    assert rows_of(read_pdf(make_pdf(draw)))[2:] == BODY


def test_columns_that_lines_leave_in_one_cell_are_parted() -> None:
    rows = [["Область", "2024", "2025"], *BODY[:5]]

    def draw(canvas: Canvas) -> None:
        draw_rows(canvas, rows, (72, 250, 320))
        for at in range(len(rows) + 1):
            y = HEIGHT - 88 - 16 * at
            canvas.line(70, y, 400, y)
        for x in (70, 350, 400):
            canvas.line(x, HEIGHT - 88, x, HEIGHT - 88 - 16 * len(rows))

    assert rows_of(read_pdf(make_pdf(draw))) == rows


def test_a_wide_blank_in_one_label_parts_no_column() -> None:
    rows = [[f"Жители посёлка, номер {at}", f"4,{at:02}", f"3{at},5"] for at in range(6)]

    def draw(canvas: Canvas) -> None:
        draw_rows(canvas, [["Жители", "2024", "2025"], *rows, ["", "4,99", "39,9"]], (72, 280, 340))
        for x, text in ((72, "Жители"), (118, "посёлка"), (180, "вместе")):
            canvas.drawString(x, HEIGHT - 100 - 16 * 7, text)

    found = rows_of(read_pdf(make_pdf(draw)))
    assert found[1:-1] == rows
    assert found[-1] == ["Жители посёлка вместе", "4,99", "39,9"]


def test_a_dash_beside_a_long_figure_stands_in_its_own_column() -> None:
    rows = [[f"Область {at}", f"4,{at:02}", f"3{at},5"] for at in range(6)]
    rows.append(["Область 6", "–", "1 234 567,8"])

    def draw(canvas: Canvas) -> None:
        draw_rows(canvas, [["Область", "2024", "2025"], *rows], (72, 250, 317))

    assert rows_of(read_pdf(make_pdf(draw)))[1:] == rows


def test_a_section_of_many_words_between_two_lines_stays_in_its_table() -> None:
    section = "Дети до пяти лет, которые были осмотрены врачом за последний год"
    rows = [["Область", "2024", "2025"], *BODY[:3], [section], *BODY[3:6]]

    def draw(canvas: Canvas) -> None:
        draw_rows(canvas, rows, (72, 450, 520))
        for at in (0, 1, 4, 5, 8):
            y = HEIGHT - 88 - 16 * at
            canvas.line(70, y, 525, y)

    found = rows_of(read_pdf(make_pdf(draw)))
    assert [row[0] for row in found] == [row[0] for row in rows]
    assert found[5:] == BODY[3:6]


def test_a_title_with_a_figure_in_it_is_a_title() -> None:
    rows = [["Область", "Прирост с 2,5% до 3,5%", "2025"], *BODY[:4]]
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100)))
    assert [cell.header for cell in document.tables[0].cells][:4] == [True, True, True, False]


def test_spans_of_years_are_titles() -> None:
    rows = [["Область", "1951-1961", "1961-1971"], *BODY[:5]]

    def draw(canvas: Canvas) -> None:
        draw_rows(canvas, rows, (72, 250, 320))

    cells = read_pdf(make_pdf(draw)).tables[0].cells
    assert {cell.row for cell in cells if cell.header} == {0}


def test_a_digit_that_is_a_little_smaller_and_higher_is_no_footnote_mark() -> None:
    def draw(canvas: Canvas) -> None:
        # So a text recognized in a scan lies on it: each letter as high as its picture.
        canvas.drawString(72, HEIGHT - 100, "Оценка выросла до 47")
        x = 72 + canvas.stringWidth("Оценка выросла до 47", "Sans", 10)
        canvas.setFont("Sans", 8.2)
        canvas.drawString(x, HEIGHT - 98.5, "8")
        canvas.setFont("Sans", 10)
        canvas.drawString(72, HEIGHT - 130, "Оценка выросла до 52")
        canvas.setFont("Sans", 6)
        canvas.drawString(x, HEIGHT - 126.5, "3")

    text = read_pdf(make_pdf(draw)).text
    assert "до 478" in text
    assert "до 52³" in text


def count_heads(document: Document) -> set[int]:
    return {cell.row for cell in document.tables[0].cells if cell.header}


def test_merged_labels_make_no_header_of_their_rows() -> None:
    rows = [["Показатель", "", "Всего", "Запад", "Восток"], ["Новые случаи", "", "", "", ""]]
    rows += [
        [name, part, "7", f"{at + 2}", f"{5 - at}"] for at, name in enumerate("АБВ") for part in ("мужчины", "женщины")
    ]
    spans = [((0, 0), (1, 0)), ((0, 1), (-1, 1)), *(((0, at), (0, at + 1)) for at in (2, 4, 6))]
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100, spans=spans)))
    assert rows_of(document)[2:4] == [["А", "мужчины", "7", "2", "5"], ["женщины", "7", "2", "5"]]
    assert count_heads(document) == {0, 1}


def test_a_page_that_begins_with_figures_has_no_header() -> None:
    rows = [["Север", "6", "Холмы", "2"], ["", "", "Луга", "24"], ["Юг", "1", "Поля", "3"]]
    document = read_pdf(
        make_pdf(lambda canvas: draw_table(canvas, rows, 100, spans=[((0, 0), (0, 1)), ((1, 0), (1, 1))]))
    )
    assert count_heads(document) == set()


@pytest.mark.parametrize("titles", [["0–4", "5–9", "60+"], ["2023", "2024", "2025"], ["1", "2", "3"]])
def test_titles_may_be_figures(titles: list[str]) -> None:
    rows = [["Район", "Возраст", "", ""], ["", *titles], ["Север", "6", "7", "2"], ["Юг", "1", "8", "3"]]
    spans = [((0, 0), (0, 1)), ((1, 0), (3, 0))]
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100, spans=spans)))
    assert count_heads(document) == {0, 1}


def test_parts_of_a_table_beside_each_other_share_their_labels() -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas, [["Район", "Живые"], *([f"Район {at}", f"{at}"] for at in range(6))], 100, 72)
        draw_table(canvas, [["Умерли"], *([f"{10 + at % 4}"] for at in range(6))], 100, 190)
        draw_table(canvas, [["Район", "Живые"], *([f"Город {at}", f"{at}"] for at in range(6))], 100, 250)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert rows_of(document)[:2] == [["Район", "Живые", "Умерли"], ["Район 0", "0", "10"]]
    assert rows_of(document, 1)[1] == ["Город 0", "0"]


@pytest.mark.parametrize(
    "right",
    [
        [["Год", "Зарплата"], *([f"{2020 + at}", f"{310 + at % 4}"] for at in range(6))],
        [["Жыл", "Жалақы"], *([f"{2025 - at} ж.", f"{310 + at % 4}"] for at in range(6))],
        [["№", "Цена"], *([f"{at + 1}", f"{54 - at % 4}"] for at in range(6))],
        [["No.", "Price"], *([f"{at + 1}.", f"{54 - at % 4}"] for at in range(6))],
        [["Code", "Price"], *([f"{110 + 7 * at}", f"{54 - at % 4}"] for at in range(6))],
        [["Age", "People"], *([f"{5 * at}–{5 * at + 4}", f"{54 - at % 4}"] for at in range(6))],
    ],
)
@pytest.mark.parametrize("label", ["Район {}", "{}"])
def test_tables_with_labels_of_their_own_stay_two(right: list[list[str]], label: str) -> None:
    left = [["Регион", "Балл"], *([label.format(at + 1), f"4,{at}"] for at in range(6))]

    def draw(canvas: Canvas) -> None:
        draw_table(canvas, left, 100, 72)
        draw_table(canvas, right, 100, 180 if label == "Район {}" else 160)

    document = read_pdf(make_pdf(draw))
    assert [rows_of(document, at) for at in range(len(document.tables))] == [left, right]


def test_long_titles_set_sideways_do_not_turn_the_page() -> None:
    def draw(canvas: Canvas) -> None:
        for at in range(6):
            canvas.saveState()
            canvas.translate(220 + 50 * at, HEIGHT - 200)
            canvas.rotate(90)
            for line in range(3):
                canvas.drawString(0, -10 * line, f"Заголовок {at} {line}")
            canvas.restoreState()
        for row in range(8):
            draw_lines(canvas, [f"Район {row}"], 220 + 14 * row, 72)
            for at in range(6):
                draw_lines(canvas, [f"{row}{at}"], 220 + 14 * row, 222 + 50 * at)

    assert rows_of(read_pdf(make_pdf(draw)))[-1] == ["Район 7", *(f"7{at}" for at in range(6))]


@pytest.mark.parametrize("last", [["Всего", "9"], ["22418", "9"]])
def test_columns_may_be_named_by_codes(last: list[str]) -> None:
    codes = ["22401", "22006", "22407", "22012"] if last[0] == "Всего" else ["22401", "22406", "22407", "22412"]
    rows = [["Итоги голосования по участкам", *[""] * 5], ["Кандидат", *codes, last[0]]]
    rows += [[f"Кандидат {at}", "166", "58", "183", f"{at}", last[1]] for at in range(4)]
    document = read_pdf(make_pdf(lambda canvas: draw_table(canvas, rows, 100, spans=[((0, 0), (5, 0))])))
    assert count_heads(document) == {0, 1}
