"""Literals that a pattern cannot match without, read off the pattern itself.

A scan for all literals of all rules at once tells which rules a text can meet at all; the others are never
run. The reading is on the safe side: what it does not understand, it takes to match without any literal.
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

SHORTEST = 2
# Signs so rare that one alone is worth looking for.
RARE = frozenset("@$€£₸₽%№#…±")
_LOOKAROUND = regex.compile(r"\?(?:=|!|<=|<!)")
_GROUP_HEAD = regex.compile(r"\?(?:P?<\w+>|:|>)")
_QUANTIFIER = regex.compile(r"[?*+][+?]?|\{(\d*)(?:,\d*)?\}[+?]?")
_ESCAPED_LITERAL = regex.compile(r"[^\p{L}\p{N}]")
Literals = frozenset[str]
NONE: Literals = frozenset()


def required_literals(pattern: str) -> Literals:
    """Return strings of which every match holds at least one; none where no such strings can be read off.

    >>> sorted(required_literals(r"(?<!x)(?:лидер(?:ы|ов)|впереди)\\s+всех?"))
    ['впереди', 'лидер']
    >>> required_literals(r"\\d+|лидер")
    frozenset()
    """
    if "(?i" in pattern:
        return NONE
    found, end = _alternation(pattern, 0)
    return found if end == len(pattern) else NONE


def _alternation(pattern: str, at: int) -> tuple[Literals, int]:
    """Read branches up to the closing bracket; every branch must have literals for the whole to have them."""
    branches: list[Literals] = []
    while True:
        found, at = _sequence(pattern, at)
        branches.append(found)
        if at >= len(pattern) or pattern[at] != "|":
            break
        at += 1
    return (frozenset().union(*branches) if all(branches) else NONE), at


def _sequence(pattern: str, at: int) -> tuple[Literals, int]:
    """Read one branch and return the best of what its parts require."""
    candidates: list[Literals] = []
    run = ""
    while at < len(pattern) and pattern[at] not in "|)":
        literal, required, at = _atom(pattern, at)
        quantifier = _QUANTIFIER.match(pattern, at)
        optional = quantifier is not None and (quantifier[0][0] in "?*" or quantifier[1] in ("0", ""))
        at = quantifier.end() if quantifier is not None else at
        if literal and not optional:
            run += literal
        if not literal or quantifier is not None:
            candidates.append(frozenset((run,)))
            run = ""
        if required and not optional:
            candidates.append(required)
    candidates.append(frozenset((run,)))
    return _best(candidates), at


def _atom(pattern: str, at: int) -> tuple[str, Literals, int]:
    """Read one atom: its literal character, or what a group requires, and where it ends."""
    char = pattern[at]
    if char == "(":
        inside = at + 1
        head = _GROUP_HEAD.match(pattern, inside)
        found, end = _alternation(pattern, head.end() if head is not None else _skip_mark(pattern, inside))
        return "", (NONE if _LOOKAROUND.match(pattern, inside) else found), end + 1
    if char == "[":
        return "", NONE, _class_end(pattern, at)
    if char == "\\":
        following = pattern[at + 1 : at + 2]
        if _ESCAPED_LITERAL.fullmatch(following):
            return following, NONE, at + 2
        end = pattern.find("}", at) + 1 if pattern[at + 1 : at + 3] in ("p{", "P{") else 0
        end = end or at + 2  # a property that is not closed
        return "", NONE, end
    return ("" if char in ".^$" else char), NONE, at + 1


def _skip_mark(pattern: str, at: int) -> int:
    mark = _LOOKAROUND.match(pattern, at)
    return mark.end() if mark is not None else at


def _class_end(pattern: str, at: int) -> int:
    """Return where a character class ends; a bracket right after its head belongs to it."""
    at += 1
    at += pattern[at : at + 1] == "^"
    at += pattern[at : at + 1] == "]"
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1


def _best(candidates: Iterable[Literals]) -> Literals:
    """Return the candidate whose shortest literal is longest, fewest literals first."""
    usable = [c for c in candidates if c and all(len(word) >= SHORTEST or word in RARE for word in c)]
    return max(usable, key=lambda c: (min(map(len, c)), -len(c)), default=NONE)
