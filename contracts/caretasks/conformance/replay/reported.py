"""The findings in a `report.json`, as `caretasks replay` reads them.

The file may come from another person, so nothing in it is trusted.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caretasks.conformance.model import Finding
from caretasks.conformance.observation import FailureKind
from caretasks.conformance.steps import Variable
from caretasks.core.errors import UsageError
from caretasks.core.files import read_json

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"})
_LISTS = ("failures", "known", "warnings")
_TOPICS_WITH_CAUSES = (FailureKind.SERVER_ERROR, FailureKind.ACCEPTED_INVALID, FailureKind.REJECTED_VALID)
"""Topics whose cause is in the request: another request shows another one."""


@dataclass(frozen=True)
class ReportedStep:
    """A request of a finding: where it goes is not part of it. See `model.Step` for the rest."""

    operation: str
    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    notes: Mapping[str, Any]
    returned: Mapping[str, str]
    variables: Mapping[str, Variable]


@dataclass(frozen=True)
class ReportedFinding:
    """A finding in a report, with the name of the API; see `model.Finding` for the other attributes."""

    api: str
    operation: str
    number: int
    claim: str
    checks: tuple[str, ...]
    pointer: str
    status: int
    steps: tuple[ReportedStep, ...]

    def has_location(self, pointer: str) -> bool:
        """Return whether another finding is at the same location of the response, or if this one is at none."""
        return not self.pointer.startswith("response") or pointer == self.pointer

    def is_shown_by(self, found: Finding) -> bool:
        """Return whether a finding of a response is this one, as far as a single response can show it."""
        return (
            found.operation == self.operation
            and found.check in self.checks
            and self.has_location(found.pointer)
            and found.status == self.status
            and found.topic not in _TOPICS_WITH_CAUSES
        )


def read_findings(path: Path) -> list[ReportedFinding]:
    """Return the findings of a report that `caretasks check --report` has written.

    Raises:
        UsageError: The file cannot be read, or is not such a report. The message quotes no value.
    """
    report = read_json(path)
    try:
        return list(_iter_findings(report))
    except (LookupError, TypeError, ValueError, AttributeError, binascii.Error):
        message = f"{path} is not a report.json of caretasks check, or one of a version that has no requests"
        raise UsageError(message) from None


def _iter_findings(report: Any) -> Iterator[ReportedFinding]:
    for api in report["apis"]:
        for operation in api["operations"]:
            for name in _LISTS:
                for finding in operation.get(name, []):
                    variables = {
                        str(key): Variable(str(key), str(each["source"]), tuple(each["path"]), str(each["encoding"]))
                        for key, each in finding["replay"]["variables"].items()
                    }
                    yield ReportedFinding(
                        api=_text(api["api"]),
                        operation=_text(operation["id"]),
                        number=int(finding["number"]),
                        claim="".join(each if each.isprintable() else " " for each in _text(finding["claim"])),
                        checks=tuple(map(_text, finding["checks"])),
                        pointer=_text(finding["pointer"]),
                        status=int(finding["status"]),
                        steps=tuple(_read_step(step, variables) for step in finding["replay"]["steps"]),
                    )


def _read_step(step: Any, variables: Mapping[str, Variable]) -> ReportedStep:
    method, path, query = _text(step["method"]), _text(step["path"]), _text(step["query"])
    if method not in _METHODS or not path.startswith("/") or not (path + query).isprintable() or " " in path + query:
        raise ValueError(method)
    body = base64.b64decode(step["body_base64"], validate=True) if "body_base64" in step else step["body"].encode()
    return ReportedStep(
        operation=_text(step["operation"]),
        method=method,
        path=path,
        query=query,
        headers=tuple((_text(name), _text(value)) for name, value in step["headers"]),
        body=body,
        notes={_text(name): value for name, value in step["notes"].items()},
        returned={_text(name): _text(pointer) for name, pointer in step["returned"].items()},
        variables=variables,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
