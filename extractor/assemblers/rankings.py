"""Which ranking a passage speaks of: the shelf of rankings in the making, and the one in hand."""

from __future__ import annotations

import regex

from extractor.assemblers.beginnings import Beginning, clashes, displaces, is_far_off
from extractor.assemblers.drafts import Figure, Indicator, RankingDraft, Row
from extractor.assemblers.passages import Passage
from extractor.assemblers.periods import (
    choose_period,
    default_year,
    document_period,
    leading_period,
    lies_before,
    own_periods,
    shift_period,
)
from extractor.model import CueMention, Document, Mentions
from extractor.packs import Pack
from extractor.text import lower, squeeze

# An end's figures are held against so many rows of the other end.
MOST_HELD = 50
# A listing goes on with one of so many rankings told last.
MOST_DRAFTS = 50
# A bare figure further from the others than this is not of their unit.
MOST_APART = 100
# A bare figure that goes on with others of a unit, unless they count, is at most so many times as large.
MOST_ALIKE = 3
# A header's words are told in a text with other endings.
STEM, _LONG_WORD = 5, regex.compile(r"\p{L}{4,}")
# A cue may be the first part of a compound word ("online survey" written with a hyphen).
_WORD_REST = regex.compile(r"(?:-?\p{L}+)*")


class RankingShelf:
    """The document's rankings in reading order; `current` is the one that is being told."""

    def __init__(self, document: Document, mentions: Mentions, pack: Pack) -> None:
        self._text = document.text
        self._pack = pack
        self.year = default_year(document, mentions.periods)
        self.period = document_period(document, mentions, self.year)
        self.drafts: list[RankingDraft] = []
        self.current: RankingDraft | None = None
        self.pivoted = False  # whether the text has turned to another indicator, named or not
        self.group: str | None = None  # the people that figures are told of now
        self.lead_period: str | None = None  # what the lead of the list in hand says
        self._about_past = False  # whether "last year" is the very time that the document is about

    def in_hand(self, passage: Passage) -> RankingDraft:
        """Return the current ranking, a new one where there is none yet or the text has turned to another."""
        if self.current is not None and self.current.group != self.group:
            return self._of_group(self.current, passage)
        if self.current is None or (self.pivoted and not self.current.empty):
            return self.open(self.current.method if self.current else None, leading_period(passage, self.year), passage)
        return self.current

    def open(self, method: str | None, period: str | None, passage: Passage) -> RankingDraft:
        """Open a new ranking with the passage as its evidence."""
        draft = RankingDraft(method=method, period=period or self.period, group=self.group)
        draft.evidence.append(passage.opening)
        self.drafts.append(draft)
        self.current = draft
        self.pivoted = False
        return draft

    def of_method(self, method: str, passage: Passage) -> RankingDraft:
        """Return the ranking of a method, opened where there is none yet; the one in hand stays in hand."""
        current = self.current
        known = next((draft for draft in self.drafts if draft.method == method), None)
        draft = known or self.open(method, choose_period(passage.periods, self.year), passage)
        self.current = current
        return draft

    def of_people(self, group: str, passage: Passage) -> RankingDraft:
        """Return the ranking of a group of people, opened where there is none; the one in hand stays in hand."""
        current, now, self.group = self.current, self.group, group
        known = next((draft for draft in reversed(self.drafts) if draft.group == group and not draft.past), None)
        draft = known or self.open(None, choose_period(passage.periods, self.year), passage)
        self.current, self.group = current, now
        return draft

    def is_composite(self, draft: RankingDraft) -> bool:
        """Whether the packs say that the ranking's method is made of parts."""
        method = self._pack.methods.get(draft.method or "")
        return method is not None and bool(method.parts)

    def switch_method(self, passage: Passage) -> bool:
        """Turn to the ranking of the one method that the passage names (a composite, where it names its parts too).

        Returns whether the ranking in hand is another one now.
        """
        cues = passage.of_kind("method")
        methods = {cue.value for cue in cues}
        methods = {m for m in methods if m in self._pack.methods and self._pack.methods[m].parts} or methods
        if len(methods) != 1:
            return False
        method = methods.pop()
        if self.current is not None and self.current.method == method:
            return False
        known = next((draft for draft in self.drafts if draft.method == method), None)
        if known is None and self.current is not None and self.current.empty and not self.current.composition:
            known = self.current
            known.method = method
        self.current = known or self.open(method, choose_period(passage.periods, self.year), passage)
        cue = next(cue for cue in cues if cue.value == method)
        self.current.title = self.current.title or self._title(passage, cue)
        return True

    def _title(self, passage: Passage, cue: CueMention) -> str:
        if passage.heading or passage.lead:
            return squeeze(self._text[passage.start : passage.end]).rstrip(":")
        rest = _WORD_REST.match(self._text, cue.end)
        return squeeze(self._text[cue.start : rest.end() if rest is not None else cue.end])

    def period_of_lead(self, passage: Passage) -> str | None:
        """Return the period that the lead of a list names, or goes back to ("A year ago the leaders were others:")."""
        told = choose_period(own_periods(passage), self.year)
        if told is not None or self.current is None or not told_of_past(passage) or self._about_past:
            return told
        return shift_period(self.current.period, passage.of_kind("earlier")[0].value)

    def choose(self, beginning: Beginning) -> RankingDraft:
        """Return the ranking that a new listing belongs to: the one in hand, one told before, or a new one."""
        passage = beginning.passage
        period = leading_period(passage, self.year)
        draft = self.current
        if self.turns_back(passage) and draft is not None and not draft.past:
            return self._open_past(draft, period, passage)
        period = period or self.lead_period
        if draft is None and self.group is not None:
            draft = self.current = next((d for d in reversed(self.drafts) if d.group == self.group), None)
        if draft is None:
            self._about_past = told_of_past(passage)
            return self.open(None, period, passage)
        if draft.group != self.group:
            draft = self._of_group(draft, passage)
        if beginning.main is None and not passage.numbers:
            named = self._find_named(passage)
            if named is not None:
                draft = self.current = named
                self.pivoted = False
        if beginning.by_change and beginning.main is not None:
            return self._choose_by_change(draft, beginning.main, passage)
        if draft.by_change or (draft.past and not self.turns_back(passage)):
            draft = self._return_to_present(draft, period, passage)
        return self._choose_like(draft, beginning, period)

    def _find_named(self, passage: Passage) -> RankingDraft | None:
        """Return the ranking of a table's column whose header's words a passage without figures tells, all of them."""
        words = _stems(self._text[passage.start : passage.end])
        found: list[tuple[int, RankingDraft]] = []
        for draft in self.drafts[-MOST_DRAFTS:]:
            row = next(draft.rows, None)
            header = row.figures[0].column if row is not None and row.figures else None
            stems = _stems(header) if header and not (draft.past or draft.by_change) else frozenset()
            if stems and stems <= words:
                found.append((len(stems), draft))
        best = max((count for count, _ in found), default=0)
        named = [draft for count, draft in found if count == best]
        return named[0] if len(named) == 1 else None

    def _of_group(self, draft: RankingDraft, passage: Passage) -> RankingDraft:
        """Return the last ranking of the people that are told of now, a new one where there is none."""
        told = [d for d in self.drafts if d.group == self.group and not d.past and not d.by_change]
        if told:
            self.current = told[-1]
            return told[-1]
        if draft.empty:
            draft.group = self.group
            return draft
        return self.open(draft.method, draft.period, passage)

    def _choose_like(self, draft: RankingDraft, beginning: Beginning, period: str | None) -> RankingDraft:
        """Return the ranking of like figures for the period: the draft in hand, one told before, or a new one."""
        main, passage = beginning.main, beginning.passage
        if self.pivoted and (main is None or not main.explicit or main.metric in draft.metrics):
            return self.open(draft.method, period or draft.period, passage)
        if draft.empty:
            draft.period = period or draft.period
            return draft
        if is_far_off(draft, beginning):
            return self.open(draft.method, period, passage)
        period = period if period and draft.period and len(period) == len(draft.period) else draft.period
        if not draft.takes(beginning.region) or (main is not None and displaces(draft, beginning, main)):
            return self._find_home(draft, beginning, period) or self.open(draft.method, period, passage)
        if main is None or main.role == "change":
            return draft
        if period == draft.period and self._ends(draft, beginning, main):
            main.metric = draft.first_metric or main.metric
            return draft
        home = self._find_home(draft, beginning, period)
        if home is not None:
            self.current = home
            return home
        if period == draft.period and self._takes(draft, main):
            return draft
        return self.open(draft.method, period, passage)

    def _find_home(self, draft: RankingDraft, beginning: Beginning, period: str | None) -> RankingDraft | None:
        """Return the ranking told so far that a listing goes on with: ordered by its metric, or of like figures."""
        main = beginning.main
        if main is None:
            return None
        told = [
            d
            for d in self.drafts[-MOST_DRAFTS:]
            if (d.method, d.period, d.group) == (draft.method, period, draft.group)
            if not d.by_change and d.takes(beginning.region)
        ]
        own = [d for d in told if d.ranks_by(main.metric)]
        if own:
            home = draft if draft in own else own[0]
            second = _is_second(home, beginning, main) and not self._is_gain(home, main)
            return None if second or displaces(home, beginning, main) else home
        if main.explicit or beginning.end is not None:
            return None
        like = (d for d in reversed(told) if self._goes_on(d, beginning, main))
        return next(like, None)

    def _is_gain(self, draft: RankingDraft, main: Figure) -> bool:
        """Whether a figure is a gain, where the ranking tells nothing but losses so far."""
        if main.value <= 0 or not self.is_growth(main.metric):
            return False
        told = [figure.value for row in draft.rows if (figure := row.current(main.metric)) is not None]
        return bool(told) and max(told) < 0

    def _goes_on(self, draft: RankingDraft, beginning: Beginning, main: Figure) -> bool:
        """Whether an unnamed figure is like those that a ranking goes by, and its region has none of them yet."""
        first = next((figure for row in draft.rows if (figure := row.current()) is not None), None)
        if first is None or draft.past or not self.is_like(first, main):
            return False
        if None in (first.unit, main.unit) and first.unit != main.unit:
            unit = self._pack.units.get(first.unit or main.unit or "")
            low, high = sorted((abs(first.value), abs(main.value)))
            near = unit is not None and unit.family == "money" and high <= low * MOST_ALIKE
            if not near and (unit is None or unit.family != "count"):
                return False
        return not clashes(draft, first, beginning.region) and not displaces(draft, beginning, main)

    def _ends(self, draft: RankingDraft, beginning: Beginning, main: Figure) -> bool:
        """Whether a listing is the other end of the draft's order: of a like unit, and beyond all figures so far."""
        side = beginning.side
        if side is None or draft.has_end(side) or main.metric in draft.metrics:
            return False
        told = [
            figure
            for listing in draft.listings
            if listing.side != side
            for row in listing.rows[:MOST_HELD]
            if (figure := self._like_of(row, main)) is not None
        ]
        if not told or self._renames(draft, beginning, main):
            return False
        return all(f.value > main.value for f in told) or all(f.value < main.value for f in told)

    def _like_of(self, row: Row, main: Figure) -> Figure | None:
        return next((f for f in row.figures if f.role == "current" and self.is_like(f, main)), None)

    def _renames(self, draft: RankingDraft, beginning: Beginning, main: Figure) -> bool:
        """Whether a listing names a metric of its own before its first name, or another one than the draft's."""
        if not main.explicit or self.is_general(main.metric):
            return False
        first = draft.first_metric
        before = not main.rests_on or main.rests_on[0][0] < beginning.region.start
        return before or (first is not None and first.known is not None and not self.is_general(first))

    def falls(self, main: Figure) -> bool:
        """Whether a figure is a loss, where gains of the same indicator were told before."""
        if main.value >= 0 or not self.is_growth(main.metric):
            return False
        told = (draft for draft in self.drafts if main.metric in draft.metrics)
        return any(
            (figure := row.current(main.metric)) is not None and figure.value > 0 for d in told for row in d.rows
        )

    def is_growth(self, metric: Indicator) -> bool:
        """Whether an indicator tells how much something grew."""
        entry = self._pack.metrics.get(metric.known or "")
        return metric.growth or (entry is not None and entry.growth)

    def is_general(self, metric: Indicator) -> bool:
        """Whether a name such as "the share" may stand for any indicator told in its unit."""
        entry = self._pack.metrics.get(metric.known or "")
        return entry is None or entry.general

    def is_like(self, figure: Figure, other: Figure) -> bool:
        """Whether two figures can be one indicator's: of one unit or both counts, or a bare one of like size."""
        if (figure.value < 0) != (other.value < 0):
            return False
        if figure.unit == other.unit:
            return True
        units = [self._pack.units[unit].family for unit in (figure.unit, other.unit) if unit is not None]
        whole = all(f.value == f.value.to_integral_value() for f in (figure, other))
        if len(units) == 1:
            low, high = sorted((abs(figure.value), abs(other.value)))
            return units[0] != "share" and high <= low * MOST_APART and (whole or units[0] != "count")
        return units == ["count", "count"]

    def turns_back(self, passage: Passage) -> bool:
        """Whether a passage tells an earlier order beside the one that the document is about."""
        if passage.regions and passage.periods and (passage.ranks or passage.of_kind("high", "low")):
            period = leading_period(passage, self.year)
            present = next((draft.period for draft in reversed(self.drafts) if not draft.past), None)
            if period and present and lies_before(period, present):
                return True
        return told_of_past(passage) and not self._about_past

    def _open_past(self, draft: RankingDraft, period: str | None, passage: Passage) -> RankingDraft:
        """Open the earlier order that a passage tells beside the present one."""
        step = next((cue.value for cue in passage.of_kind("earlier")), "year")
        earlier = self.open(draft.method, period or shift_period(draft.period, step), passage)
        earlier.past = True
        return earlier

    def _choose_by_change(self, draft: RankingDraft, main: Figure, passage: Passage) -> RankingDraft:
        """Return the order by change of the figure's metric, both ends of which are one ranking."""
        told = [d for d in self.drafts if d.by_change and d.method == draft.method and main.metric in d.metrics]
        if told:
            self.current = told[-1]
            return told[-1]
        if not draft.empty:
            draft = self.open(draft.method, draft.period, passage)
        draft.by_change = True
        return draft

    def _return_to_present(self, draft: RankingDraft, period: str | None, passage: Passage) -> RankingDraft:
        """Return from an earlier order, or one by change, to the present one that was told before it."""
        present = [d for d in self.drafts if not d.past and not d.by_change and d.method == draft.method]
        self.current = present[-1] if present else self.open(draft.method, period, passage)
        return self.current

    @staticmethod
    def _takes(draft: RankingDraft, main: Figure) -> bool:
        """Whether a ranking that ranks nobody by a figure yet is the one of this metric."""
        fits = draft.method is not None or not draft.spoken or main.metric in draft.spoken
        return not draft.metrics and fits


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _LONG_WORD.findall(lower(words)))


def told_of_past(passage: Passage) -> bool:
    """Whether a passage tells an earlier order: it opens with a word for the time before and goes on with an order."""
    if not passage.has("earlier"):
        return False
    first = passage.told_from
    opens = any(first is None or cue.start <= first for cue in passage.of_kind("earlier"))
    ordered = bool(passage.ranks) or passage.has("high") or passage.has("low")
    return opens and ordered and (bool(passage.regions) or not passage.numbers)


def _is_second(draft: RankingDraft, beginning: Beginning, main: Figure) -> bool:
    """Whether a second listing from the same end, with other figures, must be another indicator's."""
    region, end = beginning.region, beginning.end
    told = [figure for row in draft.rows_of(region) if (figure := row.current(main.metric)) is not None]
    placed = beginning.place is not None and beginning.place.value not in (None, 1)
    if placed and draft.top is not None and not told:
        return False  # "of its neighbours, the best is A (13th)": a place in the order told before
    if end is not None and draft.has_end(end) and not any(figure.value == main.value for figure in told):
        # The same name at the same end, told before without its figure, is the same order.
        return not any(not row.figures for row in draft.rows_of(region, end))
    if main.explicit and main.metric.known is not None:
        return clashes(draft, main, region)
    return any(figure.value != main.value for figure in told)
