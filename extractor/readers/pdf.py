"""PDF → Document: pdfium's words and rulings, laid out page by page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import regex
from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Document
from extractor.packs import Pack
from extractor.readers import ReadOptions
from extractor.readers.languages import SAMPLE, detect_language
from extractor.readers.layout.compose import Page, compose
from extractor.readers.layout.geometry import Geometry
from extractor.readers.layout.lines import split_segments
from extractor.readers.layout.rulings import has_images, read_rulings
from extractor.readers.layout.tables import find_tables
from extractor.readers.layout.words import read_words
from extractor.readers.metadata import describe_source
from extractor.results import Notice, Source

TITLE_LENGTH = 250
END_LENGTH = 4_096
# Titles that a program made up: the file's name, or "Microsoft Word - " before it.
_MADE_UP = regex.compile(r"(?i)microsoft \w+ - .*|.*\.(?:docx?|pdf|xlsx?|pptx?|indd|rtf|odt|html?)|\W*untitled\W*\d*")


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read a PDF's text layer, with page and box of every word.

    Raises InputError for a file that is damaged, protected by a password, or without any text.
    """
    pdf = _open(data, source.path)
    try:
        count, title = len(pdf), _sensible_title(pdf)
        pages: list[Page] = []
        unread: list[tuple[int, str]] = []
        for number in range(1, count + 1):
            page, cause = _read_page(pdf, number)
            pages += [page] if page is not None else []
            unread += [(number, cause)] if cause is not None else []
    finally:
        pdf.close()
    if not any(page.segments or page.grids for page in pages):
        raise InputError(source.path, "has no text layer (its pages are images, or blank); run it through OCR first")
    name = detect_language(_sample(pages), pack.languages)
    language = pack.language(name) if name is not None else None
    document = compose(pages, replace(source, pages=count, language=name, title=source.title or title), language)
    described = document.source
    if language is not None:
        described = describe_source(described, document.text, document.blocks, language)
    return replace(document, source=described, warnings=(*_check_end(data), *_tell_unread(unread)))


def _open(data: bytes, path: str) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD:
            cause = "is protected by a password; save a copy without it and give that"
        elif code == pdfium.FPDF_ERR_SECURITY:
            cause = "is protected in a way that is not supported; save a copy without protection and give that"
        else:
            cause = "is damaged, cut off or without pages; get the file again"
        raise InputError(path, cause) from error


def _check_end(data: bytes) -> list[Notice]:
    # A file laid out for the web has an end mark near its start too, so only the last one counts.
    if b"%%EOF" in data[-END_LENGTH:]:
        return []
    message = "the file has no end mark; it may be cut off, and pages may be missing"
    return [Notice(code="file-truncated", message=message)]


def _read_page(pdf: Any, number: int) -> tuple[Page | None, str | None]:
    """Return a page's layout, or the cause why there is none."""
    try:
        page = pdf[number - 1]
        try:
            return _lay_out(page, number)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None, "is damaged and was left out"


def _tell_unread(unread: list[tuple[int, str]]) -> Iterator[Notice]:
    """Tell of pages in a row with one cause once: a broken page tree may promise a million."""
    for (cause, _), run in groupby(enumerate(unread), lambda told: (told[1][1], told[1][0] - told[0])):
        numbers = [number for _, (number, _) in run]
        which = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {numbers[0]} to {numbers[-1]}: each"
        yield Notice(code="page-unreadable", message=f"{which} {cause}", page=numbers[0])


def _lay_out(page: Any, number: int) -> tuple[Page | None, str | None]:
    geometry = _geometry(page)
    textpage = page.get_textpage()
    try:
        words = read_words(textpage.raw, geometry, number)
    finally:
        textpage.close()
    if not len(words):
        return None, "is an image and no OCR engine is installed" if has_images(page.raw) else None
    grids, left = find_tables(read_rulings(page.raw, geometry), words)
    return Page(number, geometry.size[1], tuple(split_segments(words, left)), tuple(grids), words.text), None


def _geometry(page: Any) -> Geometry:
    x0, y0, x1, y1 = page.get_bbox()
    return Geometry(x0, y0, x1, y1, page.get_rotation() // 90)


def _sensible_title(pdf: Any) -> str | None:
    try:
        title = " ".join(pdf.get_metadata_value("Title").split())
    except UnicodeDecodeError:  # of a damaged or ill-made file
        return None
    if len(title.split()) < 2 or len(title) > TITLE_LENGTH or _MADE_UP.fullmatch(title):
        return None
    return title


def _sample(pages: list[Page]) -> str:
    parts: list[str] = []
    length = 0
    for page in pages:
        lines = [*page.segments, *(line for grid in page.grids for cell in grid.cells for line in cell.lines)]
        parts += [line.text for line in lines]
        length += sum(len(line.text) for line in lines)
        if length > SAMPLE:
            break
    return "\n".join(parts)
