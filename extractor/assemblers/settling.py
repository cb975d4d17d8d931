"""Settling figures of the whole once all is read: which are backed by what regions are told, and what repeats them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from extractor.assemblers.drafts import Figure, Indicator, NationalFigure, RankingDraft
from extractor.model import NumberMention, Refusal, Refusals
from extractor.packs import Pack

PAST = ("previous", "change")
# A second currency stands so close behind the first.
CONVERTED_REACH = 12


def drop_unbacked(drafts: Sequence[RankingDraft], pack: Pack) -> Refusals:
    """Drop figures that only may be of the whole where regions are told nothing like it; return why.

    Where no word names the whole, its figures are of an indicator that regions are told by. What is set by law for
    everyone is never a figure of the whole beside them.
    """
    refused: Refusals = {}
    groups = {draft.group for draft in drafts if draft.listings}
    for draft in drafts:
        if draft.group is not None and draft.group not in groups:
            lacking = Refusal("national", "a region that is told a figure of the same group of people")
            refused.update((national.figure.number.start, lacking) for national in draft.national)
            draft.national = []
    rows = [figure for draft in drafts for row in draft.rows for figure in row.figures]
    ranked = {figure.metric for figure in rows}
    most: dict[str, Decimal] = {}
    for figure in rows:
        if figure.role == "current" and figure.metric.known is None:
            kind = adds_to(figure, pack)
            most[kind] = max(figure.value, most.get(kind, figure.value))
    for draft in drafts:
        kept: list[NationalFigure] = []
        for told in draft.national:
            figure = told.figure
            entry = pack.metrics.get(figure.metric.known or "")
            norm = entry is not None and entry.norm
            named = told.named or (figure.explicit and figure.metric.known is not None)
            beside = bool(kept) and (figure.role in PAST or is_converted(figure, kept[-1].figure, pack))
            least = most.get(adds_to(figure, pack)) if told.statistic == "total" else None
            sums = figure.role == "current" and least is not None and figure.value >= least
            if told.statistic == "range":
                kept += [told] if _covers(figure, draft) else []
                continue
            if figure.metric in ranked or (not norm and (named or beside or sums)):
                kept.append(told)
                continue
            missing = "a word for the whole, or a region that is told a figure of the kind"
            refused[figure.number.start] = Refusal("national", missing)
        draft.national = kept
    return refused


def _covers(end: Figure, draft: RankingDraft) -> bool:
    """Whether regions of a ranking are told figures of the kind that a range is told of, or none at all."""
    units = {figure.unit for row in draft.rows for figure in row.figures}
    return not units or end.unit in units or None in units


def settle_growth(drafts: Iterable[RankingDraft], pack: Pack) -> None:
    """Read the whole's change as the figure itself, where nothing but growth is ranked."""
    for draft in drafts:
        ranked = {figure.metric: figure for row in draft.rows if (figure := row.current()) is not None}
        levels = any(told.figure.role == "current" and told.statistic != "range" for told in draft.national)
        if levels or len(ranked) != 1 or not is_growth(next(iter(ranked)), pack):
            continue
        model = next(iter(ranked.values()))
        for told in draft.national:
            if told.figure.role == "change" and told.figure.unit == model.unit:
                told.figure.role, told.figure.metric, told.figure.label = "current", model.metric, model.label


def repeat_headlines(drafts: Iterable[RankingDraft], headlines: Iterable[NumberMention]) -> None:
    """Take a headline's number for the figure of the whole that it repeats, where just one is equal to it."""
    told: dict[Decimal, list[tuple[RankingDraft, NationalFigure]]] = {}
    for draft in drafts:
        for national in draft.national:
            if national.statistic != "range":
                told.setdefault(national.figure.value, []).append((draft, national))
    for number in headlines:
        equal = told.get(number.value, ())
        same = [(draft, national) for draft, national in equal if number.unit in (None, national.figure.unit)]
        if same:
            draft, national = same[0]
            figure = replace(national.figure, number=number, rests_on=())
            draft.national.append(NationalFigure(figure, national.statistic, None))


def adds_to(figure: Figure, pack: Pack) -> str:
    """Return what a figure can be added up with: counts of anything with what stands bare, else its own unit."""
    unit = pack.units.get(figure.unit or "")
    return "count" if unit is None or unit.family == "count" else unit.id


def is_growth(metric: Indicator, pack: Pack) -> bool:
    """Whether a metric is itself a change."""
    entry = pack.metrics.get(metric.known or "")
    return metric.growth or (entry is not None and entry.growth)


def is_converted(figure: Figure, before: Figure, pack: Pack) -> bool:
    """Whether a figure is the one before in another currency ("294.5 billion soms (about $3.4 billion)")."""
    near = 0 <= figure.number.start - before.number.right <= CONVERTED_REACH
    return near and is_money(figure, pack) and is_money(before, pack) and figure.unit != before.unit


def is_money(figure: Figure, pack: Pack) -> bool:
    """Whether a figure is told in a currency."""
    unit = pack.units.get(figure.unit or "")
    return unit is not None and unit.family == "money"
