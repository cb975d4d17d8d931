"""A page that is a picture → its words and rules in points, each number read a second time in another way.

Slips of recognition are silent ("1,73" comes out as "173"), so a number is doubtful where a second reading (its own
small picture, another size, another model) differs, the engine is unsure, or it has not the decimals of its column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import regex
from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from extractor.readers.layout.recognized import Recognized
from extractor.readers.layout.rulings import Edge
from extractor.readers.ocr.cells import find_cells, lies_in
from extractor.readers.ocr.engine import Box, Engine, Token
from extractor.readers.ocr.pages import BoxedDoubt
from extractor.readers.ocr.pictures import (
    DARK,
    Mask,
    Pixels,
    Rule,
    erase_rules,
    find_rules,
    measure_skew,
    turn,
    turn_box_back,
)
from extractor.results import BBox

DPI = 300
# A poster is rendered more coarsely, so that no page takes more memory than this many pixels do.
MOST_PIXELS = 40_000_000
# Tesseract's page segmentation modes.
PAGE, BLOCK, LINE = 3, 6, 7
# Fewer dark pixels are dirt; a cell this much taller than wide may hold words that stand.
FEWEST_DARK = 20
TALL = 1.6
# Below this confidence (0 to 100) the engine itself is unsure.
UNSURE = 60.0
PAD = 8
LARGER = 1.6
# Ink beside a number belongs to it within this share of its height, and goes on over so many such steps.
REACH = 0.5
MOST_STEPS = 8
SECOND_LANGUAGE = "eng"
DIGITS = "0123456789,."
# A font's boxes are so much higher than the ink of a line, and a part of what is added lies beside a word too.
LOOSE = 1.3
BEARING = 0.3
# A column whose figures have one number of decimals but for a few.
FEWEST_IN_COLUMN = 5
SAME_DECIMALS = 0.6
_NUMBER = regex.compile(r"\d")
_FRAME = regex.compile(r"^[|\[\]{}‘'`_]+(?=.*\d)|(?<=\d.*)[|\[\]{}‘'`_]+$")
_FIGURE = regex.compile(r"\d+(?:[.,]\d+)?")


class Scan(Struct, frozen=True):
    """What was read of a page, in points of the displayed page."""

    words: tuple[Recognized, ...]
    edges: tuple[Edge, ...]
    doubts: tuple[BoxedDoubt, ...]


def read_scan(page: Any, engine: Engine) -> Scan:
    """Read a page of pypdfium2 from its picture. Raises TimeoutError where the engine takes too long."""
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    dpi = round(scale * 72)
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    angle = measure_skew(picture)
    level = np.asarray(turn(picture, angle))
    lying, standing = find_rules(level, dpi)
    clean = erase_rules(level, [*lying, *standing])
    tokens = _stretch_numbers(clean, _read_tokens(engine, clean, find_cells(lying, standing, dpi), dpi))
    settled = _settle_numbers(engine, clean, tokens, dpi)
    heights = _measure_lines(tokens)
    lines = {key: at for at, key in enumerate(heights)}

    def point(box: tuple[float, float, float, float]) -> BBox:
        x0, top, x1, bottom = box
        return round(x0 / scale, 2), round(top / scale, 2), round(x1 / scale, 2), round(bottom / scale, 2)

    def level_box(token: Token) -> BBox:
        # Rules and words keep the level picture's places among each other: that is what tables are found by. There a
        # word fills its line as a font's own boxes do, which are larger than the ink: gaps are measured by them.
        left, _, right, _ = token.box
        top, bottom = heights[token.line]
        more = (bottom - top) * (LOOSE - 1) / 2
        return point((left - BEARING * more, top - more, right + BEARING * more, bottom + more))

    words = [
        Recognized(
            text=token.text,
            box=level_box(token),
            printed=point(turn_box_back(token.box, angle, picture.size)),
            line=lines[token.line],
        )
        for token, _ in settled
    ]
    return Scan(
        words=tuple(words),
        edges=tuple(_to_edge(rule, scale) for rule in (*lying, *standing)),
        doubts=tuple(
            BoxedDoubt(word.printed, cause)
            for word, (_, cause) in zip(words, settled, strict=True)
            if cause is not None
        ),
    )


def _measure_lines(tokens: Sequence[Token]) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Return the top and bottom of each line, in reading order."""
    found: dict[tuple[int, int, int], tuple[int, int]] = {}
    for token in tokens:
        top, bottom = found.get(token.line, (token.box[1], token.box[3]))
        found[token.line] = min(top, token.box[1]), max(bottom, token.box[3])
    return found


def _to_edge(rule: Rule, scale: float) -> Edge:
    if rule.right - rule.left >= rule.bottom - rule.top:
        middle = round((rule.top + rule.bottom) / 2 / scale, 2)
        return Edge(round(rule.left / scale, 2), middle, round(rule.right / scale, 2), middle)
    middle = round((rule.left + rule.right) / 2 / scale, 2)
    return Edge(middle, round(rule.top / scale, 2), middle, round(rule.bottom / scale, 2))


# -- words ------------------------------------------------------------------------------------------------------


def _read_tokens(engine: Engine, pixels: Pixels, cells: Sequence[Box], dpi: int) -> list[Token]:
    """Return the page's words: cell by cell where rules make cells, then the rest as a page."""
    rest = pixels.copy()
    filled = []
    for box in cells:
        left, top, right, bottom = box
        if (pixels[top:bottom, left:right] < DARK).sum() >= FEWEST_DARK:
            filled.append(box)
        rest[top:bottom, left:right] = 255
    tokens = list(_read_cells(engine, pixels, filled, dpi))
    if (rest < DARK).sum() >= FEWEST_DARK:
        outside = engine.recognize([Image.fromarray(rest)], dpi=dpi, layout=PAGE)[0]
        tokens += [token for token in outside if not lies_in(token.box, cells)]
    stripped = (replace(token, text=_FRAME.sub("", token.text)) for token in tokens)
    return [token for token in stripped if token.text]


def _read_cells(engine: Engine, pixels: Pixels, cells: Sequence[Box], dpi: int) -> Iterator[Token]:
    """Yield the words of the cells; those of a tall one may stand, read from below or from above."""
    whole = Image.fromarray(pixels)
    crops = [whole.crop(box) for box in cells]
    level = engine.recognize(crops, dpi=dpi, layout=BLOCK)
    tall = [at for at, crop in enumerate(crops) if crop.height > TALL * crop.width]
    turned = [
        engine.recognize([crops[at].transpose(way) for at in tall], dpi=dpi, layout=BLOCK)
        for way in (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_90)
    ]
    standing = dict(zip(tall, zip(*turned, strict=True), strict=True))
    for at, (box, tokens) in enumerate(zip(cells, level, strict=True)):
        best = max((tokens, *standing.get(at, ())), key=_trust)
        for token in best:
            inside = _shift(token.box, box) if best is tokens else box
            yield replace(token, box=inside, line=(-1 - at, *token.line[1:]))


def _trust(tokens: Sequence[Token]) -> float:
    letters = sum(len(token.text) for token in tokens)
    return sum(token.confidence * len(token.text) for token in tokens) / letters if letters else 0.0


def _shift(box: Box, origin: Box) -> Box:
    left, top = origin[:2]
    return box[0] + left, box[1] + top, box[2] + left, box[3] + top


def _stretch_numbers(pixels: Pixels, tokens: Sequence[Token]) -> list[Token]:
    """Return the words, the boxes of numbers widened over ink beside them that belongs to no word."""
    free = pixels < DARK
    for token in tokens:
        left, top, right, bottom = token.box
        free[top:bottom, left:right] = False
    return [_stretch(free, token) if _NUMBER.search(token.text) else token for token in tokens]


def _stretch(free: Mask, token: Token) -> Token:
    left, top, right, bottom = token.box
    reach = round((bottom - top) * REACH)
    for _ in range(MOST_STEPS):
        ink = np.flatnonzero(free[top:bottom, right : right + reach].any(axis=0))
        if not len(ink) or free[top:bottom, right : right + reach].sum() < FEWEST_DARK:
            break
        right += int(ink[-1]) + 1
    return token if right == token.box[2] else replace(token, box=(left, top, right, bottom), stretched=True)


# -- doubts -----------------------------------------------------------------------------------------------------


def _settle_numbers(
    engine: Engine, pixels: Pixels, tokens: Sequence[Token], dpi: int
) -> list[tuple[Token, str | None]]:
    """Return the words and, of a doubtful number, the cause; of two readings the one that fits its column is taken."""
    numbers = [token for token in tokens if _NUMBER.search(token.text)]
    again = dict(zip(numbers, _read_again(engine, pixels, numbers, dpi), strict=True))
    usual = _usual_decimals(numbers)
    return [_settle(token, again[token], usual.get(token)) if token in again else (token, None) for token in tokens]


def _settle(token: Token, second: str, usual: int | None) -> tuple[Token, str | None]:
    first = token.text
    if _digits(first) != _digits(second):
        misfits = usual is not None and (_decimals(first) != usual or not _FIGURE.fullmatch(first))
        better = misfits and _decimals(second) == usual
        longer = token.stretched and _digits(second).startswith(_digits(first))
        if _FIGURE.fullmatch(second) and (better or longer):
            token = replace(token, text=second)
        return token, f"two readings give “{first}” and “{second}”"
    if token.confidence < UNSURE:
        return token, f"the engine is only {token.confidence:.0f}% sure of “{first}”"
    if usual is not None and _decimals(first) != usual:
        return token, f"“{first}” has not the decimals of its column"
    return token, None


def _read_again(engine: Engine, pixels: Pixels, tokens: Sequence[Token], dpi: int) -> list[str]:
    """Read each number from a picture of its own, larger and by another model."""
    whole = Image.fromarray(pixels)
    crops = []
    for token in tokens:
        left, top, right, bottom = token.box
        crop = whole.crop((left - PAD, top - PAD, right + PAD, bottom + PAD)) if top >= PAD else whole.crop(token.box)
        size = round(crop.width * LARGER), round(crop.height * LARGER)
        crops.append(crop.resize(size, Image.Resampling.LANCZOS))
    models = (SECOND_LANGUAGE,) if SECOND_LANGUAGE in engine.languages else ()
    found = engine.recognize(crops, dpi=round(dpi * LARGER), layout=LINE, languages=models, letters=DIGITS)
    return [" ".join(token.text for token in words) for words in found]


def _digits(text: str) -> str:
    """Return a number's digits and decimal marks, which both readings must agree on."""
    return regex.sub(r"[^\d.]", "", text.replace(",", ".")).strip(".")


def _usual_decimals(tokens: Sequence[Token]) -> dict[Token, int]:
    """Return how many decimals most figures have that are aligned with each figure, where most have some."""
    found: dict[Token, int] = {}
    for side in (0, 2):
        for column in _columns(tokens, side):
            counts = Counter(_decimals(token.text) for token in column if _FIGURE.fullmatch(token.text))
            usual, times = counts.most_common(1)[0] if counts else (0, 0)
            if len(column) >= FEWEST_IN_COLUMN and times >= SAME_DECIMALS * len(column) and usual:
                found.update(dict.fromkeys(column, usual))
    return found


def _columns(tokens: Iterable[Token], side: int) -> Iterator[list[Token]]:
    """Yield the tokens whose left (0) or right (2) edges are about in line."""
    ordered = sorted(tokens, key=lambda token: token.box[side])
    starts = []
    column = 0
    for before, token in zip([None, *ordered], ordered, strict=False):
        if before is not None and token.box[side] - before.box[side] > PAD:
            column += 1
        starts.append((column, token))
    for _, group in groupby(starts, key=lambda item: item[0]):
        yield [token for _, token in group]


def _decimals(text: str) -> int:
    return len(regex.split(r"[.,]", text)[1]) if regex.search(r"[.,]", text) else 0
