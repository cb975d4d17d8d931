"""Make a corpus of articles and PDFs with known truth: `python benchmarks/make_corpus.py FOLDER [-n 10000] [--bad]`.

The same number and seed give the same files, wherever they are made. `truth.jsonl` beside the folder of documents says
of each what it holds, or why it cannot be read. With `--bad`, one in a hundred is broken and one in a thousand takes
more time or memory than it may have (really: a text that is too long, a page with too many tags).
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "samples"))

from facts import ROWS, WAGE_LAGGARDS, WAGE_LEADERS, Row  # noqa: E402
from typeset import set_docx, set_page, set_pdf, set_text  # noqa: E402
from wording import Block, Heading, Items, Paragraph, comma  # noqa: E402

TEMPLATE = (ROOT / "samples" / "page.template.html").read_text("utf-8")
DAY = "2026-01-24"
A_FOLDER = 1000  # documents in a folder
LONG_TEXT, MANY_TAGS = 12_000_000, 9_000_000  # characters; tags


class Line(NamedTuple):
    """A region with its place (from the end, if negative) and its figures, as printed with a point."""

    code: str
    place: int
    values: tuple[str, ...]


class Article(NamedTuple):
    """What a document says, and what a careful reader finds in it."""

    blocks: tuple[Block, ...]
    truth: tuple[Line, ...]


def draw_falling(rng: random.Random, count: int, low: int, high: int) -> list[int]:
    """Return different numbers, the highest first."""
    return sorted(rng.sample(range(low, high), count), reverse=True)


def draw_lines(rng: random.Random, rows: Sequence[Row]) -> tuple[list[Line], list[Line]]:
    """Return leaders with a score and a share, and laggards with a score, the last of all first."""
    first, last = rng.randint(3, 8), rng.randint(2, 5)
    chosen = rng.sample(rows, first + last)
    scores = [f"{number / 100:.2f}" for number in draw_falling(rng, first + last, 300, 500)]
    shares = [f"{number / 10:.1f}" for number in draw_falling(rng, first, 700, 990)]
    leaders = [Line(row.code, at + 1, (scores[at], shares[at])) for at, row in enumerate(chosen[:first])]
    laggards = [Line(row.code, -at, (scores[-at],)) for at, row in enumerate(chosen[first:], 1)]
    return leaders, laggards


def list_items(texts: Sequence[str]) -> Items:
    return Items(tuple(f"{text}{';' if at < len(texts) else '.'}" for at, text in enumerate(texts, 1)))


def write_russian(rng: random.Random, number: int) -> Article:
    leaders, laggards = draw_lines(rng, ROWS)
    names = {row.code: row.ru for row in ROWS}
    best = [f"{names[c]} — {comma(v[0])} балла, полностью удовлетворённых {comma(v[1])}%" for c, _, v in leaders]
    worst = [f"{names[c]} — {comma(v[0])} балла" for c, _, v in laggards]
    blocks = (
        Heading(f"Чем довольны жители регионов Казахстана: выпуск {number}", 1),
        Paragraph(DAY),
        Paragraph("По итогам 2025 года жители оценили работу управлений, которые выдают справки и пособия."),
        Paragraph("Лидеры рейтинга:"),
        list_items(best),
        Paragraph("Ниже всего жители оценили:"),
        list_items(worst),
        Paragraph("Наблюдатели отмечают, что слабых мест в работе управлений стало меньше."),
    )
    return Article(blocks, (*leaders, *laggards))


def write_english(rng: random.Random, number: int) -> Article:
    leaders, laggards = draw_lines(rng, ROWS)
    names = {row.code: row.en for row in ROWS}
    best = [f"{names[code]} – {values[0]} points, {values[1]}% fully satisfied" for code, _, values in leaders]
    worst = laggards[0]
    blocks = (
        Heading(f"What pleases people in the regions of Kazakhstan: issue {number}", 1),
        Paragraph(DAY),
        Paragraph("In 2025, people across Kazakhstan said what they think of the offices that serve the public."),
        Paragraph("Leaders of the survey:"),
        list_items(best),
        Paragraph(f"The lowest score was recorded in {names[worst.code]}: {worst.values[0]} points."),
        Paragraph("Observers say that the weak spots have become fewer."),
    )
    return Article(blocks, (*leaders, worst))


def write_kazakh(rng: random.Random, number: int) -> Article:
    wages = [*WAGE_LEADERS, *WAGE_LAGGARDS]
    rng.shuffle(wages)
    first = rng.randint(3, 4)
    figures = [f"{number / 10:.1f}" for number in draw_falling(rng, len(wages), 2500, 7500)]
    names = {wage.code: wage.kk for wage in wages}
    tenge = [figure.replace(".", "") + "00" for figure in figures]
    leaders = [Line(wage.code, at + 1, (tenge[at],)) for at, wage in enumerate(wages[:first])]
    laggards = [Line(wage.code, -at, (tenge[-at],)) for at, wage in enumerate(wages[first:], 1)]
    best = [f"{names[line.code]} – {comma(figures[at])} мың теңге" for at, line in enumerate(leaders)]
    worst = [f"{names[line.code]} – {comma(figures[-at])} мың теңге" for at, line in enumerate(laggards, 1)]
    blocks = (
        Heading(f"Қай өңірде жалақы жоғары: шолу {number}", 1),
        Paragraph(DAY),
        Paragraph("Жалақысы ең жоғары өңірлер:"),
        list_items(best),
        Paragraph("Жалақысы ең төмен өңірлер:"),
        list_items(worst),
    )
    return Article(blocks, (*leaders, *laggards))


WRITERS: tuple[Callable[[random.Random, int], Article], ...] = (
    write_russian,
    write_russian,
    write_english,
    write_kazakh,
)
SETTERS: tuple[tuple[str, Callable[[tuple[Block, ...]], bytes]], ...] = (
    *((("txt", set_text),) * 5),
    *((("html", lambda blocks: set_page(blocks, TEMPLATE)),) * 2),
    *((("pdf", set_pdf),) * 2),
    ("docx", set_docx),
)


# --- Documents that cannot be read -------------------------------------------------------------


def cut_pdf(rng: random.Random) -> tuple[str, bytes]:
    whole = set_pdf(write_russian(rng, 0).blocks)
    return "pdf", whole[: rng.randint(100, 900)]


def make_noise(rng: random.Random) -> tuple[str, bytes]:
    return "txt", b"\x00\xff" + rng.randbytes(3000)


def cut_archive(rng: random.Random) -> tuple[str, bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", rng.randbytes(2000))
    return "docx", stream.getvalue()[:1500]


def make_blank(rng: random.Random) -> tuple[str, bytes]:
    return "html", b" \n" * rng.randint(0, 9)


def make_too_long(rng: random.Random) -> tuple[str, bytes]:
    article = set_text(write_russian(rng, 0).blocks)
    return "txt", article * (LONG_TEXT // len(article.decode()))


def make_too_heavy(rng: random.Random) -> tuple[str, bytes]:
    return "html", b"<html><body>" + b"<p>1" * MANY_TAGS + b"%d" % rng.randint(1, 99)


BROKEN = (cut_pdf, make_noise, cut_archive, make_blank)
EXHAUSTING = (make_too_long, make_too_heavy)


def make_document(number: int, seed: int, *, bad: bool) -> tuple[str, bytes, dict[str, Any]]:
    """Return a document's name, its bytes, and its line of the truth."""
    rng = random.Random(f"{seed}/{number}")
    stem = f"{number // A_FOLDER:03}/{number:06}"
    if bad and number % 1000 == 500:
        ending, data = EXHAUSTING[number // 1000 % len(EXHAUSTING)](rng)
        return f"{stem}.{ending}", data, {"bad": "exhausting"}
    if bad and number % 100 == 7:
        ending, data = BROKEN[number // 100 % len(BROKEN)](rng)
        return f"{stem}.{ending}", data, {"bad": "broken"}
    article = WRITERS[number % len(WRITERS)](rng, number)
    ending, typeset = SETTERS[number // 4 % len(SETTERS)]
    records = [{"code": line.code, "place": line.place, "values": line.values} for line in article.truth]
    return f"{stem}.{ending}", typeset(article.blocks), {"records": records}


def make_folder(folder: Path, numbers: range, seed: int, *, bad: bool) -> list[str]:
    """Write a folder's documents and return their lines of the truth."""
    lines = []
    for number in numbers:
        name, data, truth = make_document(number, seed, bad=bad)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        lines.append(json.dumps({"file": name, **truth}))
    return lines


def make_corpus(folder: Path, count: int, *, seed: int = 2026, bad: bool = False) -> Path:
    """Write a corpus into a folder and return the file of its truth."""
    parts = [range(at, min(at + A_FOLDER, count)) for at in range(0, count, A_FOLDER)]
    with ProcessPoolExecutor() as pool:
        waiting = [pool.submit(make_folder, folder, numbers, seed, bad=bad) for numbers in parts]
        lines = [line for part in waiting for line in part.result()]
    truth = folder.with_name(f"{folder.name}.truth.jsonl")
    truth.write_text("\n".join(lines) + "\n", "utf-8")
    return truth


def check_outcome(truth: Path, output: Path, complaints: str) -> list[str]:
    """Return what is wrong with an output folder: a good document that is not right, a bad one that is not named."""
    wrong = []
    for line in truth.read_text("utf-8").splitlines():
        expected = json.loads(line)
        name = expected["file"]
        result = output / f"{name}.json"
        if "bad" in expected:
            named = f"{name}: " in complaints
            wrong += [] if named and not result.exists() else [f"{name}: is bad, and not named"]
        elif not result.exists():
            wrong.append(f"{name}: has no result")
        elif read_records(result) != [(r["code"], r["place"], tuple(r["values"])) for r in expected["records"]]:
            wrong.append(f"{name}: is not right: {read_records(result)}")
    return wrong


def read_records(path: Path) -> list[tuple[str, int | None, tuple[str, ...]]]:
    """Return code, place (from the end, if negative) and figures of a result's records."""
    records = []
    for record in json.loads(path.read_text("utf-8"))["records"]:
        rank = record["rank"] or {}
        place = rank.get("value") or -(rank.get("from_bottom") or 0)
        records.append((record["region"]["code"], place, tuple(value["value"] for value in record["values"])))
    return records


def main(argv: list[str] | None = None) -> int:
    """Make the corpus; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", "--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--bad", action="store_true", help="some documents that cannot be read")
    args = parser.parse_args(argv)
    print(make_corpus(args.folder, args.count, seed=args.seed, bad=args.bad))
    return 0


if __name__ == "__main__":
    sys.exit(main())
