"""Sections: what headings and leads promise for the passages below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import Struct

from extractor.assemblers.passages import Passage
from extractor.model import CueMention

Cues = tuple[CueMention, ...]
Measure = tuple[str | None, Decimal]  # a unit and a multiplier
UNMEASURED: Measure = (None, Decimal(1))
# So many told measures are kept: more of them agree on nothing.
MOST_TOLD = 4
# What a line above a list says that the list tells: how many there are of something; an index, a score or a share.
COUNT, RELATIVE = "count", "relative"


class Told(Struct, frozen=True):
    """A measure and the words that it is said of in small letters ("number of trips – "), empty where of all."""

    measure: Measure
    subject: str = ""


@dataclass(slots=True)
class Section:
    """The ends of the order and the metrics that the heading and the lead in force name.

    `parts` tells that the section breaks a figure down by what are no regions; `topic` are the metrics last told
    of the whole, which hold until the block at `topic_block` is over; `last_end` is what the last passage promised;
    `category` is the class that the names of the list below are in, `measure` what its bare figures are told in;
    `told` are the measures that sentences have told since the last heading or table, nearest first; `taken_at` is the
    block of the last entry of a list that took one up. `subject` is what kind of thing the last line above the list
    names, `told_of` the kind that the sentence that told the measures does.
    """

    end: CueMention | None = None
    lead_end: CueMention | None = None
    metrics: Cues = ()
    lead_metrics: Cues = ()
    parts: bool = False
    topic: Cues = ()
    topic_block: int = -1
    last_end: CueMention | None = None
    category: CueMention | None = None
    measure: Measure = UNMEASURED
    told: tuple[Told, ...] = ()
    taken_at: int = -1
    subject: str | None = None
    told_of: str | None = None

    def tell(self, told: tuple[Told, ...], passage: Passage) -> None:
        """Take in measures that a sentence tells; those that a list has taken up are over."""
        self.subject, self.told_of = None, _find_subject(passage)
        kept = self.told if self.taken_at < 0 else ()
        self.told, self.taken_at = tuple(dict.fromkeys((*told, *kept)))[:MOST_TOLD], -1

    def told_for(self, block: int, before: Sequence[Measure]) -> Told | None:
        """Return the measure that a list with an entry in a block is told in by a sentence before it, if by one.

        A list takes it up, and it is over where the list is: at the first block that is no entry, unless the list is
        known to go on behind that, with an entry `before` that is told in it.
        """
        if not self.told or (0 <= self.taken_at < block - 1 and self.told[0].measure not in before):
            return None
        return self.told[0] if all(told.measure == self.told[0].measure for told in self.told) else None

    def measures(self, block: int) -> tuple[Told, ...]:
        """Return what bare figures of a table in a block are told in, nearest first."""
        own = (Told(self.measure),) if self.measure != UNMEASURED else ()
        return (*own, *self.told) if self.taken_at < 0 or block <= self.taken_at + 1 else own

    def stand_above(self, passage: Passage) -> None:
        """Note what kind of thing a passage names that is no entry of a list: one below it tells that."""
        if passage.index == self.taken_at or passage.block.kind == "item":
            return
        subject = _find_subject(passage)
        if subject is not None or passage.heading or passage.has("metric"):
            self.subject = subject

    @property
    def awaited(self) -> CueMention | None:
        """The end of the order that a list is to be told from."""
        return self.lead_end or self.end

    @property
    def lead(self) -> Cues:
        """The metrics that a figure may be of, nearest first."""
        return (*self.topic, *self.lead_metrics, *self.metrics)

    def open(self, passage: Passage, measure: Measure) -> None:
        """Take in a heading or a lead; a heading ends what the one before it promised."""
        self.measure = measure
        topics = passage.of_kind("metric")  # "Small and medium businesses" may be what is told of, not parts
        parts = [c for c in passage.of_kind("breakdown") if not any(t.start <= c.start < t.end for t in topics)]
        self.parts = bool(parts) and not passage.regions
        orders = [cue for cue in passage.of_kind("high", "low") if cue.value == "stated"]
        # "From high to low" names no class.
        categories = [c for c in passage.of_kind("category") if not any(o.start <= c.start < o.end for o in orders)]
        self.category = categories[0] if len(categories) == 1 and not passage.regions else None
        ends, metrics = passage.of_kind("high", "low"), passage.of_kind("metric")
        end = ends[0] if ends else None
        if passage.heading:
            self.forget()
            self.told = (Told(measure),) if measure != UNMEASURED else ()
            self.end, self.lead_end, self.lead_metrics = end, None, ()
            self.metrics = metrics or self.metrics
        else:
            self.lead_end, self.lead_metrics = end, metrics

    def forget(self) -> None:
        """What sentences have told is over."""
        self.told, self.taken_at, self.told_of = (), -1, None

    def pass_over(self, passage: Passage) -> None:
        """Take in a passage that tells nothing: it ends the lead's promise, and may name a metric."""
        self.lead_end = self.category = None
        self.measure = UNMEASURED
        self.lead_metrics = passage.of_kind("metric") or self.lead_metrics

    def enter(self, block: int) -> None:
        """Go on to a block: the topic of another one is over."""
        if self.topic_block != block:
            self.topic = ()

    def note(self, passage: Passage) -> None:
        """Note the end of an order that the passage names, for a table that may follow right behind it."""
        self.last_end = next(iter(passage.of_kind("high", "low")), None)


def _find_subject(passage: Passage) -> str | None:
    """Return what kind of thing a passage names; a share of a number is no number."""
    return (
        RELATIVE
        if any(cue.value == RELATIVE for cue in passage.of_kind("subject"))
        else (COUNT if passage.has("subject") else None)
    )
