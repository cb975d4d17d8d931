"""Lines of text → blocks: list items, headings, paragraphs, and the page's furniture by the packs' rules."""

from __future__ import annotations

import regex

from extractor.model import Block, BlockKind
from extractor.packs import Language
from extractor.text import lower

HEADING_LENGTH = 120
FURNITURE_LENGTH = 250
HEADLINE_WORDS = 24
_BESIDE = regex.compile(r"[–—|:(-]\s?[+−-]?\d")
# A bullet or a list number with what parts it from the text.
_MARKER = regex.compile(
    r"[ \t\u00a0]*(?:[-–—•·▪◦‣*●○■□►✓]|[#№]?\d{1,3}[.)](?!\d)"
    r"|\d{1,3}:(?=[ \t\u00a0]+\p{Lu}\p{Ll}))[ \t\u00a0]+"
)
_LINE = regex.compile(r"[^\r\n\f\v\u2028\u2029]+")
# A year behind a dash or colon is no figure ("Results: 2025").
_FIGURE = regex.compile(
    r"\d[.,]\d|\d\s?%|(?:[–—]|\s-)\s?[+−-]?(?!(?:19|20)\d\d(?!\d))\d"
    r"|:\s?(?!(?:19|20)\d\d(?!\d))\d[\d\u00a0 ]*[\u00a0 ]\p{Ll}"
    r"|[\u00a0 ]\d{1,3}(?:[\u00a0 ,]\d{3})+$"
)


def classify_line(text: str, start: int, end: int, language: Language) -> Block | None:
    """Return the block that the line `text[start:end]` makes, without outer white space; None for a blank line.

    Furniture is what a `boilerplate` rule of the packs finds anywhere in the line.
    """
    line = text[start:end]
    body = line.strip()
    if not body:
        return None
    start += len(line) - len(line.lstrip())
    end = start + len(body)
    if is_furniture(body, language):
        return Block(kind="boilerplate", start=start, end=end)
    marker = find_marker(body)
    if marker:
        return Block(kind="item", start=start, end=end, marker=marker)
    kind: BlockKind = "heading" if looks_like_heading(body) else "paragraph"
    return Block(kind=kind, start=start, end=end)


def find_marker(line: str) -> int:
    """Return the length of the bullet or list number that the line begins with, the blanks behind it included; else 0.

    >>> find_marker("- Абай"), find_marker("12) Абай"), find_marker("4.93 Абай")
    (2, 4, 0)
    """
    marker = _MARKER.match(line)
    return marker.end() if marker else 0


def is_furniture(line: str, language: Language) -> bool:
    """Tell whether a boilerplate rule finds the line: menus, exchange rates, phones, counters, share links.

    A long line is prose, whatever stands in it: texts come as one run-on line.
    """
    return len(line) <= FURNITURE_LENGTH and language.matches("boilerplate", lower(line))


def opens_headlines(line: str, language: Language) -> bool:
    """Tell whether a line says that headlines of other pages follow ("Related news")."""
    return len(line) <= HEADING_LENGTH and language.matches("headlines", lower(line))


def looks_like_headline(line: str) -> bool:
    """Tell whether a line may be another page's headline: some words, no closing mark, no figure behind a dash."""
    return 2 < len(line.split()) <= HEADLINE_WORDS and line[-1] not in ".;:,…" and not _BESIDE.search(line)


def looks_like_heading(line: str) -> bool:
    """Tell whether a lone line reads as a heading: short, begun with a capital, no closing mark, no figure."""
    return (
        len(line) <= HEADING_LENGTH
        and line[-1] not in ".;,:…!"
        and (line[0].isupper() or line[0].isdigit() or line[0] in '«"“')
        and len(line.split()) > 1
        and not _FIGURE.search(line)
    )


def looks_like_label(line: str) -> bool:
    """Tell whether a line that is set in bold reads as a heading: short, no closing mark but a colon, no figure."""
    return len(line) <= HEADING_LENGTH and line[-1] not in ".;,…!" and not _FIGURE.search(line)


def split_lines(text: str) -> list[tuple[int, int]]:
    """Return the spans of the text's lines, line ends left out."""
    return [match.span() for match in _LINE.finditer(text)]
