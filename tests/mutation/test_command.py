"""Tests of `caretasks prove`: results, exit statuses, resuming, shards and samples."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from caretasks import cli
from caretasks.conformance import rules
from caretasks.conformance.engine import checks
from caretasks.core import interrupts
from caretasks.core.arguments import Shard
from caretasks.mutation import command, config, observer, runner, scheduler
from caretasks.mutation.checkpoint import Checkpoint
from caretasks.mutation.mutant import Mutant, MutantCategory, MutantResult
from caretasks.mutation.runner import MutantRunner
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.bundled_apis import load_api

SPECS = Path(__file__).parent / "specs"
CLOCK = ("clock", "--specs", str(SPECS), "--jobs", "1")
"""Arguments for an API with few mutants, in this process."""


def run_prove(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict[str, Any]]:
    """Run `caretasks prove --json`, and return its exit status and report."""
    status = cli.main(["prove", "--json", *argv])
    return status, json.loads(capsys.readouterr().out)


def list_statuses(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the API, the ID and the status of each mutant in a report."""
    return [(api["api"], mutant["id"], mutant["outcome"]) for api in report["apis"] for mutant in api["faults"]]


def break_mock_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every response of the observed, unmutated mock server have an undocumented status."""

    def set_undocumented_status(self: Any, exchange: Any) -> None:
        exchange.status = 299

    monkeypatch.setattr(observer.Observer, "on_response", set_undocumented_status)


@pytest.mark.long
def test_prove_catches_a_sample_of_the_mutants_of_two_apis_without_false_alarms(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, report = run_prove(capsys, "maxcare", "solum", "--sample", "36", "--state", str(tmp_path))
    assert [each for each in list_statuses(report) if each[2] not in ("caught", "equivalent")] == []
    assert [variant for api in report["apis"] for variant in api["variations"] if variant["alarms"]] == []
    assert status == 0
    assert len(list_statuses(report)) == 36
    assert not list(tmp_path.iterdir())


def test_prove_catches_mutants_of_a_user_provided_spec_without_vendor_rules(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    argv = (*CLOCK, "--sample", "8", "--state", str(tmp_path))
    status, report = run_prove(capsys, *argv, "--report", str(tmp_path / "report"))
    assert [each for each in list_statuses(report) if each[2] != "caught"] == []
    assert status == 0
    page = (tmp_path / "report" / "prove.html").read_text("utf-8")
    assert report["apis"][0]["summary"] in page
    assert json.loads((tmp_path / "report" / "prove.json").read_text("utf-8")) == report


@pytest.mark.long
def test_prove_as_url_tests_the_mutants_with_each_level_of_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["solum", "--as-url", "--sample", "9", "--state", str(tmp_path)]
    status, report = run_prove(capsys, *argv)
    assert status == 0
    caught = {api["writes"]: sum(fault["outcome"] == "caught" for fault in api["faults"]) for api in report["apis"]}
    assert caught["none"] < caught["documented"] < caught["generated"] == 9


def test_prove_prints_a_missed_mutant_with_its_impact_and_rule(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_rules = rules.rules_for
    removed = "mx_11_requested_task"

    def rules_without_one(api: Api) -> tuple[rules.Rule, ...]:
        return tuple(rule for rule in all_rules(api) if rule.name != removed)

    def only_rule_mutants(mutants: Sequence[tuple[Api, Mutant]], count: int, seed: int) -> list[tuple[Api, Mutant]]:
        breaking = [each for each in mutants if each[1].category is MutantCategory.BREAKS_RULE]
        return [each for each in breaking if each[1].pointer in (removed, "mx_01_unknown_task")]

    monkeypatch.setattr(checks, "rules_for", rules_without_one)
    monkeypatch.setattr(command, "sample_mutants", only_rule_mutants)
    monkeypatch.setattr(command, "variant_groups", lambda api, seed: [])
    monkeypatch.setattr(scheduler, "MutantRunner", partial(MutantRunner, example_counts=(4, 8)))
    status = cli.main(["prove", "maxcare", "--sample", "1", "--jobs", "1", "--state", str(tmp_path)])
    output = " ".join(capsys.readouterr().out.split())
    (mutant,) = (each for each in MutantRunner(load_api("maxcare"), 1).mutants.values() if each.pointer == removed)
    assert status == 1
    assert f"missed: {mutant.description}; {mutant.impact}" in output
    assert removed in output
    assert "1 of 2 mutants caught" in output


def test_prove_resumes_an_interrupted_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = (*CLOCK, "--sample", "14", "--state", str(tmp_path))
    first_run: list[str] = []
    run_mutant = MutantRunner.run_mutant

    def interrupt_after_five(self: MutantRunner, mutant: Mutant) -> MutantResult:
        if len(first_run) == 5:
            raise KeyboardInterrupt
        first_run.append(mutant.id)
        return run_mutant(self, mutant)

    monkeypatch.setattr(MutantRunner, "run_mutant", interrupt_after_five)
    status, report = run_prove(capsys, *argv)
    assert status == 3
    assert report["apis"][0]["left"] == 9
    assert {mutant_id for _, mutant_id, _ in list_statuses(report)} == set(first_run)
    second_run: list[str] = []

    def record_mutant(self: MutantRunner, mutant: Mutant) -> MutantResult:
        second_run.append(mutant.id)
        return run_mutant(self, mutant)

    monkeypatch.setattr(MutantRunner, "run_mutant", record_mutant)
    status, report = run_prove(capsys, *argv)
    assert status == 0
    assert len(list_statuses(report)) == 14
    assert set(second_run) == {mutant_id for _, mutant_id, _ in list_statuses(report)} - set(first_run)


def test_prove_stops_at_its_time_limit_and_can_be_resumed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = ("prove", *CLOCK, "--sample", "2", "--state", str(tmp_path))
    monkeypatch.setattr(command, "_deadline", lambda args: time.time() - 1)
    monkeypatch.setattr(interrupts, "time_limit", lambda deadline: nullcontext())  # the mutants are known in time
    assert cli.main([*argv]) == 3
    out, err = capsys.readouterr()
    assert "stopped at --max-time; results so far are saved. Run the same command again to resume" in err
    assert "0 of 0 mutants caught; 0 false alarms in 0 conforming variants; 4 not tested yet" in out
    monkeypatch.undo()
    assert cli.main([*argv]) == 0


def test_prove_stops_at_its_time_limit_while_it_derives_the_mutants(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "sample_mutants", lambda *_: time.sleep(30))
    monkeypatch.setattr(command, "_deadline", lambda args: time.time() + 0.1)
    assert cli.main(["prove", *CLOCK, "--sample", "2"]) == 3
    out, err = capsys.readouterr()
    assert "clock: 0 of 0 mutants caught" in out
    assert "stopped at --max-time, before the mutants were known" in err


@pytest.mark.parametrize(
    ("argv", "has_limit"),
    [
        (["clock.yaml", "--sample", "9"], True),
        (["clock.yaml"], False),
        (["clock", "--sample", "9"], False),
        (["clock", "--max-time", "5"], True),
    ],
)
def test_sample_of_a_document_has_a_time_limit_by_default(argv: list[str], has_limit: bool) -> None:
    parser = argparse.ArgumentParser()
    config.add_arguments(parser)
    assert (command._deadline(parser.parse_args(argv)) is not None) is has_limit


@pytest.mark.long
def test_prove_interrupted_saves_results_and_exits_3(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "caretasks.cli", "prove", *CLOCK, "--jobs", "2", "--state", str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not list(tmp_path.iterdir()) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 3, err
    assert "interrupted; results so far are saved. Run the same command again to resume" in err
    assert "not tested yet" in " ".join(out.split())
    (file,) = tmp_path.iterdir()
    assert [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


def test_prove_repeats_a_mutant_whose_checkpoint_line_is_incomplete(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    argv = (*CLOCK, "--sample", "2", "--state", str(tmp_path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoint, "close", lambda self, completed: None)
        run_prove(capsys, *argv)
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text("utf-8")[:-10], "utf-8")
    status, report = run_prove(capsys, *argv)
    assert status == 0
    assert len(list_statuses(report)) == 2


def test_shards_cover_all_items_without_overlap() -> None:
    items = list(range(100))
    shards = [list(command.select_shard(items, Shard(number, 3))) for number in (1, 2, 3)]
    assert sorted(item for shard in shards for item in shard) == items


@pytest.mark.long
def test_two_processes_run_one_shard_each_with_a_shared_database(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "caretasks.cli", "prove", *CLOCK, "--json", "--sample", "3"]
    shared = ["--database", str(tmp_path / "examples"), "--state", str(tmp_path / "state"), "--shard"]
    with (
        subprocess.Popen([*argv, *shared, "1/2"], stdout=subprocess.PIPE, text=True) as first,
        subprocess.Popen([*argv, *shared, "2/2"], stdout=subprocess.PIPE, text=True) as second,
    ):
        shards = [list_statuses(json.loads(process.communicate()[0])) for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    assert [len(shard) for shard in shards] == [3, 3]
    assert not list((tmp_path / "state").iterdir())
    assert not {mutant_id for _, mutant_id, _ in shards[0]} & {mutant_id for _, mutant_id, _ in shards[1]}


def test_sample_covers_every_kind_and_depends_only_on_the_seed() -> None:
    api = load_api("solum")
    mutants = [(api, mutant) for mutant in MutantRunner(api, 1).mutants.values()]
    kinds = {(mutant.category, mutant.mutator) for _, mutant in mutants}
    sample = command.sample_mutants(mutants, len(kinds), 1)
    assert {(mutant.category, mutant.mutator) for _, mutant in sample} == kinds
    ids = [mutant.id for _, mutant in sample]
    assert ids == [mutant.id for _, mutant in command.sample_mutants(mutants, len(kinds), 1)]
    assert ids != [mutant.id for _, mutant in command.sample_mutants(mutants, len(kinds), 2)]


def test_prove_exits_3_if_the_mock_server_fails_without_a_mutation(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_mock_server(monkeypatch)
    assert cli.main(["prove", *CLOCK, "--sample", "1", "--state", str(tmp_path)]) == 3
    error = capsys.readouterr().err
    assert "the mock server fails the suite without a mutation" in error
    assert "299" in error


def test_variants_raise_if_the_mock_server_fails_without_a_mutation(monkeypatch: pytest.MonkeyPatch) -> None:
    break_mock_server(monkeypatch)
    mutant_runner = MutantRunner(Catalog(SPECS).load("clock"), 1)
    with pytest.raises(runner.UnmutatedFailureError):
        mutant_runner.run_variants(next(iter(mutant_runner.variant_groups)))


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "name one or more APIs, or use --all; choose one of: "),
        (["unknown"], "unknown"),
        (["maxcare", "--all"], "--all cannot be combined with API names (maxcare)"),
    ],
)
def test_prove_with_wrong_apis_exits_2(capsys: pytest.CaptureFixture[str], argv: list[str], message: str) -> None:
    assert cli.main(["prove", *argv]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        *(("--shard", value, "must be I/N") for value in ("0/2", "3/2", "1", "a/b")),
        *((option, value, "must be an integer of at least 1") for option in ("--sample", "--jobs") for value in "0x"),
    ],
)
def test_prove_with_an_invalid_option_value_exits_2(
    capsys: pytest.CaptureFixture[str], option: str, value: str, message: str
) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(["prove", "maxcare", option, value])
    assert exit_.value.code == 2
    assert message in capsys.readouterr().err


def test_prove_as_url_with_baseline_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prove", "maxcare", "--as-url", "--baseline"]) == 2
    assert "--as-url cannot be combined with --baseline" in capsys.readouterr().err


def test_prove_with_an_unusable_state_directory_exits_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert cli.main(["prove", *CLOCK, "--sample", "1", "--state", str(file)]) == 2
    assert "choose another directory with --state" in capsys.readouterr().err


def test_prove_with_an_unusable_report_directory_exits_2_before_any_mutant(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MutantRunner, "run_mutant", pytest.fail)
    (tmp_path / "file").write_text("")
    argv = ["prove", *CLOCK, "--sample", "1", "--state", str(tmp_path / "state"), "--report"]
    assert cli.main([*argv, str(tmp_path / "file")]) == 2
    assert "file" in capsys.readouterr().err


def test_prove_keeps_the_checkpoint_if_a_report_cannot_be_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    argv = ["prove", *CLOCK, "--sample", "1", "--state", str(tmp_path / "state"), "--markdown"]
    assert cli.main([*argv, str(tmp_path / "file" / "x.md")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert list((tmp_path / "state").iterdir())


def test_document_with_webhooks_only_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    operation = {"post": {"operationId": "hear", "responses": {"200": {"description": "ok"}}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {"created": operation}}
    (tmp_path / "hooks.json").write_text(json.dumps(document))
    argv = ["prove", str(tmp_path / "hooks.json"), "--sample", "60", "--state", str(tmp_path)]
    assert cli.main(argv) == 0
    assert "no operation is documented" in capsys.readouterr().err
