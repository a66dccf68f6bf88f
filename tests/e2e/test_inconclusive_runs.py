"""A run that could not find out is never called kept: servers that refuse, fail or vanish, and engines that err."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from schemathesis.engine import StopReason, events

from caretasks.conformance import runner
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, collect, empty, exit_status
from caretasks.conformance.target.model import AsgiApp, Target, stand_in
from caretasks.openapi.catalog import Catalogue
from tests.servers.faulty import QUICK, Answer, checked, checked_with

BODIES: dict[str, dict[str, object]] = {
    "miramace": {"error": "no"},
    "solum": {"detail": {"message": "no"}},
    "unpod": {"status_code": 401, "message": "no"},
    "maxcare": {"code": "unauthorized", "message": "no", "trace_id": "t"},
}


@pytest.mark.parametrize("api", BODIES)
def test_refused_credentials_are_inconclusive(api: str) -> None:
    def refuse(answer: Answer) -> None:
        answer.status, answer.json = 401, BODIES[api]
        answer.headers = {"content-type": "application/json"}

    result = checked_with(api, refuse)
    assert {operation.verdict for operation in result.operations} == {Verdict.NOT_EXERCISED}, terminal.text([result])
    assert all(operation.case_count for operation in result.operations)
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize("status", [404, 503, 429])
def test_a_server_that_never_succeeds_is_inconclusive(status: int) -> None:
    def unavailable(answer: Answer) -> None:
        codes = {404: "not_found", 429: "rate_limit_exceeded"}
        answer.status, answer.json = status, {**BODIES["maxcare"], "code": codes.get(status, "unavailable")}

    result = checked_with("maxcare", unavailable)
    assert not result.operation("get_task").failures, terminal.text([result])
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("api", ["miramace", "solum", "unpod"])
def test_an_answer_of_the_machines_between_keeps_no_fact_and_breaks_none(api: str, status: int) -> None:
    def busy(answer: Answer) -> None:
        answer.status, answer.json = status, {"busy": True}

    result = checked_with(api, busy)
    found = {fact.fact.id: fact.verdict for operation in result.operations for fact in operation.facts}
    assert set(found.values()) == {Verdict.NOT_EXERCISED}, terminal.text([result])


@pytest.mark.parametrize("api", BODIES)
def test_a_refused_key_keeps_no_fact_about_what_there_is(api: str) -> None:
    def refuse(answer: Answer) -> None:
        answer.status, answer.json = 401, BODIES[api]

    result = checked_with(api, refuse)
    kept = {check for operation in result.operations for check, count in operation.checks.items() if count.passed}
    assert not kept & {"mm_01_unknown_task", "mx_01_unknown_task", "un_04_organization_required"}
    assert "un_14_unknown_space_or_run" not in kept


@pytest.mark.parametrize("error", [RuntimeError, ConnectionRefusedError])
def test_a_server_that_raises_is_inconclusive(error: type[Exception]) -> None:
    def failing(target: Target) -> AsgiApp:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            raise error("MARKER")

        return app

    result = checked("unpod", failing)
    assert any(error.__name__ in text for text in result.operation("get_run_tasks").errors)
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE
    assert "MARKER" not in terminal.text([result])


def test_an_error_among_many_answers_is_inconclusive() -> None:
    def failing_once(target: Target) -> AsgiApp:
        calls = iter(range(1000))

        async def app(scope: Any, receive: Any, send: Any) -> None:
            if next(calls) == 10:
                raise RuntimeError
            await target.app(scope, receive, send)

        return app

    result = checked("unpod", failing_once)
    assert result.operation("get_run_tasks").success_count
    assert result.verdict is Verdict.NOT_EXERCISED
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


def test_successes_that_are_not_json_are_not_judged() -> None:
    def bare(answer: Answer) -> None:
        answer.headers.pop("content-type", None)

    assert checked_with("unpod", bare).operation("get_run_tasks").success_count == 0


def test_an_operation_that_never_succeeds_is_not_kept_beside_one_that_does() -> None:
    def is_overloaded(answer: Answer) -> None:
        if answer.method == "GET" and answer.status == 200:
            answer.status, answer.json = 503, {"error": "later"}

    result = checked_with("miramace", is_overloaded)
    assert result.operation("create_task").verdict is Verdict.KEPT
    assert result.operation("get_task").verdict is Verdict.NOT_EXERCISED
    assert result.verdict is Verdict.NOT_EXERCISED


class Stream:
    """An engine that says what it is told to."""

    def __init__(self, *said: events.EngineEvent) -> None:
        self.said = said

    def execute(self) -> Iterator[events.EngineEvent]:
        return iter(self.said)


class UnknownEvent(events.EngineEvent):
    def __init__(self) -> None:
        pass


COMPLETED = events.EngineFinished(running_time=0, stop_reason=StopReason.COMPLETED)


@pytest.mark.parametrize(
    "said",
    [
        [],
        [UnknownEvent(), COMPLETED],
        [events.FatalError(exception=RuntimeError("MARKER"))],
        [events.Interrupted(phase=None), COMPLETED],
        [events.EngineFinished(running_time=0, stop_reason=StopReason.FAILURE_LIMIT)],
        [events.EngineFinished(running_time=0, stop_reason=StopReason.SERVER_UNAVAILABLE)],
    ],
    ids=["nothing", "unknown", "fatal", "interrupted", "failure limit", "server unavailable"],
)
def test_an_engine_that_does_not_end_well_is_trouble(
    said: list[events.EngineEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "from_schema", lambda schema: Stream(*said))
    api = Catalogue().load("unpod")
    result = collect(api, runner.run(stand_in(api), QUICK))
    assert result.errors
    assert "MARKER" not in str(result.errors)
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


def test_a_document_that_the_engine_refuses_is_trouble() -> None:
    api = Catalogue().load("unpod")
    target = stand_in(api)
    api.document["openapi"] = "9.9"
    result = collect(api, runner.run(target, QUICK))
    assert result.errors
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


def test_no_apis_are_no_verdict() -> None:
    assert exit_status([]) is ExitStatus.INCONCLUSIVE
    assert exit_status([empty(Catalogue().load("solum"))]) is ExitStatus.INCONCLUSIVE
