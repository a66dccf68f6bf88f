"""A Hypothesis strategy for specs with the constructs and the mistakes of published documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from caretasks.openapi.document import HTTP_METHODS
from tests.conformance.generated_specs import specs

Change = Callable[[dict[str, Any]], None]


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        yield from ((path, item[method]) for method in HTTP_METHODS if method in item)


def _first(document: dict[str, Any]) -> dict[str, Any]:
    return next(operation for _, operation in _operations(document))


def _media(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the JSON media types of all bodies."""
    for _, operation in _operations(document):
        for owner in (operation.get("requestBody", {}), *operation.get("responses", {}).values()):
            yield from (media for kind, media in owner.get("content", {}).items() if "json" in kind)


def _add_property(document: dict[str, Any], schema: Any) -> None:
    """Give the body of a response a property."""
    properties = {"id": {"type": "string"}, "added": schema}
    content = {"application/json": {"schema": {"type": "object", "properties": properties}}}
    _first(document)["responses"] = {"200": {"description": "", "content": content}}


def _without_ids(document: dict[str, Any]) -> None:
    for _, operation in _operations(document):
        del operation["operationId"]


def _with_equal_ids(document: dict[str, Any]) -> None:
    for _, operation in _operations(document):
        operation["operationId"] = "same"


def _with_invalid_examples(document: dict[str, Any]) -> None:
    for media in _media(document):
        media.pop("examples", None)
        media["example"] = {"not": ["what", "the schema says"]}


def _without_path_parameters(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        item.pop("parameters", None)


def _without_responses(document: dict[str, Any]) -> None:
    _first(document).pop("responses", None)


def _with_references_to_references(document: dict[str, Any]) -> None:
    document["components"]["responses"] = {
        "First": {"$ref": "#/components/responses/Second"},
        "Second": {"description": "found", "content": {"application/json": {"schema": {"type": "object"}}}},
    }
    _first(document)["responses"] = {"200": {"$ref": "#/components/responses/First"}}


def _with_path_of_the_same_shape(document: dict[str, Any]) -> None:
    parameter = {"name": "other", "in": "path", "required": True, "schema": {"type": "string"}}
    operation = {"operationId": "get_other", "parameters": [parameter], "responses": {"200": {"description": ""}}}
    document["paths"]["/notes/{other}"] = {"head": operation}


def _with_parameter_in_body(document: dict[str, Any]) -> None:
    _first(document).setdefault("parameters", []).append({"name": "b", "in": "body", "schema": {"type": "object"}})


def _with_identifiers(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Named"] = {"$id": "https://example.com/named", "type": "integer"}
    _add_property(document, {"$ref": "https://example.com/named"})


def _with_recursive_union(document: dict[str, Any]) -> None:
    reference = {"$ref": "#/components/schemas/Base"}
    document["components"]["schemas"] |= {
        "Base": {"type": "object", "oneOf": [{"$ref": "#/components/schemas/Child"}]},
        "Child": {"allOf": [reference, {"type": "object", "properties": {"name": {"type": "string"}}}]},
    }
    _add_property(document, reference)


CHANGES: dict[str, Change] = {
    "no operation IDs": _without_ids,
    "equal operation IDs": _with_equal_ids,
    "invalid examples": _with_invalid_examples,
    "undeclared path parameters": _without_path_parameters,
    "no responses": _without_responses,
    "empty responses": lambda document: _first(document).update(responses={}),
    "references to references": _with_references_to_references,
    "two paths of one shape": _with_path_of_the_same_shape,
    "parameter in body": _with_parameter_in_body,
    "identifiers": _with_identifiers,
    "recursive union": _with_recursive_union,
    "unresolved reference": lambda document: _add_property(document, {"$ref": "#/components/schemas/Missing"}),
    "reference to a property": lambda document: _add_property(
        document, {"$ref": "#/components/securitySchemes/Basic/x"}
    ),
    "reference with siblings": lambda document: _add_property(
        document, {"$ref": "#/components/schemas/Missing", "description": "d", "nullable": True}
    ),
    "boolean required": lambda document: _add_property(document, {"type": "string", "required": True}),
    "empty enum": lambda document: _add_property(document, {"type": "string", "enum": []}),
    "array without items": lambda document: _add_property(document, {"type": "array"}),
    "unknown format": lambda document: _add_property(document, {"type": "string", "format": "phone-ish"}),
    "unknown type": lambda document: _add_property(document, {"type": "float"}),
    "invalid pattern": lambda document: _add_property(document, {"type": "string", "pattern": "("}),
    "invalid default": lambda document: _add_property(document, {"type": "integer", "default": "one"}),
    "properties without a type": lambda document: _add_property(document, {"properties": {"a": {"type": "string"}}}),
    "unknown keyword": lambda document: _first(document).update(unknown=1),
    "equal tags": lambda document: document.update(tags=[{"name": "a"}, {"name": "a"}]),
    "unknown server variable": lambda document: document.update(servers=[{"url": "https://{region}.example.com/v1"}]),
    "unknown security scheme": lambda document: _first(document).update(security=[{"Unknown": []}]),
}


@st.composite
def published_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a spec with one to three changes."""
    document = draw(specs())
    for name in draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True)):
        CHANGES[name](document)
    return document
