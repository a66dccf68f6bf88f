"""The status of the APIs as text and as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from caretasks.core.console import escape_unprintable, format_table, printable_json
from caretasks.status.api_status import ApiStatus, CheckRun, describe_check, describe_drift, describe_pages
from caretasks.status.report_folder import FolderContent

REPORT_VERSION = 1
HEADINGS = ("API", "pages read", "last check", "open differences", "drift seen")


def describe(status: ApiStatus) -> tuple[str, ...]:
    """Return the cells of the row of an API."""
    differences = ", ".join(status.open_differences) or ("none" if status.is_compared else "unknown")
    return status.api, describe_pages(status), describe_check(status), differences, describe_drift(status)


def format_text(content: FolderContent) -> str:
    """Return the status as a table."""
    lines = format_table([HEADINGS, *map(describe, content.apis.values())])
    lines += [f"warning: {escape_unprintable(each)}" for each in content.problems]
    return "\n".join(lines) + "\n"


def format_json(content: FolderContent) -> str:
    """Return the status as JSON; see docs/reference/reports.md."""
    document = {
        "report_version": REPORT_VERSION,
        "command": "status",
        "problems": content.problems,
        "apis": [_to_json(each) for each in content.apis.values()],
    }
    return printable_json(document) + "\n"


def _to_json(status: ApiStatus) -> dict[str, Any]:
    pages, spec, drift, check = status.pages, status.spec, status.drift, status.last_check
    return {
        "api": status.api,
        "pages": pages
        and {
            "read": _format_time(pages.read),
            "facts": dict(pages.states),
            "gone": list(pages.gone),
            "unread": list(pages.unread),
        },
        "check": check and _check_to_json(check),
        "open_differences": status.open_differences,
        "spec": spec
        and {
            "compared": _format_time(spec.compared),
            "new": spec.new,
            "breaking": spec.breaking,
            "compatible": spec.compatible,
        },
        "drift": drift
        and {
            "differences": drift.differences,
            "count": drift.count,
            "first": drift.first,
            "last": drift.last,
        },
        "history": list(map(_check_to_json, status.history)),
    }


def _check_to_json(check: CheckRun) -> dict[str, Any]:
    return {
        "started": _format_time(check.started),
        "verdict": check.verdict,
        "server": check.server,
        "failures": check.failures,
        "known": check.known,
        "warnings": check.warnings,
    }


def _format_time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds")
