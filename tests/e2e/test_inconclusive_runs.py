"""Inconclusive runs: a server that rejects, fails or is unreachable never passes, and neither does an engine error."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from schemathesis.engine import StopReason, events

from caretasks.conformance import runner
from caretasks.conformance.engine import events as engine_events
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, empty_result, exit_status
from caretasks.conformance.target.model import AsgiApp, Target, in_process_target
from caretasks.openapi.catalog import Catalog
from tests.bundled_apis import load_api
from tests.servers.faulty import FEWEST, MockExchange, check_app, check_changed_responses, checked_operations

BODIES: dict[str, dict[str, object]] = {
    "miramace": {"error": "no"},
    "solum": {"detail": {"message": "no"}},
    "unpod": {"status_code": 401, "message": "no"},
    "maxcare": {"code": "unauthorized", "message": "no", "trace_id": "t"},
}


@pytest.mark.parametrize(
    "api", [pytest.param(name, marks=[] if name == "maxcare" else pytest.mark.long) for name in BODIES]
)
def test_server_that_rejects_the_key_is_inconclusive(api: str) -> None:
    def reject(exchange: MockExchange) -> None:
        exchange.status, exchange.json = 401, BODIES[api]
        exchange.headers = {"content-type": "application/json"}

    result = check_changed_responses(api, reject, FEWEST)
    verdicts = {operation.verdict for operation in result.operations}
    assert verdicts == {Verdict.NOT_COVERED}, terminal.format_table([result])
    assert all(operation.case_count for operation in checked_operations(result))
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE
    passed = {check for operation in result.operations for check in operation.passed_checks}
    about_resources = {"mm_01_unknown_task", "mx_01_unknown_task", "un_14_unknown_space_or_run"}
    assert not passed & (about_resources | {"un_04_organization_required"})


@pytest.mark.parametrize(
    "status", [404, pytest.param(503, marks=pytest.mark.long), pytest.param(429, marks=pytest.mark.long)]
)
def test_server_without_a_success_is_inconclusive(status: int) -> None:
    def return_error(exchange: MockExchange) -> None:
        codes = {404: "not_found", 429: "rate_limit_exceeded"}
        exchange.status, exchange.json = status, {**BODIES["maxcare"], "code": codes.get(status, "unavailable")}

    result = check_changed_responses("maxcare", return_error, FEWEST)
    assert not result.operation("get_task").failures, terminal.format_table([result])
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


@pytest.mark.parametrize(
    ("api", "status"),
    [
        ("solum", 429),
        pytest.param("miramace", 503, marks=pytest.mark.long),
        pytest.param("unpod", 503, marks=pytest.mark.long),
    ],
)
def test_protocol_status_neither_passes_nor_fails_a_fact(api: str, status: int) -> None:
    def return_protocol_status(exchange: MockExchange) -> None:
        exchange.status, exchange.json = status, {"busy": True}

    result = check_changed_responses(api, return_protocol_status, FEWEST)
    verdicts = {fact.verdict for operation in result.operations for fact in operation.facts}
    assert verdicts == {Verdict.NOT_COVERED}, terminal.format_table([result])


@pytest.mark.parametrize("error", [RuntimeError, ConnectionRefusedError])
def test_app_that_raises_is_inconclusive(error: type[Exception]) -> None:
    def failing_app(target: Target) -> AsgiApp:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            raise error("MARKER")

        return app

    result = check_app("unpod", failing_app, replace(FEWEST, operations=("get_run_tasks",)))
    assert any(error.__name__ in text for text in result.operation("get_run_tasks").errors)
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE
    assert "MARKER" not in terminal.format_table([result])


def test_single_error_among_successes_is_inconclusive() -> None:
    def failing_once(target: Target) -> AsgiApp:
        requests = itertools.count()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            if next(requests) == 10:
                raise RuntimeError
            await target.app(scope, receive, send)

        return app

    result = check_app("unpod", failing_once, replace(FEWEST, operations=("get_run_tasks",)))
    assert result.operation("get_run_tasks").success_count
    assert result.verdict is Verdict.INCONCLUSIVE
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


def test_success_without_a_content_type_is_not_a_checked_success() -> None:
    def remove_content_type(exchange: MockExchange) -> None:
        exchange.headers.pop("content-type", None)

    settings = replace(FEWEST, operations=("get_run_tasks",))
    assert check_changed_responses("unpod", remove_content_type, settings).operation("get_run_tasks").success_count == 0


def test_operation_without_a_success_does_not_pass_with_another() -> None:
    def fail_reads(exchange: MockExchange) -> None:
        if exchange.method == "GET" and exchange.status == 200:
            exchange.status, exchange.json = 503, {"error": "later"}

    result = check_changed_responses("miramace", fail_reads, replace(FEWEST, operations=("create_task", "get_task")))
    assert result.operation("create_task").verdict is Verdict.PASSED
    assert result.operation("get_task").verdict is Verdict.NOT_COVERED
    assert result.verdict is Verdict.NOT_COVERED


class FakeEngine:
    """An engine that sends the given events."""

    def __init__(self, *sent: events.EngineEvent) -> None:
        self.sent = sent

    def execute(self) -> Iterator[events.EngineEvent]:
        return iter(self.sent)


class UnknownEvent(events.EngineEvent):
    def __init__(self) -> None:
        pass


COMPLETED = events.EngineFinished(running_time=0, stop_reason=StopReason.COMPLETED)


@pytest.mark.parametrize(
    "sent",
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
def test_engine_that_does_not_complete_is_an_error(
    sent: list[events.EngineEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_events, "from_schema", lambda schema: FakeEngine(*sent))
    result = runner.check_target(in_process_target(load_api("solum")), FEWEST)
    assert result.errors
    assert "MARKER" not in str(result.errors)
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


def test_document_that_the_engine_cannot_load_is_an_error() -> None:
    api = Catalog().load("unpod")
    target = in_process_target(api)
    api.document["openapi"] = "9.9"
    result = runner.check_target(target, FEWEST)
    assert result.errors
    assert exit_status([result]) is ExitStatus.INCONCLUSIVE


def test_run_without_apis_or_requests_is_inconclusive() -> None:
    assert exit_status([]) is ExitStatus.INCONCLUSIVE
    assert exit_status([empty_result(load_api("solum"))]) is ExitStatus.INCONCLUSIVE
