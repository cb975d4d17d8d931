"""Tables without a lattice: borderless ones, and those that only some lines part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from statistics import median

import numpy as np
from msgspec import Struct

from extractor.readers.layout.axes import is_chart
from extractor.readers.layout.bands import Band, cover, edges_between, find_bands, find_labels, outer, part_figures
from extractor.readers.layout.geometry import Indices
from extractor.readers.layout.grids import Grid, GridCell, counts_up, round_box
from extractor.readers.layout.headers import Title, find_start, find_top, read_titles
from extractor.readers.layout.lines import Line
from extractor.readers.layout.prose import drop_prose
from extractor.readers.layout.regions import choose_rules, find_runs, is_body, is_prose
from extractor.readers.layout.rows import Row, build_rows, is_figure
from extractor.readers.layout.rulings import Rule
from extractor.readers.layout.wordings import find_word_tables
from extractor.readers.layout.words import Words
from extractor.readers.layout.zones import find_gutter, take_side

# Rows whose feet are nearer than this share of their height are one: no text is set so tight.
OVERLAPPING = 0.8
# A line along so much of the width parts rows.
ALONG = 0.75
# Lines that are so much further apart than those of one label are not of one row.
LOOSER = 1.15
# Rows are parted by lines if so many of them are.
RULED_ROWS = 0.5
# So much of a table is filled, and so many of its cells tell figures.
FILLED = 0.25
DIGITS = 0.1


class Group(Struct, frozen=True, eq=False):
    """The rows of chunks that one row of the table takes."""

    rows: tuple[Row, ...]

    @property
    def chunks(self) -> list[Line]:
        """All chunks, from the top."""
        return [chunk for row in self.rows for chunk in row.chunks]


def find_streams(
    words: Words,
    kept: Indices,
    lying: Sequence[Rule],
    standing: Sequence[Rule],
    add_titles: Callable[[list[Row]], list[Row]] = list,
) -> tuple[list[Grid], Indices]:
    """Return the tables among the kept pieces that no lattice parts, and which pieces they take.

    `add_titles` puts among the rows those that are made of other pieces.
    """
    rows = add_titles(drop_prose(build_rows(words, kept, standing)))
    grids = _read_tables(rows, lying, standing)
    grids += _read_word_tables(rows, grids, lying)
    used = [line for grid in grids for cell in grid.cells for line in cell.lines]
    taken = np.zeros(len(words), np.bool_)
    for line in used:
        for start, stop in line.spans:
            taken[start:stop] = True
    return grids, np.flatnonzero(taken)


def _read_tables(rows: Sequence[Row], lying: Sequence[Rule], standing: Sequence[Rule]) -> list[Grid]:
    grids: list[Grid] = []
    after = 0
    for first, last in find_runs(rows, lying):
        if first < after:
            continue
        body = [row for row in rows[first : last + 1] if len(row.chunks) > 1]
        gutter = find_gutter(body, find_bands(body, standing), lying)
        if gutter is not None:
            part = rows[after : last + 1]
            for left in (True, False):
                grids += _read_tables(take_side(part, gutter, left), lying, standing)
            after = last + 1
            continue
        found = _read_table(rows[after:], first - after, last - after, lying, standing)
        if found is not None:
            grids.append(found[0])
            after += found[1]
    return grids


def _read_word_tables(rows: Sequence[Row], grids: Sequence[Grid], lying: Sequence[Rule]) -> list[Grid]:
    """Return the tables of words among the rows that stand in none of the grids."""
    free = [row for row in rows if not any(_meets(row, grid) for grid in grids)]
    found = []
    for groups, bands, headed in find_word_tables(free, lying):
        header = groups[0] if headed else []
        found.append(_build(header, False, [Group(tuple(group)) for group in groups[headed:]], bands, lying))
    return found


def _meets(row: Row, grid: Grid) -> bool:
    left, right = outer(row.chunks)
    x0, top, x1, bottom = grid.bbox
    return row.foot > top and row.top < bottom and right > x0 and left < x1


def _read_table(
    rows: Sequence[Row], first: int, last: int, lying: Sequence[Rule], standing: Sequence[Rule]
) -> tuple[Grid, int] | None:
    """Return the table around the rows of figures from `first` to `last`, and the index of the row after it."""
    counted = _is_count(rows, first, last)
    first += counted
    body = rows[first : last + 1]
    left, right = outer(chunk for row in body for chunk in row.chunks)
    inner = [
        rule for rule in standing if left < rule.at < right and rule.first < body[-1].foot and rule.last > body[0].top
    ]
    bands = find_bands([row for row in body if len(row.chunks) > 1], inner)
    if len(bands) < 2 or not any(band.figures for band in bands):
        return None
    rows = [part_figures(row, bands) if first <= at <= last else row for at, row in enumerate(rows)]
    full = choose_rules(lying, left, right, bands[0].center, ALONG)
    gaps = [after.top - before.foot for before, after in pairwise(body)]
    usual = median(gaps) if gaps else 0.0
    if not counted:
        first = find_start(rows, first, bands, full, usual)
    top = find_top(rows, first, bands, full, lying, usual, inner)
    end = _find_end(rows, last, bands, full, usual)
    groups = group_rows(rows[first:end], bands, full)
    if not _is_sound(groups, bands):
        return None
    fences = [rule for rule in standing if left < rule.at < right and rule.first < body[0].top] if top < first else []
    return _build(rows[top:first], counted, groups, bands, lying, fences), end


def _is_sound(groups: Sequence[Group], bands: Sequence[Band]) -> bool:
    """Tell whether rows are a table's: filled well enough, and with digits in enough of the cells."""
    chunks = [chunk for group in groups for chunk in group.chunks]
    digits = sum(is_figure(chunk.text) and any(map(str.isdigit, chunk.text)) for chunk in chunks)
    if len(chunks) < FILLED * len(groups) * len(bands) or digits < DIGITS * len(chunks):
        return False
    return not _are_contents(groups) and not is_chart([group.chunks for group in groups], bands)


def _are_contents(groups: Sequence[Group]) -> bool:
    """Tell whether rows are a list of contents: dots lead from each to a page number, which never falls."""
    if not groups[0].chunks[0].words.leaders.any():
        return False
    figures = [[chunk.text for chunk in group.chunks[1:] if is_figure(chunk.text)] for group in groups]
    told = [texts for texts in figures if texts]
    pages = [int(texts[-1]) for texts in told if texts[-1].isdecimal()]
    several = sum(len(texts) > 1 for texts in told)
    return len(pages) == len(told) > 2 * several and all(a <= b for a, b in pairwise(pages))


def _is_count(rows: Sequence[Row], first: int, last: int) -> bool:
    """Tell whether the first row of figures only numbers the columns."""
    if first == last or not counts_up([chunk.text for chunk in rows[first].chunks]):
        return False
    after = next(row for row in rows[first + 1 : last + 1] if is_body(row))
    return len(rows[first].chunks) > 2 or not is_figure(after.chunks[0].text)


def _find_end(rows: Sequence[Row], last: int, bands: Sequence[Band], full: Sequence[Rule], usual: float) -> int:
    """Return the index after the last row: below the last figures the label may go on."""
    end = last + 1
    while end < len(rows):
        row, before = rows[end], rows[end - 1]
        gap = row.top - before.foot
        if gap > 0.25 * row.size or len(row.chunks) > 1 or is_prose(row.chunks[0]):
            break
        if any(before.foot - 0.3 * row.size <= rule.at <= row.top + 0.3 * row.size for rule in full):
            break
        (chunk,) = row.chunks
        overlaps = before.top < row.top < before.foot - 0.2 * row.size
        goes_on = chunk.text[:1].islower() or overlaps or usual > gap + 0.12 * row.size
        if not goes_on or chunk.x0 < bands[0].x0 - 1 or chunk.x1 > find_labels(bands)[1].x0:
            break
        end += 1
    return end


def group_rows(rows: Sequence[Row], bands: Sequence[Band], full: Sequence[Rule]) -> list[Group]:
    """Return the rows of the table: those of chunks, with what is wrapped in one."""
    steps = [after.foot - before.foot for before, after in pairwise(rows)]
    parted = [any(a.foot - 0.3 * a.size <= r.at <= b.top + 0.3 * b.size for r in full) for a, b in pairwise(rows)]
    told = [_has_figures(row, bands) for row in rows]
    ruled = sum(parted) >= RULED_ROWS * max(1, sum(told) - 1) and sum(parted) > 2
    apart = [at for at, step in enumerate(steps) if step >= OVERLAPPING * rows[at].size]
    tight, pitch = _measure_steps([(steps[at], told[at] and told[at + 1]) for at in apart])
    # Lines above and below the middle of their row's figures tell how far apart the lines of one label are.
    inner = [
        one + two for at, (one, two) in enumerate(pairwise(steps)) if not {at, at + 1} & set(apart) and told[at + 1]
    ]
    if inner:
        tight = min(inner)
        pitch = min((steps[at] for at in apart if steps[at] > LOOSER * tight), default=pitch)
    groups: list[list[Row]] = [[rows[0]]]
    for at in range(1, len(rows)):
        if _is_one(groups[-1], rows[at], steps[at - 1], parted[at - 1], ruled, tight, pitch, bands):
            groups[-1].append(rows[at])
        else:
            groups.append([rows[at]])
    return [Group(tuple(group)) for group in groups]


def _measure_steps(steps: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Return the distance of the lines in a row, and that of rows; equal where they cannot be told apart.

    Each step is told with whether both of its rows have figures, and so are two of the table's.
    """
    pitch = min((step for step, both in steps if both), default=0.0)
    return min((step for step, both in steps if not both), default=pitch), pitch


def _is_one(
    group: Sequence[Row],
    row: Row,
    step: float,
    parted: bool,
    ruled: bool,
    tight: float,
    pitch: float,
    bands: Sequence[Band],
) -> bool:
    """Tell whether a row of chunks goes on the table's row above it."""
    before = group[-1]
    # Letters may be higher than the rows in which their figures stand.
    low = step < OVERLAPPING * min(row.size, before.size)
    if low and not any(_share_columns(part, row, bands) for part in group):
        return True
    if parted:
        return False
    both = any(_has_figures(part, bands) for part in group) and _has_figures(row, bands)
    if both:
        return False
    if ruled:
        return True
    if pitch > tight + 0.06 * row.size:
        return step < (tight + pitch) / 2
    text = row.chunks[0].text
    return text[:1].islower() and before.chunks[0].text[-1] not in ":.;"


def _share_columns(above: Row, below: Row, bands: Sequence[Band]) -> bool:
    """Tell whether most figures of a row stand below others in the same columns, and so are another row's."""
    columns = {cover(bands, chunk)[0] for chunk in above.chunks if is_figure(chunk.text)}
    own = [cover(bands, chunk)[0] for chunk in below.chunks if is_figure(chunk.text)]
    return len(own) > 1 and sum(at in columns for at in own) > len(own) / 2


def _has_figures(row: Row, bands: Sequence[Band]) -> bool:
    """Tell whether a row has figures right of its label; the number of a row tells nothing."""
    labels = next((at for at, band in enumerate(bands) if not band.figures), -1)
    labels = labels if labels < len(bands) - 1 else -1
    return any(
        is_figure(chunk.text) and at > labels and bands[at].figures
        for chunk in row.chunks
        for at in [cover(bands, chunk)[0]]
    )


def _build(
    header: Sequence[Row],
    counted: bool,
    groups: Sequence[Group],
    bands: Sequence[Band],
    lying: Sequence[Rule],
    standing: Sequence[Rule] = (),
) -> Grid:
    titles = read_titles(header[: len(header) - counted], bands, lying, standing)
    depth = max((title.level for title in titles), default=-1) + 1
    if counted:
        titles += [Title(*cover(bands, chunk), [chunk], depth) for chunk in header[-1].chunks]
        depth += 1
    chunks = [*(line for title in titles for line in title.lines), *(c for group in groups for c in group.chunks)]
    left, right = outer(chunks)
    xs = edges_between(bands, left, right)
    ys = _row_edges(titles, groups, depth)
    places: dict[tuple[int, int], tuple[int, int, list[Line]]] = {}
    for title in titles:
        below = [o for o in titles if o.level > title.level and o.first <= title.last and title.first <= o.last]
        bottom = min((other.level for other in below), default=depth)
        places[title.level, title.first] = (bottom - title.level, title.last - title.first + 1, title.lines)
    for at, group in enumerate(groups, depth):
        for (first, last), lines in _lay_row(group, bands).items():
            places[at, first] = (1, last - first + 1, lines)
    cells = _fill(places, len(ys) - 1, xs, ys, depth)
    bbox = (left, min(chunk.top for chunk in chunks), right, max(chunk.bottom for chunk in chunks))
    return Grid(bbox=round_box(bbox), columns=tuple(round(x, 2) for x in xs), cells=cells)


def _row_edges(titles: Sequence[Title], groups: Sequence[Group], depth: int) -> list[float]:
    """Return the y of the row edges: the tops of the rows, and the foot of the last."""
    tops = [min(title.lines[0].top for title in titles if title.level == level) for level in range(depth)]
    tops += [min(row.top for row in group.rows) for group in groups]
    foot = max(row.foot for row in groups[-1].rows)
    return [*accumulate(tops, max), foot]


def _lay_row(group: Group, bands: Sequence[Band]) -> dict[tuple[int, int], list[Line]]:
    """Return the lines of a row's cells by their first and last column; what meets in one column is one cell."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for chunk in group.chunks:
        first, last = cover(bands, chunk)
        key = next((key for key in cells if key[0] <= last and first <= key[1]), None)
        lines = cells.pop(key, []) if key is not None else []
        if key is not None:
            first, last = min(first, key[0]), max(last, key[1])
        cells[first, last] = [*lines, chunk]
    return cells


def _fill(
    places: dict[tuple[int, int], tuple[int, int, list[Line]]],
    height: int,
    xs: Sequence[float],
    ys: Sequence[float],
    depth: int,
) -> tuple[GridCell, ...]:
    """Return the cells in reading order, empty ones where nothing stands."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(height):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            row_span, col_span, lines = places.get((row, column), (1, 1, []))
            taken.update((r, c) for r in range(row, row + row_span) for c in range(column, column + col_span))
            box = round_box((xs[column], ys[row], xs[column + col_span], ys[row + row_span]))
            cells.append(
                GridCell(
                    row=row,
                    column=column,
                    row_span=row_span,
                    col_span=col_span,
                    bbox=box,
                    lines=tuple(lines),
                    header=row < depth,
                )
            )
    return tuple(cells)
