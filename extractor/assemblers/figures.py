"""Figures: what a bound number measures, in which unit, and which part it plays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.assemblers.asides import ASIDE
from extractor.assemblers.binding import list_gap
from extractor.assemblers.drafts import Figure, Indicator, RankingDraft
from extractor.assemblers.legends import LEGEND
from extractor.assemblers.passages import Passage
from extractor.assemblers.periods import choose_period, resolve, shift_period
from extractor.assemblers.sections import UNMEASURED, Measure
from extractor.model import CueMention, Document, NumberMention, RoleMention
from extractor.packs import Pack
from extractor.results import Role
from extractor.text import multiply

# A metric named behind its figure stands this close ("93.8% fully satisfied").
BEHIND_REACH = 45
# A number that lends its unit to the one before it stands this close, names between them or not.
LENDER_REACH = 60
LENDER_STEPS = 20
# The period of an earlier figure stands this close to it.
PERIOD_BEHIND, PERIOD_BEFORE = 6, 20
# A bare number takes the multiplier of its list only if it then lies this near the figure before it.
MULTIPLIER_RATIO = 20
# A bare whole number above this is told in no share.
WHOLE_SHARE = 200
_WORD_BEHIND = regex.compile(r"\s(\p{L}{3,})")
# "1,999.6 (- 62.7)": a sign in a bracket behind a figure tells its change.
_SIGNED, SIGN_REACH = regex.compile(r"\(\s?([+−–-])\s?$"), 4
# The stem of what a number counts.
_NOUN = regex.compile(r"\s*(\p{L}{4,6})")
_SIGNS, _SHARES = "+-−±", ("percent", "percentage_point")
# Families of units that lists leave out behind their figures.
_BARE = ("level", "count", "rate")
_ROLES: Mapping[str, Role] = {
    "current": "current",
    "previous": "previous",
    "change": "change",
    "fall": "change",
    "target": "target",
    "reference": "reference",
}


class Naming(Struct, frozen=True, gc=False):
    """A metric and how the text calls it; `explicit` where the figure's own passage or lead does."""

    metric: Indicator
    label: str | None
    explicit: bool
    span: tuple[int, int] | None = None


class FigureMaker:
    """Turns numbers into figures, knowing what the document has told of metrics before."""

    def __init__(self, document: Document, masked: str, pack: Pack, joiner: str, year: str | None) -> None:
        self._text = document.text
        self._masked = masked
        self._joiner = joiner
        self._year = year
        self._pack = pack
        self._told: dict[str, str] = {}
        self._by_unit: dict[str | None, tuple[Indicator, str | None]] = {}
        self._last: Figure | None = None  # the last figure of a region

    def learn(self, passage: Passage) -> None:
        """Remember the metrics that the passage names."""
        for cue in passage.of_kind("metric"):
            self._told.setdefault(cue.value, self._text[cue.start : cue.end])

    def _earlier_period(self, number: NumberMention, passage: Passage, draft: RankingDraft | None) -> str | None:
        """Return the period told right behind an earlier figure ("9.0% in February"), else right before it.

        Words such as "a year earlier" count back from the ranking's own period.
        """
        role = passage.roles.get(number.start)
        if role is not None and role.rule in (ASIDE, LEGEND):
            return resolve(role.value, self._year) if role.value else None
        behind = [p for p in passage.periods if 0 <= p.start - number.right <= PERIOD_BEHIND]
        before = [p for p in passage.periods if 0 <= number.left - p.end <= PERIOD_BEFORE]
        told = choose_period(behind[:1] or before[-1:], self._year)
        steps = passage.of_kind("earlier")
        present = draft.period if draft is not None else None
        if told is not None and told == present:
            told = None  # "13.2% in 2024, down from 13.9% a year earlier": the period of the figure before
        if told is not None or not steps:
            return told
        nearest = min(steps, key=lambda cue: abs(cue.start - number.start))
        return shift_period(present, nearest.value)

    def _lender(self, number: NumberMention, passage: Passage) -> NumberMention | None:
        """Return the number whose unit a bare one shares: the next of its own list ("61.2 and 60.9 points").

        Names may stand between the two, but no dash, no full stop and not too much else. In one frame ("from 381.4 to
        442.4 thousand tenge") an earlier figure shares the unit of the present one.
        """
        told = passage.roles.get(number.start)
        for other in passage.numbers if told is not None else ():
            partner = passage.roles.get(other.start)
            if other.start > number.start and partner is not None and partner.frame == told.frame:  # type: ignore[union-attr]
                # "from 250 to 271 thousand tonnes", and not "(250 thousand) by 5%"
                return other if other.unit is not None and partner.role not in ("change", "fall") else None
        at = passage.numbers.index(number)
        own = passage.roles.get(number.start)
        if own is not None and own.role == "previous":
            for other in passage.numbers[at + 1 : at + 2]:
                role = passage.roles.get(other.start)
                if role is not None and role.frame == own.frame and role.role == "current" and other.unit is not None:
                    return other
        for before, following in pairwise(passage.numbers[at : at + LENDER_STEPS]):
            gap = self._masked[before.right : following.left]
            near = len(gap) <= LENDER_REACH and any(before.right <= r.start < following.left for r in passage.regions)
            apart = following.start in passage.roles and before.start not in passage.roles
            if apart or not (near or list_gap(self._joiner).match(gap)):
                return None
            if following.unit is not None or following.multiplier != 1:
                return following
        return None

    def _scale(self, number: NumberMention, passage: Passage) -> NumberMention:
        """Return a number that has its unit before it in the multiplier of its list ("$4.1 and $5.8 million")."""
        before = number.unit is not None and number.multiplier == 1 and number.right == number.end
        lender = self._lender(number, passage) if before and number.left < number.start else None
        if lender is None or lender.unit != number.unit or lender.multiplier == 1:
            return number
        factor = lender.multiplier
        if number.start in passage.roles or not _near(multiply(number.value, factor), lender.value):
            return number
        scaled = multiply(number.value, factor), multiply(number.step, factor)
        return replace(number, value=scaled[0], step=scaled[1], multiplier=factor)

    def remember(self, figure: Figure) -> None:
        """Remember by what regions were last ranked in the figure's unit, for a list that does not name it again."""
        if figure.role == "current":
            self._by_unit[figure.unit] = (figure.metric, figure.label)
            self._last = figure

    def _peer(self, number: NumberMention, passage: Passage) -> Figure | None:
        """Return the last figure where a bare number is told in its thousands or millions, and is about as great.

        What another paragraph counts is something else ("13.4 thousand families" below prices).
        """
        last = self._last
        if last is None or not number.multiplier == last.multiplier != 1 or not _near(number.value, last.value):
            return None
        apart = "\n" in self._text[last.number.right : number.left]
        return None if apart and self._counts_things(number, passage) else last

    def _shortened_rate(self, number: NumberMention) -> str | None:
        """Return the rate that a figure leaves out ("183 crimes per 10,000 people … (177 crimes)")."""
        last = self._last
        if last is None or number.unit is None or number.multiplier != 1 or not _near(number.value, last.value):
            return None
        families = [self._pack.units[unit].family for unit in (number.unit, last.unit) if unit is not None]
        if families != ["count", "rate"]:
            return None
        own, other = (_NOUN.match(self._text, told.end, told.right) for told in (number, last.number))
        return last.unit if own is not None and other is not None and own[1] == other[1] else None

    def make(
        self,
        number: NumberMention,
        passage: Passage,
        rule: str,
        draft: RankingDraft | None,
        lead: Iterable[CueMention],
        before: Figure | None,
        growth: bool = False,
        beside: bool = False,
        measure: Measure = UNMEASURED,
    ) -> Figure:
        """Return the figure that the number is, unit and multiplier taken from the one before where it has none.

        `beside` tells that another figure of the same name stands before it: a signed share, and any signed number in a
        bracket, is then its change.
        `measure` is what the lead of its list says that bare figures are told in.
        """
        number = self._scale(number, passage)
        told = passage.roles.get(number.start)
        role, value, multiplier, step, unit = _role(told), number.value, number.multiplier, number.step, number.unit
        model = self._model(number, role, before, passage) if unit is None else None
        if model is not None and self._may_take(model.unit, number, passage):
            unit = model.unit
            factor = model.multiplier
            shorn = multiplier == 1 != factor and not self._counts_things(number, passage)
            if shorn and _near(multiply(value, factor), model.value):
                value, multiplier, step = multiply(value, factor), factor, multiply(step, factor)
        if number.unit is None and number.multiplier == 1 and told is None and measure != UNMEASURED:
            unit, multiplier = measure[0] or unit, measure[1]
            value, step = multiply(number.value, multiplier), multiply(number.step, multiplier)
        unit = self._shortened_rate(number) or unit
        if told is not None and told.role == "fall" and value > 0:
            value = -value
        if told is None:
            role, value = self._read_sign(number, value, unit, growth, beside)
        naming = self.name(number, unit, role, passage, draft, lead)
        if role == "change" and growth and not self._is_growth(naming.metric):
            # The growth of an indicator is an indicator of its own.
            role, naming = "current", replace(naming, metric=replace(naming.metric, growth=True))
        unit = unit or self._only_unit(naming)
        if role == "change" and self._is_growth(naming.metric):
            role = "current"
        rests_on = (naming.span,) if naming.span else ()
        return Figure(
            number=number,
            value=value,
            step=step,
            multiplier=multiplier,
            unit=unit,
            metric=naming.metric,
            label=naming.label,
            role=role,
            period=self._earlier_period(number, passage, draft) if role == "previous" else None,
            rule=told.rule if told is not None else rule,
            explicit=naming.explicit,
            rests_on=rests_on,
        )

    def _model(
        self, number: NumberMention, role: Role, before: Figure | None, passage: Passage
    ) -> Figure | NumberMention | None:
        """Return what a bare number takes its unit and multiplier from."""
        model = before if before is not None and role != "previous" else self._lender(number, passage) or before
        return model if model is not None and model.unit is not None else self._peer(number, passage) or model

    def _read_sign(
        self, number: NumberMention, value: Decimal, unit: str | None, growth: bool, beside: bool
    ) -> tuple[Role, Decimal]:
        """Return the part and the value of a number that no frame tells the part of, a change by its sign or unit."""
        if beside and (signed := _SIGNED.search(self._text, max(0, number.start - SIGN_REACH), number.start)):
            return "change", value if signed[1] == "+" else -abs(value)
        changes = self._text[number.left] in _SIGNS and (growth or (beside and unit in _SHARES))
        if changes or (unit is not None and self._pack.units[unit].family == "change"):
            return "change", value  # no level is told in percentage points
        return "current", value

    def _may_take(self, unit: str | None, number: NumberMention, passage: Passage) -> bool:
        """Whether a bare number may be told in the unit of the one before: what is named right before it may not be."""
        if unit not in _SHARES:
            return True
        if abs(number.value) > WHOLE_SHARE and number.step == 1:
            return False  # 659,000 is no percentage
        own = [cue for cue in passage.of_kind("metric") if cue.end <= number.start]
        others = [other for other in passage.numbers if other.right <= number.left]
        if not own or (others and others[-1].start > own[-1].start):
            return True
        entry = self._pack.metrics.get(own[-1].value)
        return entry is None or not entry.units or unit in entry.units

    def name(
        self,
        number: NumberMention,
        unit: str | None,
        role: Role,
        passage: Passage,
        draft: RankingDraft | None,
        lead: Iterable[CueMention],
    ) -> Naming:
        """Return the metric of a number: named beside it, in its lead, in its ranking so far, else told by the unit."""
        own = self._nearest(number, unit, role, passage)
        if own is not None:
            return self._naming(own, explicit=True)
        for cue in lead:
            countable = not self._is_uncountable(number, unit, Indicator(cue.value), None)
            if countable and self._fits(cue.value, unit, role, number):
                return self._naming(cue, explicit=True)
        told = {**draft.spoken, **draft.metrics} if draft is not None else {}
        for metric, (label, known) in told.items():
            if self._may_share(unit, known, role, number) and not self._is_uncountable(number, unit, metric, draft):
                return Naming(metric, label, explicit=False)
        if (
            unit in self._by_unit
            and role == "current"
            and not self._is_uncountable(number, unit, self._by_unit[unit][0], None)
        ):
            metric, label = self._by_unit[unit]
            return Naming(metric, label, explicit=False)
        entry = self._pack.units.get(unit or "")
        default = entry.metric if entry is not None else None
        if default is None:
            return Naming(Indicator(unit=unit), None, explicit=False)
        narrowed, told_as = self._narrow(default, None)
        return Naming(Indicator(narrowed), told_as, explicit=False)

    def _may_share(self, unit: str | None, known: str | None, role: Role, number: NumberMention | None = None) -> bool:
        """Whether a figure can be of a metric that is told in the known unit.

        A bare number is never a share, and one in thousands or millions never a level ("168 thousand" are no points).
        """
        if unit is None:
            entry = self._pack.units.get(known or "")
            great = number is not None and number.multiplier != 1 and entry is not None and entry.family == "level"
            return entry is None or (entry.family in _BARE and not great)
        return known == unit or (role == "change" and known != "percent")

    def _is_uncountable(
        self, number: NumberMention, unit: str | None, metric: Indicator, draft: RankingDraft | None
    ) -> bool:
        """Whether a bare number is no whole one, where what the metric counts comes in whole numbers."""
        if unit is not None or number.value == number.value.to_integral_value():
            return False
        entry = self._pack.metrics.get(metric.known or "")
        units = entry.units if entry is not None else (metric.unit,)
        known = [self._pack.units.get(name or "") for name in units]
        if not known or any(told is None or told.family != "count" for told in known):
            return False
        rows = draft.rows if draft is not None else ()
        first = next((figure for row in rows if (figure := row.current(metric)) is not None), None)
        return first is None or first.value == first.value.to_integral_value()

    def _counts_things(self, number: NumberMention, passage: Passage) -> bool:
        """Whether a word behind a bare number says what it counts, so that nothing is left out ("27.3 books")."""
        word = _WORD_BEHIND.match(self._masked, number.right)
        if word is None or list_gap(self._joiner).match(word[1]):
            return False
        return not any(cue.start == word.start(1) for cue in passage.of_kind("respectively", "chain", "contrast"))

    def _only_unit(self, naming: Naming) -> str | None:
        """Return the unit of a bare figure whose metric is named and told in one unit only."""
        entry = self._pack.metrics.get(naming.metric.known or "")
        return entry.units[0] if naming.explicit and entry is not None and len(entry.units) == 1 else None

    def _is_growth(self, metric: Indicator) -> bool:
        """Whether an indicator tells how much something grew."""
        entry = self._pack.metrics.get(metric.known or "")
        return metric.growth or (entry is not None and entry.growth)

    def _naming(self, cue: CueMention, explicit: bool) -> Naming:
        metric, label = self._narrow(cue.value, self._text[cue.start : cue.end])
        return Naming(Indicator(metric), label, explicit, (cue.start, cue.end))

    def _narrow(self, metric: str, label: str | None) -> tuple[str, str | None]:
        """Return the narrower metric that the document has told of before, with its label, else the metric itself."""
        for narrower in self._pack.metrics[metric].narrower if metric in self._pack.metrics else ():
            if narrower in self._told:
                return narrower, self._told[narrower]
        return metric, label

    def _nearest(self, number: NumberMention, unit: str | None, role: Role, passage: Passage) -> CueMention | None:
        """Return the metric named for a number: right behind it, else before it, else further behind."""
        named = [cue for cue in passage.of_kind("metric") if self._fits(cue.value, unit, role, number)]
        fitting = [cue for cue in named if not self._is_uncountable(number, unit, Indicator(cue.value), None)]
        behind = [cue for cue in fitting if 0 <= cue.start - number.right <= BEHIND_REACH]
        if behind:
            others = [o.start for o in (*passage.numbers, *passage.regions) if o.start >= number.right]
            behind = [cue for cue in behind if not others or cue.start < min(others)]
        before = [cue for cue in fitting if cue.end <= number.start]
        if behind and not self._masked[number.right : behind[0].start].strip():
            return behind[0]
        return before[-1] if before else next(iter(behind or fitting), None)

    def _fits(self, metric: str, unit: str | None, role: Role, number: NumberMention | None = None) -> bool:
        entry = self._pack.metrics.get(metric)
        if entry is None or not entry.units:
            return True
        if unit is None:
            return any(self._may_share(None, told, role, number) for told in entry.units)
        return unit in entry.units or (role == "change" and unit in ("percent", "percentage_point"))


def _role(told: RoleMention | None) -> Role:
    return _ROLES.get(told.role, "current") if told is not None else "current"


def _near(value: Decimal, other: Decimal) -> bool:
    value, other = abs(value), abs(other)
    return bool(other) and other / MULTIPLIER_RATIO <= value <= other * MULTIPLIER_RATIO
