"""The finders in a researcher's own spaCy pipeline."""

from __future__ import annotations

import pickle
import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from extractor.spacy_factories import DESCRIPTIONS

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
TEXT = "На 2-м месте в 2025 году Астана – почти 510,5 тыс. тенге. Лидирует Алматы (\u202f−5\u00a0%)."


def pipeline(name: str = "ru", **config: Any) -> spacy.Language:
    nlp = spacy.blank(name)
    for kind in DESCRIPTIONS:
        nlp.add_pipe(f"extractor_{kind}", config=config)
    return nlp


NLP = pipeline()


def told(doc: Doc) -> dict[str, list[Any]]:
    return {group: [span._.normal for span in spans] for group, spans in doc.spans.items()}


EXPECTED = {
    "regions": ["KZ-71", "KZ-75"],
    "numbers": ["510500", "-5"],
    "ranks": [2, 1],
    "periods": ["2025"],
}


def assert_expected(doc: Doc) -> None:
    found = told(doc)
    assert {group: found[group] for group in EXPECTED} == EXPECTED
    assert set(found) == set(DESCRIPTIONS)


def test_every_finder_is_an_entry_point() -> None:
    names = {point.name for point in entry_points(group="spacy_factories") if point.name.startswith("extractor_")}
    assert names == {f"extractor_{kind}" for kind in DESCRIPTIONS}


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "spacy.blank" in block]
    assert len(code.strip().splitlines()) <= 10
    exec(compile(code, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" {")[0] for line in lines] == [
        "regions Астана KZ-71",
        "numbers 510,5 510500",
        "ranks 2-м месте 2",
    ]
    assert "'unit': 'KZT'" in lines[1]
    assert "'qualifier': 'approx'" in lines[1]


def test_spans_have_normal_values_and_exact_offsets() -> None:
    doc = NLP(TEXT)
    assert_expected(doc)
    for spans in doc.spans.values():
        for span in spans:
            mention = span._.mention
            assert doc.text[mention["start"] : mention["end"]] == mention["text"]
            assert span.start_char <= mention["start"] < mention["end"] <= span.end_char
    number = doc.spans["numbers"][0]._.mention
    assert (number["unit"], number["multiplier"], number["step"]) == ("KZT", "1000", "100")
    assert doc.text[slice(*number["extent"])] == "почти 510,5 тыс. тенге"
    assert [span.label_ for span in doc.spans["numbers"]] == ["KZT", "percent"]
    assert doc[0:1]._.mention is None
    assert doc[0:1]._.normal is None


def test_a_component_works_alone_and_in_any_order() -> None:
    for kind in DESCRIPTIONS:
        nlp = spacy.blank("ru")
        nlp.add_pipe(f"extractor_{kind}", config={"group": "mine"})
        assert told(nlp(TEXT)) == {"mine": told(NLP(TEXT))[kind]}


def test_a_pipeline_goes_to_disk_and_back(tmp_path: Path) -> None:
    NLP.to_disk(tmp_path)
    assert_expected(spacy.load(tmp_path)(TEXT))
    assert_expected(pickle.loads(pickle.dumps(NLP))(TEXT))


def test_documents_go_to_bytes_and_back() -> None:
    doc = NLP(TEXT)
    assert_expected(Doc(NLP.vocab).from_bytes(doc.to_bytes()))
    bin = DocBin(docs=[doc], store_user_data=True)
    (read,) = DocBin().from_bytes(bin.to_bytes()).get_docs(NLP.vocab)
    assert_expected(read)


def test_several_processes_find_the_same() -> None:
    for doc in NLP.pipe([TEXT] * 4, n_process=2, batch_size=2):
        assert_expected(doc)


def test_languages() -> None:
    kazakh = "Астана қаласы – 510,5 мың теңге."
    assert told(pipeline("xx")(kazakh))["numbers"] == ["510500"]
    assert told(pipeline("xx", language="kk")(kazakh))["numbers"] == ["510500"]
    assert told(pipeline("en")("Astana is at 5,105 dollars."))["numbers"] == ["5105"]
    assert told(pipeline("xx")("Astana is at 5.5 percent."))["regions"] == ["KZ-71"]


def test_a_pattern_pack_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "regions/xx").mkdir(parents=True)
    entry = '{"id": "XX-1", "kind": "region", "names": {"en": "Farland"}}\n'
    (tmp_path / "regions/xx/regions.jsonl").write_text(entry)
    nlp = pipeline("en", patterns=[str(tmp_path)])
    assert told(nlp("Farland leads with 5 points."))["regions"] == ["XX-1"]
    nlp.to_disk(tmp_path / "nlp")
    assert told(spacy.load(tmp_path / "nlp")("Farland leads."))["regions"] == ["XX-1"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("Астана 5,9%\n\t\0\ufeff\r«–(1)😀é№-"), max_size=40))
def test_any_text_has_exact_offsets(text: str) -> None:
    doc = NLP.make_doc(text)
    for _, component in NLP.pipeline:
        doc = component(doc)
    for spans in doc.spans.values():
        for span in spans:
            mention = span._.mention
            assert doc.text[mention["start"] : mention["end"]] == mention["text"]
