"""Checks of servers that a gateway protects, or that stop responding: one message, no accusation, no secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target import availability
from tests.servers.conforming import KEY, Body, Response, run_server

SECRET = "secret-of-the-gateway"  # noqa: S105 - the test looks for this text in the output

# `make check` leaves these out: they run whole checks.
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAXCARE_API_KEY", "SOLUM_API_KEY"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("MAXCARE_ORGANIZATION_ID", "our-own-organization")
    monkeypatch.setenv("GATEWAY_TOKEN", SECRET)


def check(api: str, url: str, *arguments: str) -> int:
    return main(["check", api, "--url", url, "--max-examples", "1", *arguments])


def read_operations(directory: Path) -> dict[str, Any]:
    report = json.loads((directory / "report.json").read_text())
    return {operation["id"]: operation for api in report["apis"] for operation in api["operations"]}


def test_login_page_is_one_message_and_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    def redirect(handler: Any, response: Response) -> Response:
        return 302, Body(None, {"Location": "https://sso.example.com/login"}, b"")

    with run_server("maxcare", redirect) as url:
        assert check("maxcare", url) == ExitStatus.INCONCLUSIVE
    first, second = capsys.readouterr().out.splitlines()
    assert "redirects to a login page on sso.example.com (status 302)" in first
    assert second == "inconclusive: no request was checked"


def test_html_page_in_one_response_is_a_failure_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    def return_html(handler: Any, response: Response) -> Response:
        html = Body(content=b"<!doctype html><p>A task", headers={"Content-Type": "text/html"})
        return (200, html) if response[0] == 200 else response

    with run_server("maxcare", return_html) as url:
        assert check("maxcare", url, "--operation", "get_task") == ExitStatus.FAILED
    assert "text/html" in capsys.readouterr().out


def test_404_for_every_path_is_one_message_and_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    def find_nothing(handler: Any, response: Response) -> Response:
        return 404, Body(content=b'{"detail": "Not Found"}', headers={"Content-Type": "application/json"})

    with run_server("solum", find_nothing) as url:
        assert check("solum", url) == ExitStatus.INCONCLUSIVE
    first, second = capsys.readouterr().out.splitlines()
    assert "returned status 404 to every request, also to a path that the API does not have; check the path" in first
    assert second == "inconclusive: no request was checked"


def test_404_for_one_list_is_a_failure_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    def hide_list(handler: Any, response: Response) -> Response:
        is_list = handler.command == "GET" and handler.path.partition("?")[0].endswith("/tasks")
        return (404, {"detail": "Not Found"}) if is_list else response

    with run_server("solum", hide_list) as url:
        assert check("solum", url, "--operation", "list_tasks", "--operation", "create_task") == ExitStatus.FAILED
    assert "solum list_tasks: " in capsys.readouterr().out


def test_header_passes_a_gateway_and_its_value_is_in_no_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def require_header(handler: Any, response: Response) -> Response:
        if handler.headers["X-Gateway"] != f"Bearer {SECRET}":
            return 403, Body(content=b"<html>Forbidden</html>")
        return 200, {"data": f"for {SECRET}"}

    with run_server("maxcare", require_header) as url:
        arguments = (
            "--operation",
            "get_task",
            "--header",
            "X-Gateway: Bearer $GATEWAY_TOKEN",
            "--report",
            str(tmp_path),
        )
        assert check("maxcare", url, *arguments) == ExitStatus.FAILED
    printed = capsys.readouterr().out
    assert '-H "X-Gateway: Bearer $GATEWAY_TOKEN"' in printed
    assert SECRET not in printed + "".join(path.read_text() for path in tmp_path.iterdir())


def test_server_that_ends_during_the_run_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    requests: list[object] = []

    def end(handler: Any, response: Response) -> Response:
        requests.append(handler)
        if len(requests) > 30:
            raise ConnectionAbortedError
        return response

    monkeypatch.setattr(availability, "_RETRY_PAUSES_SECONDS", (0,))
    monkeypatch.setattr(
        availability, "find_connection_error", lambda *_: "host:1 cannot be reached: connection refused"
    )
    with run_server("maxcare", end) as url:
        assert check("maxcare", url, "--report", str(tmp_path)) == ExitStatus.INCONCLUSIVE
    message = (
        "the run ended early, because host:1 cannot be reached: connection refused; the results so far are reported"
    )
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "reached" in line] == [f"maxcare: {message}", lines[-3]]
    assert lines[-3].endswith(f"inconclusive: maxcare ({message})")
    assert len(requests) == 31
    assert not any(operation["errors"] for operation in read_operations(tmp_path).values())


def test_excluded_operation_gets_no_request_and_is_shown_with_its_reason(tmp_path: Path) -> None:
    paths: list[str] = []

    def record(handler: Any, response: Response) -> Response:
        paths.append(f"{handler.command} {handler.path}")
        return response

    with run_server("solum", record) as url:
        check("solum", url, "--exclude-operation", "create_webhook", "--report", str(tmp_path))
    assert paths
    assert not [path for path in paths if "webhook" in path]
    assert read_operations(tmp_path)["create_webhook"]["left_out"] == "excluded: --exclude-operation"


def test_findings_of_an_excluded_fact_do_not_count_and_are_shown(tmp_path: Path) -> None:
    def change_status(handler: Any, response: Response) -> Response:
        status, data = response
        return (status, {**data, "data": {**data["data"], "status": "unheard of"}}) if status == 200 else response

    with run_server("maxcare", change_status) as url:
        arguments = ("--operation", "get_task", "--report", str(tmp_path))
        assert check("maxcare", url, *arguments) == ExitStatus.FAILED
        failed = read_operations(tmp_path)["get_task"]
        facts = sorted({fact["id"] for failure in failed["failures"] for fact in failure["facts"]})
        exclusions = [argument for fact in facts for argument in ("--exclude-fact", fact)]
        assert check("maxcare", url, *arguments, *exclusions) == ExitStatus.PASSED
    operation = read_operations(tmp_path)["get_task"]
    assert (operation["verdict"], operation["failures"]) == ("passed", [])
    assert len(operation["excluded"]) == len(failed["failures"])
    reasons = {fact["reason"] for fact in operation["facts"] if fact["id"] in facts}
    assert reasons == {"excluded: --exclude-fact"}


def test_operation_that_need_not_be_covered_passes_with_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--operation", "create_task", "--allow-not-covered", "create_task")
    with run_server("solum") as url:
        assert check("solum", url, *arguments[:2]) == ExitStatus.INCONCLUSIVE
        assert check("solum", url, *arguments) == ExitStatus.PASSED
    assert "solum create_task: not covered, which is allowed: --allow-not-covered" in capsys.readouterr().out


def test_rejected_key_is_inconclusive_although_nothing_need_be_covered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOLUM_API_KEY", "expired")
    with run_server("solum") as url:
        assert check("solum", url, "--allow-not-covered", "all") == ExitStatus.INCONCLUSIVE
    assert "check the API key" in capsys.readouterr().out.splitlines()[-2]
