import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.flat import TABLES
from extractor.results import Result
from extractor.writers import Layout, write
from extractor.writers.tables import list_files, write_tables
from extractor.writers.tabular import defuse
from tests.made_results import make_result


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def write_files(results: Iterable[Result]) -> dict[str, bytes]:
    """What a folder's flat tables hold."""
    files: dict[str, bytes] = {}

    @contextmanager
    def open_file(name: str) -> Iterator[BinaryIO]:
        stream = io.BytesIO()
        yield stream
        files[name] = stream.getvalue()

    write_tables(["tabular"], results, open_file)
    return files


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "  =1", "\t=1", "\r=1", "＝1+1", "-0.3=1", "+7 708"]
)
def test_formulas_are_defused(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-0.3", "-0,3", "+5", "4.90", "—", "-", "Северный край", "4,93", None, 18, ""])
def test_figures_marks_and_words_stay(cell: object) -> None:
    assert defuse(cell) == cell  # type: ignore[arg-type]


@given(st.text(max_size=30))
def test_no_cell_begins_a_formula(cell: str) -> None:
    shown = str(defuse(cell))
    head = shown.lstrip()[:1]
    assert head not in set("=@＝＠") or not head
    assert shown in (cell, f"'{cell}")


def test_csv_is_the_observations() -> None:
    stream = io.BytesIO()
    write("csv", [make_result(), make_result("b.txt", name="=HYPERLINK(0)")], stream, Layout(many=True))
    assert not stream.closed
    rows = rows_of(stream.getvalue())
    assert len(rows) == 12
    assert list(rows[0]) == [column.name for column in TABLES["observations"].columns]
    assert rows[0]["value"] == "4.93"
    assert rows[0]["scope_name"] == "Северный край"
    assert rows[2]["value"] == "-0.3"
    assert rows[6]["scope_name"] == "'=HYPERLINK(0)"


def test_nothing_read_leaves_a_header() -> None:
    stream = io.BytesIO()
    write("csv", [], stream, Layout())
    assert stream.getvalue().startswith(b"source,id,ranking,")
    assert stream.getvalue().count(b"\n") == 1


def test_cells_survive_quotes_and_line_ends() -> None:
    stream = io.BytesIO()
    write("csv", [make_result(name='край, "север"\nвторой')], stream, Layout())
    assert rows_of(stream.getvalue())[0]["scope_name"] == 'край, "север"\nвторой'


def test_folder_tables_are_described_column_by_column() -> None:
    files = write_files([make_result()])
    assert set(files) == set(list_files(["tabular"])) == {f"{name}.csv" for name in TABLES} | {"datapackage.json"}
    package = json.loads(files["datapackage.json"])
    for resource in package["resources"]:
        header = files[resource["path"]].decode().splitlines()[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert set(resource["schema"]["primaryKey"]) <= set(header)


def test_records_of_different_metrics_share_one_header() -> None:
    rows = rows_of(write_files([make_result("a.txt"), make_result("b.txt")])["records.csv"])
    assert [row["score"] for row in rows] == ["4.93", "", ""] * 2
    assert rows[0]["rank"] == "1"
    assert rows[0]["rank_value"] == "97.30"
