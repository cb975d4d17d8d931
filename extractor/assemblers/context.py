"""The ranking context: which ranking, metric and end of the order each passage speaks of.

Headings and leads open a ranking, the next one closes it; a sub-heading that names only an end of the order
keeps the ranking and flips the end. A sentence with a superlative of its own opens a listing of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assemblers.binding import Binding, Slot, bind
from extractor.assemblers.columns import ColumnReader
from extractor.assemblers.drafts import End, Figure, Listing, RankingDraft, Row, Span
from extractor.assemblers.entries import find_key, find_numbered_runs, list_number, name_entry
from extractor.assemblers.figures import FigureMaker
from extractor.assemblers.passages import Passage
from extractor.assemblers.periods import choose_period, shift_period
from extractor.assemblers.rankings import RankingShelf, clashes, told_of_past
from extractor.assemblers.tables import TableContext, TableReader
from extractor.assemblers.wholes import add_national, add_statistic, collect_statistics
from extractor.model import (
    CueMention,
    Document,
    Mentions,
    NumberMention,
    RankMention,
    RegionMention,
    Table,
)
from extractor.packs import Language, Pack

# A passage that begins with its name tells an entry of a list.
ENTRY_REACH = 14
# "Key: value" lines stand at most so many blocks below their name.
KEYS_REACH = 4
# The period of an earlier figure stands this close to it.
PERIOD_BEHIND, PERIOD_BEFORE = 6, 20
# Roles that bind to a name like a plain number; all others are parts of statistics or set aside.
_BINDING_ROLES = ("current", "previous", "change", "fall", "target", "reference")
_LOOSE_RULES = ("prose", "value-first")


class ContextReader:
    """Reads passages in order and writes down the rankings that they tell."""

    def __init__(
        self, document: Document, mentions: Mentions, pack: Pack, language: Language, country: str | None
    ) -> None:
        self._text = document.text
        self._masked = mentions.masked
        self._pack = pack
        self._joiner = language.entry.joiner
        self._shelf = RankingShelf(document, mentions, pack)
        self._figures = FigureMaker(document, mentions.masked, pack, language.entry.joiner)
        self._country = country
        self._end_of_text = len(document.text.rstrip())
        self.headlines: list[NumberMention] = []
        self._first = next((at for at, block in enumerate(document.blocks) if block.kind != "boilerplate"), 0)
        self.ignored: dict[int, str] = {}
        columns = ColumnReader(document, mentions, language, self._shelf.year)
        self._tables = TableReader(document, pack, columns, self._shelf.drafts, self.ignored)
        self._listing: Listing | None = None
        self._paused = False  # whether something else was told since: only a chain word or a place goes on then
        self._end: CueMention | None = None  # the end that the section's heading names
        self._lead_end: CueMention | None = None  # … and the one that the lead names
        self._section_metrics: tuple[CueMention, ...] = ()
        self._lead_metrics: tuple[CueMention, ...] = ()
        self._topic: tuple[int, tuple[CueMention, ...]] = (
            -1,
            (),
        )  # the metrics last told of the whole, and their block
        self._parts = False  # whether the section tells of parts that are no regions
        self._numbered = find_numbered_runs(document)
        self._entry: tuple[int, Row] | None = None  # the last name told, and its block
        self._carried: Slot | None = None  # the last name told, for "there" and "here"
        self._scope: tuple[int, Span | None] | None = None  # the block a national figure stood in

    @property
    def drafts(self) -> list[RankingDraft]:
        """The rankings that have been told so far."""
        return self._shelf.drafts

    # -- tables -------------------------------------------------------------------------------------------------

    def read_table(self, table: Table) -> None:
        """Take in a table, under the heading, lead or caption that stands before it."""
        context = TableContext(
            draft=self._shelf.current,
            period=self._shelf.period,
            end=self._awaited(),
            metrics=self._lead(),
        )
        self._shelf.current = self._tables.read(table, context) or self._shelf.current
        self._listing, self._scope, self._carried = None, None, None

    # -- passages -----------------------------------------------------------------------------------------------

    def read(self, passage: Passage) -> None:
        """Take in the next passage."""
        self._figures.learn(passage.cues)
        if passage.has("pivot"):
            self._shelf.pivoted, self._listing, self._paused = True, None, False
        if self._topic[0] != passage.index:
            self._topic = (-1, ())
        if passage.heading or (passage.lead and not self._names(passage) and not self._plain_numbers(passage)):
            self._open(passage)
        elif passage.tells:
            self._tell(passage)
        else:
            self._pass(passage)
        self._count(passage)

    def _open(self, passage: Passage) -> None:
        """A heading or lead: it may open a ranking, name metrics, and promise an end of the order."""
        self._switch(passage)
        self._parts = passage.has("breakdown") and not passage.regions
        self.headlines += self._plain_numbers(passage)
        metrics = passage.of_kind("metric")
        ends = passage.of_kind("high", "low")
        if passage.heading:
            self._section_metrics = metrics or self._section_metrics
            self._end, self._lead_end, self._lead_metrics = (ends[0] if ends else None), None, ()
            self._shelf.period = choose_period(passage.periods, self._shelf.year) or self._shelf.period
        else:
            self._lead_end, self._lead_metrics = (ends[0] if ends else None), metrics
            if passage.has("chain") and self._listing is not None and not ends:
                return
        self._listing = None
        if ends or metrics:
            self._scope = None

    def _switch(self, passage: Passage) -> None:
        if self._shelf.switch_method(passage):
            self._listing, self._scope = None, None

    def _pass(self, passage: Passage) -> None:
        """A passage without name or figure: it ends the listing, and may say how a composite is made."""
        if passage.first:
            self._switch(passage)
        composition = passage.of_kind("composition")
        draft = self._shelf.current
        if composition and draft is not None and self._shelf.is_composite(draft):
            draft.composition = composition[0].value
            draft.evidence.append((passage.start, passage.end))
        self._lead_metrics, self._lead_end, self._paused = passage.of_kind("metric") or self._lead_metrics, None, True

    def _tell(self, passage: Passage) -> None:
        self._switch(passage)
        slots = self._slots(passage)
        names = [slot for slot in slots if slot.kind == "region"]
        bindings = bind(slots, self._masked, self._joiner, passage.has("respectively"))
        placed = False
        for binding in bindings:
            if binding.name.kind == "nation":
                self._add_national(binding.numbers, passage, (binding.name.start, binding.name.end))
            elif self._is_told(binding, passage):
                self._place(binding, passage, within=placed)
                placed = True
        if not bindings and not passage.regions:
            if self._tell_key(passage):
                return
            self._tell_unnamed(passage)
            if passage.index == self._first:
                self.headlines += self._plain_numbers(passage)
        if not placed and not any(b.name.kind == "nation" for b in bindings):
            self._paused = True
        if names:
            self._carried = names[-1]
        if not placed and (passage.has("breakdown") or self._parts):
            self.ignored.update((number.start, "breakdown") for number in self._plain_numbers(passage))

    def _tell_key(self, passage: Passage) -> bool:
        """Take a line "Key: value" for a figure of the list entry that it stands under."""
        key = find_key(passage, self._text)
        entry = self._entry
        if key is None or entry is None or passage.index - entry[0] > KEYS_REACH:
            return False
        number = passage.numbers[0]
        figure = self._make(number, passage, "key-value", None)
        if not figure.explicit:
            figure.metric, figure.label, figure.explicit = f"?{figure.unit or ''}:{key}", key, True
        if self._shelf.current is not None:
            self._shelf.current.learn(figure)
        entry[1].figures.append(figure)
        return True

    def _is_told(self, binding: Binding, passage: Passage) -> bool:
        """Whether a name says anything: a figure, a place, a category, or a turn in a list that promises an order."""
        if binding.numbers or binding.rank is not None or passage.has("category") or passage.index in self._numbered:
            return True
        return (self._is_entry(passage) and self._awaited() is not None) or bool(passage.of_kind("high", "chain"))

    # -- slots --------------------------------------------------------------------------------------------------

    def _slots(self, passage: Passage) -> list[Slot]:
        slots = [self._name_slot(mention) for mention in passage.regions]
        if not slots and passage.first and passage.index in self._numbered and not self._parts:
            entry = name_entry(passage, self._text)
            slots = [Slot("region", entry.start, entry.end, entry)] if entry is not None else []
        slots += [Slot("number", n.left, n.right, n) for n in self._plain_numbers(passage)]
        slots += [Slot("rank", r.start, r.end, r) for r in passage.ranks]
        there = passage.of_kind("anaphora") if self._carried is not None and not passage.regions else ()
        for cue in passage.of_kind("nation"):
            if cue.value != "implicit" or not (passage.regions or there):
                slots.append(Slot("nation", cue.start, cue.end))
        if self._carried is not None and not any(slot.kind == "nation" for slot in slots):
            slots += [Slot("region", cue.start, cue.end, self._carried.mention) for cue in there[:1]]
        return sorted(slots, key=lambda slot: (slot.start, slot.end))

    def _names(self, passage: Passage) -> list[RegionMention]:
        """Return the names that can be ranked, the country of a document about one left out."""
        return [mention for mention in passage.regions if mention.codes != (self._country,)]

    def _name_slot(self, mention: RegionMention) -> Slot:
        nation = mention.codes == (self._country,)
        return Slot("nation" if nation else "region", mention.start, mention.end, mention)

    def _plain_numbers(self, passage: Passage) -> list[NumberMention]:
        """Return the numbers that can be a figure of a name; those set aside by a frame are written down as ignored."""
        plain: list[NumberMention] = []
        for number in passage.numbers:
            told = passage.roles.get(number.start)
            if self._is_cut(number):
                continue
            if told is None or told.role in _BINDING_ROLES:
                plain.append(number)
            elif told.role == "ignore":
                self.ignored[number.start] = told.value
        return plain

    def _is_cut(self, number: NumberMention) -> bool:
        """Whether the text breaks off right behind a bare number, so that it may lack its last digits."""
        return number.right == self._end_of_text and number.unit is None and number.end - number.start < 3

    # -- rows ---------------------------------------------------------------------------------------------------

    def _place(self, binding: Binding, passage: Passage, within: bool) -> None:
        """Write a name's row into the listing and ranking that it belongs to."""
        mention = binding.name.mention
        assert isinstance(mention, RegionMention)
        cue = self._governing(binding, passage)
        continues = cue is None and self._listing is not None and (within or self._continues(binding, passage))
        before = self._before(continues, passage)
        growth = passage.has("growth") or (cue is not None and self._only_changes(binding, passage))
        figures = [self._make(number, passage, binding.rule, before, growth) for number in binding.numbers]
        figures = _drop_doubles(figures)
        main = next((f for f in figures if f.role == "current"), figures[0] if figures else None)
        if continues and self._listing is not None and main is not None and self._parts_ways(main, mention):
            continues = False
        if not continues:
            self._start_listing(cue, main, passage, mention, binding.rule in _LOOSE_RULES)
        assert self._shelf.current is not None
        assert self._listing is not None
        for figure in figures:
            self._shelf.current.learn(figure)
            self._figures.remember(figure)
        category = next((c for c in passage.of_kind("category") if c.start >= binding.name.end), None)
        row = Row(region=mention, figures=figures, rank=binding.rank, category=self._own(category, mention, passage))
        if self._joins_last(row):
            return
        if not within:
            row.list_number = self._list_number(passage)
        row.rests_on = self._promise(passage)
        self._listing.rows.append(row)
        self._paused = False
        self._entry = (passage.index, row)

    def _promise(self, passage: Passage) -> tuple[Span, ...]:
        """Return what an inferred place rests on: the promise, the word that goes on with it, else the last place."""
        assert self._listing is not None
        spans = [(self._listing.cue.start, self._listing.cue.end)] if self._listing.cue is not None else []
        spans += [(cue.start, cue.end) for cue in passage.of_kind("chain")[:1]]
        told = [row.rank for row in self._listing.rows if row.rank is not None]
        return tuple(spans) if spans or not told else (told[-1].digits,)

    def _joins_last(self, row: Row) -> bool:
        """Add a row to the one before it, where both tell of one region and do not tell the same thing twice."""
        assert self._listing is not None
        last = self._listing.rows[-1] if self._listing.rows else None
        if last is None or last.region.codes != row.region.codes or not row.region.codes:
            return False
        told = {(figure.metric, figure.role): figure.value for figure in last.figures}
        if any(told.get((f.metric, f.role), f.value) != f.value for f in row.figures) or (last.rank and row.rank):
            return False
        last.figures += row.figures
        last.rank, last.category = last.rank or row.rank, last.category or row.category
        return True

    def _list_number(self, passage: Passage) -> RankMention | None:
        """Return the number that a list item is marked with, as a place."""
        block = passage.block
        value = list_number(self._text, block.start, block.marker)
        if value is None or not passage.first:
            return None
        start = next(at for at in range(block.start, block.end) if self._text[at].isdecimal())
        span = (start, start + len(str(value)))
        return RankMention(start=span[0], end=span[1], rule="list-number", value=value, digits=span)

    def _own(self, category: CueMention | None, region: RegionMention, passage: Passage) -> CueMention | None:
        """Return the category if no other name stands between it and this one."""
        if category is None or any(region.end <= other.start < category.start for other in passage.regions):
            return None
        return category

    def _lead(self) -> tuple[CueMention, ...]:
        """Return the metrics that the lead and the section's heading name."""
        return (*self._topic[1], *self._lead_metrics, *self._section_metrics)

    def _make(
        self, number: NumberMention, passage: Passage, rule: str, before: Figure | None, growth: bool = False
    ) -> Figure:
        figure = self._figures.make(number, passage, rule, self._shelf.current, self._lead(), before, growth)
        if figure.role == "previous":
            figure.period = self._earlier_period(number, passage)
        return figure

    def _earlier_period(self, number: NumberMention, passage: Passage) -> str | None:
        """Return the period told right behind an earlier figure ("9.0% in February"), else right before it."""
        behind = [p for p in passage.periods if 0 <= p.start - number.right <= PERIOD_BEHIND]
        before = [p for p in passage.periods if 0 <= number.left - p.end <= PERIOD_BEFORE]
        told = choose_period(behind[:1] or before[-1:], self._shelf.year)
        steps = passage.of_kind("earlier")
        if told is not None or not steps:
            return told
        nearest = min(steps, key=lambda cue: abs(cue.start - number.start))
        return shift_period(self._shelf.current.period if self._shelf.current else None, nearest.value)

    def _before(self, continues: bool, passage: Passage) -> Figure | None:
        """Return the figure whose unit a bare number takes over: the last of the open listing."""
        if self._listing is None or not self._listing.rows or not continues:
            return None
        return self._listing.rows[-1].current()

    def _governing(self, binding: Binding, passage: Passage) -> CueMention | None:
        """Return the superlative or leader word that rules over a name: the nearest before it, else the only one."""
        ends = passage.of_kind("high", "low")
        before = [cue for cue in ends if cue.start < binding.name.start]
        stated = [cue for cue in ends if cue.value == "stated"]
        if stated:
            cue = stated[0]
        elif before:
            cue = before[-1]
        elif len(ends) == 1 and len(passage.regions) == 1 and not passage.heading:
            cue = ends[0]
        else:
            return None
        listing = self._listing
        return None if listing is not None and listing.cue is cue else cue

    def _continues(self, binding: Binding, passage: Passage) -> bool:
        if self._shelf.current is not None and self._shelf.current.past != told_of_past(passage):
            return False
        if passage.has("chain") or binding.rank is not None:
            return True
        return not self._paused and self._is_entry(passage) and binding.rule not in _LOOSE_RULES

    def _is_entry(self, passage: Passage) -> bool:
        return bool(passage.regions) and passage.regions[0].start - passage.start <= ENTRY_REACH

    def _only_changes(self, binding: Binding, passage: Passage) -> bool:
        """Whether a superlative's name has nothing but a change, so that the change is what is ranked."""
        roles = [passage.roles[n.start].role for n in binding.numbers if n.start in passage.roles]
        return bool(roles) and len(roles) == len(binding.numbers) and all(role in ("change", "fall") for role in roles)

    def _parts_ways(self, main: Figure, region: RegionMention) -> bool:
        """Whether a row cannot stand in the open listing: another metric or unit, or another figure of its region."""
        assert self._listing is not None
        first = next((figure for row in self._listing.rows if (figure := row.current()) is not None), None)
        if first is None or main.role != "current":
            return False
        other = main.metric != first.metric and (main.explicit or main.unit != first.unit)
        return other or (self._shelf.current is not None and clashes(self._shelf.current, main, region))

    def _awaited(self) -> CueMention | None:
        return self._lead_end or self._end

    def _start_listing(
        self, cue: CueMention | None, main: Figure | None, passage: Passage, region: RegionMention, loose: bool
    ) -> None:
        if cue is None and not loose and self._is_entry(passage):
            cue = self._awaited()
        end: End | None = None
        if cue is not None:
            end = "high" if cue.kind == "high" else "low"
        draft = self._shelf.current = self._shelf.choose(main, passage, end, region)
        ordered = not passage.has("unordered")
        self._listing = Listing(end=end, cue=cue, stated=cue is not None and cue.value == "stated", ordered=ordered)
        draft.listings.append(self._listing)

    # -- the whole ----------------------------------------------------------------------------------------------

    def _tell_unnamed(self, passage: Passage) -> None:
        """Figures without a name go on with the whole, where the list item or sentence before spoke of the whole."""
        if self._scope is None or passage.has("breakdown") or self._parts:
            return
        numbers = self._plain_numbers(passage)
        changes = bool(numbers) and all(n.start in passage.roles for n in numbers)
        near = passage.index - self._scope[0]
        if (passage.has("metric") and near <= 1) or (changes and near == 0):
            self._add_national(numbers, passage, self._scope[1])

    def _add_national(self, numbers: Sequence[NumberMention], passage: Passage, scope: Span | None) -> None:
        if numbers:
            draft = self._shelf.in_hand(passage)
            add_national(draft, numbers, passage, scope, self._figures, self._lead(), self._pack)
            self._scope = (passage.index, scope)
            self._topic = (passage.index, passage.of_kind("metric"))

    def _count(self, passage: Passage) -> None:
        """Take down counts of the ranked and stated ranges."""
        for parts in collect_statistics(passage):
            add_statistic(self._shelf.in_hand(passage), parts, passage, self._figures, self._lead())


def _drop_doubles(figures: Sequence[Figure]) -> list[Figure]:
    """Keep the first figure of each metric, role and unit: a second one belongs to something else."""
    kept: dict[tuple[str, str, str | None], Figure] = {}
    for figure in figures:
        kept.setdefault((figure.metric, figure.role, figure.unit), figure)
    return list(kept.values())
