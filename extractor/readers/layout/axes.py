"""Charts that look like tables: the numbers along an axis stand above each other and fall by equal steps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import regex

from extractor.readers.layout.bands import Band, cover
from extractor.readers.layout.lines import Line
from extractor.readers.layout.rows import is_year

# An axis tells so many numbers. In a table that steps so, the other columns are better filled.
FEWEST_TICKS = 4
FILLED = 0.5
_TICK = regex.compile(r"[-–−]?[$€£]?\d[\d\s.,]*%?")
_DECIMALS = regex.compile(r",(\d{1,2})$")


def is_chart(rows: Sequence[Sequence[Line]], bands: Sequence[Band]) -> bool:
    """Tell whether the chunks of rows are an axis with hardly anything beside it, or axes of several charts."""
    columns: list[list[Line | None]] = [[None] * len(rows) for _ in bands]
    for at, row in enumerate(rows):
        for chunk in row:
            columns[cover(bands, chunk)[0]][at] = chunk
    axes = [column for column in columns if _is_axis([chunk for chunk in column if chunk is not None])]
    others = [column for column in columns if column not in axes]
    filled = sum(chunk is not None for column in others for chunk in column)
    return bool(axes) and filled < FILLED * len(others) * len(rows) if others else bool(axes)


def _is_axis(chunks: Sequence[Line]) -> bool:
    if len(chunks) < FEWEST_TICKS or all(is_year(chunk.text) for chunk in chunks):
        return False
    values = [_read_tick(chunk.text) for chunk in chunks]
    steps = {one - two if one is not None and two is not None else Decimal(0) for one, two in pairwise(values)}
    return len(steps) == 1 and min(steps) > 0


def _read_tick(text: str) -> Decimal | None:
    if not _TICK.fullmatch(text):
        return None
    plain = _DECIMALS.sub(r".\1", regex.sub(r"[\s%$€£]", "", text)).replace(",", "")
    plain = plain.replace("–", "-").replace("−", "-")
    return Decimal(plain) if plain.count(".") < 2 else None
