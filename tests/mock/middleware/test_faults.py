"""Fault injection: by option for all requests, by header for one; over a socket and in process."""

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
from caretasks.mock.middleware.request_log import RequestLog
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import Store
from caretasks.mock.scenarios.faults import FAULT_KINDS, Fault, FaultError, Faults
from caretasks.mock.scenarios.latency import Latency
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import is_valid
from tests.mock.mock_servers import AppTransport, StartMock, WriteSpec
from tests.mock.unusual_spec import UNUSUAL_SPEC

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


class FaultyMock:
    """Mock servers in process that record latencies instead of waiting, and the tasks that they store."""

    def __init__(self, apis: Sequence[Api], *active: Fault, seed: str | None = None) -> None:
        self.slept: list[float] = []
        self.faults = Faults(active, seed=seed, sleep=self._sleep)
        self._store = Store()
        self._api = apis[0]
        app = build_app(list(apis), state=State(self._store), faults=self.faults)
        self.client = httpx.Client(transport=AppTransport(app), base_url=f"http://mock/{apis[0].name}", headers=KEYS)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def count_tasks(self) -> int:
        """Return the number of stored tasks."""
        return len(list(self._store.iter_records(self._api.name, self._api.get_operation("get_task").pointer)))


@pytest.fixture
def mock(apis: dict[str, Api]) -> FaultyMock:
    return FaultyMock([apis["miramace"]])


@contextmanager
def serve(app: ASGIApp, http: Any, loop: Any) -> Iterator[httpx.Client]:
    """Serve the application with uvicorn in a thread, and yield a client."""
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
        ("latency", Fault("latency", 1, Latency("fixed", 3))),
        ("Latency=0.5:0.1", Fault("latency", 0.1, Latency("fixed", 0.5))),
        ("malformed:0", Fault("malformed", 0)),
    ],
)
def test_parse_reads_kind_seconds_and_rate(text: str, fault: Fault) -> None:
    assert Fault.parse(text) == fault


@pytest.mark.parametrize(
    "text",
    ["", "501", "reset:", "reset:2", "reset:-1", "reset:101%", "reset:x", "reset:1.1.1", "reset=3", "latency=9999"],
)
def test_parse_rejects_other_strings(text: str) -> None:
    with pytest.raises(FaultError):
        Fault.parse(text)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("--fault", "nope"), ("--fault", "500", "--fault", "reset:7")])
def test_command_rejects_an_invalid_fault(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "caretasks.cli", "mock", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("caretasks: argument --fault: ")
    assert ("unknown fault 'nope': use one of latency, 429, 500, reset, truncated, malformed" in ended.stderr) == (
        "nope" in arguments
    )


@pytest.mark.parametrize("text", ["nope", "500:0.5", "reset=1", "<b>"])
def test_invalid_fault_header_returns_400_without_performing_the_write(mock: FaultyMock, text: str) -> None:
    response = mock.client.post("/v1/task", json=CREATE, headers={HEADER: text})
    assert response.status_code == 400
    assert HEADER in response.json()["detail"]
    assert "<" not in response.text
    assert mock.count_tasks() == 1  # the documented one


@pytest.mark.parametrize(("kind", "status"), [("429", 429), ("500", 500)])
def test_injected_error_has_a_documented_body_and_performs_nothing(
    apis: dict[str, Api], kind: str, status: int
) -> None:
    for name, path, method in (("maxcare", "/v2/tasks/a", "GET"), ("solum", "/v1/tasks", "POST")):
        response = FaultyMock([apis[name]]).client.request(method, path, headers={HEADER: kind})
        assert response.status_code == status
        assert response.headers.get("Retry-After") == ("1" if status == 429 else None)
        assert response.headers[HEADER] == kind
        documented = apis[name].operations[0].responses["400"].media
        assert documented is not None
        assert documented.schema is not None
        assert is_valid(documented.schema, response.json())
    mock = FaultyMock([apis["miramace"]])
    assert mock.client.post("/v1/task", json=CREATE, headers={HEADER: kind}).status_code == status
    assert mock.count_tasks() == 1


def test_reset_is_a_read_error_in_process_and_performs_nothing(mock: FaultyMock) -> None:
    with pytest.raises(httpx.ReadError):
        mock.client.post("/v1/task", json=CREATE, headers={HEADER: "reset"})
    assert mock.count_tasks() == 1


def test_truncated_is_a_protocol_error_in_process_after_the_write(mock: FaultyMock) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        mock.client.post("/v1/task", json=CREATE, headers={HEADER: "truncated"})
    assert mock.count_tasks() == 2


def test_malformed_is_invalid_json_after_the_write(mock: FaultyMock) -> None:
    response = mock.client.post("/v1/task", json=CREATE, headers={HEADER: "malformed"})
    assert response.is_success
    assert len(response.content) == int(response.headers["Content-Length"])
    with pytest.raises(json.JSONDecodeError):
        response.json()
    assert mock.count_tasks() == 2


def test_latency_delays_a_complete_response(mock: FaultyMock) -> None:
    response = mock.client.post("/v1/task", json=CREATE, headers={HEADER: "latency=7"})
    assert response.is_success
    assert mock.slept == [7]
    assert mock.count_tasks() == 2


def test_latency_starts_after_the_write(apis: dict[str, Api]) -> None:
    mock = FaultyMock([apis["miramace"]])
    counts: list[int] = []

    async def count_while_waiting(_seconds: float) -> None:
        counts.append(mock.count_tasks())

    mock.faults.sleep = count_while_waiting
    mock.client.post("/v1/task", json=CREATE, headers={HEADER: "latency"})
    assert counts == [2]


def test_latency_combines_with_the_first_other_fault(mock: FaultyMock) -> None:
    response = mock.client.get(TASK, headers={HEADER: "latency=2, 500, 429"})
    assert (response.status_code, response.headers[HEADER], mock.slept) == (500, "latency, 500", [2])


@pytest.mark.parametrize("kind", ["truncated", "malformed"])
def test_response_without_a_body_is_not_corrupted(write_spec: WriteSpec, kind: str) -> None:
    client = FaultyMock([Catalog(write_spec("unusual", UNUSUAL_SPEC)).load("unusual")]).client
    response = client.delete("/orders/1", headers={HEADER: kind})
    assert (response.status_code, response.content, response.headers.get(HEADER)) == (204, b"", None)
    response = client.head("/orders/2", headers={HEADER: f"{kind}, latency"})
    assert (response.status_code, response.content, response.headers.get(HEADER)) == (200, b"", "latency")


@pytest.mark.parametrize("kinds", ["reset", "truncated", "malformed", "429", "500", "latency", "latency, reset"])
def test_fault_is_in_the_request_log(apis: dict[str, Api], kinds: str) -> None:
    log = RequestLog()
    lines: list[str] = []
    faults = Faults(sleep=FaultyMock([apis["miramace"]])._sleep)
    app = build_app([apis["miramace"]], faults=faults, request_log=log, write_line=lines.append)
    client = httpx.Client(transport=AppTransport(app), base_url="http://127.0.0.1/miramace", headers=KEYS)
    with suppress(httpx.TransportError):
        client.get(TASK, headers={HEADER: kinds})
    client.get(TASK)
    assert [request["fault"] for request in client.get("/_requests").json()] == [kinds, None]
    assert lines[0].splitlines()[0].endswith(f"ms get_task (fault: {kinds})")
    assert lines[1].endswith("ms get_task")


def test_active_faults_can_change_at_run_time(mock: FaultyMock) -> None:
    assert mock.client.get(TASK).status_code == 200
    mock.faults.active = (Fault("500"),)
    assert mock.client.get(TASK).status_code == 500
    mock.faults.active = ()
    assert mock.client.get(TASK).status_code == 200


def test_fault_header_replaces_active_faults_of_its_request(apis: dict[str, Api]) -> None:
    mock = FaultyMock([apis["miramace"]], Fault("500"))
    assert [mock.client.get(TASK, headers={HEADER: "429"}).status_code, mock.client.get(TASK).status_code] == [
        429,
        500,
    ]


def test_request_without_an_operation_gets_no_fault(apis: dict[str, Api]) -> None:
    mock = FaultyMock([apis["miramace"]], Fault("500"))
    assert mock.client.get("/v1/call/123e4567-e89b-12d3-a456-426614174003/recording").status_code == 200
    assert mock.client.get("/unknown").status_code == 404
    assert mock.client.options(TASK).status_code == 204


def test_same_seed_injects_the_same_faults(apis: dict[str, Api]) -> None:
    def run(seed: str | None) -> list[int]:
        client = FaultyMock([apis["miramace"]], Fault("500", 0.3), Fault("429", 0.3), seed=seed).client
        return [client.get(TASK).status_code for _ in range(40)]

    assert run("a") == run("a")
    assert len({tuple(run("a")), tuple(run("b")), tuple(run(None)), tuple(run(None))}) == 4
    assert set(run("a")) == {200, 429, 500}


def test_rate_is_the_share_of_requests(apis: dict[str, Api]) -> None:
    faults = Faults([Fault("500", 0.2), Fault("reset", 0), Fault("429", 1)], seed="one")
    drawn = [faults.draw().kind for _ in range(1000)]
    assert 150 < drawn.count("500") < 250
    assert set(drawn) == {"500", "429"}


@pytest.mark.parametrize(("http", "loop"), [("httptools", "uvloop"), ("h11", "asyncio")])
def test_fault_cuts_the_connection_over_a_socket(
    apis: dict[str, Api], caplog: pytest.LogCaptureFixture, http: str, loop: str
) -> None:
    with serve(build_app([apis["miramace"]]), http, loop) as client:
        for method, path, body in (("GET", TASK, None), ("POST", "/v1/task", CREATE)):
            with pytest.raises(httpx.ReadError, match="reset"):
                client.request(method, path, json=body, headers={HEADER: "reset"})
            with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
                client.request(method, path, json=body, headers={HEADER: "truncated"})
            assert client.request(method, path, json=body).is_success  # the server keeps running
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def test_truncated_sends_half_of_the_body_over_a_socket(apis: dict[str, Api]) -> None:
    with serve(build_app([apis["miramace"]]), "httptools", "uvloop") as client:
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


def test_command_injects_its_faults(start_mock: StartMock) -> None:
    with start_mock("miramace", "--fault", "malformed", "--fault", "latency=0.01", apis=1) as running:
        response = httpx.get(f"{running.urls['miramace']}{TASK}", headers=KEYS)
    assert response.headers[HEADER] == "malformed, latency"
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_async_client_in_process_gets_all_faults(apis: dict[str, Api]) -> None:
    async def request_with_fault(kind: str) -> str:
        transport = httpx.ASGITransport(build_app([apis["miramace"]]))
        async with httpx.AsyncClient(transport=transport, base_url="http://mock/miramace", headers=KEYS) as client:
            try:
                return str((await client.get(TASK, headers={HEADER: kind})).status_code)
            except httpx.TransportError as error:
                return type(error).__name__

    found = [asyncio.run(request_with_fault(kind)) for kind in ("latency=0", *FAULT_KINDS[1:])]
    assert found == ["200", "429", "500", "ReadError", "RemoteProtocolError", "200"]
