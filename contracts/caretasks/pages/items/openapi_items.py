"""Items of an OpenAPI document on a page: servers, paths, parameters, statuses, properties and security schemes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.pages.items.item import Item

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_CONSTRAINTS = (
    "format", "pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "multipleOf",
    "default",
)  # fmt: skip
_MAX_DEPTH = 30


def iter_openapi_items(document: Mapping[str, Any]) -> Iterator[Item]:
    """Yield the items of a document, in its order. References are not followed."""
    for server in _list(document.get("servers")):
        yield Item(str(server.get("url", "")), "servers", frozenset({"servers"}), text=_flatten(server))
    for path, item in _mapping(document.get("paths")).items():
        operations = {method: _mapping(value) for method, value in _mapping(item).items() if method in _METHODS}
        text = f"{path} {' '.join(operations)}"
        yield Item(str(path), "paths", frozenset({"paths"}), flags=tuple(operations), text=text)
        for method, operation in operations.items():
            yield from _iter_operation(str(path), method, operation, _list(_mapping(item).get("parameters")))
    components = _mapping(document.get("components"))
    for name, schema in _mapping(components.get("schemas")).items():
        yield from _iter_schema(str(name), _mapping(schema))
    for kind in ("parameters", "responses", "headers", "securitySchemes"):
        for name, value in _mapping(components.get(kind)).items():
            if kind == "parameters":
                yield _make_parameter(_mapping(value), "parameters", frozenset({"parameters", str(name).casefold()}))
            else:
                yield Item(str(name), kind, frozenset({kind.casefold()}), text=f"{name} {_flatten(value)}")


def _iter_operation(path: str, method: str, operation: Mapping[str, Any], shared: list[Any]) -> Iterator[Item]:
    contexts = frozenset({path.casefold(), method, str(operation.get("operationId", "")).casefold()})
    where = f"{method} {path}"
    for parameter in (*shared, *_list(operation.get("parameters"))):
        location = str(parameter.get("in", ""))
        named = {"parameters", f"{location} parameters"}
        yield _make_parameter(parameter, f"{where} parameters", contexts | named)
    for content in _mapping(_mapping(operation.get("requestBody")).get("content")).values():
        yield from _iter_properties(_mapping(_mapping(content).get("schema")), f"{where} body", contexts | {"body"}, 0)
    for status, response in _mapping(operation.get("responses")).items():
        yield Item(str(status), f"{where} responses", contexts | {"responses"}, text=f"{status} {_flatten(response)}")
        inside = contexts | {"response", str(status)}
        for content in _mapping(_mapping(response).get("content")).values():
            schema = _mapping(_mapping(content).get("schema"))
            yield from _iter_properties(schema, f"{where} response {status}", inside, 0)
    for requirement in _list(operation.get("security")):
        for name in requirement:
            yield Item(str(name), f"{where} security", contexts | {"security"}, text=str(name))


def _make_parameter(parameter: Mapping[str, Any], section: str, contexts: frozenset[str]) -> Item:
    schema = _mapping(parameter.get("schema")) or parameter
    flags = [str(parameter.get("in", "")), *(["required"] if parameter.get("required") is True else [])]
    return _make_item(str(parameter.get("name", "")), schema, section, contexts, flags, _flatten(parameter))


def _iter_schema(name: str, schema: Mapping[str, Any]) -> Iterator[Item]:
    if "enum" in schema:
        yield _make_item(name, schema, "schemas", frozenset({"schemas"}), [], _flatten(schema))
    yield from _iter_properties(schema, name, frozenset({name.casefold(), "schemas"}), 0)


def _iter_properties(schema: Mapping[str, Any], section: str, contexts: frozenset[str], depth: int) -> Iterator[Item]:
    if depth > _MAX_DEPTH:
        return
    required = [str(each) for each in _list(schema.get("required"), str)]
    properties = _mapping(schema.get("properties"))
    for name, value in properties.items():
        child = _mapping(value)
        flags = ["required"] * (str(name) in required)
        yield _make_item(str(name), child, section, contexts, flags, _flatten(child))
        inner = _mapping(child.get("items")) or child
        yield from _iter_properties(inner, f"{section} > {name}", contexts | {str(name).casefold()}, depth + 1)
    for keyword in ("allOf", "oneOf", "anyOf"):
        for member in _list(schema.get(keyword)):
            yield from _iter_properties(_mapping(member), section, contexts, depth + 1)
    if "items" in schema and not properties:
        yield from _iter_properties(_mapping(schema["items"]), section, contexts, depth + 1)


def _make_item(
    name: str, schema: Mapping[str, Any], section: str, contexts: frozenset[str], flags: list[str], text: str
) -> Item:
    flags += [f"{key}:{schema[key]}" for key in _CONSTRAINTS if key in schema]
    types = schema.get("type")
    is_nullable = schema.get("nullable") is True or (isinstance(types, list) and "null" in types)
    flags += ["nullable"] * is_nullable + ["deprecated"] * (schema.get("deprecated") is True)
    flags += ["read-only"] * (schema.get("readOnly") is True) + ["write-only"] * (schema.get("writeOnly") is True)
    values = tuple(map(str, _list(schema.get("enum"), object)))
    return Item(name, section, contexts, frozenset(_write_types(schema)), tuple(flags), values, f"{name} {text}")


def _write_types(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the type of a schema as documents and as rendered references write it."""
    types = schema.get("type", "object" if "properties" in schema or "$ref" in schema else None)
    for written in types if isinstance(types, list) else [types]:
        if not isinstance(written, str):
            continue
        yield written
        if isinstance(schema.get("format"), str):
            yield f"{written}<{schema['format']}>"
        if "enum" in schema:
            yield f"enum<{written}>"
        if written == "array":
            yield from (f"{each}[]" for each in _write_types(_mapping(schema.get("items"))))


def _flatten(value: Any, depth: int = 0) -> str:
    """Return the scalars in a value, separated by spaces; of references, the last part."""
    if depth > _MAX_DEPTH:
        return ""
    if isinstance(value, Mapping):
        inner = [
            each.rpartition("/")[2] if key == "$ref" and isinstance(each, str) else each for key, each in value.items()
        ]
        keys = (str(key) for key in value if not isinstance(key, str) or key.isdigit())
        return " ".join((*keys, *(_flatten(each, depth + 1) for each in inner)))
    if isinstance(value, list):
        return " ".join(_flatten(each, depth + 1) for each in value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return str(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any, kind: type = Mapping) -> list[Any]:
    return [each for each in value if isinstance(each, kind)] if isinstance(value, list) else []
