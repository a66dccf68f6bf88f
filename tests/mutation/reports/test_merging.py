"""Tests of `caretasks prove --join`: merging reports of shards and of several APIs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from caretasks import cli
from caretasks.conformance.results import ExitStatus
from caretasks.core.arguments import Shard
from caretasks.mutation.mutant import MutantCategory, MutantStatus, MutatorName, VariantResult
from caretasks.mutation.reports.files import write_reports
from caretasks.mutation.reports.merging import merge_reports
from caretasks.mutation.results import ProveResult, ProveRun, ReportedMutant, UntestableFact, exit_status

RUN = ProveRun(1, None, True, 2, 3.5, "4.32")


def make_mutant(
    name: str, status: MutantStatus = MutantStatus.CAUGHT, *, detected_by_baseline: bool | None = False
) -> ReportedMutant:
    return ReportedMutant(
        *(name, status, "a_check", "a message", 2, 9, 0.25, detected_by_baseline),
        operation="get_task",
        category=MutantCategory.RESPONDS,
        mutator=MutatorName.NULL,
        pointer="/paths/x",
        description=f"a response with fault {name}",
        impact="a client fails",
    )


def make_shard(number: int, count: int, *mutants: ReportedMutant, api: str = "unpod") -> ProveResult:
    variants = [VariantResult(f"variant {number}", "a variant", (), 3)]
    facts = [UntestableFact("UN-1", "a claim", "client: x")]
    return ProveResult(
        api=api,
        digest="d1",
        shard_name=f"{number}/{count}",
        errors=[],
        mutants=list(mutants),
        variants=variants,
        untestable_facts=facts,
    )


def write_each(directory: Path, *results: ProveResult) -> list[Path]:
    """Write one report per result, and return their directories."""
    paths = [directory / str(number) for number in range(len(results))]
    for path, result in zip(paths, results, strict=True):
        write_reports(RUN, [result], path)
    return paths


def test_merged_shards_have_all_mutants_in_their_original_order(tmp_path: Path) -> None:
    first = make_shard(1, 2, make_mutant("a"), make_mutant("c", detected_by_baseline=True))
    second = make_shard(2, 2, make_mutant("b", MutantStatus.EQUIVALENT, detected_by_baseline=None))
    run, (merged,) = merge_reports(write_each(tmp_path, second, first))
    assert merged.mutants == [first.mutants[0], second.mutants[0], first.mutants[1]]
    assert [variant.name for variant in merged.variants] == ["variant 1", "variant 2"]
    assert merged.untestable_facts == first.untestable_facts
    assert (merged.shard, merged.errors, exit_status([merged])) == (Shard(), [], ExitStatus.PASSED)
    assert run == structs.replace(RUN, seconds=7.0)


def test_merged_reports_of_several_apis_are_unchanged(tmp_path: Path) -> None:
    results = [make_shard(1, 1, make_mutant("a")), make_shard(1, 1, make_mutant("b"), api="solum")]
    assert merge_reports(write_each(tmp_path, *results))[1] == results


def test_join_with_a_missed_mutant_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missed = make_mutant("b", MutantStatus.MISSED)
    paths = write_each(tmp_path, make_shard(1, 2, make_mutant("a")), make_shard(2, 2, missed))
    assert cli.main(["prove", "--join", *map(str, paths), "--markdown", str(tmp_path / "proof.md")]) == 1
    assert "missed: a response with fault b" in capsys.readouterr().out
    assert "| returns | null where it is not allowed | 1 / 2 | 0 |" in (tmp_path / "proof.md").read_text("utf-8")


def test_join_with_a_missing_shard_exits_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = write_each(tmp_path, make_shard(1, 3, make_mutant("a")), make_shard(3, 3, make_mutant("b")))
    assert cli.main(["prove", "--join", *map(str, paths)]) == 3
    assert "missing report of unpod: shard 2/3" in capsys.readouterr().err


def test_join_with_many_missing_shards_names_the_first_ten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = write_each(tmp_path, make_shard(1, 1000, make_mutant("a")))
    assert cli.main(["prove", "--join", str(path)]) == 3
    error = capsys.readouterr().err
    assert "missing report of unpod: shard 2/1000, 3/1000" in error
    assert "11/1000 and 989 more" in error


def edit_report(edit: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """Return a function that applies an edit to the JSON of a file."""

    def apply(file: Path) -> None:
        report = json.loads(file.read_text("utf-8"))
        edit(report)
        file.write_text(json.dumps(report), "utf-8")

    return apply


NOT_A_REPORT = "is not a report of caretasks prove"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda file: file.unlink(), "prove.json cannot be read: No such file"),
        (lambda file: file.write_text("{"), NOT_A_REPORT),
        (lambda file: file.write_text("[]"), NOT_A_REPORT),
        (lambda file: file.write_bytes(b"\xff"), NOT_A_REPORT),
        (edit_report(lambda report: report.pop("run")), NOT_A_REPORT),
        (edit_report(lambda report: report["apis"][0].pop("faults")), NOT_A_REPORT),
        (edit_report(lambda report: report["apis"][0].update(shard="x")), NOT_A_REPORT),
        (edit_report(lambda report: report["apis"][0].update(shard="3/2")), NOT_A_REPORT),
        (edit_report(lambda report: report["apis"][0]["faults"][0].update(outcome="great")), NOT_A_REPORT),
        (edit_report(lambda report: report["apis"][0]["faults"][0].update(seconds=None)), NOT_A_REPORT),
        (edit_report(lambda report: report["apis"][0]["variations"][0].update(alarms=[1])), NOT_A_REPORT),
        (edit_report(lambda report: report.update(version=1)), "has format version 1, expected 3"),
        (edit_report(lambda report: report["run"].update(seed=2)), "differ in --seed"),
        (edit_report(lambda report: report["apis"][0].update(digest="d2")), "are of different specs of unpod"),
        (edit_report(lambda report: report["apis"][0].update(shard="1/3")), "is shard 1/3 of unpod"),
        (edit_report(lambda report: report["apis"][0].update(shard="1/2")), "are both shard 1/2 of unpod"),
    ],
)
def test_join_of_reports_that_cannot_be_merged_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], None], message: str
) -> None:
    paths = write_each(tmp_path, make_shard(1, 2, make_mutant("a")), make_shard(2, 2, make_mutant("b")))
    damage(paths[1] / "prove.json")
    assert cli.main(["prove", "--join", *map(str, paths)]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["unpod"], ["--all"]])
def test_join_with_apis_exits_2(capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    assert cli.main(["prove", *argv, "--join", "out"]) == 2
    assert "--join cannot be combined with API names or --all" in capsys.readouterr().err


def test_reports_escape_control_characters_and_html(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mutant = structs.replace(make_mutant("a", MutantStatus.MISSED), description="no \x1b[2J<b>")
    paths = write_each(tmp_path, make_shard(1, 1, mutant, api="un\x1bpod"))
    assert cli.main(["prove", "--join", *map(str, paths), "--report", str(tmp_path / "all")]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert r"un\x1bpod: missed: no \x1b[2J<b>" in out
    assert "&lt;b&gt;" in (tmp_path / "all" / "prove.html").read_text("utf-8")
