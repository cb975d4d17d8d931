"""A column of a flat table, and how its cell is taken from what a row stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import UNSET

if TYPE_CHECKING:
    from extractor.results import Evidence

Cell = str | int | float | bool | None
ColumnType = Literal["string", "integer", "number", "boolean"]
JOIN = "; "


class Column(NamedTuple):
    """A column of a flat table; `take` reads its cell from what a row stands for.

    `unit` is the unit of its numbers where all have one; `codes` names the type of `results.py` whose words it holds.
    """

    name: str
    type: ColumnType
    description: str
    take: Callable[[Any], Cell]
    unit: str | None = None
    codes: str | None = None


def join(parts: Iterable[object]) -> str | None:
    """Return the parts as one cell; None where there are none."""
    return JOIN.join(str(part) for part in parts) or None


def join_quotes(evidence: Iterable[Evidence]) -> str | None:
    """Return the quotes as one cell."""
    return join(item.text for item in evidence)


def take_first(take: Callable[[Any], Iterable[Evidence]], field: str) -> Callable[[Any], Cell]:
    """Return a function that takes a field of the first evidence, None where there is none."""

    def first(row: Any) -> Cell:
        found = next((getattr(item, field) for item in take(row)), None)
        return None if found is UNSET else found

    return first


def take_box(take: Callable[[Any], Iterable[Evidence]], side: int) -> Callable[[Any], Cell]:
    """Return a function that takes a side (left, top, right, bottom) of the first box, None where there is none."""
    return lambda row: next((item.bbox[side] for item in take(row) if item.bbox), None)


def follow(get: Callable[[Any], Any], *fields: str) -> Callable[[Any], Cell]:
    """Return a function that follows fields from what `get` gives, None as soon as one is None."""

    def take(row: Any) -> Cell:
        found = get(row)
        for field in fields:
            if found is None:
                return None
            found = getattr(found, field)
        return found  # type: ignore[no-any-return]

    return take


def place_columns(take: Callable[[Any], Iterable[Evidence]], prefix: str = "") -> tuple[Column, ...]:
    """Return the columns that say where the first evidence stands."""
    return (
        Column(f"{prefix}quote", "string", "the quote, as printed", take_first(take, "text")),
        Column(
            f"{prefix}start",
            "integer",
            "where the quote starts, from the beginning of the text",
            take_first(take, "start"),
            "code point",
        ),
        Column(f"{prefix}end", "integer", "where the quote ends (exclusive)", take_first(take, "end"), "code point"),
        Column(f"{prefix}page", "integer", "page, counted from 1", take_first(take, "page")),
        Column(f"{prefix}x0", "number", "left edge of the box, PDF points", take_box(take, 0), "point"),
        Column(f"{prefix}top", "number", "top edge of the box, from the page's top", take_box(take, 1), "point"),
        Column(f"{prefix}x1", "number", "right edge of the box", take_box(take, 2), "point"),
        Column(f"{prefix}bottom", "number", "bottom edge of the box, from the page's top", take_box(take, 3), "point"),
        Column(f"{prefix}sheet", "string", "sheet of the workbook", take_first(take, "sheet")),
        Column(f"{prefix}cell", "string", "address of the cell", take_first(take, "cell")),
    )
