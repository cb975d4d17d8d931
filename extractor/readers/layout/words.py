"""A page's words with their boxes: one text call to pdfium, two box calls a word, the rest in columns.

Nothing here is made word by word: a page of prose has hundreds, and only what its lines begin and end with
is ever looked at.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable
from functools import cache
from itertools import repeat
from math import pi
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from msgspec import Struct

from extractor.readers.layout.copies import find_copies
from extractor.readers.layout.geometry import Flags, Floats, Geometry, Indices, turn_boxes
from extractor.readers.layout.pieces import Pieces, split_pieces, write_pieces

_BOLD = (b"bold", b"black", b"heavy", b"demi")
FONT_NAME_LENGTH = 128
# A footnote mark is lower than this share of the type it stands in, and its foot is above the base line by the rest.
RAISED = 0.78
# Digits that are so much wider (of their height) each are those of several figures.
GLUED_WIDTH = 0.8
# Letters of a word touch each other, and their feet are level, but for so small a share of the height.
TOUCHING = 0.12
LEVEL = 0.1
# Where so many of a page's pieces are parted so, its words are, too, which blanks no wider than this part.
SHATTERED = 0.1
BLANK = 0.4
# It stands no further behind than this share of the height.
GLUED = 0.2


class Words(Struct, frozen=True, eq=False):
    """The visible words of one page in pdfium's order, as columns over their pieces.

    A piece is a run of digits, or what stands around them; `begins` tells which pieces begin a word.
    `text` holds the words parted by blanks, `starts` and `ends` the pieces' offsets in it. `boxes` are
    (x0, top, x1, bottom) on the displayed page, and `upright` on the page turned so that the piece is
    upright (`turns` quarters clockwise). `runs` numbers the line that pdfium saw the piece on; `broken`
    tells that a hyphen at the line's end, no part of the text, parted the word from the next, `leaders`
    which pieces are dots that lead from a label to its figure.
    """

    page: int
    size: tuple[float, float]
    text: str
    starts: Indices
    ends: Indices
    begins: Flags
    boxes: Floats
    upright: Floats
    turns: Indices
    runs: Indices
    broken: frozenset[int]
    bold: Flags
    leaders: Flags

    def __len__(self) -> int:
        return len(self.starts)


class PageText(Struct, frozen=True):
    """The characters of a page as pdfium tells them; `to_index` maps offsets to its own indices of them."""

    textpage: Any
    text: str
    to_index: Callable[[Indices], Indices]


def read_words(source: PageText, geometry: Geometry, page: int) -> Words:
    """Return the visible words of a page's text (the page's number from 1)."""
    textpage, text, to_index = source.textpage, source.text, source.to_index
    found = split_pieces(text)

    def box(first: Indices, last: Indices) -> tuple[Floats, Floats]:
        return _read_boxes(textpage, geometry, to_index(first), to_index(last))

    found.heads, found.tails = box(found.first, found.last)
    seen = _is_visible(found.boxes, geometry.size)
    if not seen.all():
        found = found.take(seen)
    if len(found.first):
        hidden = _read_style(textpage, geometry, to_index, found)
        # Text that is never painted lies under a scan as what was recognised in it, and then it is all there is.
        if hidden.any() and not hidden.all():
            found = found.take(~hidden)
        found = _drop_copies(text, found, geometry.size)
        mend_lines(found, geometry.size)
        found = _part_glued(found, box, geometry.size)
        found = _part_marks(found, box, geometry.size)
    # All pages are kept until the last is read, so their columns are as narrow as they may be.
    boxes = found.boxes.astype(np.float32)
    visible, starts, ends = write_pieces(text, found)
    narrow = np.uint16 if len(visible) < 2**16 else np.int32
    return Words(
        page=page,
        size=geometry.size,
        text=visible,
        starts=starts.astype(narrow),
        ends=ends.astype(narrow),
        begins=found.begins,
        boxes=boxes,
        upright=_set_upright(boxes, found.turns, geometry.size),
        turns=found.turns.astype(np.int8),
        runs=found.runs.astype(narrow),
        broken=frozenset(np.flatnonzero(found.broken).tolist()),
        bold=found.bold,
        leaders=found.leaders,
    )


def read_text(textpage: Any) -> PageText:
    """Return the characters of a raw pdfium text page."""
    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return PageText(textpage, "", _keep)
    # Characters beyond the basic plane are written as two code units.
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", errors="replace")
    if len(text) == count:
        return PageText(textpage, text, _keep)
    # Some characters (without a Unicode value) have an index but no text.
    look = pdfium.FPDFText_GetCharIndexFromTextIndex
    return PageText(textpage, text, lambda offsets: np.array([look(textpage, at) for at in offsets.tolist()], np.int64))


def _keep(offsets: Indices) -> Indices:
    return offsets


def _read_boxes(textpage: Any, geometry: Geometry, first: Indices, last: Indices) -> tuple[Floats, Floats]:
    """Return the boxes of the pieces' first characters and of their last."""
    longer = last != first
    indices = np.concatenate((first, last[longer]))
    floats = np.zeros((len(indices), 4), np.float32)
    address = floats.ctypes.data
    # Calls that Python's own loop never sees: each writes into the place whose address it is given.
    calls = map(_get_box(), repeat(textpage), indices.tolist(), range(address, address + 16 * len(indices), 16))
    deque(calls, maxlen=0)
    left, top, right, bottom = floats.astype(np.float64).T
    boxes = np.round(np.column_stack(geometry.place(left, bottom, right, top)), 2)
    firsts = boxes[: len(first)]
    lasts = firsts.copy()
    lasts[longer] = boxes[len(first) :]
    return firsts, lasts


@cache
def _get_box() -> Any:
    """Return pdfium's function for the box of a character, taking the address to write it to as a number."""
    address = ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(address)


def _drop_copies(text: str, found: Pieces, size: tuple[float, float]) -> Pieces:
    copies = find_copies(text, found, _set_upright(found.boxes, found.turns, size))
    if not copies.any():
        return found
    # What followed a copy in its word follows nothing now.
    found.begins[1:] |= copies[:-1]
    return found.take(~copies)


def mend_lines(found: Pieces, size: tuple[float, float]) -> None:
    """Take back, in place, the line breaks that pdfium tells between letters, each set on its own, of one line."""
    boxes = _set_upright(found.boxes, found.turns, size)
    height = boxes[:-1, 3] - boxes[:-1, 1]
    gap = boxes[1:, 0] - boxes[:-1, 2]
    level = (np.abs(boxes[1:, 3] - boxes[:-1, 3]) < LEVEL * height) & (found.turns[1:] == found.turns[:-1])
    parted = level & (found.runs[1:] != found.runs[:-1]) & (np.abs(gap) < TOUCHING * height)
    if not parted.any():
        return
    found.begins[1:] &= ~parted
    if parted.sum() > SHATTERED * len(parted):
        parted |= level & (gap > 0) & (gap < BLANK * height)
    found.runs = np.cumsum(np.concatenate(([False], (found.runs[1:] != found.runs[:-1]) & ~parted)))


def _part_glued(
    found: Pieces, box: Callable[[Indices, Indices], tuple[Floats, Floats]], size: tuple[float, float]
) -> Pieces:
    """Return the pieces with those parted between whose characters is a gap that pdfium tells no blank for.

    On turned pages figures of neighbouring columns come as one.
    """
    boxes = _set_upright(found.boxes, found.turns, size)
    letters = found.last - found.first + 1
    wide = (letters > 1) & (boxes[:, 2] - boxes[:, 0] > GLUED_WIDTH * (boxes[:, 3] - boxes[:, 1]) * letters)
    for at in np.flatnonzero(wide & found.digits)[::-1].tolist():
        inside = np.arange(int(found.first[at]), int(found.last[at]) + 1)
        single, _ = box(inside, inside)
        upright = turn_boxes(single, int(found.turns[at]), size)
        gaps = upright[1:, 0] - upright[:-1, 2] > GLUED_WIDTH * (upright[1:, 3] - upright[1:, 1])
        cuts = np.flatnonzero(gaps) + 1
        count = len(cuts)
        found = found.take(np.insert(np.arange(len(found.first)), at, [at] * count))
        firsts, lasts = np.concatenate(([0], cuts)), np.concatenate((cuts, [len(inside)])) - 1
        parts = slice(at, at + count + 1)
        found.first[parts], found.last[parts] = inside[firsts], inside[lasts]
        found.heads[parts], found.tails[parts] = single[firsts], single[lasts]
        found.begins[at + 1 : at + count + 1] = True
        found.broken[at : at + count] = False
    return found


def _part_marks(
    found: Pieces, box: Callable[[Indices, Indices], tuple[Floats, Floats]], size: tuple[float, float]
) -> Pieces:
    """Return the pieces with footnote marks parted from the numbers that they are raised behind."""
    heads, tails = (_set_upright(boxes, found.turns, size) for boxes in (found.heads, found.tails))
    for at in np.flatnonzero(found.digits & _is_raised(tails, heads))[::-1].tolist():
        first, last = int(found.first[at]), int(found.last[at])
        inside = np.arange(first, last + 1)
        boxes, _ = box(inside, inside)
        raised = _is_raised(turn_boxes(boxes, int(found.turns[at]), size), heads[at])
        cut = last - int(np.argmin(raised[::-1])) + 1
        order = np.insert(np.arange(len(found.first)), at, at)
        found = found.take(order)
        found.last[at], found.first[at + 1] = cut - 1, cut
        found.begins[at + 1] = found.broken[at] = False
        found.tails[at], found.heads[at + 1] = boxes[cut - 1 - first], boxes[cut - first]
    boxes = _set_upright(found.boxes, found.turns, size)
    height = boxes[:, 3] - boxes[:, 1]
    # Raised behind the piece before or, at the start of a note, before the piece behind.
    gap = boxes[1:, 0] - boxes[:-1, 2]
    near = (found.turns[1:] == found.turns[:-1]) & (np.abs(gap) < height[:-1])
    behind = near & _is_raised(boxes[1:], boxes[:-1])
    marks = np.zeros(len(boxes), np.bool_)
    marks[1:] = behind
    marks[:-1] |= near & _is_raised(boxes[:-1], boxes[1:])
    found.marks = marks & found.digits
    glued = np.flatnonzero(behind & found.digits[1:] & (gap < GLUED * height[:-1])) + 1
    found.begins[glued] = False
    return found


def _is_raised(boxes: Floats, beside: Floats) -> Any:
    """Tell which boxes are a footnote mark's: smaller than the one beside it and above its foot."""
    height = beside[..., 3] - beside[..., 1]
    low = boxes[..., 3] - boxes[..., 1] < RAISED * height
    lift = beside[..., 3] - boxes[..., 3]
    return low & (lift > (1 - RAISED) * height) & (lift < height)


def _is_visible(boxes: Floats, size: tuple[float, float]) -> Flags:
    """Tell which boxes are inside the page; what the crop box hides is printed, but never seen."""
    x0, top, x1, bottom = boxes.T
    seen: Flags = (x1 > 0) & (bottom > 0) & (x0 < size[0]) & (top < size[1]) & (bottom > top)
    return seen


def _read_style(textpage: Any, geometry: Geometry, to_index: Callable[[Indices], Indices], found: Pieces) -> Flags:
    """Fill in the quarter turns and the weight of each piece, and return which are hidden.

    All are asked where a run begins or leaves its line.
    """
    boxes = found.boxes
    before, box = boxes[:-1], boxes[1:]
    overlap = np.minimum(before[:, 3], box[:, 3]) - np.maximum(before[:, 1], box[:, 1])
    leaves = (overlap < (before[:, 3] - before[:, 1]) / 2) | (box[:, 0] < before[:, 0])
    asked = np.flatnonzero(np.concatenate(([True], leaves | (found.runs[1:] != found.runs[:-1]))))
    indices = to_index(found.first[asked]).tolist()
    # Letters that follow each other to the right stand upright; only of others the angle must be asked.
    step = found.tails[asked] - found.heads[asked]
    upright = (step[:, 0] > 0) & (np.abs(step[:, 1]) < step[:, 0] / 4)
    turns = np.zeros(len(asked), np.int64)
    for at in np.flatnonzero(~upright).tolist():
        turns[at] = _count_turns(textpage, indices[at], geometry)
    lengths = np.diff(asked, append=len(found.first))
    found.turns = np.repeat(turns, lengths)
    styles = _read_objects(textpage, indices)
    found.bold = np.repeat([bold for bold, _ in styles], lengths)
    return np.repeat([hidden for _, hidden in styles], lengths)


def _count_turns(textpage: Any, index: int, geometry: Geometry) -> int:
    """Return by how many quarter turns clockwise the character stands on the displayed page."""
    angle: float = pdfium.FPDFText_GetCharAngle(textpage, index)
    return (round(angle / (pi / 2)) + geometry.turns) % 4


def _read_objects(textpage: Any, indices: list[int]) -> list[tuple[bool, bool]]:
    """Tell of each character whether its font is bold by its name, and whether it is never painted."""
    get_object, get_font, get_mode = _get_style()
    styles: list[tuple[bool, bool]] = []
    fonts: dict[int, bool] = {}
    for index in indices:
        item = get_object(textpage, index)
        if not item:
            styles.append((False, False))
            continue
        font = get_font(item)
        bold = fonts.get(font)
        if bold is None:
            name = ctypes.create_string_buffer(FONT_NAME_LENGTH)
            pdfium.FPDFText_GetFontInfo(textpage, index, name, FONT_NAME_LENGTH, None)
            bold = fonts[font] = _is_bold(name.value)
        styles.append((bold, get_mode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE))
    return styles


@cache
def _get_style() -> tuple[Any, Any, Any]:
    """Return pdfium's functions for the text object of a character, and for its font and its render mode."""
    kinds = (ctypes.c_void_p, ctypes.c_int), (ctypes.c_void_p,), (ctypes.c_void_p,)
    results = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int
    functions = pdfium.FPDFText_GetTextObject, pdfium.FPDFTextObj_GetFont, pdfium.FPDFTextObj_GetTextRenderMode
    found = (
        ctypes.CFUNCTYPE(result, *taken)(ctypes.cast(function, ctypes.c_void_p).value or 0)
        for function, taken, result in zip(functions, kinds, results, strict=True)
    )
    one, two, three = found
    return one, two, three


@cache
def _is_bold(name: bytes) -> bool:
    lowered = name.lower()
    return any(mark in lowered for mark in _BOLD)


def _set_upright(boxes: Floats, turns: Indices, size: tuple[float, float]) -> Floats:
    if not turns.any():
        return boxes
    upright = boxes.copy()
    for side in (1, 2, 3):
        upright[turns == side] = turn_boxes(boxes[turns == side], side, size)
    return upright
