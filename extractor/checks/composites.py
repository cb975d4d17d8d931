"""Composites: each of their figures against the figures of the parts, by the rule that joins them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from msgspec import Struct

from extractor.checks.facts import Facts, figure, who
from extractor.checks.findings import Finding, claim_relation, make_finding, make_one, settle
from extractor.checks.relations import Relation, weigh
from extractor.model import Statement
from extractor.results import Severity, Value

ENOUGH_ROWS = 2
# So many rows tell a rule that the text does not state; its weights lie on this grid.
TELLING_ROWS, GRID = 3, 20


class Rule(Struct, frozen=True):
    """How a composite is made of its parts: `mean`, `sum`, or `weighted`; `whole` times it is their weighted sum."""

    name: str
    weights: tuple[int, ...]
    whole: int = 1

    @property
    def id(self) -> str:
        """The id of the check that holds rows against the rule."""
        return f"composite-is-{self.name}"


def read_rule(told: str, parts: int) -> Rule | None:
    """Return the rule that a composition statement names ("mean", "sum", weights "0.6/0.4"); None for what is none."""
    if told == "mean":
        return Rule("mean", (1,) * parts, parts)
    if told == "sum":
        return Rule("sum", (1,) * parts)
    weights = tuple(map(Fraction, told.split("/"))) if told else ()
    whole = lcm(*(weight.denominator for weight in weights))
    return Rule("weighted", tuple(int(whole * w) for w in weights), whole) if len(weights) == parts else None


def relate(statement: Statement, names: Sequence[str], rule: Rule) -> Relation:
    """Return the relation between a composite figure (the first name) and its parts."""
    terms = [(rule.whole, names[0])]
    terms += [(-weight, name) for weight, name in zip(rule.weights, names[1:], strict=True)]
    severity: Severity = "error" if statement.status == "stated" else "warning"
    return Relation(rule=rule.id, terms=tuple(terms), severity=severity, evidence=statement.evidence)


class Row:
    """A composite figure and its parts, with the relation that ties them."""

    def __init__(self, facts: Facts, statement: Statement, value: Value, parts: Sequence[Value], rule: Rule) -> None:
        self.value, self.parts = value, tuple(parts)
        self.told = all((i := facts.interval(v)).low is not None and i.high is not None for v in (value, *parts))
        self.relation = relate(statement, [value.id, *(part.id for part in parts)], rule)
        self.holds = weigh(self.relation, facts.figures) != "broken"


def choose_rule(facts: Facts, statement: Statement) -> Rule | None:
    """Return the rule that the document states; else the usual one, unless only another fits all the rows."""
    usual = read_rule(statement.relation, len(statement.subjects))
    if statement.status == "stated" or usual is None:
        return usual
    rows = list(find_rows(facts, statement))
    if len(rows) < TELLING_ROWS or _fits_all(facts, statement, usual, rows):
        return usual
    fitting = _fitting(facts, statement, rows)
    return fitting[0] if len(fitting) == 1 else usual


def find_rows(facts: Facts, statement: Statement) -> Iterator[tuple[Value, tuple[Value, ...]]]:
    """Yield each composite figure with its region's figures of the same metric in all parts."""
    for record in facts.in_ranking(statement.ranking):
        for value in record.values:
            if value.role != "current" or value.value is None:
                continue
            parts = [facts.cell(ranking, who(record), value.metric) for ranking in statement.subjects]
            found = tuple(part for part in parts if part is not None and part.unit == value.unit)
            if len(found) == len(parts):
                yield value, found


def check_composite(facts: Facts) -> Iterator[Finding]:
    """A composite figure is the mean (the sum, the weighted mean) of its parts within the rounding of all of them."""
    for statement in facts.statements("composition"):
        rule = choose_rule(facts, statement)
        if rule is None:
            continue
        rows = [Row(facts, statement, value, parts, rule) for value, parts in find_rows(facts, statement)]
        # A rule that the text does not state is taken for stated where most of the rows bear it out.
        sure = is_borne_out(facts, statement)
        for row in rows:
            yield _judge(facts, row, rule, sure)
        if not rows:
            message = facts.say("composite-without-parts")
            yield make_finding(facts, rule.id, "skipped", message, independent=True, evidence=statement.evidence)


def _judge(facts: Facts, row: Row, rule: Rule, sure: bool) -> Finding:
    subjects, parts = row.relation.names, list(row.parts)
    claim = claim_relation(row.relation)
    if not row.told:
        message = facts.say("composite-inexact", value=row.value, parts=parts)
        return make_finding(facts, rule.id, "skipped", message, subjects, independent=True)
    # What the parts make, from the printed figures themselves.
    made = Fraction(sum((w * figure(p) for w, p in zip(rule.weights, row.parts, strict=True)), Decimal(0))) / rule.whole
    words = {"value": row.value, "parts": parts, "made": made}
    severity: Severity = "error" if sure else "warning"
    evidence = () if row.holds else row.relation.evidence
    return settle(
        facts,
        rule.id,
        claim,
        words,
        severity=severity,
        independent=True,
        evidence=evidence,
        makes=make_one(row.value.id, made),
    )


def is_borne_out(facts: Facts, statement: Statement) -> bool:
    """Whether a composite's rule is stated, or holds in most of the rows that tell it."""
    rule = choose_rule(facts, statement)
    if rule is None or statement.status == "stated":
        return rule is not None
    rows = [Row(facts, statement, value, parts, rule) for value, parts in find_rows(facts, statement)]
    fits = sum(row.holds for row in rows)
    return fits >= ENOUGH_ROWS and fits * 2 > len(rows)


def infer_composition(facts: Facts) -> Iterator[Finding]:
    """Where a document does not state how a composite is made: the simple rules that fit all its rows."""
    for statement in facts.statements("composition"):
        rows = list(find_rows(facts, statement))
        if statement.status == "stated" or len(rows) < TELLING_ROWS:
            continue
        fitting = _fitting(facts, statement, rows)
        told = [_tell_rule(facts, rule) for rule in fitting]
        subjects = [value.id for value, _ in rows]
        if told:
            message = facts.say("composition-inferred.passed", rules=told, rows=len(rows))
            yield make_finding(facts, "composition-inferred", "passed", message, subjects, "note")
        else:
            message = facts.say("composition-inferred.failed", rows=len(rows))
            yield make_finding(facts, "composition-inferred", "failed", message, subjects, "note")


def _tell_rule(facts: Facts, rule: Rule) -> str:
    if rule.name != "weighted":
        return facts.say(f"rule-{rule.name}")
    return facts.say("rule-weighted", weights=[Fraction(weight, rule.whole) for weight in rule.weights])


def _fitting(facts: Facts, statement: Statement, rows: Sequence[tuple[Value, tuple[Value, ...]]]) -> list[Rule]:
    """Return the rules that hold in every row; weights only where no rule without them does."""
    parts = len(statement.subjects)
    simple = [rule for name in ("mean", "sum") if (rule := read_rule(name, parts)) is not None]
    plain = [rule for rule in simple if _fits_all(facts, statement, rule, rows)]
    if plain or parts != 2:
        return plain
    weighted = [Rule("weighted", (at, GRID - at), GRID) for at in range(1, GRID)]
    return [rule for rule in weighted if _fits_all(facts, statement, rule, rows)]


def _fits_all(facts: Facts, statement: Statement, rule: Rule, rows: Sequence[tuple[Value, tuple[Value, ...]]]) -> bool:
    return all(Row(facts, statement, value, parts, rule).holds for value, parts in rows)


__all__ = ["Rule", "check_composite", "choose_rule", "infer_composition", "read_rule", "relate"]
