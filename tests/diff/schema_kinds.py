"""Kinds of change of a schema: the old and the new one, and for whom the change is breaking in both positions."""

from __future__ import annotations

from typing import Any, NamedTuple

C, S, CS, NONE = "clients", "servers", "clients servers", ""

Schema = Any


class SchemaKind(NamedTuple):
    """A kind of change.

    Attributes:
        old: The old schema of a required property.
        new: The new one.
        request: For whom it is breaking in requests; None if there must be no change at all.
        response: The same in responses.
    """

    old: Schema
    new: Schema
    request: str | None
    response: str | None


def narrowed(old: Schema, new: Schema) -> SchemaKind:
    return SchemaKind(old, new, C, S)


def widened(old: Schema, new: Schema) -> SchemaKind:
    return SchemaKind(old, new, S, C)


def both(old: Schema, new: Schema) -> SchemaKind:
    return SchemaKind(old, new, CS, CS)


def compatible(old: Schema, new: Schema) -> SchemaKind:
    return SchemaKind(old, new, NONE, NONE)


def same(old: Schema, new: Schema) -> SchemaKind:
    return SchemaKind(old, new, None, None)


def obj(properties: dict[str, Schema], required: str = "", **more: Schema) -> Schema:
    listed = {"required": required.split()} if required else {}
    return {"type": "object", "properties": properties, **listed, **more}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
NO_OTHERS: Schema = {"additionalProperties": False}
CAT = obj({"kind": {"const": "cat"}, "lives": NUMBER}, "kind lives")
DOG = obj({"kind": {"const": "dog"}, "breed": TEXT}, "kind breed")
BIRD = obj({"kind": {"const": "bird"}, "wings": NUMBER}, "kind wings")

SCHEMA_KINDS: dict[str, SchemaKind] = {
    # --- Properties ---
    "required property added": narrowed(obj({"a": TEXT}, "a"), obj({"a": TEXT, "b": TEXT}, "a b")),
    "optional property added": compatible(obj({"a": TEXT}), obj({"a": TEXT, "b": TEXT})),
    "optional property added to a closed object": widened(
        obj({"a": TEXT}, **NO_OTHERS), obj({"a": TEXT, "b": TEXT}, **NO_OTHERS)
    ),
    "required property added to a closed object": both(
        obj({"a": TEXT}, "a", **NO_OTHERS), obj({"a": TEXT, "b": TEXT}, "a b", **NO_OTHERS)
    ),
    "required property removed": SchemaKind(obj({"a": TEXT, "b": TEXT}, "a b"), obj({"a": TEXT}, "a"), CS, C),
    "optional property removed": SchemaKind(obj({"a": TEXT, "b": TEXT}), obj({"a": TEXT}), C, C),
    "optional property removed from a closed object": SchemaKind(
        obj({"a": TEXT, "b": TEXT}, **NO_OTHERS), obj({"a": TEXT}, **NO_OTHERS), C, CS
    ),
    "property renamed": SchemaKind(obj({"a": TEXT}, "a"), obj({"b": TEXT}, "b"), CS, CS),
    "property became required": narrowed(obj({"a": TEXT}), obj({"a": TEXT}, "a")),
    "property became optional": widened(obj({"a": TEXT}, "a"), obj({"a": TEXT})),
    "object closed": narrowed(obj({"a": TEXT}), obj({"a": TEXT}, **NO_OTHERS)),
    "object opened": widened(obj({"a": TEXT}, **NO_OTHERS), obj({"a": TEXT})),
    "values of a map restricted": narrowed({"type": "object"}, {"type": "object", "additionalProperties": TEXT}),
    "values of a map widened": widened(
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    ),
    "property of a map described": narrowed(
        {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
        {"type": "object", "additionalProperties": {"type": ["string", "integer"]}, "properties": {"a": TEXT}},
    ),
    "nested property became required": narrowed(
        obj({"a": obj({"b": TEXT})}, "a"), obj({"a": obj({"b": TEXT}, "b")}, "a")
    ),
    "property became read-only": SchemaKind(obj({"a": TEXT}), obj({"a": {**TEXT, "readOnly": True}}), C, NONE),
    "required property became read-only": SchemaKind(
        obj({"a": TEXT}, "a"), obj({"a": {**TEXT, "readOnly": True}}, "a"), CS, NONE
    ),
    "required property no longer read-only": SchemaKind(
        obj({"a": {**TEXT, "readOnly": True}}, "a"), obj({"a": TEXT}, "a"), C, NONE
    ),
    "property became write-only": SchemaKind(obj({"a": TEXT}), obj({"a": {**TEXT, "writeOnly": True}}), NONE, C),
    "required property no longer write-only": SchemaKind(
        obj({"a": {**TEXT, "writeOnly": True}}, "a"), obj({"a": TEXT}, "a"), NONE, S
    ),
    "required read-only property added": SchemaKind(
        obj({"a": TEXT}), obj({"a": TEXT, "b": {**TEXT, "readOnly": True}}, "b"), NONE, S
    ),
    "required write-only property added": SchemaKind(
        obj({"a": TEXT}), obj({"a": TEXT, "b": {**TEXT, "writeOnly": True}}, "b"), C, NONE
    ),
    "name pattern of properties added": narrowed(
        {"type": "object"}, {"type": "object", "propertyNames": {"maxLength": 3}}
    ),
    "dependent property added": narrowed(
        obj({"a": TEXT, "b": TEXT}), obj({"a": TEXT, "b": TEXT}, dependentRequired={"a": ["b"]})
    ),
    # --- Types ---
    "type changed": both(TEXT, NUMBER),
    "type widened": widened(TEXT, {"type": ["string", "integer"]}),
    "type narrowed": narrowed({"type": ["string", "integer"]}, TEXT),
    "integer became number": widened(NUMBER, {"type": "number"}),
    "number became integer": narrowed({"type": "number"}, NUMBER),
    "null allowed": widened(TEXT, {"type": ["string", "null"]}),
    "null forbidden": narrowed({"type": ["string", "null"]}, TEXT),
    "type added to any value": narrowed({}, TEXT),
    "object became array": both(obj({"a": TEXT}), {"type": "array", "items": TEXT}),
    # --- Listed values ---
    "enum value added": widened({"enum": ["a", "b"]}, {"enum": ["a", "b", "c"]}),
    "enum value removed": narrowed({"enum": ["a", "b"]}, {"enum": ["a"]}),
    "enum value replaced": both({"enum": ["a", "b"]}, {"enum": ["a", "c"]}),
    "enum added": narrowed(TEXT, {"type": "string", "enum": ["a"]}),
    "enum removed": widened({"type": "string", "enum": ["a"]}, TEXT),
    "enum of integers, one added": widened({"enum": [1, 2]}, {"enum": [1, 2, 3]}),
    "constant changed": both({"const": "a"}, {"const": "b"}),
    "null added to an enum": widened({"enum": ["a"]}, {"enum": ["a", None]}),
    # --- Limits ---
    "minimum raised": narrowed({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 5}),
    "minimum lowered": widened({"type": "integer", "minimum": 5}, {"type": "integer", "minimum": 1}),
    "maximum added": narrowed(NUMBER, {"type": "integer", "maximum": 9}),
    "maximum removed": widened({"type": "integer", "maximum": 9}, NUMBER),
    "maximum became exclusive": narrowed({"type": "number", "maximum": 9}, {"type": "number", "exclusiveMaximum": 9}),
    "maximum length lowered": narrowed({"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 5}),
    "minimum length removed": widened({"type": "string", "minLength": 3}, TEXT),
    "maximum number of items raised": widened(
        {"type": "array", "items": TEXT, "maxItems": 2}, {"type": "array", "items": TEXT, "maxItems": 5}
    ),
    "minimum number of items added": narrowed(
        {"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "minItems": 1}
    ),
    "minimum number of properties added": narrowed({"type": "object"}, {"type": "object", "minProperties": 2}),
    "unique items": narrowed({"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "uniqueItems": True}),
    "multiple added": narrowed(NUMBER, {"type": "integer", "multipleOf": 5}),
    "multiple coarser": narrowed({"type": "integer", "multipleOf": 5}, {"type": "integer", "multipleOf": 10}),
    "multiple changed": both({"type": "integer", "multipleOf": 4}, {"type": "integer", "multipleOf": 6}),
    # --- Patterns and formats ---
    "pattern added": narrowed(TEXT, {"type": "string", "pattern": "^a"}),
    "pattern removed": widened({"type": "string", "pattern": "^a"}, TEXT),
    "pattern changed": both({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}),
    "format added": narrowed(TEXT, {"type": "string", "format": "date"}),
    "format removed": widened({"type": "string", "format": "date-time"}, TEXT),
    "format changed": both({"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}),
    "int32 became int64": widened({"type": "integer", "format": "int32"}, {"type": "integer", "format": "int64"}),
    "int64 became int32": narrowed({"type": "integer", "format": "int64"}, {"type": "integer", "format": "int32"}),
    "format password added": compatible(TEXT, {"type": "string", "format": "password"}),
    # --- Arrays ---
    "type of items changed": both({"type": "array", "items": TEXT}, {"type": "array", "items": NUMBER}),
    "items allow null": widened(
        {"type": "array", "items": TEXT}, {"type": "array", "items": {"type": ["string", "null"]}}
    ),
    "first item of a tuple changed": both(
        {"type": "array", "prefixItems": [TEXT]}, {"type": "array", "prefixItems": [NUMBER]}
    ),
    # --- Alternatives ---
    "alternative added": widened({"oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG, BIRD]}),
    "alternative removed": narrowed({"oneOf": [CAT, DOG, BIRD]}, {"oneOf": [CAT, DOG]}),
    "scalar alternative added": widened({"anyOf": [TEXT, NUMBER]}, {"anyOf": [TEXT, NUMBER, {"type": "boolean"}]}),
    "null alternative added": widened({"oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG, {"type": "null"}]}),
    "property of an alternative became required": narrowed(
        {"oneOf": [CAT, obj({"kind": {"const": "dog"}, "breed": TEXT}, "kind")]}, {"oneOf": [CAT, DOG]}
    ),
    "property of an alternative without a tag became required": narrowed(
        {"anyOf": [obj({"a": TEXT, "b": TEXT}), obj({"c": TEXT}, "c")]},
        {"anyOf": [obj({"a": TEXT, "b": TEXT}, "a"), obj({"c": TEXT}, "c")]},
    ),
    "one schema became two alternatives": widened(CAT, {"oneOf": [CAT, DOG]}),
    "not added": narrowed(TEXT, {"type": "string", "not": {"enum": ["x"]}}),
    "condition added": narrowed(
        obj({"a": TEXT, "b": TEXT}),
        {**obj({"a": TEXT, "b": TEXT}), "if": {"required": ["a"]}, "then": {"required": ["b"]}},
    ),
    "property of the discriminator changed": both(
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "type"}},
    ),
    "schema added by allOf": narrowed(
        {"allOf": [obj({"a": TEXT})]}, {"allOf": [obj({"a": TEXT}), {"required": ["a"]}]}
    ),
    # --- Annotations ---
    "default changed": SchemaKind({**TEXT, "default": "a"}, {**TEXT, "default": "b"}, CS, NONE),
    "default removed": SchemaKind({**TEXT, "default": "a"}, TEXT, C, NONE),
    "default added": compatible(TEXT, {**TEXT, "default": "a"}),
    "description changed": compatible({**TEXT, "description": "One"}, {**TEXT, "description": "Two"}),
    "title added": compatible(TEXT, {**TEXT, "title": "A title"}),
    "examples changed": compatible({**TEXT, "examples": ["a"]}, {**TEXT, "examples": ["b"]}),
    "deprecated": compatible(TEXT, {**TEXT, "deprecated": True}),
    # --- The same values, written in another way ---
    "constant as enum": same({"const": "a"}, {"enum": ["a"]}),
    "enum in another order": same({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    "enum with its type": same({"enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}),
    "required in another order": same(obj({"a": TEXT, "b": TEXT}, "a b"), obj({"b": TEXT, "a": TEXT}, "b a")),
    "list of one type": same(TEXT, {"type": ["string"]}),
    "alternatives in another order": same({"oneOf": [CAT, DOG]}, {"oneOf": [DOG, CAT]}),
    "anyOf instead of oneOf": same({"oneOf": [CAT, DOG]}, {"anyOf": [CAT, DOG]}),
    "types as alternatives": same({"type": ["string", "integer"]}, {"anyOf": [NUMBER, TEXT]}),
    "null as an alternative": same({"type": ["string", "null"]}, {"oneOf": [TEXT, {"type": "null"}]}),
    "object or null as an alternative": same({**CAT, "type": ["object", "null"]}, {"anyOf": [CAT, {"type": "null"}]}),
    "allOf written out": same({"allOf": [obj({"a": TEXT}, "a"), obj({"b": TEXT})]}, obj({"a": TEXT, "b": TEXT}, "a")),
    "allOf of one schema": same({"allOf": [CAT]}, CAT),
    "explicitly open object": same(obj({"a": TEXT}), obj({"a": TEXT}, additionalProperties=True)),
    "exclusive limit of integers": same({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}),
    "minimum length of 0": same(TEXT, {"type": "string", "minLength": 0}),
    "items of any value": same({"type": "array"}, {"type": "array", "items": {}}),
    "boolean as enum": same({"type": "boolean"}, {"enum": [True, False]}),
    "numbers written in another way": same({"type": "number", "minimum": 1}, {"type": "number", "minimum": 1.0}),
    "implied type": same({"properties": {"a": TEXT}}, obj({"a": TEXT})),
    "unused keywords": same(TEXT, {"type": "string", "minimum": 3}),
    "not written in another way": same({"not": {"type": "string"}}, {"not": {"type": ["string"]}}),
    "specification extension": same(TEXT, {**TEXT, "x-internal": 1}),
}
