"""Rulings → lattices: the frames that crossing lines make, and the cells that they part, merged ones as one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from extractor.readers.layout.rulings import JOIN, SNAP, Rule, snap_rules
from extractor.results import BBox

MOST_UNITS = 20_000

# A cell as the units it covers: first row, first column, row after its last, column after its last.
Patch = tuple[int, int, int, int]


class Lattice(Struct, frozen=True):
    """A frame of lines: the x and y of its lines, and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Patch, ...]

    @property
    def bbox(self) -> BBox:
        """The box around it in points."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box(self, cell: Patch) -> BBox:
        """Return the box of a cell in points."""
        row, column, last_row, last_column = cell
        return self.xs[column], self.ys[row], self.xs[last_column], self.ys[last_row]


def find_lattices(lying: Sequence[Rule], standing: Sequence[Rule]) -> list[Lattice]:
    """Return the frames that the lines make where they cross, from top to bottom."""
    frames = []
    for rows, columns in _connect(_part(lying), _part(standing)):
        lattice = _build(rows, columns)
        if lattice is not None:
            frames.append(lattice)
    return sorted(frames, key=lambda frame: (frame.ys[0], frame.xs[0]))


def _part(rules: Sequence[Rule]) -> list[Rule]:
    return [Rule(rule.at, (stretch,)) for rule in rules for stretch in rule.stretches if stretch[1] - stretch[0] > SNAP]


def _connect(lying: list[Rule], standing: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the groups of lines that hang together by crossing."""
    parent = list(range(len(lying) + len(standing)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    tops = [rule.at for rule in lying]
    for index, rule in enumerate(standing, len(lying)):
        from_, to = bisect_left(tops, rule.first - JOIN), bisect_right(tops, rule.last + JOIN)
        for at in range(from_, to):
            if lying[at].first - JOIN <= rule.at <= lying[at].last + JOIN:
                parent[root(at)] = root(index)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for at, rule in enumerate(lying):
        groups[root(at)][0].append(rule)
    for at, rule in enumerate(standing, len(lying)):
        groups[root(at)][1].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _build(lying: list[Rule], standing: list[Rule]) -> Lattice | None:
    rows, columns = _snap_again(lying), _snap_again(standing)
    # Lines that stick out beyond the outermost crossing ones leave the table open there: its edge is where they end.
    xs = _bound([rule.at for rule in columns], [rule.first for rule in rows], [rule.last for rule in rows])
    ys = _bound([rule.at for rule in rows], [rule.first for rule in columns], [rule.last for rule in columns])
    height, width = len(ys) - 1, len(xs) - 1
    if height < 1 or width < 1 or height * width < 2 or height * width > MOST_UNITS:
        return None
    upright = {rule.at: rule for rule in columns}
    flat = {rule.at: rule for rule in rows}
    walls = [[x in upright and upright[x].covers(*band) for x in xs] for band in pairwise(ys)]
    floors = [[y in flat and flat[y].covers(*band) for band in pairwise(xs)] for y in ys]
    return Lattice(tuple(xs), tuple(ys), tuple(_merge(walls, floors, height, width)))


def _snap_again(rules: list[Rule]) -> list[Rule]:
    return snap_rules([(rule.at, *stretch) for rule in rules for stretch in rule.stretches])


def _bound(lines: list[float], firsts: list[float], lasts: list[float]) -> list[float]:
    start, end = min(firsts), max(lasts)
    before = [start] if start < lines[0] - 2 * SNAP else []
    after = [end] if end > lines[-1] + 2 * SNAP else []
    return [*before, *lines, *after]


def _merge(walls: list[list[bool]], floors: list[list[bool]], height: int, width: int) -> list[Patch]:
    """Return the cells: units are merged where no line parts them, as long as they make a rectangle."""
    taken = [[False] * width for _ in range(height)]
    cells: list[Patch] = []
    for row in range(height):
        for column in range(width):
            if taken[row][column]:
                continue
            right = column + 1
            while right < width and not walls[row][right] and not taken[row][right]:
                right += 1
            bottom = row + 1
            while bottom < height and _goes_on(walls, floors, bottom, column, right):
                bottom += 1
            for at in range(row, bottom):
                taken[at][column:right] = [True] * (right - column)
            cells.append((row, column, bottom, right))
    return cells


def _goes_on(walls: list[list[bool]], floors: list[list[bool]], row: int, column: int, right: int) -> bool:
    """Tell whether a cell goes on into the row below its last: no line lies between, and none stands inside."""
    return not any(floors[row][column:right]) and not any(walls[row][column + 1 : right])
