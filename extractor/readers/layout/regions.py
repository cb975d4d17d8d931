"""Rows of chunks → the runs of rows that read as tables without a lattice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from extractor.readers.layout.lines import Line
from extractor.readers.layout.rows import Row, is_figure, is_year
from extractor.readers.layout.rulings import Rule

# Rows of a table are no further apart than so many line heights, and so many times their usual distance.
FARTHEST = 3.0
USUAL_GAPS = 2.2
# So many rows of one chunk may stand between the rows of a table.
MOST_SINGLE = 4
FEWEST_ROWS = 2
# A chunk of so many words is prose.
PROSE_WORDS = 7


class Region(Struct, frozen=True, eq=False):
    """A table before its cells are known: the rows of its header and those of its body."""

    header: tuple[Row, ...]
    body: tuple[Row, ...]


def is_body(row: Row) -> bool:
    """Tell whether a row tells figures: not just one beside a text, nor only years."""
    figures = [chunk for chunk in row.chunks if is_figure(chunk.text)]
    if len(row.chunks) < 2 or not figures:
        return False
    if len(figures) == 1 and row.chunks[0] is figures[0]:
        return False  # the number of an item before its text
    marks = [chunk for chunk in figures if not any(map(str.isdigit, chunk.text))]
    if any(chunk not in marks and not is_year(chunk.text) for chunk in figures):
        return True
    return len(figures) >= len(row.chunks) - 1 and any("—" in mark.text or "-" in mark.text for mark in marks)


def is_prose(chunk: Line) -> bool:
    """Tell whether a chunk is a line of running text."""
    return chunk.text.count(" ") + 1 >= PROSE_WORDS and not is_figure(chunk.text)


def find_runs(rows: Sequence[Row], lying: Sequence[Rule] = ()) -> Iterator[tuple[int, int]]:
    """Yield the first and the last row of each run of rows with figures, singles between them included.

    `lying` are lines that may part rows.
    """
    bodies = [at for at, row in enumerate(rows) if is_body(row)]
    runs: list[list[int]] = []
    for at in bodies:
        if runs and _goes_on(rows, runs[-1], at, lying):
            runs[-1].append(at)
        else:
            runs.append([at])
    for run in runs:
        if len(run) >= FEWEST_ROWS:
            yield run[0], run[-1]


def _goes_on(rows: Sequence[Row], run: Sequence[int], at: int, lying: Sequence[Rule]) -> bool:
    last = run[-1]
    between = rows[last + 1 : at]
    steps = [after.top - before.foot for before, after in pairwise(rows[last : at + 1])]
    size = rows[at].size
    if len(between) == 1 and _is_section(between[0], rows[last], rows[at], lying):
        return max(steps) <= FARTHEST * size
    if max(steps) > FARTHEST * size or len(between) > MOST_SINGLE:
        return False
    usual = median([rows[two].foot - rows[one].foot for one, two in pairwise(run)]) if len(run) > 1 else None
    if usual is not None and max(steps) > max(USUAL_GAPS * usual - size, size):
        return False
    if any(is_prose(chunk) for row in between for chunk in row.chunks):
        return False
    # Titles of columns between the rows are the header of another table.
    return not any(len(row.chunks) > 1 and _are_titles(row, rows[last]) for row in between)


def _is_section(row: Row, before: Row, after: Row, lying: Sequence[Rule]) -> bool:
    """Tell whether a row names a section: a label above the labels, with the same columns before and behind.

    It is short, or stands between two lines.
    """
    if len(row.chunks) > 1 or (is_prose(row.chunks[0]) and not is_enclosed(row, before, after, lying)):
        return False
    fewer, more = sorted((before.chunks, after.chunks), key=len)
    same = all(any(one.x0 < two.x1 and two.x0 < one.x1 for two in more) for one in fewer)
    (label,), labels, values = row.chunks, after.chunks[0], after.chunks[1]
    return same and 2 * len(fewer) > len(more) and label.x0 < values.x0 and label.x1 > labels.x0 - label.size


def is_enclosed(row: Row, before: Row, after: Row, lying: Sequence[Rule]) -> bool:
    """Tell whether lines lie above and below a row, over its figures' columns, too."""
    right = after.chunks[-1].x1
    across = [rule.at for rule in lying if rule.touches(row.chunks[0].x0) and rule.touches(right)]
    room = 0.3 * row.size
    return any(before.foot - room <= at <= row.top + room for at in across) and any(
        row.foot - room <= at <= after.top + room for at in across
    )


def _are_titles(row: Row, body: Row) -> bool:
    texts = [chunk for chunk in row.chunks if not is_figure(chunk.text) or is_year(chunk.text)]
    return len(texts) == len(row.chunks) and len(texts) >= max(2, len(body.chunks) - 1)


def choose_rules(lying: Sequence[Rule], left: float, right: float, labels: float, share: float) -> list[Rule]:
    """Return the lying lines that run along so much of a table's width, over the middle of its labels, too.

    Lines under titles leave the labels out.
    """
    width = right - left
    return [
        rule
        for rule in lying
        if rule.touches(labels)
        and sum(max(0.0, min(right, b) - max(left, a)) for a, b in rule.stretches) >= share * width
    ]
