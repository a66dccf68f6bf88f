"""JSON report: the verdicts, findings and curl commands of a run, for other programs."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caretasks.conformance.changes.tracking import NO_CHANGES, Changes
from caretasks.conformance.config import Settings
from caretasks.conformance.model import REPORT_VERSION, FactResult, Finding
from caretasks.conformance.reports.changes import build_changes
from caretasks.conformance.results import ApiResult, OperationResult, exit_status
from caretasks.conformance.steps import Step, Variable


@dataclass(frozen=True)
class RunInfo:
    """A run, as the reports describe it.

    Attributes:
        version: Version of caretasks.
        started_at: Start of the run, in UTC.
        server: Description of the server: mock servers, an API and its URL, or a recording.
        settings: The settings of the run.
    """

    version: str
    started_at: datetime
    server: str
    settings: Settings


def build_report(
    results: Sequence[ApiResult], run_info: RunInfo | None = None, changes: Changes = NO_CHANGES
) -> dict[str, Any]:
    """Return the report as JSON data; with a `run` object if `run_info` is given."""
    return {
        "version": REPORT_VERSION,
        **({} if run_info is None else {"run": _build_run(run_info)}),
        "exit_status": int(exit_status(results)),
        **build_changes(changes),
        "interrupted": any(result.is_interrupted for result in results),
        "apis": [
            {
                "api": result.api,
                "verdict": str(result.verdict),
                "inconclusive": result.is_inconclusive,
                "errors": list(result.errors),
                "skipped": dict(result.skipped_exchanges),
                "cut_short": dict(sorted(result.cut_short.items())),
                "operations": list(map(_build_operation, result.operations)),
            }
            for result in results
        ],
    }


def _build_run(run_info: RunInfo) -> dict[str, Any]:
    settings = run_info.settings
    return {
        "caretasks": run_info.version,
        "started": run_info.started_at.isoformat(timespec="seconds"),
        "server": run_info.server,
        "max_examples": settings.max_examples,
        "seed": settings.seed,
        "shard": str(settings.shard),
        "writes": str(settings.writes),
        "operations": list(settings.operations),
        "excluded_operations": dict(settings.excluded_operations),
        "excluded_facts": dict(settings.excluded_facts),
        "revealed": settings.reveal,
    }


def _build_operation(result: OperationResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "method": result.method,
        "path": result.path,
        "verdict": str(result.verdict),
        "left_out": result.skip_reason,
        "depth_limit": result.depth_limit,
        "not_sent": dict(sorted(result.left_out.items())),
        "cases": result.case_count,
        "writes": result.write_count,
        "seconds": round(result.seconds, 3),
        "checks": result.check_count,
        "successes": result.success_count,
        "errors": result.problems,
        "facts": list(map(_build_fact, result.facts)),
        "failures": list(map(_build_finding, result.failures)),
        "known": list(map(_build_finding, result.known)),
        "warnings": list(map(_build_finding, result.warnings)),
        "excluded": [{**_build_finding(finding), "reason": reason} for finding, reason in result.excluded_findings],
        "allowed_not_covered": result.not_covered_note,
    }


def _build_fact(result: FactResult) -> dict[str, Any]:
    return {
        "id": result.fact.id,
        "claim": result.fact.claim,
        "source": result.fact.source,
        "verdict": str(result.verdict),
        "reason": result.reason,
        "warnings": len(result.warnings),
        "known": len(result.known),
        "not_covered": list(result.uncovered_pointers),
    }


def _build_finding(finding: Finding) -> dict[str, Any]:
    return {
        "number": finding.number,
        "kind": str(finding.kind),
        "title": finding.title,
        "claim": finding.claim,
        "expected": finding.expected,
        "actual": finding.actual,
        "pointer": finding.pointer,
        "status": finding.status,
        "phases": sorted(finding.phases),
        "count": finding.count,
        "requests": finding.total,
        "check": finding.check,
        "checks": list(finding.checks),
        "message": finding.message,
        "also": list(finding.also),
        "reason": finding.warning_reason,
        "facts": [{"id": fact.id, "claim": fact.claim, "source": fact.source} for fact in finding.facts],
        "known": _build_known(finding),
        "curl": finding.curl,
        "replay": {
            "steps": list(map(_build_step, finding.steps)),
            "variables": {each.name: _build_variable(each) for each in finding.variables},
        },
    }


def _build_known(finding: Finding) -> dict[str, Any] | None:
    """Return what a baseline or the facts file says about a finding; None if neither knows it."""
    if (acceptance := finding.acceptance) is not None:
        return {
            "location": acceptance.location,
            "reason": acceptance.reason,
            "accepted_by": acceptance.accepted_by,
            "expires": None if acceptance.expires is None else acceptance.expires.isoformat(),
            "problem": acceptance.problem or None,
        }
    if (difference := finding.known_difference) is not None:
        return {
            "fact": difference.fact.id,
            "what": difference.what,
            "since": difference.since,
            "evidence": difference.evidence,
        }
    return None


def _build_step(step: Step) -> dict[str, Any]:
    """Return a request without the server: `caretasks replay` decides where it is sent."""
    request = step.request
    path, _, query = request.url.removeprefix(step.base_url).partition("?")
    try:
        body = {"body": request.body.decode("utf-8")}
    except UnicodeDecodeError:
        body = {"body_base64": base64.b64encode(request.body).decode()}
    return {
        "operation": step.operation,
        "method": request.method,
        "path": path,
        "query": query,
        "headers": [list(pair) for pair in request.headers],
        **body,
        "notes": dict(step.notes),
        "returned": dict(step.returned),
    }


def _build_variable(variable: Variable) -> dict[str, Any]:
    return {"source": variable.source, "path": list(variable.path), "encoding": variable.encoding}
