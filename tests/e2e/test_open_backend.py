"""Checks of a server that behaves as the open backend of Unpod does: all its differences are known."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from tests.servers.conforming import KEY, run_server
from tests.servers.open_backend import OpenBackend


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("UNPOD_API_KEY", KEY)
    monkeypatch.setenv("UNPOD_ORG_HANDLE", "unpod.tv")
    with run_server("unpod", server=OpenBackend()) as origin:
        yield origin


@pytest.mark.long
def test_open_backend_passes_with_its_known_differences(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "unpod", "--url", url, "--json", "--max-examples", "20"]) == ExitStatus.PASSED
    (result,) = json.loads(capsys.readouterr().out)["apis"]
    operations = {operation["id"]: operation for operation in result["operations"]}
    assert not [failure for operation in operations.values() for failure in operation["failures"]]
    known = {name for name, operation in operations.items() if operation["known"]}
    lists = {"get_run_tasks", "list_runs", "list_space_tasks", "list_agent_executions", "list_call_logs"}
    assert known == {"create_tasks", *lists}
