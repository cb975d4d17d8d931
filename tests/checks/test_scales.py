"""Percentages above 100: shares of a whole cannot be, growth, indices and fulfilled plans can."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed

LIST = """Рейтинг регионов за 2025 год
Лидеры{of}:
Карагандинская область – 4,93 балла, {first}%.
Акмолинская область – 4,92 балла, 95,7%.
Шымкент – 4,91 балла, 94,6%.
Абайская область – 4,90 балла, {last}%.
"""


def over(first: str, last: str, of: str = "") -> list[tuple[str, str, list[str | None]]]:
    checks = failed(extract_text(LIST.format(first=first, last=last, of=of)))
    return [(c.rule, c.severity, [guess.candidate for guess in c.diagnosis]) for c in checks]


@pytest.mark.parametrize(("wrong", "right"), [("908,0", "90.80"), ("190,8", "90.8")])
def test_a_share_that_nothing_names_is_no_more_than_the_whole(wrong: str, right: str) -> None:
    ((rule, severity, candidates),) = over("96,8", wrong)
    assert (rule, severity) == ("percent-range", "error")
    assert right in candidates


@pytest.mark.parametrize(
    ("first", "last", "of"),
    [
        ("96,8", "90,8", ""),
        ("103,4", "90,8", ""),  # near to a hundred on both sides: an index
        ("112,0", "190,8", ""),
        ("96,8", "190,8", " по исполнению плана"),
    ],
)
def test_what_may_exceed_a_hundred_is_not_accused(first: str, last: str, of: str) -> None:
    assert over(first, last, of) == []


def test_small_growth_beside_a_large_one_is_not_accused() -> None:
    rows = (
        "Астана – 4,9 балла, 152,0%",
        "Алматы – 4,8 балла, 12,1%",
        "Абай – 4,7 балла, 15,2%",
        "Улытау – 4,6 балла, 9%",
    )
    text = "Лидеры:\n" + "".join(f"{row}.\n" for row in rows)
    assert failed(extract_text(text)) == []
