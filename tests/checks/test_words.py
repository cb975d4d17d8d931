"""Findings are told as a reader would tell them: whose figure it is, in the thousands or millions of the text."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "In Abai the number of cars jumped from 19,402 to 23,869, a rise of 47.5%.",
            "Abai Region: from 19,402 to 23,869 is a change of 23.02, not 47.5",
        ),
        (
            "Kazakhstan produced goods worth 50.0 trillion tenge. Atyrau Region leads with 12.5 trillion tenge, or 52% "
            "of the national total.",
            "12.5 trillion is 25% of 50.0 trillion, not 52%",
        ),
    ],
)
def test_a_finding_names_the_region_and_tells_figures_as_printed(text: str, message: str) -> None:
    assert [check.message for check in failed(extract_text(text))] == [message]
