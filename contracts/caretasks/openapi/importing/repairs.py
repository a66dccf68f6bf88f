"""Constructs that are not valid OpenAPI 3.1, but whose meaning is clear.

Other tools accept them, so that they occur in published documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from caretasks.openapi.document import HTTP_METHODS
from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs, to_fragment
from caretasks.openapi.parts import PART_CHILDREN, Part

_LIMITS = frozenset(f"{limit}{what}" for limit in ("min", "max") for what in ("imum", "Items", "Length", "Properties"))
_SCHEMA_KEYWORDS = _LIMITS | {
    *("const", "default", "enum", "format", "nullable", "pattern", "type", "uniqueItems"),
    *PART_CHILDREN["schema"],
}
_NUMBERS = (*sorted(_LIMITS), "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "const", "default", "example")
_UNION_KEYWORDS = frozenset({"anyOf", "discriminator", "oneOf"})
_KNOWN_DIALECTS = re.compile(r"https://spec\.openapis\.org/oas/3\.[12]/dialect/")


def repair(document: dict[str, Any], parts: list[Part], changes: ChangeLog) -> None:
    """Rewrite the constructs in place."""
    if _KNOWN_DIALECTS.match(str(document.get("jsonSchemaDialect"))):
        del document["jsonSchemaDialect"]
        changes.add("`jsonSchemaDialect` was removed; it is the one of OpenAPI", "/jsonSchemaDialect")
    _rename_webhooks(document, changes)
    _break_inheritance_cycles(document, changes)
    for part in parts:
        if part.kind == "schema" and isinstance(part.data, dict):
            _repair_schema(part.data, part.pointer, changes)
        elif part.kind == "parameter" and isinstance(part.data, dict) and _is_optional_in_path(part.data):
            part.data["required"] = True
            changes.add("a path parameter was made required", part.pointer)
    if isinstance(document.get("paths"), dict):
        for path, item in document["paths"].items():
            if isinstance(item, dict) and path.startswith("/"):
                _declare_path_parameters(document, path, item, changes)


def repair_parts(parts: list[Part], changes: ChangeLog) -> None:
    """Rewrite the parts that would hide other parts, in place: those have to be searched for again."""
    for part in parts:
        if not isinstance(part.data, dict):
            continue
        if part.kind in ("parameter", "header") and not {"$ref", "schema", "content"} & part.data.keys():
            found = {key: part.data.pop(key) for key in [*part.data] if key in _SCHEMA_KEYWORDS}
            if found:
                part.data["schema"] = found
                changes.add(f"the keywords of a schema in a {part.kind} became its `schema`", part.pointer)
        content = part.data.get("content") if "content" in PART_CHILDREN.get(part.kind, ()) else None
        if not isinstance(content, dict):
            continue
        for name in [*content]:
            if "/" not in name and not name.startswith("x-"):
                del content[name]
                message = f"{name!r} is not a media type: it is left out"
                changes.leave_out(join(part.pointer, "content", name), message)


def _rename_webhooks(document: dict[str, Any], changes: ChangeLog) -> None:
    if isinstance(document.get("x-webhooks"), dict) and "webhooks" not in document:
        document["webhooks"] = document.pop("x-webhooks")
        changes.add("`x-webhooks` became `webhooks`", "/webhooks")
    webhooks = document.get("webhooks")
    if isinstance(webhooks, dict):
        for name in [name for name, hook in webhooks.items() if name.startswith("x-") and not isinstance(hook, dict)]:
            del webhooks[name]
            changes.add("an extension among the webhooks was removed", join("/webhooks", name))


def _break_inheritance_cycles(document: dict[str, Any], changes: ChangeLog) -> None:
    """Make a member of a union that extends the union extend what else the union has: its properties.

    Generators of documents write a base class as the union of its subclasses, each of which has the base class in its
    `allOf`. As written, each schema leads back to itself.
    """
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    for name, base in schemas.items() if isinstance(schemas, dict) else ():
        reference = to_fragment(join("/components/schemas", name))
        for member in _union_members(document, base):
            extended = member.get("allOf")
            if isinstance(extended, list) and {"$ref": reference} in extended:
                common = {key: value for key, value in base.items() if key not in _UNION_KEYWORDS}
                index = extended.index({"$ref": reference})
                extended[index] = deepcopy(common)
                rule = "a schema that extends the union that it is a member of has the properties of the union"
                changes.add(rule, join("/components/schemas", name))


def _union_members(document: Mapping[str, Any], schema: Any) -> Iterator[dict[str, Any]]:
    """Yield the schemas that the `oneOf` or `anyOf` of a schema refers to."""
    for keyword in ("oneOf", "anyOf"):
        members = schema.get(keyword) if isinstance(schema, dict) else None
        for member in members if isinstance(members, list) else ():
            found = _resolve(document, member)
            if isinstance(found, dict) and found is not member:
                yield found


def _repair_schema(schema: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    if isinstance(schema.get("required"), bool):
        del schema["required"]
        changes.add("a boolean `required` of a schema was removed; it must be a list of properties", pointer)
    for keyword in ("required", "enum"):
        values = schema.get(keyword)
        if isinstance(values, list):
            unique = list({json.dumps(value, sort_keys=True): value for value in values}.values())
            if len(unique) < len(values):
                schema[keyword] = unique
                changes.add(f"duplicate values of `{keyword}` were removed", pointer)

    types = schema.get("type")
    is_fractional = "number" in (types if isinstance(types, list) else [types])
    for keyword in () if is_fractional else _NUMBERS:
        value = schema.get(keyword)
        if isinstance(value, float) and value.is_integer():
            schema[keyword] = int(value)  # in a URL, `1.0` is not an integer
            changes.add("a whole number was written without a decimal point", pointer, keyword)


def _is_optional_in_path(parameter: Mapping[str, Any]) -> bool:
    return parameter.get("in") == "path" and parameter.get("required") is not True


def _operations(item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for method in HTTP_METHODS:
        if isinstance(item.get(method), dict):
            yield item[method]


def _declare_path_parameters(document: Mapping[str, Any], path: str, item: dict[str, Any], changes: ChangeLog) -> None:
    """Declare the parameters of a path that are not, and remove those that are not in its key."""
    known = re.findall(r"\{([^{}]+)\}", path)
    names = list(dict.fromkeys(re.findall(r"\{([^{}]+)\}", re.split(r"[?#]", path)[0])))
    operations = list(_operations(item))
    if not all(isinstance(owner.get("parameters") or [], list) for owner in (item, *operations)):
        return  # an error
    for owner in (item, *operations):
        parameters = owner.get("parameters") or []
        kept = [each for each in parameters if not _is_in_other_path(document, each, known)]
        if len(kept) < len(parameters):
            owner["parameters"] = kept
            changes.add("a path parameter that is not in the path was removed", join("/paths", path))
    for method in HTTP_METHODS:
        operation = item.get(method)
        if not isinstance(operation, dict):
            continue
        parameters = [*(item.get("parameters") or []), *(operation.get("parameters") or [])]
        resolved = [_resolve(document, each) for each in parameters]
        declared = [each.get("name") for each in resolved if each.get("in") == "path"]
        for name in names:
            if name not in declared:
                parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                operation["parameters"] = [*(operation.get("parameters") or []), parameter]
                changes.add("an undeclared path parameter was declared as a string", join("/paths", path, method), name)


def _is_in_other_path(document: Mapping[str, Any], parameter: Any, names: list[str]) -> bool:
    found = _resolve(document, parameter)
    return found.get("in") == "path" and isinstance(found.get("name"), str) and found["name"] not in names


def _resolve(document: Mapping[str, Any], part: Any) -> Mapping[str, Any]:
    """Return a part, or what it refers to; empty if that does not exist."""
    reference = part.get("$ref") if isinstance(part, Mapping) else None
    if isinstance(reference, str):
        try:
            part = resolve_pointer(document, resolve_refs({"x": part, **document}, "/x"))
        except PointerNotFoundError:
            return {}
    return part if isinstance(part, Mapping) else {}
