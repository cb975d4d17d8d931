"""Scans: rules that are tried only where their literals are find what they find when they are run over everything."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.finders.sentences import split_sentences
from extractor.packs import Language, load_pack
from extractor.packs.languages import SCANNED
from extractor.spans import Span
from extractor.text import lower

PACK = load_pack(())
ARTICLES = Path(__file__).parents[1] / "articles" / "dev"
SIGNS = {"\ue001\ue000\ue000": r"\d[\d.,]*%?", "\ue002\ue000\ue000": r"\p{Lu}\p{L}+"}


def every_match(language: Language, text: str, spans: list[Span]) -> dict[str, list[Span]]:
    """Run each rule over each span, the slow way; one without literals over the whole text."""
    found = {}
    for kind in SCANNED:
        for rule in language.rules(kind):
            places = spans if rule.needs else [(0, len(text))]
            matches = [match.span() for span in places for match in rule.pattern.finditer(text, *span)]
            if matches:
                found[rule.rule.id] = matches
    return found


def scanned_matches(language: Language, text: str, spans: list[Span]) -> dict[str, list[Span]]:
    scan = language.scan(text, spans)
    found: dict[str, list[Span]] = {}
    for kind in SCANNED:
        for rule, match in scan.finditer(kind):
            found.setdefault(rule.rule.id, []).append(match.span())
    return found


def masked(text: str) -> str:
    """Put signs where numbers and names may stand."""
    for sign, pattern in SIGNS.items():
        text = regex.sub(pattern, sign, text)
    return lower(text)


@pytest.mark.parametrize("name", sorted(PACK.languages))
@pytest.mark.parametrize("mask", [lower, masked], ids=["plain", "masked"])
def test_a_scan_finds_what_every_rule_finds_everywhere(name: str, mask: object) -> None:
    language = PACK.language(name)
    examples = [example for _, rule in language.all_rules for example in (*rule.examples, *rule.non_examples)]
    articles = [path.read_text("utf-8") for path in sorted(ARTICLES.glob("10?.txt"))]
    text = "\n".join(mask(part) for part in (*examples, *articles))  # type: ignore[operator]
    lines = [match.span() for match in regex.finditer(r"[^\n]+", text)]
    spans = [span for line in lines for span in split_sentences(text, *line, language)]
    found = every_match(language, text, spans)
    assert scanned_matches(language, text, spans) == found
    assert len(found) > 20


def test_what_stands_in_no_span_is_not_found() -> None:
    language = PACK.language("ru")
    text = "Лучше всего в Астане. Лучше всего в Астане. Лучше всего в Астане."
    assert scanned_matches(language, lower(text), []) == {}
    matches = scanned_matches(language, lower(text), [(22, 43)])
    assert {start for spans in matches.values() for start, _ in spans} <= {*range(22, 43)}
    assert matches


PIECES = [
    piece
    for name in sorted(PACK.languages)
    for _, rule in PACK.language(name).all_rules
    for example in rule.examples[:1]
    for piece in masked(example).split()
]


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(PACK.languages)),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=30),
    st.lists(st.sampled_from(" \n\u00a0\t–-0٣(.,ё"), min_size=1, max_size=5),
)
def test_whatever_blanks_dashes_and_digits_stand_between_words(name: str, words: list[str], between: list[str]) -> None:
    text = "".join(word + between[at % len(between)] for at, word in enumerate(words))
    language, spans = PACK.language(name), [(0, len(text) // 2), (len(text) // 2, len(text))]
    assert scanned_matches(language, text, spans) == every_match(language, text, spans)
