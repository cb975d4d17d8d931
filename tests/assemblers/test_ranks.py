"""Places that follow from order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.assemblers.drafts import Figure, Indicator, Listing, RankingDraft, Row
from extractor.assemblers.ranks import infer_ranks
from extractor.model import NumberMention, RankMention, RegionMention
from tests.telling import extract_text


def make_row(*values: str, rank: int | None = None) -> Row:
    figures = []
    for at, value in enumerate(values):
        number = NumberMention(
            start=0, end=1, rule="number", left=0, right=1, value=Decimal(value), step=Decimal(1), multiplier=Decimal(1)
        )
        figures.append(
            Figure(
                number=number,
                value=Decimal(value),
                step=Decimal(1),
                multiplier=Decimal(1),
                unit="point",
                metric=Indicator(label=f"m{at}"),
                label=None,
                role="current",
                period=None,
                rule="list-dash",
            )
        )
    told = RankMention(start=0, end=1, rule="place", value=rank, digits=(0, 1)) if rank else None
    return Row(
        region=RegionMention(start=0, end=1, rule="gazetteer", codes=("X",), kind="region"), figures=figures, rank=told
    )


def places(
    rows: list[Row], end: str | None, size: int | None = None
) -> list[tuple[int | None, int | None, int | None]]:
    draft = RankingDraft(method=None, period=None, listings=[Listing(end=end, rows=rows)])  # type: ignore[arg-type]
    infer_ranks(draft, size, {})
    return [(row.place, row.from_bottom, row.tied_to) for row in rows]


@pytest.mark.parametrize(
    ("values", "end", "size", "expected"),
    [
        (["9", "8", "7"], "high", None, [(1, None, None), (2, None, None), (3, None, None)]),
        (["9", "8", "8", "7"], "high", None, [(1, None, None), (2, None, 3), (2, None, 3), (4, None, None)]),
        (["9", "7", "8"], "high", None, [(1, None, None), (None, None, None), (None, None, None)]),
        (["1", "2", "2"], "low", 20, [(20, 1, None), (18, 2, 19), (18, 2, 19)]),
        (["1", "2"], "low", None, [(None, 1, None), (None, 2, None)]),
        (["9", "8"], None, 20, [(None, None, None), (None, None, None)]),
        (["1", "2", "3"], "high", None, [(1, None, None), (2, None, None), (3, None, None)]),
    ],
)
def test_places_by_order(
    values: list[str], end: str | None, size: int | None, expected: list[tuple[int | None, int | None, int | None]]
) -> None:
    assert places([make_row(value) for value in values], end, size) == expected


def test_a_second_figure_parts_equal_first_ones() -> None:
    rows = [make_row("5", "9"), make_row("5", "8"), make_row("5", "8")]
    assert places(rows, "high") == [(1, None, 3), (1, None, 3), (1, None, 3)]
    assert places(rows[:2], "high") == [(1, None, None), (2, None, None)]


def test_places_go_on_from_a_stated_one() -> None:
    rows = [make_row("9", rank=4), make_row("8"), make_row("7")]
    assert [place for place, _, _ in places(rows, None)] == [None, 5, 6]


def test_a_stated_last_place_is_told_from_the_end_too() -> None:
    result = extract_text("Оценены все 20 регионов. На 20-м месте Мангистауская область – 41,2 балла.")
    (record,) = result.records
    assert record.rank is not None
    assert (record.rank.value, record.rank.from_bottom) == (20, 1)
