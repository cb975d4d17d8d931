"""The measure measured: a tiny gold, and results that are right or wrong in one way each."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy import find_documents, main, score, summarise

Entry = dict[str, Any]
TEXT = "В 2025 году лидирует область Абай – 61,5%, вторая Астана – 60,1%. В среднем по стране 50%.\n"


def span(quote: str) -> Entry:
    return {"start": TEXT.index(quote), "end": TEXT.index(quote) + len(quote)}


def gold_record(code: str, name: str, value: str, rank: int, *, stated: bool) -> Entry:
    quote = value.replace(".", ",")
    return {
        "region_text": name,
        "region": name,
        "iso": code,
        "ranking": "share",
        "rank": rank,
        "rank_stated": stated,
        "values": [{"value": value, "multiplier": 1, "role": "current", **span(quote)}],
        "category": None,
    }


def told_record(code: str, name: str, value: str, rank: int, status: str) -> Entry:
    quote = value.replace(".", ",")
    return {
        "ranking": "share-2025",
        "region": {"code": code, "name": name, "text": name, "evidence": [{**span(name), "text": name}]},
        "rank": {"value": rank, "status": status},
        "values": [
            {"value": value, "role": "current", "status": "stated", "evidence": [{**span(quote), "text": quote}]}
        ],
    }


GOLD: Entry = {
    "records": [
        gold_record("KZ-10", "область Абай", "61.5", 1, stated=True),
        gold_record("KZ-71", "Астана", "60.1", 2, stated=False),
    ],
    "aggregates": [{"values": [{"value": "50", "role": "current", **span("50")}]}],
    "traps": [{"text": "2025", "why": "year", **span("2025")}],
}
PERFECT: Entry = {
    "records": [
        told_record("KZ-10", "область Абай", "61.5", 1, "stated"),
        told_record("KZ-71", "Астана", "60.1", 2, "inferred"),
    ],
    "aggregates": [
        {"statistic": "mean", "values": [{"value": "50", "role": "current", "evidence": [span("50")]}]},
    ],
    "checks": [],
}


@pytest.fixture
def result() -> Entry:
    return deepcopy(PERFECT)


def test_a_perfect_result_has_no_fault(result: Entry) -> None:
    counts = score(GOLD, result)
    assert +counts == {
        "found": 2, "found_all": 2, "ranks": 1, "ranks_found": 1, "implied": 1, "implied_found": 1,
        "pairs": 1, "pairs_right": 1, "aggregates": 1, "aggregates_found": 1, "sound": 1,
    }  # fmt: skip


def test_a_wrong_value_is_wrong_and_missed(result: Entry) -> None:
    result["records"][0]["values"][0]["value"] = "61.6"
    counts = score(GOLD, result)
    assert (counts["found"], counts["wrong"], counts["missed"], counts["traps"]) == (1, 1, 1, 0)


def test_the_right_value_of_the_wrong_region_is_wrong(result: Entry) -> None:
    result["records"][0]["region"]["code"] = "KZ-33"
    counts = score(GOLD, result)
    assert (counts["found"], counts["wrong"], counts["ranks_found"], counts["ranks_wrong"]) == (1, 1, 0, 1)


def test_a_change_is_no_current_figure(result: Entry) -> None:
    result["records"][0]["values"][0]["role"] = "change"
    counts = score(GOLD, result)
    assert (counts["missed"], counts["wrong"], counts["wrong_all"]) == (1, 0, 1)


def test_growth_with_a_direction_may_be_read_either_way(result: Entry) -> None:
    gold = deepcopy(GOLD)
    gold["records"][0]["values"][0]["direction"] = "up"
    result["records"][0]["values"][0].update(role="change", value="-61.5")
    assert score(gold, result)["found"] == 2


def test_the_multiplier_belongs_to_the_value(result: Entry) -> None:
    gold = deepcopy(GOLD)
    gold["records"][0]["values"][0]["multiplier"] = 1000
    assert score(gold, result)["found"] == 1
    result["records"][0]["values"][0]["value"] = "61500"
    assert score(gold, result)["found"] == 2


def test_a_year_read_as_a_value_hits_a_trap(result: Entry) -> None:
    year = {"value": "2025", "role": "current", "evidence": [span("2025")]}
    result["records"][0]["values"].append(year)
    counts = score(GOLD, result)
    assert (counts["wrong"], counts["traps"]) == (1, 1)
    result["records"][0]["values"].pop()
    result["aggregates"].append({"statistic": "mean", "values": [year]})
    counts = score(GOLD, result)
    assert (counts["wrong"], counts["traps"], counts["aggregate_traps"]) == (0, 0, 1)


def test_what_is_ambiguous_or_derived_is_forgiven(result: Entry) -> None:
    gold = deepcopy(GOLD)
    gold["ambiguous"] = [span("2025")]
    result["records"][0]["values"].append({"value": "2025", "evidence": [span("2025")]})
    result["records"][1]["values"].append({"value": None, "status": "derived", "evidence": [span("50")]})
    assert score(gold, result)["wrong"] == 0


@pytest.mark.parametrize(("at", "found"), [(0, ("ranks_found", "ranks_wrong")), (1, ("implied_found", "ranks_wrong"))])
def test_a_wrong_rank_is_missed(result: Entry, at: int, found: tuple[str, str]) -> None:
    result["records"][at]["rank"]["value"] = 3
    counts = score(GOLD, result)
    assert (counts[found[0]], counts[found[1]]) == (0, 1 - at)


def test_values_of_one_ranking_told_apart_are_grouped_wrongly(result: Entry) -> None:
    result["records"][0]["ranking"] = "another"
    counts = score(GOLD, result)
    assert (counts["pairs"], counts["pairs_right"]) == (1, 0)


def test_a_category_must_be_told_of_its_region(result: Entry) -> None:
    gold = deepcopy(GOLD)
    gold["records"][0]["category"] = "выше среднего"
    result["records"][1]["category"] = {"text": "выше среднего"}
    assert score(gold, result)["categories_found"] == 0
    result["records"][0]["category"] = {"text": "«Выше среднего»"}
    assert score(gold, result)["categories_found"] == 1


def test_only_failed_errors_accuse(result: Entry) -> None:
    result["checks"] = [{"status": "failed", "severity": "warning"}, {"status": "passed", "severity": "error"}]
    assert score(GOLD, result)["sound_accused"] == 0
    result["checks"].append({"status": "failed", "severity": "error"})
    assert score(GOLD, result)["sound_accused"] == 1
    assert score({**GOLD, "inconsistencies": [{"kind": "order"}]}, result)["conflict_accused"] == 1


def test_the_summary_divides_by_what_there_is(result: Entry) -> None:
    result["records"][0]["values"][0]["value"] = "61.6"
    lines = dict(line.rsplit(maxsplit=1) for line in summarise(score(GOLD, result)).splitlines())
    assert (lines["precision"], lines["recall"], lines["F1"]) == ("0.500", "0.500", "0.500")


@pytest.mark.parametrize(("texts", "golds"), [("", ""), ("raw", "gold")])
def test_both_layouts_of_a_folder_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], texts: str, golds: str
) -> None:
    for folder in (texts, golds):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / texts / "001.txt").write_text(TEXT, "utf-8")
    (tmp_path / golds / "001.json").write_text(json.dumps(GOLD), "utf-8")
    (tmp_path / golds / "notes.json").write_text("{}", "utf-8")
    assert [path.name for path, _ in find_documents(tmp_path)] == ["001.txt"]
    assert main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("001: found 2 wrong 0 missed 0 ")
    assert "documents             1 (0 unread)" in out


def test_a_document_that_cannot_be_read_counts_as_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "001.txt").write_bytes(b"")
    (tmp_path / "001.json").write_text(json.dumps(GOLD), "utf-8")
    assert main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "001: unread: " in out
    assert "documents             1 (1 unread)" in out


def test_a_folder_without_gold_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "001.txt").write_text(TEXT, "utf-8")
    assert main([str(tmp_path)]) == 2
    assert "holds no gold" in capsys.readouterr().err
