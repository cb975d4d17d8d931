"""Places and orders: how they are told, and how a list goes on, turns, or ends."""

from __future__ import annotations

import pytest

from tests.telling import tell, tell_by_ranking

PLACES = {
    "a superlative by its form": (
        "Крупнейший производитель зерна — Акмолинская область с 5,8 млн тонн, на втором месте Костанайская — 5,1 млн "
        "тонн.",
        ["KZ-11 #1 5800000 tonne", "KZ-39 #2! 5100000 tonne"],
    ),
    "the lion's share": (
        "Почти половина вкладов приходится на Алматы – 9,1 трлн тенге. Второе место у Астаны – 4,7 трлн тенге.",
        ["KZ-75 #1 9100000000000 KZT", "KZ-71 #2! 4700000000000 KZT"],
    ),
    "medals": (
        "Пальма первенства у Астаны – 93%. Серебро досталось Алматы (91%), бронза – Шымкенту (90%).",
        ["KZ-71 #1! 93 percent", "KZ-75 #2! 91 percent", "KZ-79 #3! 90 percent"],
    ),
    "a group named from behind in Kazakh": (
        "Ақтөбе (103,4%), Қарағанды (102,8%) және Жамбыл (102,5%) облыстары алда.",
        ["KZ-15 #1 103.4 percent", "KZ-35 #2 102.8 percent", "KZ-31 #3 102.5 percent"],
    ),
    "places behind dashes": (
        "Астана – первая, Алматы – вторая, Абай – третий.",
        ["KZ-71 #1!", "KZ-75 #2!", "KZ-10 #3!"],
    ),
    "places in one list, names in another": (
        "Third, fourth and fifth are Almaty (701.3), Zhambyl (655.8) and Kostanay (590.2 thousand) regions.",
        ["KZ-19 #3! 701300 None", "KZ-31 #4! 655800 None", "KZ-39 #5! 590200 None"],
    ),
    "places without their noun": (
        "Четвёртое и пятое достались Абаю и Жетысу – 688,1 и 651,4 тыс. тенге соответственно.",
        ["KZ-10 #4! 688100 KZT", "KZ-33 #5! 651400 KZT"],
    ),
    "from the end": (
        "Астана – третья с конца: 41,2%.",
        ["KZ-71 -3! 41.2 percent"],
    ),
    "a gain in places is no place": (
        "Абай опустился на 4 позиции и занял 9-е место.",
        ["KZ-10 #9!"],
    ),
    "contrast ends an order": (
        "Лидирует Астана – 93%, тогда как в Улытау – 41%.",
        ["KZ-71 #1! 93 percent", "KZ-62 41 percent"],
    ),
    "a chain word goes on, though its end is named again": (
        "Дороже всего яйца в Мангистау (624 тенге) и Атырау (597 тенге). В пятёрку самых дорогих вошли также ЗКО "
        "(571 тенге) и Алматы (564 тенге).",
        ["KZ-47 #1 624 KZT", "KZ-23 #2 597 KZT", "KZ-27 #3 571 KZT", "KZ-75 #4 564 KZT"],
    ),
    "a number that turns to the next name": (
        "Лидирует Астана с 93%, за ней с 91% Алматы, далее Шымкент (90%).",
        ["KZ-71 #1! 93 percent", "KZ-75 #2 91 percent", "KZ-79 #3 90 percent"],
    ),
    "a number headed by a word of order": (
        "Лидирует Астана (93%), минимум, 41%, — в Улытау.",
        ["KZ-71 #1! 93 percent", "KZ-62 -1 41 percent"],
    ),
    "a number before its name in Kazakh": (
        "Бірінші орында – Алматы (512,4 мың), екінші – Астана (398,0 мың), үшінші – 61,3 мыңмен Шымкент.",
        ["KZ-75 #1! 512400 None", "KZ-71 #2! 398000 None", "KZ-79 #3! 61300 None"],
    ),
    "upwards from the end in Kazakh": (
        "Соңғы орында – Ұлытау облысы (4,47), оның алдында – 4,50 балмен Жетісу облысы.",
        ["KZ-62 -1! 4.47 None", "KZ-33 -2 4.50 point"],
    ),
    "where a superlative holds is not the whole": (
        "Turkistan region has the largest herd of cattle in the country, 1.2 million. Abai region comes second with "
        "742.5 thousand head.",
        ["KZ-61 #1 1200000 count", "KZ-10 #2! 742500 count"],
    ),
    "things counted are no thousands": (
        "Больше всего читателей в Абае – 612 тыс., в Улытау – 341 тыс. Каждый прочёл в Жетысу 27,3 книги.",
        ["KZ-10 #1 612000 None", "KZ-62 #2 341000 None", "KZ-33 27.3 None"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES.keys())
def test_places_of_a_construction(text: str, expected: list[str]) -> None:
    assert tell(text) == expected


RANKINGS = {
    "an order by change has two ends": (
        "Безработица выше всего в Туве – 19%, ниже всего в Москве – 1,2%. Сильнее всех улучшилась обстановка в Марий "
        "Эл: уровень упал на 2,7% — до 3,4%. Быстрее всего хуже становилось в Чечне: плюс 1,1%, теперь там 12,1%.",
        {
            "unemployment_rate": ["RU-TY #1 19 percent", "RU-MOW -1 1.2 percent"],
            "unemployment_rate-2": [
                "RU-ME #1 -2.7 percent change, 3.4 percent",
                "RU-CE -1 1.1 percent change, 12.1 percent",
            ],
        },
    ),
    "an order by change goes on": (
        "Сильнее всех за год прибавила Адыгея — на 7,4 п. п., до 61,5%. За ней следует Хакасия: плюс 6,8 п. п., до "
        "57,9%.",
        {
            "m1": [
                "RU-AD #1 7.4 percentage_point change, 61.5 percent",
                "RU-KK #2 6.8 percentage_point change, 57.9 percent",
            ]
        },
    ),
    "changes to levels in English": (
        "Wages rose fastest in Ohio, by 7.4% to $1,200, followed by Utah, up 6.8% to $1,310.",
        {"salary": ["US-OH #1 7.4 percent change, 1200 USD", "US-UT #2 6.8 percent change, 1310 USD"]},
    ),
    "the other end of a bare list": (
        "Больше всего нарушений в следующих регионах:\n1. Алматинская область – 1 207\n2. Туркестанская область – 1 "
        "164\nРеже всего их фиксировали в Улытау – 121 случай, Мангистау – 188.",
        {"m1": ["KZ-19 #1! 1207 None", "KZ-61 #2! 1164 None", "KZ-62 -1 121 count", "KZ-47 -2 188 count"]},
    ),
    "the other end under a general name": (
        "Наилучший охват в Мангистау (99,7% населения). Самая низкая доля – в Абае, 7,4%, и Улытау, 9,1%.",
        {"m1": ["KZ-47 #1 99.7 percent", "KZ-10 -1 7.4 percent", "KZ-62 -2 9.1 percent"]},
    ),
}


@pytest.mark.parametrize(("text", "expected"), RANKINGS.values(), ids=RANKINGS.keys())
def test_rankings_of_a_construction(text: str, expected: dict[str, list[str]]) -> None:
    assert tell_by_ranking(text) == expected
