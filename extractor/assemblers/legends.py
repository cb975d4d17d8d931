"""Legends: what a text says that its bracketed figures are ("in brackets: the place a year before").

A legend holds for what stands behind it until a heading or, once it was of use, until a block tells of another order.
What is told of one person ("a 17-year-old from A scored 91") holds for the rest of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from extractor.assemblers.passages import Passage
from extractor.model import NumberMention, RoleMention

LEGEND = "legend"
# The class of numbers that tell a person's age.
PERSON = "person"
_ROLES = ("previous", "change")


@dataclass(slots=True)
class LegendKeeper:
    """The legend in force, if any: a role of figures, or the class of numbers that are none."""

    value: str = ""
    used: bool = False

    def read(self, passage: Passage, text: str) -> Passage:
        """Take in a passage; return it with what the legend and words for persons say of its numbers."""
        told = {role.start: role for role in self._of_persons(passage)}
        legends = passage.of_kind("legend")
        if legends:
            self.value, self.used = legends[-1].value, False
        elif passage.heading or (self.used and passage.first and passage.of_kind("high", "low", "pivot")):
            self.value = ""
        if self.value and not passage.heading:
            told.update({role.start: role for role in self._of_brackets(passage, text)})
        return replace(passage, roles={**passage.roles, **told}) if told else passage

    def _of_brackets(self, passage: Passage, text: str) -> Iterator[RoleMention]:
        for number in passage.numbers:
            bracketed = text[number.left - 1 : number.left] == "(" and text[number.right : number.right + 1] == ")"
            if bracketed and number.start not in passage.roles and (self.value in _ROLES or _is_bare(number)):
                self.used = True
                yield _tell(number, LEGEND, self.value)

    def _of_persons(self, passage: Passage) -> Iterator[RoleMention]:
        """Yield the numbers behind a person's age: "17-year-old A from B scored 91.4 points"."""
        ages = [role.start for role in passage.roles.values() if role.value == PERSON]
        for number in passage.numbers if ages else ():
            if number.start > min(ages):
                yield _tell(number, PERSON, PERSON)


def _is_bare(number: NumberMention) -> bool:
    return number.unit is None and number.multiplier == number.step == 1


def _tell(number: NumberMention, rule: str, value: str) -> RoleMention:
    role, kept = (value, "") if value in _ROLES else ("ignore", value)
    return RoleMention(start=number.start, end=number.end, rule=rule, role=role, frame=number.start, value=kept)
