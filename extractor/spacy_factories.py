"""The finders as spaCy components, registered as entry points: regions, numbers, ranks, periods and cues.

`nlp.add_pipe("extractor_numbers")` puts spans into `doc.spans["numbers"]`. A span covers whole tokens; the exact
offsets, quote and values are in `span._.mention`, its main value (a region's code, a number, a place …) in
`span._.normal`. What is found of a text depends on the text and the packs alone, so that every component may run in
any order, alone, in several processes, and after a round trip to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from msgspec.structs import replace
from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.errors import InputError
from extractor.finders import find
from extractor.model import (
    Block,
    CueMention,
    Document,
    Mentions,
    NumberMention,
    PeriodMention,
    RankMention,
    RegionMention,
)
from extractor.packs import Pack, load_pack
from extractor.readers.languages import detect_language
from extractor.readers.options import ReadOptions
from extractor.readers.plain import read
from extractor.results import Source
from extractor.text import plain

Facts = dict[str, Any]
# Where doc.user_data keeps the mentions, by span group; its content is plain, so that documents go to bytes.
KEY = "extractor"
# Texts whose mentions are remembered, so that the components of one pipeline find them once.
TEXTS = 16
Patterns = tuple[str, ...]


class Finder:
    """A component that writes one kind of mention into a span group."""

    def __init__(
        self, kind: str, describe: Callable[[Any, Pack], Facts], language: str | None, patterns: Patterns, group: str
    ) -> None:
        self.kind, self.language, self.patterns, self.group = kind, language, patterns, group
        self._describe = describe
        load_pack(patterns)  # a pack that breaks the format is told now

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its span group. Raises PackError."""
        pack = load_pack(self.patterns)
        mentions = find_mentions(doc.text, self.language, self.patterns)
        told = [self._tell(mention, doc.text, pack) for mention in getattr(mentions, self.kind)]
        doc.user_data.setdefault(KEY, {})[self.group] = told
        doc.spans[self.group] = [self._span(doc, facts, number) for number, facts in enumerate(told)]
        return doc

    def _tell(self, mention: Any, text: str, pack: Pack) -> Facts:
        place = {"start": mention.start, "end": mention.end, "text": text[mention.start : mention.end]}
        return {**place, "rule": mention.rule, **self._describe(mention, pack)}

    def _span(self, doc: Doc, facts: Facts, number: int) -> Span:
        span = doc.char_span(facts["start"], facts["end"], label=facts["label"], alignment_mode="expand")
        assert span is not None  # none of a document's own offsets is outside it
        span.id_ = f"{self.group}:{number}"
        return span


@lru_cache(maxsize=TEXTS)
def find_mentions(text: str, language: str | None, patterns: Patterns) -> Mentions:
    """Return the mentions of a text; its language is told by its letters where none is named."""
    pack = load_pack(patterns)
    if not text.strip():
        return Mentions()
    source = Source(path="doc", sha256="", media_type="text/plain")
    try:
        document = read(text.encode("utf-8"), source, pack, ReadOptions(encoding="utf-8"))
    except InputError:
        document = None  # no text for a file, and all the same one for a Doc
    if document is None or document.text != text:
        source = replace(source, language=detect_language(text, pack.languages))
        document = Document(text=text, source=source, blocks=(Block(kind="paragraph", start=0, end=len(text)),))
    if language is not None:
        document = replace(document, source=replace(document.source, language=language))
    return find(document, pack)


def _describe_region(mention: RegionMention, pack: Pack) -> Facts:
    codes = [getattr(pack.region(code), "code", None) or code for code in mention.codes]
    return {"label": mention.kind, "normal": codes[0] if codes else None, "codes": codes}


def _describe_number(mention: NumberMention, _: Pack) -> Facts:
    return {
        "label": mention.unit or "number",
        "extent": [mention.left, mention.right],
        "normal": plain(mention.value),
        "unit": mention.unit,
        "multiplier": plain(mention.multiplier),
        "step": plain(mention.step),
        "qualifier": mention.qualifier,
    }


def _describe_rank(mention: RankMention, _: Pack) -> Facts:
    return {"label": "rank", "normal": mention.value, "from_bottom": mention.from_bottom, "of": mention.of}


def _describe_period(mention: PeriodMention, _: Pack) -> Facts:
    return {"label": "period", "normal": mention.period}


def _describe_cue(mention: CueMention, _: Pack) -> Facts:
    return {"label": mention.kind, "normal": mention.value or None}


DESCRIPTIONS: dict[str, Callable[[Any, Pack], Facts]] = {
    "regions": _describe_region,
    "numbers": _describe_number,
    "ranks": _describe_rank,
    "periods": _describe_period,
    "cues": _describe_cue,
}


def _register(kind: str) -> Callable[..., Finder]:
    config: dict[str, Any] = {"language": None, "patterns": [], "group": kind}

    def make(nlp: Language, name: str, language: str | None, patterns: Iterable[str], group: str) -> Finder:
        """Return the component; without a `language`, the pipeline's own if the packs know it, else the text's."""
        patterns = tuple(patterns)
        known = load_pack(patterns).languages
        return Finder(kind, DESCRIPTIONS[kind], language or (nlp.lang if nlp.lang in known else None), patterns, group)

    Language.factory(f"extractor_{kind}", default_config=config, assigns=["doc.spans"], func=make)
    return make


def _mention_of(span: Span) -> Facts | None:
    """Return what was found at a span of one of the groups, None for any other span."""
    group, _, number = span.id_.rpartition(":")
    told = span.doc.user_data.get(KEY, {}).get(group, ())
    return told[int(number)] if number.isdecimal() and int(number) < len(told) else None


def _normal_of(span: Span) -> Any:
    mention = _mention_of(span)
    return mention["normal"] if mention is not None else None


Span.set_extension("mention", getter=_mention_of, force=True)
Span.set_extension("normal", getter=_normal_of, force=True)
make_regions = _register("regions")
make_numbers = _register("numbers")
make_ranks = _register("ranks")
make_periods = _register("periods")
make_cues = _register("cues")
