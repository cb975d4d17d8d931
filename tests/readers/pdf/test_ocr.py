"""Scans: pictures of our own report, skewed and noisy, read by a real Tesseract."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from extractor.errors import InputError
from extractor.packs import load_pack
from extractor.pipeline import ExtractOptions, extract
from extractor.readers import read
from extractor.readers.ocr import engine as engines
from extractor.readers.ocr.cells import find_cells
from extractor.readers.ocr.engine import find_engine
from extractor.readers.ocr.pictures import erase_rules, find_rules, measure_skew, turn, turn_box_back
from extractor.readers.ocr.scans import _settle, _stretch_numbers
from extractor.readers.options import ReadOptions
from extractor.results import Result

REPORT = Path(__file__).resolve().parents[3] / "samples" / "report.ru.pdf"
needs_tesseract = pytest.mark.skipif(find_engine() is None, reason="needs tesseract-ocr with rus and kaz")


def scan(pages: list[int], angle: float = 0.0, noise: float = 0.0, dpi: int = 200) -> bytes:
    """Return a PDF of pictures of the report's pages, turned by degrees and with noise of that deviation."""
    rng = np.random.default_rng(7)
    pictures = []
    pdf = pypdfium2.PdfDocument(REPORT)
    for number in pages:
        picture = pdf[number - 1].render(scale=dpi / 72, grayscale=True).to_pil()
        picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
        pixels = np.asarray(picture, np.float64) + rng.normal(0, noise, (picture.height, picture.width))
        pictures.append(Image.fromarray(pixels.clip(0, 255).astype(np.uint8)))
    stream = io.BytesIO()
    pictures[0].save(stream, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi)
    return stream.getvalue()


@cache
def report() -> Result:
    return extract(REPORT)


@cache
def scanned() -> Result:
    path = Path(__file__).with_name("scan.pdf")
    try:
        path.write_bytes(scan([2], angle=0.7, noise=18))
        return extract(path)
    finally:
        path.unlink(missing_ok=True)


def figures(result: Result, page: int) -> dict[tuple[str | None, str, str], tuple[str, str]]:
    """Return the values on a page by region, ranking's method and metric, with their ids."""
    methods = {ranking.id: ranking.method or "" for ranking in result.rankings}
    return {
        (record.region.code, methods[record.ranking], value.unit or ""): (value.value or "", value.id)
        for record in result.records
        for value in record.values
        if value.evidence[0].page == page
    }


@needs_tesseract
def test_a_scanned_page_gives_its_decimals_and_marks_each_wrong_one():
    told, read_off = figures(report(), 2), figures(scanned(), 1)
    right = {key for key, (value, _) in read_off.items() if key in told and told[key][0] == value}
    assert len(right) >= 0.95 * len(told)
    marked = {s for check in scanned().checks if check.status == "failed" for s in check.subjects}
    wrong = {key: found for key, found in read_off.items() if key not in right}
    assert all(name in marked for _, name in wrong.values())


@needs_tesseract
def test_what_was_read_off_a_picture_verifies_nothing():
    result = scanned()
    assert result.source.ocr_pages == (1,)
    assert [notice.code for notice in result.warnings] == ["ocr-used"]
    assert not {value.verdict for record in result.records for value in record.values} & {"verified"}


@needs_tesseract
def test_boxes_lie_on_the_printed_numbers():
    told = {record.region.code: record for record in report().records}
    for record in scanned().records:
        printed, found = told[record.region.code].region.evidence[0], record.region.evidence[0]
        if printed.page != 2:
            continue
        assert found.bbox is not None
        assert printed.bbox is not None
        # The page was turned about its middle by 0.7 degrees: no more than five points at its edge.
        assert abs(found.bbox[0] - printed.bbox[0]) < 8
        assert abs(found.bbox[1] - printed.bbox[1]) < 8


@pytest.mark.usefixtures("without_engine")
def test_without_an_engine_the_page_and_the_package_are_named(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan([2], dpi=40))
    with pytest.raises(InputError, match=r"page 1 is an image and no OCR engine is installed .*tesseract-ocr-rus"):
        extract(path)
    with pytest.raises(InputError, match="page 1 is an image, and OCR is switched off"):
        extract(path, ExtractOptions(reading=ReadOptions(ocr=False)))
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(pypdfium2.PdfDocument(REPORT), [0])
    mixed.import_pages(pypdfium2.PdfDocument(path))
    mixed.save(tmp_path / "mixed.pdf")
    document = read(str(tmp_path / "mixed.pdf"), load_pack(()), ReadOptions())
    assert [(notice.code, notice.page) for notice in document.warnings] == [("page-unreadable", 2)]
    assert document.text


@pytest.mark.parametrize("angle", [-2.3, -0.4, 0.0, 1.7])
def test_skew_is_measured(angle):
    picture = pypdfium2.PdfDocument(REPORT)[1].render(scale=1.5, grayscale=True).to_pil()
    skewed = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    assert abs(measure_skew(skewed) + angle) <= 0.15


def test_boxes_are_turned_back():
    picture = Image.new("L", (400, 300), 255)
    picture.paste(0, (300, 40, 340, 60))
    turned = np.asarray(turn(picture, 4.0))
    rows, columns = np.where(turned < 128)
    box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    left, top, right, bottom = turn_box_back(box, 4.0, picture.size)
    assert abs((left + right) / 2 - 320) < 2
    assert abs((top + bottom) / 2 - 50) < 2


def test_rules_make_cells_and_are_erased():
    pixels = np.full((300, 600), 255, np.uint8)
    for y in (50, 150, 250):
        pixels[y : y + 3, 50:553] = 0
    for x in (50, 300, 550):
        pixels[50:253, x : x + 3] = 0
    pixels[51:151, 300:303] = 255  # the upper row is one cell
    pixels[50:53, 50:553] = 0
    pixels[150:153, 50:553] = 0
    lying, standing = find_rules(pixels, 100)
    cells = find_cells(lying, standing, 100)
    assert [(right - left > 300, bottom - top) for left, top, right, bottom in cells] == [
        (True, 100),
        (False, 100),
        (False, 100),
    ]
    assert erase_rules(pixels, [*lying, *standing]).min() == 255


def test_of_two_readings_the_one_that_fits_its_column_is_taken_and_doubted():
    token = engines.Token("831", (0, 0, 10, 10), 96.0, (1, 1, 1))
    settled, cause = _settle(token, "83,1", 1)
    assert settled.text == "83,1"
    assert cause == "two readings give “831” and “83,1”"
    assert _settle(token, "831", 1)[1] == "“831” has not the decimals of its column"
    assert _settle(token, "831", None) == (token, None)
    unsure = engines.Token("831", (0, 0, 10, 10), 30.0, (1, 1, 1))
    assert "30% sure" in (_settle(unsure, "831", None)[1] or "")


def test_ink_beside_a_number_that_no_word_holds_is_its_own():
    pixels = np.full((40, 200), 255, np.uint8)
    pixels[10:30, 20:30] = pixels[10:30, 34:44] = pixels[10:30, 120:130] = 0
    first = engines.Token("2", (20, 10, 30, 30), 90.0, (1, 1, 1))
    word = engines.Token("б", (120, 10, 130, 30), 90.0, (1, 1, 1))
    stretched, other = _stretch_numbers(pixels, [first, word])
    assert (stretched.box, stretched.stretched, other) == ((20, 10, 44, 30), True, word)
    # The second reading of the wider picture goes on where the first one ended.
    assert _settle(stretched, "2,7", None)[0].text == "2,7"
    assert _settle(first, "3,7", None)[0].text == "2"
