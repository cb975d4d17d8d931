"""A page's words with their boxes, read from pdfium in one text call."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from math import pi
from typing import Any, Literal

import pypdfium2.raw as pdfium
import regex
from msgspec import Struct

from extractor.readers.builder import SUPERSCRIPTS
from extractor.results import BBox

# pdfium writes a hyphen at the end of a line as U+FFFE and leaves the line break out; without a word
# before it the same sign is a lone dash.
_TOKEN = regex.compile(r"(?P<word>[^\s\p{Cc}\ufffe]+)(?P<hyphen>[\ufffe\x02])?|(?P<dash>[\ufffe\x02])|(?P<break>\n)")
_PIECE = regex.compile(r"\d+(?:[.,'’]\d+)*|\D+")
# Signs that print nothing: soft hyphen, zero-width spaces and joiners, byte-order mark.
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")
# The bullets of the Symbol and Wingdings fonts arrive as private-use code points.
_BULLETS = str.maketrans(dict.fromkeys("\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf02d\uf06c\uf06e\uf076", "•"))
_BOLD = (b"bold", b"black", b"heavy", b"demi")
FONT_NAME_LENGTH = 128
# A footnote mark is lower than this share of the type it stands in, and its foot is above the base line by the rest.
RAISED = 0.85


class Piece(Struct, frozen=True, gc=False):
    """A run of a word (its digits, or what stands around them) with its box."""

    text: str
    bbox: BBox


class Word(Struct, frozen=True, gc=False):
    """A printed word; its pieces' boxes are PDF points of the displayed page, origin top left.

    `x0` to `bottom` are those of the page turned so that the word is upright: the same, but for
    words set sideways (`turns`, quarter turns clockwise). `run` numbers the line that pdfium saw the
    word on; `broken` tells that a hyphen at the line's end parted it from the next word (the hyphen
    is no part of `text`).
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    pieces: tuple[Piece, ...]
    page: int = 1
    run: int = 0
    broken: bool = False
    bold: bool = False
    turns: int = 0

    @property
    def bbox(self) -> BBox:
        """The box on the displayed page."""
        return join_boxes([piece.bbox for piece in self.pieces])

    @property
    def height(self) -> float:
        """Height of the box in points."""
        return self.bottom - self.top


class Geometry(Struct, frozen=True):
    """How user space maps to the displayed page: the visible box in user space and the quarter turns clockwise."""

    x0: float
    y0: float
    x1: float
    y1: float
    turns: Literal[0, 1, 2, 3] = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the displayed page in points."""
        width, height = self.x1 - self.x0, self.y1 - self.y0
        return (height, width) if self.turns % 2 else (width, height)

    def place(self, left: float, bottom: float, right: float, top: float) -> BBox:
        """Return a user-space box as (x0, top, x1, bottom) of the displayed page."""
        if self.turns == 0:
            return left - self.x0, self.y1 - top, right - self.x0, self.y1 - bottom
        if self.turns == 1:
            return bottom - self.y0, left - self.x0, top - self.y0, right - self.x0
        if self.turns == 2:
            return self.x1 - right, bottom - self.y0, self.x1 - left, top - self.y0
        return self.y1 - top, self.x1 - right, self.y1 - bottom, self.x1 - left


def read_words(textpage: Any, geometry: Geometry, page: int) -> list[Word]:
    """Return the visible words of a raw pdfium text page (its number `page` from 1) in pdfium's order."""
    text, to_index = _read_text(textpage)
    text = text.translate(_BULLETS)
    box_of = _box_reader(textpage, geometry, to_index)
    width, height = geometry.size
    words: list[Word] = []
    run, known_run, bold, turns = 0, -1, False, 0
    before: BBox = (0.0, 0.0, 0.0, 0.0)
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "break":
            run += 1
            continue
        start, token = match.start(), match["word"] or "-"
        box = box_of(start, start + len(token) - 1)
        if _jumps(before, box):
            turns = _count_turns(textpage, to_index(start), geometry)
        before = box
        if run != known_run:
            known_run, bold = run, _is_bold(textpage, to_index(start))
        pieces = (Piece(token, box),) if token.isalpha() else _split(token, start, box, box_of, upright=not turns)
        if not pieces or not _is_visible(box, width, height):
            continue
        word = pieces[0].text if len(pieces) == 1 else "".join([piece.text for piece in pieces])
        ends_line = match.lastgroup == "hyphen"
        broken = ends_line or token[-1] == "\u00ad"
        x0, top, x1, bottom = _turn_back(box, turns, width, height) if turns else box
        words.append(Word(word, x0, top, x1, bottom, pieces, page, run, broken, bold, turns))
        run += ends_line
    return words


def _jumps(before: BBox, box: BBox) -> bool:
    """Tell whether a word does not stand on the line of the one before, as upright words do."""
    if box[1] == before[1] and box[3] == before[3]:
        return box[0] < before[0]
    return min(before[3], box[3]) - max(before[1], box[1]) < (before[3] - before[1]) / 2 or box[0] < before[0]


def _is_visible(box: BBox, width: float, height: float) -> bool:
    """Tell whether the box is inside the page; what the crop box hides is printed, but never seen."""
    return box[2] > 0 and box[3] > 0 and box[0] < width and box[1] < height and box[3] > box[1]


def join_boxes(boxes: list[BBox]) -> BBox:
    """Return the smallest box around the boxes."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _read_text(textpage: Any) -> tuple[str, Callable[[int], int]]:
    """Return the page's text and the map from an offset in it to pdfium's index of the character."""
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return "", int
    # Characters beyond the basic plane are written as two code units.
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", errors="replace")
    if len(text) == count:
        return text, int
    # Some characters (without a Unicode value) have an index but no text.
    return text, lambda offset: pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, offset)


def _box_reader(textpage: Any, geometry: Geometry, to_index: Callable[[int], int]) -> Callable[[int, int], BBox]:
    """Return the function that boxes the text from its first to its last character, by offsets."""
    rects = (pdfium.FS_RECTF * 2)()
    one, two = (ctypes.byref(rect) for rect in rects)
    # Read as floats at once: left, top, right, bottom of the first character and of the last.
    floats = memoryview(rects).cast("B").cast("f")
    get_box, place = pdfium.FPDFText_GetLooseCharBox, geometry.place

    def box_of(first: int, last: int) -> BBox:
        get_box(textpage, to_index(first), one)
        get_box(textpage, to_index(last), two)
        left, top, right, bottom, left2, top2, right2, bottom2 = floats
        x0, upper, x1, lower = place(
            left if left < left2 else left2,
            bottom if bottom < bottom2 else bottom2,
            right if right > right2 else right2,
            top if top > top2 else top2,
        )
        return round(x0, 2), round(upper, 2), round(x1, 2), round(lower, 2)

    return box_of


def _split(word: str, start: int, whole: BBox, box_of: Callable[[int, int], BBox], upright: bool) -> tuple[Piece, ...]:
    """Return the word's digit runs and what stands around them, each with the box of its own characters."""
    pieces: list[Piece] = []
    for match in _PIECE.finditer(word):
        first, last = start + match.start(), start + match.end() - 1
        text = match[0].translate(_UNSEEN)
        box = whole if len(match[0]) == len(word) else box_of(first, last)
        if upright and last > first and text[-1:].isdigit():
            pieces += _part_mark(text, first, last, box, box_of)
        elif text:
            pieces.append(Piece(text, box))
    if upright and len(pieces) > 1 and pieces[-1].text.isdecimal() and is_raised(pieces[-1].bbox, pieces[0].bbox):
        pieces[-1] = Piece(pieces[-1].text.translate(SUPERSCRIPTS), pieces[-1].bbox)
    return tuple(pieces)


def _part_mark(
    digits: str, first: int, last: int, whole: BBox, box_of: Callable[[int, int], BBox]
) -> tuple[Piece, ...]:
    """Return a number and the footnote mark that is raised behind it."""
    mark = box_of(last, last)
    if not is_raised(mark, whole):
        return (Piece(digits, whole),)
    at = last
    while at - 1 > first and is_raised(wider := box_of(at - 1, last), whole):
        at, mark = at - 1, wider
    cut = at - first
    return Piece(digits[:cut], box_of(first, at - 1)), Piece(digits[cut:].translate(SUPERSCRIPTS), mark)


def is_raised(box: BBox, beside: BBox) -> bool:
    """Tell whether a box is a footnote mark's: smaller than the one beside it and above its foot."""
    height = beside[3] - beside[1]
    return box[3] - box[1] < RAISED * height and beside[3] - box[3] > (1 - RAISED) * height


def _count_turns(textpage: Any, index: int, geometry: Geometry) -> int:
    """Return by how many quarter turns clockwise the character stands on the displayed page."""
    angle: float = pdfium.FPDFText_GetCharAngle(textpage, index)
    return (round(angle / (pi / 2)) + geometry.turns) % 4


def _turn_back(box: BBox, turns: int, width: float, height: float) -> BBox:
    """Return where the box lies when the page of that size is turned so that sideways text is upright."""
    x0, top, x1, bottom = box
    if turns == 0:
        return box
    if turns == 1:
        return top, width - x1, bottom, width - x0
    if turns == 2:
        return width - x1, height - bottom, width - x0, height - top
    return height - bottom, x0, height - top, x1


def _is_bold(textpage: Any, index: int) -> bool:
    name = ctypes.create_string_buffer(FONT_NAME_LENGTH)
    pdfium.FPDFText_GetFontInfo(textpage, index, name, FONT_NAME_LENGTH, None)
    lowered = name.value.lower()
    return any(mark in lowered for mark in _BOLD)
