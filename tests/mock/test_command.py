"""`caretasks mock` as a user starts it: over real HTTP, on loopback."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from caretasks.openapi.catalog import Catalogue
from tests.mock.mock_servers import Running, Start, Write

COMMAND = [sys.executable, "-m", "caretasks.cli", "mock"]
LIMIT = 10 * 1024 * 1024
MIRAMACE = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550143",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-426614174001",
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a `caretasks mock` that is expected to end by itself."""
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


def end(running: Running, how: signal.Signals) -> tuple[int, str, str]:
    """Ends a running command and returns its status, and what else it said."""
    running.process.send_signal(how)
    out, err = running.process.communicate(timeout=60)
    return running.process.returncode, out, err


def exchange(url: str, head: bytes, *chunks: bytes) -> bytes:
    """Sends bytes to a server and returns all that it sends until it has answered once."""
    address = urlsplit(url)
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 80), timeout=60) as connection:
        try:
            connection.sendall(head)
            for chunk in chunks:
                connection.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has answered and hung up
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(65536)
        top, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", top)
        assert length is not None
        while len(body) < int(length[1]):
            body += connection.recv(65536)
        return top + b"\r\n\r\n" + body


def head(path: str, *more: str) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: mock",
        "Authorization: Bearer k",
        "X-API-Key: k",
        "Content-Type: application/json",
        *more,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def urls(start: Start) -> Any:
    with start() as running:
        yield running.urls


def test_each_api_is_announced_at_its_url_when_it_answers(urls: dict[str, str]) -> None:
    paths = {name: urlsplit(url).path for name, url in urls.items()}
    assert list(paths) == Catalogue().names
    assert paths.items() >= {"maxcare": "/maxcare/v2", "miramace": "/miramace", "solum": "/solum"}.items()
    for url in urls.values():
        assert httpx.get(url).status_code == 404


def test_a_task_is_created_and_read_over_http(urls: dict[str, str]) -> None:
    with httpx.Client(base_url=urls["miramace"], headers={"Authorization": "Bearer k"}) as client:
        created = client.post("/v1/task", json=MIRAMACE)
        assert created.status_code == 201
        assert created.headers["X-Caretasks-Mock"]
        assert client.get(f"/v1/task/{created.json()['id']}").json()["task"] == MIRAMACE["task"]
        assert client.head(f"/v1/task/{created.json()['id']}").content == b""


def test_an_encoded_slash_reaches_its_operation(urls: dict[str, str]) -> None:
    headers = {"Authorization": "Bearer k", "X-Organization-Id": "o"}
    response = httpx.get(f"{urls['maxcare']}/tasks/a%2Fb", headers=headers)
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize(("path", "status"), [("/miramace/v1/task", b"413"), ("/solum/v1/tasks", b"422")])
def test_an_endless_body_is_refused_and_the_server_lives_on(urls: dict[str, str], path: str, status: bytes) -> None:
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    answer = exchange(urls["solum"], head(path, "Transfer-Encoding: chunked"), *[chunk] * 11, b"0\r\n\r\n")
    assert answer.split()[1] == status
    json.loads(answer.partition(b"\r\n\r\n")[2])
    assert httpx.get(urls["solum"]).status_code == 404


def test_a_body_declared_too_long_is_refused_before_it_is_sent(urls: dict[str, str]) -> None:
    answer = exchange(urls["solum"], head("/miramace/v1/task", f"Content-Length: {LIMIT + 1}"))
    assert answer.split()[1] == b"413"


def test_those_who_never_finish_a_request_are_not_waited_for(urls: dict[str, str]) -> None:
    address = urlsplit(urls["solum"])
    with ExitStack() as slow:
        for part in (b"", b"POST ", head("/solum/v1/tasks")[:-3], head("/solum/v1/tasks", "Content-Length: 10")) * 50:
            there = (address.hostname or "", address.port or 0)
            slow.enter_context(socket.create_connection(there, timeout=60)).sendall(part)
        assert httpx.get(urls["solum"]).status_code == 404


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly(start: Start, how: signal.Signals) -> None:
    with start("solum", "--quiet", apis=1) as running, httpx.Client(base_url=running.urls["solum"]) as client:
        client.get("/")
        assert end(running, how) == (0, "", "")  # though the client keeps its connection open


def test_a_request_that_never_ends_does_not_keep_it_from_ending(start: Start) -> None:
    with start("solum", "--quiet", apis=1) as running:
        address = urlsplit(running.urls["solum"])
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=60) as connection:
            connection.sendall(head("/solum/v1/tasks", "Content-Length: 10", "Expect: 100-continue"))
            assert connection.recv(1024).startswith(b"HTTP/1.1 100")  # it waits for the body now
            assert end(running, signal.SIGTERM) == (0, "", "")


def test_a_port_in_use_is_said_to_be() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("--port", str(port))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"caretasks: port {port} on 127.0.0.1 is in use; --port 0 takes any free one\n"


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1", "a..b"])
def test_a_host_that_is_not_this_one_is_said_to_be(host: str) -> None:
    ended = run("--port", "0", "--host", host)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert host in ended.stderr
    assert "Traceback" not in ended.stderr


def test_others_can_reach_it_only_with_a_warning(start: Start) -> None:
    with start("solum", "--host", "0.0.0.0", apis=1) as running:  # noqa: S104 - that is what is warned of
        code, _, err = end(running, signal.SIGTERM)
    assert code == 0
    assert "warning: on 0.0.0.0 others can reach these stand-ins" in err


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("localhost", "localhost")],  # noqa: S104 - what is announced otherwise
)
def test_it_is_announced_where_a_client_finds_it(start: Start, host: str, shown: str) -> None:
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    with start("solum", "--host", host, apis=1) as running:
        assert urlsplit(running.urls["solum"]).netloc.rpartition(":")[0] == shown
        response = httpx.get(f"{running.urls['solum']}/_requests")
    assert response.status_code == 200  # whom this machine's own may ask


def test_a_demanded_key_is_never_shown(start: Start) -> None:
    key = "a-key-of-their-own"
    with start("solum", "--key", key, apis=1) as running:
        url = f"{running.urls['solum']}/v1/tasks"
        for sent, status in ((key, 422), ("another-key", 401)):
            response = httpx.post(url, headers={"X-API-Key": sent})
            assert response.status_code == status
            assert sent not in response.text
        code, out, err = end(running, signal.SIGTERM)
    assert (code, out) == (0, "")
    assert "create_task" in err
    assert key not in err


@pytest.mark.parametrize("key", ["", "two words"])
def test_a_key_that_no_request_could_send_is_refused(key: str) -> None:
    ended = run("--key", key)
    assert ended.returncode == 2
    assert "two words" not in ended.stderr


def test_an_unknown_api_is_answered_with_the_known_ones() -> None:
    ended = run("solum", "nope")
    assert ended.returncode == 2
    assert ended.stderr == f"caretasks: unknown API 'nope': known are {', '.join(Catalogue().names)}\n"


def test_another_folder_of_specs_is_served(start: Start, write: Write) -> None:
    folder = write(
        "some",
        """\
openapi: 3.1.0
info: {title: Some, version: '1'}
paths:
  /hello:
    get: {responses: {'200': {description: '', content: {application/json: {example: hello}}}}}
""",
    )
    with start("--specs", str(folder), apis=1) as running:
        assert httpx.get(f"{running.urls['some']}/hello").json() == "hello"


DANGLING = """\
openapi: 3.1.0
info: {title: T}
paths:
  /a:
    get:
      responses:
        '200':
          $ref: '#/components/responses/Gone'
"""


@pytest.mark.parametrize(
    ("text", "pointer", "line", "word"),
    [
        ("openapi: 3.1.0\ninfo: [\n", "/", 3, "YAML"),
        ("openapi: 3.0.3\ninfo: {title: T}\n", "/openapi", 1, "only OpenAPI 3.1"),
        ("openapi: 3.1.0\ninfo: {title: T}\npaths:\n  /a: 3\n", "/paths/~1a", 4, "object"),
        (DANGLING, "/paths/~1a/get/responses/200/$ref", 8, "'#/components/responses/Gone'"),
    ],
)
def test_a_broken_spec_is_named_by_file_pointer_and_line(
    write: Write, text: str, pointer: str, line: int, word: str
) -> None:
    folder = write("broken", text)
    ended = run("--specs", str(folder), "--port", "0")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"{folder / 'broken' / 'openapi.yaml'}:{line}: {pointer}: " in ended.stderr
    assert word in ended.stderr
    assert "Traceback" not in ended.stderr
