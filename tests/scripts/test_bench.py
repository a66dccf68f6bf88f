"""What `make bench` makes of its measurements. It measures nothing here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import httpx
import pytest

from caretasks.mutation.mutators.rules import breaches
from caretasks.openapi.catalog import Catalogue
from scripts.benchmarks import checks, examples, mutation, subprocess_timing
from scripts.benchmarks.fixed_response_server import serving
from scripts.benchmarks.time_to_first_failure import faults
from scripts.benchmarks.timing import Ratio
from tests.e2e import test_faulty_servers


def test_a_speed_has_to_be_at_least_its_limit_and_should_be_its_goal() -> None:
    measured = {
        other: Ratio("", 100, "", other, "µs", limit=1.15, goal=1.5, speed=True) for other in (114, 115, 149, 150)
    }
    assert {other: (ratio.kept, ratio.reached) for other, ratio in measured.items()} == {
        114: (False, False),
        115: (True, False),
        149: (True, False),
        150: (True, True),
    }


@pytest.mark.parametrize(("ours", "kept"), [(100, True), (125, True), (126, False)])
def test_what_is_taken_may_be_at_most_its_limit(ours: float, kept: bool) -> None:
    assert Ratio("", ours, "", 100, "ms", limit=1.25).kept is kept


def test_what_is_decoded_is_as_large_as_promised() -> None:
    task = json.loads(examples.long_task())
    assert [len(call["transcripts"]) for call in task["calls"]] == [20, 20]
    assert len({one["task_id"] for one in json.loads(examples.long_run())["data"]}) == 1000


def test_the_loopback_server_gives_each_request_of_a_connection_its_answer() -> None:
    with serving(b'{"a":1}') as url, httpx.Client(base_url=url) as client:
        assert [client.get("/any").json() for _ in range(3)] == [{"a": 1}] * 3


def test_a_program_is_measured_without_the_memory_of_what_began_it(tmp_path: Path) -> None:
    ballast = bytearray(300 * 2**20)
    done = subprocess_timing.run([sys.executable, "-I", "-S", "-c", "print('told')"], {}, str(tmp_path))
    assert ballast
    assert done.printed == "told\n"
    assert done.seconds > 0
    assert 2**20 < done.memory < 100 * 2**20


def test_a_program_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no server"):
        subprocess_timing.run([sys.executable, "-c", "import sys; sys.exit('no server')"], {}, str(tmp_path))


def test_the_first_broken_promise_counts_where_both_notice_it_and_ours_may_miss_none() -> None:
    both, ours_alone = {"ours": 0.5, "stock": 1.0}, {"ours": 3.0, "stock": None}
    ratio = checks.first_of([both, both, ours_alone])
    assert (ratio.measured, ratio.kept) == (0.5, True)
    assert "2 of 3 faults; stock misses 1" in ratio.what
    assert not checks.first_of([both, {"ours": None, "stock": 1.0}]).kept


@pytest.mark.parametrize(("last", "kept"), [(50, True), (90, False)])
def test_a_proof_of_more_faults_takes_as_much_more_time(last: float, kept: bool) -> None:
    seconds = {40: 20.0, 80: 30.0, 160: last}
    time, whole, growth, memory = mutation.ratios(
        {size: subprocess_timing.Child(taken, 300 * 2**20, "") for size, taken in seconds.items()}, 2
    )
    assert (time.other, time.kept) == (250, kept)
    assert (whole.other, whole.kept) == (600, True)
    assert (growth.kept, memory.ours, memory.kept) == (True, 900, True)


def test_a_proof_has_no_memory_that_grows_with_the_faults() -> None:
    memory = {40: 300, 80: 350, 160: 400}
    _, _, growth, _ = mutation.ratios(
        {size: subprocess_timing.Child(size, most * 2**20, "") for size, most in memory.items()}, 2
    )
    assert not growth.kept


def test_the_faults_are_all_that_the_suite_plants_but_one_that_no_url_is_sent() -> None:
    names = [name for _, name, _ in faults()]
    of_rules = {f"{each.rule}: {each.name}" for api in Catalogue().load_all() for each in breaches(api)}
    assert of_rules < set(names)
    others = (test_faulty_servers.BREAKS, test_faulty_servers.AUTHENTICATION, test_faulty_servers.OTHER_FORMS)
    assert len(names) + 1 == len(of_rules) + sum(map(len, others))
