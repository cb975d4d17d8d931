"""So many regions are named as are announced; where the list is not plain, nothing is said."""

from __future__ import annotations

import pytest

from tests.telling import extract_text, failed


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("В десятку вошли ещё четыре региона: Абай, Улытау, Мангистау и Астана.", False),
        ("В десятку вошли ещё пять регионов: Абай, Улытау, Мангистау и Астана.", True),
        ("Снижение отмечено в трёх областях: Абай (99,1%), Улытау (97,8%), Жетысу (94,7%) и Атырау (98,3%).", True),
        ("Prices fell in three regions: Abai, Ulytau and Astana.", False),
        ("Prices fell in four regions: Abai, Ulytau and Astana.", True),
        ("Төмендеу төрт өңірде тіркелді: Атырау (99,1%), Абай (94,7%), Ұлытау (97,8%) және Астана (98,3%).", False),
        ("Төмендеу алты өңірде тіркелді: Атырау (99,1%), Абай (94,7%), Ұлытау (97,8%) және Астана (98,3%).", True),
        # A part is named, another thing follows, or a name is no name: the list may not be all there is.
        ("Рост отмечен в пяти регионах, в том числе: Абай и Улытау.", False),
        ("Лидируют три региона: Абай, Улытау и Астана, а замыкает список Алматы.", False),
        ("Лидируют четыре региона: Абай, Улытау и оба мегаполиса.", False),
        ("Four regions: Abai, which leads, Ulytau, Astana and the rest.", False),
    ],
)
def test_what_is_announced_is_named(text: str, wrong: bool) -> None:
    rules = [check.rule for check in failed(extract_text(text)) if check.severity == "error"]
    assert rules == ["list-counts"] * wrong
