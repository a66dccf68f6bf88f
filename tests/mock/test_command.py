"""The command `caretasks mock`, over HTTP on a loopback port."""

from __future__ import annotations

import json
import re
import signal
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from caretasks.core.errors import UsageError
from caretasks.mock import command
from caretasks.mock.server import _bind
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.mock.mock_servers import RunMockCommand, RunningMock, StartMock, WriteSpec

LIMIT = 10 * 1024 * 1024
MIRAMACE = {
    "task_type": "CUSTOM_TASK",
    "task": "Ask for the opening hours",
    "phone_number": "+12025550143",
    "project_id": "123e4567-e89b-12d3-a456-426614174000",
    "patient_id": "123e4567-e89b-12d3-a456-426614174001",
}


def stop(running: RunningMock, signal_number: signal.Signals) -> tuple[int, str, str]:
    """Send a signal, and return the exit status and the remaining output."""
    running.process.send_signal(signal_number)
    out, err = running.process.communicate(timeout=60)
    return running.process.returncode, out, err


def send_bytes(url: str, head: bytes, *chunks: bytes) -> bytes:
    """Send bytes to a server, and return its first response."""
    address = urlsplit(url)
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 80), timeout=60) as connection:
        try:
            connection.sendall(head)
            for chunk in chunks:
                connection.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has responded and closed the connection
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(65536)
        top, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", top)
        assert length is not None
        while len(body) < int(length[1]):
            body += connection.recv(65536)
        return top + b"\r\n\r\n" + body


def request_head(path: str, *headers: str) -> bytes:
    """Return the head of a request with a JSON body."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: mock",
        "Authorization: Bearer k",
        "X-API-Key: k",
        "Content-Type: application/json",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def urls(start_mock: StartMock) -> Any:
    with start_mock() as running:
        yield running.urls


def test_base_url_of_each_api_is_printed_when_the_server_is_ready(urls: dict[str, str]) -> None:
    paths = {name: urlsplit(url).path for name, url in urls.items()}
    assert list(paths) == Catalog().names
    assert paths.items() >= {"maxcare": "/maxcare", "miramace": "/miramace", "solum": "/solum"}.items()
    for url in urls.values():
        assert httpx.get(url).status_code == 404


def test_task_is_created_and_read_over_http(urls: dict[str, str]) -> None:
    with httpx.Client(base_url=urls["miramace"], headers={"Authorization": "Bearer k"}) as client:
        created = client.post("/v1/task", json=MIRAMACE)
        assert created.status_code == 201
        assert created.headers["X-Caretasks-Mock"]
        assert client.get(f"/v1/task/{created.json()['id']}").json()["task"] == MIRAMACE["task"]
        assert client.head(f"/v1/task/{created.json()['id']}").content == b""


def test_encoded_slash_in_a_path_reaches_its_operation(urls: dict[str, str]) -> None:
    headers = {"Authorization": "Bearer k", "X-Organization-Id": "o"}
    response = httpx.get(f"{urls['maxcare']}/v2/tasks/a%2Fb", headers=headers)
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize(("path", "status"), [("/miramace/v1/task", b"413"), ("/solum/v1/tasks", b"422")])
def test_endless_body_is_rejected_and_the_server_keeps_running(urls: dict[str, str], path: str, status: bytes) -> None:
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    response = send_bytes(urls["solum"], request_head(path, "Transfer-Encoding: chunked"), *[chunk] * 11, b"0\r\n\r\n")
    assert response.split()[1] == status
    json.loads(response.partition(b"\r\n\r\n")[2])
    assert httpx.get(urls["solum"]).status_code == 404


def test_too_long_content_length_is_rejected_before_the_body(urls: dict[str, str]) -> None:
    response = send_bytes(urls["solum"], request_head("/miramace/v1/task", f"Content-Length: {LIMIT + 1}"))
    assert response.split()[1] == b"413"


def test_unfinished_requests_do_not_block_the_server(urls: dict[str, str]) -> None:
    address = urlsplit(urls["solum"])
    with ExitStack() as slow:
        for start in (
            b"",
            b"POST ",
            request_head("/solum/v1/tasks")[:-3],
            request_head("/solum/v1/tasks", "Content-Length: 10"),
        ) * 50:
            server = (address.hostname or "", address.port or 0)
            slow.enter_context(socket.create_connection(server, timeout=60)).sendall(start)
        assert httpx.get(urls["solum"]).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_the_server_with_status_0(start_mock: StartMock, signal_number: signal.Signals) -> None:
    with start_mock("solum", "--quiet", apis=1) as running, httpx.Client(base_url=running.urls["solum"]) as client:
        client.get("/")
        assert stop(running, signal_number) == (0, "", "")  # although the client keeps its connection open


@pytest.mark.slow
def test_unfinished_request_does_not_block_the_shutdown(start_mock: StartMock) -> None:
    with start_mock("solum", "--quiet", apis=1) as running:
        address = urlsplit(running.urls["solum"])
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=60) as connection:
            connection.sendall(request_head("/solum/v1/tasks", "Content-Length: 10", "Expect: 100-continue"))
            assert connection.recv(1024).startswith(b"HTTP/1.1 100")  # the server is waiting for the body
            assert stop(running, signal.SIGTERM) == (0, "", "")


@pytest.mark.slow
def test_port_in_use_exits_1(run_mock_command: RunMockCommand) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_mock_command("solum", "--port", str(port))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"caretasks: port {port} on 127.0.0.1 is already in use: choose another one, or use --port 0 for a free one\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1", "a..b"])
def test_unknown_or_remote_host_exits_1(run_mock_command: RunMockCommand, host: str) -> None:
    ended = run_mock_command("--port", "0", "--host", host)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert host in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_host_that_is_not_loopback_prints_a_warning(start_mock: StartMock) -> None:
    with start_mock("solum", "--host", "0.0.0.0", apis=1) as running:  # noqa: S104 - the test is about the warning
        code, _, err = stop(running, signal.SIGTERM)
    assert code == 0
    assert "warning: other machines can reach the mock servers on 0.0.0.0" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "printed"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("localhost", "localhost")],  # noqa: S104 - the test is about the printed URL
)
def test_printed_url_is_reachable(start_mock: StartMock, host: str, printed: str) -> None:
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    with start_mock("solum", "--host", host, apis=1) as running:
        assert urlsplit(running.urls["solum"]).netloc.rpartition(":")[0] == printed
        response = httpx.get(f"{running.urls['solum']}/_requests")
    assert response.status_code == 200  # the control endpoints accept the printed host


@pytest.mark.slow
def test_required_key_is_never_printed(start_mock: StartMock) -> None:
    key = "a-key-of-their-own"
    with start_mock("solum", "--key", key, apis=1) as running:
        url = f"{running.urls['solum']}/v1/tasks"
        for sent, status in ((key, 422), ("another-key", 401)):
            response = httpx.post(url, headers={"X-API-Key": sent})
            assert response.status_code == status
            assert sent not in response.text
        code, out, err = stop(running, signal.SIGTERM)
    assert (code, out) == (0, "")
    assert "create_task" in err
    assert key not in err


SCHEMES = """\
openapi: 3.1.0
info: {title: Acme, version: '1'}
security: [{appId: [], token: []}]
paths: {/: {get: {operationId: read, responses: {'204': {description: ok}}}}}
components:
  securitySchemes:
    appId: {type: apiKey, in: header, name: X-App-Id}
    token: {type: http, scheme: bearer}
"""


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ((), {}),
        (("any",), {"appId": "any", "token": "any"}),
        (("appId=one", "token=two="), {"appId": "one", "token": "two="}),
        (("any==", "appId=one"), {"appId": "one", "token": "any=="}),
    ],
)
def test_keys_are_assigned_to_security_schemes(options: tuple[str, ...], keys: dict[str, str]) -> None:
    assert command._assign_keys(options, [Api("acme", yaml.safe_load(SCHEMES), None, "acme")]) == keys


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("apId=s3cret",), "unknown security scheme 'apId'; use one of: appId, token. Did you mean 'appId'?"),
        (("appId=s3cret", "appId=s3cret"), "two keys for appId"),
        (("s3cret", "s3cret"), "two keys for all security schemes"),
    ],
)
def test_invalid_assignment_of_keys_is_refused_without_the_key(options: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        command._assign_keys(options, [Api("acme", yaml.safe_load(SCHEMES), None, "acme")])
    assert str(caught.value).endswith(message)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "my secret"])
def test_empty_key_or_key_with_whitespace_exits_2(run_mock_command: RunMockCommand, key: str) -> None:
    ended = run_mock_command("--key", key)
    assert ended.returncode == 2
    assert "my secret" not in ended.stderr


def test_unknown_api_exits_2_with_the_known_names(run_mock_command: RunMockCommand) -> None:
    ended = run_mock_command("solum", "nope")
    assert ended.returncode == 2
    assert ended.stderr == f"caretasks: unknown API 'nope'; choose one of: {', '.join(Catalog().names)}\n"


def test_specs_option_serves_another_directory(start_mock: StartMock, write_spec: WriteSpec) -> None:
    folder = write_spec(
        "some",
        """\
openapi: 3.1.0
info: {title: Some, version: '1'}
paths:
  /hello:
    get: {responses: {'200': {description: '', content: {application/json: {example: hello}}}}}
""",
    )
    with start_mock("--specs", str(folder), apis=1) as running:
        assert httpx.get(f"{running.urls['some']}/hello").json() == "hello"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "pointer", "line", "message"),
    [
        ("openapi: 3.1.0\ninfo: [\n", "", 3, "is not YAML: "),
        ("openapi: 4.0.0\ninfo: {title: T}\n", "/openapi", 1, "'4.0.0' cannot be imported: use 3.0, 3.1 or 3.2"),
        ("openapi: 3.1.0\ninfo: {title: T}\n\npaths: 3\n", "/paths", 4, "object"),
    ],
)
def test_invalid_spec_is_reported_with_file_line_and_pointer(
    run_mock_command: RunMockCommand, write_spec: WriteSpec, text: str, pointer: str, line: int, message: str
) -> None:
    folder = write_spec("broken", text)
    ended = run_mock_command("--specs", str(folder), "--port", "0")
    assert (ended.returncode, ended.stdout) == (1, "")
    location = f"{folder / 'broken' / 'openapi.yaml'}:{line}:" + (f" {pointer}:" if pointer else "")
    assert ended.stderr.startswith(f"caretasks: {location} ")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_scenario_file_scripts_the_first_responses(start_mock: StartMock, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("solum:\n  list_tasks: [500, {status: 503, latency: 0}]\nmaxcare:\n  get_task: [500]\n")
    with start_mock("solum", "--scenario", str(file), apis=1) as running, httpx.Client() as client:
        url = f"{running.urls['solum']}/v1/tasks"
        assert [client.get(url).status_code for _ in range(3)] == [500, 503, 401]


def test_steps_that_are_left_are_listed_at_the_end(start_mock: StartMock, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("solum:\n  list_tasks: [{status: 500, times: 3}, reset]\n")
    with start_mock("solum", "--scenario", str(file), apis=1) as running:
        assert httpx.get(f"{running.urls['solum']}/v1/tasks").status_code == 500
        status, _, err = stop(running, signal.SIGTERM)
    assert status == 0
    assert "scripted steps were not used: solum.list_tasks: 3 of 4 steps: 500 (2 times), reset\n" in err


def test_invalid_scenario_file_is_refused_with_its_lines(run_mock_command: RunMockCommand, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("solum:\n  list_tsks: [500]\n  list_tasks:\n    - {status: 200, body: {tasks: 5}}\n")
    ended = run_mock_command("solum", "--scenario", str(file))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"{file}:2: /solum/list_tsks: solum has no operation 'list_tsks'. Did you mean 'list_tasks'?" in ended.stderr
    assert f"{file}:4: /solum/list_tasks/0/body" in ended.stderr


def test_control_token_is_in_no_output(start_mock: StartMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARETASKS_CONTROL_TOKEN", "0123456789abcdef-token")
    with start_mock("solum", "--host", "0.0.0.0", apis=1) as running, httpx.Client() as client:  # noqa: S104 - a test
        headers = {"Authorization": "Bearer 0123456789abcdef-token", "Host": "mock:4010"}
        url = running.urls["solum"].removesuffix("/solum")
        assert client.post(f"{url}/_clock", json={"advance": 1}, headers=headers).status_code == 204
        assert client.get(f"{url}/solum/v1/tasks", headers=headers).status_code == 401
        status, out, err = stop(running, signal.SIGINT)
    assert status == 0
    assert "0123456789abcdef" not in out + err


def test_small_responses_are_sent_without_delay() -> None:
    with _bind("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
