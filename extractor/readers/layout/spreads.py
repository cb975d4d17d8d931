"""Tables that go on overleaf: one table, whose cells keep their own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.layout.grids import Grid, GridCell
from extractor.readers.layout.paragraphs import Paragraph
from extractor.text import squeeze

Flow = list[Paragraph | Grid]

# Column edges of one table on two pages differ by no more (points, or share of the table's width).
SAME_EDGE = 4.0
SAME_EDGES = 0.04
FEWEST_EDGES = 4
# So much of the page may lie above the part overleaf, and so many lines between the two parts.
UPPER = 0.4
MOST_BETWEEN = 2
# A caption that is told again begins with so many of the same characters.
SAME_CAPTION = 12


class Leaf(Struct, frozen=True):
    """A page as it is read: its number, its height in points, and its paragraphs and tables in order.

    Of one that is `context` only the header of its last table is wanted.
    """

    number: int
    height: float
    context: bool
    flow: Flow


def join_tables(leaves: Sequence[Leaf], continues: Callable[[str], bool]) -> None:
    """Put the rows of each table that goes on overleaf behind those before; a header told again becomes furniture.

    `continues` tells whether a line says that a table goes on. The leaves' flows are changed in place.
    """
    spreads: dict[int, list[tuple[Leaf, Grid]]] = {}
    for leaf, overleaf in pairwise(leaves):
        before, after = leaf.flow, overleaf.flow
        one = _find_last(before, continues) if overleaf.number == leaf.number + 1 else None
        two = _find_first(after, overleaf.height) if one is not None else None
        if one is None or two is None:
            continue
        first, second = before[one], after[two]
        assert isinstance(first, Grid)
        assert isinstance(second, Grid)
        parts = spreads.get(id(first)) or [(leaf, first)]
        between = [item for item in (*before[one + 1 :], *after[:two]) if not _is_furniture(item)]
        caption = before[one - 1] if one and len(parts) == 1 else None
        if _goes_on(parts[0][1], second, between, caption, continues):
            parts.append((overleaf, second))
            spreads[id(parts[0][1])] = spreads[id(second)] = parts
    for parts in {id(parts): parts for parts in spreads.values()}.values():
        _join(parts)


def _find_last(flow: Flow, continues: Callable[[str], bool]) -> int | None:
    """Return where the table stands that ends the page; a line that says it goes on may follow."""
    for at in range(len(flow) - 1, -1, -1):
        item = flow[at]
        if isinstance(item, Grid):
            return at
        if not item.furniture and not continues(_text([item])):
            return None
    return None


def _find_first(flow: Flow, height: float) -> int | None:
    """Return where the table stands that begins the page; few lines may stand above it."""
    lines = 0
    for at, item in enumerate(flow):
        if isinstance(item, Grid):
            return at if item.turns or item.upright[1] < UPPER * height else None
        lines += 0 if item.furniture else len(item.lines)
        if lines > MOST_BETWEEN:
            return None
    return None


def _goes_on(
    first: Grid,
    second: Grid,
    between: Sequence[Paragraph | Grid],
    caption: Paragraph | Grid | None,
    continues: Callable[[str], bool],
) -> bool:
    """Tell whether the second table is the first one's next part: the same columns, and nothing new said of it."""
    if first.turns != second.turns or not _same_columns(first.columns, second.columns):
        return False
    head, again = _titles(first), _titles(second)
    if again and again != head:
        return False
    if not again and not head and not between:
        return True
    said = _text(between)
    told = _text([caption]) if caption is not None else ""
    return not said or continues(said) or (len(said) >= SAME_CAPTION and said[:SAME_CAPTION] == told[:SAME_CAPTION])


def _same_columns(one: Sequence[float], two: Sequence[float]) -> bool:
    if len(one) != len(two):
        return False
    # Pages of a book are set off to the left and the right by turns.
    moved = [edge - two[0] + one[0] for edge in two]
    limit = max(SAME_EDGE, SAME_EDGES * (one[-1] - one[0]))
    if all(abs(a - b) <= limit for a, b in zip(one, moved, strict=True)):
        return True
    # Columns are as wide as what stands in them, but each edge is nearest to its own.
    middles = [(a + b) / 2 for a, b in pairwise(one)]
    inner = zip(middles[:-1], moved[1:-1], middles[1:], strict=True)
    return len(one) >= FEWEST_EDGES and all(before < edge < after for before, edge, after in inner)


def _titles(grid: Grid) -> list[str]:
    return [squeeze(cell.text).lower() for cell in grid.cells if cell.header and cell.lines]


def _text(items: Iterable[Paragraph | Grid]) -> str:
    return squeeze(" ".join(line.text for item in items if isinstance(item, Paragraph) for line in item.lines)).lower()


def _is_furniture(item: Paragraph | Grid) -> bool:
    return isinstance(item, Paragraph) and item.furniture


def _join(parts: Sequence[tuple[Leaf, Grid]]) -> None:
    """Put the joined table in the place of its first part that is wanted, and in the others what their headers say."""
    root = parts[0][1]
    cells: list[GridCell] = []
    row = 0
    for leaf, grid in parts:
        kept = [cell for cell in grid.cells if (grid is root and cell.header) or not (cell.header or leaf.context)]
        start = min((cell.row for cell in kept), default=0)
        cells += [replace(cell, row=cell.row + row - start) for cell in kept]
        row += max((cell.row + cell.row_span - start for cell in kept), default=0)
    home = next((grid for leaf, grid in parts if not leaf.context), None)
    for leaf, grid in parts:
        at = next(at for at, item in enumerate(leaf.flow) if item is grid)
        header: Flow = [Paragraph(cell.lines, furniture=True) for cell in grid.cells if cell.header and cell.lines]
        if grid is home:
            leaf.flow[at] = replace(root, cells=tuple(cells))
            leaf.flow[at + 1 : at + 1] = [] if grid is root else header
        else:
            leaf.flow[at : at + 1] = header
