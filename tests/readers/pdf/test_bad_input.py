"""Bad input is answered with the file, the cause and the way out."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import InputError
from extractor.readers.ocr.engine import PACKAGES, find_engine
from tests.readers.pdf.made_pdfs import PROSE, draw_lines, make_pdf, read_pdf, texts

NO_PAGES = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
)


def draw_prose(canvas: Canvas) -> None:
    draw_lines(canvas, PROSE, 100)


def draw_image(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (20, 20), 128)), 72, 400, 300, 300)


def cause_of(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_pdf(data, "folder/made.pdf")
    assert str(caught.value).startswith("folder/made.pdf: ")
    return caught.value.cause


def test_a_password() -> None:
    data = make_pdf(draw_prose, encrypt=StandardEncryption("secret", canPrint=0))
    assert cause_of(data).startswith("is protected by a password")


def test_an_owner_password_alone_does_not_lock() -> None:
    data = make_pdf(draw_prose, encrypt=StandardEncryption("", ownerPassword="secret", canPrint=0))
    assert texts(read_pdf(data), "paragraph") == [" ".join(PROSE)]


def test_garbage_behind_the_mark() -> None:
    assert "damaged" in cause_of(b"%PDF-1.7\n" + bytes(range(256)) * 8)


def test_cut_off_in_the_middle() -> None:
    data = make_pdf(draw_prose, draw_prose)
    assert "cut off" in cause_of(data[: len(data) // 2])


def test_cut_off_at_the_end_is_told() -> None:
    data = make_pdf(draw_prose)
    document = read_pdf(data[: data.rindex(b"startxref")])
    assert [notice.code for notice in document.warnings] == ["file-truncated"]
    assert texts(document, "paragraph") == [" ".join(PROSE)]


def test_no_pages() -> None:
    assert "without pages" in cause_of(NO_PAGES)


@pytest.mark.usefixtures("without_engine")
def test_no_text_layer() -> None:
    cause = cause_of(make_pdf(draw_image))
    assert cause.startswith("has no text: page 1 is an image and no OCR engine is installed (Debian: apt install")


def test_a_picture_without_words_is_told_so() -> None:
    if find_engine() is None:
        pytest.skip("needs tesseract-ocr")
    assert cause_of(make_pdf(draw_image)) == "has no text: page 1 is an image on which OCR reads no words"


@pytest.mark.usefixtures("without_engine")
def test_one_page_without_text_is_a_warning() -> None:
    document = read_pdf(make_pdf(draw_prose, draw_image, lambda canvas: None, draw_prose))
    notices = [(notice.code, notice.page, notice.message) for notice in document.warnings]
    assert notices == [
        ("page-unreadable", 2, f"page 2 is an image and no OCR engine is installed (Debian: apt install {PACKAGES})")
    ]
    assert document.source.pages == 4
    assert {place.page for place in document.places} == {1, 4}


@pytest.mark.usefixtures("without_engine")
def test_pages_without_text_in_a_row_are_one_warning() -> None:
    document = read_pdf(make_pdf(draw_prose, draw_image, draw_image, draw_prose, draw_image))
    assert [(notice.page, notice.message.partition(" and")[0]) for notice in document.warnings] == [
        (2, "pages 2 to 3: each is an image"),
        (5, "page 5 is an image"),
    ]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.8, 0.95])
def test_any_cut_is_an_error_or_a_warning(share: float) -> None:
    data = make_pdf(*[draw_prose] * 5)
    try:
        told = bool(read_pdf(data[: int(len(data) * share)]).warnings)
    except InputError as error:
        told = bool(error.cause)
    assert told


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    for data in (make_pdf(draw_prose), b"%PDF-1.7\nrubbish", NO_PAGES):
        with suppress(InputError):
            read_pdf(data)
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_the_same_bytes_give_the_same_document() -> None:
    buffer = io.BytesIO(make_pdf(draw_prose, draw_prose))
    assert read_pdf(buffer.getvalue()) == read_pdf(buffer.getvalue())
