"""Tests of checks of a remote server: the requests it receives, user-provided values, and their redaction.

The servers are independent conforming servers on loopback ports that record the requests they receive.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from caretasks.cli import main
from caretasks.conformance.model import REPORT_VERSION
from caretasks.conformance.results import ExitStatus
from tests.openapi.reduced_specs import write_only_specs
from tests.servers.conforming import KEY, MINIMAL_SERVERS, Response, run_server
from tests.servers.recording import RecordingServer, recording_server
from tests.servers.unpod import Unpod

# `make check` leaves these out: most of them run whole checks.
pytestmark = pytest.mark.slow

HANDLE = "our-own-clinic-handle"
RUN = "Rb2c7aa0e1f9d4d7e8d3d6f0a4b1c2d3e"
SPACE = "OURSPACE77BNW5XEDLORYUHM"
ONE = ("--operation", "get_run_tasks")
"""Arguments of a check of one operation of Unpod. A check of all takes seconds."""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for api in MINIMAL_SERVERS:
        monkeypatch.setenv(f"{api.upper()}_API_KEY", KEY)
    monkeypatch.setenv("UNPOD_ORG_HANDLE", HANDLE)
    monkeypatch.setenv("MAXCARE_ORGANIZATION_ID", HANDLE)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[RecordingServer]:
    with recording_server(getattr(request, "param", "unpod")) as server:
        yield server


@pytest.mark.parametrize("server", MINIMAL_SERVERS, indirect=True)
def test_api_with_reads_passes_and_its_writes_have_neither_key_nor_body(server: RecordingServer) -> None:
    assert server.check() == ExitStatus.PASSED
    assert not server.keyed_writes
    assert {request.body for request in server.requests if request.is_write} <= {"{}"}


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_api_with_probes_only_is_inconclusive(server: RecordingServer, tmp_path: Path) -> None:
    assert server.check("--specs", str(write_only_specs(tmp_path / "specs"))) == ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize("server", ["miramace"], indirect=True)
def test_skipped_writes_are_reported_and_do_not_change_the_verdict(
    server: RecordingServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.check("--report", str(tmp_path)) == ExitStatus.PASSED
    assert "not covered (--writes none, 5 probes)" in capsys.readouterr().out
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["apis"][0]["verdict"] == "passed"


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_write_accepted_without_a_key_fails(server: RecordingServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.fixed_response = 201, {"id": "1"}
    assert server.check() == ExitStatus.FAILED
    assert "a request without a key must be rejected; received status 201" in capsys.readouterr().out
    assert not server.keyed_writes


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_netrc_is_ignored(server: RecordingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login robin password sample\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.check()
    assert [request for request in server.requests if request.is_write]
    assert not [request for request in server.requests if request.headers.get("Authorization", "").startswith("Basic")]


def test_account_headers_are_sent(server: RecordingServer) -> None:
    assert server.check(*ONE) == ExitStatus.PASSED
    handles = [request.headers["Org-Handle"] for request in server.requests if "Org-Handle" in request.headers]
    assert set(handles) == {HANDLE}


@pytest.fixture
def fixtures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fixtures file with the only run of the server, which is not the documented one."""
    monkeypatch.setattr(Unpod, "known_run", (SPACE, RUN))
    file = tmp_path / "clinic.toml"
    file.write_text(f'[unpod.get_run_tasks]\nspace_token = "{SPACE}"\nrun_id = ["{RUN}"]\n')
    return str(file)


def test_fixtures_replace_documented_examples(
    server: RecordingServer, fixtures: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.check(*ONE)
    assert "valid requests were refused: status 404; list existing IDs in a --fixtures file" in capsys.readouterr().out
    assert server.check(*ONE, "--fixtures", fixtures) == ExitStatus.PASSED
    assert "unpod get_run_tasks: all" not in capsys.readouterr().out


def test_value_with_a_slash_is_one_path_segment(
    server: RecordingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Unpod, "known_run", ("our space/1", "ü.1"))
    (tmp_path / "clinic.toml").write_text('[unpod.get_run_tasks]\nspace_token = "our space/1"\nrun_id = "ü.1"\n')
    arguments = (*ONE, "--fixtures", str(tmp_path / "clinic.toml"))
    assert server.check(*arguments, "--json") == ExitStatus.PASSED
    assert not [request for request in server.requests if "our%20space/" in request.path]
    server.fixed_response = 200, {"count": "many"}
    capsys.readouterr()
    assert server.check(*arguments, "--report", str(tmp_path / "out")) == 1
    output = capsys.readouterr().out + "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert not [text for text in ("our space", "our%20space", "our%2520space") if text in output]


@pytest.mark.parametrize("server", ["miramace"], indirect=True)
def test_documented_task_may_exist_in_addition_to_fixtures(server: RecordingServer, tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text(f'[miramace.get_task]\ntask_id = "{UUID(int=7)}"\n')
    arguments = ("--fixtures", str(tmp_path / "clinic.toml"), "--operation", "get_task")
    assert server.check(*arguments) == ExitStatus.PASSED


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_user_provided_values_are_redacted(
    server: RecordingServer, fixtures: str, form: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    server.fixed_response = 200, {"count": "many"}
    assert server.check(*ONE, "--fixtures", fixtures, *form) == ExitStatus.FAILED
    output = capsys.readouterr()
    assert "curl" in output.out
    assert "$UNPOD_API_KEY" in output.out
    assert "Org-Handle: $UNPOD_ORG_HANDLE" in output.out
    for private in (KEY, HANDLE, RUN, SPACE):
        assert private.lower() not in (output.out + output.err).lower()


def test_reveal_prints_values_and_a_warning_but_no_key(
    server: RecordingServer, fixtures: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fixed_response = 200, {"count": "many"}
    server.check(*ONE, "--fixtures", fixtures, "--reveal")
    output = capsys.readouterr()
    assert RUN in output.out
    assert "--reveal" in output.err
    assert KEY not in output.out + output.err


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_json_option_prints_one_json_document(server: RecordingServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.check("--json") == ExitStatus.PASSED
    report = json.loads(capsys.readouterr().out)
    assert report["version"] == REPORT_VERSION
    assert report["exit_status"] == 0
    assert report["apis"][0]["operations"][0]["verdict"] == "passed"


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_report_counts_the_writes_that_the_server_received(
    server: RecordingServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.check("--json")
    (result,) = json.loads(capsys.readouterr().out)["apis"]
    received = [request for request in server.requests if request.is_write]
    assert received
    assert sum(operation["writes"] for operation in result["operations"]) == len(received)


def test_quiet_prints_nothing(server: RecordingServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.check(*ONE, "--quiet") == ExitStatus.PASSED
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("server", ["miramace"], indirect=True)
def test_operation_option_selects_one_operation(server: RecordingServer) -> None:
    assert server.check("--operation", "get_task") == ExitStatus.PASSED
    assert {request.method for request in server.requests} == {"GET"}


def test_rejected_credentials_are_inconclusive(server: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNPOD_API_KEY", "not-the-right-one")
    assert server.check(*ONE) == ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize("server", ["unpod"], indirect=True)
@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "valid requests were refused: status 401; check the API key\n"),
        (
            404,
            (
                "valid requests were refused: status 404; list existing IDs in a --fixtures file, or check the "
                "path of --url (the server URL in the spec is https://unpod.ai)\n"
            ),
        ),
    ],
)
def test_reason_for_an_inconclusive_check_is_reported(
    server: RecordingServer, status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fixed_response, server.fixed_path = (status, {"status_code": status, "message": "no"}), "/api/"
    assert server.check(*ONE) == ExitStatus.INCONCLUSIVE
    lines = capsys.readouterr().out.splitlines(keepends=True)
    assert [line for line in lines if line.startswith("unpod get_run_tasks: all ") and line.endswith(message)]


def test_unreachable_server_is_inconclusive(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    assert main(["check", "unpod", "--url", f"http://{address}/v1"]) == ExitStatus.INCONCLUSIVE
    assert capsys.readouterr().out.splitlines() == [
        f"unpod: {address} cannot be reached: connection refused; start the server, or check the port of --url",
        "inconclusive: no request was checked",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--writes", "generated"], "use --yes to confirm that it is a sandbox"),
        (["--operation", "get_rum"], "get_rum"),
        (["--fixtures", "nowhere.toml"], "cannot read nowhere.toml"),
    ],
)
def test_usage_errors_are_reported_before_any_request(
    server: RecordingServer, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.check(*arguments) == ExitStatus.USAGE_ERROR
    assert message in capsys.readouterr().err
    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://127.0.0.1", "invalid --url: expected an HTTP base URL"),
        ("http://[::1", "invalid --url: expected an HTTP base URL"),
        ("http://*.example", "invalid --url: expected an HTTP base URL"),
        ("http://a:b@127.0.0.1", "must not have credentials"),
        ("name=http://a:b@127.0.0.1", "--url: unknown server 'name'; choose one of: "),
    ],
)
def test_invalid_url_is_a_usage_error(url: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "unpod", "--url", url]) == ExitStatus.USAGE_ERROR
    assert message in capsys.readouterr().err


def test_url_is_given_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["check", "unpod", "--url", "http://127.0.0.1:9", "--url", "http://127.0.0.1:8"])
    assert exited.value.code == ExitStatus.USAGE_ERROR
    assert "run the command once for each value" in capsys.readouterr().err


def test_host_is_case_insensitive(server: RecordingServer) -> None:
    server.url = server.url.replace("http://127.0.0.1", "HTTP://LocalHost")
    server.check(*ONE)
    assert any(request.has_key for request in server.requests)


@pytest.mark.parametrize("variable", ["UNPOD_API_KEY", "UNPOD_ORG_HANDLE"])
def test_missing_environment_variable_is_named(
    server: RecordingServer, variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(variable)
    assert server.check() == ExitStatus.USAGE_ERROR
    assert (
        capsys.readouterr().err
        == f"caretasks check: missing environment variable: {variable}; set it (see: caretasks list unpod)\n"
    )
    assert server.requests == []


def test_url_with_several_apis_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "unpod", "maxcare", "--url", "http://127.0.0.1:9"]) == ExitStatus.USAGE_ERROR
    assert "--url is the server of one API" in capsys.readouterr().err


def test_url_with_the_version_of_the_paths_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "miramace", "--url", "http://127.0.0.1:9/base/v1/"]) == ExitStatus.USAGE_ERROR
    message = "it ends with /v1, but each operation has its version in its path; use http://127.0.0.1:9/base\n"
    assert capsys.readouterr().err.endswith(message)


def test_redirects_are_not_followed() -> None:
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/redirected")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        main(["check", "unpod", "--url", f"http://127.0.0.1:{server.server_port}", "--max-examples", "2", *ONE])
        server.shutdown()
    assert paths
    assert "/redirected" not in paths, paths


SEVERAL_SERVERS = """
openapi: 3.1.0
info: {title: Clinic, version: '1'}
servers: [{url: 'https://clinic.example.com', x-name: main}]
paths:
  /visits:
    get: &read
      operationId: list_visits
      responses:
        '200': {description: All, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        4XX: {description: Rejected}
  /files:
    servers: [{url: 'https://files.example.com/v2', description: Files}]
    get: {<<: *read, operationId: list_files}
"""


@pytest.fixture
def several_servers(tmp_path: Path) -> Path:
    (tmp_path / "clinic.yaml").write_text(SEVERAL_SERVERS)
    return tmp_path / "clinic.yaml"


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("", {"/base/visits", "/base/files"}),
        ("main=", {"/base/visits"}),
        ("Files=", {"/base/files"}),
        ("https://files.example.com/v2=", {"/base/files"}),
    ],
)
def test_url_replaces_every_server_or_one_by_name(
    name: str, paths: set[str], several_servers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    received: set[str] = set()

    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        received.add(path)
        return (200, []) if method == "GET" and path.startswith("/base/") else (404, {})

    with run_server("clinic", server=respond) as origin:
        arguments = [str(several_servers), "--url", f"{name}{origin}/base", "--max-examples", "1"]
        assert main(["check", *arguments]) == ExitStatus.PASSED
    assert {path for path in received if path in ("/base/visits", "/base/files")} == paths
    output = " ".join(capsys.readouterr().out.split())
    assert (f"excluded: --url replaces {name[:-1]} only" in output) == bool(name)


def test_unknown_server_exits_2_with_the_names(several_servers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(several_servers), "--url", "file=http://127.0.0.1:9"]) == ExitStatus.USAGE_ERROR
    known = "Files, https://clinic.example.com, https://files.example.com/v2, main"
    assert f"--url: unknown server 'file'; choose one of: {known}" in capsys.readouterr().err
