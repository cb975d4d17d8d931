"""JSON and JSON lines in the contract's field names and order, and the JSON Schema that describes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec

from extractor.results import Result
from extractor.writers import Layout

# Fields keep the order of the types; the keys of plain dicts are sorted, so that equal results are equal bytes.
_ENCODER = msgspec.json.Encoder(order="deterministic")
INDENT = 2


def to_json(item: Any, *, indent: int = INDENT) -> bytes:
    """Return a result as UTF-8 JSON; `indent` 0 gives one compact line."""
    encoded = _ENCODER.encode(item)
    return msgspec.json.format(encoded, indent=indent) if indent else encoded


def write_json(items: Iterable[Any], stream: BinaryIO, layout: Layout) -> None:
    """Write one object, or an array of them where the inputs may be several."""
    if not layout.many:
        for item in items:
            stream.write(to_json(item) + b"\n")
        return
    opening, margin = b"[\n", b" " * INDENT
    for item in items:
        # JSON strings hold no raw newline, so every newline here is layout.
        stream.write(opening + margin + to_json(item).replace(b"\n", b"\n" + margin))
        opening = b",\n"
    stream.write(b"[]\n" if opening == b"[\n" else b"\n]\n")


def write_lines(items: Iterable[Any], stream: BinaryIO, layout: Layout) -> None:
    """Write one compact object a line, each as soon as it is there."""
    for item in items:
        stream.write(to_json(item, indent=0) + b"\n")
        stream.flush()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a result, generated from its types."""
    described = msgspec.json.schema(Result)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Result of extract", **described}


def write_schema(stream: BinaryIO) -> None:
    """Write the JSON Schema of a result."""
    stream.write(to_json(schema()) + b"\n")
