"""OpenAPI 3.0 to 3.1: the keywords of schemas that have other names, forms or meanings in JSON Schema 2020-12.

No maintained library for Python does this. The rules are those of the OpenAPI Initiative's migration guide. Documents
of version 3.1 often have the old keywords, too, with the same intention, so that they are upgraded as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split
from caretasks.openapi.parts import Part

_APPLICATORS = ("allOf", "anyOf", "oneOf", "not")
_ANNOTATIONS = frozenset(
    {"deprecated", "description", "example", "examples", "externalDocs", "readOnly", "summary", "title", "writeOnly"}
)
"""Keywords of a schema that say nothing about its values. They stay outside an `anyOf` that allows null."""

_ENCODINGS = {"byte": "base64", "base64": "base64", "base64url": "base64url"}
_NULL = {"type": "null"}
_MAX_CHAIN = 100


def upgrade_schemas(document: Mapping[str, Any], parts: list[Part], version: str, changes: ChangeLog) -> None:
    """Rewrite the schemas of a document in place.

    Args:
        document: The document, whose references are local.
        parts: Its parts.
        version: The version that it declares.
        changes: The record of what is changed.
    """
    schemas = [part for part in parts if part.kind == "schema" and isinstance(part.data, dict)]
    nullable = _find_nullable(schemas)
    for part in schemas:
        schema: Any = part.data
        if version.startswith("3.0"):
            _remove_siblings(schema, part.pointer, changes)
            _upgrade_examples(schema, part.pointer, changes)
        _upgrade_bounds(schema, part.pointer, changes)
        _upgrade_formats(schema, part.pointer, changes)
    for part in schemas:
        if "nullable" in part.data:
            _upgrade_nullable(document, part, nullable, changes)


def _remove_siblings(schema: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    """Remove what 3.0 ignores next to a `$ref`; 3.1 does not. What only describes the property is kept."""
    if not isinstance(schema.get("$ref"), str):
        return
    kept = {"$ref", "nullable", "default", *_ANNOTATIONS}
    ignored = [key for key in schema if key not in kept and not key.startswith("x-")]
    for key in ignored:
        del schema[key]
    if ignored:
        changes.add("keywords next to a `$ref`, which OpenAPI 3.0 ignores, were removed", pointer, ", ".join(ignored))


def _upgrade_bounds(schema: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and bound in schema:
                schema[exclusive] = schema.pop(bound)
            changes.add(f"a boolean `{exclusive}` became a number, or was removed", pointer)


def _upgrade_examples(schema: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    examples = schema.get("examples")
    if isinstance(examples, Mapping):  # as those of a media type
        values = [
            each["value"] if isinstance(each, Mapping) and "value" in each else each for each in examples.values()
        ]
        schema["examples"] = values
        changes.add("the named examples of a schema became a list", pointer)
    if "example" in schema:
        example, others = schema.pop("example"), schema.get("examples")
        kept = [each for each in others if each != example] if isinstance(others, list) else []
        schema["examples"] = [example, *kept]
        changes.add("the `example` of a schema became one of its `examples`", pointer)


def _upgrade_formats(schema: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    format_, type_ = schema.get("format"), schema.get("type")
    if type_ == "file":
        schema["type"] = "string"
        format_ = "binary"
        changes.add("the type `file` became a string of bytes", pointer)
    if not isinstance(format_, str) or schema.get("type", "string") not in ("string", ["string", "null"]):
        return
    if format_ == "binary":
        schema.pop("format", None)
        schema.setdefault("type", "string")
        schema.setdefault("contentMediaType", "application/octet-stream")
        changes.add("`format: binary` became `contentMediaType: application/octet-stream`", pointer)
    elif format_ in _ENCODINGS:
        del schema["format"]
        schema.setdefault("type", "string")
        schema.setdefault("contentEncoding", _ENCODINGS[format_])
        changes.add(f"`format: {format_}` became `contentEncoding: {_ENCODINGS[format_]}`", pointer)


# --- nullable ---


def _find_nullable(schemas: list[Part]) -> frozenset[int]:
    """Return the identities of the schemas that allow null by their own keywords, before they are rewritten."""
    return frozenset(id(part.data) for part in schemas if _allows_null(part.data))


def _allows_null(schema: Mapping[str, Any]) -> bool:
    types = schema.get("type")
    return _is_true(schema.get("nullable")) or types == "null" or (isinstance(types, list) and "null" in types)


def _is_true(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _upgrade_nullable(document: Mapping[str, Any], part: Part, nullable: frozenset[int], changes: ChangeLog) -> None:
    schema: Any = part.data
    if not _is_true(schema.pop("nullable")):
        return
    changes.add("`nullable: true` became the type `null`", part.pointer)
    alternatives = next((key for key in ("oneOf", "anyOf") if isinstance(schema.get(key), list)), None)
    others = [key for key in (*_APPLICATORS, "$ref") if key in schema and key != alternatives]
    may_match_twice = alternatives == "oneOf" and not all(
        _refuses_null(document, each, nullable) for each in schema["oneOf"]
    )
    if others or may_match_twice:
        _wrap(schema)
        return
    if alternatives is not None:
        schema[alternatives] = [*schema[alternatives], dict(_NULL)]
    types = schema.get("type")
    if isinstance(types, str) and types != "null":
        schema["type"] = [types, "null"]
    elif isinstance(types, list) and "null" not in types:
        schema["type"] = [*types, "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if "const" in schema and schema["const"] is not None:
        schema["enum"] = [schema.pop("const"), None]


def _wrap(schema: dict[str, Any]) -> None:
    """Make a schema an `anyOf` of itself and null."""
    inner = {key: value for key, value in schema.items() if not _is_annotation(key)}
    outer = {key: value for key, value in schema.items() if _is_annotation(key)}
    if inner.keys() == {"allOf"} and isinstance(inner["allOf"], list) and len(inner["allOf"]) == 1:
        inner = inner["allOf"][0]
    schema.clear()
    schema.update(outer, anyOf=[inner, dict(_NULL)])


def _is_annotation(key: str) -> bool:
    return key in _ANNOTATIONS or key == "default" or key.startswith("x-")


def _refuses_null(document: Mapping[str, Any], schema: Any, nullable: frozenset[int]) -> bool:
    """Return whether an alternative certainly refuses null, by its own keywords or those of what it refers to."""
    for _ in range(_MAX_CHAIN):
        if not isinstance(schema, Mapping) or id(schema) in nullable or _allows_null(schema):
            return False
        if "type" in schema:
            return True
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return False
        try:
            schema = resolve_pointer(document, join("", *split(reference)))
        except PointerNotFoundError:
            return False
    return False
