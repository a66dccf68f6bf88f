"""`pytest contracts` against remote servers. It runs in this process: to start another one takes seconds each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.catalog import Catalog
from tests.conformance.phases.test_writes import FIXTURES
from tests.servers.conforming import KEY, Response, run_server
from tests.servers.recording import recording_server

CONTRACTS = Path(__file__).parents[2] / "contracts"
ENVIRONMENT = {
    "MAXCARE_API_KEY": KEY,
    "MAXCARE_ORGANIZATION_ID": "clinic",
    "SOLUM_API_KEY": KEY,
    "UNPOD_API_KEY": KEY,
    "UNPOD_ORG_HANDLE": "clinic",
}

RunContractSuite = Callable[..., tuple[int, str]]
"""Runs the contract suite of an API with some options, and returns the exit status and the output."""


@pytest.fixture
def run_contract_suite(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> RunContractSuite:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    def run(api: str, *arguments: str) -> tuple[int, str]:
        options = ["-q", "-k", api, "--api-max-examples", "2"]
        status = pytest.main([str(CONTRACTS), *options, *arguments])
        return status, "".join(capfd.readouterr())

    return run


@pytest.mark.parametrize(
    ("api", "skipped"), [pytest.param("unpod", "", marks=pytest.mark.long), ("solum", "9 skipped")]
)
def test_conforming_server_passes_and_its_writes_are_skipped(
    api: str, skipped: str, run_contract_suite: RunContractSuite
) -> None:
    with run_server(api) as origin:
        status, output = run_contract_suite(api, "--api-url", f"{api}={origin}")
    assert status == 0, output
    assert skipped in output


def test_server_that_violates_a_fact_fails(run_contract_suite: RunContractSuite) -> None:
    def return_another_task(handler: Any, response: Response) -> Response:
        status, body = response
        is_task = status == 200 and "id" in body["data"]
        return status, {**body, "data": {**body["data"], "id": "another"}} if is_task else body

    with run_server("maxcare", return_another_task) as origin:
        status, output = run_contract_suite("maxcare", "--api-url", f"maxcare={origin}")
    assert status == 1, output
    assert "MX-11: " in output


@pytest.mark.long
def test_documented_writes_are_each_sent_once_and_none_is_generated(
    tmp_path: Path, run_contract_suite: RunContractSuite
) -> None:
    (tmp_path / "clinic.toml").write_text(FIXTURES)
    with recording_server("solum") as server:
        arguments = ["--api-url", f"solum={server.url}", "--api-writes", "documented"]
        fixtures = ["--api-fixtures", str(tmp_path / "clinic.toml")]
        status, output = run_contract_suite("solum", *arguments, *fixtures)
    assert status == 0, output
    assert "7 skipped" in output
    assert len(server.keyed_writes) == 1


@pytest.mark.long
def test_invalid_fixtures_file_exits_4_with_its_line(tmp_path: Path, run_contract_suite: RunContractSuite) -> None:
    (tmp_path / "clinic.toml").write_text("[unpod.get_runs]\n")
    status, output = run_contract_suite("unpod", "--api-fixtures", str(tmp_path / "clinic.toml"))
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "clinic.toml:1: " in output


@pytest.mark.long
def test_missing_key_exits_4_with_the_name_of_the_variable(
    monkeypatch: pytest.MonkeyPatch, run_contract_suite: RunContractSuite
) -> None:
    monkeypatch.setenv("UNPOD_API_KEY", "")
    status, output = run_contract_suite("unpod", "--api-url", "unpod=http://127.0.0.1:9")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "UNPOD_API_KEY" in output


def test_unknown_api_exits_4_with_the_known_names(run_contract_suite: RunContractSuite) -> None:
    status, output = run_contract_suite("unpod", "--api-url", "clinic=http://127.0.0.1:9")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert f"unknown API clinic; choose one of: {', '.join(Catalog().names)} " in output
