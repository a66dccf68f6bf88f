"""The verdicts as one JSON document, for programs: the table's content, with the curl lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Finding
from caretasks.conformance.results import ApiResult, FactResult, OperationResult, exit_status
from caretasks.core import curl

VERSION = 1
"""Of the document's form. A field may be added to a form; one that goes, or means something else, makes another."""


def build(results: Sequence[ApiResult], about: About | None = None) -> dict[str, Any]:
    """The document, as JSON data; with what there is to say about the run, where it is to be kept."""
    return {
        "version": VERSION,
        **({} if about is None else {"run": _run(about)}),
        "exit_status": int(exit_status(results)),
        "apis": [
            {
                "api": result.api,
                "verdict": str(result.verdict),
                "inconclusive": result.inconclusive,
                "errors": list(result.errors),
                "skipped": dict(result.skipped),
                "operations": list(map(_operation, result.operations)),
            }
            for result in results
        ],
    }


def _run(about: About) -> dict[str, Any]:
    return {
        "caretasks": about.version,
        "started": about.started.isoformat(timespec="seconds"),
        "server": about.server,
        "max_examples": about.settings.max_examples,
        "seed": about.settings.seed,
        "shard": str(about.settings.shard),
        "writes": str(about.settings.writes),
        "operations": list(about.settings.operations),
        "revealed": about.settings.reveal,
    }


def _operation(result: OperationResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "method": result.method,
        "path": result.path,
        "verdict": str(result.verdict),
        "left_out": result.left_out,
        "cases": result.case_count,
        "checks": result.check_count,
        "successes": result.success_count,
        "errors": [*result.errors, *filter(None, [result.in_vain])],
        "facts": list(map(_fact, result.facts)),
        "broken": list(map(_finding, result.failures)),
        "advice": list(map(_finding, result.advice)),
    }


def _fact(result: FactResult) -> dict[str, Any]:
    return {
        "id": result.fact.id,
        "claim": result.fact.claim,
        "source": result.fact.source,
        "verdict": str(result.verdict),
        "reason": result.reason,
        "advice": len(result.advice),
        "unseen": list(result.unseen),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "seen": finding.message,
        "count": finding.count,
        "reason": finding.advice,
        "facts": [{"id": fact.id, "claim": fact.claim, "source": fact.source} for fact in finding.facts],
        "curl": None if finding.request is None else curl.command(finding.request),
    }


@dataclass(frozen=True)
class About:
    """A run.

    Attributes:
        version: of caretasks.
        started: when it began, in UTC.
        server: what was checked, in words: a URL, stand-ins, a recording.
        settings: how deep it looked, and from which seed.
    """

    version: str
    started: datetime
    server: str
    settings: Settings
