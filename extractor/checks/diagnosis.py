"""Diagnosis of a failed check: what slip explains its figure, and which figure would make everything fit.

A candidate is told only where every claim about the figure holds with it; nothing is ever applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from msgspec.structs import replace

from extractor.checks.facts import Facts, current, figure
from extractor.checks.findings import Claim, Finding
from extractor.checks.intervals import EVERYTHING, Interval, meet, read_value
from extractor.checks.relations import add_others, complete, solve_for
from extractor.checks.slips import liken_figures, propose_figures
from extractor.results import Check, Diagnosis, Record, Slip, Value
from extractor.text import decimals, plain

# So many guesses are told of one finding.
MOST_TOLD = 4
# The right figure is known where the others leave it so little room, in printed steps.
FEW = 6
# A document with more failed checks than these is not mended by looking at each.
MOST_EXAMINED = 100
# A right place is looked for among so many free ones.
NEAREST = 2
# A candidate lies no further beyond the other figures than they spread, and a part of their size. They are told
# only by so many.
SPREAD, FEWEST = 10, 3
_LIKELIEST: tuple[Slip, ...] = (
    "neighbour", "digits-swapped", "separator-lost", "decimal-shifted", "sign-lost", "other-period", "other-column",
    "off-by-one", "misread-digit", "digit-changed", "digit-lost", "place-doubled",
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
        self._tests: dict[str, list[Callable[[Interval], bool]]] = {}
        seen: set[int] = set()
        for claim in (claim for finding in findings for claim in finding.claims):
            if id(claim) in seen:
                continue
            seen.add(id(claim))
            for name in claim.names:
                self._claims.setdefault(name, []).append(claim)

    def examine(self, finding: Finding) -> tuple[Diagnosis, ...]:
        """Return the guesses for a finding: those with a source or a common slip first, one a figure and slip."""
        names = dict.fromkeys((*finding.check.subjects, *(name for claim in finding.claims for name in claim.names)))
        guesses = [guess for name in names for guess in self._guess(name)]
        guesses.sort(key=lambda guess: _LIKELIEST.index(guess.slip))
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
        proposed = [right for right in propose_figures(wrong) if self._is_likely(value, right)]
        slips = {right: slip for right in proposed if (slip := liken_figures(wrong, right)) is not None}
        likely = [right for right in slips if self._fits(value, right)]
        needed = [right for right in self._needed(value) if right in slips or self._fits(value, right)]
        alone = needed[0] if len(needed) == 1 else None
        if not likely and not needed:
            return
        for slip, source in self._sources(value):
            yield self._tell(value, slip, alone, source)
        told: set[Slip] = set()
        for right in sorted(likely, key=lambda right: _LIKELIEST.index(slips[right])):
            if slips[right] not in told:
                told.add(slips[right])
                yield self._tell(value, slips[right], right, None)

    def _is_likely(self, value: Value, right: Decimal) -> bool:
        """Whether a candidate lies about where the ranking's other figures of its metric do."""
        found = self._ranges.get((value.id.partition("/")[0], value.metric, value.role))
        if found is None:
            return True
        low, high = found
        return low - (high - low) - abs(low) / SPREAD <= right <= high + (high - low) + abs(high) / SPREAD

    @cached_property
    def _ranges(self) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
        """The lowest and highest figure but one, by ranking, metric and role: the outermost may be the wrong one."""
        told: dict[tuple[str, str, str], list[Decimal]] = {}
        for value in self._facts.values.values():
            if value.value is not None:
                told.setdefault((value.id.partition("/")[0], value.metric, value.role), []).append(figure(value))
        return {key: (ends[1], ends[-2]) for key, all_told in told.items() if len(ends := sorted(all_told)) > FEWEST}

    def _needed(self, value: Value) -> list[Decimal]:
        """Return the figures of the printed precision that the others of its equations leave, if they are few."""
        room = EVERYTHING
        for claim in self._claims.get(value.id, ()):
            if claim.relation is not None and claim.relation.op == "=":
                at = claim.relation.names.index(value.id)
                room = meet(room, solve_for(claim.relation, at, self._facts.figures))
        assert value.printed is not None
        step = Fraction(value.printed.step)
        if room.low is None or room.high is None or room.empty or room.high - room.low > FEW * step:
            return []
        first, last = round(room.low / step), round(room.high / step)
        return [Decimal(value.printed.step) * at for at in range(first, last + 1)]

    def _fits(self, value: Value, right: Decimal) -> bool:
        assert value.printed is not None
        step = Decimal(1).scaleb(-decimals(right)) if decimals(right) else Decimal(value.printed.step)
        printed = replace(value.printed, step=plain(step))
        meant = replace(value, value=plain(right), printed=printed)
        unit = self._facts.pack.units.get(value.unit or "")
        exact = unit is not None and unit.family == "count"
        interval = read_value(meant, exact=exact, rounding=self._facts.options.rounding)
        return self.try_figure(value.id, interval)

    def try_figure(self, name: str, interval: Interval) -> bool:
        """Whether all claims about a figure hold with another one in its place."""
        if name not in self._tests:
            self._tests[name] = [self._make_test(claim, name) for claim in self._claims.get(name, ())]
        return all(test(interval) for test in self._tests[name])

    def _make_test(self, claim: Claim, name: str) -> Callable[[Interval], bool]:
        """Return whether the claim holds with a figure in another's place; what the other figures add up to is kept."""
        figures, relation = self._facts.figures, claim.relation
        if relation is None or relation.names.count(name) != 1 or any(other not in figures for other in relation.names):
            return lambda interval: self._holds_with(claim, name, interval)
        at = relation.names.index(name)
        others = add_others(relation, at, figures)
        return lambda interval: complete(relation, at, others, interval) != "broken"

    def _holds_with(self, claim: Claim, name: str, interval: Interval) -> bool:
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
        owner = self._facts.records.get(value.id.rpartition("/")[0].removesuffix(f"/{value.role}"))
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
        owner = self._facts.records.get(value.id.rpartition("/")[0])
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
        for right in self._free_places(record):
            if not self.try_figure(record.id, Interval(Fraction(right), Fraction(right))):
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
