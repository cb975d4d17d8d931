"""Document + packs → mentions. Each finder is a pure function over the text; `find` runs them in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from extractor.finders.cues import find_cues, find_roles
from extractor.finders.masks import mask_text
from extractor.finders.numbers import find_numbers, tokenize_numbers
from extractor.finders.periods import find_periods
from extractor.finders.ranks import find_ranks
from extractor.finders.regions import find_regions
from extractor.finders.sentences import split_sentences
from extractor.model import Document, Mention, Mentions, Sentence
from extractor.packs import Language, Pack
from extractor.text import lower

M = TypeVar("M", bound=Mention)


def find(document: Document, pack: Pack) -> Mentions:
    """Return every mention of the document; numbers that no figure can be are in `ignored` by their class."""
    text = document.text
    tokens = tokenize_numbers(text)
    if document.source.language is None:
        return Mentions(tokens=tuple(tokens), ignored={start: "no-language" for start, _ in tokens})
    language = pack.language(document.source.language)
    lowered = lower(text)
    ignored = _ignore(document, lowered, tokens, language)
    furniture = [(block.start, block.end) for block in document.blocks if block.kind == "boilerplate"]
    periods = _outside(find_periods(lowered, language), furniture)
    ranks = _outside(find_ranks(text, lowered, language), [(p.start, p.end) for p in periods] + furniture)
    claimed = [(mention.start, mention.end) for mention in (*periods, *ranks)]
    for mention, name in [*((p, "period") for p in periods), *((r, "rank") for r in ranks)]:
        ignored.update((start, name) for start, _ in _within(tokens, mention.start, mention.end))
    regions = _outside(find_regions(text, pack, language.id), claimed + furniture)
    free = [token for token in tokens if token[0] not in ignored]
    numbers = find_numbers(text, lowered, free, language, frozenset(region.end for region in regions))
    ignored.update(_inside_extents(free, {n.start for n in numbers}, [(n.start, n.end, n.right) for n in numbers]))
    masked = mask_text(lowered, numbers, regions, periods, ranks)
    return Mentions(
        numbers=tuple(numbers),
        regions=tuple(regions),
        ranks=tuple(ranks),
        periods=tuple(periods),
        cues=tuple(_outside(find_cues(masked, language), furniture)),
        roles=tuple(find_roles(masked, {number.left: number for number in numbers}, language)),
        ignored=ignored,
        tokens=tuple(token for token in tokens if not any(n.start < token[0] < n.end for n in numbers)),
        masked=masked,
        sentences=tuple(_split(document, language)),
    )


def _split(document: Document, language: Language) -> Iterator[Sentence]:
    for index, block in enumerate(document.blocks):
        if block.kind == "boilerplate":
            continue
        body = block.start + block.marker
        spans = [(body, block.end)]
        if block.kind in ("paragraph", "item"):
            spans = split_sentences(document.text, body, block.end, language.entry)
        for start, end in spans:
            yield Sentence(start=start, end=end, block=index)


def _ignore(document: Document, lowered: str, tokens: list[tuple[int, int]], language: Language) -> dict[int, str]:
    """Return the class of each number that stands in furniture, in a list marker or under an `ignore` rule."""
    ignored: dict[int, str] = {}
    for block in document.blocks:
        if block.kind == "boilerplate":
            ignored.update((start, "boilerplate") for start, _ in _within(tokens, block.start, block.end))
        elif block.marker:
            ignored.update(
                (start, "list-number") for start, _ in _within(tokens, block.start, block.start + block.marker)
            )
    for compiled in language.rules("ignore"):
        for match in compiled.finditer(lowered):
            for start, _ in _within(tokens, match.start(), match.end()):
                ignored.setdefault(start, compiled.rule.value)
    return ignored


def _within(tokens: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    return [token for token in tokens if start <= token[0] < end]


def _outside(mentions: Iterable[M], spans: list[tuple[int, int]]) -> list[M]:
    return [m for m in mentions if not any(m.start < end and start < m.end for start, end in spans)]


def _inside_extents(
    tokens: list[tuple[int, int]], own: set[int], extents: list[tuple[int, int, int]]
) -> dict[int, str]:
    """Return the numbers that stand in another's unit ("per 1,000 people") or that are none ("1,2,3")."""
    inside = {start: "denominator" for start, _ in tokens for _, end, right in extents if end <= start < right}
    broken = {
        start: "broken"
        for start, _ in tokens
        if start not in own and start not in inside and not any(s <= start < e for s, e, _ in extents)
    }
    return inside | broken
