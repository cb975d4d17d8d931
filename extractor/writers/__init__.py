"""Results → outputs. `WRITERS` is the one place that knows every format."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol


class Layout(NamedTuple):
    """How the output is to look.

    `many` is whether the inputs may be several; `width` and `colour` are the terminal's.
    """

    many: bool = False
    width: int = 100
    colour: bool = False


class Writer(NamedTuple):
    """An output format: the module under `extractor.writers` whose `function` writes it, and what it writes.

    `takes` is what the items are: results, documents as read, or studies (both, with the file's bytes); `in_folder` is
    the suffix of each document's file where the output is a folder (None: the format makes no folder); `tables` are the
    modules that write the flat tables beside them; `single` formats make a file a document.
    """

    format: str
    summary: str
    module: str
    function: str
    suffix: str | None = None
    takes: Literal["result", "document", "study"] = "result"
    in_folder: str | None = None
    tables: tuple[str, ...] = ()
    single: bool = False


class WriteFunction(Protocol):
    """What a format's module offers."""

    def __call__(self, items: Iterable[Any], stream: BinaryIO, layout: Layout) -> None:
        """Write the items, in order, as they come."""


_CSV = ("tabular",)  # whatever else there is, a folder's tables are there as CSV, and described

WRITERS: dict[str, Writer] = {
    writer.format: writer
    for writer in (
        Writer(
            "json",
            "everything, to read or to program with",
            "json",
            "write_json",
            ".json",
            in_folder=".json",
            tables=_CSV,
        ),
        Writer("jsonl", "the same, one line a document", "json", "write_lines", ".jsonl"),
        Writer("csv", "one row a figure", "tabular", "write_csv", ".csv", in_folder=".json", tables=_CSV),
        Writer(
            "parquet",
            "the same, typed",
            "parquet",
            "write_parquet",
            ".parquet",
            in_folder=".json",
            tables=(*_CSV, "parquet"),
        ),
        Writer(
            "xlsx",
            "all tables as a workbook",
            "excel",
            "write_xlsx",
            ".xlsx",
            in_folder=".json",
            tables=(*_CSV, "excel"),
        ),
        Writer(
            "sqlite",
            "all tables as a database",
            "sqlite",
            "write_sqlite",
            ".sqlite",
            in_folder=".json",
            tables=(*_CSV, "sqlite"),
        ),
        Writer(
            "html",
            "a page that shows it beside its source",
            "report",
            "write_report",
            ".html",
            takes="study",
            in_folder=".html",
            single=True,
        ),
        Writer("text", "the text that offsets refer to", "plain", "write_text", takes="document", in_folder=".txt"),
        Writer("table", "for reading on a terminal", "terminal", "write_table"),
    )
}


def write(format: str, items: Iterable[Any], stream: BinaryIO, layout: Layout) -> None:
    """Write results (documents, for `text`) to a binary stream in one of the formats, UTF-8 throughout."""
    writer = WRITERS[format]
    function: WriteFunction = getattr(import_module(f"extractor.writers.{writer.module}"), writer.function)
    function(items, stream, layout)
