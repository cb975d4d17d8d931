"""What Word's styles and list definitions make of a paragraph: its heading level, and its list number."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

import regex
from msgspec import Struct

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "- "
_HEADING = regex.compile(r"heading ([1-9])", regex.I)
_CONTENTS = regex.compile(r"toc (?:\d|heading)|table of figures", regex.I)
_INTEGER = regex.compile(r"-?\d{1,6}", regex.ASCII)
_MOST_ANCESTORS = 20
_DEEPEST = 9


class ParagraphStyle(Struct, frozen=True):
    """Heading level (0 for none), list and level in it, and whether it is a caption or a line of contents."""

    level: int = 0
    list_id: str = ""
    list_level: int = 0
    caption: bool = False
    contents: bool = False


class Styles:
    """The styles of a document, each resolved once."""

    def __init__(self, word: Any) -> None:
        styles = word.styles.element.iterchildren(W + "style")
        self._elements = {style.get(W + "styleId"): style for style in styles}
        self._resolve = lru_cache(maxsize=None)(self._resolve_style)

    def read(self, paragraph: Any) -> ParagraphStyle:
        """Return what the paragraph's own properties and its style say of it."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return ParagraphStyle()
        name = _value(properties.find(W + "pStyle"))
        style = self._resolve(name) if name else ParagraphStyle()
        list_id, list_level = _read_list(properties)
        return ParagraphStyle(
            level=_outline(properties) or style.level,
            list_id="" if list_id == "0" else list_id or style.list_id,
            list_level=list_level if list_id else style.list_level,
            caption=style.caption,
            contents=style.contents,
        )

    def _resolve_style(self, name: str) -> ParagraphStyle:
        """Walk up the styles that this one is based on; the nearest word counts."""
        level, list_id, list_level = 0, "", 0
        caption = contents = False
        for style in self._ancestry(name):
            label = _value(style.find(W + "name"))
            heading = _HEADING.fullmatch(label)
            level = level or (int(heading[1]) if heading else int(label.lower() == "title"))
            caption = caption or label.lower() == "caption"
            contents = contents or bool(_CONTENTS.fullmatch(label))
            properties = style.find(W + "pPr")
            if properties is not None:
                level = level or _outline(properties)
                if not list_id:
                    list_id, list_level = _read_list(properties)
        return ParagraphStyle(level, "" if list_id == "0" else list_id, list_level, caption, contents)

    def _ancestry(self, name: str) -> list[Any]:
        found: list[Any] = []
        while name in self._elements and len(found) < _MOST_ANCESTORS:
            found.append(self._elements[name])
            name = _value(found[-1].find(W + "basedOn"))
        return found


class Numbering:
    """The list definitions of a document, and how far each list has counted."""

    def __init__(self, word: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _DEEPEST)
        self._counter_of: dict[str, str] = {}
        root = _numbering_root(word)
        if root is None:
            return
        abstract = {
            element.get(W + "abstractNumId"): _read_levels(element) for element in root.iterchildren(W + "abstractNum")
        }
        for element in root.iterchildren(W + "num"):
            name = element.get(W + "numId", "")
            base = _value(element.find(W + "abstractNumId"))
            self._levels[name] = dict(abstract.get(base, {}))
            # Lists of one definition go on counting, unless one of them starts anew.
            self._counter_of[name] = base
            for override in element.iterchildren(W + "lvlOverride"):
                start = _value(override.find(W + "startOverride"))
                at = _integer(override.get(W + "ilvl", ""))
                if start and at in self._levels[name]:
                    form, pattern, _ = self._levels[name][at]
                    self._levels[name][at] = (form, pattern, _integer(start))
                    self._counter_of[name] = f"num {name}"

    def next_marker(self, list_id: str, level: int) -> str:
        """Return the list's next number as printed ("1. ", "2.1) "), or a bullet for what is not decimal."""
        levels = self._levels.get(list_id, {})
        if level not in levels:
            return BULLET
        counts = self._counts[self._counter_of[list_id]]
        form, pattern, start = levels[level]
        counts[level] = start if counts[level] is None else counts[level] + 1  # type: ignore[operator]
        counts[level + 1 :] = [None] * (_DEEPEST - level - 1)
        if form != "decimal" or "%" not in pattern:
            return BULLET

        def count(match: regex.Match[str]) -> str:
            at = int(match[1]) - 1
            above = counts[at]
            return str(levels[at][2] if above is None and at in levels else above)

        return regex.sub(r"%([1-9])", count, pattern).strip() + " "


def _numbering_root(word: Any) -> Any:
    try:
        return word.part.numbering_part.element
    except (KeyError, NotImplementedError):
        # python-docx finds no part and would make one, which it cannot.
        return None


def _read_levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for level in abstract.iterchildren(W + "lvl"):
        at = _integer(level.get(W + "ilvl", ""))
        if 0 <= at < _DEEPEST:
            start = _value(level.find(W + "start"))
            form = _value(level.find(W + "numFmt")) or "decimal"
            levels[at] = (form, _value(level.find(W + "lvlText")), _integer(start) if start else 1)
    return levels


def _read_list(properties: Any) -> tuple[str, int]:
    numbers = properties.find(W + "numPr")
    if numbers is None:
        return "", 0
    return _value(numbers.find(W + "numId")), max(0, min(_integer(_value(numbers.find(W + "ilvl"))), _DEEPEST - 1))


def _outline(properties: Any) -> int:
    outline = _value(properties.find(W + "outlineLvl"))
    return _integer(outline) + 1 if outline and 0 <= _integer(outline) < _DEEPEST else 0


def _value(element: Any) -> str:
    return (element.get(W + "val") or "") if element is not None else ""


def _integer(value: str) -> int:
    return int(value) if _INTEGER.fullmatch(value) else 0
