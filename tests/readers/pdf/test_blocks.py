"""Lines become paragraphs, headings, items and furniture in reading order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.readers.layout.pieces import split_pieces
from extractor.readers.layout.words import mend_lines
from tests.readers.pdf.made_pdfs import PROSE, WIDTH, check_spans, draw_lines, make_pdf, read_pdf, rows_of, texts


def test_wrapped_lines_are_one_paragraph() -> None:
    document = read_pdf(make_pdf(lambda canvas: draw_lines(canvas, PROSE, 100)))
    check_spans(document)
    assert texts(document, "paragraph") == [" ".join(PROSE)]
    assert document.source.language == "ru"


def test_short_lines_of_a_list_stay_apart() -> None:
    lines = ["Абайская: 4,91", "Жетысу: 4,88", "Улытау: 4,80"]

    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, PROSE, 100)
        draw_lines(canvas, lines, 160)

    assert texts(read_pdf(make_pdf(draw)), "paragraph")[1:] == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["Абайская область: 4,91", "Область Жетысу: 4,88", "Улытауская область: 4,80"],
        [f"Область под номером {at} получила оценку 4,9{at} при доле довольных 9{at},1%;" for at in range(4)],
    ],
)
def test_a_list_that_fills_its_page_stays_apart(lines: list[str]) -> None:
    assert texts(read_pdf(make_pdf(lambda canvas: draw_lines(canvas, lines, 100))), "paragraph") == lines


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["области Казахстана и рес-", "публики в целом"], "области Казахстана и республики в целом"),
        (["области Казахстана и рес\u00ad", "публики в целом"], "области Казахстана и республики в целом"),
        (["лучше всех Северо-", "Казахстанская область"], "лучше всех Северо-Казахстанская область"),
        (
            ["юго-восточная часть и юго-", "восточная окраина страны"],
            "юго-восточная часть и юго-восточная окраина страны",
        ),
        (["мягкий пере\u00adнос", "внутри строки"], "мягкий перенос внутри строки"),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], expected: str) -> None:
    document = read_pdf(make_pdf(lambda canvas: draw_lines(canvas, lines, 100)))
    check_spans(document)
    assert document.text.strip() == expected


def test_headings_by_size_weight_and_space() -> None:
    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, ["Рейтинг областей"], 90, size=18)
        draw_lines(canvas, PROSE, 130)
        draw_lines(canvas, ["Онлайн-опрос:"], 190, font="Sans-Bold")
        draw_lines(canvas, PROSE, 204)
        draw_lines(canvas, ["Что дальше"], 275)
        draw_lines(canvas, PROSE, 310)

    document = read_pdf(make_pdf(draw))
    headings = [(b.level, document.text[b.start : b.end]) for b in document.blocks if b.kind == "heading"]
    assert headings == [(1, "Рейтинг областей"), (3, "Онлайн-опрос:"), (3, "Что дальше")]
    assert document.source.title == "Рейтинг областей"


def test_list_items_keep_their_marker_and_their_second_line() -> None:
    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, PROSE, 100)
        draw_lines(
            canvas, ["1. Абайская область с оценкой 4,91 балла, где довольны почти все жители", "республики"], 150
        )
        draw_lines(canvas, ["• Жетысу"], 180)

    document = read_pdf(make_pdf(draw))
    items = [b for b in document.blocks if b.kind == "item"]
    assert [document.text[b.start + b.marker : b.end] for b in items] == [
        "Абайская область с оценкой 4,91 балла, где довольны почти все жители республики",
        "Жетысу",
    ]


def draw_report_page(number: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, ["Вестник статистики, выпуск 7"], 40)
        draw_lines(canvas, [f"Глава {number} о ходе работ."], 100)
        draw_lines(canvas, PROSE, 130)
        draw_lines(canvas, [str(number)], 815, left=WIDTH / 2)

    return draw


def test_running_heads_and_page_numbers_are_furniture() -> None:
    document = read_pdf(make_pdf(*map(draw_report_page, (1, 2, 3))))
    check_spans(document)
    head = "Вестник статистики, выпуск 7"
    assert texts(document, "boilerplate") == [head, "1", head, "2", head, "3"]
    assert texts(document, "paragraph")[0::2] == [
        "Глава 1 о ходе работ.",
        "Глава 2 о ходе работ.",
        "Глава 3 о ходе работ.",
    ]


def test_a_running_head_needs_three_pages() -> None:
    document = read_pdf(make_pdf(*map(draw_report_page, (1, 2))))
    assert texts(document, "boilerplate") == ["1", "2"]


def test_a_sentence_cut_by_the_page_break_is_whole() -> None:
    def draw_first(canvas: Canvas) -> None:
        draw_lines(canvas, PROSE[:2], 760)
        draw_lines(canvas, ["1"], 815)

    def draw_second(canvas: Canvas) -> None:
        draw_lines(canvas, PROSE[2:], 60)
        draw_lines(canvas, ["2"], 815)

    document = read_pdf(make_pdf(draw_first, draw_second))
    check_spans(document)
    assert texts(document, "paragraph") == [" ".join(PROSE)]
    at = document.text.index("733,7")
    assert document.quote(at, at + 5).page == 2


def test_two_columns_are_read_one_after_the_other() -> None:
    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, ["Общий заголовок через обе колонки листа"], 80, size=16)
        draw_lines(canvas, [f"Левая строка прозы под номером {at}," for at in range(10)], 120)
        draw_lines(canvas, [f"правая строка прозы под номером {at}." for at in range(10)], 120, left=330)

    text = read_pdf(make_pdf(draw)).text
    order = [text.index(part) for part in ("Общий", "Левая", "номером 9,", "правая", "номером 9.")]
    assert order == sorted(order)


def test_made_up_titles_are_left_out() -> None:
    def titled(title: str) -> str | None:
        def draw(canvas: Canvas) -> None:
            canvas.setTitle(title)
            draw_lines(canvas, PROSE, 100)

        return read_pdf(make_pdf(draw)).source.title

    assert titled("Итоги года по областям") == "Итоги года по областям"
    assert titled("Microsoft Word - итоги.docx") is None
    assert titled("итоги года.docx") is None
    assert titled("untitled") is None


def test_lines_of_contents_are_no_headings() -> None:
    def draw(canvas: Canvas) -> None:
        draw_lines(
            canvas, ["Итоги по областям . . . . . . . . . 5", "Приложение с методикой . . . . . . . 9"], 90, size=14
        )
        draw_lines(canvas, PROSE * 3, 150)

    assert texts(read_pdf(make_pdf(draw)), "heading") == []


def test_a_text_in_no_known_language_keeps_its_blocks() -> None:
    document = read_pdf(make_pdf(lambda canvas: draw_lines(canvas, ["• 4,93", "• 4,91", "12"], 100)))
    check_spans(document)
    assert document.source.language is None
    assert [(b.kind, b.marker) for b in document.blocks] == [("item", 2), ("item", 2), ("paragraph", 0)]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_sideways_text_reads_in_its_own_order(degrees: int) -> None:
    def draw(canvas: Canvas) -> None:
        draw_lines(canvas, PROSE, 60)
        canvas.translate(WIDTH / 2, 420)
        canvas.rotate(degrees)
        for at, line in enumerate(("Подпись сбоку: 4,93 балла", "и 12,5% по области")):
            canvas.drawString(-100, -13 * at, line)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert " ".join(document.text.split()) == " ".join((*PROSE, "Подпись сбоку: 4,93 балла и 12,5% по области"))


def test_sideways_column_headers_belong_to_their_cells() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([72, 172, 212, 252], [500, 520, 620])
        for at, text in enumerate(("Абай", "4,5", "4,6")):
            canvas.drawString((77, 177, 217)[at], 506, text)
        canvas.drawString(77, 560, "Область")
        for x, text in ((195, "Балл за 2024"), (235, "Балл за 2025")):
            canvas.saveState()
            canvas.translate(x, 510)
            canvas.rotate(90)
            canvas.drawString(15, 0, text)
            canvas.restoreState()

    assert rows_of(read_pdf(make_pdf(draw))) == [["Область", "Балл за 2024", "Балл за 2025"], ["Абай", "4,5", "4,6"]]


def test_text_painted_twice_is_read_once() -> None:
    lines = ["В области выдано 1 234,5 тыс. справок", "и решено 11 из 22 жалоб: COVID-19, 33,3%."]

    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.4):  # as some programs make letters bold
            draw_lines(canvas, lines, 100 + shift / 2, 72 + shift)
        draw_lines(canvas, ["Далее обычный текст на странице."], 150)
        draw_lines(canvas, [lines[1][:20]], 113)  # and a strip of the page cuts off a copy

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert document.text.splitlines() == [" ".join(lines), "Далее обычный текст на странице."]


def test_lines_set_to_the_margin_are_no_table() -> None:
    lines = [
        "samples of 234 passengers are processed of which 232",
        "samples are positive for this fever, 56 samples and 1",
        "others are under process, which takes 3 days or 40",
    ]

    def draw(canvas: Canvas) -> None:
        for at, line in enumerate(lines):
            words = line.split()
            widths = [canvas.stringWidth(word, "Sans", 10) for word in words]
            blank = (350 - sum(widths)) / (len(words) - 1)
            for before, word in enumerate(words):
                draw_lines(canvas, [word], 100 + 13 * at, 72 + sum(widths[:before]) + before * blank)
        draw_lines(canvas, PROSE, 200)

    document = read_pdf(make_pdf(draw))
    assert document.tables == ()
    assert " ".join(lines) in document.text


def test_letters_that_touch_are_a_word_whatever_breaks_are_told_between_them() -> None:
    found = split_pieces("К\nв\nа\nЗулу\nдала\n12")
    starts, ends = [0, 10, 20, 30, 74, 74], [10, 20, 30, 70, 100, 90]  # the last stands on a line of its own
    found.heads = found.tails = np.array(
        [[a, 5 + 20 * (at == 5), b, 15 + 20 * (at == 5)] for at, (a, b) in enumerate(zip(starts, ends, strict=True))]
    ).astype(float)
    mend_lines(found, (300.0, 300.0))
    assert found.begins.tolist() == [True, False, False, False, True, True]
    assert found.runs.tolist() == [0, 0, 0, 0, 1, 2]
