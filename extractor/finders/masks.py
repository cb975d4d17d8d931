"""The masked text: lower case, each number, region, period and rank under one sign, every offset kept.

A frame such as "from {previous} to {current}" need not know how numbers, units or names look.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor.model import NumberMention, PeriodMention, RankMention, RegionMention
from extractor.packs import FILLER, NUMBER, PERIOD, RANK, REGION


def mask_text(
    lowered: str,
    numbers: Iterable[NumberMention],
    regions: Iterable[RegionMention],
    periods: Iterable[PeriodMention],
    ranks: Iterable[RankMention],
) -> str:
    """Return the text with each mention's extent as its sign and fillers; the mentions must not overlap."""
    spans = [(number.left, number.right, NUMBER) for number in numbers]
    spans += [(region.start, region.end, REGION) for region in regions]
    spans += [(period.start, period.end, PERIOD) for period in periods]
    spans += [(rank.start, rank.end, RANK) for rank in ranks]
    parts: list[str] = []
    at = 0
    for start, end, sign in sorted(spans):
        if start < at:
            continue
        parts += (lowered[at:start], sign, FILLER * (end - start - 1))
        at = end
    parts.append(lowered[at:])
    return "".join(parts)
