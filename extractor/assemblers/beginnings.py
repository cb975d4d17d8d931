"""What a new listing begins with, and whether that can be of a ranking told so far."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from extractor.assemblers.drafts import End, Figure, RankingDraft, end_of
from extractor.assemblers.passages import Passage
from extractor.model import RankMention, RegionMention

# Two figures of one region and metric further apart than this are not one figure with a slip in it.
SLIP_RATIO = Decimal("1.25")
# Two places of one region further apart than this are of two rankings.
SLIP_PLACES = 10


class Beginning(Struct, frozen=True, kw_only=True):
    """What a new listing begins with: its first name, figure and printed place, and the end that it promises.

    `by_change` tells that changes are ordered.
    """

    passage: Passage
    region: RegionMention
    main: Figure | None
    end: End | None
    place: RankMention | None = None
    by_change: bool = False

    @property
    def side(self) -> End | None:
        """The end that the listing is told from, promised or by its first printed place."""
        return self.end or end_of(self.place)


def displaces(draft: RankingDraft, beginning: Beginning, main: Figure) -> bool:
    """Whether a printed place cannot be of the draft's order: a region has one place in it, and the top one region.

    The figures must differ, too: else it is the same told again, or a slip.
    """
    place, region = beginning.place, beginning.region
    if place is None or place.value is None or draft.past or beginning.passage.has("tie"):
        return False
    for row in draft.rows_of(region):
        told, figure = row.rank, row.current()
        if told is not None and told.value not in (None, place.value) and figure is not None:
            return figure.value != main.value
    top = draft.top
    figure = top.current() if top is not None else None
    if place.value != 1 or top is None or figure is None or top.region.codes == region.codes:
        return False
    return figure.value != main.value


def is_far_off(draft: RankingDraft, beginning: Beginning) -> bool:
    """Whether a place told without any figure is so far from the region's place in a ranking that it is of another."""
    place, region = beginning.place, beginning.region
    if place is None or place.value is None or draft.past or beginning.main is not None or beginning.passage.numbers:
        return False
    told = [row.rank.value for row in draft.rows_of(region) if row.rank is not None and row.rank.value is not None]
    return bool(told) and all(abs(place.value - value) > SLIP_PLACES for value in told)


def clashes(draft: RankingDraft, main: Figure, region: RegionMention) -> bool:
    """Whether a region has a figure of the metric already, so far from this one that no slip explains it."""
    told = [figure for row in draft.rows_of(region) if (figure := row.current(main.metric)) is not None]
    return any(not _is_near(figure.value, main.value) for figure in told)


def _is_near(value: Decimal, other: Decimal) -> bool:
    low, high = sorted((abs(value), abs(other)))
    return high <= low * SLIP_RATIO
