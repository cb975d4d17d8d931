"""`-f html`: one self-contained page a document, with its records, findings and charts beside the source itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from extractor.model import Study
from extractor.writers import Layout
from extractor.writers.report.page import render_page


class Page(bytes):
    """A page that was made elsewhere."""


def write_report(items: Iterable[Study | Page], stream: BinaryIO, layout: Layout) -> None:
    """Write the page of each study; that of several goes into a folder, a file each."""
    for item in items:
        stream.write(item if isinstance(item, Page) else render_page(item))
