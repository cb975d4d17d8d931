"""Legends: what a text says that its bracketed figures are ("in brackets: the place a year before").

A legend holds from the block that it stands in until a heading or, once it was of use, until a block tells of another
order. An earlier figure or a change in brackets stands behind the name's own figure, a place may stand alone.
What is told of one person ("a 17-year-old from A scored 91") holds for the rest of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from extractor.assemblers.passages import Passage
from extractor.model import PERSON, CueMention, NumberMention, RoleMention
from extractor.spans import SpanIndex

LEGEND = "legend"
_ROLES = ("previous", "change")


@dataclass(slots=True)
class LegendKeeper:
    """The legend in force, if any: a role of figures with the `period` it names, or the class of numbers of none."""

    legends: SpanIndex[CueMention]
    value: str = ""
    period: str = ""
    used: bool = False

    def read(self, passage: Passage, text: str) -> Passage:
        """Take in a passage; return it with what the legend and words for persons say of its numbers."""
        told = {role.start: role for role in self._of_persons(passage)}
        legends = self.legends.within(passage.block.start, passage.block.end) if passage.first else ()
        if legends:
            self.value, self.used = legends[-1].value, False
            self.period = next(
                (p.period for p in passage.periods if legends[-1].start <= p.start < legends[-1].end), ""
            )
        elif passage.heading or (self.used and passage.first and passage.of_kind("high", "low", "pivot")):
            self.value = ""
        if self.value and not passage.heading:
            told.update({role.start: role for role in self._of_brackets(passage, text)})
        return replace(passage, roles={**passage.roles, **told}) if told else passage

    def _of_brackets(self, passage: Passage, text: str) -> Iterator[RoleMention]:
        for number in passage.numbers:
            bracketed = text[number.left - 1 : number.left] == "(" and text[number.right : number.right + 1] == ")"
            tells = _has_own(number, passage) if self.value in _ROLES else _is_bare(number)
            if bracketed and tells and number.start not in passage.roles:
                self.used = True
                yield _tell(number, LEGEND, self.value, self.period)

    def _of_persons(self, passage: Passage) -> Iterator[RoleMention]:
        """Yield the numbers behind a person's age up to another region's: "17-year-old A from B scored 91.4 points"."""
        age = min((role.start for role in passage.roles.values() if role.value == PERSON), default=None)
        if age is None:
            return
        behind = [number for number in passage.numbers if number.start > age]
        first = behind[0].start if behind else passage.end
        end = next((region.start for region in passage.regions if region.start > first), passage.end)
        for number in behind:
            if number.start < end:
                yield _tell(number, PERSON, PERSON)


def _has_own(number: NumberMention, passage: Passage) -> bool:
    """Whether the name before a number has another one between."""
    name = max((region.end for region in passage.regions if region.end <= number.start), default=passage.start)
    return any(name <= other.start < number.start for other in passage.numbers)


def _is_bare(number: NumberMention) -> bool:
    return number.unit is None and number.multiplier == number.step == 1


def _tell(number: NumberMention, rule: str, value: str, period: str = "") -> RoleMention:
    role, kept = (value, period) if value in _ROLES else ("ignore", value)
    return RoleMention(start=number.start, end=number.end, rule=rule, role=role, frame=number.start, value=kept)
