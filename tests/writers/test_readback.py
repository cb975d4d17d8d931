"""Each output read back by the tool that users read it with: it holds what the JSON holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pandas as pd
import pytest

from extractor.flat import TABLES, Column, table_columns, table_rows
from extractor.pipeline import extract
from extractor.results import Metric, Ranking, Result
from extractor.writers import Layout, write
from extractor.writers.json import to_json
from extractor.writers.tables import list_files, write_tables
from tests.made_results import make_result

for _needed in ("pyarrow", "xlsxwriter"):
    pytest.importorskip(_needed)
duckdb = pytest.importorskip("duckdb")
frictionless = pytest.importorskip("frictionless")
openpyxl = pytest.importorskip("openpyxl")
pl = pytest.importorskip("polars")

MODULES = ("tabular", "parquet", "excel", "sqlite")
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """Results as they are read from JSON: made by hand, with every type, and of documents with boxes and metrics."""
    other = make_result("б.txt", failed=True, name='=cmd|"a", край\nвторой')
    ranking = Ranking(id="wages", metrics=(Metric(name="Score", unit="KZT"), Metric(name="wage", unit="KZT")))
    other = msgspec.structs.replace(other, rankings=(*other.rankings, ranking))
    made = [make_result("a.txt"), other, extract(SAMPLES / "article.ru.pdf"), extract(SAMPLES / "article.kk.txt")]
    return [msgspec.json.decode(to_json(result), type=Result) for result in made]


@pytest.fixture(scope="module")
def folder(results: list[Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flat tables in all formats."""
    root = tmp_path_factory.mktemp("tables")
    write_tables(MODULES, iter(results), _opener(root))
    assert {path.name for path in root.iterdir()} == set(list_files(MODULES))
    return root


def _opener(folder: Path) -> Any:
    @contextmanager
    def open_file(name: str) -> Iterator[BinaryIO]:
        with (folder / name).open("wb") as stream:
            yield stream

    return open_file


def expect(results: list[Result], name: str) -> tuple[tuple[Column, ...], list[list[Any]]]:
    """The table by way of the JSON: figures as numbers, everything else as it is."""
    columns = table_columns(name, results)
    rows = []
    for result in results:
        for row in table_rows(name, result):
            cells = [row.get(column.name) for column in columns]
            rows.append([_number(column, cell) for column, cell in zip(columns, cells, strict=True)])
    return columns, rows


def _number(column: Column, cell: Any) -> Any:
    return float(cell) if column.type == "number" and cell is not None else cell


def test_a_result_read_from_json_is_the_result() -> None:
    for result in (make_result(), extract(SAMPLES / "report.ru.docx")):
        content = to_json(result)
        assert msgspec.json.decode(content, type=Result) == result
        assert to_json(msgspec.json.decode(content, type=Result)) == content


@pytest.mark.parametrize("name", TABLES)
def test_pandas_and_polars_and_duckdb_read_parquet(results: list[Result], folder: Path, name: str) -> None:
    columns, rows = expect(results, name)
    path = folder / f"{name}.parquet"
    names = [column.name for column in columns]
    frame = pd.read_parquet(path, dtype_backend="numpy_nullable")
    assert list(frame.columns) == names
    assert [[None if pd.isna(cell) else cell for cell in row] for row in frame.itertuples(index=False)] == rows
    assert [list(row) for row in pl.read_parquet(path).rows()] == rows
    with closing(duckdb.connect()) as database:
        assert [list(row) for row in database.sql(f"select * from '{path}'").fetchall()] == rows


@pytest.mark.parametrize("name", TABLES)
def test_sqlite_reads_its_tables(results: list[Result], folder: Path, name: str) -> None:
    columns, rows = expect(results, name)
    with closing(sqlite3.connect(folder / "tables.sqlite")) as database:
        found = database.execute(f"select * from {name}")
        names = [about[0] for about in found.description]
        assert [name.removesuffix("_2") for name in names] == [column.name for column in columns]
        assert len({name.casefold() for name in names}) == len(names)
        assert [list(row) for row in found] == rows
    assert database


@pytest.mark.parametrize("name", TABLES)
def test_openpyxl_reads_the_sheets(results: list[Result], folder: Path, name: str) -> None:
    columns, rows = expect(results, name)
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == list(TABLES)
    sheet = book[name]
    header, *cells = sheet.iter_rows(values_only=True)
    assert list(header) == [column.name for column in columns]
    # Excel's line ends and blanks at the end of a text are its own; everything else is as it was.
    assert [list(row) for row in cells] == rows
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")


def test_a_sheet_leads_to_the_page_and_shows_figures_as_printed(results: list[Result], folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "tables.xlsx")["observations"]
    header = [cell.value for cell in sheet[1]]
    links = {sheet.cell(row, header.index("quote") + 1).hyperlink.target for row in range(2, 8)}
    assert links == {"a.txt#page=2"} or links == {"a.txt"}
    figure = sheet.cell(3, header.index("value") + 1)
    assert (figure.value, figure.number_format) == (97.3, "0.00")
    assert sheet.cell(2, header.index("scope_name") + 1).data_type == "s"


@pytest.mark.parametrize("name", TABLES)
def test_csv_reads_back_but_for_what_was_defused(results: list[Result], folder: Path, name: str) -> None:
    columns, rows = expect(results, name)
    types: dict[str, Any] = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
    path = folder / f"{name}.csv"
    frame = pd.read_csv(
        path, dtype={column.name: types[column.type] for column in columns}, keep_default_na=False, na_values=[""]
    )
    assert list(frame.columns) == [column.name for column in columns]
    found = [[None if pd.isna(cell) else cell for cell in row] for row in frame.itertuples(index=False)]
    undefused = [[cell[1:] if str(cell).startswith("'=") else cell for cell in row] for row in found]
    assert undefused == rows


def test_frictionless_accepts_the_description(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    fields = {field["name"]: field for field in package["resources"][3]["schema"]["fields"]}
    assert all(field["description"] for field in fields.values())
    assert fields["x0"]["unit"] == "point"
    assert "verified" in fields["verdict"]["constraints"]["enum"]
    metrics = {field["name"]: field for field in package["resources"][2]["schema"]["fields"]}
    assert (metrics["wage"]["type"], metrics["wage"]["unit"]) == ("number", "KZT")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["fieldName", "note"]) == []
    assert report.valid


@pytest.mark.parametrize("format", ["parquet", "sqlite", "xlsx", "csv"])
def test_the_same_results_are_the_same_bytes(results: list[Result], format: str) -> None:
    import io

    def once() -> bytes:
        stream = io.BytesIO()
        write(format, iter(results), stream, Layout(many=True))
        return stream.getvalue()

    first = once()
    assert len(first) > 1000
    assert once() == first


def test_an_empty_run_leaves_readable_tables(tmp_path: Path) -> None:
    write_tables(MODULES, iter(()), _opener(tmp_path))
    assert list(pd.read_csv(tmp_path / "records.csv").columns) == [c.name for c in TABLES["records"].columns]
    assert len(pd.read_parquet(tmp_path / "observations.parquet")) == 0
    assert openpyxl.load_workbook(tmp_path / "tables.xlsx")["checks"].max_row == 1
