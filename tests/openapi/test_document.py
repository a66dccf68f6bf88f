"""The view of one API: parameters, responses, security schemes, servers, names and examples."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from caretasks.openapi.document import Api, Media, Node


def make_api(**document: Any) -> Api:
    return Api("some-notes", {"openapi": "3.1.0", "info": {"title": "Notes"}, **document}, None, "openapi.yaml")


def header(name: str, **keywords: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string"}, **keywords}


@pytest.mark.parametrize(
    ("name", "argument", "variable"),
    [
        ("X-Organization-Id", "organization_id", "SOME_NOTES_ORGANIZATION_ID"),
        ("Org-Handle", "org_handle", "SOME_NOTES_ORG_HANDLE"),
        ("x-tenant", "tenant", "SOME_NOTES_TENANT"),
        ("X-clinicID", "clinic_id", "SOME_NOTES_CLINIC_ID"),
        ("Account", "account", "SOME_NOTES_ACCOUNT"),
        ("X-X-Ray", "x_ray", "SOME_NOTES_X_RAY"),
    ],
)
def test_account_header_names_its_argument_and_variable(name: str, argument: str, variable: str) -> None:
    api = make_api(paths={"/a": {"get": {"parameters": [header(name, **{"x-account": True})], "responses": {}}}})
    (parameter,) = api.operations[0].parameters
    assert parameter.is_account_header
    assert (parameter.argument_name, parameter.environment_variable) == (argument, variable)
    assert api.account_variables == (variable,)


def test_only_marked_headers_are_account_headers() -> None:
    query = {"name": "q", "in": "query", "x-account": True}
    api = make_api(paths={"/a": {"get": {"parameters": [header("X-Trace"), query], "responses": {}}}})
    assert [parameter.is_account_header for parameter in api.operations[0].parameters] == [False, False]


def test_parameters_omit_headers_that_openapi_ignores() -> None:
    names = ["Accept", "content-type", "Authorization", "X-Other"]
    api = make_api(paths={"/a": {"get": {"parameters": [header(name) for name in names], "responses": {}}}})
    assert [parameter.name for parameter in api.operations[0].parameters] == ["X-Other"]


def test_operation_parameter_replaces_the_path_item_parameter() -> None:
    item = {
        "parameters": [header("X-A", description="path")],
        "get": {"parameters": [header("X-A", description="operation")]},
    }
    (parameter,) = make_api(paths={"/a": item}).operations[0].parameters
    assert parameter.data["description"] == "operation"


@pytest.mark.parametrize(
    ("server", "path"),
    [
        ({"url": "https://example.com"}, ""),
        ({"url": "https://example.com/"}, ""),
        ({"url": "https://example.com/v2/"}, "/v2"),
        ({"url": "https://example.com/{v}/{w}", "variables": {"v": {"default": "v3"}, "w": {"default": "b"}}}, "/v3/b"),
        ({"url": "/relative"}, "/relative"),
        ({"url": "{site}/v2"}, "/v2"),
    ],
)
def test_base_path_is_the_path_of_the_first_server(server: dict[str, Any], path: str) -> None:
    assert make_api(servers=[server, {"url": "https://other.example.com/other"}]).base_path == path


def test_base_path_without_a_server_is_empty() -> None:
    assert make_api().base_path == ""


def test_names_are_derived_from_the_directory() -> None:
    api = make_api()
    assert api.base_url_variable == "SOME_NOTES_BASE_URL"
    assert api.client_class == "SomeNotes"


def test_client_class_can_be_set_in_the_document() -> None:
    assert make_api(info={"title": "Notes", "x-client-class": "Jotter"}).client_class == "Jotter"


@pytest.mark.parametrize(
    ("scheme", "location", "prefix"),
    [
        ({"type": "http", "scheme": "bearer"}, ("header", "Authorization"), "Bearer "),
        ({"type": "apiKey", "in": "header", "name": "X-API-Key"}, ("header", "X-API-Key"), ""),
        (
            {"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "Token "},
            ("header", "Authorization"),
            "Token ",
        ),
        ({"type": "apiKey", "in": "query", "name": "key"}, ("query", "key"), ""),
    ],
)
def test_security_scheme_has_the_location_and_prefix_of_the_key(
    scheme: dict[str, Any], location: tuple[str, str], prefix: str
) -> None:
    api = make_api(
        security=[{"key": []}],
        components={"securitySchemes": {"key": scheme}},
        paths={"/a": {"get": {"responses": {}}}},
    )
    ((found,),) = api.operations[0].security
    assert (found.key_location, found.key_prefix) == (location, prefix)
    assert found.header_name == (location[1] if location[0] == "header" else None)


def test_mutual_tls_sends_no_key() -> None:
    api = make_api(components={"securitySchemes": {"tls": {"type": "mutualTLS"}}})
    assert [scheme.key_location for scheme in api.security_schemes] == [("", "")]


def test_find_response_prefers_the_code_then_its_range_then_the_default() -> None:
    documented: dict[str, Any] = {"200": {}, "2XX": {}, "4xx": {}, "default": {}}
    operation = make_api(paths={"/a": {"get": {"responses": documented}}}).operations[0]
    found = {status: operation.find_response(status) for status in (200, 202, 404, 500)}
    assert {status: response and response.status for status, response in found.items()} == {
        200: "200",
        202: "2XX",
        404: "4XX",
        500: "default",
    }


@pytest.mark.parametrize(
    ("documented", "status", "is_success"),
    [
        ({"default": {}}, 200, True),
        ({"default": {}}, 404, False),
        ({"201": {}, "default": {}}, 200, False),
        ({"206": {}}, 206, True),
        ({"206": {"x-error": True}}, 206, False),
        ({"207": {}, "default": {}}, 207, True),
        ({"2XX": {}}, 206, True),
    ],
)
def test_response_is_success(documented: dict[str, Any], status: int, is_success: bool) -> None:
    response = make_api(paths={"/a": {"get": {"responses": documented}}}).operations[0].find_response(status)
    assert response is not None
    assert response.is_success is is_success


def test_child_resolves_references() -> None:
    api = make_api(a={"$ref": "#/b"}, b={"content": {"$ref": "#/c"}}, c={"x": {}})
    assert Node(api, "").child("a", "content", "x").pointer == "/c/x"


def test_there_is_one_object_per_node() -> None:
    api = make_api(a={"$ref": "#/b"}, b={"x": {}})
    root = api.node("")
    assert root.child("a", "x") is root.child("b", "x") is api.node("/b/x")
    assert root.child("b").as_kind(Media) is api.node("/a").as_kind(Media)


def test_nodes_are_equal_by_kind_and_pointer() -> None:
    api = make_api(a={})
    assert Node(api, "/a") == api.node("/a") != Media(api, "/a")
    assert Node(make_api(a={}), "/a") != api.node("/a")


def test_copy_of_an_api_has_no_derived_results() -> None:
    api = make_api(a={})
    api.derived["a"] = 1
    copied = copy.deepcopy(api)
    assert (copied.document, copied.derived) == (api.document, {})


def test_examples_are_named_and_their_references_resolved() -> None:
    media = {"examples": {"a": {"$ref": "#/components/examples/a"}, "b": {"value": None}, "c": {"externalValue": "x"}}}
    api = make_api(x=media, y={"example": 3}, components={"examples": {"a": {"value": 1}}})
    assert Node(api, "/x").examples() == {"a": 1, "b": None}
    assert Node(api, "/y").examples() == {"example": 3}


def test_get_operation_returns_the_operation_with_the_id() -> None:
    api = make_api(paths={"/a": {"get": {"responses": {}}}, "/b": {"get": {"operationId": "b", "responses": {}}}})
    assert [api.get_operation(id_).path for id_ in ("get_a", "b")] == ["/a", "/b"]
    with pytest.raises(KeyError):
        api.get_operation("c")


def test_response_of_a_status_without_a_body_has_no_media_types() -> None:
    content = {"application/json": {"schema": {"type": "object"}}}
    responses = {status: {"description": "", "content": content} for status in ("200", "204")}
    operation = make_api(paths={"/items": {"delete": {"operationId": "delete", "responses": responses}}}).operations[0]
    assert [len(operation.responses[status].media_types) for status in ("200", "204")] == [1, 0]
