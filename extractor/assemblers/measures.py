"""Measures: the unit and multiplier that a heading, a lead, a sentence or a note tells for all bare figures of a list.

"Exports, million dollars:", "Figures in bn tenge.", a line that is nothing but "тыс. тонн".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal

import regex

from extractor.assemblers.columns import read_unit, unit_pattern
from extractor.assemblers.listings import ListingWriter
from extractor.assemblers.passages import Passage
from extractor.assemblers.sections import UNMEASURED, Measure, Section, Told
from extractor.assemblers.subjects import SubjectJudge
from extractor.model import Block, CueMention, Document, Mentions, Table
from extractor.packs import NUMBER, REGION, Language, Pack
from extractor.spans import SpanIndex
from extractor.text import lower

# What a lead tells behind a comma or in brackets.
_MEASURED = regex.compile(r"[,(]\s*(?P<whole>(?:\p{L}{1,2}\s)?(?P<rest>[^,:()\d]{1,40}))(?=[,:()]|\Z)")
# What parts the head of a list from its first entry.
_HEAD = regex.compile(r"\s?[–—:]\s(?:\p{L}{1,2}\.?\s)?\Z")
# Short words between a multiplier and its unit ("millions of US dollars").
_JOINED = regex.compile(r"\s(?:\p{L}{2}\s){0,2}")
_CLAUSE_END = regex.compile(r"\s?(?:[.,;:)\n]|\Z)")
_CLAUSE = regex.compile(r"[^,;\n]*")
# Marks and short words around a unit that stands alone ("(in millions of dollars)").
_FRINGE = regex.compile(r"(?:[\s\p{P}*]|(?<!\p{L})\p{L}{1,2}(?!\p{L}))*")
ALONE_LENGTH = 40
# Units that are words for what is counted: without a multiplier they may be the subject itself.
COUNTED = ("count", "person")
# The end of a sentence right before a table: what is in its last brackets, or behind its last comma or dash.
_LAST_PIECE = regex.compile(r"(?:\(([^()]{1,90})\)|[,;:–—]\s([^,;:()\d–—]{1,40}))\s?[.:]?$")
# What stands beside each other in brackets ("thousand tenge, September").
_PART = regex.compile(r"[^,;]+")
# A list's line begins with its name, behind a number or a bullet at most.
LINE_REACH = 50
# A note on figures stands at most so many blocks behind them.
NOTE_REACH = 2
# A unit with its multiplier stands in so many signs, and what tells a figure or names a region in a clause this near.
LONGEST_UNIT, LONGEST_CLAUSE = 80, 300
# What the value of a cue says: more than the unit may follow it in its clause.
OPEN = "open"


def read_measure(text: str, start: int, end: int, language: Language) -> Measure:
    """Return what a lead says that the figures below are told in ("exports, million dollars:")."""
    found = _MEASURED.finditer(lower(text[start:end]))
    # "in tonnes", but "bn tonnes"
    pieces = (_take_unit(piece[name], language)[0] for piece in found for name in ("whole", "rest"))
    return next((measure for measure in pieces if measure != UNMEASURED), UNMEASURED)


def inline_measure(text: str, masked: str, passage: Passage, language: Language) -> Measure:
    """Return what the head of a list in one line says ("Exports, million dollars – A: 918; B: 704")."""
    if len(passage.regions) < 2:
        return UNMEASURED
    first, told = passage.regions[0].start, passage.told_from
    if told is None or told < first or not _HEAD.search(text, passage.start, first):
        return UNMEASURED
    measure = read_measure(text, passage.start, first, language)
    if measure != UNMEASURED:
        return measure
    # Every list has a colon, few have such a word before it.
    clauses = _read_clauses(passage.of_kind("measure"), text, masked, first, language)
    return next((each.measure for each in clauses), UNMEASURED)


def read_told(
    cues: Iterable[CueMention], text: str, masked: str, span: tuple[int, int], language: Language, *, whole: bool
) -> tuple[Told, ...]:
    """Return the measures that the clauses or the whole of a span tell.

    A clause that tells a figure or names a region tells of these.
    """
    found = tuple(_read_clauses(cues, text, masked, span[1], language))
    if found or not whole or span[1] - span[0] > ALONE_LENGTH:
        return found
    alone = read_alone(text[slice(*span)], language)
    return (Told(alone),) if alone != UNMEASURED else ()


def _read_clauses(cues: Iterable[CueMention], text: str, masked: str, end: int, language: Language) -> Iterator[Told]:
    for cue in cues:
        measure, stop = _take_unit(lower(text[cue.end : min(end, cue.end + LONGEST_UNIT)]), language)
        if measure == UNMEASURED or not (cue.value == OPEN or _CLAUSE_END.match(text, cue.end + stop, end)):
            continue
        clause = _CLAUSE.match(masked, cue.start, min(end, cue.start + LONGEST_CLAUSE))
        assert clause is not None
        if NUMBER not in clause[0] and REGION not in clause[0]:
            yield Told(measure, lower(text[cue.start : cue.end]))


def _take_unit(lowered: str, language: Language) -> tuple[Measure, int]:
    """Return the measure that a text begins with, and where it ends there."""
    unit, multiplier, at, stop = None, Decimal(1), 0, 0
    while match := unit_pattern(language).match(lowered, at):
        told, factor = read_unit(match[0], language)
        unit, multiplier, stop = told or unit, factor if factor != 1 else multiplier, match.end()
        joined = _JOINED.match(lowered, stop)
        at = joined.end() if joined is not None else stop
        if at == stop and lowered[stop - 1 : stop] not in "$€£":
            break
    if multiplier == 1 and unit in COUNTED:
        return UNMEASURED, 0  # "women" are whom figures are told of
    return (unit, multiplier), stop


def read_alone(piece: str, language: Language) -> Measure:
    """Return the measure that a piece of text is, where it is nothing else ("in bn tenge", "(тыс. человек)")."""
    lowered = lower(piece)
    first = _FRINGE.match(lowered)
    measure, stop = _take_unit(lowered[first.end() if first is not None else 0 :], language)
    begin = first.end() if first is not None else 0
    return measure if stop and _FRINGE.fullmatch(lowered, begin + stop) else UNMEASURED


def read_last(text: str, start: int, end: int, language: Language) -> tuple[Told, ...]:
    """Return the measure that a sentence before a table closes with ("by region, thousand people", "(years, 2025)")."""
    found = _LAST_PIECE.search(text[start:end].rstrip())
    parts = _PART.findall(found[1] or found[2]) if found is not None else ()
    measures = (read_alone(part, language) for part in parts)
    return tuple(Told(measure) for measure in measures if measure != UNMEASURED)[:1]


class MeasureReader:
    """Reads what the text around tables and lists says that their bare figures are told in."""

    def __init__(
        self, document: Document, mentions: Mentions, pack: Pack, language: Language, section: Section
    ) -> None:
        self._text = document.text
        self._masked = mentions.masked
        self._blocks = document.blocks
        self._language = language
        self._section = section
        self._subjects = SubjectJudge(pack, section)
        self._regions = SpanIndex(mentions.regions)
        self._cues = SpanIndex([cue for cue in mentions.cues if cue.kind == "measure"])

    def around(self, table: Table) -> tuple[Told, ...]:
        """Return what the text before a table says, else what a note below it does."""
        first = self._find_block(table.start)
        before = self._blocks[first - 1] if first else None
        told = tuple(filter(self._subjects.may_be_above, self._section.measures(first)))
        if before is not None and table.caption is None and before.kind not in ("cell", "boilerplate"):
            told = (*told, *read_last(self._text, before.start, before.end, self._language))
        if told:
            return told
        notes = self._notes_from(self._find_block(table.end))
        return tuple(told for block in notes for told in self._read(block.start, block.end))

    def learn(self, passage: Passage, listings: ListingWriter, placed: bool) -> None:
        """Note what a passage says that figures are told in, else what it says of a list that it stands above.

        `placed` tells that it ranks somebody, as entries do.
        """
        told = self._read(passage.start, passage.end, whole=passage.end >= passage.block.end and passage.first)
        if told:
            self._take(told, passage, listings)
        elif not placed:
            self._section.stand_above(passage)
            if passage.lead:
                self._subjects.renew(passage)

    def _take(self, told: tuple[Told, ...], passage: Passage, listings: ListingWriter) -> None:
        """Take measures for those of the figures that follow, else for those of the list before."""
        following = self._blocks[passage.index + 1 : passage.index + 2]
        leads = any(block.kind == "cell" or self._is_list_line(block) for block in following)
        if not leads and listings.measure_late(told[0], passage.index):
            return
        self._section.tell(told, passage)
        if leads and len(told) == 1:
            self._section.measure = told[0].measure

    def _read(self, start: int, end: int, *, whole: bool = True) -> tuple[Told, ...]:
        """Return the measures that a span tells in clauses, or by being nothing else, where it is a `whole` block."""
        cues = self._cues.within(start, end)
        return read_told(cues, self._text, self._masked, (start, end), self._language, whole=whole)

    def _find_block(self, start: int) -> int:
        return bisect_left(self._blocks, start, key=lambda block: block.start)

    def _notes_from(self, first: int) -> Iterator[Block]:
        """Yield the blocks from one on that may hold a note on the table before them, not on one that follows."""
        told = [block for block in self._blocks[first : first + 2 * NOTE_REACH] if block.kind != "boilerplate"]
        for at, block in enumerate(told[:NOTE_REACH]):
            follows = told[at + 1].kind if at + 1 < len(told) else None
            if block.kind in ("cell", "heading") or follows == "cell":
                return
            yield block

    def _is_list_line(self, block: Block) -> bool:
        """Whether a block is an item, or begins with a name that a figure stands behind."""
        begin = self._regions.within(block.start, min(block.end, block.start + LINE_REACH))
        return block.kind == "item" or (bool(begin) and NUMBER in self._masked[begin[0].end : block.end])
