"""The runner: which requests a run sends, and the results of interrupted runs and crashed workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance import runner
from caretasks.conformance.config import CASES_PER_EXAMPLE, DEFAULT_MAX_EXAMPLES, Selection, Settings
from caretasks.conformance.engine import config, progress
from caretasks.conformance.model import INTERRUPTED, CaseResult, Verdict
from caretasks.conformance.phases.boundary_values import BOUNDARY_VALUES
from caretasks.conformance.phases.invalid_values import INVALID_VALUES
from caretasks.conformance.phases.list_pages import LIST_PAGES
from caretasks.conformance.reports import json_report
from caretasks.conformance.reports.terminal import format_table
from caretasks.conformance.results import ApiResult, ExitStatus, exit_status
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import AsgiApp, in_process_target
from caretasks.core import interrupts, workers
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.bundled_apis import bundled_names, load_api
from tests.openapi.schema.schemas import linked_schemas
from tests.servers.faulty import FEWEST, QUICK, MockExchange, with_changed_responses

VISITS = """
openapi: 3.1.0
info: {title: Visits, version: '1'}
paths:
  /visits:
    post:
      operationId: create_visit
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, properties: {ended_at: {type: [string, 'null'], format: date}}}
      responses:
        '201': {description: Created, content: {application/json: {schema: {type: object}}}}
        4XX: {description: Rejected, content: {application/json: {schema: {}}}}
"""


@pytest.fixture
def visits_api(tmp_path: Path) -> Api:
    """An API with a nullable date, for which the engine generates strings of any form as valid values."""
    (tmp_path / "visits").mkdir()
    (tmp_path / "visits" / "openapi.yaml").write_text(VISITS)
    return Catalog(tmp_path).load("visits")


def test_rejecting_a_generated_request_that_violates_the_spec_is_not_a_finding(visits_api: Api) -> None:
    result = check_target(in_process_target(visits_api), Settings(30)).operation("create_visit")
    assert result.verdict is Verdict.PASSED, result.failures
    assert not [each for each in result.warnings if each.check == "positive_data_acceptance"]


def test_accepting_a_request_that_matches_the_spec_is_not_a_finding(tmp_path: Path) -> None:
    page = {"name": "page", "in": "query", "schema": {"type": ["integer", "null"]}}
    responses = {"200": {"description": "All"}, "4XX": {"description": "Rejected"}}
    get = {"operationId": "list_visits", "parameters": [page], "responses": responses}
    document = {"openapi": "3.1.0", "info": {"title": "V", "version": "1"}, "paths": {"/visits": {"get": get}}}
    result = check_target(in_process_target(Api("visits", document, None, "visits")), Settings(1))
    operation = result.operation("list_visits")
    assert operation.passed_checks
    assert (operation.failures, operation.warnings) == ([], [])


@pytest.mark.long
def test_run_of_schemas_that_refer_to_one_another_sends_a_limited_number_of_requests() -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    responses = {"200": {"description": "", "content": content}, "4XX": {"description": ""}}
    operation = {"operationId": "put", "requestBody": {"required": True, "content": content}, "responses": responses}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Linked", "version": "1"},
        "paths": {"/items": {"put": operation}},
    }
    api = Api("linked", {**document, "components": {"schemas": linked_schemas(32)}}, None, "linked")
    result = check_target(in_process_target(api), Settings(1))
    assert result.verdict is Verdict.PASSED, format_table([result])
    assert result.operation("put").case_count < 1000
    assert "linked: values below depth 2 of the body not varied: put\n" in format_table([result])


def test_operation_that_rejects_every_valid_request_is_not_covered(visits_api: Api) -> None:
    def reject(exchange: MockExchange) -> None:
        exchange.status, exchange.json = 400, {}

    target = in_process_target(visits_api)
    result = check_target(replace(target, server=with_changed_responses(target.app, reject)), QUICK)
    operation = result.operation("create_visit")
    assert operation.verdict is Verdict.NOT_COVERED, format_table([result])
    assert "valid requests were refused: status 400" in str(operation.no_success_reason)


def test_engine_stores_nothing_between_runs() -> None:
    built = config.build_config(in_process_target(load_api("unpod")), QUICK)
    assert not built.cache.enabled
    assert built.projects.get_default().generation.database == "none"
    assert not built.reports.directory.exists()


def list_requests(api: str, settings: Settings) -> list[tuple[Any, ...]]:
    """Return the method, path, query and body of each request of a check, as the server receives it."""
    received: list[tuple[Any, ...]] = []
    target = in_process_target(load_api(api), seed="1")

    def with_recorder(inner: AsgiApp) -> AsgiApp:
        async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                return await inner(scope, receive, send)
            body = b""

            async def receive_and_record() -> MutableMapping[str, Any]:
                nonlocal body
                message: MutableMapping[str, Any] = await receive()
                body += message.get("body", b"")
                return message

            await inner(scope, receive_and_record, send)
            received.append((scope["method"], scope["raw_path"], scope["query_string"], body))
            return None

        return app

    check_target(replace(target, server=with_recorder(target.app)), settings)
    return received


@pytest.mark.long
def test_seed_determines_the_requests() -> None:
    list_requests("solum", FEWEST)  # on its first run the engine collects constants of loaded modules
    settings = Settings(8, seed=7, operations=("create_task",), max_phase_cases=20)
    first = list_requests("solum", settings)
    assert list_requests("solum", settings) == first
    assert list_requests("solum", replace(settings, seed=8)) != first


@pytest.mark.parametrize(("limit", "is_limited"), [(10, True), (1000, False)])
def test_limit_of_phase_cases_applies_to_each_phase(limit: int, is_limited: bool) -> None:
    target = in_process_target(load_api("maxcare"))
    result = check_target(target, Settings(1, operations=("create_task",), max_phase_cases=limit))
    operation = result.operation("create_task")
    phases = ("coverage", "invalid values")
    assert list(operation.left_out) == (list(phases) if is_limited else [])
    assert all((operation.phases[phase].cases == limit) is is_limited for phase in phases)
    assert ("maxcare: not sent because of --max-examples: " in format_table([result])) is is_limited
    operations = json_report.build_report([result])["apis"][0]["operations"]
    assert [each["not_sent"] for each in operations if each["id"] == operation.id] == [operation.left_out]


@pytest.mark.slow
@pytest.mark.parametrize("api", bundled_names())
def test_default_number_of_examples_limits_no_phase(api: str) -> None:
    target = in_process_target(load_api(api))
    phases = (BOUNDARY_VALUES, INVALID_VALUES, LIST_PAGES)
    counts = [len(list(p.make_cases(target, Settings(), each))) for p in phases for each in target.api.operations]
    assert 1 < max(counts) < CASES_PER_EXAMPLE * DEFAULT_MAX_EXAMPLES


@pytest.mark.slow
def test_more_examples_send_more_requests() -> None:
    few = replace(FEWEST, operations=("create_webhook",))
    assert len(list_requests("solum", replace(few, max_examples=20))) > len(list_requests("solum", few))


def abort_for_unpod(
    settings: Settings, fixtures: object, api: Api, send: Callable[[ApiResult | progress.Progress], None]
) -> None:
    if api.name == "unpod":
        os.abort()
    send(runner.check_api(api, settings))


@pytest.mark.long
def test_worker_that_crashes_is_inconclusive(monkeypatch: pytest.MonkeyPatch) -> None:
    apis = Catalog().load_all(["unpod", "maxcare"])
    monkeypatch.setattr(runner, "_run_task", abort_for_unpod)
    crashed, completed = runner.check_apis(apis, replace(FEWEST, operations=("get_run_tasks", "get_task")))
    assert crashed.errors == ["the worker process ended without a result"]
    assert completed.errors == []
    assert exit_status([crashed, completed]) is ExitStatus.INCONCLUSIVE


LONG = Settings(max_examples=5000, operations=("get_run_tasks", "get_task"))


def interrupt_in_fuzzing_phase(apis: set[str]) -> Callable[[progress.Progress], None]:
    """Return a progress callback that interrupts, like Ctrl-C, once all the APIs have sent a few fuzzing requests."""
    first_counts: dict[str, int] = {}

    def on_progress(current: progress.Progress) -> None:
        if current.phase == "fuzzing" and apis:
            # The engine counts a request before it has the response.
            if current.requests >= first_counts.setdefault(current.api, current.requests) + 5:
                apis.discard(current.api)
            if not apis:
                os.kill(os.getpid(), signal.SIGINT)

    return on_progress


@pytest.mark.long
def test_interrupted_checks_return_the_results_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    apis = Catalog().load_all(["unpod", "maxcare"])
    monkeypatch.setattr(workers, "GRACE_SECONDS", 120)  # the machine that runs the tests may be busy
    with interrupts.deferred_interrupts():
        results = runner.check_apis(apis, LONG, interrupt_in_fuzzing_phase({"unpod", "maxcare"}))
    assert [result.api for result in results] == ["unpod", "maxcare"]
    assert all(any("fuzzing" in operation.phases for operation in result.operations) for result in results)
    assert all(result.errors == [INTERRUPTED] for result in results)
    assert exit_status(results) is ExitStatus.INCONCLUSIVE


def test_interrupted_check_sends_no_more_requests() -> None:
    api = load_api("unpod")
    with interrupts.deferred_interrupts():
        result = runner.check_api(api, LONG, interrupt_in_fuzzing_phase({"unpod"}))
    assert result.errors == [INTERRUPTED]
    counts = [each.phases["fuzzing"].cases for each in result.operations if "fuzzing" in each.phases]
    assert 0 < sum(counts) < 5000


@pytest.mark.parametrize(
    ("statuses", "verdict"), [(["302"], Verdict.PASSED), (["410"], Verdict.PASSED), (["405"], Verdict.NOT_COVERED)]
)
def test_operation_without_a_documented_success_does_not_make_the_run_inconclusive(
    statuses: list[str], verdict: Verdict
) -> None:
    operation = {"operationId": "read", "responses": {status: {"description": ""} for status in statuses}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/items": {"get": operation}}}
    result = runner.check_api(Api("some", document, None, ""), FEWEST)
    assert [each.verdict for each in result.operations] == [verdict]
    assert exit_status([result]) is ExitStatus.PASSED


def test_spec_without_operations_passes() -> None:
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {}}
    result = runner.check_api(Api("some", document, None, ""), FEWEST)
    assert exit_status([result]) is ExitStatus.PASSED
    assert "0 operations: the spec documents none" in format_table([result])


def check_operation(operation: dict[str, Any], path: str = "/items") -> ApiResult:
    """Return the result of the mock server of a spec with one operation."""
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {path: operation}}
    return runner.check_api(Api("some", document, None, ""), FEWEST)


def test_body_without_a_valid_value_is_not_covered_with_the_reason() -> None:
    schema = {"allOf": [{"type": "object"}, {"type": "string"}]}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    result = check_operation({"post": {"requestBody": body, "responses": {"200": {"description": ""}}}})
    assert exit_status([result]) is ExitStatus.PASSED
    assert "some post_items: no requests generated: no value was found that its schemas allow" in format_table([result])


def test_path_with_a_fragment_is_skipped_with_the_reason() -> None:
    result = check_operation({"get": {"responses": {"200": {"description": ""}}}}, "/items#all")
    (operation,) = result.operations
    assert (operation.verdict, operation.case_count) == (Verdict.NOT_COVERED, 0)
    assert operation.skip_reason == "no request can have its path: what follows a # is not sent"


@pytest.mark.parametrize(
    "responses",
    [{"204": {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}}, {}],
    ids=["body of a 204", "no responses"],
)
def test_incomplete_responses_are_not_a_failure(responses: dict[str, Any]) -> None:
    result = check_operation({"get": {"operationId": "read", "responses": responses}})
    assert [finding.title for operation in result.operations for finding in operation.failures] == []


@pytest.mark.parametrize(
    ("selection", "phases"),
    [
        (Selection.VALID, ["boundary values", "examples"]),
        (Selection.INVALID, ["invalid values"]),
    ],
)
def test_selection_sends_only_the_requests_of_its_phases(selection: Selection, phases: list[str]) -> None:
    settings = Settings(4, operations=("create_task",), selection=selection)
    target = in_process_target(load_api("maxcare"), seed="1")
    results = [item for item in runner.run_checks(target, settings) if isinstance(item, CaseResult)]
    assert list(dict.fromkeys(item.phase for item in results)) == phases
