"""Generated iterators and waits: which operations have them, their arguments and their types."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.packages import generate
from tests.codegen.test_client import JSON

TEXT = {"type": "string"}
STATUS = {"$ref": "#/components/schemas/State"}
PAGED = {"page": "page", "page_size": "limit", "items": "/data/pots", "total": "/total", "has_more": "/more"}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def operation(operation_id: str, schema: dict[str, Any], *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = {"description": "Read", "content": {JSON: {"schema": schema}}}
    return {"operationId": operation_id, "parameters": list(parameters), "responses": {"200": response}, **more}


PAGE, LIMIT = query("page", {"type": "integer", "default": 1}), query("limit", {"type": "integer", "default": 2})
PATHS: dict[str, Any] = {
    "/v1/pots": {
        "get": operation("list_pots", ref("Pots"), PAGE, LIMIT, query("kind", TEXT), **{"x-pagination": PAGED})
    },
    "/v1/all": {"get": operation("all_pots", ref("Pots"), PAGE, LIMIT, **{"x-pagination": PAGED})},
    "/v1/pot/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
        "get": operation("get_pot", ref("Pot"), query("deep", {"type": "boolean"}), description="Only pots of v1."),
    },
    "/v1/shelf": {"get": operation("get_shelf", record(data=record(status=STATUS)))},
    "/v1/shelf/pots": {"get": operation("get_shelf_pots", ref("Pots"))},
    "/v1/other": {"get": operation("read_pot", ref("Pot")), "post": operation("get_new_pot", ref("Pot"))},
    "/v1/place": {"get": operation("get_place", record(name=TEXT))},
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pots", "version": "1", "x-client-class": "Trial"},
    "servers": [{"url": "https://plants.example"}],
    "paths": PATHS,
    "components": {
        "schemas": {
            "State": {"type": "string", "enum": ["new", "grown", "dead"], "x-final-values": ["grown", "dead"]},
            "Pot": {**record(name=TEXT, status=STATUS, leaves={"type": "array", "items": record(status=STATUS)})},
            "Pots": record(data=ref("Shelf"), total={"type": "integer"}, more={"type": "boolean"}),
            "Shelf": record(pots={"type": "array", "items": ref("Pot")}),
        }
    },
}


@pytest.fixture(scope="module")
def pots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("pots")
    assert generate(folder, "pots", DOCUMENT) == []
    sys.path.insert(0, str(folder))
    yield importlib.import_module("caretasks.pots")
    sys.path.remove(str(folder))


Respond = Callable[[httpx.Request], httpx.Response]


class Driver:
    """A sync or async client of the package: iterators become lists, coroutines their results."""

    def __init__(self, pots: Any, runner: asyncio.Runner | None, respond: Respond) -> None:
        self.requests: list[httpx.Request] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return respond(request)

        client_class = pots.Trial if runner is None else pots.AsyncTrial
        self._client = client_class(http_client=httpx.MockTransport(handle))
        self._runner = runner

    def __call__(self, method: str, *arguments: Any, **named: Any) -> Any:
        result = getattr(self._client, method)(*arguments, **named)
        if self._runner is None:
            return list(result) if isinstance(result, Iterator) else result
        return self._runner.run(_collect(result) if hasattr(result, "__aiter__") else result)


async def _collect(items: Any) -> list[Any]:
    return [item async for item in items]


@pytest.fixture(params=["sync", "async"])
def drive(request: pytest.FixtureRequest, pots: Any) -> Iterator[Callable[[Respond], Driver]]:
    with contextlib.ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner()) if request.param == "async" else None
        yield lambda respond: Driver(pots, runner, respond)


def page_of_two(request: httpx.Request) -> httpx.Response:
    page = int(request.url.params["page"])
    pots = [{"name": f"{page}-{number}"} for number in range(2)]
    return httpx.Response(200, json={"data": {"pots": pots}, "total": 4, "more": page < 2})


def test_iterator_yields_the_items_of_all_pages_as_models(drive: Callable[[Respond], Driver], pots: Any) -> None:
    driver = drive(page_of_two)
    found = driver("iter_pots", kind="fern")
    assert found == [pots.Pot(name=name) for name in ("1-0", "1-1", "2-0", "2-1")]
    assert [dict(each.url.params) for each in driver.requests] == [
        {"page": page, "limit": "2", "kind": "fern"} for page in ("1", "2")
    ]


def test_wait_passes_the_arguments_of_the_operation_and_returns_its_response(
    drive: Callable[[Respond], Driver], pots: Any
) -> None:
    driver = drive(lambda request: httpx.Response(200, json={"status": "grown"}))
    assert driver("wait_for_pot", "p1", deep=True, headers={"X-Mine": "yes"}) == pots.Pot(status="grown")
    (request,) = driver.requests
    assert (request.url.raw_path, request.headers["X-Mine"]) == (b"/v1/pot/p1?deep=true", "yes")


def test_iterator_has_the_arguments_of_the_operation_without_the_page(pots: Any) -> None:
    signature = inspect.signature(pots.Trial.iter_pots)
    assert [*signature.parameters] == ["self", "limit", "kind", "max_pages", "max_items", "timeout", "headers"]
    assert signature.return_annotation == Iterator[pots.Pot]


def test_iterator_of_an_operation_without_list_in_its_id_has_the_whole_id_in_its_name(pots: Any) -> None:
    assert pots.Trial.iter_all_pots.__doc__.startswith("Iterate over the items of `all_pots`")


def test_reads_with_a_status_have_a_wait(pots: Any) -> None:
    waits = {name for name in vars(pots.AsyncTrial) if name.startswith("wait_for_")}
    assert waits == {"wait_for_pot", "wait_for_shelf", "wait_for_shelf_pots"}


@pytest.mark.parametrize(
    ("module", "pointer"),
    [("get_pot", "/status"), ("get_shelf", "/data/status"), ("get_shelf_pots", "/data/pots/*/status")],
)
def test_wait_finds_the_status_of_the_object_before_that_of_objects_in_it(pots: Any, module: str, pointer: str) -> None:
    final = importlib.import_module(f"caretasks.pots.api.default.{module}").FINAL_STATUS
    assert (final.pointer, final.values) == (pointer, ("grown", "dead"))


def test_docstring_of_a_wait_has_the_final_values_and_the_description(pots: Any) -> None:
    docstring = inspect.getdoc(pots.Trial.wait_for_pot)
    assert docstring is not None
    assert docstring.startswith("Call `get_pot` until the status is final: grown, dead.\n\nOnly pots of v1.\n")


@pytest.mark.parametrize(
    ("path", "parameter", "message"),
    [
        ("/v1/pots", query("max_items", TEXT), "iter_pots has another argument max_items"),
        ("/v1/shelf", query("interval", TEXT), "wait_for_shelf has another argument interval"),
    ],
)
def test_parameter_with_the_name_of_another_argument_is_rejected(
    tmp_path: Path, path: str, parameter: dict[str, Any], message: str
) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["paths"][path]["get"]["parameters"].append(parameter)
    (problem,) = generate(tmp_path, "pots", document)
    assert message in problem.message


def test_operation_with_the_name_of_an_iterator_is_rejected(tmp_path: Path) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/v1/place"]["get"]["operationId"] = "iter_pots"
    (problem,) = generate(tmp_path, "pots", document)
    assert "its method iter_pots would be that of" in problem.message


def test_base_url_with_the_version_of_the_paths_is_rejected(pots: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = r"base_url \(or POTS_BASE_URL\) ends with /v2, .* Use http://127.0.0.1:1/pots$"
    with pytest.raises(pots.ConfigurationError, match=expected):
        pots.Trial(base_url="http://127.0.0.1:1/pots/v2/")
    monkeypatch.setenv("POTS_BASE_URL", "http://127.0.0.1:1/pots/v2")
    with pytest.raises(pots.ConfigurationError, match=expected):
        pots.AsyncTrial()
