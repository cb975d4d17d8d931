"""Figures as series, one indicator of one ranking in one period by region, to be matched across documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.model import Assembly
from extractor.results import Evidence, Qualifier, Ranking, Record, Result, Value
from extractor.text import fold, squeeze

# A metric that no pack names is m1, m2 … in order of appearance, which says nothing in another document.
_UNNAMED = regex.compile(r"m\d+")
PLACE = "place"
PAST = "past"  # the period of an earlier figure that the text does not date


# What tells figures: the assembly of a document, or its result.
Told = Assembly | Result


class Point(Struct, frozen=True, kw_only=True):
    """One printed figure or place; `step` is the size of its last printed digit, `subject` the id of what it is.

    `computed` marks a place that no text prints: it is counted off the values.
    """

    subject: str
    value: Decimal
    step: Decimal
    qualifier: Qualifier | None = None
    computed: bool = False
    evidence: tuple[Evidence, ...] = ()


class Series(Struct, frozen=True, kw_only=True):
    """The figures of one indicator in one period by who they are of (a region, a statistic of the whole).

    `kind` is the role, with `current` and `previous` both `level`; a series of places has the kind `place` and the
    metric that orders them, and `direction` is whether its values fall or rise along them, where that is known.
    """

    ranking: Ranking
    kind: str
    metric: str
    label: str | None
    unit: str | None
    period: str | None
    points: dict[str, Point]
    direction: str | None = None

    @property
    def named(self) -> bool:
        """Whether a pack names the metric, so that its name means the same in every document."""
        return not _UNNAMED.fullmatch(self.metric)


def list_series(
    told: Told, *, ranks: Sequence[str] = ("stated", "inferred"), count_places: bool = False
) -> list[Series]:
    """Return the series of a document in reading order.

    `ranks` are the statuses of places that count as told; with `count_places`, a ranking that tells none has its
    places counted off its values.
    """
    found: dict[tuple[str, ...], Series] = {}
    rankings = {ranking.id: ranking for ranking in told.rankings}
    for key, ranking, value in _values(told, rankings):
        kind = "level" if value.role in ("current", "previous") else value.role
        period = value.period or (PAST if value.role == "previous" else ranking.period)
        name = (ranking.id, kind, value.metric, value.unit or "", period or "")
        if name not in found:
            label = next((m.label for m in ranking.metrics if m.name == value.metric), None)
            found[name] = Series(
                ranking=ranking,
                kind=kind,
                metric=value.metric,
                label=fold(squeeze(label)) if label else None,
                unit=value.unit,
                period=period,
                points={},
            )
        if (point := _point(value)) is not None:
            found[name].points.setdefault(key, point)
    series = [one for one in found.values() if one.points]
    places = list(_list_places(told, rankings, ranks))
    if count_places:
        told_places = {one.ranking.id for one in places}
        places += [p for one in series if one.ranking.id not in told_places for p in _count_places(one)]
    return [*series, *places]


def identify(record: Record) -> str:
    """Return what tells a record's region in every document: its code, else its folded name."""
    return record.region.code or fold(squeeze(record.region.name))


def _values(told: Told, rankings: dict[str, Ranking]) -> Iterator[tuple[str, Ranking, Value]]:
    for record in told.records:
        for value in record.values:
            yield identify(record), rankings[record.ranking], value
    for whole in told.aggregates:
        ranking = rankings.get(whole.ranking or "")
        for value in whole.values if ranking is not None else ():
            tail = value.id.rpartition("/")[2] if whole.statistic == "range" else ""
            assert ranking is not None
            yield f"{whole.statistic}/{tail}".rstrip("/"), ranking, value


def _point(value: Value) -> Point | None:
    if value.value is None:
        return None
    return Point(
        subject=value.id,
        value=Decimal(value.value),
        step=Decimal(value.printed.step) if value.printed is not None else Decimal(0),
        qualifier=value.qualifier,
        evidence=value.evidence[:1],
    )


def _list_places(told: Told, rankings: dict[str, Ranking], statuses: Sequence[str]) -> Iterator[Series]:
    places: dict[str, dict[str, Point]] = {}
    for record in told.records:
        rank = record.rank
        if rank is None or rank.value is None or rank.status not in statuses:
            continue
        point = Point(
            subject=record.id,
            value=Decimal(rank.value),
            step=Decimal(1),
            evidence=(rank.evidence or record.region.evidence)[:1],
        )
        places.setdefault(record.ranking, {}).setdefault(identify(record), point)
    for name, points in places.items():
        yield _place_series(rankings[name], rankings[name].period, points)


def _place_series(ranking: Ranking, period: str | None, points: dict[str, Point]) -> Series:
    metric = (
        ranking.order.metric if ranking.order is not None else (ranking.metrics[0].name if ranking.metrics else "m0")
    )
    label = next((m.label for m in ranking.metrics if m.name == metric), None)
    return Series(
        ranking=ranking,
        kind=PLACE,
        metric=metric,
        label=fold(squeeze(label)) if label else None,
        unit=PLACE,
        period=period,
        points=points,
        direction=ranking.order.direction if ranking.order is not None else None,
    )


def _count_places(series: Series) -> Iterator[Series]:
    """Yield the places that the values of a whole ranking give, from either end where it tells no order.

    Equal values share a place.
    """
    order = series.ranking.order
    first = series.ranking.metrics[0].name if series.ranking.metrics else None
    ranked_by = order.metric if order is not None else first
    of_regions = {key: point for key, point in series.points.items() if not _is_whole(key)}
    whole = series.ranking.size is None or len(of_regions) >= series.ranking.size
    if series.kind != "level" or series.metric != ranked_by or series.period != series.ranking.period or not whole:
        return
    for descending in (True, False) if order is None else (order.direction == "desc",):
        values = sorted((point.value for point in of_regions.values()), reverse=descending)
        first_at: dict[Decimal, int] = {}
        for at, value in enumerate(values, 1):
            first_at.setdefault(value, at)
        points = {
            key: replace(point, value=Decimal(first_at[point.value]), step=Decimal(1), qualifier=None, computed=True)
            for key, point in of_regions.items()
        }
        direction = "desc" if descending else "asc"
        yield replace(_place_series(series.ranking, series.period, points), direction=direction)


def _is_whole(key: str) -> bool:
    return key.split("/")[0] in ("mean", "total", "range", "count")


def regions_of(series: Iterable[Series], ranking: str) -> set[str]:
    """Return who is told of in any series of a ranking."""
    return {key for one in series if one.ranking.id == ranking for key in one.points if not _is_whole(key)}
