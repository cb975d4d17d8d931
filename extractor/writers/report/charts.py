"""Pictures of rankings as SVG that needs no script: dots with values, places and mean; slopes between two rankings.

Texts of the interface stand as `data-t` keys, which the page fills in; what comes from a document is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import combinations, islice
from typing import NamedTuple

from extractor.results import Metric, Ranking, Record, Result, Role, Value

WIDTH, LABELS, MARGIN, ROW = 660, 250, 78, 22
PLACE = 36  # where places end
SLOPES = 270  # where slopes begin, from either side
MOST_DOTS, MOST_SLOPES = 120, 45
FEWEST = 3  # shared regions that make a slope chart worth it
MOST_PAIRS = 24
BEFORE = "…"  # heads earlier figures of no one period
LABEL_LENGTH = 30


class Dot(NamedTuple):
    """A region in a chart: its value, or the bounds that are proven; half of the last printed digit around it."""

    name: str
    place: str
    value: Decimal | None
    low: Decimal
    high: Decimal
    id: str
    verdict: str
    shown: str


class Drawn(NamedTuple):
    """A ranking with the metric that it is drawn by."""

    ranking: Ranking
    metric: Metric
    dots: list[Dot]


class Scale(NamedTuple):
    """A linear scale from figures to pixels."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def __call__(self, figure: Decimal) -> float:
        """Return where a figure stands, in pixels, to a tenth."""
        share = float((figure - self.low) / (self.high - self.low))
        return round(self.start + share * (self.end - self.start), 1)


def draw_charts(result: Result) -> Iterator[str]:
    """Yield the figures of a result: each ranking by its main metric, then the changes between pairs of rankings."""
    drawn: list[Drawn] = []
    for ranking in result.rankings:
        metric = _main_metric(ranking, result.records)
        if metric is None:
            continue
        dots = list_dots(ranking, metric, result.records)
        drawn.append(Drawn(ranking, metric, dots))
        yield draw_dots(ranking, metric, dots, _find_mean(ranking, metric, result))
    for one in drawn:
        # A change that is told within one ranking: "4.85 a year earlier".
        before = list_dots(one.ranking, one.metric, result.records, "previous")
        pairs = pair_dots(before, one.dots)
        ids = {dot.id for dot in before}
        if len(pairs) >= FEWEST:
            earlier = {value.period for record in result.records for value in record.values if value.id in ids}
            head = earlier.pop() if len(earlier) == 1 else None
            yield draw_slopes(head or BEFORE, _name(one.ranking), one.metric, pairs)
    for one, other in pair_rankings(drawn):
        pairs = pair_dots(one.dots, other.dots)
        if len(pairs) >= FEWEST:
            yield draw_slopes(_name(one.ranking), _name(other.ranking), one.metric, pairs)


def pair_rankings(drawn: Sequence[Drawn]) -> list[tuple[Drawn, Drawn]]:
    """Return the rankings to compare: each of a period with the next one of its kind, methods within a period.

    Time runs from left to right. Rankings of one metric whose titles have little in common are of different things.
    """
    kinds: dict[tuple[str, str | None, str | None], list[Drawn]] = {}
    periods: dict[tuple[str, str | None, str | None], list[Drawn]] = {}
    for one in drawn:
        kinds.setdefault((one.metric.name, one.metric.unit, one.ranking.method), []).append(one)
        periods.setdefault((one.metric.name, one.metric.unit, one.ranking.period), []).append(one)
    found: list[tuple[Drawn, Drawn]] = []
    for same in kinds.values():
        dated = sorted((one for one in same if one.ranking.period), key=lambda one: one.ranking.period or "")
        for at, one in enumerate(dated):
            period = one.ranking.period
            later = (b for b in dated[at + 1 :] if b.ranking.period != period and _alike(one.ranking, b.ranking))
            found += [(one, other) for other in islice(later, 1)]
    for same in periods.values():
        found += [(a, b) for a, b in combinations(same, 2) if a.ranking.method != b.ranking.method]
    return found[:MOST_PAIRS]


def _main_metric(ranking: Ranking, records: Sequence[Record]) -> Metric | None:
    ordered = ranking.order.metric if ranking.order else None
    metrics = sorted(ranking.metrics, key=lambda metric: metric.name != ordered)
    return next((metric for metric in metrics if len(list_dots(ranking, metric, records)) > 1), None)


def list_dots(ranking: Ranking, metric: Metric, records: Sequence[Record], role: Role = "current") -> list[Dot]:
    """Return a ranking's regions by a metric, the best first (the highest, unless lower is better)."""
    dots = [dot for record in records if record.ranking == ranking.id for dot in _dots_of(record, metric, role)]
    lower = metric.better == "lower" or (ranking.order is not None and ranking.order.direction == "asc")
    return sorted(dots, key=lambda dot: (dot.low + dot.high) * (1 if lower else -1))


def _dots_of(record: Record, metric: Metric, role: Role) -> Iterator[Dot]:
    rank = record.rank
    place = "" if rank is None or rank.value is None else str(rank.value)
    if rank is not None and place and rank.tied_to:
        place += f"–{rank.tied_to}"
    fitting = [v for v in record.values if v.metric == metric.name and v.role == role and v.unit == metric.unit]
    for value in fitting[:1]:
        bounds = _bounds(value)
        if bounds is not None:
            shown = value.value or "–".join(value.interval or ())
            figure = Decimal(value.value) if value.value is not None else None
            yield Dot(record.region.name, place, figure, *bounds, value.id, value.verdict, shown)


def _bounds(value: Value) -> tuple[Decimal, Decimal] | None:
    if value.value is not None:
        half = Decimal(value.printed.step) / 2 if value.printed else Decimal(0)
        return Decimal(value.value) - half, Decimal(value.value) + half
    return (Decimal(value.interval[0]), Decimal(value.interval[1])) if value.interval else None


def _find_mean(ranking: Ranking, metric: Metric, result: Result) -> Value | None:
    for whole in result.aggregates:
        if whole.ranking == ranking.id and whole.statistic == "mean":
            for value in whole.values:
                if value.metric == metric.name and value.unit == metric.unit and value.value is not None:
                    return value
    return None


def _alike(one: Ranking, other: Ranking) -> bool:
    """Whether two titles have most words in common, years and other numbers aside; none is like all."""
    words, others = (
        {word for word in (ranking.title or "").lower().split() if word.isalpha()} for ranking in (one, other)
    )
    return not words or not others or 2 * len(words & others) >= len(words | others)


def pair_dots(left: Sequence[Dot], right: Sequence[Dot]) -> list[tuple[Dot, Dot]]:
    """Return the regions that both rankings have, those that change most where there are too many to draw."""
    known = {dot.name: dot for dot in right}
    pairs = [(dot, known[dot.name]) for dot in left if dot.name in known and dot.value is not None]
    pairs = [(a, b) for a, b in pairs if b.value is not None]
    pairs.sort(key=lambda pair: -abs(pair[1].low - pair[0].low))
    return sorted(pairs[:MOST_SLOPES], key=lambda pair: -pair[0].low)


def list_open_runs(dots: Sequence[Dot]) -> list[tuple[int, int]]:
    """Return the runs of dots (first, last) whose order rounding leaves open: their intervals overlap."""
    runs: list[tuple[int, int]] = []
    for at in range(len(dots) - 1):
        one, other = dots[at], dots[at + 1]
        if max(one.low, other.low) < min(one.high, other.high) or one.value == other.value:
            if runs and runs[-1][1] == at:
                runs[-1] = runs[-1][0], at + 1
            else:
                runs.append((at, at + 1))
    return runs


def draw_dots(ranking: Ranking, metric: Metric, dots: Sequence[Dot], mean: Value | None) -> str:
    """Return a figure with a row a region: place, name, dot at its value with the bounds of rounding."""
    left_out = len(dots) - MOST_DOTS
    dots = dots[:MOST_DOTS]
    middle = Decimal(mean.value) if mean and mean.value else None
    known = [dot.low for dot in dots] + [dot.high for dot in dots] + ([middle] if middle is not None else [])
    scale = _make_scale(min(known), max(known), LABELS + 14, WIDTH - MARGIN)
    top = 34
    height = top + ROW * len(dots) + 22
    parts = list(_draw_grid(scale, top - 6, height - 18))
    if middle is not None and mean is not None:
        x = scale(middle)
        parts.append(f'<line class="mean" x1="{x}" x2="{x}" y1="{top - 8}" y2="{height - 18}"/>')
        anchor = "end" if x > WIDTH - 130 else "start"
        label = f'<tspan data-t="mean"></tspan> <tspan data-n="{escape(mean.value or "")}"></tspan>'
        parts.append(f'<text class="mean" x="{x}" y="{top - 12}" text-anchor="{anchor}">{label}</text>')
    for at, dot in enumerate(dots):
        parts.append(_draw_dot(dot, scale, top + ROW * at + ROW / 2))
    runs = list_open_runs(dots)
    for first, last in runs:
        y1, y2 = top + ROW * first + 5, top + ROW * (last + 1) - 5
        parts.append(f'<path class="open" d="M{LABELS + 9} {y1}h-4V{y2}h4"/>')
    notes = '<span data-t="chart_open"></span>' if runs else ""
    if left_out > 0:
        notes += f' <span data-t="chart_left_out" data-count="{left_out}"></span>'
    return _frame("dots", _name(ranking), metric, "".join(parts), height, notes, "chart_dots_desc", len(dots))


def _draw_dot(dot: Dot, scale: Scale, y: float) -> str:
    x0, x1 = scale(dot.low), scale(dot.high)
    name = escape(_cut(dot.name))
    place = (
        f'<text class="place" x="{PLACE}" y="{y + 4}" text-anchor="end">{escape(dot.place)}</text>' if dot.place else ""
    )
    label = f'<text x="{LABELS}" y="{y + 4}" text-anchor="end">{name}</text>'
    bounds = f'<rect class="bounds" x="{x0}" y="{y - 4}" width="{max(round(x1 - x0, 1), 1)}" height="8" rx="3"/>'
    centre = scale(dot.value) if dot.value is not None else None
    mark = f'<circle cx="{centre}" cy="{y}" r="4.5"/>' if centre is not None else ""
    shown = f'<text class="figure" x="{max(x1, centre or 0) + 9}" y="{y + 4}" data-n="{escape(dot.shown)}"></text>'
    label = f'<rect class="hit" x="0" y="{y - ROW / 2}" width="{WIDTH}" height="{ROW}"/>{label}'
    return f'<g class="dot {escape(dot.verdict)}" data-value="{escape(dot.id)}">{place}{label}{bounds}{mark}{shown}</g>'


def draw_slopes(one: str, other: str, metric: Metric, pairs: Sequence[tuple[Dot, Dot]]) -> str:
    """Return a figure with a line a region, from its value under one heading to that under the other."""
    known = [bound for pair in pairs for dot in pair for bound in (dot.low, dot.high)]
    height = max(240, 16 * len(pairs) + 60)
    scale = _make_scale(min(known), max(known), height - 20, 44)
    x0, x1 = SLOPES, WIDTH - SLOPES
    left = spread([scale(a.value or a.low) for a, _ in pairs], 44, height - 12)
    right = spread([scale(b.value or b.low) for _, b in pairs], 44, height - 12)
    parts = [
        f'<text class="head" x="{x0}" y="20" text-anchor="end">{escape(_cut(one))}</text>',
        f'<text class="head" x="{x1}" y="20">{escape(_cut(other))}</text>',
    ]
    for (a, b), y0, y1 in zip(pairs, left, right, strict=True):
        sure = max(a.low, b.low) >= min(a.high, b.high)
        kind = "same" if not sure else "up" if (b.value or b.low) > (a.value or a.low) else "down"
        parts.append(
            f'<g class="slope {kind}" data-value="{escape(b.id)}">'
            f'<line x1="{x0 + 8}" y1="{y0}" x2="{x1 - 8}" y2="{y1}"/>'
            f'<circle cx="{x0 + 8}" cy="{y0}" r="3"/><circle cx="{x1 - 8}" cy="{y1}" r="3"/>'
            f'<text x="{x0}" y="{y0 + 4}" text-anchor="end">{escape(_cut(a.name))} '
            f'<tspan class="figure" data-n="{escape(a.shown)}"></tspan></text>'
            f'<text x="{x1}" y="{y1 + 4}"><tspan class="figure" data-n="{escape(b.shown)}"></tspan> '
            f"{escape(_cut(b.name))}</text></g>"
        )
    title = f"{one} → {other}"
    notes = '<span data-t="chart_slope_note"></span>'
    return _frame("slopes", title, metric, "".join(parts), height, notes, "chart_slopes_desc", len(pairs))


def spread(places: Sequence[float], top: float, bottom: float, gap: float = 15) -> list[float]:
    """Return the places moved apart so that no two are nearer than `gap`, in the same order, from `top` on.

    >>> spread([10, 11, 50], 5, 100)
    [10, 25, 50]
    """
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    floor = top
    for at in order:
        moved[at] = max(places[at], floor)
        floor = moved[at] + gap
    ceiling = bottom
    for at in reversed(order):
        moved[at] = min(moved[at], ceiling)
        ceiling = moved[at] - gap
    return [round(place, 1) for place in moved]


def _make_scale(low: Decimal, high: Decimal, start: float, end: float) -> Scale:
    if low == high:
        low, high = low - 1, high + 1
    room = (high - low) / 20
    return Scale(low - room, high + room, start, end)


def _draw_grid(scale: Scale, top: float, bottom: float) -> Iterator[str]:
    """Yield lines at round figures."""
    span = scale.high - scale.low
    step = Decimal(1).scaleb(span.adjusted())
    step = next(s for s in (step / 5, step / 2, step, step * 2, step * 5) if span / s <= 6)
    tick = (scale.low / step).to_integral_value(rounding="ROUND_CEILING") * step
    while tick <= scale.high:
        x = scale(tick)
        yield f'<text class="tick" x="{x}" y="{bottom + 13}" text-anchor="middle" data-n="{tick.normalize():f}"></text>'
        yield f'<line class="tick" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'
        tick += step


def _frame(kind: str, title: str, metric: Metric, drawn: str, height: float, notes: str, desc: str, count: int) -> str:
    plain = escape(metric.label or metric.name)
    label = f"<span>{escape(metric.label)}</span>" if metric.label else _translated(f"metric.{metric.name}")
    unit = (
        f', <span class="unit" data-unit="{escape(metric.unit or "")}"></span>'
        if metric.unit not in (None, "point")
        else ""
    )
    return (
        f'<figure class="chart {kind}"><figcaption><strong>{escape(title)}</strong> {label}{unit}'
        f'</figcaption><div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}: {plain}">'
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img"><title>{escape(title)}: {plain}</title>'
        f'<desc data-t="{desc}" data-count="{count}"></desc>{drawn}</svg></div><p class="note">{notes}</p></figure>'
    )


def _translated(key: str) -> str:
    return f'<span data-t="{escape(key)}"></span>'


def _name(ranking: Ranking) -> str:
    title = ranking.title or ranking.method or ranking.id
    return f"{title}, {ranking.period}" if ranking.period and ranking.period not in title else title


def _cut(name: str) -> str:
    return name if len(name) <= LABEL_LENGTH else name[: LABEL_LENGTH - 1].rstrip() + "…"
