"""Classes of quality: whose they are, before or behind the name, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.telling import tell

CASES = {
    "in quotes, behind the name": (
        "Качество госуслуг в Павлодарской области оценили как «выше среднего», в Астане – «высокое», а в Улытау – "
        "«ниже среднего». Оценку «среднее» получила Акмолинская область.",
        ["KZ-55 <above_average>", "KZ-71 <high>", "KZ-62 <below_average>", "KZ-11 <average>"],
    ),
    "before its names": (
        "К высокому уровню отнесены Татарстан (92 балла) и Башкирия (88 баллов), к среднему – Коми (60 баллов), "
        "к низкому – Тува (33 балла).",
        ["RU-TA 92 point <high>", "RU-BA 88 point <high>", "RU-KO 60 point <average>", "RU-TY 33 point <low>"],
    ),
    "beside a dash": (
        "Уровень зрелости: Татарстан – высокий (87 баллов), Тува – низкий (31 балл), Коми – средний (55 баллов).",
        ["RU-TA 87 point <high>", "RU-TY 31 point <low>", "RU-KO 55 point <average>"],
    ),
    "of a whole list": (
        "Высокое качество услуг:\n– Астана – 4,93 балла\n– Шымкент – 4,90 балла\n"
        "Качество выше среднего:\n– Абай – 4,72 балла\n– Жетысу – 4,70 балла",
        [
            "KZ-71 4.93 point <high>",
            "KZ-79 4.90 point <high>",
            "KZ-10 4.72 point <above_average>",
            "KZ-33 4.70 point <above_average>",
        ],
    ),
    "in plain words": (
        "Сервис в Алматы с 4,95 балла признан высоким, в Атырау – 4,60 балла, ниже среднего.",
        ["KZ-75 4.95 point <high>", "KZ-23 4.60 point <below_average>"],
    ),
    "of the last name alone": (
        "Лидирует Астана (4,95 балла), за ней Алматы (4,91), а в Улытау качество ниже среднего.",
        ["KZ-71 #1! 4.95 point", "KZ-75 #2 4.91 point", "KZ-62 <below_average>"],
    ),
    "of all names of a clause": (
        "Norway (97 points) and Finland (95) belong to the very high level; Brazil and Turkey to the average one, "
        "at 45 and 44, respectively.",
        ["NO 97 point <very_high>", "FI 95 point <very_high>", "BR 45 point <average>", "TR 44 point <average>"],
    ),
    "of names with places": (
        "Fifty-nine nations have a very high level, with Estonia placing 30th, Poland (33rd) and Latvia (41st).",
        ["EE #30! <very_high>", "PL #33! <very_high>", "LV #41! <very_high>"],
    ),
    "of the nation told of before": (
        "Norway is 2nd. That puts the nation in the very high human development category. "
        "Sweden, Denmark and Finland are further down.",
        ["NO #2! <very_high>"],
    ),
    "in Kazakh": (
        "Абай облысында (4,72 балл) қызмет сапасы орташадан жоғары, Жетісуда (4,60 балл) орташа, "
        "Ұлытауда (4,31 балл) төмен деңгейде.",
        ["KZ-10 4.72 point <above_average>", "KZ-33 4.60 point <average>", "KZ-62 4.31 point <low>"],
    ),
    "not of a high rate": (
        "Высокий уровень безработицы – в Абае (5,1%), самая высокая зарплата – в Атырау.",
        ["KZ-10 5.1 percent", "KZ-23 #1"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_a_category_is_told_of_its_names(text: str, expected: list[str]) -> None:
    assert tell(text) == expected
