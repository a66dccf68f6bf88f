"""Which schemas the fields of a pydantic model can express, and which need validation by the schema itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from caretasks.codegen.preparation.patterns import Engine, engine_for, is_supported, translate
from caretasks.openapi.json_pointer import has_pointer, resolve_pointer, walk

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


class FieldSupport:
    """Which schemas of a document fields can express.

    Args:
        document: the document.
        classes: the JSON pointers to the components that are classes: a reference to one is a field of that class,
            which is validated by itself. Any other reference is replaced by the type of its target.
    """

    def __init__(self, document: Any, classes: Collection[str]) -> None:
        self._document = document
        self._classes = frozenset(classes)

    def can_express(self, schema: Any, ancestors: tuple[str, ...] = ()) -> bool:
        """Return whether fields express a whole schema; `ancestors` are the references on the way to it."""
        if not isinstance(schema, Mapping):
            return False
        keywords = {key for key in schema if key not in _ANNOTATIONS and not key.startswith("x-")}
        if "$ref" not in keywords:
            inner = _inner_schemas(schema, keywords)
            return inner is not None and all(self.can_express(each, ancestors) for each in inner)
        pointer = str(schema["$ref"]).removeprefix("#")
        if keywords != {"$ref"} or pointer in ancestors:
            return False
        if pointer in self._classes:
            return True
        return has_pointer(self._document, schema["$ref"]) and self.can_express(
            resolve_pointer(self._document, schema["$ref"]), (*ancestors, pointer)
        )


def _inner_schemas(schema: Mapping[str, Any], keywords: set[str]) -> list[Any] | None:
    """Return the schemas in one whose other keywords fields can express; None if they cannot."""
    if not keywords:
        return []
    if not keywords <= _EXPRESSIBLE or not (keywords & {"type", "anyOf", "enum"}):
        return None
    if "anyOf" in keywords and len(keywords) > 1:
        return None
    if any(isinstance(each, bool) or not isinstance(each, str | int | None) for each in schema.get("enum", ())):
        return None
    if isinstance(schema.get("pattern"), str) and not is_supported(schema["pattern"]):
        return None
    if schema.get("format") in _TYPED_FORMATS and keywords & (_LENGTHS | {"enum"}):
        return None
    if "format" in schema and schema["format"] not in _TYPED_FORMATS | _NUMBER_FORMATS:
        return None
    if not set(schema.get("required", ())) <= set(schema.get("properties", ())):
        return None
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [schema[key] for key in ("items",) if key in schema]
    if not isinstance(schema.get("additionalProperties", True), bool):
        inner.append(schema["additionalProperties"])
    return inner


def simplify(components: dict[str, Any]) -> None:
    """Rewrite the components of a document so that the generator makes fields of what fields can express.

    Patterns become those of pydantic. What is removed here makes a schema inexpressible, so that values are validated
    by it nevertheless.
    """
    for schema in components.values():
        nodes = [node for _, node in walk(schema) if isinstance(node, dict)]
        patterns = [node["pattern"] for node in nodes if isinstance(node.get("pattern"), str)]
        supported = [pattern for pattern in patterns if is_supported(pattern)]
        engine: Engine = "python" if any(engine_for(pattern) == "python" for pattern in supported) else "rust"
        for node in nodes:
            _simplify_node(node)
            if isinstance(node.get("pattern"), str):
                pattern = node.pop("pattern")
                if pattern in supported:
                    node["pattern"] = translate(pattern, engine)


def _simplify_node(node: dict[str, Any]) -> None:
    format_ = node.get("format")
    if isinstance(format_, str):
        if format_ in _TYPED_FORMATS:
            for keyword in (*_LENGTHS, "default", "enum"):  # a value of the type has no length, and a default is JSON
                node.pop(keyword, None)
        elif format_ not in _NUMBER_FORMATS or node.get("type") not in ("integer", "number"):
            del node["format"]
