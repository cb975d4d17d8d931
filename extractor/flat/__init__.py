"""Result → flat tables: `sources`, `rankings`, `records`, `observations`, `checks`, `comparisons`.

Each table is a tuple of columns; a column knows its name, type, meaning and how to take its cell.
Cells stay exact (figures are strings as printed); `to_frame` gives them pandas types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from extractor.errors import UsageError
from extractor.flat.columns import (
    Cell,
    Column,
    ColumnType,
    follow,
    join,
    join_quotes,
    place_columns,
)

if TYPE_CHECKING:
    import pandas as pd

    from extractor.results import Aggregate, Record, Result, Value

Row = dict[str, Cell]


class Table(NamedTuple):
    """A flat table; `items` yields what its rows stand for, `key` names the columns that tell rows apart."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    items: Callable[[Result], Iterable[Any]]


def table_columns(name: str, results: Iterable[Result]) -> tuple[Column, ...]:
    """Return the columns of a table: the fixed ones and, for `records`, one for each metric in order of appearance."""
    columns = _table(name).columns
    if name != "records":
        return columns
    metrics = dict.fromkeys(m.name for result in results for ranking in result.rankings for m in ranking.metrics)
    return (*columns, *(metric_column(metric) for metric in metrics))


def table_rows(name: str, result: Result) -> Iterator[Row]:
    """Yield a table's rows for one result, in document order."""
    columns = table_columns(name, [result])
    for cells in table_cells(name, result, columns):
        yield {column.name: cell for column, cell in zip(columns, cells, strict=True)}


def table_cells(name: str, result: Result, columns: Sequence[Column]) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of a table's rows for one result, in document order."""
    takes = [column.take for column in columns]
    for item in _table(name).items(result):
        yield tuple([take(item) for take in takes])


def to_frame(results: Iterable[Result], table: str = "records") -> pd.DataFrame:
    """Return one flat table of the results as a pandas frame with nullable types.

    Figures become floating-point numbers there; the exact strings stay in `printed` and in the JSON.
    Raises UsageError for a table that does not exist.
    """
    import pandas as pd

    results = tuple(results)
    types: dict[ColumnType, Any] = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
    columns = table_columns(table, results)
    rows = [row for result in results for row in table_rows(table, result)]
    frame = {}
    for column in columns:
        cells: list[Any] = [row.get(column.name) for row in rows]
        if column.type == "number":
            cells = [None if cell is None else float(cell) for cell in cells]
        frame[column.name] = pd.Series(cells, dtype=types[column.type])
    return pd.DataFrame(frame)


def metric_column(metric: str) -> Column:
    """Return the column of `records` that holds a metric's current value in the ranking's main unit."""
    # A user's metric may be called like a fixed column; the fixed one keeps its name.
    name = f"{metric}_value" if metric in _RECORD_NAMES else metric
    description = f"current value of {metric} in the ranking's main unit"

    def take(row: _RecordRow) -> Cell:
        value = main_value(row.record, metric, row.units.get(metric))
        return value.value if value else None

    return Column(name, "number", description, take)


def main_value(record: Record, metric: str, unit: str | None) -> Value | None:
    """Return a record's current value of the metric in the unit; None where it has none."""
    return next(
        (v for v in record.values if v.metric == metric and v.role == "current" and unit in (None, v.unit)), None
    )


class _Row(NamedTuple):
    result: Result
    item: Any


class _RecordRow(NamedTuple):
    result: Result
    record: Record
    method: str | None
    units: dict[str, str | None]


class _Observation(NamedTuple):
    result: Result
    parent: Record | Aggregate
    value: Value
    statistic: str | None
    period: str | None
    failed: str | None


def _plain_items(field: str) -> Callable[[Result], Iterator[_Row]]:
    def items(result: Result) -> Iterator[_Row]:
        return (_Row(result, item) for item in getattr(result, field))

    return items


def _records(result: Result) -> Iterator[_RecordRow]:
    rankings = {ranking.id: ranking for ranking in result.rankings}
    units = {ranking.id: {m.name: m.unit for m in ranking.metrics} for ranking in result.rankings}
    for record in result.records:
        ranking = rankings.get(record.ranking)
        yield _RecordRow(result, record, ranking.method if ranking else None, units.get(record.ranking, {}))


def _observations(result: Result) -> Iterator[_Observation]:
    failed: dict[str, list[str]] = {}
    for check in result.checks:
        if check.status == "failed":
            for subject in check.subjects:
                failed.setdefault(subject, []).append(check.rule)
    periods = {ranking.id: ranking.period for ranking in result.rankings}
    parents: Iterable[Record | Aggregate] = (*result.records, *result.aggregates)
    for parent in parents:
        statistic = getattr(parent, "statistic", None)
        period = periods.get(parent.ranking or "")
        for value in parent.values:
            rules = join(dict.fromkeys(failed.get(value.id, ())))
            yield _Observation(result, parent, value, statistic, value.period or period, rules)


def _checks(result: Result) -> Iterator[tuple[Result, int, Any]]:
    return ((result, number, check) for number, check in enumerate(result.checks, 1))


_SOURCE = Column("source", "string", "path of the document, as it was given", lambda row: row[0].source.path)


def _source(result: Result) -> Any:
    return result.source


def _item(row: Any) -> Any:
    return row.item


def _record(row: _RecordRow) -> Record:
    return row.record


def _value(row: _Observation) -> Value:
    return row.value


SOURCES = Table(
    "sources",
    "one row a document",
    ("path",),
    (
        Column("path", "string", "path of the document, as it was given", follow(_source, "path")),
        Column("sha256", "string", "hash of the document's bytes", follow(_source, "sha256")),
        Column("media_type", "string", "media type it was read as", follow(_source, "media_type")),
        Column("language", "string", "language of the text", follow(_source, "language")),
        Column("title", "string", "title", follow(_source, "title")),
        Column("published", "string", "date of publishing", follow(_source, "published")),
        Column("publisher", "string", "who publishes it", follow(_source, "publisher")),
        Column("attributed_to", "string", "whom it cites", lambda r: join(r.source.attributed_to)),
        Column("pages", "integer", "number of pages", follow(_source, "pages")),
        Column("ocr_pages", "string", "pages read by OCR", lambda r: join(r.source.ocr_pages)),
        Column("numbers", "integer", "numbers in the text", lambda r: r.ledger.numbers),
        Column("used", "integer", "numbers that a value, rank or aggregate uses", lambda r: r.ledger.used),
        Column("ignored", "integer", "numbers that a named rule ignores", lambda r: sum(r.ledger.ignored.values())),
        Column("unexplained", "integer", "numbers that nothing explains", lambda r: len(r.ledger.unexplained)),
        Column("warnings", "string", "codes of the warnings", lambda r: join(w.code for w in r.warnings)),
    ),
    lambda result: (result,),
)

RANKINGS = Table(
    "rankings",
    "one row a ranking",
    ("source", "id"),
    (
        _SOURCE,
        Column("id", "string", "id of the ranking", follow(_item, "id")),
        Column("title", "string", "as the source names it", follow(_item, "title")),
        Column("method", "string", "how it was made", follow(_item, "method")),
        Column("period", "string", "period", follow(_item, "period")),
        Column("size", "integer", "how many are ranked", follow(_item, "size")),
        Column("order_metric", "string", "metric that orders it", follow(_item, "order", "metric")),
        Column("order_direction", "string", "asc or desc", follow(_item, "order", "direction"), codes="Direction"),
        Column("order_status", "string", "stated or inferred", follow(_item, "order", "status"), codes="Basis"),
        Column("metrics", "string", "names of its metrics", lambda r: join(m.name for m in r.item.metrics)),
        Column("composed_of", "string", "rankings it is composed of", lambda r: join(r.item.composed_of)),
        Column("composition", "string", "how it is composed", follow(_item, "composition")),
    ),
    _plain_items("rankings"),
)

RECORDS = Table(
    "records",
    "one row a region and ranking, a column for each metric",
    ("source", "id"),
    (
        _SOURCE,
        Column("id", "string", "id of the record", follow(_record, "id")),
        Column("ranking", "string", "id of the ranking", follow(_record, "ranking")),
        Column("method", "string", "how the ranking was made", lambda r: r.method),
        Column("period", "string", "period", follow(_record, "period")),
        Column("region_code", "string", "ISO 3166-2 code", follow(_record, "region", "code")),
        Column("region_name", "string", "name of the region", follow(_record, "region", "name")),
        Column("rank", "integer", "place, from the top", follow(_record, "rank", "value")),
        Column("tied_to", "integer", "last place shared, for a tie", follow(_record, "rank", "tied_to")),
        Column("from_bottom", "integer", "place from the end", follow(_record, "rank", "from_bottom")),
        Column("rank_status", "string", "stated or inferred", follow(_record, "rank", "status"), codes="Basis"),
        Column("category", "string", "quality category", follow(_record, "category", "value")),
        Column("category_status", "string", "stated or inferred", follow(_record, "category", "status"), codes="Basis"),
        Column("verdict", "string", "worst verdict of its values", follow(_record, "verdict"), codes="Verdict"),
        Column("receipt", "string", "hash over all that the record rests on", follow(_record, "receipt")),
    ),
    _records,
)
_RECORD_NAMES = frozenset(column.name for column in RECORDS.columns)

OBSERVATIONS = Table(
    "observations",
    "one row a value of a record or an aggregate",
    ("source", "id"),
    (
        _SOURCE,
        Column("id", "string", "id of the value", follow(_value, "id")),
        Column("ranking", "string", "id of the ranking", lambda r: r.parent.ranking),
        Column("scope", "string", "region or whole", lambda r: "whole" if r.statistic else "region"),
        Column("scope_code", "string", "code of the region or of the whole", lambda r: _scope(r).code),
        Column("scope_name", "string", "name of the region or of the whole", lambda r: _scope(r).name),
        Column(
            "statistic",
            "string",
            "mean, total, range or count, for the whole",
            lambda r: r.statistic,
            codes="Statistic",
        ),
        Column("metric", "string", "what is measured", follow(_value, "metric")),
        Column("value", "number", "the full value in the unit", follow(_value, "value")),
        Column("unit", "string", "unit", follow(_value, "unit")),
        Column("of", "string", "of how many, for a count", follow(_value, "of")),
        Column("role", "string", "current, previous, change, …", follow(_value, "role"), codes="Role"),
        Column("period", "string", "period of the value", lambda r: r.period),
        Column("status", "string", "stated, missing, inferred or derived", follow(_value, "status"), codes="Status"),
        Column("qualifier", "string", "approx, more_than, …", follow(_value, "qualifier"), codes="Qualifier"),
        Column("low", "number", "proven lower bound, for a derived value", lambda r: (r.value.interval or (None,))[0]),
        Column("high", "number", "proven upper bound", lambda r: (r.value.interval or (None,))[-1]),
        Column(
            "verdict", "string", "verified, grounded, conflict, derived", follow(_value, "verdict"), codes="Verdict"
        ),
        Column("failed_rules", "string", "failed checks that name it", lambda r: r.failed),
        Column("rule", "string", "rule that made it", follow(_value, "rule")),
        Column("column", "string", "header path, for a table", follow(_value, "column")),
        Column("printed", "string", "the number as printed", follow(_value, "printed", "text")),
        Column("multiplier", "string", "multiplier of the printed number", follow(_value, "printed", "multiplier")),
        Column("step", "number", "size of the last printed digit", follow(_value, "printed", "step")),
        Column("review", "string", "accepted, corrected or added by a person", lambda r: _review(r, "decision")),
        Column("reviewed_by", "string", "who", lambda r: _review(r, "by")),
        Column("extracted", "string", "the figure before it was corrected", lambda r: _review(r, "was")),
        *place_columns(lambda row: row.value.evidence),
    ),
    _observations,
)

CHECKS = Table(
    "checks",
    "one row a check",
    ("source", "number"),
    (
        _SOURCE,
        Column("number", "integer", "number of the check in its document", lambda r: r[1]),
        Column("rule", "string", "what is checked", lambda r: r[2].rule),
        Column("status", "string", "passed, failed or skipped", lambda r: r[2].status, codes="CheckStatus"),
        Column("severity", "string", "error, warning or note", lambda r: r[2].severity, codes="Severity"),
        Column("independent", "boolean", "ties values to another printed figure", lambda r: r[2].independent),
        Column("message", "string", "what was found", lambda r: r[2].message),
        Column("subjects", "string", "ids of the values it is about", lambda r: join(r[2].subjects)),
        Column("quotes", "string", "the quotes it rests on", lambda r: join_quotes(r[2].evidence)),
    ),
    _checks,
)

COMPARISONS = Table(
    "comparisons",
    "one row a figure of an article beside the report that it cites",
    ("source", "article_start", "subject", "report"),
    (
        _SOURCE,
        Column("subject", "string", "id of the article's value or record", follow(_item, "subject")),
        Column("report", "string", "path of the report", follow(_item, "source")),
        Column("matched", "string", "id of the report's value or record", follow(_item, "matched")),
        Column(
            "verdict",
            "string",
            "equal, rounded, contradicted, absent or ambiguous",
            follow(_item, "verdict"),
            codes="ComparisonVerdict",
        ),
        Column("slip", "string", "what kind of slip it looks like", follow(_item, "slip")),
        *place_columns(lambda row: row.item.article, "article_"),
        *place_columns(lambda row: row.item.report, "report_"),
    ),
    _plain_items("comparisons"),
)

TABLES: dict[str, Table] = {t.name: t for t in (SOURCES, RANKINGS, RECORDS, OBSERVATIONS, CHECKS, COMPARISONS)}


def _scope(row: _Observation) -> Any:
    return getattr(row.parent, "region", None) or getattr(row.parent, "scope", None)


def _review(row: _Observation, name: str) -> Any:
    return getattr(row.value.review or None, name, None)


def _table(name: str) -> Table:
    try:
        return TABLES[name]
    except KeyError:
        raise UsageError(f"no flat table is called '{name}'; there are {', '.join(TABLES)}") from None


__all__ = [
    "TABLES",
    "Cell",
    "Column",
    "ColumnType",
    "Row",
    "Table",
    "main_value",
    "metric_column",
    "table_cells",
    "table_columns",
    "table_rows",
    "to_frame",
]
