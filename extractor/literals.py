"""What a pattern cannot match without, read off the pattern: literals, how far behind a match's start, its first sign.

A scan for all literals of all rules at once tells where in a text a rule can match at all; elsewhere it is never
run. The reading is on the safe side: what it does not understand, it takes to match without any literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import inf
from typing import NamedTuple

import regex

SHORTEST, TELLING = 2, 3
# Signs so rare that one alone is as good; the private ones stand for mentions in the masked text.
RARE = frozenset("@$€£₸₽%№#…±+\ue001\ue002\ue003\ue004")
# Signs that are good enough where a pattern has nothing better.
SCARCE = RARE | frozenset(".:/=()-\u2010\u20110123456789")
_LOOKBEHIND = regex.compile(r"\(\?<(?P<negative>!)?")
# What a look at one sign of a text, instead of at all of it, may take for something else.
_PLACES = regex.compile(r"\(\?(?:=|!|<)|\\[bBmMGAzZ]|(?<!\[)\^|\$")
_GROUP = regex.compile(r"\((?:(?P<plain>\?(?:P?<\w+>|:|>)|(?!\?))|(?P<look>\?(?:(?P<ahead>=)|!|<=|<!)))?")
_SIGNS = regex.compile(r"\[(?:[^\]\[\\^-]|(?<=\[)-|-(?=\]))+\]")
_TOKEN = regex.compile(
    r"""
    (?:
      (?P<run>(?:[^()\[\\|.^$](?![?*+]|\{\d*,?\d*\}))++)
    | (?P<char>[^()\[\\|.^$])
    | (?P<group>\((?:[^()\[\\]++|\\.|(?&class)|(?&group))*+\))
    | (?P<class>\[\^?\]?(?:[^\]\\]|\\.)*+\])
    | \\(?P<escaped>[pP]\{[^{}]*\}|.)
    | (?P<sign>[.^$|])
    )
    (?P<quantifier>(?:[?*+]|\{(?P<fewest>\d*)(?P<many>,(?P<most>\d*))?\})[+?]?)?+
    """,
    regex.VERBOSE | regex.DOTALL,
)
_ESCAPED_LITERAL = regex.compile(r"[^\p{L}\p{N}]")
# Flags that change what letters mean, fuzzy matching, and characters by their numbers or names.
_UNREAD = regex.compile(r"\(\?[a-zA-Z]*[ix]|\{[eids]\s*[<:]|\{[eids]\}|\\[xuUNL]")
_ZERO_WIDTH = frozenset("bBmMGAzZ")
_ANY_WIDTH = frozenset("0123456789RX")
GROUPS_KEPT = 4096
Width = tuple[float, float]


class Literal(NamedTuple):
    """A string that stands `nearest` to `farthest` characters behind the start of a match."""

    text: str
    nearest: float
    farthest: float


# Of the set, a match holds at least one.
Choice = frozenset[Literal]
Opening = tuple[str, str]


class Needs(NamedTuple):
    """What the matches of one branch of a pattern hold: a literal of each of the `choices`.

    The `rarest` choice tells best whether there is a match, the `anchor` where it begins; they may be the same.
    `openings` tell what a match begins with, each by a look behind at one sign, or none, and the first sign, itself or
    as a pattern; there are none where a match may begin with any.
    """

    rarest: Choice
    anchor: Choice
    choices: tuple[Choice, ...]
    openings: tuple[Opening, ...]


class _Part(NamedTuple):
    """A piece of a pattern: its literal characters, else what it needs, and how many characters it may match.

    `first` is what a match begins with unless it is empty; None where that is not known. `guard` is what a piece
    without width says of the sign before it.
    """

    width: Width
    literal: str = ""
    needs: tuple[Choice, ...] = ()
    first: tuple[Opening, ...] | None = ()
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
    try:
        branches = _read_branches(pattern)
    except ValueError:
        return ()
    return tuple(map(_choose, branches)) if all(branch.needs for branch in branches) else ()


def _choose(branch: _Part) -> Needs:
    openings = tuple(dict.fromkeys(branch.first or ())) if branch.width[0] else ()
    rarest, anchor = _best(branch.needs), max(branch.needs, key=_rate_anchor)
    # What every sentence holds, such as the endings of words, costs more than it tells.
    choices = tuple(choice for choice in branch.needs if choice in (rarest, anchor) or _is_telling(choice))
    return Needs(rarest, anchor, choices, openings)


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


def _is_telling(choice: Choice) -> bool:
    return all(len(literal.text) >= TELLING or literal.text in RARE for literal in choice)


def _is_usable(choice: Choice) -> bool:
    return all(len(literal.text) >= SHORTEST or literal.text in RARE for literal in choice)


def _is_scarce(choice: Choice) -> bool:
    return all(literal.text and (len(literal.text) >= SHORTEST or literal.text in SCARCE) for literal in choice)


def _read_branches(pattern: str) -> list[_Part]:
    """Return the branches of a pattern. Raises ValueError where its brackets do not close."""
    branches: list[list[tuple[_Part, float, float]]] = [[]]
    at = 0
    for token in _TOKEN.finditer(pattern):
        if token.start() != at:
            break
        at = token.end()
        if token["sign"] == "|":
            branches.append([])
        else:
            branches[-1].append((_read_atom(token), *_read_quantifier(token)))
    if at != len(pattern):
        raise ValueError(f"not understood from {at}")
    return [_read_sequence(branch) for branch in branches]


def _join(branches: Sequence[_Part]) -> _Part:
    """Return what a group needs: all that its one branch does, else one of what is best known of each."""
    if len(branches) == 1:
        return branches[0]
    width = min(branch.width[0] for branch in branches), max(branch.width[1] for branch in branches)
    known = _unite(branch.first for branch in branches)
    if not all(branch.needs for branch in branches):
        return _Part(width, first=known)
    return _Part(width, needs=(frozenset().union(*(_best(branch.needs) for branch in branches)),), first=known)


def _unite(several: Iterable[tuple[Opening, ...] | None]) -> tuple[Opening, ...] | None:
    """Return all that a match may begin with, None where that is not known of one."""
    found: list[Opening] = []
    for first in several:
        if first is None:
            return None
        found += first
    return tuple(found)


def _best(choices: Iterable[Choice]) -> Choice:
    """Return the choice whose shortest literal is longest, the one with the fewest literals first."""
    return max(choices, key=lambda choice: (min(len(literal.text) for literal in choice), -len(choice)))


def _read_sequence(parts: Iterable[tuple[_Part, float, float]]) -> _Part:
    """Return what one branch needs, of whose parts each is matched so often, at least and at most."""
    found: list[Choice] = []
    run, begun = "", (0.0, 0.0)  # the literal in hand, and where it began
    low, high = 0.0, 0.0
    guard = ""
    first: list[tuple[Opening, ...] | None] = []
    for part, fewest, most in parts:
        if not low:
            first.append(part.first and tuple((guard + behind, sign) for behind, sign in part.first))
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
    return _Part((low, high), needs=tuple(needs), first=_unite(first))


def _shift(choice: Choice, low: float, high: float) -> Choice:
    return frozenset(Literal(text, nearest + low, farthest + high) for text, nearest, farthest in choice)


def _read_quantifier(token: regex.Match[str]) -> tuple[float, float]:
    """Return how often an atom is matched, at least and at most."""
    if token["quantifier"] is None:
        return 1, 1
    sign = token["quantifier"][0]
    if sign != "{":
        return float(sign == "+"), 1 if sign == "?" else inf
    fewest = int(token["fewest"] or 0)
    return fewest, fewest if token["many"] is None else int(token["most"]) if token["most"] else inf


def _read_atom(token: regex.Match[str]) -> _Part:
    """Return what one atom needs."""
    if literal := token["run"] or token["char"]:
        return _Part((len(literal), len(literal)), literal, first=(("", literal[0]),))
    if token["group"]:
        return _read_group(token["group"])
    if found := token["class"]:
        signs = found[1:-1] if _SIGNS.fullmatch(found) else ""
        needs = (frozenset(Literal(sign, 0, 0) for sign in signs),) if signs and SCARCE.issuperset(signs) else ()
        return _Part((1, 1), needs=needs, first=(("", found),))
    if token["sign"]:
        return _Part((1, 1), first=None) if token["sign"] == "." else _Part((0, 0))
    escaped = token["escaped"]
    if _ESCAPED_LITERAL.fullmatch(escaped):
        return _Part((1, 1), escaped, first=(("", escaped),))
    if escaped in _ZERO_WIDTH:
        return _Part((0, 0))
    return _Part((0, inf), first=None) if escaped in _ANY_WIDTH else _Part((1, 1), first=(("", f"\\{escaped}"),))


@lru_cache(maxsize=GROUPS_KEPT)
def _read_group(source: str) -> _Part:
    """Return what a group in its brackets needs; what it does not know may be as long as it likes.

    The forms of months and ordinals stand in many patterns, and are read once.
    """
    head = _GROUP.match(source)
    assert head is not None
    whole = _join(_read_branches(source[head.end() : -1]))
    if head["look"] is None:
        return whole if head["plain"] is not None else _Part((0, inf), first=None)
    return _Part((0, 0), needs=whole.needs) if head["ahead"] else _Part((0, 0), guard=_guard(source, whole))


def _guard(source: str, inner: _Part) -> str:
    """Return a look behind that says as much of one sign alone, nothing where there is none."""
    behind = _LOOKBEHIND.match(source)
    if behind is None or _PLACES.search(source, behind.end()):
        return ""
    return source if behind["negative"] or inner.width == (1, 1) else ""
