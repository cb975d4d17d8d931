"""How fast PDFs are read: `python benchmarks/pdf_speed.py [-n PAGES] [--long]`, on reports of our own making.

A report has prose with regions and figures, and a ruled table on every fourth page. All that is compared is timed in
one run, on one core, as medians of CPU time: the floor (pdfium loads each page and gives its text), `extract` from
the file to checked records, and pdfplumber's `extract_words` and `extract_tables`. `--long` also tells the cost per
page of 20, 200 and 1,000 pages, and the peak of memory.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from reports import make_report

MILLISECONDS = 1_000


def time_floor(data: bytes) -> None:
    """Load each page and take its text, as little as pdfium lets one do."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    for at in range(len(pdf)):
        page = pdf[at]
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    pdf.close()


def time_reading(data: bytes) -> None:
    """Read the report as a document: words, tables, reading order."""
    from extractor.packs import load_pack
    from extractor.readers.options import ReadOptions
    from extractor.readers.pdf import read
    from extractor.results import Source

    read(data, Source(path="report.pdf", sha256="", media_type="application/pdf"), load_pack(()), ReadOptions())


def time_extract(data: bytes) -> None:
    """Take the report to checked records."""
    from extractor.pipeline import extract

    extract("report.pdf", data=data)


def time_pdfplumber(data: bytes) -> None:
    """Take words and tables of each page with pdfplumber."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.extract_tables()
            page.close()


def time_call(call: Callable[[bytes], None], data: bytes, times: int) -> float:
    """Return the median of the seconds of CPU time that the call takes."""
    taken = []
    for _ in range(times):
        begin = process_time()
        call(data)
        taken.append(process_time() - begin)
    return median(taken)


def measure_peak(data: bytes) -> float:
    """Return the peak of memory in megabytes of a process of its own that takes the report to records."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(data)
        script = "import sys; from extractor.pipeline import extract; extract(sys.argv[1])"
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        subprocess.run([sys.executable, "-c", script, str(path)], check=True)
        return max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / MILLISECONDS


def main(argv: list[str] | None = None) -> int:
    """Print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--pages", type=int, default=200, help="how many pages the report has (default: 200)")
    parser.add_argument("-t", "--times", type=int, default=3, help="how often each is timed (default: 3)")
    parser.add_argument("--long", action="store_true", help="also 20, 200 and 1,000 pages, and memory")
    args = parser.parse_args(argv)
    data = make_report(args.pages)
    time_extract(make_report(8))  # everything is loaded
    floor = time_call(time_floor, data, args.times)
    reading, whole = (time_call(call, data, args.times) for call in (time_reading, time_extract))
    peer = time_call(time_pdfplumber, data, 1)
    figures = {
        "pdfium, load and text": floor,
        "to words and tables": reading,
        "to checked records": whole,
        "pdfplumber, words and tables": peer,
    }
    for name, seconds in figures.items():
        print(
            f"{name:<28}  {seconds / args.pages * MILLISECONDS:7.2f} ms a page, {seconds / floor:6.1f} times the floor"
        )
    print(f"pdfplumber takes {peer / reading:.1f} times as long as the reading, {peer / whole:.1f} times as the whole")
    for pages in (20, 200, 1_000) if args.long else ():
        long = make_report(pages)
        seconds = time_call(time_extract, long, 1)
        print(f"{pages:>5} pages: {seconds / pages * MILLISECONDS:.2f} ms a page, {measure_peak(long):.0f} MB at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
