"""The ranking context: which ranking, metric and end of the order each passage speaks of.

Headings and leads open a ranking, the next one closes it; a sub-heading that names only an end of the order
keeps the ranking and flips the end. A sentence with a superlative of its own opens a listing of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from extractor.assemblers.asides import Aside, goes_back, read_asides
from extractor.assemblers.binding import Binding, bind, list_gap
from extractor.assemblers.categories import assign_categories
from extractor.assemblers.columns import ColumnReader
from extractor.assemblers.comparisons import Ahead, find_rivals, read_ahead
from extractor.assemblers.compositions import read_composition
from extractor.assemblers.directions import Hints, Slot
from extractor.assemblers.drafts import RankingDraft
from extractor.assemblers.entries import find_entity_runs, find_foreign_runs, find_numbered_runs, name_entry
from extractor.assemblers.figures import FigureMaker
from extractor.assemblers.groups import GroupKeeper, part_by_group
from extractor.assemblers.legends import LegendKeeper
from extractor.assemblers.listings import ListingWriter
from extractor.assemblers.measures import MeasureReader, inline_measure, read_measure
from extractor.assemblers.passages import Passage
from extractor.assemblers.periods import choose_period
from extractor.assemblers.rankings import RankingShelf
from extractor.assemblers.references import References
from extractor.assemblers.rows import LOOSE_RULES
from extractor.assemblers.sections import Section
from extractor.assemblers.statistics import add_statistic, collect_statistics
from extractor.assemblers.tables import TableContext, TableReader
from extractor.assemblers.venues import find_venue
from extractor.assemblers.wholes import WholeWriter
from extractor.model import CueMention, Document, Mentions, NumberMention, Refusal, RegionMention, Table
from extractor.packs import COUNTRY, FILLER, NUMBER, RANK, Language, Pack
from extractor.spans import SpanIndex

TITLE_LENGTH = 130
STAMP_LENGTH = 40
# The name that a lead closes with stands so close to its end.
LEAD_REACH = 60
# The value of a frame that tells its numbers of the name behind them.
FORWARD = "forward"
CUT = Refusal("cut-off", "the end of the number: the text breaks off right behind its digits")
# What parts the place where a listing plays from the names that it lists: nothing of these.
_STOPS = f",;:–—-().{NUMBER}{RANK}"
# Roles that bind to a name like a plain number; all others are parts of statistics or set aside.
PAST_ROLES = ("previous", "change", "fall")
NO_HINTS = Hints()
_BINDING_ROLES = ("current", "previous", "change", "fall", "target", "reference")


class ContextReader:
    """Reads passages in order and writes down the rankings that they tell.

    `ignored` are the numbers set aside while reading, `refused` those that a rule reached for in vain, `headlines`
    those of headings and of the first block.
    """

    def __init__(
        self, document: Document, mentions: Mentions, pack: Pack, language: Language, country: str | None
    ) -> None:
        self._text = document.text
        self._masked = mentions.masked
        self._pack = pack
        self._language = language
        self._joiner = language.entry.joiner
        self._country = country
        # The country whose figures are the whole's.
        self.whole = country or find_venue(mentions, document.text)
        self._references = References(document.text, mentions.masked, pack, language, country, self.whole)
        self.ignored: dict[int, str] = {}
        self.headlines: list[NumberMention] = []
        self._shelf = RankingShelf(document, mentions, pack)
        self._section = Section()
        self._groups = GroupKeeper()
        self._legends = LegendKeeper(SpanIndex([cue for cue in mentions.cues if cue.kind == "legend"]))
        self._figures = FigureMaker(document, mentions.masked, pack, self._joiner, self._shelf.year)
        self._listings = ListingWriter(document.text, self._shelf, self._section, self._figures, pack)
        self.refused = self._listings.refused
        self._measures = MeasureReader(document, mentions, pack, language, self._section)
        columns = ColumnReader(document, mentions, language, self._shelf.year)
        self._tables = TableReader(document, pack, columns, self._shelf.drafts, self.ignored, self.refused, country)
        self._numbered = find_numbered_runs(document) | find_entity_runs(document, mentions.regions)
        self._foreign = find_foreign_runs(document, mentions.regions)
        self._first = next((at for at, block in enumerate(document.blocks) if block.kind != "boilerplate"), 0)
        self._end_of_text = len(document.text.rstrip())
        self._numbers: Sequence[NumberMention] = ()  # those of the passage in hand that can be a figure of a name
        self._opens = True  # whether nothing has been told since the beginning or the last heading
        self._carried: Sequence[Slot] = ()  # the names of the passage told last, for "there" and "here"
        self._carried_at = -1  # the block that they stand in
        self._subject: Slot | None = None  # the last name or whole told of, for asides
        self._told = -1  # the block that it stands in
        self._entitled: tuple[int, Slot] | None = (
            None  # the last sentence that is a name alone: its block, and the name
        )
        self._wholes = WholeWriter(mentions.masked, self._shelf, self._section, self._figures, pack, self.ignored)

    @property
    def drafts(self) -> list[RankingDraft]:
        """The rankings that have been told so far."""
        return self._shelf.drafts

    def read_table(self, table: Table) -> None:
        """Take in a table, under the heading, lead or caption that stands before it."""
        context = TableContext(
            draft=self._shelf.current,
            period=self._shelf.period,
            end=self._section.awaited or self._section.last_end,
            metrics=self._section.lead,
            told=self._measures.around(table),
        )
        self._shelf.current = self._tables.read(table, context) or self._shelf.current
        self._listings.close()
        self._wholes.close()
        self._carried, self._subject = (), None
        self._section.forget()

    # -- passages -----------------------------------------------------------------------------------------------

    def read(self, passage: Passage) -> None:
        """Take in the next passage."""
        self._figures.learn(passage)
        period = self._shelf.current.period if self._shelf.current is not None else self._shelf.period
        passage = self._legends.read(passage, self._text)
        passage, asides = read_asides(passage, self._masked, period, self._shelf.year, self._told == passage.index)
        self._section.enter(passage.index)
        self._groups.enter(passage, self._text[passage.end - 1] == "?")
        self._turn_to(self._groups.now)
        if passage.has("pivot"):
            self._shelf.pivoted = True
            self._listings.close()
        self._numbers = self._plain_numbers(passage)
        placed = False
        if passage.heading or (passage.lead and not self._numbers and not self._references.names(passage)):
            self._open(passage)
        elif passage.tells:
            placed = self._tell(passage, asides)
            if passage.lead and not placed:
                self._section.open(passage, read_measure(self._text, passage.start, passage.end, self._language))
                self._listings.close()
        else:
            self._pass(passage)
        self._compose(passage)
        self._section.note(passage)
        self._measures.learn(passage, self._listings, placed)
        for parts in collect_statistics(passage):
            add_statistic(self._shelf.in_hand(passage), parts, passage, self._figures, self._section.lead)

    def _open(self, passage: Passage) -> None:
        """A heading or lead: it may open a ranking, name metrics, and promise an end of the order."""
        self._switch(passage)
        self._section.open(passage, read_measure(self._text, passage.start, passage.end, self._language))
        self.headlines += self._numbers
        self._opens = self._opens or passage.heading
        self._shelf.lead_period = self._shelf.period_of_lead(passage) if passage.lead else None
        if passage.heading:
            self._shelf.period = choose_period(passage.periods, self._shelf.year) or self._shelf.period
        promises = passage.of_kind("high", "low", "metric")
        if promises:
            self._wholes.close()
        if passage.heading or promises or not passage.has("chain"):
            self._listings.close()

    def _switch(self, passage: Passage) -> None:
        draft = self._shelf.current
        if passage.has("composition") and draft is not None and self._shelf.is_composite(draft):
            return  # it names the parts of the composite in hand
        if self._shelf.switch_method(passage):
            self._listings.close()
            self._wholes.close()

    def _compose(self, passage: Passage) -> None:
        """Note how the composite in hand is made, where the passage says so."""
        draft = self._shelf.current if passage.has("composition") else None
        method = self._pack.methods.get(draft.method or "") if draft is not None else None
        if draft is None or method is None or not method.parts:
            return
        composition = read_composition(passage, method.parts)
        if composition is not None:
            draft.composition = composition
            draft.evidence.append(passage.opening)

    def _pass(self, passage: Passage) -> None:
        """A passage without name or figure: it ends the lead."""
        if passage.first:
            self._switch(passage)
        self._section.pass_over(passage)
        self._listings.pause()

    def _tell(self, passage: Passage, asides: Sequence[Aside]) -> bool:
        """Take in what a passage tells of names and of the whole; return whether a name was placed."""
        self._switch(passage)
        self._listings.measure = inline_measure(self._text, self._masked, passage, self._language)
        slots = self._slots(passage)
        if self._subject is not None and goes_back(passage, asides) and not _subjects(slots):
            slots = [replace(self._subject, start=passage.start, end=passage.start), *slots]
        ahead = read_ahead(passage, self._masked, self._joiner)
        slots = self._under_name(passage, slots)
        slots = slots if ahead is None else ahead.select(slots, self._carried[-1] if self._carried else None)
        bindings = bind(slots, self._masked, self._joiner, _hints(passage), self.refused)
        if ahead is not None:
            bindings = [_compare(binding, ahead, slots) for binding in bindings]
        if not (passage.regions or any(map(_is_named, bindings))) and self._listings.tell_key(passage):
            return True
        placed = self._place(bindings, slots, passage)
        if named := _named(slots):
            self._carried, self._carried_at = named, passage.index
        if subjects := _subjects(slots):
            self._subject, self._told = subjects[-1], passage.index
        if not any(binding.numbers for binding in bindings) and not self._references.names(passage):
            opens = self._opens and self.whole is not None
            self._wholes.tell_unnamed(self._numbers, passage, opens)
        if placed:
            self._wholes.confirm(passage)
        else:
            self._set_aside(passage, bindings)
        stamp = passage.end - passage.start <= STAMP_LENGTH and not placed  # "ASTANA, 14 August 2025."
        self._opens = self._opens and not ((passage.regions and not stamp) or self._numbers)
        return placed

    def _place(self, bindings: Sequence[Binding], slots: Sequence[Slot], passage: Passage) -> bool:
        """Give each binding to the whole, the headlines or a listing; return whether a name was placed."""
        categories = assign_categories(passage, _named(slots), self._masked, self._joiner, self._section.category)
        placed = False
        for at, binding in enumerate(bindings):
            category = categories.get(binding.name.start)
            if binding.name.kind == "nation":
                further = self._earlier_behind(binding.name, bindings, slots, passage)
                self._wholes.add((*binding.numbers, *further), passage, (binding.name.start, binding.name.end))
            elif self._is_headline(binding, passage):
                self.headlines += binding.numbers
            elif self._is_foreign(binding) and not self._ranks_abroad(bindings, passage):
                self._refuse(
                    binding, "a region of the country that the document is about: another country is no region"
                )
            elif category is not None or self._is_entry(bindings, at, passage):
                self._list(binding, passage, placed, category)
                placed = True
        return placed

    def _list(self, binding: Binding, passage: Passage, within: bool, category: CueMention | None) -> None:
        """Write a name's row, one a group of people where its figures are told of several."""
        told = part_by_group(binding, passage) or ((self._groups.of(binding, passage), binding),)
        for group, own in told:
            self._turn_to(group)
            self._listings.place(own, passage, within, category or group)

    def _turn_to(self, group: CueMention | None) -> None:
        """Turn to the figures of a group of people, or back to those of all."""
        self._shelf.group = group.value if group is not None else None

    def _earlier_behind(
        self, name: Slot, bindings: Sequence[Binding], slots: Sequence[Slot], passage: Passage
    ) -> list[NumberMention]:
        """Return the earlier figures and changes of a name told in a later clause ("…; in 2024 it was 5%")."""
        bound = {number.start for binding in bindings for number in binding.numbers}
        reach = min((slot.start for slot in _subjects(slots) if slot.start > name.start), default=passage.end)
        behind = [n for n in self._numbers if name.end <= n.start < reach and n.start not in bound]
        return [n for n in behind if n.start in passage.roles and passage.roles[n.start].role in PAST_ROLES]

    def _set_aside(self, passage: Passage, bindings: Sequence[Binding]) -> None:
        """A passage that tells of no name: its numbers may be parts' or a headline's; the list rests meanwhile."""
        if passage.block.kind == "item" and not bindings and len(passage.numbers) == 1:
            self._listings.skip(passage.index)
        elif not any(binding.name.kind == "nation" for binding in bindings):
            self._listings.pause()
        if passage.index == self._first and not bindings:
            self.headlines += self._numbers
        if passage.has("breakdown") or self._section.parts:
            self.ignored.update((number.start, "breakdown") for number in self._numbers)

    def _refuse(self, binding: Binding, missing: str) -> None:
        refusal = Refusal(binding.rule, missing, (binding.name.start, binding.name.end))
        self.refused.update((number.start, refusal) for number in binding.numbers)

    def _is_headline(self, binding: Binding, passage: Passage) -> bool:
        """Whether a figure stands somewhere behind a name in the title, which is no place to bind it."""
        title = passage.index == self._first and passage.end - passage.start <= TITLE_LENGTH
        open_end = self._text[passage.end - 1] not in ".;"
        return title and open_end and bool(binding.numbers) and binding.rule in LOOSE_RULES

    def _is_foreign(self, binding: Binding) -> bool:
        """Whether a name is another country in a document about one country's regions: told in passing, not ranked."""
        mention = binding.name.mention
        foreign = isinstance(mention, RegionMention) and mention.kind == COUNTRY
        return self._country is not None and foreign

    def _ranks_abroad(self, bindings: Sequence[Binding], passage: Passage) -> bool:
        """Whether a passage orders other countries themselves: where visitors come from, where goods go."""
        if passage.index in self._foreign:
            return True
        told = [binding for binding in bindings if binding.numbers and binding.name.kind == "region"]
        ordered = passage.of_kind("high", "low", "chain") or passage.ranks
        return len(told) > 1 and bool(ordered) and all(self._is_foreign(binding) for binding in told)

    def _is_told(self, binding: Binding, passage: Passage) -> bool:
        """Whether a name says anything: a figure, a place, or a turn in a list that promises an order."""
        placed = binding.rank is not None or binding.ahead is not None
        if binding.numbers or placed or (passage.first and passage.index in self._numbered):
            return True
        return self._listings.awaits(passage) or bool(passage.of_kind("high", "low", "chain"))

    def _is_entry(self, bindings: Sequence[Binding], at: int, passage: Passage) -> bool:
        return self._is_told(bindings[at], passage) and not self._is_setting(bindings, at, passage)

    def _is_setting(self, bindings: Sequence[Binding], at: int, passage: Passage) -> bool:
        """Whether a name without a figure is where a listing plays ("most visitors to A come from B (5%) …").

        So is one that a list's lead closes with ("The countries that send most visitors to A:").
        """
        if at + 1 == len(bindings):
            alone = at == 0 and not bindings[0].numbers and bindings[0].rank is None
            return alone and passage.lead and passage.end - bindings[0].name.end < LEAD_REACH
        name, following = bindings[at], bindings[at + 1]
        if name.numbers or name.rank is not None or not following.numbers:
            return False
        gap = self._masked[name.name.end : following.name.start].replace(FILLER, "")
        return not any(sign in _STOPS for sign in gap) and not list_gap(self._joiner).match(gap)

    def _under_name(self, passage: Passage, slots: list[Slot]) -> list[Slot]:
        """Take the sentence right behind one that is a name alone for told of it ("Brest region. It built 735 …")."""
        entitled, self._entitled = self._entitled, None
        names = _subjects(slots)
        if passage.first and len(names) == 1 and not self._text[names[0].end : passage.end].strip(" .:"):
            begins = not self._text[passage.start : names[0].start].strip()
            self._entitled = (passage.index, names[0]) if begins and names[0].kind == "region" else None
        elif entitled is not None and not names and self._is_below(entitled[0], passage):
            return [replace(entitled[1], start=passage.start, end=passage.start), *slots]
        return slots

    def _is_below(self, block: int, passage: Passage) -> bool:
        """Whether a passage stands in the block of a name alone, or right below one that a list counts."""
        return passage.index == block or (passage.first and passage.index == block + 1 and block in self._numbered)

    # -- slots --------------------------------------------------------------------------------------------------

    def _slots(self, passage: Passage) -> list[Slot]:
        slots = self._references.find(passage, self._carried, away=passage.index - self._carried_at)
        if rivals := find_rivals(passage, self._masked, self._joiner):
            slots = [slot for slot in slots if slot.mention is None or slot.start not in rivals]
        if not passage.regions and passage.first and passage.index in self._numbered and not self._section.parts:
            entry = name_entry(passage, self._text)
            slots += [Slot("region", entry.start, entry.end, entry)] if entry is not None else []
        slots += [Slot("number", n.left, n.right, n) for n in self._numbers]
        slots += [Slot("rank", r.start, r.end, r) for r in passage.ranks]
        return sorted(slots, key=lambda slot: (slot.start, slot.end))

    def _plain_numbers(self, passage: Passage) -> list[NumberMention]:
        """Return the numbers that can be a figure of a name; those set aside by a frame are written down as ignored."""
        plain: list[NumberMention] = []
        for number in passage.numbers:
            told = passage.roles.get(number.start)
            if self._is_cut(number):
                self.refused[number.start] = CUT
                continue
            if told is None or told.role in _BINDING_ROLES:
                plain.append(number)
            elif told.role == "ignore":
                self.ignored[number.start] = told.value
        return plain

    def _is_cut(self, number: NumberMention) -> bool:
        """Whether the text breaks off right behind a bare number, so that it may lack its last digits."""
        return number.right == number.end == self._end_of_text and number.end - number.start < 3


def _is_named(binding: Binding) -> bool:
    """Whether a binding is of what has a name, not of a whole that is only understood ("overall")."""
    return binding.name.mention is not None or not binding.name.understood


def _hints(passage: Passage) -> Hints:
    if not (passage.kinds or passage.roles):
        return NO_HINTS
    return Hints(
        respectively=passage.has("respectively"),
        tied=passage.has("tie"),
        openers=tuple(cue.start for cue in passage.of_kind("high", "low")),
        chains=tuple(cue.start for cue in passage.of_kind("chain")),
        heads=tuple(cue.end for cue in passage.of_kind("high", "low", "chain")),
        forward=frozenset(start for start, role in passage.roles.items() if role.value == FORWARD),
    )


def _compare(binding: Binding, ahead: Ahead, slots: Sequence[Slot]) -> Binding:
    count = ahead.count_before(binding.name, slots)
    return replace(binding, below=count) if ahead.low else replace(binding, ahead=count)


def _named(slots: Sequence[Slot]) -> list[Slot]:
    return [slot for slot in slots if slot.kind == "region"]


def _subjects(slots: Sequence[Slot]) -> list[Slot]:
    return [slot for slot in slots if slot.kind in ("region", "nation")]
