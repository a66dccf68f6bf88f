"""Run the suite against a target or a recording, and yield the results one request at a time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.engine import from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.errors import SchemathesisError
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance.analysis import failures
from caretasks.conformance.analysis.events import EventReader
from caretasks.conformance.analysis.exchange import AnalysisContext
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import config, failure_database, schema_patches, session
from caretasks.conformance.engine.schema_patches import preserve_prefix_items
from caretasks.conformance.engine.session import Progress, ProgressTracker, account_headers, deliver_events_immediately
from caretasks.conformance.model import EXAMPLES_PHASE, INTERRUPTED, CaseResult, RunError, RunItem, Skipped
from caretasks.conformance.phases import auth_probes, boundary_values, invalid_values
from caretasks.conformance.phases import cases as phase_cases
from caretasks.conformance.results import ApiResult, collect_result, empty_result
from caretasks.conformance.rules import checker
from caretasks.conformance.target import transport, user_values
from caretasks.conformance.target.connections import find_connection_error
from caretasks.conformance.target.fixtures import Fixtures
from caretasks.conformance.target.model import Target, in_process_target
from caretasks.conformance.target.remote import mock_target
from caretasks.conformance.traffic import replay
from caretasks.core import workers
from caretasks.openapi.document import Api

ProgressCallback = Callable[[Progress], None]
"""Called with the progress of the check of an API."""


def run_checks(target: Target, settings: Settings, tracker: session.ProgressTracker | None = None) -> Iterator[RunItem]:
    """Send all requests that the settings select, and yield the results.

    An invalid spec, an unreachable server and an interrupt are yielded as `RunError`, not raised.

    Args:
        target: The server to check.
        settings: The settings of the run.
        tracker: Counts each request, and each failure as soon as its check has run.
    """
    if target.url is not None and (message := find_connection_error(target.url, settings.timeout)):
        yield RunError(message)
        return
    context, rule_checker = AnalysisContext(target, settings), checker.RuleChecker(target)
    reader = EventReader(context, tracker)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_frozen_garbage())
        stack.enter_context(config.hypothesis_storage())
        stack.enter_context(preserve_prefix_items())
        stack.enter_context(checker.registered_rules(target, rule_checker))
        database = stack.enter_context(failure_database.opened_database(target.api, settings))
        if tracker or database:
            stack.enter_context(deliver_events_immediately(_failure_callback(reader, database)))
        stack.enter_context(account_headers(target))
        stack.enter_context(user_values.user_values_hook(target, settings))
        stack.enter_context(session.report_progress(tracker))
        stack.enter_context(transport.installed_transport(target, settings, rule_checker.add_discarded_response))
        try:
            yield from _send_phases(reader, context)
        except Exception as error:  # noqa: BLE001 - the results so far are worth more than a traceback
            yield reader.error(f"the engine stopped with an error: {failures.describe_exception(error)}")
            return
    if not reader.is_finished and not reader.is_interrupted:
        yield RunError("the engine stopped before all phases were finished")


def _send_phases(reader: EventReader, context: AnalysisContext) -> Iterator[RunItem]:
    """Send the requests of all phases; only the first shard sends those that follow from the spec alone."""
    target, settings = context.target, context.settings
    is_first = settings.shard.is_first
    schema = _load_schema(target, settings)
    boundary_cases = _read_phase(
        reader,
        context,
        boundary_values.send_cases(target, schema, settings),
        boundary_values.PHASE,
        "the request with boundary values",
    )
    if is_first:  # the probes come first, to detect a server that accepts any key before anything else is sent
        yield from _run_auth_probes(reader, context, schema)
    if is_first and target.url is None:  # these few requests take no time on a mock server, so failures show early
        yield from boundary_cases
    if any(settings.has_generated_requests(operation) for operation in target.api.operations):
        for event in from_schema(_generated_part(schema, target, settings)).execute():
            yield from reader.read(event)
    else:
        reader.is_finished = True
    if is_first and not reader.is_interrupted:
        writes = phase_cases.send_documented_writes(target, schema, settings)
        yield from _read_phase(reader, context, writes, EXAMPLES_PHASE, "the documented write")
    yield from reader.read_pending_probes()
    if reader.is_interrupted:
        return
    if is_first:
        invalid_cases = invalid_values.send_cases(target, schema, settings)
        yield from _read_phase(reader, context, invalid_cases, invalid_values.PHASE, "the invalid request")
    if is_first and target.url is not None:
        yield from boundary_cases


def check_recording(
    target: Target, cases: Sequence[replay.RecordedCase], settings: Settings
) -> Iterator[CaseResult | RunError]:
    """Check recorded exchanges like those of a run, without sending a request, and yield the results."""
    rule_checker = replay.RecordedRuleChecker(target, cases)
    reader = EventReader(AnalysisContext(target, settings, rule_checker))
    with config.hypothesis_storage(), preserve_prefix_items(), checker.registered_rules(target, rule_checker):
        try:
            schema = schemathesis.openapi.from_dict(target.document, config=config.build_config(target, settings))
        except SchemathesisError as error:
            yield reader.error(f"the engine cannot load the spec: {failures.describe_exception(error)}")
            return
        try:
            for checked in replay.check_recorded(cases, schema, rule_checker):
                if isinstance(checked, auth_probes.Probe):
                    yield from reader.read_probe(checked)
                else:
                    phase = str(checked.recorded_case.exchange.notes.get("made_by", "recorded"))
                    yield from reader.read_checks(phase, checked.recorder)
            yield from reader.read_pending_probes()
        except Exception as error:  # noqa: BLE001 - no recording may cause a traceback
            yield reader.error(f"the check of the recording stopped: {failures.describe_exception(error)}")


def _failure_callback(
    reader: EventReader, database: failure_database.FailureDatabase | None
) -> Callable[[ScenarioRecorder, Case[Any]], None]:
    """Return a callback for a checked request: count its failures, and store the request if it has any."""

    def report_and_store(recorder: ScenarioRecorder, case: Case[Any]) -> None:
        for failure in reader.report_failures(recorder, case):
            if database is not None:
                database.save_current(failure)

    return report_and_store


@contextlib.contextmanager
def _frozen_garbage() -> Iterator[None]:
    """Exclude all existing objects from garbage collection while the block runs.

    Hypothesis runs a full collection in each thread that the engine starts, which takes a tenth of a second per phase.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _load_schema(target: Target, settings: Settings) -> OpenApiSchema:
    document = schema_patches.with_extra_examples(
        target.document, settings.generated_writes(target.api), schema_patches.iter_untyped_json_pointers(target.api)
    )
    schema = schemathesis.openapi.from_dict(document, config=config.build_config(target, settings))
    if not isinstance(target.server, str):
        schema.app = target.app
    return schema


def _generated_part(schema: OpenApiSchema, target: Target, settings: Settings) -> BaseSchema:
    """Return the part of the schema for which the engine generates requests."""
    excluded = {f"{o.method.upper()} {o.path}" for o in target.api.operations if not settings.has_generated_requests(o)}
    return schema.exclude(name=sorted(excluded)) if excluded else schema


def _run_auth_probes(
    reader: EventReader, context: AnalysisContext, schema: OpenApiSchema
) -> Iterator[CaseResult | RunError]:
    try:
        for probe in auth_probes.send_probes(context.target, schema, context.settings):
            yield from reader.read_probe(probe)
    except Exception as error:  # noqa: BLE001 - an app in this process may raise any exception
        yield reader.error(f"the authentication probes failed: {failures.describe_exception(error)}", "authentication")


def _read_phase(
    reader: EventReader,
    context: AnalysisContext,
    sent_cases: Iterable[ScenarioRecorder | phase_cases.SkippedCase | phase_cases.FailedCase],
    phase: str,
    description: str,
) -> Iterator[RunItem]:
    """Yield the results of cases that the suite sends without the engine; `description` names one in errors."""
    for sent in sent_cases:
        if isinstance(sent, phase_cases.SkippedCase):
            yield Skipped(sent.operation.id, sent.reason)
        elif isinstance(sent, phase_cases.FailedCase):
            message = f"{description} got no response: {failures.describe_exception(sent.error)}"
            yield RunError(context.redactor.redact_text(message), sent.operation.id, phase)
        else:
            for node in sent.cases.values():
                reader.report_failures(sent, node.value)
            yield from reader.read_checks(phase, sent)
            yield from reader.read_pending_probes(lambda probe: probe.operation.id in context.successful_operations)


def check_api(
    api: Api, settings: Settings, on_progress: ProgressCallback | None = None, fixtures: Fixtures | None = None
) -> ApiResult:
    """Check the mock server of one API in this process; it is started with the resources of `fixtures`."""
    target = in_process_target(api) if fixtures is None else mock_target(api, fixtures)
    return check_target(target, settings, on_progress)


def check_target(target: Target, settings: Settings, on_progress: ProgressCallback | None = None) -> ApiResult:
    """Check one server, with the engine in this process."""
    tracker = None if on_progress is None else ProgressTracker(target.api.name, on_progress)
    return collect_result(target.api, run_checks(target, settings, tracker), settings)


def check_apis(
    apis: Sequence[Api],
    settings: Settings,
    on_progress: ProgressCallback | None = None,
    fixtures: Fixtures | None = None,
) -> list[ApiResult]:
    """Check the mock servers of several APIs in parallel, and return the results in the order of the APIs.

    If the user interrupts it, the results contain what was checked so far and an error.
    """
    if len(apis) == 1:
        return [check_api(apis[0], settings, on_progress, fixtures)]
    results: dict[str, ApiResult] = {}

    def on_message(api: Api, message: ApiResult | Progress) -> None:
        if isinstance(message, ApiResult):
            results[api.name] = message
        elif on_progress is not None:
            on_progress(message)

    def on_crash(api: Api) -> None:
        results[api.name] = _error_result(api, "the worker process ended without a result")

    # APIs with most operations first, because they take longest.
    by_cost = sorted(apis, key=lambda api: -len(api.operations))
    with contextlib.suppress(KeyboardInterrupt):
        workers.run_tasks(partial(_run_task, settings, fixtures), by_cost, on_message, on_crash)
    return [results.get(api.name) or _error_result(api, INTERRUPTED) for api in apis]


def _run_task(
    settings: Settings, fixtures: Fixtures | None, api: Api, send: Callable[[ApiResult | Progress], None]
) -> None:
    send(check_api(api, settings, send, fixtures))


def _error_result(api: Api, message: str) -> ApiResult:
    result = empty_result(api)
    result.add(RunError(message))
    return result
