from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.checks.against import agree
from extractor.checks.series import Point
from extractor.checks.slips import liken_figures
from extractor.pipeline import ExtractOptions, extract

REPORT = """Мониторинг качества услуг по регионам, 2025

| Регион | Средняя оценка, баллов, 2025 | Средняя оценка, баллов, 2024 |
| Акмолинская область | 4,93 | 4,81 |
| Шымкент | 4,91 | 4,86 |
| Павлодарская область | 4,88 | 4,79 |
| Астана | 4,84 | 4,90 |
| Туркестанская область | 4,72 | 4,70 |
"""
ARTICLE = """Лучшие регионы по средней оценке в 2025 году:

- Акмолинская область – {first} балла;
- Шымкент – 4,91 балла;
- Павлодарская область – 4,88 балла.
"""


@pytest.fixture
def audit(tmp_path):
    def run(article: str, *reports: str):
        paths = []
        for number, text in enumerate(reports or (REPORT,)):
            paths.append(tmp_path / f"report{number}.txt")
            paths[-1].write_text(text, "utf-8")
        (tmp_path / "article.txt").write_text(article, "utf-8")
        return extract(tmp_path / "article.txt", ExtractOptions(against=tuple(map(str, paths))))

    return run


def told(result) -> dict[str, tuple[str, str | None, str | None]]:
    return {c.article[0].text: (c.verdict, c.report[0].text if c.report else None, c.slip) for c in result.comparisons}


def test_true_quotes_are_equal_and_verified(audit):
    result = audit(ARTICLE.format(first="4,93"))
    assert set(told(result).values()) == {("equal", "4,93", None), ("equal", "4,91", None), ("equal", "4,88", None)}
    assert all(record.verdict == "verified" for record in result.records)
    assert [[r.code for r in o.regions] for o in result.omissions] == [["KZ-71", "KZ-61"]]


@pytest.mark.parametrize(
    ("printed", "slip"),
    [
        ("4,91", "neighbour"),
        ("4,81", "other-period"),
        ("4,39", "digits-swapped"),
        ("49,3", "decimal-shifted"),
        ("4,98", "misread-digit"),
        ("4,97", "digit-changed"),
    ],
)
def test_a_misquote_is_contradicted_with_its_slip(audit, printed, slip):
    result = audit(ARTICLE.format(first=printed))
    first = result.comparisons[0]
    assert (first.article[0].text, first.verdict, first.report[0].text) == (printed, "contradicted", "4,93")
    assert first.slip == slip
    wrong = [check for check in result.checks if check.status == "failed" and check.rule == "agrees-with-source"]
    assert [check.severity for check in wrong] == ["error"]
    record = next(record for record in result.records if record.region.code == "KZ-11")
    assert record.values[0].verdict == "conflict"
    assert [c.verdict for c in result.comparisons].count("equal") == 2


def test_rounding_is_no_contradiction(audit):
    result = audit("По средней оценке в 2025 году Павлодарская область набрала почти 4,9 балла, а Шымкент – 4,9 балла.")
    assert [verdict for verdict, _, _ in told(result).values()] == ["rounded"]


def test_a_region_that_the_report_lacks_is_absent(audit):
    result = audit(ARTICLE.format(first="4,93") + "- область Улытау – 4,85 балла.\n")
    assert told(result)["4,85"] == ("absent", None, None)


def test_an_indicator_that_may_be_another_accuses_nobody(audit):
    report = REPORT.replace("Средняя оценка, баллов", "Индекс доверия")
    result = audit("В Акмолинской области показатель составил 4,1, в Шымкенте – 4,2.", report)
    assert "contradicted" not in [c.verdict for c in result.comparisons]


def test_what_one_report_lacks_another_may_hold(audit):
    half = "\n".join(line for line in REPORT.splitlines() if "Шымкент" not in line)
    result = audit(ARTICLE.format(first="4,93"), half, REPORT)
    verdicts = [(c.article[0].text, c.verdict) for c in result.comparisons]
    assert ("4,91", "absent") not in verdicts
    assert verdicts.count(("4,93", "equal")) == 2


def test_places_are_held_against_places_counted_off_the_report(audit):
    place = "Шымкент занял {} место по средней оценке в 2025 году с 4,91 балла."
    assert ("equal", "4,91", None) in told(audit(place.format("2-е"))).values()
    result = audit(place.format("4-е"))
    wrong = [c for c in result.comparisons if c.verdict == "contradicted"]
    assert [c.subject for c in wrong] == [result.records[0].id]
    # The report prints no places: a place that is counted off accuses softly.
    assert {c.severity for c in result.checks if c.rule == "agrees-with-source" and c.status == "failed"} == {"warning"}


def make_point(value: str, step: str, qualifier=None) -> Point:
    return Point(subject="x", value=Decimal(value), step=Decimal(step), qualifier=qualifier)


@pytest.mark.parametrize(
    ("said", "step", "qualifier", "printed", "agreement"),
    [
        ("4.9", "0.1", None, "4.88", "rounded"),
        ("4.8", "0.1", None, "4.88", "rounded"),  # cut off
        ("4.7", "0.1", None, "4.88", None),
        ("4.88", "0.01", None, "4.880", "equal"),
        ("4.87", "0.01", None, "4.88", None),
        ("90", "1", "approx", "90.5", "rounded"),
        ("90", "1", "approx", "96.5", None),
        ("90", "1", "more_than", "90.5", "rounded"),
        ("90", "1", "more_than", "89.5", None),
        ("5", "1", "less_than", "4.6", "rounded"),
        ("5", "1", "at_most", "5.6", None),
        ("4.883", "0.001", None, "4.88", "rounded"),
        ("372000", "1000", "approx", "372410", "rounded"),
        ("-0.3", "0.1", None, "-0.29", "rounded"),
    ],
)
def test_agreement(said, step, qualifier, printed, agreement):
    assert agree(make_point(said, step, qualifier), make_point(printed, "0.01")) == agreement


def test_slips_are_told_apart():
    assert liken_figures(Decimal("-2.1"), Decimal("2.1")) == "sign-lost"
    assert liken_figures(Decimal("12"), Decimal("123")) == "digit-lost"
    assert liken_figures(Decimal("5.5"), Decimal("5.5")) is None


def test_a_place_counts_from_the_end_that_the_article_counts_from(audit):
    report = REPORT.replace("Средняя оценка, баллов", "Уровень безработицы, %")
    article = "По уровню безработицы в 2025 году Павлодарская область занимает {}-е место."
    for place, verdict in (("3", "equal"), ("2", "ambiguous")):
        assert [c.verdict for c in audit(article.format(place), report).comparisons] == [verdict]
    ordered = "Самая высокая безработица в 2025 году:\n- Акмолинская область – 4,93%;\n- Шымкент – 4,91%.\n\n"
    # Counted from the lowest, Астана would be second; the article counts from the highest.
    told = audit(ordered + "Астана занимает 2-е место.", report).comparisons[-1]
    assert told.verdict == "contradicted"
