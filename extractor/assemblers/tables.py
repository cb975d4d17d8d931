"""Tables → rows: a record a row and ranking, metric, method, period and unit from the column's header path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from extractor.assemblers.arrangements import arrange
from extractor.assemblers.column_measures import measure_columns
from extractor.assemblers.column_places import PLACE, choose_running, settle_numbers
from extractor.assemblers.columns import (
    TARGET,
    Column,
    ColumnReader,
    Grid,
    aim,
    find_bases,
    find_placed,
    look_back,
    part_people,
    rank_changes,
)
from extractor.assemblers.drafts import End, Figure, Gap, Indicator, Listing, NationalFigure, RankingDraft, Row
from extractor.assemblers.periods import shift_period
from extractor.assemblers.sections import Told
from extractor.assemblers.table_orders import find_leader, goes_along
from extractor.model import (
    Cell,
    CueMention,
    Document,
    NumberMention,
    RankMention,
    Refusal,
    Refusals,
    RegionMention,
    Table,
)
from extractor.packs import COUNTRY, Pack
from extractor.results import Role, Statistic
from extractor.text import multiply, squeeze

UNKNOWN = "unknown-label"
# Kinds of columns that tell of the figures in the column before them.
_BESIDE = ("change", "previous")
_ROLES: Mapping[str, Role] = {"change": "change", "previous": "previous", TARGET: "target"}


class TableContext(Struct, frozen=True, kw_only=True):
    """What the text around a table says of it: ranking, period, promised end and metric.

    `told` are the measures that bare figures may be told in, nearest first.
    `first` is the first column of values; a metric named outside the table is of this one, and of those that differ
    from it by their period only. `bases` are the columns of values that columns of changes stand beside, by index.
    """

    draft: RankingDraft | None
    period: str | None
    end: CueMention | None
    metrics: tuple[CueMention, ...]
    told: tuple[Told, ...] = ()
    first: int = -1
    bases: Mapping[int, Column] = {}


# A ranking, and the group of people that it tells of beside its own.
Key = tuple[int, str | None]


@dataclass(slots=True)
class Reading:
    """One table while it is read: its columns by index, and the rankings that value and place columns belong to."""

    grid: Grid
    columns: dict[int, Column]
    label: Column
    context: TableContext
    homes: dict[int, RankingDraft] = field(default_factory=dict)
    ranks: dict[int, RankingDraft] = field(default_factory=dict)
    listings: dict[Key, Listing] = field(default_factory=dict)


class TableReader:
    """Reads the tables of one document into ranking drafts."""

    def __init__(
        self,
        document: Document,
        pack: Pack,
        columns: ColumnReader,
        drafts: list[RankingDraft],
        ignored: dict[int, str],
        refused: Refusals,
        country: str | None,
    ) -> None:
        self._document = document
        self._pack = pack
        self._columns = columns
        self._drafts = drafts
        self._ignored = ignored
        self._refused = refused
        self._country = country

    def read(self, table: Table, context: TableContext) -> RankingDraft | None:
        """Read one table; return the ranking of its first figures, None where there are no labels or no values."""
        text = self._document.text
        arranged = arrange(table, self._names_region, lambda cell: squeeze(text[cell.start : cell.end]))
        grid = Grid(arranged, text)
        told = (*self._columns.read_caption(table.caption), *context.told)
        read = measure_columns(grid, self._columns.read(grid), told, self._columns.numbers, self._pack)
        columns = part_people(aim(look_back(rank_changes(read))))
        label = next((column for column in columns if column.kind == "label"), None)
        values = [column for column in columns if column.kind in ("value", *_ROLES)]
        if label is None or not values:
            lacks = "a column of names" if label is None else "a column of figures"
            self._refuse(table.start, table.end, f"{lacks}, so that a row says something of a name")
            return None
        self._ignore_headers(columns)
        first = next((column.index for column in values if column.kind == "value"), values[0].index)
        context = replace(context, first=first, bases=find_bases(values))
        reading = Reading(grid, {column.index: column for column in columns}, label, context)
        # An order that is stated, or that the lead right above promises, is that of the first figures.
        promised = context.end is not None
        leader = find_leader(grid, columns, self._columns.numbers, promised=promised)
        reading.homes = self._homes(values, context, find_placed(columns), leader)
        reading.ranks = self._rank_columns(columns, label, reading.homes)
        for index, draft in reading.ranks.items():
            if not reading.columns[index].group:
                figures = {at: home for at, home in reading.homes.items() if reading.columns[at].kind == "value"}
                reading.ranks[index] = choose_running(grid, self._columns.numbers, index, draft, figures)
        for draft in reading.homes.values():
            if (id(draft), None) not in reading.listings:
                # An order that the lead promises is that of the first figures.
                end = context.end if not reading.listings else None
                reading.listings[id(draft), None] = self._start_listing(draft, table, end)
        for row in range(grid.first, grid.height):
            self._read_row(reading, row)
        for listing in reading.listings.values():
            self._ignored.update((start, "row-number") for start in settle_numbers(listing))
        return reading.homes[(leader or values[0]).index]

    def _names_region(self, cell: Cell) -> bool:
        """Whether a cell names a region and tells no figure."""
        return bool(self._columns.regions.within(cell.start, cell.end)) and not self._columns.numbers.within(
            cell.start, cell.end
        )

    @staticmethod
    def _start_listing(draft: RankingDraft, table: Table, cue: CueMention | None) -> Listing:
        end: End | None = None
        if cue is not None:
            end = "high" if cue.kind == "high" else "low"
        listing = Listing(end=end, cue=cue)
        draft.listings.append(listing)
        if not draft.evidence:
            first = table.cells[0]
            draft.evidence.append(table.caption or (first.start, first.end))
        return listing

    def _refuse(self, start: int, end: int, missing: str, near: Cell | None = None) -> None:
        """Write down why the numbers of a span are no figures of a name."""
        refusal = Refusal("table-cell", missing, (near.start, near.end) if near is not None else None)
        for number in self._columns.numbers.within(start, end):
            self._refused.setdefault(number.start, refusal)

    # -- columns ------------------------------------------------------------------------------------------------

    def _ignore_headers(self, columns: Sequence[Column]) -> None:
        for column in columns:
            for start, end in column.spans:
                self._ignored.update((number.start, "header") for number in self._columns.numbers.within(start, end))

    def _homes(
        self, values: Sequence[Column], context: TableContext, placed: frozenset[int], leader: Column | None
    ) -> dict[int, RankingDraft]:
        """Return each value column's ranking: one a method or metric, and period; `placed` have places of their own.

        Of a table with a `leader`, all that goes along with it is of its ranking, and its figures come first.
        """
        homes: dict[int, RankingDraft] = {}
        if leader is not None:
            home = self._home(leader, context)
            along = sorted(values, key=lambda column: column is not leader)
            homes.update((column.index, home) for column in along if goes_along(column, leader))
        last: tuple[Column, RankingDraft] | None = None
        leaning = {index for index, base in context.bases.items() if base.index > index}
        for column in (column for column in values if column.index not in leaning and column.index not in homes):
            both = last is not None and {column.index, last[0].index} <= placed
            if last is not None and not both and self._goes_with(column, last[0]):
                # A column without a date beside one of another period still tells of the table's own.
                own = (draft for draft in homes.values() if draft.period == context.period)
                strays = column.period is None and last[0].period not in (None, context.period)
                homes[column.index] = next(own, last[1]) if strays and column.kind not in _BESIDE else last[1]
                continue
            homes[column.index] = self._home(column, context)
            last = (column, homes[column.index])
        homes.update((index, homes[context.bases[index].index]) for index in leaning)
        return homes

    def _goes_with(self, column: Column, before: Column) -> bool:
        """Whether a column tells of the same ranking as the one before: its change, or a share beside a figure."""
        if (column.method or before.method) != before.method or (column.period or before.period) != before.period:
            return False
        if column.kind in _BESIDE:
            return True
        if column.people_id != before.people_id:
            return False
        share = column.unit is not None and self._family(column.unit) == "share" and self._is_share_of(column, before)
        return (share and before.unit != column.unit) or (column.method is not None and column.unit != before.unit)

    def _is_share_of(self, column: Column, before: Column) -> bool:
        """Whether a share is of what stands before it: its header says no more than "share", or that is a base."""
        own, other = (self._pack.metrics.get(c.metric.value if c.metric is not None else "") for c in (column, before))
        return (other is not None and other.base) or (own is not None and own.general and not column.relative)

    def _family(self, unit: str | None) -> str | None:
        known = self._pack.units.get(unit or "")
        return known.family if known is not None else None

    def _home(self, column: Column, context: TableContext) -> RankingDraft:
        method = column.method or (context.draft.method if context.draft is not None else None)
        period = column.period or context.period
        metric = self._metric(column, context)[0]
        for draft in self._drafts:
            if (
                draft.method == method
                and draft.period == period
                and draft.group == column.people_id
                and (method is not None or metric in (*draft.metrics, *draft.spoken))
            ):
                return draft
        if context.draft is not None and context.draft.empty and context.draft.method == method:
            context.draft.period, context.draft.group = period, column.people_id
            return context.draft
        draft = RankingDraft(method=method, period=period, group=column.people_id)
        self._drafts.append(draft)
        return draft

    def _metric(self, column: Column, context: TableContext) -> tuple[Indicator, str | None]:
        """Return a column's metric and its label: named in the header, else in the lead, else told by the unit."""
        base = context.bases.get(column.index)
        if base is not None and column.metric is None:
            return self._metric(base, context)
        lead = context.metrics if column.index == context.first or column.bare or column.people is not None else ()
        for cue in (*((column.metric,) if column.metric is not None else ()), *lead):
            units = self._pack.metrics[cue.value].units if cue.value in self._pack.metrics else ()
            if column.unit is None or not units or column.unit in units:
                return Indicator(cue.value), self._document.text[cue.start : cue.end]
        unit = self._pack.units.get(column.unit or "")
        default = unit.metric if unit is not None else None
        # Under a method the unit alone names the metric, so that a composite's columns meet those of its parts.
        told_apart = (
            "" if column.method else (column.group if column.bare or column.people is not None else column.header)
        )
        indicator = Indicator(default) if default else Indicator(unit=column.unit, label=told_apart)
        return indicator, column.header or None

    def _rank_columns(
        self, columns: Sequence[Column], label: Column, homes: Mapping[int, RankingDraft]
    ) -> dict[int, RankingDraft]:
        """Return, for each column of places, the ranking that it belongs to."""
        found: dict[int, RankingDraft] = {}
        for column in columns:
            if column.kind not in ("rank", "number"):
                continue
            same = [c for c in columns if c.index in homes and column.group and c.group == column.group]
            composites = [draft for draft in homes.values() if self._parts(draft)]
            if same:
                found[column.index] = homes[same[0].index]
            elif composites:
                found[column.index] = composites[0]
            elif column.index > label.index and column.index - 1 in homes:
                found[column.index] = homes[column.index - 1]  # "value, place, value, place"
            else:
                found[column.index] = homes[min(homes, key=lambda index: (index < column.index, index))]
        return found

    def _parts(self, draft: RankingDraft) -> tuple[str, ...]:
        method = self._pack.methods.get(draft.method or "")
        return method.parts if method is not None else ()

    # -- rows ---------------------------------------------------------------------------------------------------

    def _read_row(self, reading: Reading, at: int) -> None:
        name = reading.grid.cell(at, reading.label.index)
        if name is None or not any(char.isalpha() for char in reading.grid.text(name)):
            return
        region = self._region(name)
        if region is not None and region.kind == COUNTRY and self._country not in (None, region.codes[0]):
            for told in filter(None, (reading.grid.cell(at, index) for index in reading.homes)):
                missing = "a row of a region: another country stands beside one's regions"
                self._refuse(told.start, told.end, missing, name)
            return
        nation = region is None or region.codes == (self._country,)
        rows: dict[Key, Row] = {}
        for index, draft in reading.homes.items():
            cell = reading.grid.cell(at, index)
            if cell is None or cell is name:
                continue
            figures, gaps = self._read_cell(cell, reading.columns[index], name, reading)
            for figure in figures:
                draft.learn(figure, ranked=not nation)
            if nation:
                self._add_national(draft, figures, (name.start, name.end))
            elif region is not None and (figures or gaps):
                people = reading.columns[index].people
                key = id(draft), people.value if people is not None and people.value != draft.group else None
                row = rows.setdefault(key, Row(region=region, figures=[], category=people))
                row.figures += figures
                row.gaps += tuple(gaps)
        self._file_rows(reading, at, rows)

    def _file_rows(self, reading: Reading, at: int, rows: Mapping[Key, Row]) -> None:
        """Give the rows of one line their places, and each to the listing of its ranking."""
        for index, draft in reading.ranks.items():
            cell = reading.grid.cell(at, index)
            if cell is not None and (id(draft), None) in rows:
                self._add_rank(rows[id(draft), None], cell, reading.columns[index])
        drafts = {id(draft): draft for draft in reading.homes.values()} if rows else {}
        for key, row in rows.items():
            if key not in reading.listings:
                drafts[key[0]].listings.append(reading.listings.setdefault(key, Listing()))
            drafts[key[0]].add(row, reading.listings[key])

    def _region(self, cell: Cell) -> RegionMention | None:
        """Return the region that a label names; an unknown label is a region of that name without a code."""
        found = self._columns.regions.within(cell.start, cell.end)
        text = self._document.text[cell.start : cell.end]
        if found:
            return found[0]
        if self._columns.is_total(text.strip()):
            return None
        return RegionMention(start=cell.start, end=cell.end, rule=UNKNOWN, codes=(), kind="unknown")

    def _read_cell(self, cell: Cell, column: Column, name: Cell, reading: Reading) -> tuple[list[Figure], list[Gap]]:
        metric, label = self._metric(column, reading.context)
        if self._columns.is_missing(reading.grid.text(cell)):
            return [], [Gap((cell.start, cell.end), metric, label, column.unit, column.header or None)]
        first, *others = self._columns.numbers.within(cell.start, cell.end) or (None,)
        if first is None:
            return [], []
        period = reading.homes[column.index].period
        figures = [self._figure(first, column, metric, label, name, period)]
        for number in others:
            if number.unit is None or number.unit == figures[0].unit:
                self._refuse(cell.start, cell.end, "what tells the two numbers of one cell apart, such as units", name)
                return [], []
            figures.append(self._figure(number, column, Indicator(unit=number.unit), None, name, period))
        return figures, []

    def _figure(
        self,
        number: NumberMention,
        column: Column,
        metric: Indicator,
        label: str | None,
        name: Cell,
        period: str | None,
    ) -> Figure:
        role = _ROLES.get(column.kind, "current")
        factor = number.multiplier if number.multiplier != 1 else column.multiplier
        scaled = factor != number.multiplier
        return Figure(
            number=number,
            value=multiply(number.value, factor) if scaled else number.value,
            step=multiply(number.step, factor) if scaled else number.step,
            multiplier=factor,
            unit=number.unit or column.unit,
            metric=metric,
            label=label,
            role=role,
            period=shift_period(period, "year") if role == "previous" else None,
            rule="table-cell",
            explicit=True,
            column=column.header or None,
            rests_on=((name.start, name.end), *column.spans),
        )

    def _add_national(self, draft: RankingDraft, figures: Sequence[Figure], scope: tuple[int, int]) -> None:
        for figure in figures:
            metric = self._pack.metrics.get(figure.metric.known or "")
            units = metric.units if figure.unit is None and metric is not None else (figure.unit,)
            meant = bool(units) and {self._family(unit) for unit in units} <= {"share", "level", "rate"}
            statistic: Statistic = "mean" if meant else "total"
            draft.national.append(NationalFigure(figure, statistic, scope))

    def _add_rank(self, row: Row, cell: Cell, column: Column) -> None:
        text = self._document.text[cell.start : cell.end]
        match = PLACE.fullmatch(text.strip())
        if match is None or int(match[1]) == 0:
            return
        start = cell.start + text.index(match[1])
        span = (start, start + len(match[1]))
        told = RankMention(start=span[0], end=span[1], rule=f"table-{column.kind}", value=int(match[1]), digits=span)
        if column.kind == "rank":
            row.rank = told
        else:
            row.list_number = told
