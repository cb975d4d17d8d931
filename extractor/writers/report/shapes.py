"""What a page's scripts are given: results as plain data, each quote once, with offsets as browsers count them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import UNSET, to_builtins

from extractor.model import Document, Study
from extractor.results import Aggregate, Check, Comparison, Evidence, LedgerEntry, Omission, Record, Region, Value

Shape = dict[str, Any]
BIDI = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))


def count_units(text: str) -> Callable[[int], int]:
    """Return the function from offsets in code points to offsets in UTF-16 units, which scripts count in.

    >>> [count_units("a😀b")(at) for at in range(4)]
    [0, 1, 3, 4]
    """
    wide = [at for at, letter in enumerate(text) if letter > "\uffff"] if not text.isascii() else []
    return (lambda at: at + bisect_left(wide, at)) if wide else (lambda at: at)


class Quotes:
    """The quotes of one document, each once: `place` gives a quote's number."""

    def __init__(self, document: Document) -> None:
        self.convert = count_units(document.text)
        self._numbers: dict[tuple[int, int], int] = {}
        self.rows: list[list[Any]] = []

    def place(self, quote: Evidence) -> int:
        """Return the number of a quote; rows are `[start, end, page, x0, top, x1, bottom]` or `[start, end, cell]`."""
        key = quote.start, quote.end
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            row: list[Any] = [self.convert(quote.start), self.convert(quote.end)]
            if quote.page is not None and quote.bbox is not None:
                row += [quote.page, *(round(side, 1) for side in quote.bbox)]
            elif quote.cell is not UNSET:
                row.append(quote.cell if quote.sheet is UNSET else f"{quote.sheet}!{quote.cell}")
            self.rows.append(row)
        return self._numbers[key]


class Shaper:
    """Shapes one study: its quotes told apart by what they are to a figure (value, region, unit, header, heading)."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.quotes = Quotes(study.document)
        self._after = {start: (start, end) for start, end in study.units}
        self._before = {end: (start, end) for start, end in study.units}
        blocks = study.document.blocks
        self._headings = sorted((block.start, block.end) for block in blocks if block.kind == "heading")
        cells = (cell for table in study.document.tables for cell in table.cells if cell.header)
        self._headers = sorted((cell.start, cell.end) for cell in cells)

    def shape(self) -> Shape:
        """Return the document and all that was found in it."""
        result = self.study.result
        return {
            "source": to_builtins(result.source),
            "madeBy": result.made_by,
            "rankings": [self._ranking(ranking) for ranking in result.rankings],
            "records": [self._record(record) for record in result.records],
            "wholes": [self._whole(whole) for whole in result.aggregates],
            "checks": [self._check(check) for check in result.checks],
            "ledger": {
                "numbers": result.ledger.numbers,
                "used": result.ledger.used,
                "ignored": result.ledger.ignored,
                "unexplained": [self.quotes.place(quote) for quote in result.ledger.unexplained],
                "misses": [self._miss(entry) for entry in result.ledger.entries or () if entry.state == "unexplained"],
            },
            "warnings": [to_builtins(warning) for warning in result.warnings],
            "text": self.study.document.text,
            "headings": [[self.quotes.convert(a), self.quotes.convert(b)] for a, b in self._headings],
        }

    def _ranking(self, ranking: Any) -> Shape:
        metrics = [_bare({"n": m.name, "l": m.label, "u": m.unit, "b": m.better}) for m in ranking.metrics]
        shape = {"id": ranking.id, "title": ranking.title, "method": ranking.method, "period": ranking.period}
        return _bare({**shape, "size": ranking.size, "metrics": metrics, "q": self.list_quotes(ranking.evidence)})

    def _record(self, record: Record) -> Shape:
        rank = record.rank
        place = rank and _bare(
            {
                "v": rank.value,
                "t": rank.tied_to,
                "b": rank.from_bottom,
                "s": rank.status,
                "why": rank.reason,
                "q": self._kinds(rank.evidence, "rank", record.region),
            }
        )
        return _bare(
            {
                "id": record.id,
                "r": record.ranking,
                "period": record.period,
                "n": record.region.name,
                "c": record.region.code,
                "q": self.list_quotes(record.region.evidence),
                "rank": place,
                "cat": record.category and record.category.text,
                "verdict": record.verdict,
                "receipt": record.receipt,
                "review": to_builtins(record.review) if record.review else None,
                "values": [self._value(value, record.region) for value in record.values],
            }
        )

    def _whole(self, whole: Aggregate) -> Shape:
        values = [self._value(value, whole.scope) for value in whole.values]
        shape = {"id": whole.id, "r": whole.ranking, "n": whole.scope.name, "q": self.list_quotes(whole.scope.evidence)}
        return _bare({**shape, "stat": whole.statistic, "values": values})

    def _value(self, value: Value, region: Region) -> Shape:
        return _bare(
            {
                "id": value.id,
                "m": value.metric,
                "v": value.value,
                "u": value.unit,
                "role": value.role if value.role != "current" else None,
                "p": value.period,
                "s": value.status if value.status != "stated" else None,
                "qual": value.qualifier,
                "print": value.printed and value.printed.text,
                "of": value.of,
                "iv": value.interval,
                "why": value.reason,
                "col": value.column,
                "rule": value.rule,
                "verdict": value.verdict,
                "q": self._kinds(value.evidence, "value", region),
                "review": to_builtins(value.review) if value.review else None,
                "again": self.list_quotes(value.repeated) or None,
            }
        )

    def _check(self, check: Check) -> Shape:
        diagnosis = [_bare(to_builtins(guess)) for guess in check.diagnosis]
        shape = {"rule": check.rule, "status": check.status, "severity": check.severity, "message": check.message}
        return _bare(
            {
                **shape,
                "independent": check.independent or None,
                "subjects": check.subjects,
                "q": self.list_quotes(check.evidence),
                "diagnosis": diagnosis or None,
            }
        )

    def _miss(self, entry: LedgerEntry) -> Shape:
        near = entry.near_miss
        shape = {"q": self.quotes.place(entry.evidence), "rule": near and near.rule}
        return _bare({**shape, "missing": near and near.missing})

    def list_quotes(self, quotes: Iterable[Evidence]) -> list[int]:
        """Return the numbers of quotes."""
        return [self.quotes.place(quote) for quote in quotes]

    def _kinds(self, quotes: Sequence[Evidence], first: str, region: Region) -> list[list[Any]]:
        """Return each quote's number with what it is to the figure, the unit beside the number added."""
        named = {(quote.start, quote.end) for quote in region.evidence}
        told = [
            [self.quotes.place(quote), first if at == 0 else self._kind(quote, named)]
            for at, quote in enumerate(quotes)
        ]
        if quotes and first == "value":
            beside = (self._after.get(quotes[0].end), self._before.get(quotes[0].start))
            told += [[self.quotes.place(quote), "unit"] for span in beside if span and (quote := self._trim(*span))]
        return told

    def _trim(self, start: int, end: int) -> Evidence | None:
        text = self.study.document.text[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
        return self.study.document.quote(start, end) if start < end else None

    def _kind(self, quote: Evidence, named: set[tuple[int, int]]) -> str:
        if (quote.start, quote.end) in named:
            return "region"
        if _lies_in(quote, self._headers):
            return "header"
        return "heading" if _lies_in(quote, self._headings) else "context"


def _lies_in(quote: Evidence, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (quote.start + 1, 0)) - 1
    return at >= 0 and quote.end <= spans[at][1]


def shape_comparisons(article: Shaper, reports: Sequence[Shaper], told: Sequence[Comparison]) -> list[Shape]:
    """Return the comparisons, each with its quotes in the article and in the report (`doc`, from 1)."""
    numbers = {report.study.result.source.path: at for at, report in enumerate(reports)}
    shapes = []
    for comparison in told:
        at = numbers.get(comparison.source or "", 0 if len(reports) == 1 else None)
        shape: Shape = {"verdict": comparison.verdict, "slip": comparison.slip, "subject": comparison.subject}
        shape |= {"matched": comparison.matched, "a": article.list_quotes(comparison.article)}
        if at is not None and comparison.report:
            shape |= {"doc": at + 1, "b": reports[at].list_quotes(comparison.report)}
        shapes.append(_bare(shape))
    return shapes


def shape_omissions(told: Sequence[Omission]) -> list[Shape]:
    """Return which regions of a report's ranking the article leaves out."""
    return [{"ranking": item.ranking, "regions": [region.name for region in item.regions]} for item in told]


def _bare(shape: Shape) -> Shape:
    return {name: item for name, item in shape.items() if item is not None}


def isolate(text: str) -> str:
    """Return the text without the signs that turn the direction of what stands behind them."""
    return text.translate(BIDI)
