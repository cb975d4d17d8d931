"""What was read, before anything is understood: the document's text, and its tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from msgspec import Struct

from extractor.model import Document
from extractor.model import Table as DocumentTable
from extractor.results import BBox, Source
from extractor.writers import Layout


class CellText(Struct, frozen=True, kw_only=True):
    """A table cell as printed."""

    text: str
    row_span: int
    col_span: int
    bbox: BBox | None
    start: int
    end: int


class TableText(Struct, frozen=True, kw_only=True):
    """A table as printed: its rows, each with the cells that begin in it."""

    page: int | None
    bbox: BBox | None
    caption: str | None
    rows: tuple[tuple[CellText, ...], ...]


class Tables(Struct, frozen=True, kw_only=True):
    """All tables of a document."""

    source: Source
    tables: tuple[TableText, ...]


class PlainText(NamedTuple):
    """The text of a document that was read elsewhere."""

    text: str


def write_text(items: Iterable[Document | PlainText], stream: BinaryIO, layout: Layout) -> None:
    """Write each document's text, unchanged, one after the other."""
    for document in items:
        # A lone surrogate can only come from a damaged source; it must not stop the rest.
        stream.write(document.text.encode("utf-8", "replace"))


def show_tables(document: Document) -> Tables:
    """Return the document's tables with the text, box and span of every cell."""
    return Tables(source=document.source, tables=tuple(_show(document.text, table) for table in document.tables))


def _show(text: str, table: DocumentTable) -> TableText:
    rows: list[list[CellText]] = [[] for _ in range(max((cell.row + 1 for cell in table.cells), default=0))]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(
            CellText(
                text=text[cell.start : cell.end],
                row_span=cell.row_span,
                col_span=cell.col_span,
                bbox=cell.bbox,
                start=cell.start,
                end=cell.end,
            )
        )
    caption = text[slice(*table.caption)] if table.caption else None
    return TableText(page=table.page, bbox=table.bbox, caption=caption, rows=tuple(tuple(row) for row in rows))
