"""Ratios between columns of a table: shares of a column's total, figures in percent of another column's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, permutations
from typing import NamedTuple

from msgspec.structs import replace

from extractor.checks.facts import Facts, figure
from extractor.checks.findings import Claim, Figures, Finding, settle
from extractor.checks.intervals import EVERYTHING, multiply, scale
from extractor.checks.relations import notices_each
from extractor.checks.wholes import HUNDRED, touch_closed
from extractor.results import Severity, Value

PERCENT = "percent"
# So many rows, and three quarters of all, tell that one column is made of others; the first rows are tried first.
BORNE_OUT, TRIED = 3, 8
# A slip breaks one row; where more are broken, the columns may be of other things in all of them.
SLIPS = 1
# No table has more columns that are tried against each other.
MOST_COLUMNS = 12

Row = dict[str, Value]  # the figures of a table's row by their column


class Ratio(NamedTuple):
    """A figure in percent, and the part and the whole that it is the ratio of."""

    share: Value
    part: Value
    whole: Value


def check_column_ratios(facts: Facts) -> Iterator[Finding]:
    """In a table whose column in percent is the ratio of two others, or a share of a total, it is so in every row.

    What a column is made of is told by its rows alone: most of them must bear it out. Rows of zeros bear out anything,
    so they tell nothing, and nothing is told of them.
    """
    for rows, totals in _tables(facts):
        columns = list(dict.fromkeys(name for row in rows for name in row))[:MOST_COLUMNS]
        for column in columns:
            if all(row[column].unit == PERCENT for row in rows if column in row):
                yield from _compare_column(facts, column, columns, rows, totals)


def _tables(facts: Facts) -> Iterator[tuple[Sequence[Row], Row]]:
    """Yield the rows of each table, and its closing row (empty where it has none)."""
    tables: dict[int, dict[int, Row]] = {}
    closing: dict[int, Row] = {}
    for owner in facts.owners():
        for value in owner.values:
            if value.column is None or value.value is None or len(value.evidence) < 2 or value.role == "change":
                continue
            table = facts.table_of(value)
            tables.setdefault(table, {}).setdefault(value.evidence[1].start, {}).setdefault(value.column, value)
            if owner.id not in facts.records:
                closing.setdefault(table, {}).setdefault(value.column, value)
    for table, rows in tables.items():
        if len(rows) >= BORNE_OUT:
            yield list(rows.values()), closing.get(table, {})


def _compare_column(
    facts: Facts, column: str, columns: Sequence[str], rows: Sequence[Row], totals: Mapping[str, Value]
) -> Iterator[Finding]:
    for part, whole in _candidates(column, columns, totals):
        told = [
            Ratio(row[column], row[part], row[whole] if whole is not None else totals[part])
            for row in rows
            if column in row and part in row and (whole is None or whole in row)
            if whole is not None or row[part] is not totals[part]
        ]
        told = sorted(filter(_is_ratio_of, told), key=_has_zeros)  # the rows that tell something first
        if _is_borne_out(facts, told[:TRIED]) and _is_borne_out(facts, told):
            slips = sum(not _fits(facts, ratio) for ratio in told)
            severity: Severity = "error" if slips <= SLIPS else "warning"
            yield from (_settle(facts, ratio, severity) for ratio in told if not _has_zeros(ratio))
            return


def _candidates(column: str, columns: Sequence[str], totals: Mapping[str, Value]) -> Iterator[tuple[str, str | None]]:
    """Yield the columns that one may be made of: a part with the whole beside it, or (None) with its total."""
    others = [name for name in columns if name != column]
    yield from ((name, None) for name in others if name in totals)
    yield from islice(permutations(others, 2), MOST_COLUMNS**2)


def _is_ratio_of(ratio: Ratio) -> bool:
    alike = ratio.part.unit == ratio.whole.unit and (ratio.part.unit != PERCENT)
    return alike and figure(ratio.whole) > 0 and figure(ratio.part) >= 0


def _has_zeros(ratio: Ratio) -> bool:
    return figure(ratio.part) == 0 or figure(ratio.share) <= 0


def _is_borne_out(facts: Facts, ratios: Sequence[Ratio]) -> bool:
    """Whether most rows fit, with shares that differ, of wholes that matter: of 100, any count is its own percent."""
    kept = [ratio for ratio in ratios if _fits(facts, ratio)]
    fits = [ratio for ratio in kept if not _has_zeros(ratio)]
    if len(fits) < BORNE_OUT or len(fits) * 4 < (len(fits) + len(ratios) - len(kept)) * 3:
        return False
    wholes = sorted((ratio.whole for ratio in fits), key=figure)
    if wholes[0] is not wholes[-1]:  # no total of them all
        ends = wholes[0], wholes[-1]
        fits = [ratio for ratio in fits if not all(_fits(facts, ratio._replace(whole=whole)) for whole in ends)]
    return len({figure(ratio.share) for ratio in fits}) >= BORNE_OUT


def _fits(facts: Facts, ratio: Ratio) -> bool:
    return _claim(ratio).holds(facts.figures)


def _claim(ratio: Ratio) -> Claim:
    share, part, whole = (value.id for value in ratio)

    def holds(figures: Figures) -> bool:
        made = multiply(figures[share], figures[whole])
        return made == EVERYTHING or touch_closed(made, scale(figures[part], HUNDRED))

    return Claim((share, part, whole), holds, computed=share)


def _settle(facts: Facts, ratio: Ratio, severity: Severity) -> Finding:
    share, part, whole = ratio
    told = {value.id: Fraction(figure(value)) for value in ratio}
    made = {
        share.id: HUNDRED * told[part.id] / told[whole.id],
        part.id: told[share.id] * told[whole.id] / HUNDRED,
        whole.id: HUNDRED * told[part.id] / told[share.id],
    }
    words = {"share": share, "part": part, "whole": whole, "made": round(made[share.id], 1)}
    claim = _claim(ratio)
    finding = settle(
        facts,
        "share-of-whole",
        claim,
        words,
        severity=severity,
        independent=True,
        makes=lambda name: (made[name],),
        computed=share.id,
    )
    check = finding.check
    if check.status == "passed" and not check.independent:
        # Too coarse to confirm what it is made of, it may be confirmed itself.
        sound = notices_each((share.id,), claim.holds, facts.figures, facts.steps((share.id,)))
        return replace(finding, check=replace(check, independent=sound, subjects=(share.id,)))
    return finding
