"""Literals read off patterns: what is read is held by every match, and where it says."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from extractor.literals import Literal, required_literals
from extractor.text import level


def words(pattern: str) -> list[list[str]]:
    return [sorted(literal.text for literal in needs.rarest) for needs in required_literals(pattern)]


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("лидер", [["лидер"]]),
        ("лидеры?", [["лидер"]]),
        ("лидер(?:ы|ов)?", [["лидер"]]),
        ("(?:аб|вг)+где", [["где"]]),
        ("аб|вг", [["аб"], ["вг"]]),
        ("аб{2,3}в", [["абб"]]),
        ("аб{0,3}вг", [["вг"]]),
        (r"аб\.вг", [["аб.вг"]]),
        (r"аб\s+вгд", [[" вгд"]]),
        (r"аб(?=\sвгд)", [[" вгд"]]),
        (r"аб(?!\sвгд)(?<=аб)(?<!вгд)", [["аб"]]),
        ("[аб]вг", [["авг", "бвг"]]),
        ("[]аб]вг", [["вг"]]),
        (r"\p{Lu}аб", [["аб"]]),
        ("а|вг", []),
        (r"\d+", []),
        ("(?i)лидер", []),
        ("(?:лидер){e<=1}", []),
        ("5%", [["0%"]]),
        (r"\d%", [["0%"]]),
        (r"\d:\d", [["0:0"]]),
        (r"\d[./]\d", [["0.0", "0/0"]]),
        (r"\d[-/]\d", [["0-0", "0/0"]]),
        (r"\d[^./]\d", []),
        (r"\d[,-/]\d", []),
        (r"8[ -]\d", [["0 0", "0-0"]]),
        (r"\d:\d\sлидер", [["0:0 лидер"]]),
        (r"\x41лидер", []),
        (r"(?P<a>б)\g<a>лидер", []),
        ("(", []),
        ("[[:alpha:]]вгд", []),
        ("[^[:alpha:]]вгд", []),
        ("(?V1)[[аб]--[б]]вг", []),
        (r"[–—-]\s?[0-9]{2}", [["- 00", "-00"]]),
        (r"\d{2,4} ещ[её]", [["00 еще"]]),
        (r"(?:the )?(?:first|top) of", [["first of", "the first of", "the top of", "top of"]]),
        (r"(?:\p{L}+ly )?(?:first|top)\p{L}+", [["ly first", "ly top"], ["first"], ["top"]]),
    ],
)
def test_what_a_pattern_needs(pattern: str, needed: list[list[str]]) -> None:
    assert words(pattern) == needed


@pytest.mark.parametrize(
    ("pattern", "anchor"),
    [
        ("лидер", ("лидер", 0, 0)),
        (r"\d{1,3}-е место", ("0-е место", 0, 2)),
        (r"\p{L}+ лидер|а", None),
        (r"[а-б]\s(?:в|гд)+лидер", ("лидер", 3, float("inf"))),
        (r"[а-б](?:в|гд\p{L})лидер", ("лидер", 2, 4)),
        (r"\b^лидер", ("лидер", 0, 0)),
        (r"(?P<a>х)\1лидер", ("лидер", 1, float("inf"))),
        (r"(?:х\d){2}лидер", ("лидер", 4, 4)),
    ],
)
def test_where_a_match_begins(pattern: str, anchor: tuple[str, float, float] | None) -> None:
    found = [literal for needs in required_literals(pattern) for literal in needs.anchor]
    assert found == ([Literal(*anchor)] if anchor is not None else [])
    for match in regex.finditer(pattern, "в лидер 12-е место хх лидер х1х2лидер а 5лидер агдвлидер") if anchor else ():
        text = level(match.string)
        places = [at - match.start() for at in range(match.start(), match.end()) if text.startswith(anchor[0], at)]
        assert any(anchor[1] <= place <= anchor[2] for place in places)


@pytest.mark.parametrize(
    ("pattern", "openings"),
    [
        ("лидер", [("", "л")]),
        (r"(?:в )?лидер", [("", "в"), ("", "л")]),
        (r"(?<!\p{L})(?:в |на )лидер", [(r"(?<!\p{L})", "в"), (r"(?<!\p{L})", "н")]),
        (r"\d{0,2}лидер", [("", r"\d"), ("", "л")]),
        (r"(?:^|(?<=\s))\.?[Лл]идер", [("", "."), ("", "[Лл]")]),
        (r"(?<!x\d|^)(?<=[,(])(?<=, )лидер", [("(?<=[,(])", "л")]),
        (r"(?<!\p{L}|он )лидер", [(r"(?<!\p{L}|он )", "л")]),
        (r".?лидер", []),
        (r"(?P<a>х)*\1?лидер", []),
        (r"\p{L}*(?=лидер)", []),
    ],
)
def test_what_a_match_begins_with(pattern: str, openings: list[tuple[str, str]]) -> None:
    (needs,) = required_literals(pattern)
    assert list(needs.openings) == openings


@given(st.text())
def test_a_levelled_text_has_one_sign_for_all_of_a_kind(text: str) -> None:
    levelled = level(text)
    assert len(levelled) == len(text)
    assert level(levelled) == levelled
    for kind, sign in ((r"\d", "0"), (r"\s", " ")):
        assert {levelled[match.start()] for match in regex.finditer(kind, text)} <= {sign}
