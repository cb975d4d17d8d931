"""How well an article is audited against its report: `python benchmarks/audit.py`.

Makes pairs of a report (PDF, CSV, workbook, web page or text table; three languages) and an article that quotes it in a
list or in sentences, injects one misquote at a time (of a region's figure, its share, its place, or the mean), and
counts which are told as contradicted, with which diagnosis, and who is accused falsely.
Everything is made from the seed: the same figures on every machine.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from extractor.packs import load_pack
from extractor.pipeline import ExtractOptions, extract
from extractor.results import Comparison, Result

PAIRS, SLIPS = 40, 280
FORMATS = ("pdf", "csv", "xlsx", "html", "txt")
QUOTED = 6
PLACED = 8  # the region whose place is told, counted from 0


class Topic(NamedTuple):
    """An indicator in one language: how the report heads its columns and how the article tells it."""

    language: str
    title: str
    region: str
    column: str
    second: str
    lead: str
    line: str
    sentence: str
    place: str
    mean: str
    rounded: str
    low: Decimal
    high: Decimal
    share: bool = False


TOPICS = (
    Topic(
        "ru", "Оценка услуг по регионам", "Регион", "Средняя оценка, баллов", "Доля довольных, %",
        "Лучшие регионы по средней оценке в {year} году:", "- {region} – {value} балла, довольны {share}%;",
        "{region} получает {value} балла, довольны там {share}% жителей.", "{region} занимает {place}-е место.",
        "В {year} году средняя оценка по стране составила {mean} балла.", "{region} набирает почти {value} балла.",
        Decimal("4.20"), Decimal("4.98"), True,
    ),
    Topic(
        "ru", "Уровень безработицы по регионам", "Регион", "Уровень безработицы, %", "Численность безработных, человек",
        "Самая высокая безработица в {year} году:", "- {region} – {value}%;",
        "{region}: уровень безработицы – {value}%.", "По уровню безработицы {region} занимает {place}-е место.",
        "В {year} году уровень безработицы в среднем по стране составил {mean}%.",
        "В регионе {region} уровень безработицы около {value}%.",
        Decimal("3.1"), Decimal("7.9"),
    ),
    Topic(
        "kk", "Өңірлердің орташа бағасы", "Өңір", "Орташа баға, балл", "Қанағаттанғандар үлесі, %",
        "{year} жылы орташа баға бойынша көшбасшы өңірлер:", "- {region} – {value} балл, {share}%;",
        "{region} {value} балл алды, қанағаттанғандар үлесі {share}%.", "{region} {place}-орында.",
        "{year} жылы ел бойынша орташа баға {mean} балл болды.", "{region} шамамен {value} балл жинады.",
        Decimal("4.20"), Decimal("4.98"), True,
    ),
    Topic(
        "en", "Unemployment by region", "Region", "Unemployment rate, %", "Unemployed, persons",
        "The highest unemployment rate in {year}:", "- {region} – {value}%",
        "{region} has an unemployment rate of {value}%.", "{region} ranks {place}th.",
        "In {year}, the unemployment rate averaged {mean}% nationwide.",
        "In {region}, the unemployment rate is about {value}%.",
        Decimal("3.1"), Decimal("7.9"),
    ),
)  # fmt: skip


class Row(NamedTuple):
    """A region's figures in the report."""

    region: str
    value: Decimal
    second: Decimal
    earlier: Decimal


class Pair(NamedTuple):
    """A report and what the article quotes of it."""

    topic: Topic
    rows: list[Row]
    mean: Decimal
    format: str
    year: int
    prose: bool


def make_pair(number: int, seed: int) -> Pair:
    """Return the pair of that number: a topic, a format and 12 to 20 regions with figures."""
    rng = random.Random(seed * 1000 + number)
    topic = TOPICS[number % len(TOPICS)]
    pack = load_pack(())
    names = [
        entry.names[topic.language]
        for entry in pack.regions.values()
        if (entry.code or "").startswith("KZ-") and topic.language in entry.names
    ]
    step = Decimal(1).scaleb(topic.low.as_tuple().exponent)  # type: ignore[arg-type]
    pool = [topic.low + step * at for at in range(int((topic.high - topic.low) / step) + 1)]
    regions = rng.sample(sorted(set(names)), min(rng.randint(12, 20), len(set(names))))
    values = sorted(rng.sample(pool, len(regions)), reverse=True)
    rows = []
    for region, value in zip(regions, values, strict=True):
        second = Decimal(rng.randint(750, 985)).scaleb(-1) if topic.share else Decimal(rng.randint(2_000, 90_000))
        rows.append(Row(region, value, second, value - step * rng.choice((3, 5, 7, 11))))
    mean = (sum(values, Decimal(0)) / len(values)).quantize(step)
    return Pair(topic, rows, mean, FORMATS[number // len(TOPICS) % len(FORMATS)], 2025, number % 3 == 1)


def print_figure(value: Decimal, language: str) -> str:
    """Return a figure as the language prints it."""
    return str(value) if language == "en" else str(value).replace(".", ",")


def write_report(pair: Pair, folder: Path) -> Path:
    """Write the report in the pair's format and return its path."""
    topic = pair.topic
    head = [topic.region, f"{topic.column}, {pair.year}", f"{topic.column}, {pair.year - 1}", topic.second]
    cells = [
        [row.region, *(print_figure(v, topic.language) for v in (row.value, row.earlier, row.second))]
        for row in pair.rows
    ]
    title = f"{topic.title}, {pair.year}"
    path = folder / f"report.{pair.format}"
    mean = topic.mean.format(year=pair.year, mean=print_figure(pair.mean, topic.language))
    if pair.format == "xlsx":
        _write_book(path, title, head, pair, mean)
    elif pair.format == "pdf":
        _write_pdf(path, title, mean, [head, *cells])
    elif pair.format == "html":
        rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
        header = "".join(f"<th>{cell}</th>" for cell in head)
        body = f"<h1>{title}</h1><p>{mean}</p><table><tr>{header}</tr>{rows}</table>"
        path.write_text(f'<!doctype html><html lang="{topic.language}"><body><article>{body}</article></body></html>')
    elif pair.format == "csv":
        lines = [title, mean, "", ";".join(head), *(";".join(row) for row in cells)]
        path.write_text("\n".join(lines), "utf-8")
    else:
        table = [f"| {' | '.join(row)} |" for row in (head, *cells)]
        path.write_text("\n".join([title, "", mean, "", *table]), "utf-8")
    return path


def _write_book(path: Path, title: str, head: list[str], pair: Pair, mean: str) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([title], [mean], [], head):
        sheet.append(row)
    for row in pair.rows:
        sheet.append([row.region, float(row.value), float(row.earlier), float(row.second)])
        places = -int(pair.topic.low.as_tuple().exponent)
        for cell in sheet[sheet.max_row][1:3]:
            cell.number_format = f"0.{'0' * places}"
    book.save(path)


def _write_pdf(path: Path, title: str, mean: str, rows: list[list[str]]) -> None:
    from matplotlib import font_manager
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(TTFont("Sans", font_manager.findfont("DejaVu Sans")))
    plain = ParagraphStyle("plain", fontName="Sans", fontSize=9, leading=12, splitLongWords=0)
    table = Table(
        [[Paragraph(cell, plain) for cell in row] for row in rows],
        style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
        repeatRows=1,
        colWidths=[170, 100, 100, 100],
    )
    heading = Paragraph(title, ParagraphStyle("heading", parent=plain, fontSize=14, leading=18))
    document = SimpleDocTemplate(str(path), pagesize=A4, invariant=1)
    document.build([heading, Spacer(1, 8), Paragraph(mean, plain), Spacer(1, 8), table])


class Quote(NamedTuple):
    """A figure that the article quotes: whose it is, which of them, and how it is told."""

    region: str | None  # None: the whole
    kind: str  # value, share, place, mean; rounded is a value told roughly
    said: Decimal


def quote_pair(pair: Pair) -> list[Quote]:
    """Return what a truthful article quotes: the mean, the leaders, a place, one figure that is rounded."""
    coarse = pair.rows[QUOTED].value.quantize(Decimal(1).scaleb(int(pair.topic.low.as_tuple().exponent) + 1))
    leaders = [Quote(row.region, "value", row.value) for row in pair.rows[:QUOTED]]
    shares = [Quote(row.region, "share", row.second) for row in pair.rows[:QUOTED]] if pair.topic.share else []
    return [
        Quote(None, "mean", pair.mean),
        *leaders,
        *shares,
        Quote(pair.rows[PLACED].region, "place", Decimal(PLACED + 1)),
        Quote(pair.rows[QUOTED].region, "rounded", coarse),
    ]


def write_article(pair: Pair, quotes: list[Quote], folder: Path) -> Path:
    """Write the article, its leaders in a list or in sentences, and return its path."""
    topic = pair.topic
    said = {(quote.region, quote.kind): print_figure(quote.said, topic.language) for quote in quotes}

    def tell(form: str, region: str) -> str:
        figures = {kind: said.get((region, kind), "") for kind in ("value", "share", "place")}
        return form.format(region=region, **figures)

    leaders = [row.region for row in pair.rows[:QUOTED]]
    lines = [topic.title, "", topic.mean.format(year=pair.year, mean=said[None, "mean"]), ""]
    if pair.prose:
        lines.append(" ".join(tell(topic.sentence, region) for region in leaders))
    else:
        lines += [topic.lead.format(year=pair.year), *(tell(topic.line, region) for region in leaders)]
    lines += ["", tell(topic.place, pair.rows[PLACED].region)]
    rounded = pair.rows[QUOTED].region
    lines += ["", topic.rounded.format(region=rounded, value=said[rounded, "rounded"])]
    path = folder / "article.txt"
    path.write_text("\n".join(lines), "utf-8")
    return path


Slip = Callable[[Pair, int, random.Random], tuple[str, Decimal]]


def _neighbour(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    return "value", pair.rows[at + 1].value


def _last_year(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    return "value", pair.rows[at].earlier


def _swap(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    text = str(pair.rows[at].value)
    first, second = [i for i, char in enumerate(text) if char.isdigit()][-2:]
    chars = list(text)
    chars[first], chars[second] = chars[second], chars[first]
    return "value", Decimal("".join(chars))


def _digit(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    text = str(pair.rows[at].value)
    return "value", Decimal(text[:-1] + str((int(text[-1]) + rng.randint(1, 9)) % 10))


def _shift(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    return "value", pair.rows[at].value.scaleb(1)


def _share(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    return "share", pair.rows[at].second + Decimal(rng.choice(("-2.3", "1.1", "0.4")))


def _mean(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    step = Decimal(1).scaleb(int(pair.mean.as_tuple().exponent))
    return "mean", pair.mean + step * rng.choice((-4, -2, 2, 3))


def _place(pair: Pair, at: int, rng: random.Random) -> tuple[str, Decimal]:
    return "place", Decimal(PLACED + 1 + rng.choice((-3, -2, 2, 3)))


SLIP_KINDS: dict[str, Slip] = {
    "neighbour": _neighbour,
    "other-period": _last_year,
    "digits-swapped": _swap,
    "digit-changed": _digit,
    "decimal-shifted": _shift,
    "wrong share": _share,
    "wrong mean": _mean,
    "wrong place": _place,
}
# What a slip may fairly be called besides; of the last three, nothing can be said for sure.
ALSO = {
    "neighbour": ("other-period",),
    "digit-changed": ("misread-digit", "neighbour", "other-period", "digits-swapped", "decimal-shifted"),
    "digits-swapped": ("neighbour", "other-period", "decimal-shifted"),
    "decimal-shifted": ("separator-lost",),
    "other-period": ("neighbour",),
}


def inject(pair: Pair, rng: random.Random, kind: str) -> tuple[list[Quote], Quote] | None:
    """Return the quotes with one slip in them, and that one; None where the slip changes nothing."""
    quotes = quote_pair(pair)
    at = rng.randrange(QUOTED)
    told, wrong = SLIP_KINDS[kind](pair, at, rng)
    region = {"mean": None, "place": pair.rows[PLACED].region}.get(told, pair.rows[at].region)
    place = next((n for n, quote in enumerate(quotes) if (quote.region, quote.kind) == (region, told)), None)
    if place is None or quotes[place].said == wrong:
        return None
    quotes[place] = quotes[place]._replace(said=wrong)
    return quotes, quotes[place]


def compare_pair(pair: Pair, quotes: list[Quote], folder: Path, report: Path) -> Result:
    """Return the article's result, audited against the report."""
    return extract(write_article(pair, quotes, folder), ExtractOptions(against=(str(report),)))


def find_told(result: Result, verdict: str) -> list[Comparison]:
    """Return the comparisons with a verdict."""
    return [comparison for comparison in result.comparisons if comparison.verdict == verdict]


def run(pairs: int, slips: int, seed: int, complain: Callable[[str], None]) -> Counter[str]:
    """Return the counts: found, missed, named (the diagnosis is right), accused falsely, absent."""
    counts: Counter[str] = Counter()
    rng = random.Random(seed)
    kinds = list(_cycle(slips))
    for number in range(pairs):
        pair = make_pair(number, seed)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            report = write_report(pair, folder)
            clean = compare_pair(pair, quote_pair(pair), folder, report)
            for comparison in find_told(clean, "contradicted"):
                counts["accused falsely"] += 1
                complain(f"{number} {pair.format} {pair.topic.language}: accused {comparison}")
            counts["quotes of clean articles"] += len(clean.comparisons)
            counts["of them equal or rounded"] += len(
                [c for c in clean.comparisons if c.verdict in ("equal", "rounded")]
            )
            for kind in kinds[number::pairs]:
                _try_slip(pair, kind, rng, folder, report, counts, complain)
    return counts


def _cycle(slips: int) -> Iterator[str]:
    names = list(SLIP_KINDS)
    return (names[at % len(names)] for at in range(slips))


def _try_slip(
    pair: Pair,
    kind: str,
    rng: random.Random,
    folder: Path,
    report: Path,
    counts: Counter[str],
    complain: Callable[[str], None],
) -> None:
    injected = inject(pair, rng, kind)
    if injected is None:
        return
    quotes, slipped = injected
    counts["slips"] += 1
    told = find_told(compare_pair(pair, quotes, folder, report), "contradicted")
    said = print_figure(slipped.said, pair.topic.language)
    mine = [
        c for c in told if c.article[0].text == said or (slipped.kind == "place" and c.article[0].text.startswith(said))
    ]
    counts["found"] += bool(mine)
    counts["accused falsely"] += len(told) - len(mine)
    if slipped.kind == "value":
        counts["slips of a region's figure"] += 1
        counts["of them named rightly"] += bool(mine) and mine[0].slip in (kind, *ALSO.get(kind, ()))
    if not mine or len(told) > len(mine):
        accused = [(c.article[0].text, c.slip) for c in told]
        complain(f"{pair.format} {pair.topic.language} prose={pair.prose}: {kind} {slipped} {accused}")


def main(argv: list[str] | None = None) -> int:
    """Print the figures; return 1 where a misquote is missed or somebody accused falsely."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"how many pairs (default: {PAIRS})")
    parser.add_argument("--slips", type=int, default=SLIPS, help=f"how many misquotes in all (default: {SLIPS})")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    counts = run(args.pairs, args.slips, args.seed, lambda line: print(line, file=sys.stderr))
    for name, count in counts.items():
        print(f"{name:<26}  {count}")
    return int(counts["found"] < counts["slips"] or counts["accused falsely"] > 0)


if __name__ == "__main__":
    sys.exit(main())
