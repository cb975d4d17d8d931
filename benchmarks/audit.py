"""How well an article is audited against its report: `python benchmarks/audit.py`.

Makes pairs of a report (CSV, workbook, web page or text table; three languages) and an article that quotes it, injects
one misquote at a time, and counts which are told as contradicted, with which diagnosis, and who is accused falsely.
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

PAIRS, SLIPS = 32, 224
QUOTED = 6


class Topic(NamedTuple):
    """An indicator in one language: how the report heads its columns and how the article tells it."""

    language: str
    title: str
    region: str
    column: str
    second: str
    lead: str
    line: str
    mean: str
    rounded: str
    low: Decimal
    high: Decimal
    share: bool = False


TOPICS = (
    Topic(
        "ru", "Оценка услуг по регионам", "Регион", "Средняя оценка, баллов", "Доля довольных, %",
        "Лучшие регионы по средней оценке в {year} году:", "- {region} – {value} балла, довольны {share}%;",
        "В {year} году средняя оценка по стране составила {mean} балла.", "{region} набирает почти {value} балла.",
        Decimal("4.20"), Decimal("4.98"), True,
    ),
    Topic(
        "ru", "Уровень безработицы по регионам", "Регион", "Уровень безработицы, %", "Численность безработных, человек",
        "Самая высокая безработица в {year} году:", "- {region} – {value}%;",
        "В {year} году уровень безработицы в среднем по стране составил {mean}%.",
        "В регионе {region} уровень безработицы около {value}%.",
        Decimal("3.1"), Decimal("7.9"),
    ),
    Topic(
        "kk", "Өңірлердің орташа бағасы", "Өңір", "Орташа баға, балл", "Қанағаттанғандар үлесі, %",
        "{year} жылы орташа баға бойынша көшбасшы өңірлер:", "- {region} – {value} балл, {share}%;",
        "{year} жылы ел бойынша орташа баға {mean} балл болды.", "{region} шамамен {value} балл жинады.",
        Decimal("4.20"), Decimal("4.98"), True,
    ),
    Topic(
        "en", "Unemployment by region", "Region", "Unemployment rate, %", "Unemployed, persons",
        "The highest unemployment rate in {year}:", "- {region} – {value}%",
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
    return Pair(topic, rows, mean, ("csv", "xlsx", "html", "txt")[number // len(TOPICS) % 4], 2025)


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


class Quote(NamedTuple):
    """A figure that the article quotes: whose it is, and how it is told."""

    region: str | None  # None: the mean
    said: Decimal
    approximate: bool = False


def quote_pair(pair: Pair) -> list[Quote]:
    """Return what a truthful article quotes: the mean, the leaders, one figure that is rounded."""
    coarse = pair.rows[QUOTED].value.quantize(Decimal(1).scaleb(int(pair.topic.low.as_tuple().exponent) + 1))
    return [
        Quote(None, pair.mean),
        *(Quote(row.region, row.value) for row in pair.rows[:QUOTED]),
        Quote(pair.rows[QUOTED].region, coarse, approximate=True),
    ]


def write_article(pair: Pair, quotes: list[Quote], folder: Path) -> Path:
    """Write the article and return its path."""
    topic = pair.topic
    shares = {row.region: print_figure(row.second, topic.language) for row in pair.rows}
    lines = [topic.title, ""]
    exact = [quote for quote in quotes if quote.region and not quote.approximate]
    for quote in quotes:
        said = print_figure(quote.said, topic.language)
        if quote.region is None:
            lines += [topic.mean.format(year=pair.year, mean=said), ""]
    lines.append(topic.lead.format(year=pair.year))
    for quote in exact:
        said = print_figure(quote.said, topic.language)
        lines.append(topic.line.format(region=quote.region, value=said, share=shares[quote.region or ""]))
    for quote in quotes:
        if quote.approximate:
            lines += ["", topic.rounded.format(region=quote.region, value=print_figure(quote.said, topic.language))]
    path = folder / "article.txt"
    path.write_text("\n".join(lines), "utf-8")
    return path


Slip = Callable[[Pair, int, random.Random], Decimal | None]


def _neighbour(pair: Pair, at: int, rng: random.Random) -> Decimal | None:
    return pair.rows[at + 1 if at + 1 < len(pair.rows) else at - 1].value


def _last_year(pair: Pair, at: int, rng: random.Random) -> Decimal | None:
    return pair.rows[at].earlier


def _swap(pair: Pair, at: int, rng: random.Random) -> Decimal | None:
    text = str(pair.rows[at].value)
    digits = [i for i, char in enumerate(text) if char.isdigit()]
    first, second = digits[-2], digits[-1]
    chars = list(text)
    chars[first], chars[second] = chars[second], chars[first]
    return Decimal("".join(chars))


def _digit(pair: Pair, at: int, rng: random.Random) -> Decimal | None:
    text = str(pair.rows[at].value)
    return Decimal(text[:-1] + str((int(text[-1]) + rng.randint(1, 9)) % 10))


def _shift(pair: Pair, at: int, rng: random.Random) -> Decimal | None:
    return pair.rows[at].value.scaleb(1)


SLIP_KINDS: dict[str, Slip] = {
    "neighbour": _neighbour,
    "other-period": _last_year,
    "digits-swapped": _swap,
    "digit-changed": _digit,
    "decimal-shifted": _shift,
}


# What a slip may fairly be called besides.
ALSO = {
    "digit-changed": ("misread-digit", "neighbour", "other-period"),
    "digits-swapped": ("neighbour",),
    "decimal-shifted": ("separator-lost",),
}


def inject(pair: Pair, rng: random.Random, kind: str) -> tuple[list[Quote], int] | None:
    """Return the quotes with one slip in them and which it is; None where the slip changes nothing."""
    quotes = quote_pair(pair)
    at = rng.randrange(QUOTED)
    wrong = SLIP_KINDS[kind](pair, at, rng)
    if wrong is None or wrong == pair.rows[at].value:
        return None
    quotes[at + 1] = quotes[at + 1]._replace(said=wrong)
    return quotes, at + 1


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
    quotes, at = injected
    counts["slips"] += 1
    wrong = find_told(compare_pair(pair, quotes, folder, report), "contradicted")
    said = print_figure(quotes[at].said, pair.topic.language)
    mine = [c for c in wrong if c.article[0].text == said]
    counts["found"] += bool(mine)
    counts["named"] += bool(mine) and mine[0].slip in (kind, *ALSO.get(kind, ()))
    counts["accused falsely"] += len(wrong) - len(mine)
    if mine and mine[0].slip not in (kind, *ALSO.get(kind, ())):
        complain(f"NAMED {kind} {mine[0].slip} {quotes[at]}")
    if not mine or len(wrong) > len(mine):
        complain(
            f"{pair.format} {pair.topic.language}: {kind} {quotes[at]} {[(c.article[0].text, c.slip) for c in wrong]}"
        )


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
