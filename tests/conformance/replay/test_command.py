"""`caretasks replay` sends the request of a finding to the server of the command line, and checks the response."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.replay.command import ReplayStatus
from tests.servers.conforming import KEY, FullMiraMace, Response, run_server

ROOT = Path(__file__).parents[3]
TASK_ID = "123e4567-e89b-12d3-a456-426614174002"
FIXTURES = f'[miramace.get_task]\ntask_id = "{TASK_ID}"\n'


class Server(FullMiraMace):
    """A server whose tasks have an undocumented status until it is fixed."""

    is_fixed = False
    has_conflict = False
    hides_tasks = False

    def __init__(self) -> None:
        super().__init__()
        self.read_paths: list[str] = []

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        self.read_paths += [path] if method == "GET" else []
        status, data = super().__call__(method, path, query, headers, body)
        if method == "GET" and status == 200 and not self.is_fixed:
            data = {**data, "status": "DONE"}
        if status == 401 and self.hides_tasks:
            return 404, {"detail": "Not found"}
        return (409, {"detail": "Conflict"}) if self.has_conflict and status == 200 else (status, data)


@pytest.fixture(scope="module")
def server() -> Server:
    return Server()


@pytest.fixture(scope="module")
def url(server: Server) -> Iterator[str]:
    with run_server("miramace", server=server) as origin:
        yield origin


@pytest.fixture(autouse=True)
def set_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRAMACE_API_KEY", KEY)


@pytest.fixture(scope="module")
def directory(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a report of the server, and the fixtures file."""
    directory = tmp_path_factory.mktemp("replay")
    (directory / "clinic.toml").write_text(FIXTURES)
    options = ["--operation", "get_task", "--max-examples", "1", "--report", str(directory), "--quiet"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIRAMACE_API_KEY", KEY)
        main(["check", "miramace", "--url", url, "--fixtures", str(directory / "clinic.toml"), *options])
    return directory


def replay(directory: Path, url: str, *options: str, number: str = "#1", document: Path | None = None) -> int:
    fixtures = () if "--fixtures" in options else ("--fixtures", str(directory / "clinic.toml"))
    names = [str(directory / "report.json"), number, *([] if document is None else [str(document)])]
    return main(["replay", *names, "--url", url, *fixtures, *options])


@pytest.mark.slow
def test_document_by_path_is_the_spec_of_the_finding(
    directory: Path, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "clinic.json"
    document.write_bytes((ROOT / "generated" / "caretasks" / "miramace" / "openapi.json").read_bytes())
    empty = tmp_path / "specs" / "other"
    empty.mkdir(parents=True)
    (empty / "openapi.yaml").write_text("openapi: 3.1.0\ninfo: {title: Other, version: '1'}\npaths: {}\n", "utf-8")
    assert replay(directory, url, "--specs", str(empty.parent)) == ReplayStatus.USAGE_ERROR
    assert "add the path of its document" in capsys.readouterr().err
    assert replay(directory, url, "--specs", str(empty.parent), document=document) == ReplayStatus.STILL_FAILS
    assert "#1 miramace get_task still fails: " in capsys.readouterr().out


def test_document_that_does_not_exist_exits_2(directory: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(directory, url, document=Path("none.yaml")) == ReplayStatus.USAGE_ERROR
    assert "none.yaml does not exist; name the OpenAPI document of miramace" in capsys.readouterr().err


def test_finding_that_still_fails_exits_1_and_says_so(
    directory: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(directory, url) == ReplayStatus.STILL_FAILS
    assert "#1 miramace get_task still fails: `status` must be one of " in capsys.readouterr().out


def test_finding_of_a_fixed_server_exits_0(
    directory: Path, url: str, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "is_fixed", True)
    assert replay(directory, url) == ReplayStatus.NO_LONGER_FAILS
    assert capsys.readouterr().out == "#1 miramace get_task no longer fails: status 200\n"


def test_conflict_with_the_state_of_the_server_exits_3(
    directory: Path, url: str, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "has_conflict", True)
    assert replay(directory, url) == ReplayStatus.NOT_SENT
    assert "the response shows nothing: status 409; the server may have the resource" in capsys.readouterr().err


def test_request_with_an_invalid_key_that_gets_a_404_still_fails(
    url: str,
    server: Server,
    directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(server, "hides_tasks", True)
    fixtures = ["--fixtures", str(directory / "clinic.toml")]
    options = ["--operation", "get_task", "--max-examples", "1", "--report", str(tmp_path), "--quiet"]
    main(["check", "miramace", "--url", url, *fixtures, *options])
    report = json.loads((tmp_path / "report.json").read_text())
    failures = [each for operation in report["apis"][0]["operations"] for each in operation["failures"]]
    (number,) = {str(each["number"]) for each in failures if each["replay"]["steps"][0]["notes"].get("probe")}
    assert replay(tmp_path, url, *fixtures, number=number) == ReplayStatus.STILL_FAILS
    monkeypatch.setattr(server, "hides_tasks", False)
    assert replay(tmp_path, url, *fixtures, number=number) == ReplayStatus.NO_LONGER_FAILS
    assert "must be rejected; received status 404" in capsys.readouterr().out


def test_fixed_finding_exits_0_although_its_response_shows_another_one_of_the_report(
    directory: Path, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = json.loads((directory / "report.json").read_text())
    (failures,) = [each["failures"] for each in report["apis"][0]["operations"] if each["failures"]]
    fixed = {**failures[0], "number": 50, "checks": ["not_a_server_error"], "pointer": "", "status": 500}
    failures.append(fixed)
    (tmp_path / "report.json").write_text(json.dumps(report))
    fixtures = ("--fixtures", str(directory / "clinic.toml"))
    assert replay(tmp_path, url, *fixtures, number="50") == ReplayStatus.NO_LONGER_FAILS
    assert capsys.readouterr().out == "#50 miramace get_task no longer fails: status 200; it shows #1\n"
    failures[:] = [fixed]
    (tmp_path / "report.json").write_text(json.dumps(report))
    assert replay(tmp_path, url, *fixtures, number="50") == ReplayStatus.STILL_FAILS
    assert "#50 miramace get_task fails in another way: `status` must be one of " in capsys.readouterr().out


def test_value_that_the_report_does_not_have_is_named(
    directory: Path, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.toml").write_text("")
    assert replay(directory, url, "--fixtures", str(tmp_path / "empty.toml")) == ReplayStatus.NOT_SENT
    assert "miramace.get_task.task_id" in capsys.readouterr().err


def test_unknown_number_exits_2_with_the_range(directory: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(directory, url, number="99") == ReplayStatus.USAGE_ERROR
    assert "has no finding #99; choose a number from 1 to " in capsys.readouterr().err


def test_report_does_not_decide_where_a_request_is_sent(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(directory / "report.json"), "1"]) == ReplayStatus.USAGE_ERROR
    assert "name the server with --url or --target" in capsys.readouterr().err


@pytest.mark.slow
def test_server_that_cannot_be_reached_exits_3(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(directory, "http://127.0.0.1:9") == ReplayStatus.NOT_SENT
    assert "127.0.0.1:9" in capsys.readouterr().err


def test_wrong_base_path_is_named_in_one_message(directory: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(directory, f"{url}/wrong") == ReplayStatus.NOT_SENT
    received = capsys.readouterr()
    assert "returned status 404 to every request, also to a path that the API does not have" in received.err
    assert "check the path of --url" in received.err
    assert received.out == ""


def test_write_needs_the_option(directory: Path, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads((directory / "report.json").read_text())
    (finding,) = (each for each in report["apis"][0]["operations"][1]["failures"] if each["number"] == 1)
    step = finding["replay"]["steps"][0]
    step.update(operation="create_task", method="POST", path="/v1/task", body="{}")
    (tmp_path / "report.json").write_text(json.dumps(report))
    (tmp_path / "clinic.toml").write_text(FIXTURES)
    assert replay(tmp_path, url) == ReplayStatus.USAGE_ERROR
    assert "--writes generated --yes" in capsys.readouterr().err


def test_id_of_an_earlier_response_is_sent(
    directory: Path, url: str, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = json.loads((directory / "report.json").read_text())
    (finding,) = (each for each in report["apis"][0]["operations"][1]["failures"] if each["number"] == 1)
    (read,) = finding["replay"]["steps"]
    ids = {"project_id": TASK_ID, "patient_id": TASK_ID}
    body = {"task_type": "CUSTOM_TASK", "task": "Call", "phone_number": "+12025550143", **ids}
    headers = [["Content-Type", "application/json"], *read["headers"]]
    create = {**read, "operation": "create_task", "method": "POST", "path": "/v1/task", "headers": headers}
    create |= {"body": json.dumps(body), "returned": {"NEW_TASK_ID": "/id"}}
    finding["replay"]["steps"] = [create, {**read, "path": "/v1/task/$NEW_TASK_ID"}]
    (tmp_path / "report.json").write_text(json.dumps(report))
    (tmp_path / "clinic.toml").write_text(FIXTURES)
    known = set(server.tasks)
    status = replay(tmp_path, url, "--writes", "generated", "--yes")
    output = capsys.readouterr()
    assert status == ReplayStatus.STILL_FAILS, output
    (created,) = set(server.tasks) - known
    assert server.read_paths[-1] == f"/v1/task/{created}"


@pytest.mark.parametrize("content", ["{", "[]", '{"apis": [{"api": 5}]}', '{"apis": 1}'])
def test_unreadable_report_exits_2(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.json").write_text(content)
    assert main(["replay", str(tmp_path / "report.json"), "1", "--url", "http://127.0.0.1:9"]) == 2
    assert str(tmp_path / "report.json") in capsys.readouterr().err
