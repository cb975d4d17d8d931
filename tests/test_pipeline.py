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
from extractor.assemblers import assemble
from extractor.checks import check, judge
from extractor.errors import InputError
from extractor.finders import find
from extractor.packs import load_pack
from extractor.results import Result
from tests.telling import assert_quotes, extract_text, read_text

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
    "20 млн 471 тыс.", "1e5 тенге", "н/д", "от 4,1\nдо 4,9 балла", "9" * 30 + ",5 тыс. тенге",
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


@pytest.mark.parametrize("gap", ["\n", "\f", "\v", "\u2028"])
def test_a_range_broken_over_lines_costs_nothing(gap: str) -> None:
    text = f"Оценки в регионах Казахстана — от 4,1{gap}до 4,9 балла.\n\nЛидирует Астана – 4,8 балла."
    assert [record.region.name for record in extract_text(text).records] == ["Астана"]


def test_a_number_told_in_parts_stands_on_a_quote_that_gives_it_whole() -> None:
    result = extract_text(
        "Население. Лидеры:\n1. Алматы — 2 млн 342 тыс. человек\n2. Астана — 1 млн 604 тыс. человек\n"
    )
    values = [value for record in result.records for value in record.values]
    assert [value.value for value in values] == ["2342000", "1604000"]
    assert [value.evidence[0].text for value in values] == ["2 млн 342 тыс.", "1 млн 604 тыс."]
    assert not [check for check in result.checks if check.status == "failed"]


def test_missing_marks_beside_figures_have_ids_of_their_own() -> None:
    text = (
        "Регионы Узбекистана\nСамаркандская область\t18,655.2\t5\t4,384.0\t9\nСурхандарьинская область\t3,120.9\t14\t"
        "1,073.4\t14\n\nХорезмская область\t8,930.3\t12\t–\t8\nНавоийская область\t56,372.5\t2\t51,962.2\t1\n"
    )
    assert_sound(extract_text(text), text)


def test_what_cannot_be_read_again_is_dropped_and_findings_name_its_record() -> None:
    pack = load_pack()
    document = read_text("Лидеры рейтинга:\n1. Астана — 4,93 балла\n2. Алматы — 4,80 балла\n")
    assembly = assemble(document, find(document, pack), pack)
    first = assembly.records[0]
    wrong = msgspec.structs.replace(first.values[0], value="5.93")
    record = msgspec.structs.replace(first, values=(wrong,))
    slipped = msgspec.structs.replace(assembly, records=(record, *assembly.records[1:]))
    judged = judge(slipped, check(document, slipped, pack).checks)
    assert judged.records[0].values == ()
    assert wrong.evidence[0].start in assembly.used - judged.used
    failed = [finding for finding in judged.checks if finding.status == "failed"]
    assert [(finding.rule, finding.subjects) for finding in failed] == [("grounding", (record.id,))]
    assert not [finding for finding in judged.checks if wrong.id in finding.subjects]
