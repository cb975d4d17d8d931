"""What a pattern cannot match without, read off the pattern: literals, how far behind a match's start, its first sign.

A scan for all literals of all rules at once tells where in a text a rule can match at all; elsewhere it is never
run. The reading is on the safe side: what it does not understand, it takes to match without any literal.

Literals are looked for in the *levelled* text, where one sign stands for all digits, one for all blanks and one for
all dashes: so `\\s`, `\\d` and `[–—-]` are literals as well, and "на\\s\\d\\d-м" is the one literal "на 00-м".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import inf
from typing import NamedTuple

import regex

from extractor.text import level

# They stand for mentions in the masked text.
MENTIONS = frozenset("\ue001\ue002\ue003\ue004")
# How much signs tell, a letter being 1 and any other sign 2.
_WEIGHTS = {
    **dict.fromkeys(" 0,", 0.5),
    **dict.fromkeys((*".-:/()", *MENTIONS), 1.5),
    **dict.fromkeys("@#…$€£₸₽", 3.0),
}
# What tells less is not looked for; of further literals, what tells less is not asked for.
LEAST_TELLING, TELLING = 1.5, 3.0
# For each letter more, a literal stands at so many times as few places.
RARER = 4.0
# Distances of an anchor that are more than so many are too many to try each.
LOOSEST = 24
_LOOKBEHIND = regex.compile(r"\(\?<(?P<negative>!)?")
# What a look at one sign of a text, instead of at all of it, may take for something else.
_PLACES = regex.compile(r"\(\?(?:=|!|<)|\\[bBmMGAzZ]|(?<!\[)\^|\$")
_GROUP = regex.compile(r"\((?:(?P<plain>\?(?:P?<\w+>|:|>)|(?!\?))|(?P<look>\?(?:(?P<ahead>=)|!|<=|<!)))?")
_SIGNS = regex.compile(r"\[(?P<signs>(?:[^\]\[\\^-]|\d-\d|\\[sd.]|(?<=\[)-|-(?=\]))+)\]")
_SIGN = regex.compile(r"\d-\d|\\.|.", regex.DOTALL)
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
# Flags that change what letters or sets mean, fuzzy matching, characters by their numbers or names, calls of groups,
# resets, sets of sets.
_UNREAD = regex.compile(r"\(\?[a-zA-Z]*(?:[ix]|V1)|\[\^?\[|--|&&|\|\||~~|\{[eids]\s*[<:]|\{[eids]\}|\\[xuUNLgK]")
_LEVELLED_CLASSES = {"s": " ", "d": "0"}
_ZERO_WIDTH = frozenset("bBmMGAzZ")
_ANY_WIDTH = frozenset("0123456789RX")
READINGS_KEPT = 16_384
# A branch that begins with so many ways to go on is read as one.
MOST_OPENED = 32
# Strings that a row of pieces may match are listed up to so many.
MOST_LITERALS = 8
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
    """A piece of a pattern: the few strings that it matches, else what it needs; and how many characters it may match.

    `first` is what a match begins with unless it is empty; None where that is not known. `guard` is what a piece
    without width says of the sign before it.
    """

    width: Width
    literals: tuple[str, ...] = ()
    needs: tuple[Choice, ...] = ()
    first: tuple[Opening, ...] | None = ()
    guard: str = ""


class _Atom(NamedTuple):
    """A part that is matched so often, at least and at most; of a plain group, also the pattern in its brackets."""

    part: _Part
    fewest: float
    most: float
    inner: str = ""


def required_literals(pattern: str) -> tuple[Needs, ...]:
    """Return what matches need, an entry a branch of the pattern; nothing where a match may hold no literal.

    A match is taken to be looked for within one span, so that what a lookahead sees counts as held.

    >>> [sorted(x.text for x in needs.rarest) for needs in required_literals(r"(?:лидер(?:ы|ов)|впереди)\\s+всех?")]
    [['впереди ', 'лидеров ', 'лидеры ']]
    >>> required_literals(r"\\d+|лидер")
    ()
    """
    if _UNREAD.search(pattern):
        return ()
    try:
        branches = [part for branch in _split(pattern) for part in _read_branch(branch)]
    except ValueError:
        return ()
    return tuple(map(_choose, branches)) if all(branch.needs for branch in branches) else ()


def _choose(branch: _Part) -> Needs:
    openings = tuple(dict.fromkeys(branch.first or ())) if branch.width[0] else ()
    rarest, anchor = _best(branch.needs), min(branch.needs, key=_expect_begins)
    # What every sentence holds, such as the endings of words, costs more than it tells.
    choices = tuple(x for x in branch.needs if x in (rarest, anchor) or _is_telling(x))
    return Needs(rarest, anchor, choices, openings)


def known_words(branches: Iterable[Needs]) -> frozenset[str]:
    """Return strings of which every match holds at least one, as long ones as are known; none where nothing is needed.

    >>> sorted(known_words(required_literals(r"на\\s(?:вершине|верху)|впереди")))
    ['впереди', 'на верху', 'на вершине']
    """
    return frozenset(literal.text for needs in branches for literal in needs.rarest)


@lru_cache(maxsize=READINGS_KEPT)
def _weigh(text: str) -> float:
    return sum([_WEIGHTS.get(sign, 1.0 if sign.isalpha() else 2.0) for sign in text])


def _weigh_choice(choice: Choice) -> float:
    """Return how much it tells that one of the literals stands somewhere."""
    return min([_weigh(literal.text) for literal in choice])


def _is_telling(choice: Choice) -> bool:
    return all(_weigh(literal.text) >= TELLING or not MENTIONS.isdisjoint(literal.text) for literal in choice)


def _expect(choice: Choice) -> float:
    """Return a measure of how often one of the literals stands in a text."""
    return sum([float(RARER ** -_weigh(literal.text)) for literal in choice])


def _expect_begins(choice: Choice) -> float:
    """Return a measure of how many places have to be tried behind which one of the literals stands."""
    loose = max(literal.farthest - literal.nearest for literal in choice)
    return _expect(choice) * (loose + 1) if loose <= LOOSEST else inf


@lru_cache(maxsize=READINGS_KEPT)
def _split(pattern: str) -> tuple[tuple[_Atom, ...], ...]:
    """Return the atoms of each branch of a pattern. Raises ValueError where its brackets do not close."""
    branches: list[list[_Atom]] = [[]]
    at = 0
    for token in _TOKEN.finditer(pattern):
        if token.start() != at:
            break
        at = token.end()
        if token[0] == "|":
            branches.append([])
        else:
            branches[-1].append(_read_atom(token[0]))
    if at != len(pattern):
        raise ValueError(f"not understood from {at}")
    return tuple(map(tuple, branches))


def _read_branch(branch: tuple[_Atom, ...]) -> list[_Part]:
    """Return what a branch needs; by its ways to begin, where it is not one literal that tells the place of each."""
    whole = _read_sequence(branch)
    if whole.needs and all(x.nearest == x.farthest for x in min(whole.needs, key=_expect_begins)):
        return [whole]
    return list(map(_read_sequence, _open(branch)))


def _open(branch: tuple[_Atom, ...]) -> list[tuple[_Atom, ...]]:
    """Return a branch that begins with a group as one for each of the group's own, where these are not too many.

    So each way to begin has literals of its own: of "(?:the )?(?:first|top) of", that are "the first of" and so on.
    """
    at = next((at for at, atom in enumerate(branch) if atom.part.width[1]), len(branch))
    if at == len(branch) or branch[at].most != 1 or not branch[at].inner:
        return [branch]
    options = [*_split(branch[at].inner), *([()] if not branch[at].fewest else ())]
    opened = [row for option in options for row in _open((*branch[:at], *option, *branch[at + 1 :]))]
    return opened if len(opened) <= MOST_OPENED else [branch]


def _join(branches: Sequence[_Part]) -> _Part:
    """Return what a group needs: all that its one branch does, else one of what is best known of each."""
    if len(branches) == 1:
        return branches[0]
    width = min(branch.width[0] for branch in branches), max(branch.width[1] for branch in branches)
    known = _unite(branch.first for branch in branches)
    literals = tuple(dict.fromkeys(literal for branch in branches for literal in branch.literals))
    if not all(branch.literals for branch in branches) or len(literals) > MOST_LITERALS:
        literals = ()
    if not all(branch.needs for branch in branches):
        return _Part(width, literals, first=known)
    needs = frozenset().union(*(_best(branch.needs) for branch in branches))
    return _Part(width, literals, (needs,), known)


def _best(choices: Sequence[Choice]) -> Choice:
    """Return the choice that tells most."""
    return choices[0] if len(choices) == 1 else min(choices, key=_expect)


def _unite(several: Iterable[tuple[Opening, ...] | None]) -> tuple[Opening, ...] | None:
    """Return all that a match may begin with, None where that is not known of one."""
    found: list[Opening] = []
    for first in several:
        if first is None:
            return None
        found += first
    return tuple(found)


class _Run:
    """The strings that a row of pieces may match, as long as they are few, and where they begin."""

    def __init__(self) -> None:
        self.texts: tuple[str, ...] = ()
        self.place = (0.0, 0.0)
        self.closed: list[Choice] = []

    def close(self) -> None:
        """End the strings in hand; one that begins with another says no more than that."""
        texts = self.texts
        ends = [x for x in texts if not any(x.startswith(y) for y in texts if x != y)] if len(texts) > 1 else texts
        self.closed.append(frozenset(Literal(text, *self.place) for text in ends))
        self.texts = ()

    def add(self, texts: Sequence[str], place: Width) -> None:
        """Go on with one of the texts; they begin a run of their own where these would be too many strings."""
        if len(self.texts) * len(texts) > MOST_LITERALS:
            self.close()
        if not self.texts:
            self.place, self.texts = place, ("",)
        self.texts = tuple(dict.fromkeys([text + more for text in self.texts for more in texts]))


def _read_sequence(atoms: Sequence[_Atom]) -> _Part:
    """Return what one branch needs."""
    if len(atoms) == 1 and atoms[0].fewest == atoms[0].most == 1:
        return atoms[0].part
    run = _Run()
    found: list[Choice] = []
    low, high = 0.0, 0.0
    guard, whole = "", True
    first: list[tuple[Opening, ...] | None] = []
    for part, fewest, most, _ in atoms:
        if not low:
            first.append(part.first and tuple((guard + behind, sign) for behind, sign in part.first))
            guard += part.guard if fewest else ""
        if part.literals and most == 1:
            run.add(part.literals if fewest else ("", *part.literals), (low, high))
        elif part.literals or part.width[1]:
            repeated = len(part.literals) == 1 and len(part.literals[0]) == 1
            if repeated and fewest:
                run.add((part.literals[0] * int(fewest),), (low, high))
            if not repeated or fewest != most:
                run.close()
                whole = False
                # Where a sign may be repeated, the last ones stand right before what follows.
                if repeated and fewest:
                    run.add((part.literals[0] * int(fewest),), (low, high + most - fewest))
        if fewest and part.needs and not (part.literals and most == 1):
            found += [_shift(choice, low, high if most == 1 else inf) for choice in part.needs]
        low, high = low + fewest * part.width[0], high + (most * part.width[1] if most and part.width[1] else 0)
    literals = run.texts if whole and not run.closed else ()
    run.close()
    needs = tuple(dict.fromkeys(x for x in (*run.closed, *found) if x and _weigh_choice(x) >= LEAST_TELLING))
    return _Part((low, high), literals, needs, _unite(first))


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


@lru_cache(maxsize=READINGS_KEPT)
def _read_atom(source: str) -> _Atom:
    """Return an atom with its quantifier; the same ones stand in many patterns, and are read once."""
    token = _TOKEN.fullmatch(source)
    assert token is not None
    fewest, most = _read_quantifier(token)
    if not (group := token["group"]):
        return _Atom(_read_token(token), fewest, most)
    head = _GROUP.match(group)
    inner = group[head.end() : -1] if head is not None and head["plain"] is not None else ""
    return _Atom(_read_group(group), fewest, most, inner)


def _read_token(token: regex.Match[str]) -> _Part:
    """Return what one atom that is no group needs."""
    if literal := token["run"] or token["char"]:
        return _spell((level(literal),), literal[0])
    if found := token["class"]:
        return _spell(_read_class(found), found)
    if token["sign"]:
        return _Part((1, 1), first=None) if token["sign"] == "." else _Part((0, 0))
    escaped = token["escaped"]
    if escaped in _LEVELLED_CLASSES:
        return _spell((_LEVELLED_CLASSES[escaped],), f"\\{escaped}")
    if _ESCAPED_LITERAL.fullmatch(escaped):
        return _spell((level(escaped),), escaped)
    if escaped in _ZERO_WIDTH:
        return _Part((0, 0))
    return _Part((0, inf), first=None) if escaped in _ANY_WIDTH else _Part((1, 1), first=(("", f"\\{escaped}"),))


def _spell(literals: tuple[str, ...], first: str) -> _Part:
    """Return the part that matches one of some strings of one length, or one sign where none are given."""
    choice = frozenset(Literal(literal, 0, 0) for literal in literals)
    needs = (choice,) if choice and _weigh_choice(choice) >= LEAST_TELLING else ()
    length = len(literals[0]) if literals else 1
    return _Part((length, length), literals, needs, (("", first),))


def _read_class(source: str) -> tuple[str, ...]:
    """Return the signs, levelled, of a class that lists its few; none of another."""
    listed = _SIGNS.fullmatch(source)
    signs = _SIGN.findall(listed["signs"]) if listed is not None else ()
    found = (_LEVELLED_CLASSES.get(x[1:2], level(x[1:2])) if x[0] == "\\" else level(x[0]) for x in signs)
    literals = tuple(dict.fromkeys(found))
    return literals if len(literals) <= MOST_LITERALS else ()


def _read_group(source: str) -> _Part:
    """Return what a group in its brackets needs; what it does not know may be as long as it likes."""
    head = _GROUP.match(source)
    assert head is not None
    whole = _join(list(map(_read_sequence, _split(source[head.end() : -1]))))
    if head["look"] is None:
        return whole if head["plain"] is not None else _Part((0, inf), first=None)
    return _Part((0, 0), needs=whole.needs) if head["ahead"] else _Part((0, 0), guard=_guard(source, whole))


def _guard(source: str, inner: _Part) -> str:
    """Return a look behind that says as much of one sign alone, nothing where there is none."""
    behind = _LOOKBEHIND.match(source)
    if behind is None or _PLACES.search(source, behind.end()):
        return ""
    return source if behind["negative"] or inner.width == (1, 1) else ""
