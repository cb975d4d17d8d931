"""How rankings are told in Russian: each construction beside what a careful reader takes from it."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, tell

CASES = {
    "list with a lead": (
        "Самые высокие зарплаты по регионам:\n- Атырауская область – 556,1 тыс. тенге;\n- Астана – 521,2 тыс. тенге.",
        ["KZ-23 #1 556100 KZT", "KZ-71 #2 521200 KZT"],
    ),
    "list without a promised order": (
        "Зарплата по областям:\nАкмолинская область – 300 тыс. тенге;\nАктюбинская область – 310 тыс. тенге.",
        ["KZ-11 300000 KZT", "KZ-15 310000 KZT"],
    ),
    "numbered list": (
        "1) Астана — 7,9%\n2) Шымкент — 7,7%\n3) Алматы — 7,5%",
        ["KZ-71 #1! 7.9 percent", "KZ-79 #2! 7.7 percent", "KZ-75 #3! 7.5 percent"],
    ),
    "ties share a place": (
        "Выше всего уровень безработицы в Абайской области – 5,1%, Жамбылской – 5,1% и Павлодарской – 4,9%.",
        ["KZ-10 #1 5.1 percent", "KZ-31 #1 5.1 percent", "KZ-55 #3 4.9 percent"],
    ),
    "a second figure goes on ordering": (
        "Лидеры:\nАлматы – 4,98 балла, 96,6%;\nАстана – 4,98 балла, 96,5%.",
        ["KZ-75 #1 4.98 point, 96.6 percent", "KZ-71 #2 4.98 point, 96.5 percent"],
    ),
    "from the bottom": (
        "Ниже всего уровень безработицы в Улытауской области – 3,1%, в Астане – 3,4%.",
        ["KZ-62 -1 3.1 percent", "KZ-71 -2 3.4 percent"],
    ),
    "from the bottom of a known number": (
        "Оценены все 20 регионов. Отстающие:\nАлматы – 4,83 балла;\nАстана – 4,85 балла;\nШымкент – 4,85 балла.",
        ["KZ-75 #20 4.83 point", "KZ-71 #18 4.85 point", "KZ-79 #18 4.85 point"],
    ),
    "broken order withdraws places": (
        "Ниже всего зарплаты:\n- Абай – 284 тыс. тенге;\n- Жетысу – 300 тыс. тенге;\n- Шымкент – 310 тыс. тенге;\n"
        "- Астана – 304 тыс. тенге.",
        ["KZ-10 -1 284000 KZT", "KZ-33 -2 300000 KZT", "KZ-79 310000 KZT", "KZ-71 304000 KZT"],
    ),
    "stated places": (
        "Мангистауская область – 20-е место.\nКостанайская область – 19-е место.",
        ["KZ-47 #20!", "KZ-39 #19!"],
    ),
    "place before name": (
        "На втором месте Астана (19%), на третьем — Алматы (13,8%). Далее следуют Шымкент (12,1%) и Абай (10,7%).",
        ["KZ-71 #2! 19 percent", "KZ-75 #3! 13.8 percent", "KZ-79 #4 12.1 percent", "KZ-10 #5 10.7 percent"],
    ),
    "leader word": ("Рейтинг возглавила Акмолинская область с 61,3 балла.", ["KZ-11 #1! 61.3 point"]),
    "closes the top three": (
        "Тройку лидеров замыкает Астана, а замыкает тройку лидеров Астана (60 баллов).",
        ["KZ-71 #3! 60 point"],
    ),
    "closes the ranking": ("Замыкает рейтинг Мангистауская область – 41,2 балла.", ["KZ-47 -1! 41.2 point"]),
    "shared value": (
        "Больше всего безработных в Туркестанской области и городе Алматы — 5,1%.",
        ["KZ-61 #1 5.1 percent", "KZ-75 #1 5.1 percent"],
    ),
    "respectively": (
        "Астана и Алматы – 61,2 и 60,9 балла соответственно.",
        ["KZ-71 61.2 point", "KZ-75 60.9 point"],
    ),
    "value before name": (
        "5 230 тенге платят в Алматы, 4 118 тенге – в Шымкенте.",
        ["KZ-75 5230 KZT", "KZ-79 4118 KZT"],
    ),
    "inherited multiplier": (
        "Больше всего туристов в Алматы – 11,9 тыс., в Астане – 9,1, в Шымкенте – 7,5 тыс.",
        ["KZ-75 #1 11900 None", "KZ-71 #2 9100 None", "KZ-79 #3 7500 None"],
    ),
    "from and to": (
        "В Акмолинской области доля довольных выросла с 81,5% до 84,2%.",
        ["KZ-11 81.5 percent previous, 84.2 percent"],
    ),
    "a year earlier": (
        "Астана – 61,3 балла (годом ранее – 59,8 балла).",
        ["KZ-71 61.3 point, 59.8 point previous"],
    ),
    "change and level": (
        "В Акмолинской области безработица снизилась на 0,3% — до 4,4%.",
        ["KZ-11 -0.3 percent change, 4.4 percent"],
    ),
    "distance from the mean is no value": (
        "Астана – 61,3 балла, это на 8% выше среднего по стране.",
        ["KZ-71 61.3 point"],
    ),
    "the nation is no region": (
        "В среднем по стране – 4,86 балла, в Астане – 4,91 балла.",
        ["KZ-71 4.91 point"],
    ),
    "there": ("Лидирует Астана. Здесь средний балл – 4,9.", ["KZ-71 #1! 4.9 point"]),
    "a missing number is not borrowed": (
        "В Абайской области данных нет; в Астане – 12,4%.",
        ["KZ-71 12.4 percent"],
    ),
    "a percent in brackets beside a count": (
        "Далее Абай – 61 тыс. человек (7,1%), Улытау – 22,4 тыс. человек (9%).",
        ["KZ-10 61000 person, 7.1 percent", "KZ-62 22400 person, 9 percent"],
    ),
    "two ends in one sentence": (
        "Максимальное значение инфляции – в Акмолинской области (12,4%), минимальное – в Астане (9,2%).",
        ["KZ-11 #1 12.4 percent", "KZ-71 -1 9.2 percent"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_records_of_a_construction(text: str, expected: list[str]) -> None:
    assert tell(text) == expected


def test_rankings_are_told_apart_by_method() -> None:
    result = extract_text(
        "Офлайн-мониторинг за 2025 год\nЛидеры:\nАстана – 4,93 балла.\n"
        "Онлайн-мониторинг\nЛидеры:\nАлматы – 4,98 балла.\nАстана – 4,90 балла."
    )
    assert [ranking.id for ranking in result.rankings] == ["offline-2025", "online-2025"]
    assert [record.id for record in result.records] == ["offline-2025/KZ-71", "online-2025/KZ-75", "online-2025/KZ-71"]


def test_a_second_superlative_about_another_thing_is_another_ranking() -> None:
    result = extract_text("Выше всего уровень безработицы в Астане – 5,1%. Выше всего инфляция в Алматы – 12,4%.")
    assert [ranking.id for ranking in result.rankings] == ["unemployment_rate", "inflation"]


def test_category_belongs_to_the_name_before_it() -> None:
    result = extract_text("Астана – 20-е место, качество «выше среднего».\nАлматы – 19-е место.")
    assert [record.category.value if record.category else None for record in result.records] == ["above_average", None]


def test_counts_ranges_and_means_are_aggregates() -> None:
    result = extract_text(
        "Средняя оценка по стране составила 4,86 балла. 17 из 20 регионов получили высокие оценки — "
        "от 4,80 до 4,93 балла. Остальные 3 региона показали уровень «выше среднего». "
        "Лучшие показатели: Астана – 4,93 балла."
    )
    told = {
        aggregate.statistic: [(value.metric, value.value, value.of) for value in aggregate.values]
        for aggregate in result.aggregates
    }
    assert told == {
        "mean": [("score", "4.86", None)],
        "range": [("score", "4.80", None), ("score", "4.93", None)],
        "count": [("rated_high", "17", "20"), ("rated_above_average", "3", None)],
    }
    assert not result.ledger.unexplained


def test_breakdowns_are_set_aside() -> None:
    result = extract_text("Безработица в Астане – 4,6%. У мужчин уровень упал с 4,4% до 4,1%.")
    assert [record.id for record in result.records] == ["unemployment_rate/KZ-71"]
    assert result.ledger.ignored == {"breakdown": 2}


def test_a_figure_told_twice_is_one_value() -> None:
    result = extract_text("Лидирует Астана – 4,91 балла. Итак, Астана – 4,91 балла.")
    (record,) = result.records
    (value,) = record.values
    assert [quote.text for quote in value.repeated] == ["4,91"]
