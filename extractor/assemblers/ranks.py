"""Ranks that follow from order: places in a list told from one end, ties, and lists whose order breaks.

Competition ranking: equal values share the first place of their run, unless a second figure of the same lines
goes on ordering them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.assemblers.drafts import Indicator, Listing, RankingDraft, Row

# Bare figures and counts: beside them, a share is what a ranking goes by.
_COUNTED = (None, "count", "person")
# So many numbers of a list tell what it counts even where one of them is wrong.
FEWEST_NUMBERED = 4
# So many falling figures show that a list is told from the highest.
FEWEST_FALLING = 3
_ORDINALS = ("first", "second", "third")


def infer_ranks(draft: RankingDraft, size: int | None, better: Mapping[str, str | None]) -> None:
    """Write into the listings what orders them, and the inferred places into their rows.

    `better` tells which way each metric is good.
    """
    _turn_opposite_ends(draft)
    known: dict[tuple[str, ...], int] = {}
    highs = any(listing.side == "high" for listing in draft.listings)
    for listing in draft.listings:
        _take_list_numbers(listing)
        _tie_stated(listing)
        listing.metric = main_metric(listing)
        if listing.end == "low" and (_is_counted(listing) or (not highs and _falls(listing, better))):
            listing.end = "high"  # the lowest, or the worst, come first here
        listing.falls = runs_descending(listing, better)
        if listing.ordered and listing.end == "low":
            _infer_from_bottom(listing, size)
        elif listing.ordered:
            _infer_from_top(listing, known)
        for row in listing.rows:
            place = row.rank.value if row.rank is not None else row.place
            if place is not None and row.region.codes:
                known.setdefault(row.region.codes, place)
            if row.below is not None and row.rank is None:
                row.from_bottom, row.place, row.tied_to = row.below + 1, None, None
                row.reason = f"{row.below} told to be behind it"
            if row.rank is not None and row.rank.value is not None and row.rank.value == size:
                row.from_bottom = 1
            bottom = row.rank.from_bottom if row.rank is not None else row.from_bottom
            if bottom is not None and row.place is None and size is not None and bottom <= size:
                row.place, row.from_bottom = size - bottom + 1, bottom
                row.reason = f"{_ordinal(bottom)} from the end of {size}"
    _leave_rivals(draft)


def _leave_rivals(draft: RankingDraft) -> None:
    """Withdraw the inferred places of a list that begins with another first than the one that the text names.

    "The ranking for the fewest crimes is led by A (12). Most are in B (161) and C (160)": B is first of the other end.
    """
    firsts = [row for row in draft.rows if row.rank is not None and row.rank.value == 1 and row.region.codes]
    for listing in draft.listings if firsts else ():
        rivals = [row for row in listing.rows if row.rank is None and row.place == 1]
        if not rivals:
            continue
        apart = [row for row in firsts if row.current(listing.metric) is not None and row not in listing.rows]
        if apart and not any(row.region.codes == first.region.codes for row in rivals for first in firsts):
            for row in (row for row in listing.rows if row.rank is None):
                row.place, row.tied_to, row.reason = None, None, ""


def _is_counted(listing: Listing) -> bool:
    """Whether places are printed in a list from its beginning ("the lowest is A's; second is B, third C")."""
    printed = [(at, row.rank) for at, row in enumerate(listing.rows) if row.rank is not None]
    counted = [rank.value == at + 1 and rank.from_bottom is None for at, rank in printed]
    return bool(counted) and all(counted) and printed[-1][0] > 0


def _falls(listing: Listing, better: Mapping[str, str | None]) -> bool:
    """Whether a list told from the worst begins with the highest figures, three at least: they are its top."""
    metric = listing.metric
    values = [figure.value for row in listing.rows if (figure := row.current(metric)) is not None]
    falling = len(values) == len(listing.rows) and all(a > b for a, b in pairwise(values))
    return len(values) >= FEWEST_FALLING and falling and better.get((metric and metric.known) or "") != "higher"


def _turn_opposite_ends(draft: RankingDraft) -> None:
    """Of an order by change, the greatest gains and the greatest losses are opposite ends.

    Beside the levels the end told first is the top; where growth itself is ranked, gains are.
    """
    told = [(listing, row.current()) for listing in draft.listings for row in listing.rows[:1]]
    changes = [(listing, f) for listing, f in told if f is not None and (draft.by_change or f.metric.growth)]
    down = draft.by_change and bool(changes) and changes[0][1].value < 0
    if len({figure.value < 0 for _, figure in changes}) > 1:
        for listing, figure in changes:
            if listing.end == "high" and (figure.value < 0) != down:
                listing.end = "low"


def main_metric(listing: Listing) -> Indicator | None:
    """Return the metric that orders a listing: that of its first current figure.

    Beside a count that does not run with the printed places, a share or level that does is what orders.
    """
    role = "change" if listing.by_change else "current"
    names = list(dict.fromkeys([f.metric for row in listing.rows for f in row.figures if f.role == role]))
    placed = [row for row in listing.rows if row.rank is not None and row.rank.value is not None]
    if len(names) < 2 or len(placed) < len(listing.rows) or _inversions(placed, names[0]) == 0:
        return names[0] if names else None
    first = next(figure for row in placed if (figure := row.current(names[0])) is not None)
    running = [name for name in names[1:] if _inversions(placed, name) == 0]
    return running[0] if running and first.unit in _COUNTED else names[0]


def _inversions(rows: Sequence[Row], metric: Indicator) -> int | None:
    """Return how often a metric's figures rise while the printed places go down; None where a row lacks one."""
    ordered = sorted(rows, key=lambda row: row.rank.value or 0 if row.rank is not None else 0)
    figures = [figure.value for row in ordered if (figure := row.current(metric)) is not None]
    if len(figures) < len(rows):
        return None
    return min(sum(a < b for a, b in pairwise(figures)), sum(a > b for a, b in pairwise(figures)))


def find_breaks(rows: Sequence[Row], metric: Indicator | None, descending: bool) -> list[int]:
    """Return each index whose row stands the wrong way round against the next one."""
    breaks = []
    for at, (row, following) in enumerate(pairwise(rows)):
        first, second = row.current(metric), following.current(metric)
        if first is None or second is None or following.climbs:
            continue
        if following.rank is not None:
            continue  # a printed place stands for itself
        if (first.value < second.value) if descending else (first.value > second.value):
            breaks.append(at)
    return breaks


def runs_descending(listing: Listing, better: Mapping[str, str | None]) -> bool:
    """Whether the listing's values ought to fall: leaders highest first, laggards lowest first.

    An order of an indicator that is better when lower runs the other way, if all its values do.
    """
    metric = listing.metric
    normal = listing.end != "low"
    losses = bool(listing.rows) and all((f := row.current(metric)) is not None and f.value < 0 for row in listing.rows)
    if metric is None or (better.get(metric.known or "") == "higher" and not losses):
        return normal
    if _distinct(listing.rows, metric) < 2:
        return normal
    against = bool(find_breaks(listing.rows, metric, normal)) and not find_breaks(listing.rows, metric, not normal)
    sure = better.get(metric.known or "") == "lower" or len(listing.rows) >= 3 or losses
    return not normal if against and sure else normal


def _distinct(rows: Sequence[Row], metric: Indicator) -> int:
    return len({figure.value for row in rows if (figure := row.current(metric)) is not None})


def _tie_stated(listing: Listing) -> None:
    """Give rows that one printed place is told of the last place that they share."""
    sharing = Counter(id(row.rank) for row in listing.rows)
    for row in listing.rows:
        if row.rank is not None and row.rank.value is not None and sharing[id(row.rank)] > 1:
            row.tied_to = row.rank.value + sharing[id(row.rank)] - 1


def _take_list_numbers(listing: Listing) -> None:
    """Take the numbers of a list for places: of all its rows, or of those that prose behind the list goes on with.

    Of a list told from the bottom they are places only where they do not count from its own beginning.
    """
    numbered = [row for row in listing.rows if row.list_number is not None]
    numbers = [row.list_number.value or 0 for row in numbered if row.list_number is not None]
    known = {row.region.codes for row in numbered}
    # What an entry goes on to say of its own name has no number.
    entries = [row for row in listing.rows if row.list_number is not None or row.region.codes not in known]
    counted = len(numbers) >= 2 and numbered == entries[: len(numbered)] and _count_on(numbers)
    if counted and (listing.end != "low" or min(numbers) > len(numbers)):
        for row in numbered:
            row.rank = row.rank or row.list_number


def _count_on(numbers: Sequence[int]) -> bool:
    """Whether numbers count on one by one, or stay, or count down; one of at least four that does not is a slip."""
    steps = [b - a for a, b in pairwise(numbers)]
    if all(step in (0, 1) for step in steps) or all(step == -1 for step in steps):
        return True
    without = ([*numbers[:at], *numbers[at + 1 :]] for at in range(len(numbers)))
    jumps = ([b - a for a, b in pairwise(rest)] for rest in without)
    return len(numbers) >= FEWEST_NUMBERED and any(
        sorted(set(jump)) in ([1], [1, 2]) and jump.count(2) < 2 for jump in jumps
    )


def _infer_from_top(listing: Listing, known: Mapping[tuple[str, ...], int]) -> None:
    rows, metric, descending = listing.rows, listing.metric, listing.falls
    broken = min(find_breaks(rows, metric, descending), default=len(rows))
    following: int | None = 1 if listing.end == "high" else None
    places: list[int | None] = []
    for row in rows:
        if row.rank is not None:
            following = row.rank.value
        elif row.ahead is not None:
            following = row.ahead + 1
        elif following is None and not row.figures:
            following = known.get(row.region.codes)  # "behind A, told to be first before, come B and C"
        if row.apart:
            following = None
        if row.climbs and row.rank is None and places and places[-1] is not None:
            following = places[-1] - 1
        places.append(following)
        following = following + 1 if following is not None else None
    _count_back(rows, metric, places)
    for first, last in _ties(rows, metric, descending):
        for at in range(first, last + 1):
            row, place, end = rows[at], places[first], places[last]
            if row.rank is None and at < broken and place is not None:
                row.place, row.tied_to = place, end if last > first else None
                row.reason = f"{_ordinal(place)} of a list told from the top"
    _go_up(rows)


def _count_back(rows: Sequence[Row], metric: Indicator | None, places: list[int | None]) -> None:
    """Give the rows before the first printed place the places before it, where their number and figures fit.

    "A has 41, behind it is B with 37, and third is C with 30": A is first.
    """
    at, rank = next(((at, row.rank) for at, row in enumerate(rows) if row.rank is not None), (0, None))
    if at == 0 or rank is None or rank.value != at + 1 or places[0] is not None:
        return
    values = [figure.value for row in rows[: at + 1] if (figure := row.current(metric)) is not None]
    apart = any(row.apart or row.climbs for row in rows[: at + 1])
    steps = {a > b for a, b in pairwise(values)} if len(set(values)) == at + 1 else set()
    if not apart and len(values) == at + 1 and len(steps) == 1:
        places[:at] = range(1, at + 1)


def _go_up(rows: Sequence[Row]) -> None:
    """Count on upwards behind a place printed from the end ("last but one is A, a line above B")."""
    bottom: int | None = None
    for row in rows:
        if row.rank is not None:
            bottom = row.rank.from_bottom
        elif not row.climbs:
            bottom = None
        elif bottom is not None:
            bottom += 1
            row.from_bottom, row.place, row.tied_to = bottom, None, None
            row.reason = f"{_ordinal(bottom)} from the end, told after the one before"


def _infer_from_bottom(listing: Listing, size: int | None) -> None:
    rows, metric, descending = listing.rows, listing.metric, listing.falls
    breaks = find_breaks(rows, metric, descending)
    broken = min(breaks, default=len(rows))
    for first, last in _ties(rows, metric, descending):
        for at in range(first, last + 1):
            row = rows[at]
            if row.rank is not None or at >= broken:
                continue
            row.from_bottom = first + 1
            row.reason = f"{_ordinal(first + 1)} from the end, in a list told from the bottom"
            if size is not None and len(rows) <= size:
                row.place = size - last
                row.tied_to = size - first if last > first else None


def _ties(rows: Sequence[Row], metric: Indicator | None, descending: bool) -> list[tuple[int, int]]:
    """Return the runs of rows that share a place, as (first, last); most are runs of one."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        last = at
        while last + 1 < len(rows) and _equal(rows[at], rows[last + 1], metric):
            last += 1
        if last > at and second_orders(rows[at : last + 1], metric, descending):
            runs += [(place, place) for place in range(at, last + 1)]
        else:
            runs.append((at, last))
        at = last + 1
    return runs


def _equal(row: Row, other: Row, metric: Indicator | None) -> bool:
    first, second = row.current(metric), other.current(metric)
    return first is not None and second is not None and first.value == second.value


def second_values(rows: Sequence[Row], metric: Indicator | None) -> list[Decimal]:
    """Return the rows' figures of the next metric that all of them have, or nothing."""
    for name in dict.fromkeys(figure.metric for row in rows for figure in row.figures if figure.metric != metric):
        values = [figure.value for row in rows if (figure := row.current(name)) is not None]
        if len(values) == len(rows):
            return values
    return []


def second_orders(rows: Sequence[Row], metric: Indicator | None, descending: bool) -> bool:
    """Whether a second figure goes on ordering rows that are equal in the first."""
    values = second_values(rows, metric)
    pairs = list(pairwise(values))
    return bool(pairs) and all((a > b) if descending else (a < b) for a, b in pairs)


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else f"{number}th"
