"""Severity of failed checks: failure or warning.

Schemathesis also checks HTTP conventions that a vendor does not document. A check that fails for a reason that no
documented fact covers yields a warning, with the reason given here. No check is disabled as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.openapi.document import Operation

STATUS_CHECKS = frozenset(
    {
        "ensure_resource_availability",
        "missing_required_header",
        "negative_data_rejection",
        "not_a_server_error",
        "positive_data_acceptance",
        "status_code_conformance",
    }
)
"""Checks of the status of a response only."""

CONTENT_CHECKS = frozenset({"content_type_conformance", "response_schema_conformance"})
"""Checks of the body of a response."""

UNSPECIFIED_SCENARIOS = {
    "unspecified_http_method": "no fact documents the response to an undocumented method",
    "malformed_content_type": "no fact documents the response to a malformed Content-Type",
    "unsupported_content_type": "no fact documents the response to another Content-Type",
}
"""Warning reasons for scenarios of the coverage phase with a request that no spec specifies."""

CONVENTION_CHECKS = {
    "allow_header_conformance": "no fact requires an Allow header",
    "unsupported_method": UNSPECIFIED_SCENARIOS["unspecified_http_method"],
}
"""Warning reasons for checks of HTTP conventions."""


@dataclass(frozen=True)
class FailureContext:
    """The request and response of a failed check.

    Attributes:
        operation: The operation.
        status: Status of the response.
        scenario: Name of the coverage phase's scenario, if the request is one.
        has_known_ids: Whether all IDs in the path are documented examples or user-provided values.
        is_valid: Whether the request matches the spec; values that the spec does not restrict are not checked.
        is_strictly_valid: Whether no violation was found in the request, formats of strings included.
        has_violation: Whether a violation was found in the request.
        is_authenticated: Whether the request carries the key, if one is required.
    """

    operation: Operation
    status: int
    scenario: str | None = None
    has_known_ids: bool = True
    is_valid: bool = True
    is_strictly_valid: bool = False
    has_violation: bool = False
    is_authenticated: bool = True


def warning_reason(check: str, context: FailureContext) -> str | None:
    """Return why a failed check is only a warning; None if it is a failure."""
    operation, status = context.operation, context.status
    if check in CONVENTION_CHECKS:
        return CONVENTION_CHECKS[check]
    if context.scenario in UNSPECIFIED_SCENARIOS:
        return UNSPECIFIED_SCENARIOS[context.scenario]
    if status in PROTOCOL_STATUSES and (check in STATUS_CHECKS or str(status) not in operation.responses):
        return f"HTTP servers and proxies return {status} without documenting it"
    if check in CONTENT_CHECKS and status >= 400 and is_unspecified(operation, status):
        return "no fact documents the body of this error"
    if check == "status_code_conformance" and _is_unspecified_rejection(context):
        return "no fact documents the status for rejecting such a request"
    if check == "positive_data_acceptance" and not context.is_valid:
        return "the request, generated as a valid one, does not match the spec"
    if check == "positive_data_acceptance" and _is_documented_rejection(context) and not context.has_known_ids:
        return "no fact documents which IDs exist, or their format"
    if check == "missing_required_header" and status >= 400:
        return "the server rejected the request; the status is checked by rules"
    if check == "negative_data_rejection" and context.is_valid and context.is_strictly_valid:
        return "the request, generated as an invalid one, matches the spec"
    return None


_INVALID_REQUEST_STATUSES = (400, 422)
_UNAUTHENTICATED_STATUSES = (401, 403)


def _is_unspecified_rejection(context: FailureContext) -> bool:
    """Return whether the response rejects an invalid request, and the spec describes no such rejection."""
    rejections = (
        (context.has_violation, _INVALID_REQUEST_STATUSES),
        (not context.is_authenticated, _UNAUTHENTICATED_STATUSES),
    )
    return any(
        is_expected
        and context.status in statuses
        and all(context.operation.find_response(status) is None for status in statuses)
        for is_expected, statuses in rejections
    )


def is_unspecified(operation: Operation, status: int) -> bool:
    """Return whether the spec has a schema for the response body that allows any value."""
    response = operation.find_response(status)
    schema = None if response is None or response.media is None else response.media.schema
    return schema is not None and schema.data.keys() <= {"description", "title"}


def _is_documented_rejection(context: FailureContext) -> bool:
    return 400 <= context.status < 500 and context.operation.find_response(context.status) is not None
