"""The ledger number by number: what used or ignored each, and for the rest the rule that came nearest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.ledgers.frames import partial_frames
from extractor.packs import load_pack
from extractor.pipeline import ExtractOptions, extract, extract_document
from extractor.results import LedgerEntry, Result
from tests.telling import read_text

PACK = load_pack()
SAMPLES = Path(__file__).parents[2] / "samples"


def told(text: str) -> Result:
    return extract_document(read_text(text, PACK), PACK, ledger=True)


def entry(text: str, number: str) -> LedgerEntry:
    """Return the entry of a number that stands once in the text."""
    entries = told(text).ledger.entries
    assert entries is not None
    (found,) = [entry for entry in entries if entry.evidence.text == number]
    return found


def missed(text: str, number: str) -> tuple[str, str, str]:
    """Return the rule that came nearest, what it lacked and what it met."""
    found = entry(text, number)
    assert found.state == "unexplained"
    assert found.near_miss is not None
    met = found.near_miss.evidence
    return found.near_miss.rule, found.near_miss.missing, met[0].text if met else ""


def test_entries_are_made_on_request_only() -> None:
    assert extract(SAMPLES / "article.en.txt").ledger.entries is None
    assert extract(SAMPLES / "article.en.txt", ExtractOptions(ledger=True)).ledger.entries


@pytest.mark.parametrize(
    "name", ["article.ru.txt", "article.kk.txt", "article.en.txt", "page.ru.html", "report.ru.pdf"]
)
def test_entries_and_counts_agree_and_name_a_rule_each(name: str) -> None:
    ledger = extract(SAMPLES / name, ExtractOptions(ledger=True)).ledger
    assert ledger.entries is not None
    assert len(ledger.entries) == ledger.numbers
    states = [entry.state for entry in ledger.entries]
    assert (states.count("used"), states.count("ignored")) == (ledger.used, sum(ledger.ignored.values()))
    assert [e.evidence for e in ledger.entries if e.state == "unexplained"] == list(ledger.unexplained)
    for item in ledger.entries:
        assert item.rule or item.near_miss
        assert item.context.start <= item.evidence.start < item.evidence.end <= item.context.end
        assert bool(item.values) == (item.state == "used")
        assert bool(item.reason) == (item.state == "ignored")


def test_a_used_number_names_its_values_and_its_rule() -> None:
    text = "Среднемесячная зарплата составила в Астане и Алматы по 510 тыс. тенге."
    found = entry(text, "510")
    assert (found.state, len(found.values)) == ("used", 2)
    assert found.context.text == text


def test_a_place_is_used_by_the_rule_that_found_it() -> None:
    found = entry("Астана заняла 3-е место с 4,91 балла.", "3")
    assert (found.state, found.rule) == ("used", "ru-place-number")


def test_an_ignored_number_names_its_class_and_the_packs_rule() -> None:
    found = entry("Лидирует Астана – 4,9 балла по 5-балльной шкале.", "5")
    assert (found.state, found.reason, found.rule) == ("ignored", "scale", "ru-scale-points")
    found = entry("Лидирует Астана – 4,9 балла. Данные за 2024 год.", "2024")
    assert (found.state, found.reason, found.rule) == ("ignored", "period", "ru-year")


# Near misses, each from the code that refused


def test_counts_that_do_not_match_names() -> None:
    text = "Астана и Алматы получили 4,93, 4,91 и 4,88 балла соответственно."
    rule, missing, met = missed(text, "4,91")
    assert (rule, met) == ("respectively", "Астана и Алматы")
    assert "2 numbers for 2 names: there are 3" in missing


def test_names_and_numbers_that_nothing_pairs() -> None:
    rule, missing, met = missed("Астана и Алматы получили 4,93 балла, а потом и 96,1 балла.", "4,93")
    assert (rule, met) == ("respectively", "Астана и Алматы")
    assert "nothing tells whose" in missing


def test_a_name_out_of_reach() -> None:
    far = (
        "который давно и вполне заслуженно считается самым тихим, самым зелёным и самым удобным для всех жителей местом"
    )
    rule, missing, met = missed(f"Шымкент, {far} всей огромной и пустынной южной степи, получил 4,81 балла.", "4,81")
    assert (rule, met) == ("prose", "Шымкент")
    assert "the rule reaches 110" in missing


def test_a_second_figure_of_one_kind() -> None:
    rule, missing, met = missed("Астана – 982 пожара (1 047), Алматы – 951 пожар.", "1 047")
    assert (rule, met) == ("list-dash", "Астана")
    assert missing.startswith("another metric or unit")


def test_a_number_that_the_end_of_the_text_cuts_off() -> None:
    assert missed("Астана – 4,93 балла, Алматы – 4,91 балла, Шымкент – 4", "4")[0] == "cut-off"


def test_a_list_item_that_no_pack_knows() -> None:
    text = "Лидирует Астана – 4,93 балла.\n\n- Тридевятое царство – 4,90 балла"
    rule, missing, met = missed(text, "4,90")
    assert (rule, met) == ("list-dash", "Тридевятое царство")
    assert "a name that a pack knows" in missing


def test_respectively_without_names() -> None:
    rule, missing, _ = missed(
        "Лидирует Астана – 4,93 балла. Лифт и вода подорожали на 4,4 и 9,2% соответственно.", "4,4"
    )
    assert rule == "respectively"
    assert "no name" in missing


def test_a_table_without_a_column_of_names() -> None:
    text = "Лидирует Астана – 4,93 балла.\n\n| 2024 | 2025 |\n|---|---|\n| 51,5 | 52,5 |\n| 41,5 | 42,5 |\n"
    rule, missing, _ = missed(text, "41,5")
    assert rule == "table-cell"
    assert "a column of names" in missing


def test_another_country_beside_the_regions_of_one() -> None:
    text = "Зарплаты в Казахстане: Астана – 510 тенге, Алматы – 500 тенге. Во Франции платят 730 тенге."
    rule, missing, met = missed(text, "730")
    assert met == "Франции"
    assert "another country" in missing
    assert rule


def test_frames_that_lack_one_part() -> None:
    opening = "Лидирует Астана – 4,93 балла. "
    rule, missing, met = missed(f"{opening}Премия достигает 6,8 раза.", "6,8")
    assert rule.endswith("times")
    assert missing.startswith("words before it such as")
    assert met == "6,8 раза"
    rule, missing, met = missed("Astana leads with 4.93 points. Nearly 12 to 17 regions are left.", "12")
    assert rule.startswith("en-")
    assert missing.startswith(("words", "a number"))


def test_surroundings_without_a_name() -> None:
    rule, missing, met = missed("Лидирует Астана – 4,93 балла. Летний сезон дал 31% визитов.", "31")
    assert (rule, met) == ("prose", "Астана")
    assert "1 sentence before" in missing
    assert missed("Летний сезон дал 31% визитов.", "31")[:2] == ("prose", "a region: the document names none")
    rule, missing, met = missed("Лидирует Астана – 4,93 балла; летний сезон дал 31% визитов.", "31")
    assert (rule, met) == ("prose", "Астана")
    assert "parts it" in missing


@pytest.mark.parametrize("name", sorted(PACK.languages))
def test_every_partial_frame_says_enough_and_what_it_lacks(name: str) -> None:
    frames = partial_frames(PACK.language(name))
    assert len({frame.rule for frame in frames}) > 5
    for frame in frames:
        assert frame.roles
        assert min(map(len, frame.literals)) >= 3
        assert frame.lacking


def test_the_same_text_gives_the_same_entries() -> None:
    text = (SAMPLES / "article.kk.txt").read_text("utf-8")
    assert told(text) == told(text)


PIECES = [
    "Астана – 4,93 балла", "Алматы и Шымкент", " соответственно", "4,9", "17 из 20 регионов", "; ", ". ", "\n", "1) ",
    "| ", "(", ")", " с 4,5 до ", "во Франции ", "2025 год", "№ 5", "×", "топ-3", "снизилось на 5%", "-7",
]  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_number_of_any_text_has_an_entry_that_says_why(text: str) -> None:
    if not text.strip():
        return
    document = read_text(text, PACK)
    ledger = extract_document(document, PACK, ledger=True).ledger
    assert ledger.entries is not None
    assert len(ledger.entries) == ledger.numbers
    for item in ledger.entries:
        assert item.rule or (item.near_miss and item.near_miss.missing)
        assert document.text[item.context.start : item.context.end] == item.context.text
        assert item.context.start <= item.evidence.start < item.evidence.end <= item.context.end
