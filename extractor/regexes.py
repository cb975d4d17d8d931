"""The structure of a regular expression as a small tree: what the ledger and the checks of packs look into.

Only what patterns of packs use is understood; `parse` says where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import regex

NodeKind = Literal["literal", "class", "any", "anchor", "look", "group", "sequence", "alternation"]
_HEAD = regex.compile(r"\?(?:P?<(?P<name>\w+)>|(?P<look>=|!|<=|<!)|(?P<atomic>>)|[a-zA-Z]*+(?:-[a-zA-Z]+)?:)")
_FLAGS = regex.compile(r"\(\?[a-zA-Z]+\)")
_REFERENCE = regex.compile(r"\(\?(?:P=\w+|&\w+|R|\d+)\)|\\(?:g<\w+>|[1-9]\d?)")
_QUANTIFIER = regex.compile(r"(?:(?P<sign>[?*+])|\{(?P<low>\d*)(?P<comma>,)?(?P<high>\d*)\})(?P<mode>[?+]?)")
_PROPERTY = regex.compile(r"[pP]\{[^{}]*\}|[pP]\p{L}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|N\{[^{}]*\}")
_ANCHORS = "bBAZmMGK"


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a pattern with how often it may repeat (`high` None: without end).

    `text` is the part itself, `source` the same with its quantifier; `atomic` parts never give back what they have
    matched: possessive repeats and atomic groups.
    """

    kind: NodeKind
    text: str
    children: tuple[Node, ...] = ()
    low: int = 1
    high: int | None = 1
    atomic: bool = False
    name: str = ""
    source: str = ""

    @property
    def endless(self) -> bool:
        """Whether the part may repeat so often that the text alone bounds it, and may give back."""
        return (self.high is None or self.high > 50) and not self.atomic

    def walk(self, looks: bool = True) -> Iterator[Node]:
        """Yield the node and everything in it, with what only looks ahead or behind or without it."""
        if looks or self.kind != "look":
            yield self
            for child in self.children:
                yield from child.walk(looks)


def parse(pattern: str) -> Node:
    """Return the pattern's tree. Raises ValueError where it is not understood."""
    node, at = _alternation(pattern, 0)
    if at != len(pattern):
        raise ValueError(f"a bracket too many at {at}")
    return node


def branches(node: Node) -> tuple[tuple[Node, ...], ...]:
    """Return the top-level branches of a tree, each as the row of its parts."""
    options = node.children if node.kind == "alternation" else (node,)
    return tuple(option.children if option.kind == "sequence" else (option,) for option in options)


def sample(node: Node, least: int = 0) -> str:
    """Return a text that the part may match: its first branches, optional parts left out, "…" for any letters."""
    times = max(node.low, least)
    if not times or node.kind in ("anchor", "look"):
        return ""
    if node.kind == "literal":
        return node.text[-1] * times
    if node.kind in ("class", "any"):
        return _sample_class(node) * times
    if node.kind == "alternation":
        return sample(node.children[0]) * times
    return "".join(sample(child) for child in node.children) * times


def _sample_class(node: Node) -> str:
    compiled = regex.compile(node.text if node.kind == "class" else r"\w")
    return next((char for char in "aа1 \ue001-,.(«" if compiled.fullmatch(char)), "…")


def _alternation(pattern: str, at: int) -> tuple[Node, int]:
    start, options = at, []
    while True:
        node, at = _sequence(pattern, at)
        options.append(node)
        if pattern[at : at + 1] != "|":
            break
        at += 1
    return (options[0] if len(options) == 1 else Node("alternation", pattern[start:at], tuple(options))), at


def _sequence(pattern: str, at: int) -> tuple[Node, int]:
    start, parts = at, []
    while at < len(pattern) and pattern[at] not in "|)":
        begin = at
        node, at = _atom(pattern, at)
        node, at = _repeat(pattern, node, at)
        parts.append(replace(node, source=pattern[begin:at]))
    return Node("sequence", pattern[start:at], tuple(parts)), at


def _repeat(pattern: str, node: Node, at: int) -> tuple[Node, int]:
    match = _QUANTIFIER.match(pattern, at)
    if match is None or (match["sign"] is None and not (match["low"] or match["high"])):
        return node, at
    low, high = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(match["sign"], (0, None))
    if match["sign"] is None:
        low = int(match["low"] or 0)
        high = int(match["high"]) if match["high"] else (None if match["comma"] else low)
    return replace(node, low=low, high=high, atomic=node.atomic or match["mode"] == "+"), match.end()


def _atom(pattern: str, at: int) -> tuple[Node, int]:
    char = pattern[at]
    if char == "(":
        return _group(pattern, at)
    if char == "[":
        end = _class_end(pattern, at)
        return Node("class", pattern[at:end]), end
    if char == "\\":
        return _escape(pattern, at)
    if char in "^$":
        return Node("anchor", char), at + 1
    return Node("any" if char == "." else "literal", char), at + 1


def _escape(pattern: str, at: int) -> tuple[Node, int]:
    if at + 1 >= len(pattern):
        raise ValueError("a backslash at the end")
    if reference := _REFERENCE.match(pattern, at):
        return Node("any", reference[0]), reference.end()
    following = pattern[at + 1]
    if property_ := _PROPERTY.match(pattern, at + 1):
        return Node("class", pattern[at : property_.end()]), property_.end()
    if following in "pP":
        raise ValueError(f"\\{following} without the name of a property in braces at {at}")
    if following in _ANCHORS:
        return Node("anchor", pattern[at : at + 2]), at + 2
    kind: NodeKind = "class" if following.isalnum() else "literal"
    return Node(kind, pattern[at : at + 2]), at + 2


def _group(pattern: str, at: int) -> tuple[Node, int]:
    if flags := (_FLAGS.match(pattern, at) or _REFERENCE.match(pattern, at)):
        return Node("anchor", flags[0]), flags.end()
    head = _HEAD.match(pattern, at + 1)
    if head is None and pattern[at + 1 : at + 2] == "?":
        raise ValueError(f"a kind of group that is not understood at {at}")
    inner, end = _alternation(pattern, head.end() if head is not None else at + 1)
    if pattern[end : end + 1] != ")":
        raise ValueError(f"the bracket opened at {at} is not closed")
    look = head is not None and head["look"] is not None
    return Node(
        "look" if look else "group",
        pattern[at : end + 1],
        (inner,),
        atomic=head is not None and head["atomic"] is not None,
        name=(head["name"] or "") if head is not None else "",
    ), end + 1


def _class_end(pattern: str, at: int) -> int:
    end = at + 1
    end += pattern[end : end + 1] == "^"
    end += pattern[end : end + 1] == "]"
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    if end >= len(pattern):
        raise ValueError(f"the class opened at {at} is not closed")
    return end + 1
