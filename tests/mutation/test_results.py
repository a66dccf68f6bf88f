"""Reports of shards and of several APIs make one with all in it; what does not go together is refused."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caretasks import cli
from caretasks.conformance.config import Shard
from caretasks.conformance.results import ExitStatus
from caretasks.mutation.mutant import Harm, Kind, Outcome, Proof, Side
from caretasks.mutation.reports import files
from caretasks.mutation.results import Elsewhere, Proved, Run, Shown, exit_status, merge_reports

RUN = Run(1, None, True, 2, 3.5, "4.32")


def shown(name: str, outcome: Outcome = Outcome.CAUGHT, *, stock: bool | None = False) -> Shown:
    proof = Proof(name, outcome, "a_check", "seen", 2, 9, 0.25, stock)
    return Shown(name, "get_task", Side.ANSWERS, Kind.NULL, "/paths/x", f"a fault {name}", "it fails", proof)


def shard(number: int, of: int, *faults: Shown, api: str = "unpod") -> Proved:
    harms = [Harm(f"manner {number}", "a manner", (), 3)]
    return Proved(api, list(faults), harms, [Elsewhere("UN-1", "a claim", "client: x")], "d1", Shard(number, of))


def written(folder: Path, *results: Proved, run: Run = RUN) -> list[Path]:
    """Each as a report of its own."""
    places = [folder / str(number) for number in range(len(results))]
    for place, result in zip(places, results, strict=True):
        files.write(run, [result], place)
    return places


def test_the_shards_of_a_run_make_one_with_all_in_order(tmp_path: Path) -> None:
    parts = shard(1, 2, shown("a"), shown("c", stock=True)), shard(2, 2, shown("b", Outcome.EQUIVALENT, stock=None))
    run, (whole,) = merge_reports(written(tmp_path, *reversed(parts)))
    assert whole.faults == [*parts[0].faults[:1], *parts[1].faults, *parts[0].faults[1:]]
    assert [harm.variation for harm in whole.harms] == ["manner 1", "manner 2"]
    assert whole.elsewhere == parts[0].elsewhere
    assert (whole.shard, whole.errors, exit_status([whole])) == (Shard(), [], ExitStatus.NOTHING_BROKEN)
    assert run == dataclasses.replace(RUN, seconds=7.0)


def test_several_apis_stand_side_by_side(tmp_path: Path) -> None:
    parts = shard(1, 1, shown("a")), shard(1, 1, shown("b"), api="solum")
    assert merge_reports(written(tmp_path, *parts))[1] == list(parts)


def test_a_miss_in_one_shard_is_one_of_the_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = written(tmp_path, shard(1, 2, shown("a")), shard(2, 2, shown("b", Outcome.MISSED)))
    assert cli.main(["prove", "--join", *map(str, places), "--markdown", str(tmp_path / "proof.md")]) == 1
    assert "missed: a fault b" in capsys.readouterr().out
    assert "| answers with | null where nothing may be null | 1 / 2 | 0 |" in (tmp_path / "proof.md").read_text("utf-8")


def test_without_a_shard_nothing_is_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = written(tmp_path, shard(1, 3, shown("a")), shard(3, 3, shown("b")))
    assert cli.main(["prove", "--join", *map(str, places)]) == 3
    assert "there is no report of unpod's shard 2/3" in capsys.readouterr().err


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def apply(file: Path) -> None:
        data = json.loads(file.read_text("utf-8"))
        change(data)
        file.write_text(json.dumps(data), "utf-8")

    return apply


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "prove.json cannot be read: No such file"),
        (lambda file: file.write_text("{"), "is no report of caretasks prove"),
        (lambda file: file.write_text("[]"), "is no report of caretasks prove"),
        (lambda file: file.write_bytes(b"\xff"), "is no report of caretasks prove"),
        (changed(lambda data: data.pop("run")), "is no report of caretasks prove"),
        (changed(lambda data: data["apis"][0].pop("faults")), "is no report of caretasks prove"),
        (changed(lambda data: data["apis"][0].update(shard="x")), "is no report of caretasks prove"),
        (changed(lambda data: data["apis"][0].update(shard="3/2")), "is no report of caretasks prove"),
        (changed(lambda data: data["apis"][0]["faults"][0].update(outcome="great")), "no report of caretasks prove"),
        (changed(lambda data: data["apis"][0]["faults"][0].update(seconds=None)), "no report of caretasks prove"),
        (changed(lambda data: data["apis"][0]["variations"][0].update(alarms=[1])), "no report of caretasks prove"),
        (changed(lambda data: data.update(version=2)), "is a report of version 2"),
        (changed(lambda data: data["run"].update(seed=2)), "differ in --seed"),
        (changed(lambda data: data["apis"][0].update(digest="d2")), "are of other documents of unpod"),
        (changed(lambda data: data["apis"][0].update(shard="1/3")), "is shard 1/3 of unpod"),
        (changed(lambda data: data["apis"][0].update(shard="1/2")), "are both shard 1/2 of unpod"),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None], said: str
) -> None:
    places = written(tmp_path, shard(1, 2, shown("a")), shard(2, 2, shown("b")))
    spoil(places[1] / "prove.json")
    assert cli.main(["prove", "--join", *map(str, places)]) == 2
    assert said in capsys.readouterr().err


def test_joining_takes_no_apis(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prove", "unpod", "--join", "out"]) == 2
    assert "--join takes reports alone" in capsys.readouterr().err


def test_many_missing_shards_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prove", "--join", *map(str, written(tmp_path, shard(1, 1000, shown("a"))))]) == 3
    assert "unpod's shard 2/1000, 3/1000" in (told := capsys.readouterr().err)
    assert "11/1000 and 989 more" in told


def test_a_shard_in_which_there_is_nothing_is_no_failure() -> None:
    assert exit_status([dataclasses.replace(shard(500, 500), harms=[])]) is ExitStatus.NOTHING_BROKEN
    assert exit_status([dataclasses.replace(shard(1, 1), harms=[])]) is ExitStatus.INCONCLUSIVE


def test_what_a_document_names_is_no_command_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = dataclasses.replace(shown("a", Outcome.MISSED), what="no \x1b[2J<b>")
    places = written(tmp_path, shard(1, 1, named, api="un\x1bpod"))
    assert cli.main(["prove", "--join", *map(str, places), "--report", str(tmp_path / "all")]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert r"un\x1bpod: missed: no \x1b[2J<b>" in out
    assert "&lt;b&gt;" in (tmp_path / "all" / "prove.html").read_text("utf-8")
