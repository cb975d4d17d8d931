"""How many injected slips the checks find, in documents of which it is known what they state.

    python benchmarks/validation.py              # all documents, 60 slips each
    python benchmarks/validation.py --slips 10 -v

Into each consistent document (see consistent.py; those of handmade.py are counted apart) one slip at a time is put, of
ten kinds. Whether it contradicts
something that the document states is decided by brute force, apart from the checks. Of those that do: `found` are
those where a check of severity error fails and names the slipped quote; `diagnosed` those where a diagnosis gives the
true figure, `kind` those where it names the kind. A slip that contradicts nothing and fails an error check all the
same is a false alarm, as is any failed error check on the documents as they were. `wrong but verified` counts
slipped figures that come out verified.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from consistent import Sheet, Slot, make_sheets, print_figure
from handmade import lay_out, read_sheets

from extractor import extract
from extractor.results import Check, Result

KINDS = (
    "digit-swapped", "neighbour", "wrong-composite", "wrong-rank", "doubled-rank", "wrong-count", "wrong-range-end",
    "wrong-total", "wrong-change", "percent-over-100",
)  # fmt: skip
NAMES = {"digit-swapped": "digits-swapped", "neighbour": "neighbour"}
HUNDRED = Decimal(100)


class Slip(NamedTuple):
    """A slot printed with a wrong figure."""

    kind: str
    slot: str
    figure: Decimal


def inject(sheet: Sheet, rng: random.Random) -> list[Slip]:
    """Return all slips that the slots of a document can suffer, in random order, the kinds by turns."""
    by_kind: dict[str, list[Slip]] = {kind: [] for kind in KINDS}
    for slot in sheet.slots.values():
        if slot.kind not in ("fixed", "size"):
            for slip in _slips_of(slot, sheet, rng):
                if slip.figure != slot.figure and slip.figure > 0:
                    by_kind[slip.kind].append(slip)
    for slips in by_kind.values():
        rng.shuffle(slips)
    turns = [slips for slips in by_kind.values() if slips]
    return [slips[at] for at in range(max(map(len, turns))) for slips in turns if at < len(slips)]


def _slips_of(slot: Slot, sheet: Sheet, rng: random.Random) -> Iterator[Slip]:
    yield from (Slip("digit-swapped", slot.name, figure) for figure in _swap(slot.figure))
    for name in slot.beside:
        if name in sheet.slots:
            kind = "doubled-rank" if slot.kind == "place" else "neighbour"
            yield Slip(kind, slot.name, sheet.slots[name].figure)
    unit = Decimal(1).scaleb(int(slot.figure.as_tuple().exponent))
    kinds = {"composite": "wrong-composite", "place": "wrong-rank", "count": "wrong-count", "range": "wrong-range-end",
             "total": "wrong-total", "change": "wrong-change"}  # fmt: skip
    if slot.kind in kinds:
        for _ in range(4):
            yield Slip(
                kinds[slot.kind], slot.name, slot.figure + unit * rng.choice((-9, -4, -3, -2, -1, 1, 2, 3, 4, 9))
            )
    if slot.kind == "share":
        yield Slip("percent-over-100", slot.name, slot.figure + HUNDRED)
        yield Slip("percent-over-100", slot.name, (slot.figure * 10).quantize(unit))


def _swap(figure: Decimal) -> Iterator[Decimal]:
    sign, digits, exponent = figure.as_tuple()
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1] and (at or digits[1]):
            yield Decimal((sign, (*digits[:at], digits[at + 1], digits[at], *digits[at + 2 :]), int(exponent)))


class Bench:
    """Reads documents as the product does, out of a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, sheet: Sheet, slip: Slip | None = None) -> Result:
        """Return the result of a document, with a slip or without."""
        text, _ = sheet.render({slip.slot: slip.figure} if slip else None)
        path = self._folder / f"{sheet.name}.{sheet.language}.{sheet.format}"
        if sheet.handmade:
            path.write_bytes(lay_out(text, sheet.format))
        else:
            path.write_bytes(_typeset(text) if sheet.format == "pdf" else text.encode())
        return extract(path)


def _typeset(text: str) -> bytes:
    """Return the lines of a text as a PDF: a title, paragraphs, and items where a line has a bullet."""
    from typeset import BULLET, set_pdf  # of the samples
    from wording import Heading, Items, Paragraph

    title, *lines = text.splitlines()
    blocks: list[Heading | Items | Paragraph] = [Heading(title, 1)]
    blocks += [Items((line[2:],)) if line.startswith(BULLET) else Paragraph(line) for line in lines]
    return set_pdf(blocks)


def errors(result: Result) -> list[Check]:
    """Return the failed checks of severity error."""
    return [check for check in result.checks if check.status == "failed" and check.severity == "error"]


def judge(sheet: Sheet, slip: Slip, result: Result, counts: Counter[str], verbose: bool) -> None:
    """Count how a slip fared."""
    accused = errors(result)
    told = print_figure(slip.figure, sheet.language)
    if not sheet.broken({slip.slot: slip.figure}):
        counts["harmless"] += 1
        counts["false"] += bool(accused)
        if accused and verbose:
            print("FALSE", sheet.language, sheet.name, slip, [check.message for check in accused])
        return
    _, spans = sheet.render({slip.slot: slip.figure})
    start = spans[slip.slot][0]
    named = [c for c in accused if any(_is_it(q.start, q.text, start, told, sheet) for q in c.evidence)]
    counts["contradicting"] += 1
    counts[f"of {slip.kind}"] += 1
    counts["found"] += bool(named)
    counts[f"found {slip.kind}"] += bool(named)
    if not named:
        if verbose:
            print("MISSED", sheet.language, sheet.name, slip, sheet.broken({slip.slot: slip.figure}),
                  [(c.rule, c.severity, c.message) for c in result.checks if c.status == "failed"])  # fmt: skip
        return
    right = sheet.slots[slip.slot].figure
    guesses = [guess for check in named for guess in check.diagnosis]
    counts["diagnosed"] += any(guess.candidate and _same(guess.candidate, right) for guess in guesses)
    counts["first guess"] += any(
        c.diagnosis and c.diagnosis[0].candidate and _same(c.diagnosis[0].candidate, right) for c in named
    )
    if verbose and not any(guess.candidate and _same(guess.candidate, right) for guess in guesses):
        print("UNDIAGNOSED", sheet.language, sheet.name, slip, right, [c.message for c in named],
              [(g.slip, g.candidate) for g in guesses])  # fmt: skip
    if slip.kind in NAMES:
        counts["kinds"] += 1
        counts["kind named"] += any(guess.slip == NAMES[slip.kind] for guess in guesses)


def _same(candidate: str, right: Decimal) -> bool:
    return abs(Decimal(candidate)) in (right, right * 1000)


def _is_it(at: int, quote: str, start: int, told: str, sheet: Sheet) -> bool:
    return quote.replace(" ", "\u00a0") == told and (sheet.format != "txt" or at == start)


def count_verified(sheet: Sheet, slip: Slip, result: Result) -> int:
    """Return how many values verified in a result are the slipped one."""
    told = print_figure(slip.figure, sheet.language)
    _, spans = sheet.render({slip.slot: slip.figure})
    start = spans[slip.slot][0]
    values = (value for owner in (*result.records, *result.aggregates) for value in owner.values)
    return sum(
        value.verdict == "verified" and value.evidence[0].text == told and value.evidence[0].start == start
        for value in values
        if sheet.format == "txt"
    )


def run(sheets: Iterable[Sheet], slips: int, verbose: bool = False) -> Counter[str]:
    """Return the counts over documents, so many slips in each."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for sheet in sheets:
            counts["documents"] += 1
            clean = errors(bench.read(sheet))
            counts["clean accused"] += bool(clean)
            if clean:
                print("ACCUSED", sheet.language, sheet.name, [check.message for check in clean])
            some = slips // 6 if sheet.format == "pdf" else slips
            for slip in inject(sheet, random.Random(sheet.name + sheet.language))[:some]:
                result = bench.read(sheet, slip)
                counts["slips"] += 1
                judge(sheet, slip, result, counts, verbose)
                if sheet.broken({slip.slot: slip.figure}):
                    counts["wrong but verified"] += count_verified(sheet, slip, result)
    return counts


def tell(counts: Counter[str]) -> str:
    """Return the counts in lines."""
    lines = [
        f"documents           {counts['documents']} ({counts['clean accused']} accused as they were)",
        f"slips               {counts['slips']}, of which {counts['contradicting']} contradict what is stated",
        f"found               {counts['found']}/{counts['contradicting']}",
        f"false alarms        {counts['false']}/{counts['harmless']} slips that contradict nothing",
        f"wrong but verified  {counts['wrong but verified']}",
        f"true figure given   {counts['diagnosed']}/{counts['found']} (as first guess {counts['first guess']})",
        f"kind of slip named  {counts['kind named']}/{counts['kinds']} (digits swapped, a neighbour's figure)",
    ]
    lines += [f"  {kind:<18}{counts[f'found {kind}']}/{counts[f'of {kind}']}" for kind in KINDS]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and print its counts; return 1 where a slip was missed or a document falsely accused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slips", type=int, default=60, help="how many slips a document (default: 60; a PDF a sixth)")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for each missed slip and false alarm")
    args = parser.parse_args(argv)
    sound = True
    for title, sheets in (("Made of templates", make_sheets()), ("Written by hand", read_sheets())):
        counts = run(sheets, args.slips, args.verbose)
        print(f"{title}\n{tell(counts)}\n")
        sound &= counts["found"] == counts["contradicting"] and not counts["false"] and not counts["clean accused"]
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
