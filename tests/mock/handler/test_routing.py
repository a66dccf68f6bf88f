"""Routing: which paths and methods the mock server supports."""

from __future__ import annotations

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.openapi.document import Api
from caretasks.openapi.operation.path_templates import Routes
from tests.mock.mock_servers import Connect, SendRaw

RUN = "/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/tasks/"


def make_api(*paths: str, server: str = "https://example.com/v1") -> Api:
    operation = {"responses": {"200": {"description": ""}}}
    items = {path: {"get": operation} for path in paths}
    return Api("some", {"openapi": "3.1.0", "servers": [{"url": server}], "paths": items}, None, "some")


def find(routes: Routes, path: str) -> tuple[str, dict[str, str]] | None:
    match = routes.find(path.encode())
    return None if match is None else (match.operations["GET"].path, dict(match.path_values))


def test_operation_path_starts_with_the_api_and_its_server_path() -> None:
    routes = Routes([make_api("/items/{id}")])
    assert find(routes, "/some/v1/items/a") == ("/items/{id}", {"id": "a"})
    assert find(routes, "/some/items/a") is None
    assert find(routes, "/items/a") is None


def test_encoded_slash_stays_in_its_segment() -> None:
    routes = Routes([make_api("/items/{id}", "/items/{id}/parts")])
    assert find(routes, "/some/v1/items/a%2Fparts") == ("/items/{id}", {"id": "a/parts"})


def test_path_value_is_decoded_once() -> None:
    assert find(Routes([make_api("/items/{id}")]), "/some/v1/items/%2541%20+") == ("/items/{id}", {"id": "%41 +"})


def test_segment_may_contain_line_breaks() -> None:
    assert find(Routes([make_api("/items/{id}")]), "/some/v1/items/a%0Ab") == ("/items/{id}", {"id": "a\nb"})


def test_literal_path_takes_precedence_over_a_template() -> None:
    routes = Routes([make_api("/items/{id}", "/items/{name}.json", "/items/new")])
    assert find(routes, "/some/v1/items/new") == ("/items/new", {})
    assert find(routes, "/some/v1/items/x.json") == ("/items/{name}.json", {"name": "x"})
    assert find(routes, "/some/v1/items/x") == ("/items/{id}", {"id": "x"})


def test_empty_segment_does_not_match() -> None:
    assert find(Routes([make_api("/items/{id}")]), "/some/v1/items/") is None


def test_trailing_slash_is_significant(connect: Connect) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="unpod")
    assert client.get(RUN).status_code == 200
    assert client.get(RUN[:-1]).status_code == 404
    assert connect("maxcare", Authorization="Bearer k").get("/v2/tasks/x/").status_code == 404


@pytest.mark.parametrize("path", ["/nothing", "/miramace", "/miramace/v1", "/miramace/v2/task", "//task", "/%00"])
def test_unknown_path_returns_404_in_json(connect: Connect, path: str) -> None:
    response = connect().get(f"http://mock{path}")
    assert response.status_code == 404
    assert "error" in response.json()


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/maxcare/v2/nope", {"code", "message", "trace_id"}),
        ("/maxcare/v2/", {"code", "message", "trace_id"}),
        ("/miramace/v1/nope", {"error"}),
        ("/solum/v1/nope", {"detail"}),
        ("/unpod/nope", {"status_code", "message"}),
    ],
)
def test_unknown_path_of_an_api_has_the_schema_of_its_errors(connect: Connect, path: str, shape: set[str]) -> None:
    response = connect().get(f"http://mock{path}")
    assert response.status_code == 404
    assert response.json().keys() == shape
    assert "no operation has this path" in response.text


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/solum/v1/task", "/solum/v1/tasks"),
        ("/miramace/v1/tasks/123", "/miramace/v1/task/{task_id}"),
        ("/solum/tasks/123/456/789", None),
        (f"/solum/v1/{'task' * 100}", None),
    ],
)
def test_misspelled_path_gets_a_suggestion(connect: Connect, path: str, suggestion: str | None) -> None:
    text = connect().get(f"http://mock{path}").text
    assert "no operation has this path" in text
    assert (f"Did you mean '{suggestion}'?" in text) if suggestion else ("Did you mean" not in text)


@pytest.mark.parametrize(
    ("api", "path", "message"),
    [("unpod", RUN[:-1], "with a trailing slash"), ("maxcare", "/v2/tasks/x/", "without a trailing slash")],
)
def test_wrong_trailing_slash_is_reported(connect: Connect, api: str, path: str, message: str) -> None:
    response = connect(api).get(path)
    assert response.status_code == 404
    assert message in response.json()["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_undocumented_method_returns_405_with_allow(connect: Connect, method: str) -> None:
    response = connect("miramace").request(method, "/v1/task/123e4567-e89b-12d3-a456-426614174002")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()


def test_head_has_the_headers_of_get_and_no_body(connect: Connect) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="unpod")
    head, get = client.head(RUN), client.get(RUN)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == get.headers
    assert client.head(RUN, headers={"Authorization": ""}).status_code == 401


def test_application_sends_no_body_to_head(apis: dict[str, Api], send_raw: SendRaw) -> None:
    headers = [(b"authorization", b"Token k"), (b"org-handle", b"unpod")]
    received = send_raw(build_app([apis["unpod"]]), "HEAD", b"/unpod" + RUN.encode(), headers=headers)
    assert (received.status, received.body) == (200, b"")
    assert int(received.headers["content-length"]) > 0


def test_head_without_a_get_returns_405(connect: Connect) -> None:
    response = connect("miramace").head("/v1/task")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST, OPTIONS"


def test_options_names_the_methods_and_needs_no_key(connect: Connect) -> None:
    response = connect("miramace").options("/v1/task")
    assert (response.status_code, response.headers["Allow"]) == (204, "POST, OPTIONS")


def test_every_response_has_the_mock_header(connect: Connect) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o")
    responses: list[httpx.Response] = [
        client.get("/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"),
        client.get("/v2/tasks/unknown"),
        client.post("/v2/tasks/unknown"),
        client.options("/v2/tasks/unknown"),
        client.get("/nothing"),
    ]
    assert [response.status_code for response in responses] == [200, 404, 405, 204, 404]
    assert all(response.headers["X-Caretasks-Mock"] for response in responses)


def test_decoded_path_is_used_without_a_raw_path(apis: dict[str, Api], send_raw: SendRaw) -> None:
    app = build_app([apis["maxcare"]])
    headers = [(b"authorization", b"Bearer k"), (b"x-organization-id", b"o")]
    path = "/maxcare/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"
    assert send_raw(app, "GET", None, path=path, headers=headers).status == 200
    assert send_raw(app, "GET", None, path="/maxcare/v2/tasks/100%", headers=headers).status == 404


def test_absolute_request_target_is_supported(apis: dict[str, Api], send_raw: SendRaw) -> None:
    app = build_app([apis["maxcare"]])
    headers = [(b"authorization", b"Bearer k"), (b"x-organization-id", b"o")]
    target = "http://other.example:80/maxcare/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"
    assert send_raw(app, "GET", target.encode(), headers=headers).status == 200
    assert send_raw(app, "GET", None, path=target, headers=headers).status == 200
    assert send_raw(app, "GET", b"http://other.example", headers=headers).status == 404


def find_with_query(routes: Routes, path: str, query: str) -> str | None:
    match = routes.find(path.encode(), query.encode())
    return None if match is None else match.operations["GET"].path


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("beta=true", "/item?beta=true"),
        ("a=1&beta=true", "/item?beta=true"),
        ("beta=true&kind=x", "/item?beta=true&kind=x"),
        ("beta=false", "/item"),
        ("", "/item"),
    ],
)
def test_a_template_with_a_query_matches_this_query_only(query: str, path: str) -> None:
    routes = Routes([make_api("/item", "/item?beta=true", "/item?beta=true&kind=x")])
    assert find_with_query(routes, "/some/v1/item", query) == path


def test_a_template_with_a_query_needs_it() -> None:
    routes = Routes([make_api("/item?beta=true")])
    assert find_with_query(routes, "/some/v1/item", "") is None
    assert find(routes, "/some/v1/item") == ("/item?beta=true", {})  # the query is not known


def test_a_path_parameter_may_be_in_the_query_of_a_template() -> None:
    match = Routes([make_api("/item?id={id}")]).find(b"/some/v1/item", b"id=a%20b")
    assert match is not None
    assert match.path_values == {"id": "a b"}


def test_a_fragment_of_a_template_is_not_part_of_the_path() -> None:
    parameters = [{"name": "uploads", "in": "query", "required": True, "schema": {"type": "string"}}]
    operation = {"responses": {"200": {"description": ""}}}
    paths = {"/item#list": {"get": operation}, "/item#uploads": {"get": {**operation, "parameters": parameters}}}
    routes = Routes([Api("some", {"openapi": "3.1.0", "paths": paths}, None, "some")])
    assert find_with_query(routes, "/some/item", "") == "/item#list"
    assert find_with_query(routes, "/some/item", "uploads=") == "/item#uploads"


def test_operations_of_templates_of_one_shape_are_all_found() -> None:
    operation = {"responses": {"200": {"description": ""}}}
    paths = {"/items/{id}": {"get": operation}, "/items/{name}": {"put": operation}}
    match = Routes([Api("some", {"openapi": "3.1.0", "paths": paths}, None, "some")]).find(b"/some/items/a")
    assert match is not None
    assert {method: each.path for method, each in match.operations.items()} == {
        "GET": "/items/{id}",
        "PUT": "/items/{name}",
    }
    assert match.path_values == {"id": "a", "name": "a"}


def test_a_template_is_found_after_another_one_begins_like_the_path() -> None:
    routes = Routes([make_api("/a/{x}/c", "/{y}/b/d")])
    assert find(routes, "/some/v1/a/b/d") == ("/{y}/b/d", {"y": "a"})
    assert find(routes, "/some/v1/a/b/c") == ("/a/{x}/c", {"x": "b"})


def test_an_operation_is_found_below_the_path_of_each_of_its_servers() -> None:
    operation = {"responses": {"200": {"description": ""}}}
    own = {"servers": [{"url": "https://files.example.com/{area}", "variables": {"area": {"default": "up"}}}]}
    document = {
        "openapi": "3.1.0",
        "servers": [{"url": "https://example.com/v1"}, {"url": "/v2"}],
        "paths": {"/items": {"get": operation}, "/files": {"get": operation, **own}},
    }
    routes = Routes([Api("some", document, None, "some")])
    assert [find(routes, f"/some{path}/items") is not None for path in ("/v1", "/v2", "/up", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert [find(routes, f"/some{path}/files") is not None for path in ("/v1", "/up")] == [True, True]


def test_an_operation_below_the_first_server_comes_first() -> None:
    document_paths = ["/items", "/v1/items"]
    api = make_api(*document_paths, server="/")
    api.document["servers"].append({"url": "/v1"})
    assert find(Routes([api]), "/some/v1/items") == ("/v1/items", {})


def test_a_variable_without_a_value_is_its_name() -> None:
    assert make_api("/items", server="https://example.com/{area}/v1").base_path == "/area/v1"
