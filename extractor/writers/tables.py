"""The flat tables of many results, as a stream: each result is looked at once, and memory stays flat."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple, Protocol

import msgspec

from extractor.flat import TABLES, Cell, Column, Table, metric_column, table_cells
from extractor.results import Metric, Result

PACKAGE = "datapackage.json"
Cells = Sequence[Cell]
# Opens a file of the output folder, by name, to be written whole or not at all.
OpenFile = Callable[[str], AbstractContextManager[BinaryIO]]


class Sink(Protocol):
    """Takes the rows of the flat tables; those of `records` come last, all others turn by turn."""

    def begin(self, table: Table, columns: Sequence[Column]) -> None:
        """Prepare for the rows of a table."""

    def add(self, table: str, rows: Iterable[Cells]) -> None:
        """Take in rows of a table that was begun."""


class Tee:
    """Hands rows on to several sinks."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = sinks

    def begin(self, table: Table, columns: Sequence[Column]) -> None:
        """Prepare them all."""
        for sink in self._sinks:
            sink.begin(table, columns)

    def add(self, table: str, rows: Iterable[Cells]) -> None:
        """Hand the rows to them all."""
        held = list(rows)
        for sink in self._sinks:
            sink.add(table, held)


class Described(NamedTuple):
    """A table as it was written."""

    table: Table
    columns: tuple[Column, ...]


def spread(results: Iterable[Result], sink: Sink) -> list[Described]:
    """Feed the rows of all flat tables to the sink, and return the tables in order.

    Which metrics there are is known when all results were seen; until then the rows of `records` wait on the disk.
    """
    others = [table for table in TABLES.values() if table.name != "records"]
    for table in others:
        sink.begin(table, table.columns)
    metrics = _Metrics()
    with tempfile.TemporaryFile() as waiting:
        for result in results:
            for table in others:
                sink.add(table.name, table_cells(table.name, result, table.columns))
            metrics.wait(result, waiting)
        records = TABLES["records"]
        columns = (*records.columns, *metrics.columns())
        sink.begin(records, columns)
        for rows in metrics.replay(waiting):
            sink.add(records.name, rows)
    written = {table.name: Described(table, table.columns) for table in others}
    written[records.name] = Described(records, columns)
    return [written[name] for name in TABLES]


class _Metrics:
    """The metrics of all results, and the rows of `records` until they are all known."""

    def __init__(self) -> None:
        self._fixed = len(TABLES["records"].columns)
        self._seen: dict[str, list[Metric]] = {}
        self._results = 0

    def wait(self, result: Result, stream: BinaryIO) -> None:
        for ranking in result.rankings:
            for metric in ranking.metrics:
                self._seen.setdefault(metric.name, []).append(metric)
        self._forget()
        names = list(dict.fromkeys(metric.name for ranking in result.rankings for metric in ranking.metrics))
        columns = (*TABLES["records"].columns, *map(metric_column, names))
        pickle.dump((names, list(table_cells("records", result, columns))), stream)
        self._results += 1

    def columns(self) -> tuple[Column, ...]:
        return tuple(_describe_metric(name, metrics) for name, metrics in self._seen.items())

    def replay(self, stream: BinaryIO) -> Iterable[list[Cells]]:
        place = {name: number for number, name in enumerate(self._seen)}
        stream.seek(0)
        for _ in range(self._results):
            names, rows = pickle.load(stream)
            yield [self._widen(row, [place[name] for name in names]) for row in rows]

    def _widen(self, row: tuple[Cell, ...], places: list[int]) -> Cells:
        cells: list[Cell] = [*row[: self._fixed], *[None] * len(self._seen)]
        for place, cell in zip(places, row[self._fixed :], strict=True):
            cells[self._fixed + place] = cell
        return cells

    def _forget(self) -> None:
        """Keep of each metric what its column says: its label, and whether its units differ."""
        for name, metrics in self._seen.items():
            if len(metrics) > 1:
                units = {metric.unit: metric for metric in reversed(metrics)}
                self._seen[name] = list(reversed(units.values()))


def _describe_metric(name: str, metrics: Sequence[Metric]) -> Column:
    column = metric_column(name)
    units = {metric.unit for metric in metrics}
    label = next((metric.label for metric in metrics if metric.label), None)
    description = f"{column.description}: {label}" if label else column.description
    return column._replace(description=description, unit=units.pop() if len(units) == 1 else None)


def write_tables(modules: Iterable[str], results: Iterable[Result], open_file: OpenFile) -> None:
    """Write the flat tables with each of the modules, then `datapackage.json`, which describes the CSV files.

    A module offers `open_sink`, and in `FILES` what its sink writes. Raises UsageError where one needs an extra.
    """
    with ExitStack() as stack:
        found = [import_module(f"extractor.writers.{module}") for module in modules]
        sinks = [stack.enter_context(module.open_sink(open_file)) for module in found]
        tables = spread(results, Tee(sinks))
    package = describe_package(tables, lambda name: {"path": f"{name}.csv", "encoding": "utf-8"})
    with open_file(PACKAGE) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(package), indent=2) + b"\n")


def list_files(modules: Iterable[str]) -> tuple[str, ...]:
    """Return the files that `write_tables` writes."""
    return (*(file for module in modules for file in import_module(f"extractor.writers.{module}").FILES), PACKAGE)


def convert_cells(columns: Sequence[Column], rows: Iterable[Cells]) -> Iterable[list[Any]]:
    """Yield rows with floating-point numbers in `number` columns; `printed` and the JSON keep the exact figures."""
    numbers = [at for at, column in enumerate(columns) if column.type == "number"]
    for row in rows:
        cells = list(row)
        for at in numbers:
            cell = cells[at]
            if cell is not None:
                cells[at] = float(cell)
        yield cells


def describe_package(tables: Iterable[Described], locate: Callable[[str], Mapping[str, object]]) -> dict[str, object]:
    """Return the Frictionless description of the tables; `locate` says where one is, and in which format."""
    resources = [_describe_resource(described, locate(described.table.name)) for described in tables]
    return {"profile": "tabular-data-package", "name": "rankings", "resources": resources}


def _describe_resource(described: Described, place: Mapping[str, object]) -> dict[str, object]:
    table, columns = described
    schema: dict[str, object] = {
        "fields": [_describe_field(column) for column in columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.name != "sources":
        schema["foreignKeys"] = [{"fields": ["source"], "reference": {"resource": "sources", "fields": ["path"]}}]
    about = {"name": table.name, **place, "profile": "tabular-data-resource", "description": table.description}
    return {**about, "schema": schema}


def _describe_field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, "type": column.type, "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    codes = list_codes(column)
    if codes:
        field["constraints"] = {"enum": list(codes)}
    return field


def list_codes(column: Column) -> tuple[str, ...]:
    """Return the words that a column may hold; none where it is free."""
    from typing import get_args

    from extractor import results

    return get_args(getattr(results, column.codes)) if column.codes else ()
