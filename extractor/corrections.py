"""What people decided about figures: an append-only file in an output folder, applied on every later run.

A decision names its target by id and holds the figure as it was extracted; so it is found again after the rules have
changed, and told (a check `correction`) where the source or the extraction under it is no longer the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from msgspec.structs import replace

from extractor.decisions import Decision, Extracted, Figure
from extractor.model import Assembly, Document
from extractor.results import (
    Aggregate,
    Check,
    Evidence,
    Metric,
    Printed,
    Rank,
    Ranking,
    Record,
    Region,
    Review,
    Value,
)

REJECTED = "rejected"  # the ledger's class of a number that a person took out


class Corrected(NamedTuple):
    """An assembly with the decisions applied, and a check for each that may not fit any more."""

    assembly: Assembly
    checks: tuple[Check, ...]


def apply_corrections(document: Document, assembly: Assembly, decisions: Sequence[Decision]) -> Corrected:
    """Return the assembly as people decided it, and what is doubtful about their decisions now."""
    desk = _Desk(document, assembly)
    for decision in decisions:
        desk.apply(decision)
    return Corrected(desk.finish(assembly), tuple(desk.checks))


class _Desk:
    """The records of one document, open to be changed."""

    def __init__(self, document: Document, assembly: Assembly) -> None:
        self.document = document
        self.rankings = {ranking.id: ranking for ranking in assembly.rankings}
        self.records = {record.id: record for record in assembly.records}
        self.wholes = {whole.id: whole for whole in assembly.aggregates}
        self.checks: list[Check] = []
        self.gone: set[str] = set()
        self.freed: set[int] = set()
        self.taken: set[int] = set()

    def apply(self, decision: Decision) -> None:
        if decision.action == "note":
            return
        if decision.action == "add":
            self._add(decision)
            return
        owner, value = self._find(decision)
        if owner is None:
            if decision.action != "reject":
                self._flag(decision, "is about a figure that is not found any more, and was not applied")
            return
        now = describe_value(value) if value else describe_place(owner)
        same_source = decision.sha256 == self.document.source.sha256
        same_figure = decision.old is None or (decision.old.value, decision.old.unit) == (now.value, now.unit)
        if not same_source and not same_figure:
            self._flag(decision, "is about another source and another figure, and was not applied", owner, value)
            return
        agrees = decision.new is not None and decision.new.value == now.value
        if not same_source:
            self._flag(decision, "was made on another version of the source", owner, value)
        elif not same_figure and not agrees:
            was = decision.old.value if decision.old else None
            self._flag(decision, f"was made when {was} was extracted; now it is {now.value}", owner, value)
        self._change(decision, owner, value)

    def _find(self, decision: Decision) -> tuple[Record | Aggregate | None, Value | None]:
        """Return the target by its id, else by the place of its quote in the same source."""
        owners: list[Record | Aggregate] = [*self.records.values(), *self.wholes.values()]
        target = decision.target or ""
        if target in self.records:
            return self.records[target], None
        pairs = [(owner, value) for owner in owners for value in owner.values]
        found = next((pair for pair in pairs if pair[1].id == target), None)
        old = decision.old
        if found is None and old is not None and decision.sha256 == self.document.source.sha256:
            spans = ((pair, pair[1].evidence[:1]) for pair in pairs)
            found = next((p for p, quotes in spans if quotes and quotes[0].start == old.start and old.text), None)
        return found or (None, None)

    def _change(self, decision: Decision, owner: Record | Aggregate, value: Value | None) -> None:
        if decision.action == "reject":
            self._remove(owner, value)
        elif value is not None:
            self._put(owner, tuple(_decide(v, decision) if v.id == value.id else v for v in owner.values))
        elif isinstance(owner, Record):
            rank = owner.rank
            place = decision.new.value if decision.new else None
            if decision.action == "correct" and place is not None and place.isdigit():
                evidence = decision.evidence or (rank.evidence if rank else ())
                rank = Rank(value=int(place), status="stated", evidence=evidence)
            was = describe_place(owner).value
            self.records[owner.id] = replace(owner, rank=rank, review=_mark(decision, was))

    def _remove(self, owner: Record | Aggregate, value: Value | None) -> None:
        left = tuple(v for v in owner.values if value is not None and v.id != value.id)
        lost = [v for v in owner.values if v not in left]
        self.gone |= {v.id for v in lost}
        self.freed |= {quote.start for v in lost for quote in (*v.evidence[:1], *v.repeated)}
        rank = owner.rank if isinstance(owner, Record) else None
        if left or (rank is not None and value is not None):
            self._put(owner, left)
            return
        if rank is not None:
            self.freed |= {quote.start for quote in rank.evidence[:1]}
        self.gone.add(owner.id)
        self.records.pop(owner.id, None)
        self.wholes.pop(owner.id, None)

    def _put(self, owner: Record | Aggregate, values: tuple[Value, ...]) -> None:
        if isinstance(owner, Record):
            self.records[owner.id] = replace(owner, values=values)
        else:
            self.wholes[owner.id] = replace(owner, values=values)

    def _add(self, decision: Decision) -> None:
        new = decision.new
        quotes = [quote for quote in map(self._place, decision.evidence) if quote is not None]
        if new is None or new.value is None or not new.region or not quotes:
            self._flag(decision, "rests on a quote that is not found any more, and was not applied")
            return
        ranking = self._ranking(new)
        name = f"{ranking.id}/{new.code or slug(new.region)}"
        known = self.records.get(name)
        if known is None:
            region = Region(code=new.code, name=new.region, text=new.region, evidence=tuple(quotes[1:]))
            known = Record(
                id=name, ranking=ranking.id, period=ranking.period, region=region, review=_mark(decision, None)
            )
        metric = new.metric or "score"
        ids = {value.id for value in known.values}
        id = next(i for n in range(1, 1000) if (i := f"{name}/{metric}" + (f"~{n}" if n > 1 else "")) not in ids)
        value = Value(
            id=id,
            metric=metric,
            value=new.value,
            unit=new.unit,
            period=ranking.period,
            printed=Printed(text=quotes[0].text, multiplier="1", step=step_of(new.value)),
            rule="added-by-hand",
            evidence=tuple(quotes),
            review=_mark(decision, None),
        )
        self.taken.add(quotes[0].start)
        self.records[name] = replace(known, values=(*known.values, value))

    def _ranking(self, new: Figure) -> Ranking:
        """Return the ranking that a figure is added to, with its metric; a new one where the document has none."""
        found = self.rankings.get(new.ranking or "") or next(iter(self.rankings.values()), Ranking(id="added"))
        metric = new.metric or "score"
        if all(known.name != metric for known in found.metrics):
            found = replace(found, metrics=(*found.metrics, Metric(name=metric, unit=new.unit)))
        self.rankings[found.id] = found
        return found

    def _place(self, quote: Evidence) -> Evidence | None:
        """Return a quote where it stands in the text now: as it was, else at its nearest other place."""
        if self.document.text[quote.start : quote.end] == quote.text:
            return self.document.quote(quote.start, quote.end)
        start = locate_nearest(self.document.text, quote.text, quote.start)
        return None if start is None else self.document.quote(start, start + len(quote.text))

    def _flag(
        self, decision: Decision, what: str, owner: Record | Aggregate | None = None, value: Value | None = None
    ) -> None:
        subject = value or owner
        message = f"the decision of {decision.who} ({decision.action} {decision.target or ''}) {what}"
        self.checks.append(
            Check(
                rule="correction",
                status="failed",
                severity="warning",
                independent=False,
                message=message,
                subjects=(subject.id,) if subject is not None else (),
                evidence=value.evidence[:1] if value is not None else (),
            )
        )

    def finish(self, assembly: Assembly) -> Assembly:
        statements = [s for s in assembly.statements if not self.gone.intersection(s.subjects)]
        freed = self.freed - self.taken
        return replace(
            assembly,
            rankings=tuple(self.rankings.values()),
            records=tuple(self.records.values()),
            aggregates=tuple(self.wholes.values()),
            statements=tuple(statements),
            used=(assembly.used - freed) | self.taken,
            ignored={**assembly.ignored, **dict.fromkeys(sorted(freed), REJECTED)},
        )


def _decide(value: Value, decision: Decision) -> Value:
    """Return a value as it was accepted or corrected."""
    marked = replace(value, review=_mark(decision, value.value))
    new = decision.new
    if decision.action != "correct" or new is None or new.value is None:
        return marked
    evidence = (*decision.evidence[:1], *value.evidence[1:]) if decision.evidence else value.evidence
    text = evidence[0].text if evidence else new.value
    return replace(
        marked,
        value=new.value,
        unit=new.unit or value.unit,
        status="stated",
        interval=None,
        evidence=evidence,
        repeated=() if new.value != value.value else value.repeated,
        printed=Printed(text=text, multiplier="1", step=step_of(new.value)),
    )


def _mark(decision: Decision, was: str | None) -> Review:
    words: dict[str, Literal["accepted", "corrected", "added"]] = {"correct": "corrected", "add": "added"}
    return Review(decision=words.get(decision.action, "accepted"), by=decision.who, was=was, note=decision.note)


def describe_value(value: Value) -> Extracted:
    """Return a value as decisions remember it."""
    quote = value.evidence[0] if value.evidence else Evidence(start=0, end=0, text="")
    return Extracted(value=value.value, unit=value.unit, text=quote.text, start=quote.start, end=quote.end)


def describe_place(owner: Record | Aggregate) -> Extracted:
    """Return a record's place as decisions remember it."""
    rank = owner.rank if isinstance(owner, Record) else None
    return Extracted(value=None if rank is None or rank.value is None else str(rank.value))


def step_of(value: str) -> str:
    """Return the size of a plain figure's last digit.

    >>> step_of("4.90"), step_of("17")
    ('0.01', '1')
    """
    exponent = Decimal(value).as_tuple().exponent
    return format(Decimal(1).scaleb(int(exponent)), "f")


def slug(name: str) -> str:
    """Return a name as part of an id."""
    return re.sub(r"\W+", "-", name.lower()).strip("-") or "unnamed"


def locate_nearest(text: str, quote: str, near: int) -> int | None:
    """Return where a quote stands nearest to an offset, None where it does not stand at all."""
    if not quote:
        return None
    before, after = text.rfind(quote, 0, near + len(quote)), text.find(quote, near)
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: abs(at - near), default=None)


def locate_box(document: Document, page: int, box: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Yield the span of what is printed in a box (points, from the top left) of a page; nothing where it is blank."""
    x0, top, x1, bottom = box
    inside = [
        place
        for place in document.places
        if place.page == page
        and x0 <= (place.bbox[0] + place.bbox[2]) / 2 <= x1
        and top <= (place.bbox[1] + place.bbox[3]) / 2 <= bottom
    ]
    if inside:
        yield min(place.start for place in inside), max(place.end for place in inside)
