"""Statements: what the document says of several figures at once, as relations that the checks work over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.assemblers.drafts import Listing, RankingDraft, Row
from extractor.assemblers.records import RecordBuilder
from extractor.model import Document, Mentions, Statement
from extractor.packs import Pack
from extractor.results import Aggregate, Ranking, Record, Value

# The class that frames give to a number that tells growth as a ratio.
GROWTH_RATIO = "growth-ratio"
# Of so many laggards, falling figures are no slip.
FEWEST_LAGGARDS = 3


def order_statements(
    draft: RankingDraft, ranking: Ranking, builder: RecordBuilder, document: Document
) -> Iterator[Statement]:
    """Yield, for each listing told from one end or with places, the order of its values and of its records."""
    for listing in draft.listings:
        ranked = [row for row in listing.rows if row.rank is not None]
        if listing.end is None and len(ranked) < 2:
            continue
        yield from _orders(listing, ranking, builder, document)


def _orders(listing: Listing, ranking: Ranking, builder: RecordBuilder, document: Document) -> Iterator[Statement]:
    metric = listing.metric
    evidence = (document.quote(listing.cue.start, listing.cue.end),) if listing.cue is not None else ()
    direction = "desc" if listing.falls else "asc"
    for run in _runs(listing):
        if all(row.rank is not None and row.rank.value is not None for row in run) and not listing.stated:
            continue  # printed places say more than the order of the lines
        figures = [figure for row in run if (figure := row.current(metric)) is not None]
        if _runs_on(listing, [figure.value for figure in figures]):
            continue
        if metric is not None and len(figures) > 1:
            yield Statement(
                kind="order",
                subjects=tuple(builder.value_ids[id(figure)] for figure in figures),
                ranking=ranking.id,
                relation=direction,
                status="stated" if listing.stated else "inferred",
                evidence=evidence,
            )
    records = tuple(dict.fromkeys(builder.record_ids[id(row)] for row in listing.rows))
    if len(records) > 1:
        yield Statement(
            kind="order",
            subjects=records,
            ranking=ranking.id,
            relation="bottom" if listing.end == "low" else "top",
            status="stated" if listing.stated else "inferred",
            evidence=evidence,
        )


def _runs_on(listing: Listing, values: Sequence[Decimal]) -> bool:
    """Whether laggards are told in the order of the whole, the last one last ("Outsiders: A (12), B (11), C (10)")."""
    return listing.end == "low" and len(values) >= FEWEST_LAGGARDS and all(a > b for a, b in pairwise(values))


def _runs(listing: Listing) -> Iterator[list[Row]]:
    """Yield the rows in runs without a gap in their printed places: over a gap, a list promises nothing."""
    run: list[Row] = []
    for row in listing.rows:
        place = row.rank.value if row.rank is not None else None
        last = run[-1] if run else None
        before = (last.rank.value if last.rank is not None else last.place) if last is not None else None
        if place is not None and last is not None and place != (before or 0) + 1:
            yield run
            run = []
        run.append(row)
    yield run


def composition_statement(ranking: Ranking, draft: RankingDraft, pack: Pack, document: Document) -> Statement | None:
    """Return how a composite ranking is made of its parts; inferred where only the pack, not the text, says so."""
    if not ranking.composed_of or ranking.composition is None:
        return None
    quotes = tuple(document.quote(*span) for span in draft.evidence[-1:]) if draft.composition else ()
    return Statement(
        kind="composition",
        subjects=ranking.composed_of,
        ranking=ranking.id,
        relation=ranking.composition,
        status="stated" if draft.composition else "inferred",
        evidence=quotes,
    )


def ratio_statements(
    document: Document, mentions: Mentions, owners: Iterable[Record | Aggregate]
) -> Iterator[Statement]:
    """Yield growth told as a ratio ("grew 1.5 times") with the two figures of its sentence that it lies between."""
    ratios = [mention for mention in mentions.roles if mention.value == GROWTH_RATIO]
    if not ratios:
        return
    numbers = {number.start: number for number in mentions.numbers}
    starts = [sentence.start for sentence in mentions.sentences]
    pairs = list(_pairs(owners))
    for ratio in ratios:
        at = bisect_right(starts, ratio.start) - 1
        number = numbers.get(ratio.start)
        if at < 0 or number is None:
            continue
        sentence = mentions.sentences[at]
        inside = [pair for pair in pairs if all(sentence.start <= v.evidence[0].start < sentence.end for v in pair)]
        if len(inside) == 1:
            now, before = inside[0]
            yield Statement(
                kind="ratio",
                subjects=(now.id, before.id),
                ranking=now.id.partition("/")[0],
                low=number.value - number.step / 2,
                high=number.value + number.step / 2,
                evidence=(document.quote(ratio.start, ratio.end),),
            )


def _pairs(owners: Iterable[Record | Aggregate]) -> Iterator[tuple[Value, Value]]:
    """Yield the current and the previous figure of each metric that has one of both."""
    for owner in owners:
        told = [value for value in owner.values if value.value is not None]
        for now in (value for value in told if value.role == "current"):
            before = [v for v in told if v.role == "previous" and (v.metric, v.unit) == (now.metric, now.unit)]
            if len(before) == 1:
                yield now, before[0]
