"""Faults on demand: for all requests by option, for one by header; over sockets and in process."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from caretasks.mock.app import build_app
from caretasks.mock.middleware.faults import KINDS, Fault, FaultError, Faults
from caretasks.mock.middleware.request_log import Log
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import MemoryStore
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import fits
from tests.mock.mock_servers import AppTransport, Start, Write
from tests.mock.unusual_spec import ODD

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
HEADER = "X-Caretasks-Fault"
CREATE = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550123",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-42661417400f",
}
KEYS = {"Authorization": "Bearer k", "X-Organization-Id": "o"}


class StandIn:
    """Stand-ins in process whose waiting is only written down, and what they have in store."""

    def __init__(self, apis: Sequence[Api], *active: Fault, seed: str | None = None) -> None:
        self.slept: list[float] = []
        self.faults = Faults(active, seed=seed, sleep=self._sleep)
        self._store = MemoryStore()
        self._api = apis[0]
        app = build_app(list(apis), state=State(self._store), faults=self.faults)
        self.client = httpx.Client(transport=AppTransport(app), base_url=f"http://mock/{apis[0].name}", headers=KEYS)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def tasks(self) -> int:
        """How many there are."""
        return len(list(self._store.all(self._api.name, self._api.operation("get_task").pointer)))


@pytest.fixture
def stand_in(apis: dict[str, Api]) -> StandIn:
    return StandIn([apis["miramace"]])


@contextmanager
def served(app: ASGIApp, http: Any, loop: Any) -> Iterator[httpx.Client]:
    """A client of the application under uvicorn, in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, http=http, loop=loop, lifespan="off", log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/miramace"
            with httpx.Client(base_url=url, headers=KEYS, timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("500", Fault("500")),
        ("429:0.25", Fault("429", 0.25)),
        ("reset:30%", Fault("reset", 0.3)),
        ("latency", Fault("latency", 1, 3)),
        ("Latency=0.5:0.1", Fault("latency", 0.1, 0.5)),
        ("malformed:0", Fault("malformed", 0)),
    ],
)
def test_a_fault_is_named_by_its_kind_and_rate(text: str, fault: Fault) -> None:
    assert Fault.parse(text) == fault


@pytest.mark.parametrize(
    "text",
    ["", "501", "reset:", "reset:2", "reset:-1", "reset:101%", "reset:x", "reset:1.1.1", "reset=3", "latency=9999"],
)
def test_what_names_no_fault_is_refused(text: str) -> None:
    with pytest.raises(FaultError):
        Fault.parse(text)


@pytest.mark.parametrize("arguments", [("--fault", "nope"), ("--fault", "500", "--fault", "reset:7")])
def test_the_command_says_which_faults_there_are(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "caretasks.cli", "mock", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("usage: caretasks mock ")
    assert "\ncaretasks mock: error: argument --fault: " in ended.stderr
    assert ("latency, 429, 500, reset, truncated, malformed" in ended.stderr) == ("nope" in arguments)


@pytest.mark.parametrize("text", ["nope", "500:0.5", "reset=1", "<b>"])
def test_a_header_that_names_no_fault_is_refused(stand_in: StandIn, text: str) -> None:
    response = stand_in.client.post("/v1/task", json=CREATE, headers={HEADER: text})
    assert response.status_code == 400
    assert HEADER in response.json()["error"]
    assert "<" not in response.text
    assert stand_in.tasks() == 1  # the documented one


@pytest.mark.parametrize(("kind", "status"), [("429", 429), ("500", 500)])
def test_an_error_is_in_the_documented_shape_and_nothing_has_happened(
    apis: dict[str, Api], kind: str, status: int
) -> None:
    for name, path, method in (("maxcare", "/v2/tasks/a", "GET"), ("solum", "/v1/tasks", "POST")):
        response = StandIn([apis[name]]).client.request(method, path, headers={HEADER: kind})
        assert response.status_code == status
        assert response.headers.get("Retry-After") == ("1" if status == 429 else None)
        assert response.headers[HEADER] == kind
        documented = apis[name].operations[0].responses["400"].media
        assert documented is not None
        assert documented.schema is not None
        assert fits(documented.schema, response.json())
    stand_in = StandIn([apis["miramace"]])
    assert stand_in.client.post("/v1/task", json=CREATE, headers={HEADER: kind}).status_code == status
    assert stand_in.tasks() == 1


def test_a_reset_is_a_read_error_in_process_and_nothing_has_happened(stand_in: StandIn) -> None:
    with pytest.raises(httpx.ReadError):
        stand_in.client.post("/v1/task", json=CREATE, headers={HEADER: "reset"})
    assert stand_in.tasks() == 1


def test_a_truncated_answer_is_a_protocol_error_in_process_and_the_write_has_happened(stand_in: StandIn) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        stand_in.client.post("/v1/task", json=CREATE, headers={HEADER: "truncated"})
    assert stand_in.tasks() == 2


def test_a_malformed_answer_is_no_json_and_the_write_has_happened(stand_in: StandIn) -> None:
    response = stand_in.client.post("/v1/task", json=CREATE, headers={HEADER: "malformed"})
    assert response.is_success
    assert len(response.content) == int(response.headers["Content-Length"])
    with pytest.raises(json.JSONDecodeError):
        response.json()
    assert stand_in.tasks() == 2


def test_a_late_answer_is_whole_and_the_write_has_happened(stand_in: StandIn) -> None:
    response = stand_in.client.post("/v1/task", json=CREATE, headers={HEADER: "latency=7"})
    assert response.is_success
    assert stand_in.slept == [7]
    assert stand_in.tasks() == 2


def test_a_late_answer_waits_when_the_write_has_happened(apis: dict[str, Api]) -> None:
    stand_in = StandIn([apis["miramace"]])
    seen: list[int] = []

    async def look(_seconds: float) -> None:
        seen.append(stand_in.tasks())

    stand_in.faults.sleep = look
    stand_in.client.post("/v1/task", json=CREATE, headers={HEADER: "latency"})
    assert seen == [2]


def test_lateness_goes_with_another_fault(stand_in: StandIn) -> None:
    response = stand_in.client.get(TASK, headers={HEADER: "latency=2, 500, 429"})
    assert (response.status_code, response.headers[HEADER], stand_in.slept) == (500, "latency, 500", [2])


@pytest.mark.parametrize("kind", ["truncated", "malformed"])
def test_an_answer_without_a_body_stays_as_it_is(write: Write, kind: str) -> None:
    client = StandIn([Catalogue(write("odd", ODD)).load("odd")]).client
    response = client.delete("/orders/1", headers={HEADER: kind})
    assert (response.status_code, response.content, response.headers.get(HEADER)) == (204, b"", None)
    response = client.head("/orders/2", headers={HEADER: f"{kind}, latency"})
    assert (response.status_code, response.content, response.headers.get(HEADER)) == (200, b"", "latency")


@pytest.mark.parametrize("kinds", ["reset", "truncated", "malformed", "429", "500", "latency", "latency, reset"])
def test_a_fault_is_named_in_the_log(apis: dict[str, Api], kinds: str) -> None:
    log = Log()
    lines: list[str] = []
    faults = Faults(sleep=StandIn([apis["miramace"]])._sleep)
    app = build_app([apis["miramace"]], faults=faults, log=log, tell=lines.append)
    client = httpx.Client(transport=AppTransport(app), base_url="http://127.0.0.1/miramace", headers=KEYS)
    with suppress(httpx.TransportError):
        client.get(TASK, headers={HEADER: kinds})
    client.get(TASK)
    assert [request["fault"] for request in client.get("/_requests").json()] == [kinds, None]
    assert lines[0].endswith(f"ms get_task (fault: {kinds})")
    assert lines[1].endswith("ms get_task")


def test_faults_are_set_and_cleared_while_it_runs(stand_in: StandIn) -> None:
    assert stand_in.client.get(TASK).status_code == 200
    stand_in.faults.active = (Fault("500"),)
    assert stand_in.client.get(TASK).status_code == 500
    stand_in.faults.active = ()
    assert stand_in.client.get(TASK).status_code == 200


def test_a_header_decides_for_its_request_alone(apis: dict[str, Api]) -> None:
    stand_in = StandIn([apis["miramace"]], Fault("500"))
    assert [stand_in.client.get(TASK, headers={HEADER: "429"}).status_code, stand_in.client.get(TASK).status_code] == [
        429,
        500,
    ]


def test_what_is_no_operation_meets_no_fault(apis: dict[str, Api]) -> None:
    stand_in = StandIn([apis["miramace"]], Fault("500"))
    assert stand_in.client.get("/v1/call/123e4567-e89b-12d3-a456-426614174003/recording").status_code == 200
    assert stand_in.client.get("/elsewhere").status_code == 404
    assert stand_in.client.options(TASK).status_code == 204


def test_a_seed_lets_the_same_requests_meet_faults(apis: dict[str, Api]) -> None:
    def run(seed: str | None) -> list[int]:
        client = StandIn([apis["miramace"]], Fault("500", 0.3), Fault("429", 0.3), seed=seed).client
        return [client.get(TASK).status_code for _ in range(40)]

    assert run("a") == run("a")
    assert len({tuple(run("a")), tuple(run("b")), tuple(run(None)), tuple(run(None))}) == 4
    assert set(run("a")) == {200, 429, 500}


def test_a_rate_is_kept_nearly(apis: dict[str, Api]) -> None:
    faults = Faults([Fault("500", 0.2), Fault("reset", 0), Fault("429", 1)], seed="one")
    drawn = [[fault.kind for fault in faults.drawn()] for _ in range(1000)]
    assert 150 < sum("500" in kinds for kinds in drawn) < 250
    assert all("429" in kinds and "reset" not in kinds for kinds in drawn)


@pytest.mark.parametrize(("http", "loop"), [("httptools", "uvloop"), ("h11", "asyncio")])
def test_over_a_socket_the_connection_is_cut(
    apis: dict[str, Api], caplog: pytest.LogCaptureFixture, http: str, loop: str
) -> None:
    with served(build_app([apis["miramace"]]), http, loop) as client:
        for method, path, body in (("GET", TASK, None), ("POST", "/v1/task", CREATE)):
            with pytest.raises(httpx.ReadError, match="reset"):
                client.request(method, path, json=body, headers={HEADER: "reset"})
            with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
                client.request(method, path, json=body, headers={HEADER: "truncated"})
            assert client.request(method, path, json=body).is_success  # and the server lives on
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def test_over_a_socket_half_of_the_body_arrives(apis: dict[str, Api]) -> None:
    with served(build_app([apis["miramace"]]), "httptools", "uvloop") as client:
        whole = client.get(TASK)
        address = (client.base_url.host, client.base_url.port or 0)
        with socket.create_connection(address, timeout=30) as connection:
            request = (
                f"GET /miramace{TASK} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n{HEADER}: truncated\r\n\r\n"
            )
            connection.sendall(request.encode())
            received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert f"content-length: {len(whole.content)}".encode() in head.lower()
    assert body == whole.content[: len(whole.content) // 2]


def test_the_command_makes_the_faults_that_it_is_told(start: Start) -> None:
    with start("miramace", "--fault", "malformed", "--fault", "latency=0.01", apis=1) as running:
        response = httpx.get(f"{running.urls['miramace']}{TASK}", headers=KEYS)
    assert response.headers[HEADER] == "malformed, latency"
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_all_kinds_are_met_in_process_by_coroutines_too(apis: dict[str, Api]) -> None:
    async def ask(kind: str) -> str:
        transport = httpx.ASGITransport(build_app([apis["miramace"]]))
        async with httpx.AsyncClient(transport=transport, base_url="http://mock/miramace", headers=KEYS) as client:
            try:
                return str((await client.get(TASK, headers={HEADER: kind})).status_code)
            except httpx.TransportError as error:
                return type(error).__name__

    found = [asyncio.run(ask(kind)) for kind in ("latency=0", *KINDS[1:])]
    assert found == ["200", "429", "500", "ReadError", "RemoteProtocolError", "200"]
