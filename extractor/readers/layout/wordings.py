"""Tables of words without a lattice: rows without figures whose chunks stand in line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.readers.layout.bands import Band, cover, find_bands, outer
from extractor.readers.layout.lines import Line
from extractor.readers.layout.regions import choose_rules, is_prose
from extractor.readers.layout.rows import Row
from extractor.readers.layout.rulings import Rule

# A table of words has so many rows; without lines, so many columns, so well filled and so well aligned.
FEWEST_ROWS = 3
FEWEST_BANDS = 3
FILLED = 0.6
ALIGNED = 0.7
SAME_EDGE = 2.0
# Its rows are no further apart than so many line heights, and few of them have one chunk.
FARTHEST = 2.0
SEVERAL = 0.6
MOST_WORDS = 6.0
ALONG = 0.75


def find_word_tables(rows: Sequence[Row], lying: Sequence[Rule]) -> Iterator[tuple[list[list[Row]], list[Band], bool]]:
    """Yield the rows of each table of words, grouped by what is wrapped in one, its columns, and if it has a header."""
    for run in _find_runs(rows):
        wide = [row for row in run if len(row.chunks) > 1]
        bands = find_bands(wide)
        left, right = outer(chunk for row in run for chunk in row.chunks)
        full = choose_rules(lying, left, right, bands[0].center, ALONG)
        top, foot = run[0].top - run[0].size, run[-1].foot + run[-1].size
        full = [rule for rule in full if top <= rule.at <= foot]
        if not _is_table(wide, bands, ruled=len(full) > 1):
            continue
        groups = _group(run, bands, full)
        if len(groups) >= FEWEST_ROWS:
            yield groups, bands, _has_header(groups, full)


def _find_runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    run: list[Row] = []
    for row in rows:
        fits = not any(is_prose(chunk) for chunk in row.chunks)
        near = not run or row.top - run[-1].foot <= FARTHEST * row.size
        if run and not (fits and near):
            yield from _trim(run)
            run = []
        if fits:
            run.append(row)
    yield from _trim(run)


def _trim(run: list[Row]) -> Iterator[list[Row]]:
    """Yield the run from its first row of several chunks to its last, if enough of them have several."""
    wide = [at for at, row in enumerate(run) if len(row.chunks) > 1]
    if len(wide) < FEWEST_ROWS:
        return
    kept = run[wide[0] : wide[-1] + 1]
    if len(wide) >= SEVERAL * len(kept):
        yield kept


def _is_table(rows: Sequence[Row], bands: Sequence[Band], *, ruled: bool) -> bool:
    if len(bands) < (2 if ruled else FEWEST_BANDS):
        return False
    columns: list[list[Line]] = [[] for _ in bands]
    for row in rows:
        for chunk in row.chunks:
            columns[cover(bands, chunk)[0]].append(chunk)
    count = sum(map(len, columns))
    words = sum(chunk.text.count(" ") + 1 for column in columns for chunk in column)
    if count < FILLED * len(bands) * len(rows) or words > MOST_WORDS * count:
        return False
    return all(ruled or _is_aligned(column) for column in columns if len(column) > 1)


def _is_aligned(column: Sequence[Line]) -> bool:
    edges = (
        [chunk.x0 for chunk in column],
        [chunk.x1 for chunk in column],
        [(chunk.x0 + chunk.x1) / 2 for chunk in column],
    )
    return any(_share_of_mode(places) >= ALIGNED for places in edges)


def _share_of_mode(places: Sequence[float]) -> float:
    counts = Counter(round(place / SAME_EDGE) for place in places)
    # Places near the edge of a step fall on either side of it.
    return max(counts[step] + counts[step + 1] for step in counts) / len(places)


def _group(rows: Sequence[Row], bands: Sequence[Band], full: Sequence[Rule]) -> list[list[Row]]:
    """Return the rows grouped: one without a first cell goes on the one above, unless a line is between."""
    parted = [any(a.foot - 2 <= rule.at <= b.top + 2 for rule in full) for a, b in pairwise(rows)]
    ruled = sum(parted) > max(2, len(rows) // 3)
    steps = [b.foot - a.foot for a, b in pairwise(rows)]
    tight = min(steps)
    groups = [[rows[0]]]
    for at, row in enumerate(rows[1:]):
        labelled = any(cover(bands, chunk)[0] == 0 for chunk in row.chunks)
        close = steps[at] < 1.12 * tight
        # Few chunks set close below are the last lines of wrapped cells.
        wrapped = not labelled or (len(row.chunks) * 2 <= len(bands) and row.chunks[0].text[:1].islower())
        if not parted[at] and (ruled or (wrapped and close)):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _has_header(groups: Sequence[Sequence[Row]], full: Sequence[Rule]) -> bool:
    """Tell whether the first row is a header: a line is drawn under it and not under the next, or it alone is bold."""
    first, second = groups[0], groups[1]
    below = any(first[-1].foot - 2 <= rule.at <= second[0].top + 2 for rule in full)
    later = any(second[-1].foot - 2 <= rule.at <= groups[2][0].top + 2 for rule in full)
    bold = all(chunk.bold for row in first for chunk in row.chunks)
    return (below and not later) or (bold and not all(chunk.bold for row in second for chunk in row.chunks))
