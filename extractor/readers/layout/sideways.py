"""Titles that are set sideways above columns of upright figures, as one row of the table's header."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import median

from msgspec.structs import replace

from extractor.readers.layout.geometry import Floats, Indices
from extractor.readers.layout.lines import Line, split_segments
from extractor.readers.layout.regions import is_prose
from extractor.readers.layout.rows import Row
from extractor.readers.layout.words import Words

# So many titles stand side by side, none of them longer than this (points).
FEWEST = 2
LONGEST = 260.0


def add_sideways(rows: Sequence[Row], words: Words, sideways: Indices, boxes: Floats, turns: int) -> list[Row]:
    """Return the rows with one more for each run of sideways titles side by side.

    `boxes` are those of the page's pieces when it is turned by `turns` quarters.
    """
    titles = _join_ends([_lay_flat(line, boxes, turns) for line in split_segments(words, sideways)])
    titles = [title for title in titles if title.bottom - title.top <= LONGEST and not is_prose(title)]
    added = [_make_row(run) for run in _find_runs(titles) if len(run) >= FEWEST]
    return sorted([*rows, *added], key=lambda row: row.foot) if added else list(rows)


def _lay_flat(line: Line, boxes: Floats, turns: int) -> Line:
    """Return a sideways line with the place that it takes among upright ones; its size is still that of its type."""
    first, end = line.spans[0]
    part = boxes[first:end]
    x0, top = part[:, :2].min(axis=0).tolist()
    x1, bottom = part[:, 2:].max(axis=0).tolist()
    return replace(line, x0=x0, top=top, x1=x1, bottom=bottom, turns=(line.turns - turns) % 4)


def _join_ends(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with those made one of which one begins where another ends, up or down the page."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else line
        apart = max(line.top, last.top) - min(line.bottom, last.bottom)
        over = min(line.x1, last.x1) - max(line.x0, last.x0)
        if last is not line and line.turns == last.turns and apart < line.size and over > line.size / 2:
            box = {"x0": min, "top": min, "x1": max, "bottom": max}
            ends = {name: pick(getattr(last, name), getattr(line, name)) for name, pick in box.items()}
            joined[-1] = replace(last, spans=last.spans + line.spans, text=f"{last.text} {line.text}", **ends)
        else:
            joined.append(line)
    return joined


def _find_runs(titles: Sequence[Line]) -> list[list[Line]]:
    """Return the titles by what they are beside: those of one turn whose stretches overlap, from top to bottom."""
    runs: list[list[Line]] = []
    for _, turned in groupby(sorted(titles, key=lambda line: (line.turns, line.top)), key=lambda line: line.turns):
        foot = 0.0
        for at, title in enumerate(turned):
            if at == 0 or title.top >= foot:
                runs.append([])
                foot = title.bottom
            runs[-1].append(title)
            foot = max(foot, title.bottom)
    return runs


def _make_row(titles: Sequence[Line]) -> Row:
    chunks = tuple(sorted(titles, key=lambda line: line.x0))
    return Row(
        chunks,
        min(line.top for line in chunks),
        max(line.bottom for line in chunks),
        median([line.size for line in chunks]),
    )
