from __future__ import annotations

from benchmarks.audit import run


def test_every_misquote_is_found_and_nobody_accused():
    lines: list[str] = []
    counts = run(pairs=8, slips=16, seed=3, complain=lines.append)
    assert counts["slips"] >= 12
    assert counts["found"] == counts["slips"], lines
    assert counts["accused falsely"] == 0, lines
