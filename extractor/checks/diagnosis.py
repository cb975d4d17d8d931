"""Diagnosis of a failed check: what slip explains its figure, and which figure would make everything fit.

A candidate is told only where every claim about the figure holds with it; nothing is ever applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import islice

from msgspec.structs import replace

from extractor.checks.facts import Facts, current, figure
from extractor.checks.findings import Claim, Finding
from extractor.checks.intervals import Interval, point, read_value
from extractor.checks.relations import add_others, complete, solve_for
from extractor.checks.slips import liken_figures, propose_figures
from extractor.results import Check, Diagnosis, Record, Slip, Value
from extractor.text import decimals, plain

# So many guesses are told of one finding.
MOST_TOLD = 4
# A document with more failed checks than these is not mended by looking at each.
MOST_EXAMINED = 100
# Of a total over many rows, so many figures are tried; each costs a sum over all of them.
MOST_SUSPECTS = 12
# A right place is looked for among so many free ones.
NEAREST = 2
# A candidate lies no further beyond the other figures than they spread, and a part of their size. They are told
# only by so many.
SPREAD, FEWEST = 4, 3
_LIKELIEST: tuple[Slip, ...] = (
    "neighbour", "digits-swapped", "separator-lost", "decimal-shifted", "sign-lost", "other-period", "other-column",
    "off-by-one", "miscalculated", "misread-digit", "digit-changed", "digit-lost", "place-doubled",
)  # fmt: skip


def diagnose(facts: Facts, findings: Iterable[Finding], kept: Iterable[Finding]) -> tuple[Check, ...]:
    """Return the checks of the findings that are kept, the failed ones with the slips that may explain them."""
    doctor: Doctor | None = None
    examined = 0
    checks = []
    for finding in kept:
        check = finding.check
        if check.status == "failed" and check.severity != "note" and finding.claims and examined < MOST_EXAMINED:
            doctor = doctor or Doctor(facts, findings)
            examined += 1
            check = replace(check, diagnosis=doctor.examine(finding))
        checks.append(check)
    return tuple(checks)


class Doctor:
    """Tries what may explain failed figures on all claims that name them."""

    def __init__(self, facts: Facts, findings: Iterable[Finding]) -> None:
        self._facts = facts
        self._claims: dict[str, list[Claim]] = {}
        self._tried = dict(facts.figures)
        self._tests: dict[str, list[Callable[[Interval[Decimal]], bool]]] = {}
        seen: set[int] = set()
        for claim in (claim for finding in findings for claim in finding.claims):
            if id(claim) in seen:
                continue
            seen.add(id(claim))
            for name in claim.names:
                self._claims.setdefault(name, []).append(claim)

    def examine(self, finding: Finding) -> tuple[Diagnosis, ...]:
        """Return the guesses for a finding: those with a right figure first, then by how common the slip is."""
        names = dict.fromkeys((*finding.check.subjects, *(name for claim in finding.claims for name in claim.names)))
        guesses = [guess for name in islice(names, MOST_SUSPECTS) for guess in self._guess(name)]
        guesses.sort(key=lambda guess: (guess.candidate is None, _LIKELIEST.index(guess.slip)))
        return tuple(guesses[:MOST_TOLD])

    def _guess(self, name: str) -> Iterator[Diagnosis]:
        facts = self._facts
        if name in facts.records:
            yield from self._guess_place(facts.records[name])
        elif name in facts.values and facts.values[name].value is not None:
            yield from self._guess_value(facts.values[name])

    # -- values -------------------------------------------------------------------------------------------------

    def _guess_value(self, value: Value) -> Iterator[Diagnosis]:
        wrong = figure(value)
        made = next((right for right in self._made(value) if right != wrong and self._fits(value, right)), None)
        for copied, source in self._sources(value):
            yield self._tell(value, copied, made, source)
        if made is not None:
            yield self._tell(value, liken_figures(wrong, made) or "miscalculated", made, None)
        proposed = [right for right in propose_figures(wrong) if right != made and self._is_likely(value, right)]
        slips = {right: slip for right in proposed if (slip := liken_figures(wrong, right)) is not None}
        told: set[Slip] = set()
        for right in sorted(slips, key=lambda right: _LIKELIEST.index(slips[right])):
            if slips[right] not in told and self._fits(value, right):
                told.add(slips[right])
                yield self._tell(value, slips[right], right, None)

    def _made(self, value: Value) -> Iterator[Decimal]:
        """Yield what the other printed figures make of a figure, rounded as it is printed."""
        assert value.printed is not None
        step = Decimal(value.printed.step)
        for claim in self._claims.get(value.id, ()):
            for name, made in claim.makes:
                if name == value.id:
                    yield _round(made, step)
            if claim.relation is not None and claim.relation.op == "=":
                exact = {n: point(f) for n, f in self._printed(claim.names)}
                room = solve_for(claim.relation, claim.relation.names.index(value.id), exact)
                yield from (_round(room.low, step),) if room.low is not None else ()

    def _printed(self, names: Iterable[str]) -> Iterator[tuple[str, Fraction]]:
        values = ((name, self._facts.values[name]) for name in names)
        return ((name, Fraction(figure(value))) for name, value in values if value.value is not None)

    def _is_likely(self, value: Value, right: Decimal) -> bool:
        """Whether a candidate lies about where the ranking's other figures of its metric do."""
        found = self._ranges.get((value.id.partition("/")[0], value.metric, value.role))
        if found is None or value.id not in self._owned:
            return True
        low, high = found
        return low - (high - low) - abs(low) / SPREAD <= right <= high + (high - low) + abs(high) / SPREAD

    @cached_property
    def _owned(self) -> dict[str, str]:
        """Each value of a record, with the record's id."""
        return {value.id: record.id for record in self._facts.assembly.records for value in record.values}

    @cached_property
    def _ranges(self) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
        """The lowest and highest figure but one, by ranking, metric and role: the outermost may be the wrong one."""
        told: dict[tuple[str, str, str], list[Decimal]] = {}
        for value in (self._facts.values[name] for name in self._owned):
            if value.value is not None:
                told.setdefault((value.id.partition("/")[0], value.metric, value.role), []).append(figure(value))
        return {key: (ends[1], ends[-2]) for key, all_told in told.items() if len(ends := sorted(all_told)) > FEWEST}

    def _fits(self, value: Value, right: Decimal) -> bool:
        assert value.printed is not None
        step = Decimal(1).scaleb(-decimals(right)) if decimals(right) else Decimal(value.printed.step)
        printed = replace(value.printed, step=plain(step))
        meant = replace(value, value=plain(right), printed=printed)
        interval = read_value(meant, exact=self._facts.is_count(value), rounding=self._facts.options.rounding)
        return self.try_figure(value.id, interval)

    def try_figure(self, name: str, interval: Interval[Decimal]) -> bool:
        """Whether all claims about a figure hold with another one in its place."""
        if name not in self._tests:
            self._tests[name] = [self._make_test(claim, name) for claim in self._claims.get(name, ())]
        return all(test(interval) for test in self._tests[name])

    def _make_test(self, claim: Claim, name: str) -> Callable[[Interval[Decimal]], bool]:
        """Return whether the claim holds with a figure in another's place; what the other figures add up to is kept."""
        figures, relation = self._facts.figures, claim.relation
        if relation is None or relation.names.count(name) != 1 or any(other not in figures for other in relation.names):
            return lambda interval: self._holds_with(claim, name, interval)
        at = relation.names.index(name)
        others = add_others(relation, at, figures)
        return lambda interval: complete(relation, at, others, interval) != "broken"

    def _holds_with(self, claim: Claim, name: str, interval: Interval[Decimal]) -> bool:
        """Whether a claim holds with another figure in its place: put into the one copy of all, and taken out again."""
        printed = self._tried.get(name)
        self._tried[name] = interval
        try:
            return claim.holds(self._tried)
        finally:
            if printed is None:
                del self._tried[name]
            else:
                self._tried[name] = printed

    def _sources(self, value: Value) -> Iterator[tuple[Slip, str]]:
        """Yield the values that a wrong figure may be a copy of: a neighbour's, another period's or column's."""
        owner = self._facts.records.get(self._owned.get(value.id, ""))
        if owner is None:
            return
        wrong = figure(value)
        for other in self._neighbours(owner):
            same = current(other, value.metric)
            if same is not None and figure(same) == wrong:
                yield "neighbour", same.id
                break
        for same in owner.values:
            if same.id != value.id and same.value is not None and figure(same) == wrong:
                yield ("other-period" if same.metric == value.metric else "other-column"), same.id
                break
        else:
            yield from self._other_rankings(owner, value, wrong)

    def _neighbours(self, owner: Record) -> Iterator[Record]:
        """Yield the records that stand right before and behind in the ranking."""
        rows = self._facts.in_ranking(owner.ranking)
        at = next(at for at, row in enumerate(rows) if row is owner)
        yield from rows[max(0, at - 1) : at]
        yield from rows[at + 1 : at + 2]

    def _other_rankings(self, owner: Record, value: Value, wrong: Decimal) -> Iterator[tuple[Slip, str]]:
        for record in self._facts.of_region(owner.region.code or owner.region.name):
            if record.ranking != owner.ranking:
                same = current(record, value.metric)
                if same is not None and figure(same) == wrong:
                    yield ("other-period" if record.period != owner.period else "other-column"), same.id
                    return

    def _tell(self, value: Value, slip: Slip, right: Decimal | None, source: str | None) -> Diagnosis:
        candidate = plain(right) if right is not None else None
        swaps = self._swaps(value, right) if right is not None else None
        return Diagnosis(subject=value.id, slip=slip, candidate=candidate, source=source, swaps=swaps)

    def _swaps(self, value: Value, right: Decimal) -> bool | None:
        """Whether the candidate would stand elsewhere among the ranking's figures than the printed one."""
        owner = self._facts.records.get(self._owned.get(value.id, ""))
        ranking = self._facts.rankings.get(owner.ranking) if owner is not None else None
        if owner is None or ranking is None or ranking.order is None or ranking.order.metric != value.metric:
            return None
        rows = self._facts.in_ranking(owner.ranking)
        others = [figure(v) for r in rows if r is not owner and (v := current(r, value.metric)) is not None]
        return _place_among(others, figure(value)) != _place_among(others, right)

    # -- places -------------------------------------------------------------------------------------------------

    def _guess_place(self, record: Record) -> Iterator[Diagnosis]:
        if record.rank is None or record.rank.value is None or record.rank.status != "stated":
            return
        place = record.rank.value
        expected = [int(made) for c in self._claims.get(record.id, ()) for name, made in c.makes if name == record.id]
        for right in dict.fromkeys((*expected, *self._free_places(record))):
            if not self.try_figure(record.id, point(Decimal(right))):
                continue
            slip = liken_figures(Decimal(place), Decimal(right)) or "place-doubled"
            slip = "off-by-one" if abs(right - place) == 1 else slip
            yield Diagnosis(subject=record.id, slip=slip, candidate=str(right), swaps=True)

    def _free_places(self, record: Record) -> Sequence[int]:
        """Return the places that nobody has, the nearest first."""
        assert record.rank is not None
        place = record.rank.value or 0
        rows = self._facts.in_ranking(record.ranking)
        taken = {row.rank.value for row in rows if row.rank is not None}
        ranking = self._facts.rankings.get(record.ranking)
        size = ranking.size if ranking is not None and ranking.size is not None else len(rows)
        free = [other for other in range(1, size + 1) if other not in taken]
        return sorted(free, key=lambda other: abs(other - place))[:NEAREST]


def _place_among(others: Sequence[Decimal], own: Decimal) -> int:
    return sum(other > own for other in others)


def _round(made: Fraction, step: Decimal) -> Decimal:
    """Return a computed figure as it would be printed, halves away from zero."""
    steps = abs(made) / Fraction(step) + Fraction(1, 2)
    return step * (steps.__floor__() if made >= 0 else -steps.__floor__())
