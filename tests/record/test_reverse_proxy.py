"""`caretasks record`: a command behind a reverse proxy, and the recording of its requests."""

from __future__ import annotations

import json
import ssl
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from tests.certificates import write_certificate
from tests.client.calls import GET_TASK, TASK_ID
from tests.client.hostile_server import HostileServer, disconnect, respond

Record = Callable[..., int]
PLANTED = "Robin-Sample-1961"
PROGRAM = """\
import os, sys, urllib.error, urllib.request
url = os.environ["MIRAMACE_BASE_URL"]
for path in sys.argv[1:]:
    headers = {"Authorization": "Bearer secret-key-1", "X-Patient": "PLANTED"}
    request = urllib.request.Request(url + path, headers=headers)
    try:
        print(urllib.request.urlopen(request).status)
    except urllib.error.HTTPError as error:
        print(error.code)
    except OSError:
        print("error")
sys.exit(7 if "fail" in os.environ else 0)
""".replace("PLANTED", PLANTED)
TASK = f"/v1/task/{TASK_ID}"


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def record(server: HostileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Return the exit status of `caretasks record` for a program that requests paths."""
    monkeypatch.chdir(tmp_path)
    Path("caretasks.toml").write_text(f'[targets.staging]\napi = "miramace"\nurl = "{server.url}/api"\n')

    def run(*paths: str, command: tuple[str, ...] = (sys.executable, "-c", PROGRAM)) -> int:
        return main(["record", "--target", "staging", "--out", "session.har", "--", *command, *paths])

    return run


def read_entries() -> list[Any]:
    entries: list[Any] = json.loads(Path("session.har").read_text("utf-8"))["log"]["entries"]
    return entries


def test_requests_of_a_command_are_forwarded_and_recorded(
    record: Record, server: HostileServer, capfd: pytest.CaptureFixture[str]
) -> None:
    server.script(respond(200, {**GET_TASK.response_body, PLANTED: PLANTED}))
    assert record(TASK) == 0
    out, err = capfd.readouterr()
    assert (out, err) == ("200\n", "caretasks record: 1 request recorded in session.har\n")
    (request,) = server.requests
    assert request.path == f"/api{TASK}"
    assert request.headers["Authorization"] == "Bearer secret-key-1"
    assert request.headers["X-Patient"] == PLANTED
    assert request.headers["Host"] == server.url.removeprefix("http://")
    (entry,) = read_entries()
    assert entry["request"]["url"].startswith(f"{server.url}/api/v1/task/")
    text = Path("session.har").read_text("utf-8")
    assert PLANTED not in text
    assert "secret-key-1" not in text
    assert stat.S_IMODE(Path("session.har").stat().st_mode) == 0o600


def test_status_of_the_command_is_returned(
    record: Record, server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script(respond(200, GET_TASK.response_body))
    monkeypatch.setenv("fail", "1")
    assert record(TASK) == 7


def test_nothing_recorded_exits_with_3(record: Record, capfd: pytest.CaptureFixture[str]) -> None:
    assert record() == 3
    assert "nothing was recorded; the command exited with 0" in capfd.readouterr().err
    assert not Path("session.har").exists()


def test_no_request_is_retried_and_no_redirect_followed(
    record: Record, server: HostileServer, capfd: pytest.CaptureFixture[str]
) -> None:
    server.script(respond(503, {}), respond(302, {}, {"Location": "http://127.0.0.1:9/"}))
    record(TASK, TASK)
    assert capfd.readouterr().out == "503\nerror\n"  # the program follows the redirect itself
    assert len(server.requests) == 2


def test_broken_connection_is_a_bad_gateway(
    record: Record, server: HostileServer, capfd: pytest.CaptureFixture[str]
) -> None:
    server.script(disconnect())
    assert record(TASK) == 0
    assert len(server.requests) == 1
    out, err = capfd.readouterr()
    assert out == "502\n"
    assert "1 request without a response of the server (RemoteProtocolError)" in err
    assert "Traceback" not in err


def test_undocumented_request_is_forwarded_and_not_recorded(
    record: Record, server: HostileServer, capfd: pytest.CaptureFixture[str]
) -> None:
    server.script(respond(200, {"name": PLANTED}))
    assert record(f"/v1/people/{PLANTED}") == 3
    assert len(server.requests) == 1
    assert "1 request to undocumented operations forwarded and not recorded" in capfd.readouterr().err


def test_existing_file_is_not_replaced(
    record: Record, server: HostileServer, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("session.har").write_text("mine")
    assert record(TASK) == 2
    assert (Path("session.har").read_text(), server.requests) == ("mine", [])
    assert "session.har exists, and a recording never replaces a file" in capsys.readouterr().err


def test_unknown_command_exits_with_2(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    assert record(command=("no-such-command",)) == 2
    assert "no-such-command cannot be run: No such file or directory" in capsys.readouterr().err
    assert not Path("session.har").exists()


def test_certificate_of_the_target_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(write_certificate(tmp_path / "both.pem"))
    monkeypatch.chdir(tmp_path)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        target = f'[targets.staging]\napi = "miramace"\nurl = "https://127.0.0.1:{server.server_port}"\n'
        command = ["--", sys.executable, "-c", PROGRAM, TASK]
        Path("caretasks.toml").write_text(target)
        main(["record", "--target", "staging", *command])
        assert capfd.readouterr().out == "502\n"
        assert requests == []
        Path("caretasks.toml").write_text(f'{target}ca-bundle = "both.pem"\n')
        main(["record", "--target", "staging", *command])
        assert capfd.readouterr().out == "200\n"
        assert requests == [TASK]
        server.shutdown()
