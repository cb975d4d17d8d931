"""Word (.docx) → Document: paragraphs by their styles, numbered lists, tables with merged cells, in document order."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from msgspec.structs import replace

from extractor.errors import InputError
from extractor.model import Block, Document
from extractor.packs import Pack
from extractor.readers.builder import collapse
from extractor.readers.docx_body import lay_body
from extractor.readers.furniture import is_furniture
from extractor.readers.languages import detect_language
from extractor.readers.metadata import describe_source
from extractor.readers.options import ReadOptions
from extractor.results import Source

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "word/document.xml"
_OTHERS = (
    ("xl/", "is an Excel workbook, not a Word document; save the sheet as .csv text or the page as .html"),
    ("ppt/", "is a PowerPoint file, not a Word document; save it as .pdf"),
    ("content.xml", "is an OpenDocument file; save it as .docx"),
    ("META-INF/container.xml", "is an e-book (EPUB), not a Word document; save its text"),
)
# Of the whole archive, pictures and all; and of a part that is parsed, which takes twenty times its size.
MOST_BYTES = 200_000_000
MOST_XML = 30_000_000


def read(data: bytes, source: Source, pack: Pack, options: ReadOptions) -> Document:
    """Read a Word document. Raises InputError for an old or encrypted one, another kind of file, a broken archive."""
    _check_archive(data, source.path)
    word = _open(data, source.path)
    text, blocks, tables = lay_body(word)
    if not blocks:
        raise InputError(source.path, "holds no text (scanned pages must go through text recognition first)")
    title = collapse(word.core_properties.title or "") or None
    name = detect_language(text, pack.languages)
    if name is not None:
        language = pack.language(name)
        blocks = tuple(
            Block(kind="boilerplate", start=block.start, end=block.end)
            if block.kind in ("paragraph", "item") and is_furniture(text[block.start : block.end], language)
            else block
            for block in blocks
        )
        source = describe_source(replace(source, language=name), text, blocks, language)
    # The text's own title goes before the file's properties, which outlive many a template.
    source = replace(source, title=source.title or title)
    return Document(text=text, source=source, blocks=blocks, tables=tables)


def _check_archive(data: bytes, path: str) -> None:
    """Refuse what is no Word document, or one that would unpack to more than `MOST_BYTES` or `MOST_XML`."""
    if data.startswith(_OLD_OFFICE):
        if _ENCRYPTED in data:
            raise InputError(path, "is locked with a password; save it without one")
        raise InputError(path, "is an old Office file (.doc, .xls, .ppt); save it as .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise InputError(path, "is a broken or cut-off Word document (its archive cannot be opened)") from error
    if _MAIN not in sizes and not any(name.startswith("word/document") for name in sizes):
        cause = next((cause for part, cause in _OTHERS if any(name.startswith(part) for name in sizes)), None)
        raise InputError(path, cause or "is a ZIP archive, not a Word document; unpack it first")
    if sum(sizes.values()) > MOST_BYTES:
        raise InputError(path, f"unpacks to more than {MOST_BYTES // 1_000_000} MB; save its text without pictures")
    if max(size for name, size in sizes.items() if name.endswith(".xml")) > MOST_XML:
        raise InputError(path, f"holds a part of more than {MOST_XML // 1_000_000} MB of XML; split the document")


def _open(data: bytes, path: str) -> Any:
    import docx.package
    from docx.opc.part import PartFactory
    from docx.parts.document import DocumentPart

    # Documents with macros and templates hold the same XML under other names.
    for kind in ("document.macroEnabled", "template.macroEnabledTemplate"):
        PartFactory.part_type_for[f"application/vnd.ms-word.{kind}.main+xml"] = DocumentPart
    prefix = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    PartFactory.part_type_for[f"{prefix}.template.main+xml"] = DocumentPart
    try:
        word = docx.package.Package.open(io.BytesIO(data)).main_document_part.document
        if word.element.body is None:
            raise ValueError("no body")
    except Exception as error:
        # A third party's parser over any bytes: it fails with whatever its parts raise.
        cause = " ".join(str(error).split())[:120] or type(error).__name__
        raise InputError(path, f"is a broken Word document ({cause})") from error
    return word
