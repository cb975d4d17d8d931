"""The one cell that a total pins down: its bounds hold in every completion, and both ends are reached."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from pathlib import Path

import pytest

from extractor import extract
from extractor.results import Result, Value
from tests.checks.test_arithmetic import page

NAMES = ("Астана", "Алматы", "Шымкент", "Абай", "Улытау")
HALF = Decimal("0.05")


def read_column(folder: Path, figures: list[str], total: str, header: str, label: str = "Итого") -> Result:
    path = folder / "page.html"
    rows = [*zip(NAMES, figures, strict=False), (label, total)]
    path.write_text(page(rows, ("Регион", header)), "utf-8")
    return extract(path)


def derived(result: Result) -> list[Value]:
    return [value for record in result.records for value in record.values if value.status == "derived"]


@pytest.mark.parametrize("mark", ["—", "н/д"])
def test_a_marked_cell_of_counts_is_what_the_total_leaves(tmp_path: Path, mark: str) -> None:
    result = read_column(tmp_path, ["20 400", "31 700", mark, "8 050"], "88 200", "2025")
    (value,) = derived(result)
    assert (value.id.split("/")[1], value.interval, value.verdict) == ("KZ-79", ("28050", "28050"), "derived")
    assert {"20 400", "31 700", "8 050", "88 200"} <= {quote.text for quote in value.evidence}
    names = [value.id for record in result.records for value in record.values]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("figures", "total", "label"),
    [
        (["20 400", "31 700", "—", "—"], "88 200", "Итого"),  # two are missing
        (["20 400", "31 700", "—", "8 050"], "888 200", "Казахстан"),  # the rows are only some of the country's
        (["20 400", "31 700", "—", "8 050"], "58 200", "Итого"),  # less than the rows make
    ],
)
def test_where_a_total_pins_nothing_down_nothing_is_derived(
    tmp_path: Path, figures: list[str], total: str, label: str
) -> None:
    assert derived(read_column(tmp_path, figures, total, "2025", label)) == []


@pytest.mark.parametrize("seed", range(4))
def test_the_bounds_of_a_share_of_hundred_by_brute_force(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    figures = [Decimal(rng.randint(100, 300)) / 10 for _ in range(3)]
    told = [f"{figure:.1f}".replace(".", ",") for figure in figures]
    (value,) = derived(read_column(tmp_path, [*told[:2], "—", told[2]], "100,0", "Доля, %"))
    assert value.interval is not None
    low, high = map(Decimal, value.interval)
    ends = [(figure - HALF, figure, figure + HALF) for figure in (Decimal(100), *figures)]
    left = [whole - sum(rest) for whole, *rest in itertools.product(*ends)]
    assert (min(left), max(left)) == (low, high)
