"""Parquet in parts: a folder a table, for more rows than one file should hold. Needs the extra `parquet`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from extractor.flat import TABLES
from extractor.writers.parquet import ParquetSink
from extractor.writers.tables import OpenFile

FILES = tuple(f"{name}.parquet/part-00000.parquet" for name in TABLES)
ROWS = 200_000  # of a part


@contextmanager
def open_sink(open_file: OpenFile) -> Iterator[ParquetSink]:
    """Open a sink that writes `<table>.parquet/part-*.parquet`. Raises UsageError without pyarrow."""
    with ExitStack() as stack:
        yield ParquetSink(open_file, stack, ROWS)
