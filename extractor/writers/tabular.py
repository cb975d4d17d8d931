"""CSV: the observations on a stream, or every flat table in a folder with a Frictionless description."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

import regex

from extractor.flat import TABLES, Cell, Column, Table, table_cells
from extractor.results import Result
from extractor.writers import Layout
from extractor.writers.tables import Cells, OpenFile

FILES = tuple(f"{name}.csv" for name in TABLES)

# What a spreadsheet takes for a formula when a cell begins with it, full-width forms too.
_FORMULA = regex.compile(r"[\s\p{C}]*+[=+\-@＝＋－＠|%]|[\t\r\n]")
_HARMLESS = regex.compile(r"[+-]?\d+(?:[.,]\d+)?|[-–—%]+")


def defuse(cell: Cell) -> Cell:
    """Return the cell with an apostrophe before what a spreadsheet would run as a formula; figures stay.

    >>> defuse("=1+1"), defuse("-0.3"), defuse("plain")
    ("'=1+1", '-0.3', 'plain')
    """
    if isinstance(cell, str):
        # Nearly every cell begins with a letter or a digit: no need to ask the pattern.
        return f"'{cell}" if not cell[:1].isalnum() and _is_formula(cell) else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell


def _is_formula(cell: str) -> bool:
    return bool(_FORMULA.match(cell)) and not _HARMLESS.fullmatch(cell)


def write_csv(items: Iterable[Result], stream: BinaryIO, layout: Layout) -> None:
    """Write the observations of all results as one CSV table with a header."""
    table = TABLES["observations"]

    @contextmanager
    def lend(name: str) -> Iterator[BinaryIO]:
        yield stream  # it is the caller's to close

    with ExitStack() as stack:
        sink = CsvSink(lend, stack)
        sink.begin(table, table.columns)
        for result in items:
            sink.add(table.name, table_cells(table.name, result, table.columns))


class CsvSink:
    """Writes each flat table as a CSV file of its own."""

    def __init__(self, open_file: OpenFile, stack: ExitStack) -> None:
        self._open, self._stack = open_file, stack
        self._writers: dict[str, Any] = {}

    def begin(self, table: Table, columns: Sequence[Column]) -> None:
        """Open the table's file and write its header."""
        stream = self._stack.enter_context(self._open(f"{table.name}.csv"))
        text = io.TextIOWrapper(stream, "utf-8", errors="replace", newline="")
        self._stack.callback(text.detach)
        self._writers[table.name] = csv.writer(text, lineterminator="\n")
        self._writers[table.name].writerow([defuse(column.name) for column in columns])

    def add(self, table: str, rows: Iterable[Cells]) -> None:
        """Write rows, each cell defused."""
        # Most cells are empty, or begin with a letter or a digit: to ask here costs half as much as a call.
        self._writers[table].writerows(
            [cell if cell is None or (type(cell) is str and cell[:1].isalnum()) else defuse(cell) for cell in row]
            for row in rows
        )


@contextmanager
def open_sink(open_file: OpenFile) -> Iterator[CsvSink]:
    """Open a sink that writes `<table>.csv`."""
    with ExitStack() as stack:
        yield CsvSink(open_file, stack)
