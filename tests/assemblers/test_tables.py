"""Tables as text: columns by their headers, rows by their labels."""

from __future__ import annotations

from tests.telling import extract_text, failed, tell, tell_by_ranking

TABLE = """Рейтинг регионов по качеству услуг за 2025 год

| Место | Регион | Офлайн, балл | Офлайн, % | Онлайн, балл | Онлайн, % | Комплексная оценка, балл |
| 1 | Карагандинская область | 4,93 | 93,8 | 4,97 | 96,6 | 4,95 |
| 2 | Акмолинская область | 4,93 | 92,7 | 4,93 | 95,5 | 4,93 |
| 3 | Абай | 4,90 | 92,7 | 4,92 | — | 4,91 |
| | Казахстан | 4,86 | 86,7 | 4,92 | 90,6 | 4,89 |
"""


def test_columns_belong_to_the_ranking_of_their_method() -> None:
    result = extract_text(TABLE)
    assert [ranking.id for ranking in result.rankings] == ["offline-2025", "online-2025", "composite-2025"]
    assert len(result.records) == 9
    assert result.rankings[2].composed_of == ("offline-2025", "online-2025")


def test_places_go_to_the_composite() -> None:
    ranks = {r.id: r.rank.value for r in extract_text(TABLE).records if r.rank is not None}
    assert ranks == {"composite-2025/KZ-35": 1, "composite-2025/KZ-11": 2, "composite-2025/KZ-10": 3}


def test_values_rest_on_their_label_and_headers() -> None:
    value = extract_text(TABLE).records[0].values[0]
    assert value.column == "Офлайн, балл"
    assert [quote.text for quote in value.evidence] == ["4,93", "Карагандинская область", "Офлайн, балл"]


def test_a_printed_mark_is_a_missing_value() -> None:
    (missing,) = [v for r in extract_text(TABLE).records for v in r.values if v.status == "missing"]
    assert (missing.value, missing.evidence[0].text) == (None, "—")


def test_the_total_row_is_the_whole() -> None:
    means = [v.value for a in extract_text(TABLE).aggregates if a.statistic == "mean" for v in a.values]
    assert means == ["4.86", "86.7", "4.92", "90.6", "4.89"]


def test_composite_of_each_row_is_checked() -> None:
    result = extract_text(TABLE)
    assert not failed(result)
    assert sum(c.rule == "composite-is-mean" and c.status == "passed" for c in result.checks) == 3
    (check,) = failed(extract_text(TABLE.replace("| 4,91 |", "| 4,97 |")))[:1]
    assert check.rule == "composite-is-mean"
    assert {"4,97", "4,90", "4,92"} <= {quote.text for quote in check.evidence}


def test_units_and_multipliers_of_the_header() -> None:
    result = extract_text(
        "| Регион | Зарплата, тыс. тенге 2024 год | Зарплата, тыс. тенге 2025 год |\n"
        "| Астана | 510,5 | 556,1 |\n| Алматы | 500 | 521,2 |\n"
    )
    assert [r.id for r in result.records] == [
        "salary-2024/KZ-71", "salary-2024/KZ-75", "salary-2025/KZ-71", "salary-2025/KZ-75",
    ]  # fmt: skip
    assert [(v.value, v.unit, v.printed.step) for r in result.records for v in r.values if v.printed] == [
        ("510500", "KZT", "100"), ("500000", "KZT", "1000"), ("556100", "KZT", "100"), ("521200", "KZT", "100"),
    ]  # fmt: skip


def test_unknown_labels_are_records_without_a_code() -> None:
    result = extract_text("| Министерство | Оценка, балл |\n| Минфин | 4,5 |\n| Минздрав | 4,1 |\n| Минкульт | 4,0 |\n")
    assert [(r.region.code, r.region.name) for r in result.records] == [
        (None, "Минфин"), (None, "Минздрав"), (None, "Минкульт"),
    ]  # fmt: skip


def test_row_numbers_of_an_unordered_table_are_no_places() -> None:
    result = extract_text(
        "| № | Регион | Безработица, % |\n| 1 | Абай | 4,9 |\n| 2 | Акмолинская область | 5,3 |\n| 3 | Астана | 4,4 |\n"
    )
    assert [record.rank for record in result.records] == [None, None, None]
    assert result.ledger.ignored == {"row-number": 3}
    assert not result.ledger.unexplained


def test_a_table_of_countries_ranks_countries() -> None:
    result = extract_text(
        "| Страна | Индекс, балл |\n| Дания | 90 |\n| Финляндия | 88 |\n| Сингапур | 84 |\n| Казахстан | 39 |\n"
    )
    assert [record.region.code for record in result.records] == ["DK", "FI", "SG", "KZ"]
    assert result.aggregates == ()


def test_another_country_in_a_table_of_regions_is_not_the_whole() -> None:
    result = extract_text(
        "| Регион | Безработица, % |\n| Астана | 4,4 |\n| Алматы | 4,9 |\n| Россия | 2,3 |\n| Казахстан | 4,6 |\n"
    )
    assert [record.region.code for record in result.records] == ["KZ-71", "KZ-75"]
    assert [v.value for a in result.aggregates for v in a.values] == ["4.6"]


def test_places_stand_beside_their_own_column() -> None:
    result = extract_text(
        "Регион\tВРП, тыс. тенге\tМесто\tИнвестиции, тыс. тенге\tМесто\n"
        "Атырауская область\t22 870,4\t1\t3 914,6\t1\nАстана\t10 018,3\t2\t1 180,2\t3\nУлытау\t9 740,0\t3\t1 402,7\t2\n"
    )
    assert [(r.id, r.rank.value) for r in result.records if r.rank] == [
        ("gdp/KZ-23", 1), ("gdp/KZ-71", 2), ("gdp/KZ-62", 3),
        ("investment/KZ-23", 1), ("investment/KZ-71", 3), ("investment/KZ-62", 2),
    ]  # fmt: skip


def test_a_column_of_last_year_tells_the_same_ranking_earlier() -> None:
    text = (
        "Дороги: рейтинг регионов за 2024 год\n\n"
        "| Место | Регион | В норме, % | Год назад, % |\n|---|---|---|---|\n"
        "| 1 | Тульская область | 71,8 | 68,9 |\n| 2 | Псковская область | 66,4 | – |\n"
    )
    assert tell(text) == [
        "RU-TUL #1! 71.8 percent, 68.9 percent previous 2023",
        "RU-PSK #2! 66.4 percent, None percent",
    ]


def test_a_column_of_growth_with_places_is_a_ranking_of_its_own() -> None:
    text = (
        "Housing in 2025\n\nRegion\tThousand sq. m\tPlace\tGrowth, %\tPlace\n"
        "Tula\t2,914.6\t1\t9.4\t2\nPskov\t2,106.3\t2\t11.7\t1\nOryol\t48.0\t3\t2.5\t3\n"
    )
    told = tell_by_ranking(text)
    assert [len(records) for records in told.values()] == [3, 3]
    assert [record.split()[1] for record in list(told.values())[1]] == ["#2!", "#1!", "#3!"]


def test_the_year_before_beside_a_year_tells_earlier_figures() -> None:
    text = (
        "Solar power of the states\n\nState; Share 2024, %; Share 2023, %; Panels; Place\n"
        "Ohio; 41.3; 38.9; 41; 1\nUtah; 37.0; 34.6; 102; 2\nIowa; 24.2; 20.1; 27; 3\nMaine; 13.9; 12.2; 9; 4\n"
    )
    told = tell(text)
    assert told[:2] == [
        "US-OH #1! 41.3 percent, 38.9 percent previous 2023, 41 None",
        "US-UT #2! 37.0 percent, 34.6 percent previous 2023, 102 None",
    ]
