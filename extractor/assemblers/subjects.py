"""Subjects: whether what a list is of can be told in the unit or multiplier that a sentence has told."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assemblers.drafts import Figure
from extractor.assemblers.passages import Passage
from extractor.assemblers.rows import LOOSE_RULES
from extractor.assemblers.sections import COUNT, RELATIVE, UNMEASURED, Measure, Section, Told
from extractor.packs import Pack

# What is counted is told in units of count; an index, a score or a share is told in none of money or measure.
_FAMILIES = {COUNT: ("count",), RELATIVE: ("level", "share", "rate", "change")}


class SubjectJudge:
    """Tells whether a list can be told in a measure: nothing above it or in its entries says otherwise."""

    def __init__(self, pack: Pack, section: Section) -> None:
        self._pack = pack
        self._section = section

    def choose(self, rule: str, passage: Passage, models: Sequence[Figure]) -> Measure:
        """Return what an entry's bare figure is told in: its lead says so, or a sentence before its list of lines."""
        section = self._section
        if section.measure != UNMEASURED:
            return section.measure
        told = section.told_for(passage.index, [(model.unit, model.multiplier) for model in models])
        listed = passage.first and rule not in LOOSE_RULES
        if told is None or not listed or not self.suits(told, passage):
            return UNMEASURED
        section.taken_at = passage.index
        return told.measure

    def suits_all(self, told: Told, figures: Sequence[Figure]) -> bool:
        """Whether the figures of the list in hand can be told in a measure."""
        return self.suits(told) and all(self.fits(figure.metric.known, told.measure[0]) for figure in figures)

    def suits(self, told: Told, passage: Passage | None = None) -> bool:
        """Whether the list in hand, or an entry of it, can be told in a measure."""
        section, unit = self._section, told.measure[0]
        family = self._family(unit)
        if not self.may_be_above(told):
            return False
        if unit is None and section.told_of == COUNT:
            family = COUNT
        own = passage.of_kind("metric") if passage is not None else ()
        if own:
            return any(self.fits(cue.value, unit, family) for cue in own)
        above = section.topic or section.lead_metrics or section.metrics
        return all(self.fits(cue.value, unit, family) for cue in above)

    def may_be_above(self, told: Told) -> bool:
        """Whether what the last line above names can be told in a measure, whatever its metrics are."""
        subject, family = self._section.subject, self._family(told.measure[0])
        return subject is None or family in _FAMILIES[subject] or (subject == COUNT and family is None)

    def renew(self, passage: Passage) -> None:
        """Let a lead take up the measure of the list before, where it names metrics that are all told in its unit."""
        section, metrics = self._section, passage.of_kind("metric")
        if not section.told or section.taken_at < 0 or not metrics or passage.has("subject"):
            return
        entries = [self._pack.metrics.get(cue.value) for cue in metrics]
        if all(entry is not None and section.told[0].measure[0] in entry.units for entry in entries):
            section.taken_at = passage.index

    def fits(self, metric: str | None, unit: str | None, family: str | None = None) -> bool:
        """Whether a metric can be told in a unit; where only a multiplier is told, whether it can be that great."""
        entry = self._pack.metrics.get(metric or "")
        if entry is None or not entry.units or unit in entry.units:
            return True
        families = {self._family(each) for each in entry.units}
        return unit is None and (family in families if family is not None else not families <= {*_FAMILIES[RELATIVE]})

    def _family(self, unit: str | None) -> str | None:
        entry = self._pack.units.get(unit or "")
        return entry.family if entry is not None else None
