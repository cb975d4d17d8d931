"""Parquet: typed columns, for pandas, polars, DuckDB and R. Needs the extra `parquet`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

from extractor.errors import UsageError
from extractor.flat import TABLES, Column, Table, table_cells
from extractor.results import Result
from extractor.writers import Layout
from extractor.writers.tables import Cells, OpenFile, convert_cells, describe_package, spread
from extractor.writers.tabular import PACKAGE, write_package

FILES = (*(f"{name}.parquet" for name in TABLES), PACKAGE)
GROUP = 20_000  # rows that are held before they are written


class ParquetSink:
    """Writes each flat table as a Parquet file of its own."""

    def __init__(self, open_file: OpenFile, stack: ExitStack) -> None:
        self._arrow = _import_pyarrow()
        self._open, self._stack = open_file, stack
        self._columns: dict[str, Sequence[Column]] = {}
        self._writers: dict[str, Any] = {}
        self._held: dict[str, list[list[Any]]] = {}

    def begin(self, table: Table, columns: Sequence[Column]) -> None:
        """Open the table's file."""
        stream = self._stack.enter_context(self._open(f"{table.name}.parquet"))
        schema = _make_schema(self._arrow, columns)
        writer = self._stack.enter_context(self._arrow.parquet.ParquetWriter(stream, schema, compression="zstd"))
        self._columns[table.name], self._writers[table.name], self._held[table.name] = columns, writer, []
        self._stack.callback(self._flush, table.name)

    def add(self, table: str, rows: Iterable[Cells]) -> None:
        """Take in rows; they are written a group at a time."""
        held = self._held[table]
        held += convert_cells(self._columns[table], rows)
        if len(held) >= GROUP:
            self._flush(table)

    def _flush(self, table: str) -> None:
        held, writer = self._held[table], self._writers[table]
        if held:
            columns = [list(cells) for cells in zip(*held, strict=True)]
            arrays = [self._arrow.array(cells, field.type) for cells, field in zip(columns, writer.schema, strict=True)]
            writer.write_table(self._arrow.Table.from_arrays(arrays, schema=writer.schema))
            held.clear()


def write_tables(results: Iterable[Result], open_file: OpenFile) -> None:
    """Write every flat table as `<table>.parquet`, then `datapackage.json`. Raises UsageError without pyarrow."""
    with ExitStack() as stack:
        tables = spread(results, ParquetSink(open_file, stack))
    place = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    write_package(describe_package(tables, lambda name: {"path": f"{name}.parquet", **place}), open_file)


def write_parquet(items: Iterable[Result], stream: BinaryIO, layout: Layout) -> None:
    """Write the observations of all results as one Parquet file. Raises UsageError without pyarrow."""
    table = TABLES["observations"]

    @contextmanager
    def lend(name: str) -> Iterator[BinaryIO]:
        yield stream  # it is the caller's to close

    with ExitStack() as stack:
        sink = ParquetSink(lend, stack)
        sink.begin(table, table.columns)
        for result in items:
            sink.add(table.name, table_cells(table.name, result, table.columns))


def _make_schema(arrow: Any, columns: Sequence[Column]) -> Any:
    types = {
        "string": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
    }
    about = [{"description": column.description, "unit": column.unit} for column in columns]
    return arrow.schema(
        arrow.field(column.name, types[column.type], metadata={key: text for key, text in facts.items() if text})
        for column, facts in zip(columns, about, strict=True)
    )


def _import_pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError("-f parquet needs pyarrow: pip install 'ranking-extractor[parquet]'") from error
    return pyarrow
