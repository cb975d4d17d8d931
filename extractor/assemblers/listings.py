"""Listings: rows told in one breath, which one a name's row goes on with, and when a new one begins."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.assemblers.beginnings import Beginning, clashes, displaces, is_far_off
from extractor.assemblers.binding import Binding
from extractor.assemblers.continuations import go_on, go_on_running
from extractor.assemblers.drafts import End, Figure, Indicator, Listing, RankingDraft, Row
from extractor.assemblers.entries import find_key, list_number
from extractor.assemblers.figures import FigureMaker
from extractor.assemblers.legends import LEGEND
from extractor.assemblers.passages import Passage
from extractor.assemblers.rankings import RankingShelf
from extractor.assemblers.rows import (
    LOOSE_RULES,
    choose_model,
    drop_doubles,
    is_chained,
    is_entry,
    is_followed_by,
    is_list_entry,
    is_of_all,
    is_run,
    is_set_apart,
    joins,
    main_figure,
    only_changes,
    promise,
    tell_apart,
    tells_change,
    tells_past,
    turns_over,
    turns_to_top,
)
from extractor.assemblers.sections import UNMEASURED, Section, Told
from extractor.assemblers.subjects import SubjectJudge
from extractor.model import CueMention, RankMention, Refusal, Refusals, RegionMention
from extractor.packs import Pack

# A note on a list's figures stands at most so many blocks below it.
NOTE_REACH = 2
# "Key: value" lines stand at most so many blocks below their name.
KEYS_REACH = 6
# A superlative stands so close behind the name that it is said of.
PREDICATE_REACH = 90
_CLAUSE_STOP = regex.compile(r"[,;]")
_APPOSITION = regex.compile(r",\s*(?:\p{L}{1,3}\s+)?$")
# A chain word that names the top of an order: without a list to go on with, it begins one.
TOP = "top"
# A chain word that goes one place up, not down.
UP = "up"
# An end of the order told of the names before it ("A, B and C, the last three of 51").
GROUP = "group"


class Counted(Struct, frozen=True):
    """The number of an entry of a counted list, with its listing and ranking; `step` is that from the entry before."""

    number: int
    step: int
    listing: Listing
    draft: RankingDraft


class ListingWriter:
    """Writes rows into the listing in hand, or begins another."""

    def __init__(self, text: str, shelf: RankingShelf, section: Section, maker: FigureMaker, pack: Pack) -> None:
        self._text = text
        self._shelf = shelf
        self._section = section
        self._maker = maker
        self._subjects = SubjectJudge(pack, section)
        self.refused: Refusals = {}
        self.measure = UNMEASURED  # what the head of the passage says that its bare figures are told in
        self._listing: Listing | None = None
        self._draft = RankingDraft(None, None)  # the ranking that the listing in hand is part of
        self._skipped = 0  # entries of names that are not known, since the last row
        self._counted: Counted | None = None  # the last entry of a counted list
        self._paused = False  # whether something else was told since: only a chain word or a place goes on then
        self._entry: tuple[int, Row] | None = None  # the last row, and the block that it stands in

    def close(self) -> None:
        """End the listing in hand."""
        self._listing, self._paused, self._counted = None, False, None

    def pause(self) -> None:
        """Something else was told."""
        self._paused = True

    def skip(self, block: int) -> None:
        """An entry of a list named nobody that is known: the list goes on, a place further down."""
        if self._entry is not None and block == self._entry[0] + 1 + self._skipped:
            self._skipped += 1
        else:
            self.pause()

    def awaits(self, passage: Passage) -> bool:
        """Whether the passage begins with a name in a section that promises an order."""
        begins = bool(passage.regions) and is_entry(passage, passage.regions[0].start)
        return begins and self._section.awaited is not None

    def place(self, binding: Binding, passage: Passage, within: bool, category: CueMention | None = None) -> None:
        """Write a name's row; `within` tells that the passage's names before it stand in the listing in hand."""
        mention = binding.name.mention
        assert isinstance(mention, RegionMention)
        binding = self._read_place(binding)
        cue = self._governing(binding, passage)
        number = self._list_number(passage) if not within else None
        counted = self._counts_on(number)
        continues = cue is None and self._is_open() and (within or counted or self._continues(binding, passage))
        continues = continues and not turns_to_top(binding, self._listing)
        figures = self._make_figures(binding, passage, continues, ruled=cue is not None)
        if binding.rank is None and self._add_to_told(mention, figures):
            return
        ruled = cue is not None and passage.has("growth")
        by_change = tells_change(figures) and (ruled or (continues and self._goes_by_change()))
        main = main_figure(figures, by_change)
        beginning = Beginning(
            passage=passage, region=mention, main=main, end=None, place=binding.rank, by_change=by_change
        )
        if self._listing is None or not continues or (not counted and self._parts_ways(main, beginning)):
            self._listing = self._begin(cue, beginning, binding)
        for figure in figures:
            self._shelf.in_hand(passage).learn(figure)
            self._maker.remember(figure)
        row = Row(region=mention, figures=figures, rank=binding.rank, category=category, by_change=by_change)
        row.ahead, row.below = binding.ahead, binding.below
        if self._skipped and continues and self._listing.end == "high" and self._listing.rows[-1].rank is None:
            row.ahead = len(self._listing.rows) + self._skipped
        row.apart = bool(self._skipped) and row.ahead is None
        self._skipped = 0
        row.climbs = any(cue.value == UP and cue.start < binding.name.start for cue in passage.of_kind("chain"))
        row.apart = row.apart or is_set_apart(row, self._listing, passage)
        if joins(self._listing, row):
            return
        row.list_number = number
        if number is not None and number.value is not None:
            last = self._counted
            step = number.value - last.number if last is not None and last.listing is self._listing else 0
            self._counted = Counted(number.value, step if abs(step) == 1 else 0, self._listing, self._draft)
        row.rests_on = promise(self._listing, passage)
        self._draft.add(row, self._listing)
        self._paused = False
        self._entry = (passage.index, row)

    def _is_open(self) -> bool:
        """Whether there is a listing in hand, told of the people that are told of now."""
        return self._listing is not None and self._draft.group == self._shelf.group

    def _goes_by_change(self) -> bool:
        return self._listing is not None and self._listing.by_change

    def _read_place(self, binding: Binding) -> Binding:
        """Read a bare whole number in brackets as a place, where the ranking in hand gives places and other figures."""
        draft = self._shelf.current
        if binding.rule != "bracket" or binding.rank is not None or len(binding.numbers) != 1 or draft is None:
            return binding
        number = binding.numbers[0]
        bare = number.unit is None and number.multiplier == number.step == 1 and number.value > 0
        told = any(row.figures for row in draft.rows)
        if not (bare and all(f.value != f.value.to_integral_value() for row in draft.rows for f in row.figures)):
            return binding
        places = [row.rank for row in draft.rows if row.rank is not None and row.rank.value is not None]
        numeral = any(self._text[place.digits[0]].isdecimal() for place in places)
        if len(places) < 2 and (told or not numeral):
            return binding
        span = (number.start, number.end)
        place = RankMention(start=span[0], end=span[1], rule="bracket-place", value=int(number.value), digits=span)
        return replace(binding, numbers=(), rank=place)

    def _add_to_told(self, region: RegionMention, figures: Sequence[Figure]) -> bool:
        """Add a name's earlier figures, told without a present one, to the row of like figures told before."""
        if not region.codes or not figures or any(f.role != "previous" for f in figures):
            return False
        drafts = sorted(self._shelf.drafts, key=lambda draft: draft is not self._shelf.current)
        rows = (row for draft in drafts for row in draft.rows_of(region))
        row = next((row for row in rows if is_followed_by(row, figures[0])), None)
        if row is None:
            return False
        row.figures += figures
        return True

    def measure_late(self, told: Told, block: int) -> bool:
        """Give a measure that a note tells to the bare figures of the list right above it; return whether it is theirs.

        A list that has told its own measure needs none, and one of other things cannot be told in it.
        """
        rows = self._listing.rows if self._listing is not None else []
        if len(rows) < 2 or self._entry is None or block - self._entry[0] > NOTE_REACH:
            return False
        figures = [row.figures[0] for row in rows if row.figures]
        if figures and all((f.unit, f.multiplier) == told.measure for f in figures):
            return True  # said once more
        if self._section.measure != UNMEASURED or not all(f.bare and f.rule not in LOOSE_RULES for f in figures):
            return False
        if not self._subjects.suits_all(told, figures):
            return False
        for figure in figures:
            figure.measure(*told.measure)
        return bool(figures)

    def tell_key(self, passage: Passage) -> bool:
        """Take a line "Key: value" for a figure of the entry that it stands under; return whether it is one."""
        key = find_key(passage, self._text)
        if key is None or self._entry is None or passage.index - self._entry[0] > KEYS_REACH:
            return False
        draft = self._shelf.in_hand(passage)
        figure = self._maker.make(passage.numbers[0], passage, "key-value", draft, self._section.lead, None)
        if not figure.explicit:
            figure.metric, figure.label, figure.explicit = Indicator(unit=figure.unit, label=key), key, True
        draft.learn(figure)
        self._entry[1].figures.append(figure)
        return True

    def _make_figures(self, binding: Binding, passage: Passage, continues: bool, ruled: bool) -> list[Figure]:
        """Return the figures of a name; where growth itself is ranked, its changes are current figures."""
        rows = self._listing.rows if self._listing is not None and continues else []
        if rows and any(rows[-1].region.end <= cue.start < binding.name.start for cue in passage.of_kind("pivot")):
            rows = []  # another indicator: nothing of the figures before holds for it
        models = rows[-1].figures if rows else []
        growth = (passage.has("growth") or ruled) and only_changes(binding, passage, self._text)
        draft, lead = self._shelf.current, self._section.lead
        made: list[Figure] = []
        for at, number in enumerate(binding.numbers):
            model = choose_model(models, at, binding.numbers, passage)
            if model is None and made and tells_past(number, passage):
                model = made[-1]  # "812 tonnes, a year earlier 640"
            entry = at == 0 and is_entry(passage, binding.name.start)
            head = self.measure if at == 0 else UNMEASURED
            measure = self._subjects.choose(binding.rule, passage, models[:1]) if entry else head
            figure = self._maker.make(number, passage, binding.rule, draft, lead, model, growth, at > 0, measure)
            if model is not None:
                go_on(figure, model, at, binding.rule, passage, general=self._shelf.is_general(figure.metric))
            if made and figure.rule == LEGEND and figure.unit is None:
                figure.unit, figure.metric, figure.label = made[-1].unit, made[-1].metric, made[-1].label
            if at > 1 and passage.block.kind == "item" and number.unit is None and not figure.explicit:
                tell_apart(figure, at, made)
            if figure.role == "previous" and self._shelf.turns_back(passage):
                figure.role, figure.period = "current", None  # of the earlier order
            made.append(figure)
        if is_run(binding.numbers, self._text):
            go_on_running(made, models)
        return self._keep(made, binding)

    def _keep(self, made: Sequence[Figure], binding: Binding) -> list[Figure]:
        """Return a name's figures without a second one of a metric, which is of something else; write down why."""
        kept = drop_doubles(made)
        for figure in made if len(kept) < len(made) else ():
            if figure not in kept:
                missing = "another metric or unit: the name has a figure of this one from the same passage"
                near = binding.name.start, binding.name.end
                self.refused[figure.number.start] = Refusal(binding.rule, missing, near)
        return kept

    def _counts_on(self, number: RankMention | None) -> bool:
        """Whether a list's number goes on from that of the last row, the way that it counts: the list goes on."""
        last = self._counted
        step = number.value - last.number if last is not None and number is not None and number.value is not None else 0
        if last is None or step not in ((last.step,) if last.step else (1, -1)):
            return False
        # An entry may have told of something else in between.
        self._listing, self._draft, self._shelf.current = last.listing, last.draft, last.draft
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

    def _governing(self, binding: Binding, passage: Passage) -> CueMention | None:
        """Return the superlative or leader word that rules over a name, unless the listing in hand has it already.

        An order stated anywhere in the passage goes first, then what is said of the name, then the nearest word
        before it, then one behind all.
        """
        ends = passage.of_kind("high", "low")
        if not ends and not passage.has("chain"):
            return None
        group = [cue for cue in ends if cue.value == GROUP and cue.start > binding.name.start]
        stated = [*(cue for cue in ends if cue.value == "stated"), *group]
        before = [cue for cue in ends if cue.start < binding.name.start]
        if self._listing is None:
            before = [*before, *(cue for cue in passage.of_kind("chain") if cue.value == TOP and not before)]
        alone = ends if len(ends) == 1 and not passage.heading and is_of_all(ends[0], passage) else ()
        if alone and self._is_apposed(binding, alone[0]):
            alone = ()
        cue = next(iter((*stated[:1], *self._predicate(binding, passage, ends), *before[-1:], *alone)), None)
        return None if self._listing is not None and self._goes_on(cue, binding, passage) else cue

    def _is_apposed(self, binding: Binding, cue: CueMention) -> bool:
        """Whether a word of order stands in apposition to a name, not to its figure ("A has 5%, the most of all")."""
        if cue.value == GROUP or not _APPOSITION.search(self._text[binding.name.end : cue.start]):
            return False
        return not any(binding.name.end <= number.start < cue.start for number in binding.numbers)

    def _goes_on(self, cue: CueMention | None, binding: Binding, passage: Passage) -> bool:
        """Whether a cue says no more than the listing in hand: its own cue, or its end again beside a chain word."""
        assert self._listing is not None
        if cue is None or self._listing.cue is cue:
            return True
        chains = passage.of_kind("chain")
        # "Next come A and B", "A has the next-highest".
        chained = any(chain.start < binding.name.start or 0 <= cue.start - chain.end <= 1 for chain in chains)
        return chained and cue.kind == self._listing.end and not self._listing.by_change

    def _predicate(self, binding: Binding, passage: Passage, ends: Sequence[CueMention]) -> list[CueMention]:
        """Return the end of an order that a name is said to be at ("A has the highest rate, 5%").

        A superlative in apposition ("A, the largest city, has 5%") says nothing of the order.
        """
        end = binding.name.end
        behind = [number.start for number in binding.numbers if number.start > end]
        if not behind:
            return [] if passage.numbers else self._bare_predicate(end, passage, ends)
        told = [other.start for other in (*passage.regions, *passage.ranks) if other.start >= end]
        reach = min([end + PREDICATE_REACH, behind[0], *told])
        cues = [cue for cue in ends if end <= cue.start < reach]
        return [cue for cue in cues if not _APPOSITION.search(self._text[end : cue.start])][:1]

    def _bare_predicate(self, end: int, passage: Passage, ends: Sequence[CueMention]) -> list[CueMention]:
        """Return the end of an order that a name is said to be at in a clause of its own, where no figures are told."""
        reach = min([region.start for region in passage.regions if region.start >= end], default=passage.end)
        cues = [cue for cue in ends if end <= cue.start < reach]
        return [cue for cue in cues if reach == passage.end or _CLAUSE_STOP.search(self._text, cue.end, reach)][:1]

    def _continues(self, binding: Binding, passage: Passage) -> bool:
        if self._shelf.current is not None and self._shelf.current.past != self._shelf.turns_back(passage):
            return False
        if binding.rank is not None or is_chained(binding, passage) or self._is_meant_again(binding):
            return True
        return not self._paused and is_list_entry(binding, passage)

    def _is_meant_again(self, binding: Binding) -> bool:
        """Whether a word such as "there" stands for the name told last, which has no figure yet: its entry goes on."""
        rows = self._listing.rows if self._listing is not None else []
        mention = binding.name.mention
        again = isinstance(mention, RegionMention) and mention.start != binding.name.start
        return again and bool(rows) and rows[-1].region is mention and rows[-1].current() is None

    def _parts_ways(self, main: Figure | None, beginning: Beginning) -> bool:
        """Whether a row cannot stand in the open listing: another metric or unit, or another figure of its region."""
        assert self._listing is not None
        region, draft = beginning.region, self._shelf.current
        if main is None:
            return draft is not None and is_far_off(draft, beginning)
        if draft is not None and displaces(draft, beginning, main):
            return True
        last = self._listing.rows[-1] if self._listing.rows else None
        if last is not None and last.region.codes == region.codes != () and beginning.place is None:
            told = {(figure.metric, figure.unit) for figure in last.figures}
            if (main.metric, main.unit) not in told and main.metric not in {metric for metric, _ in told}:
                return False  # another figure of the same entry
        first = next((figure for row in self._listing.rows if (figure := row.current()) is not None), None)
        if first is None or main.role not in ("current", first.role):
            return False
        other = main.metric != first.metric and (main.explicit or main.unit != first.unit)
        if other and self._names_late(main, first, beginning):
            main.metric, other = first.metric, False
        if other and not main.explicit and None in (main.unit, first.unit) and self._shelf.is_like(first, main):
            main.metric, other = first.metric, False
        return other or (draft is not None and clashes(draft, main, region))

    def _names_late(self, main: Figure, first: Figure, beginning: Beginning) -> bool:
        """Whether a list that names no metric goes on, and a word behind a further name happens to be one."""
        behind = main.explicit and bool(main.rests_on) and main.rests_on[0][0] > beginning.region.start
        return behind and first.metric.known is None and self._shelf.is_like(first, main)

    def _begin(self, cue: CueMention | None, beginning: Beginning, binding: Binding) -> Listing:
        """Begin a listing in the ranking that it belongs to, told from the end that its cue or its section names."""
        passage, main, by_change = beginning.passage, beginning.main, beginning.by_change
        if cue is None and is_list_entry(binding, passage):
            cue = self._section.awaited
        end: End | None = None
        if cue is not None:
            end = "low" if cue.kind == "low" else "high"
            if end == "high" and main is not None and self._shelf.falls(main):
                end = "low"
            if end == "high" and main is not None and turns_over(self._shelf.current, cue, main):
                end = "low"
        draft = self._shelf.current = self._shelf.choose(replace(beginning, end=end))
        stated = cue is not None and cue.value == "stated"
        listing = Listing(end, cue, stated, ordered=not passage.has("unordered"), by_change=by_change)
        draft.listings.append(listing)
        self._draft = draft
        return listing
