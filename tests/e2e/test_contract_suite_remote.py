"""`pytest contracts` against a server that is not the stand-in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.phases.test_writes import FIXTURES
from tests.servers.conforming import BASE_PATHS, KEY, Answer, serving
from tests.servers.listening import listening

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"MIRAMACE_API_KEY": KEY, "UNPOD_API_KEY": KEY, "UNPOD_ORG_HANDLE": "clinic"}


def contracts(api: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the contract suite of an API, in one process."""
    command = [sys.executable, "-m", "pytest", "contracts", "-q", "-k", api, *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize(("api", "skipped"), [("unpod", ""), ("miramace", "6 skipped")])
def test_a_faithful_server_passes_and_its_writes_are_left_out(api: str, skipped: str) -> None:
    with serving(api) as origin:
        done = contracts(api, "--api-url", f"{api}={origin}{BASE_PATHS.get(api, '')}", **ENVIRONMENT)
    assert done.returncode == 0, done.stdout
    assert skipped in done.stdout


def test_a_server_that_breaks_a_promise_fails() -> None:
    def miscount(handler: Any, answer: Answer) -> Answer:
        status, body = answer
        return status, {**body, "count": 7} if status == 200 else body

    with serving("unpod", miscount) as origin:
        done = contracts("unpod", "--api-url", f"unpod={origin}", **ENVIRONMENT)
    assert done.returncode == 1
    assert "un_10_all_tasks_of_the_run" in done.stdout


def test_with_documented_writes_each_is_sent_once_and_nothing_is_made_up(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text(FIXTURES)
    with listening("miramace") as server:
        arguments = ["--api-url", f"miramace={server.url}", "--api-writes", "documented"]
        done = contracts("miramace", *arguments, "--api-fixtures", str(tmp_path / "clinic.toml"), **ENVIRONMENT)
    assert done.returncode == 0, done.stdout
    assert "4 skipped" in done.stdout
    assert len(server.written) == 1


def test_a_file_of_fixtures_that_cannot_be_used_ends_the_run_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text("[unpod.get_runs]\n")
    done = contracts("unpod", "--api-fixtures", str(tmp_path / "clinic.toml"))
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "clinic.toml:1: " in done.stdout + done.stderr


def test_a_missing_key_ends_the_run_with_its_name() -> None:
    done = contracts("unpod", "--api-url", "unpod=http://127.0.0.1:9", UNPOD_API_KEY="")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "UNPOD_API_KEY" in done.stdout + done.stderr
