"""Results made by hand, for tests of what comes after the pipeline."""

from __future__ import annotations

from extractor.results import (
    Aggregate,
    Category,
    Check,
    Comparison,
    Evidence,
    Ledger,
    Metric,
    Notice,
    Order,
    Printed,
    Rank,
    Ranking,
    Record,
    Region,
    Result,
    Source,
    Value,
)

BOX = (72.0, 100.5, 90.0, 112.25)


def make_evidence(text: str, start: int = 10, page: int | None = None) -> Evidence:
    return Evidence(start=start, end=start + len(text), text=text, page=page, bbox=BOX if page else None)


def make_value(id: str, metric: str, value: str | None, unit: str = "point", **fields: object) -> Value:
    printed = (value or "—").replace(".", ",")
    defaults: dict[str, object] = {
        "rule": "list-dash",
        "printed": Printed(text=printed, multiplier="1", step="0.01") if value else None,
        "evidence": (make_evidence(printed, page=2),),
    }
    return Value(id=id, metric=metric, value=value, unit=unit, **(defaults | fields))  # type: ignore[arg-type]


def make_region(name: str, code: str | None = None) -> Region:
    return Region(code=code, name=name, text=name, evidence=(make_evidence(name),))


def make_record(tail: str, name: str, *values: Value, **fields: object) -> Record:
    return Record(
        id=f"offline-2025/{tail}",
        ranking="offline-2025",
        period="2025",
        region=make_region(name, tail),
        values=values,
        **fields,  # type: ignore[arg-type]
    )


def make_result(path: str = "report.txt", *, failed: bool = False, name: str = "Северный край") -> Result:
    """Return a result that uses every type of the contract; with `failed` one check of severity error fails."""
    first, second, third = "offline-2025/AA-1", "offline-2025/AA-2", "offline-2025/AA-3"
    composite = Check(
        rule="composite-is-mean",
        status="failed" if failed else "passed",
        severity="error",
        independent=True,
        message="4.93 and the mean of its parts",
        subjects=(f"{first}/score",),
        evidence=(make_evidence("4,93", 120), make_evidence("4,90", 300, page=3)),
    )
    return Result(
        source=Source(
            path=path,
            sha256="ab" * 32,
            media_type="text/plain",
            language="ru",
            title="Где довольны услугами",
            published="2026-01-24",
            publisher="Вестник",
            attributed_to=("Центр опросов", "Бюро"),
            pages=3,
        ),
        rankings=(
            Ranking(
                id="offline-2025",
                title="опрос в центрах",
                method="offline",
                period="2025",
                size=20,
                order=Order(metric="score", direction="desc", status="inferred", evidence=(make_evidence("лидеры"),)),
                metrics=(
                    Metric(name="score", label="средняя оценка", unit="point", scale=("0", "5"), better="higher"),
                    Metric(name="rank", label="доля довольных", unit="percent"),
                ),
            ),
        ),
        records=(
            make_record(
                "AA-1",
                name,
                make_value(f"{first}/score", "score", "4.93", verdict="conflict" if failed else "verified"),
                make_value(f"{first}/rank", "rank", "97.30", "percent", qualifier="more_than"),
                make_value(f"{first}/score/change", "score", "-0.3", role="change"),
                rank=Rank(value=1, status="inferred", reason="first of the leaders"),
                category=Category(value="above_average", text="выше среднего"),
                verdict="conflict" if failed else "verified",
            ),
            make_record(
                "AA-2",
                "Южный край",
                make_value(f"{second}/score", "score", None, status="missing"),
                rank=Rank(value=18, tied_to=19, status="stated"),
            ),
            make_record(
                "AA-3",
                "Западный край",
                make_value(
                    f"{third}/score", "score", None, status="derived", interval=("4.885", "4.905"), verdict="derived"
                ),
                rank=Rank(value=None, from_bottom=1, status="inferred"),
                verdict="derived",
            ),
        ),
        aggregates=(
            Aggregate(
                id="offline-2025/AA/count",
                ranking="offline-2025",
                scope=make_region("Страна", "AA"),
                statistic="count",
                values=(make_value("offline-2025/AA/count", "rated_high", "17", "count", of="20"),),
            ),
        ),
        checks=(
            composite,
            Check(rule="list-order", status="skipped", severity="warning", independent=False, message="no order"),
        ),
        comparisons=(
            Comparison(article=(make_evidence("4,9"),), report=(make_evidence("4,93", page=7),), verdict="rounded"),
        ),
        ledger=Ledger(numbers=9, used=5, ignored={"list-size": 1, "date": 2}, unexplained=(make_evidence("11"),)),
        warnings=(Notice(code="encoding-guessed", message="read as cp1251, a guess"),),
    )
