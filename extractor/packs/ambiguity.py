"""Ambiguous patterns: those in which a run of characters can be shared out between two repeats in many ways.

A repeat inside a repeat, such as "(a+)+", is read off the pattern; what else runs away ("(a|a)*") shows on a long run
of the characters that a repeat takes, with an end that does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from extractor.packs.languages import NUMBER, REGION
from extractor.regexes import Node, branches, parse, sample

ENDS = ("\x00", "")
# A sign of each sort that patterns tell apart; two parts that share one may take the same text.
ALPHABET = "aя1қ \n.,;:-–()«»%\"'/" + NUMBER + REGION
PUMPED = ("a", "я", "7", " ", "ab ", "аб ", "1 ", f"{NUMBER} ", f"{REGION} ", f"{NUMBER}, {REGION} ", "(", ".", "-")


def find_nested(pattern: str) -> str | None:
    """Return the first repeat of the pattern under which a run of text can be shared out in many ways, if any."""
    try:
        tree = parse(pattern)
    except ValueError:
        return None
    for node in tree.walk():
        if node.endless and node.children and any(_is_ambiguous(row, node) for row in branches(node.children[0])):
            return node.source
    return None


def _is_ambiguous(row: Sequence[Node], whole: Node) -> bool:
    """Whether an endless part of a repeated row shares its characters with what may follow it."""
    parts = _unwrap(row)
    return any(part.endless and _takes(part) & _follow(parts, at, whole) for at, part in enumerate(parts))


def _unwrap(row: Sequence[Node]) -> list[Node]:
    """Return the row with plain groups that stand once laid open."""
    parts: list[Node] = []
    for node in row:
        once = node.kind == "group" and (node.low, node.high) == (1, 1) and not node.atomic
        inner = branches(node.children[0]) if once else ()
        parts += _unwrap(inner[0]) if len(inner) == 1 else [node]
    return [part for part in parts if part.kind not in ("anchor", "look")]


def _follow(parts: Sequence[Node], at: int, whole: Node) -> frozenset[str]:
    """Return the signs that may come next behind a part of a row that repeats, as far as one that must stand."""
    found: frozenset[str] = frozenset()
    for part in parts[at + 1 :]:
        found |= _first(part)
        if part.low:
            return found
    return found | _first(whole)


@lru_cache(maxsize=4096)
def _takes(node: Node) -> frozenset[str]:
    """Return the signs of the alphabet that a part may take anywhere."""
    if node.kind in ("anchor", "look"):
        return frozenset()
    if node.kind == "literal":
        return frozenset(node.text[-1])
    if node.kind in ("class", "any"):
        compiled = regex.compile(node.text if node.kind == "class" else ".")
        return frozenset(char for char in ALPHABET if compiled.fullmatch(char))
    return frozenset().union(*map(_takes, node.children))


def _first(node: Node) -> frozenset[str]:
    """Return the signs that a part may begin with."""
    if not node.children or node.kind == "look":
        return _takes(node)
    if node.kind in ("group", "alternation"):
        return frozenset().union(*map(_first, node.children))
    found: frozenset[str] = frozenset()
    for child in node.children:
        found |= _first(child)
        if child.low and child.kind not in ("anchor", "look"):
            break
    return found


def find_slow(pattern: regex.Pattern[str], length: int, seconds: float) -> str | None:
    """Return what a text of the length is made of that the pattern runs away in, None where it holds on all tried."""
    for head, unit in provoke(pattern.pattern):
        for end in ENDS:
            text = head + (unit * (length // len(unit) + 1))[:length] + end
            try:
                for _ in pattern.finditer(text, timeout=seconds):
                    pass
            except TimeoutError:
                return unit
    return None


def provoke(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield heads and units of texts: common runs, and for each endless part what leads to it and what it takes."""
    units = dict.fromkeys((("", unit) for unit in PUMPED), None)
    try:
        for row in branches(parse(pattern)):
            head = ""
            for part in row:
                for node in part.walk():
                    unit = sample(node, least=1) if node.endless else ""
                    if unit.strip("…"):
                        units[head, unit] = None
                head += sample(part)
    except ValueError:
        pass  # the common runs must do
    yield from units
