"""At the stand-ins every fact is kept, but for those of which no check of a stand-in can tell, each with its reason."""

from __future__ import annotations

import json

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus


def test_check_all_keeps_every_fact_but_those_that_the_ledger_says_are_seen_elsewhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--all", "--json", "--max-examples", "20"]) == ExitStatus.NOTHING_BROKEN
    facts = {
        fact["id"]: fact
        for api in json.loads(capsys.readouterr().out)["apis"]
        for operation in api["operations"]
        for fact in operation["facts"]
    }
    reasons = {id_: fact["reason"].partition(":")[0] for id_, fact in facts.items() if fact["verdict"] != "kept"}
    assert reasons == {"MX-13": "live", "SO-15": "unobservable"}
    assert len(facts) > 60
