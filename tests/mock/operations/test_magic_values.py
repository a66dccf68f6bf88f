"""Magic values: data that selects a documented error, or the outcome of a call."""

from __future__ import annotations

from html import unescape
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.operations.magic_values import MagicValue, find_magic_fields, iter_magic_values
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import Store
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.credentials import encode_credential, keys_by_scheme, select_alternative
from caretasks.openapi.schema.examples import valid_body
from caretasks.openapi.schema.validation import is_valid, iter_violations
from tests.bundled_apis import load_bundled_apis
from tests.mock.mock_servers import AppTransport, Connect, WriteSpec
from tests.mock.unusual_spec import UNUSUAL_SPEC

UUID = "00000000-0000-4000-8000-000000000"
TASK = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550123",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-42661417400f",
}
MAGIC_VALUES = [magic for magic in iter_magic_values(load_bundled_apis()) if magic.effect[:3].isdecimal()]


@pytest.fixture
def unusual_api(write_spec: WriteSpec) -> Api:
    return Catalog(write_spec("unusual", UNUSUAL_SPEC)).load("unusual")


@pytest.fixture
def unusual_client(unusual_api: Api, connect: Connect) -> httpx.Client:
    return connect("unusual", others=[unusual_api])


def required_headers(operation: Operation) -> dict[str, str]:
    """Return the headers that a request needs: those of the key and of the account."""
    keys = keys_by_scheme(operation.api, "k:k")
    credentials = {each.key_location[1]: encode_credential(each, "k:k") for each in select_alternative(operation, keys)}
    return {
        each.name: "o" for each in operation.parameters if each.location == "header" and each.required
    } | credentials


def send_magic_value(connect: Connect, api: Api, magic: MagicValue) -> list[httpx.Response]:
    """Send a request with the value in each of its locations, and return the responses."""
    operation = api.get_operation(magic.operation)
    client = connect(magic.api, **required_headers(operation))
    location, _, names = magic.location.partition(" ")
    responses = []
    for name in names.split(", "):
        path = operation.path
        for parameter in (each for each in operation.parameters if each.location == "path"):
            value = (
                magic.value
                if (location, name) == ("path", parameter.name)
                else next(iter(parameter.examples().values()))
            )
            path = path.replace(f"{{{parameter.name}}}", str(value))
        sent = {name: magic.value} if location == "body" else {}
        body = None if operation.body is None else valid_body(operation.body) | sent
        query = {name: magic.value} if location == "query" else {}
        responses.append(client.request(operation.method, path, params=query, json=body))
    return responses


@pytest.mark.parametrize("magic", MAGIC_VALUES, ids=lambda magic: f"{magic.api}-{magic.operation}-{magic.effect[:3]}")
def test_magic_id_returns_its_error_in_each_location(connect: Connect, apis: dict[str, Api], magic: MagicValue) -> None:
    status = int(magic.effect[:3])
    response = apis[magic.api].get_operation(magic.operation).find_response(status)
    assert response is not None
    schema = None if response.media is None else response.media.schema
    for sent in send_magic_value(connect, apis[magic.api], magic):
        assert sent.status_code == status
        assert schema is None or list(iter_violations(schema, sent.json())) == []
        assert ("Retry-After" in sent.headers) == (status == 429)


def test_operation_has_a_magic_value_for_each_documented_error(apis: dict[str, Api]) -> None:
    for api in apis.values():
        for operation in api.operations:
            found = {
                magic.effect[:3] for magic in MAGIC_VALUES if (magic.api, magic.operation) == (api.name, operation.id)
            }
            documented = {status for status, response in operation.responses.items() if not response.is_success}
            if not find_magic_fields(operation).statuses:  # nothing in its request can have a magic value
                continue
            assert {status for status in documented if status.isdecimal()} <= found
            for status in documented - found:
                assert any(each[0] == status[0] for each in found)
    assert any((magic.api, magic.value) == ("unpod", "error-206") for magic in MAGIC_VALUES)


def test_magic_error_creates_no_resource(unusual_client: httpx.Client) -> None:
    first = unusual_client.post("/orders", json={"title": "Tea"}).json()["number"]
    assert unusual_client.post("/orders", json={"title": "error-409"}).status_code == 409
    assert unusual_client.post("/orders", json={"title": "Tea"}).json()["number"] == first + 1


def test_magic_id_without_a_key_returns_401(connect: Connect) -> None:
    assert connect("maxcare", X_Organization_Id="o").get("/v2/tasks/error-500").status_code == 401


def test_prefer_header_overrides_a_magic_id(connect: Connect, unusual_client: httpx.Client) -> None:
    response = unusual_client.post("/orders", json={"title": "error-409"}, headers={"Prefer": "code=201"})
    assert (response.status_code, response.json()["title"]) == (201, "error-409")
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o", Prefer="code=403")
    assert client.get("/v2/tasks/error-500").status_code == 403


def test_documented_example_is_not_magic(unusual_client: httpx.Client) -> None:
    assert unusual_client.get("/orders/900000403").status_code == 403
    assert unusual_client.get("/orders/900000404").status_code == 200  # the example of the path parameter
    assert unusual_client.post("/orders", json={"title": "error-409"}).status_code == 409
    assert unusual_client.post("/orders", json={"title": "error-402"}).status_code == 201  # the example of the body


def test_magic_values_conform_to_their_schema(unusual_api: Api) -> None:
    label = unusual_api.get_operation("readLabel").parameters[0].schema
    assert label is not None
    found = [magic for magic in iter_magic_values([unusual_api]) if magic.operation == "readLabel"]
    assert [magic.value for magic in found] == ["ERROR206", "ERROR404"]
    assert all(is_valid(label, magic.value) for magic in found)


def test_field_whose_name_only_ends_in_id_is_not_an_id(unusual_api: Api) -> None:
    assert {magic.location for magic in iter_magic_values([unusual_api]) if magic.operation == "order"} == {
        "body title"
    }  # and not in `paid`


@pytest.mark.parametrize(("path", "status", "content"), [("ERROR206", 206, b'"half"'), ("ERROR404", 404, None)])
def test_magic_error_has_its_documented_body(
    unusual_client: httpx.Client, path: str, status: int, content: bytes | None
) -> None:
    response = unusual_client.get(f"/labels/{path}")
    assert response.status_code == status
    if content is not None:
        assert response.content == content


class MagicCall:
    """A task that calls a magic phone number, on a mock server whose clock the test advances."""

    def __init__(self, api: Api, number: str) -> None:
        self.clock = Clock(1, running=False)
        app = build_app([api], state=State(Store(), self.clock))
        self._client = httpx.Client(
            transport=AppTransport(app), base_url="http://mock/miramace", headers={"Authorization": "Bearer k"}
        )
        response = self._client.post("/v1/task", json=TASK | {"phone_number": number})
        self._id = response.raise_for_status().json()["id"]

    def task_after(self, seconds: float) -> dict[str, Any]:
        """Advance the clock and return the task."""
        self.clock.advance(seconds)
        task = self._client.get(f"/v1/task/{self._id}", params={"include_all_calls": "true"}).json()
        assert not any("caretasks" in name for name in task)
        return dict(task)


@pytest.mark.parametrize(
    ("number", "status", "calls"),
    [
        ("+15005550100", "COMPLETED", ["SUCCESS"]),
        ("+15005550101", "FAILED", ["FAILED"]),
        ("+15005550102", "FAILED", ["FAILED"]),
        ("+15005550103", "FAILED", ["FAILED"]),
        ("+15005550105", "COMPLETED", ["FAILED", "SUCCESS"]),
    ],
)
def test_magic_phone_number_selects_the_outcome_of_its_call(
    apis: dict[str, Api], number: str, status: str, calls: list[str]
) -> None:
    for _ in range(5):  # without magic values, some of these calls would end differently
        task = MagicCall(apis["miramace"], number)
        assert task.task_after(0)["status"] == "PENDING"
        assert task.task_after(20)["status"] == "IN_PROGRESS"
        ended = task.task_after(40)
        assert (ended["status"], [call["status"] for call in ended["calls"]]) == (status, calls)


def test_failed_task_has_a_reason(apis: dict[str, Api]) -> None:
    ended = MagicCall(apis["miramace"], "+15005550103").task_after(60)
    assert ended["task_outcome"] == "The task could not be completed: the call was rejected"
    assert ended["calls"][-1]["call_outcome"] == "The call was rejected"


def test_slow_call_takes_ten_times_as_long(apis: dict[str, Api]) -> None:
    task = MagicCall(apis["miramace"], "+15005550104")
    assert [task.task_after(90)["status"], task.task_after(20)["status"]] == ["PENDING", "IN_PROGRESS"]
    assert [task.task_after(380)["status"], task.task_after(20)["status"]] == ["IN_PROGRESS", "COMPLETED"]


def test_landing_page_lists_all_magic_values(apis: dict[str, Api]) -> None:
    client = httpx.Client(transport=AppTransport(build_app(list(apis.values()))), base_url="http://127.0.0.1")
    page = unescape(client.get("/").text)
    for magic in iter_magic_values(list(apis.values())):
        assert magic.value in page
        assert magic.effect in page
