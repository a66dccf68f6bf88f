"""The `caretasks check` command: check mock servers, a remote server or a recording, and report the verdicts."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from caretasks.conformance import reports, runner
from caretasks.conformance.changes.tracking import Changes, ChangeTracker
from caretasks.conformance.config import (
    CASES_PER_EXAMPLE,
    DEFAULT_MAX_EXAMPLES,
    DEFAULT_MAX_SECONDS,
    DEFAULT_SEED,
    Settings,
    Writes,
)
from caretasks.conformance.engine import failure_database
from caretasks.conformance.project_config import (
    apply_project_config,
    require_known_names,
    resolve_target,
    select_server,
)
from caretasks.conformance.reports import json_report, terminal
from caretasks.conformance.reports.github import print_annotations
from caretasks.conformance.reports.github_summary import write_summary
from caretasks.conformance.reports.numbering import number_findings
from caretasks.conformance.results import ApiResult, ExitStatus, collect_result, exit_status
from caretasks.conformance.target import remote
from caretasks.conformance.target.fixtures import NO_FIXTURES, read_fixtures, read_redaction_key
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic import har, recording
from caretasks.core import interrupts
from caretasks.core.arguments import WHOLE_RUN, validate_api_selection
from caretasks.core.console import print_line, printable_json, stdout_console, write_line
from caretasks.core.errors import CommandError, UsageError, unknown_name
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import PointerNotFoundError
from caretasks.openapi.lint.document import validate_documents
from caretasks.openapi.operation.credentials import unused_variables

_SERVER_OPTIONS = ("header", "ca_bundle", "client_cert")
_REQUEST_OPTIONS = (*_SERVER_OPTIONS, "fixtures", "writes", "rate_limit", "timeout", "shard", "database", "max_time")
_PLAIN_WIDTH = 120
"""Width of the tables in characters if stdout is not a terminal."""


def run(args: argparse.Namespace) -> int:
    """Check the selected APIs, print the verdicts, write the reports, and return the exit status."""
    args.clock_start = time.monotonic()  # reading and preparing a large spec takes its part of --max-time
    try:
        project = apply_project_config(args)
        catalog, args.apis = Catalog.for_arguments(args.apis, args.specs)
        project.require_known_api(catalog)
        apis = _select_apis(args, catalog)
        require_known_names(args, apis)
        if args.report is not None:
            reports.prepare_directory(args.report)
        if args.reveal:
            print("caretasks check: --reveal: the output is not redacted and may contain patient data", file=sys.stderr)
        tracker = ChangeTracker.read(args)
        started_at = datetime.now(UTC)
        outcome = _check_recording(args, apis) if args.har else _check_servers(args, apis, catalog)
    except (CommandError, PointerNotFoundError) as error:
        write_line(f"caretasks check: {error}", sys.stderr)
        return ExitStatus.USAGE_ERROR
    number_findings(outcome.results)
    changes = tracker.apply(outcome.results, catalog.names, started_at.date())
    status = exit_status(outcome.results)
    if changes.error:
        write_line(f"caretasks check: {changes.error}", sys.stderr)
        status = status or ExitStatus.USAGE_ERROR
    try:  # before anything is printed: the reader of the output may have exited
        if args.report is not None:
            run_info = json_report.RunInfo(version("caretasks"), started_at, outcome.server, outcome.settings)
            reports.write_reports(args.report, outcome.results, run_info, changes)
        write_summary(outcome.results, changes, os.environ)
    except UsageError as error:
        write_line(f"caretasks check: {error}", sys.stderr)
        args.report = None
        status = status or ExitStatus.USAGE_ERROR
    _print_results(args, outcome, changes)
    if changes.notice and not args.quiet:
        write_line(f"caretasks check: {changes.notice}", sys.stderr)
    print_annotations(outcome.results, os.environ, sys.stderr)
    return status


class _Outcome(NamedTuple):
    """The settings of a run, a description of the server, and the results."""

    settings: Settings
    server: str
    results: list[ApiResult]


def _check_servers(args: argparse.Namespace, apis: Sequence[Api], catalog: Catalog) -> _Outcome:
    settings = _build_settings(args, apis)
    failure_database.validate_database(settings.database)
    user_fixtures = NO_FIXTURES
    target: Target | None = None
    if args.url is not None:
        target = resolve_target(args, catalog, is_selected=settings.is_selected)
        selected = [operation for operation in target.api.operations if settings.is_selected(operation)]
        if unused := unused_variables(selected, os.environ):
            alternatives = "security alternatives are not checked without their keys"
            write_line(f"caretasks check: {alternatives}: set {', '.join(unused)}", sys.stderr)
        if settings.writes is Writes.GENERATED:
            remote.confirm_generated_writes(args.url, confirmed=args.yes)
    else:
        if name := next((name for name in _SERVER_OPTIONS if getattr(args, name)), None):
            raise UsageError(f"--{name.replace('_', '-')} is for a remote server: pass --url or --target")
        user_fixtures = read_fixtures(args.fixtures, catalog) if args.fixtures else NO_FIXTURES
        for api in apis if user_fixtures else ():
            remote.mock_target(api, user_fixtures.get(api.name, {}))  # reports invalid fixtures before the first check
    names = [api.name for api in apis]
    with interrupts.deferred_interrupts(), terminal.show_progress(names, quiet=args.quiet) as on_progress:
        if target is None:
            results = runner.check_apis(apis, settings, on_progress, user_fixtures)
        else:
            results = [runner.check_target(target, settings, on_progress)]
    server = "mock servers in this process" if target is None else f"{target.api.name} at {target.url}"
    return _Outcome(settings, server, results)


def _check_recording(args: argparse.Namespace, apis: Sequence[Api]) -> _Outcome:
    for name in _REQUEST_OPTIONS:
        if getattr(args, name):
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} cannot be combined with --har: a recording is checked without sending requests")
    settings = _build_report_settings(args)
    recorded = har.read_har(args.har)
    with interrupts.deferred_interrupts():
        results = [_check_recorded_api(api, recorded, args, settings) for api in apis]
    return _Outcome(settings, f"recording {args.har.name}", results)


def _check_recorded_api(api: Api, recorded: har.HarContent, args: argparse.Namespace, settings: Settings) -> ApiResult:
    exchanges = recorded.exchanges
    cases, skipped = recording.match_operations(api, exchanges, args.url)
    selected = [case for case in cases if settings.is_selected(case.operation)]
    result = collect_result(api, runner.check_recording(recording.Recording(api, selected), settings), settings)
    result.skipped_exchanges = dict(skipped + recorded.skipped)
    if not exchanges:
        result.errors.append(f"{args.har.name} has no entries{' that can be read' if recorded.skipped else ''}")
    elif skipped[recording.OTHER_SERVER] == len(exchanges):
        servers = " or ".join([args.url] if args.url else api.servers) or "a server of the spec"
        result.errors.append(f"no entry is a request to {servers}; name the server of the recording with --url")
    return result


def _select_apis(args: argparse.Namespace, catalog: Catalog) -> list[Api]:
    validate_api_selection(args.apis, all_apis=args.all, known=catalog.names)
    apis = catalog.load_all(list(dict.fromkeys(args.apis)))
    validate_documents(apis)
    known = [operation.id for api in apis for operation in api.operations]
    if unknown := [id_ for id_ in args.operation if id_ not in known]:
        raise UsageError(unknown_name("operation", unknown[0], dict.fromkeys(known)))
    if args.url is not None and len(apis) != 1:
        raise UsageError("--url is the server of one API: name exactly one API")
    if args.url is not None:
        args.exclude_operation = select_server(args, apis[0]) | args.exclude_operation
        remote.require_no_version(apis[0], args.url)
    return apis


def _build_settings(args: argparse.Namespace, apis: Sequence[Api]) -> Settings:
    is_remote = args.url is not None
    shard = args.shard or WHOLE_RUN
    default_rate = remote.default_rate_limit(apis[0], args.url) if is_remote else None
    max_examples = args.max_examples or DEFAULT_MAX_EXAMPLES
    return replace(
        _build_report_settings(args),
        max_examples=max_examples,
        max_phase_cases=CASES_PER_EXAMPLE * max_examples,
        seed=DEFAULT_SEED if args.seed is None else args.seed,
        shard=shard,
        database=args.database,
        writes=args.writes or (Writes.NONE if is_remote else Writes.GENERATED),
        # The default is for all shards together, as they share the server.
        rate_limit=args.rate_limit or (None if default_rate is None else default_rate / shard.count),
        timeout=args.timeout,
        max_seconds=args.max_time or (None if is_remote else DEFAULT_MAX_SECONDS),
        started_at=args.clock_start,
    )


def _build_report_settings(args: argparse.Namespace) -> Settings:
    """Return the settings that select what is checked and reported, also of a recording."""
    return Settings(
        operations=tuple(args.operation),
        record=args.report is not None,
        reveal=args.reveal,
        redaction_key=read_redaction_key(os.environ, args.fixtures),
        excluded_operations=args.exclude_operation,
        excluded_facts=args.exclude_fact,
        allowed_not_covered=args.allow_not_covered,
    )


def _print_results(args: argparse.Namespace, outcome: _Outcome, changes: Changes) -> None:
    results = outcome.results
    if args.json:
        print(printable_json(json_report.build_report(results, changes=changes)))
        return
    if args.quiet:
        for result in results:
            for error in [*result.errors, *(error for operation in result.operations for error in operation.errors)]:
                write_line(f"caretasks check: {result.api}: {error}", sys.stderr)
        return
    console = stdout_console(_PLAIN_WIDTH)
    terminal.print_table(results, console, changes=changes)
    is_private = args.url is not None or args.har is not None or args.fixtures is not None
    if is_private and any(result.case_count for result in results):
        redacted = "API keys are redacted"
        if not outcome.settings.reveal:
            redacted = "values that may be private are redacted; --reveal redacts API keys only"
        print_line(console, redacted, "dim")
    if args.report is not None:
        print_line(console, f"reports written to {args.report}", "dim")
