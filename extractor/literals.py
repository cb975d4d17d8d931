"""What a pattern cannot match without, read off the pattern: literals, how far behind a match's start, its first sign.

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
# Signs that are good enough where a pattern has nothing better.
SCARCE = RARE | frozenset(".:/=()-\u2010\u20110123456789")
_SIGNS = regex.compile(r"\[(?:[^\]\[\\^-]|(?<=\[)-|-(?=\]))+\]")
_LOOKAROUND = regex.compile(r"\?(?:=|!|<=|<!)")
_LOOKBEHIND = regex.compile(r"\?<(?P<negative>!)?")
# What a look at one sign of a text, instead of at all of it, may take for something else.
_PLACES = regex.compile(r"\(\?(?:=|!|<)|\\[bBmMGAzZ]|(?<!\[)\^|\$")
_LOOKAHEAD = regex.compile(r"\?=")
_GROUP_HEAD = regex.compile(r"\?(?:P?<\w+>|:|>)")
_QUANTIFIER = regex.compile(r"(?:[?*+]|\{(?P<fewest>\d*)(?P<many>,(?P<most>\d*))?\})[+?]?")
_ESCAPED_LITERAL = regex.compile(r"[^\p{L}\p{N}]")
# Flags that change what letters mean, fuzzy matching, and characters by their numbers or names.
_UNREAD = regex.compile(r"\(\?[a-zA-Z]*[ix]|\{[eids]\s*[<:]|\{[eids]\}|\\[xuUNL]")
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
    """What the matches of one branch of a pattern hold: a literal of each of the `choices`.

    The `rarest` choice tells best whether there is a match, the `anchor` where it begins; they may be the same.
    `opening` is a pattern that matches wherever the branch does, and looks at one sign there and at one before; it is
    empty where a match may begin with any.
    """

    rarest: Choice
    anchor: Choice
    choices: tuple[Choice, ...]
    opening: str


class _Part(NamedTuple):
    """A piece of a pattern: its literal character, else what it needs, and how many characters it may match.

    `first` are patterns of one sign, of which a match begins with one unless it is empty; None where that is not
    known. `guard` is what a piece without width says of the sign before it.
    """

    width: Width
    literal: str = ""
    needs: tuple[Choice, ...] = ()
    first: tuple[str, ...] | None = ()
    guard: str = ""


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
    found = tuple(_choose(branch) for branch in branches if branch.needs)
    return found if end == len(pattern) and len(found) == len(branches) else ()


def _choose(branch: _Part) -> Needs:
    opening = "|".join(dict.fromkeys(branch.first or ())) if branch.width[0] else ""
    return Needs(_best(branch.needs), max(branch.needs, key=_rate_anchor), branch.needs, opening)


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


def _is_scarce(choice: Choice) -> bool:
    return all(literal.text and (len(literal.text) >= SHORTEST or literal.text in SCARCE) for literal in choice)


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
    known = _unite(branch.first for branch in branches)
    if not all(branch.needs for branch in branches):
        return _Part(width, first=known)
    return _Part(width, needs=(frozenset().union(*(_best(branch.needs) for branch in branches)),), first=known)


def _unite(several: Iterable[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    """Return all that a match may begin with, None where that is not known of one."""
    found: list[str] = []
    for first in several:
        if first is None:
            return None
        found += first
    return tuple(found)


def _best(choices: Iterable[Choice]) -> Choice:
    """Return the choice whose shortest literal is longest, the one with the fewest literals first."""
    return max(choices, key=lambda choice: (min(len(literal.text) for literal in choice), -len(choice)))


def _read_sequence(pattern: str, at: int) -> tuple[_Part, int]:
    """Read one branch and return what its parts need."""
    found: list[Choice] = []
    run, begun = "", (0.0, 0.0)  # the literal in hand, and where it began
    low, high = 0.0, 0.0
    guard = ""
    first: list[tuple[str, ...] | None] = []
    while at < len(pattern) and pattern[at] not in "|)":
        part, at = _read_atom(pattern, at)
        fewest, most, at = _read_quantifier(pattern, at)
        if not low:
            first.append(tuple(guard + sign for sign in part.first) if part.first is not None else None)
            guard += part.guard if fewest else ""
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
    needs = dict.fromkeys(filter(_is_usable, found)) or dict.fromkeys(filter(_is_scarce, found))
    return _Part((low, high), needs=tuple(needs), first=_unite(first)), at


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
        end = _find_class_end(pattern, at)
        signs = pattern[at + 1 : end - 1] if _SIGNS.fullmatch(pattern, at, end) else ""
        needs = (frozenset(Literal(sign, 0, 0) for sign in signs),) if signs and SCARCE.issuperset(signs) else ()
        return _Part((1, 1), needs=needs, first=(pattern[at:end],)), end
    if char == "\\":
        following = pattern[at + 1 : at + 2]
        if _ESCAPED_LITERAL.fullmatch(following):
            return _Part((1, 1), following, first=(pattern[at : at + 2],)), at + 2
        end = pattern.find("}", at) + 1 if pattern[at + 1 : at + 3] in ("p{", "P{") else 0
        end = end or at + 2  # a property that is not closed
        if following in _ZERO_WIDTH or following in _ANY_WIDTH:
            return _Part((0, 0)) if following in _ZERO_WIDTH else _Part((0, inf), first=None), end
        return _Part((1, 1), first=(pattern[at:end],)), end
    if char in "^$.":
        return _Part((1, 1), first=None) if char == "." else _Part((0, 0)), at + 1
    return _Part((1, 1), char, first=(char,)), at + 1


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
        return (_join(branches) if plain else _Part((0, inf), first=None)), end + 1
    whole = _join(branches)
    if _LOOKAHEAD.match(pattern, inside):
        return _Part((0, 0), needs=whole.needs), end + 1
    return _Part((0, 0), guard=_guard(pattern[inside - 1 : end + 1], whole)), end + 1


def _guard(source: str, inner: _Part) -> str:
    """Return a look behind that says as much of one sign alone, nothing where there is none."""
    behind = _LOOKBEHIND.match(source, 1)
    if behind is None or _PLACES.search(source, behind.end()):
        return ""
    return source if behind["negative"] or inner.width == (1, 1) else ""


def _find_class_end(pattern: str, at: int) -> int:
    """Return where a character class ends; a bracket right after its head belongs to it."""
    at += 1
    at += pattern[at : at + 1] == "^"
    at += pattern[at : at + 1] == "]"
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1
