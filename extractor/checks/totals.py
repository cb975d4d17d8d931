"""Totals: the rows of a whole table against its closing row, and the one cell that a total pins down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from extractor.checks.facts import Facts, figure, who
from extractor.checks.findings import Finding, claim_relation, make_one, settle
from extractor.checks.relations import Relation, weigh
from extractor.results import Record, Severity, Value

RULE, TABLE, MISSING = "total-adds-up", "table-cell", "missing-mark"
FEWEST_ROWS = 3
# A column that is closed so often is none that its rows add up to; to sum it up each time would cost its square.
MOST_CLOSINGS = 20
# Rows that make less (or more) than this share of a total are not all there is of it.
NEAR_LOW, NEAR_HIGH = Fraction(3, 4), Fraction(4, 3)
HUNDRED = Decimal(100)


class Closing(NamedTuple):
    """A figure of a table's closing row, with the printed figures above it and the rows that lack one."""

    ranking: str
    total: Value
    rows: tuple[Value, ...]
    gaps: tuple[Record, ...]

    @property
    def label(self) -> int:
        """Where the label of its row stands: the columns of a row share it."""
        return _label(self.total)

    @property
    def made(self) -> Decimal:
        """What the rows make."""
        return sum(map(figure, self.rows), Decimal(0))

    def relate(self, *missing: str) -> Relation:
        """Return the relation between the total, its rows, and figures that are missing."""
        names = (*(value.id for value in self.rows), *missing)
        return Relation(rule=RULE, terms=((1, self.total.id), *((-1, name) for name in names)))


def check_totals(facts: Facts) -> Iterator[Finding]:
    """The rows of a whole table add up to its closing row, shares to 100%.

    A closing row is taken for the sum only where the rows come near it, or make it in another column; where they do
    not and nothing tells that the rows are all there is, a difference is only doubtful.
    """
    closings = list(find_closings(facts))
    fitting = find_fitting(facts, closings)
    for closing in closings:
        if closing.gaps or not (_is_near(closing) or (closing.label in fitting and _is_summable(closing))):
            continue
        complete = facts.rankings[closing.ranking].size == len(closing.rows)
        sure = complete or closing.label in fitting or is_called_total(facts, closing.total)
        words = {"total": closing.total, "rows": len(closing.rows), "made": closing.made}
        severity: Severity = "error" if sure else "warning"
        made = make_one(closing.total.id, Fraction(closing.made))
        claim = claim_relation(closing.relate())
        yield settle(facts, RULE, claim, words, severity=severity, independent=sure, makes=made)


def find_fitting(facts: Facts, closings: list[Closing]) -> set[int]:
    """Return the closing rows, by where their label stands, that are the sum of their rows in some column."""
    whole = (closing for closing in closings if not closing.gaps and _is_near(closing))
    return {closing.label for closing in whole if weigh(closing.relate(), facts.figures) == "holds"}


def find_single_gaps(facts: Facts) -> Iterator[tuple[Closing, Record]]:
    """Yield the closings that are surely the sum of their rows, all but one of which are printed, with that one."""
    closings = list(find_closings(facts))
    if not any(closing.gaps for closing in closings):
        return
    fitting = find_fitting(facts, closings)
    for closing in closings:
        sure = closing.label in fitting or is_called_total(facts, closing.total)
        if sure and len(closing.gaps) == 1 and _may_sum_up(closing) and closing.made <= figure(closing.total):
            yield closing, closing.gaps[0]


def is_called_total(facts: Facts, total: Value) -> bool:
    """Whether the row of a closing figure is called a total, not just the country."""
    if facts.language is None or len(total.evidence) < 2:
        return False
    label = total.evidence[1].text.strip().lower()
    return any(rule.matches(label) for rule in facts.language.rules("total"))


def find_closings(facts: Facts) -> Iterator[Closing]:
    """Yield the figures of closing rows under whole columns of figures, in document order."""
    totals = list(_closing_values(facts))
    labels = _labels_by_table(facts) if totals else {}
    several = Counter((ranking, total.metric, total.column) for ranking, total in totals)
    for ranking, total in totals:
        if several[ranking, total.metric, total.column] > MOST_CLOSINGS:
            continue
        column = [
            (record, value)
            for record in facts.in_ranking(ranking)
            for value in record.values
            if (value.metric, value.role, value.column) == (total.metric, "current", total.column)
            if value.rule in (TABLE, MISSING)
        ]
        rows = tuple(value for _, value in column if value.value is not None)
        if len(rows) < FEWEST_ROWS:
            continue
        printed = {_label(value) for value in rows}
        beside = labels.get(facts.table_of(total), {})
        marked = (record for record, value in column if value.value is None)
        blank = (record for label, record in beside.items() if label not in printed)
        yield Closing(ranking, total, rows, tuple({who(record): record for record in (*marked, *blank)}.values()))


def _closing_values(facts: Facts) -> Iterator[tuple[str, Value]]:
    for aggregate in facts.assembly.aggregates:
        if aggregate.statistic in ("mean", "total") and aggregate.ranking in facts.rankings:
            for value in aggregate.values:
                if value.rule == TABLE and value.role == "current" and value.value is not None:
                    yield aggregate.ranking, value


def _labels_by_table(facts: Facts) -> dict[int, dict[int, Record]]:
    """Return the rows of each table, by where their label stands, with a record of each."""
    found: dict[int, dict[int, Record]] = {}
    for record in facts.assembly.records:
        for value in record.values:
            if value.rule == TABLE and len(value.evidence) > 1:
                found.setdefault(facts.table_of(value), {}).setdefault(_label(value), record)
    return found


def _label(value: Value) -> int:
    return value.evidence[1].start if len(value.evidence) > 1 else -1


def _may_sum_up(closing: Closing) -> bool:
    """Whether a total can be one: larger than every row, none of which is negative, and in percent just 100."""
    return _is_summable(closing) and max(map(figure, closing.rows)) < figure(closing.total)


def _is_summable(closing: Closing) -> bool:
    """Whether the rows' figures can be parts of a whole."""
    share = closing.total.unit == "percent" and figure(closing.total) != HUNDRED
    return min(map(figure, closing.rows)) >= 0 and not share


def _is_near(closing: Closing) -> bool:
    """Whether the rows come near the total, so that they may be all there is of it."""
    return _may_sum_up(closing) and NEAR_LOW <= Fraction(closing.made) / Fraction(figure(closing.total)) <= NEAR_HIGH
