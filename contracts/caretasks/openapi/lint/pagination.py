"""Lint `x-pagination` and `x-filter`: their keys, the parameters they name, and their JSON pointers into the body."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from caretasks.openapi.document import Api, Node, Operation, Parameter
from caretasks.openapi.json_pointer import Edit, PointerNotFoundError, join
from caretasks.openapi.operation.pagination import EACH_ITEM, FILTER_KEYS, PAGINATION_KEYS, schemas_at
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.parts import Part
from caretasks.openapi.problems import Finding, Findings
from caretasks.openapi.schema.keywords import json_types

_OWNERS = {"x-pagination": ("operation", "an operation"), "x-filter": ("parameter", "a query parameter")}
_TOTALS = ("total", "total_pages", "has_more")
_NUMBER = frozenset({"integer", "number"})
_SCALAR = frozenset({"boolean", "integer", "number", "string"})
_TYPES: Mapping[str, tuple[frozenset[str], str]] = {
    "items": (frozenset({"array"}), "an array"),
    "has_more": (frozenset({"boolean"}), "a boolean"),
    **dict.fromkeys(("total", "total_pages", "current_page", "current_page_size"), (_NUMBER, "an integer")),
}


def find_pagination_problems(document: dict[str, Any], parts: list[Part]) -> Findings:
    """Yield the problems with `x-pagination` and `x-filter` in a document that is otherwise valid."""
    for found in _find_pagination_problems(document, parts):
        pointer = found.pointer
        while pointer.rpartition("/")[2] not in _OWNERS:
            pointer = pointer.rpartition("/")[0]
        yield found._replace(severity="warning", edit=Edit(pointer))


def _find_pagination_problems(document: dict[str, Any], parts: list[Part]) -> Findings:
    owners = [(part, name) for part in parts for name in _OWNERS if name in part.data]
    for part, name in owners:
        kind, description = _OWNERS[name]
        if part.kind != kind or (kind == "parameter" and part.data.get("in") != "query"):
            yield Finding(join(part.pointer, name), f"`{name}` is only allowed on {description}")
    for operation in Api("", document, None, "").operations if owners else ():
        yield from _find_operation_problems(operation)


def _find_operation_problems(operation: Operation) -> Findings:
    items: list[Node] | None = None
    if "x-pagination" in operation.data:
        pointer = join(operation.pointer, "x-pagination")
        shape_problems = list(_find_shape_problems(operation.data["x-pagination"], pointer, PAGINATION_KEYS[:3]))
        if not shape_problems:
            yield from _find_page_problems(operation, operation.data["x-pagination"], pointer)
            arrays = _body_schemas(operation, operation.data["x-pagination"]["items"])
            if _leads_to(arrays, _TYPES["items"][0]):
                items = [each for array in arrays for each in schemas_at(array, f"/{EACH_ITEM}")]
        yield from shape_problems
    for parameter in operation.parameters:
        if parameter.location == "query" and "x-filter" in parameter.data:
            yield from _find_filter_problems(operation, parameter, items)


def _find_shape_problems(extension: Any, pointer: str, required: Collection[str]) -> Findings:
    """Yield problems with the keys of an extension, and with values that are not strings."""
    keys = PAGINATION_KEYS if pointer.endswith("x-pagination") else FILTER_KEYS
    if not isinstance(extension, Mapping):
        yield Finding(pointer, f"must be an object with the keys {', '.join(required)}")
        return
    for key, value in extension.items():
        if key not in keys:
            yield Finding(join(pointer, key), f"unknown key {key!r}: use {', '.join(keys)}")
        elif key == "max_page_size":
            if type(value) is not int or value < 1:
                yield Finding(join(pointer, key), "must be a positive integer")
        elif not isinstance(value, str) or (key == "separator" and not value):
            yield Finding(
                join(pointer, key), "must be a string that is not empty" if key == "separator" else "must be a string"
            )
    for key in required:
        if key not in extension:
            yield Finding(pointer, f"missing key `{key}`")
    if keys is PAGINATION_KEYS and not any(key in extension for key in _TOTALS):
        yield Finding(pointer, f"missing key: one of {', '.join(_TOTALS)} is needed to find the last page")


def _find_page_problems(operation: Operation, extension: Mapping[str, str], pointer: str) -> Findings:
    queries = {each.name: each for each in operation.parameters if each.location == "query"}
    for key in ("page", "page_size"):
        parameter = queries.get(extension[key])
        if parameter is None:
            yield Finding(join(pointer, key), f"the operation has no query parameter {extension[key]!r}")
        elif parameter.schema is None or {*json_types(parameter.schema)} - {"null"} != {"integer"}:
            yield Finding(join(pointer, key), f"the query parameter {extension[key]!r} must have the type integer")
    if extension["page"] == extension["page_size"]:
        yield Finding(join(pointer, "page_size"), "must be another parameter than `page`")
    for key, (types, description) in _TYPES.items():
        if key in extension and not _leads_to(_body_schemas(operation, extension[key]), types):
            yield Finding(join(pointer, key), f"must be a JSON pointer to {description} in the body of a success")


def _find_filter_problems(operation: Operation, parameter: Parameter, items: list[Node] | None) -> Findings:
    pointer = join(parameter.pointer, "x-filter")
    shape_problems = list(_find_shape_problems(parameter.data["x-filter"], pointer, FILTER_KEYS[:1]))
    yield from shape_problems
    if "x-pagination" not in operation.data:
        yield Finding(pointer, f"{operation.id} has no `x-pagination`, which says where the items are: add it")
    elif not shape_problems and items is not None:
        selected = parameter.data["x-filter"]["property"]
        found = [each for item in items for each in _schemas_at(item, selected)]
        if not _leads_to(found, _SCALAR):
            message = f"must be a JSON pointer to a property of an item of {operation.id}, not to an array or object"
            yield Finding(join(pointer, "property"), f"{message}; use {EACH_ITEM} for the items of an array")


def _body_schemas(operation: Operation, pointer: str) -> list[Node]:
    _, response = success_response(operation)
    media = None if response is None else response.media
    if media is None or media.schema is None or EACH_ITEM in pointer.split("/"):
        return []
    return _schemas_at(media.schema, pointer)


def _schemas_at(schema: Node, pointer: str) -> list[Node]:
    try:
        return schemas_at(schema, pointer)
    except PointerNotFoundError:
        return []


def _leads_to(schemas: list[Node], types: frozenset[str]) -> bool:
    """Return whether all values of the schemas, except null, have one of these types, as far as the schemas say."""
    found = {each for schema in schemas for each in json_types(schema)} - {"null"}
    return bool(schemas) and found <= types
