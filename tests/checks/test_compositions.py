"""A stated composition, sum or weights in three languages, against each row, and what it leaves for a missing part."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from extractor.results import Result
from tests.telling import extract_text, failed

ARTICLE = """Итоги мониторинга за 2025 год
Офлайн-мониторинг
Лидеры:
Астана – 4,90 балла;
Алматы – 4,80 балла;
Абай – 4,70 балла.
Онлайн-мониторинг
Лидеры:
Астана – 4,50 балла;
Алматы – 4,40 балла;
Абай – 4,30 балла.
Комплексная оценка
{rule}
Лидеры:
Астана – {made[0]} балла;
Алматы – {made[1]} балла;
Абай – {made[2]} балла.
"""
WEIGHTED = ("4,74", "4,64", "4,54")
BY_METHOD = "Офлайн-оценка входит в неё с весом 0,6, онлайн-оценка – с весом 0,4."


def read(rule: str, made: tuple[str, ...]) -> Result:
    return extract_text(ARTICLE.format(rule=rule, made=made))


@pytest.mark.parametrize(
    ("rule", "made", "composition"),
    [
        (BY_METHOD, WEIGHTED, "0.6/0.4"),
        ("Онлайн-оценка берётся с весом 40%, офлайн-оценка – с весом 60%.", WEIGHTED, "0.60/0.40"),
        ("Она считается по двум методам с весами 0,6 и 0,4.", WEIGHTED, "0.6/0.4"),
        ("Она равна сумме двух оценок.", ("9,40", "9,20", "9,00"), "sum"),
    ],
)
def test_rows_that_keep_a_stated_rule_verify_each_other(rule: str, made: tuple[str, ...], composition: str) -> None:
    result = read(rule, made)
    assert [ranking.composition for ranking in result.rankings if ranking.composed_of] == [composition]
    assert failed(result) == []
    assert {value.verdict for record in result.records for value in record.values} == {"verified"}
    assert list(result.ledger.unexplained) == []


def test_the_row_that_breaks_it_is_told_with_the_figure_that_would_keep_it() -> None:
    (found,) = failed(read(BY_METHOD, ("4,74", "4,46", "4,54")))
    assert (found.rule, found.severity) == ("composite-is-weighted", "error")
    assert "4.64" in [guess.candidate for guess in found.diagnosis]


@pytest.mark.parametrize("rule", ["Офлайн-оценка входит в неё с весом 0,6.", "Веса 0,6 и 0,5 ей даны прежние."])
def test_weights_that_make_no_whole_state_nothing(rule: str) -> None:
    assert [r.composition for r in read(rule, ("4,70", "4,60", "4,50")).rankings if r.composed_of] == ["mean"]


def test_what_weights_leave_for_a_missing_part_by_brute_force() -> None:
    result = extract_text(ARTICLE.format(rule=BY_METHOD, made=WEIGHTED).replace("Абай – 4,70 балла.\n", "", 1))
    (value,) = [v for record in result.records for v in record.values if v.status == "derived"]
    half = Fraction(5, 1000)
    ends = itertools.product(
        (Fraction("4.54") - half, Fraction("4.54") + half), (Fraction("4.3") - half, Fraction("4.3") + half)
    )
    left = [(whole - Fraction(4, 10) * online) / Fraction(6, 10) for whole, online in ends]
    assert value.interval is not None
    low, high = map(Fraction, value.interval)
    unit = Fraction(1, 10**5)  # ends are written outward, to the fifth digit
    assert low <= min(left) < low + unit
    assert high - unit < max(left) <= high
