"""Sections: what headings and leads promise for the passages below them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from msgspec import Struct

from extractor.assemblers.passages import Passage
from extractor.model import CueMention

Cues = tuple[CueMention, ...]
Measure = tuple[str | None, Decimal]  # a unit and a multiplier
UNMEASURED: Measure = (None, Decimal(1))


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
    `told` are the measures that sentences have told since the last heading or table.
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

    @property
    def list_measure(self) -> Measure:
        """What the bare figures of the list in hand are told in."""
        told = {told.measure for told in self.told}
        return told.pop() if self.measure == UNMEASURED and len(told) == 1 else self.measure

    @property
    def measures(self) -> tuple[Told, ...]:
        """What bare figures of a table here are told in, nearest first."""
        return (*((Told(self.measure),) if self.measure != UNMEASURED else ()), *self.told)

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
            self.told = (Told(measure),) if measure != UNMEASURED else ()
            self.end, self.lead_end, self.lead_metrics = end, None, ()
            self.metrics = metrics or self.metrics
        else:
            self.lead_end, self.lead_metrics = end, metrics

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
