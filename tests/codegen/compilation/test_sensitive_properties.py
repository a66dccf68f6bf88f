"""Properties of models that may be patient data (`x-sensitive`), wherever a schema says so."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.codegen.compilation.compiler import Compiler
from caretasks.codegen.preparation.pydantic_document import RESERVED, PydanticDocument
from caretasks.openapi.document import Api

MARKED = {"type": "string", "x-sensitive": True}
NAMED = {"properties": {"name": MARKED}}


def redacted(schema: dict[str, Any]) -> list[str]:
    """Return the properties of a model whose values its `repr` does not show."""
    document = {"openapi": "3.1.0", "components": {"schemas": {"Patient": schema, "Name": MARKED, "Named": NAMED}}}
    compiler = Compiler(document, ())
    compiler.component_type("/components/schemas/Patient")
    compiler.finish()
    model = compiler.models["Patient"]
    return [name for name, each in model.properties.items() if model.is_sensitive or "x-sensitive" in each.annotations]


@pytest.mark.parametrize(
    "applicator",
    [
        {"if": NAMED},
        {"if": {}, "then": NAMED},
        {"if": {}, "else": {"$ref": "#/components/schemas/Named"}},
        {"if": {}, "then": {"properties": {"name": {"$ref": "#/components/schemas/Name"}}}},
        {"allOf": [{"if": {}, "then": {"anyOf": [NAMED]}}]},
        {"dependentSchemas": {"id": NAMED}},
        {"not": NAMED},
        {"patternProperties": {"^na": MARKED}},
        {"unevaluatedProperties": MARKED},
        {"if": {}, "then": {"additionalProperties": MARKED}},
    ],
    ids=str,
)
def test_property_that_another_keyword_marks_is_sensitive(applicator: dict[str, Any]) -> None:
    properties = {"id": {"type": "integer"}, "name": {"type": "string"}}
    assert "name" in redacted({"type": "object", "properties": properties, **applicator})


@pytest.mark.parametrize(
    "schema",
    [
        {"if": {"const": "a"}, "then": {"x-sensitive": True}},
        {"type": "array", "contains": MARKED},
        {"type": "array", "prefixItems": [MARKED]},
        {"type": "array", "items": {"type": "string"}, "unevaluatedItems": MARKED},
        {"type": "array", "items": {"type": "string"}, "if": {}, "then": {"items": MARKED}},
        {"type": "string", "contentMediaType": "application/json", "contentSchema": MARKED},
        {"type": "string", "not": {"x-sensitive": True}},
        {"type": "object", "patternProperties": {"^a": MARKED}},
        {"anyOf": [{"type": "integer"}, MARKED]},
    ],
    ids=str,
)
def test_property_with_a_mark_inside_its_schema_is_sensitive(schema: dict[str, Any]) -> None:
    assert redacted({"type": "object", "properties": {"id": {"type": "integer"}, "name": schema}}) == ["name"]


def test_mark_of_another_property_is_not_applied() -> None:
    properties = {"id": {"type": "integer"}, "name": {"type": "string"}}
    assert redacted({"type": "object", "properties": properties, "if": {}, "then": NAMED}) == ["name"]
    assert redacted({"type": "object", "properties": properties, "$defs": {"other": NAMED}}) == []


def test_component_that_is_not_an_object_is_marked_as_a_whole() -> None:
    schemas = {"Name": MARKED, "Names": {"type": "array", "items": MARKED}, "Code": {"type": "string"}}
    document = {"openapi": "3.1.0", "info": {"title": "V", "version": "1"}, "components": {"schemas": schemas}}
    api = Api("visits", {**document, "paths": {}}, None, "")
    found = PydanticDocument(api, Compiler(api.document, RESERVED)).sensitive
    assert found == {"Name": {"root"}, "Names": {"root"}}
