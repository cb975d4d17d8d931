"""Patterns as trees."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from extractor.packs import RULE_KINDS, load_pack
from extractor.regexes import branches, parse, sample

PACK = load_pack()
PATTERNS = sorted(
    {
        compiled.pattern.pattern
        for name in PACK.languages
        for kind in RULE_KINDS
        for compiled in PACK.language(name).rules(kind)  # type: ignore[arg-type]
    }
)


def test_every_shipped_pattern_is_understood_and_whole() -> None:
    for pattern in PATTERNS:
        rows = branches(parse(pattern))
        assert "|".join("".join(node.source for node in row) for row in rows) == pattern


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"from\s(?:a|b)to", "from ato"), (r"x?(?P<n>ab{2,})+", "abb"), (r"(?<!x)[а-я]\p{L}+", "аa"), (r"(?>a|b)++", "a")],
)
def test_a_sample_is_a_match(pattern: str, text: str) -> None:
    assert sample(parse(pattern)) == text
    assert regex.fullmatch(pattern, text)


def test_repeats_and_what_never_gives_back() -> None:
    (row,) = branches(parse(r"a+b*+c{2,5}(?>d+)e{60,}"))
    assert [(n.low, n.high, n.atomic, n.endless) for n in row] == [
        (1, None, False, True),
        (0, None, True, False),
        (2, 5, False, False),
        (1, 1, True, False),
        (60, None, False, True),
    ]


@pytest.mark.parametrize("pattern", ["(", ")", "[a", r"\p{", "a\\", "(?P<x", r"x(?:a|b"])
def test_what_is_broken_is_told(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(pattern)


@given(st.text(alphabet=r"ab\sd.|()[]{}?*+^$,0123pL:<>=!P", max_size=24))
def test_any_text_is_parsed_or_refused(pattern: str) -> None:
    try:
        parse(pattern)
    except ValueError:
        return
