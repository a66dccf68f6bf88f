"""How `make bench` evaluates its measurements, and its helpers. Nothing is measured here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import httpx
import pytest

from caretasks.mutation.mutators.rules import rule_mutants_for
from scripts import bench_scale
from scripts.benchmarks import checks, examples, mutation, scale, subprocess_timing
from scripts.benchmarks.fixed_response_server import serve_response
from scripts.benchmarks.time_to_first_failure import iter_faulty_servers
from scripts.benchmarks.timing import Ratio
from tests.bundled_apis import load_bundled_apis
from tests.e2e import test_faulty_servers


@pytest.mark.parametrize(
    ("reference", "passed", "goal_reached"),
    [(114, False, False), (115, True, False), (149, True, False), (150, True, True)],
)
def test_limit_of_a_speed_is_a_minimum(reference: float, passed: bool, goal_reached: bool) -> None:
    ratio = Ratio("", 100, "", reference, "µs", limit=1.15, goal=1.5, is_speed=True)
    assert (ratio.passed, ratio.goal_reached) == (passed, goal_reached)


@pytest.mark.parametrize(("ours", "passed"), [(100, True), (125, True), (126, False)])
def test_limit_of_a_cost_is_a_maximum(ours: float, passed: bool) -> None:
    assert Ratio("", ours, "", 100, "ms", limit=1.25).passed is passed


def test_examples_have_the_documented_size() -> None:
    task = json.loads(examples.large_task())
    assert [len(call["transcripts"]) for call in task["calls"]] == [20, 20]
    assert len({each["task_id"] for each in json.loads(examples.large_run())["data"]}) == 1000


def test_fixed_response_server_responds_to_each_request_of_a_connection() -> None:
    with serve_response(b'{"a":1}') as url, httpx.Client(base_url=url) as client:
        assert [client.get("/any").json() for _ in range(3)] == [{"a": 1}] * 3


def test_run_measured_excludes_the_memory_of_the_parent(tmp_path: Path) -> None:
    ballast = bytearray(300 * 2**20)
    result = subprocess_timing.run_measured([sys.executable, "-I", "-S", "-c", "print('done')"], {}, str(tmp_path))
    assert ballast
    assert result.stdout == "done\n"
    assert result.seconds > 0
    assert 2**20 < result.memory_bytes < 100 * 2**20


def test_run_measured_raises_if_the_command_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no server"):
        subprocess_timing.run_measured([sys.executable, "-c", "import sys; sys.exit('no server')"], {}, str(tmp_path))


def test_first_failure_ratio_counts_the_servers_that_both_detect() -> None:
    both, ours_alone = {"ours": 0.5, "stock": 1.0}, {"ours": 3.0, "stock": None}
    ratio = checks.first_failure_ratio([both, both, ours_alone])
    assert (ratio.value, ratio.passed) == (0.5, True)
    assert "2 of 3 servers; stock misses 1" in ratio.description


def test_first_failure_ratio_fails_if_caretasks_misses_a_server() -> None:
    assert not checks.first_failure_ratio([{"ours": 0.5, "stock": 1.0}, {"ours": None, "stock": 1.0}]).passed


@pytest.mark.parametrize(("last", "passed"), [(50, True), (90, False)])
def test_time_of_prove_may_only_grow_in_proportion_to_the_mutants(last: float, passed: bool) -> None:
    seconds = {40: 20.0, 80: 30.0, 160: last}
    time, total, growth, memory = mutation.make_ratios(
        {size: subprocess_timing.ProcessResult(each, 300 * 2**20, "") for size, each in seconds.items()}, 2
    )
    assert (time.reference, time.passed) == (250, passed)
    assert (total.reference, total.passed) == (600, True)
    assert (growth.passed, memory.ours, memory.passed) == (True, 900, True)


def test_memory_of_prove_may_not_grow_with_the_mutants() -> None:
    memory = {40: 300, 80: 350, 160: 400}
    _, _, growth, _ = mutation.make_ratios(
        {size: subprocess_timing.ProcessResult(size, each * 2**20, "") for size, each in memory.items()}, 2
    )
    assert not growth.passed


def test_iter_faulty_servers_yields_all_except_the_one_with_a_real_phone_number() -> None:
    names = [name for _, name, _ in iter_faulty_servers()]
    rule_mutants = {f"{each.rule}: {each.name}" for api in load_bundled_apis() for each in rule_mutants_for(api)}
    assert rule_mutants < set(names)
    others = (test_faulty_servers.FAULTS, test_faulty_servers.AUTHENTICATION_CHECKS, test_faulty_servers.MALFORMED_KEYS)
    assert len(names) + 1 == len(rule_mutants) + sum(map(len, others))


def test_scale_limits_apply_up_to_a_thousand_operations() -> None:
    results = [scale.StepResult("synthetic", size, "lint", 61, 100) for size in (100, 1000, 3000)]
    assert [result.passed for result in results] == [False, False, True]
    assert not scale.StepResult("synthetic", 3000, "lint", None, 0, "error").passed
    assert scale.StepResult("synthetic", 10, "check", 1000, 9000).passed


def test_scale_writes_a_row_for_each_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = [scale.StepResult("synthetic", 10, step, 1e-5, 50) for step in scale.STEPS]
    results[-1] = scale.StepResult("synthetic", 10, "check", None, 0, "no server")
    monkeypatch.setattr(bench_scale, "measure", lambda paths, sizes, steps: iter(results))
    assert bench_scale.main(["--markdown", str(tmp_path / "page.md")]) == 1
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "| synthetic | 10 | 0.00 s, 50 MiB | 0.00 s, 50 MiB |" in page
    assert "| 10.0 µs | failed |" in page
