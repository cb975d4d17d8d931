"""Printed figures as exact intervals, and the little arithmetic that the checks do with them.

Printed figures are decimals, and so are their sums and products: `Decimal` is exact for these (see `EXACT`) and ten
times as fast as `Fraction`, which is there for what divides (see propagation.py). The two never meet in an interval.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import Generic, Literal, NamedTuple, TypeVar, get_args

from extractor.results import Value

Rounding = Literal["either", "half-up", "half-even", "truncate"]
ROUNDINGS: tuple[str, ...] = get_args(Rounding)
# "about 90%" may be so many printed steps off.
APPROXIMATE = 5
# Numbers have some thirty digits at most: nothing that checks add or multiply is rounded.
EXACT = Context(prec=1000)
HALF = Decimal("0.5")
NOUGHT = Decimal(0)

N = TypeVar("N", Decimal, Fraction)


class Interval(NamedTuple, Generic[N]):
    """What a figure may be; None is no bound, an open end is not part of it."""

    low: N | None = None
    high: N | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def width(self) -> N | None:
        """How wide it is; None where an end is missing."""
        return None if self.low is None or self.high is None else self.high - self.low


EVERYTHING: Interval[Decimal] = Interval()


def point(figure: N) -> Interval[N]:
    """Return the interval that holds one figure alone."""
    return Interval(figure, figure)


def as_fractions(interval: Interval[Decimal]) -> Interval[Fraction]:
    """Return the interval for arithmetic that divides."""
    low, high = (None if end is None else Fraction(end) for end in interval[:2])
    return Interval(low, high, interval.low_open, interval.high_open)


def includes(interval: Interval[N], figure: N) -> bool:
    """Whether a figure lies in the interval."""
    if interval.low is not None and (figure < interval.low or (interval.low_open and figure == interval.low)):
        return False
    return interval.high is None or figure < interval.high or (figure == interval.high and not interval.high_open)


def meet(one: Interval[N], other: Interval[N]) -> Interval[N]:
    """Return what lies in both.

    >>> meet(Interval(Decimal(1), Decimal(3)), Interval(Decimal(2), None)).low
    Decimal('2')
    """
    low, low_open = one.low, one.low_open
    if low is None or (other.low is not None and other.low > low):
        low, low_open = other.low, other.low_open
    elif other.low == low:
        low_open = low_open or other.low_open
    high, high_open = one.high, one.high_open
    if high is None or (other.high is not None and other.high < high):
        high, high_open = other.high, other.high_open
    elif other.high == high:
        high_open = high_open or other.high_open
    return Interval(low, high, low_open, high_open)


def scale(interval: Interval[N], factor: N | int) -> Interval[N]:
    """Return the interval times a factor that is not zero."""
    low = None if interval.low is None else interval.low * factor
    high = None if interval.high is None else interval.high * factor
    if factor > 0:
        return Interval(low, high, interval.low_open, interval.high_open)
    return Interval(high, low, interval.high_open, interval.low_open)


def add(first: Interval[N], *others: Interval[N]) -> Interval[N]:
    """Return what a sum of figures, one out of each interval, may be."""
    low, high, low_open, high_open = first
    for interval in others:
        low = None if low is None or interval.low is None else low + interval.low
        high = None if high is None or interval.high is None else high + interval.high
        low_open, high_open = low_open or interval.low_open, high_open or interval.high_open
    return Interval(low, high, low_open, high_open)


def multiply(one: Interval[Decimal], other: Interval[Decimal]) -> Interval[Decimal]:
    """Return what a product may be; only of intervals with both ends, which come out closed."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return EVERYTHING
    products = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    return Interval(min(products), max(products))


def print_rounded(figure: N, step: N, rounding: Rounding = "either") -> Interval[N]:
    """Return all numbers that are printed as the figure, whose last digit has the size of the step.

    `either` leaves open which way halves went; `half-up` sends them away from zero, `half-even` to the even digit,
    `truncate` drops what is behind the last digit.

    >>> print_rounded(Decimal("4.95"), Decimal("0.01"))[:2]
    (Decimal('4.945'), Decimal('4.955'))
    """
    if step == 0:
        return point(figure)
    half = step / 2
    if rounding == "either":
        return Interval(figure - half, figure + half)
    if rounding == "truncate":
        if figure == 0:
            return Interval(-step, step, True, True)
        return Interval(figure, figure + step, False, True) if figure > 0 else Interval(figure - step, figure, True)
    if rounding == "half-up":
        negative = figure < 0
        return Interval(figure - half, figure + half, negative or figure == 0, not negative)
    odd = (figure / step) % 2 in (1, -1)
    return Interval(figure - half, figure + half, odd, odd)


def read_value(value: Value, *, exact: bool, rounding: Rounding = "either") -> Interval[Decimal]:
    """Return what a printed value may be: its rounding, opened where a qualifier says so; `exact` are whole counts."""
    if value.value is None or value.printed is None:
        return EVERYTHING
    return read_figure(Decimal(value.value), Decimal(value.printed.step), value, exact=exact, rounding=rounding)


def read_figure(
    figure: Decimal, step: Decimal, value: Value, *, exact: bool, rounding: Rounding = "either"
) -> Interval[Decimal]:
    """Return what a figure whose last digit has the size of `step` may be, told as the value is."""
    whole = exact and value.printed is not None and value.printed.multiplier == "1"
    told = print_rounded(figure, NOUGHT if whole else step, rounding)
    match value.qualifier:
        case None:
            return told
        case "more_than":
            return Interval(figure, None, whole)
        case "at_least":
            return Interval(told.low, None, told.low_open)
        case "less_than":
            return Interval(None, figure, False, whole)
        case "at_most" | "up_to":
            return Interval(None, told.high, False, told.high_open)
        case "approx":
            reach = APPROXIMATE * step
            return Interval(figure - reach, figure + reach)


def write_outward(interval: Interval[Fraction], digits: int) -> tuple[str, str]:
    """Return both ends in plain decimal notation, rounded outward to so many digits; zeros at the end are dropped."""
    assert interval.low is not None
    assert interval.high is not None
    unit = 10**digits
    low, high = (interval.low * unit).__floor__(), (interval.high * unit).__ceil__()
    return _plain(low, digits), _plain(high, digits)


def _plain(scaled: int, digits: int) -> str:
    told = format(Decimal(scaled).scaleb(-digits), "f")
    return told.rstrip("0").rstrip(".") if "." in told else told
