"""The request log: the control endpoints for local programs, and the log lines on stderr."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.app import build_app
from caretasks.mock.middleware.outermost import OutermostMiddleware
from caretasks.mock.middleware.request_log import RequestLog, RequestLogMiddleware
from caretasks.mock.ui.log_writer import LogWriter
from caretasks.mock.ui.request_view import RequestView
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.operation.path_templates import Routes
from tests.mock.mock_servers import AppTransport, Connect, SendRaw, StartMock, WriteSpec

LOCAL = "http://caretasks.localhost"
TASK = {
    "task_type": "CUSTOM_TASK",
    "task": "Call Jane about her knee",
    "phone_number": "+12025550143",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-426614174001",
}
CREATE = "/miramace/v1/task"


@pytest.fixture
def app(apis: dict[str, Api]) -> ASGIApp:
    return build_app(list(apis.values()))


@pytest.fixture
def client(app: ASGIApp) -> httpx.Client:
    return httpx.Client(transport=AppTransport(app), base_url=LOCAL, headers={"Authorization": "Bearer their-own-key"})


def serve(apis: dict[str, Api], **options: Any) -> httpx.Client:
    return httpx.Client(transport=AppTransport(build_app(list(apis.values()), **options)), base_url=LOCAL)


def list_requests(client: httpx.Client, api: str, query: str = "") -> list[dict[str, Any]]:
    response = client.get(f"/{api}/_requests{query}")
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()
    return found


def test_requests_are_listed_in_order(client: httpx.Client) -> None:
    created = client.post(CREATE, json=TASK).json()
    client.get(f"{CREATE}/{created['id']}?include_transcript=true")
    first, second = list_requests(client, "miramace")
    assert (first["method"], first["path"], first["operation"], first["status"]) == ("POST", CREATE, "create_task", 201)
    assert first["body"]["project_id"] == TASK["project_id"]
    assert first["body"]["task_type"] == TASK["task_type"]
    assert first["bytes"] == len(httpx.Request("POST", LOCAL, json=TASK).content)
    assert first["headers"]["content-type"] == "application/json"
    assert (second["path"], second["operation"]) == (f"{CREATE}/{created['id']}", "get_task")
    assert second["query"] == {"include_transcript": "true"}
    assert second["milliseconds"] >= 0
    assert re.fullmatch(r"[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", first["time"])


def test_api_lists_only_its_requests(client: httpx.Client) -> None:
    client.post(CREATE, json=TASK)
    client.get("/solum/v1/tasks")
    client.get("/nowhere")
    assert [len(list_requests(client, api)) for api in ("miramace", "solum", "unpod")] == [1, 1, 0]


def test_request_for_the_log_is_not_logged(client: httpx.Client) -> None:
    list_requests(client, "miramace")
    assert list_requests(client, "miramace") == []


def test_limit_selects_the_newest_requests(client: httpx.Client) -> None:
    for number in range(3):
        client.get(f"{CREATE}/{number}")
    assert [each["number"] for each in list_requests(client, "miramace", "?limit=2")] == [2, 3]
    assert list_requests(client, "miramace", "?limit=0") == []
    for wrong in ("-1", "two", "1.5"):
        assert client.get(f"/miramace/_requests?limit={wrong}").status_code == 400


def test_log_keeps_only_the_last_requests(apis: dict[str, Api]) -> None:
    log = RequestLog(max_requests=2)
    client = httpx.Client(transport=AppTransport(build_app(list(apis.values()), request_log=log)), base_url=LOCAL)
    for _ in range(3):
        client.get("/solum/v1/tasks")
    assert [request.number for request in log.requests_after(0)] == [2, 3]


PLANTED = "Jane"


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"Authorization": f"Bearer {PLANTED}"}},
        {"headers": {"Authorization": f"Basic {PLANTED}"}},
        {"headers": {"X-API-Key": PLANTED}},
        {"headers": {"Proxy-Authorization": PLANTED}},
        {"headers": {"Cookie": f"session={PLANTED}"}},
        {"headers": {"X-Unknown": PLANTED}},
        {"headers": {"Prefer": f"{PLANTED}\t"}},
        {"params": {PLANTED: "1"}},
        {"params": {"patient": PLANTED}},
        {"params": {"include_transcript": PLANTED}},
        {"url": f"{CREATE}/{PLANTED}"},
        {"url": f"/miramace/v1/patients/{PLANTED}"},
        {"url": f"/miramace/{PLANTED}/_requests"},
        {"json": {**TASK, "task": PLANTED}},
        {"json": {**TASK, "project_id": PLANTED}},
        {"json": {**TASK, "unknown": PLANTED}},
        {"json": {**TASK, PLANTED: 1}},
        {"json": {**TASK, "task_data": {"referral": {"name": PLANTED}}}},
        {"json": [PLANTED]},
        {"content": f'{{"task": "{PLANTED}'.encode()},
        {"content": PLANTED.encode(), "headers": {"Content-Type": "text/plain"}},
        {"url": "/miramace/v1/patients", "json": {"name": PLANTED}},
        {"method": "DELETE", "json": TASK, "params": {"name": PLANTED}},
    ],
)
def test_keys_and_sensitive_undocumented_or_invalid_values_are_redacted(
    apis: dict[str, Api], request_: dict[str, Any]
) -> None:
    lines: list[str] = []
    app = build_app(list(apis.values()), write_line=lines.append)
    client = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    client.request(**{"method": "POST", "url": CREATE, **request_})
    (logged,) = list_requests(client, "miramace")
    assert PLANTED not in json.dumps(logged)
    (line,) = lines
    assert PLANTED not in line


def test_key_in_the_query_is_redacted(write_spec: WriteSpec) -> None:
    folder = write_spec(
        "keyed",
        """\
openapi: 3.1.0
info: {title: Keyed, version: '1'}
security: [{key: []}]
components:
  securitySchemes: {key: {type: apiKey, in: query, name: key}}
paths:
  /a/{name}:
    get:
      parameters:
        - {name: name, in: path, required: true, x-sensitive: true, schema: {type: string}}
        - {name: visible, in: query, schema: {type: array, items: {type: integer}}}
        - {name: hidden, in: query, schema: {type: string, x-sensitive: true}}
      responses: {'200': {description: '', content: {application/json: {example: hello}}}}
""",
    )
    lines: list[str] = []
    app = build_app(Catalog(folder).load_all(), write_line=lines.append)
    client = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    assert client.get("/keyed/a/Jane?key=their-own&visible=1,2&hidden=Doe").status_code == 400
    (logged,) = list_requests(client, "keyed")
    assert logged["query"]["visible"] == "1,2"
    for output in (json.dumps(logged), *lines):
        assert not re.search("their-own|Jane|Doe", output)


def test_invalid_utf_8_and_an_unread_body_are_logged(app: ASGIApp, send_raw: SendRaw) -> None:
    send_raw(app, "POST", b"/miramace/v1/task/%ff%00", path="/miramace/v1/task/\udcff\x00", query=b"a=%ff&%ff=1")
    send_raw(
        app, "POST", CREATE.encode(), path=CREATE, headers=[(b"x-\xff", b"\xff")], chunks=[b"{"], is_complete=False
    )
    listed = send_raw(app, "GET", b"/miramace/_requests", path="/miramace/_requests", headers=[(b"host", b"localhost")])
    assert [request["status"] for request in json.loads(listed.body)] == [405, 401]


def test_pending_request_is_listed_without_a_status(apis: dict[str, Api]) -> None:
    log = RequestLog()
    listed: list[Any] = []

    async def list_and_respond(scope: Scope, receive: Receive, send: Send) -> None:
        view = RequestView(list(apis.values()), Routes([]), log)
        listed.extend(view.describe(request) for request in view.find_requests())
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    app = OutermostMiddleware(RequestLogMiddleware(list_and_respond, log))
    httpx.Client(transport=AppTransport(app), base_url=LOCAL).get("/solum/v1/tasks")
    assert [(each["status"], each["milliseconds"]) for each in listed] == [(None, None)]
    assert log.requests_after(0)[0].status == 204


def test_large_body_and_large_head_are_cut(apis: dict[str, Api]) -> None:
    client = serve(apis, redact=False)
    client.headers["Authorization"] = "Bearer their-own-key"
    client.post(CREATE, json={**TASK, "task": "x" * 100_000})
    client.get(f"{CREATE}/{'y' * 50_000}", headers={"X-Large": "z" * 100_000})
    large, long = list_requests(client, "miramace")
    assert 50_000 < len(large["body"]) < 70_000
    assert large["bytes"] > 100_000
    assert len(json.dumps(long)) < 50_000


@pytest.mark.slow
def test_log_is_limited_in_bytes(apis: dict[str, Api]) -> None:
    log = RequestLog(max_bytes=1_000_000)
    client = httpx.Client(transport=AppTransport(build_app(list(apis.values()), request_log=log)), base_url=LOCAL)
    headers = {"Authorization": "Bearer any"}
    for _ in range(50):
        client.post(CREATE, json={"task": "x" * 40_000}, headers=headers)
        client.post(CREATE, json={str(number): number for number in range(3000)}, headers=headers)
    stored = log.requests_after(0)
    assert stored[-1].number == 100
    assert sum(len(request.body) + len(request.response) for request in stored) < 1_000_000


def test_look_at_the_log_does_not_block_requests(apis: dict[str, Api]) -> None:
    app = build_app(list(apis.values()))

    async def look_and_call() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=LOCAL) as client:
            for _ in range(20):
                await client.post(CREATE, json=TASK, headers={"Authorization": "Bearer any"})
            look = asyncio.create_task(client.get("/miramace/_requests"))
            await asyncio.sleep(0)
            await client.get("/solum/v1/tasks")
            assert not look.done()
            assert len((await look).json()) == 20

    asyncio.run(look_and_call())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("peer", "host", "status"),
    [
        ("127.0.0.1", "localhost:4010", 200),
        ("127.8.8.8", "127.0.0.1", 200),
        ("::1", "[::1]:4010", 200),
        ("::ffff:127.0.0.1", "LOCALHOST", 200),
        (None, "caretasks.localhost:1", 200),
        ("192.0.2.1", "localhost:4010", 403),
        ("2001:db8::1", "localhost", 403),
        ("localhost.example.org", "localhost", 403),
        ("127.0.0.1", "example.org", 404),
        ("127.0.0.1", "localhost.example.org", 404),
        ("127.0.0.1", "127.0.0.1.example.org", 404),
        ("127.0.0.1", "notlocalhost", 404),
        ("127.0.0.1", "192.0.2.1:4010", 404),
        ("127.0.0.1", "0.0.0.0:4010", 404),
        ("127.0.0.1", "[::2]", 404),
        ("127.0.0.1", "localhost:4010@example.org", 404),
        ("127.0.0.1", "", 404),
        ("127.0.0.1", None, 404),
        ("127.0.0.1", ("localhost", "localhost"), 404),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/solum/_requests"), ("DELETE", "/solum/_state")])
def test_controls_require_a_loopback_peer_and_host(
    app: ASGIApp, method: str, path: str, peer: str | None, host: Any, status: int
) -> None:
    hosts = host if isinstance(host, tuple) else () if host is None else (host,)
    assert control_status(app, method, path, peer, [("host", each) for each in hosts]) == (
        204 if (method, status) == ("DELETE", 200) else status
    )


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ([("origin", "http://localhost:4010"), ("sec-fetch-site", "same-origin")], True),
        ([("sec-fetch-site", "none")], True),
        ([("origin", "https://example.org")], False),
        ([("origin", "http://localhost:3000")], False),
        ([("origin", "null")], False),
        ([("sec-fetch-site", "cross-site")], False),
        ([("sec-fetch-site", "same-site")], False),
        ([("x-forwarded-for", "127.0.0.1")], False),
        ([("forwarded", "for=192.0.2.1")], False),
    ],
)
def test_controls_return_404_to_other_sites_and_proxies(
    app: ASGIApp, headers: list[tuple[str, str]], allowed: bool
) -> None:
    for method, path, status in (("GET", "/solum/_requests", 200), ("DELETE", "/solum/_state", 204)):
        found = control_status(app, method, path, "127.0.0.1", [("host", "localhost:4010"), *headers])
        assert found == (status if allowed else 404)


def control_status(app: ASGIApp, method: str, path: str, peer: str | None, headers: list[tuple[str, str]]) -> int:
    sent: list[Message] = []
    scope = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "client": None if peer is None else (peer, 50000),
    }

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]  # Starlette's type is Awaitable
    status: int = sent[0]["status"]
    return status


def test_controls_are_indistinguishable_from_unknown_paths_for_remote_clients(app: ASGIApp) -> None:
    client = httpx.Client(transport=AppTransport(app), base_url="http://example.org")
    missing = client.get("/solum/nothing")
    for method, path in (("GET", "/solum/_requests"), ("PUT", "/solum/_requests"), ("DELETE", "/solum/_state")):
        response = client.request(method, path)
        assert (response.status_code, response.content) == (404, missing.content)
        assert "allow" not in response.headers


@pytest.mark.parametrize(("path", "allow"), [("_requests", "GET, HEAD, OPTIONS"), ("_state", "DELETE, OPTIONS")])
def test_control_with_another_method_returns_405_with_allow(client: httpx.Client, path: str, allow: str) -> None:
    for method in ("PUT", "POST", "PATCH", "DELETE" if "GET" in allow else "GET"):
        response = client.request(method, f"/solum/{path}")
        assert (response.status_code, response.headers["Allow"]) == (405, allow)
    assert client.options(f"/solum/{path}").headers["Allow"] == allow


def test_state_reset_keeps_documented_resources_and_other_apis(client: httpx.Client) -> None:
    created = client.post(CREATE, json=TASK).json()["id"]
    assert client.get(f"{CREATE}/{created}").status_code == 200
    assert client.delete("/solum/_state").status_code == 204
    assert client.get(f"{CREATE}/{created}").status_code == 200
    assert client.delete("/miramace/_state").status_code == 204
    assert client.get(f"{CREATE}/{created}").status_code == 404
    assert client.get(f"{CREATE}/123e4567-e89b-12d3-a456-426614174002").status_code == 200


SPEC_WITH_CONTROL_PATH = """\
openapi: 3.1.0
info: {title: Own, version: '1'}
paths:
  /_requests:
    get: {responses: {'200': {description: '', content: {application/json: {example: its own}}}}}
  /{anything}:
    get:
      parameters: [{name: anything, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: '', content: {application/json: {example: anything}}}}
"""


def test_operation_takes_precedence_over_a_control(write_spec: WriteSpec, connect: Connect) -> None:
    app = build_app(Catalog(write_spec("own", SPEC_WITH_CONTROL_PATH)).load_all())
    client = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    assert client.get("/own/_requests").json() == "its own"
    assert client.delete("/own/_state").status_code == 204
    assert client.get("/own/%5fstate").status_code == 405
    assert client.get("/own%2F_state").status_code == 404


def test_terminal_lines_have_the_request_and_why_it_was_rejected(start_mock: StartMock) -> None:
    with start_mock("solum", "--redact", apis=1) as running:
        url = urlsplit(running.urls["solum"])
        with httpx.Client(base_url=running.urls["solum"], headers={"X-API-Key": "their-own"}) as client:
            client.post("/v1/tasks", json={"title": "Jane"})
            client.get("/v1/Jane?q=Jane")
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=60) as connection:
            connection.sendall(b"GET /solum/%1b[31m%0d%0aJane HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            while connection.recv(1024):
                pass
        running.process.send_signal(signal.SIGTERM)
        out, err = running.process.communicate(timeout=60)
    assert out == ""
    hints, lines = err.splitlines()[:5], err.splitlines()[5:]
    assert f"http://127.0.0.1:{url.port}/" in hints[0]
    assert (
        hints[1]
        == "caretasks: the log redacts private data, because --redact is set; --no-redact shows requests as sent"
    )
    assert f"  POST http://127.0.0.1:{url.port}/solum/v1/tasks    create_task" in hints
    redacted = "‹redacted string [0-9a-f]{6}›"
    assert re.fullmatch(r"[0-9:]{8} POST /solum/v1/tasks 422 [0-9.]+ ms create_task", lines[0])
    assert re.fullmatch(rf' +body: {{"title": "{redacted}"}}', lines[1])
    assert lines[2].strip() == "body /description: required: expected a value, received nothing"
    not_found = next(index for index, line in enumerate(lines) if " 404 " in line)
    assert re.fullmatch(
        rf"[0-9:]{{8}} GET /solum/v1/{redacted}\?{redacted}={redacted} 404 [0-9.]+ ms", lines[not_found]
    )
    assert re.fullmatch(rf" +path: paths: expected a documented path, received {redacted}", lines[not_found + 1])
    assert all(line.isprintable() for line in lines)
    assert "Jane" not in err
    assert "their-own" not in err


def test_quiet_prints_no_lines(start_mock: StartMock) -> None:
    with start_mock("solum", "--quiet", apis=1) as running:
        httpx.get(f"{running.urls['solum']}/v1/tasks")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.communicate(timeout=60) == ("", "")


def test_log_writer_writes_all_lines_before_it_closes() -> None:
    read, write = os.pipe()
    writer = LogWriter(write)
    for number in range(1000):
        writer.write(f"line {number}")
    writer.close()
    os.close(write)
    with os.fdopen(read) as file:
        assert file.read().splitlines() == [f"line {number}" for number in range(1000)]


def test_log_writer_drops_lines_that_are_not_read_and_counts_them() -> None:
    read, write = os.pipe()
    writer = LogWriter(write)
    for number in range(50_000):
        writer.write(f"line {number}")
    with os.fdopen(read) as file, ThreadPoolExecutor(1) as executor:
        received = executor.submit(file.read)
        writer.close()
        os.close(write)
        lines = received.result().splitlines()
    dropped = [re.fullmatch(r"\((\d+) lines dropped: the output was not read\)", line) for line in lines]
    counts = [int(found[1]) for found in dropped if found]
    assert counts
    assert sum(counts) + len(lines) - len(counts) == 50_000


@pytest.mark.slow
def test_unread_log_does_not_block_the_server(start_mock: StartMock) -> None:
    with start_mock("solum", apis=1) as running:
        with httpx.Client(base_url=running.urls["solum"]) as client:
            for _ in range(200):  # a kilobyte each: more than the 64 that the pipe holds
                assert client.get(f"/v1/{'x' * 1000}").status_code == 404
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=60) == 0


def test_closed_terminal_is_ignored(tmp_path: Path) -> None:
    with (tmp_path / "read-only").open("wb") as file:
        descriptor = os.dup(file.fileno())
    os.close(descriptor)
    writer = LogWriter(descriptor)
    writer.write("line")
    writer.close()
