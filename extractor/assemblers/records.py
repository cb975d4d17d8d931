"""Drafts → the contract's rankings, records and aggregates, with ids, evidence and merged repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractor.assemblers.drafts import (
    MOST_COMPARED,
    Count,
    Figure,
    Gap,
    Indicator,
    Listing,
    NationalFigure,
    RankingDraft,
    Row,
)
from extractor.assemblers.owners import RecordDraft, ValueList
from extractor.model import Document, RankMention
from extractor.packs import Pack
from extractor.results import (
    Aggregate,
    Category,
    Evidence,
    Metric,
    Order,
    Printed,
    Rank,
    Ranking,
    Record,
    Region,
    Statistic,
    Value,
)
from extractor.text import plain, slug, squeeze


class RecordBuilder:
    """Builds the output of one document; every id is given once, in reading order."""

    def __init__(self, document: Document, pack: Pack) -> None:
        self._document = document
        self._pack = pack
        self._language = document.source.language or ""
        self._names: dict[Indicator, str] = {}  # a metric without a pack's name → m1, m2 …
        self._ranking_ids: set[str] = set()
        self._further: dict[str, int] = {}  # the number to try for the next ranking of a name
        self._told: dict[tuple[int, int], Evidence] = {}
        self._given: Counter[str] = Counter()  # of each value's id
        self._named: dict[str, list[str]] = {}  # the ids of one name's records in one ranking
        self.used: set[int] = set()
        self.places: dict[int, str] = {}  # the rule of each place, by where its numeral stands
        self.value_ids: dict[int, str] = {}  # id(figure) → the id of its value
        self.rests: set[str] = set()  # the ids of counts that count the rest
        self.record_ids: dict[int, str] = {}  # id(row) → the id of its record

    # -- rankings -----------------------------------------------------------------------------------------------

    def ranking(self, draft: RankingDraft, size: int | None) -> Ranking:
        """Return the ranking of a draft (its parts are named later, see `compose`)."""
        metrics = tuple(self._metric(name, *told) for name, told in draft.metrics.items())
        base = draft.method or (metrics[0].name if metrics else "ranking")
        name = "-".join(part.replace("/", "--") for part in (base, draft.group, draft.period) if part)
        ranking_id, further = name, self._further.get(name, 2)
        while ranking_id in self._ranking_ids:
            ranking_id, further = f"{name}-{further}", further + 1
        self._ranking_ids.add(ranking_id)
        self._further[name] = further
        return Ranking(
            id=ranking_id,
            title=draft.title,
            method=draft.method,
            period=draft.period,
            size=size,
            order=self._order(draft),
            metrics=metrics,
            evidence=self._quotes(draft.evidence),
        )

    def _metric(self, indicator: Indicator, label: str | None, unit: str | None) -> Metric:
        entry = self._pack.metrics.get(indicator.known or "")
        return Metric(
            name=self._metric_name(indicator),
            label=squeeze(label) if label else None,
            unit=unit,
            scale=entry.scale if entry else None,
            better=entry.better if entry else None,
        )

    def _metric_name(self, indicator: Indicator) -> str:
        return indicator.known or self._names.setdefault(indicator, f"m{len(self._names) + 1}")

    def _order(self, draft: RankingDraft) -> Order | None:
        listings = [listing for listing in draft.listings if listing.end is not None or _has_ranks(listing)]
        metric = next((listing.metric for listing in listings if listing.metric is not None), None)
        if metric is None:
            return None
        first = next(listing for listing in listings if listing.metric == metric)
        descending = first.falls == (first.end != "low")
        cues = [(listing.cue.start, listing.cue.end) for listing in listings if listing.cue is not None]
        places = [row.rank.digits for row in first.rows if row.rank is not None]
        stated = any(listing.stated for listing in listings) or len(places) == len(first.rows) > 1
        return Order(
            metric=self._metric_name(metric),
            direction="desc" if descending else "asc",
            status="stated" if stated else "inferred",
            evidence=self._quotes(cues or places[:2]),
        )

    # -- records ------------------------------------------------------------------------------------------------

    def records(self, draft: RankingDraft, ranking: Ranking) -> list[Record]:
        """Return one record a region; rows that agree are merged, one that disagrees is a further record."""
        records: dict[str, RecordDraft] = {}
        for row in draft.rows:
            record = self._record(row, ranking, records)
            self.record_ids[id(row)] = record.id
        return [record.freeze(ranking) for record in records.values()]

    def _record(self, row: Row, ranking: Ranking, records: dict[str, RecordDraft]) -> RecordDraft:
        """Write a row into the first record of its region that it agrees with, else into a new one."""
        entry = self._pack.region(row.region.codes[0]) if row.region.codes else None
        text = squeeze(self._document.text[row.region.start : row.region.end])
        code = entry.code if entry else None
        name = entry.name(self._language) if entry else text
        base = f"{ranking.id}/{code or slug(name)}"
        rank = self._rank(row)
        told = self._named.setdefault(base, [])
        same = (records[other] for other in told[-MOST_COMPARED:] if self._agrees(row, rank, records[other], ranking))
        record = next(same, None)
        if record is None:
            region = Region(code=code, name=name, text=text, evidence=(self._quote(row.region.start, row.region.end),))
            record = RecordDraft(base if not told else f"{base}~{len(told) + 1}", region, rank, self._category(row))
            record.people = row.people
            records[record.id] = record
            told.append(record.id)
        else:
            record.rank = self._better_rank(record.rank, rank)
            record.category = record.category or self._category(row)
        for figure in row.figures:
            self._add_value(record.values, record.id, figure, ranking)
        for gap in row.gaps:
            missing = self._unique(f"{record.id}/{self._metric_name(gap.metric)}")
            record.values.add(self._missing(missing, gap, ranking), Decimal(0))
        return record

    def _agrees(self, row: Row, rank: Rank | None, record: RecordDraft, ranking: Ranking) -> bool:
        if row.people != record.people:
            return False
        for figure in row.figures:
            key = self._metric_name(figure.metric), figure.role, _period(figure, ranking)
            if record.values.told.get(key, figure.value) != figure.value:
                return False
        ranks = [r for r in (rank, record.rank) if r is not None and r.status == "stated" and r.value is not None]
        return len(ranks) < 2 or ranks[0].value == ranks[1].value

    @staticmethod
    def _better_rank(known: Rank | None, new: Rank | None) -> Rank | None:
        if known is None or (new is not None and new.status == "stated" != known.status):
            return new
        return known

    def _category(self, row: Row) -> Category | None:
        cue = row.category
        if cue is None:
            return None
        return Category(
            value=cue.value, text=self._document.text[cue.start : cue.end], evidence=(self._quote(cue.start, cue.end),)
        )

    def _rank(self, row: Row) -> Rank | None:
        if row.rank is not None:
            return self._stated_rank(row, row.rank)
        if row.place is None and row.from_bottom is None:
            return None
        return Rank(
            value=row.place,
            tied_to=row.tied_to,
            from_bottom=row.from_bottom,
            status="inferred",
            reason=row.reason,
            evidence=self._quotes(row.rests_on),
        )

    def _stated_rank(self, row: Row, told: RankMention) -> Rank:
        self.used.add(told.digits[0])
        self.places[told.digits[0]] = told.rule
        evidence = self._quotes([told.digits, (told.start, told.end)])
        if told.value is None and row.place is not None:
            return Rank(
                value=row.place, from_bottom=told.from_bottom, status="inferred", reason=row.reason, evidence=evidence
            )
        return Rank(
            value=told.value,
            tied_to=row.tied_to,
            from_bottom=told.from_bottom or row.from_bottom,
            status="stated",
            evidence=evidence,
        )

    # -- values -------------------------------------------------------------------------------------------------

    def _add_value(self, values: ValueList, owner: str, figure: Figure, ranking: Ranking, part: str = "") -> None:
        """Add a figure's value, or its quote to the value that says the same."""
        self.used.add(figure.number.start)
        metric, period = self._metric_name(figure.metric), _period(figure, ranking)
        value_id = f"{owner}/{metric}"
        if figure.role != "current":
            value_id += f"/{figure.role}/{period}" if period else f"/{figure.role}"
        value_id += f"/{part}" if part else ""
        evidence = self._quote(figure.number.start, figure.number.end)
        if values.repeat(value_id, figure.value, evidence):
            self.value_ids[id(figure)] = value_id
            return
        value_id = self.value_ids[id(figure)] = self._unique(value_id)
        value = Value(
            id=value_id,
            metric=metric,
            value=plain(figure.value),
            unit=figure.unit,
            role=figure.role,
            period=period,
            qualifier=figure.number.qualifier,
            printed=Printed(text=evidence.text, multiplier=plain(figure.multiplier), step=plain(figure.step)),
            column=figure.column,
            rule=figure.rule,
            evidence=(evidence, *self._quotes(figure.rests_on)),
        )
        values.add(value, figure.value)

    def _unique(self, name: str) -> str:
        """Return the id, with ~2, ~3 … behind it where it is given already."""
        self._given[name] += 1
        return name if self._given[name] == 1 else self._unique(f"{name}~{self._given[name]}")

    def _missing(self, value_id: str, gap: Gap, ranking: Ranking) -> Value:
        return Value(
            id=value_id,
            metric=self._metric_name(gap.metric),
            value=None,
            unit=gap.unit,
            period=ranking.period,
            status="missing",
            column=gap.column,
            rule="missing-mark",
            evidence=self._quotes([gap.span]),
        )

    # -- aggregates ---------------------------------------------------------------------------------------------

    def aggregates(self, draft: RankingDraft, ranking: Ranking, country: str | None) -> list[Aggregate]:
        """Return the figures of the whole: one aggregate a statistic, its values in reading order."""
        found: list[Aggregate] = []
        wholes: dict[tuple[Statistic, str], list[NationalFigure]] = {}
        for figure in draft.national:
            wholes.setdefault((figure.statistic, self._union(figure, country)), []).append(figure)
        for (statistic, _), told in wholes.items():
            scope = self._scope(country, [figure.scope for figure in told if figure.scope])
            aggregate_id = f"{ranking.id}/{scope.code or slug(scope.name)}/{statistic}"
            values = ValueList()
            if statistic == "range":
                self._add_ranges(values, aggregate_id, [figure.figure for figure in told], ranking)
            else:
                for figure in told:
                    self._add_value(values, aggregate_id, figure.figure, ranking)
            found.append(
                Aggregate(id=aggregate_id, ranking=ranking.id, scope=scope, statistic=statistic, values=values.freeze())
            )
        if draft.counts:
            found.append(self._counts(draft.counts, ranking, country))
        return found

    def _union(self, told: NationalFigure, country: str | None) -> str:
        """Return which whole a figure is of, where a document is about no one country: the EU, the world."""
        if country is not None or told.scope is None:
            return ""
        return slug(self._document.text[told.scope[0] : told.scope[1]])

    def _add_ranges(self, values: ValueList, owner: str, ends: Sequence[Figure], ranking: Ranking) -> None:
        """Add ranges as pairs of values, low before high; one that is told again adds its quotes."""
        told: dict[tuple[Decimal, Decimal], int] = {}
        for low, high in zip(ends[::2], ends[1::2], strict=True):
            at = told.setdefault((low.value, high.value), len(told))
            name = owner if at == 0 else f"{owner}~{at + 1}"
            self._add_value(values, name, low, ranking, "low")
            self._add_value(values, name, high, ranking, "high")

    def _counts(self, counts: Sequence[Count], ranking: Ranking, country: str | None) -> Aggregate:
        scope = self._scope(country, [])
        aggregate_id = f"{ranking.id}/{scope.code or slug(scope.name)}/count"
        values: list[Value] = []
        for told in counts:
            number = told.number or told.of
            assert number is not None
            self.used.update(n.start for n in (told.number, told.of) if n is not None)
            quotes = [(n.start, n.end) for n in (number, told.of) if n is not None]
            value_id = self._unique(f"{aggregate_id}/{told.metric}")
            if told.rest:
                self.rests.add(value_id)
            values.append(
                Value(
                    id=value_id,
                    metric=told.metric,
                    value=plain(number.value),
                    unit="count",
                    period=ranking.period,
                    qualifier=number.qualifier,
                    printed=Printed(text=self._document.text[number.start : number.end], multiplier="1", step="1"),
                    of=plain(told.of.value) if told.of is not None else None,
                    rule=told.rule,
                    evidence=self._quotes(dict.fromkeys(quotes)),
                )
            )
        return Aggregate(id=aggregate_id, ranking=ranking.id, scope=scope, statistic="count", values=tuple(values))

    def _scope(self, country: str | None, mentions: Sequence[tuple[int, int]]) -> Region:
        entry = self._pack.region(country) if country else None
        quotes = self._quotes(mentions[:1])
        text = quotes[0].text if quotes else ""
        name = entry.name(self._language) if entry else squeeze(text) or "whole"
        return Region(code=entry.id if entry else None, name=name, text=squeeze(text) or name, evidence=quotes)

    # -- quotes -------------------------------------------------------------------------------------------------

    def _quote(self, start: int, end: int) -> Evidence:
        """Return a span as evidence, one object however often figures rest on it."""
        span = (start, end)
        found = self._told.get(span)
        if found is None:
            found = self._told[span] = self._document.quote(start, end)
        return found

    def _quotes(self, spans: Iterable[tuple[int, int]]) -> tuple[Evidence, ...]:
        return tuple([self._quote(*span) for span in dict.fromkeys(spans)])


def _period(figure: Figure, ranking: Ranking) -> str | None:
    """Return the period that a figure is of: its own, for a present one the ranking's."""
    return figure.period or (ranking.period if figure.role == "current" else None)


def _has_ranks(listing: Listing) -> bool:
    return any(row.rank is not None for row in listing.rows)
