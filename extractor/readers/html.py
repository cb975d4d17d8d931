"""HTML → Document: our own walk lays down the text and its spans; what is not main content is boilerplate."""

from __future__ import annotations

from typing import Any

import regex
from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Block, Document, Table
from extractor.packs import Language, Pack
from extractor.readers.furniture import is_furniture, looks_like_heading
from extractor.readers.html_content import find_main
from extractor.readers.html_metadata import read_metadata
from extractor.readers.html_walk import Line, Page, walk_tree
from extractor.readers.languages import detect_language
from extractor.readers.metadata import describe_source
from extractor.readers.options import ReadOptions
from extractor.readers.plain import BYTE_ORDER_MARKS, decode
from extractor.readers.text_tables import find_text_tables
from extractor.results import Notice, Source

_DECLARED = regex.compile(
    rb"""(?i)<(?:meta\b[^>]{0,200}?c|\?xml\b[^>]{0,100}?en)(?:harset|coding)\s*=\s*["']?([\w:.-]+)"""
)
_HEAD_BYTES = 4_096
# Saved pages hold a stray bad byte or two; beyond this share the declared encoding is wrong.
_MOST_DAMAGED = 0.005
# The parser takes a time that grows with the square of a tag's attributes; no page needs so many.
MOST_ATTRIBUTES = 200
_ATTRIBUTE = r"""[\s/]++(?:[^\s>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+|=[^\s>]*+)"""
_CROWDED = regex.compile(
    rf"(<[a-zA-Z][^\s<>/]*+(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES}}}+)(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES},}}+"
)
# Tags without meaning of their own: broken pages nest them by the thousand, and the parser gives up at 2048.
_GENERIC = regex.compile(rb"(?i)</?(?:div|span|font|b|i|u|em|strong|center|big|small|section|a|blockquote)\b[^>]*>")


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read an HTML page. Raises InputError for bytes that are no text and for a page without any."""
    markup, warnings = decode_page(data, source.path, options.encoding)
    markup, crowded = _CROWDED.subn(r"\1", markup)
    if crowded:
        message = f"attributes beyond a tag's first {MOST_ATTRIBUTES} are left out"
        warnings = (*warnings, Notice(code="attributes-left-out", message=message))
    root = parse_page(markup, source.path)
    page = walk_tree(root)
    if page.spans_dropped:
        message = "a table's cells span more rows and columns than it can have; the spans are left out"
        warnings = (*warnings, Notice(code="spans-left-out", message=message))
    if not page.lines:
        raise InputError(source.path, "holds no text (a page that its scripts fill in must be saved after it is shown)")
    source = read_metadata(root, source)
    main = find_main(page, root)
    text = page.text
    name = detect_language("\n".join(_bodies(page, main)), pack.languages) or detect_language(text, pack.languages)
    language = pack.language(name) if name else None
    if language:
        main = [keep and not _is_furniture(text, line, language) for line, keep in zip(page.lines, main, strict=True)]
    blocks, tables = _settle(page, main)
    if language:
        source = describe_source(replace(source, language=name), text, blocks, language)
    return Document(text=text, source=source, blocks=blocks, tables=tables, warnings=warnings)


def decode_page(data: bytes, path: str, encoding: str | None = None) -> tuple[str, tuple[Notice, ...]]:
    """Return the markup as text: by the asked encoding, byte-order mark, UTF-8, the page's own word, or a guess.

    Valid UTF-8 goes before what the page declares: browsers save pages anew and leave the old word in.
    """
    if encoding is None and not data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)):
        # A browser passes over null characters; a wide encoding without a mark has one in every second byte.
        if data.count(0) * 10 < len(data):
            data = data.replace(b"\0", b"")
        try:
            return data.decode("utf-8"), ()
        except UnicodeDecodeError:
            declared = _DECLARED.search(data[:_HEAD_BYTES])
        text = _decode_declared(data, declared[1].decode("ascii", "replace")) if declared else None
        if text is not None:
            notice = Notice(
                code="encoding-damaged", message="bytes that do not fit the page's encoding are shown as \ufffd"
            )
            return text, (notice,) if "\ufffd" in text else ()
    return decode(data, path, encoding)


def _decode_declared(data: bytes, name: str) -> str | None:
    # On the web, Latin-1 has always meant the Windows code page.
    name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name.lower(), name)
    try:
        text = data.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= _MOST_DAMAGED * len(text) else None


def parse_page(markup: str, path: str) -> Any:
    """Return the root of the page's tree. Raises InputError for a page without content."""
    data = markup.encode("utf-8", "replace")
    root, too_deep = _parse(data, path)
    if too_deep:
        root, too_deep = _parse(_GENERIC.sub(b"<br>", data), path)
    if too_deep:
        raise InputError(path, "nests its elements too deep to be read; save the page as text")
    return root


def _parse(data: bytes, path: str) -> tuple[Any, bool]:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(path, "holds no text") from error
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _bodies(page: Page, main: list[bool]) -> list[str]:
    return [page.text[line.start : line.end] for line, keep in zip(page.lines, main, strict=True) if keep]


def _is_furniture(text: str, line: Line, language: Language) -> bool:
    return line.kind in ("paragraph", "item") and is_furniture(text[line.start + line.marker : line.end], language)


def _settle(page: Page, main: list[bool]) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """Return the blocks and the tables of main content."""
    text = page.text
    pairs = list(zip(page.lines, main, strict=True))
    # A page that marks none of its content as headings is read like plain text.
    bare = not any(keep and line.kind == "heading" and line.level != 1 for line, keep in pairs)
    kept = {line.table for line, keep in pairs if keep}
    tables = [table for at, table in enumerate(page.tables) if at in kept]
    found, cells = find_text_tables(
        text, [(line.start, line.end) for line, keep in pairs if keep and line.preformatted]
    )
    blocks: list[Block] = []
    for line, keep in pairs:
        if not keep:
            blocks.append(Block(kind="boilerplate", start=line.start, end=line.end, marker=line.marker))
        else:
            blocks.extend(cells.get(line.start) or [_as_block(text, line, bare)])
    return tuple(blocks), tuple(sorted([*tables, *found], key=lambda table: table.start))


def _as_block(text: str, line: Line, bare: bool) -> Block:
    kind = line.kind
    if bare and kind == "paragraph" and looks_like_heading(text[line.start : line.end]):
        kind = "heading"
    return Block(kind=kind, start=line.start, end=line.end, level=line.level, marker=line.marker)
