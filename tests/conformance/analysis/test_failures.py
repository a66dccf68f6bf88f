"""Severity of failed checks: which are warnings, for operations of the bundled specs."""

from __future__ import annotations

import pytest

from caretasks.conformance.analysis.failures import outcomes, warning_reason
from caretasks.conformance.observation import CheckFailure, CheckOutcome, FailureKind
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api, Operation
from tests.conformance.observations import make_observation

CATALOG = Catalog()
GET_TASK = CATALOG.load("maxcare").get_operation("get_task")
CREATE_TASK = CATALOG.load("miramace").get_operation("create_task")


@pytest.mark.parametrize("status", sorted(PROTOCOL_STATUSES))
@pytest.mark.parametrize("check", ["status_code_conformance", "not_a_server_error", "positive_data_acceptance"])
def test_protocol_status_is_a_warning(check: str, status: int) -> None:
    assert warning_reason(check, make_observation(GET_TASK, status))


def test_body_of_a_documented_protocol_status_is_a_failure() -> None:
    assert warning_reason("response_schema_conformance", make_observation(GET_TASK, 429)) is None


def test_body_of_a_protocol_status_documented_only_as_a_range_is_a_warning() -> None:
    assert warning_reason("content_type_conformance", make_observation(CREATE_TASK, 429))


def test_status_500_is_a_failure() -> None:
    assert warning_reason("not_a_server_error", make_observation(GET_TASK, 500)) is None


@pytest.mark.parametrize("scenario", ["unspecified_http_method", "malformed_content_type", "unsupported_content_type"])
def test_scenario_without_a_documented_response_is_a_warning(scenario: str) -> None:
    assert warning_reason("not_a_server_error", make_observation(CREATE_TASK, 500, scenario=scenario))


@pytest.mark.parametrize("check", ["unsupported_method", "allow_header_conformance"])
def test_http_convention_is_a_warning(check: str) -> None:
    assert warning_reason(check, make_observation(GET_TASK, 200))


def test_rejecting_an_unknown_id_is_a_warning() -> None:
    assert warning_reason("positive_data_acceptance", make_observation(GET_TASK, 400, has_known_ids=False))


def test_rejecting_a_documented_id_is_a_failure() -> None:
    assert warning_reason("positive_data_acceptance", make_observation(GET_TASK, 400)) is None


def test_rejecting_a_valid_body_is_a_failure() -> None:
    assert warning_reason("positive_data_acceptance", make_observation(CREATE_TASK, 400)) is None


def test_rejecting_an_invalid_body_is_a_warning_but_a_server_error_is_a_failure() -> None:
    assert warning_reason("positive_data_acceptance", make_observation(CREATE_TASK, 400, body={}))
    assert warning_reason("not_a_server_error", make_observation(CREATE_TASK, 500, body={})) is None


@pytest.mark.parametrize(("operation", "status", "is_warning"), [(GET_TASK, 403, True), (CREATE_TASK, 200, False)])
def test_rejected_request_without_a_required_header_is_a_warning(
    operation: Operation, status: int, is_warning: bool
) -> None:
    reason = warning_reason("missing_required_header", make_observation(operation, status))
    assert (reason is not None) is is_warning


def test_server_error_without_a_required_header_is_reported_by_the_server_error_check() -> None:
    assert warning_reason("missing_required_header", make_observation(GET_TASK, 500))


@pytest.mark.parametrize("body", [None, {}])
def test_accepting_a_request_without_a_violation_is_not_an_outcome(body: object) -> None:
    case = make_observation(CREATE_TASK, 200) if body is None else make_observation(CREATE_TASK, 200, body=body)
    failure = CheckFailure(FailureKind.ACCEPTED_INVALID, "accepted")
    case.outcomes = [CheckOutcome("not_a_server_error"), CheckOutcome("negative_data_rejection", failure)]
    names = [each.name for each in outcomes(case)]
    assert names == ["not_a_server_error", *([] if body is None else ["negative_data_rejection"])]


@pytest.mark.parametrize(("security", "is_checked_by_probes"), [([{"key": []}], True), ([], False)])
def test_missing_key_header_is_an_outcome_only_where_no_probe_checks_it(
    security: object, is_checked_by_probes: bool
) -> None:
    get = {"operationId": "read", "security": security, "responses": {"200": {"description": ""}}}
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    document = {"openapi": "3.1.0", "components": {"securitySchemes": schemes}, "paths": {"/level": {"get": get}}}
    (operation,) = Api("some", document, None, "").operations
    case = make_observation(operation, 200)
    failure = CheckFailure(FailureKind.MISSING_HEADER_ACCEPTED, "accepted", headers=("x-key",))
    case.outcomes = [CheckOutcome("missing_required_header", failure)]
    assert (list(outcomes(case)) == []) is is_checked_by_probes


def test_accepting_an_invalid_request_is_a_failure() -> None:
    assert warning_reason("negative_data_rejection", make_observation(CREATE_TASK, 200, body={})) is None


@pytest.mark.parametrize(("maximum", "is_warning"), [(1, True), (3, False)])
def test_body_whose_schema_allows_no_value_is_a_warning(maximum: int, is_warning: bool) -> None:
    content = {"application/json": {"schema": {"type": "integer", "minimum": 2, "maximum": maximum}}}
    get = {"operationId": "get_level", "responses": {"200": {"description": "", "content": content}}}
    (operation,) = Api("some", {"openapi": "3.1.0", "paths": {"/level": {"get": get}}}, None, "").operations
    reason = warning_reason("response_schema_conformance", make_observation(operation, 200))
    assert (reason is not None) is is_warning
