"""The figures that all samples are made of, and what a careful reader finds in each sample.

The ranking of public services is Kazakhstan's of 2025 where its figures were published; the rest of the 20 regions,
and the wages, are invented so that all sums and means hold.
"""

from __future__ import annotations

from typing import NamedTuple

OFFLINE, ONLINE, COMPOSITE = "offline", "online", "composite"


class Figures(NamedTuple):
    """A mean score in points and the share of fully satisfied people in percent, as printed with a decimal point."""

    score: str
    satisfied: str


class Row(NamedTuple):
    """One region in the three rankings of public services."""

    code: str
    ru: str
    en: str
    offline: Figures
    online: Figures
    composite: Figures


def _row(code: str, ru: str, en: str, *figures: str) -> Row:
    offline, online, composite = (Figures(*figures[at : at + 2]) for at in (0, 2, 4))
    return Row(code, ru, en, offline, online, composite)


# In the order of the composite ranking, the best first.
ROWS: tuple[Row, ...] = (
    _row("KZ-63", "Восточно-Казахстанская область", "East Kazakhstan", "4.92", "92.6", "4.98", "96.5", "4.95", "94.6"),
    _row("KZ-11", "Акмолинская область", "Akmola Region", "4.93", "92.7", "4.95", "95.5", "4.94", "94.1"),
    _row("KZ-39", "Костанайская область", "Kostanay Region", "4.89", "91.4", "4.98", "96.6", "4.94", "94.0"),
    _row("KZ-35", "Карагандинская область", "Karaganda Region", "4.93", "93.8", "4.93", "92.4", "4.93", "93.1"),
    _row("KZ-79", "Шымкент", "Shymkent", "4.91", "92.6", "4.93", "90.2", "4.92", "91.4"),
    _row("KZ-27", "Западно-Казахстанская область", "West Kazakhstan", "4.86", "84.2", "4.98", "89.6", "4.92", "86.9"),
    _row("KZ-55", "Павлодарская область", "Pavlodar Region", "4.88", "90.1", "4.94", "92.5", "4.91", "91.3"),
    _row("KZ-10", "Область Абай", "Abai Region", "4.88", "89.1", "4.92", "91.1", "4.90", "90.1"),
    _row("KZ-33", "Область Жетысу", "Jetisu Region", "4.87", "88.5", "4.93", "91.3", "4.90", "89.9"),
    _row("KZ-15", "Актюбинская область", "Aktobe Region", "4.86", "87.5", "4.94", "91.7", "4.90", "89.6"),
    _row("KZ-61", "Туркестанская область", "Turkistan Region", "4.84", "87.2", "4.92", "90.4", "4.88", "88.8"),
    _row("KZ-19", "Алматинская область", "Almaty Region", "4.85", "87.1", "4.91", "89.9", "4.88", "88.5"),
    _row("KZ-62", "Улытауская область", "Ulytau Region", "4.90", "90.2", "4.85", "85.4", "4.88", "87.8"),
    _row("KZ-23", "Атырауская область", "Atyrau Region", "4.84", "86.2", "4.90", "88.4", "4.87", "87.3"),
    _row("KZ-59", "Северо-Казахстанская область", "North Kazakhstan", "4.78", "76.3", "4.94", "91.7", "4.86", "84.0"),
    _row("KZ-47", "Мангистауская область", "Mangystau Region", "4.77", "73.5", "4.95", "92.1", "4.86", "82.8"),
    _row("KZ-75", "Алматы", "the city of Almaty", "4.87", "85.5", "4.83", "83.1", "4.85", "84.3"),
    _row("KZ-31", "Жамбылская область", "Zhambyl Region", "4.83", "86.8", "4.85", "88.2", "4.84", "87.5"),
    _row("KZ-71", "Астана", "Astana", "4.80", "84.6", "4.88", "89.8", "4.84", "87.2"),
    _row("KZ-43", "Кызылординская область", "Kyzylorda Region", "4.79", "74.1", "4.89", "85.5", "4.84", "79.8"),
)
BY_CODE = {row.code: row for row in ROWS}
NATIONAL = {OFFLINE: Figures("4.86", "86.7"), ONLINE: Figures("4.92", "90.6")}
YEAR, PUBLISHED = "2025", "2026-01-24"
RATED, RANKED, REST = "17", "20", "3"
RANGE = ("4.80", "4.93")


class Wage(NamedTuple):
    """A region's mean monthly wage in thousands of tenge."""

    code: str
    kk: str
    wage: str


WAGE_LEADERS: tuple[Wage, ...] = (
    Wage("KZ-23", "Атырау облысы", "672.4"),
    Wage("KZ-47", "Маңғыстау облысы", "598.1"),
    Wage("KZ-71", "Астана", "566.3"),
    Wage("KZ-75", "Алматы қаласы", "519.7"),
)
WAGE_LAGGARDS: tuple[Wage, ...] = (
    Wage("KZ-33", "Жетісу облысы", "324.9"),
    Wage("KZ-59", "Солтүстік Қазақстан облысы", "331.2"),
    Wage("KZ-61", "Түркістан облысы", "338.6"),
)
NATIONAL_WAGE = "448.6"
EARLIER_WAGE = ("KZ-33", "297.5")
WAGE_PERIOD, EARLIER_PERIOD = "2025-Q2", "2024-Q2"


class Expected(NamedTuple):
    """A record that a sample holds: its method, region, place, whether the place is stated, its current figures."""

    method: str | None
    code: str
    rank: int | None
    stated: bool
    values: tuple[str, ...]


def _tenge(thousands: str) -> str:
    whole, tenth = thousands.split(".")
    return f"{whole}{tenth}00"


def _expect(method: str, places: dict[str, int], *, stated: tuple[str, ...] = (), figures: int = 2) -> list[Expected]:
    return [
        Expected(method, code, place, code in stated, tuple(getattr(BY_CODE[code], method)[:figures]))
        for code, place in places.items()
    ]


OFFLINE_LEADERS = {"KZ-35": 1, "KZ-11": 2, "KZ-63": 3, "KZ-79": 4, "KZ-62": 5}
OFFLINE_LAGGARDS = {"KZ-47": 20, "KZ-59": 19, "KZ-43": 18}
ONLINE_LEADERS = {"KZ-39": 1, "KZ-63": 2, "KZ-27": 3}
ONLINE_LAGGARDS = {"KZ-75": 20, "KZ-31": 18, "KZ-62": 18}
COMPOSITE_LEADERS = {"KZ-63": 1, "KZ-11": 2, "KZ-39": 3}
COMPOSITE_LAGGARDS = {"KZ-43": 20, "KZ-71": 19, "KZ-31": 18}

ARTICLE_RU: tuple[Expected, ...] = (
    *_expect(OFFLINE, OFFLINE_LEADERS),
    *_expect(OFFLINE, OFFLINE_LAGGARDS, stated=tuple(OFFLINE_LAGGARDS), figures=0),
    *_expect(ONLINE, ONLINE_LEADERS),
    *_expect(ONLINE, ONLINE_LAGGARDS, figures=1),
    *_expect(COMPOSITE, COMPOSITE_LEADERS, stated=("KZ-63",)),
    *_expect(COMPOSITE, COMPOSITE_LAGGARDS),
)
ARTICLE_EN: tuple[Expected, ...] = (
    *_expect(OFFLINE, OFFLINE_LEADERS),
    *_expect(OFFLINE, OFFLINE_LAGGARDS, stated=tuple(OFFLINE_LAGGARDS), figures=0),
    *_expect(ONLINE, ONLINE_LEADERS, stated=("KZ-39",)),
    *_expect(ONLINE, {"KZ-75": 20}, figures=1),
    *_expect(COMPOSITE, COMPOSITE_LEADERS, stated=("KZ-63",)),
)
ARTICLE_KK: tuple[Expected, ...] = tuple(
    Expected(None, wage.code, rank, stated, (_tenge(wage.wage),))
    for wage, rank, stated in (
        *zip(WAGE_LEADERS, (1, 2, 3, 4), (False, True, True, True), strict=True),
        *zip(WAGE_LAGGARDS, (20, 19, 18), (False, False, False), strict=True),
    )
)
REPORT_RU: tuple[Expected, ...] = tuple(
    Expected(method, row.code, place if method == COMPOSITE else None, method == COMPOSITE, tuple(getattr(row, method)))
    for method in (OFFLINE, ONLINE, COMPOSITE)
    for place, row in enumerate(ROWS, 1)
)
EXPECTED: dict[str, tuple[Expected, ...]] = {
    "article.ru.txt": ARTICLE_RU,
    "page.ru.html": ARTICLE_RU,
    "article.ru.pdf": ARTICLE_RU,
    "report.ru.pdf": REPORT_RU,
    "report.ru.docx": REPORT_RU,
    "article.kk.txt": ARTICLE_KK,
    "article.en.txt": ARTICLE_EN,
}
# The figures of the whole: method, statistic, values.
_MEANS = {(method, "mean", *figures) for method, figures in NATIONAL.items()}
_ARTICLE = _MEANS | {(OFFLINE, "range", *RANGE), (OFFLINE, "count", RATED, REST)}
AGGREGATES: dict[str, set[tuple[str | None, ...]]] = {
    "article.ru.txt": _ARTICLE,
    "page.ru.html": _ARTICLE,
    "article.ru.pdf": _ARTICLE,
    "article.en.txt": _ARTICLE,
    "report.ru.pdf": _MEANS,
    "report.ru.docx": _MEANS,
    "article.kk.txt": {(None, "mean", _tenge(NATIONAL_WAGE)), (None, "count", RANKED)},
}
