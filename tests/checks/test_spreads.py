"""How far the first and the last are apart is told as their figures are."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed

RUSSIAN = "Первое место заняла Астана – 71,6 балла. Последнее место у Улытау – 27,8 балла. {}"
ENGLISH = "Astana ranked first with 71.6 points. Ulytau is in last place with 27.8 points. {}"
KAZAKH = "Астана бірінші орында – 71,6 балл. Соңғы орында Ұлытау – 27,8 балл. {}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RUSSIAN.format("Разрыв между первым и последним регионом – {} балла."), ("43,8", "48,3")),
        (ENGLISH.format("First and last are {} points apart."), ("43.8", "48.3")),
        (ENGLISH.format("The gap between the first and the last region is {} points."), ("43.8", "48.3")),
        (KAZAKH.format("Бірінші мен соңғы өңір арасындағы айырма – {} балл."), ("43,8", "48,3")),
    ],
)
def test_first_and_last_are_as_far_apart_as_is_told(text: str, told: tuple[str, str]) -> None:
    right, slip = (extract_text(text.format(figure)) for figure in told)
    assert failed(right) == []
    assert [(check.rule, check.severity) for check in failed(slip)] == [("spread-holds", "error")]


def test_what_lies_beyond_the_ends_denies_them() -> None:
    text = RUSSIAN.format("В Абае 90,1 балла. Разрыв между первым и последним регионом – 62,3 балла.")
    assert "spread-holds" not in {check.rule for check in failed(extract_text(text))}
