"""Excel: a sheet a flat table, with filters, a header that stays in sight, and links to the source. Extra `excel`."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, BinaryIO
from urllib.parse import quote

from extractor.errors import UsageError
from extractor.flat import TABLES, Cell, Column, Table
from extractor.results import Result
from extractor.writers import Layout
from extractor.writers.tables import Cells, OpenFile, spread

FILE = "tables.xlsx"
FILES = (FILE,)
ROWS = 1_048_576  # of a sheet, the header among them
LETTERS = 32_767  # of a cell
LINKS = 65_000  # of a sheet; Excel refuses a file with more than 65,530
LONGEST_LINK = 2_000
MADE = datetime.datetime(1980, 1, 1)  # written files hold no clock times
_WIDTHS = {"string": 18, "integer": 9, "number": 12, "boolean": 12}
_WIDE = {
    "source": 30,
    "path": 30,
    "title": 40,
    "message": 60,
    "id": 34,
    "region_name": 30,
    "scope_name": 30,
    "quotes": 40,
}
# Columns that link to the document, and the column of the page to open it at.
_LINKS = {"path": None, "quote": "page", "article_quote": "article_page"}


class ExcelSink:
    """Writes each flat table as a sheet, and as further sheets where it has more rows than one can hold."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._header = workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "bottom": 1})
        self._link = workbook.add_format({"font_color": "#0563C1", "underline": 1})
        self._formats: dict[int, Any] = {}
        # Sheets stand in the order of the tables, though rows of `records` come last.
        self._sheets = {name: _Sheet(workbook.add_worksheet(name), name) for name in TABLES}

    def begin(self, table: Table, columns: Sequence[Column]) -> None:
        """Write the sheet's header."""
        sheet = self._sheets[table.name]
        sheet.columns = columns
        sheet.links = {
            at: next((n for n, other in enumerate(columns) if other.name == _LINKS[column.name]), None)
            for at, column in enumerate(columns)
            if column.name in _LINKS
        }
        self._head(sheet)

    def add(self, table: str, rows: Iterable[Cells]) -> None:
        """Write rows; figures keep the decimals that they were printed with."""
        sheet = self._sheets[table]
        for row in rows:
            if sheet.row == ROWS:
                self._turn_over(sheet)
            for at, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
                if cell is None:
                    continue
                if at in sheet.links and sheet.linked < LINKS and self._write_link(sheet, at, row):
                    continue
                self._write(sheet, at, column, cell)
            sheet.row += 1

    def finish(self) -> None:
        """Set the filters."""
        for sheet in self._sheets.values():
            sheet.page.autofilter(0, 0, max(sheet.row - 1, 1), len(sheet.columns) - 1)

    def _head(self, sheet: _Sheet) -> None:
        sheet.page.freeze_panes(1, 0)
        for at, column in enumerate(sheet.columns):
            sheet.page.set_column(at, at, _WIDE.get(column.name, max(_WIDTHS[column.type], len(column.name) + 3)))
            sheet.page.write_string(0, at, column.name, self._header)
        sheet.row, sheet.linked = 1, 0

    def _turn_over(self, sheet: _Sheet) -> None:
        sheet.page.autofilter(0, 0, sheet.row - 1, len(sheet.columns) - 1)
        sheet.number += 1
        sheet.page = self._workbook.add_worksheet(f"{sheet.name} {sheet.number}")
        self._head(sheet)

    def _write(self, sheet: _Sheet, at: int, column: Column, cell: Cell) -> None:
        if isinstance(cell, bool):
            sheet.page.write_boolean(sheet.row, at, cell)
        elif column.type == "number" and isinstance(cell, str):
            decimals = max(-int(Decimal(cell).as_tuple().exponent), 0)
            sheet.page.write_number(sheet.row, at, float(cell), self._decimals(decimals))
        elif isinstance(cell, str):
            sheet.page.write_string(sheet.row, at, cut(cell))
        else:
            sheet.page.write_number(sheet.row, at, cell)

    def _write_link(self, sheet: _Sheet, at: int, row: Cells) -> bool:
        """Write a cell that opens the document where it says so; tell whether it could be done."""
        beside = sheet.links[at]
        link = make_link(str(row[0]), row[beside] if beside is not None else None)
        text = cut(str(row[at]))
        if link is None or sheet.page.write_url(sheet.row, at, link, self._link, text) != 0:
            return False
        sheet.linked += 1
        return True

    def _decimals(self, count: int) -> Any:
        if count not in self._formats:
            shape = f"0.{'0' * min(count, 30)}" if count else "0"
            self._formats[count] = self._workbook.add_format({"num_format": shape})
        return self._formats[count]


class _Sheet:
    """A sheet that is being written."""

    def __init__(self, page: Any, name: str) -> None:
        self.page, self.name, self.number = page, name, 1
        self.columns: Sequence[Column] = ()
        self.links: dict[int, int | None] = {}
        self.row = self.linked = 0


def make_link(path: str, page: Cell) -> str | None:
    """Return a link to a document's page; None where there can be none.

    >>> make_link("reports/a 1.pdf", 3)
    'external:reports/a%201.pdf#page=3'
    """
    if path == "-" or "\\" in path:
        return None
    link = f"external:{quote(path)}" + (f"#page={page}" if page else "")
    return link if len(link) <= LONGEST_LINK else None


def cut(text: str) -> str:
    """Return a text that a cell can hold; Excel counts a letter outside the basic plane twice."""
    if len(text) * 2 <= LETTERS:
        return text
    return text.encode("utf-16-le")[: LETTERS * 2].decode("utf-16-le", "ignore")


def write_xlsx(items: Iterable[Result], stream: BinaryIO, layout: Layout) -> None:
    """Write all flat tables of the results as one workbook. Raises UsageError without XlsxWriter."""
    with fill_workbook(stream) as sink:
        spread(items, sink)


@contextmanager
def fill_workbook(stream: BinaryIO) -> Iterator[ExcelSink]:
    """Give a sink for the sheets of a workbook, which is written to the stream when the block ends well."""
    with tempfile.TemporaryDirectory(prefix="extract-") as folder:
        # constant_memory keeps one row in memory, and writes the rest to files in the folder.
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_urls": False, "strings_to_formulas": False}
        workbook = _import_xlsxwriter()(stream, options)
        workbook.set_properties({"created": MADE})
        sink = ExcelSink(workbook)
        yield sink
        sink.finish()
        workbook.close()


@contextmanager
def open_sink(open_file: OpenFile) -> Iterator[ExcelSink]:
    """Open a sink that writes all tables into `tables.xlsx`. Raises UsageError without XlsxWriter."""
    with open_file(FILE) as stream, fill_workbook(stream) as sink:
        yield sink


def _import_xlsxwriter() -> Callable[..., Any]:
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise UsageError("-f xlsx needs XlsxWriter: pip install 'ranking-extractor[excel]'") from error
    return Workbook  # type: ignore[no-any-return]
