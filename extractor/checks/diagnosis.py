"""Diagnosis of a failed check: what slip explains its figure, and which figure would make everything fit.

A candidate is told only where every claim about the figure holds with it; nothing is ever applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import islice

from msgspec.structs import replace

from extractor.checks.facts import Facts, current, figure
from extractor.checks.findings import Finding
from extractor.checks.intervals import point
from extractor.checks.slips import liken_figures, rewrite_figures, shift_figures
from extractor.checks.trials import Trials, step_of
from extractor.results import Check, Diagnosis, Record, Slip, Value
from extractor.text import plain

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
        self._trials = Trials(facts, (claim for finding in findings for claim in finding.claims))

    def examine(self, finding: Finding) -> tuple[Diagnosis, ...]:
        """Return the guesses for a finding: the likeliest for each suspect first, then by how common the slip is."""
        computed = (claim.computed for claim in finding.claims if claim.computed in finding.check.subjects)
        others = (name for claim in finding.claims for name in claim.names)
        names = dict.fromkeys(name for name in (*computed, *finding.check.subjects, *others) if name is not None)
        ranked = []
        for name in islice(names, MOST_SUSPECTS):
            own = sorted(self._guess(name), key=_likelihood)
            ranked += [(*_likelihood(guess)[:1], nth, *_likelihood(guess)[1:], guess) for nth, guess in enumerate(own)]
        ranked.sort(key=lambda item: item[:-1])
        return tuple(item[-1] for item in ranked[:MOST_TOLD])

    def _guess(self, name: str) -> Iterator[Diagnosis]:
        facts = self._facts
        if name in facts.records:
            yield from self._guess_place(facts.records[name])
        elif name in facts.values and facts.values[name].value is not None:
            yield from self._guess_value(facts.values[name])

    # -- values -------------------------------------------------------------------------------------------------

    def _guess_value(self, value: Value) -> Iterator[Diagnosis]:
        wrong = figure(value)
        assert value.printed is not None
        step = Decimal(value.printed.step)
        rounded = (_round(told, step) for told in self._trials.told_of(value.id))
        made = next((right for right in rounded if right != wrong and self._trials.fits(value, right)), None)
        for copied, source in self._sources(value):
            yield self._tell(value, copied, made, source)
        if made is not None:
            yield self._tell(value, liken_figures(wrong, made) or "miscalculated", made, None)
        slips = {
            right: slip
            for right in self._propose(value, wrong)
            if right != made and (slip := liken_figures(wrong, right)) is not None
        }
        told: set[Slip] = set()
        for right in sorted(slips, key=lambda right: _LIKELIEST.index(slips[right])):
            if slips[right] not in told and self._trials.fits(value, right):
                told.add(slips[right])
                yield self._tell(value, slips[right], right, None)

    def _propose(self, value: Value, wrong: Decimal) -> Iterator[Decimal]:
        """Yield what a figure may have been before a slip of the pen, where that is likely and may fit."""
        low, high = self._likely(value)
        least, most = self._trials.room(value, step_of(wrong))
        yield from rewrite_figures(wrong, _larger(low, least), _smaller(high, most))
        for right in shift_figures(wrong):
            likely = (low is None or low <= right) and (high is None or right <= high)
            if likely and self._trials.may_fit(value, right):
                yield right

    def _likely(self, value: Value) -> tuple[Decimal | None, Decimal | None]:
        """Return between what candidates lie about where the ranking's other figures of the metric do."""
        found = self._ranges.get((value.id.partition("/")[0], value.metric, value.role))
        if found is None or value.id not in self._owned:
            return None, None
        low, high = found
        return low - (high - low) - abs(low) / SPREAD, high + (high - low) + abs(high) / SPREAD

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
        expected = map(int, self._trials.told_of(record.id))
        for right in dict.fromkeys((*expected, *self._free_places(record))):
            if not self._trials.try_figure(record.id, point(Decimal(right))):
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


def _likelihood(guess: Diagnosis) -> tuple[bool, int]:
    """Return what guesses are sorted by: whether a right figure is pinned down, then how common the slip is."""
    return guess.candidate is None, _LIKELIEST.index(guess.slip)


def _larger(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None or (other is not None and other > one) else one


def _smaller(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None or (other is not None and other < one) else one


def _place_among(others: Sequence[Decimal], own: Decimal) -> int:
    return sum(other > own for other in others)


def _round(made: Fraction, step: Decimal) -> Decimal:
    """Return a computed figure as it would be printed, halves away from zero."""
    steps = abs(made) / Fraction(step) + Fraction(1, 2)
    return step * (steps.__floor__() if made >= 0 else -steps.__floor__())
