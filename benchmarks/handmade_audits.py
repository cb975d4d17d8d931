"""Reports and articles written by hand, unlike those of audit.py: `python benchmarks/handmade_audits.py`.

Each file of `handmade_audits/` holds documents below lines like `=== report.pdf`. In the article, each figure is
followed by what the audit must say of it: `[=]` equal, `[~]` rounded, `[x]` contradicted. In a workbook, `## ` opens a
sheet. Prints each figure that is judged otherwise; returns 1 where there is one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import regex
from handmade import lay_out

from extractor.pipeline import ExtractOptions, extract

FOLDER = Path(__file__).resolve().parent / "handmade_audits"
VERDICTS = {"=": "equal", "~": "rounded", "x": "contradicted"}
_DOCUMENT = regex.compile(r"^=== (.+)\n", regex.MULTILINE)
_FIGURE = regex.compile(r"(?P<printed>\d[\d.,]*(?: \d{3})*)(?P<word>[^\[\d]*)\[(?P<mark>[=~x])\]")


def check_pair(path: Path, folder: Path) -> Iterator[str]:
    """Yield each figure of a pair's article that the audit judges otherwise than it is marked."""
    _, *parts = _DOCUMENT.split(path.read_text("utf-8"))
    documents = dict(zip(parts[::2], parts[1::2], strict=True))
    reports = []
    for name, text in documents.items():
        if name.startswith("report"):
            reports.append(folder / name)
            _write(reports[-1], text)
    article, wanted = _read_marks(documents["article.txt"])
    (folder / "article.txt").write_text(article, "utf-8")
    result = extract(folder / "article.txt", ExtractOptions(against=tuple(map(str, reports))))
    found = {quote.start: told.verdict for told in result.comparisons for quote in told.article[:1]}
    for start, verdict in wanted.items():
        if found.get(start) != verdict:
            yield f"{path.name}: {article[start - 30 : start + 12]!r} is {found.get(start)}, not {verdict}"
    for start in found.keys() - wanted.keys():
        if found[start] == "contradicted":
            yield f"{path.name}: {article[start - 30 : start + 12]!r} is accused"


def _read_marks(marked: str) -> tuple[str, dict[int, str]]:
    """Return an article without its marks, and the verdict of each marked figure by where it stands."""
    parts: list[str] = []
    wanted: dict[int, str] = {}
    length = last = 0
    for match in _FIGURE.finditer(marked):
        parts += [marked[last : match.start()], match["printed"] + match["word"]]
        wanted[length + match.start() - last] = VERDICTS[match["mark"]]
        length += len(parts[-2]) + len(parts[-1])
        last = match.end()
    return "".join([*parts, marked[last:]]), wanted


def _write(path: Path, text: str) -> None:
    if path.suffix == ".xlsx":
        _write_book(path, text)
    else:
        path.write_bytes(lay_out(text.strip(), path.suffix[1:]))


def _write_book(path: Path, text: str) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for line in text.strip().splitlines():
        if line.startswith("## "):
            book.create_sheet(line[3:])
        else:
            book.worksheets[-1].append([cell.strip() for cell in line.strip("| ").split("|")])
    book.save(path)


def main() -> int:
    """Print what is judged otherwise than it is marked; return 1 where anything is."""
    wrong = 0
    for path in sorted(FOLDER.iterdir()):
        with tempfile.TemporaryDirectory() as folder:
            for line in check_pair(path, Path(folder)):
                print(line)
                wrong += 1
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
