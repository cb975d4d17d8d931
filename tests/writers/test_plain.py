import io

import pytest

from extractor.model import Cell, Document, Table
from extractor.results import Source
from extractor.writers import Layout, write
from extractor.writers.plain import show_tables

TEXT = "Свод\r\nКрай\tБалл\nЮжный\t4,9\n"


def make_document() -> Document:
    def cell(row: int, column: int, text: str, **fields: object) -> Cell:
        start = TEXT.index(text)
        return Cell(row=row, column=column, start=start, end=start + len(text), **fields)  # type: ignore[arg-type]

    cells = (
        cell(0, 0, "Край", header=True),
        cell(0, 1, "Балл", header=True),
        cell(2, 0, "Южный", row_span=2),
        cell(2, 1, "4,9"),
    )
    table = Table(start=6, end=len(TEXT), cells=cells, caption=(0, 4), page=1, bbox=(1, 2, 3, 4))
    source = Source(path="a.txt", sha256="0", media_type="text/plain")
    return Document(text=TEXT, source=source, blocks=(), tables=(table,))


@pytest.mark.parametrize("times", [1, 2])
def test_text_is_unchanged(times: int) -> None:
    stream = io.BytesIO()
    write("text", [make_document()] * times, stream, Layout())
    assert stream.getvalue() == TEXT.encode() * times


def test_tables_hold_every_cell_at_its_span() -> None:
    (table,) = show_tables(make_document()).tables
    assert table.caption == "Свод"
    assert [[cell.text for cell in row] for row in table.rows] == [["Край", "Балл"], [], ["Южный", "4,9"]]
    assert table.rows[2][0].row_span == 2
    assert all(TEXT[cell.start : cell.end] == cell.text for row in table.rows for cell in row)
