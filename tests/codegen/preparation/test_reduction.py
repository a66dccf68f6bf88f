"""The reduction of a spec: the smallest part that contains an unsupported node is left out."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from caretasks.codegen.preparation.reduction import Complaint, ReducedSpec, isolate, reduce_until_supported
from caretasks.openapi.json_pointer import has_pointer, resolve_pointer

GET, POST = "/paths/~1pots/get", "/paths/~1pots/post"
JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Pot"}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pots", "version": "1"},
    "paths": {
        "/pots": {
            "get": {
                "parameters": [
                    {"name": "a", "in": "query", "schema": {"type": "string"}},
                    {"name": "b", "in": "query", "required": True, "schema": {"type": "string"}},
                    {"name": "c", "in": "query", "schema": {"type": "string"}},
                    {"name": "d", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"content": {**JSON, "image/png": {}}}, "404": {"content": {"text/x": {}}}},
            },
            "post": {
                "requestBody": {"required": True, "content": {"text/x": {}}},
                "responses": {"4XX": {"$ref": "#/components/responses/No"}},
            },
        }
    },
    "webhooks": {"grown": {"post": {"requestBody": {"content": JSON}}}},
    "components": {
        "responses": {"No": {"content": JSON}},
        "schemas": {"Pot": {"type": "object", "properties": {"size": {"type": "integer", "minimum": 1}}}},
    },
}


def reduced(*pointers: str) -> ReducedSpec:
    spec = ReducedSpec(DOCUMENT, "client")
    assert spec.leave_out_all([(pointer, "it is odd") for pointer in pointers])
    return spec


@pytest.mark.parametrize(
    ("pointer", "left_out"),
    [
        (f"{GET}/responses/200/content/image~1png", f"{GET}/responses/200/content/image~1png"),
        (f"{GET}/responses/200/content/image~1png/schema", f"{GET}/responses/200/content/image~1png"),
        (f"{GET}/parameters/0", f"{GET}/parameters/0"),
        (f"{GET}/parameters/1", GET),
        (f"{POST}/requestBody/content/text~1x", POST),
        (f"{POST}/operationId", POST),
        ("/webhooks/grown/post", "/webhooks/grown"),
    ],
)
def test_smallest_part_around_a_node_is_removed(pointer: str, left_out: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/pots"]["post"]["operationId"] = "post"
    document["paths"]["/pots"]["get"]["responses"]["200"]["content"]["image/png"]["schema"] = {}
    spec = ReducedSpec(document, "client")
    assert spec.leave_out(pointer, "it is odd")
    assert list(spec.limitations) == [left_out]
    assert spec.limitations[left_out].severity == "limitation"
    assert spec.limitations[left_out].message.endswith("not in the client: it is odd")
    assert left_out == f"{GET}/parameters/0" or not has_pointer(spec.document, left_out)


def test_schema_becomes_any_value_and_then_its_owner_does() -> None:
    size = "/components/schemas/Pot/properties/size"
    spec = reduced(size)
    assert resolve_pointer(spec.document, size) == {}
    assert spec.leave_out(size, "it is odd")
    assert spec.document["components"]["schemas"]["Pot"] == {"type": "object"}
    assert spec.limitations["/components/schemas/Pot"].message == (
        "in the client, this schema is an object with any properties: it is odd"
    )


def test_response_without_media_types_has_no_body() -> None:
    spec = reduced(f"{GET}/responses/404/content/text~1x")
    assert spec.document["paths"]["/pots"]["get"]["responses"]["404"] == {}


def test_parameters_are_named_by_their_positions_in_the_spec() -> None:
    spec = reduced(f"{GET}/parameters/0", f"{GET}/parameters/2")
    assert [each["name"] for each in spec.document["paths"]["/pots"]["get"]["parameters"]] == ["b", "d"]
    assert spec.leave_out(f"{GET}/parameters/1", "it is odd")
    assert set(spec.limitations) == {f"{GET}/parameters/{index}" for index in (0, 2, 3)}


def test_operations_that_use_a_component_are_removed() -> None:
    spec = reduced("/components/responses/No")
    assert set(spec.limitations) == {POST}


def test_spec_itself_is_not_changed() -> None:
    before = copy.deepcopy(DOCUMENT)
    reduced(GET, POST, "/components/schemas/Pot")
    assert before == DOCUMENT


def test_all_complaints_of_an_attempt_are_resolved_at_once() -> None:
    attempts = []

    def attempt(document: dict[str, Any]) -> list[Complaint]:
        attempts.append(document)
        return [(pointer, "it is odd") for pointer in (GET, POST) if has_pointer(document, pointer)]

    spec = ReducedSpec(DOCUMENT, "client")
    assert reduce_until_supported(spec, attempt) == []
    assert (len(attempts), set(spec.limitations)) == (2, {GET, POST})


def test_operation_that_makes_a_generator_fail_is_found() -> None:
    paths: dict[str, Any] = {f"/{number}": {"get": {"responses": {}}} for number in range(40)}

    def attempt(document: dict[str, Any]) -> list[Complaint]:
        if {"/7", "/30"} & document["paths"].keys() and any("get" in document["paths"][each] for each in ("/7", "/30")):
            raise ValueError("0x7f: inner words")
        return []

    spec = ReducedSpec({**DOCUMENT, "paths": paths}, "client")
    assert reduce_until_supported(spec, attempt) == []
    assert set(spec.limitations) == {"/paths/~17/get", "/paths/~130/get"}
    assert not any("inner words" in each.message for each in spec.limitations.values())


def test_schema_that_makes_a_generator_fail_is_found() -> None:
    def attempt(document: dict[str, Any]) -> list[Complaint]:
        if "properties" in document["components"]["schemas"]["Pot"]:
            raise RecursionError
        return []

    spec = ReducedSpec(DOCUMENT, "client")
    assert reduce_until_supported(spec, attempt) == []
    assert set(spec.limitations) == {"/components/schemas/Pot"}


def test_what_cannot_be_left_out_is_an_error() -> None:
    (error,) = reduce_until_supported(ReducedSpec(DOCUMENT, "client"), lambda _: [("/info", "it has no title")])
    assert error[:3] == ("/info", "the client cannot be generated: it has no title", "error")


def test_isolate_returns_nothing_if_all_fails() -> None:
    assert isolate(["a", "b"], lambda candidates: True) is None
