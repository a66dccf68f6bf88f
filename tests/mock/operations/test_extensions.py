"""Vendor extensions: access to the resources of the mock server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from caretasks.mock.model import MockExchange, Snapshot
from caretasks.mock.operations import extensions
from tests.mock.user_spec import UserSpecMock, resource_paths
from tests.openapi.operation.paged_list import LIST_PATH, paged_list_document

Extend = Callable[..., None]


@pytest.fixture
def extend(monkeypatch: pytest.MonkeyPatch) -> Extend:
    """Return a function that defines the vendor module of the API, before its mock server is built."""

    def define(*functions: Callable[[MockExchange], None], lifecycles: Any = None) -> None:
        module = ModuleType("vendor")
        module.LIFECYCLES = lifecycles or {}  # type: ignore[attr-defined]
        for function in functions:
            function.__module__ = module.__name__
            setattr(module, function.__name__, function)
        monkeypatch.setattr(extensions, "load_vendor_module", lambda *_: module)

    return define


def make_visits_mock(folder: Path) -> UserSpecMock:
    document = paged_list_document()
    listing = {"type": "object", "properties": {"all": {"type": "array", "items": {"type": "object"}}}}
    content = {"application/json": {"schema": listing, "example": {"all": []}}}
    document["paths"]["/report"] = {
        "get": {"operationId": "get_report", "responses": {"200": {"description": "", "content": content}}}
    }
    return UserSpecMock(folder, document["paths"], document["components"]["schemas"])


def age_visit(snapshot: Snapshot) -> None:
    snapshot.body["state"] = "aged"


def test_resources_have_their_path_values_and_current_body(tmp_path: Path, extend: Extend) -> None:
    def get_report(exchange: MockExchange) -> None:
        exchange.set_items([{"path": dict(path), **body} for path, body in exchange.resources("list_visits")])

    extend(get_report, lifecycles={"list_visits": age_visit})
    mock = make_visits_mock(tmp_path)
    created = [mock.request("POST", LIST_PATH, {"room": room}, 201)["data"] for room in (1, 2)]
    assert mock.request("GET", "/report")["all"] == [
        {**each, "path": {"visit_id": each["id"]}, "state": "aged"} for each in created
    ]


def test_resources_include_documented_ones_without_removed_ones(tmp_path: Path, extend: Extend) -> None:
    def list_items(exchange: MockExchange) -> None:
        found.append([(dict(path), body["name"]) for path, body in exchange.resources("get_items_id")])

    found: list[Any] = []
    extend(list_items)
    paths = resource_paths()
    paths["/items"]["get"]["operationId"] = "list_items"
    paths["/items/{id}"]["parameters"][0]["examples"] = {name: {"value": name} for name in ("a", "b")}
    media = paths["/items/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media["examples"] = {name: {"value": {"id": name, "name": name.upper()}} for name in ("a", "b")}
    mock = UserSpecMock(tmp_path, paths)
    created = mock.request("POST", "/items", {"name": "new"}, 201)
    mock.request("DELETE", "/items/b", status=204)
    mock.request("GET", "/items")
    assert found == [[({"id": "a"}, "A"), ({"id": created["id"]}, "new")]]


def test_unknown_operation_reads_no_resources(tmp_path: Path, extend: Extend) -> None:
    def list_visits(exchange: MockExchange) -> None:
        found.extend(exchange.resources("get_visit"))

    found: list[Any] = []
    extend(list_visits)
    make_visits_mock(tmp_path).request("GET", LIST_PATH)
    assert found == []


def test_items_that_are_set_are_filtered_and_paged(tmp_path: Path, extend: Extend) -> None:
    def list_visits(exchange: MockExchange) -> None:
        exchange.set_items([{"id": str(number), "room": number % 2} for number in range(10)])

    extend(list_visits)
    data = make_visits_mock(tmp_path).request("GET", f"{LIST_PATH}?rooms=1,3&page=2&limit=2")["data"]
    assert data["visits"] == [{"id": "5", "room": 1}, {"id": "7", "room": 1}]
    assert data["paging"] == {"total": 5, "pages": 3, "more": True, "page": 2, "limit": 2}


def test_set_items_are_reduced_to_the_form_of_the_list(tmp_path: Path, extend: Extend) -> None:
    def list_visits(exchange: MockExchange) -> None:
        exchange.set_items([{"data": {"id": "1"}, "note": "long"}])

    extend(list_visits)
    (visit,) = make_visits_mock(tmp_path).request("GET", LIST_PATH)["data"]["visits"]
    assert visit == {"id": "1"}


def test_response_stays_as_it_is_if_an_item_is_invalid(tmp_path: Path, extend: Extend) -> None:
    def list_visits(exchange: MockExchange) -> None:
        before = exchange.body
        exchange.set_items([{"id": "1", "room": "no number"}])
        assert exchange.body == before

    extend(list_visits)
    make_visits_mock(tmp_path).request("GET", LIST_PATH)
