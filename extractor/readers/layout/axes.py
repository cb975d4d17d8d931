"""Charts that look like tables: the numbers along an axis stand above each other and fall by equal steps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median_low

import regex

from extractor.readers.layout.bands import Band, cover
from extractor.readers.layout.lines import Line
from extractor.readers.layout.rows import is_year

# An axis tells so many numbers. In a table that steps so, the other columns are better filled.
FEWEST_TICKS = 4
FILLED = 0.5
SAME_EDGE = 1.5
_TICK = regex.compile(r"[-–−]?[$€£]?\d[\d\s.,]*%?")
_DECIMALS = regex.compile(r",(\d{1,2})$")


def is_chart(rows: Sequence[Sequence[Line]], bands: Sequence[Band]) -> bool:
    """Tell whether the chunks of rows are an axis with hardly anything beside it, or axes of several charts."""
    columns: list[list[Line]] = [[] for _ in bands]
    for row in rows:
        for chunk in row:
            columns[cover(bands, chunk)[0]].append(chunk)
    ticks = [_align(column) for column in columns]
    axes = [at for at, column in enumerate(ticks) if _is_axis(column)]
    beside = sum(map(len, columns)) - sum(len(ticks[at]) for at in axes)
    return bool(axes) and beside <= FILLED * max(1, len(bands) - len(axes)) * len(rows)


def _align(chunks: Sequence[Line]) -> list[Line]:
    """Return those of a column's chunks that end, or begin, where most of them do."""
    if not chunks:
        return []
    left, right = median_low([chunk.x0 for chunk in chunks]), median_low([chunk.x1 for chunk in chunks])
    return max(
        [chunk for chunk in chunks if abs(chunk.x1 - right) < SAME_EDGE],
        [chunk for chunk in chunks if abs(chunk.x0 - left) < SAME_EDGE],
        key=len,
    )


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
