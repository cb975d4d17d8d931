import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from extractor.writers import Layout, write
from extractor.writers.terminal import clean
from tests.made_results import make_result

HOSTILE = "[bold red]край[/bold red] \x1b[31m\x1b]0;title\x07 :smile: \u202eкрай [link=x]"


def shown(width: int = 80, *, colour: bool = False, **fields: object) -> str:
    stream = io.BytesIO()
    write("table", [make_result(**fields)], stream, Layout(width=width, colour=colour))  # type: ignore[arg-type]
    return stream.getvalue().decode()


@pytest.mark.parametrize("width", [40, 80, 160])
def test_table_fits_its_width(width: int) -> None:
    assert max(cell_len(line) for line in shown(width, failed=True).splitlines()) <= width


def test_table_tells_ranks_values_and_verdicts() -> None:
    lines = shown(120).splitlines()
    first = next(line for line in lines if "Северный край" in line)
    assert first.split() == ["1*", "Северный", "край", "4.93", ">97.30", "выше", "среднего", "✓"]
    assert next(line for line in lines if "Южный край" in line).split() == ["18–19", "Южный", "край", "—", "·"]
    assert next(line for line in lines if "Западный край" in line).split() == [
        "-1*", "Западный", "край", "4.885…4.905", "≈",
    ]  # fmt: skip
    assert any("17 of 20" in line for line in lines)


def test_figures_are_never_broken_however_narrow_it_is() -> None:
    words = [word for line in shown(40).splitlines() for word in line.split()]
    assert {"4.93", ">97.30", "4.885…4.905", "1*", "18–19", "-1*"} <= set(words)
    assert words.count("✓") >= 2  # the columns are split over tables, each with the verdict


def test_failed_checks_show_their_quotes() -> None:
    assert "composite-is-mean" not in shown()
    found = shown(failed=True)
    assert "✗ error composite-is-mean: 4.93 and the mean of its parts" in found
    assert "“4,93” at 120" in found
    assert "“4,90” page 3" in found


def test_warnings_and_ledger_close_the_page() -> None:
    found = shown(120)
    assert "Warning, encoding-guessed: read as cp1251, a guess" in found
    assert "Numbers: 9, of them 5 used, 3 ignored (date 2, list-size 1), 1 unexplained: “11” at 10" in found


def test_hostile_text_is_shown_as_text() -> None:
    found = shown(200, name=HOSTILE)
    assert "[bold red]край[/bold red]" in found
    assert "[link=x]" in found
    assert ":smile:" in found
    assert "\x1b" not in found
    assert "\x07" not in found
    assert "\u202e" not in found


def test_colour_only_where_asked() -> None:
    assert "\x1b" not in shown()
    assert "\x1b]0;" not in shown(colour=True, name=HOSTILE)


@given(st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_any_name_can_be_shown(name: str) -> None:
    assert "Checks:" in shown(name=name)


@given(st.text())
def test_clean_text_is_one_printable_line(text: str) -> None:
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in clean(text))
