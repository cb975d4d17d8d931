"""Documents without a contradiction that were written by hand, one a file of `handmade/`, unlike any template.

A file is named `<topic>.<language>.<format>`. Its figures are marked with a name, `{now=448 613}`; below a line of
three hyphens stand the claims that it makes of them, `growth now before change`. Figures whose names differ by a
neighbouring number (`a1`, `a2`) stand beside each other. Lines between bars are the rows of a table, those behind two
hashes headings.
"""

from __future__ import annotations

import html
import io
import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import regex
from consistent import CLAIMS, Sheet

FOLDER = Path(__file__).resolve().parent / "handmade"
_MARK = regex.compile(r"\{(?P<name>\w+)=(?P<printed>[^}]+)\}")
_NUMBERED = regex.compile(r"(?P<group>\w*?)(?P<at>\d+)")
# What a figure is by its place in a claim; the first claim that says so decides.
KINDS: dict[str, tuple[str, ...]] = {
    "mean": ("composite", "score"), "total": ("total", "part"), "growth": ("part", "part", "change"),
    "decline": ("part", "part", "change"), "difference": ("part", "part", "change"),
    "part": ("change", "part", "total"), "times": ("part", "part", "change"),
    "count": ("count", "count", "size"),
    "range": ("range", "range", "score"), "range-top": ("range", "score"), "share": ("share",),
    "places": ("size", "place"), "within": ("size", "place"), "distinct": ("place",), "ranked": ("place", "score"),
    "falls": ("score",),
}  # fmt: skip


def read_sheets(folder: Path = FOLDER) -> Iterator[Sheet]:
    """Yield the documents of a folder in order of their names."""
    for path in sorted(folder.iterdir()):
        name, language, kind = path.name.rsplit(".", 2)
        template, _, claims = path.read_text("utf-8").partition("\n---\n")
        sheet = Sheet(name, language, kind, handmade=True)
        for line in claims.splitlines():
            claim, *names = line.split()
            for part in _split(claim, names):
                sheet.claim(*part)
        figures = {m["name"]: _read_figure(m["printed"], language) for m in _MARK.finditer(template)}
        for slot, figure in figures.items():
            sheet.add(slot, figure, _kind_of(slot, claims), *_beside(slot, figures))
        sheet.template = _MARK.sub(lambda match: f"{{{match['name']}}}", template) + "\n"
        broken = [claim for claim, names in sheet.claims if not CLAIMS[claim]([figures[n] for n in names])]
        if broken:
            raise ValueError(f"{path}: the document contradicts itself: {broken}")
        yield sheet


def _split(claim: str, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a claim over many figures as claims over pairs of them, where it is one."""
    if claim == "ranked":
        pairs = list(zip(names[::2], names[1::2], strict=True))
        yield from (("place-figure", *one, *other) for one, other in itertools.combinations(pairs, 2))
    elif claim == "falls":
        yield from (("falls", *pair) for pair in itertools.pairwise(names))
    else:
        yield (claim, *names)


def _read_figure(printed: str, language: str) -> Decimal:
    bare = printed.replace(" ", "").replace("\u00a0", "")
    return Decimal(bare.replace(",", "") if language == "en" else bare.replace(",", "."))


def _kind_of(slot: str, claims: str) -> str:
    for line in claims.splitlines():
        claim, *names = line.removeprefix("rounded-").split()
        if slot in names and claim in KINDS:
            kinds, at = KINDS[claim], names.index(slot)
            return kinds[at % 2] if claim == "ranked" else kinds[min(at, len(kinds) - 1)]
    return "score"


def _beside(slot: str, figures: dict[str, Decimal]) -> list[str]:
    told = _NUMBERED.fullmatch(slot)
    if told is None:
        return []
    near = (f"{told['group']}{int(told['at']) + by}" for by in (1, -1))
    return [name for name in near if name in figures]


def lay_out(text: str, kind: str) -> bytes:
    """Return a text, tables between bars, in a format: `txt`, `html` or `pdf`."""
    if kind == "txt":
        return text.encode()
    title, *lines = text.splitlines()
    if kind == "html":
        body = "\n".join(_tag(table, rows) for table, rows in _group(lines))
        return f"<html><body><article><h1>{html.escape(title)}</h1>\n{body}\n</article></body></html>\n".encode()
    return _typeset(title, lines)


def _typeset(title: str, lines: Sequence[str]) -> bytes:
    """Return a title, paragraphs and ruled tables as a PDF."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table
    from reports import register_fonts

    register_fonts()
    plain = ParagraphStyle("plain", fontName="Sans", fontSize=9, leading=13, spaceAfter=6, splitLongWords=0)
    story = [
        Paragraph(html.escape(title), ParagraphStyle("title", plain, fontName="Sans-Bold", fontSize=14, leading=18))
    ]
    for table, rows in _group(lines):
        cells = [[Paragraph(html.escape(cell), plain) for cell in _cells(row)] for row in rows] if table else []
        style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        story += [Table(cells, style=style, repeatRows=1), Spacer(1, 8)] if table else []
        story += [Paragraph(html.escape(row), plain) for row in rows if row and not table]
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, invariant=1).build(story)
    return stream.getvalue()


def _group(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    for table, rows in itertools.groupby(lines, key=lambda line: line.startswith("|")):
        yield table, list(rows)


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.strip("| ").split("|"))


def _tag(table: bool, rows: Sequence[str]) -> str:
    if not table:
        told = (
            (f"<h2>{row[3:]}</h2>" if row.startswith("## ") else f"<p>{html.escape(row)}</p>") for row in rows if row
        )
        return "\n".join(told)
    header, *cells = map(_cells, rows)
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in header)
    body = "\n".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _tag_line(row: str) -> str:
    return f"<h2>{html.escape(row[3:])}</h2>" if row.startswith("## ") else f"<p>{html.escape(row)}</p>"
