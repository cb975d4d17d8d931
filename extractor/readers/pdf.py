"""PDF → Document: pdfium's words and rulings, laid out page by page."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Document, Doubt, Places
from extractor.packs import Pack
from extractor.readers.languages import SAMPLE, detect_language
from extractor.readers.layout.compose import Page, compose
from extractor.readers.layout.geometry import Geometry
from extractor.readers.layout.lines import split_segments
from extractor.readers.layout.recognized import lay_words
from extractor.readers.layout.rulings import Rulings, read_rulings
from extractor.readers.layout.tables import find_tables
from extractor.readers.layout.words import Words, read_text, read_words
from extractor.readers.metadata import describe_source
from extractor.readers.ocr.pages import BoxedDoubt, is_too_large, tell_need
from extractor.readers.options import ReadOptions, choose_pages
from extractor.results import Notice, Source

TITLE_LENGTH = 250
END_LENGTH = 4_096
# Titles that a program made up: the file's name, or "Microsoft Word - " before it.
_MADE_UP = regex.compile(r"(?i)microsoft \w+ - .*|.*\.(?:docx?|pdf|xlsx?|pptx?|indd|rtf|odt|html?)|\W*untitled\W*\d*")


class Leaf(Struct, frozen=True):
    """A page as it was read: its layout, or why there is none; whether by OCR, and which numbers are doubtful then."""

    number: int
    page: Page | None = None
    cause: str | None = None
    recognized: bool = False
    doubts: tuple[BoxedDoubt, ...] = ()


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read a PDF, with page and box of every word; pages that are pictures by OCR.

    Raises InputError for a file that is damaged, protected by a password, or without any text.
    """
    pdf = _open(data, source.path, options.password)
    try:
        count, title = len(pdf), _sensible_title(pdf)
        wanted = _choose(source.path, options, count)
        leaves = _read_pages(pdf, wanted[: options.max_pages], options)
    finally:
        pdf.close()
    pages = deque(leaf.page for leaf in leaves if leaf.page is not None)
    leaves = [replace(leaf, page=None) for leaf in leaves if leaf.page is None or not leaf.page.context]
    unread = [(leaf.number, leaf.cause) for leaf in leaves if leaf.cause is not None]
    if not any(page.segments or page.grids for page in pages if not page.context):
        cause = f"page {unread[0][0]} {unread[0][1]}" if unread else "its pages are blank"
        raise InputError(source.path, f"has no text: {cause}")
    name = detect_language(_sample(pages), pack.languages)
    language = pack.language(name) if name is not None else None
    source = replace(source, pages=count, language=name, title=source.title or title)
    document = compose(_give_away(pages), source, language)
    described = document.source
    if language is not None:
        described = describe_source(described, document.text, document.blocks, language)
    return replace(
        document,
        source=replace(described, ocr_pages=tuple(leaf.number for leaf in leaves if leaf.recognized)),
        doubts=tuple(_place_doubts(document.places, leaves)),
        warnings=(
            *_check_end(data),
            *_tell_unread(unread),
            *_tell_recognized(leaves),
            *_tell_left_out(wanted, options),
        ),
    )


def _give_away(pages: deque[Page]) -> Iterator[Page]:
    while pages:
        yield pages.popleft()


def _choose(path: str, options: ReadOptions, count: int) -> list[int]:
    wanted = choose_pages(options.pages, count)
    if not wanted:
        raise InputError(path, f"has {count} pages, and none of those that --pages asks for")
    return wanted


def _read_pages(pdf: Any, wanted: Sequence[int], options: ReadOptions) -> list[Leaf]:
    """Return the pages of those numbers.

    Where they are chosen, the page before each run of them comes along: a table may go on from there.
    """
    asked = set(wanted)
    before = {number - 1 for number in wanted if options.pages} - asked - {0}
    leaves = [_read_page(pdf, number, options) for number in sorted(asked | before)]
    # What cannot be read of a page that nobody asked for need not be told.
    return [leaf if leaf.number in asked else _lend(leaf) for leaf in leaves if leaf.page or leaf.number in asked]


def _lend(leaf: Leaf) -> Leaf:
    assert leaf.page is not None
    return Leaf(leaf.number, replace(leaf.page, context=True))


def _tell_left_out(wanted: Sequence[int], options: ReadOptions) -> Iterator[Notice]:
    left = wanted[options.max_pages :]
    if left:
        message = f"pages from {left[0]} on were left out ({len(left)} of them); raise --max-pages to read them"
        yield Notice(code="pages-left-out", message=message, page=left[0])


def _open(data: bytes, path: str, password: str | None) -> Any:
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD:
            cause = "is protected by a password; give it with --password"
            cause = cause if password is None else "is protected by another password than the one given"
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


def _read_page(pdf: Any, number: int, options: ReadOptions) -> Leaf:
    """Return a page's layout, or the cause why there is none."""
    try:
        page = pdf[number - 1]
        try:
            return _lay_out(page, number, options)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return Leaf(number, cause="is damaged and was left out")


def _tell_unread(unread: list[tuple[int, str]]) -> Iterator[Notice]:
    """Tell of pages in a row with one cause once: a broken page tree may promise a million."""
    for (cause, _), run in groupby(enumerate(unread), lambda told: (told[1][1], told[1][0] - told[0])):
        numbers = [number for _, (number, _) in run]
        which = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {numbers[0]} to {numbers[-1]}: each"
        yield Notice(code="page-unreadable", message=f"{which} {cause}", page=numbers[0])


def _lay_out(page: Any, number: int, options: ReadOptions) -> Leaf:
    geometry = _geometry(page)
    textpage = page.get_textpage()
    try:
        source = read_text(textpage.raw)
        words = read_words(source, geometry, number)
    finally:
        textpage.close()
    need = tell_need(page.raw, words, source.text)
    if need is not None:
        return _read_picture(page, number, geometry, need, options)
    if not len(words):
        return Leaf(number)
    return Leaf(number, _compose_page(words, read_rulings(page.raw, geometry)))


def _compose_page(words: Words, rulings: Rulings) -> Page:
    grids, left = find_tables(rulings, words)
    return Page(words.page, words.size[1], tuple(split_segments(words, left)), tuple(grids), words.text)


def _read_picture(page: Any, number: int, geometry: Geometry, need: str, options: ReadOptions) -> Leaf:
    """Read a page by OCR where that is wanted and an engine is there."""
    # What works on pictures is loaded only where there are some.
    from extractor.readers.ocr.engine import PACKAGES, find_engine
    from extractor.readers.ocr.scans import read_scan

    engine = find_engine() if options.ocr else None
    if not options.ocr:
        return Leaf(number, cause=f"{need}, and OCR is switched off")
    if engine is None:
        return Leaf(number, cause=f"{need} and no OCR engine is installed (Debian: apt install {PACKAGES})")
    if is_too_large(page.raw):
        return Leaf(number, cause="holds a picture of too many pixels; save it smaller")
    try:
        scan = read_scan(page, engine)
    except TimeoutError as error:
        return Leaf(number, cause=f"{need}, and its OCR {error}")
    if not scan.words:
        return Leaf(number, cause=f"{need} on which OCR reads no words")
    words = lay_words(scan.words, number, geometry.size)
    return Leaf(number, _compose_page(words, Rulings(scan.edges)), recognized=True, doubts=scan.doubts)


def _place_doubts(places: Places, leaves: Sequence[Leaf]) -> Iterator[Doubt]:
    """Yield the doubtful numbers as spans: what is printed inside their boxes."""
    doubts = {leaf.number: leaf.doubts for leaf in leaves if leaf.doubts}
    for place in places if doubts else ():
        x, y = (place.bbox[0] + place.bbox[2]) / 2, (place.bbox[1] + place.bbox[3]) / 2
        for doubt in doubts.get(place.page, ()):
            x0, top, x1, bottom = doubt.bbox
            if x0 <= x <= x1 and top <= y <= bottom:
                yield Doubt(start=place.start, end=place.end, cause=doubt.cause)


def _tell_recognized(leaves: Sequence[Leaf]) -> Iterator[Notice]:
    for leaf in leaves:
        if leaf.recognized:
            doubts = f", {len(leaf.doubts)} of its numbers with doubt" if leaf.doubts else ""
            message = f"page {leaf.number} is a picture and was read by OCR{doubts}; such figures confirm nothing"
            yield Notice(code="ocr-used", message=message, page=leaf.number)


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


def _sample(pages: Iterable[Page]) -> str:
    parts: list[str] = []
    length = 0
    for page in pages:
        lines = [*page.segments, *(line for grid in page.grids for cell in grid.cells for line in cell.lines)]
        parts += [line.text for line in lines]
        length += sum(len(line.text) for line in lines)
        if length > SAMPLE:
            break
    return "\n".join(parts)
