"""Values sampled from schemas: they fit, come again with the same seed, and are good to look at."""

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

from caretasks.openapi.document import Api, Place
from caretasks.openapi.schema.sampling import sample
from caretasks.openapi.schema.validation import fits

SCHEMAS: dict[str, Any] = {
    "alternatives": {
        "oneOf": [
            {
                "type": "object",
                "required": ["kind", "lives"],
                "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
                "additionalProperties": False,
            },
            {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": "dog"}, "name": {"type": "string"}},
                "additionalProperties": False,
            },
        ]
    },
    "anything": {},
    "between": {"type": "number", "exclusiveMinimum": 0.1, "maximum": 0.2},
    "coded": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$"},
    "composed": {
        "allOf": [
            {"$ref": "#/components/schemas/named"},
            {"type": "object", "required": ["rank"], "properties": {"rank": {"type": "integer", "minimum": 10}}},
        ]
    },
    "condition": {
        "type": "object",
        "properties": {"paid": {"type": "boolean"}, "price": {"type": "integer"}},
        "if": {"properties": {"paid": {"const": True}}},
        "then": {"required": ["price"]},
    },
    "either": {"anyOf": [{"type": "string", "minLength": 30}, {"type": "null"}]},
    "envelope": {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/named"}},
            "total": {"type": "integer"},
        },
    },
    "fixed": {"const": {"a": [1, None]}},
    "flag": {"type": "boolean"},
    "listed": {"enum": ["a", 2, None]},
    "mail": {"type": "string", "format": "email", "maxLength": 8},
    "map": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/named"}},
    "moment": {"type": "string", "format": "date-time"},
    "named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    "negative": {"type": "integer", "maximum": -5},
    "no text": {"not": {"type": "string"}},
    "nullable": {"type": ["array", "null"], "items": {"type": "string", "format": "uri"}},
    "pair": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False, "minItems": 2},
    "patterned": {
        "type": "object",
        "patternProperties": {"^x-[a-z]{2,4}$": {"type": "integer"}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "phone": {"type": "string", "pattern": r"^\+[1-9]\d{1,14}$"},
    "sevens": {"type": "integer", "multipleOf": 7, "minimum": 10},
    "tree": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/tree"}},
        },
    },
    "unique": {"type": "array", "minItems": 4, "uniqueItems": True, "items": {"type": "string"}},
    "uuid": {"type": "string", "format": "uuid"},
}
API = Api("own", {"components": {"schemas": SCHEMAS}, "paths": {}}, None, "")


def place(schema: Any) -> Place:
    """A schema of its own, or one of those above by its name."""
    if isinstance(schema, str):
        return Place(API, f"/components/schemas/{schema}")
    return Place(
        Api("own", {"components": {"schemas": {**SCHEMAS, "own": schema}}}, None, ""), "/components/schemas/own"
    )


def bounded(kind: str, low: str, high: str, most: int) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas of a type with bounds that leave it values."""
    bounds = st.tuples(st.integers(0, most), st.integers(0, most)).map(sorted)
    return bounds.map(lambda pair: {"type": kind, low: pair[0], high: pair[1]})


leaves = st.one_of(
    st.sampled_from([{"$ref": f"#/components/schemas/{name.replace(' ', '%20')}"} for name in SCHEMAS]),
    bounded("integer", "minimum", "maximum", 10_000),
    bounded("number", "minimum", "maximum", 10),
    bounded("string", "minLength", "maxLength", 50),
)
schemas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 3)),
        st.builds(
            lambda described, needed: {
                "type": "object",
                "properties": described,
                "required": sorted(described)[:needed],
            },
            st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), inner, max_size=4),
            st.integers(0, 4),
        ),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(SCHEMAS)), st.text(max_size=5))
def test_what_is_sampled_fits_its_schema(name: str, seed: str) -> None:
    assert fits(place(name), sample(place(name), seed))


@given(schemas)
def test_what_is_sampled_fits_schemas_made_of_others(schema: dict[str, Any]) -> None:
    assert fits(place(schema), sample(place(schema), ""))


def test_the_same_seed_gives_the_same_value_in_another_process(tmp_path: Path) -> None:
    program = (
        "import json\n"
        "from caretasks.openapi.schema.sampling import sample\n"
        "from tests.openapi.schema.test_sampling import SCHEMAS, place\n"
        "print(json.dumps({name: sample(place(name), 'again') for name in SCHEMAS}))"
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
    assert printed == {json.dumps({name: sample(place(name), "again") for name in SCHEMAS}) + "\n"}
    assert not list(tmp_path.iterdir()), "sampling wrote a file"


def test_stand_ins_start_and_answer_from_examples_without_the_libraries_that_sample() -> None:
    program = """
import sys
from caretasks.mock.testing import Session
with Session() as session:
    stand_ins = session.stand_ins()
    with stand_ins.client("miramace") as client:
        client.get_task("123e4567-e89b-12d3-a456-426614174002")
print(*sorted({"hypothesis", "schemathesis"} & set(sys.modules)))
"""
    paths = os.pathsep.join([str(Path(__file__).parents[3]), *filter(None, sys.path)])
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_another_seed_gives_another_value() -> None:
    assert len({sample(place("uuid"), str(seed)) for seed in range(20)}) == 20


def test_a_value_is_the_callers_own() -> None:
    sample(place("envelope"), "own")["data"] = None
    assert sample(place("envelope"), "own")["data"] is not None


@given(st.integers())
def test_values_are_sampled_within_a_property_based_test(number: int) -> None:
    assert fits(place("named"), sample(place("named"), str(number % 5)))


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "example": "shown"}, {"shown"}),
        ({"type": "integer", "examples": [1, "no number", 2]}, {1, 2}),
        ({"type": "string", "default": "medium"}, {"medium"}),
        ({"type": "string", "enum": ["a", "b"], "default": "c"}, {"a", "b"}),
        ({"type": ["string", "null"], "default": None, "example": "shown"}, {"shown"}),
    ],
)
def test_the_schemas_own_examples_come_before_its_default_and_anything_else(schema: Any, expected: set[Any]) -> None:
    assert {sample(place(schema), str(seed)) for seed in range(10)} <= expected


def test_an_object_has_all_its_properties_and_no_others() -> None:
    schema = {
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
        value = sample(place(schema), str(seed))
        assert {"a", "b", "c"} <= set(value) <= {"a", "b", "c", "secret"}
        assert value["b"] is not None
        assert value["c"]
        assert set(sample(place("composed"), str(seed))) == {"name", "rank"}


def test_texts_are_plain_words_and_numbers_small() -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string"}, "count": {"type": "integer"}}}
    for seed in range(20):
        value = sample(place(schema), str(seed))
        assert value["text"].replace(" ", "").isalpha()
        assert 0 <= value["count"] <= 1000


def test_a_schema_that_contains_itself_comes_to_an_end() -> None:
    value = sample(place("tree"), "a")
    assert value["name"]
    assert fits(place("tree"), value)


def test_that_nothing_fits_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    schema = place(
        {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/own"}}}
    )
    sample(schema, "a")
    sample(schema, "b")
    assert [record.getMessage() for record in caplog.records] == [
        "own: no value was found that fits the schema at /components/schemas/own: add an example there"
    ]
