"""The shards of a check together send what one check sends, and none of them says more than it has seen."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.config import Settings, Shard, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.results import ApiResult, collect
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import stand_in
from caretasks.openapi.catalog import Catalogue
from tests.e2e.test_faulty_servers import open_to_all
from tests.servers.faulty import checked

WHOLE = Settings(max_examples=9)
SHARDS = [replace(WHOLE, shard=Shard(number, 2)) for number in (1, 2)]


def _checked(api: str, settings: Settings) -> ApiResult:
    target = stand_in(Catalogue().load(api))
    return collect(target.api, run(target, settings), settings)


def _phases(result: ApiResult) -> dict[str, int]:
    return {phase: count.cases for operation in result.operations for phase, count in operation.phases.items()}


def test_what_follows_from_the_document_is_sent_once_and_what_is_made_up_is_divided() -> None:
    whole, first, second = (_phases(_checked("solum", settings)) for settings in (WHOLE, *SHARDS))
    assert second == {"fuzzing": 5}
    assert first == {**whole, "fuzzing": 5}
    assert whole["fuzzing"] == 9


def test_no_two_shards_make_up_the_same_and_the_first_has_the_seed_that_was_given() -> None:
    shards = [replace(WHOLE, shard=Shard(number, 3)) for number in (1, 2, 3)]
    assert shards[0].seed_of_shard == WHOLE.seed
    assert len({settings.seed_of_shard for settings in shards}) == 3


def test_shards_in_two_processes_keep_together_what_one_check_keeps() -> None:
    command = [sys.executable, "-m", "caretasks.cli", "check", "unpod", "--json", "--max-examples"]
    with (
        subprocess.Popen([*command, "4", "--shard", "1/2"], stdout=subprocess.PIPE, text=True) as first,
        subprocess.Popen([*command, "4", "--shard", "2/2"], stdout=subprocess.PIPE, text=True) as second,
    ):
        printed = [process.communicate()[0] for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    whole = {(o.id, each.fact.id): str(each.verdict) for o in _checked("unpod", WHOLE).operations for each in o.facts}
    parts = list(map(_verdicts, printed))
    for fact, verdict in whole.items():
        assert (verdict == "kept") is any(part[fact] == "kept" for part in parts), fact


def _verdicts(printed: str) -> dict[tuple[str, str], str]:
    (api,) = json.loads(printed)["apis"]
    facts: list[tuple[str, Any]] = [
        (operation["id"], fact) for operation in api["operations"] for fact in operation["facts"]
    ]
    return {(operation, fact["id"]): fact["verdict"] for operation, fact in facts}


def test_a_shard_does_not_call_kept_what_another_one_finds_broken() -> None:
    first, second = (checked("solum", open_to_all, settings) for settings in SHARDS)
    assert first.verdict is Verdict.BROKEN
    said = {fact.fact.id: fact.verdict for operation in second.operations for fact in operation.facts}
    assert said["SO-02"] is Verdict.NOT_EXERCISED


def test_documented_writes_are_sent_by_the_first_shard_alone() -> None:
    first, second = (_checked("miramace", replace(each, writes=Writes.DOCUMENTED)) for each in SHARDS)
    assert first.operation("create_task").case_count > 1
    assert second.operation("create_task").case_count == 0
    assert second.operation("create_task").left_out == "--shard 2/2"
    assert not second.inconclusive


def test_a_shard_is_for_what_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "unpod", "--har", "any.har", "--shard", "1/2"]) == 2
    assert "--shard is for what is sent" in capsys.readouterr().err
