from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import InputError
from tests.readers.documents import bodies, check_document, grid, read_as

RUSSIAN = "Средняя оценка по стране за год выросла. На первом месте Абай: 4,93 балла, на втором и третьем Улытау."


def read_text(data: bytes | str, encoding: str | None = None):
    return read_as("report.txt", data, encoding)


class TestDecoding:
    @pytest.mark.parametrize("name", ["utf-8", "cp1251", "koi8-r", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_encodings_are_told_apart(self, name):
        assert read_text(RUSSIAN.encode(name)).text == RUSSIAN

    @pytest.mark.parametrize("name", ["cp1251", "koi8-r", "utf-16-le"])
    def test_asked_encoding_is_taken_without_warning(self, name):
        document = read_text(RUSSIAN.encode(name), name)
        assert document.text == RUSSIAN
        assert document.warnings == ()

    def test_asked_encoding_goes_before_what_the_bytes_look_like(self):
        assert read_text(RUSSIAN.encode("utf-8"), "cp1251").text == RUSSIAN.encode("utf-8").decode("cp1251", "replace")

    def test_asked_encoding_that_does_not_fit(self):
        with pytest.raises(InputError, match="is not utf-8"):
            read_text(RUSSIAN.encode("cp1251"), "utf-8")

    def test_asked_encoding_that_does_not_exist(self):
        with pytest.raises(InputError, match="'klingon' is not known"):
            read_text("Абай", "klingon")

    def test_unsure_guess_is_told(self):
        assert [notice.code for notice in read_text("Абай и Улытау".encode("utf-16-le")).warnings] == [
            "encoding-guessed"
        ]

    @pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
    def test_byte_order_mark_is_no_part_of_the_text(self, name):
        document = read_text(RUSSIAN.encode(name))
        assert document.text == RUSSIAN
        assert document.warnings == ()

    @pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\u2028"])
    def test_line_ends_are_unchanged(self, ends):
        text = f"Абай и Улытау: 4,93{ends}{ends}на юге – 4,92.{ends}"
        document = read_text(text)
        assert document.text == text
        assert bodies(document) == ["Абай и Улытау: 4,93", "на юге – 4,92."]

    @pytest.mark.parametrize(
        "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1", bytes(range(256)) * 8, b"\0" * 50, b"\x7fELF\2\1\1\0" * 30]
    )
    def test_rubbish_is_refused(self, data):
        with pytest.raises(InputError, match="not text"):
            read_text(data)

    def test_rich_text_is_refused(self):
        with pytest.raises(InputError, match="Rich Text"):
            read_text(rb"{\rtf1\ansi Abai}")

    def test_blank_file_is_refused(self):
        with pytest.raises(InputError, match="no text"):
            read_text("\ufeff \n")

    @given(st.text(min_size=1))
    def test_utf8_comes_back_unchanged(self, text):
        try:
            document = read_text(text)
        except InputError:
            assert "\0" in text or not text.strip("\ufeff").strip()
        else:
            # Zero bytes are UTF-16's, so that such a text may be read as that.
            assert "\0" in text or document.text == text.removeprefix("\ufeff")

    @given(st.binary(min_size=1, max_size=300))
    def test_any_bytes_are_read_or_refused(self, data):
        try:
            check_document(read_text(data))
        except InputError as error:
            assert "report." in str(error)  # noqa: PT017


class TestBlocks:
    def test_kinds(self):
        document = read_text(
            "Где жители довольны\nВ среднем по стране 4,86 балла.\nЛидеры:\n- Абай – 4,93\n2) Улытау – 4,92\n"
            "USD 503.35 EUR 590.63\nПросмотров 12\n"
        )
        assert [block.kind for block in document.blocks] == [
            "heading", "paragraph", "paragraph", "item", "item", "boilerplate", "boilerplate",
        ]  # fmt: skip
        assert [block.marker for block in document.blocks] == [0, 0, 0, 2, 3, 0, 0]

    def test_furniture_words_in_a_long_paragraph_do_not_take_it_away(self):
        prose = "В Абае и на юге по итогам года всё выросло. " * 12
        document = read_text(f"{prose} USD 503.35 EUR 590.63 {prose}")
        assert [block.kind for block in document.blocks] == ["paragraph"]

    def test_head_tells_date_publisher_and_source(self):
        source = read_text(" date 2026-01-24 На юге всё выросло, сообщает Степняк.kz со ссылкой на Цифры.kz .").source
        assert source.published == "2026-01-24"
        assert source.publisher == "Степняк.kz"
        assert source.attributed_to == ("Цифры.kz",)

    def test_title_is_the_first_heading(self):
        assert read_text("Где жители довольны\nВ среднем по стране всё выросло.").source.title == "Где жители довольны"


class TestTables:
    def test_pipes(self):
        text = "Оценки по годам.\n\n"
        text += "| Регион | 2024 | 2025 |\n|---|:---:|---|\n| Абай | 4,71 | |\n| Улытау | 4,81 | 4,95 |\n"
        document = read_text(text)
        assert document.text == text
        assert grid(document) == [
            (0, 0, 1, 1, "Регион"), (0, 1, 1, 1, "2024"), (0, 2, 1, 1, "2025"),
            (1, 0, 1, 1, "Абай"), (1, 1, 1, 1, "4,71"), (1, 2, 1, 1, ""),
            (2, 0, 1, 1, "Улытау"), (2, 1, 1, 1, "4,81"), (2, 2, 1, 1, "4,95"),
        ]  # fmt: skip
        assert [cell.header for cell in document.tables[0].cells] == [True] * 3 + [False] * 6
        assert bodies(document, "paragraph") == ["Оценки по годам."]

    def test_tabs_with_empty_corners(self):
        document = read_text("\t2024\t2025\r\nАбай\t4,71\t\r\nв Улытау\t4,81\t4,95\r\n")
        assert [cell[-1] for cell in grid(document)] == [
            "",
            "2024",
            "2025",
            "Абай",
            "4,71",
            "",
            "в Улытау",
            "4,81",
            "4,95",
        ]

    def test_tables_end_where_the_number_of_columns_changes(self):
        document = read_text("Абай | 1\nУлытау | 2\nи\nАбай | 1 | 2\nУлытау | 2 | 3\n\nАбай | 5 | 6\nАстана | 7 | 8\n")
        assert [len(table.cells) for table in document.tables] == [4, 6, 6]

    @pytest.mark.parametrize(
        "text", ["Абай | 4,93", "Главная | Новости\nО нас | Почта", "Абай\t4,93", "и так далее – 4,93\nа потом – 4,92"]
    )
    def test_what_is_no_table(self, text):
        assert read_text(text).tables == ()

    @given(st.lists(st.lists(st.text("аб1, -|\t", max_size=5), min_size=1, max_size=4), max_size=6))
    def test_any_grid_keeps_its_spans(self, rows):
        text = "и на юге\n" + "\n".join("|".join(row) for row in rows)
        assert read_text(text).text == text


def line_up(*rows: str) -> str:
    """Return the rows, their cells parted by bars, with the cells below each other."""
    cells = [row.split("|") for row in rows]
    widths = [max(map(len, column)) + 2 for column in zip(*cells, strict=True)]
    return "\n".join(
        "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


class TestColumnsSetWithBlanks:
    @pytest.mark.parametrize("marker", ["{}.", "{})", "•", "–"])
    @pytest.mark.parametrize("entry", ["Абайская область – 5,{}%", "Абай облысы: 5,{}%", "Abai region - 5.{}%"])
    def test_lists_with_wide_blanks_are_no_tables(self, marker, entry):
        document = read_text("\n".join(f"{marker.format(at)}   {entry.format(at)}" for at in range(1, 5)))
        assert document.tables == ()
        assert [block.kind for block in document.blocks] == ["item"] * 4

    @pytest.mark.parametrize("head", [(), ("Содержание|стр.",), ("Мазмұны|бет",), ("Contents|Page",)])
    def test_contents_are_no_tables(self, head):
        lines = ["Введение|3", "Абай облысы|12", "Akmola region|12", "Атырауская область|18"]
        assert read_text("\n".join(line.replace("|", "        ") for line in (*head, *lines))).tables == ()

    def test_numbered_contents_are_no_tables(self):
        lines = [f"{at}   Область {at}        {at * 7}" for at in range(1, 6)]
        assert read_text("\n".join(lines)).tables == ()

    @pytest.mark.parametrize("head", ["Область|Оценка", "Облыс|Баға", "Region|Score"])
    def test_two_columns_with_titles_are_a_table(self, head):
        text = line_up(head, "Абай|5,1", "Улытау и все вокруг|4,9", "Астана|4,7")
        assert len(read_text(text).tables[0].cells) == 8

    def test_two_columns_with_units_are_a_table(self):
        text = "\n".join(f"Область {at}     {9 - at},5%" for at in range(1, 5))
        assert len(read_text(text).tables[0].cells) == 8

    def test_counted_rows_below_titles_are_a_table(self):
        text = line_up("№|Регион|Доля", *(f"{at}.|Область {at}|{9 - at},5%" for at in range(1, 5)))
        assert len(read_text(text).tables[0].cells) == 15

    @pytest.mark.parametrize(
        "short", ["Акмолинская обл.||4,9", "Акмолинская обл.|4,9|", "Ақмола обл.||4,9", "Akmola|4.9|"]
    )
    def test_empty_cells_stay_empty(self, short):
        rows = ["Регион|2024|2025", "Абай|5,1|4,8", short, "Атырау|4,7|4,6", "Жетысу|4,5|4,4"]
        (table,) = (document := read_text(line_up(*rows))).tables
        cells = [document.text[cell.start : cell.end] for cell in table.cells]
        assert cells == [cell for row in rows for cell in row.split("|")]

    def test_a_figure_below_no_title_is_told_of_none(self):
        rows = [
            "Регион  2024  2025",
            "Абай – область  5,1  4,9",
            "Акмолинская область        4,8",
            "Атырау и все  4,7  4,6",
        ]
        (table,) = (document := read_text("\n".join(rows))).tables
        cells = [document.text[cell.start : cell.end] for cell in table.cells if cell.row == 2]
        assert cells == ["Акмолинская область        4,8", "", ""]

    def test_lines_below_a_table_are_no_rows(self):
        rows = ["Регион  2024  2025", "Абайский край  5,1  4,9", "Атырау и все  4,7  4,6", "Всё это вместе  мало."]
        document = read_text("\n".join(rows))
        assert max(cell.row for cell in document.tables[0].cells) == 2
        assert document.blocks[-1].kind == "paragraph"


class TestBrokenLines:
    """Paragraphs that were broken into lines, and cells that stand one a line."""

    @pytest.mark.parametrize(
        ("text", "blocks"),
        [
            ("Republic of Korea\n— 12,145 visitors;\nJapan — 965,488\nvisitors.", 2),
            ("In all, guests came from Norway (12\nthousand people) and from Japan\n(9 thousand people).", 1),
            ("в Абае – 4,93\nв Улытау – 4,92\nв Астане – 4,91", 3),
            ("The fair was open.\nit rained all day", 2),
        ],
    )
    def test_lines_that_go_on(self, text, blocks):
        assert len(read_text(text).blocks) == blocks

    def test_cells_one_a_line(self):
        (table,) = read_text(
            "City\n\nRent\n\nOslo\n\n1,450\n\nBergen\n\n1,310\n\nMolde\n\n1,105\n\nMore to come"
        ).tables
        assert [(cell.row, cell.column, cell.header) for cell in table.cells[:4]] == [
            (0, 0, True), (0, 1, True), (1, 0, False), (1, 1, False),
        ]  # fmt: skip
        assert len(table.cells) == 8

    @pytest.mark.parametrize("text", ["Oslo\n1,450\nBergen\n1,310", "Oslo\n1\n2\nBergen\n3\nMolde\n4\n5"])
    def test_what_is_no_run_of_cells(self, text):
        assert read_text(text).tables == ()
