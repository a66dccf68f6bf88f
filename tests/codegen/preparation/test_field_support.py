"""Your own specs: for any schema, the generated models accept the same values as JSON Schema."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import TypeAdapter, ValidationError

from tests.codegen.packages import generate

ONE_FIELD: dict[str, Any] = {
    "IntegerSet": {"type": "integer", "enum": [1, 2]},
    "ConstantNumber": {"const": 1},
    "ConstantText": {"const": "a"},
    "Price": {"type": "number", "multipleOf": 0.01},
    "Unique": {"type": "array", "uniqueItems": True, "items": {"type": ["integer", "boolean", "string"]}},
    "Pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
    "HasOne": {"type": "array", "items": {}, "contains": {"const": 1}},
    "EitherNotBoth": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
    "Something": {"not": {"type": "null"}},
    "LookAhead": {"type": "string", "pattern": r"^(?=.*[0-9])\w+$"},
    "Word": {"type": "string", "pattern": r"^\w+$", "maxLength": 4},
    "Host": {"type": "string", "format": "hostname"},
    "Reference": {"type": "string", "format": "uri-reference"},
    "Telephone": {"type": "string", "format": "telephone"},
    "ShortMoment": {"type": "string", "format": "date-time", "maxLength": 20},
    "Maybe": {"type": ["string", "null"], "format": "date"},
    "Sized": {"minLength": 2},
}
SCHEMAS: dict[str, Any] = {
    **ONE_FIELD,
    "AllOfThem": {"type": "object", "properties": {name.lower(): schema for name, schema in ONE_FIELD.items()}},
    "MaybeObject": {"type": ["object", "null"], "properties": {"d": {"type": "integer"}}},
    "Together": {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
    "Undeclared": {"type": "object", "required": ["other"]},
    "NotFoundError": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{
                name: {"type": "integer"}
                for name in ("to_dict", "from_dict", "additional_properties", "read", "source")
            },
            "d": {"type": "string", "format": "date", "default": "2024-03-15"},
            "cls": {"$ref": "#/components/schemas/Order", "default": "up"},
            "self": {"type": "array", "items": {"$ref": "#/components/schemas/MaybeObject"}},
        },
    },
    "Order": {"type": "string", "enum": ["up", "down"]},
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Own", "version": "1"},
    "paths": {},
    "components": {"schemas": SCHEMAS},
}
ATOMS: list[Any] = [
    *(None, True, False, 0, 1, 1.0, 2, 5, 7.5, 0.07, 19.99, 0.075, 10**30, "", "a", "ab", "a1", "a1\n", "a\n", "up"),
    *("1", "true", "\u0665", "2024-03-15", "2024-03-15T10:30:00Z", "2024-03-15T10:30:00.000Z", "x.example", "a b", "%"),
    *([], [1], [1, 1], [1, True], [1, 1.0], ["a", 1], ["a", "1"], ["1", 1], {}, {"a": 1}, {"a": 1, "b": 2}),
    *({"d": 1}, {"d": "1"}, {"other": 0}, {"d": "2024-03-15"}, {"cls": "up"}, {"cls": "UP"}, {"self": [None, {}]}),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("own")
    assert generate(folder, "scratchapi", DOCUMENT) == []
    sys.path.insert(0, str(folder))
    yield folder / "caretasks" / "scratchapi"
    sys.path.remove(str(folder))


@pytest.mark.parametrize("name", SCHEMAS)
def test_model_accepts_exactly_what_its_schema_accepts(name: str, package: Path) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(importlib.import_module("caretasks.scratchapi.schemas"), name))
    schema = {"components": {"schemas": SCHEMAS}, "$ref": f"#/components/schemas/{name}"}
    fits = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid
    fields = SCHEMAS[name].get("properties", {})
    for value in [*ATOMS, *({field: atom} for field in fields for atom in ATOMS)]:
        verdicts = [accepted(adapter.validate_python, value), accepted(adapter.validate_json, json.dumps(value))]
        assert verdicts == [fits(value)] * 2, value


def accepted(validate: Any, value: Any) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


def test_client_decodes_and_encodes_fields_of_any_name(package: Path) -> None:
    model = importlib.import_module("caretasks.scratchapi").NotFoundErrorModel
    value = {"d": "2024-03-15", "cls": "down", "self": [{"d": 1}], "to_dict": 1, "additional_properties": 2, "read": 3}
    decoded = model.from_dict({**value, "unknown": 4})
    assert decoded.to_dict() == {**value, "unknown": 4}
    assert (decoded.to_dict_field, decoded.additional_properties) == (1, {"unknown": 4})
