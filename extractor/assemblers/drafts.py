"""What the assemblers write on while they read: rows, listings and rankings in the making."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from extractor.model import ENTITY, CueMention, NumberMention, RankMention, RegionMention
from extractor.packs import COUNTRY
from extractor.results import Role, Statistic
from extractor.spans import Span
from extractor.text import multiply

End = Literal["high", "low"]
# A name's row is held against so many of the name's rows before: more differ only where a list's key is not the name.
MOST_COMPARED = 50
# The kind of cues that name a group of people.
GROUP = "group"
# So many rows tell what a list is ordered by.
FEWEST_RUNNING = 3
# So many listings of a ranking are looked through for what orders them.
MOST_LISTINGS = 20
Told = tuple[str | None, str | None]  # a metric's label and unit


def end_of(rank: RankMention | None) -> End | None:
    """Return the end of the order that a printed place is, if it is one: the first, or one from the bottom."""
    if rank is None:
        return None
    if rank.value is None or rank.from_bottom is not None:
        return "low"
    return "high" if rank.value == 1 else None


class Indicator(Struct, frozen=True, gc=False):
    """What a figure measures: a metric of the packs by its `name`, else only told apart by unit and label.

    `growth` tells that it is the growth of that metric, ranked by itself.
    """

    name: str | None = None
    unit: str | None = None
    label: str = ""
    growth: bool = False

    @property
    def known(self) -> str | None:
        """The metric of the packs that this is; None for what no pack names."""
        return None if self.growth else self.name


def level_of(region: RegionMention) -> str | None:
    """Return the kind of what is ranked: a country, a part of one, another entity; None where it is not known."""
    if region.kind in (COUNTRY, ENTITY):
        return region.kind
    return "part" if region.codes else None


class Figure(Struct, gc=False):
    """A number bound to a region or to the whole: what it measures and which part it plays.

    `explicit` tells that the figure's own sentence or list names the metric; `rests_on` are the further spans
    that the reading rests on.
    """

    number: NumberMention
    value: Decimal
    step: Decimal
    multiplier: Decimal
    unit: str | None
    metric: Indicator
    label: str | None
    role: Role
    period: str | None
    rule: str
    explicit: bool = False
    column: str | None = None
    rests_on: tuple[Span, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether the number stands without unit and multiplier, and none is known."""
        return self.unit is None and self.number.unit is None and self.multiplier == 1

    def measure(self, unit: str | None, multiplier: Decimal) -> None:
        """Take up the unit and the multiplier that the number is told in."""
        self.unit, self.multiplier = unit or self.unit, multiplier
        self.value, self.step = multiply(self.number.value, multiplier), multiply(self.number.step, multiplier)
        if self.metric.name is None:
            self.metric = replace(self.metric, unit=self.unit)


class Gap(Struct, gc=False):
    """A printed mark that a figure is missing."""

    span: Span
    metric: Indicator
    label: str | None
    unit: str | None
    column: str | None


class Row(Struct, gc=False):
    """One region with what one sentence, list item or table row says of it.

    `climbs` tells that its place is the one above the row before, `apart` that it is set against the rows before,
    `by_change` that its place goes by its change, not by its level;
    `ahead` and `below` are how many are told to stand before it, from the top and from the bottom.
    """

    region: RegionMention
    figures: list[Figure]
    rank: RankMention | None = None
    list_number: RankMention | None = None
    climbs: bool = False
    apart: bool = False
    ahead: int | None = None
    below: int | None = None
    by_change: bool = False
    category: CueMention | None = None
    rests_on: tuple[Span, ...] = ()
    gaps: tuple[Gap, ...] = ()
    place: int | None = None
    from_bottom: int | None = None
    tied_to: int | None = None
    reason: str = ""

    @property
    def people(self) -> str | None:
        """The group of people that the row's figures are told of."""
        return self.category.value if self.category is not None and self.category.kind == GROUP else None

    def goes_by(self, figure: Figure) -> bool:
        """Whether the row's place can go by a figure of it."""
        return figure.role == ("change" if self.by_change else "current")

    def current(self, metric: Indicator | None = None) -> Figure | None:
        """Return the row's first figure (of the metric, if one is named) that its place can go by."""
        role: Role = "change" if self.by_change else "current"
        for figure in self.figures:
            if figure.role == role and (metric is None or figure.metric == metric):
                return figure
        return None


class Listing(Struct, gc=False):
    """Rows that are told in one breath; `end` is the end of the order that they are listed from, if any is promised.

    `by_change` tells that the order goes by how much the figures changed; `metric` is what orders it, `falls` whether
    its figures ought to fall along it: both known once all is read.
    """

    end: End | None = None
    cue: CueMention | None = None
    stated: bool = False
    ordered: bool = True
    by_change: bool = False
    rows: list[Row] = []
    place: RankMention | None = None  # the last one told
    metric: Indicator | None = None
    falls: bool = True

    @property
    def side(self) -> End | None:
        """The end that the listing is told from: promised, or that of its first printed place."""
        return self.end or end_of(self.rows[0].rank if self.rows else None)

    def runs_by(self, metric: Indicator) -> bool:
        """Whether all rows, three at least, have a figure of the metric that falls or rises from row to row."""
        rows = self.rows[:MOST_COMPARED]
        if len(rows) < FEWEST_RUNNING or rows[0].current(metric) is None:
            return False
        values = [figure.value for row in rows if (figure := row.current(metric)) is not None]
        if len(values) < len(rows):
            return False
        return values in (sorted(values), sorted(values, reverse=True))


class Count(Struct, gc=False):
    """A count of the ranked: `number` of `of`, with the class that it counts; `rest`: of all the others."""

    number: NumberMention | None
    of: NumberMention | None
    metric: str
    rule: str
    rest: bool = False


class NationalFigure(Struct, gc=False):
    """A figure of the whole, with the mention of the whole (None: understood); `named` where it is named for sure."""

    figure: Figure
    statistic: Statistic
    scope: Span | None
    named: bool = True


@dataclass(slots=True)
class RankingDraft:
    """A ranking in the making.

    `metrics` are those that regions are ranked by, `spoken` those only told of the whole, in order of appearance.
    `past` marks an earlier order told beside the present one ("last year the first three were …"),
    `by_change` an order by change beside that of the levels, `group` the people that its figures are told of.
    """

    method: str | None
    period: str | None
    title: str | None = None
    metrics: dict[Indicator, Told] = field(default_factory=dict)
    spoken: dict[Indicator, Told] = field(default_factory=dict)
    listings: list[Listing] = field(default_factory=list)
    national: list[NationalFigure] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    size: int | None = None
    past: bool = False
    by_change: bool = False
    group: str | None = None
    composition: str | None = None
    evidence: list[Span] = field(default_factory=list)
    _by_region: dict[tuple[str, ...], deque[tuple[Row, End | None]]] = field(default_factory=dict)
    _ends: set[End | None] = field(default_factory=set)
    _firsts: set[Indicator] = field(default_factory=set)
    _levels: set[str] = field(default_factory=set)
    _top: Row | None = None

    def add(self, row: Row, listing: Listing) -> None:
        """Write a row into one of the ranking's listings."""
        listing.rows.append(row)
        listing.place = row.rank or listing.place
        told = self._by_region.setdefault(row.region.codes, deque(maxlen=MOST_COMPARED))
        told.append((row, listing.end))
        self._ends.add(listing.side)
        first = row.current()
        if first is not None:
            self._firsts.add(first.metric)
        level = level_of(row.region)
        if level is not None:
            self._levels.add(level)
        if self._top is None and self._is_top(row, listing):
            self._top = row

    @staticmethod
    def _is_top(row: Row, listing: Listing) -> bool:
        if row.rank is not None:
            return row.rank.value == 1
        return listing.end == "high" and listing.rows[0] is row

    @property
    def top(self) -> Row | None:
        """The first row told to be at the top."""
        return self._top

    def takes(self, region: RegionMention) -> bool:
        """Whether the ranked are of the region's kind: countries, their parts, or what is no region."""
        level = level_of(region)
        return level is None or not self._levels or level in self._levels

    def ranks_by(self, metric: Indicator) -> bool:
        """Whether some listing is ordered by the metric: it comes first in the rows, or they run by it."""
        return metric in self._firsts or any(listing.runs_by(metric) for listing in self.listings[-MOST_LISTINGS:])

    def rows_of(self, region: RegionMention, *ends: End) -> list[Row]:
        """Return the last rows of a region in reading order; if ends are given, those told from one of them."""
        return [row for row, end in self._by_region.get(region.codes, ()) if not ends or end in ends]

    @property
    def rows(self) -> Iterator[Row]:
        """Every row of the ranking in reading order."""
        return (row for listing in self.listings for row in listing.rows)

    @property
    def first_metric(self) -> Indicator | None:
        """The metric that regions were first ranked by."""
        return next(iter(self.metrics), None)

    @property
    def empty(self) -> bool:
        """Whether nothing has been told in this ranking yet."""
        return not self.listings and not self.national and not self.counts

    def has_end(self, end: End) -> bool:
        """Whether a listing already tells this end of the order."""
        return end in self._ends

    def learn(self, figure: Figure, ranked: bool = True) -> None:
        """Take up the figure's metric, its label and its unit."""
        told = self.metrics if ranked else self.spoken
        label, unit = told.get(figure.metric, (None, None))
        told[figure.metric] = (label or figure.label, unit or figure.unit)
