"""Figures of the whole: means and totals of the country, stated ranges, counts of the ranked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractor.assemblers.drafts import Count, Indicator, NationalFigure, RankingDraft, Span
from extractor.assemblers.figures import FigureMaker
from extractor.assemblers.passages import Passage
from extractor.model import CueMention, NumberMention, RoleMention
from extractor.packs import Pack

Parts = dict[str, tuple[NumberMention, RoleMention]]
_INTENSIVE = ("share", "level", "rate", "change")


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
    taken = False
    told: set[tuple[Indicator, str, str | None]] = set()
    for at, number in enumerate(numbers):
        figure = maker.make(number, passage, "national", draft, lead, None, beside=at > 0)
        if (figure.metric, figure.role, figure.unit) in told:
            continue  # a second one is of something else
        if not sure and not figure.explicit:
            continue
        taken = True
        told.add((figure.metric, figure.role, figure.unit))
        draft.learn(figure, ranked=False)
        unit = pack.units.get(figure.unit or "")
        mean = _is_called_mean(number, passage) or (unit is not None and unit.family in _INTENSIVE)
        draft.national.append(NationalFigure(figure, "mean" if mean else "total", scope))
    return taken


def _is_called_mean(number: NumberMention, passage: Passage) -> bool:
    """Whether a word for the mean stands before the number, with no other number between them."""
    before = max((other.right for other in passage.numbers if other.right <= number.left), default=passage.start)
    return any(before <= cue.start < number.start for cue in passage.of_kind("mean"))


def repeat_headlines(drafts: Iterable[RankingDraft], headlines: Iterable[NumberMention]) -> None:
    """Take a headline's number for the figure of the whole that it repeats, where just one is equal to it."""
    told = [(draft, national) for draft in drafts for national in draft.national if national.statistic != "range"]
    for number in headlines:
        same = [
            (draft, national)
            for draft, national in told
            if national.figure.value == number.value and number.unit in (None, national.figure.unit)
        ]
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
