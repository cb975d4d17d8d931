"""The result contract: what `extract` prints, as frozen types.

The JSON Schema (`extract --schema`) is generated from these types, so a field is named and
described here and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import UNSET, Struct, UnsetType, field

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = "1.0"

Role = Literal["current", "previous", "change", "target", "reference"]
Status = Literal["stated", "missing", "inferred", "derived"]
Qualifier = Literal["approx", "more_than", "less_than", "at_least", "at_most", "up_to"]
Verdict = Literal["verified", "grounded", "conflict", "derived"]
Severity = Literal["error", "warning", "note"]
CheckStatus = Literal["passed", "failed", "skipped"]
Basis = Literal["stated", "inferred"]
Direction = Literal["asc", "desc"]
ComparisonVerdict = Literal["equal", "rounded", "contradicted", "absent", "ambiguous"]
Statistic = Literal["mean", "total", "range", "count"]
Slip = Literal[
    "other-period", "other-column", "neighbour", "digits-swapped", "decimal-shifted", "separator-lost", "sign-lost",
    "misread-digit", "digit-changed", "digit-lost", "miscalculated", "off-by-one", "place-doubled",
]  # fmt: skip
BBox = tuple[float, float, float, float]


class Evidence(Struct, frozen=True, kw_only=True, gc=False):
    """A quote: half-open code-point offsets into the document's text, page (1-based) and box in PDF points.

    A quote from a workbook or CSV file has `cell`, its address ("B7"), and `sheet` where sheets have names.
    """

    start: int
    end: int
    text: str
    page: int | None = None
    bbox: BBox | None = None
    sheet: str | UnsetType = UNSET
    cell: str | UnsetType = UNSET


class Source(Struct, frozen=True, kw_only=True, gc=False):
    """Where the document came from, and what it says of itself."""

    path: str
    sha256: str
    media_type: str
    language: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    attributed_to: tuple[str, ...] = ()
    pages: int | None = None
    ocr_pages: tuple[int, ...] = ()


class Metric(Struct, frozen=True, kw_only=True, gc=False):
    """What a ranking measures; `scale` is (lowest, highest) where it is known."""

    name: str
    label: str | None = None
    unit: str | None = None
    scale: tuple[str, str] | None = None
    better: Literal["higher", "lower"] | None = None


class Order(Struct, frozen=True, kw_only=True, gc=False):
    """By which metric, and in which direction, the places of a ranking run."""

    metric: str
    direction: Direction
    status: Basis
    evidence: tuple[Evidence, ...] = ()


class Ranking(Struct, frozen=True, kw_only=True, gc=False):
    """One order of regions by one indicator in one period."""

    id: str
    title: str | None = None
    method: str | None = None
    period: str | None = None
    size: int | None = None
    order: Order | None = None
    metrics: tuple[Metric, ...] = ()
    composed_of: tuple[str, ...] = ()
    composition: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Printed(Struct, frozen=True, kw_only=True, gc=False):
    """A number as it is printed; `step` is the size of its last digit in the value's unit."""

    text: str
    multiplier: str
    step: str


class Review(Struct, frozen=True, kw_only=True, gc=False):
    """What a person decided about a figure (see extractor.corrections): who, what was extracted before, and why.

    `id` is that of the decision in corrections.jsonl, which tells when and on what.
    """

    decision: Literal["accepted", "corrected", "added"]
    id: str | None = None
    by: str
    was: str | None = None
    note: str | None = None


class Value(Struct, frozen=True, kw_only=True, gc=False):
    """One figure; `value` is the full value in `unit`, in plain decimal notation.

    `review` is there where a person has decided about it.
    """

    id: str
    metric: str
    value: str | None
    unit: str | None
    role: Role = "current"
    period: str | None = None
    status: Status = "stated"
    qualifier: Qualifier | None = None
    printed: Printed | None = None
    of: str | None = None
    interval: tuple[str, str] | None = None
    reason: str | None = None
    column: str | None = None
    rule: str
    verdict: Verdict = "grounded"
    evidence: tuple[Evidence, ...] = ()
    repeated: tuple[Evidence, ...] = ()
    review: Review | UnsetType = UNSET


class Region(Struct, frozen=True, kw_only=True, gc=False):
    """A ranked entity; `code` is ISO 3166-2 (or 3166-1), null where no pack knows the name."""

    code: str | None
    name: str
    text: str
    evidence: tuple[Evidence, ...] = ()


class Rank(Struct, frozen=True, kw_only=True, gc=False):
    """A place; `value` is null while only the distance from the bottom is known."""

    value: int | None
    tied_to: int | None = None
    from_bottom: int | None = None
    status: Basis
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Category(Struct, frozen=True, kw_only=True, gc=False):
    """A quality category ("above average") told of a region."""

    value: str
    text: str
    status: Basis = "stated"
    evidence: tuple[Evidence, ...] = ()


class Record(Struct, frozen=True, kw_only=True, gc=False):
    """One region in one ranking; `receipt` is the SHA-256 over all that it rests on (see extractor.receipts)."""

    id: str
    ranking: str
    period: str | None
    region: Region
    rank: Rank | None = None
    category: Category | None = None
    values: tuple[Value, ...] = ()
    verdict: Verdict = "grounded"
    receipt: str | None = None
    review: Review | UnsetType = UNSET


class Aggregate(Struct, frozen=True, kw_only=True, gc=False):
    """A figure of the whole: mean, total, range or count."""

    id: str
    ranking: str | None
    scope: Region
    statistic: Statistic
    values: tuple[Value, ...] = ()


class Diagnosis(Struct, frozen=True, kw_only=True, gc=False):
    """What may have happened to a failed check's figure: a guess to be looked at, never applied.

    `candidate` is the figure that would make everything fit, in the unit of `subject`, where one is pinned down;
    `source` the value that the wrong figure equals (a neighbour's, another column's). `swaps` tells whether the
    candidate would change the place that the figure gives its region.
    """

    subject: str
    slip: Slip
    candidate: str | None = None
    source: str | None = None
    swaps: bool | None = None


class Check(Struct, frozen=True, kw_only=True, gc=False):
    """What one check found; `independent` ties a value to another printed figure.

    `diagnosis` holds, for a failed one, the slips that may explain it, the likeliest first.
    """

    rule: str
    status: CheckStatus
    severity: Severity
    independent: bool
    message: str
    subjects: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()


class Comparison(Struct, frozen=True, kw_only=True, gc=False):
    """A figure or place of an article (`subject`) beside that of the report it cites (`matched`, in `source`).

    With `ambiguous`, `report` holds the quotes of all that may be meant.
    """

    article: tuple[Evidence, ...]
    report: tuple[Evidence, ...]
    verdict: ComparisonVerdict
    slip: str | None = None
    subject: str | None = None
    matched: str | None = None
    source: str | None = None


class Omission(Struct, frozen=True, kw_only=True, gc=False):
    """Regions of a report's ranking (`matched`, in `source`) that an article leaves out of its own (`ranking`)."""

    ranking: str
    matched: str
    source: str
    regions: tuple[Region, ...]


class NearMiss(Struct, frozen=True, kw_only=True, gc=False):
    """The rule that came nearest to a number: what it was `missing`, in plain words, and what it did find."""

    rule: str
    missing: str
    evidence: tuple[Evidence, ...] = ()


class LedgerEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One number: what became of it, and the passage it stands in.

    `reason` is the ledger's class of an ignored number, `rule` the id of what used or ignored it, `values` the ids
    of the values, records (for a place) and aggregates that stand on it; `context` is cut around the number.
    """

    evidence: Evidence
    state: Literal["used", "ignored", "unexplained"]
    reason: str | None = None
    rule: str | None = None
    values: tuple[str, ...] = ()
    near_miss: NearMiss | None = None
    context: Evidence


class Ledger(Struct, frozen=True, kw_only=True, gc=False):
    """Every number of the document: used, ignored by a named rule, or unexplained.

    `entries` tells of each of them, in document order, where it was asked for (`--ledger`); else it is null.
    """

    numbers: int = 0
    used: int = 0
    ignored: dict[str, int] = field(default_factory=dict)
    unexplained: tuple[Evidence, ...] = ()
    entries: tuple[LedgerEntry, ...] | None = None


class Notice(Struct, frozen=True, kw_only=True, gc=False):
    """A warning about the reading itself."""

    code: str
    message: str
    page: int | None = None


class Result(Struct, frozen=True, kw_only=True, gc=False):
    """All that `extract` knows of one document; `made_by` tells the program and the rules that found it out."""

    schema_version: str = SCHEMA_VERSION
    made_by: str = ""
    source: Source
    rankings: tuple[Ranking, ...] = ()
    records: tuple[Record, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    checks: tuple[Check, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    omissions: tuple[Omission, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    warnings: tuple[Notice, ...] = ()

    def to_pandas(self, table: str = "records") -> pd.DataFrame:
        """Return one of the contract's flat tables (`records`, `observations`, `checks`, …) as a pandas frame."""
        from extractor.flat import to_frame

        return to_frame([self], table)
