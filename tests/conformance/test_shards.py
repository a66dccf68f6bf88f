"""Shards of a check: together they send what one check sends, and each reports only what it has covered."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.results import ApiResult
from caretasks.conformance.runner import check_api
from caretasks.core.arguments import Shard
from tests.bundled_apis import load_api
from tests.openapi.reduced_specs import with_operations
from tests.servers.faulty import check_app, without_authentication

WHOLE_RUN = Settings(max_examples=9)
SHARDS = [replace(WHOLE_RUN, shard=Shard(number, 2)) for number in (1, 2)]


def check(api: str, settings: Settings) -> ApiResult:
    return check_api(load_api(api), settings)


def count_cases(result: ApiResult) -> dict[str, int]:
    """Return the number of requests by phase, for a result with one operation."""
    (operation,) = result.operations
    return {phase: count.cases for phase, count in operation.phases.items()}


@pytest.mark.slow
def test_shards_divide_fuzzing_and_the_first_runs_the_other_phases() -> None:
    api = with_operations(load_api("solum"), "create_webhook")
    whole, first, second = (count_cases(check_api(api, settings)) for settings in (WHOLE_RUN, *SHARDS))
    assert second == {"fuzzing": 5}
    assert first == {**whole, "fuzzing": 5}
    assert whole["fuzzing"] == 9


@pytest.mark.long
def test_shards_in_two_processes_together_pass_the_facts_of_the_whole_run() -> None:
    operations = ("create_tasks", "get_run_tasks")  # with links, which the stateful phase follows
    selected = [word for operation in operations for word in ("--operation", operation)]
    command = [sys.executable, "-m", "caretasks.cli", "check", "unpod", *selected, "--json", "--max-examples"]
    with (
        subprocess.Popen([*command, "4", "--shard", "1/2"], stdout=subprocess.PIPE, text=True) as first,
        subprocess.Popen([*command, "4", "--shard", "2/2"], stdout=subprocess.PIPE, text=True) as second,
    ):
        reports = [process.communicate()[0] for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    whole = {
        (operation.id, result.fact.id): result.verdict
        for operation in check("unpod", replace(WHOLE_RUN, operations=operations)).operations
        for result in operation.facts
    }
    shards = list(map(parse_verdicts, reports))
    for fact, verdict in whole.items():
        assert (verdict is Verdict.PASSED) is any(shard[fact] == "passed" for shard in shards), fact


def parse_verdicts(report: str) -> dict[tuple[str, str], str]:
    """Return the verdicts in a JSON report, by operation and fact."""
    (api,) = json.loads(report)["apis"]
    return {
        (operation["id"], fact["id"]): fact["verdict"] for operation in api["operations"] for fact in operation["facts"]
    }


@pytest.mark.slow
def test_fact_that_fails_in_one_shard_does_not_pass_in_another() -> None:
    settings = [replace(each, operations=("create_task",)) for each in SHARDS]
    first, second = (check_app("solum", without_authentication, each) for each in settings)
    assert first.verdict is Verdict.FAILED
    verdicts = {result.fact.id: result.verdict for operation in second.operations for result in operation.facts}
    assert verdicts["SO-02"] is Verdict.NOT_COVERED


@pytest.mark.slow
def test_only_the_first_shard_sends_documented_writes() -> None:
    changes: dict[str, Any] = {"writes": Writes.DOCUMENTED, "operations": ("create_task", "get_task")}
    first, second = (check("miramace", replace(settings, **changes)) for settings in SHARDS)
    assert first.operation("create_task").case_count > 1
    assert second.operation("create_task").case_count == 0
    assert second.operation("create_task").skip_reason == "--shard 2/2"
    assert not second.is_inconclusive


def test_shard_option_exits_2_with_a_recording(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "unpod", "--har", "any.har", "--shard", "1/2"]) == 2
    assert "--shard cannot be combined with --har" in capsys.readouterr().err
