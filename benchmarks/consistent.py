"""Documents without a contradiction, made of sentence templates and random figures, with what each of them states.

Every printed figure is a slot; what the document states of its slots is told apart from the product, in `CLAIMS`,
and tested by brute force over the ends of what each printed figure may be.
"""

from __future__ import annotations

import html
import itertools
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import regex

from extractor.packs import load_pack

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "samples"))

LANGUAGES = ("ru", "kk", "en")
COUNTRY, REGIONS = "KZ", 20
_SLOT = regex.compile(r"\{(\w+)\}")
Printed = Mapping[str, Decimal]


@dataclass(frozen=True)
class Slot:
    """A printed figure: what it is, with how many decimals, and the slots that may be mistaken for it."""

    name: str
    figure: Decimal
    kind: str
    beside: tuple[str, ...] = ()


@dataclass
class Sheet:
    """A consistent document: its template, its slots by name, and its claims as (kind, names); `handmade`
    ones have their tables between bars."""

    name: str
    language: str
    format: str
    template: str = ""
    slots: dict[str, Slot] = field(default_factory=dict)
    claims: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    handmade: bool = False

    def add(self, name: str, figure: Decimal | int, kind: str, *beside: str) -> str:
        """Take up a slot and return its mark in the template."""
        self.slots[name] = Slot(name, Decimal(figure), kind, beside)
        return f"{{{name}}}"

    def claim(self, kind: str, *names: str) -> None:
        """State something of the slots."""
        self.claims.append((kind, names))

    def render(self, changed: Printed | None = None) -> tuple[str, dict[str, tuple[int, int]]]:
        """Return the text, with the changed slots printed otherwise, and where each slot's first print stands."""
        parts: list[str] = []
        spans: dict[str, tuple[int, int]] = {}
        length, last = 0, 0
        for match in _SLOT.finditer(self.template):
            figure = (changed or {}).get(match[1], self.slots[match[1]].figure)
            told = print_figure(figure, self.language)
            before = self.template[last : match.start()]
            spans.setdefault(match[1], (length + len(before), length + len(before) + len(told)))
            parts += [before, told]
            length += len(before) + len(told)
            last = match.end()
        return "".join([*parts, self.template[last:]]), spans

    def broken(self, changed: Printed) -> list[str]:
        """Return the kinds of the claims that cannot hold for the changed figures."""
        figures = {name: changed.get(name, slot.figure) for name, slot in self.slots.items()}
        told = [(kind, [figures[n] for n in names]) for kind, names in self.claims if set(names) & set(changed)]
        return [kind for kind, printed in told if not CLAIMS[kind](printed)]


def print_figure(figure: Decimal, language: str) -> str:
    """Return a figure as the language prints it, thousands apart by a no-break space."""
    told = f"{figure:,f}".replace(",", "\u00a0")
    return told if language == "en" else told.replace(".", ",")


# -- what documents state, by brute force ---------------------------------------------------------------------------


def _ends(figure: Decimal, exact: bool = True) -> tuple[Decimal, Decimal]:
    """Return the ends of what a printed figure may be; whole numbers are counts and exact, or rounded as well."""
    exponent = int(figure.as_tuple().exponent)
    half = Decimal(1).scaleb(exponent) / 2 if exponent < 0 or not exact else Decimal(0)
    return figure - half, figure + half


def _reaches(told: Decimal, made: Callable[..., Decimal], parts: Sequence[Decimal], exact: bool = True) -> bool:
    """Whether a made figure can meet a told one: over all corners of the parts, its lowest and highest value."""
    ends = [_ends(part, exact) for part in parts]
    corners = [made(*corner) for corner in itertools.product(*ends)]
    low, high = _ends(told)
    return min(corners) <= high and low <= max(corners)


def _is_mean(printed: Sequence[Decimal]) -> bool:
    return _reaches(printed[0], lambda *parts: sum(parts, Decimal(0)) / len(parts), printed[1:])


def _is_total(printed: Sequence[Decimal]) -> bool:
    return _adds_up(printed, [1] * (len(printed) - 1), exact=True)


def _adds_up(printed: Sequence[Decimal], factors: Sequence[int], exact: bool) -> bool:
    """Whether the first figure can be the sum of the others, each taken plus or minus once."""
    low, high = _ends(printed[0], exact)
    for factor, figure in zip(factors, printed[1:], strict=True):
        ends = sorted(factor * end for end in _ends(figure, exact))
        low, high = low - ends[1], high - ends[0]
    return low <= 0 <= high


def _is_growth(printed: Sequence[Decimal], exact: bool = True) -> bool:
    return _reaches(printed[2], lambda now, before: (now / before - 1) * 100, printed[:2], exact)


def _is_part(printed: Sequence[Decimal]) -> bool:
    return _reaches(printed[0], lambda part, whole: part / whole * 100, printed[1:])


def _is_multiple(printed: Sequence[Decimal]) -> bool:
    return _reaches(printed[2], lambda now, before: now / before, printed[:2])


def _is_difference(printed: Sequence[Decimal]) -> bool:
    return _reaches(printed[2], lambda now, before: now - before, printed[:2])


def _are_places(printed: Sequence[Decimal]) -> bool:
    """Whether places are all different and none is beyond the number ranked (the first figure)."""
    return len(set(printed[1:])) == len(printed) - 1 and all(1 <= place <= printed[0] for place in printed[1:])


def _fit_places(printed: Sequence[Decimal]) -> bool:
    """Whether, of two places with their figures, the better one has no worse figure."""
    (one, figure), (other, beside) = printed[:2], printed[2:]
    return one == other or (figure >= beside if one < other else figure <= beside)


CLAIMS: Mapping[str, Callable[[Sequence[Decimal]], bool]] = {
    "mean": _is_mean,
    "total": _is_total,
    "growth": _is_growth,
    "rounded-growth": lambda printed: _is_growth(printed, exact=False),
    "part": _is_part,
    "times": _is_multiple,
    "difference": _is_difference,
    "decline": lambda printed: _reaches(printed[2], lambda now, before: (1 - now / before) * 100, printed[:2]),
    "rounded-total": lambda printed: _adds_up(printed, [1] * (len(printed) - 1), exact=False),
    "rounded-difference": lambda printed: _adds_up([printed[2], *printed[:2]], [1, -1], exact=False),
    "places": _are_places,
    "within": _are_places,
    "distinct": lambda printed: len(set(printed)) == len(printed),
    "falls": lambda printed: printed[0] >= printed[1],
    "place-figure": _fit_places,
    "last": lambda printed: list(printed[1:]) == [printed[0] - at for at in range(len(printed) - 1)],
    "count": lambda printed: printed[0] + printed[1] == printed[2],
    "range": lambda printed: printed[0] <= printed[2] <= printed[1] and printed[0] <= printed[1],
    "range-top": lambda printed: printed[0] == printed[1],
    "share": lambda printed: 0 <= printed[0] <= 100,
}


# -- families of documents ------------------------------------------------------------------------------------------


def pick_regions(rng: random.Random, language: str, count: int) -> list[str]:
    """Return names of regions of the country in the language, in random order."""
    entries = [e for e in load_pack().regions.values() if e.code and e.code.startswith(f"{COUNTRY}-")]
    names = [e.names[language] for e in entries if e.kind in ("region", "city") and not e.valid_to]
    return rng.sample(sorted(names), count)


def _falling(rng: random.Random, count: int, top: int, step: int, places: int) -> list[Decimal]:
    """Return figures that fall from `top` by at least one and at most `step` units of their last decimal."""
    found, at = [], top
    for _ in range(count):
        found.append(Decimal(at).scaleb(-places))
        at -= rng.randint(1, step)
    return found


WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "title": "Итоги мониторинга за 2025 год",
        "national": "По данным офлайн-мониторинга, средняя оценка по стране составила {mean} балла.",
        "range": "Высокие оценки – от {low} до {high} балла – получили {count} из {size} регионов. "
        "Остальные {rest} региона получили «выше среднего».",
        "offline": "Лидеры офлайн-рейтинга:",
        "last": "Последние места:",
        "place": "{name} – {place}-е место",
        "online": "Онлайн-мониторинг",
        "leaders": "Лидеры:",
        "composite": "Комплексная оценка",
        "rule": "Она считается как среднее арифметическое двух методов.",
        "entry": "{name} – {score} балла, {share}%",
        "list": "Рейтинг регионов по качеству услуг за 2025 год. Всего оценивали {size} регионов.",
        "numbered": "{place}. {name} – {score} балла",
        "headers": "Место|Регион|Офлайн-оценка, балл|Онлайн-оценка, балл|Комплексная оценка, балл",
        "table": "Оценка качества услуг по регионам за 2025 год. Комплексная оценка – среднее арифметическое двух.",
        "counts": "Число безработных по регионам, человек",
        "count-headers": "Регион|2024|2025|Изменение",
        "total": "Итого",
        "growth": "Зарплаты за 2025 год",
        "grew": "В регионе {name} средняя зарплата выросла на {change}% – с {before} до {now} тыс. тенге.",
    },
    "kk": {
        "title": "2025 жылғы мониторинг қорытындысы",
        "national": "Офлайн-мониторинг деректері бойынша ел бойынша орташа баға {mean} балл болды.",
        "range": "{size} өңірдің {count}-сі жоғары баға алды – {low} балдан {high} балға дейін. Қалған {rest} өңір "
        "«орташадан жоғары» баға алды.",
        "offline": "Офлайн-рейтинг көшбасшылары:",
        "last": "Соңғы орындарда:",
        "place": "{name} – {place}-орын",
        "online": "Онлайн-мониторинг",
        "leaders": "Көшбасшылар:",
        "composite": "Кешенді баға",
        "rule": "Ол екі әдістің арифметикалық орташасы ретінде есептеледі.",
        "entry": "{name} – {score} балл, {share}%",
        "list": "2025 жылғы қызмет сапасы бойынша өңірлер рейтингі. Барлығы {size} өңір бағаланды.",
        "numbered": "{place}. {name} – {score} балл",
        "headers": "Орын|Өңір|Офлайн-баға, балл|Онлайн-баға, балл|Кешенді баға, балл",
        "table": "2025 жылғы өңірлердегі қызмет сапасы. Кешенді баға – екі әдістің арифметикалық орташасы.",
        "counts": "Өңірлер бойынша жұмыссыздар саны, адам",
        "count-headers": "Өңір|2024|2025|Өзгеріс",
        "total": "Барлығы",
        "growth": "2025 жылғы жалақы",
        "grew": "{name}: орташа жалақы {before} мың теңгеден {now} мың теңгеге дейін өсті (өсім – {change}%).",
    },
    "en": {
        "title": "Results of the 2025 monitoring",
        "national": "By offline monitoring, the average score across the country was {mean} points.",
        "range": "{count} of the {size} regions earned high marks, between {low} and {high} points. "
        "The remaining {rest} regions were rated “above average”.",
        "offline": "Leaders of the offline ranking:",
        "last": "The last places:",
        "place": "{name} – {place}th place",
        "online": "Online monitoring",
        "leaders": "Leaders:",
        "composite": "Composite score",
        "rule": "It is the arithmetic mean of the two methods.",
        "entry": "{name} – {score} points, {share}%",
        "list": "Ranking of regions by the quality of services in 2025. All {size} regions were rated.",
        "numbered": "{place}. {name} – {score} points",
        "headers": "Rank|Region|Offline score, points|Online score, points|Composite score, points",
        "table": "Quality of services by region in 2025. The composite score is the mean of the two methods.",
        "counts": "Unemployed people by region",
        "count-headers": "Region|2024|2025|Change",
        "total": "Total",
        "growth": "Wages in 2025",
        "grew": "In {name}, the average wage rose by {change}% from {before} to {now} thousand tenge.",
    },
}


def _fill(words: str, **marks: str) -> str:
    return _SLOT.sub(lambda match: marks.get(match[1], match[0]), words)


def make_monitoring(language: str, seed: int, format: str = "txt") -> Sheet:
    """Return an article on two monitorings and their mean: leaders, last places, a range and counts."""
    rng, words, sheet = random.Random(seed), WORDS[language], Sheet(f"monitoring-{seed}", language, format)
    names = pick_regions(rng, language, 8)
    offline, shares = _falling(rng, 5, rng.randint(480, 497), 3, 2), _falling(rng, 5, rng.randint(930, 970), 9, 1)
    count = rng.randint(15, 18)
    low = min(offline[-1], Decimal("4.70")) - Decimal("0.10")
    lines = [words["title"], words["national"], words["range"], words["offline"]]
    sheet.add("mean", low + Decimal("0.05"), "score")
    for name, figure, kind in (("low", low, "range"), ("high", offline[0], "range"), ("count", count, "count"),
                               ("rest", REGIONS - count, "count"), ("size", REGIONS, "size")):  # fmt: skip
        sheet.add(name, Decimal(figure), kind)
    sheet.claim("count", "count", "rest", "size")
    sheet.claim("range-top", "high", "off0")
    for at, name in enumerate(names[:5]):
        marks = _entry(sheet, "off", at, offline[at], shares[at])
        lines.append("• " + _fill(words["entry"], name=name, **marks) + ".")
        sheet.claim("range", "low", "high", f"off{at}")
    lines.append(words["last"])
    for at, name in enumerate(names[5:8]):
        mark = sheet.add(f"place{at}", REGIONS - at, "place", *(f"place{o}" for o in range(3) if o != at))
        lines.append("• " + _fill(words["place"], name=name, place=mark) + ".")
    sheet.claim("last", "size", "place0", "place1", "place2")
    lines += [words["online"], words["leaders"]]
    online = _falling(rng, 3, rng.randint(487, 499), 2, 2)
    online_shares = _falling(rng, 3, rng.randint(950, 985), 9, 1)
    for at, name in enumerate(names[:3]):
        lines.append(
            "• " + _fill(words["entry"], name=name, **_entry(sheet, "on", at, online[at], online_shares[at])) + "."
        )
    lines += [words["composite"], words["rule"], words["leaders"]]
    for at, name in enumerate(names[:3]):
        score, share = _mean(offline[at], online[at]), _mean(shares[at], online_shares[at])
        lines.append("• " + _fill(words["entry"], name=name, **_entry(sheet, "all", at, score, share)) + ".")
        sheet.claim("mean", f"all{at}", f"off{at}", f"on{at}")
        sheet.claim("mean", f"all{at}s", f"off{at}s", f"on{at}s")
    sheet.template = "\n".join(lines) + "\n"
    return sheet


def _mean(one: Decimal, other: Decimal) -> Decimal:
    return ((one + other) / 2).quantize(one)


def _entry(sheet: Sheet, group: str, at: int, score: Decimal, share: Decimal) -> dict[str, str]:
    kind = "composite" if group == "all" else "score"
    beside = tuple(f"{group}{at + by}" for by in (1, -1))
    marks = {"score": sheet.add(f"{group}{at}", score, kind, *beside)}
    marks["share"] = sheet.add(f"{group}{at}s", share, "share", *(f"{name}s" for name in beside))
    sheet.claim("share", f"{group}{at}s")
    return marks


def make_list(language: str, seed: int, format: str = "txt") -> Sheet:
    """Return a numbered list of places and scores."""
    rng, words, sheet = random.Random(seed), WORDS[language], Sheet(f"list-{seed}", language, format)
    size = rng.randint(8, 12)
    sheet.add("size", size, "size")
    lines = [words["list"]]
    scores = _falling(rng, size, rng.randint(700, 900), 30, 1)
    for at, name in enumerate(pick_regions(rng, language, size)):
        place = sheet.add(f"place{at}", at + 1, "place", f"place{at - 1}", f"place{at + 1}")
        score = sheet.add(f"score{at}", scores[at], "score", f"score{at - 1}", f"score{at + 1}")
        lines.append(_fill(words["numbered"], place=place, name=name, score=score))
    sheet.claim("places", "size", *(f"place{at}" for at in range(size)))
    _claim_places(sheet, size, "score")
    sheet.template = "\n".join(lines) + "\n"
    return sheet


def _claim_places(sheet: Sheet, size: int, group: str) -> None:
    for one, other in itertools.combinations(range(size), 2):
        sheet.claim("place-figure", f"place{one}", f"{group}{one}", f"place{other}", f"{group}{other}")


def make_table(language: str, seed: int, format: str = "html") -> Sheet:
    """Return a table of all regions: place, two scores and their mean."""
    rng, words, sheet = random.Random(seed), WORDS[language], Sheet(f"table-{seed}", language, format)
    rows = []
    parts = [(rng.randint(430, 490), rng.randint(440, 499)) for _ in range(REGIONS)]
    parts = sorted({(a + (a + b) % 2, b) for a, b in parts}, key=lambda pair: -sum(pair))
    unique = [pair for at, pair in enumerate(parts) if at == 0 or sum(pair) != sum(parts[at - 1])]
    for at, (pair, name) in enumerate(zip(unique, pick_regions(rng, language, len(unique)), strict=True)):
        scores = [Decimal(part).scaleb(-2) for part in (*pair, sum(pair) // 2)]
        marks = [sheet.add(f"place{at}", at + 1, "place", f"place{at - 1}", f"place{at + 1}"), html.escape(name)]
        for group, kind, score in zip(("off", "on", "all"), ("score", "score", "composite"), scores, strict=True):
            marks.append(sheet.add(f"{group}{at}", score, kind, f"{group}{at - 1}", f"{group}{at + 1}"))
        sheet.claim("mean", f"all{at}", f"off{at}", f"on{at}")
        rows.append(marks)
    sheet.slots["size"] = Slot("size", Decimal(len(rows)), "fixed")
    sheet.claim("places", "size", *(f"place{at}" for at in range(len(rows))))
    _claim_places(sheet, len(rows), "all")
    sheet.template = _page(words["table"], words["headers"].split("|"), rows)
    return sheet


def make_totals(language: str, seed: int, format: str = "html") -> Sheet:
    """Return a table of counts of two years, their change, and a closing row."""
    rng, words, sheet = random.Random(seed), WORDS[language], Sheet(f"totals-{seed}", language, format)
    rows, sums = [], [0, 0]
    size = rng.randint(6, 12)
    for at, name in enumerate(pick_regions(rng, language, size)):
        before = rng.randint(11_000, 95_000)
        now = before + rng.randint(-900, 900)
        sums = [sums[0] + before, sums[1] + now]
        rows.append([html.escape(name), *_years(sheet, str(at), before, now)])
    rows.append([words["total"], *_years(sheet, "all", *sums)])
    for group in ("before", "now"):
        sheet.claim("total", f"{group}all", *(f"{group}{at}" for at in range(size)))
    sheet.template = _page(words["counts"], words["count-headers"].split("|"), rows)
    return sheet


def _years(sheet: Sheet, at: str, before: int, now: int) -> list[str]:
    beside = [str(int(at) + by) for by in (1, -1)] if at.isdecimal() else []
    kind = "part" if beside else "total"
    marks = [sheet.add(f"before{at}", before, kind, *(f"before{o}" for o in beside), f"now{at}")]
    marks.append(sheet.add(f"now{at}", now, kind, *(f"now{o}" for o in beside), f"before{at}"))
    sign = "−" if now < before else "+"
    marks.append(sign + sheet.add(f"change{at}", abs(now - before), "change", *(f"change{o}" for o in beside)))
    first, second = (f"now{at}", f"before{at}") if now >= before else (f"before{at}", f"now{at}")
    sheet.claim("difference", first, second, f"change{at}")
    return marks


def make_growth(language: str, seed: int, format: str = "txt") -> Sheet:
    """Return prose on wages that grew: the earlier figure, the later one, and the growth in percent."""
    rng, words, sheet = random.Random(seed), WORDS[language], Sheet(f"growth-{seed}", language, format)
    lines = [words["growth"]]
    for at, name in enumerate(pick_regions(rng, language, 5)):
        before = Decimal(rng.randint(2800, 4000)).scaleb(-1)
        now = before + Decimal(rng.randint(150, 700)).scaleb(-1)
        change = ((now / before - 1) * 100).quantize(Decimal("0.1"))
        marks = {"before": sheet.add(f"before{at}", before, "part", f"now{at}"),
                 "now": sheet.add(f"now{at}", now, "part", f"now{at - 1}", f"now{at + 1}", f"before{at}"),
                 "change": sheet.add(f"change{at}", change, "change", f"change{at + 1}")}  # fmt: skip
        lines.append(_fill(words["grew"], name=name, **marks))
        sheet.claim("growth", f"now{at}", f"before{at}", f"change{at}")
    sheet.template = "\n\n".join(lines) + "\n"
    return sheet


def _page(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{html.escape(text)}</th>" for text in headers)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<html><head><title>{html.escape(title)}</title></head><body><article><h1>{html.escape(title)}</h1>\n"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></article></body></html>\n"
    )


def make_sheets() -> Iterator[Sheet]:
    """Yield the documents: each family in each language a few times, some as PDF."""
    families = ((make_monitoring, 4), (make_list, 2), (make_table, 2), (make_totals, 2), (make_growth, 2))
    for language in LANGUAGES:
        for family, times in families:
            for seed in range(times):
                yield family(language, seed + 1)
        yield make_monitoring(language, 11, "pdf")
