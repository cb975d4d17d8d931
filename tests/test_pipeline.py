"""Properties of the whole: quotes are exact, every number is accounted for, the same input gives the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import extract
from extractor.errors import InputError
from extractor.results import Result
from tests.telling import assert_quotes, extract_text

# Pieces that articles are made of, to be strung together at random.
NAMES = [
    "Астана",
    "Алматы",
    "Карагандинская область",
    "в Абайской области",
    "ВКО",
    "область Улытау",
    "по стране",
    "Шымкент",
]
FIGURES = [
    "4,93 балла", "93,8%", "12,3 тыс. тенге", "17 из 20 регионов", "20-е место", "3", "1 млн 367 тыс. 085 человек",
    "на 5% больше", "(годом ранее – 4,8)", "2025 года", "-8,1 %", "от 4,80 до 4,93 балла", "1,2,3", "топ-5", "м²",
]  # fmt: skip
WORDS = [
    "Лидеры:", "Отстающие:", "выше всего", "онлайн-мониторинг", "комплексная оценка", "соответственно", "здесь",
    "замыкает тройку", "средняя оценка", "у мужчин", "1.", "- ", "№",
]  # fmt: skip
JOINTS = [" ", " – ", ", ", "; ", ".\n", "\n", " и ", " (", ") ", ": ", "\t", " | ", "\r\n"]

pieces = st.sampled_from(NAMES + FIGURES + WORDS) | st.text(max_size=4)
texts = st.lists(st.tuples(pieces, st.sampled_from(JOINTS)), max_size=30).map(
    # Control characters, byte-order marks and lone surrogates are the readers' business.
    lambda pairs: (
        "Текст. " + regex.sub(r"[\p{Cc}--[\t\r\n]\p{Cs}\ufeff]", "", "".join(a + b for a, b in pairs), flags=regex.V1)
    )
)
bounded = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_sound(result: Result, text: str) -> None:
    """Assert what holds for every result, whatever the document."""
    assert_quotes(result, text)
    ledger = result.ledger
    assert ledger.numbers == ledger.used + sum(ledger.ignored.values()) + len(ledger.unexplained)
    ids = [value.id for owner in (*result.records, *result.aggregates) for value in owner.values]
    ids += [record.id for record in result.records] + [ranking.id for ranking in result.rankings]
    assert len(ids) == len(set(ids))
    known = set(ids) | {aggregate.id for aggregate in result.aggregates}
    assert all(subject in known for check in result.checks for subject in check.subjects)
    assert not [check for check in result.checks if check.rule == "grounding" and check.status == "failed"]


@bounded
@given(texts)
def test_any_text_gives_a_sound_result(text: str) -> None:
    assert_sound(extract_text(text), text)


@bounded
@given(texts)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    assert msgspec.json.encode(extract_text(text)) == msgspec.json.encode(extract_text(text))


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Лидеры:\nАстана – 4,93 балла, 93,8%;\nАлматы – 4,90 балла, 92,7%.\n", "utf-8")
    runs = [
        subprocess.run(
            [sys.executable, "-m", "extractor", str(path), "-f", "json"],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("content", ["Ничего особенного.", "12", "Астана", "  \n\n12,5%\n", "٣٤ ４,９３ ①"])
def test_texts_with_nothing_to_find(content: str) -> None:
    result = extract_text(content)
    assert result.records == ()
    assert_sound(result, content)


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        extract(tmp_path / "missing.txt")
