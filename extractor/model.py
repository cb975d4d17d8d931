"""The core types that the stages meet in: Document, mentions, rows, statements.

All are frozen; offsets are code points into `Document.text`, and `text[start:end]` is always the
quote itself.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from msgspec import UNSET, Struct
from msgspec.structs import replace

from extractor.results import Aggregate, BBox, Evidence, Notice, Qualifier, Ranking, Record, Result, Role, Source

BlockKind = Literal["heading", "paragraph", "item", "cell", "boilerplate"]


class Place(Struct, frozen=True, gc=False):
    """Where a run of text (a number, or what stands between numbers in a word) is printed."""

    start: int
    end: int
    page: int
    bbox: BBox


class Places(Struct, frozen=True, gc=False):
    """Where the runs of a text are printed, in order: columns, of which `boxes` holds four numbers a run.

    A report has hundreds of thousands of runs; as columns they cost a tenth of what single objects do.
    """

    starts: array[int] = array("i")
    ends: array[int] = array("i")
    pages: array[int] = array("i")
    boxes: array[float] = array("f")

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, at: int) -> Place:
        return Place(self.starts[at], self.ends[at], self.pages[at], self.box(at))

    def __iter__(self) -> Iterator[Place]:
        return map(self.__getitem__, range(len(self)))

    def box(self, at: int) -> BBox:
        """Return the box of one run."""
        x0, top, x1, bottom = self.boxes[4 * at : 4 * at + 4]
        return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)

    def locate(self, start: int, end: int) -> tuple[int | None, BBox | None]:
        """Return the page and the box that a span stands on (its first page, where it runs over two)."""
        first = bisect_left(self.ends, start + 1)
        last = bisect_left(self.starts, end, first)
        if first == last:
            return None, None
        page = self.pages[first]
        last = next((at for at in range(first, last) if self.pages[at] != page), last)
        found = self.boxes[4 * first : 4 * last]
        box = min(found[0::4]), min(found[1::4]), max(found[2::4]), max(found[3::4])
        return page, (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


class Address(Struct, frozen=True, kw_only=True, gc=False):
    """The cell of a sheet that a run of text stands in; a file that is one table has no sheet name."""

    start: int
    end: int
    sheet: str | None
    cell: str


class Block(Struct, frozen=True, kw_only=True, gc=False):
    """A heading, paragraph, list item, table cell or piece of furniture, as a span of the text.

    `marker` is the length of a list item's own bullet or number, which is no part of what it says.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    marker: int = 0


class Cell(Struct, frozen=True, kw_only=True, gc=False):
    """A table cell; `row` and `column` are those of its top left corner."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    col_span: int = 1
    header: bool = False
    bbox: BBox | None = None


class Table(Struct, frozen=True, kw_only=True, gc=False):
    """A table laid over the text; `cells` are in reading order and cover the grid where it is filled."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    caption: tuple[int, int] | None = None
    page: int | None = None
    bbox: BBox | None = None


class Doubt(Struct, frozen=True, kw_only=True, gc=False):
    """A number that text recognition may have misread, and why that is thought."""

    start: int
    end: int
    cause: str


class Document(Struct, frozen=True, kw_only=True, gc=False):
    """The whole text as one string, with blocks, tables, places and addresses laid over it as spans."""

    text: str
    source: Source
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    places: Places = Places()
    addresses: tuple[Address, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    warnings: tuple[Notice, ...] = ()

    def locate(self, start: int, end: int) -> tuple[int | None, BBox | None]:
        """Return the page and the box that the span stands on (its first page, where it runs over two)."""
        return self.places.locate(start, end)

    def quote(self, start: int, end: int) -> Evidence:
        """Return the span as evidence, with its page and box, or its sheet and cell."""
        page, bbox = self.locate(start, end) if self.places.starts else (None, None)
        found = Evidence(start=start, end=end, text=self.text[start:end], page=page, bbox=bbox)
        if not self.addresses:
            return found
        at = bisect_left(self.addresses, start + 1, key=lambda address: address.end)
        if at < len(self.addresses) and self.addresses[at].start < end:
            address = self.addresses[at]
            return replace(found, sheet=address.sheet or UNSET, cell=address.cell)
        return found


class Mention(Struct, frozen=True, kw_only=True, gc=False):
    """A span that a named rule understood."""

    start: int
    end: int
    rule: str


class NumberMention(Mention, frozen=True, kw_only=True):
    """A printed number: `start:end` are its digits, `left:right` its whole extent with sign, multiplier and unit.

    `value` is the full value (multiplied, signed); `step` the size of its last printed digit.
    """

    left: int
    right: int
    value: Decimal
    step: Decimal
    multiplier: Decimal
    unit: str | None = None
    qualifier: Qualifier | None = None


# The kind of what is ranked and no region: a ministry, a university.
ENTITY = "entity"
# The class of numbers that tell how old one person is.
PERSON = "person"


class RegionMention(Mention, frozen=True, kw_only=True):
    """A region name; `codes` holds the regions that it may mean here: one, where the text settles it."""

    codes: tuple[str, ...]
    kind: str


class RankMention(Mention, frozen=True, kw_only=True):
    """A place told in words or digits; `digits` is the span of its numeral or ordinal word.

    `value` counts from the top, `from_bottom` from the end; `of` is how many are ranked, where the place says so.
    """

    value: int | None
    from_bottom: int | None = None
    of: int | None = None
    digits: tuple[int, int]


class PeriodMention(Mention, frozen=True, kw_only=True):
    """A period in the contract's notation: `2025`, `2025-Q2`, `2025-08`, `2025-12-01`, `a/b`."""

    period: str


class CueMention(Mention, frozen=True, kw_only=True):
    """A word that steers reading (leaders, a metric, a method …); `value` is the rule's payload."""

    kind: str
    value: str


class RoleMention(Mention, frozen=True, kw_only=True):
    """What a frame says of one number (whose digits `start:end` are): a role, a statistic's part or "ignore".

    `frame` is where the frame itself begins (the numbers of one frame share it); `value` is its rule's payload.
    """

    role: str
    frame: int
    value: str = ""


class Sentence(Struct, frozen=True, kw_only=True, gc=False):
    """A sentence (or a whole block that cannot hold two); `block` is its block's index in the document."""

    start: int
    end: int
    block: int


class Mentions(Struct, frozen=True, kw_only=True, gc=False):
    """All mentions of a document, each kind in document order.

    `country` is the one that the document is about; `tokens` are the spans of every printed number, `ignored` the
    class of those that a rule set aside, by start; `masked` is the lower-cased text with each mention under one sign
    (see finders.masks), offsets kept; `timed_out` are the ids of rules that were cut off.
    """

    numbers: tuple[NumberMention, ...] = ()
    regions: tuple[RegionMention, ...] = ()
    country: str | None = None
    ranks: tuple[RankMention, ...] = ()
    periods: tuple[PeriodMention, ...] = ()
    cues: tuple[CueMention, ...] = ()
    roles: tuple[RoleMention, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    ignored: dict[int, str] = {}
    tokens: tuple[tuple[int, int], ...] = ()
    masked: str = ""
    timed_out: tuple[str, ...] = ()


StatementKind = Literal["order", "ratio", "composition", "spread", "tally"]


class Statement(Struct, frozen=True, kw_only=True, gc=False):
    """What the document states of several figures or records at once, with its quotes.

    `relation` says how the subjects hang together (`desc`, `asc`, `top`, `bottom`, `mean`, `sum`, weights as
    "0.6/0.4"); `low` and `high` bound a ratio or a spread, or are how many regions
    a tally announces and how many it names. What it states of one figure stands in the value itself.
    """

    kind: StatementKind
    subjects: tuple[str, ...]
    ranking: str
    low: Decimal | None = None
    high: Decimal | None = None
    relation: str = ""
    status: Literal["stated", "inferred"] = "stated"
    evidence: tuple[Evidence, ...] = ()


class Refusal(Struct, frozen=True, gc=False):
    """Why a rule that reached for a number let it be: what was `missing`, in plain words.

    `near` is the span of what the rule met beside the number.
    """

    rule: str
    missing: str
    near: tuple[int, int] | None = None


Refusals = dict[int, Refusal]  # by the start of the number


class Assembly(Struct, frozen=True, kw_only=True, gc=False):
    """What the assemblers made of the mentions.

    `used` are the starts of the numbers that stand in a value, rank or aggregate, `ignored` those set aside by a
    named reading of their sentence, by ledger class; `refused` tells why numbers were not bound, `places` the rule
    of each place that a record has; `rests` are the ids of counts of all others ("the remaining 3").
    """

    rankings: tuple[Ranking, ...] = ()
    records: tuple[Record, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    statements: tuple[Statement, ...] = ()
    used: frozenset[int] = frozenset()
    rests: frozenset[str] = frozenset()
    ignored: dict[int, str] = {}
    refused: Refusals = {}
    places: dict[int, str] = {}


class Study(Struct, frozen=True, kw_only=True, gc=False):
    """A document beside all that was found in it: what a page shows and a reviewer decides on.

    `data` are the bytes of its file, `units` the spans of what is printed around numbers (unit, multiplier, sign),
    `pages` the numbers of its pages that were read, `reports` those that it was audited against; `messages` are
    those of the result's checks by language.
    """

    result: Result
    document: Document
    data: bytes
    units: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, ...] = ()
    password: str | None = None
    reports: tuple[Study, ...] = ()
    messages: dict[str, tuple[str, ...]] = {}


__all__ = [
    "ENTITY",
    "Address",
    "Assembly",
    "Block",
    "BlockKind",
    "Cell",
    "CueMention",
    "Document",
    "Doubt",
    "Mention",
    "Mentions",
    "NumberMention",
    "PeriodMention",
    "Place",
    "Places",
    "Qualifier",
    "RankMention",
    "Refusal",
    "Refusals",
    "RegionMention",
    "Role",
    "RoleMention",
    "Sentence",
    "Statement",
    "StatementKind",
    "Study",
    "Table",
]
