"""Figures of the whole: means and totals of the country, told by name, understood, or as a lead-in to its regions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import regex
from msgspec.structs import replace

from extractor.assemblers.drafts import Figure, Indicator, NationalFigure, RankingDraft
from extractor.assemblers.figures import FigureMaker
from extractor.assemblers.groups import split_by_group
from extractor.assemblers.passages import Passage
from extractor.assemblers.rankings import RankingShelf
from extractor.assemblers.sections import Section
from extractor.assemblers.settling import PAST, adds_to, is_converted, is_growth, is_money
from extractor.model import CueMention, NumberMention, RoleMention
from extractor.packs import Pack
from extractor.spans import Span

# A bare count from here on is worth a figure of the whole.
LARGE = 1000
_INTENSIVE = ("share", "level", "rate", "change")
# A word for a part stands so close behind its figure ("44% of them are pupils").
PART_REACH = 25
OF_THEM = "of"
# The rule of figures that groups of people are held against each other by.
GROUPS = "groups"
# A word that sums up ("in all"): of the whole, or of whatever else was told.
TOTAL = "total"
_CLAUSE_STOP = regex.compile(r"[,.;:]")


class WholeWriter:
    """Writes figures of the whole into the ranking in hand, and remembers what the whole was last told of.

    `ignored` takes the numbers that are told of parts.
    """

    def __init__(
        self,
        masked: str,
        shelf: RankingShelf,
        section: Section,
        maker: FigureMaker,
        pack: Pack,
        ignored: dict[int, str],
    ) -> None:
        self._masked = masked
        self._shelf = shelf
        self._section = section
        self._maker = maker
        self._pack = pack
        self._ignored = ignored
        self._scope: tuple[int, Span | None] | None = None  # the block that a figure of the whole stood in
        self._methods: list[str] = []  # those that the last figures of the whole were told of
        self._lead_in: tuple[Passage, Sequence[NumberMention]] | None = None  # what may be told of the whole

    def close(self) -> None:
        """End what was told of the whole: figures without a name do not go on with it."""
        self._scope = None

    def tell_unnamed(self, numbers: Sequence[NumberMention], passage: Passage, opens: bool) -> None:
        """Take figures without a name that go on with the whole, or that open an article or a section (`opens`)."""
        if self._tell_apart(numbers, passage):
            return
        parts = self._section.parts or any(cue.value != OF_THEM for cue in passage.of_kind("breakdown"))
        if parts and self._shelf.group is None:
            return
        if (not parts and self._goes_on(numbers, passage, opens)) or not numbers or not passage.first:
            return
        changes = any(number.start in passage.roles for number in numbers)
        if opens or changes or _is_large(numbers) or passage.periods or passage.of_kind("metric", "mean"):
            self._lead_in = passage, numbers

    def _tell_apart(self, numbers: Sequence[NumberMention], passage: Passage) -> bool:
        """Take the figures of groups of people that a passage holds against each other; return whether it does so."""
        people = split_by_group(numbers, passage)
        if len(people) < 2 or None in people or any(len(told) > 1 for told in people.values()):
            return False
        scope = self._scope[1] if self._scope is not None and passage.index - self._scope[0] <= 1 else None
        return self.add(numbers, passage, scope)

    def _goes_on(self, numbers: Sequence[NumberMention], passage: Passage, opens: bool) -> bool:
        """Take the figures where the passage speaks of the whole for sure; return whether any was."""
        if opens:
            return self.add(numbers, passage, None, sure=_is_large(numbers))
        if self._scope is None:
            return False
        changes = bool(numbers) and all(number.start in passage.roles for number in numbers)
        near = passage.index - self._scope[0]
        if not changes and passage.of_kind("high", "low"):
            return False  # "Of all goods beef rose most, by 22.6%": something else is ranked
        if changes and near == 0:
            return self.add(numbers, passage, self._scope[1])
        return near <= 1 and self._names_metric(passage) and self.add(numbers, passage, self._scope[1])

    def _names_metric(self, passage: Passage) -> bool:
        """Whether a passage names an indicator, and not just a share of whatever it tells of."""
        entries = (self._pack.metrics.get(cue.value) for cue in passage.of_kind("metric"))
        return any(entry is not None and not entry.general for entry in entries)

    def confirm(self, passage: Passage) -> None:
        """Take the figures that led in to a passage of regions for the whole's, where the regions are told like ones.

        "Over eight months operators earned 903 billion. Half of it is Almaty's: 431 billion."
        """
        lead_in, self._lead_in = self._lead_in, None
        draft = self._shelf.current
        if lead_in is None or draft is None or not draft.listings:
            return
        told, numbers = lead_in
        if passage.index - told.index > 1 or self._turns(told, passage):
            return
        rows = [f for row in draft.listings[-1].rows for f in row.figures if told.end <= f.number.start < passage.end]
        parts = find_parts(told, None, self._masked) if self._shelf.group is None else ()
        add_lead_in(draft, [n for n in numbers if n.start not in parts], told, rows, self._maker, self._pack)

    def _turns(self, told: Passage, passage: Passage) -> bool:
        """Whether the regions are told of an indicator that the passage before them does not name."""
        named, known = ({cue.value for cue in p.of_kind("metric")} for p in (passage, told))
        return bool(named) and bool(known) and not named & known

    def add(self, numbers: Sequence[NumberMention], passage: Passage, scope: Span | None, sure: bool = True) -> bool:
        """Write the figures of the whole that `scope` names; those of its parts are ignored. Return whether any was."""
        people = split_by_group(numbers, passage)
        if people.keys() - {None}:
            passage = _tell_at_once(passage, people)
            added = {self._add_of_group(group, told, passage, scope) for group, told in people.items()}
            return True in added
        parts = find_parts(passage, scope, self._masked)
        self._ignored.update((number.start, "breakdown") for number in numbers if number.start in parts)
        numbers = [number for number in numbers if number.start not in parts]
        if not numbers:
            return False
        lead = () if not sure else self._section.lead
        taken = False
        for method, told in self._by_method(numbers, passage).items():
            draft = self._shelf.of_method(method, passage) if method is not None else self._shelf.in_hand(passage)
            taken |= add_national(draft, told, passage, scope, self._maker, lead, self._pack, sure)
        if taken:
            self._scope = (passage.index, scope)
            self._section.topic, self._section.topic_block = passage.of_kind("metric"), passage.index
        return taken

    def _add_of_group(
        self, group: str | None, numbers: Sequence[NumberMention], passage: Passage, scope: Span | None
    ) -> bool:
        """Write what is told of a group of people into the ranking of regions by the same group."""
        draft = self._shelf.of_people(group, passage) if group is not None else self._shelf.in_hand(passage)
        return add_national(draft, numbers, passage, scope, self._maker, self._section.lead, self._pack)

    def _by_method(
        self, numbers: Sequence[NumberMention], passage: Passage
    ) -> dict[str | None, Sequence[NumberMention]]:
        """Return the numbers by the method that each is told of, where a passage tells of several ("respectively")."""
        cues = passage.of_kind("method")
        if len({cue.value for cue in cues}) < 2:
            zipped = passage.has("respectively") and not cues and len(numbers) == len(self._methods) > 1
            return dict(zip(self._methods, [[n] for n in numbers], strict=True)) if zipped else {None: numbers}
        found: dict[str | None, list[NumberMention]] = {}
        ahead = any(cue.start < numbers[0].start for cue in cues)
        for number in numbers:
            near = [cue for cue in cues if (cue.start < number.start) == ahead] or cues
            found.setdefault((near[-1] if ahead else near[0]).value, []).append(number)
        self._methods = [*self._methods, *(m for m in found if m is not None and m not in self._methods)]
        return {**found}


def _tell_at_once(passage: Passage, people: Mapping[str | None, Sequence[NumberMention]]) -> Passage:
    """Return a passage that holds groups against each other ("80 years against 74"): no figure is an earlier one."""
    told = [numbers[0] for numbers in people.values()]
    past = [n for n in told if n.start in passage.roles and passage.roles[n.start].role == "previous"]
    if not past or any(len(numbers) > 1 for numbers in people.values()):
        return passage
    roles = {
        n.start: RoleMention(start=n.start, end=n.end, rule=GROUPS, role="current", frame=told[0].start) for n in told
    }
    return replace(passage, roles={**passage.roles, **roles})


def _is_large(numbers: Sequence[NumberMention]) -> bool:
    """Whether one of the numbers is so large that it is hardly of anything but the whole."""
    return any(number.multiplier != 1 or number.value >= LARGE for number in numbers)


def add_lead_in(
    draft: RankingDraft,
    numbers: Sequence[NumberMention],
    passage: Passage,
    rows: Sequence[Figure],
    maker: FigureMaker,
    pack: Pack,
) -> None:
    """Write the figures that lead in to the rows and are like theirs: a mean, a total, the growth that is ranked."""
    added: list[NationalFigure] = []
    for at, number in enumerate(numbers):
        figure = maker.make(number, passage, "national", draft, (), None, beside=at > 0)
        kind = adds_to(figure, pack)
        like = next((row for row in rows if row.role == "current" and adds_to(row, pack) == kind), None)
        converted = bool(added) and is_converted(figure, added[-1].figure, pack)
        if (figure.role in PAST and added) or converted:
            figure.metric, figure.label = added[0].figure.metric, added[0].figure.label
        elif like is None or not _leads_in(figure, like, rows, passage, pack):
            continue
        else:
            figure.role, figure.metric, figure.label = "current", like.metric, like.label
        draft.learn(figure, ranked=False)
        national = NationalFigure(figure, "mean" if _is_mean(figure, passage, pack) else "total", None, named=False)
        added.append(national)
    draft.national += added


def _leads_in(figure: Figure, like: Figure, rows: Sequence[Figure], passage: Passage, pack: Pack) -> bool:
    """Whether a figure can be the whole's: no less than any part of its total, of the growth where that is ranked."""
    growth = is_growth(like.metric, pack)
    if figure.role == "change":
        return growth
    if figure.role != "current" or growth:
        return figure.role == "current" and figure.metric == like.metric
    if _is_mean(replace(figure, metric=like.metric), passage, pack):
        return True
    return all(figure.value >= row.value for row in rows if row.unit == like.unit and row.role == "current")


def add_national(
    draft: RankingDraft,
    numbers: Iterable[NumberMention],
    passage: Passage,
    scope: Span | None,
    maker: FigureMaker,
    lead: Iterable[CueMention],
    pack: Pack,
    sure: bool = True,
) -> bool:
    """Write the whole's figures into the ranking: means of shares and levels, else totals; return whether any was.

    Unless it is `sure` that the whole is meant, only figures whose metric the passage itself names are taken.
    """
    told: dict[tuple[Indicator, str, str | None], NationalFigure] = {}
    last: Figure | None = None
    for at, number in enumerate(numbers):
        money = last if last is not None and is_money(last, pack) and number.unit is None else None
        figure = last = maker.make(number, passage, "national", draft, lead, money, beside=at > 0)
        _tell_growth(figure, passage, draft.national, pack)
        _complete(figure, draft.national)
        if figure.role == "change" and _is_level(figure, [*draft.national, *told.values()], pack):
            figure.role = "current"
        if (figure.metric, figure.role, figure.unit) in told:
            continue  # a second one is of something else
        if not sure and not figure.explicit:
            continue
        draft.learn(figure, ranked=False)
        mean = _is_mean(figure, passage, pack) or any(
            (other.statistic, other.figure.role) == ("mean", "current") and other.figure.metric == figure.metric
            for other in told.values()
        )
        national = NationalFigure(figure, "mean" if mean else "total", scope, named=not _is_sum(scope, passage))
        told[figure.metric, figure.role, figure.unit] = national
        draft.national.append(national)
    return bool(told)


def _is_sum(scope: Span | None, passage: Passage) -> bool:
    """Whether nothing names the whole but a word such as "in all", or none does."""
    if scope is None:
        return True
    return any(cue.start == scope[0] and cue.value == TOTAL for cue in passage.of_kind("nation"))


def _tell_growth(figure: Figure, passage: Passage, told: Sequence[NationalFigure], pack: Pack) -> None:
    """Read "growth of 5%" behind a level of the whole as its change, and not as an indicator called growth."""
    role = passage.roles.get(figure.number.start)
    entry = pack.metrics.get(figure.metric.known or "")
    changes = role is not None and role.role in ("change", "fall") and entry is not None and entry.growth
    level = _last_level(told)
    if changes and figure.role == "current" and level is not None:
        known = pack.metrics.get(level.metric.known or "")
        if not (known is not None and known.growth):
            figure.role, figure.metric, figure.label = "change", level.metric, level.label


def _complete(figure: Figure, told: Sequence[NationalFigure]) -> None:
    """Take what a bare earlier figure or change leaves out from the level that it is told beside."""
    level = _last_level(told)
    if figure.role not in PAST or figure.unit is not None or level is None:
        return
    if not figure.explicit or figure.metric == level.metric:
        figure.unit, figure.metric, figure.label = level.unit, level.metric, level.label


def _last_level(told: Sequence[NationalFigure]) -> Figure | None:
    """Return the present figure of the whole that was told last."""
    return next((n.figure for n in reversed(told) if n.figure.role == "current" and n.statistic != "range"), None)


def _is_level(figure: Figure, told: Sequence[NationalFigure], pack: Pack) -> bool:
    """Whether an absolute gain is the figure itself ("the country added 13.4 million square metres"): no level is told.

    What is told as more or less than another figure ("by 12 more") stays a change.
    """
    unit = pack.units.get(figure.unit or "")
    levels = any(national.figure.role == "current" and national.figure.unit == figure.unit for national in told)
    return unit is not None and unit.family in ("count", "money", "measure") and not levels


def _is_mean(figure: Figure, passage: Passage, pack: Pack) -> bool:
    """Whether a figure of the whole is its mean: it is called so, or nothing of its kind adds up."""
    unit, metric = pack.units.get(figure.unit or ""), pack.metrics.get(figure.metric.known or "")
    intensive = (unit is not None and (unit.mean or unit.family in _INTENSIVE)) or (metric is not None and metric.mean)
    return intensive or _is_called_mean(figure.number, passage)


def _is_called_mean(number: NumberMention, passage: Passage) -> bool:
    """Whether a word for the mean stands before the number, with no other number between them, or close behind it."""
    before = max((other.right for other in passage.numbers if other.right <= number.left), default=passage.start)
    if len({cue.value for cue in passage.of_kind("group")}) > 1:
        before = passage.start  # "men earn on average 523, women 389"
    return any(
        before <= cue.start < number.start or 0 <= cue.start - number.right <= 1 for cue in passage.of_kind("mean")
    )


def find_parts(passage: Passage, scope: Span | None, masked: str) -> set[int]:
    """Return where the numbers start that are told of parts of the whole ("4.1 million, of whom 44% are pupils").

    A word for a part stands behind the word for the whole and right before the number, or close behind the number.
    """
    cues = passage.of_kind("breakdown")
    parts: set[int] = set()
    for at, number in enumerate(passage.numbers if cues else ()):
        before = passage.numbers[at - 1] if at else None
        floor = before.right if before is not None else passage.start
        if scope is not None and scope[0] > number.start:
            continue  # "of whom 11 million in the euro area": the whole behind the number is its own
        floor = max(floor, scope[1]) if scope is not None else floor
        named = any(floor <= cue.start and cue.end <= number.left for cue in cues)
        behind = [cue for cue in cues if cue.value == OF_THEM and 0 <= cue.start - number.right <= PART_REACH]
        close = any(not _CLAUSE_STOP.search(masked, number.right, cue.start) for cue in behind)
        goes_on = before is not None and before.start in parts and floor == before.right
        if named or close or goes_on:
            parts.add(number.start)
    return parts
