"""Excel workbooks (.xlsx) → Document: each sheet a heading and its tables, figures as their formats show them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import regex
from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Address, Block, Document, Table
from extractor.packs import Pack
from extractor.readers.builder import TextBuilder, collapse
from extractor.readers.languages import detect_language
from extractor.readers.metadata import describe_source
from extractor.readers.options import ReadOptions
from extractor.readers.sheets import Merged, Row, lay_sheet
from extractor.results import Notice, Source
from extractor.text import plain

# Of the whole archive unpacked; and of a sheet, whose cells are objects in memory.
MOST_BYTES = 200_000_000
MOST_CELLS = 2_000_000
_DECIMALS = regex.compile(r"\.(0+)")
_PERCENT = regex.compile(r'(?<!\\)%(?=(?:[^"]*"[^"]*")*[^"]*$)')


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read a workbook: visible sheets in order. Raises InputError for a locked, broken or too large one."""
    book = _open(data, source.path)
    builder = TextBuilder()
    blocks: list[Block] = []
    laid: list[tuple[str, Block, list[Row], Merged]] = []
    warnings: list[Notice] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            warnings.append(
                Notice(code="sheet-hidden", message=f"the sheet '{sheet.title}' is hidden and was not read")
            )
        else:
            start, end = builder.add(sheet.title)
            builder.add("\n")
            heading = Block(kind="heading", start=start, end=end)
            laid.append((sheet.title, heading, _lay_rows(builder, sheet, source.path), _list_merged(sheet)))
    text = builder.text()
    tables: list[Table] = []
    addresses: list[Address] = []
    for title, heading, rows, merged in laid:
        found = lay_sheet(text, rows, merged, title)
        blocks += [heading, *found.blocks] if found.blocks else []
        tables += found.tables
        addresses += found.addresses
    if not blocks:
        raise InputError(source.path, "holds no text on a visible sheet")
    name = detect_language(text, pack.languages)
    if name is not None:
        source = describe_source(replace(source, language=name), text, blocks, pack.language(name))
    own_title = collapse(book.properties.title or "") or None
    return Document(
        text=text,
        source=replace(source, title=own_title or source.title),
        blocks=tuple(blocks),
        tables=tuple(tables),
        addresses=tuple(addresses),
        warnings=tuple(warnings),
    )


def _open(data: bytes, path: str) -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise InputError(
            path, "is an Excel workbook; reading it needs the extra [excel] (pip install openpyxl)"
        ) from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise InputError(path, f"unpacks to more than {MOST_BYTES // 1_000_000} MB; save the sheet as .csv")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except InputError:
        raise
    except Exception as error:
        # A third party's parser over any bytes: it fails with whatever its parts raise.
        cause = " ".join(str(error).split())[:120] or type(error).__name__
        raise InputError(path, f"is a broken Excel workbook ({cause})") from error


def _lay_rows(builder: TextBuilder, sheet: Any, path: str) -> list[Row]:
    """Lay the sheet's cells down, a line a row with tabs between cells, and return their spans."""
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise InputError(path, f"the sheet '{sheet.title}' spans over {MOST_CELLS:,} cells; save its tables as .csv")
    rows: list[Row] = []
    for cells in sheet.iter_rows():
        row = []
        for number, cell in enumerate(cells):
            if number:
                builder.add("\t")
            row.append(builder.add(show_cell(cell.value, cell.number_format)))
        builder.add("\n")
        rows.append(row)
    return rows


def _list_merged(sheet: Any) -> Merged:
    return {
        (area.min_row - 1, area.min_col - 1): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
        for area in sheet.merged_cells.ranges
    }


def show_cell(value: Any, number_format: str) -> str:
    """Return a cell's text as its number format shows it: decimals, per cent; dates in ISO form.

    >>> show_cell(4.9, "0.00"), show_cell(0.905, "0.0%"), show_cell(12, "General"), show_cell(None, "General")
    ('4.90', '90.5%', '12', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _show_number(value, number_format)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return collapse(str(value))


def _show_number(value: float, number_format: str) -> str:
    # repr gives the shortest digits that are this number, which is what was typed.
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return ""
    positive = number_format.split(";")[0]
    percent = bool(_PERCENT.search(positive))
    exact *= 100 if percent else 1
    decimals = _DECIMALS.search(positive)
    if decimals or (percent and "0" in positive):
        exact = exact.quantize(Decimal(1).scaleb(-len(decimals[1]) if decimals else 0))
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    return f"{plain(exact)}{'%' if percent else ''}"
