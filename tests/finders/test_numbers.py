"""Numbers with their signs, qualifiers, multipliers and units in three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.finders import find
from extractor.finders.numbers import find_numbers, tokenize_numbers
from extractor.model import Block, Document, Mentions, NumberMention
from extractor.packs import load_pack
from extractor.results import Source
from extractor.text import lower, parse_number

PACK = load_pack()


def mentions_of(text: str, language: str = "ru") -> Mentions:
    source = Source(path="example", sha256="", media_type="text/plain", language=language)
    return find(Document(text=text, source=source, blocks=(Block(kind="paragraph", start=0, end=len(text)),)), PACK)


def read(text: str, language: str = "ru") -> list[NumberMention]:
    return find_numbers(text, lower(text), tokenize_numbers(text), PACK.language(language))


def only(text: str, language: str = "ru") -> NumberMention:
    (number,) = read(text, language)
    return number


@pytest.mark.parametrize(
    ("language", "text", "value", "step", "unit"),
    [
        ("ru", "1 733,7", "1733.7", "0.1", None),
        ("ru", "94\u00a0188", "94188", "1", None),
        ("ru", "405,416", "405.416", "0.001", None),
        ("en", "405,416", "405416", "1", None),
        ("kk", "405,416", "405.416", "0.001", None),
        ("en", "405,416 tenge", "405416", "1", "KZT"),
        ("en", "4,9%", "4.9", "0.1", "percent"),
        ("ru", "77.371 баллов", "77.371", "0.001", "point"),
        ("ru", "4,90 балла", "4.90", "0.01", "point"),
        ("ru", "12,3 тыс. тенге", "12300", "100", "KZT"),
        ("ru", "98 тысяч", "98000", "1000", None),
        ("ru", "2,5 млрд рублей", "2500000000", "100000000", "RUB"),
        ("kk", "49,5 мың теңгеге", "49500", "100", "KZT"),
        ("kk", "67,21 пайызы", "67.21", "0.01", "percent"),
        ("kk", "172,5 балмен", "172.5", "0.1", "point"),
        ("kk", "1,2 пайыздық тармақ", "1.2", "0.1", "percentage_point"),
        ("kk", "76,4 жас", "76.4", "0.1", "year"),
        ("en", "$22,626", "22626", "1", "USD"),
        ("en", "$5bn", "5000000000", "1000000000", "USD"),
        ("en", "KZT 300 million", "300000000", "1000000", "KZT"),
        ("en", "18.4 trillion tenge", "18400000000000", "100000000000", "KZT"),
        ("en", "3.99 million workers", "3990000", "10000", "person"),
        ("en", "1.2 percentage points", "1.2", "0.1", "percentage_point"),
        ("en", "15.1 years", "15.1", "0.1", "year"),
        ("en", "12.4 centners per hectare", "12.4", "0.1", "centner_per_hectare"),
        ("en", "1,234.5", "1234.5", "0.1", None),
        ("ru", "1.234,5", "1234.5", "0.1", None),
        ("ru", "76,4 лет", "76.4", "0.1", "year"),
        ("ru", "1,2 п. п.", "1.2", "0.1", "percentage_point"),
    ],
)
def test_value_step_and_unit(language: str, text: str, value: str, step: str, unit: str | None) -> None:
    number = only(text, language)
    assert (number.value, number.step, number.unit) == (Decimal(value), Decimal(step), unit)
    assert text[number.left : number.right] == text


def test_printed_zeros_are_kept() -> None:
    assert str(only("4,90 балла").value) == "4.90"
    assert only("4,90 балла").step == Decimal("0.01")


def test_a_number_in_parts_is_one_span() -> None:
    text = "1 млн 367 тыс. 085 человек"
    number = only(text)
    assert (number.value, number.unit, number.step) == (Decimal(1367085), "person", Decimal(1))
    assert text[number.start : number.end] == "1 млн 367 тыс. 085"
    assert number.multiplier == 1


def test_two_numbers_side_by_side_stay_two() -> None:
    assert [n.value for n in read("20 2025")] == [Decimal(20), Decimal(2025)]
    assert [n.value for n in read("5 млн 12 млн")] == [Decimal(5_000_000), Decimal(12_000_000)]


@pytest.mark.parametrize(
    ("text", "value", "extent"),
    [
        ("-8,1 %", "-8.1", "-8,1 %"),
        ("(−0,29)", "-0.29", "−0,29"),
        ("выросло: +31", "31", "+31"),
        ("Абай -5", "-5", "-5"),
        ("Абай - 5", "5", "5"),
        ("2016-5", "5", "5"),
    ],
)
def test_signs(text: str, value: str, extent: str) -> None:
    number = read(text)[-1]
    assert (number.value, text[number.left : number.right]) == (Decimal(value), extent)


def test_a_hyphen_behind_a_name_is_a_dash() -> None:
    text = "Абай -5"
    (number,) = find_numbers(text, lower(text), tokenize_numbers(text), PACK.language("ru"), frozenset({4}))
    assert number.value == 5


@pytest.mark.parametrize(
    ("language", "text", "qualifier"),
    [
        ("ru", "почти 76%", "approx"),
        ("ru", "более 90%", "more_than"),
        ("ru", "не менее 90%", "at_least"),
        ("ru", "не дотягивает до 80", "less_than"),
        ("kk", "58%-дан астам", "more_than"),
        ("kk", "5 мыңнан астам", "more_than"),
        ("kk", "76%-ға жуық", "approx"),
        ("kk", "шамамен 76%", "approx"),
        ("en", "more than 90%", "more_than"),
        ("en", "almost 76%", "approx"),
        ("en", "at least 76%", "at_least"),
        ("en", "up to 76%", "up_to"),
        ("en", "90% or more", "at_least"),
        ("en", "add up to 76%", None),
        ("ru", "76%", None),
    ],
)
def test_qualifiers(language: str, text: str, qualifier: str | None) -> None:
    assert only(text, language).qualifier == qualifier


@pytest.mark.parametrize(
    ("language", "text", "unit", "denominator"),
    [
        ("ru", "26 человек на 1000 населения", "per_1000", "1000"),
        ("ru", "7 случаев на 100 тыс. населения", "per_100000", "100"),
        ("en", "26 births per 1,000 people", "per_1000", "1,000"),
        ("en", "5.1 per 100,000 residents", "per_100000", "100,000"),
    ],
)
def test_rates_take_their_denominator(language: str, text: str, unit: str, denominator: str) -> None:
    mentions = mentions_of(text, language)
    assert [number.unit for number in mentions.numbers] == [unit]
    assert {text[s:e]: mentions.ignored.get(s) for s, e in mentions.tokens if s in mentions.ignored} == {
        denominator: "denominator"
    }


def test_a_denominator_that_comes_first_is_no_figure() -> None:
    mentions = mentions_of("1000 адамға шаққанда 26,3", "kk")
    assert [
        (number.value, role.role)
        for number in mentions.numbers
        for role in mentions.roles
        if role.start == number.start
    ] == [(Decimal(1000), "ignore")]


def test_digits_that_are_no_number_are_broken() -> None:
    mentions = mentions_of("оценка 1,2,3 балла")
    assert mentions.numbers == ()
    assert set(mentions.ignored.values()) == {"broken"}


def test_every_token_is_a_number_or_ignored() -> None:
    text = (
        "В 2025 году в 17 из 20 областей – 4,93 балла (93,8%), 1 млн 367 тыс. 085 человек, 26 на 1000 населения, 1,2,3."
    )
    mentions = mentions_of(text)
    known = {number.start for number in mentions.numbers} | set(mentions.ignored)
    assert {start for start, _ in mentions.tokens} == known


# -- properties ----------------------------------------------------------------------------------------------------


def group(digits: str, mark: str) -> str:
    head = len(digits) % 3 or 3
    return mark.join([digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))])


@given(
    whole=st.integers(1, 10**12),
    fraction=st.from_regex(r"\A(?:[0-9]{1,2})?\Z"),
    space=st.sampled_from([" ", "\u00a0", "\u2009", "\u202f", ""]),
    mark=st.sampled_from([".", ","]),
    language=st.sampled_from(["ru", "kk", "en"]),
)
def test_what_is_printed_is_read_back(whole: int, fraction: str, space: str, mark: str, language: str) -> None:
    digits = str(whole)
    printed = (group(digits, space) if space else digits) + (mark + fraction if fraction else "")
    expected = Decimal(f"{whole}.{fraction}" if fraction else whole)
    (number,) = read(f"({printed})", language)
    assert (number.value, str(number.value)) == (expected, str(expected))
    assert parse_number(printed, PACK.languages[language].decimal) == expected


@given(st.integers(10**3, 10**12), st.from_regex(r"\A[0-9]{1,4}\Z"))
def test_groups_and_a_decimal_mark_need_no_language(whole: int, fraction: str) -> None:
    printed = group(str(whole), ",") + "." + fraction
    swapped = printed.translate(str.maketrans(",.", ".,"))
    expected = Decimal(f"{whole}.{fraction}")
    for decimal in (",", "."):
        assert parse_number(printed, decimal) == parse_number(swapped, decimal) == expected  # type: ignore[arg-type]


@given(st.text(alphabet="0123456789 \u00a0.,-−+%()абктыс.млн$", max_size=60), st.sampled_from(["ru", "kk", "en"]))
def test_spans_are_in_order_and_inside(text: str, language: str) -> None:
    tokens = tokenize_numbers(text)
    at = 0
    for number in read(text, language):
        assert at <= number.left <= number.start < number.end <= number.right <= len(text)
        assert text[number.start].isdigit()
        assert text[number.end - 1].isdigit()
        assert any(start == number.start for start, _ in tokens)
        at = number.start + 1


@given(st.text(max_size=80))
def test_every_digit_stands_in_one_token(text: str) -> None:
    covered = [at for start, end in tokenize_numbers(text) for at in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {at for at, char in enumerate(text) if char in "0123456789"} <= set(covered)


@pytest.mark.parametrize("printed", ["1e5", "1E+10 тенге", "1.5e-3 %"])
def test_powers_of_ten_are_left_unread(printed: str) -> None:
    assert read(f"Астана – {printed}", "ru") == []


@pytest.mark.parametrize(
    ("printed", "value"), [("2,24,60,435", "22460435"), ("3,10,753", "310753"), ("1,87,95,76,423.5", "1879576423.5")]
)
def test_lakhs_and_crores_are_grouped_by_hundreds(printed: str, value: str) -> None:
    (number,) = read(f"Assam gave {printed} doses", "en")
    assert number.value == Decimal(value)
