import pytest

from extractor.errors import UsageError
from extractor.flat import TABLES, table_columns, table_rows, to_frame
from tests.made_results import make_result


@pytest.mark.parametrize("name", TABLES)
def test_rows_have_the_columns_and_the_key_tells_them_apart(name: str) -> None:
    result = make_result(failed=True)
    rows = list(table_rows(name, result))
    assert rows
    names = [column.name for column in table_columns(name, [result])]
    assert len(set(names)) == len(names)
    assert all(list(row) == names for row in rows)
    keys = [tuple(row[part] for part in TABLES[name].key) for row in rows]
    assert len(set(keys)) == len(keys)


def test_records_take_the_current_value_in_the_main_unit() -> None:
    first, second, third = table_rows("records", make_result())
    assert (first["score"], first["rank"], first["rank_value"]) == ("4.93", 1, "97.30")
    assert (second["score"], second["rank"], second["tied_to"]) == (None, 18, 19)
    assert (third["rank"], third["from_bottom"]) == (None, 1)


def test_observations_hold_records_and_aggregates_with_their_evidence() -> None:
    rows = {row["id"]: row for row in table_rows("observations", make_result(failed=True))}
    assert len(rows) == 6
    first = rows["offline-2025/AA-1/score"]
    assert (first["quote"], first["start"], first["page"], first["x0"]) == ("4,93", 10, 2, 72.0)
    assert first["failed_rules"] == "composite-is-mean"
    assert first["period"] == "2025"
    assert rows["offline-2025/AA-1/score/change"]["role"] == "change"
    derived = rows["offline-2025/AA-3/score"]
    assert (derived["value"], derived["low"], derived["high"]) == (None, "4.885", "4.905")
    count = rows["offline-2025/AA/count"]
    assert (count["scope"], count["scope_code"], count["statistic"], count["of"]) == ("whole", "AA", "count", "20")


def test_frames_have_types_even_when_empty() -> None:
    frame = make_result().to_pandas()
    assert frame["score"].dtype == "Float64"
    assert frame["score"].to_list()[0] == pytest.approx(4.93)
    assert frame["rank"].dtype == "Int64"
    assert frame["rank"].isna().to_list() == [False, False, True]
    assert to_frame([], "checks")["independent"].dtype == "boolean"
    both = to_frame([make_result("a.txt"), make_result("b.txt")], "sources")
    assert both["path"].to_list() == ["a.txt", "b.txt"]


def test_unknown_table_names_those_that_exist() -> None:
    with pytest.raises(UsageError, match=r"'figures'.*sources, rankings, records, observations"):
        make_result().to_pandas("figures")
