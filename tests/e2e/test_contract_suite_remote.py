"""`pytest contracts` against remote servers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.phases.test_writes import FIXTURES
from tests.servers.conforming import KEY, Response, run_server
from tests.servers.recording import recording_server

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"MIRAMACE_API_KEY": KEY, "UNPOD_API_KEY": KEY, "UNPOD_ORG_HANDLE": "clinic"}


def run_contract_suite(api: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the contract suite of an API in one process."""
    command = [sys.executable, "-m", "pytest", "contracts", "-q", "-k", api, "--api-max-examples", "20", *arguments]
    # Environment variables of this pytest process would change the options of the new one.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        command, cwd=ROOT, env={**inherited, **environment}, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize(
    ("api", "skipped"), [pytest.param("unpod", "", marks=pytest.mark.long), ("miramace", "12 skipped")]
)
def test_conforming_server_passes_and_its_writes_are_skipped(api: str, skipped: str) -> None:
    with run_server(api) as origin:
        completed = run_contract_suite(api, "--api-url", f"{api}={origin}", **ENVIRONMENT)
    assert completed.returncode == 0, completed.stdout
    assert skipped in completed.stdout


def test_server_that_violates_a_fact_fails() -> None:
    def return_wrong_count(handler: Any, response: Response) -> Response:
        status, body = response
        return status, {**body, "count": 0} if status == 200 else body

    with run_server("unpod", return_wrong_count) as origin:
        completed = run_contract_suite("unpod", "--api-url", f"unpod={origin}", **ENVIRONMENT)
    assert completed.returncode == 1
    assert "UN-10: " in completed.stdout


def test_documented_writes_are_each_sent_once_and_none_is_generated(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text(FIXTURES)
    with recording_server("miramace") as server:
        arguments = ["--api-url", f"miramace={server.url}", "--api-writes", "documented"]
        fixtures = ["--api-fixtures", str(tmp_path / "clinic.toml")]
        completed = run_contract_suite("miramace", *arguments, *fixtures, **ENVIRONMENT)
    assert completed.returncode == 0, completed.stdout
    assert "10 skipped" in completed.stdout
    assert len(server.keyed_writes) == 1


def test_invalid_fixtures_file_exits_4_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text("[unpod.get_runs]\n")
    completed = run_contract_suite("unpod", "--api-fixtures", str(tmp_path / "clinic.toml"))
    assert completed.returncode == pytest.ExitCode.USAGE_ERROR
    assert "clinic.toml:1: " in completed.stdout + completed.stderr


def test_missing_key_exits_4_with_the_name_of_the_variable() -> None:
    completed = run_contract_suite("unpod", "--api-url", "unpod=http://127.0.0.1:9", UNPOD_API_KEY="")
    assert completed.returncode == pytest.ExitCode.USAGE_ERROR
    assert "UNPOD_API_KEY" in completed.stdout + completed.stderr


def test_unknown_api_exits_4_with_the_known_names() -> None:
    completed = run_contract_suite("unpod", "--api-url", "clinic=http://127.0.0.1:9")
    assert completed.returncode == pytest.ExitCode.USAGE_ERROR
    assert "unknown API clinic; choose one of: maxcare, " in completed.stdout + completed.stderr
