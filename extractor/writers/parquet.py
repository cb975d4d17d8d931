"""Parquet: typed columns, for pandas, polars, DuckDB and R. Needs the extra `parquet`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

from extractor.errors import UsageError
from extractor.flat import TABLES, Column, Table, table_cells
from extractor.results import Result
from extractor.writers import Layout
from extractor.writers.tables import Cells, OpenFile, convert_cells

FILES = tuple(f"{name}.parquet" for name in TABLES)
GROUP = 20_000  # rows that are held before they are written


class ParquetSink:
    """Writes each flat table as a Parquet file, or as a folder of files of some `rows` each."""

    def __init__(self, open_file: OpenFile, stack: ExitStack, rows: int | None = None) -> None:
        self._arrow = _import_pyarrow()
        self._open, self._stack, self._rows = open_file, stack, rows
        self._tables: dict[str, _Table] = {}

    def begin(self, table: Table, columns: Sequence[Column]) -> None:
        """Open the table's file."""
        held = _Table(table.name, columns, _make_schema(self._arrow, columns))
        self._tables[table.name] = held
        self._turn_over(held)
        self._stack.push(lambda kind, error, trace: held.stack.__exit__(kind, error, trace))
        self._stack.push(lambda kind, error, trace: None if kind else self._flush(held))

    def add(self, table: str, rows: Iterable[Cells]) -> None:
        """Take in rows; they are written a group at a time."""
        held = self._tables[table]
        held.waiting += convert_cells(held.columns, rows)
        if len(held.waiting) >= GROUP:
            self._flush(held)

    def _turn_over(self, held: _Table) -> None:
        held.stack.close()
        name = f"{held.name}.parquet" if self._rows is None else f"{held.name}.parquet/part-{held.part:05}.parquet"
        stream = held.stack.enter_context(self._open(name))
        writer = self._arrow.parquet.ParquetWriter(stream, held.schema, compression="zstd")
        held.writer = held.stack.enter_context(writer)
        held.part, held.written = held.part + 1, 0

    def _flush(self, held: _Table) -> None:
        if not held.waiting:
            return
        if self._rows is not None and held.written >= self._rows:
            self._turn_over(held)
        columns = [list(cells) for cells in zip(*held.waiting, strict=True)]
        arrays = [self._arrow.array(cells, field.type) for cells, field in zip(columns, held.schema, strict=True)]
        held.writer.write_table(self._arrow.Table.from_arrays(arrays, schema=held.schema))
        held.written += len(held.waiting)
        held.waiting.clear()


class _Table:
    """A table that is being written."""

    def __init__(self, name: str, columns: Sequence[Column], schema: Any) -> None:
        self.name, self.columns, self.schema = name, columns, schema
        self.stack = ExitStack()
        self.writer: Any = None
        self.waiting: list[list[Any]] = []
        self.part = self.written = 0


@contextmanager
def open_sink(open_file: OpenFile) -> Iterator[ParquetSink]:
    """Open a sink that writes `<table>.parquet`. Raises UsageError without pyarrow."""
    with ExitStack() as stack:
        yield ParquetSink(open_file, stack)


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
