"""Check of several mock servers with one command. `contracts/test_mock_servers.py` checks those of this repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus

SPEC = """
openapi: 3.1.0
info: {title: Clinic, version: '1'}
paths:
  /visits:
    get:
      operationId: list_visits
      responses:
        '200': {description: All, content: {application/json: {schema: {type: array, items: {type: string}}}}}
"""


def test_check_all_passes_every_api_of_a_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("clinic", "hospital"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "openapi.yaml").write_text(SPEC)
    arguments = ["check", "--all", "--specs", str(tmp_path), "--json", "--max-examples", "1"]
    assert main(arguments) == ExitStatus.PASSED
    apis = json.loads(capsys.readouterr().out)["apis"]
    assert [(api["api"], api["verdict"]) for api in apis] == [("clinic", "passed"), ("hospital", "passed")]
