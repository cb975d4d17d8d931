"""What a document says of itself: its title, its date, who publishes it and whom it cites."""

from __future__ import annotations

from collections.abc import Iterable

import regex
from msgspec.structs import replace

from extractor.model import Block
from extractor.packs import Language
from extractor.results import Source
from extractor.text import squeeze

HEAD = 1_500
_ISO_DATE = regex.compile(r"\b(20\d\d|19\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")


def describe_source(source: Source, text: str, blocks: Iterable[Block], language: Language) -> Source:
    """Fill what the source record still lacks from the text's own head and its attributions.

    A date counts as the date of publishing only in the first lines, in ISO form.
    """
    blocks = tuple(blocks)
    title = source.title or next(
        (squeeze(text[b.start : b.end]) for b in blocks[:3] if b.kind == "heading"), None
    )
    date = _ISO_DATE.search(text[:200])
    cited = source.attributed_to or find_cited(text[:HEAD], language, "cites")
    publisher = source.publisher or next(iter(find_cited(text[:HEAD], language, "publisher")), None)
    return replace(
        source,
        title=title,
        published=source.published or (date[0] if date else None),
        publisher=publisher,
        attributed_to=cited,
    )


def find_cited(text: str, language: Language, kind: str) -> tuple[str, ...]:
    """Return the names that the `cites` or `publisher` rules' group `name` takes, in order, each once."""
    names: dict[str, None] = {}
    for compiled in language.rules("cites" if kind == "cites" else "publisher"):
        for match in compiled.finditer(text):
            names.setdefault(match["name"].strip(" .,«»\""))
    return tuple(names)
