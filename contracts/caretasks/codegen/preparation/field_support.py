"""Which schemas the fields of a pydantic model can express, and which need validation by the schema itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.codegen.preparation.patterns import Engine, UntranslatablePatternError, engine_for, translate
from caretasks.openapi.json_pointer import join, walk

# Formats for which `caretasks.client.schemas` has a type each.
_TYPED_FORMATS = frozenset({"date", "date-time", "duration", "email", "ipv4", "ipv6", "time", "uri", "uuid"})
_NUMBER_FORMATS = frozenset({"double", "float", "int32", "int64"})

_ANNOTATIONS = frozenset(
    {
        "$comment",
        "default",
        "deprecated",
        "description",
        "discriminator",
        "example",
        "examples",
        "externalDocs",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    }
)
_LENGTHS = frozenset({"maxLength", "minLength", "pattern"})
_EXPRESSIBLE = frozenset(
    {
        "additionalProperties",
        "anyOf",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "items",
        "maxItems",
        "maximum",
        "minItems",
        "minimum",
        "properties",
        "required",
        "type",
        *_LENGTHS,
    }
)


def expressible(schema: Any) -> bool:
    """Return whether fields express a whole schema. References are to other models and not considered."""
    if not isinstance(schema, Mapping):
        return False
    keywords = {key for key in schema if key not in _ANNOTATIONS and not key.startswith("x-")}
    if not keywords:
        return True
    if "$ref" in keywords:
        return keywords == {"$ref"}
    if not keywords <= _EXPRESSIBLE or not (keywords & {"type", "anyOf", "enum"}):
        return False
    if schema.get("format") in _TYPED_FORMATS and keywords & (_LENGTHS | {"enum"}):
        return False
    if "format" in schema and schema["format"] not in _TYPED_FORMATS | _NUMBER_FORMATS:
        return False
    if not set(schema.get("required", ())) <= set(schema.get("properties", ())):
        return False
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [schema[key] for key in ("items",) if key in schema]
    if not isinstance(schema.get("additionalProperties", True), bool):
        inner.append(schema["additionalProperties"])
    return all(map(expressible, inner))


def simplify(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Rewrite a document so that the generator makes fields of what fields can express, with pydantic's patterns.

    What is removed here makes a schema inexpressible, so that values are validated by it nevertheless.

    Returns:
        What cannot be rewritten, as JSON pointers and messages.
    """
    complaints = []
    for root, schema in roots(document):
        places = [(pointer, node) for pointer, node in walk(schema, root) if isinstance(node, dict)]
        patterns = [node["pattern"] for _, node in places if isinstance(node.get("pattern"), str)]
        engine: Engine = "python" if any(engine_for(pattern) == "python" for pattern in patterns) else "rust"
        for pointer, node in places:
            _simplify_node(node)
            if isinstance(node.get("pattern"), str):
                try:
                    node["pattern"] = translate(node["pattern"], engine)
                except UntranslatablePatternError as error:
                    complaints.append((pointer + "/pattern", f"the models cannot express this pattern: {error}"))
        _split_null(schema)
    return complaints


def roots(document: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the root schemas with their pointers: named ones, and those of request and response bodies."""
    named = document.get("components", {}).get("schemas", {})
    inline = [found for found in walk(document.get("paths", {}), "/paths") if found[0].endswith("/schema")]
    return [(join("/components/schemas", name), schema) for name, schema in named.items()] + inline


def _simplify_node(node: dict[str, Any]) -> None:
    format_ = node.get("format")
    if isinstance(format_, str):
        if format_ in _TYPED_FORMATS:
            for keyword in (*_LENGTHS, "default", "enum"):  # a value of the type has no length, and a default is JSON
                node.pop(keyword, None)
        elif format_ not in _NUMBER_FORMATS:
            del node["format"]
    if not {"type", "$ref", "enum", "anyOf", "oneOf", "allOf"} & set(node):
        for keyword in _LENGTHS:  # the generator would infer a string
            node.pop(keyword, None)
    if isinstance(node.get("multipleOf"), int | float):
        del node["multipleOf"]  # pydantic divides floats: 0.07 is not a multiple of 0.01 there
    if "const" in node and not isinstance(node["const"], str | dict | list):
        node["enum"] = [node.pop("const")]  # a Literal is compared with ==, by which True equals 1


def _split_null(schema: Any) -> None:
    """Rewrite `type: [object, 'null']` at the root as alternatives, since the model would not accept null."""
    if isinstance(schema, dict) and isinstance(schema.get("type"), list) and {"object", "null"} <= set(schema["type"]):
        inner = {**schema, "type": [name for name in schema["type"] if name != "null"]}
        schema.clear()
        schema["anyOf"] = [inner, {"type": "null"}]
