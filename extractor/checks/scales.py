"""Scales: the bounds that a figure cannot leave, and percentages that can be of a whole alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache, partial

from extractor.checks.facts import Facts, figure
from extractor.checks.findings import Claim, Figures, Finding, Room, make_finding
from extractor.checks.intervals import Interval, meet
from extractor.results import Severity, Value

# How many times the end of its scale a figure may be and still be taken for one of it.
FAR = 10
# Percentages that nothing names are taken for shares of a whole where so many others are told beside them, all from
# half the whole to the whole; then one so many times the largest of them is none. Growth and indices run past 100 in
# smaller steps.
FEWEST, HALF, WHOLE, OUT_OF_LINE = 3, Decimal(50), Decimal(100), Decimal("1.5")
# So many characters before and behind figures tell what they are of.
AROUND = 200


def check_scale(facts: Facts) -> Iterator[Finding]:
    """No current or previous figure lies outside its metric's scale, no share outside 0–100 %.

    In prose, a figure far beyond its scale is more likely of something else than wrong.
    """
    inside: list[str] = []
    claims: list[Claim] = []
    scales = {
        (ranking.id, metric.name, metric.unit): _read_scale(*metric.scale)
        for ranking in facts.assembly.rankings
        for metric in ranking.metrics
        if metric.scale is not None
    }
    for owner, value in ((holder, value) for holder in facts.owners() for value in holder.values):
        scale = scales.get((owner.ranking or "", value.metric, value.unit))
        if scale is None or value.value is None or value.role not in ("current", "previous", "target"):
            continue
        low, high = scale
        claim = _claim_within(value.id, low, high)
        if low <= figure(value) <= high:
            inside.append(value.id)
            claims.append(claim)
            continue
        share = value.unit == "percent"
        severity: Severity = "error" if value.column is not None or figure(value) <= FAR * high else "warning"
        message = facts.say("scale.failed", value=value, low=low, high=high)
        rule = "percent-range" if share else "scale"
        yield make_finding(facts, rule, "failed", message, [value.id], severity, claims=(claim,))
    if inside:
        message = facts.say("scale.passed", count=len(inside))
        yield make_finding(facts, "scale", "passed", message, inside, claims=tuple(claims))


@lru_cache(maxsize=64)
def _read_scale(low: str, high: str) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


def _claim_within(name: str, low: Decimal, high: Decimal) -> Claim:
    room = _make_room(low, high)
    return Claim((name,), partial(_reaches, name, room), room=room)


def _reaches(name: str, room: Room, figures: Figures) -> bool:
    return not meet(figures[name], room(name, figures)).empty


@lru_cache(maxsize=64)
def _make_room(low: Decimal, high: Decimal) -> Room:
    """Return the room that a scale leaves for any figure, one for all that are told on it."""
    scale = Interval(low, high)
    return lambda name, figures: scale


def check_unnamed_shares(facts: Facts) -> Iterator[Finding]:
    """Of percentages that nothing names but that are shares of a whole by all the others, none is far above 100."""
    groups: dict[tuple[str, str, str], list[Value]] = {}
    for record in facts.assembly.records:
        for value in record.values:
            if value.unit == "percent" and value.value is not None and value.role in ("current", "previous"):
                groups.setdefault((record.ranking, value.metric, value.role), []).append(value)
    for (ranking, metric, _), values in groups.items():
        over = [value for value in values if figure(value) > WHOLE]
        if len(over) != 1 or metric in facts.pack.metrics or not _are_shares(values, over[0]):
            continue
        if not _is_relative(facts, ranking, values):
            message = facts.say("scale.failed", value=over[0], low=Decimal(0), high=WHOLE)
            claim = _claim_within(over[0].id, Decimal(0), WHOLE)
            yield make_finding(facts, "percent-range", "failed", message, [over[0].id], claims=(claim,))


def _are_shares(values: Sequence[Value], over: Value) -> bool:
    """Whether all percentages but one are shares, as far as their sizes tell, and that one is out of line."""
    others = [figure(value) for value in values if value is not over]
    shares = len(others) >= FEWEST and all(HALF <= other <= WHOLE for other in others)
    return shares and figure(over) >= OUT_OF_LINE * max(others)


def _is_relative(facts: Facts, ranking: str, values: Sequence[Value]) -> bool:
    """Whether the words around percentages, or their title, call what they are of: a plan, a norm, another year."""
    if facts.language is None:
        return False
    starts = [value.evidence[0].start for value in values]
    quotes = facts.rankings[ranking].evidence if ranking in facts.rankings else ()
    passages = [(min(starts) - AROUND, max(starts) + AROUND), *((quote.start, quote.end) for quote in quotes)]
    told = " ".join(facts.document.text[max(0, start) : end] for start, end in passages).lower()
    return any(rule.matches(told) for rule in facts.language.rules("relative"))
