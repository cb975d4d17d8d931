"""Literals that a pattern cannot match without, and how far behind a match's start they stand, read off the pattern.

A scan for all literals of all rules at once tells where in a text a rule can match at all; elsewhere it is never
run. The reading is on the safe side: what it does not understand, it takes to match without any literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import NamedTuple

import regex

SHORTEST = 2
# Signs so rare that one alone is as good; the private ones stand for mentions in the masked text.
RARE = frozenset("@$€£₸₽%№#…±+\ue001\ue002\ue003\ue004")
_LOOKAROUND = regex.compile(r"\?(?:=|!|<=|<!)")
_LOOKAHEAD = regex.compile(r"\?=")
_GROUP_HEAD = regex.compile(r"\?(?:P?<\w+>|:|>)")
_QUANTIFIER = regex.compile(r"(?:[?*+]|\{(?P<fewest>\d*)(?P<many>,(?P<most>\d*))?\})[+?]?")
_ESCAPED_LITERAL = regex.compile(r"[^\p{L}\p{N}]")
# Flags that change what letters mean, and fuzzy matching.
_UNREAD = regex.compile(r"\(\?[a-zA-Z]*[ix]|\{[eids]\s*[<:]|\{[eids]\}")
_ZERO_WIDTH = frozenset("bBmMGAzZ")
_ANY_WIDTH = frozenset("0123456789RX")
Width = tuple[float, float]


class Literal(NamedTuple):
    """A string that stands `nearest` to `farthest` characters behind the start of a match."""

    text: str
    nearest: float
    farthest: float


# Of the set, a match holds at least one.
Choice = frozenset[Literal]


class Needs(NamedTuple):
    """What the matches of one branch of a pattern hold: a literal of each choice.

    The `rarest` choice tells best whether there is a match, the `anchor` where it begins; they may be the same.
    """

    rarest: Choice
    anchor: Choice


class _Part(NamedTuple):
    """A piece of a pattern: its literal character, else what it needs, and how many characters it may match."""

    width: Width
    literal: str = ""
    needs: tuple[Choice, ...] = ()


def required_literals(pattern: str) -> tuple[Needs, ...]:
    """Return what matches need, an entry a branch of the pattern; nothing where a match may hold no literal.

    A match is taken to be looked for within one span, so that what a lookahead sees counts as held.

    >>> [sorted(x.text for x in needs.rarest) for needs in required_literals(r"(?:лидер(?:ы|ов)|впереди)\\s+всех?")]
    [['впереди', 'лидер']]
    >>> required_literals(r"\\d+|лидер")
    ()
    """
    if _UNREAD.search(pattern):
        return ()
    branches, end = _read_branches(pattern, 0)
    found = tuple(_choose(branch.needs) for branch in branches if branch.needs)
    return found if end == len(pattern) and len(found) == len(branches) else ()


def _choose(choices: Sequence[Choice]) -> Needs:
    return Needs(_best(choices), max(choices, key=_rate_anchor))


def known_words(branches: Iterable[Needs]) -> frozenset[str]:
    """Return strings of which every match holds at least one, as long ones as are known; none where nothing is needed.

    >>> sorted(known_words(required_literals(r"на\\s(?:вершине|верху)|впереди")))
    ['верху', 'вершине', 'впереди']
    """
    return frozenset(literal.text for needs in branches for literal in needs.rarest)


def _rate_anchor(choice: Choice) -> tuple[bool, float, int]:
    """Prefer literals that stand at one place, then long ones."""
    loose = max(literal.farthest - literal.nearest for literal in choice)
    return loose < inf, -loose, min(len(literal.text) for literal in choice)


def _is_usable(choice: Choice) -> bool:
    return all(len(literal.text) >= SHORTEST or literal.text in RARE for literal in choice)


def _read_branches(pattern: str, at: int) -> tuple[list[_Part], int]:
    """Read branches up to the closing bracket."""
    branches: list[_Part] = []
    while True:
        found, at = _read_sequence(pattern, at)
        branches.append(found)
        if at >= len(pattern) or pattern[at] != "|":
            return branches, at
        at += 1


def _join(branches: Sequence[_Part]) -> _Part:
    """Return what a group needs: all that its one branch does, else one of what is best known of each."""
    if len(branches) == 1:
        return branches[0]
    width = min(branch.width[0] for branch in branches), max(branch.width[1] for branch in branches)
    if not all(branch.needs for branch in branches):
        return _Part(width)
    return _Part(width, needs=(frozenset().union(*(_best(branch.needs) for branch in branches)),))


def _best(choices: Iterable[Choice]) -> Choice:
    """Return the choice whose shortest literal is longest, the one with the fewest literals first."""
    return max(choices, key=lambda choice: (min(len(literal.text) for literal in choice), -len(choice)))


def _read_sequence(pattern: str, at: int) -> tuple[_Part, int]:
    """Read one branch and return what its parts need."""
    found: list[Choice] = []
    run, begun = "", (0.0, 0.0)  # the literal in hand, and where it began
    low, high = 0.0, 0.0
    while at < len(pattern) and pattern[at] not in "|)":
        part, at = _read_atom(pattern, at)
        fewest, most, at = _read_quantifier(pattern, at)
        if part.literal and fewest:
            begun = begun if run else (low, high)
            run += part.literal
        if not part.literal or (fewest, most) != (1, 1):
            found.append(frozenset((Literal(run, *begun),)))
            run = ""
        if fewest:
            found += [_shift(choice, low, high if most == 1 else inf) for choice in part.needs]
        low, high = low + fewest * part.width[0], high + (most * part.width[1] if most and part.width[1] else 0)
    found.append(frozenset((Literal(run, *begun),)))
    return _Part((low, high), needs=tuple(dict.fromkeys(filter(_is_usable, found)))), at


def _shift(choice: Choice, low: float, high: float) -> Choice:
    return frozenset(Literal(text, nearest + low, farthest + high) for text, nearest, farthest in choice)


def _read_quantifier(pattern: str, at: int) -> tuple[float, float, int]:
    """Read how often the atom before is matched, at least and at most."""
    match = _QUANTIFIER.match(pattern, at)
    if match is None:
        return 1, 1, at
    sign = match[0][0]
    if sign != "{":
        return float(sign == "+"), 1 if sign == "?" else inf, match.end()
    fewest = int(match["fewest"] or 0)
    most = fewest if match["many"] is None else int(match["most"]) if match["most"] else inf
    return fewest, most, match.end()


def _read_atom(pattern: str, at: int) -> tuple[_Part, int]:
    """Read one atom."""
    char = pattern[at]
    if char == "(":
        return _read_group(pattern, at + 1)
    if char == "[":
        return _Part((1, 1)), _find_class_end(pattern, at)
    if char == "\\":
        following = pattern[at + 1 : at + 2]
        if _ESCAPED_LITERAL.fullmatch(following):
            return _Part((1, 1), following), at + 2
        end = pattern.find("}", at) + 1 if pattern[at + 1 : at + 3] in ("p{", "P{") else 0
        end = end or at + 2  # a property that is not closed
        return _Part((0, 0) if following in _ZERO_WIDTH else (0, inf) if following in _ANY_WIDTH else (1, 1)), end
    return (_Part((0, 0)) if char in "^$" else _Part((1, 1), "" if char == "." else char)), at + 1


def _read_group(pattern: str, inside: int) -> tuple[_Part, int]:
    """Read a group from behind its opening bracket; what it does not know may be as long as it likes."""
    head = _GROUP_HEAD.match(pattern, inside)
    if head is not None:
        branches, end = _read_branches(pattern, head.end())
        return _join(branches), end + 1
    around = _LOOKAROUND.match(pattern, inside)
    branches, end = _read_branches(pattern, around.end() if around is not None else inside)
    if around is None:
        plain = pattern[inside : inside + 1] != "?"
        return (_join(branches) if plain else _Part((0, inf))), end + 1
    held = _join(branches).needs if _LOOKAHEAD.match(pattern, inside) else ()
    return _Part((0, 0), needs=held), end + 1


def _find_class_end(pattern: str, at: int) -> int:
    """Return where a character class ends; a bracket right after its head belongs to it."""
    at += 1
    at += pattern[at : at + 1] == "^"
    at += pattern[at : at + 1] == "]"
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1
