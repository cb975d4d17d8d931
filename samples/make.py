"""Make the samples out of facts.py and wording.py: `python samples/make.py` writes them, `--check` compares.

Bytes depend on nothing but these files and the libraries; `--check` looks into archives and PDF pages, so that
another compressor's bytes are no difference. It exits with 1 where a sample is not current.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typeset import set_docx, set_page, set_pdf, set_text
from wording import write_article_en, write_article_kk, write_article_ru, write_report_ru

FOLDER = Path(__file__).resolve().parent
SAMPLES: dict[str, Callable[[], bytes]] = {
    "article.ru.txt": lambda: set_text(write_article_ru()),
    "article.kk.txt": lambda: set_text(write_article_kk()),
    "article.en.txt": lambda: set_text(write_article_en()),
    "page.ru.html": lambda: set_page(write_article_ru(), (FOLDER / "page.template.html").read_text("utf-8")),
    "article.ru.pdf": lambda: set_pdf(write_article_ru()),
    "report.ru.pdf": lambda: set_pdf(write_report_ru(), header="Бюро региональных обзоров"),
    "report.ru.docx": lambda: set_docx(write_report_ru()),
}


def open_up(name: str, data: bytes) -> Any:
    """Return what the bytes hold: a PDF's characters and their places, an archive's entries, else the bytes."""
    if name.endswith(".pdf"):
        import pdfplumber

        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return [(c["page_number"], c["text"], round(c["x0"], 1), round(c["top"], 1)) for c in pdf.chars]
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {entry: archive.read(entry) for entry in archive.namelist()}
    return data


def is_current(name: str, folder: Path) -> bool:
    """Tell whether the sample in the folder is what would be made now."""
    path = folder / name
    return path.is_file() and open_up(name, path.read_bytes()) == open_up(name, SAMPLES[name]())


def main(argv: list[str] | None = None) -> int:
    """Write or check the samples; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say which samples are not current")
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where the samples are (default: beside this script)"
    )
    args = parser.parse_args(argv)
    if not args.check:
        for name, make in SAMPLES.items():
            (args.folder / name).write_bytes(make())
        return 0
    stale = [name for name in SAMPLES if not is_current(name, args.folder)]
    for name in stale:
        print(f"{name} is not current: run python samples/make.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
