from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from extractor.errors import InputError
from extractor.readers import docx as reader
from tests.readers.documents import bodies, grid, read_as


def read_word(word) -> object:
    return read_as("report.docx", save(word))


def save(word) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def rewrite(data: bytes, change) -> bytes:
    """Return the archive with each part's bytes passed through `change(name, bytes)`; None leaves the part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def archive(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


class TestParagraphs:
    def test_styles_make_kinds_and_levels(self):
        word = docx.Document()
        word.add_heading("Оценка услуг", 0)
        word.add_heading("Итоги года", 2)
        word.add_paragraph("В среднем по стране оценка выросла.")
        word.add_paragraph("Абай – 4,93", style="List Bullet")
        document = read_word(word)
        assert [(block.kind, block.level, block.marker) for block in document.blocks] == [
            ("heading", 1, 0),
            ("heading", 2, 0),
            ("paragraph", 0, 0),
            ("item", 0, 2),
        ]
        assert bodies(document, "item") == ["- Абай – 4,93"]
        assert document.source.title == "Оценка услуг"
        assert document.source.published is None

    def test_numbered_lists_lay_their_numbers_down(self):
        word = docx.Document()
        for name in ("Абай", "Улытау", "Астана"):
            word.add_paragraph(name, style="List Number")
        document = read_word(word)
        assert bodies(document) == ["1. Абай", "2. Улытау", "3. Астана"]
        assert [block.marker for block in document.blocks] == [3, 3, 3]

    def test_a_list_that_starts_anew(self):
        word = docx.Document()
        numbering = word.part.numbering_part.element
        base = word.styles["List Number"].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
        abstract = next(n for n in numbering.findall(qn("w:num")) if n.get(qn("w:numId")) == base).find(
            qn("w:abstractNumId")
        )
        number = numbering.add_num(int(abstract.get(qn("w:val"))))
        number.add_lvlOverride(ilvl=0).add_startOverride(5)
        word.add_paragraph("Абай", style="List Number")
        for name in ("Улытау", "Астана"):
            properties = word.add_paragraph(name)._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number.numId
        assert bodies(read_word(word)) == ["1. Абай", "5. Улытау", "6. Астана"]

    def test_own_number_is_not_doubled(self):
        word = docx.Document()
        word.add_paragraph("1) Абай и другие", style="List Bullet")
        assert bodies(read_word(word), "item") == ["1) Абай и другие"]

    @pytest.mark.parametrize(("text", "kind"), [("Отстающие:", "heading"), ("Абай – 4,93", "paragraph")])
    def test_bold_lines_without_figures_are_headings(self, text, kind):
        word = docx.Document()
        word.add_heading("Раздел", 2)
        word.add_paragraph().add_run(text).bold = True
        assert read_word(word).blocks[1].kind == kind

    def test_raised_hidden_and_broken_text(self):
        word = docx.Document()
        paragraph = word.add_paragraph("в Абае 4,93")
        paragraph.add_run("1").font.superscript = True
        paragraph.add_run(" тайна").font.hidden = True
        paragraph.add_run("\nи ниже\tстоит\u00ad")
        assert read_word(word).text == "в Абае 4,93¹\nи ниже стоит\n"

    def test_links_insertions_and_controls_are_read_and_deletions_are_not(self):
        word = docx.Document()
        body = word.add_paragraph("в ")
        for name, text in (("hyperlink", "Абае"), ("ins", " 4,93"), ("del", " 4,92"), ("smartTag", " балла")):
            wrapper = OxmlElement(f"w:{name}")
            run = OxmlElement("w:r")
            inner = OxmlElement("w:delText" if name == "del" else "w:t")
            inner.text = text
            inner.set(qn("xml:space"), "preserve")
            run.append(inner)
            wrapper.append(run)
            body._p.append(wrapper)
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        control.append(content)
        body._p.addprevious(control)
        content.append(body._p)
        assert read_word(word).text == "в Абае 4,93 балла\n"

    def test_contents_are_furniture(self):
        word = docx.Document()
        style = word.styles.add_style("toc 1", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        word.add_paragraph("Итоги года и месяца 12", style=style)
        word.add_paragraph("В стране всё выросло.")
        assert [block.kind for block in read_word(word).blocks] == ["boilerplate", "paragraph"]


class TestTables:
    def test_merged_cells(self):
        word = docx.Document()
        word.add_paragraph("До таблицы.")
        table = word.add_table(rows=4, cols=3)
        for row, texts in enumerate(
            [("Регион", "Оценка", ""), ("", "2024", "2025"), ("Алматы", "4,81", "4,95"), ("Абай", "4,71", "4,72")]
        ):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 0).merge(table.cell(1, 0))
        word.add_paragraph("После таблицы.")
        document = read_word(word)
        assert grid(document)[:4] == [
            (0, 0, 2, 1, "Регион"),
            (0, 1, 1, 2, "Оценка"),
            (1, 1, 1, 1, "2024"),
            (1, 2, 1, 1, "2025"),
        ]
        assert [cell.header for cell in document.tables[0].cells] == [True] * 4 + [False] * 6
        assert document.text.startswith("До таблицы.\nРегион\tОценка\n2024\t2025\nАлматы\t4,81\t4,95\n")
        assert document.text.endswith("\nПосле таблицы.\n")

    def test_caption_style(self):
        word = docx.Document()
        word.add_paragraph("Оценка по регионам", style="Caption")
        table = word.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Абай", "4,93"
        document = read_word(word)
        assert document.text[slice(*document.tables[0].caption)] == "Оценка по регионам"

    def test_one_column_is_no_table(self):
        word = docx.Document()
        table = word.add_table(rows=2, cols=1)
        table.cell(0, 0).text, table.cell(1, 0).text = "Врезка в тексте.", "И ещё одна."
        inner = table.cell(1, 0).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "Абай", "4,93"
        document = read_word(word)
        assert bodies(document, "paragraph") == ["Врезка в тексте.", "И ещё одна."]
        assert bodies(document, "cell") == ["Абай", "4,93"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "data", "cause"),
        [
            ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office file"),
            (
                "locked.docx",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "locked with a password",
            ),
            ("book.xlsx", archive(xl__workbook="x"), "Excel workbook"),
            ("slides.pptx", archive(ppt__presentation="x"), "PowerPoint"),
            ("text.odt", archive(mimetype="x", **{"content.xml": "x"}), "OpenDocument"),
            ("any.zip", archive(readme="x"), "ZIP archive, not a Word document"),
            ("text.docx", "просто текст".encode(), "broken or cut-off"),
            ("part.docx", archive(**{"word/document.xml": "<a/>"}), "broken Word document"),
        ],
    )
    def test_cause_is_told(self, name, data, cause):
        with pytest.raises(InputError, match=cause) as caught:
            read_as(name, data)
        assert caught.value.path == name

    def test_every_cut_is_refused(self):
        word = docx.Document()
        word.add_paragraph("в Абае 4,93 балла")
        data = save(word)
        for length in range(10, len(data), len(data) // 23):
            with pytest.raises(InputError, match=r"cut\.docx: is a broken"):
                read_as("cut.docx", data[:length])

    def test_damaged_parts_are_refused_or_read(self):
        word = docx.Document()
        word.add_paragraph("в Абае 4,93 балла", style="List Number")
        word.add_table(2, 2).cell(0, 0).text = "Абай"
        data = save(word)
        for part in zipfile.ZipFile(io.BytesIO(data)).namelist():
            for spoil in (lambda content: None, lambda content: b"", lambda content: content[: len(content) // 2]):
                spoiled = rewrite(data, lambda name, content, p=part, s=spoil: s(content) if name == p else content)
                try:
                    document = read_as("spoiled.docx", spoiled)
                except InputError as error:
                    assert "spoiled.docx: is " in str(error)  # noqa: PT017
                else:
                    assert "4,93 балла" in document.text

    def test_flipped_bytes_make_no_traceback(self):
        word = docx.Document()
        word.add_paragraph("в Абае 4,93 балла")
        data = bytearray(save(word))
        for at in range(0, len(data), len(data) // 60):
            flipped = bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
            try:
                read_as("flipped.docx", flipped)
            except InputError as error:
                assert "flipped.docx" in str(error)  # noqa: PT017

    def test_bomb_is_refused_before_it_is_unpacked(self, monkeypatch):
        monkeypatch.setattr(reader, "MOST_BYTES", 1_000)
        word = docx.Document()
        word.add_paragraph("Абай")
        with pytest.raises(InputError, match="unpacks to more than"):
            read_word(word)

    def test_part_too_large_to_parse_is_refused(self, monkeypatch):
        monkeypatch.setattr(reader, "MOST_XML", 1_000)
        word = docx.Document()
        word.add_paragraph("Абай")
        with pytest.raises(InputError, match="MB of XML"):
            read_word(word)

    def test_no_text(self):
        with pytest.raises(InputError, match="holds no text"):
            read_word(docx.Document())

    def test_macro_document_is_read(self):
        word = docx.Document()
        word.add_paragraph("в Абае 4,93 балла")
        plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
        data = rewrite(save(word), lambda name, content: content.replace(plain, macro))
        assert read_as("macro.docm", data).text == "в Абае 4,93 балла\n"
