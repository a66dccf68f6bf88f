"""`caretasks prove`: every fault is caught, nothing harmless is, and what goes unnoticed is named."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from caretasks import cli
from caretasks.conformance import rules
from caretasks.conformance.config import Shard
from caretasks.mutation import command as prove
from caretasks.mutation import runner, scheduler
from caretasks.mutation.checkpoint import Notebook
from caretasks.mutation.mutant import Outcome, Proof, Side
from caretasks.mutation.runner import Bench
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api

SPECS = Path(__file__).parent / "specs"


def proved(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict[str, Any]]:
    """The exit status of a command, and what it printed as JSON."""
    status = cli.main(["prove", "--json", *argv])
    return status, json.loads(capsys.readouterr().out)


def outcomes(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(api["api"], fault["id"], fault["outcome"]) for api in document["apis"] for fault in api["faults"]]


@pytest.mark.xdist_group("prove")
def test_a_sample_of_all_apis_is_caught_and_nothing_harmless_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, document = proved(capsys, "--all", "--sample", "36", "--state", str(tmp_path))
    assert [each for each in outcomes(document) if each[2] not in ("caught", "equivalent")] == []
    assert [variation for api in document["apis"] for variation in api["variations"] if variation["alarms"]] == []
    assert status == 0
    assert len(outcomes(document)) == 36
    assert not list(tmp_path.iterdir())


@pytest.mark.xdist_group("prove")
def test_a_document_of_others_without_rules_is_proved_as_well(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    argv = (
        "library",
        "--specs",
        str(SPECS),
        "--sample",
        "20",
        "--jobs",
        "1",
        "--state",
        str(tmp_path),
        "--report",
        str(tmp_path / "r"),
    )
    status, document = proved(capsys, *argv)
    assert [each for each in outcomes(document) if each[2] != "caught"] == []
    assert status == 0
    page = (tmp_path / "r" / "prove.html").read_text("utf-8")
    assert document["apis"][0]["summary"] in page
    assert json.loads((tmp_path / "r" / "prove.json").read_text("utf-8")) == document


def test_what_the_suite_no_longer_notices_is_named_with_its_place_and_why_it_matters(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(api: Api) -> tuple[rules.Rule, ...]:
        return tuple(rule for rule in known(api) if rule.name != "mx_11_task_asked_for")

    def few(every: Sequence[Any], count: int, seed: int) -> list[Any]:
        return [each for each in every if each[1].side is Side.BEHAVES]

    known = rules.of
    monkeypatch.setattr(rules, "of", without)
    monkeypatch.setattr(prove, "sampled", few)
    status = cli.main(["prove", "maxcare", "--sample", "1", "--jobs", "1", "--state", str(tmp_path)])
    told = " ".join(capsys.readouterr().out.split())
    assert status == 1
    assert "missed: the task that is read has another id than the one asked for" in told
    assert "a client shows one patient's task for another's" in told
    assert "mx_11_task_asked_for" in told
    assert "8 of 9 faults caught" in told


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    argv = ("unpod", "--sample", "14", "--jobs", "1", "--state", str(tmp_path))
    done: list[str] = []
    original = Bench.prove

    def prove_some(self: Bench, fault: Any) -> Proof:
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(fault.id)
        return original(self, fault)

    monkeypatch.setattr(Bench, "prove", prove_some)
    status, document = proved(capsys, *argv)
    assert status == 3
    assert document["apis"][0]["left"] == 9
    monkeypatch.setattr(Bench, "prove", original)
    first = {each[1] for each in outcomes(document)}
    assert first == set(done)
    again: list[str] = []

    def prove_and_note(self: Bench, fault: Any) -> Proof:
        again.append(fault.id)
        return original(self, fault)

    monkeypatch.setattr(Bench, "prove", prove_and_note)
    status, document = proved(capsys, *argv)
    assert status == 0
    assert len(outcomes(document)) == 14
    assert set(again) == {each[1] for each in outcomes(document)} - first


@pytest.mark.xdist_group("prove")
def test_an_interrupt_keeps_what_was_found_and_says_how_to_go_on(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "caretasks.cli", "prove", "unpod", "--jobs", "2", "--state", str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not list(tmp_path.iterdir()) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 3, err
    assert "interrupted: what was found is kept, and the same command goes on from there" in err
    assert "not tried yet" in " ".join(out.split())
    (file,) = tmp_path.iterdir()
    assert [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


def _found(*names: str) -> list[Proof]:
    return [Proof(name, Outcome.CAUGHT, "", "", 1, 1, 0.0) for name in names]


def test_shards_that_run_at_once_do_not_take_what_another_one_keeps(tmp_path: Path) -> None:
    api = Catalogue().load("unpod")
    first, second = (Notebook(tmp_path, api, 1, Shard(number, 2)) for number in (1, 2))
    first.add(*_found("a"))
    second.close(["a"])
    assert Notebook(tmp_path, api, 1, Shard(1, 2)).proofs.keys() == {"a"}


def test_a_small_run_that_is_through_forgets_nothing_of_a_larger_one(tmp_path: Path) -> None:
    api = Catalogue().load("unpod")
    for proof in _found("a", "b"):
        Notebook(tmp_path, api, 1).add(proof)
    Notebook(tmp_path, api, 1).close(["a"])
    kept = Notebook(tmp_path, api, 1)
    assert kept.proofs.keys() == {"a", "b"}
    kept.close(["a", "b", "c"])
    assert not list(tmp_path.iterdir())


def test_what_is_found_after_a_line_was_cut_off_is_kept(tmp_path: Path) -> None:
    api = Catalogue().load("unpod")
    first, second = _found("a", "b")
    Notebook(tmp_path, api, 1).add(first)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-10])
    Notebook(tmp_path, api, 1).add(second)
    assert Notebook(tmp_path, api, 1).proofs.keys() == {"b"}


def test_a_line_that_was_cut_off_is_found_out_anew(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    argv = ("unpod", "--sample", "2", "--jobs", "1", "--state", str(tmp_path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Notebook, "close", lambda self, through: None)
        proved(capsys, *argv)
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text("utf-8")[:-10], "utf-8")
    status, document = proved(capsys, *argv)
    assert status == 0
    assert len(outcomes(document)) == 2


def test_the_shards_make_up_the_whole_and_share_nothing() -> None:
    every = list(range(100))
    parts = [list(prove.part(every, Shard(number, 3))) for number in (1, 2, 3)]
    assert sorted(each for part in parts for each in part) == every


@pytest.mark.xdist_group("prove")
def test_two_processes_prove_a_shard_each_with_one_database(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "caretasks.cli", "prove", "unpod", "--json", "--jobs", "1", "--sample", "3"]
    shared = ["--database", str(tmp_path / "examples"), "--state", str(tmp_path / "state"), "--shard"]
    with (
        subprocess.Popen([*command, *shared, "1/2"], stdout=subprocess.PIPE, text=True) as first,
        subprocess.Popen([*command, *shared, "2/2"], stdout=subprocess.PIPE, text=True) as second,
    ):
        found = [outcomes(json.loads(process.communicate()[0])) for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    assert [len(part) for part in found] == [3, 3]
    assert not list((tmp_path / "state").iterdir())
    assert not {fault for _, fault, _ in found[0]} & {fault for _, fault, _ in found[1]}


def test_a_sample_is_the_same_for_a_seed_and_has_all_kinds() -> None:
    api = Catalogue().load("solum")
    every = [(api, fault) for fault in Bench(api, 1).faults.values()]
    kinds = {(fault.side, fault.kind) for _, fault in every}
    one = prove.sampled(every, len(kinds), 1)
    assert {(fault.side, fault.kind) for _, fault in one} == kinds
    assert [fault.id for _, fault in one] == [fault.id for _, fault in prove.sampled(every, len(kinds), 1)]
    assert [fault.id for _, fault in one] != [fault.id for _, fault in prove.sampled(every, len(kinds), 2)]


def test_what_changes_nothing_is_equivalent_and_shown_to_be_so() -> None:
    proof = _prove("miramace", "get_task refuses path task_id: example sample_request")
    assert proof.outcome is Outcome.EQUIVALENT
    assert "refused without the fault too" in proof.why


def _prove(api: str, fault: str) -> Proof:
    found = Bench(Catalogue().load(api), 1, (4,))
    return found.prove(found.faults[fault])


def test_a_stand_in_that_breaks_a_promise_of_itself_proves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lying(self: Any, exchange: Any) -> None:
        exchange.status = 299

    monkeypatch.setattr(runner.Watching, "after", lying)
    assert cli.main(["prove", "unpod", "--sample", "1", "--jobs", "1", "--state", str(tmp_path)]) == 3
    assert "status 299 is not documented" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "name one or more APIs, or give --all"),
        (["nobody"], "nobody"),
        (["unpod", "--all"], "name one or more APIs, or give --all"),
    ],
)
def test_a_wrong_command_is_status_2(capsys: pytest.CaptureFixture[str], argv: list[str], said: str) -> None:
    assert cli.main(["prove", *argv]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b"])
def test_a_shard_is_one_of_so_many(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(["prove", "unpod", "--shard", text])
    assert exit_.value.code == 2
    assert "has to be I/N" in capsys.readouterr().err


def test_a_state_that_cannot_be_written_is_status_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert cli.main(["prove", "unpod", "--sample", "1", "--jobs", "1", "--state", str(file)]) == 2
    assert "cannot be" in capsys.readouterr().err


def test_a_variation_of_a_stand_in_that_breaks_a_promise_of_itself_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lying(self: Any, exchange: Any) -> None:
        exchange.status = 299

    monkeypatch.setattr(runner.Watching, "after", lying)
    tried = Bench(Catalogue().load("unpod"), 1)
    with pytest.raises(runner.NotKeptError):
        tried.vary(next(iter(tried.variations)))


def test_a_report_that_cannot_be_left_is_said_before_anything_is_tried(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bench, "prove", pytest.fail)
    (tmp_path / "file").write_text("")
    argv = ["prove", "unpod", "--sample", "1", "--jobs", "1", "--state", str(tmp_path / "state"), "--report"]
    assert cli.main([*argv, str(tmp_path / "file")]) == 2
    assert "file" in capsys.readouterr().err


def test_what_was_found_is_kept_where_it_cannot_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    argv = ["prove", "unpod", "--sample", "1", "--jobs", "1", "--state", str(tmp_path / "state"), "--markdown"]
    assert cli.main([*argv, str(tmp_path / "file" / "x.md")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert list((tmp_path / "state").iterdir())


def test_portions_hold_all_work_once() -> None:
    api = Catalogue().load("unpod")
    portions = list(scheduler.tasks(api, [str(number) for number in range(20)], ["a", "b"]))
    assert [name for task in portions for name in task.faults] == [str(number) for number in range(20)]
    assert [name for task in portions for name in task.variations] == ["a", "b"]
