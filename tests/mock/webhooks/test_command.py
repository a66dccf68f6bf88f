"""`caretasks mock --webhook` in its own process: deliveries, rejected options, shutdown with pending deliveries."""

from __future__ import annotations

import json
import socket

import httpx
import pytest

from scripts.mock_process import kill_after
from tests.mock.mock_servers import RunMockCommand, StartMock, WriteSpec

TASK = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550143",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-426614174001",
}
HEADERS = {"Authorization": "Bearer any", "X-API-Key": "any"}


def receive(listener: socket.socket, response: bytes) -> bytes:
    """Return the body of the next request, and respond to it; with an empty response, keep the connection open."""
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(60)
        received = b""
        while not received.endswith(b"}"):
            received += connection.recv(65536)
        connection.sendall(response)
    return received.partition(b"\r\n\r\n")[2]


@pytest.fixture
def listener() -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(60)
    return listener


def url_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/hook?token=secretword"


@pytest.mark.slow
def test_webhooks_are_sent_without_a_read(start_mock: StartMock, listener: socket.socket) -> None:
    with listener, start_mock("miramace", "--speed", "0", "--webhook", url_of(listener), apis=1) as running:
        created = httpx.post(f"{running.urls['miramace']}/v1/task", json=TASK, headers=HEADERS).json()["id"]
        payloads: list[dict[str, str]] = []
        while not payloads or payloads[-1]["event"] != "task.completed":
            payloads.append(json.loads(receive(listener, b"HTTP/1.1 204 No Content\r\n\r\n")))
        assert {payload["task_id"] for payload in payloads} == {created}
        running.process.terminate()
        _, err = running.process.communicate(timeout=60)
    assert "miramace: webhook task.completed: attempt 1: 204" in err
    assert "secretword" not in err


def test_url_that_a_client_stores_is_not_contacted(start_mock: StartMock, listener: socket.socket) -> None:
    with socket.create_server(("127.0.0.1", 0)) as subscriber, listener:
        options = ["--speed", "0", "--webhook", url_of(listener), "--webhook-anywhere"]
        with start_mock("miramace", "solum", *options, apis=2) as running:
            subscription = {"url": url_of(subscriber), "event_types": ["patient_created"]}
            stored = httpx.post(f"{running.urls['solum']}/v1/webhooks", json=subscription, headers=HEADERS)
            assert stored.status_code == 201
            httpx.post(f"{running.urls['miramace']}/v1/task", json={**TASK, "url": url_of(subscriber)}, headers=HEADERS)
            while b"task.completed" not in receive(listener, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"):
                pass
        subscriber.setblocking(False)
        with pytest.raises(BlockingIOError):  # no connection was made
            subscriber.accept()


def test_shutdown_does_not_wait_for_a_receiver(start_mock: StartMock, listener: socket.socket) -> None:
    with listener, start_mock("miramace", "--speed", "0", "--webhook", url_of(listener), apis=1) as running:
        httpx.post(f"{running.urls['miramace']}/v1/task", json=TASK, headers=HEADERS)
        connection, _ = listener.accept()
        with connection:
            running.process.terminate()
            _, err = running.process.communicate(timeout=60)
    assert running.process.returncode == 0
    assert "webhooks not delivered before the server stopped: " in err
    assert "Traceback" not in err


STREAMS = """
openapi: 3.1.0
info: {title: Streams, version: '1'}
paths:
  /streams:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, properties: {url: {type: string}}}}}
      responses: {'201': {description: Made}}
      callbacks:
        onData:
          '{$request.body#/url}':
            post:
              requestBody: {content: {application/json: {schema: {type: object}, example: {at: 1}}}}
              responses: {'204': {description: Taken}}
"""


@pytest.mark.slow
def test_callbacks_are_sent_to_this_machine_only(
    start_mock: StartMock, write_spec: WriteSpec, listener: socket.socket
) -> None:
    specs = write_spec("streams", STREAMS)
    with listener, start_mock("streams", "--specs", str(specs), apis=1) as running:
        for url in ("http://api.example.com/hook?token=secretword", url_of(listener)):
            assert httpx.post(f"{running.urls['streams']}/streams", json={"url": url}).status_code == 201
        assert json.loads(receive(listener, b"HTTP/1.1 204 No Content\r\n\r\n")) == {"at": 1}
        assert running.process.stderr is not None
        lines = list[str]()
        with kill_after(60, running.process):
            while not lines or "attempt" not in lines[-1]:  # the mock server has read the response
                lines.append(running.process.stderr.readline())
                assert lines[-1], lines
        running.process.terminate()
        err = "".join(lines) + running.process.communicate(timeout=60)[1]
    assert "streams: callback onData: not sent: the host 'api.example.com' of the URL is not this machine" in err
    assert "streams: callback onData: attempt 1: 204" in err
    assert "secretword" not in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solum", "--webhook", "http://127.0.0.1:9/"], "no webhooks are documented for solum"),
        (["--webhook", "http://203.0.113.5/?q=secretword"], "'203.0.113.5' of the URL is not this machine"),
        (["--webhook", "127.0.0.1/"], "invalid URL"),
        (["--webhook-anywhere"], "--webhook-anywhere requires --webhook"),
    ],
)
def test_unusable_option_exits_with_usage_error(
    run_mock_command: RunMockCommand, arguments: list[str], message: str
) -> None:
    ended = run_mock_command("--port", "0", *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert "secretword" not in ended.stderr
    assert "Traceback" not in ended.stderr
