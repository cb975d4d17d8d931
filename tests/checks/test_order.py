"""Orders that a word gives a list: slips leave them standing and are doubted, other orders are none."""

from __future__ import annotations

import pytest

from tests.telling import extract_text

LISTS = {
    "ru": ("Лидеры по доле довольных:", "Астана Алматы Шымкент Абай Улытау Жетысу Мангистау Костанай Павлодар"),
    "en": ("Leaders by the share of the satisfied:", "Astana Almaty Shymkent Abai Ulytau Jetisu Mangystau Kostanay"),
    "kk": ("Қанағаттанғандар үлесі бойынша көшбасшылар:", "Астана Алматы Шымкент Абай Ұлытау Жетісу Маңғыстау"),
}


def grade(lead: str, names: list[str], figures: list[int]) -> list[str]:
    """Return how the breaks of a list's order are told: "warning 85 88"."""
    lines = [f"{name} – {figure}%;" for name, figure in zip(names, figures, strict=False)]
    result = extract_text("\n".join([lead, *lines]) + "\n")
    return [
        f"{check.severity} {check.evidence[0].text} {check.evidence[1].text}"
        for check in result.checks
        if check.rule == "list-order" and check.status == "failed"
    ]


@pytest.mark.parametrize("language", LISTS)
@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ([90, 89, 88, 80, 79, 75, 70], []),
        ([90, 85, 88, 80, 79, 75, 70], ["warning 85 88"]),
        # Two slips do not hide each other.
        ([90, 85, 88, 80, 79, 81, 70], ["warning 85 88", "warning 79 81"]),
        ([90, 89, 88, 97, 79, 18, 70], ["warning 88 97", "warning 18 70"]),
        # The tail is told from the bottom, or a second list begins: no slip of one figure does that.
        ([90, 88, 85, 80, 31, 36, 39], ["note 31 36", "note 36 39"]),
        ([90, 80, 70, 60, 85, 75, 65], ["note 60 85"]),
        # In no order.
        ([71, 85, 88, 60, 90, 55, 79], ["note 71 85", "note 85 88", "note 60 90", "note 55 79"]),
    ],
)
def test_slips_leave_an_order_that_nearly_all_figures_keep(language: str, figures: list[int], found: list[str]) -> None:
    lead, names = LISTS[language]
    assert grade(lead, names.split(), figures) == found
