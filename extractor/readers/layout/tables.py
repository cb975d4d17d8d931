"""A page's words and rulings → its tables: those of lattices, then those that stand in rows without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from extractor.readers.layout.beside import annex_labels, join_beside
from extractor.readers.layout.geometry import Floats, Indices, turn_back, turn_boxes
from extractor.readers.layout.grids import Grid, GridCell, mark_header, round_box
from extractor.readers.layout.heads import join_heads
from extractor.readers.layout.lattice import Lattice, find_lattices
from extractor.readers.layout.lines import Line, group_lines
from extractor.readers.layout.overflow import hold_lines
from extractor.readers.layout.patches import part_patches
from extractor.readers.layout.rows import Row, is_figure
from extractor.readers.layout.rulings import Edge, Rule, Rulings, gather_rules
from extractor.readers.layout.sideways import add_sideways
from extractor.readers.layout.streams import find_streams
from extractor.readers.layout.unlined import part_unlined
from extractor.readers.layout.words import Words

FEWEST_FILLED = 0.25
# Of so many rows and columns or more, that share says something even in a sparse one.
LARGE = 6
NEARLY_ALL = 0.8
# A cell of so many figures under each other holds the rows of a table that only some lines part.
MANY_LINES = 3
MOSTLY = 0.6
ALIGNED = 0.5
# So many wide gaps (shares of the height) in lines make it worth looking for columns.
FEWEST_GAPS = 3
WIDE = 0.8


def find_tables(rulings: Rulings, words: Words) -> tuple[list[Grid], Indices]:
    """Return the page's tables, top to bottom, and which of its pieces stand in none of them."""
    kept = np.flatnonzero(~words.leaders)
    turns = _usual_turns(words)
    edges = _turn_edges(rulings.edges, turns, words.size)
    lying, standing = gather_rules(edges)
    boxes = turn_boxes(words.boxes, turns, words.size)
    # What is upright there stands where its lines do: a scan is printed askew.
    boxes = np.where((words.turns == turns)[:, None], words.upright, boxes)
    grids, left = _find_ruled(lying, standing, words, kept, boxes)
    upright = left[words.turns[left] == turns]
    if _has_columns(words, upright):
        inside = [grid.bbox for grid in grids]
        free = [rule for rule in standing if not any(_lies_in(rule, box) for box in inside)]
        shades = _turn_edges(rulings.shades, turns, words.size)
        parting = gather_rules([*edges, *shades])[0] if shades else lying
        aside = left[words.turns[left] != turns]

        def add_titles(rows: list[Row]) -> list[Row]:
            return add_sideways(rows, words, aside, boxes, turns)

        found, taken = find_streams(words, upright, parting, free, add_titles if len(aside) else list)
        grids = join_heads(grids, found)
        left = np.setdiff1d(left, taken)
    if words.leaders.any():
        left = np.sort(np.concatenate((left, _find_free(np.flatnonzero(words.leaders), grids, words, turns))))
    if turns:
        grids = [_turn_back(grid, turns, words.size) for grid in grids]
    else:
        grids = [replace(grid, upright=grid.bbox) for grid in grids]
    return sorted(grids, key=lambda grid: (grid.upright[1], grid.upright[0])), left


def _usual_turns(words: Words) -> int:
    """Return the quarter turns of most figures, or else of most lines: titles set sideways are long, but few."""
    if not words.turns.any():
        return 0
    told = [at for at in range(len(words)) if words.text[words.starts[at]].isdigit()]
    begins = told or np.flatnonzero(np.diff(words.runs, prepend=-1))
    counts = np.bincount(words.turns[begins], minlength=4)
    return int(np.argmax(counts))


def _turn_edges(edges: Sequence[Edge], turns: int, size: tuple[float, float]) -> list[Edge]:
    if not turns or not edges:
        return list(edges)
    boxes = np.array([(edge.x0, edge.top, edge.x1, edge.bottom) for edge in edges])
    return [Edge(*box) for box in turn_boxes(boxes, turns, size).tolist()]


def _turn_back(grid: Grid, turns: int, size: tuple[float, float]) -> Grid:
    cells = tuple(replace(cell, bbox=round_box(turn_back(cell.bbox, turns, size))) for cell in grid.cells)
    bbox = round_box(turn_back(grid.bbox, turns, size))
    return replace(grid, bbox=bbox, cells=cells, upright=grid.bbox, turns=turns)


def _find_free(leaders: Indices, grids: Sequence[Grid], words: Words, turns: int) -> Indices:
    """Return those of the pieces that lie in none of the tables."""
    x0, top, x1, bottom = turn_boxes(words.boxes[leaders], turns, words.size).T
    free = np.ones(len(leaders), np.bool_)
    for grid in grids:
        left, upper, right, lower = grid.bbox
        free &= (x1 < left) | (x0 > right) | (bottom < upper) | (top > lower)
    return leaders[free]


def _lies_in(rule: Rule, box: tuple[float, float, float, float]) -> bool:
    """Tell whether a standing line is one of a table's."""
    return box[0] - 1 <= rule.at <= box[2] + 1 and rule.first >= box[1] - 4 and rule.last <= box[3] + 4


def _has_columns(words: Words, kept: Indices) -> bool:
    """Tell whether lines have gaps that may part columns."""
    boxes = words.upright[kept]
    if len(boxes) < 2:
        return False
    order = np.lexsort((boxes[:, 0], np.round(boxes[:, 3])))
    x0, top, x1, bottom = boxes[order].T
    height = bottom - top
    same = np.abs(np.diff(bottom)) < 0.2 * height[1:]
    return int((same & (x0[1:] - x1[:-1] > WIDE * height[1:])).sum()) >= FEWEST_GAPS


def _find_ruled(
    lying: Sequence[Rule], standing: Sequence[Rule], words: Words, kept: Indices, boxes: Floats
) -> tuple[list[Grid], Indices]:
    """Return the tables of lattices.

    A lattice of one row or column, or one that holds hardly any text (a chart's), is no table.
    """
    if len(lying) < 2 or len(standing) < 2:
        return [], kept
    grids: list[Grid] = []
    lattices = join_beside(find_lattices(lying, standing), words, kept, boxes)
    for lattice in lattices:
        if any(_frames(lattice, other) for other in lattices):
            continue
        grid, others = _fill(annex_labels(lattice, words, kept, boxes), words, kept, boxes)
        if grid is not None:
            grids.append(grid)
            kept = others
    return grids, kept


def _frames(lattice: Lattice, other: Lattice) -> bool:
    """Tell whether a lattice is but a frame around another, which has more cells."""
    (a, b, c, d), (x0, top, x1, bottom) = lattice.bbox, other.bbox
    return len(other.cells) > len(lattice.cells) and a < x0 and b < top and x1 < c and bottom < d


def _fill(lattice: Lattice, words: Words, kept: Indices, boxes: Floats) -> tuple[Grid | None, Indices]:
    owner, lines = _put_words(lattice, words, kept, boxes)
    if not _is_table(lattice, lines):
        return None, kept
    parted = part_patches(lattice, words, kept, owner)
    if parted is not lattice:
        lattice = parted
        owner, lines = _put_words(lattice, words, kept, boxes)
    parted = part_unlined(lattice, lines)
    if parted is not lattice:
        lattice = parted
        owner, lines = _put_words(lattice, words, kept, boxes)
    if _is_coarse(lattice, lines):
        return None, kept
    cells = [
        GridCell(
            row=cell[0],
            column=cell[1],
            row_span=cell[2] - cell[0],
            col_span=cell[3] - cell[1],
            bbox=round_box(lattice.box(cell)),
            lines=tuple(lines.get(at, ())),
        )
        for at, cell in enumerate(lattice.cells)
    ]
    columns_at = tuple(round(x, 2) for x in lattice.xs)
    return Grid(bbox=round_box(lattice.bbox), columns=columns_at, cells=mark_header(cells)), kept[owner < 0]


def _put_words(lattice: Lattice, words: Words, kept: Indices, boxes: Floats) -> tuple[Indices, dict[int, list[Line]]]:
    """Return the cell of each kept piece, -1 for none, and the lines of words in each cell."""
    owner = hold_lines(lattice, words, kept, _find_owners(lattice, boxes[kept]), boxes[kept])
    return owner, group_lines(words, kept[owner >= 0], owner[owner >= 0])


def _find_owners(lattice: Lattice, boxes: Floats) -> Indices:
    """Return the cell in which the middle of each box lies, -1 for none."""
    owners = np.full((len(lattice.ys), len(lattice.xs)), -1)
    for at, (row, column, last_row, last_column) in enumerate(lattice.cells):
        owners[row:last_row, column:last_column] = at
    x0, top, x1, bottom = boxes.T
    rows = np.searchsorted(lattice.ys, (top + bottom) / 2, side="right") - 1
    columns = np.searchsorted(lattice.xs, (x0 + x1) / 2, side="right") - 1
    # Row and column -1, outside, are the last of `owners`, which no cell takes.
    found: Indices = owners[rows, columns]
    return found


def _is_table(lattice: Lattice, lines: Mapping[int, Sequence[Line]]) -> bool:
    """Tell whether enough of a lattice is filled, and in several rows and columns."""
    filled = [lattice.cells[at] for at in lines]
    rows, columns = {row for row, *_ in filled}, {column for _, column, *_ in filled}
    if len(rows) < 2 or len(columns) < 2:
        return False
    return len(filled) >= FEWEST_FILLED * len(lattice.cells) or _is_sparse_table(lattice, rows, columns)


def _is_sparse_table(lattice: Lattice, rows: set[int], columns: set[int]) -> bool:
    """Tell whether a large lattice says something in most rows, and in nearly all columns."""
    height, width = len(lattice.ys) - 1, len(lattice.xs) - 1
    return min(height, width) >= LARGE and len(rows) >= MOSTLY * height and len(columns) >= NEARLY_ALL * width


def _is_coarse(lattice: Lattice, lines: dict[int, list[Line]]) -> bool:
    """Tell whether cells hold the figures of several rows, or of several columns, which the lines do not part."""
    wide = {lattice.cells[at][0] for at, held in lines.items() if any(_tells_several(line) for line in held)}
    if len(wide) >= max(MANY_LINES, MOSTLY * len({lattice.cells[at][0] for at in lines})):
        return True
    long: dict[int, list[int]] = defaultdict(list)
    for at, held in lines.items():
        if len(held) >= MANY_LINES:
            long[lattice.cells[at][0]].append(_count_figures(held))
    return any(len(counts) > 1 and max(counts) >= MANY_LINES for counts in long.values())


def _count_figures(lines: Sequence[Line]) -> int:
    """Return how many of a cell's lines are figures, or end with one that stands above the others."""
    ending = [line for line in lines if is_figure(line.text.rpartition(" ")[2])]
    aligned = len(ending) >= MOSTLY * len(lines) and max(line.x1 for line in ending) - min(
        line.x1 for line in ending
    ) < ALIGNED * max(line.size for line in ending)
    return len(ending) if aligned else sum(is_figure(line.text) for line in lines)


def _tells_several(line: Line) -> bool:
    """Tell whether a line in a cell ends with two figures that a wide gap parts."""
    if not line.tabular:
        return False
    first, end = line.spans[-1]
    last = line.words.text[line.words.starts[first] : line.words.ends[end - 1]]
    return is_figure(last) and is_figure(line.text.removesuffix(last).rstrip().rpartition(" ")[2])
