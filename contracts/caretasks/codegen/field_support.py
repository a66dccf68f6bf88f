"""What the fields of a pydantic model can say of a value, and what is left to a check by the schema itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.codegen.patterns import Engine, UntranslatablePatternError, engine_for, translate
from caretasks.openapi.pointers import join, walk

# Formats that json_types.py reads, each by a type of its own.
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
_SAYABLE = frozenset(
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
    """Whether fields say all of a schema; what it refers to is a model of its own and answers for itself."""
    if not isinstance(schema, Mapping):
        return False
    keywords = {key for key in schema if key not in _ANNOTATIONS and not key.startswith("x-")}
    if not keywords:
        return True
    if "$ref" in keywords:
        return keywords == {"$ref"}
    if not keywords <= _SAYABLE or not (keywords & {"type", "anyOf", "enum"}):
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
    """Rewrites a document so that the generator says of it what fields can say, in the engine's own patterns.

    What is taken away here makes a schema inexpressible, so that it is checked all the same.

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
                    complaints.append((pointer + "/pattern", f"the models cannot say this pattern: {error}"))
        _split_null(schema)
    return complaints


def roots(document: dict[str, Any]) -> list[tuple[str, Any]]:
    """The schemas that stand for themselves, with their pointers: named ones, and those of bodies and answers."""
    named = document.get("components", {}).get("schemas", {})
    inline = [found for found in walk(document.get("paths", {}), "/paths") if found[0].endswith("/schema")]
    return [(join("/components/schemas", name), schema) for name, schema in named.items()] + inline


def _simplify_node(node: dict[str, Any]) -> None:
    format_ = node.get("format")
    if isinstance(format_, str):
        if format_ in _TYPED_FORMATS:
            for keyword in (*_LENGTHS, "default", "enum"):  # a value of the type has no length; a default is JSON
                node.pop(keyword, None)
        elif format_ not in _NUMBER_FORMATS:
            del node["format"]
    if not {"type", "$ref", "enum", "anyOf", "oneOf", "allOf"} & set(node):
        for keyword in _LENGTHS:  # the generator would take it for a string
            node.pop(keyword, None)
    if isinstance(node.get("multipleOf"), int | float):
        del node["multipleOf"]  # pydantic divides floats: 0.07 would be no multiple of 0.01
    if "const" in node and not isinstance(node["const"], str | dict | list):
        node["enum"] = [node.pop("const")]  # a Literal is compared by Python's ==: True would be 1


def _split_null(schema: Any) -> None:
    """`type: [object, 'null']` at the top makes a model that takes no null; as alternatives it does."""
    if isinstance(schema, dict) and isinstance(schema.get("type"), list) and {"object", "null"} <= set(schema["type"]):
        inner = {**schema, "type": [name for name in schema["type"] if name != "null"]}
        schema.clear()
        schema["anyOf"] = [inner, {"type": "null"}]
