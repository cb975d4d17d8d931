"""Texts that contradict nothing, though they look so at first; beside each, one like it that does."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed

JUMP = (
    "По доходам лидирует Астана: 520,5 тыс. тенге. На втором месте Атырау – 510,2 тыс., "
    "на третьем – Алматы с 480,1 тыс. {last}"
)
NUMBERED = "1. Астана – 63,9 балла\n2. Алматы – 61,2 балла\n3. Шымкент – 60,1 балла\n{last}. Абай – 59,0 балла\n"
REST = (
    "Средний балл по стране – 70,3. Первая Астана – 80,4 балла, вторым стал Шымкент с 78,8 балла. "
    "Худший результат у Улытау: 64,2 балла, последнее место. {rest}"
)
TWICE = "Kazakhstan is 34th among 69 economies this year. {again}\n"
LISTED_TWICE = "1. Астана – 63,9 балла\n2. Алматы – 61,2 балла\n3. Шымкент – 60,1 балла\n4. Астана – 63,9 балла\n"

TIED = "1) Астана – 68%;\n2) Алматы – 61%;\n3) Шымкент – 57%;\n3) Абай – {tied}%;\n5) Улытау – 49%.\n"
WOMEN = (
    "Женщины живут дольше. Лучший показатель в Астане (81,90 года), далее Алматы (81,22) и Мангистау (80,15).\n\n"
    "Мужчины отстают. Первая опять Астана (73,88), за ней Алматы с 73,69 года и Абай с 73,05.\n"
)
PAGE_OF_TWO = (
    "The barometer scores 180 states. Denmark leads with 90 points, Finland is 2nd with 88. "
    "Nigeria is 140th (26) and Turkmenistan 175th (17).\n"
    "On open budgets, where only 125 states were scored, Sweden has 85.\n"
)

FROM_THE_TOP = (
    "Самая высокая доля бедных – в Туркестанской области (9,1%). Далее идут Жамбылская область (8,0%), Абай (7,4%) и "
    "Улытау (6,2%) – {span}.\n"
)


def accused(text: str) -> list[str]:
    return [check.rule for check in failed(extract_text(text)) if check.severity == "error"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (JUMP.format(last="Замыкает десятку Абай – 300,7 тыс."), []),
        (NUMBERED.format(last="4"), []),
        (NUMBERED.format(last="10"), ["ranks-distinct"]),
        (REST.format(rest="Прочие регионы набрали от 66,1 до 74,8 балла."), []),
        (TWICE.format(again="A year ago Kazakhstan was 35th."), []),
        (LISTED_TWICE, ["repeat-agrees"]),
        (TIED.format(tied="57"), []),
        (TIED.format(tied="55"), ["ranks-distinct"]),
        (WOMEN, []),
        (PAGE_OF_TWO, []),
        (FROM_THE_TOP.format(span="от 9,1% до 6,2%"), []),
        (FROM_THE_TOP.format(span="от 9,1% до 8,2%"), ["range-holds"]),
    ],
)
def test_only_what_is_contradicted_is_accused(text: str, wrong: list[str]) -> None:
    assert accused(text) == wrong


def test_a_mean_is_held_against_ends_that_are_ends() -> None:
    # The last in unemployment may have the most of it: then nothing is known of the other end.
    text = "Антилидером по безработице остаётся Ингушетия – 26,3%. В среднем по стране 4,7%. В Чечне 13,5%."
    assert not [check for check in failed(extract_text(text)) if check.rule == "mean-within"]
    text = (
        "Выше всего зарплата в Атырау – 512 тыс. тенге, ниже всего в Абае – 260 тыс. В среднем по стране {} тыс. тенге."
    )
    assert not [check for check in failed(extract_text(text.format(350))) if check.rule == "mean-within"]
    assert [check for check in failed(extract_text(text.format(550))) if check.rule == "mean-within"]


SHARED_NAME = (
    "Абай стал первым среди соседей по темпам роста.\n"
    "В области доход вырос на 8,1%, что позволило ей занять третье место в стране. За ней идёт Улытау с 7,9%.\n"
)
LATER = (
    "Visits grew by 15.3 percent against 562,500 people a year before.\n"
    "Uganda sent the most tourists to Kazakhstan, 1.2 million people.\n"
)


def doubted(text: str) -> list[str]:
    return [check.rule for check in failed(extract_text(text)) if check.severity != "note"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        # One slip breaks an order once; what breaks it more often was none.
        ("Лидируют по цене Абай (21,5 балла), Улытау (22,9 балла) и Астана (23,6 балла).", []),
        ("Лидируют по цене Абай (27,5 балла), Улытау (22,9 балла) и Астана (23,6 балла).", ["list-order"]),
        ("Лидируют по цене Абай (27,5 балла) и Улытау (22,9 балла). Следом Астана (23,6 балла).", []),
        # Under one name two figures may be of two things, unless one is the other with a slip.
        ("Безработица в Абае – 27,4%. Спустя год: безработица в Абае – 8,9%.", []),
        ("Безработица в Абае – 27,4%. Итак, безработица в Абае – 28,4%.", ["repeat-agrees"]),
        ("Средняя зарплата по стране – 420 тыс. тенге. Средняя зарплата по стране – 420,9 тыс. тенге.", []),
        ("Средняя зарплата по стране – 420 тыс. тенге. Средняя зарплата по стране – 96 тыс. тенге.", []),
        (
            "Средняя зарплата по стране – 420 тыс. тенге. Средняя зарплата по стране – 402 тыс. тенге.",
            ["repeat-agrees"],
        ),
        # A fall in percent may be printed without its sign, as one in units may.
        ("Зарплата в Абае снизилась с 76,4 до 75,8 тыс. тенге, изменение 0,8%.", []),
        ("Абай 6,41 ұпаймен 43-орынға ие болды. Былтыр 49-орында еді (6,23), сонда 6 сатыға өрледі.", []),
        (SHARED_NAME, []),
        (LATER, []),
        # The city is older than its standing as a region.
        ("В 2009 году зарплата в Шымкенте – 74,5 тыс. тенге.", []),
    ],
)
def test_only_what_is_likely_wrong_is_doubted(text: str, wrong: list[str]) -> None:
    assert doubted(text) == wrong


CHAIN = (
    "Самый дорогой набор в Тыве – 812 рублей. "
    "На втором месте Абай ({}), на третьем – Улытау ({}), на четвёртом – Астана ({})."
)


def test_one_slip_breaks_an_order_whose_way_the_figures_tell() -> None:
    assert accused(CHAIN.format("766 рублей", "738 рублей", "721 рубль")) == []
    assert accused(CHAIN.format("766 рублей", "721 рубль", "738 рублей")) == ["rank-fits-value"]
    # What is many times smaller is of another thing: a loss, a change.
    assert accused(CHAIN.format("766 рублей", "2,2 рубля", "738 рублей")) == []


def test_the_last_may_be_told_before_the_last_but_one() -> None:
    text = (
        "Kenya leads the regions with 84.1 percent. Abai is last with 11.6 percent, Ulytau, second from the bottom, "
        "has 12.9 percent."
    )
    assert doubted(text) == []


def test_rows_that_their_labels_do_not_tell_apart_are_not_accused() -> None:
    towns = ("Region | Votes", *(f"{name} | {votes}" for votes in range(210, 1210, 200) for name in ("Iowa", "Ohio")))
    doubts = [c for c in failed(extract_text("Votes by region\n\n" + "\n".join(towns))) if c.rule == "repeat-agrees"]
    assert {check.severity for check in doubts} <= {"note"}
