"""Figures of the whole: means and totals of the country, stated ranges, counts of the ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from extractor.assemblers.drafts import Count, Figure, Indicator, NationalFigure, RankingDraft, Span
from extractor.assemblers.figures import FigureMaker
from extractor.assemblers.passages import Passage
from extractor.model import CueMention, NumberMention, Refusal, Refusals, RoleMention
from extractor.packs import Pack

Parts = dict[str, tuple[NumberMention, RoleMention]]
_INTENSIVE = ("share", "level", "rate", "change")
# A word for a part stands so close behind its figure ("44% of them are pupils").
PART_REACH = 25
OF_THEM = "of"
_CLAUSE_STOP = regex.compile(r"[,.;:]")


def add_national(
    draft: RankingDraft,
    numbers: Iterable[NumberMention],
    passage: Passage,
    scope: Span | None,
    maker: FigureMaker,
    lead: Iterable[CueMention],
    pack: Pack,
    sure: bool = True,
) -> bool:
    """Write the whole's figures into the ranking: means of shares and levels, else totals; return whether any was.

    Unless it is `sure` that the whole is meant, only figures whose metric the passage itself names are taken.
    """
    told: dict[tuple[Indicator, str, str | None], NationalFigure] = {}
    for at, number in enumerate(numbers):
        figure = maker.make(number, passage, "national", draft, lead, None, beside=at > 0)
        _tell_growth(figure, passage, [*draft.national[-1:], *told.values()], pack)
        if (figure.metric, figure.role, figure.unit) in told:
            continue  # a second one is of something else
        if not sure and not figure.explicit:
            continue
        draft.learn(figure, ranked=False)
        mean = _is_mean(figure, passage, pack) or any(
            other.statistic == "mean" and other.figure.metric == figure.metric for other in told.values()
        )
        national = NationalFigure(figure, "mean" if mean else "total", scope)
        told[figure.metric, figure.role, figure.unit] = national
        draft.national.append(national)
    return bool(told)


def _tell_growth(figure: Figure, passage: Passage, told: Sequence[NationalFigure], pack: Pack) -> None:
    """Read "growth of 5%" behind a level of the whole as its change, and not as an indicator called growth."""
    role = passage.roles.get(figure.number.start)
    entry = pack.metrics.get(figure.metric.known or "")
    changes = role is not None and role.role in ("change", "fall") and entry is not None and entry.growth
    levels = [national.figure for national in told if national.figure.role == "current"]
    if changes and figure.role == "current" and entry is not None and not entry.units[1:] and levels:
        level = levels[-1]
        known = pack.metrics.get(level.metric.known or "")
        if not (known is not None and known.growth):
            figure.role, figure.metric, figure.label = "change", level.metric, level.label


def _is_mean(figure: Figure, passage: Passage, pack: Pack) -> bool:
    """Whether a figure of the whole is its mean: it is called so, or nothing of its kind adds up."""
    unit, metric = pack.units.get(figure.unit or ""), pack.metrics.get(figure.metric.known or "")
    intensive = (unit is not None and unit.family in _INTENSIVE) or (metric is not None and metric.mean)
    return intensive or _is_called_mean(figure.number, passage)


def _is_called_mean(number: NumberMention, passage: Passage) -> bool:
    """Whether a word for the mean stands before the number, with no other number between them."""
    before = max((other.right for other in passage.numbers if other.right <= number.left), default=passage.start)
    return any(before <= cue.start < number.start for cue in passage.of_kind("mean"))


def find_parts(passage: Passage, scope: Span | None, masked: str) -> set[int]:
    """Return where the numbers start that are told of parts of the whole ("4.1 million, of whom 44% are pupils").

    A word for a part stands behind the word for the whole and right before the number, or close behind the number.
    """
    cues = passage.of_kind("breakdown")
    parts: set[int] = set()
    for at, number in enumerate(passage.numbers if cues else ()):
        before = passage.numbers[at - 1] if at else None
        floor = before.right if before is not None else passage.start
        if scope is not None and scope[0] < number.start:
            floor = max(floor, scope[1])
        named = any(floor <= cue.start and cue.end <= number.left for cue in cues)
        behind = [cue for cue in cues if cue.value == OF_THEM and 0 <= cue.start - number.right <= PART_REACH]
        close = any(not _CLAUSE_STOP.search(masked, number.right, cue.start) for cue in behind)
        goes_on = before is not None and before.start in parts and floor == before.right
        if named or close or goes_on:
            parts.add(number.start)
    return parts


def drop_unbacked(drafts: Sequence[RankingDraft], pack: Pack) -> Refusals:
    """Drop figures that only may be of the whole where regions are told nothing like it; return why.

    Where no word names the whole, its figures are of an indicator that regions are told by. What is set by law for
    everyone is never a figure of the whole beside them.
    """
    refused: Refusals = {}
    rows = [figure for draft in drafts for row in draft.rows for figure in row.figures]
    ranked = {figure.metric for figure in rows}
    most = max((figure.value for figure in rows if _is_count(figure, pack)), default=None)
    for draft in drafts:
        kept: list[NationalFigure] = []
        for told in draft.national:
            figure = told.figure
            entry = pack.metrics.get(figure.metric.known or "")
            norm = entry is not None and entry.norm
            named = told.scope is not None or (figure.explicit and figure.metric.known is not None)
            beside = figure.role in ("previous", "change") and bool(kept)
            sums = most is not None and _is_count(figure, pack) and figure.value >= most
            if told.statistic == "range" or figure.metric in ranked or (not norm and (named or beside or sums)):
                kept.append(told)
                continue
            missing = "a word for the whole, or a region that is told a figure of the kind"
            refused[figure.number.start] = Refusal("national", missing)
        draft.national = kept
    return refused


def _is_count(figure: Figure, pack: Pack) -> bool:
    """Whether a figure counts something: people, pieces, or what stands bare behind it."""
    unit = pack.units.get(figure.unit or "")
    return figure.role == "current" and (unit is None or unit.family == "count")


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


def collect_statistics(passage: Passage) -> list[Parts]:
    """Return the numbers of each frame that tells a count or a range, by their part in it."""
    frames: dict[int, Parts] = {}
    for number in passage.numbers:
        told = passage.roles.get(number.start)
        if told is not None and told.role in ("count", "of", "rest", "low", "high"):
            frames.setdefault(told.frame, {})[told.role] = (number, told)
    return list(frames.values())


def add_statistic(
    draft: RankingDraft, parts: Parts, passage: Passage, maker: FigureMaker, lead: Iterable[CueMention]
) -> None:
    """Write a count or a range into the ranking."""
    if "low" in parts and "high" in parts:
        _add_range(draft, parts, passage, maker, lead)
    elif parts.keys() & {"count", "of", "rest"}:
        _add_count(draft, parts, passage)


def _add_count(draft: RankingDraft, parts: Parts, passage: Passage) -> None:
    category = next(iter(passage.of_kind("category")), None)
    counted, whole = parts.get("count") or parts.get("rest"), parts.get("of")
    told = (counted or parts["of"])[1]
    metric = f"rated_{category.value}" if category is not None else told.value
    rest = "count" not in parts and "rest" in parts
    draft.counts.append(Count(counted[0] if counted else None, whole[0] if whole else None, metric, told.rule, rest))
    if whole is not None:
        draft.size = draft.size or int(whole[0].value)


def _add_range(
    draft: RankingDraft, parts: Parts, passage: Passage, maker: FigureMaker, lead: Iterable[CueMention]
) -> None:
    rule = parts["low"][1].rule
    high = maker.make(parts["high"][0], passage, rule, draft, lead, None)
    low = maker.make(parts["low"][0], passage, rule, draft, lead, high)
    low.metric, low.label = high.metric, high.label
    draft.learn(high, ranked=False)
    draft.national += [NationalFigure(low, "range", None), NationalFigure(high, "range", None)]
