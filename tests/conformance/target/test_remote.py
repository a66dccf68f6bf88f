"""A server elsewhere: what it is sent and never is, whose values are asked for, and what is shown of them.

The servers are on this machine, of other make than ours, and write down what comes.
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
from caretasks.conformance.results import ExitStatus
from tests.servers.conforming import KEY, SERVERS, Unpod
from tests.servers.listening import Server, listening

HANDLE = "our-own-clinic-handle"
RUN = "Rb2c7aa0e1f9d4d7e8d3d6f0a4b1c2d3e"
SPACE = "OURSPACE77BNW5XEDLORYUHM"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for api in SERVERS:
        monkeypatch.setenv(f"{api.upper()}_API_KEY", KEY)
    monkeypatch.setenv("UNPOD_ORG_HANDLE", HANDLE)
    monkeypatch.setenv("MAXCARE_ORGANIZATION_ID", HANDLE)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with listening(getattr(request, "param", "unpod")) as server:
        yield server


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_no_write_comes_with_the_key_or_a_body(server: Server) -> None:
    assert server.check() in (ExitStatus.NOTHING_BROKEN, ExitStatus.INCONCLUSIVE)
    assert not server.written
    assert {came.body for came in server.came if came.writes} <= {"{}"}


@pytest.mark.parametrize(
    ("server", "status"),
    [("maxcare", 0), ("unpod", 0), ("solum", 3)],
    indirect=["server"],
)
def test_reads_tell_the_exit_status_and_probes_alone_do_not(server: Server, status: int) -> None:
    assert server.check() == status


@pytest.mark.parametrize("server", ["miramace"], indirect=True)
def test_writes_left_out_are_told_and_do_not_undo_the_verdict(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.check() == ExitStatus.NOTHING_BROKEN
    assert "not exercised (--writes none, 4 probes)" in capsys.readouterr().out
    assert server.check("--json") == ExitStatus.NOTHING_BROKEN
    assert json.loads(capsys.readouterr().out)["apis"][0]["verdict"] == "kept"


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_a_write_that_is_served_without_its_key_is_broken(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.always = 201, {"id": "1"}
    assert server.check() == ExitStatus.BROKEN
    assert "a request without a key was answered with 201" in capsys.readouterr().out
    assert not [came for came in server.came if came.keyed]


@pytest.mark.parametrize("server", ["miramace", "solum"], indirect=True)
def test_no_credentials_come_from_elsewhere(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login robin password sample\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.check()
    assert [came for came in server.came if came.writes]
    assert not [came for came in server.came if came.headers.get("Authorization", "").startswith("Basic")]


def test_account_headers_are_the_users_own_where_they_are_valid(server: Server) -> None:
    assert server.check() == ExitStatus.NOTHING_BROKEN
    handles = [came.headers["Org-Handle"] for came in server.came if "Org-Handle" in came.headers]
    assert set(handles) == {HANDLE}


@pytest.fixture
def fixtures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server knows one run, that is not the documented one; the file names it."""
    monkeypatch.setattr(Unpod, "known", (SPACE, RUN))
    file = tmp_path / "clinic.toml"
    file.write_text(f'[unpod.get_run_tasks]\nspace_token = "{SPACE}"\nrun_id = ["{RUN}"]\n')
    return str(file)


def test_fixtures_stand_in_for_the_documented_examples(server: Server, fixtures: str) -> None:
    assert server.check() == ExitStatus.INCONCLUSIVE
    assert server.check("--fixtures", fixtures) == ExitStatus.NOTHING_BROKEN


def test_a_value_with_a_slash_in_it_is_one_part_of_the_path(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Unpod, "known", ("our space/1", "ü.1"))
    (tmp_path / "clinic.toml").write_text('[unpod.get_run_tasks]\nspace_token = "our space/1"\nrun_id = "ü.1"\n')
    assert server.check("--fixtures", str(tmp_path / "clinic.toml"), "--json") == ExitStatus.NOTHING_BROKEN
    assert not [came for came in server.came if "our%20space/" in came.path]
    server.always = 200, {"count": "many"}
    capsys.readouterr()
    assert server.check("--fixtures", str(tmp_path / "clinic.toml"), "--report", str(tmp_path / "out")) == 1
    said = capsys.readouterr().out + "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert not [text for text in ("our space", "our%20space", "our%2520space") if text in said]


@pytest.mark.parametrize("server", ["miramace"], indirect=True)
def test_a_task_of_the_page_that_is_there_beside_those_given_breaks_nothing(server: Server, tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text(f'[miramace.get_task]\ntask_id = "{UUID(int=7)}"\n')
    assert server.check("--fixtures", str(tmp_path / "clinic.toml")) == ExitStatus.NOTHING_BROKEN


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_of_the_users_own_is_shown(
    server: Server, fixtures: str, form: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    server.always = 200, {"count": "many"}
    assert server.check("--fixtures", fixtures, *form) == ExitStatus.BROKEN
    told = capsys.readouterr()
    assert "curl" in told.out
    assert "$UNPOD_API_KEY" in told.out
    for private in (KEY, HANDLE, RUN, SPACE):
        assert private.lower() not in (told.out + told.err).lower()


def test_reveal_shows_them_and_warns_and_still_shows_no_key(
    server: Server, fixtures: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.always = 200, {"count": "many"}
    server.check("--fixtures", fixtures, "--reveal")
    told = capsys.readouterr()
    assert RUN in told.out
    assert "--reveal" in told.err
    assert KEY not in told.out + told.err


def test_json_is_one_document(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.check("--json") == ExitStatus.NOTHING_BROKEN
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1
    assert told["exit_status"] == 0
    assert told["apis"][0]["operations"][0]["verdict"] == "kept"


def test_quiet_prints_nothing(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.check("--quiet") == ExitStatus.NOTHING_BROKEN
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("server", ["miramace"], indirect=True)
def test_an_operation_alone_is_asked_for(server: Server) -> None:
    assert server.check("--operation", "get_task") == ExitStatus.NOTHING_BROKEN
    assert {came.method for came in server.came} == {"GET"}


def test_refused_credentials_are_inconclusive(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNPOD_API_KEY", "not-the-right-one")
    assert server.check() == ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize("server", ["unpod"], indirect=True)
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "what is documented was answered with 401: is the key right?\n"),
        (404, "what is documented was answered with 404: --fixtures names what is there\n"),
    ],
)
def test_why_no_success_could_be_judged_is_told(
    server: Server, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.always = status, {"status_code": status, "message": "no"}
    assert server.check() == ExitStatus.INCONCLUSIVE
    assert f"unpod get_run_tasks: {said}" in capsys.readouterr().out


def test_a_server_that_is_not_there_is_inconclusive(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert main(["check", "unpod", "--url", url, "--max-examples", "2"]) == ExitStatus.INCONCLUSIVE
    assert "cannot be reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--writes", "generated"], "give --yes if that is a sandbox"),
        (["--operation", "get_rum"], "there is no operation get_rum"),
        (["--url", "ftp://127.0.0.1"], "--url is not the URL of a server"),
        (["--url", "http://[::1"], "--url is not the URL of a server"),
        (["--url", "http://*.example"], "--url is not the URL of a server"),
        (["--url", "http://a:b@127.0.0.1"], "without credentials"),
        (["--fixtures", "nowhere.toml"], "nowhere.toml cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_sent(
    server: Server, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.check(*arguments) == ExitStatus.USAGE
    assert said in capsys.readouterr().err
    assert server.came == []


def test_a_host_in_capitals_is_the_same_host(server: Server) -> None:
    server.url = server.url.replace("http://127.0.0.1", "HTTP://LocalHost")
    server.check()
    assert any(came.keyed for came in server.came)


@pytest.mark.parametrize("variable", ["UNPOD_API_KEY", "UNPOD_ORG_HANDLE"])
def test_what_the_environment_lacks_is_named(
    server: Server, variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(variable)
    assert server.check() == ExitStatus.USAGE
    assert capsys.readouterr().err == f"caretasks check: the environment lacks {variable}\n"
    assert server.came == []


def test_a_url_is_the_server_of_one_api(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "unpod", "maxcare", "--url", "http://127.0.0.1:9"]) == ExitStatus.USAGE
    assert "--url is the server of one API" in capsys.readouterr().err


def test_a_redirect_is_not_followed() -> None:
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        main(["check", "unpod", "--url", f"http://127.0.0.1:{server.server_port}", "--max-examples", "2"])
        server.shutdown()
    assert came
    assert "/elsewhere" not in came, came
