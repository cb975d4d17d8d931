"""Sheets of cells → headings, tables and notes laid over the text, with the address of every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from extractor.model import Address, Block, Cell, Table
from extractor.readers.tables import count_header_rows
from extractor.spans import Span

Row = Sequence[Span]
# The rows and columns that a merged cell reaches over, by its row and column.
Merged = Mapping[tuple[int, int], tuple[int, int]]


class Sheet(Struct, frozen=True, kw_only=True):
    """What one sheet holds."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    addresses: tuple[Address, ...]


def lay_sheet(text: str, rows: Sequence[Row], merged: Merged | None = None, name: str | None = None) -> Sheet:
    """Lay a sheet's rows over the text: each run of rows without a blank one between them is a table.

    `rows` hold the spans of the cells (empty ones for empty cells). Rows of one lone cell above a table are its
    headings, those below its notes.
    """
    merged = merged or {}
    blocks: list[Block] = []
    tables: list[Table] = []
    for first, last in _group_rows(rows):
        head = first
        while head < last and _is_lone(rows[head]):
            head += 1
        tail = last
        while tail > head and _is_lone(rows[tail - 1]):
            tail -= 1
        blocks += _lone_blocks(text, rows[first:head], "heading" if head < tail else "paragraph")
        if head < tail:
            caption = (blocks[-1].start, blocks[-1].end) if head > first else None
            tables.append(_build(text, rows, (head, tail), merged, caption))
            blocks += [Block(kind="cell", start=c.start, end=c.end) for c in tables[-1].cells if c.end > c.start]
        blocks += _lone_blocks(text, rows[tail:last], "paragraph")
    addresses = tuple(
        Address(start=start, end=end, sheet=name, cell=f"{name_column(column)}{row + 1}")
        for row, cells in enumerate(rows)
        for column, (start, end) in enumerate(cells)
        if end > start
    )
    return Sheet(blocks=tuple(blocks), tables=tuple(tables), addresses=addresses)


def name_column(number: int) -> str:
    """Return the letters of a column counted from 0.

    >>> name_column(0), name_column(25), name_column(26), name_column(701), name_column(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _group_rows(rows: Sequence[Row]) -> Iterator[Span]:
    """Yield the first row and the one behind the last of each run of rows that are not blank."""
    first: int | None = None
    for at, row in enumerate((*rows, ())):
        filled = any(end > start for start, end in row)
        if filled and first is None:
            first = at
        elif not filled and first is not None:
            yield first, at
            first = None


def _is_lone(row: Row) -> bool:
    return sum(end > start for start, end in row) == 1


def _lone_blocks(text: str, rows: Iterable[Row], kind: str) -> Iterator[Block]:
    for row in rows:
        for start, end in row:
            if end > start:
                yield Block(kind=kind, start=start, end=end)  # type: ignore[arg-type]


def _build(text: str, rows: Sequence[Row], within: Span, merged: Merged, caption: Span | None) -> Table:
    """Return the table of the rows, without the columns at its left that are blank in all of them."""
    head, tail = within
    body = rows[head:tail]
    left = min(at for row in body for at, (start, end) in enumerate(row) if end > start)
    covered = {
        (row + down, column + right)
        for (row, column), (row_span, col_span) in merged.items()
        for down in range(min(row_span, tail - row))
        for right in range(col_span)
        if down or right
    }
    cells = []
    for at, row in enumerate(body, head):
        for column, (start, end) in enumerate(row):
            if column < left or (at, column) in covered:
                continue
            row_span, col_span = merged.get((at, column), (1, 1))
            cells.append(
                Cell(
                    row=at - head,
                    column=column - left,
                    start=start,
                    end=end,
                    row_span=min(row_span, tail - at),
                    col_span=col_span,
                )
            )
    texts = [[text[start:end] for start, end in row] for row in body]
    headers = count_header_rows(
        texts, deep=any(head <= row < tail and wide > 1 for (row, _), (_, wide) in merged.items())
    )
    return Table(
        start=cells[0].start,
        end=max(cell.end for cell in cells),
        cells=tuple(replace(cell, header=True) if cell.row < headers else cell for cell in cells),
        caption=caption,
    )
