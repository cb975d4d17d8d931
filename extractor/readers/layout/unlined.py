"""Rows of a lattice that no line parts: a header on the first row of figures, or two rows of figures in one.

Figures that stand on one line across the columns, each beside a line of the label, are a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import regex
from msgspec.structs import replace

from extractor.readers.layout.lattice import Lattice, Patch
from extractor.readers.layout.lines import Line
from extractor.readers.layout.rows import is_figure

# Feet that differ by no more than this share of a line's height stand in one row.
SAME_FOOT = 0.3
# So many of a row's cells must have a figure on the line for it to be one of figures, and so many of those a title
# above it for these to be a header.
FILLED = 0.5
TITLED = 0.75
# A table of which a line parts fewer rows is read without its lattice.
MOST_ROWS = 2
_SIGNS = regex.compile(r"[(+%\-–−]")

Lines = Mapping[int, Sequence[Line]]


def part_unlined(lattice: Lattice, lines: Lines) -> Lattice:
    """Return the lattice with those of its rows parted that hold several, given the lines in each of its cells."""
    cuts: dict[int, list[float]] = {}
    usual = max((len(held) for held in lines.values()), default=0)
    for row in range(len(lattice.ys) - 1) if usual > 1 else ():
        held = [
            lines[at] for at, cell in enumerate(lattice.cells) if cell[0] == row and cell[2] == row + 1 and at in lines
        ]
        feet = _find_feet(held)
        if len(held) > 1 and 0 < len(feet) <= MOST_ROWS:
            found = _part(held, feet, top=row == 0)
            if found:
                cuts[row] = found
    return _cut(lattice, lines, cuts) if cuts else lattice


def _find_feet(held: Sequence[Sequence[Line]]) -> list[float]:
    """Return where the figures of a row's cells stand that are told on one line in enough of the cells."""
    figures = sorted((line.bottom, line.size) for lines in held for line in lines if is_figure(line.text))
    groups: list[list[tuple[float, float]]] = []
    for figure in figures:
        if groups and figure[0] - groups[-1][0][0] <= SAME_FOOT * figure[1]:
            groups[-1].append(figure)
        else:
            groups.append([figure])
    return [group[0][0] for group in groups if len(group) > 1 and len(group) >= FILLED * (len(held) - 1)]


def _at(lines: Sequence[Line], foot: float) -> Line | None:
    return next((line for line in lines if abs(line.bottom - foot) <= SAME_FOOT * line.size), None)


def _part(held: Sequence[Sequence[Line]], feet: Sequence[float], *, top: bool) -> list[float]:
    """Return where a row is to be cut so that each line of figures is a row of its own, and what is above a header."""
    labels = next((lines for lines in held if not any(is_figure(line.text) for line in lines)), None)
    if labels is None or any(_at(labels, foot) is None for foot in feet):
        return []
    several = len(feet) > 1 and _are_rows(held, feet, labels)
    told = [(lines, line) for lines in held if (line := _at(lines, feet[0])) is not None and is_figure(line.text)]
    if len(feet) > 1 and not several:
        return []
    titles = [part[-1] for lines, line in told if (part := [one for one in lines if one.bottom < line.top + 0.2])]
    titled = (
        top
        and len(titles) >= TITLED * len(told)
        and labels[0].bottom < feet[0] - 0.5 * labels[0].size
        and not any(is_figure(line.text) for line in titles)
    )
    size = told[0][1].size
    starts = [min(line.top for lines in held if (line := _at(lines, foot)) is not None) for foot in feet]
    starts = starts if titled else starts[1:]
    above = [max(line.bottom for lines in held for line in lines if line.bottom < y + 0.4 * size) for y in starts]
    return [(start + end) / 2 for start, end in zip(starts, above, strict=True)]


def _are_rows(held: Sequence[Sequence[Line]], feet: Sequence[float], labels: Sequence[Line]) -> bool:
    """Tell whether lines of figures are rows of their own, and not a share or a change set below its figure."""
    lines = [line for foot in feet[1:] if (line := _at(labels, foot)) is not None]
    if any(line.text[:1].islower() or line.text[:1] == "(" for line in lines):
        return False
    for cell in held:
        signs = {frozenset(_SIGNS.findall(line.text)) for line in cell if is_figure(line.text)}
        if len(signs) > 1:
            return False
    return True


def _cut(lattice: Lattice, lines: Lines, cuts: Mapping[int, Sequence[float]]) -> Lattice:
    """Return the lattice with lines drawn through the given rows, but not through cells that hold a single line."""
    ys: list[float] = []
    places: list[int] = []
    for row, y in enumerate(lattice.ys):
        places.append(len(ys))
        ys += [y, *cuts.get(row, ())]
    cells: list[Patch] = []
    for at, (row, column, end, last) in enumerate(lattice.cells):
        inner = cuts.get(row, ())
        one = end > row + 1 or not inner or _crosses(lines.get(at, ()), inner)
        steps = [places[row], places[end]] if one else list(range(places[row], places[end] + 1))
        cells += [(first, column, after, last) for first, after in pairwise(steps)]
    return replace(lattice, ys=tuple(ys), cells=tuple(sorted(cells)))


def _crosses(lines: Sequence[Line], cuts: Sequence[float]) -> bool:
    """Tell whether a line of a cell stands on both sides of a cut."""
    return any(line.top + 0.25 * line.size < y < line.bottom - 0.25 * line.size for line in lines for y in cuts)
