"""What holds of an earlier result, as JSON or as a few lines to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from extractor.messages import one_line
from extractor.receipts import Verification
from extractor.writers import Layout
from extractor.writers.json import write_json

SHOWN = 10
_KINDS = {
    "altered": "no longer fit their receipts: the result was changed by hand",
    "changed": "come out otherwise now",
    "gone": "do not come out any more",
    "new": "are new",
    "decided": "of those that hold rest on a person's decision",
    "undecided": "were decided by a person whose decision is not at hand (--corrections FILE)",
}


def write_verifications(items: Iterable[Verification], stream: BinaryIO, *, as_json: bool) -> None:
    """Write one verification a document: an array of objects, or lines."""
    if as_json:
        write_json(items, stream, Layout(many=True))
        return
    for item in items:
        stream.write("".join(f"{line}\n" for line in _tell(item)).encode())


def _tell(item: Verification) -> Iterator[str]:
    mark = "✓" if item.sound else "✗"
    source = {
        "same": "the source is the same",
        "changed": "the source has changed",
        "unreadable": f"the source cannot be read ({item.cause})",
    }[item.source]
    rules = "" if item.same_rules or item.source == "unreadable" else "; other rules than those that made it"
    yield one_line(f"{mark} {item.path}: {source}{rules}; {len(item.holds)} records hold")
    for kind, meaning in _KINDS.items():
        names = getattr(item, kind)
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            yield one_line(f"    {len(names)} {meaning}: {', '.join(names[:SHOWN])}{more}")
