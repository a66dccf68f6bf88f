"""Rejections of valid requests: rules of a correct server are warnings, and a rejected feature is a failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caretasks.conformance.analysis.attribution import attribution_of
from caretasks.conformance.analysis.rejections.evidence import PHASE_NAME, Evidence
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Feature, Verdict
from caretasks.conformance.results import OperationResult, collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.conformance.observations import make_observation
from tests.servers.booking import Booking, Fault
from tests.servers.conforming import KEY, run_server

BOOKING = Catalog(Path(__file__).parents[1] / "specs").load("booking")
PROPERTIES = BOOKING.document["components"]["schemas"]["NewBooking"]["properties"].keys()

# These tests run checks.
pytestmark = pytest.mark.slow


def check_create(
    server: Booking, settings: Settings, api: Api = BOOKING, incomplete: frozenset[str] = frozenset()
) -> OperationResult:
    with run_server("booking", server=server) as origin:
        target = Target(api, origin, "", KEY, incomplete_operations=incomplete)
        result = collect_result(api, run_checks(target, settings))
    assert not result.errors
    return result.operation("create_booking")


@pytest.mark.parametrize(
    ("fault", "pointer"),
    [
        (lambda body: body.get("tags", "") is None, "request body /tags"),
        pytest.param(
            lambda body: "reason" in body and body["reason"] is None, "request body /reason", marks=pytest.mark.long
        ),
        (lambda body: not body.keys() <= PROPERTIES, "request body"),
        (lambda body: len(body.get("reason") or "") == 200, "request body /reason"),
        pytest.param(
            lambda body: not body["start"].upper().endswith("Z"), "request body /start", marks=pytest.mark.long
        ),
        pytest.param(lambda body: body.get("tags") == [], "request body /tags", marks=pytest.mark.long),
    ],
    ids=["null", "null in a string", "an undocumented property", "the longest value", "an offset", "an empty list"],
)
def test_rejection_of_one_feature_is_a_failure(fault: Fault, pointer: str) -> None:
    operation = check_create(Booking(fault), Settings(max_examples=4, operations=("create_booking",)))
    assert [finding.pointer for finding in operation.failures] == [pointer]


def test_rejection_is_a_failure_without_the_values_that_only_the_user_knows() -> None:
    settings = Settings(max_examples=4, operations=("create_booking",))
    server = Booking(lambda body: body.get("tags", "") is None)
    operation = check_create(server, settings, incomplete=frozenset({"create_booking"}))
    assert [finding.pointer for finding in operation.failures] == ["request body /tags"]


def test_limit_of_phase_cases_leaves_the_evidence_complete() -> None:
    settings = Settings(max_examples=4, max_phase_cases=1000, operations=("create_booking",))
    operation = check_create(Booking(lambda body: body.get("tags", "") is None), settings)
    assert [finding.pointer for finding in operation.failures] == ["request body /tags"]


@pytest.mark.parametrize("max_bookings", [pytest.param(1_000_000, marks=pytest.mark.long), 3])
def test_rules_of_a_correct_server_are_warnings(max_bookings: int) -> None:
    settings = Settings(max_examples=20, operations=("create_booking",))
    operation = check_create(Booking(max_bookings=max_bookings), settings)
    assert operation.verdict is Verdict.PASSED
    (warning,) = [finding for finding in operation.warnings if finding.refused_status]
    assert "valid requests; the spec documents 422" in warning.message


def test_rejection_of_every_valid_request_is_not_covered() -> None:
    operation = check_create(Booking(patient_id="another"), Settings(max_examples=4, operations=("create_booking",)))
    assert operation.verdict is Verdict.NOT_COVERED
    assert "valid requests were refused: status 404" in str(operation.no_success_reason)


def test_write_is_not_repeated_unless_writes_are_generated() -> None:
    settings = Settings(writes=Writes.DOCUMENTED, operations=("create_booking",))
    operation = check_create(Booking(lambda body: True), settings)
    assert operation.verdict is Verdict.NOT_COVERED
    assert PHASE_NAME not in operation.phases
    assert [finding.refused_status for finding in operation.warnings] == [422]


def test_rejected_documented_request_is_a_failure() -> None:
    server = Booking(lambda body: bool(body.get("reason") == "Check-up"))
    operation = check_create(server, Settings(max_examples=4, operations=("create_booking",)))
    assert operation.verdict is Verdict.FAILED


def test_documented_request_rejected_because_of_the_state_of_the_server_is_a_warning() -> None:
    document = json.loads(json.dumps(BOOKING.document))
    media = document["paths"]["/bookings"]["post"]["requestBody"]["content"]["application/json"]
    media["examples"]["call"] = {"value": {**media["examples"]["visit"]["value"], "kind": "call"}}
    api = Api("booking", document, {}, "booking")
    settings = Settings(max_examples=4, operations=("create_booking",))
    assert check_create(Booking(max_bookings=2), settings, api).verdict is Verdict.PASSED
    server = Booking(lambda body: bool(body["kind"] == "call" and body.get("reason") == "Check-up"))
    assert check_create(server, settings, api).verdict is Verdict.FAILED


def test_accepted_requests_to_deleted_resources_come_last() -> None:
    path = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    responses = {"200": {"description": "done"}}
    operations = {
        name: {"operationId": name, "parameters": path, "responses": responses} for name in ("post", "delete")
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/items/{id}": operations}}
    api = Api("items", document, None, "items")
    evidence = Evidence(Target(api, "http://127.0.0.1:1", "", ""), Settings(1), attribution_of(api))

    def add(operation_id: str, id_: str) -> None:
        case = make_observation(api.get_operation(operation_id), 200, path={"id": id_})
        evidence.add(case, frozenset({Feature(f"path id is {id_}")}))

    for id_ in ("first", "second", "third"):
        add("post", id_)
    add("delete", "third")
    add("delete", "second")
    accepted = evidence.accepted_requests(api.get_operation("post"))
    ids = [each.parameters["path"]["id"] for each in accepted]
    assert ids[0] == "first"
    assert set(ids) == {"first", "second", "third"}
