"""Printed figures as exact rational intervals, and the little arithmetic that the checks do with them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from extractor.results import Value

Rounding = Literal["either", "half-up", "half-even", "truncate"]
ROUNDINGS: tuple[str, ...] = get_args(Rounding)
# "about 90%" may be so many printed steps off.
APPROXIMATE = 5


class Interval(NamedTuple):
    """What a figure may be; None is no bound, an open end is not part of it."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def width(self) -> Fraction | None:
        """How wide it is; None where an end is missing."""
        return None if self.low is None or self.high is None else self.high - self.low

    def holds(self, figure: Fraction) -> bool:
        """Whether a figure lies in it."""
        return not meet(self, Interval(figure, figure)).empty


EVERYTHING = Interval()


def meet(one: Interval, other: Interval) -> Interval:
    """Return what lies in both.

    >>> meet(Interval(Fraction(1), Fraction(3)), Interval(Fraction(2), None)).low
    Fraction(2, 1)
    """
    low, low_open = _tighter((one.low, one.low_open), (other.low, other.low_open), upper=False)
    high, high_open = _tighter((one.high, one.high_open), (other.high, other.high_open), upper=True)
    return Interval(low, high, low_open, high_open)


End = tuple[Fraction | None, bool]


def _tighter(one: End, other: End, *, upper: bool) -> End:
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    if one[0] == other[0]:
        return one[0], one[1] or other[1]
    return min(one, other) if upper else max(one, other)


def scale(interval: Interval, factor: Fraction) -> Interval:
    """Return the interval times a factor that is not zero."""
    low = None if interval.low is None else interval.low * factor
    high = None if interval.high is None else interval.high * factor
    if factor > 0:
        return Interval(low, high, interval.low_open, interval.high_open)
    return Interval(high, low, interval.high_open, interval.low_open)


def add(intervals: Iterable[Interval]) -> Interval:
    """Return what a sum of figures, one out of each interval, may be."""
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    low_open = high_open = False
    for interval in intervals:
        low = None if low is None or interval.low is None else low + interval.low
        high = None if high is None or interval.high is None else high + interval.high
        low_open, high_open = low_open or interval.low_open, high_open or interval.high_open
    return Interval(low, high, low_open, high_open)


def multiply(one: Interval, other: Interval) -> Interval:
    """Return what a product may be; only of intervals with both ends, which come out closed."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return EVERYTHING
    products = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    return Interval(min(products), max(products))


def print_rounded(figure: Fraction, step: Fraction, rounding: Rounding = "either") -> Interval:
    """Return all numbers that are printed as the figure, whose last digit has the size of the step.

    `either` leaves open which way halves went; `half-up` sends them away from zero, `half-even` to the even digit,
    `truncate` drops what is behind the last digit.

    >>> print_rounded(Fraction("4.95"), Fraction("0.01"))[:2] == (Fraction("4.945"), Fraction("4.955"))
    True
    """
    if step == 0:
        return Interval(figure, figure)
    half = step / 2
    if rounding == "truncate":
        if figure == 0:
            return Interval(-step, step, True, True)
        return Interval(figure, figure + step, False, True) if figure > 0 else Interval(figure - step, figure, True)
    if rounding == "half-up":
        negative = figure < 0
        return Interval(figure - half, figure + half, negative or figure == 0, not negative)
    odd = rounding == "half-even" and (figure / step) % 2 == 1
    return Interval(figure - half, figure + half, odd, odd)


def read_value(value: Value, *, exact: bool, rounding: Rounding = "either") -> Interval:
    """Return what a printed value may be: its rounding, opened where a qualifier says so; `exact` are whole counts."""
    if value.value is None or value.printed is None:
        return EVERYTHING
    figure = Fraction(value.value)
    whole = exact and value.printed.multiplier == "1"
    step = Fraction(0) if whole else Fraction(value.printed.step)
    told = print_rounded(figure, step, rounding)
    match value.qualifier:
        case "more_than":
            return Interval(figure, None, whole)
        case "at_least":
            return Interval(told.low, None, told.low_open)
        case "less_than":
            return Interval(None, figure, False, whole)
        case "at_most" | "up_to":
            return Interval(None, told.high, False, told.high_open)
        case "approx":
            reach = APPROXIMATE * Fraction(value.printed.step)
            return Interval(figure - reach, figure + reach)
        case _:
            return told


def write_outward(interval: Interval, digits: int) -> tuple[str, str]:
    """Return both ends in plain decimal notation, rounded outward to so many digits; zeros at the end are dropped."""
    assert interval.low is not None
    assert interval.high is not None
    unit = 10**digits
    low, high = (interval.low * unit).__floor__(), (interval.high * unit).__ceil__()
    return _plain(low, digits), _plain(high, digits)


def _plain(scaled: int, digits: int) -> str:
    told = format(Decimal(scaled).scaleb(-digits), "f")
    return told.rstrip("0").rstrip(".") if "." in told else told
