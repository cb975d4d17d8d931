"""The ledger to read on a terminal: every number with its passage, the unexplained ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from extractor.results import LedgerEntry, Result
from extractor.writers.terminal import clean

STYLES = {"unexplained": "bold yellow", "ignored": "dim", "used": "green"}
HEADINGS = {"unexplained": "Unexplained", "ignored": "Ignored", "used": "Used"}
IDS_SHOWN = 3
NARROWEST = 10  # to either side of a number


def show_ledger(result: Result, width: int) -> RenderableType:
    """Return the entries of a result's ledger as one thing that rich can print."""
    ledger = result.ledger
    counts = f"{ledger.used} used, {sum(ledger.ignored.values())} ignored, {len(ledger.unexplained)} unexplained"
    parts: list[RenderableType] = [
        Text.assemble((clean(result.source.path), "bold"), f"\n{ledger.numbers} numbers: {counts}")
    ]
    for state, heading in HEADINGS.items():
        entries = [entry for entry in ledger.entries or () if entry.state == state]
        if entries:
            parts += ["", Text(heading, STYLES[state]), *_show_entries(entries, width)]
    return Group(*parts)


def _show_entries(entries: Iterable[LedgerEntry], width: int) -> Iterator[RenderableType]:
    for entry in entries:
        yield Padding(_show_place(entry, width - 2), (0, 0, 0, 2))
        yield Padding(_show_reason(entry), (0, 0, 0, 6))


def _show_place(entry: LedgerEntry, width: int) -> Text:
    """Return one line: the number's place, and the number between brackets in as much of its passage as fits."""
    quote, context = entry.evidence, entry.context
    place = f"page {quote.page}, at {quote.start}: " if quote.page else f"at {quote.start}: "
    before, behind = quote.start - context.start, quote.end - context.start
    head, number, tail = context.text[:before], f"[{clean(quote.text)}]", context.text[behind:]
    head, tail = clean(f"{head}|")[:-1], clean(f"|{tail}")[1:]  # blanks beside the number stay
    room = max(width - cell_len(place) - cell_len(number), 2 * NARROWEST)
    left = max(room // 2, room - cell_len(tail))
    head = head if cell_len(head) <= left else f"…{set_cell_size(head[::-1], left - 1)[::-1]}"
    room -= cell_len(head)
    tail = tail if cell_len(tail) <= room else f"{set_cell_size(tail, room - 1)}…"
    style = STYLES[entry.state] if entry.state != "ignored" else "bold"
    return Text.assemble((place, "dim"), head, (number, style), tail)


def _show_reason(entry: LedgerEntry) -> Text:
    if entry.near_miss is not None:
        miss = entry.near_miss
        met = f" (it met “{clean(miss.evidence[0].text)}”)" if miss.evidence else ""
        return Text.assemble(("nearest ", "dim"), miss.rule, (" lacks ", "dim"), f"{clean(miss.missing)}{met}")
    if entry.state == "ignored":
        rule = f" by {entry.rule}" if entry.rule != entry.reason else ""
        return Text(f"{clean(entry.reason or '')}{rule}", "dim")
    hidden = len(entry.values) - IDS_SHOWN
    ids = ", ".join(clean(name) for name in entry.values[:IDS_SHOWN]) + (f" and {hidden} more" if hidden > 0 else "")
    return Text(f"{ids} by {entry.rule}" if entry.rule else ids, "dim")
