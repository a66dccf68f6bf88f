"""What a stand-in tells of the requests that it received: to programs of this machine, and in the terminal."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.app import build_app
from caretasks.mock.middleware.request_log import Log, Logged
from caretasks.mock.ui.log_writer import Terminal
from caretasks.mock.ui.request_view import Listing
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport, Ask, Connect, Start, Write

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


def requests(client: httpx.Client, api: str, query: str = "") -> list[dict[str, Any]]:
    response = client.get(f"/{api}/_requests{query}")
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()
    return found


def test_what_was_received_is_listed_the_newest_last(client: httpx.Client) -> None:
    created = client.post(CREATE, json=TASK).json()
    client.get(f"{CREATE}/{created['id']}?include_transcript=true")
    first, second = requests(client, "miramace")
    assert (first["method"], first["path"], first["operation"], first["status"]) == ("POST", CREATE, "create_task", 201)
    assert first["body"]["project_id"] == TASK["project_id"]
    assert first["body"]["task_type"] == TASK["task_type"]
    assert first["bytes"] == len(httpx.Request("POST", LOCAL, json=TASK).content)
    assert first["headers"]["content-type"] == "application/json"
    assert (second["path"], second["operation"]) == (f"{CREATE}/{created['id']}", "get_task")
    assert second["query"] == {"include_transcript": "true"}
    assert second["milliseconds"] >= 0
    assert re.fullmatch(r"[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", first["time"])


def test_each_api_lists_its_own(client: httpx.Client) -> None:
    client.post(CREATE, json=TASK)
    client.get("/solum/v1/tasks")
    client.get("/nowhere")
    assert [len(requests(client, api)) for api in ("miramace", "solum", "unpod")] == [1, 1, 0]


def test_asking_for_the_log_is_not_in_it(client: httpx.Client) -> None:
    requests(client, "miramace")
    assert requests(client, "miramace") == []


def test_the_newest_can_be_asked_for(client: httpx.Client) -> None:
    for number in range(3):
        client.get(f"{CREATE}/{number}")
    assert [each["number"] for each in requests(client, "miramace", "?limit=2")] == [2, 3]
    assert requests(client, "miramace", "?limit=0") == []
    for wrong in ("-1", "two", "1.5"):
        assert client.get(f"/miramace/_requests?limit={wrong}").status_code == 400


def test_only_the_last_are_kept(apis: dict[str, Api]) -> None:
    log = Log(most=2)
    client = httpx.Client(transport=AppTransport(build_app(list(apis.values()), log=log)), base_url=LOCAL)
    for _ in range(3):
        client.get("/solum/v1/tasks")
    assert [request.number for request in log.after(0)] == [2, 3]


PLANTED = "Jane"


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"Authorization": f"Bearer {PLANTED}"}},
        {"headers": {"Authorization": f"Basic {PLANTED}"}},
        {"headers": {"X-API-Key": PLANTED}},
        {"headers": {"Proxy-Authorization": PLANTED}},
        {"headers": {"Cookie": f"session={PLANTED}"}},
        {"headers": {"X-Whatever": PLANTED}},
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
def test_no_key_and_nothing_sensitive_undocumented_or_unfit_is_listed_or_printed(
    apis: dict[str, Api], request_: dict[str, Any]
) -> None:
    lines: list[str] = []
    app = build_app(list(apis.values()), tell=lines.append)
    client = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    client.request(**{"method": "POST", "url": CREATE, **request_})
    (seen,) = requests(client, "miramace")
    assert PLANTED not in json.dumps(seen)
    (line,) = lines
    assert PLANTED not in line


def test_a_key_in_the_query_is_masked(write: Write) -> None:
    folder = write(
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
        - {name: shown, in: query, schema: {type: array, items: {type: integer}}}
        - {name: hidden, in: query, schema: {type: string, x-sensitive: true}}
      responses: {'200': {description: '', content: {application/json: {example: hello}}}}
""",
    )
    lines: list[str] = []
    app = build_app(Catalogue(folder).load_all(), tell=lines.append)
    client = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    assert client.get("/keyed/a/Jane?key=their-own&shown=1,2&hidden=Doe").status_code == 400
    (seen,) = requests(client, "keyed")
    assert seen["query"]["shown"] == "1,2"
    for shown in (json.dumps(seen), *lines):
        assert not re.search("their-own|Jane|Doe", shown)


def test_a_value_that_is_no_utf8_and_a_body_that_is_not_read_are_survived(app: ASGIApp, ask: Ask) -> None:
    ask(app, "POST", b"/miramace/v1/task/%ff%00", path="/miramace/v1/task/\udcff\x00", query=b"a=%ff&%ff=1")
    ask(app, "POST", CREATE.encode(), path=CREATE, headers=[(b"x-\xff", b"\xff")], chunks=[b"{"], whole=False)
    listed = ask(app, "GET", b"/miramace/_requests", path="/miramace/_requests", headers=[(b"host", b"localhost")])
    assert [request["status"] for request in json.loads(listed.body)] == [405, 401]


def test_a_request_in_work_is_listed_without_a_status(apis: dict[str, Api]) -> None:
    log = Log()
    listed: list[Any] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        listed.extend(Listing(list(apis.values()), log).requests())
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    client = httpx.Client(transport=AppTransport(Logged(look, log)), base_url=LOCAL)
    client.get("/solum/v1/tasks")
    assert [(each["status"], each["milliseconds"]) for each in listed] == [(None, None)]
    assert log.after(0)[0].status == 204


def test_a_large_body_and_a_large_head_are_not_kept(client: httpx.Client, apis: dict[str, Api]) -> None:
    client.post(CREATE, json={**TASK, "task": "x" * 100_000})
    client.get(f"{CREATE}/{'y' * 50_000}", headers={"X-Large": "z" * 100_000})
    large, long = requests(client, "miramace")
    assert large["body"] is None
    assert large["bytes"] > 100_000
    assert len(json.dumps(long)) < 50_000


@pytest.mark.parametrize(
    ("peer", "host", "status"),
    [
        ("127.0.0.1", "localhost:4010", 200),
        ("127.8.8.8", "127.0.0.1", 200),
        ("::1", "[::1]:4010", 200),
        ("::ffff:127.0.0.1", "LOCALHOST", 200),
        (None, "caretasks.localhost:1", 200),
        ("192.0.2.1", "localhost:4010", 404),
        ("2001:db8::1", "localhost", 404),
        ("localhost.example.org", "localhost", 404),
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
def test_the_controls_answer_loopback_peers_by_a_loopback_name_alone(
    app: ASGIApp, method: str, path: str, peer: str | None, host: Any, status: int
) -> None:
    hosts = host if isinstance(host, tuple) else () if host is None else (host,)
    assert answered(app, method, path, peer, [("host", each) for each in hosts]) == (
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
def test_the_controls_are_not_there_for_other_sites_and_proxies(
    app: ASGIApp, headers: list[tuple[str, str]], allowed: bool
) -> None:
    for method, path, status in (("GET", "/solum/_requests", 200), ("DELETE", "/solum/_state", 204)):
        found = answered(app, method, path, "127.0.0.1", [("host", "localhost:4010"), *headers])
        assert found == (status if allowed else 404)


def answered(app: ASGIApp, method: str, path: str, peer: str | None, headers: list[tuple[str, str]]) -> int:
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

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]  # a coroutine of Starlette's is an Awaitable
    status: int = sent[0]["status"]
    return status


def test_whom_the_controls_are_not_for_learns_nothing_of_them(app: ASGIApp) -> None:
    client = httpx.Client(transport=AppTransport(app), base_url="http://example.org")
    missing = client.get("/solum/nothing")
    for method, path in (("GET", "/solum/_requests"), ("PUT", "/solum/_requests"), ("DELETE", "/solum/_state")):
        response = client.request(method, path)
        assert (response.status_code, response.content) == (404, missing.content)
        assert "allow" not in response.headers


@pytest.mark.parametrize(("path", "allow"), [("_requests", "GET, HEAD, OPTIONS"), ("_state", "DELETE, OPTIONS")])
def test_other_methods_of_the_controls_are_refused_with_those_there_are(
    client: httpx.Client, path: str, allow: str
) -> None:
    for method in ("PUT", "POST", "PATCH", "DELETE" if "GET" in allow else "GET"):
        response = client.request(method, f"/solum/{path}")
        assert (response.status_code, response.headers["Allow"]) == (405, allow)
    assert client.options(f"/solum/{path}").headers["Allow"] == allow


def test_a_reset_leaves_what_is_documented_and_the_other_apis_alone(client: httpx.Client) -> None:
    created = client.post(CREATE, json=TASK).json()["id"]
    assert client.get(f"{CREATE}/{created}").status_code == 200
    assert client.delete("/solum/_state").status_code == 204
    assert client.get(f"{CREATE}/{created}").status_code == 200
    assert client.delete("/miramace/_state").status_code == 204
    assert client.get(f"{CREATE}/{created}").status_code == 404
    assert client.get(f"{CREATE}/123e4567-e89b-12d3-a456-426614174002").status_code == 200


OWN = """\
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


def test_an_api_that_has_such_a_path_itself_keeps_it(write: Write, connect: Connect) -> None:
    app = build_app(Catalogue(write("own", OWN)).load_all())
    client = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    assert client.get("/own/_requests").json() == "its own"
    assert client.delete("/own/_state").status_code == 204
    assert client.get("/own/%5fstate").status_code == 405
    assert client.get("/own%2F_state").status_code == 404


def test_a_line_in_the_terminal_says_what_was_answered_to_what(start: Start) -> None:
    with start("solum", apis=1) as running:
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
    where, *lines = err.splitlines()
    assert f"http://127.0.0.1:{url.port}/" in where
    assert len(lines) == 3
    assert re.fullmatch(r"[0-9:]{8} POST /solum/v1/tasks 422 [0-9.]+ ms create_task", lines[0])
    assert re.fullmatch(r"[0-9:]{8} GET /solum/v1/\w{4}\?\w=\w{4} 404 [0-9.]+ ms", lines[1])
    assert lines[2].isprintable()
    assert "Jane" not in err
    assert "their-own" not in err


def test_quiet_prints_nothing_of_it(start: Start) -> None:
    with start("solum", "--quiet", apis=1) as running:
        httpx.get(f"{running.urls['solum']}/v1/tasks")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.communicate(timeout=60) == ("", "")


def test_no_line_is_lost_at_the_end() -> None:
    read, write = os.pipe()

    async def tell() -> None:
        for number in range(1000):
            terminal.write(f"line {number}")

    terminal = Terminal(write)
    asyncio.run(tell())
    terminal.close()
    os.close(write)
    with os.fdopen(read) as file:
        assert file.read().splitlines() == [f"line {number}" for number in range(1000)]


def test_a_server_whose_log_nobody_reads_lives_on(start: Start) -> None:
    with start("solum", apis=1) as running:
        with httpx.Client(base_url=running.urls["solum"]) as client:
            for _ in range(200):  # of a kilobyte each, into a pipe that holds 64
                assert client.get(f"/v1/{'x' * 1000}").status_code == 404
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=60) == 0


def test_a_terminal_that_is_gone_is_no_error(tmp_path: Path) -> None:
    with (tmp_path / "read-only").open("wb") as file:
        descriptor = os.dup(file.fileno())
    os.close(descriptor)
    terminal = Terminal(descriptor)

    async def tell() -> None:
        terminal.write("line")

    asyncio.run(tell())
    terminal.close()
