"""What a document says of itself: its title, its date, who publishes it and whom it cites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import regex
from msgspec.structs import replace

from extractor.model import Block
from extractor.packs import Language
from extractor.results import Source
from extractor.text import level, lower, squeeze

# How many characters of the head and the tail are looked through.
HEAD = 1_500
TAIL = 400
DATE_HEAD = 200
_SENTENCE_END = regex.compile(r"\.\s")
_ISO_DATE = regex.compile(r"\b(20\d\d|19\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")


def describe_source(source: Source, text: str, blocks: Iterable[Block], language: Language) -> Source:
    """Fill what the source record still lacks from the first and last lines of main content.

    A date counts as the date of publishing only in the head, in ISO form.
    """
    main = [block for block in blocks if block.kind != "boilerplate"]
    title = source.title or next((_title_of(text, b) for b in main[:3] if b.kind == "heading"), None)
    head = _take_head(text, main, HEAD)
    date = _ISO_DATE.search(text[:DATE_HEAD])
    publisher = source.publisher or next(iter(find_cited(head, language, "publisher")), None)
    found = find_cited([*head, *_take_tail(text, main, TAIL)], language, "cites")
    # "…, reports A with reference to B": the outlet names itself beside its source.
    cited = source.attributed_to or tuple(name for name in found if lower(name) != lower(publisher or ""))
    return replace(
        source,
        title=title,
        published=source.published or (date[0] if date else None),
        publisher=publisher,
        attributed_to=cited,
    )


def _title_of(text: str, block: Block) -> str:
    return squeeze(text[block.start + block.marker : block.end])


def _take_head(text: str, blocks: Iterable[Block], length: int) -> list[str]:
    """Return the texts of the first blocks, about `length` characters of them; no word is cut."""
    taken = []
    for block in blocks:
        if length <= 0:
            break
        end = block.end
        if end - block.start > length:
            end = max(text.rfind(" ", block.start, block.start + length), block.start)
        taken.append(text[block.start : end])
        length -= block.end - block.start
    return taken


def _take_tail(text: str, blocks: Sequence[Block], length: int) -> list[str]:
    """Return the texts of the last blocks, about `length` characters of them; no word is cut."""
    taken: list[str] = []
    for block in reversed(blocks):
        if length <= 0:
            break
        start = block.start
        if block.end - start > length:
            start = text.find(" ", block.end - length, block.end) + 1 or block.end
        taken.insert(0, text[start : block.end])
        length -= block.end - block.start
    return taken


def find_cited(texts: Iterable[str], language: Language, kind: Literal["cites", "publisher"]) -> tuple[str, ...]:
    """Return the names that the rules' group `name` takes in the texts, in order, each once."""
    names: dict[str, None] = {}
    texts = list(texts)
    levelled = level(lower("\n".join(texts)))
    rules = [r for r in language.rules(kind) if not r.words or any(word in levelled for word in r.words)]
    for text in texts if rules else ():
        matches = [match for rule in rules for match in rule.find_all(text)]
        for match in sorted(matches, key=lambda match: match.start()):
            names.setdefault(_SENTENCE_END.split(match["name"])[0].strip(' .,«»"'))
    names.pop("", None)
    return tuple(names)
