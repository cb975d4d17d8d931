import io
import json

import jsonschema
import pytest

from extractor.results import Result
from extractor.writers import Layout, write
from extractor.writers.json import schema, to_json
from tests.made_results import make_result


def written(format: str, results: list[Result], *, many: bool = False) -> bytes:
    stream = io.BytesIO()
    write(format, iter(results), stream, Layout(many=many))
    return stream.getvalue()


def test_one_input_is_one_object_in_the_contracts_order() -> None:
    found = json.loads(written("json", [make_result()]))
    assert list(found) == [
        "schema_version",
        "made_by",
        "source",
        "rankings",
        "records",
        "aggregates",
        "checks",
        "comparisons",
        "omissions",
        "ledger",
        "warnings",
    ]
    assert found["records"][0]["values"][0]["value"] == "4.93"
    assert found["records"][0]["values"][0]["evidence"][0]["bbox"] == [72.0, 100.5, 90.0, 112.25]
    assert found["records"][1]["category"] is None


@pytest.mark.parametrize("count", [0, 1, 3])
def test_several_inputs_are_one_array_whatever_could_be_read(count: int) -> None:
    found = json.loads(written("json", [make_result(f"{n}.txt") for n in range(count)], many=True))
    assert [item["source"]["path"] for item in found] == [f"{n}.txt" for n in range(count)]


def test_letters_stay_letters_and_lines_are_indented() -> None:
    printed = written("json", [make_result()]).decode()
    assert "Северный край" in printed
    assert printed.startswith('{\n  "schema_version": "1.0",\n')
    assert printed.endswith("}\n")


def test_lines_hold_one_document_each() -> None:
    printed = written("jsonl", [make_result("a.txt"), make_result("b.txt", name="два\nряда")], many=True)
    lines = printed.decode().splitlines()
    assert [json.loads(line)["source"]["path"] for line in lines] == ["a.txt", "b.txt"]


def test_equal_results_are_equal_bytes_whatever_the_order_of_keys() -> None:
    printed = to_json(make_result())
    assert printed == to_json(make_result())
    assert printed.index(b'"date"') < printed.index(b'"list-size"')


def test_schema_describes_a_real_result_and_refuses_another() -> None:
    described = schema()
    jsonschema.Draft202012Validator.check_schema(described)
    result = json.loads(to_json(make_result(failed=True)))
    jsonschema.validate(result, described)
    result["records"][0]["values"][0]["role"] = "guess"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(result, described)


def test_schema_explains_its_types() -> None:
    definitions = schema()["$defs"]
    assert all(definition.get("description") for definition in definitions.values())
