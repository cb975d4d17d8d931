"""Tables of random layouts (those of the benchmark) are read as they were meant."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))

from adjacency import Score, Table
from drawing import draw_document
from layouts import RULES, Layout
from tables import generate, lay_document, score_page, to_cells

from tests.readers.pdf.made_pdfs import read_pdf

PLAIN = Layout(seed=11, columns=5, rows=9, figures=("comma", "space"))


def compare(layout: Layout) -> tuple[Score, Score]:
    data, models = draw_document(layout)
    pages = lay_document(read_pdf(data))
    found: list[Table] = [table for number in sorted(pages) for table in pages[number]]
    return score_page(found, [to_cells(model) for model in models])


def assert_whole(layout: Layout) -> None:
    for score in compare(layout):
        assert score.right == score.found == score.meant > 0


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_cell_is_right_whatever_the_rules(rules: str, language: str) -> None:
    assert_whole(replace(PLAIN, rules=rules, language=language))


@pytest.mark.parametrize(
    "changes",
    [
        {"levels": 2},
        {"levels": 2, "rules": "booktabs", "columns": 7},
        {"header_width": 0.3, "rules": "header"},
        {"label_width": 0.4, "rules": "none", "row_gap": 6.0},
        {"label_width": 0.4, "rules": "rows", "value_place": "middle"},
        {"indented": True, "rules": "booktabs"},
        {"sections": 3, "section_spans": False, "rules": "none"},
        {"sections": 3, "rules": "grid"},
        {"numbered": True, "counted": True, "rules": "header"},
        {"marks": True, "rules": "none"},
        {"gaps": 0.2, "rules": "rows"},
        {"pairs": 3, "columns": 2, "rules": "none"},
        {"turn": 90, "rules": "none"},
        {"turn": 270, "rules": "grid"},
        {"rotate": 90, "rules": "booktabs"},
        {"rotate": 180, "rules": "none"},
        {"sideways_heads": True},
        {"figures": ("indian", "share", "percent"), "rules": "header"},
        {"sections": 3, "section_spans": False, "section_gap": 0.6, "rules": "booktabs"},
        {"sections": 3, "section_spans": False, "section_gap": 0.6, "rules": "none"},
        {"levels": 2, "rules": "columns", "columns": 7},
        {"levels": 2, "rules": "head", "columns": 7},
        {"font": "Courier", "language": "en", "rules": "booktabs", "figures": ("thousands", "share")},
        {"rotate": 270, "sideways_heads": True, "counted": True},
        {"beside": "prose", "columns": 3, "rules": "none"},
        {"beside": "table", "columns": 3, "rules": "booktabs"},
        {"columns": 24, "rows": 55, "size": 6.5, "figures": ("comma",), "rules": "header"},
    ],
    ids=str,
)
def test_every_cell_is_right_with_each_feature(changes: dict[str, object]) -> None:
    assert_whole(replace(PLAIN, **changes))  # type: ignore[arg-type]


def test_random_layouts_are_read_well() -> None:
    relations, figures = Score(), Score()
    for layout in generate(25, seed=2024):
        if layout.pages == 1:
            one, two = compare(layout)
            relations, figures = relations.plus(one), figures.plus(two)
    assert relations.f1 > 0.97
    assert figures.recall > 0.8
