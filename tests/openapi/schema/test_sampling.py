"""Values sampled from schemas: valid, reproducible by their seed, and realistic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.document import Api
from caretasks.openapi.schema.generation import realistic_value
from caretasks.openapi.schema.sampling import SamplingUnavailableError, sample_value, simplest_value
from caretasks.openapi.schema.validation import is_valid
from tests.openapi.schema.schemas import SCHEMA_STRATEGY, SCHEMAS, linked_schemas, make_schema, named_schema


@given(st.sampled_from(sorted(SCHEMAS)), st.text(max_size=5))
def test_sample_value_is_valid(name: str, seed: str) -> None:
    assert is_valid(named_schema(name), sample_value(named_schema(name), seed))


@given(SCHEMA_STRATEGY)
def test_sample_value_is_valid_for_generated_schemas(data: dict[str, Any]) -> None:
    assert is_valid(make_schema(data), sample_value(make_schema(data), ""))


@given(st.sampled_from(sorted(SCHEMAS)))
def test_simplest_value_is_valid(name: str) -> None:
    assert is_valid(named_schema(name), simplest_value(named_schema(name)))


@pytest.mark.slow
def test_sample_value_same_seed_gives_the_same_value_in_another_process(tmp_path: Path) -> None:
    program = (
        "import json\n"
        "from caretasks.openapi.schema.sampling import sample_value\n"
        "from tests.openapi.schema.schemas import SCHEMAS, named_schema\n"
        "print(json.dumps({name: sample_value(named_schema(name), 'seed') for name in SCHEMAS}))"
    )
    root = Path(__file__).parents[3]
    paths = os.pathsep.join([str(root), *filter(None, sys.path)])
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed},
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert printed == {json.dumps({name: sample_value(named_schema(name), "seed") for name in SCHEMAS}) + "\n"}
    assert not list(tmp_path.iterdir()), "sampling wrote a file"


@pytest.mark.slow
def test_mock_servers_work_without_importing_a_test_framework() -> None:
    program = """
import sys
import caretasks.mock.app, caretasks.mock.server
from caretasks.mock.testing import Session
with Session() as session:
    mock_servers = session.create_mock_servers()
    with mock_servers.client("miramace") as client:
        client.get_task("123e4567-e89b-12d3-a456-426614174002")
print(*sorted({"hypothesis", "schemathesis", "pytest"} & set(sys.modules)))
"""
    paths = os.pathsep.join([str(Path(__file__).parents[3]), *filter(None, sys.path)])
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.fixture
def without_sample_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "schemathesis.generation.jsonschema.builder", None)


@pytest.mark.usefixtures("without_sample_extra")
@given(st.sampled_from(sorted(SCHEMAS)), st.integers(0, 50))
def test_value_is_built_without_the_sample_extra(name: str, seed: int) -> None:
    assert is_valid(named_schema(name), sample_value(named_schema(name), f"built/{seed}"))


BUILT: dict[str, Any] = {
    "an enum in allOf": {"type": "string", "allOf": [{"enum": ["a", "b"]}]},
    "alternatives in allOf": {"type": "string", "allOf": [{"oneOf": [{"const": "A"}, {"const": "B"}]}]},
    "names by an enum": {
        "type": "object",
        "propertyNames": {"enum": ["admin", "viewer"]},
        "additionalProperties": {"type": "integer"},
        "minProperties": 1,
    },
    "the fewest properties": {"type": "object", "properties": {"a": {"type": "string"}}, "minProperties": 3},
    "a required property that requires another one": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"const": 1}, "b": {"const": 2}},
        "dependentRequired": {"a": ["b"]},
    },
    "a condition": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "card"}, "number": {"type": "string"}},
        "if": {"properties": {"kind": {"const": "card"}}},
        "then": {"required": ["number", "owner"], "properties": {"owner": {"type": "string", "minLength": 2}}},
    },
    "unique items of few values": {
        "type": "array",
        "items": {"enum": [1, 2, 3]},
        "minItems": 3,
        "uniqueItems": True,
    },
    "a short e-mail address": {"type": "string", "format": "email", "maxLength": 8},
    "a format and a pattern": {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"},
}


@pytest.mark.usefixtures("without_sample_extra")
@pytest.mark.parametrize("name", BUILT)
def test_value_of_a_composed_schema_is_built(name: str) -> None:
    schema = make_schema(BUILT[name])
    assert is_valid(schema, simplest_value(schema))
    assert all(is_valid(schema, sample_value(schema, str(seed))) for seed in range(10))


TWO_PATTERNS = {"type": "string", "minLength": 9, "allOf": [{"pattern": "^a"}, {"pattern": "[^a]zzz$"}]}


@pytest.mark.usefixtures("without_sample_extra")
def test_schema_that_needs_a_random_value_names_the_extra() -> None:
    with pytest.raises(SamplingUnavailableError) as error:
        sample_value(make_schema(TWO_PATTERNS), "")
    assert str(error.value) == (
        "example: no value can be built for the schema at /components/schemas/root. Add an example to the spec, or "
        "install what draws random values: pip install 'caretasks[sample]'"
    )


def test_sample_value_different_seeds_give_different_values() -> None:
    assert len({sample_value(named_schema("uuid"), str(seed)) for seed in range(20)}) == 20


def test_sample_value_returns_a_new_object_each_time() -> None:
    sample_value(named_schema("envelope"), "seed")["data"] = None
    assert sample_value(named_schema("envelope"), "seed")["data"] is not None


@given(st.integers())
def test_sample_value_works_within_a_property_based_test(number: int) -> None:
    assert is_valid(named_schema("named"), sample_value(named_schema("named"), str(number % 5)))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "string", "example": "documented"}, {"documented"}),
        ({"type": "integer", "examples": [1, "not a number", 2]}, {1, 2}),
        ({"type": "string", "default": "medium"}, {"medium"}),
        ({"type": "string", "enum": ["a", "b"], "default": "c"}, {"a", "b"}),
        ({"type": ["string", "null"], "default": None, "example": "documented"}, {"documented"}),
    ],
)
def test_sample_value_prefers_examples_then_the_default(data: Any, expected: set[Any]) -> None:
    assert {sample_value(make_schema(data), str(seed)) for seed in range(10)} <= expected


def test_sample_value_object_has_all_its_properties_and_no_others() -> None:
    data = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {"type": "string"},
            "b": {"type": ["integer", "null"]},
            "c": {"type": "array", "items": {"type": "object"}},
            "secret": {"type": "string", "writeOnly": True},
        },
    }
    for seed in range(10):
        value = sample_value(make_schema(data), str(seed))
        assert {"a", "b", "c"} <= set(value) <= {"a", "b", "c", "secret"}
        assert value["b"] is not None
        assert value["c"]
        assert set(sample_value(named_schema("composed"), str(seed))) == {"name", "rank"}


def test_sample_value_property_is_valid_against_all_its_schemas() -> None:
    base = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    data = {"allOf": [base, {"properties": {"kind": {"const": "card"}, "count": {"type": "integer"}}}]}
    for seed in range(10):
        value = sample_value(make_schema(data), str(seed))
        assert value.keys() == {"kind", "count"}
        assert value["kind"] == "card"
        assert 0 <= value["count"] <= 1000
    assert simplest_value(make_schema(data)) == {"kind": "card"}


def test_sample_value_array_has_items_besides_the_contained_ones() -> None:
    data = {"type": "array", "contains": {"const": 7}, "minContains": 2, "items": {"type": "number"}}
    for seed in range(10):
        first, second, *others = sample_value(make_schema(data), str(seed))
        assert (first, second) == (7, 7)
        assert others
        assert all(0 <= item <= 1000 for item in others)
    assert simplest_value(make_schema(data)) == [7, 7]


def test_sample_value_array_has_no_more_items_than_positions() -> None:
    data = {"type": "array", "prefixItems": [{"type": "number"}], "items": False}
    for seed in range(10):
        value = sample_value(make_schema(data), str(seed))
        assert len(value) == 1
        assert all(0 <= item <= 1000 for item in value)


def test_sample_value_prefers_words_and_small_numbers() -> None:
    data = {"type": "object", "properties": {"text": {"type": "string"}, "count": {"type": "integer"}}}
    for seed in range(20):
        value = sample_value(make_schema(data), str(seed))
        assert value["text"].replace(" ", "").isalpha()
        assert 0 <= value["count"] <= 1000


def test_sample_value_ends_for_a_schema_that_contains_itself() -> None:
    value = sample_value(named_schema("tree"), "a")
    assert value["name"]
    assert is_valid(named_schema("tree"), value)


def test_sample_value_warns_once_if_nothing_is_valid(caplog: pytest.LogCaptureFixture) -> None:
    infinite = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/root"}}}
    schema = make_schema(infinite)
    sample_value(schema, "a")
    sample_value(schema, "b")
    assert [record.getMessage() for record in caplog.records] == [
        "example: no valid value found for the schema at /components/schemas/root; add an example to the spec"
    ]


def test_realistic_value_of_schemas_that_refer_to_one_another_is_valid() -> None:
    api = Api("example", {"components": {"schemas": linked_schemas(32)}}, None, "")
    schema = api.node("/components/schemas/S0")
    assert all(is_valid(schema, realistic_value(schema, str(seed), lambda keywords, seed: "")) for seed in range(5))


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"properties": {"a": {"type": "string"}}}, dict),
        ({"required": ["a"], "properties": {"a": {"properties": {}}}}, dict),
        ({"additionalProperties": {"type": "integer"}}, dict),
        ({"items": {"type": "integer"}}, list),
        ({"maxLength": 3}, str),
        ({"minimum": 2}, (int, float)),
    ],
)
@pytest.mark.parametrize("make", [simplest_value, lambda schema: sample_value(schema, "a")])
def test_a_schema_without_a_type_has_a_value_of_the_type_that_it_describes(
    schema: Any, expected: Any, make: Any
) -> None:
    found = make_schema(schema)
    assert isinstance(make(found), expected)
    assert is_valid(found, make(found))


OVERLAPPING = {
    "oneOf": [
        {"type": "object", "properties": {"id": {"type": "string"}}},
        {"type": "object", "properties": {"error": {"type": "string"}}},
    ]
}
REQUIRED_BY_ALTERNATIVES = {
    "type": "object",
    "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
    "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    "maxProperties": 2,
}


@pytest.mark.parametrize("schema", [OVERLAPPING, REQUIRED_BY_ALTERNATIVES])
@pytest.mark.parametrize("make", [simplest_value, lambda schema: realistic_value(schema, "a", lambda *_: "")])
def test_values_of_alternatives_that_overlap_are_valid(schema: Any, make: Any) -> None:
    assert is_valid(make_schema(schema), make(make_schema(schema)))
