"""Decisions about figures: kept in a file that only grows, applied on every later run, doubted where they must."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from extractor import extract as extract_file
from extractor.batch.engines import Here
from extractor.checks import CheckOptions
from extractor.cli import main
from extractor.corrections import describe_place, describe_value
from extractor.decisions import (
    CORRECTIONS,
    Action,
    Decision,
    Figure,
    OvertakenError,
    Register,
    append_decision,
    clean_figure,
    count_damaged,
    read_decisions,
)
from extractor.pipeline import ExtractOptions, extract, study
from extractor.results import Evidence, Record, Result, Value

TEXT = (
    "Качество госуслуг в регионах Казахстана\n\n"
    "Лидеры рейтинга по итогам 2025 года:\n\n"
    "• Карагандинская область — 4,93 балла;\n"
    "• Акмолинская область — 4,90 балла;\n"
    "• Павлодарская область — 4,85 балла.\n\n"
    "В зале собрались 1234 человека, среди них из Шымкента.\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf-8")
    return path


def value_of(result: Result, region: str) -> tuple[Record, Value]:
    return next((r, r.values[0]) for r in result.records if region in r.region.name)


def decide(result: Result, action: Action, region: str, value: str | None = None, **fields: Any) -> Decision:
    record, target = value_of(result, region)
    return Decision(
        id=f"{action}-{region}-{value}",
        when="2026-01-01T00:00:00+00:00",
        who="Анна",
        action=action,
        sha256=result.source.sha256,
        **{
            "document": "article.txt",
            "target": target.id,
            "old": describe_value(target),
            "new": Figure(value=value) if value else None,
            "receipt": record.receipt,
            **fields,
        },
    )


def apply(path: Path, *decisions: Decision) -> Result:
    standing = Register(decisions).named("article.txt")
    return extract(path, ExtractOptions(corrections=standing, ledger=True))


def test_a_correction_replaces_the_figure_before_the_checks(article: Path) -> None:
    plain = extract_file(article)
    result = apply(article, decide(plain, "correct", "Акмолинская", "4.99", note="опечатка"))
    record, value = value_of(result, "Акмолинская")
    assert (value.value, value.verdict) == ("4.99", "grounded")
    assert value.review
    assert (value.review.decision, value.review.by, value.review.was) == ("corrected", "Анна", "4.90")
    assert value.evidence[0].text == "4,90"  # what the source says stays its quote
    assert any(check.status == "failed" and "4.99" in check.message for check in result.checks)  # the order
    assert record.receipt != value_of(plain, "Акмолинская")[0].receipt


def test_accepting_marks_and_changes_nothing_else(article: Path) -> None:
    plain = extract_file(article)
    _, value = value_of(apply(article, decide(plain, "accept", "Акмолинская")), "Акмолинская")
    _, before = value_of(plain, "Акмолинская")
    assert value.review
    assert value.review.decision == "accepted"
    assert (value.value, value.verdict, value.evidence) == (before.value, before.verdict, before.evidence)


def test_a_rejected_figure_is_gone_and_its_number_accounted_for(article: Path) -> None:
    plain = extract_file(article)
    record, _ = value_of(plain, "Павлодарская")
    decision = decide(plain, "reject", "Павлодарская", target=record.id, old=describe_place(record), whole=True)
    result = apply(article, decision)
    assert not any("Павлодарская" in record.region.name for record in result.records)
    assert result.ledger.ignored["rejected"] == 1
    assert result.ledger.numbers == plain.ledger.numbers
    assert len(result.ledger.unexplained) == len(plain.ledger.unexplained)


def test_an_added_figure_stands_on_its_quote(article: Path) -> None:
    plain = extract_file(article)
    start = TEXT.index("1234")
    new = Figure(value="1234", unit="person", region="Шымкент", code="KZ-79", metric="visitors")
    quote = Evidence(start=start, end=start + 4, text="1234")
    fields: dict[str, Any] = {"target": None, "old": None, "new": new, "evidence": (quote,)}
    decision = decide(plain, "add", "Акмолинская", **fields, around=("В зале собрались ", " человека"))
    result = apply(article, decision)
    _, value = value_of(result, "Шымкент")
    assert (value.value, value.unit, value.rule) == ("1234", "person", "added-by-hand")
    assert TEXT[value.evidence[0].start : value.evidence[0].end] == "1234"
    assert "1234" not in [quote.text for quote in result.ledger.unexplained]
    # A line put before it moves the quote; it is found again.
    article.write_text("Вступление.\n" + TEXT, "utf-8")
    result = apply(article, decision)
    _, moved = value_of(result, "Шымкент")
    assert moved.evidence[0].start == start + len("Вступление.\n")
    assert "another version of the source" in flags(result)[0]
    # The same digits elsewhere are another figure.
    article.write_text(TEXT.replace("В зале собрались 1234 человека, среди них", "1234 раза вспомнили"), "utf-8")
    assert "is not found any more" in flags(apply(article, decision))[0]


def flags(result: Result) -> list[str]:
    return [check.message for check in result.checks if check.rule == "correction"]


def test_a_changed_source_or_extraction_is_told(article: Path) -> None:
    plain = extract_file(article)
    decision = decide(plain, "correct", "Акмолинская", "4.91")
    assert flags(apply(article, decision)) == []
    article.write_text(TEXT + "\nЕщё строка.\n", "utf-8")
    result = apply(article, decision)
    assert "another version of the source" in flags(result)[0]
    assert value_of(result, "Акмолинская")[1].value == "4.91"
    article.write_text(TEXT.replace("4,90", "4,88"), "utf-8")
    result = apply(article, decision)
    assert "was not applied" in flags(result)[0]
    assert value_of(result, "Акмолинская")[1].value == "4.88"
    article.write_text(TEXT, "utf-8")
    assert decision.old
    otherwise = decide(plain, "correct", "Акмолинская", "4.91", old=describe_value(value_of(plain, "Караганд")[1]))
    assert "now it is 4.90" in flags(apply(article, otherwise))[0]
    gone = decide(plain, "correct", "Акмолинская", "4.91", target="nothing/KZ-1/score", old=None)
    assert "not found any more" in flags(apply(article, gone))[0]


def test_the_last_decision_holds_and_a_withdrawn_one_does_not(article: Path) -> None:
    plain = extract_file(article)
    first, last = (decide(plain, "correct", "Акмолинская", value) for value in ("4.91", "4.92"))
    assert value_of(apply(article, first, last), "Акмолинская")[1].value == "4.92"
    back = decide(plain, "withdraw", "Акмолинская", target=last.id, old=None)
    assert value_of(apply(article, first, last, back), "Акмолинская")[1].value == "4.91"


def test_later_runs_into_the_folder_apply_them(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.batch.convert.choose_engine", lambda settings, documents: Here())
    out = article.parent / "out"
    out.mkdir()
    assert main([str(article), "-o", f"{out}/"]) == 0
    written = (out / "article.txt.json").read_bytes()
    append_decision(out / CORRECTIONS, decide(extract_file(article), "correct", "Акмолинская", "4.91"))
    for format in ("json", "csv"):
        assert main([str(article), "-o", f"{out}/", "-f", format]) == 0
        result = json.loads((out / "article.txt.json").read_bytes())
        assert "4.91" in [value["value"] for record in result["records"] for value in record["values"]]
    assert "corrected" in (out / "observations.csv").read_text("utf-8")
    (out / CORRECTIONS).unlink()
    assert main([str(article), "-o", f"{out}/"]) == 0
    assert (out / "article.txt.json").read_bytes() == written


def add_many(path: Path, who: str) -> None:
    for number in range(25):
        decision = Decision(
            id=f"{who}{number}", when="", who=who * 200, document="d", action="note", sha256="", note="x" * 5_000
        )
        append_decision(path, decision)


def test_appends_of_several_processes_do_not_mingle(tmp_path: Path) -> None:
    path = tmp_path / CORRECTIONS
    workers = [multiprocessing.get_context("spawn").Process(target=add_many, args=(path, who)) for who in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = read_decisions(path)
    assert sorted(decision.id for decision in found) == sorted(f"{who}{n}" for who in "ab" for n in range(25))


def test_a_cut_off_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / CORRECTIONS
    add = Decision(id="1", when="", who="a", document="d", action="note", sha256="")
    append_decision(path, add)
    path.write_bytes(path.read_bytes() + b'{"id":"half')
    append_decision(path, add)
    assert [decision.id for decision in read_decisions(path)] == ["1", "1"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("4,9", "4.9"), ("−1 234.50", "-1234.50"), ("1e5", None), ("", None), ("4,9,1", None), ("nan", None), ("٣", None)],
)
def test_typed_figures_are_plain_or_refused(typed: str, meant: str | None) -> None:
    assert clean_figure(typed) == meant


def test_decisions_about_one_id_in_two_documents_do_not_meet(article: Path) -> None:
    plain = extract_file(article)
    here, there = (decide(plain, "correct", "Акмолинская", value) for value in ("4.91", "4.92"))
    register = Register([here, replace(there, document="other.txt")])
    assert [decision.new and decision.new.value for decision in register.named("article.txt")] == ["4.91"]
    assert [decision.new and decision.new.value for decision in register.named("other.txt")] == ["4.92"]


def test_decisions_are_found_by_name_then_content_then_path(article: Path) -> None:
    decision = decide(extract_file(article), "correct", "Акмолинская", "4.91", document="sub/article.txt")
    register = Register([decision])
    assert register.find("x", "other", "sub/article.txt") == (decision,)
    assert register.find("renamed.txt", decision.sha256, "renamed.txt") == (decision,)
    assert register.find("/home/sub/article.txt", "other") == (decision,)
    assert register.find("/home/sub/article.txt", "other", "article.txt") == ()
    assert register.find("/home/article.txt", "other") == ()


def test_rejecting_a_place_keeps_the_figures(article: Path) -> None:
    plain = extract_file(article)
    record, value = value_of(plain, "Карагандинская")
    assert record.rank
    decision = decide(plain, "reject", "Карагандинская", target=record.id, old=describe_place(record))
    left, kept = value_of(apply(article, decision), "Карагандинская")
    assert left.rank is None
    assert kept.value == value.value


def test_an_order_is_still_checked_without_a_rejected_figure(article: Path) -> None:
    article.write_text(TEXT.replace("4,85", "4,95"), "utf-8")
    plain = extract_file(article)
    result = apply(article, decide(plain, "reject", "Карагандинская"))
    assert any(check.rule == "list-order" and check.status == "failed" for check in result.checks)


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_accepting_or_rejecting_one_figure_says_nothing_about_another(article: Path, action: Action) -> None:
    plain = extract_file(article)
    other = replace(describe_value(value_of(plain, "Акмолинская")[1]), value="4.09")
    result = apply(article, decide(plain, action, "Акмолинская", old=other))
    assert "was not applied" in flags(result)[0]
    value = value_of(result, "Акмолинская")[1]
    assert (value.value, value.review) == ("4.90", UNSET)


def test_a_figure_is_never_added_to_another_ranking(article: Path) -> None:
    plain = extract_file(article)
    start = TEXT.index("1234")
    new = Figure(value="1234", region="Шымкент", ranking="no-such-ranking", metric="visitors")
    quote = Evidence(start=start, end=start + 4, text="1234")
    two = TEXT + "\nЛидеры онлайн-рейтинга по итогам 2024 года:\n\n• Астана — 4,5 балла;\n• Алматы — 4,4 балла.\n"
    article.write_text(two, "utf-8")
    plain = extract_file(article)
    assert len(plain.rankings) > 1
    decision = decide(plain, "add", "Акмолинская", target=None, old=None, new=new, evidence=(quote,))
    result = apply(article, decision)
    assert "ranking" in flags(result)[0]
    assert not any("Шымкент" in record.region.name for record in result.records)


def test_what_is_not_printed_confirms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    rows = [("Акмолинская область", 120), ("Карагандинская область", 230), ("Павлодарская область", 150)]
    table = "".join(f"| {name} | {count} |\n" for name, count in [*rows, ("Всего", 500)])
    path.write_text("Число обращений по регионам за 2025 год\n\n| Регион | Обращений |\n|---|---|\n" + table, "utf-8")
    plain = extract_file(path)
    assert {value_of(plain, name)[1].verdict for name, _ in rows} == {"verified"}
    result = apply(path, decide(plain, "correct", "Акмолинская", "120.0"))
    assert {value_of(result, name)[1].verdict for name, _ in rows} == {"verified"}  # it reads so
    path.write_text(path.read_text("utf-8").replace("| 120 |", "| 102 |"), "utf-8")
    plain = extract_file(path)
    assert value_of(plain, "Акмолинская")[1].verdict == "conflict"
    result = apply(path, decide(plain, "correct", "Акмолинская", "120"))
    assert {value_of(result, name)[1].verdict for name, _ in rows} == {"grounded"}


def test_messages_about_decisions_are_told_in_the_language_asked_for(article: Path) -> None:
    gone = decide(extract_file(article), "correct", "Акмолинская", "4.91", target="nothing/KZ-1/score", old=None)
    options = ExtractOptions(corrections=(gone,), checking=CheckOptions(language="ru"), languages=("en", "kk"))
    found = study(article, options)
    assert "не применено" in flags(found.result)[0]
    assert "was not applied" in found.messages["en"][[c.rule for c in found.result.checks].index("correction")]
    assert {len(messages) for messages in found.messages.values()} == {len(found.result.checks)}


def test_of_two_people_the_second_is_told_of_the_first(article: Path, tmp_path: Path) -> None:
    path = tmp_path / CORRECTIONS
    plain = extract_file(article)
    first, second = (decide(plain, "correct", "Акмолинская", value) for value in ("4.91", "4.92"))
    append_decision(path, first)
    with pytest.raises(OvertakenError) as caught:
        append_decision(path, second)
    assert caught.value.by == first
    append_decision(path, replace(second, after=first.id))
    assert [decision.id for decision in read_decisions(path)] == [first.id, second.id]


def test_a_link_to_elsewhere_is_not_written_through(article: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("", "utf-8")
    (tmp_path / CORRECTIONS).symlink_to(outside)
    with pytest.raises(OSError, match=CORRECTIONS):
        append_decision(tmp_path / CORRECTIONS, decide(extract_file(article), "accept", "Акмолинская"))
    assert outside.read_text("utf-8") == ""


def test_damaged_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / CORRECTIONS
    append_decision(path, Decision(id="1", when="", who="a", document="d", action="note", sha256=""))
    path.write_bytes(path.read_bytes() + b'{"id":"half\n\n')
    assert count_damaged(path) == 1
    assert count_damaged(tmp_path / "none") == 0


def test_any_run_applies_corrections_that_it_is_given(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = article.parent / "decided"
    folder.mkdir()
    append_decision(folder / CORRECTIONS, decide(extract_file(article), "correct", "Акмолинская", "4.91"))
    given = ["--corrections", str(folder / CORRECTIONS)]
    renamed = article.with_name("renamed.txt")
    renamed.write_text(TEXT, "utf-8")
    for path in (article, renamed):  # by its name, by its content
        assert main([str(path), "-f", "json", *given]) == 0
        result = json.loads(capsys.readouterr().out)
        reviews = [v["review"] for r in result["records"] for v in r["values"] if "review" in v]
        assert [(review["decision"], review["by"], review["was"]) for review in reviews] == [
            ("corrected", "Анна", "4.90")
        ]
        assert main([str(path), "-f", "csv", *given]) == 0
        assert "4.91" in capsys.readouterr().out
    assert main([str(article), "--corrections", str(folder / "none")]) == 2
    assert "no such file" in capsys.readouterr().err
