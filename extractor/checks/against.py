"""An article against the reports that it cites: each of its figures beside the report's own.

Series of the article are aligned with series of a report that can be the same indicator (nothing that both name may
differ), best those whose figures agree; then figure stands beside figure. Nobody is accused on a doubtful alignment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from extractor.checks.series import PAST, PLACE, Point, Series, Told, identify, list_series, regions_of
from extractor.checks.slips import liken_figures
from extractor.checks.words import Words
from extractor.results import Check, CheckStatus, Comparison, Omission, Region, Result, Slip
from extractor.text import plain

Agreement = Literal["equal", "rounded"]
# So many agreeing figures show that two series are one, whatever they are called.
ENOUGH = 2
# An approximate figure may be so far off, as a share of itself, where its trailing zeros are taken for rounding.
APPROXIMATE = Decimal("0.05")
HALF = Decimal("0.5")


class Audit(Struct, frozen=True):
    """What the reports say of an article's figures, and whom the article leaves out of the rankings it quotes."""

    comparisons: tuple[Comparison, ...] = ()
    omissions: tuple[Omission, ...] = ()
    checks: tuple[Check, ...] = ()


class Compared(Struct, frozen=True):
    """A figure of the article beside what may be the report's; `sure`: the indicator is the same beyond doubt."""

    said: Point
    verdict: Literal["equal", "rounded", "contradicted", "absent", "ambiguous"]
    printed: tuple[Point, ...] = ()
    source: str | None = None
    sure: bool = False
    slip: Slip | None = None

    def tell(self) -> Comparison:
        """Return it in the contract's words."""
        return Comparison(
            article=self.said.evidence,
            report=tuple(dict.fromkeys(quote for point in self.printed for quote in point.evidence)),
            verdict=self.verdict,
            slip=self.slip,
            subject=self.said.subject,
            matched=self.printed[0].subject if self.printed else None,
            source=self.source,
        )


class Match(Struct, frozen=True):
    """A report's series that may be the article's: how much they both name alike, how many figures agree and differ."""

    series: Series
    likeness: int
    same_metric: bool
    agreeing: int
    differing: int

    @property
    def support(self) -> tuple[int, int]:
        """What speaks for the match: agreement of figures first, then of names."""
        return self.agreeing - self.differing, self.likeness

    @property
    def sure(self) -> bool:
        """Whether this is the same indicator beyond doubt."""
        return self.same_metric or self.agreeing >= ENOUGH

    def outdoes(self, other: Match) -> bool:
        """Whether the other cannot be meant where this one can."""
        return other.likeness < self.likeness or (self.agreeing >= ENOUGH and self.agreeing > other.agreeing)


def audit(article: Told, reports: Sequence[Result], words: Words) -> Audit:
    """Return the article's figures beside those of each report, in reading order.

    A figure that is absent from one report and found in another is not told as absent.
    """
    if not reports:
        return Audit()
    own = list_series(article, ranks=("stated",))
    found: dict[tuple[str, str], list[Compared]] = {}
    omissions: list[Omission] = []
    for report in reports:
        theirs = list_series(report, count_places=True)
        matches = {id(series): _align(series, theirs) for series in own}
        for series in own:
            for key, point in series.points.items():
                told = _compare(key, point, series, matches[id(series)], theirs, report.source.path)
                found.setdefault((series.kind, point.subject), []).append(told)
        omissions += _omit(own, theirs, matches, report)
    compared = [item for items in found.values() for item in _drop_absent(items)]
    compared.sort(key=lambda item: item.said.evidence[0].start if item.said.evidence else 0)
    return Audit(
        comparisons=tuple(item.tell() for item in compared),
        omissions=tuple(omissions),
        checks=tuple(_check(item, words) for item in compared if item.verdict in ("equal", "rounded", "contradicted")),
    )


def _drop_absent(items: list[Compared]) -> Iterator[Compared]:
    present = [item for item in items if item.verdict != "absent"]
    yield from present or items[:1]


# -- alignment --------------------------------------------------------------------------------------------------


def _align(series: Series, others: Iterable[Series]) -> list[Match]:
    """Return the series that may be the same indicator in the same period, the likeliest first."""
    found = []
    for other in others:
        likeness = _liken(series, other)
        if likeness is None:
            continue
        shared = [agree(point, other.points[key]) for key, point in series.points.items() if key in other.points]
        agreeing = sum(agreement is not None for agreement in shared)
        same_metric = _same_metric(series, other)
        found.append(Match(other, likeness, same_metric, agreeing, len(shared) - agreeing))
    return sorted(found, key=lambda match: match.support, reverse=True)


def _liken(series: Series, other: Series) -> int | None:
    """Return how many of kind, unit, metric, method and period both name alike; None where they name one otherwise."""
    parts = (
        0 if series.kind == other.kind else None,
        _liken_names(series.unit, other.unit),
        _liken_names(series.direction, other.direction),
        _liken_metrics(series, other),
        _liken_names(series.ranking.method, other.ranking.method),
        _liken_periods(series, other),
    )
    return None if None in parts else sum(part for part in parts if part is not None)


def _liken_names(name: str | None, other: str | None) -> int | None:
    if name is None or other is None:
        return 0
    return 1 if name == other else None


def _liken_metrics(series: Series, other: Series) -> int | None:
    if series.named and other.named:
        return 2 if series.metric == other.metric else None
    return 1 if _same_metric(series, other) else 0


def _same_metric(series: Series, other: Series) -> bool:
    if series.named and other.named:
        return series.metric == other.metric
    return series.label is not None and series.label == other.label


def _liken_periods(series: Series, other: Series) -> int | None:
    own, their = series.period, other.period
    if PAST in (own, their):
        # An earlier figure without a date is of any period but the ranking's own.
        present = series.ranking.period if own == PAST else other.ranking.period
        dated = their if own == PAST else own
        return None if present is not None and dated == present else 0
    if own is None or their is None:
        return 0
    if own == their:
        return 1
    return 0 if own.startswith(f"{their}-") or their.startswith(f"{own}-") else None


# -- figures ----------------------------------------------------------------------------------------------------


def agree(said: Point, printed: Point) -> Agreement | None:
    """Tell whether a quoted figure is the printed one, or rounds or bounds it truly; None where it contradicts it.

    Half a unit of the coarser figure's last digit either way counts as rounding, and so does a figure that was cut
    off instead of rounded.
    """
    if said.value == printed.value:
        return "equal"
    if said.qualifier in ("more_than", "at_least"):
        return "rounded" if printed.value >= said.value else None
    if said.qualifier in ("less_than", "at_most", "up_to"):
        return "rounded" if printed.value <= said.value else None
    distance = abs(said.value - printed.value)
    if said.qualifier == "approx":
        return "rounded" if distance <= _looseness(said) else None
    if said.step > printed.step:
        cut = abs(said.value) < abs(printed.value) and distance < said.step
        return "rounded" if cut or distance <= said.step * HALF else None
    return "rounded" if said.step < printed.step and distance <= printed.step * HALF else None


def _looseness(said: Point) -> Decimal:
    """Return how far an approximate figure may be off: a unit of its last digit, half of one of its last but zeros."""
    zeros = Decimal(1)
    while said.value and said.step >= 1 and said.value % (said.step * zeros * 10) == 0:
        zeros *= 10
    return max(said.step, min(said.step * zeros * HALF, abs(said.value) * APPROXIMATE))


def _compare(
    key: str, said: Point, series: Series, matches: Sequence[Match], theirs: Sequence[Series], source: str
) -> Compared:
    """Return a figure beside the report's."""
    held = [match for match in matches if key in match.series.points]
    if not held:
        return Compared(said, "absent")
    best, *rest = held
    rivals = [best, *(match for match in rest if not best.outdoes(match))]
    for match in rivals:
        printed = match.series.points[key]
        agreement = agree(said, printed)
        if agreement is not None:
            return Compared(said, agreement, (printed,), source, sure=match.sure)
    printed = best.series.points[key]
    if not best.sure or _scales(said, printed, series, best.series):
        return Compared(said, "ambiguous", tuple(match.series.points[key] for match in rivals), source)
    slip = _diagnose(key, said, best, theirs)
    return Compared(said, "contradicted", (printed,), source, sure=not printed.computed, slip=slip)


def _scales(said: Point, printed: Point, series: Series, other: Series) -> bool:
    """Whether the figures differ by a scale that one of the documents leaves unsaid (thousands in a caption)."""
    if series.unit == other.unit and series.unit is not None:
        return False
    if not said.value or not printed.value:
        return False
    ratio = max(said.value, printed.value) / min(said.value, printed.value)
    return ratio in (1000, 1_000_000, 1_000_000_000)


def _diagnose(key: str, said: Point, best: Match, theirs: Sequence[Series]) -> Slip | None:
    """Return what kind of slip the wrong figure looks like: another figure of the report, else one of the pen."""
    series = best.series
    if series.kind == PLACE:
        return None
    elsewhere = [s for s in theirs if s.kind == series.kind and key in s.points and s.points[key].value == said.value]
    if any(s.metric == series.metric and s.period != series.period for s in elsewhere):
        return "other-period"
    if elsewhere:
        return "other-column"
    if any(point.value == said.value for name, point in series.points.items() if name != key):
        return "neighbour"
    return liken_figures(said.value, series.points[key].value)


# -- what is left out -------------------------------------------------------------------------------------------


def _omit(
    own: Sequence[Series], theirs: Sequence[Series], matches: dict[int, list[Match]], report: Result
) -> Iterator[Omission]:
    """Yield, for each ranking that the article surely quotes, the regions that it leaves out."""
    quoted: dict[str, str] = {}
    for series in own:
        best = next(iter(matches[id(series)]), None)
        if best is not None and best.agreeing >= ENOUGH and best.agreeing > best.differing:
            quoted.setdefault(series.ranking.id, best.series.ranking.id)
    for ranking, matched in quoted.items():
        told = {key for name, other in quoted.items() if other == matched for key in regions_of(own, name)}
        left: dict[str, Region] = {}
        for record in report.records:
            if record.ranking == matched and identify(record) not in told:
                left.setdefault(identify(record), record.region)
        if left and matched in {series.ranking.id for series in theirs}:
            yield Omission(ranking=ranking, matched=matched, source=report.source.path, regions=tuple(left.values()))


# -- findings ---------------------------------------------------------------------------------------------------


def _check(item: Compared, words: Words) -> Check:
    failed = item.verdict == "contradicted"
    status: CheckStatus = "failed" if failed else "passed"
    message = f"counted-in-source.{status}" if item.printed[0].computed else f"agrees-with-source.{status}"
    said, printed = (words.write(plain(point.value)) for point in (item.said, item.printed[0]))
    return Check(
        rule="agrees-with-source",
        status=status,
        severity="error" if item.sure or not failed else "warning",
        independent=item.sure,
        message=words.say(message, said=said, printed=printed, source=item.source),
        subjects=(item.said.subject,),
        evidence=item.said.evidence,
    )
