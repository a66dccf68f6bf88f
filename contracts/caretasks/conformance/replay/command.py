"""The `caretasks replay` command: send the request of a finding again, and say whether it still fails."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any
from urllib.parse import urlsplit

from caretasks.conformance.cases import PhaseCase
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import CaseResult, Finding, RunItem
from caretasks.conformance.phases.first_requests import first_requests
from caretasks.conformance.project_config import apply_project_config, resolve_target, select_server
from caretasks.conformance.replay.filling import NotSentError, fill_step
from caretasks.conformance.replay.reported import ReportedFinding, ReportedStep, read_findings
from caretasks.conformance.target import remote, user_values
from caretasks.conformance.target.model import Target
from caretasks.core.console import write_line
from caretasks.core.errors import CommandError, UsageError
from caretasks.core.http import READ_METHODS, Exchange, encode_path_parameters
from caretasks.core.missing import MISSING
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Operation
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from caretasks.openapi.operation.credentials import missing_variables
from caretasks.openapi.operation.path_templates import api_routes


class ReplayStatus(IntEnum):
    """Exit status of `caretasks replay`."""

    NO_LONGER_FAILS = 0
    STILL_FAILS = 1
    USAGE_ERROR = 2
    NOT_SENT = 3


def run(args: argparse.Namespace) -> int:
    """Send the requests of a finding again, print whether they still fail, and return the exit status."""
    try:
        reported = read_findings(args.report)
        found = [each for each in reported if each.number == args.finding]
        if not found:
            last = max((each.number for each in reported), default=0)
            choices = f"choose a number from 1 to {last}" if last else "it has no findings"
            raise UsageError(f"{args.report} has no finding #{args.finding}; {choices}")
        others = [each for each in reported if each.number != args.finding]
        statuses = [_replay(args, finding, others) for finding in found]
    except (CommandError, PointerNotFoundError) as error:
        write_line(f"caretasks replay: {error}", sys.stderr)
        return ReplayStatus.USAGE_ERROR
    return ReplayStatus.STILL_FAILS if ReplayStatus.STILL_FAILS in statuses else max(statuses)


def _replay(args: argparse.Namespace, finding: ReportedFinding, others: Sequence[ReportedFinding]) -> ReplayStatus:
    apply_project_config(args)
    if args.url is None:
        raise UsageError("name the server with --url or --target; a report does not decide where a request is sent")
    if args.document is not None and not args.document.exists():
        raise UsageError(f"{args.document} does not exist; name the OpenAPI document of {finding.api}")
    catalog = Catalog(args.specs, {} if args.document is None else {finding.api: args.document})
    if finding.api not in catalog.names:
        raise UsageError(
            f"{args.report}: unknown API {finding.api!r}; add the path of its document after the number "
            "of the finding, or choose its spec with --specs"
        )
    api = catalog.load(finding.api)
    unknown = {step.operation for step in finding.steps} - {operation.id for operation in api.operations}
    if unknown or not finding.steps:
        reason = f"the spec has no operation {min(unknown)!r}" if unknown else "it has no request that can be sent"
        raise UsageError(f"{args.report}: finding #{finding.number} cannot be sent: {reason}")
    operations = {step.operation for step in finding.steps}
    excluded = select_server(args, api)
    if unreachable := operations & excluded.keys():
        raise UsageError(
            f"finding #{finding.number} is about {min(unreachable)}, which has another server than that of --url"
        )
    target = resolve_target(args, catalog, api.name, is_selected=lambda operation: operation.id in operations)
    settings = Settings(
        writes=args.writes or Writes.NONE,
        rate_limit=args.rate_limit or remote.default_rate_limit(api, args.url),
        timeout=args.timeout,
        excluded_operations=excluded,
    )
    _require_writes(args, finding, target, settings)
    name = f"#{finding.number} {finding.api} {finding.operation}"
    try:
        outcome = _send(finding, others, target, settings)
    except NotSentError as error:
        write_line(f"caretasks replay: {name}: {error}", sys.stderr)
        return ReplayStatus.NOT_SENT
    if outcome.failure is None:
        shown = ", ".join(f"#{number}" for number in outcome.others)
        write_line(f"{name} no longer fails: status {outcome.status}{f'; it shows {shown}' if shown else ''}")
        return ReplayStatus.NO_LONGER_FAILS
    write_line(f"{name} {'still fails' if outcome.is_same else 'fails in another way'}: {outcome.failure}")
    return ReplayStatus.STILL_FAILS


def _require_writes(args: argparse.Namespace, finding: ReportedFinding, target: Target, settings: Settings) -> None:
    """Require the options that allow the writes of a finding, as for a check.

    Raises:
        UsageError: One is missing, or the user did not confirm.
    """
    needed = Writes.NONE
    for step in finding.steps:
        operation = target.api.get_operation(step.operation)
        is_write = step.method not in READ_METHODS
        if is_write and not (step.notes.get("probe") and step.body in (b"", b"{}")):
            is_documented = needed is not Writes.GENERATED and _is_documented_write(target, operation, step)
            needed = Writes.DOCUMENTED if is_documented else Writes.GENERATED
    if needed is Writes.NONE or settings.writes is Writes.GENERATED or settings.writes is needed:
        if needed is not Writes.NONE and settings.writes is Writes.GENERATED:
            remote.confirm_generated_writes(args.url, confirmed=args.yes)
        return
    option = "--writes documented" if needed is Writes.DOCUMENTED else "--writes generated --yes"
    raise UsageError(f"finding #{finding.number} is about a write; allow it with {option}")


def _is_documented_write(target: Target, operation: Operation, step: ReportedStep) -> bool:
    """Return whether a request has the body of the documented write; the report's own word does not count."""
    try:
        documented = user_values.documented_write(target, operation).body
        request = fill_step(step, target, {})
    except (user_values.MissingValueError, NotSentError):
        return False
    return operation.method.upper() == step.method and request.json == documented


_TEMPORARY_REASONS = {
    409: "the server may have the resource already",
    423: "the resource is locked",
    429: "too many requests, try again later",
    **dict.fromkeys((502, 503, 504), "the server is not available, try again later"),
}
"""Why a response with a status is about the state of the server, not about the request."""


@dataclass(frozen=True)
class _Outcome:
    """The result of sending a finding again: what failed, if anything, and whether the same check failed.

    `others` has the numbers of other findings of the report that the response shows.
    """

    status: int
    failure: str | None = None
    is_same: bool = True
    others: tuple[int, ...] = ()


def _send(finding: ReportedFinding, others: Sequence[ReportedFinding], target: Target, settings: Settings) -> _Outcome:
    """Send the requests in their order, and check the responses as in a run."""
    import requests

    from caretasks.conformance.analysis.analyzer import Analyzer
    from caretasks.conformance.engine.failures import describe_exception
    from caretasks.conformance.engine.session import EngineSession
    from caretasks.conformance.rules.checker import RuleChecker
    from caretasks.conformance.target.availability import TransportError
    from caretasks.conformance.traffic.recording import build_case

    analyzer, routes = Analyzer(target, settings), api_routes(target.api)
    returned: dict[str, str] = {}
    results: list[RunItem] = []
    status, is_incomplete = 0, False
    with EngineSession(settings, RuleChecker(target)) as session:
        for number, step in enumerate(finding.steps, 1):
            operation = target.api.get_operation(step.operation)
            request = fill_step(step, target, returned)
            url = urlsplit(request.url)
            route = routes.find_below(target.api, url.path[len(target.path) :], url.query)
            path = encode_path_parameters({} if route is None else route.path_values)
            sent = build_case(str(number), operation, path, Exchange(request, None, notes=step.notes))
            try:
                observed = session.send_again(sent)
            except (TransportError, requests.RequestException) as error:
                raise NotSentError(describe_exception(error)) from None
            status = observed[0].status
            if number < len(finding.steps) and not observed[0].is_accepted:
                is_incomplete = True
            returned |= _read_returned(step, observed[0].response_body, number)
            if sent.probe and status == finding.status:  # without a success in the run there would be no finding
                analyzer.assume_served(operation)
            for each in observed:
                results += analyzer.read(each)
        absence = session.find_absence(_first_reads(target, settings)) if 400 <= status < 500 else None
    results += analyzer.finish()
    checks = [check for result in results if isinstance(result, CaseResult) for check in result.checks]
    findings = [check.finding for check in checks if check.finding]
    outcome = _find_failure(finding, others, findings, status, absence)
    if outcome.failure is None:
        is_checked = any(check.name in finding.checks for check in checks)
        _require_conclusive(finding, status, is_incomplete=is_incomplete, is_checked=is_checked)
    return outcome


def _find_failure(
    finding: ReportedFinding,
    others: Sequence[ReportedFinding],
    findings: Sequence[Finding],
    status: int,
    absence: str | None,
) -> _Outcome:
    """Return the first of the findings now that is the reported one, or that no other of the report explains."""
    for each in findings:
        if each.operation == finding.operation and each.check in finding.checks and finding.has_location(each.pointer):
            return _Outcome(status, _format_title(finding, each))
    if absence is not None:
        raise NotSentError(absence)
    shown: dict[int, None] = {}
    for each in findings:
        same = next((other for other in others if other.is_shown_by(each)), None)
        if same is not None:
            shown[same.number] = None
        elif each.is_failure:
            return _Outcome(status, each.title, is_same=False)
    return _Outcome(status, others=tuple(shown))


def _require_conclusive(finding: ReportedFinding, status: int, *, is_incomplete: bool, is_checked: bool) -> None:
    """Require a response that could have shown the finding.

    Raises:
        NotSentError: It could not, such as one without a valid key.
    """
    if is_incomplete:
        raise NotSentError("the response shows nothing: an earlier request of the sequence was refused")
    is_probe = bool(finding.steps[-1].notes.get("probe"))
    if (status in (401, 403) and not is_probe) or (is_probe and not is_checked):
        raise NotSentError(f"the response shows nothing: status {status}; check the API key")
    if status in _TEMPORARY_REASONS and status != finding.status:
        raise NotSentError(f"the response shows nothing: status {status}; {_TEMPORARY_REASONS[status]}")
    if not is_checked:
        raise NotSentError(f"the response shows nothing: status {status}; the check needs another response")
    if finding.pointer.startswith("response") and status // 100 != finding.status // 100:
        raise NotSentError(f"the response shows nothing: status {status} instead of {finding.status}")


def _first_reads(target: Target, settings: Settings) -> list[PhaseCase]:
    """Return the first requests of a check that only reads the operations for which there are keys."""
    reads = (operation for operation in target.api.operations if not operation.is_write)
    operations = tuple(operation.id for operation in reads if not missing_variables([operation], os.environ))
    return first_requests(target, replace(settings, operations=operations)) if operations else []


def _format_title(reported: ReportedFinding, found: Finding) -> str:
    """Return the claim of the report with what was received now; a single request does not show the cause."""
    is_shown = not reported.claim or not found.actual or found.actual in reported.claim
    return found.title if is_shown else f"{reported.claim}; received {found.actual}"


def _read_returned(step: ReportedStep, body: Any, number: int) -> Iterator[tuple[str, str]]:
    for name, pointer in step.returned.items():
        try:
            yield name, str(resolve_pointer(MISSING if body is MISSING else body, pointer))
        except PointerNotFoundError:
            raise NotSentError(f"the response to request {number} has no {pointer}") from None
