"""The texts that speed is measured on, and the work they make: counted in calls, never timed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.speed import count_calls
from benchmarks.texts import UGLY, articles_by_language, distinct_text, pack_articles
from extractor.packs import load_pack

PACK = load_pack(())
SHORT, TIMES = 4_000, 4
# Work that grows as the length makes four times the calls, work that grows as its square sixteen times.
MOST = TIMES * 1.6


def test_articles_are_packed_to_one_length() -> None:
    by_language = articles_by_language(PACK)
    assert {"ru", "kk", "en"} <= set(by_language)
    packed = pack_articles(by_language["ru"])
    assert len(packed) > 3
    assert all(4_000 <= len(article) < 6_000 for article in packed)
    assert packed == pack_articles(by_language["ru"])


def test_distinct_text_repeats_no_figures() -> None:
    articles = articles_by_language(PACK)["ru"]
    text = distinct_text(articles, 200_000)
    assert len(text) == 200_000
    assert text == distinct_text(articles, 200_000)
    assert text[:100] != text[100_000:100_100]
    assert len(set(text.splitlines())) > 0.9 * len([line for line in text.splitlines() if any(map(str.isdigit, line))])


@pytest.mark.parametrize("name", ["distinct articles", *UGLY])
def test_work_grows_as_the_length(name: str, tmp_path: Path) -> None:
    articles = articles_by_language(PACK)["ru"]
    make = UGLY.get(name, lambda _, length: distinct_text(articles, length))
    few, many = (count_calls(make(PACK, length), tmp_path) for length in (SHORT, SHORT * TIMES))
    assert many <= MOST * few + 2_000
