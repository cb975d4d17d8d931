"""How right tables are read: `python benchmarks/tables.py [-n LAYOUTS] [--peers]`, on random layouts of our own.

`--peers` reads the same pages with pdfplumber, camelot, img2table and tabula, as far as they are installed.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from adjacency import Cell, Score, Table, is_figure, score_figures, score_relations
from drawing import draw_document
from layouts import Layout, TableModel, draw_layout

from extractor.model import Document

# An engine takes the path of a PDF and gives the tables of each page, by its number from 1.
Engine = Callable[[str], dict[int, list[Table]]]


def read_ours(path: str) -> dict[int, list[Table]]:
    from extractor.pipeline import read_document

    try:
        document = read_document(path)
    except Exception:
        return {}
    return lay_document(document)


def lay_document(document: Document) -> dict[int, list[Table]]:
    """Return the document's tables by page."""
    pages: dict[int, list[Table]] = defaultdict(list)
    for table in document.tables:
        cells = [
            Cell(c.row, c.column, document.text[c.start : c.end], c.row_span, c.col_span, c.header) for c in table.cells
        ]
        pages[table.page or 1].append(cells)
    return pages


def read_pdfplumber(path: str, **settings: Any) -> dict[int, list[Table]]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return {
            page.page_number: [lay_rows(rows) for rows in page.extract_tables(settings or None)] for page in pdf.pages
        }


def read_camelot(path: str, flavor: str) -> dict[int, list[Table]]:
    import camelot

    pages: dict[int, list[Table]] = defaultdict(list)
    for table in camelot.read_pdf(path, pages="all", flavor=flavor, suppress_stdout=True):
        pages[int(table.page)].append(lay_rows(table.df.values.tolist()))
    return pages


def read_img2table(path: str) -> dict[int, list[Table]]:
    from img2table.document import PDF

    found = PDF(path, pdf_text_extraction=True).extract_tables(borderless_tables=True, implicit_rows=True)
    return {
        number + 1: [lay_rows(table.df.values.tolist()) for table in tables if table.df is not None]
        for number, tables in found.items()
    }


def read_tabula(path: str, **options: bool) -> dict[int, list[Table]]:
    import pypdfium2
    import tabula

    count = len(pypdfium2.PdfDocument(path))
    pages: dict[int, list[Table]] = {}
    for number in range(1, count + 1):
        frames = tabula.read_pdf(
            path, pages=number, multiple_tables=True, pandas_options={"header": None, "dtype": str}, **options
        )
        pages[number] = [lay_rows(frame.fillna("").values.tolist()) for frame in frames]
    return pages


PEERS: dict[str, Engine] = {
    "pdfplumber lines": read_pdfplumber,
    "pdfplumber text": partial(read_pdfplumber, vertical_strategy="text", horizontal_strategy="text"),
    "camelot lattice": partial(read_camelot, flavor="lattice"),
    "camelot stream": partial(read_camelot, flavor="stream"),
    "camelot hybrid": partial(read_camelot, flavor="hybrid"),
    "img2table": read_img2table,
    "tabula": partial(read_tabula, guess=True),
}


def lay_rows(rows: list[list[Any]]) -> Table:
    """Return rows of texts as cells; the header is what stands above the first row that holds a figure."""
    texts = [["" if text is None else str(text) for text in row] for row in rows]
    heads = next((at for at, row in enumerate(texts) if any(is_figure(t) and len(t) != 4 for t in row)), 0)
    return [Cell(at, column, text, head=at < heads) for at, row in enumerate(texts) for column, text in enumerate(row)]


def to_cells(model: TableModel) -> Table:
    return [Cell(c.row, c.column, c.read, c.row_span, c.col_span, c.head) for c in model.cells]


def join_models(models: list[TableModel]) -> TableModel:
    """Return the parts of a table on several pages as one: the first one's header, and all rows."""
    first, *others = models
    cells, height = list(first.cells), first.height
    for model in others:
        body = [cell for cell in model.cells if not cell.head]
        cells += [replace(cell, row=cell.row - model.heads + height) for cell in body]
        height += model.height - model.heads
    return TableModel(cells, first.width, height, first.heads)


def score_page(found: list[Table], meant: list[Table]) -> tuple[Score, Score]:
    return score_relations(found, meant), score_figures(found, meant)


def generate(count: int, seed: int) -> list[Layout]:
    """Return so many random layouts; the same seed gives the same ones."""
    random = Random(seed)
    return [draw_layout(random.choice) for _ in range(count)]


def measure(
    layouts: list[Layout], engines: dict[str, Engine], each: Callable[[Layout, str, Score, Score], None]
) -> None:
    """Read each layout's PDF with each engine."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "made.pdf")
        for layout in layouts:
            data, models = draw_document(layout)
            Path(path).write_bytes(data)
            for name, engine in engines.items():
                begin = perf_counter()
                try:
                    found = engine(path)
                except Exception as error:
                    logging.debug("%s failed: %s", name, error)
                    found = {}
                del begin
                # A table that goes on overleaf may fairly be told as one, or page by page.
                tables = [table for number in sorted(found) for table in found[number]]
                truths = [[to_cells(model) for model in models]]
                if layout.pages > 1:
                    truths.append([to_cells(join_models(models))])
                scores = [score_page(tables, meant) for meant in truths]
                each(layout, name, *max(scores, key=lambda pair: pair[0].f1))


def iter_available(peers: bool) -> Iterator[tuple[str, Engine]]:
    yield "extract", read_ours
    if not peers:
        return
    for name, engine in PEERS.items():
        module = {"img2table": "img2table", "tabula": "tabula"}.get(name, name.split()[0])
        try:
            __import__(module)
        except ImportError:
            print(f"{name}: not installed", file=sys.stderr)
            continue
        yield name, engine


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--layouts", type=int, default=100, help="how many random layouts (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (default: 1)")
    parser.add_argument("--peers", action="store_true", help="read them with the peers, too")
    parser.add_argument("--by", help="tell the figures apart by a field of the layout, such as rules")
    parser.add_argument("--worst", type=int, default=0, help="list so many of the layouts that are read worst")
    args = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off")
    totals: dict[tuple[str, str], list[Any]] = defaultdict(lambda: [Score(), Score(), 0, 0])
    worst: list[tuple[float, float, Layout]] = []

    def add(layout: Layout, name: str, relations: Score, figures: Score) -> None:
        part = str(getattr(layout, args.by)) if args.by else ""
        entry = totals[name, part]
        entry[0], entry[1] = entry[0].plus(relations), entry[1].plus(figures)
        entry[2] += relations.right == relations.found == relations.meant
        entry[3] += 1
        if name == "extract":
            worst.append((relations.f1, figures.recall, layout))

    measure(generate(args.layouts, args.seed), dict(iter_available(args.peers)), add)
    print(f"{'':<28}  adjacency F1   figures placed   read without a slip")
    for (name, part), (relations, figures, whole, count) in sorted(totals.items()):
        label = f"{name} {part}".strip()
        print(f"{label:<28}  {relations.f1:12.3f}   {figures.recall:14.3f}   {whole:>5} of {count}")
    for f1, recall, layout in sorted(worst, key=lambda item: item[:2])[: args.worst]:
        print(f"{f1:.3f} {recall:.3f} {layout}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
