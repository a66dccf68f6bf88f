"""Magic values: data that is answered with a documented error, or whose call goes one way."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.handler.magic_values import Row, rows
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import MemoryStore
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import fits, violations
from tests.mock.mock_servers import AppTransport, Connect, Write
from tests.mock.unusual_spec import ODD

UUID = "00000000-0000-4000-8000-000000000"
KEYS = {"Authorization": "Bearer k", "X-Organization-Id": "o", "Org-Handle": "o", "X-API-Key": "k"}
BODIES: dict[str, dict[str, Any]] = {
    "miramace": {
        "task_type": "CUSTOM_TASK",
        "task": "Ask for the opening hours",
        "phone_number": "+12025550123",
        "project_id": "123e4567-e89b-12d3-a456-426614174000",
        "patient_id": "123e4567-e89b-12d3-a456-42661417400f",
    },
    "solum": {
        "title": "Call back",
        "description": "A later date",
        "assigned_user_ids": ["u1"],
        "created_by_id": "u2",
        "deadline": "2026-12-01T09:00:00Z",
    },
}
ROWS = [row for row in rows(Catalogue().load_all()) if row.what[:3].isdecimal()]


@pytest.fixture
def odd_api(write: Write) -> Api:
    return Catalogue(write("odd", ODD)).load("odd")


@pytest.fixture
def odd(odd_api: Api, connect: Connect) -> httpx.Client:
    return connect("odd", others=[odd_api])


def ask(connect: Connect, api: Api, row: Row) -> list[httpx.Response]:
    """The answers to a request with the value of a row, sent in each of its places."""
    operation = api.operation(row.operation)
    client = connect(row.api, **{**KEYS, **({"Authorization": "Token k"} if row.api == "unpod" else {})})
    location, _, names = row.where.partition(" ")
    answers = []
    for name in names.split(", "):
        path = operation.path
        for parameter in (each for each in operation.parameters if each.location == "path"):
            value = (
                row.value if (location, name) == ("path", parameter.name) else next(iter(parameter.examples().values()))
            )
            path = path.replace(f"{{{parameter.name}}}", str(value))
        body = BODIES[row.api] | {name: row.value} if location == "body" else None
        answers.append(client.request(operation.method, path, json=body))
    return answers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.api}-{row.operation}-{row.what[:3]}")
def test_a_magic_id_is_answered_with_its_error_wherever_it_is_sent(
    connect: Connect, apis: dict[str, Api], row: Row
) -> None:
    status = int(row.what[:3])
    response = apis[row.api].operation(row.operation).response(status)
    assert response is not None
    assert response.media is not None
    assert response.media.schema is not None
    for answer in ask(connect, apis[row.api], row):
        assert answer.status_code == status
        assert list(violations(response.media.schema, answer.json())) == []
        assert ("Retry-After" in answer.headers) == (status == 429)


def test_each_operation_has_one_for_each_documented_error(apis: dict[str, Api]) -> None:
    for api in apis.values():
        for operation in api.operations:
            found = {row.what[:3] for row in ROWS if (row.api, row.operation) == (api.name, operation.id)}
            documented = {status for status, response in operation.responses.items() if not response.success}
            assert {status for status in documented if status.isdecimal()} <= found
            for status in documented - found:
                assert any(each[0] == status[0] for each in found)
    assert any((row.api, row.value) == ("unpod", "error-206") for row in ROWS)


def test_an_error_creates_nothing(odd: httpx.Client) -> None:
    first = odd.post("/orders", json={"title": "Tea"}).json()["number"]
    assert odd.post("/orders", json={"title": "error-409"}).status_code == 409
    assert odd.post("/orders", json={"title": "Tea"}).json()["number"] == first + 1


def test_a_magic_id_comes_after_the_key(connect: Connect) -> None:
    assert connect("maxcare", X_Organization_Id="o").get("/tasks/error-500").status_code == 401


def test_a_preference_comes_before_a_magic_id(connect: Connect, odd: httpx.Client) -> None:
    answer = odd.post("/orders", json={"title": "error-409"}, headers={"Prefer": "code=201"})
    assert (answer.status_code, answer.json()["title"]) == (201, "error-409")
    client = connect("maxcare", Authorization="Bearer k", X_Organization_Id="o", Prefer="code=403")
    assert client.get("/tasks/error-500").status_code == 403


def test_a_documented_value_is_never_magic(odd: httpx.Client) -> None:
    assert odd.get("/orders/900000403").status_code == 403
    assert odd.get("/orders/900000404").status_code == 200  # the example of its path
    assert odd.post("/orders", json={"title": "error-409"}).status_code == 409
    assert odd.post("/orders", json={"title": "error-402"}).status_code == 201  # the example of its body


def test_a_value_that_its_schema_refuses_is_never_magic(odd_api: Api) -> None:
    label = odd_api.operation("readLabel").parameters[0].schema
    assert label is not None
    found = [row for row in rows([odd_api]) if row.operation == "readLabel"]
    assert [row.value for row in found] == ["ERROR206", "ERROR404"]
    assert all(fits(label, row.value) for row in found)


def test_a_field_that_only_ends_like_an_id_is_none(odd_api: Api) -> None:
    assert {row.where for row in rows([odd_api]) if row.operation == "order"} == {"body title"}  # and not `paid`


@pytest.mark.parametrize(("path", "status", "content"), [("ERROR206", 206, b'"half"'), ("ERROR404", 404, None)])
def test_an_error_is_as_it_is_documented(odd: httpx.Client, path: str, status: int, content: bytes | None) -> None:
    response = odd.get(f"/labels/{path}")
    assert response.status_code == status
    if content is not None:
        assert response.content == content


class Called:
    """A task whose call is made to a magic number, at a clock to advance."""

    def __init__(self, api: Api, number: str) -> None:
        self.clock = Clock(1)
        app = build_app([api], state=State(MemoryStore(), self.clock))
        self._client = httpx.Client(
            transport=AppTransport(app), base_url="http://mock/miramace", headers={"Authorization": "Bearer k"}
        )
        answer = self._client.post("/v1/task", json=BODIES["miramace"] | {"phone_number": number})
        self._id = answer.raise_for_status().json()["id"]

    def after(self, seconds: float) -> dict[str, Any]:
        """The task when `seconds` more have passed."""
        self.clock.advance(seconds)
        found = self._client.get(f"/v1/task/{self._id}", params={"include_all_calls": "true"}).json()
        assert not any("caretasks" in name for name in found)
        return dict(found)


@pytest.mark.parametrize(
    ("number", "status", "calls"),
    [
        ("+15005550100", "COMPLETED", ["SUCCESS"]),
        ("+15005550101", "FAILED", ["NO_ANSWER"]),
        ("+15005550102", "FAILED", ["FAILED"]),
        ("+15005550103", "FAILED", ["REJECTED"]),
        ("+15005550105", "COMPLETED", ["NO_ANSWER", "SUCCESS"]),
    ],
)
def test_a_magic_number_decides_how_its_call_goes(
    apis: dict[str, Api], number: str, status: str, calls: list[str]
) -> None:
    for _ in range(5):  # where chance decided, some would end otherwise
        task = Called(apis["miramace"], number)
        assert task.after(0)["status"] == "PENDING"
        assert task.after(20)["status"] == "IN_PROGRESS"
        ended = task.after(40)
        assert (ended["status"], [call["status"] for call in ended["calls"]]) == (status, calls)


def test_a_task_that_fails_says_why(apis: dict[str, Api]) -> None:
    ended = Called(apis["miramace"], "+15005550103").after(60)
    assert ended["task_outcome"] == "The task could not be carried out: the call was refused"
    assert ended["calls"][-1]["call_outcome"] == "The call was refused"


def test_a_slow_call_takes_ten_times_as_long(apis: dict[str, Api]) -> None:
    task = Called(apis["miramace"], "+15005550104")
    assert [task.after(90)["status"], task.after(20)["status"]] == ["PENDING", "IN_PROGRESS"]
    assert [task.after(380)["status"], task.after(20)["status"]] == ["IN_PROGRESS", "COMPLETED"]


def test_the_page_has_the_table(apis: dict[str, Api]) -> None:
    text = (Path(__file__).parents[3] / "docs" / "how-to" / "choose-a-response.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith(tuple(f"| `{name}` |" for name in apis))] == [
        f"| `{row.api}` | `{row.operation}` | {row.where} | `{row.value}` | {row.what} |"
        for row in rows(list(apis.values()))
    ]


def test_the_landing_page_has_them_all(apis: dict[str, Api]) -> None:
    client = httpx.Client(transport=AppTransport(build_app(list(apis.values()))), base_url="http://127.0.0.1")
    page = unescape(client.get("/").text)
    for row in rows(list(apis.values())):
        assert row.value in page
        assert row.what in page
