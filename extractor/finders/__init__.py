"""Document + packs → mentions. Each finder is a pure function over the text; `find` runs them in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import regex
from msgspec.structs import replace

from extractor.finders.cues import find_cues, find_roles
from extractor.finders.datelines import leave_datelines
from extractor.finders.entities import choose_ranked, find_entities, leave_names
from extractor.finders.masks import mask_text
from extractor.finders.numbers import find_numbers, tokenize_numbers
from extractor.finders.periods import find_periods
from extractor.finders.ranks import find_ranks
from extractor.finders.regions import find_regions
from extractor.finders.sentences import split_sentences
from extractor.finders.titles import leave_titles
from extractor.model import Document, Mention, Mentions, NumberMention, RankMention, Sentence
from extractor.packs import MASKED, PLACES, PLAIN, PRINTED, Language, Pack, Scan
from extractor.spans import Span, SpanSet
from extractor.text import lower

M = TypeVar("M", bound=Mention)
_LINE_ENDS = {ord("\n"): " ", ord("\r"): " "}
_HEADING_NUMBER = regex.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?(?=\s)")


def find(document: Document, pack: Pack) -> Mentions:
    """Return every mention of the document; numbers that no figure can be are in `ignored` by their class."""
    text = document.text
    tokens = tokenize_numbers(text)
    if document.source.language is None:
        return Mentions(tokens=tuple(tokens), ignored={start: "no-language" for start, _ in tokens})
    language = pack.language(document.source.language)
    lowered = _join_lines(lower(text), document)
    sentences = tuple(_split(document, language))
    spans = [(sentence.start, sentence.end) for sentence in sentences]
    scan = language.scan(lowered, spans, PLAIN)
    taken = SpanSet((block.start, block.end) for block in document.blocks if block.kind == "boilerplate")
    ignored = _ignore(document, lowered, tokens, scan)
    periods = _claim(find_periods(language, scan), taken)
    ranks = _claim(find_ranks(language, scan), taken)
    for mention, name in [*((p, "period") for p in periods), *((r, _class_of(r)) for r in ranks)]:
        ignored.update((start, name) for start, _ in _within(tokens, mention.start, mention.end))
    regions, country = find_regions(text, pack, language.id, taken)
    regions = leave_datelines(regions, document, language)
    printed = language.scan(text, spans, PRINTED)
    regions = leave_titles(regions, text, printed)
    free = [token for token in tokens if token[0] not in ignored]
    numbers = find_numbers(text, lowered, free, language, frozenset(region.end for region in regions))
    numbers = list(_localize(numbers, country, pack))
    ignored.update(_explain_rest(free, numbers))
    masked = mask_text(lowered, numbers, regions, periods, ranks)
    if entities := find_entities(text, printed):
        regions = leave_names(regions, entities, choose_ranked(entities, masked))
        masked = mask_text(lowered, numbers, regions, periods, ranks)
    place_scan = language.scan(masked, spans, PLACES)
    places = find_ranks(language, place_scan, "place")
    if places:
        ranks = sorted([*ranks, *places], key=lambda rank: rank.start)
        masked = mask_text(masked, (), (), (), places)
    masked_scan = language.scan(masked, spans, MASKED)
    inside = SpanSet((number.start + 1, number.end) for number in numbers if number.end - number.start > 1)
    cues = find_cues(masked_scan)
    roles = find_roles({number.left: number for number in numbers}, masked_scan)
    return Mentions(
        numbers=tuple(numbers),
        regions=regions,
        country=country,
        ranks=tuple(ranks),
        periods=tuple(periods),
        cues=tuple(cues),
        roles=tuple(roles),
        ignored=ignored,
        tokens=tuple(token for token in tokens if not inside.meets(token[0], token[0] + 1)),
        masked=masked,
        sentences=sentences,
        timed_out=(*scan.timed_out, *place_scan.timed_out, *masked_scan.timed_out),
    )


def _localize(numbers: Sequence[NumberMention], country: str | None, pack: Pack) -> Iterator[NumberMention]:
    """Yield the numbers in the units of the country that the text is about, where several bear one name."""
    for number in numbers:
        unit = pack.units.get(number.unit or "")
        local = unit.local.get(country or "") if unit is not None else None
        yield replace(number, unit=local) if local else number


def _join_lines(lowered: str, document: Document) -> str:
    """Return the text with a blank for each line end inside a block: there it parts nothing."""
    parts: list[str] = []
    at = 0
    for block in document.blocks:
        if block.kind != "cell" and lowered.find("\n", block.start, block.end) >= 0:
            parts += (lowered[at : block.start], lowered[block.start : block.end].translate(_LINE_ENDS))
            at = block.end
    return "".join((*parts, lowered[at:])) if parts else lowered


def _split(document: Document, language: Language) -> Iterator[Sentence]:
    for index, block in enumerate(document.blocks):
        if block.kind == "boilerplate":
            continue
        body = block.start + block.marker
        spans = [(body, block.end)]
        if block.kind in ("paragraph", "item"):
            spans = split_sentences(document.text, body, block.end, language)
        for start, end in spans:
            yield Sentence(start=start, end=end, block=index)


def _ignore(document: Document, lowered: str, tokens: Sequence[Span], scan: Scan) -> dict[int, str]:
    """Return the class of each number in furniture, in a list marker or heading number, or under an `ignore` rule."""
    ignored: dict[int, str] = {}
    for block in document.blocks:
        span, name = (block.start, block.start + block.marker), "list-number"
        if block.kind == "boilerplate":
            span, name = (block.start, block.end), "boilerplate"
        elif block.kind == "heading" and (number := _HEADING_NUMBER.match(lowered, block.start, block.end)):
            span, name = number.span(), "heading-number"
        ignored.update((start, name) for start, _ in _within(tokens, *span))
    for compiled, match in scan.finditer("ignore"):
        for start, _ in _within(tokens, match.start(), match.end()):
            ignored.setdefault(start, compiled.rule.value)
    return ignored


def _class_of(rank: RankMention) -> str:
    return "rank" if rank.value or rank.from_bottom else "rank-change"


def _within(tokens: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    return tokens[bisect_left(tokens, (start,)) : bisect_left(tokens, (end,))]


def _claim(mentions: Iterable[M], taken: SpanSet) -> list[M]:
    """Return the mentions that meet nothing taken before, and take their places."""
    return [mention for mention in mentions if taken.add_free(mention.start, mention.end)]


def _explain_rest(tokens: Sequence[Span], numbers: Sequence[NumberMention]) -> dict[int, str]:
    """Return the numbers that stand in another's unit ("per 1,000 people") and those that are none ("1,2,3")."""
    explained: dict[int, str] = {}
    at = 0
    for start, _ in tokens:
        while at < len(numbers) and numbers[at].right <= start:
            at += 1
        if at == len(numbers) or start < numbers[at].start:
            explained[start] = "broken"
        elif start >= numbers[at].end:
            explained[start] = "denominator"
    return explained
