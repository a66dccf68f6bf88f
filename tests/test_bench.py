"""What `make bench` makes of its measurements. It measures nothing here."""

from __future__ import annotations

import json

import httpx
import pytest

from scripts.benchmarks import examples
from scripts.benchmarks.loopback import serving
from scripts.benchmarks.measuring import Ratio


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
