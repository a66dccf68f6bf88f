"""The spec that Schemathesis gets.

The spec says that servers accept certain values: known and unknown values of an open enum, date-times with a fraction
or an offset, empty lists, extra properties. Schemathesis rarely generates them by chance, but it sends every example of
a schema. So they are added as examples.

In a query, null has no spelling that all servers know: a null is a parameter that is not sent. So query parameters are
not nullable for Schemathesis, which would send the word null.

All operations are at the server of the target, so that the spec has no other servers. Parameters that OpenAPI ignores,
such as a header `Accept`, are not in it: Schemathesis would expect that a request without them is rejected. Nor is the
content of a response that has no body in HTTP, such as a 204: it would expect one.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from caretasks.conformance.engine.body_depth import inline_references, limit_depth
from caretasks.conformance.target.model import Target
from caretasks.core.http import BODYLESS_STATUSES
from caretasks.mock.operations.ids import find_id_pointer
from caretasks.openapi.document import HTTP_METHODS, IGNORED_HEADERS, Api, Node, Operation, Response
from caretasks.openapi.json_pointer import resolve_pointer, to_fragment
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.schema.keywords import json_types, properties
from caretasks.openapi.schema.locations import iter_locations, iter_variant_locations
from caretasks.openapi.schema.validation import is_valid

UNKNOWN_VALUE = "another-word"
UNUSUAL_DATE_TIMES = ("2024-02-29T12:30:15.125Z", "2024-02-29T12:30:15+05:30")
_SAMPLES: dict[str, tuple[Any, ...]] = {
    "string": ("another", "a1b2c3d4-e5f6-4a7b-8c9d-ae0f1a2b3c4d", "2001-02-03T04:05:06Z", "2001-02-03"),
    "integer": (424242,),
    "number": (424242.5,),
    "boolean": (True,),
}


class InferredLink(NamedTuple):
    """A link that a spec does not document: its operation, a response of it, the target, and its path parameters."""

    create: Operation
    response: Response
    target: Operation
    parameters: Mapping[str, str]


def prepare_spec(target: Target, operations: Iterable[Operation], links: Iterable[InferredLink] = ()) -> dict[str, Any]:
    """Return the spec of a target for Schemathesis, with extra examples for the bodies of some operations.

    Response media types without a schema get one, so that Schemathesis checks that bodies are JSON. Parts of the result
    are shared with other results, so that nothing may change it.
    """
    prepared = _prepare_operations(target.api, tuple(operations))
    if links := list(links):
        prepared = copy.deepcopy(prepared)
    for link in links:
        by_status = resolve_pointer(prepared, link.create.pointer)["responses"]
        documented = {**copy.deepcopy(link.response.data), **by_status[link.response.status]}
        documented.pop("$ref", None)  # other operations may have the same one
        definition = {"operationRef": to_fragment(link.target.pointer), "parameters": dict(link.parameters)}
        inferred = {**documented.get("links", {}), link.target.id: definition}
        by_status[link.response.status] = {**documented, "links": inferred}
    return {**prepared, "servers": target.document["servers"]}


# `caretasks prove` checks each operation once per mutant.
@lru_cache(maxsize=8)
def _prepare_operations(api: Api, operations: tuple[Operation, ...]) -> dict[str, Any]:
    patched = copy.deepcopy(api.document)
    for operation in api.operations:
        _add_schemas_of_any_json(operation, patched)
        _inline_parameters(operation, patched)
    _add_body_examples(operations, patched)
    for operation in operations:
        if operation.body is not None:
            limit_depth(patched, operation)
    for operation in api.operations:
        _remove_impossible_bodies(operation, patched)
    _remove_ignored_parts(api, patched)  # last: it changes the JSON pointers of other parameters
    return patched


def _add_schemas_of_any_json(operation: Operation, document: dict[str, Any]) -> None:
    for response in operation.responses.values():
        if response.media is not None and response.media.schema is None:
            resolve_pointer(document, response.media.pointer)["schema"] = {"description": "any JSON"}


def _inline_parameters(operation: Operation, document: dict[str, Any]) -> None:
    for parameter in operation.parameters:
        if parameter.schema is not None:
            inlined = inline_references(document, operation, parameter.schema)
            if parameter.location == "query":
                inlined = _without_null(inlined)
            elif parameter.location == "path":
                inlined |= _nonempty(parameter.schema)
            resolve_pointer(document, parameter.pointer)["schema"] = inlined


def _add_body_examples(operations: Iterable[Operation], document: dict[str, Any]) -> None:
    bodies = [(operation, operation.body) for operation in operations if operation.body is not None]
    schemas = [body.schema for _, body in bodies if body.schema is not None]
    locations = [each for body in schemas for each in (*iter_locations(body), *iter_variant_locations(body))]
    for schema in {location.schema for location in locations if location.path}:
        if values := list(_extra_values(schema)):
            node = resolve_pointer(document, schema.pointer)
            node["examples"] = [*node.get("examples", []), *values]
    for operation, body in bodies:
        if (extended_body := _body_with_extra_properties(operation)) is not None:
            media = resolve_pointer(document, body.pointer)
            media["examples"] = {**media.get("examples", {}), "extra properties": {"value": extended_body}}


def _remove_impossible_bodies(operation: Operation, document: dict[str, Any]) -> None:
    by_status = resolve_pointer(document, operation.pointer).get("responses", {})
    for status in map(str, BODYLESS_STATUSES):
        if status in by_status:
            data = operation.responses[status].data
            by_status[status] = {name: value for name, value in data.items() if name != "content"}


def infer_links(target: Target, operations: Collection[Operation]) -> list[InferredLink]:
    """Return the links between some operations of a remote server whose spec documents none.

    They lead from a `POST` to the resource that it creates: from `/notes` to `/notes/{id}` and what is below it, and
    from `/users/{user}/notes` to `/notes/{id}`. So only the IDs of generated resources are sent.
    """
    responses = [response for each in target.api.operations for response in each.responses.values()]
    if target.url is None or any(any(response.iter_links()) for response in responses):
        return []
    return [link for create in operations if create.method == "post" for link in _links_from(create, operations)]


def _links_from(create: Operation, operations: Iterable[Operation]) -> Iterator[InferredLink]:
    _, response = success_response(create)
    media = None if response is None else response.media
    if response is None or media is None or media.schema is None or not media.is_json:
        return
    known = {parameter.name: f"$request.path.{parameter.name}" for parameter in create.path_parameters}
    path = create.path.strip("/").split("/")
    for each in operations:
        names = [parameter.name for parameter in each.path_parameters if parameter.name not in known]
        above = each.path.partition(f"/{{{names[0]}}}")[0].strip("/").split("/") if len(names) == 1 else []
        is_below = above == path or (above[-1:] == path[-1:] and len(above) < len(path))
        pointer = find_id_pointer(names[0], media.schema) if is_below else None
        if pointer is not None:
            same = {name: known[name] for name in known.keys() & {path.name for path in each.path_parameters}}
            yield InferredLink(create, response, each, {**same, names[0]: f"$response.body#{pointer}"})


def _remove_ignored_parts(api: Api, document: dict[str, Any]) -> None:
    """Remove the servers of paths and operations, and the header parameters that OpenAPI ignores."""
    for path in document.get("paths", {}):
        item = api.node("").child("paths", path)
        owners = [item, *(item.child(method) for method in HTTP_METHODS if method in item.data)]
        for owner in owners:
            data = resolve_pointer(document, owner.pointer)
            data.pop("servers", None)
            parameters = [owner.child("parameters", index).data for index in range(len(data.get("parameters", ())))]
            if any(map(_is_ignored, parameters)):
                kept = zip(data["parameters"], parameters, strict=True)
                data["parameters"] = [each for each, resolved in kept if not _is_ignored(resolved)]


def _is_ignored(parameter: Mapping[str, Any]) -> bool:
    return parameter.get("in") == "header" and str(parameter.get("name")).lower() in IGNORED_HEADERS


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a schema whose values are not null, if it allows others."""
    result = copy.deepcopy(dict(schema))
    if isinstance(result.get("type"), list):
        result["type"] = [each for each in result["type"] if each != "null"] or result["type"]
    for keyword, null in (("anyOf", {"type": "null"}), ("oneOf", {"type": "null"}), ("enum", None)):
        if isinstance(result.get(keyword), list):
            result[keyword] = [each for each in result[keyword] if each != null] or result[keyword]
            if keyword != "enum" and len(result[keyword]) == 1:
                result |= result.pop(keyword)[0]
    return result


def _nonempty(schema: Node) -> dict[str, int]:
    """Return the limits without the empty array and the empty object: in a path they would leave a segment empty."""
    types, data = json_types(schema), schema.data
    keywords = [key for name, key in (("array", "minItems"), ("object", "minProperties")) if name in types]
    return {key: max(1, data.get(key, 0)) for key in keywords}


def _extra_values(schema: Node) -> Iterator[Any]:
    node = schema.data
    if "x-known-values" in node:
        yield from (*node["x-known-values"], UNKNOWN_VALUE)
    if node.get("format") == "date-time":
        yield from (value for value in UNUSUAL_DATE_TIMES if is_valid(schema, value))
    types = node.get("type")
    for empty, kind in (([], "array"), ({}, "object")):
        if (types == kind or (isinstance(types, list) and kind in types)) and is_valid(schema, empty):
            yield empty


def _body_with_extra_properties(operation: Operation) -> dict[str, Any] | None:
    """Return the documented body with undocumented properties and those of the response, or None if not allowed."""
    body = operation.body
    if body is None or body.schema is None or body.schema.data.get("additionalProperties") is not True:
        return None
    example = next((value for value in body.examples().values() if isinstance(value, dict)), None)
    if example is None:
        return None
    response_schemas = [
        r.media.schema for r in operation.responses.values() if r.is_success and r.media and r.media.schema
    ]
    extra: dict[str, Any] = {"another_field": "another"}
    for schema in response_schemas:
        for name, inner in properties(schema).items():
            sample = next((v for v in _SAMPLES.get(str(inner.data.get("type")), ()) if is_valid(inner, v)), None)
            if sample is not None and name not in properties(body.schema):
                extra.setdefault(name, sample)
    return {**example, **extra}
