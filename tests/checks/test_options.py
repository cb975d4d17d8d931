"""How the checks are asked: rounding, the language of findings, the checks alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from extractor.checks.intervals import Rounding
from extractor.cli import ROUNDINGS, main
from extractor.results import CheckStatus

SAMPLES = Path(__file__).parents[2] / "samples"
WRONG = "1. Астана – 61,2 балла\n2. Алматы – 63,9 балла\n3. Шымкент – 60,1 балла\n"
HALVES = (
    "Офлайн-мониторинг\nЛидеры:\nАстана – 4,5 балла;\nАлматы – 4,1 балла.\nОнлайн-мониторинг\nЛидеры:\n"
    "Астана – 4,5 балла;\nАлматы – 4,1 балла.\nКомплексная оценка\nОна считается как среднее арифметическое двух "
    "методов.\nЛидеры:\nАстана – 4,4 балла;\nАлматы – 4,1 балла.\n"
)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main([*arguments, "-f", "json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def failed(result: dict[str, object], status: CheckStatus = "failed") -> list[str]:
    checks = result["checks"]
    assert isinstance(checks, list)
    return [check["message"] for check in checks if check["status"] == status and check["severity"] == "error"]


def test_the_command_knows_the_rounding_rules() -> None:
    assert get_args(Rounding) == ROUNDINGS


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "place 1 (Астана) has 61.2, place 2 (Алматы) has 63.9"),
        ("ru", "место 1 (Астана) — 61,2, а место 2 (Алматы) — 63,9"),
        ("document", "место 1 (Астана) — 61,2, а место 2 (Алматы) — 63,9"),
        ("kk", "1-орында (Астана) 61,2, ал 2-орында (Алматы) 63,9"),
    ],
)
def test_findings_in_a_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, message: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(WRONG, "utf-8")
    assert failed(told(capsys, str(path), "--lang", language)) == [message]


def test_a_language_without_messages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(WRONG, "utf-8")
    assert main([str(path), "--lang", "eo"]) == 2
    assert "there are en, kk, ru and document" in capsys.readouterr().err


def test_only_the_checks(capsys: pytest.CaptureFixture[str]) -> None:
    sample = str(SAMPLES / "article.ru.txt")
    alone, whole = told(capsys, sample, "--only-checks"), told(capsys, sample)
    assert alone["checks"] == whole["checks"]
    assert (alone["records"], alone["rankings"], alone["aggregates"]) == ([], [], [])
    assert main([sample, "--only-checks", "-f", "csv"]) == 2


@pytest.mark.parametrize(("rule", "holds"), [("either", True), ("half-up", False), ("truncate", False)])
def test_a_rule_of_rounding(tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str, holds: bool) -> None:
    """A printed 4.4 and two printed 4.5s may all be 4.45, if nothing is known of halves; by each rule they cannot."""
    path = tmp_path / "a.txt"
    path.write_text(HALVES, "utf-8")
    wrong = failed(told(capsys, str(path), "--rounding", rule))
    assert wrong == ([] if holds else ["4.4 is not the mean of 4.5 and 4.5 (4.5)"])


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "61.2 contradicts {}: it says 62.1"),
        ("ru", "61,2 противоречит {}: там 62,1"),
        ("kk", "61,2 {} деректеріне қайшы: онда 62,1"),
    ],
)
def test_what_a_source_says_is_told_in_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, message: str
) -> None:
    article, report = tmp_path / "article.txt", tmp_path / "report.txt"
    article.write_text("Средний балл за 2025 год:\n1. Астана – 61,2 балла\n2. Алматы – 60,9 балла\n", "utf-8")
    report.write_text("Средний балл за 2025 год:\n1. Астана – 62,1 балла\n2. Алматы – 60,9 балла\n", "utf-8")
    result = told(capsys, str(article), "--against", str(report), "--lang", language)
    assert failed(result) == [message.format(report)]
