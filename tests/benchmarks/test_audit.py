from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from handmade_audits import FOLDER, check_pair

from benchmarks.audit import run


def test_every_misquote_is_found_and_nobody_accused():
    lines: list[str] = []
    counts = run(pairs=8, slips=16, seed=3, complain=lines.append)
    assert counts["slips"] >= 12
    assert counts["found"] == counts["slips"], lines
    assert counts["accused falsely"] == 0, lines


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_pair_written_by_hand_is_judged_as_it_is_marked(path, tmp_path):
    assert list(check_pair(path, tmp_path)) == []


def test_a_mark_that_is_wrong_is_told(tmp_path):
    pair = tmp_path / "pair.ru"
    pair.write_text((FOLDER / "years.ru").read_text("utf-8").replace("4,93[=]", "4,93[x]"), "utf-8")
    (line,) = check_pair(pair, tmp_path)
    assert "is equal, not contradicted" in line
