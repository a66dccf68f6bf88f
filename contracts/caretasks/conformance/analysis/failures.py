"""Severity of failed checks: failure or warning.

Schemathesis also checks HTTP conventions that a vendor does not document. A check that fails for a reason that no
documented fact covers yields a warning, with the reason given here. No check is disabled as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from caretasks.conformance.observation import CheckOutcome, FailureKind, Observation
from caretasks.conformance.rules.inferred_lists import INFERRED_LIST
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.operation.credentials import Keys
from caretasks.openapi.operation.parameters import ParameterError, parameter_reader
from caretasks.openapi.operation.requests import RequestViolation, is_specified_value, raw_parameters
from caretasks.openapi.operation.responses import documents_redirects_only, documents_rejections_only, success_response
from caretasks.openapi.operation.security import is_authenticated
from caretasks.openapi.schema.keywords import json_types, merged_keywords
from caretasks.openapi.schema.sampling import has_value

_SEVERAL = 2  # values, the smallest number

STATUS_CHECKS = frozenset(
    {
        "missing_required_header",
        "negative_data_rejection",
        "not_a_server_error",
        "positive_data_acceptance",
        "resource_availability",
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

_REQUEST_CHECKS = {"positive_data_acceptance": True, "negative_data_rejection": False}
"""Checks of the status of requests that match the spec (True), or of those that violate it."""

CONVENTION_CHECKS = {
    "allow_header_conformance": "no fact requires an Allow header",
    INFERRED_LIST: "no fact says that the query parameter is a limit or a filter",
    "unsupported_method": UNSPECIFIED_SCENARIOS["unspecified_http_method"],
}
"""Warning reasons for checks of conventions that no spec has to follow."""


_UNROUTED_STATUSES = (400, 404)
"""Statuses of a server, not of its API: the path of the request is not one that it knows."""

_INVALID_REQUEST_STATUSES = (400, 422)
_UNAUTHENTICATED_STATUSES = (401, 403)


def outcomes(case: Observation) -> Iterator[CheckOutcome]:
    """Yield the outcomes of the checks of a case, without one that is wrong about the request.

    A request that was generated as an invalid one may match the spec, such as `?page=null` for a nullable integer, and
    one that was generated as a valid one may violate it, such as a required body of text that is empty. A header with
    a key of the operation is checked by the authentication probes: if it is not needed, that is one failure, not two.
    """
    schemes = [scheme for alternative in case.operation.security for scheme in alternative]
    keys = {scheme.header_name.lower() for scheme in schemes if scheme.header_name is not None}
    for each in case.outcomes:
        failure, is_valid = each.failure, _REQUEST_CHECKS.get(each.name)
        if failure is not None and failure.kind is FailureKind.MISSING_HEADER_ACCEPTED:
            if any(name.lower() not in keys for name in failure.headers):
                yield each
        elif failure is None or is_valid is None or is_valid is (case.is_valid and not case.violations):
            yield each


def warning_reason(check: str, case: Observation, keys: Keys | None = None) -> str | None:
    """Return why a failed check is only a warning; None if it is a failure.

    Without the API `keys`, as for a recording whose credentials may have been removed, every request is assumed to be
    authenticated.
    """
    if check in CONVENTION_CHECKS:
        return CONVENTION_CHECKS[check]
    if reason := _path_reason(check, case) or UNSPECIFIED_SCENARIOS.get(case.scenario or ""):
        return reason
    if case.status in PROTOCOL_STATUSES and (
        check in STATUS_CHECKS or str(case.status) not in case.operation.responses
    ):
        return f"HTTP servers and proxies return {case.status} without documenting it"
    match check:
        case "content_type_conformance" | "response_schema_conformance":
            return _content_reason(check, case)
        case "status_code_conformance":
            return _status_reason(case, keys)
        case "positive_data_acceptance":
            return _rejection_reason(case)
        case "negative_data_rejection":
            return _acceptance_reason(case)
        case "not_a_server_error" if _is_only_success(case):
            return "the spec documents no other response to a valid request"
        case "missing_required_header" if case.status >= 400:
            return "the server rejected the request; the status is checked by rules"
    return None


def _path_reason(check: str, case: Observation) -> str | None:
    if case.has_another_path:
        return "a path with an empty parameter, or one that is a dot, is another path"
    if case.has_unusual_path and case.status in _UNROUTED_STATUSES and check in STATUS_CHECKS | CONTENT_CHECKS:
        return "HTTP servers reject such characters in a path without documenting it"
    return None


def _content_reason(check: str, case: Observation) -> str | None:
    """Return why a body of another type or form than documented is only a warning."""
    if case.status >= 400 and is_unspecified(case.operation, case.status):
        return "no fact documents the body of this error"
    if check == "response_schema_conformance":
        if _is_empty_upload(case):
            return "a file that was uploaded may be empty"
        if _has_no_value(case.operation, case.status):
            return "no value was found that the documented schema allows"
    return None


def _status_reason(case: Observation, keys: Keys | None) -> str | None:
    """Return why an undocumented status is only a warning."""
    if not case.operation.responses:
        return "the spec documents no status"
    if case.status < 300 and documents_rejections_only(case.operation):
        return "no fact documents the status of a success"
    if _is_unspecified_rejection(case, keys):
        return "no fact documents the status for rejecting such a request"
    return None


def _rejection_reason(case: Observation) -> str | None:
    """Return why the rejection of a valid request is only a warning."""
    if not case.is_clearly_valid:
        return "a server may read the parameters in another way, in which they do not match the spec"
    if not 400 <= case.status < 500 or case.operation.find_response(case.status) is None:
        return None
    if not case.has_known_ids:
        return "no fact documents which IDs exist, or their format"
    return "no fact documents which values of a query parameter are accepted" if _has_unspecified_value(case) else None


def _acceptance_reason(case: Observation) -> str | None:
    """Return why the acceptance of an invalid request is only a warning."""
    if case.violations and all(_is_left_empty(case, each) for each in case.violations):
        return "a server may read an empty query parameter as one that was not sent"
    if case.violations and all(_is_left_empty(case, each) or _is_repeated(case, each) for each in case.violations):
        return "a server may read one value of a query parameter that was sent several times"
    is_documented = case.operation.find_response(case.status) is not None
    if is_documented and documents_redirects_only(case.operation):
        return "the spec documents redirects only, and one may be the rejection"
    return None


def _is_only_success(case: Observation) -> bool:
    """Return whether the response to a valid request is documented as a server error."""
    response = case.operation.find_response(case.status)
    return response is not None and response is success_response(case.operation)[1]


def _is_left_empty(case: Observation, violation: RequestViolation) -> bool:
    """Return whether a request only violates the spec by an optional query parameter without a value."""
    parameter = violation.parameter
    return parameter is not None and _may_be_empty(parameter) and not any(case.query.get(parameter.name, ("missing",)))


def _may_be_empty(parameter: Parameter) -> bool:
    """Return whether a server may read a parameter without a value as one that was not sent."""
    if parameter.location != "query" or parameter.required or parameter.schema is None:
        return False
    return "minLength" not in merged_keywords(parameter.schema) and "allowEmptyValue" not in parameter.data


def _is_repeated(case: Observation, violation: RequestViolation) -> bool:
    """Return whether a query parameter with a single value was sent several times, and one value alone is accepted."""
    parameter = violation.parameter
    if parameter is None or parameter.location != "query" or parameter.schema is None:
        return False
    values = case.query.get(parameter.name, [])
    if len(values) < _SEVERAL or not {"array", "object"}.isdisjoint(json_types(parameter.schema)):
        return False
    for value in (values[0], values[-1]):
        if value == "" and _may_be_empty(parameter):
            return True
        with suppress(ParameterError):
            parameter_reader(parameter).read({"query": {parameter.name: [value]}})
            return True
    return False


def _is_empty_upload(case: Observation) -> bool:
    """Return whether a read of a file that an earlier write has created returned nothing; JSON is never empty."""
    response, documented = case.exchange.response, case.operation.find_response(case.status)
    is_file = documented is not None and documented.media is None
    is_created = case.parent is not None and case.parent.operation.is_write
    return is_file and is_created and not case.operation.is_write and response is not None and not response.body


def _is_unspecified_rejection(case: Observation, keys: Keys | None) -> bool:
    """Return whether the response rejects an invalid request, and the spec describes no such rejection."""
    operation, request = case.operation, case.exchange.request
    for statuses in (_INVALID_REQUEST_STATUSES, _UNAUTHENTICATED_STATUSES):
        if case.status in statuses and all(operation.find_response(status) is None for status in statuses):
            if statuses == _INVALID_REQUEST_STATUSES:
                return bool(case.violations)
            return keys is not None and not is_authenticated(operation, raw_parameters(case.parameters, request), keys)
    return False


def _has_unspecified_value(case: Observation) -> bool:
    """Return whether a query parameter has a value that matches its schema, but that no fact says is accepted."""
    return any(
        not is_specified_value(parameter, text)
        for parameter in case.operation.parameters
        if parameter.location == "query"
        for text in case.query.get(parameter.name, ())
    )


def _has_no_value(operation: Operation, status: int) -> bool:
    """Return whether the keywords of the schema of a response contradict each other."""
    response = operation.find_response(status)
    schema = None if response is None or response.media is None else response.media.schema
    return schema is not None and not has_value(schema)


def is_unspecified(operation: Operation, status: int) -> bool:
    """Return whether the spec has a schema for the response body that allows any value."""
    response = operation.find_response(status)
    schema = None if response is None or response.media is None else response.media.schema
    return schema is not None and schema.data.keys() <= {"description", "title"}
