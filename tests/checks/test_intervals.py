"""Printed figures as intervals, and the arithmetic on them."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checks.intervals import (
    EXACT,
    Interval,
    Rounding,
    add,
    as_fractions,
    includes,
    meet,
    multiply,
    print_rounded,
    read_value,
    scale,
    write_outward,
)
from tests.made_results import make_value

FIGURES = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


def round_as(figure: Fraction, step: Fraction, rounding: Rounding) -> Fraction:
    """Return the figure as it is printed, worked out apart from the intervals."""
    scaled = figure / step
    whole = abs(scaled).__floor__()
    rest = abs(scaled) - whole
    half = Fraction(1, 2)
    up = {"half-up": rest >= half, "half-even": rest > half or (rest == half and whole % 2 == 1), "truncate": False}
    sign = -1 if scaled < 0 else 1
    return sign * (whole + up[rounding]) * step


@pytest.mark.parametrize("rounding", ["half-up", "half-even", "truncate"])
@given(figure=FIGURES)
def test_an_interval_holds_just_the_numbers_that_are_printed_so(rounding: Rounding, figure: Fraction) -> None:
    step = Fraction(1, 10)
    printed = round_as(figure, step, rounding)
    assert includes(print_rounded(printed, step, rounding), figure)
    for other in (printed - step, printed + step):
        assert not includes(print_rounded(other, step, rounding), figure)


@given(figure=FIGURES)
def test_without_a_rule_both_roundings_of_halves_are_possible(figure: Fraction) -> None:
    step = Fraction(1, 10)
    for rounding in ("half-up", "half-even"):
        assert includes(print_rounded(round_as(figure, step, rounding), step), figure)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({}, "4.945", "4.955"),
        ({"qualifier": "more_than"}, "4.95", None),
        ({"qualifier": "at_least"}, "4.945", None),
        ({"qualifier": "less_than"}, None, "4.95"),
        ({"qualifier": "up_to"}, None, "4.955"),
        ({"qualifier": "approx"}, "4.9", "5"),
    ],
)
def test_a_qualifier_opens_the_interval(fields: dict[str, object], low: str | None, high: str | None) -> None:
    told = read_value(make_value("a", "score", "4.95", **fields), exact=False)
    assert told[:2] == tuple(None if end is None else Fraction(end) for end in (low, high))


def test_whole_counts_are_exact() -> None:
    value = make_value("a", "n", "17", "count")
    assert read_value(value, exact=True)[:2] == (17, 17)


@given(a=FIGURES, b=FIGURES, factor=FIGURES.filter(bool))
def test_sums_and_multiples_hold_what_their_parts_make(a: Fraction, b: Fraction, factor: Fraction) -> None:
    one, other = Interval(a - 1, a + 1), Interval(b, b + 2, True)
    assert includes(add(one, scale(other, factor)), a + factor * (b + 1))


PRINTED = st.decimals(min_value=-(10**28), max_value=10**28, places=4)


@given(a=PRINTED, b=PRINTED, factor=st.integers(-1000, 1000).filter(bool))
def test_decimals_lose_nothing_that_fractions_keep(a: Decimal, b: Decimal, factor: int) -> None:
    step = Decimal("0.0001")
    with localcontext(EXACT):
        one, other = print_rounded(a, step), print_rounded(b, step, "half-up")
        told = add(one, scale(other, factor)), multiply(one, other)
    exact = as_fractions(one), as_fractions(other)
    assert as_fractions(told[0]) == add(exact[0], scale(exact[1], factor))
    products = [x * y for x in exact[0][:2] for y in exact[1][:2] if x is not None and y is not None]
    assert as_fractions(told[1])[:2] == (min(products), max(products))


def test_an_open_end_is_no_part_of_what_two_intervals_share() -> None:
    left, right = Interval(Fraction(1), Fraction(2)), Interval(Fraction(2), Fraction(3), True)
    assert meet(left, right).empty
    assert not meet(left, right._replace(low_open=False)).empty


@given(low=FIGURES, width=st.fractions(min_value=0, max_value=3, max_denominator=97))
def test_ends_are_written_outward(low: Fraction, width: Fraction) -> None:
    told = write_outward(Interval(low, low + width), 3)
    assert Fraction(told[0]) <= low
    assert Fraction(told[1]) >= low + width
    assert Fraction(told[1]) - Fraction(told[0]) <= width + Fraction(2, 1000)
