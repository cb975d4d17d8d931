"""Time the checks alone: `python -m benchmarks.check_speed`.

Articles of 4,000 characters (those of speed.py), a report of 20 regions in three rankings, tables of up to 4,000 rows
with and without slips, and a tangle of 10,000 statements that hang together. Seconds are those of the processor.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.texts import ARTICLE_LENGTH, articles_by_language, pack_articles
from extractor.assemblers import assemble
from extractor.checks import Checked, check
from extractor.finders import find
from extractor.packs import Pack, load_pack
from extractor.pipeline import read_document

TIMES = 5
HEADERS = ("Место", "Регион", "Офлайн-оценка, балл", "Онлайн-оценка, балл", "Комплексная оценка, балл", "Жителей")
RULE = "Комплексная оценка – среднее арифметическое двух методов."


def time_checks(text: str, suffix: str, folder: Path, pack: Pack) -> tuple[float, Checked]:
    """Return the median milliseconds that the checks of a text take, warm, and what they found."""
    path = folder / f"document.{suffix}"
    path.write_text(text, "utf-8")
    document = read_document(path)
    assembly = assemble(document, find(document, pack), pack)
    checked = check(document, assembly, pack)
    taken = []
    for _ in range(TIMES):
        begin = process_time()
        check(document, assembly, pack)
        taken.append(process_time() - begin)
    return median(taken) * 1000, checked


def _print(figure: int) -> str:
    return f"{figure / 1000:.3f}".replace(".", ",")


def make_table(rows: int, slips: int) -> str:
    """Return a page with a table of places, two scores and their mean, and counts with their total."""
    rng = random.Random(rows)
    parts = [(first, first + 2 * rng.randint(-200, 200)) for first in (rng.randint(3000, 4780) for _ in range(rows))]
    parts.sort(key=lambda pair: -sum(pair))
    cells = [
        (
            str(at),
            f"Район {at}",
            _print(a),
            _print(b),
            _print((a + b) // 2 + 50 * (5 < at <= 5 + slips)),
            str(1000 + at),
        )
        for at, (a, b) in enumerate(parts, 1)
    ]
    cells.append(("", "Итого", "", "", "", str(sum(1000 + at for at in range(1, rows + 1)) + 9 * bool(slips))))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    head = "".join(f"<th>{header}</th>" for header in HEADERS)
    return f"<html><body><article><h1>Оценка за 2025 год</h1><p>{RULE}</p><table><tr>{head}</tr>{body}</table></article></body></html>"  # noqa: E501


def make_rankings(regions: int) -> str:
    """Return three rankings of the regions, the last of them the mean of the others."""
    names = [entry.names["ru"] for entry in load_pack().regions.values() if (entry.code or "").startswith("KZ-")]
    rng, lines = random.Random(regions), ["Итоги мониторинга за 2025 год"]
    offline = {name: rng.randint(4300, 4900) for name in dict.fromkeys(names[:regions])}
    online = {name: figure + 2 * rng.randint(-30, 40) for name, figure in offline.items()}
    both = {name: (offline[name] + online[name]) // 2 for name in offline}
    for title, figures in (("Офлайн-мониторинг", offline), ("Онлайн-мониторинг", online), ("Комплексная оценка", both)):
        lines += [title, *([RULE] if figures is both else []), "Лидеры:"]
        lines += [f"• {name} – {_print(figures[name])} балла;" for name in sorted(figures, key=lambda n: -figures[n])]
    return "\n".join(lines)


def make_tangle(regions: int) -> str:
    """Return offline places without figures, online figures, and composites that some places cannot have."""
    rng = random.Random(regions)
    syllables = [first + second for first in "бвгджзклмнпрст" for second in "аеиоу"]
    names = [f"Гимназия {a.capitalize()}{b}" for a in syllables for b in syllables][:regions]
    offline = [4990 - 2000 * at // regions for at in range(regions)]
    online = [4000 + 37 * at % 900 for at in range(regions)]
    both = [(a + b) // 2 + 3 * rng.randint(-1, 1) for a, b in zip(offline, online, strict=True)]

    def number(figures: list[int]) -> list[str]:
        ranked = sorted(range(regions), key=lambda at: -figures[at])
        return [f"{place}. {names[at]} – {_print(figures[at])} балла" for place, at in enumerate(ranked, 1)]

    places = [f"{at}. {name}" + f" – {_print(4990)} балла" * (at == 1) for at, name in enumerate(names, 1)]
    lead = ["", "Средняя оценка:", ""]
    lines = ["Итоги мониторинга за 2025 год", "", "Офлайн-мониторинг", *lead, *places]
    lines += ["", "Онлайн-мониторинг", *lead, *number(online), "", "Комплексная оценка", "", RULE, *lead, *number(both)]
    return "\n".join(lines) + "\n"


def measure(folder: Path) -> Iterator[str]:
    """Yield a line for each document."""
    pack = load_pack(())
    articles = [text for texts in articles_by_language(pack).values() for text in pack_articles(texts)]
    rates = [time_checks(text, "txt", folder, pack)[0] / len(text) * ARTICLE_LENGTH for text in articles]
    told = f"{median(rates):.2f} ms (of {len(rates)}, the slowest {max(rates):.2f})"
    yield f"articles of {ARTICLE_LENGTH:,} characters: {told}"
    yield f"20 regions, three rankings: {time_checks(make_rankings(20), 'txt', folder, pack)[0]:.1f} ms"
    for rows in (100, 1000, 4000):
        told = [f"{time_checks(make_table(rows, slips), 'html', folder, pack)[0]:.0f} ms" for slips in (0, 30)]
        yield f"table of {rows} rows: {told[0]}; with 30 slips: {told[1]}"
    seconds, checked = time_checks(make_tangle(1800), "txt", folder, pack)
    proven = sum(found.rule == "consistent" and found.status == "failed" for found in checked.checks)
    cut = any(found.rule == "consistent" and found.status == "skipped" for found in checked.checks)
    yield f"tangle of 10,000 statements: {seconds:.0f} ms, {proven} contradictions proven{', then cut off' * cut}"


def main() -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        for line in measure(Path(folder)):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
