from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import InputError
from tests.readers.documents import bodies, check_document, grid, read_as
from tests.readers.pages import BUILT_OF_WIDGETS, ENGLISH, KAZAKH, RUSSIAN


def read_html(markup: str | bytes, encoding: str | None = None):
    return read_as("page.html", markup, encoding)


class TestWholePages:
    def test_russian_page_keeps_its_article(self):
        document = read_html(RUSSIAN)
        assert bodies(document, "heading", "item") == [
            "Где жители довольны услугами",
            "Лидеры:",
            "1. Карагандинская область – 4,93 балла;",
            "2. Область Улытау – 4,92 балла;",
            "Отстающие:",
            "- Абайская область — 4,70",
            "- Жетысу — 4,72",
            "Оценка на портале",
            "Оценка по регионам, баллов",
        ]
        assert [body[:20] for body in bodies(document, "paragraph")] == ["В среднем по стране ", "Что будет дальше, по"]

    def test_russian_page_sets_its_furniture_aside_without_losing_it(self):
        furniture = bodies(read_html(RUSSIAN), "boilerplate")
        for body in (
            "USD 503.35 EUR 590.63 RUB 6.40",
            "+7 (700) 000-00-00",
            "- Экономика регионов",
            "24 января 2026 Просмотров 1279",
            "Читайте также: Цены на хлеб за год выросли на 12,3% во всех регионах",
            "Поделиться Телеграм 15",
            "- Зарплаты в Абае за год выросли на 12%",
            "Топ-10 городов",
            "© 2010–2026 Степной вестник",
        ):
            assert body in furniture

    def test_russian_page_describes_itself(self):
        source = read_html(RUSSIAN).source
        assert source.language == "ru"
        assert source.title == "Где жители довольны услугами"
        assert source.published == "2026-01-24"
        assert source.publisher == "Степной вестник"
        assert source.attributed_to == ("Цифры.kz",)

    def test_table_with_spans_is_laid_over_the_text(self):
        document = read_html(RUSSIAN)
        assert grid(document) == [
            (0, 0, 2, 1, "Регион"),
            (0, 1, 1, 2, "Оценка"),
            (1, 1, 1, 1, "2024"),
            (1, 2, 1, 1, "2025"),
            (2, 0, 1, 1, "Алматы"),
            (2, 1, 1, 1, "4,81"),
            (2, 2, 1, 1, "4,95"),
            (3, 0, 1, 1, "Шымкент"),
            (3, 1, 1, 1, "4,71"),
            (3, 2, 1, 1, ""),
        ]
        table = document.tables[0]
        assert [cell.header for cell in table.cells] == [True] * 4 + [False] * 6
        assert document.text[slice(*table.caption)] == "Оценка по регионам, баллов"
        assert "Алматы\t4,81\t4,95\nШымкент\t4,71\t\n" in document.text

    def test_kazakh_page(self):
        document = read_html(KAZAKH)
        assert document.source.language == "kk"
        assert len(bodies(document, "paragraph")) == 3
        assert {"Қаралды 587", "Бөлісу", "USD 503.35 EUR 590.63", "- Басты бет"} <= set(bodies(document, "boilerplate"))

    def test_english_page(self):
        document = read_html(ENGLISH)
        assert document.source.language == "en"
        assert document.source.published == "2025-03-02"
        assert bodies(document, "item") == [
            "1. Atyrau region: 633,300 tenge",
            "2. Mangystau region: 580,900 tenge",
            "3. Astana: 538,000 tenge",
            "- Jetisu region - 293,200 tenge",
            "- Turkestan - 295,300 tenge",
        ]
        assert bodies(document, "heading") == ["Where wages grow fastest", "The first three", "The last"]
        assert "Rent up 12.5% in the capital" in bodies(document, "boilerplate")

    def test_lists_and_tables_in_boxes_of_their_own_are_not_lost(self):
        document = read_html(BUILT_OF_WIDGETS)
        assert bodies(document, "heading", "item") == [
            "Where people are content with services", "Leaders", "- Abai: 4.93", "- Ulytau: 4.92",
        ]  # fmt: skip
        assert bodies(document, "cell") == ["Region", "Score", "Abai", "4.93", "Ulytau", "4.92"]
        assert bodies(document, "boilerplate") == [
            "Home | Regions",
            "Tags: services, Abai",
            "Prices up by 12.5% in Astana since the last year of plenty 24.01.2026",
        ]

    def test_structure_decides_where_trafilatura_fails(self, monkeypatch):
        import trafilatura

        def fail(*_args, **_options):
            raise RecursionError

        whole = bodies(read_html(RUSSIAN), "heading", "item", "paragraph", "cell")
        monkeypatch.setattr(trafilatura, "extract", fail)
        assert bodies(read_html(RUSSIAN), "heading", "item", "paragraph", "cell") == whole


class TestWalk:
    def test_white_space_is_collapsed_and_no_break_spaces_stay(self):
        assert read_html("<p> Абай \n\t –  4,93&nbsp;балла </p>").text == "Абай – 4,93\u00a0балла\n"

    def test_inline_elements_are_glued_and_blocks_are_not(self):
        assert read_html("<div>4<b>,9</b>3<div>в Абае</div>и на юге</div>").text == "4,93\nв Абае\nи на юге\n"

    def test_break_ends_a_line(self):
        assert bodies(read_html("<p>Абай<br>Улытау<br/><br/>Астана</p>")) == ["Абай", "Улытау", "Астана"]

    def test_hidden_elements_are_left_out_but_what_follows_is_not(self):
        page = (
            "<p>a<script>b</script>c<!-- d -->e<span hidden>f</span>g<i style='display: none'>h</i>i"
            "<noscript>j</noscript>k<template><p>l</p></template>m<svg><text>n</text></svg>o<?p q?>r</p>"
        )
        assert read_html(page).text == "acegikmor\n"

    def test_raised_digits_are_no_part_of_a_number(self):
        assert read_html("<p>в Абае 4,93<sup>1</sup> м<sup>2</sup> CO<sub>2</sub></p>").text == "в Абае 4,93¹ м² CO₂\n"

    def test_invisible_signs_are_left_out(self):
        assert read_html("<p>Кара&shy;ган&#8203;да\ufeff в 2025</p>").text == "Караганда в 2025\n"

    @pytest.mark.parametrize(
        ("attributes", "numbers"),
        [("", [1, 2]), ("start=4", [4, 5]), ("reversed", [2, 1]), ("start=x", [1, 2])],
    )
    def test_ordered_lists_lay_their_numbers_down(self, attributes, numbers):
        document = read_html(f"<ol {attributes}><li>Абай<li>Улытау</ol>")
        assert bodies(document) == [f"{numbers[0]}. Абай", f"{numbers[1]}. Улытау"]
        assert [block.marker for block in document.blocks] == [3, 3]

    def test_item_value_counts_on(self):
        assert bodies(read_html("<ol><li>а<li value=7>б<li>в</ol>")) == ["1. а", "7. б", "8. в"]

    def test_item_with_its_own_number_gets_no_second_one(self):
        assert bodies(read_html("<ol><li>1) Абай</ol><ul><li>• Улытау</ul>")) == ["1) Абай", "• Улытау"]

    def test_numbered_heading_in_a_list_keeps_its_number(self):
        document = read_html("<ol><li><h3>Абай</h3><p>4,93 балла</p></li></ol>")
        assert [(block.kind, block.marker) for block in document.blocks] == [("heading", 3), ("paragraph", 0)]
        assert bodies(document) == ["1. Абай", "4,93 балла"]

    def test_only_the_first_line_of_an_item_is_one(self):
        document = read_html("<ul><li><p>Абай</p><p>и ещё строка.</p></li></ul>")
        assert [block.kind for block in document.blocks] == ["item", "paragraph"]

    @pytest.mark.parametrize(
        ("markup", "kind"),
        [
            ("<p><strong>Отстающие:</strong></p>", "heading"),
            ("<p><span style='font-weight: 700'>Отстающие</span></p>", "heading"),
            ("<p><b>Абай – 4,93</b></p>", "paragraph"),
            ("<p><b>Абай</b> отстаёт от других.</p>", "paragraph"),
            ("<p><b>Отстают все.</b></p>", "paragraph"),
        ],
    )
    def test_bold_lines_without_figures_are_headings(self, markup, kind):
        document = read_html(f"<h2>Итоги</h2>{markup}")
        assert document.blocks[1].kind == kind

    def test_heading_levels(self):
        document = read_html("".join(f"<h{level}>Раздел</h{level}>" for level in range(1, 7)))
        assert [block.level for block in document.blocks] == [1, 2, 3, 4, 5, 6]

    def test_preformatted_text_keeps_its_lines(self):
        assert read_html("<pre>Абай   4,93\n  Улытау 4,92</pre>").text == "Абай   4,93\n  Улытау 4,92\n"

    def test_preformatted_table(self):
        document = read_html("<pre>| Регион | Балл |\n|---|---|\n| Абай | 4,93 |</pre>")
        assert [cell[-1] for cell in grid(document)] == ["Регион", "Балл", "Абай", "4,93"]


class TestTables:
    def test_layout_tables_are_prose(self):
        inner = "<table><tr><th>Регион</th><th>Балл</th></tr><tr><td>Абай</td><td>4,93</td></tr></table>"
        document = read_html(f"<table><tr><td><p>Вводная строка.</p>{inner}</td><td>Сбоку</td></tr></table>")
        assert len(document.tables) == 1
        assert bodies(document, "cell") == ["Регион", "Балл", "Абай", "4,93"]
        assert "Вводная строка.\n" in document.text

    @pytest.mark.parametrize(
        "markup",
        ["<table role=presentation><tr><td>а</td><td>б</td></tr></table>", "<table><tr><td>а<tr><td>б</table>"],
    )
    def test_tables_that_are_none(self, markup):
        document = read_html(markup)
        assert document.tables == ()
        assert document.text == "а\nб\n"

    def test_cell_stays_on_one_line(self):
        document = read_html("<table><tr><td><p>область</p><p>Абай</p></td><td>4,93<br>балла</td></tr></table>")
        assert document.text == "область Абай\t4,93 балла\n"

    def test_first_row_without_figures_is_the_header(self):
        markup = "<table><tr><td>Регион</td><td>2025 год</td></tr><tr><td>Абай</td><td>4,93</td></tr></table>"
        assert [cell.header for cell in read_html(markup).tables[0].cells] == [True, True, False, False]

    def test_row_labels_are_no_header(self):
        markup = "<table><tr><th>Регион<th>Балл<tr><th>Абай<td>4,93</table>"
        assert [cell.header for cell in read_html(markup).tables[0].cells] == [True, True, False, False]

    def test_hostile_spans(self):
        markup = (
            "<table><tr><td rowspan=0 colspan=999999>Абай</td><td>1</td></tr><tr><td rowspan=-3>2</td></tr></table>"
        )
        cells = grid(read_html(markup))
        assert [cell[-1] for cell in cells] == ["Абай", "1", "2"]
        assert cells[0][2] == 2

    def test_caption_of_the_figure(self):
        table = "<table><tr><td>Абай</td><td>4,93</td></tr></table>"
        document = read_html(f"<figure>{table}<figcaption>Оценки</figcaption></figure>")
        assert document.text[slice(*document.tables[0].caption)] == "Оценки"

    def test_menu_table_is_furniture(self):
        prose = "<p>В Абае и на юге за год стало больше тех, кто доволен тем, что им оказали услуги.</p>" * 3
        menu = "<table><tr><td><a href=/a>Погода в городе</a></td><td><a href=/b>Курсы валют</a></td></tr></table>"
        document = read_html(f"<article>{prose}{menu}{prose}</article>")
        assert document.tables == ()
        assert bodies(document, "boilerplate") == ["Погода в городе", "Курсы валют"]


class TestEncodings:
    PAGE = "<html><head><meta charset='{0}'></head><p>Средняя оценка в Абае за год – 4,93 балла</p></html>"

    @pytest.mark.parametrize("name", ["utf-8", "windows-1251", "koi8-r", "cp866", "iso-8859-5"])
    def test_declared(self, name):
        document = read_html(self.PAGE.format(name).replace("–", "-").encode(name))
        assert "Средняя оценка в Абае" in document.text
        assert document.warnings == ()

    def test_http_equiv_and_xml_declaration(self):
        meta = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>Абай и Улытау'
        assert read_html(meta.encode("koi8-r")).text == "Абай и Улытау\n"
        declared = '<?xml version="1.0" encoding="koi8-r"?><html><p>Абай и Улытау'
        assert read_html(declared.encode("koi8-r")).text == "Абай и Улытау\n"

    @pytest.mark.parametrize("name", ["utf-8-sig", "utf-16"])
    def test_byte_order_mark(self, name):
        assert read_html("<p>Абай и Улытау".encode(name)).text == "Абай и Улытау\n"

    def test_utf8_goes_before_a_wrong_declaration(self):
        assert "Средняя оценка" in read_html(self.PAGE.format("windows-1251").encode()).text

    def test_asked_encoding_goes_before_all(self):
        data = self.PAGE.format("koi8-r").replace("–", "-").encode("cp1251")
        assert "Средняя оценка" in read_html(data, "cp1251").text

    def test_stray_byte_is_told(self):
        data = (self.PAGE.format("utf-8") * 20).encode() + b"\xff<p>x"
        document = read_html(data)
        assert [notice.code for notice in document.warnings] == ["encoding-damaged"]
        assert "4,93 балла" in document.text

    def test_unknown_encoding(self):
        with pytest.raises(InputError, match="no-such"):
            read_html(b"<p>x", "no-such")

    def test_null_bytes_are_passed_over(self):
        assert read_html(b"<p>4,\x0093 and the re\x00st of it, on one line").text.startswith("4,93 and the rest")


class TestUglyInput:
    @pytest.mark.parametrize(
        "markup", ["<html></html>", "<!-- x -->", "<script>1</script>", "<p>&nbsp;</p><img>", "<!"]
    )
    def test_no_text(self, markup):
        with pytest.raises(InputError, match=r"page\.html: holds no text"):
            read_html(markup)

    @pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "article"])
    def test_deep_nesting(self, tag):
        try:
            document = read_html("<p>Начало и</p>" + f"<{tag}>" * 10_000 + "4,93 в Абае")
        except InputError as error:
            assert "too deep" in error.cause  # noqa: PT017
            assert tag not in ("div", "b")
        else:
            assert "4,93 в Абае" in document.text

    @pytest.mark.parametrize(
        "markup",
        [
            "Абай",
            "<td>Абай",
            "</div>Абай</p></html>",
            "<li>Абай",
            "<table>Абай<td>",
            "<a href='x>Абай",
            "<p <b>Абай",
            "&#xD800;&foo;<tr>й",
        ],
    )
    def test_broken_markup(self, markup):
        read_html("<p>начало</p>" + markup)

    def test_hidden_body_is_shown(self):
        assert read_html("<body style='visibility:hidden'><p>Абай").text == "Абай\n"

    def test_broken_json_ld(self):
        for content in ("{", "[" * 5_000, '{"publisher": [null]}', '{"datePublished": 5}', '"x"'):
            read_html(f"<script type='application/ld+json'>{content}</script><p>Абай и Улытау")


WORDS = st.sampled_from(["Абай", "4,93", "балла", "и", "Lorem", "&amp;", "12%"])
INLINE = st.sampled_from(["b", "i", "span", "a href=/x", "strong"])
BLOCKS = st.sampled_from(
    ["div", "p", "ul", "li", "ol", "table", "tr", "td", "th", "h2", "section", "pre", "caption", "nav", "br"]
)


def test_a_crowded_tag_keeps_its_first_attributes():
    from extractor.readers.html import MOST_ATTRIBUTES, parse_page

    for attribute in ('a{}="x y"', "a{}='<'", "a{}", 'a{}"', "=a{}", "a{}<b"):
        crowd = " ".join(attribute.format(at) for at in range(MOST_ATTRIBUTES * 3))
        document = read_html(f"<p id=first {crowd} title='last'>Астана – 4,9 балла</p><p>Абай – 4,8 балла</p>")
        assert bodies(document) == ["Астана – 4,9 балла", "Абай – 4,8 балла"]
        assert [notice.code for notice in document.warnings] == ["attributes-left-out"]
    modest = "<p " + " ".join(f"a{at}=1" for at in range(MOST_ATTRIBUTES)) + ">Астана</p>"
    assert read_html(modest).warnings == ()
    assert len(parse_page(modest, "page").find(".//p").attrib) == MOST_ATTRIBUTES


def test_spans_over_too_many_places_are_left_out():
    cells = "".join(f"<td rowspan=1000 colspan=1000>{at}</td>" for at in range(20))
    document = read_html(f"<table>{f'<tr>{cells}</tr>' * 60}</table>")
    assert [notice.code for notice in document.warnings] == ["spans-left-out"]
    assert {(cell.row_span, cell.col_span) for cell in document.tables[0].cells} == {(1, 1)}
    assert len(document.tables[0].cells) == 1200
    modest = read_html("<table><tr><th colspan=2>A</th></tr><tr><td>Астана</td><td>4,9</td></tr></table>")
    assert modest.warnings == ()
    assert modest.tables[0].cells[0].col_span == 2


def wrap(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, parts: f"<{tag}>" + " ".join(parts) + f"</{tag.split()[0]}>",
        BLOCKS | INLINE,
        st.lists(children, max_size=4),
    )


@settings(max_examples=150, deadline=None)
@given(st.recursive(WORDS, wrap, max_leaves=25))
def test_any_tree_keeps_its_words_and_its_spans(markup):
    from lxml import html

    root = html.document_fromstring(f"<body><p>Слово</p>{markup}</body>")
    expected = sorted("".join(root.text_content().split()))
    document = read_html(f"<body><p>Слово</p>{markup}</body>")
    # The markers are the walk's own: no word above begins like one.
    laid = "".join(document.text[block.start + block.marker : block.end] for block in document.blocks)
    assert sorted("".join(laid.split())) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>/=\"' abpdivtrl&;!-?\n\x01Абй0", max_size=200))
def test_any_text_is_read_or_refused(markup):
    try:
        check_document(read_html("<html>" + markup))
    except InputError as error:
        assert "page.html" in str(error)  # noqa: PT017
