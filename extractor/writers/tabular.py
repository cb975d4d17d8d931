"""CSV: the observations on a stream, or every flat table in a folder with a Frictionless description."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import msgspec
import regex

from extractor.flat import TABLES, Cell, Column, Row, table_columns, table_rows
from extractor.results import Result
from extractor.writers import Layout

# What a spreadsheet takes for a formula when a cell begins with it, full-width forms too.
_FORMULA = regex.compile(r"[\s\p{C}]*+[=+\-@＝＋－＠|%]|[\t\r\n]")
_HARMLESS = regex.compile(r"[+-]?\d+(?:\.\d+)?|[-–—%]+")


def defuse(cell: Cell) -> Cell:
    """Return the cell with an apostrophe before what a spreadsheet would run as a formula; figures stay.

    >>> defuse("=1+1"), defuse("-0.3"), defuse("plain")
    ("'=1+1", '-0.3', 'plain')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and _FORMULA.match(cell) and not _HARMLESS.fullmatch(cell):
        return f"'{cell}"
    return cell


def write_csv(items: Iterable[Result], stream: BinaryIO, layout: Layout) -> None:
    """Write the observations of all results as one CSV table with a header."""
    columns = table_columns("observations", ())
    write_rows(columns, (row for result in items for row in table_rows("observations", result)), stream)


def write_rows(columns: Sequence[Column], rows: Iterable[Row], stream: BinaryIO) -> None:
    """Write rows as CSV under a header, each cell defused; a row's missing cells are left blank."""
    text = io.TextIOWrapper(stream, "utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(defuse(column.name) for column in columns)
        for row in rows:
            writer.writerow(defuse(row.get(column.name)) for column in columns)
    finally:
        text.detach()  # the stream is the caller's to close


class FlatTables:
    """The flat tables of many results, gathered for a folder."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._columns: dict[str, dict[str, Column]] = {name: {} for name in TABLES}

    def add(self, result: Result) -> None:
        """Take in the rows of one result."""
        for name, rows in self._rows.items():
            self._columns[name].update((column.name, column) for column in table_columns(name, [result]))
            rows.extend(table_rows(name, result))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield each table as the name and the bytes of a CSV file, then `datapackage.json`, which describes them."""
        for name, rows in self._rows.items():
            stream = io.BytesIO()
            write_rows(self._list_columns(name), rows, stream)
            yield f"{name}.csv", stream.getvalue()
        resources = [self._describe(name) for name in TABLES]
        package = {"profile": "tabular-data-package", "name": "rankings", "resources": resources}
        yield "datapackage.json", msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n"

    def _list_columns(self, name: str) -> tuple[Column, ...]:
        return tuple(self._columns[name].values()) or table_columns(name, ())

    def _describe(self, name: str) -> dict[str, object]:
        fields = [{"name": c.name, "type": c.type, "description": c.description} for c in self._list_columns(name)]
        return {
            "name": name,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "description": TABLES[name].description,
            "encoding": "utf-8",
            "schema": {"fields": fields, "primaryKey": list(TABLES[name].key), "missingValues": [""]},
        }
