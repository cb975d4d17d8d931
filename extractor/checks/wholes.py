"""Figures of the whole against those of its parts: shares of a total, means, shares of whole people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extractor.checks.facts import Facts, current, figure
from extractor.checks.findings import Claim, Figures, Finding, make_finding, make_one, settle
from extractor.checks.intervals import Interval, add, multiply, scale
from extractor.model import Statement
from extractor.results import Record, Value

HUNDRED = 100
# A mean so many times the figure that it lies beyond is one of another thing.
FAR = Decimal("1.5")
# A share stands so near to the figure that it is the share of.
SHARE_REACH = 120
# Where a share of n people is printed so fine that n whole people cannot make every figure.
GRIM_UNITS, PEOPLE, SHARE = "percent", "respondents", "share"


def check_mean(facts: Facts) -> Iterator[Finding]:
    """The mean of the whole does not lie beyond the first or the last place's figure."""
    for aggregate in facts.aggregates("mean"):
        for value in aggregate.values:
            if value.role == "current" and value.value is not None:
                yield from _compare_ends(facts, aggregate.ranking or "", value)


def _compare_ends(facts: Facts, ranking: str, mean: Value) -> Iterator[Finding]:
    order = facts.rankings[ranking].order if ranking in facts.rankings else None
    if order is None or order.metric != mean.metric:
        return
    first, last = _ends(facts, ranking, mean)
    top, bottom = (first, last) if order.direction == "desc" else (last, first)
    told = [figure(v) for r in facts.in_ranking(ranking) if (v := current(r, mean.metric)) and v.unit == mean.unit]
    # An end that others lie beyond is none: the order runs another way than was thought.
    top = top if top is not None and figure(top) == max(told) > min(told) else None
    bottom = bottom if bottom is not None and figure(bottom) == min(told) < max(told) else None
    beyond = [end for end in (top,) if end is not None and figure(mean) > figure(end)]
    beyond += [end for end in (bottom,) if end is not None and figure(mean) < figure(end)]
    for end in beyond:
        low, high = sorted((abs(figure(mean)), abs(figure(end))))
        if high > FAR * low:
            return
        message = facts.say("mean-within.failed", mean=mean, end=end)
        yield make_finding(facts, "mean-within", "failed", message, [mean.id, end.id], "warning")
    ends = [end for end in (top, bottom) if end is not None]
    if ends and not beyond:
        message = facts.say("mean-within.passed", mean=mean, ends=ends)
        yield make_finding(facts, "mean-within", "passed", message, [mean.id, *(end.id for end in ends)], "warning")


def _ends(facts: Facts, ranking: str, mean: Value) -> tuple[Value | None, Value | None]:
    """Return the figures of the first and of the last place, where they are told in the mean's unit."""
    size = facts.rankings[ranking].size
    first = last = None
    for record in facts.in_ranking(ranking):
        value = current(record, mean.metric)
        if value is None or record.rank is None or value.unit != mean.unit:
            continue
        if record.rank.value == 1:
            first = value
        elif record.rank.from_bottom == 1 or (size is not None and record.rank.value == size):
            last = value
    return first, last


def check_spread(facts: Facts) -> Iterator[Finding]:
    """The first and the last place's figures are as far apart as is told."""
    for told in facts.statements("spread"):
        first, last = (facts.values[name] for name in told.subjects)
        values = (current(record, first.metric) for record in facts.in_ranking(told.ranking))
        figures = [figure(value) for value in values if value is not None and value.unit == first.unit]
        # An end that others lie beyond is none.
        if first.unit == last.unit and {min(figures), max(figures)} == {figure(first), figure(last)}:
            yield _compare_spread(facts, first, last, told)


def _compare_spread(facts: Facts, first: Value, last: Value, told: Statement) -> Finding:
    spread = Interval(told.low, told.high)

    def holds(figures: Figures) -> bool:
        apart = add(figures[first.id], scale(figures[last.id], -1))
        return touch_closed(apart, spread) or touch_closed(scale(apart, -1), spread)

    words = {"first": first, "last": last, "told": told.evidence[0].text, "made": abs(figure(first) - figure(last))}
    return settle(
        facts,
        "spread-holds",
        Claim((first.id, last.id), holds),
        words,
        independent=True,
        evidence=told.evidence,
    )


def check_shares(facts: Facts) -> Iterator[Finding]:
    """A share that is told beside a region's part and the whole is the part of the whole, in percent."""
    totals = _totals(facts)
    for record in facts.assembly.records:
        for share in record.values:
            if share.metric != SHARE or share.role != "current" or share.value is None:
                continue
            part = _part_beside(record, share)
            whole = totals.get((record.ranking, part.metric, part.unit)) if part is not None else None
            if part is not None and whole is not None and figure(whole) >= figure(part):
                yield _compare_share(facts, part, whole, share)


def _totals(facts: Facts) -> dict[tuple[str, str, str | None], Value]:
    found: dict[tuple[str, str, str | None], list[Value]] = defaultdict(list)
    for aggregate in facts.aggregates("total"):
        for value in aggregate.values:
            if value.role == "current" and value.value is not None and figure(value) > 0:
                found[aggregate.ranking or "", value.metric, value.unit].append(value)
    return {key: values[0] for key, values in found.items() if len({figure(v) for v in values}) == 1}


def _part_beside(record: Record, share: Value) -> Value | None:
    """Return the one current figure of a record that a share may be of; in a table, its column comes first."""
    parts = [v for v in record.values if v.role == "current" and v.value is not None and v.unit != "percent"]
    if len(parts) != 1:
        return None
    gap = share.evidence[0].start - parts[0].evidence[0].end
    return parts[0] if gap < SHARE_REACH and (gap > 0 or not share.column) else None


def _compare_share(facts: Facts, part: Value, whole: Value, share: Value) -> Finding:
    def holds(figures: Figures) -> bool:
        made = multiply(figures[share.id], figures[whole.id])
        parts = scale(figures[part.id], HUNDRED)
        return made == Interval() or touch_closed(made, parts)

    claim = Claim((share.id, part.id, whole.id), holds)
    made = HUNDRED * Fraction(figure(part)) / Fraction(figure(whole))
    words = {"share": share, "part": part, "whole": whole, "made": round(made, 1)}
    told = {name: Fraction(figure(value)) for name, value in ((share.id, share), (part.id, part), (whole.id, whole))}
    others = {
        share.id: lambda: HUNDRED * told[part.id] / told[whole.id],
        part.id: lambda: told[share.id] * told[whole.id] / HUNDRED,
        whole.id: lambda: HUNDRED * told[part.id] / told[share.id] if told[share.id] else told[whole.id],
    }
    return settle(
        facts, "share-of-whole", claim, words, independent=True, makes=lambda name: (others[name](),), computed=share.id
    )


def touch_closed(one: Interval[Decimal], other: Interval[Decimal]) -> bool:
    """Whether two intervals have a figure in common."""
    if None in (one.low, one.high, other.low, other.high):
        return True
    return one.low <= other.high and other.low <= one.high  # type: ignore[operator]


def check_grain(facts: Facts) -> Iterator[Finding]:
    """A share of n people is one that whole people can make: of 28 people, 94.1% is none.

    Only doubtful where it fails: answers may have been weighted, or given by some of the people asked. Source of the
    method: GRIM (Brown & Heathers 2017).
    """
    fine: list[Finding] = []
    for record in facts.assembly.records:
        asked = current(record, PEOPLE)
        if asked is None or asked.qualifier or asked.printed is None or asked.printed.multiplier != "1":
            continue
        for share in record.values:
            told = share.unit == GRIM_UNITS and share.role == "current" and share.value is not None
            if told and not share.qualifier and _is_grained(facts.step(share.id), figure(asked)):
                finding = _compare_grain(facts, share, asked)
                fine += [finding] if finding.check.status == "passed" else []
                yield from [finding] if finding.check.status == "failed" else []
    if fine:
        message = facts.say("whole-people.passed", count=len(fine))
        names = [finding.check.subjects[0] for finding in fine]
        claims = tuple(claim for finding in fine for claim in finding.claims)
        yield make_finding(facts, "whole-people", "passed", message, names, "warning", claims=claims)


def _is_grained(step: Decimal, people: Decimal) -> bool:
    """Whether the shares that whole people make lie further apart than a printed share's last digit."""
    return 0 < people * step < HUNDRED


def _compare_grain(facts: Facts, share: Value, asked: Value) -> Finding:
    def holds(figures: Figures) -> bool:
        people = figures[asked.id].low
        return people is None or is_whole_share(figures[share.id], int(people))

    claim = Claim((share.id, asked.id), holds)
    words = {"share": share, "people": asked, "count": 1}
    people = Fraction(figure(asked))
    nearest = round(Fraction(figure(share)) * people / HUNDRED) * HUNDRED / people
    made = make_one(share.id, nearest)
    return settle(facts, "whole-people", claim, words, severity="warning", makes=made, computed=share.id)


def is_whole_share(share: Interval[Decimal], people: int) -> bool:
    """Whether a whole number of so many people makes the share, in percent."""
    if share.low is None or share.high is None or people <= 0:
        return True
    first = (Fraction(share.low) * people / HUNDRED).__ceil__()
    return first * HUNDRED <= share.high * people
