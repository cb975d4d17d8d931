"""How right a table was read: adjacency relations between cells, and figures under their row and column.

The relations are those of the ICDAR 2013 table competition (Göbel, Hassan, Oro, Orsi: "A methodology for evaluating
algorithms for table understanding in PDF documents", 2012): each cell with the next one that is not empty to the right
and below. Found and meant ones are compared as texts without blanks; F1 is over the relations of all tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

FIGURE_SIGNS = frozenset("0123456789")


class Cell(NamedTuple):
    """A cell of a table, found or meant."""

    row: int
    column: int
    text: str
    row_span: int = 1
    col_span: int = 1
    head: bool = False


Table = Sequence[Cell]
Relation = tuple[str, str, str]


class Score(NamedTuple):
    """Counts of relations or figures: how many are right, found and meant."""

    right: int = 0
    found: int = 0
    meant: int = 0

    def plus(self, other: Score) -> Score:
        """Return the sum of both."""
        return Score(self.right + other.right, self.found + other.found, self.meant + other.meant)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.meant) if self.found + self.meant else 1.0

    @property
    def recall(self) -> float:
        """The share of the meant that is right."""
        return self.right / self.meant if self.meant else 1.0


def normalise(text: str) -> str:
    """Return the text without blanks and hyphens at line ends, in lower case."""
    return "".join(text.split()).lower()


def relate(table: Table) -> Counter[Relation]:
    """Return the adjacency relations of a table: (text, neighbour's text, direction)."""
    cells = [cell for cell in table if normalise(cell.text)]
    places = {
        (row, column): cell
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.col_span)
    }
    height = max((row for row, _ in places), default=-1) + 1
    width = max((column for _, column in places), default=-1) + 1
    found: Counter[Relation] = Counter()
    for cell in cells:
        beside = {
            id(other): other
            for row in range(cell.row, cell.row + cell.row_span)
            if (
                other := next(
                    (places[row, c] for c in range(cell.column + cell.col_span, width) if (row, c) in places), None
                )
            )
        }
        below = {
            id(other): other
            for column in range(cell.column, cell.column + cell.col_span)
            if (
                other := next(
                    (places[r, column] for r in range(cell.row + cell.row_span, height) if (r, column) in places), None
                )
            )
        }
        found.update((normalise(cell.text), normalise(other.text), "right") for other in beside.values())
        found.update((normalise(cell.text), normalise(other.text), "below") for other in below.values())
    return found


def score_relations(found: Iterable[Table], meant: Iterable[Table]) -> Score:
    """Compare the relations of all tables of a page."""
    ours: Counter[Relation] = sum((relate(table) for table in found), Counter())
    theirs: Counter[Relation] = sum((relate(table) for table in meant), Counter())
    return Score((ours & theirs).total(), ours.total(), theirs.total())


def is_figure(text: str) -> bool:
    """Tell whether a cell is told in figures."""
    return any(sign in FIGURE_SIGNS for sign in text) and sum(sign.isalpha() for sign in text) < 2


def place_figures(table: Table) -> Counter[tuple[str, str, str]]:
    """Return each figure of the table's body with its row's label and its column's titles, from the top."""
    heads = max((cell.row + cell.row_span for cell in table if cell.head), default=0)
    labels: dict[int, str] = {}
    for cell in sorted(table, key=lambda cell: cell.column):
        if cell.row >= heads and not is_figure(cell.text) and cell.text.strip():
            for row in range(cell.row, cell.row + cell.row_span):
                labels.setdefault(row, normalise(cell.text))
    found: Counter[tuple[str, str, str]] = Counter()
    for cell in table:
        if cell.row < heads or not is_figure(cell.text):
            continue
        over = [
            other for other in table
            if other.row + other.row_span <= heads and other.column <= cell.column < other.column + other.col_span
        ]  # fmt: skip
        path = "/".join(normalise(other.text) for other in sorted(over) if other.text.strip())
        found[normalise(cell.text), labels.get(cell.row, ""), path] += 1
    return found


def score_figures(found: Iterable[Table], meant: Iterable[Table]) -> Score:
    """Compare the figures with their labels and titles."""
    ours: Counter[tuple[str, str, str]] = sum((place_figures(table) for table in found), Counter())
    theirs: Counter[tuple[str, str, str]] = sum((place_figures(table) for table in meant), Counter())
    return Score((ours & theirs).total(), ours.total(), theirs.total())
