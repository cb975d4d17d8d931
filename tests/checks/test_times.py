"""Names and borders in time: regions told of before they were, by another time's name, or across a border."""

from __future__ import annotations

import pytest

from tests.telling import extract_text


def told(text: str) -> list[tuple[str, str, str]]:
    checks = [check for check in extract_text(text).checks if check.rule.endswith("-in-time")]
    return [(check.rule, check.severity, check.evidence[0].text) for check in checks]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Рейтинг регионов за 2019 год: лидируют область Абай – 81,2 балла и Нур-Султан – 80,1 балла.",
            [("region-in-time", "warning", "область Абай")],
        ),
        (
            "Зарплаты в 2025 году: выше всего в Нур-Султане – 512 тыс. тенге, в Атырау – 470 тыс. тенге.",
            [("name-in-time", "note", "Нур-Султане")],
        ),
        ("Scores of 2016. Leading are South Kazakhstan Region with 81.2 points and Astana with 80.1 points.", []),
        (
            "Scores of 2024. Leading are South Kazakhstan Region with 81.2 points and Astana with 80.1 points.",
            [("name-in-time", "note", "South Kazakhstan Region")],
        ),
        (
            "2025 жылы жалақы: Қарағанды облысында 470 мың теңге (2021 жылы – 300 мың теңге), Астанада 512 мың теңге.",
            [("borders-in-time", "note", "Қарағанды облысында")],
        ),
        (
            "2025 жылы жалақы: Қарағанды облысында 470 мың теңге (2023 жылы – 400 мың теңге), Астанада 512 мың теңге.",
            [],
        ),
        ("В 2022 году выше всего зарплата в области Абай – 312 тыс. тенге, в Астане – 410 тыс. тенге.", []),
    ],
)
def test_names_and_borders_in_time(text: str, found: list[tuple[str, str, str]]) -> None:
    assert told(text) == found
