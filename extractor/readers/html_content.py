"""Tell a page's main content from its furniture.

trafilatura is asked which texts are main content. It drops headings, tables and list items at
times, so what lies between the kept texts is main too, unless the page's own structure (navigation,
class names, linked headlines) says otherwise.
"""

from __future__ import annotations

import logging
from typing import Any

import regex
from msgspec import Struct

from extractor.readers.html_walk import Box, Line, Page
from extractor.text import squeeze

_CHROME_TAGS = frozenset(("nav", "aside", "footer", "menu", "form", "dialog"))
_CHROME_WORDS = """
    ad ads advert advertisement advertising aside author authors banner breadcrumb breadcrumbs byline comment
    comments contentinfo cookie cookies copyright counter counters currencies currency footer login menu meta modal
    nav navbar navigation newsletter pager pagination popular popup promo promos recommend recommendations
    recommended related search share shares sharing sidebar sidebars sitemap social socials subscribe
    subscription tag tags ticker toolbar topbar views weather
"""
_CHROME_NAMES = frozenset(_CHROME_WORDS.split())
_MAIN_NAMES = frozenset(("main", "articlebody", "article-body"))
_NAME = regex.compile(r"[^\s_-]+")
_CAMEL = regex.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE = regex.compile(
    r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}|\d\d?:\d\d(?::\d\d)?|(?<!\d)\d\d?\s+\p{L}+\s+(?:19|20)\d\d"
)
_DIGIT = regex.compile(r"\d")

# The share of the kept text that the main container must hold, and below which a box may be furniture by name.
_CONTAINER_SHARE = 0.9
_CHROME_SHARE = 0.3
_LINKED_SHARE = 0.6
# How many lines may stand between the page's title and its main container (lead, date, author).
_TITLE_DISTANCE = 15
# trafilatura works in quadratic time on long and on deep trees; beyond these the structure decides alone.
_MOST_BOXES = 5_000
_DEEPEST = 200
_PROSE = 60


class _Kept(Struct):
    """What trafilatura kept: its lines, and all of them as one string."""

    lines: frozenset[str]
    joined: str


def find_main(page: Page, root: Any) -> list[bool]:
    """Tell for each line of the page whether it is main content; the tree is not to be used afterwards."""
    kept = _match_kept(page, _ask_trafilatura(root) if _is_modest(page) else None)
    linked = [_is_linked(line, page) for line in page.lines]
    weights = _weigh(page, kept, linked)
    chrome = _find_chrome(page, _add_up(page, weights))
    for at, line in enumerate(page.lines):
        # Figures that trafilatura dropped must not be lost: lists and tables are what this is all about.
        if chrome[line.box] or linked[at]:
            weights[at] = 0
        elif not weights[at] and _DIGIT.search(_DATE.sub("", line.loose)):
            weights[at] = _weight(line)
    first, last = _find_stretch(page, _find_inside(page, _find_container(page, weights)), chrome)
    return [
        (first <= at <= last or kept[at]) and not chrome[line.box] and not linked[at]
        for at, line in enumerate(page.lines)
    ]


def _is_modest(page: Page) -> bool:
    if max(len(page.boxes), len(page.lines)) > _MOST_BOXES:
        return False
    depths: list[int] = []
    for box in page.boxes:
        depths.append(depths[box.parent] + 1 if box.parent >= 0 else 0)
    return max(depths) <= _DEEPEST


def _ask_trafilatura(root: Any) -> _Kept | None:
    import trafilatura

    # It logs what it discards; that is no business of the user's.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # It fills every place that a cell spans, in a time that grows with the square of a row's length.
    for cell in root.iter("td", "th"):
        cell.attrib.pop("rowspan", None)
        cell.attrib.pop("colspan", None)
    try:
        text = trafilatura.extract(root, include_comments=False, include_tables=True, fast=True) or ""
    except Exception:
        # A third party's heuristics over any page of the web: where they break, the structure decides alone.
        return None
    lines = {squeeze(part) for line in text.splitlines() for part in (line, line.removeprefix("- "), *line.split("|"))}
    lines.discard("")
    return _Kept(frozenset(lines), squeeze(text)) if lines else None


def _match_kept(page: Page, kept: _Kept | None) -> list[bool]:
    if kept is None:
        return [False] * len(page.lines)
    budget = 200_000_000
    found = []
    for line in page.lines:
        body = squeeze(page.text[line.start + line.marker : line.end])
        known = body in kept.lines
        if not known and len(body) >= 20 and budget > 0:
            budget -= len(kept.joined)
            known = body in kept.joined
        found.append(known)
    return found


def _is_chrome(box: Box) -> bool:
    """Tell whether a box says by its tag or names that it is furniture."""
    if box.tag in _CHROME_TAGS:
        return True
    return box.tag not in ("html", "body", "main") and not _CHROME_NAMES.isdisjoint(
        _NAME.findall(_CAMEL.sub("-", box.names).lower())
    )


def _weigh(page: Page, kept: list[bool], linked: list[bool]) -> list[int]:
    """Give each line its weight in the search for the container: what trafilatura kept, else all that is no link."""
    weights = [_weight(line) if keep else 0 for line, keep in zip(page.lines, kept, strict=True)]
    if sum(weights) < _PROSE:
        weights = [0 if link else _weight(line) for line, link in zip(page.lines, linked, strict=True)]
    return weights


def _weight(line: Line) -> int:
    """Weigh a line by its length, prose double; the cells of a table share the table's length."""
    loose = max(line.chars - line.linked, 1)
    if line.kind == "cell":
        return line.end - line.start
    return min(loose, 300) * (2 if line.kind == "paragraph" and loose >= _PROSE else 1)


def _add_up(page: Page, weights: list[int]) -> list[int]:
    totals = [0] * len(page.boxes)
    for line, weight in zip(page.lines, weights, strict=True):
        totals[line.box] += weight
    for at in range(len(page.boxes) - 1, 0, -1):
        totals[page.boxes[at].parent] += totals[at]
    return totals


def _find_container(page: Page, weights: list[int]) -> int:
    """Return the smallest box that holds most of the prose, most of the list items and most of the cells."""
    container: int | None = None
    for kinds in (("heading", "paragraph"), ("item",), ("cell",)):
        totals = _add_up(page, [w * (line.kind in kinds) for line, w in zip(page.lines, weights, strict=True)])
        if totals[0]:
            # Shares above a half form one chain of boxes, so the last in document order is the innermost.
            found = max(at for at, total in enumerate(totals) if total >= _CONTAINER_SHARE * totals[0])
            container = found if container is None else _common_box(page, container, found)
    return _climb_to_landmark(page, container or 0)


def _common_box(page: Page, one: int, other: int) -> int:
    # A box stands behind its parent, so the greater of two different numbers is never the common one.
    while one != other:
        one, other = min(one, other), max(page.boxes[max(one, other)].parent, 0)
    return one


def _climb_to_landmark(page: Page, container: int) -> int:
    """Return the article (else the main part) that the box lies in, else the nearest box that holds sections."""
    chain = [container]
    while page.boxes[chain[-1]].parent >= 0:
        chain.append(page.boxes[chain[-1]].parent)
    for wanted in (_is_article, _is_main, _is_sectioning):
        found = next((at for at in chain if wanted(page.boxes[at])), None)
        if found is not None:
            return found
    return 0


def _is_article(box: Box) -> bool:
    return box.tag == "article"


def _is_sectioning(box: Box) -> bool:
    return box.tag in ("div", "section", "body", "td", "center", "form", "html")


def _is_main(box: Box) -> bool:
    return box.tag == "main" or not _MAIN_NAMES.isdisjoint(box.names.lower().split())


def _find_chrome(page: Page, totals: list[int]) -> list[bool]:
    """Tell for each box whether it lies in furniture; what holds much of the text is none, whatever its name."""
    most = _CHROME_SHARE * max(totals[0], 1)
    chrome: list[bool] = []
    for at, box in enumerate(page.boxes):
        chrome.append((_is_chrome(box) and totals[at] < most) or (box.parent >= 0 and chrome[box.parent]))
    return chrome


def _find_inside(page: Page, container: int) -> list[bool]:
    inside: list[bool] = []
    for at, box in enumerate(page.boxes):
        inside.append(at == container or (box.parent >= 0 and inside[box.parent]))
    return inside


def _find_stretch(page: Page, inside: list[bool], chrome: list[bool]) -> tuple[int, int]:
    """Return the first and the last line of the main stretch: from a title close above the container to its end."""
    within = [at for at, line in enumerate(page.lines) if inside[line.box]]
    if not within:
        return 0, -1
    first = within[0]
    for at in range(first - 1, max(first - 1 - _TITLE_DISTANCE, -1), -1):
        if page.lines[at].level == 1 and not chrome[page.lines[at].box]:
            return at, within[-1]
    return first, within[-1]


def _is_linked(line: Line, page: Page) -> bool:
    """Tell whether a line (or the table of a cell) is made of links: headlines, tags, menus.

    A short linked name with a figure is a row of a ranking, not a headline.
    """
    if line.level == 1 or line.linked < _LINKED_SHARE * max(line.chars, 1):
        return False
    if _DIGIT.search(_DATE.sub("", line.loose)):
        return False
    if line.kind == "cell":
        return True
    words = page.text[line.start + line.marker : line.end].split()
    return len(words) > 6 or not any(_DIGIT.search(word) for word in words)


__all__ = ["find_main"]
