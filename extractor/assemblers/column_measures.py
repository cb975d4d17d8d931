"""Columns whose header names no unit: which of them a caption, a sentence or a note tells the unit of."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec.structs import replace

from extractor.assemblers.columns import TARGET, Column, Grid
from extractor.assemblers.sections import Told
from extractor.model import NumberMention
from extractor.packs import Pack
from extractor.spans import SpanIndex
from extractor.text import lower

_WORD = regex.compile(r"\p{L}{4,}")
# A subject and a header speak of the same thing where words of theirs begin alike.
STEM = 5
_MEASURED_KINDS = ("value", "previous", "change", TARGET)


def measure_columns(
    grid: Grid, columns: Sequence[Column], told: Sequence[Told], numbers: SpanIndex[NumberMention], pack: Pack
) -> list[Column]:
    """Return the columns, bare ones with the unit and multiplier that are told of them, nearest first.

    A measure told of something is that of the columns whose headers name it, if any do. Whole numbers beside a column
    with decimals count something else; so does a column whose header says that it counts, where money is told.
    """
    measured = list(columns)
    for measure in told:
        bare = [column for column in measured if _is_bare(column) and _takes(column, measure, pack)]
        named = [column for column in bare if _stems(measure.subject) & _stems(column.header)]
        exact = [column for column in bare if not _is_whole(grid, column, numbers)]
        for column in named or exact or bare:
            unit, multiplier = measure.measure
            measured[column.index] = replace(column, unit=unit, multiplier=multiplier)
    return measured


def _is_bare(column: Column) -> bool:
    return column.kind in _MEASURED_KINDS and column.unit is None and column.multiplier == 1


def _takes(column: Column, told: Told, pack: Pack) -> bool:
    """Whether a column's figures can be told in a measure: its metric's unit, or a scale of what it counts."""
    unit = told.measure[0]
    if unit is None:
        return True
    if column.counts and pack.units[unit].family != "count":
        return False
    metric = pack.metrics.get(column.metric.value) if column.metric is not None else None
    return metric is None or not metric.units or unit in metric.units


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _WORD.findall(lower(words)))


def _is_whole(grid: Grid, column: Column, numbers: SpanIndex[NumberMention]) -> bool:
    """Whether all figures of a column are printed without decimals."""
    figures = (number for cell in grid.body(column.index) for number in numbers.within(cell.start, cell.end))
    return all(figure.step == figure.multiplier for figure in figures)
