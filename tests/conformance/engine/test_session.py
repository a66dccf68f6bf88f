"""A broken promise is told when it is seen, not when the engine is through with the requests around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from caretasks.conformance import runner
from caretasks.conformance.config import Settings
from caretasks.conformance.engine.session import Progress
from caretasks.conformance.results import ApiResult
from caretasks.conformance.target.model import stand_in
from caretasks.openapi.catalog import Catalogue
from tests.e2e.test_faulty_servers import open_to_all
from tests.servers.faulty import Answer, changed


def watched(api: str, change: Callable[[Answer], None]) -> tuple[ApiResult, list[Progress]]:
    told: list[Progress] = []
    target = stand_in(Catalogue().load(api))
    result = runner.check_target(replace(target, server=changed(target.app, change)), Settings(), told.append)
    return result, told


def broken_from(number: int) -> Callable[[Answer], None]:
    """Gives a text for the list of tasks once so many requests have come."""
    come = 0

    def change(answer: Answer) -> None:
        nonlocal come
        come += 1
        if come >= number and answer.status == 200:
            answer.json = {**answer.json, "data": "tasks"}

    return change


def test_what_is_broken_is_told_long_before_its_phase_ends() -> None:
    result, told = watched("unpod", broken_from(40))
    fuzzing = result.operations[0].phases["fuzzing"].cases
    first = next(news for news in told if news.broken)
    assert first.phase == "fuzzing"
    assert first.requests < fuzzing / 2


def test_in_the_end_as_much_was_told_as_there_is() -> None:
    result, told = watched("unpod", broken_from(1))
    assert told[-1].broken == len(result.operations[0].failures) > 0


def test_advice_is_not_told() -> None:
    result, told = watched("solum", lambda answer: None)
    assert not result.operations[0].failures
    assert not [news for news in told if news.broken]


def test_a_server_that_lets_anybody_in_is_known_before_any_phase() -> None:
    told: list[Progress] = []
    target = stand_in(Catalogue().load("unpod"))
    runner.check_target(replace(target, server=open_to_all(target)), Settings(max_examples=1), told.append)
    first = next(news for news in told if news.broken)
    assert first.phase == ""


def test_a_probe_that_tells_nothing_by_itself_is_judged_once_the_key_is_served() -> None:
    told: list[Progress] = []
    target = stand_in(Catalogue().load("solum"))  # the body {} is refused, with the key or without
    result = runner.check_target(replace(target, server=open_to_all(target)), Settings(), told.append)
    assert "so_02_authentication" in {finding.check for finding in result.operations[0].failures}
    first = next(news for news in told if news.broken)
    assert (
        first.requests
        <= result.operations[0].phases["authentication"].cases + result.operations[0].phases["examples"].cases
    )
