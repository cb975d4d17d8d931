"""Paragraphs of plain text that were broken into lines of one width, or before a figure."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.spans import Span, trim

# A line that goes on with the one before: it begins small, with a bracket, or with a dash and a figure.
_GOES_ON = regex.compile(r"\p{Ll}|\(|[–—-]\s?\d")
_FIGURE_BEHIND = regex.compile(r"[–—-]\s?\d")
_ENDED = (".", ":", ";", "!", "?", "…", "|")
_FIGURE = regex.compile(r"\d")
_FIGURE_LAST = regex.compile(r"\d\s?%?$")
# So many lines that begin small tell that the text was broken at its width; lines beside them are so long at least.
FEWEST_BROKEN, LEAST_FILLED, WIDEST = 2, 0.6, 110


def join_lines(text: str, lines: Sequence[Span]) -> list[Span]:
    """Return the spans of the lines, those that a break parts in the middle of a sentence as one.

    Lines that a blank line parts are never joined, nor such as hold a figure each: they are a list's.
    """
    joined: list[Span] = []
    for run in _runs(text, lines):
        broken = sum(text[start].islower() for start, _ in run[1:]) >= FEWEST_BROKEN
        width = max(end - start for start, end in run)
        for start, end in run:
            last = joined[-1] if joined and start != run[0][0] else None
            if last is not None and _goes_on(text, last, (start, end), width if broken and width <= WIDEST else 0):
                joined[-1] = last[0], end
            else:
                joined.append((start, end))
    return joined


def _runs(text: str, lines: Sequence[Span]) -> list[list[Span]]:
    """Return the lines in runs that no blank line parts, white space around them left out."""
    runs: list[list[Span]] = []
    end_before = -1
    for line in lines:
        start, end = trim(text, *line)
        if start == end:
            continue
        if not runs or end_before < 0 or text.count("\n", end_before, start) > 1:
            runs.append([])
        runs[-1].append((start, end))
        end_before = end
    return runs


def _goes_on(text: str, before: Span, line: Span, width: int) -> bool:
    head = text.rfind("\n", before[0], before[1]) + 1 or before[0]
    if text[before[1] - 1] in _ENDED or "|" in text[line[0] : line[1]] or "\t" in text[line[0] : line[1]]:
        return False
    figures = bool(_FIGURE.search(text, head, before[1])), bool(_FIGURE.search(text, *line))
    if _FIGURE_BEHIND.match(text, line[0]):
        return not figures[0]
    if text[line[0]].islower() or text[line[0]] == "(":
        return not all(figures) or (bool(width) and not _FIGURE_LAST.search(text[head : before[1]]))
    return bool(width) and before[1] - head >= width * LEAST_FILLED and text[line[0]].isalnum()
