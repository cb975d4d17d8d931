"""Mentions → rankings, records, aggregates and statements."""

from __future__ import annotations

from msgspec.structs import replace

from extractor.assemblers.context import ContextReader
from extractor.assemblers.drafts import RankingDraft
from extractor.assemblers.passages import iter_passages
from extractor.assemblers.ranks import infer_ranks
from extractor.assemblers.records import RecordBuilder, choose_country
from extractor.assemblers.statements import composition_statement, order_statements, value_statements
from extractor.model import Assembly, Document, Mentions, Statement
from extractor.packs import Pack
from extractor.results import Aggregate, Ranking, Record


def assemble(document: Document, mentions: Mentions, pack: Pack) -> Assembly:
    """Return what the document tells, in reading order."""
    if document.source.language is None:
        return Assembly()
    reader = ContextReader(document, mentions, pack, pack.language(document.source.language))
    for passage in iter_passages(document, mentions):
        reader.read(passage)
    drafts = _settle(reader.drafts)
    sizes = _sizes(drafts)
    better = {name: entry.better for name, entry in pack.metrics.items()}
    builder = RecordBuilder(document, pack, dict(better))
    country = choose_country(pack, mentions.regions)
    rankings: list[Ranking] = []
    records: list[Record] = []
    aggregates: list[Aggregate] = []
    for draft, size in zip(drafts, sizes, strict=True):
        infer_ranks(draft, size, better)
        ranking = builder.ranking(draft, size)
        rankings.append(ranking)
        records += builder.records(draft, ranking)
        aggregates += builder.aggregates(draft, ranking, country)
    rankings = _compose(rankings, drafts, pack)
    statements: list[Statement] = list(value_statements(records, aggregates))
    for draft, ranking in zip(drafts, rankings, strict=True):
        statements += order_statements(draft, ranking, builder, better, document)
        composition = composition_statement(ranking, draft, pack, document)
        statements += [composition] if composition is not None else []
    return Assembly(
        rankings=tuple(rankings),
        records=tuple(records),
        aggregates=tuple(aggregates),
        statements=tuple(statements),
        used=frozenset(builder.used),
        ignored=reader.ignored,
    )


def _settle(drafts: list[RankingDraft]) -> list[RankingDraft]:
    """Move each national figure to the ranking that ranks regions by its metric; drop drafts that told nothing."""
    for draft in drafts:
        own = {figure.metric for row in draft.rows for figure in row.figures}
        for told in list(draft.national):
            homes = [d for d in drafts if d.method == draft.method and any(r.current(told.figure.metric) for r in d.rows)]
            if told.figure.metric not in own and homes:
                draft.national.remove(told)
                homes[0].national.append(told)
    for draft in drafts:
        names = dict.fromkeys(
            figure.metric
            for figure in (*(f for row in draft.rows for f in row.figures), *(told.figure for told in draft.national))
        )
        told_names = {name: draft.metrics.get(name, (None, None)) for name in names}
        draft.metrics = told_names
        for told in draft.national:
            draft.learn(told.figure)
    return [draft for draft in drafts if not draft.empty]


def _sizes(drafts: list[RankingDraft]) -> list[int | None]:
    """Return how many are ranked in each: stated for the ranking itself, else the one number the document states."""
    for draft in drafts:
        told = next((row.rank.of for row in draft.rows if row.rank is not None and row.rank.of), None)
        draft.size = draft.size or told
    stated = {draft.size for draft in drafts if draft.size is not None}
    common = stated.pop() if len(stated) == 1 else None
    return [draft.size or common for draft in drafts]


def _compose(rankings: list[Ranking], drafts: list[RankingDraft], pack: Pack) -> list[Ranking]:
    """Name the parts of each composite: the rankings of its method's parts for the same period."""
    composed = []
    for ranking, draft in zip(rankings, drafts, strict=True):
        method = pack.methods.get(ranking.method or "")
        parts = tuple(
            part.id
            for name in (method.parts if method else ())
            for part in rankings
            if part.method == name and part.period == ranking.period
        )
        if method is not None and parts and len(parts) == len(method.parts):
            ranking = replace(ranking, composed_of=parts, composition=draft.composition or method.composition)
        composed.append(ranking)
    return composed
