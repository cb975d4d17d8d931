"""Statistics told by frames: counts of the ranked ("17 of 20") and stated ranges."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.assemblers.drafts import Count, NationalFigure, RankingDraft
from extractor.assemblers.figures import FigureMaker
from extractor.assemblers.passages import Passage
from extractor.model import CueMention, NumberMention, RoleMention

Parts = dict[str, tuple[NumberMention, RoleMention]]


def collect_statistics(passage: Passage) -> list[Parts]:
    """Return the numbers of each frame that tells a count or a range, by their part in it."""
    frames: dict[int, Parts] = {}
    for number in passage.numbers if passage.roles else ():
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
