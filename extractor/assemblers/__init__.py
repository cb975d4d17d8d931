"""Mentions → rankings, records, aggregates and statements."""

from __future__ import annotations

from itertools import chain

from msgspec.structs import replace

from extractor.assemblers.context import ContextReader
from extractor.assemblers.drafts import Figure, Indicator, RankingDraft
from extractor.assemblers.passages import iter_passages
from extractor.assemblers.ranks import infer_ranks
from extractor.assemblers.records import RecordBuilder
from extractor.assemblers.settling import drop_unbacked, repeat_headlines, settle_growth
from extractor.assemblers.statements import composition_statement, order_statements, ratio_statements
from extractor.assemblers.tallies import spread_statements, tally_statements
from extractor.model import Assembly, Document, Mentions, Statement
from extractor.packs import Pack
from extractor.results import Aggregate, Ranking, Record

# A table of fewer rows with places tells a top rather than the whole.
SMALLEST_TABLE = 10


def assemble(document: Document, mentions: Mentions, pack: Pack) -> Assembly:
    """Return what the document tells, in reading order."""
    if document.source.language is None:
        return Assembly()
    country = mentions.country
    # A name that still may mean several regions is left out, not guessed.
    mentions = replace(mentions, regions=tuple(mention for mention in mentions.regions if len(mention.codes) == 1))
    reader = ContextReader(document, mentions, pack, pack.language(document.source.language), country)
    tables = sorted(document.tables, key=lambda table: table.start)
    for passage in iter_passages(document, mentions):
        while tables and tables[0].start <= passage.start:
            reader.read_table(tables.pop(0))
        reader.read(passage)
    for table in tables:
        reader.read_table(table)
    drafts = _settle(reader.drafts)
    reader.refused.update(drop_unbacked(drafts, pack))
    settle_growth(drafts, pack)
    drafts = [draft for draft in drafts if not draft.empty]
    repeat_headlines(drafts, reader.headlines)
    sizes = _sizes(drafts)
    better = {name: entry.better for name, entry in pack.metrics.items()}
    builder = RecordBuilder(document, pack)
    rankings: list[Ranking] = []
    records: list[Record] = []
    aggregates: list[Aggregate] = []
    for draft, size in zip(drafts, sizes, strict=True):
        infer_ranks(draft, size, better)
        ranking = builder.ranking(draft, size)
        rankings.append(ranking)
        records += builder.records(draft, ranking)
        aggregates += builder.aggregates(draft, ranking, reader.whole)
    rankings = _compose(rankings, drafts, pack)
    statements: list[Statement] = []
    for draft, ranking in zip(drafts, rankings, strict=True):
        statements += order_statements(draft, ranking, builder, document)
        composition = composition_statement(ranking, draft, pack, document)
        statements += [composition] if composition is not None else []
    statements += ratio_statements(document, mentions, (*records, *aggregates))
    statements += spread_statements(document, mentions, records, rankings)
    statements += tally_statements(document, mentions, pack)
    return Assembly(
        rankings=tuple(rankings),
        records=tuple(records),
        aggregates=tuple(aggregates),
        statements=tuple(statements),
        used=frozenset(builder.used),
        rests=frozenset(builder.rests),
        ignored=reader.ignored,
        refused=reader.refused,
        places=builder.places,
    )


def _settle(drafts: list[RankingDraft]) -> list[RankingDraft]:
    """Name unnamed metrics, bring each national figure home, and drop drafts that told nothing."""
    for draft in drafts:
        _name_metrics(draft)
    homes = _find_homes(drafts)
    for draft in drafts:
        own = {figure.metric for row in draft.rows for figure in row.figures}
        for told in [t for t in draft.national if t.statistic != "range" and t.figure.metric not in own]:
            home = homes.get((draft.method, draft.group, told.figure.metric))
            if home is not None:
                draft.national.remove(told)
                home.national.append(told)
    for draft in drafts:
        learned, draft.metrics = {**draft.spoken, **draft.metrics}, {}
        for figure in _figures(draft):
            draft.learn(figure)
        draft.metrics = {name: learned.get(name, told) for name, told in draft.metrics.items()}
    return [draft for draft in drafts if not draft.empty]


def _figures(draft: RankingDraft) -> list[Figure]:
    return [figure for row in draft.rows for figure in row.figures] + [told.figure for told in draft.national]


def _find_homes(drafts: list[RankingDraft]) -> dict[tuple[str | None, str | None, Indicator], RankingDraft]:
    """Return the first draft of each method and group of people that ranks somebody by a metric."""
    homes: dict[tuple[str | None, str | None, Indicator], RankingDraft] = {}
    for draft in drafts:
        for row in draft.rows:
            for figure in row.figures:
                if row.goes_by(figure):
                    homes.setdefault((draft.method, draft.group, figure.metric), draft)
    return homes


def _name_metrics(draft: RankingDraft) -> None:
    """Give an unnamed figure the metric of its unit that the ranking names elsewhere, if its row lacks it."""
    named: dict[str | None, dict[Indicator, str | None]] = {}
    for figure in _figures(draft):
        if figure.metric.known is not None:
            named.setdefault(figure.unit, {}).setdefault(figure.metric, figure.label)
    groups = [row.figures for row in draft.rows] + [[told.figure] for told in draft.national]
    for figures in groups:
        taken = {figure.metric for figure in figures}
        for figure in figures:
            names = named.get(figure.unit, {})
            if figure.metric.known is None and len(names) == 1 and not names.keys() & taken:
                figure.metric, figure.label = next(iter(names.items()))


def _sizes(drafts: list[RankingDraft]) -> list[int | None]:
    """Return how many are ranked in each: stated for the ranking itself, else the one number the document states."""
    for draft in drafts:
        told = next((row.rank.of for row in draft.rows if row.rank is not None and row.rank.of), None)
        draft.size = draft.size or told or _count_places(draft)
    stated = {draft.size for draft in drafts if draft.size is not None}
    common = stated.pop() if len(stated) == 1 else None
    return [draft.size or common for draft in drafts]


def _count_places(draft: RankingDraft) -> int | None:
    """Return how many a whole table ranks: its printed places run from 1 without a gap, and it promises no mere top."""
    rows = [row for listing in draft.listings if listing.end is None for row in listing.rows]
    places = [row.rank.value for row in rows if row.rank is not None and row.rank.rule == "table-rank"]
    whole = len(places) >= SMALLEST_TABLE and {*places} == {*range(1, len(places) + 1)}
    return len(places) if whole and len(places) == len(rows) else None


def _compose(rankings: list[Ranking], drafts: list[RankingDraft], pack: Pack) -> list[Ranking]:
    """Name the parts of each composite: the rankings of its method's parts for the same period."""
    told: dict[tuple[str | None, str | None], list[str]] = {}
    for part in rankings:
        told.setdefault((part.method, part.period), []).append(part.id)
    composed = []
    for ranking, draft in zip(rankings, drafts, strict=True):
        method = pack.methods.get(ranking.method or "")
        parts = [told.get((name, ranking.period), ()) for name in method.parts] if method else []
        if method is not None and parts and sum(map(len, parts)) == len(parts):
            made = draft.composition or method.composition
            ranking = replace(ranking, composed_of=tuple(chain.from_iterable(parts)), composition=made)
        composed.append(ranking)
    return composed
