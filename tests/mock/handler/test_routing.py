"""Which paths and methods a stand-in answers."""

from __future__ import annotations

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.openapi.document import Api
from caretasks.openapi.operation.path_templates import Routes
from tests.mock.mock_servers import Ask, Connect

RUN = "/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/tasks/"


def api(*paths: str, server: str = "https://example.com/v1") -> Api:
    operation = {"responses": {"200": {"description": ""}}}
    items = {path: {"get": operation} for path in paths}
    return Api("some", {"openapi": "3.1.0", "servers": [{"url": server}], "paths": items}, None, "some")


def found(routes: Routes, path: str) -> tuple[str, dict[str, str]] | None:
    match = routes.find(path.encode())
    return None if match is None else (match.operations["GET"].path, dict(match.values))


def test_operations_stand_below_the_api_and_the_path_of_its_first_server() -> None:
    routes = Routes([api("/things/{id}")])
    assert found(routes, "/some/v1/things/a") == ("/things/{id}", {"id": "a"})
    assert found(routes, "/some/things/a") is None
    assert found(routes, "/things/a") is None


def test_an_encoded_slash_stays_in_its_segment() -> None:
    routes = Routes([api("/things/{id}", "/things/{id}/parts")])
    assert found(routes, "/some/v1/things/a%2Fparts") == ("/things/{id}", {"id": "a/parts"})


def test_a_value_is_decoded_once() -> None:
    assert found(Routes([api("/things/{id}")]), "/some/v1/things/%2541%20+") == ("/things/{id}", {"id": "%41 +"})


def test_a_segment_may_hold_line_breaks() -> None:
    assert found(Routes([api("/things/{id}")]), "/some/v1/things/a%0Ab") == ("/things/{id}", {"id": "a\nb"})


def test_a_literal_path_comes_before_a_templated_one() -> None:
    routes = Routes([api("/things/{id}", "/things/{name}.json", "/things/new")])
    assert found(routes, "/some/v1/things/new") == ("/things/new", {})
    assert found(routes, "/some/v1/things/x.json") == ("/things/{name}.json", {"name": "x"})
    assert found(routes, "/some/v1/things/x") == ("/things/{id}", {"id": "x"})


def test_an_empty_segment_is_no_value() -> None:
    assert found(Routes([api("/things/{id}")]), "/some/v1/things/") is None


def test_a_closing_slash_counts(connect: Connect) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="unpod")
    assert client.get(RUN).status_code == 200
    assert client.get(RUN[:-1]).status_code == 404
    assert connect("maxcare", Authorization="Bearer k").get("/tasks/x/").status_code == 404


@pytest.mark.parametrize("path", ["/nothing", "/miramace", "/miramace/v1", "/miramace/v2/task", "//task", "/%00"])
def test_an_unknown_path_is_404_in_json(connect: Connect, path: str) -> None:
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
def test_an_unknown_path_of_an_api_is_404_in_its_own_shape(connect: Connect, path: str, shape: set[str]) -> None:
    response = connect().get(f"http://mock{path}")
    assert response.status_code == 404
    assert response.json().keys() == shape
    assert "no operation has this path" in response.text


@pytest.mark.parametrize(
    ("api", "path", "word"),
    [("unpod", RUN[:-1], "with a closing slash"), ("maxcare", "/tasks/x/", "without a closing slash")],
)
def test_a_path_that_lacks_nothing_but_its_slash_is_told_so(connect: Connect, api: str, path: str, word: str) -> None:
    response = connect(api).get(path)
    assert response.status_code == 404
    assert word in response.json()["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_an_undeclared_method_is_405_with_allow(connect: Connect, method: str) -> None:
    response = connect("miramace").request(method, "/v1/task/123e4567-e89b-12d3-a456-426614174002")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()


def test_head_is_get_without_the_body(connect: Connect) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="unpod")
    head, get = client.head(RUN), client.get(RUN)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == get.headers
    assert client.head(RUN, headers={"Authorization": ""}).status_code == 401


def test_head_has_no_body_even_before_a_server_takes_it_away(apis: dict[str, Api], ask: Ask) -> None:
    headers = [(b"authorization", b"Token k"), (b"org-handle", b"unpod")]
    answered = ask(build_app([apis["unpod"]]), "HEAD", b"/unpod" + RUN.encode(), headers=headers)
    assert (answered.status, answered.body) == (200, b"")
    assert int(answered.headers["content-length"]) > 0


def test_head_is_405_where_there_is_no_get(connect: Connect) -> None:
    response = connect("solum").head("/v1/tasks")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST, OPTIONS"


def test_options_names_the_methods_and_needs_no_key(connect: Connect) -> None:
    response = connect("solum").options("/v1/tasks")
    assert (response.status_code, response.headers["Allow"]) == (204, "POST, OPTIONS")


def test_every_answer_says_that_it_is_not_the_vendor(connect: Connect) -> None:
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o")
    answers: list[httpx.Response] = [
        client.get("/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"),
        client.get("/tasks/unknown"),
        client.post("/tasks/unknown"),
        client.options("/tasks/unknown"),
        client.get("/nothing"),
    ]
    assert [response.status_code for response in answers] == [200, 404, 405, 204, 404]
    assert all(response.headers["X-Caretasks-Mock"] for response in answers)


def test_without_a_raw_path_the_decoded_one_is_used(apis: dict[str, Api], ask: Ask) -> None:
    app = build_app([apis["maxcare"]])
    headers = [(b"authorization", b"Bearer k"), (b"x-organization-id", b"o")]
    path = "/maxcare/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"
    assert ask(app, "GET", None, path=path, headers=headers).status == 200
    assert ask(app, "GET", None, path="/maxcare/v2/tasks/100%", headers=headers).status == 404


def test_a_target_may_be_in_absolute_form(apis: dict[str, Api], ask: Ask) -> None:
    app = build_app([apis["maxcare"]])
    headers = [(b"authorization", b"Bearer k"), (b"x-organization-id", b"o")]
    target = "http://other.example:80/maxcare/v2/tasks/a1b2c3d4-5678-4abc-9def-0123456789ab"
    assert ask(app, "GET", target.encode(), headers=headers).status == 200
    assert ask(app, "GET", None, path=target, headers=headers).status == 200
    assert ask(app, "GET", b"http://other.example", headers=headers).status == 404
