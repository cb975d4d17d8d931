"""Earlier times: asides that go back for a clause, orders of last year, lists of two years."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, tell, tell_by_ranking

ASIDES = {
    "a place of a year ago is history": (
        "Казахстан набрал 39 баллов и занял 92-е место. Годом ранее республика была на 88-м с 40 баллами, "
        "то есть опустилась на 4 позиции. Дания, Швеция и Норвегия впереди.",
        ["KZ #92! 39 point, 40 point previous"],
    ),
    "a sentence without a name": (
        "Казахстан занял 62-е место среди 104 стран: скорость — 74,55 Мбит/с. "
        "Год назад было 58,31 Мбит/с и 71-я позиция. Дания, Швеция и Норвегия впереди.",
        ["KZ #62! 74.55 megabit_per_second, 58.31 megabit_per_second previous"],
    ),
    "a period behind a comma": (
        "Астана – 93%, в 2024 году – 90%. Алматы – 91% (в 2024-м – 89%).",
        ["KZ-71 93 percent, 90 percent previous 2024", "KZ-75 91 percent, 89 percent previous 2024"],
    ),
    "a clause with a pronoun": (
        "В 2025 году лидирует Астана – 93%, в 2024-м она была второй с 90%.",
        ["KZ-71 #1! 93 percent, 90 percent previous 2024"],
    ),
    "in Kazakh": (
        "Қазақстан 62-орында, 74,5 балл. Бір жыл бұрын 71-орында болып, 58,3 балл жинаған еді. "
        "Дания, Норвегия мен Швеция алда.",
        ["KZ #62! 74.5 point, 58.3 point previous"],
    ),
    "an earlier figure alone": (
        "Абай поднялся с 12-го места на 5-е: 88,1 балла. Прошлогодний результат – 81,2.",
        ["KZ-10 #5! 88.1 point, 81.2 None previous"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ASIDES.values(), ids=ASIDES.keys())
def test_an_aside_goes_back_in_time(text: str, expected: list[str]) -> None:
    assert tell(text) == expected


ORDERS = {
    "a trio of last year": (
        "Рейтинг качества за 2025 год. Первое место – у Астаны (4,93), второе – у Алматы (4,90). "
        "Прошлогодняя тройка: Абай (4,91), Улытау (4,88), Шымкент (4,85). Последнее место занял Атырау (4,1).",
        {
            "m1-2025": ["KZ-71 #1! 4.93 None", "KZ-75 #2! 4.90 None", "KZ-23 -1! 4.1 None"],
            "m1-2024": ["KZ-10 #1 4.91 None", "KZ-62 #2 4.88 None", "KZ-79 #3 4.85 None"],
        },
    ),
    "places of last year with their figures": (
        "Astana leads with 93% in 2025, followed by Almaty (91%). Last year Almaty was first with 90%, "
        "Astana second with 88%. Turkistan is last with 70%.",
        {
            "m1-2025": ["KZ-71 #1! 93 percent", "KZ-75 #2 91 percent", "KZ-61 -1! 70 percent"],
            "m1-2024": ["KZ-75 #1! 90 percent", "KZ-71 #2! 88 percent"],
        },
    ),
    "lists under their years": (
        "Лидеры 2025 года:\n- Астана – 93%\n- Алматы – 91%\nЛидеры 2024 года:\n- Алматы – 90%\n- Астана – 88%",
        {
            "m1-2025": ["KZ-71 #1 93 percent", "KZ-75 #2 91 percent"],
            "m1-2024": ["KZ-75 #1 90 percent", "KZ-71 #2 88 percent"],
        },
    ),
}


@pytest.mark.parametrize(("text", "expected"), ORDERS.values(), ids=ORDERS.keys())
def test_another_year_is_another_ranking(text: str, expected: dict[str, list[str]]) -> None:
    assert tell_by_ranking(text) == expected


def test_an_aside_about_the_whole() -> None:
    result = extract_text(
        "Инфляция в Казахстане в 2025 году – 12,4%. Годом ранее было 8,6%. Выше всего она в Абае – 14%."
    )
    (mean,) = result.aggregates
    assert [(v.value, v.role, v.period) for v in mean.values] == [
        ("12.4", "current", "2025"),
        ("8.6", "previous", "2024"),
    ]
