"""What findings say: every language holds the same messages with the same names to fill in, and the checks use each."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from extractor.packs import load_pack

CHECKS = Path(__file__).parents[2] / "extractor" / "checks"


def fields(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_languages_say_the_same(language: str) -> None:
    english, other = load_pack().messages("en"), load_pack().messages(language)
    assert sorted(english) == sorted(other)
    assert [name for name in english if fields(english[name]) != fields(other[name])] == []
    assert [name for name in english if english[name] == other[name] and fields(english[name]) != {*()}] == []


def test_every_message_is_said_by_a_check() -> None:
    modules = (*sorted(CHECKS.glob("*.py")), CHECKS.parent / "corrections.py")
    code = "".join(path.read_text("utf-8") for path in modules)
    stems = {name.partition(".")[0] for name in load_pack().messages("en")}
    made = {"rule-mean", "rule-sum", "composite-is-mean", "composite-is-sum", "composite-is-weighted"}
    made |= {"repeat-mean", "repeat-total", *(f"times-1{'000' * groups}" for groups in range(1, 5))}
    assert [stem for stem in sorted(stems - made) if f'"{stem}' not in code] == []
