"""The page as bytes: what it may do, what its scripts are given, how its charts are drawn."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from extractor.packs import load_pack
from extractor.pipeline import ExtractOptions, study
from extractor.results import ComparisonVerdict, Metric, Qualifier, Ranking, Role, Severity, Slip, Verdict
from extractor.writers.report import pictures
from extractor.writers.report.charts import Dot, Drawn, draw_charts, list_open_runs, pair_rankings, spread
from extractor.writers.report.page import load_texts, render_page, to_script
from extractor.writers.report.pictures import draw_pages, size_pages
from extractor.writers.report.shapes import count_units, isolate
from tests.made_results import make_result

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="module")
def page() -> str:
    return render_page(study(SAMPLES / "report.ru.pdf")).decode()


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_only_what_the_package_brings_may_run(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "unsafe" not in policy[1]
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for part in (script, style):
        assert base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() in policy[1]
    assert not re.search(r"\b(?:src|href)=\"https?:", page)
    assert " style=" not in page
    assert not re.search(r"<[^>]* on\w+=", page.split("<script")[0])


def test_every_quote_stands_at_its_offsets(page: str) -> None:
    (document,) = data_of(page)["documents"]
    text = document["text"]
    for record in document["records"]:
        for value in record["values"]:
            start, end = document["quotes"][value["q"][0][0]][:2]
            assert value["print"] == text[start:end]
    kinds = {kind for record in document["records"] for value in record["values"] for _, kind in value["q"]}
    assert {"value", "region", "header"} <= kinds


def test_the_same_document_gives_the_same_page(page: str) -> None:
    assert render_page(study(SAMPLES / "report.ru.pdf")).decode() == page


def test_data_cannot_end_its_script() -> None:
    hostile = "</script><script>alert(1)</script><!--\u2028&"
    encoded = to_script({"text": hostile})
    assert not set("<>&\u2028") & set(encoded)
    assert json.loads(encoded) == {"text": hostile}


def test_offsets_are_counted_as_browsers_do() -> None:
    text = "a😀б𝟗в"
    convert = count_units(text)
    units = text.encode("utf-16-le")
    for start in range(len(text)):
        assert units[2 * convert(start) : 2 * convert(start + 1)].decode("utf-16-le") == text[start]


def test_titles_keep_their_direction() -> None:
    assert isolate("a\u202eb\u2067c") == "abc"


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_texts_are_the_same_in_every_language(language: str) -> None:
    def keys(texts: Any, at: str = "") -> set[str]:
        if not isinstance(texts, dict) or "other" in texts:  # a text, or the plurals of one
            return {at}
        return {key for name, inner in texts.items() for key in keys(inner, f"{at}{name}.")}

    def fields(texts: Any) -> list[Any]:
        if isinstance(texts, dict):
            return [] if "other" in texts else [fields(texts[name]) for name in sorted(texts)]
        return sorted(re.findall(r"\{\w+\}", texts))

    english, other = load_texts()["en"], load_texts()[language]
    plain, told = ({k: v for k, v in texts.items() if k != "unit"} for texts in (english, other))
    assert keys(plain) == keys(told)
    assert english["unit"].keys() == other["unit"].keys()
    assert fields(plain) == fields(told)


def test_the_interface_has_words_for_all_that_results_may_hold() -> None:
    texts = load_texts()["en"]
    assert set(get_args(Slip)) <= texts["slip"].keys()
    assert set(get_args(Qualifier)) == texts["qualifier"].keys()
    assert set(get_args(Role)) - {"current"} == texts["role"].keys()
    assert {*get_args(Verdict), *get_args(Severity), *get_args(ComparisonVerdict)} <= texts.keys()
    shared = {"UZS", "KGS", "BYN", "CNY"}  # told by their codes
    assert load_pack().units.keys() - shared == texts["unit"].keys()


def test_messages_come_in_every_language_of_the_interface() -> None:
    path = SAMPLES / "article.ru.txt"
    page = data_of(render_page(study(path, ExtractOptions(languages=tuple(load_texts())))).decode())
    assert page["messages"].keys() == load_texts().keys()
    checks = page["documents"][0]["checks"]
    assert {len(told) for told in page["messages"].values()} == {len(checks)}
    assert page["messages"]["en"] == [check["message"] for check in checks]
    assert not set(page["messages"]["ru"]) & set(page["messages"]["kk"]) - {check["message"] for check in checks}


def test_pictures_keep_to_their_budget() -> None:
    data = (SAMPLES / "report.ru.pdf").read_bytes()
    drawn = list(draw_pages(data, [1, 2, 3]))
    assert [picture.page for picture in drawn] == [1, 2, 3]
    assert all(picture.content[8:12] == b"WEBP" for picture in drawn)
    small = list(draw_pages(data, [1, 2, 3], shares=200))
    assert sum(len(picture.content) for picture in small) < sum(len(picture.content) for picture in drawn)


def test_what_does_not_fit_once_is_not_tried_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (SAMPLES / "report.ru.pdf").read_bytes()
    tried: list[Any] = []
    encode = pictures._encode
    monkeypatch.setattr(pictures, "_encode", lambda page, way: tried.append(way) or encode(page, way))
    alone = len(list(draw_pages(data, [1], shares=3_000))) and len(tried)
    tried.clear()
    assert len(list(draw_pages(data, [1] * 9, shares=9 * 3_000))) == 9
    assert alone > 3
    assert len(tried) <= alone + 8 * 3


def test_pages_have_their_size_before_they_are_drawn() -> None:
    data = (SAMPLES / "report.ru.pdf").read_bytes()
    sizes = [(picture.page, picture.width, picture.height) for picture in size_pages(data, [1, 2])]
    assert sizes == [(picture.page, picture.width, picture.height) for picture in draw_pages(data, [1, 2])]


def ranking(id: str, title: str, method: str | None, period: str | None) -> Drawn:
    metric = Metric(name="score", unit="point")
    return Drawn(Ranking(id=id, title=title, method=method, period=period, metrics=(metric,)), metric, [])


def test_rankings_are_compared_that_differ_in_time_or_method() -> None:
    years = [ranking(str(year), f"Рейтинг школ, {year} год", None, str(year)) for year in (2025, 2023, 2024)]
    pairs = [(one.ranking.id, other.ranking.id) for one, other in pair_rankings(years)]
    assert pairs == [("2023", "2024"), ("2024", "2025")]
    other = ranking("roads", "Состояние дорог по областям", None, "2022")  # of another thing
    assert [(a.ranking.id, b.ranking.id) for a, b in pair_rankings([*years, other])] == pairs
    methods = [ranking(name, name, name, "2025") for name in ("offline", "online")]
    assert [(a.ranking.id, b.ranking.id) for a, b in pair_rankings(methods)] == [("offline", "online")]
    assert len(pair_rankings([ranking(str(n), "", None, str(n)) for n in range(1000, 1400)])) <= 24


def test_a_change_told_within_one_ranking_is_drawn(tmp_path: Path) -> None:
    rows = [
        ("Акмолинская область", "4,90", "4,70"),
        ("Павлодарская область", "4,80", "4,85"),
        ("Шымкент", "4,60", "4,60"),
    ]
    lines = [f"• {name} — {now} балла (годом ранее — {before} балла)" for name, now, before in rows]
    path = tmp_path / "article.txt"
    path.write_text("Лидеры рейтинга качества госуслуг по итогам 2025 года:\n\n" + ";\n".join(lines) + ".\n", "utf-8")
    drawn = list(draw_charts(study(path).result))
    assert [chart.count('class="slope ') for chart in drawn if "chart slopes" in chart] == [3]


def dot(value: str, step: str = "0.01") -> Dot:
    half = Decimal(step) / 2
    return Dot("", "", Decimal(value), Decimal(value) - half, Decimal(value) + half, value, "grounded", value)


@pytest.mark.parametrize(
    ("figures", "runs"),
    [
        (["4.93", "4.92", "4.91"], []),
        (["4.93", "4.93", "4.91"], [(0, 1)]),
        (["5", "4.93", "4.91", "4.91", "4.91", "4.80"], [(2, 4)]),
    ],
)
def test_rounding_leaves_order_open_where_intervals_overlap(figures: list[str], runs: list[tuple[int, int]]) -> None:
    assert list_open_runs([dot(figure) for figure in figures]) == runs
    assert list_open_runs([dot("4.9", "0.1"), dot("4.88")]) == [(0, 1)]


def test_labels_are_moved_apart_in_their_order() -> None:
    moved = spread([50, 20, 51, 52], 0, 200)
    assert sorted(moved) == [20, 50, 65, 80]
    assert moved[0] < moved[2] < moved[3]


def test_names_in_charts_are_escaped() -> None:
    result = make_result(name="<script>&")
    first, second, third = result.records
    values = (second.values[0].__class__(**{**_fields(second.values[0]), "value": "4.5", "status": "stated"}),)
    records = (first, second.__class__(**{**_fields(second), "values": values}), third)
    drawn = "".join(draw_charts(result.__class__(**{**_fields(result), "records": records})))
    assert "&lt;script&gt;&amp;" in drawn
    assert "<script>" not in drawn


def _fields(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__}
