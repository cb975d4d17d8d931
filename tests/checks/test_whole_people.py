"""Shares that no whole number of the people asked can make."""

from __future__ import annotations

from tests.telling import extract_text


def test_a_share_that_no_whole_people_make_is_told() -> None:
    text = "Довольные\n\n| Регион | Число опрошенных | Доля довольных, % |\n|---|---|---|\n| Абай | 28 | 94,1 |\n"
    text += "| Астана | 40 | 92,5 |\n| Алматы | 25 | 92,0 |\n"
    failed = [check for check in extract_text(text).checks if check.rule == "whole-people" and check.status == "failed"]
    assert [check.evidence[0].text for check in failed] == ["94,1"]
