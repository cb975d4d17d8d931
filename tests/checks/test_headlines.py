"""A headline tells a region's figure as the text does; what one slip makes of it contradicts the text."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed

RUSSIAN = (
    "{kicker}Абай возглавил рейтинг услуг с результатом {told}%\n\n"
    "Пятёрка лидеров:\n• Абай – 94,7%;\n• Астана – 94,1%.\n"
)
ENGLISH = "Older than me: wear of the networks in Abai – {told}%\n\nUlytau is first: 66.9%. Abai is second – 64.3%.\n"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (RUSSIAN.format(kicker="ПРЕСС-РЕЛИЗ\n", told="94,7"), []),
        (RUSSIAN.format(kicker="ПРЕСС-РЕЛИЗ\n", told="95"), []),
        (RUSSIAN.format(kicker="ПРЕСС-РЕЛИЗ\n", told="97,4"), ["headline-agrees"]),
        (ENGLISH.format(told="64.3"), []),
        (ENGLISH.format(told="63.4"), ["headline-agrees"]),
        # No slip makes the one of the other: it may be of another thing.
        (ENGLISH.format(told="12.8"), []),
    ],
)
def test_a_headline_and_its_text_agree(text: str, wrong: list[str]) -> None:
    errors = [check.rule for check in failed(extract_text(text)) if check.severity == "error"]
    assert errors == wrong
