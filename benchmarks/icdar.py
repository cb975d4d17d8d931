"""How right tables of real PDFs are read: `python benchmarks/icdar.py DIR [--worst N] [--peers]`.

DIR holds PDFs beside their truth as the ICDAR 2013 table competition writes it: `NAME.pdf` and `NAME-str.xml`, whose
cells have a place in a grid and their text. The dataset itself is not part of this project.
"""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from time import process_time

from adjacency import Cell, Score, Table, relate, score_relations
from tables import iter_available

LONGEST = 34


def read_truth(path: Path) -> Iterator[Table]:
    """Yield the tables of a truth, one for each page that a table stands on."""
    for region in ET.parse(path).getroot().iter("region"):
        cells = []
        for cell in region.iter("cell"):
            row, column = int(cell.get("start-row", "0")), int(cell.get("start-col", "0"))
            last_row = int(cell.get("end-row") or row)
            last_column = int(cell.get("end-col") or column)
            text = " ".join((cell.findtext("content") or "").split())
            cells.append(Cell(row, column, text, max(1, last_row - row + 1), max(1, last_column - column + 1)))
        yield cells


def main(argv: list[str] | None = None) -> int:
    """Print the figures of each engine; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="list so many of the documents that are read worst")
    parser.add_argument("--peers", action="store_true", help="read them with the peers, too")
    parser.add_argument("--only", help="documents whose number leaves this remainder: 0/2, 1/2")
    parser.add_argument("--show", help="tell the relations that one document lacks (-) and has beyond its truth (+)")
    args = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    truths = sorted(args.folder.rglob("*-str.xml"))
    if args.only:
        remainder, of = map(int, args.only.split("/"))
        truths = [path for path in truths if int("".join(filter(str.isdigit, path.stem))) % of == remainder]
    for name, engine in iter_available(args.peers):
        total, scores, begin = Score(), [], process_time()
        for truth in truths:
            pdf = truth.with_name(truth.name.replace("-str.xml", ".pdf"))
            if not pdf.exists() or (args.show and args.show != pdf.stem):
                continue
            try:
                found = [table for tables in engine(str(pdf)).values() for table in tables]
            except Exception:
                found = []
            meant = list(read_truth(truth))
            score = score_relations(found, meant)
            total = total.plus(score)
            scores.append((score.f1, pdf.stem, score))
            if args.show:
                _show(found, meant)
        seconds = process_time() - begin
        precision, recall = total.right / max(1, total.found), total.recall
        print(
            f"{name:<18} {len(scores)} documents, F1 {total.f1:.3f} (precision {precision:.3f}, recall {recall:.3f}), "
            f"mean of documents {fmean(score[0] for score in scores):.3f}, {seconds:.1f} s"
        )
        for f1, stem, score in sorted(scores)[: args.worst]:
            print(f"  {stem:<12} {f1:.3f}  right {score.right}, found {score.found}, meant {score.meant}")
    return 0


def _show(found: list[Table], meant: list[Table]) -> None:
    ours, theirs = (sum((relate(table) for table in tables), relate(())) for tables in (found, meant))
    for sign, left in (("-", theirs - ours), ("+", ours - theirs)):
        for one, two, way in left.elements():
            print(sign, way, one[:LONGEST], "|", two[:LONGEST])


if __name__ == "__main__":
    sys.exit(main())
