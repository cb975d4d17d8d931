"""SQLite: all flat tables in one database file."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from extractor.flat import Column, Table
from extractor.results import Result
from extractor.writers import Layout
from extractor.writers.tables import Cells, OpenFile, convert_cells, spread

FILE = "tables.sqlite"
FILES = (FILE,)
_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


class SqliteSink:
    """Writes each flat table as a table of the database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._columns: dict[str, Sequence[Column]] = {}
        self._inserts: dict[str, str] = {}

    def begin(self, table: Table, columns: Sequence[Column]) -> None:
        """Make the table."""
        names = name_columns(columns)
        fields = [f"{_quote(name)} {_TYPES[column.type]}" for name, column in zip(names, columns, strict=True)]
        key = ", ".join(map(_quote, table.key))
        self._database.execute(f"CREATE TABLE {_quote(table.name)} ({', '.join(fields)}, PRIMARY KEY ({key}))")
        self._columns[table.name] = columns
        self._inserts[table.name] = f"INSERT INTO {_quote(table.name)} VALUES ({', '.join('?' * len(columns))})"

    def add(self, table: str, rows: Iterable[Cells]) -> None:
        """Insert rows."""
        self._database.executemany(self._inserts[table], convert_cells(self._columns[table], rows))


def write_sqlite(items: Iterable[Result], stream: BinaryIO, layout: Layout) -> None:
    """Write all flat tables of the results as one SQLite database."""
    with fill_database(stream) as sink:
        spread(items, sink)


@contextmanager
def fill_database(stream: BinaryIO) -> Iterator[SqliteSink]:
    """Give a sink for the tables of a database, which is written to the stream when the block ends well."""
    # SQLite writes to a file of its own, which is then copied.
    with tempfile.TemporaryDirectory(prefix="extract-") as folder:
        path = Path(folder) / FILE
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            yield SqliteSink(database)
            database.execute("COMMIT")
        with path.open("rb") as made:
            shutil.copyfileobj(made, stream)


@contextmanager
def open_sink(open_file: OpenFile) -> Iterator[SqliteSink]:
    """Open a sink that writes all tables into `tables.sqlite`."""
    with open_file(FILE) as stream, fill_database(stream) as sink:
        yield sink


def name_columns(columns: Iterable[Column]) -> list[str]:
    """Return the columns' names, no two of which differ in case alone: SQLite could not tell them apart."""
    taken: set[str] = set()
    names = []
    for column in columns:
        name, number = column.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{column.name}_{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _quote(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
