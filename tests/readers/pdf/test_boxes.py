"""Every number stands where a second engine sees it, whatever the page's turn and crop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import regex
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.made_pdfs import (
    HEIGHT,
    PROSE,
    WIDTH,
    check_spans,
    draw_lines,
    make_pdf,
    read_pdf,
    second_opinion,
)

NUMBER = regex.compile(r"\d+(?:[.,]\d+)?")
TOLERANCE = 1.5


def draw_prose(canvas: Canvas) -> None:
    draw_lines(canvas, PROSE, 120)
    draw_lines(canvas, ["Итог (4,93; 97-е место) и «12,5%»"], 300, size=18)


def turn(degrees: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        if degrees % 180:
            canvas.setPageSize((HEIGHT, WIDTH))  # swapped again by reportlab for a turned page
        canvas.setPageRotation(degrees)
        draw_prose(canvas)

    return draw


def draw_landscape(canvas: Canvas) -> None:
    """What a landscape page often is: turned by its own attribute, and drawn to be upright when turned."""
    canvas.setPageSize((HEIGHT, WIDTH))
    canvas.setPageRotation(90)
    canvas.rotate(90)
    canvas.translate(0, -WIDTH)
    for at, line in enumerate(PROSE):
        canvas.drawString(72, WIDTH - 100 - 13 * at, line)


def crop(canvas: Canvas) -> None:
    canvas.setCropBox((30, 40, WIDTH - 20, HEIGHT - 50))
    draw_prose(canvas)


def crop_and_turn(canvas: Canvas) -> None:
    canvas.setPageSize((HEIGHT, WIDTH))
    canvas.setPageRotation(270)
    crop(canvas)


PAGES = {
    "upright": (draw_prose, (0, 0)),
    "turned 90": (turn(90), (0, 0)),
    "turned 180": (turn(180), (0, 0)),
    "turned 270": (turn(270), (0, 0)),
    "landscape": (draw_landscape, (0, 0)),
    "cropped": (crop, (30, 50)),
    "cropped and turned": (crop_and_turn, (50, 20)),
}


@pytest.mark.parametrize(("draw", "offset"), PAGES.values(), ids=PAGES)
def test_numbers_stand_where_the_second_engine_sees_them(
    draw: Callable[[Canvas], None], offset: tuple[float, float]
) -> None:
    data = make_pdf(draw)
    document = read_pdf(data)
    check_spans(document)
    numbers = {match[0] for match in NUMBER.finditer(document.text) if len(match[0]) > 1}
    assert {"4,87", "88,4", "85,1", "733,7"} <= numbers
    for number in numbers:
        ours = [document.locate(*match.span()) for match in regex.finditer(number, document.text)]
        theirs = second_opinion(data, number, offset)
        assert [page for page, _ in ours] == [page for page, _ in theirs]
        for (_, box), (_, other) in zip(ours, theirs, strict=True):
            assert box == pytest.approx(other, abs=TOLERANCE), number


def test_a_number_is_boxed_without_what_stands_around_it() -> None:
    document = read_pdf(make_pdf(draw_prose))
    at = document.text.index("4,93;")
    _, number = document.locate(at, at + 4)
    _, bracket = document.locate(at - 1, at)
    _, mark = document.locate(at + 4, at + 5)
    assert number is not None
    assert bracket is not None
    assert mark is not None
    assert bracket[2] == pytest.approx(number[0], abs=0.1)
    assert number[2] == pytest.approx(mark[0], abs=0.1)


def test_text_outside_the_crop_box_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        crop(canvas)
        canvas.setFont("Sans", 10)
        canvas.drawString(100, HEIGHT - 20, "Метка печатника 77")

    assert "печатника" not in read_pdf(make_pdf(draw)).text


def test_a_raised_digit_is_a_footnote_mark_and_no_digit() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        for part, size, rise in [("Средний балл 4,93", 10, 0), ("12", 6, 4), (" и область", 10, 0), ("3", 6, 4)]:
            text.setFont("Sans", size)
            text.setRise(rise)
            text.textOut(part)
        canvas.drawText(text)

    document = read_pdf(make_pdf(draw))
    check_spans(document)
    assert document.text.strip() == "Средний балл 4,93¹² и область³"
    at = document.text.index("4,93")
    assert [p.bbox for p in document.places if p.start == at] == [document.locate(at, at + 4)[1]]


def test_places_of_two_pages_keep_their_page() -> None:
    def draw_second(canvas: Canvas) -> None:
        draw_lines(canvas, ["Во втором году балл вырос до 4,91."], 120)

    document = read_pdf(make_pdf(draw_prose, draw_second))
    assert document.source.pages == 2
    at = document.text.index("4,91")
    assert document.quote(at, at + 4).page == 2
    assert document.quote(at, at + 4).text == "4,91"
