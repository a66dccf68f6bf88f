"""Tests of checkpoints: results of interrupted and of concurrent runs are not lost."""

from __future__ import annotations

from pathlib import Path

from caretasks.core.arguments import Shard
from caretasks.mutation.checkpoint import Checkpoint
from caretasks.mutation.mutant import MutantResult, MutantStatus, VariantResult
from tests.bundled_apis import load_api

API = load_api("unpod")


def make_caught_result(mutant_id: str) -> MutantResult:
    return MutantResult(mutant_id, MutantStatus.CAUGHT, "", "", 1, 1, 0.0)


def test_checkpoint_reads_back_results_of_mutants_and_variants(tmp_path: Path) -> None:
    variant = VariantResult("variant", "a variant", ("an alarm",), 2)
    checkpoint = Checkpoint(tmp_path, API, 1)
    checkpoint.add(make_caught_result("a"))
    checkpoint.add(variant)
    stored = Checkpoint(tmp_path, API, 1)
    assert stored.mutant_results == {"a": make_caught_result("a")}
    assert stored.variant_results == {"variant": variant}


def test_closing_the_checkpoint_of_a_shard_keeps_that_of_another(tmp_path: Path) -> None:
    first, second = (Checkpoint(tmp_path, API, 1, Shard(number, 2)) for number in (1, 2))
    first.add(make_caught_result("a"))
    second.close(["a"])
    assert Checkpoint(tmp_path, API, 1, Shard(1, 2)).mutant_results.keys() == {"a"}


def test_closing_a_smaller_run_keeps_the_results_of_a_larger_one(tmp_path: Path) -> None:
    for mutant_id in ("a", "b"):
        Checkpoint(tmp_path, API, 1).add(make_caught_result(mutant_id))
    Checkpoint(tmp_path, API, 1).close(["a"])
    checkpoint = Checkpoint(tmp_path, API, 1)
    assert checkpoint.mutant_results.keys() == {"a", "b"}
    checkpoint.close(["a", "b", "c"])
    assert not list(tmp_path.iterdir())


def test_result_after_an_incomplete_line_is_stored(tmp_path: Path) -> None:
    Checkpoint(tmp_path, API, 1).add(make_caught_result("a"))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-10])
    Checkpoint(tmp_path, API, 1).add(make_caught_result("b"))
    assert Checkpoint(tmp_path, API, 1).mutant_results.keys() == {"b"}
