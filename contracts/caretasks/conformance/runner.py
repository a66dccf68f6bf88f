"""Run the suite against a target or a recording, and yield the results one request at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from caretasks.conformance.analysis.analyzer import Analyzer
from caretasks.conformance.analysis.rejections.evidence import PHASE_NAME, Evidence
from caretasks.conformance.config import Selection, Settings
from caretasks.conformance.engine.failures import describe_exception
from caretasks.conformance.engine.progress import Progress, ProgressTracker
from caretasks.conformance.engine.session import EngineSession
from caretasks.conformance.model import INTERRUPTED, CutShort, LeftOut, RunError, RunItem, Skipped, Ungenerated
from caretasks.conformance.observation import Observation
from caretasks.conformance.phases.auth_probes import AUTH_PROBES, unknown_resource_path
from caretasks.conformance.phases.boundary_values import BOUNDARY_VALUES
from caretasks.conformance.phases.first_requests import first_requests
from caretasks.conformance.phases.invalid_values import INVALID_VALUES, invalid_values_of_accepted
from caretasks.conformance.phases.list_pages import LIST_PAGES
from caretasks.conformance.phases.phase import DELETIONS, DOCUMENTED_WRITES, Phase, deletes_resource
from caretasks.conformance.results import ApiResult, collect_result, empty_result
from caretasks.conformance.rules.checker import RuleChecker
from caretasks.conformance.target.connections import find_connection_error
from caretasks.conformance.target.fixtures import NO_FIXTURES, Fixtures
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.remote import mock_target
from caretasks.conformance.time_budget import TimeBudget
from caretasks.conformance.traffic.recording import Recording
from caretasks.core import workers
from caretasks.openapi.document import Api, Operation

_TIME_SHARES = {
    AUTH_PROBES.name: 0.1,
    BOUNDARY_VALUES.name: 0.25,
    PHASE_NAME: 0.1,
    "generated": 0.6,
    INVALID_VALUES.name: 0.7,
}
"""The share of the remaining time that a phase gets when it starts, if there is a limit."""

_GENERATION_TIME_SHARE = 0.5
"""The share of the time of an operation in which its requests may be generated."""

ProgressCallback = Callable[[Progress], None]
"""Called with the progress of the check of an API."""


def run_checks(target: Target, settings: Settings, tracker: ProgressTracker | None = None) -> Iterator[RunItem]:
    """Send all requests that the settings select, and yield the results.

    An invalid spec, an unreachable server and an interrupt are yielded as `RunError`, not raised. The tracker counts
    each request, and each failure as soon as its check has run.
    """
    if target.url is not None and (message := find_connection_error(target.url, target.network, settings.timeout)):
        yield RunError(message)
        return
    analyzer = Analyzer(target, settings, tracker)
    with EngineSession(settings, RuleChecker(target), tracker, analyzer.report_failures) as session:
        if target.url is not None and (message := session.find_absence(first_requests(target, settings))):
            yield from analyzer.read(RunError(message))  # it names the host of a redirect, which the server chose
            return
        for item in _analyze(analyzer, _send_phases(session, target, settings, analyzer.evidence)):
            # After the server is lost, all errors have the same cause.
            yield RunError(session.lost) if session.lost and isinstance(item, RunError) else item


def check_recording(recording: Recording, settings: Settings) -> Iterator[RunItem]:
    """Check recorded exchanges like those of a run, without sending a request, and yield the results."""
    analyzer = Analyzer(recording.target, settings, is_recording=True)
    with EngineSession(settings, recording) as session:
        checked = (session.check_recorded(case, recording.reader_after(case)) for case in recording.cases)
        yield from _analyze(analyzer, checked)


def _analyze(
    analyzer: Analyzer, items: Iterator[Observation | RunError | Skipped | LeftOut | CutShort | Ungenerated]
) -> Iterator[RunItem]:
    try:
        for item in items:
            yield from analyzer.read(item)
        yield from analyzer.finish()
    except Exception as error:  # noqa: BLE001 - the results so far are worth more than a traceback
        yield from analyzer.read(RunError(f"the engine stopped with an error: {describe_exception(error)}"))


def _send_phases(
    session: EngineSession, target: Target, settings: Settings, evidence: Evidence
) -> Iterator[Observation | RunError | Skipped | LeftOut | CutShort | Ungenerated]:
    """Send the requests of all phases; only the first shard sends those that follow from the spec alone."""
    # The probes come first, to detect a server that accepts any key before anything else is sent. The few requests with
    # boundary values and for pages take no time on a mock server, so failures show early. Those of deletions come last.
    is_first, is_remote = settings.shard.is_first, target.url is not None
    quick = [LIST_PAGES, BOUNDARY_VALUES]
    of_accepted = invalid_values_of_accepted(evidence.accepted_requests)
    selected = [each for each in target.api.operations if settings.is_selected(each)]
    operations = sorted(selected, key=lambda each: each.method == "delete")  # the others need what it removes
    deletions = [each for each in operations if deletes_resource(each)]
    others = [each for each in operations if each not in deletions]
    budget = TimeBudget(settings.max_seconds, started_at=settings.started_at)

    def send(
        phases: Sequence[Phase], operations: Sequence[Operation] = operations
    ) -> Iterator[Observation | RunError | Skipped | LeftOut]:
        for phase in phases if is_first else ():
            budget.start_phase(phase.name, _TIME_SHARES.get(phase.name, 0.1), len(operations))
            for operation in operations:
                budget.start_operation()
                # With a limit of requests, all are generated before the first is sent.
                generated = phase.make_cases(target, settings, operation)
                if phase.is_limited:
                    generated = budget.limit(generated, _GENERATION_TIME_SHARE)
                cases = session.select_cases(operation, phase.name, generated)
                if phase.is_limited:
                    cases = budget.limit(cases)
                rejected = evidence.count_rejected(operation)
                for item in session.send_cases(phase.name, phase.description, operation, cases):
                    yield item
                    if not settings.continue_on_failure and evidence.count_rejected(operation) > rejected:
                        break  # requests with a single change show next whether it is a failure

    def send_single_changes() -> Iterator[Observation | RunError | Skipped | LeftOut]:
        budget.start_phase(PHASE_NAME, _TIME_SHARES[PHASE_NAME], len(operations))
        for operation in operations:
            if settings.has_generated_requests(operation):
                budget.start_operation()
                cases = budget.limit(evidence.iter_cases(operation))
                yield from session.send_cases(PHASE_NAME, "the request with a single change", operation, cases)

    if settings.selection is Selection.INVALID:
        yield from send([INVALID_VALUES])
        return
    if settings.selection is Selection.VALID:
        yield from send([BOUNDARY_VALUES])
        yield from send_single_changes()
        yield from session.send_generated()
        yield from send_single_changes()
        return
    yield from send([AUTH_PROBES])
    yield from send([] if is_remote else quick, others)
    yield from send_single_changes()
    seconds = budget.remaining_seconds(_TIME_SHARES["generated"])
    unknown_paths = {each.id: unknown_resource_path(each) for each in deletions}
    yield from session.send_generated(seconds, unknown_paths)
    if not session.is_interrupted:
        yield from send([DOCUMENTED_WRITES, INVALID_VALUES, of_accepted])
        yield from send(quick if is_remote else [], others)
        yield from send_single_changes()
        yield from send([DELETIONS])
        yield from send(quick, deletions)
        yield from send_single_changes()
    for phase_name, count in budget.cut_short.items():
        yield CutShort(phase_name, count)


def check_api(
    api: Api, settings: Settings, on_progress: ProgressCallback | None = None, fixtures: Fixtures = NO_FIXTURES
) -> ApiResult:
    """Check the mock server of one API in this process; it is started with the resources of `fixtures`."""
    target = mock_target(api, fixtures.get(api.name, {}), seed=str(settings.seed))
    return check_target(target, settings, on_progress)


def check_target(target: Target, settings: Settings, on_progress: ProgressCallback | None = None) -> ApiResult:
    """Check one server, with the engine in this process."""
    tracker = None if on_progress is None else ProgressTracker(target.api.name, on_progress)
    return collect_result(target.api, run_checks(target, settings, tracker), settings)


def check_apis(
    apis: Sequence[Api],
    settings: Settings,
    on_progress: ProgressCallback | None = None,
    fixtures: Fixtures = NO_FIXTURES,
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


def _run_task(settings: Settings, fixtures: Fixtures, api: Api, send: Callable[[ApiResult | Progress], None]) -> None:
    send(check_api(api, settings, send, fixtures))


def _error_result(api: Api, message: str) -> ApiResult:
    result = empty_result(api)
    result.add(RunError(message))
    return result
