"""The samples: each against its expected result, and all against the facts that they were made of."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from extractor import extract
from extractor.model import Document
from extractor.pipeline import read_document
from extractor.results import Evidence, Result, Value
from extractor.writers.json import to_json
from samples import facts
from tests.conftest import pytest_addoption

ROOT = Path(__file__).parents[1]
NAMES = tuple(facts.EXPECTED)
PDFS = tuple(name for name in NAMES if name.endswith(".pdf"))
SAME_ARTICLE = ("article.ru.txt", "page.ru.html", "article.ru.pdf")
FURNITURE = (
    "503.35",
    "590.63",
    "6.52",
    "+7 (700) 000-00-00",
    "1279",
    "9,8%",
    "4,6%",
    "390 тысяч",
    "2010",
    "Примерная, 12",
)


@pytest.fixture(autouse=True)
def _in_project_root(monkeypatch: pytest.MonkeyPatch) -> None:
    # The expected results name their sources as seen from there.
    monkeypatch.chdir(ROOT)


@cache
def result_of(name: str) -> Result:
    return extract(f"samples/{name}")


@cache
def document_of(name: str) -> Document:
    return read_document(f"samples/{name}")


def values_of(result: Result) -> list[Value]:
    """Return the printed values."""
    values = [value for entry in (*result.records, *result.aggregates) for value in entry.values]
    return [value for value in values if value.status != "derived"]


def quotes_of(part: Any) -> Iterator[Evidence]:
    """Yield every piece of evidence anywhere in a result."""
    if isinstance(part, Evidence):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from quotes_of(item)
    elif hasattr(part, "__struct_fields__"):
        for field in part.__struct_fields__:
            yield from quotes_of(getattr(part, field))


def settle(printed: bytes) -> bytes:
    """Return a printed result without what changes with every rule of the packs: its maker and its receipts."""
    return re.sub(rb'("(?:made_by|receipt)": )"[^"]*"', rb'\1"any"', printed)


def compare(path: Path, printed: bytes, *, regenerate: bool) -> None:
    """Hold what was printed against the expected result, which is written first where that is asked for."""
    if regenerate:
        path.write_bytes(printed)
    assert printed.decode() == path.read_text("utf-8")


# The expected results


@pytest.mark.parametrize("name", NAMES)
def test_sample_gives_its_expected_result(name: str, pytestconfig: pytest.Config) -> None:
    path = ROOT / "samples" / f"{name}.expected.json"
    compare(path, settle(to_json(result_of(name)) + b"\n"), regenerate=pytestconfig.getoption("--regenerate"))


def test_the_expected_result_is_what_the_command_prints() -> None:
    command = [sys.executable, "-m", "extractor", "samples/article.ru.txt", "-f", "json"]
    run = subprocess.run(command, capture_output=True, check=True)
    assert settle(run.stdout) == (ROOT / "samples/article.ru.txt.expected.json").read_bytes()


def test_only_the_flag_regenerates(tmp_path: Path) -> None:
    path = tmp_path / "expected.json"
    path.write_text("{}\n", "utf-8")
    with pytest.raises(AssertionError):
        compare(path, b"[]\n", regenerate=False)
    assert path.read_text("utf-8") == "{}\n"
    compare(path, b"[]\n", regenerate=True)
    assert path.read_text("utf-8") == "[]\n"


def test_the_flag_is_off_unless_given() -> None:
    options: dict[str, Any] = {}

    class Recorder:
        def addoption(self, name: str, **settings: Any) -> None:
            options[name] = settings

    pytest_addoption(Recorder())  # type: ignore[arg-type]
    assert options["--regenerate"]["default"] is False
    assert options["--regenerate"]["action"] == "store_true"


def test_samples_are_current(tmp_path: Path) -> None:
    def check(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "samples/make.py", "--check", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    current = check()
    assert (current.returncode, current.stderr) == (0, "")
    for name in NAMES:
        (tmp_path / name).write_bytes((ROOT / "samples" / name).read_bytes())
    (tmp_path / "article.ru.txt").write_text("4,93", "utf-8")
    stale = check("--folder", str(tmp_path))
    assert (stale.returncode, stale.stderr) == (1, "article.ru.txt is not current: run python samples/make.py\n")


# The facts


@pytest.mark.parametrize("name", NAMES)
def test_records_are_the_facts(name: str) -> None:
    result = result_of(name)
    methods = {ranking.id: ranking.method for ranking in result.rankings}
    told = [
        facts.Expected(
            methods[record.ranking],
            record.region.code or "",
            record.rank and record.rank.value,
            record.rank is not None and record.rank.status == "stated",
            tuple(v.value or "" for v in record.values if v.role == "current" and v.status != "derived"),
        )
        for record in result.records
        if record.verdict != "derived" or record.rank is not None
    ]
    assert sorted(map(repr, told)) == sorted(map(repr, facts.EXPECTED[name]))


@pytest.mark.parametrize("name", NAMES)
def test_aggregates_are_the_facts(name: str) -> None:
    result = result_of(name)
    methods = {ranking.id: ranking.method for ranking in result.rankings}
    told = {
        (methods.get(entry.ranking or ""), entry.statistic, *(value.value for value in entry.values))
        for entry in result.aggregates
    }
    assert told == facts.AGGREGATES[name]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "article.kk.txt"])
def test_scores_are_points_and_shares_are_percent(name: str) -> None:
    for value in values_of(result_of(name)):
        if value.unit != "count":
            is_score = Decimal(value.value or "") <= 5
            expected = ("score", "point") if is_score else ("full_satisfaction", "percent")
            assert (value.metric, value.unit) == expected, value.id
            assert value.period == facts.YEAR


def test_wages_are_tenge_of_the_quarter() -> None:
    values = values_of(result_of("article.kk.txt"))
    money = {(value.metric, value.unit, value.role, value.period) for value in values if value.unit != "count"}
    assert money == {
        ("salary", "KZT", "current", facts.WAGE_PERIOD),
        ("salary", "KZT", "previous", facts.EARLIER_PERIOD),
    }
    code, wage = facts.EARLIER_WAGE
    (earlier,) = [value for value in values if value.role == "previous"]
    assert (earlier.id.split("/")[1], earlier.value) == (code, str(int(Decimal(wage) * 1000)))


@pytest.mark.parametrize("name", [*SAME_ARTICLE, "article.en.txt"])
def test_the_laggard_has_its_category(name: str) -> None:
    told = {record.id: record.category.value for record in result_of(name).records if record.category}
    assert told == {"offline-2025/KZ-47": "above_average"}


@pytest.mark.parametrize("name", NAMES)
def test_no_check_fails_and_no_number_is_unexplained(name: str) -> None:
    result = result_of(name)
    assert [check.message for check in result.checks if check.status == "failed"] == []
    assert [quote.text for quote in result.ledger.unexplained] == []
    assert result.warnings == ()


@pytest.mark.parametrize("name", ["article.ru.txt", "article.en.txt", "report.ru.pdf"])
def test_the_composite_is_verified_on_both_metrics(name: str) -> None:
    verdicts = {value.id: value.verdict for value in values_of(result_of(name))}
    for method in (facts.OFFLINE, facts.ONLINE, facts.COMPOSITE):
        for metric in ("score", "full_satisfaction"):
            assert verdicts[f"{method}-2025/KZ-63/{metric}"] == "verified"


@pytest.mark.parametrize("name", SAME_ARTICLE)
def test_the_article_says_who_wrote_it_when_and_whom_it_cites(name: str) -> None:
    source = result_of(name).source
    assert (source.language, source.published, source.publisher) == ("ru", facts.PUBLISHED, "Степной вестник")
    assert source.attributed_to == ("Бюро региональных обзоров",)
    assert source.title == "Госуслуги под присмотром: в каких регионах сервисом довольны больше всего"


# The same article in three formats


@pytest.mark.parametrize("name", SAME_ARTICLE[1:])
def test_the_same_article_gives_the_same_records(name: str) -> None:
    def content(result: Result) -> list[Any]:
        return [
            (
                record.id,
                record.region.name,
                record.region.text,
                record.rank and (record.rank.value, record.rank.tied_to, record.rank.from_bottom, record.rank.status),
                record.category and (record.category.value, record.category.text),
                [
                    (value.id, value.value, value.unit, value.period, value.role, value.verdict)
                    for value in record.values
                ],
                record.verdict,
            )
            for record in result.records
        ]

    assert content(result_of(name)) == content(result_of(SAME_ARTICLE[0]))


def test_the_furniture_of_the_page_is_marked_and_counted() -> None:
    document, page, article = document_of("page.ru.html"), result_of("page.ru.html"), result_of("article.ru.txt")
    furniture = [document.text[block.start : block.end] for block in document.blocks if block.kind == "boilerplate"]
    assert [figure for figure in FURNITURE if not any(figure in text for text in furniture)] == []
    boilerplate = page.ledger.ignored["boilerplate"]
    assert boilerplate >= len(FURNITURE)
    assert page.ledger.numbers - boilerplate == article.ledger.numbers
    assert page.ledger.used == article.ledger.used


# Grounding


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_is_the_text_it_points_to(name: str) -> None:
    text = document_of(name).text
    quotes = list(quotes_of(result_of(name)))
    assert len(quotes) > 20
    assert [quote for quote in quotes if text[quote.start : quote.end] != quote.text] == []


@pytest.mark.parametrize("name", PDFS)
def test_every_value_lies_on_its_printed_number(name: str) -> None:
    values = values_of(result_of(name))
    with pdfplumber.open(f"samples/{name}") as pdf:
        characters = {page.page_number: page.chars for page in pdf.pages}
    for value in values:
        for quote in (value.evidence[0], *value.repeated):
            assert quote.page is not None
            assert quote.bbox is not None
            left, top, right, bottom = quote.bbox
            inside = [
                character["text"]
                for character in characters[quote.page]
                if left < (character["x0"] + character["x1"]) / 2 < right
                and top < (character["top"] + character["bottom"]) / 2 < bottom
            ]
            assert "".join(inside) == quote.text, value.id
    assert {quote.page for value in values for quote in value.evidence[:1]} == {1, 2}


def test_text_has_no_pages() -> None:
    assert {(quote.page, quote.bbox) for quote in quotes_of(result_of("article.ru.txt"))} == {(None, None)}
