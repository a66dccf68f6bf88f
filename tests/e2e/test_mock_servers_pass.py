"""Check of all mock servers: every fact passes, except the facts that no check of a mock server can verify."""

from __future__ import annotations

import json

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus


def test_check_all_passes_every_fact_that_a_mock_server_can_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--all", "--json", "--max-examples", "20"]) == ExitStatus.PASSED
    facts = {
        fact["id"]: fact
        for api in json.loads(capsys.readouterr().out)["apis"]
        for operation in api["operations"]
        for fact in operation["facts"]
    }
    others = {id_: fact["reason"].partition(":")[0] for id_, fact in facts.items() if fact["verdict"] != "passed"}
    assert set(others.values()) == {"client", "live", "unobservable"}
    assert len(facts) - len(others) > 110
