"""Validation of values against schemas of a spec."""

from __future__ import annotations

import socket
from typing import Any

import jsonschema_rs
import pytest

from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.validation import EvaluatedSchema, evaluate, is_valid, iter_violations
from tests.openapi.schema.schemas import make_schema

SCHEMAS = {
    "Note": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
    "Notes": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
}


def schema_named(name: str, schemas: dict[str, Any]) -> Node:
    return Node(Api("notes", {"components": {"schemas": schemas}}, None, ""), f"/components/schemas/{name}")


def test_violations_have_locations_and_formats_are_asserted() -> None:
    schema = schema_named("Notes", SCHEMAS)
    assert is_valid(schema, [{"id": "123e4567-e89b-12d3-a456-426614174000", "more": 1}])
    violations = list(iter_violations(schema, [{"id": "Robin"}, {}, 3]))
    assert [(violation.pointer, violation.path) for violation in violations] == [
        ("/0/id", (0, "id")),
        ("/1", (1,)),
        ("/2", (2,)),
    ]


def test_violation_does_not_quote_the_value() -> None:
    schema = schema_named("Note", SCHEMAS)
    messages = [str(violation) for value in ({"id": "Robin"}, "Robin") for violation in iter_violations(schema, value)]
    assert len(messages) == 2
    assert "Robin" not in "".join(messages)


def test_invalid_property_name_violates_property_names() -> None:
    schema = schema_named("Map", {"Map": {"propertyNames": {"pattern": "^[a-z]+$"}}})
    assert [violation.keyword for violation in iter_violations(schema, {"A": 1})] == ["propertyNames"]


def test_read_only_and_write_only_properties_are_not_required_in_the_other_direction() -> None:
    described = {"id": {"readOnly": True}, "pin": {"$ref": "#/components/schemas/Pin"}}
    schemas = {"A": {"required": ["id", "pin"], "properties": described}, "Pin": {"writeOnly": True}}
    schema = schema_named("A", schemas)
    assert list(iter_violations(schema, {"id": 1})) == []
    assert [violation.keyword for violation in iter_violations(schema, {"pin": 1})] == ["required"]
    assert list(iter_violations(schema, {"pin": 1}, in_request=True)) == []
    assert [violation.keyword for violation in iter_violations(schema, {"id": 1}, in_request=True)] == ["required"]


def test_remote_references_are_not_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        remote = {"Remote": {"$ref": f"http://127.0.0.1:{server.getsockname()[1]}/schema"}}
        with pytest.raises(ValueError, match=r"Remote|schema"):
            is_valid(schema_named("Remote", remote), 1)
        with pytest.raises(BlockingIOError):  # no connection is waiting
            server.accept()


def test_schemas_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []

    def compile_schema(*args: Any, **options: Any) -> jsonschema_rs.Validator:
        compiled.append(args)
        return jsonschema_rs.Validator(*args, **options)

    schema = schema_named("Notes", SCHEMAS)
    monkeypatch.setattr(jsonschema_rs, "Draft202012Validator", compile_schema)
    assert is_valid(schema, [])
    assert is_valid(schema.child("items"), {"id": "123e4567-e89b-12d3-a456-426614174000"})
    assert not any(iter_violations(schema, [], in_request=True))
    assert len(compiled) == 1


def test_invalid_schema_leaves_the_others_usable() -> None:
    schemas = {**SCHEMAS, "Wrong": {"type": 3}}
    assert not is_valid(schema_named("Note", schemas), {})
    with pytest.raises(ValueError, match="schema"):
        is_valid(schema_named("Wrong", schemas), {})


def test_evaluate_yields_the_schemas_of_each_part_of_a_value() -> None:
    schemas = {
        "Pair": {"properties": {"a": {"$ref": "#/components/schemas/Text"}}, "items": {}},
        "Text": {"type": "string"},
    }
    api = schema_named("Pair", schemas).api
    assert list(evaluate(api, "/components/schemas/Pair", {"a": 1, "b": 2})) == [
        EvaluatedSchema("/components/schemas/Pair", "", is_valid=False),
        EvaluatedSchema("/components/schemas/Pair/properties/a", "/a", is_valid=False),
        EvaluatedSchema("/components/schemas/Text", "/a", is_valid=False),
    ]


def test_evaluate_leaves_out_the_schemas_of_absent_parts() -> None:
    schema = {"properties": {"a~%": {}}, "additionalProperties": {}, "oneOf": [{"required": ["b"]}, {"items": {}}]}
    api = schema_named("A", {"A": schema}).api
    pointers = [evaluated.pointer for evaluated in evaluate(api, "/components/schemas/A", {"a~%": []})]
    assert pointers == [f"/components/schemas/A{pointer}" for pointer in ("", "/properties/a~0%", "/oneOf/1")]


CAT = {"type": "object", "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["lives"]}
DOG = {"type": "object", "properties": {"kind": {"enum": ["dog", "wolf"]}, "barks": {"type": "boolean"}}}


@pytest.mark.parametrize(
    ("schema", "value", "reasons"),
    [
        ({"oneOf": [CAT, DOG]}, {"kind": "bird"}, '/a/kind: the value is not one of "cat", "dog", "wolf"'),
        ({"oneOf": [CAT, DOG]}, {"kind": "cat"}, '/a: "lives" is a required property'),
        ({"anyOf": [CAT, DOG]}, {"kind": "dog", "barks": 1}, '/a/barks: the value is not of type "boolean"'),
        ({"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 1}]}, "word", "/a: the value is longer than"),
        ({"anyOf": [{"type": "null"}, {"oneOf": [CAT, DOG]}]}, {"kind": "bird"}, "/a/kind: the value is not one of"),
    ],
)
def test_a_value_that_matches_no_alternative_has_a_reason(schema: Any, value: Any, reasons: str) -> None:
    node = make_schema({"type": "object", "properties": {"a": schema}})
    (violation,) = iter_violations(node, {"a": value})
    assert violation.pointer == "/a"
    assert f"({reasons}" in violation.message


@pytest.mark.parametrize(
    ("value", "expected"), [(0.1 + 0.2, 0), (1e-42, 0), (19.99, 0), (1e300, 0), (0.015, 1), (0.011, 1), (123456.789, 1)]
)
def test_number_is_a_multiple_if_only_the_precision_of_floats_differs(value: float, expected: int) -> None:
    assert len(list(iter_violations(make_schema({"type": "number", "multipleOf": 0.01}), value))) == expected


@pytest.mark.parametrize(("text", "expected"), [("\U0001f600", 0), ("a", 1), ("é", 1), ("ab", 0)])
def test_shortest_length_may_be_counted_in_utf_16(text: str, expected: int) -> None:
    assert len(list(iter_violations(make_schema({"type": "string", "minLength": 2}), text))) == expected
