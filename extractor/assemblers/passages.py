"""Passages: sentences, list items and headings, each with the mentions that stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct

from extractor.model import (
    Block,
    CueMention,
    Document,
    Mentions,
    NumberMention,
    PeriodMention,
    RankMention,
    RegionMention,
    RoleMention,
)
from extractor.spans import SpanIndex

LONGEST_QUOTE = 1000


class Passage(Struct, frozen=True, kw_only=True, gc=False):
    """A sentence (or whole block) with its mentions; `lead` ends with a colon, `first` opens its block.

    `kinds` are its cues by their kind, each in text order.
    """

    start: int
    end: int
    block: Block
    index: int
    first: bool
    lead: bool
    numbers: tuple[NumberMention, ...]
    regions: tuple[RegionMention, ...]
    ranks: tuple[RankMention, ...]
    periods: tuple[PeriodMention, ...]
    cues: tuple[CueMention, ...]
    kinds: dict[str, tuple[CueMention, ...]]
    roles: dict[int, RoleMention]

    def of_kind(self, *kinds: str) -> tuple[CueMention, ...]:
        """Return the passage's cues of the kinds, in text order."""
        if len(kinds) == 1:  # rules ask again and again, and most passages have none
            return self.kinds.get(kinds[0], ())
        if not self.kinds:
            return ()
        found = [cues for kind in kinds if (cues := self.kinds.get(kind))]
        if len(found) < 2:
            return found[0] if found else ()
        return tuple(sorted(chain.from_iterable(found), key=lambda cue: (cue.start, cue.kind)))

    def has(self, kind: str) -> bool:
        """Whether the passage holds a cue of the kind."""
        return kind in self.kinds

    @property
    def told_from(self) -> int | None:
        """Where the first name, number or place stands; None where there is none."""
        return min([told[0].start for told in (self.regions, self.numbers, self.ranks) if told], default=None)

    @property
    def opening(self) -> tuple[int, int]:
        """The passage's span to be quoted, cut where a whole document is one line."""
        return self.start, min(self.end, self.start + LONGEST_QUOTE)

    @property
    def heading(self) -> bool:
        """Whether the passage is a heading."""
        return self.block.kind == "heading"

    @property
    def tells(self) -> bool:
        """Whether the passage holds a region, a number, a place or a category, so that it can tell something."""
        return bool(self.regions or self.numbers or self.ranks or (self.has("category") and not self.lead))


def iter_passages(document: Document, mentions: Mentions) -> Iterator[Passage]:
    """Yield the document's passages in reading order, furniture and table cells left out."""
    text = document.text
    numbers, regions, ranks = (
        SpanIndex(mentions.numbers),
        SpanIndex(mentions.regions),
        SpanIndex([rank for rank in mentions.ranks if rank.value or rank.from_bottom]),
    )
    periods, cues, roles = SpanIndex(mentions.periods), SpanIndex(mentions.cues), SpanIndex(mentions.roles)
    seen = -1
    for sentence in mentions.sentences:
        block = document.blocks[sentence.block]
        if block.kind == "cell":
            continue
        span = (sentence.start, sentence.end)
        found = cues.within(*span)
        yield Passage(
            start=sentence.start,
            end=sentence.end,
            block=block,
            index=sentence.block,
            first=sentence.block != seen,
            lead=text[sentence.start : sentence.end].endswith(":"),
            numbers=numbers.within(*span),
            regions=regions.within(*span),
            ranks=ranks.within(*span),
            periods=periods.within(*span),
            cues=found,
            kinds=_by_kind(found),
            roles={role.start: role for role in roles.within(*span)},
        )
        seen = sentence.block


def _by_kind(cues: Sequence[CueMention]) -> dict[str, tuple[CueMention, ...]]:
    found: dict[str, tuple[CueMention, ...]] = {}
    for cue in cues:
        found[cue.kind] = (*found.get(cue.kind, ()), cue)
    return found
