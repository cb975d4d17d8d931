"""What people decided about figures: an append-only file in an output folder, applied on every later run.

A decision names its target by id and holds the figure as it was extracted; so it is found again after the rules have
changed. Where the source (its hash) or the figure (value, unit, quote) is no longer the same, a check `correction`
tells so. The record's receipt is kept beside it as proof of what was on the screen, but does not make a decision
stale: a receipt changes with every rule of the program and every neighbour in the record, though this figure is what
it was.

A figure that a person put where the source prints another is never `verified`, and confirms no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from msgspec.structs import replace

from extractor.decisions import Decision, Extracted, Figure, clean_figure
from extractor.model import Assembly, Document, Statement
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
from extractor.text import slug

REJECTED = "rejected"  # the ledger's class of a number that a person took out


ALIKE = 12  # letters before or behind a quote that tell it from the same letters elsewhere
Owner = Record | Aggregate


class Corrected(NamedTuple):
    """An assembly with the decisions applied, and a check for each that may not fit any more."""

    assembly: Assembly
    checks: tuple[Check, ...]


def apply_corrections(
    document: Document, assembly: Assembly, decisions: Sequence[Decision], messages: Mapping[str, str]
) -> Corrected:
    """Return the assembly as people decided it, and what is doubtful about their decisions now.

    `messages` are those of a language of the packs.
    """
    desk = _Desk(document, assembly, messages)
    for decision in decisions:
        desk.apply(decision)
    return Corrected(desk.finish(assembly), tuple(desk.checks))


def list_unprinted(assembly: Assembly) -> frozenset[str]:
    """Return the ids of the values, and of the records whose places, a person put where nothing such is printed."""
    owners: list[Owner] = [*assembly.records, *assembly.aggregates]
    values = (value for owner in owners for value in owner.values)
    named = {value.id for value in values if _is_by_hand(value.review) and not _is_printed(value)}
    return frozenset(named | {record.id for record in assembly.records if _is_by_hand(record.review) and record.rank})


def weaken_unprinted(checks: Iterable[Check], unprinted: frozenset[str]) -> tuple[Check, ...]:
    """Return the checks, those that rest on what is not printed as ones that confirm nothing."""
    return tuple(
        replace(check, independent=False) if check.independent and not unprinted.isdisjoint(check.subjects) else check
        for check in checks
    )


def _is_by_hand(review: object) -> bool:
    return isinstance(review, Review) and review.decision != "accepted"


def _is_printed(value: Value) -> bool:
    printed = clean_figure(value.evidence[0].text) if value.evidence else None
    return printed is not None and value.value is not None and abs(Decimal(printed)) == abs(Decimal(value.value))


class _Desk:
    """The records of one document, open to be changed."""

    def __init__(self, document: Document, assembly: Assembly, messages: Mapping[str, str]) -> None:
        self.document = document
        self.messages = messages
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
                self._flag(decision, "correction-lost")
            return
        if self._may_change(decision, owner, value):
            self._change(decision, owner, value)

    def _may_change(self, decision: Decision, owner: Owner, value: Value | None) -> bool:
        """Whether a decision still means this figure; what is doubtful about it is told."""
        now, old = describe_value(value) if value else describe_place(owner), decision.old
        same_source = decision.sha256 == self.document.source.sha256
        same_figure = old is None or (old.value, old.unit) == (now.value, now.unit)
        if not same_figure and not same_source:
            self._flag(decision, "correction-other", owner, value)
            return False
        if not same_figure and decision.action != "correct":
            # Who accepted or rejected one figure has said nothing about another.
            self._flag(decision, "correction-unlike", owner, value, was=old, now=now)
            return False
        if not same_source:
            self._flag(decision, "correction-source", owner, value)
        elif not same_figure and not (decision.new and decision.new.value == now.value):
            self._flag(decision, "correction-figure", owner, value, was=old, now=now)
        elif old is not None and old.text and value is not None and (old.start, old.text) != (now.start, now.text):
            self._flag(decision, "correction-quote", owner, value, was=old, now=now)
        return True

    def _find(self, decision: Decision) -> tuple[Owner | None, Value | None]:
        """Return the target by its id, else by the place of its quote in the same source."""
        owners: list[Owner] = [*self.records.values(), *self.wholes.values()]
        target, old = decision.target or "", decision.old
        if target in self.records:
            return self.records[target], None
        pairs: list[tuple[Owner, Value | None]] = [(owner, value) for owner in owners for value in owner.values]
        found = next((pair for pair in pairs if pair[1] is not None and pair[1].id == target), None)
        if found is None and old is not None and old.text and decision.sha256 == self.document.source.sha256:
            pairs += [(record, None) for record in self.records.values()]
            quotes = ((pair, _first_quote(*pair)) for pair in pairs)
            found = next((pair for pair, quote in quotes if (quote.start, quote.text) == (old.start, old.text)), None)
        return found or (None, None)

    def _change(self, decision: Decision, owner: Owner, value: Value | None) -> None:
        if decision.action == "reject":
            self._remove(owner, value, whole=decision.whole)
        elif value is not None:
            quote = self._place(decision)
            self._put(owner, tuple(_decide(v, decision, quote) if v.id == value.id else v for v in owner.values))
        elif isinstance(owner, Record):
            rank, was = owner.rank, describe_place(owner).value
            place = decision.new.value if decision.new else None
            if decision.action == "correct" and place is not None and place.isdecimal():
                quote = self._place(decision)
                rank = Rank(
                    value=int(place), status="stated", evidence=(quote,) if quote else rank.evidence if rank else ()
                )
            self.records[owner.id] = replace(owner, rank=rank, review=_mark(decision, was))

    def _remove(self, owner: Owner, value: Value | None, *, whole: bool) -> None:
        """Take a value out, a place, or with `whole` all of a record; what holds nothing any more goes too."""
        lost = [v for v in owner.values if whole or (value is not None and v.id == value.id)]
        left = tuple(v for v in owner.values if v not in lost)
        self.gone |= {v.id for v in lost}
        self.freed |= {quote.start for v in lost for quote in (*v.evidence[:1], *v.repeated)}
        if isinstance(owner, Record):
            keeps_place = value is not None and not whole
            if owner.rank is not None and not keeps_place:
                self.freed |= {quote.start for quote in owner.rank.evidence[:1]}
                self.gone.add(owner.id)
            rank = owner.rank if keeps_place else None
            if left or rank is not None:
                self.records[owner.id] = replace(owner, rank=rank, values=left)
                return
        elif left:
            self._put(owner, left)
            return
        self.gone.add(owner.id)
        self.records.pop(owner.id, None)
        self.wholes.pop(owner.id, None)

    def _put(self, owner: Owner, values: tuple[Value, ...]) -> None:
        if isinstance(owner, Record):
            self.records[owner.id] = replace(owner, values=values)
        else:
            self.wholes[owner.id] = replace(owner, values=values)

    def _add(self, decision: Decision) -> None:
        new, number = decision.new, self._place(decision)
        if new is None or new.value is None or not new.region or number is None:
            self._flag(decision, "correction-unfounded")
            return
        ranking = self._ranking(new)
        if ranking is None:
            self._flag(decision, "correction-ranking")
            return
        name = f"{ranking.id}/{new.code or slug(new.region)}"
        known = self.records.get(name)
        if known is None:
            named = tuple(quote for quote in map(self._stand, decision.evidence[1:]) if quote is not None)
            region = Region(code=new.code, name=new.region, text=named[0].text if named else new.region, evidence=named)
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
            printed=Printed(text=number.text, multiplier="1", step=step_of(new.value)),
            rule="added-by-hand",
            evidence=(number, *decision.evidence[1:]),
            review=_mark(decision, None),
        )
        self.taken.add(number.start)
        self.records[name] = replace(known, values=(*known.values, value))
        if decision.sha256 != self.document.source.sha256:
            self._flag(decision, "correction-source", known, value)

    def _ranking(self, new: Figure) -> Ranking | None:
        """Return the ranking that a figure is added to, with its metric: the one it names, else the document's only."""
        named = self.rankings.get(new.ranking) if new.ranking else None
        only = next(iter(self.rankings.values())) if len(self.rankings) == 1 else None
        found = named or only or (None if self.rankings else Ranking(id=new.ranking or "added"))
        if found is None:
            return None
        metric = new.metric or "score"
        if all(known.name != metric for known in found.metrics):
            found = replace(found, metrics=(*found.metrics, Metric(name=metric, unit=new.unit)))
        self.rankings[found.id] = found
        return found

    def _place(self, decision: Decision) -> Evidence | None:
        """Return a decision's first quote where it stands now: as it was, else where the same stands around it."""
        if not decision.evidence:
            return None
        quote = decision.evidence[0]
        if decision.sha256 == self.document.source.sha256:
            return self._stand(quote)
        before, behind = decision.around or ("", "")
        found = find_alike(self.document.text, quote.text, before, behind, quote.start)
        return None if found is None else self.document.quote(found, found + len(quote.text))

    def _stand(self, quote: Evidence) -> Evidence | None:
        stands = self.document.text[quote.start : quote.end] == quote.text
        return self.document.quote(quote.start, quote.end) if stands else None

    def _flag(
        self,
        decision: Decision,
        what: str,
        owner: Owner | None = None,
        value: Value | None = None,
        was: Extracted | None = None,
        now: Extracted | None = None,
    ) -> None:
        told = self.messages[f"{what}.failed"].format(
            who=decision.who,
            figure=decision.target or (decision.new.region if decision.new else ""),
            was=(was and (was.value or was.text)) or "—",
            now=(now and (now.value or now.text)) or "—",
        )
        subject = value or owner
        self.checks.append(
            Check(
                rule="correction",
                status="failed",
                severity="warning",
                independent=False,
                message=told,
                subjects=(subject.id,) if subject is not None else (),
                evidence=value.evidence[:1] if value is not None else (),
            )
        )

    def finish(self, assembly: Assembly) -> Assembly:
        records, wholes = tuple(self.records.values()), tuple(self.wholes.values())
        owners: list[Owner] = [*records, *wholes]
        standing = {
            quote.start
            for owner in owners
            for value in owner.values
            for quote in (*value.evidence[:1], *value.repeated)
        }
        freed = (self.freed & assembly.used) - standing
        return replace(
            assembly,
            rankings=tuple(self.rankings.values()),
            records=records,
            aggregates=wholes,
            statements=tuple(s for told in assembly.statements if (s := self._trim(told))),
            used=(assembly.used - freed) | self.taken,
            ignored={**assembly.ignored, **dict.fromkeys(sorted(freed), REJECTED)},
        )

    def _trim(self, statement: Statement) -> Statement | None:
        """Return a statement without what was taken out; an order holds of the others, a sum does not."""
        left = tuple(subject for subject in statement.subjects if subject not in self.gone)
        if left == statement.subjects:
            return statement
        return replace(statement, subjects=left) if statement.kind == "order" and len(left) > 1 else None


def _first_quote(owner: Owner, value: Value | None) -> Extracted:
    return describe_value(value) if value is not None else describe_place(owner)


def _decide(value: Value, decision: Decision, quote: Evidence | None) -> Value:
    """Return a value as it was accepted or corrected, on the quote that the person gave, if any."""
    marked = replace(value, review=_mark(decision, value.value))
    new = decision.new
    if decision.action != "correct" or new is None or new.value is None:
        return marked
    evidence = (quote, *value.evidence[1:]) if quote is not None else value.evidence
    text = evidence[0].text if evidence else new.value
    return replace(
        marked,
        value=new.value,
        unit=new.unit or value.unit,
        status="stated",
        interval=None,
        evidence=evidence,
        printed=Printed(text=text, multiplier="1", step=step_of(new.value)),
    )


def _mark(decision: Decision, was: str | None) -> Review:
    words: dict[str, Literal["accepted", "corrected", "added"]] = {"correct": "corrected", "add": "added"}
    made = words.get(decision.action, "accepted")
    return Review(decision=made, id=decision.id, by=decision.who, was=was, note=decision.note)


def describe_value(value: Value) -> Extracted:
    """Return a value as decisions remember it."""
    quote = value.evidence[0] if value.evidence else Evidence(start=0, end=0, text="")
    return Extracted(value=value.value, unit=value.unit, text=quote.text, start=quote.start, end=quote.end)


def describe_place(owner: Owner) -> Extracted:
    """Return a record's place as decisions remember it, with the quote of its name."""
    rank = owner.rank if isinstance(owner, Record) else None
    named = owner.region.evidence if isinstance(owner, Record) else ()
    quote = named[0] if named else Evidence(start=0, end=0, text="")
    value = None if rank is None or rank.value is None else str(rank.value)
    return Extracted(value=value, text=quote.text, start=quote.start, end=quote.end)


def step_of(value: str) -> str:
    """Return the size of a plain figure's last digit.

    >>> step_of("4.90"), step_of("17")
    ('0.01', '1')
    """
    exponent = Decimal(value).as_tuple().exponent
    return format(Decimal(1).scaleb(int(exponent)), "f")


def find_alike(text: str, quote: str, before: str, behind: str, near: int) -> int | None:
    """Return where a quote stands with the same letters before or behind it, the nearest to an offset; else None."""
    before, behind = before[-ALIKE:], behind[:ALIKE]
    found = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        end = at + len(quote)
        if (before and text[max(0, at - len(before)) : at] == before) or (behind and text.startswith(behind, end)):
            found.append(at)
        at = text.find(quote, at + 1)
    return min(found, key=lambda at: abs(at - near), default=None)
