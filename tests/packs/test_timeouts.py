"""A pattern that runs away is cut off, and the result says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.packs import load_pack, rules, scans
from extractor.pipeline import extract_document
from tests.telling import read_text


def test_a_pattern_that_runs_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "lang" / "ru"
    folder.mkdir(parents=True)
    (folder / "slow.yaml").write_text(
        "rules:\n  - {id: ru-slow, kind: ignore, value: slow, pattern: '(?:а|а)+(?:б|б)+в$', examples: ['аабв']}\n",
        "utf-8",
    )
    monkeypatch.setattr(rules, "MATCH_SECONDS", 0.05)
    pack = load_pack([tmp_path])
    result = extract_document(read_text("Лидирует Астана – 4,9 балла. " + "а" * 40 + "б" * 40, pack), pack)
    assert [notice.code for notice in result.warnings] == ["rule-timed-out"]
    assert "ru-slow" in result.warnings[0].message
    assert [record.region.code for record in result.records] == ["KZ-71"]


def test_a_rule_that_runs_away_again_and_again_loses_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "lang" / "ru"
    folder.mkdir(parents=True)
    (folder / "slow.yaml").write_text(
        "rules:\n  - {id: ru-slow, kind: boilerplate, pattern: '(?:а|а)+(?:б|б)+в$', examples: ['аабв']}\n", "utf-8"
    )
    monkeypatch.setattr(rules, "MATCH_SECONDS", 0.02)
    pack = load_pack([tmp_path])
    rule = next(rule for rule in pack.language("ru").rules("boilerplate") if rule.rule.id == "ru-slow")
    hostile = "а" * 40 + "б" * 40
    assert not any(rule.matches(hostile) for _ in range(12))
    assert rule.seconds == rules.LEAST_SECONDS
    assert rule.matches("аабв")


def test_all_places_of_a_text_share_the_time_of_a_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "lang" / "ru"
    folder.mkdir(parents=True)
    (folder / "slow.yaml").write_text(
        "rules:\n  - {id: ru-slow, kind: mean, pattern: 'начало(?:а|а)+$', examples: ['началоа']}\n", "utf-8"
    )
    asked: list[float] = []

    class Clock(rules.Clock):
        def left(self) -> float:
            asked.append(super().left())
            return asked[-1]

    monkeypatch.setattr(scans, "Clock", Clock)
    scan = load_pack([tmp_path]).language("ru").scan("началоаб " * 50)
    assert list(scan.finditer("mean")) == []
    assert len(asked) == 50
    assert asked == sorted(asked, reverse=True)
