"""The rules about unknown IDs: known ones that the server does not know together, and successes for unknown ones."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules.shared import require_not_found, require_requested_id, require_success_for_known
from caretasks.openapi.document import Api
from tests.conformance.observations import make_observation

DOCUMENTED = {"space": "S1", "run": "R1"}
RUN = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "run": {"type": "object", "properties": {"id": {"type": "string"}}}},
}
PATH = "/spaces/{space}/runs/{run}"
OPERATION = {
    "operationId": "get_run",
    "parameters": [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "example": value}
        for name, value in DOCUMENTED.items()
    ],
    "responses": {
        "200": {"description": "found", "content": {"application/json": {"schema": RUN}}},
        "404": {"description": "unknown"},
    },
}
INFO = {"title": "T", "version": "1"}
API = Api("some", {"openapi": "3.1.0", "info": INFO, "paths": {PATH: {"get": OPERATION}}}, None, "")


@pytest.mark.parametrize(
    ("statuses", "is_violation"),
    [
        ({"S2": 400, "S1": 200, "unknown": 400}, True),
        ({"S2": 400, "S1": 200, "unknown": 404}, False),  # it rejects this space
        ({"S2": 400, "S1": 400, "unknown": 400}, False),  # it rejects every request
        ({"S2": 404, "S1": 200, "unknown": 404}, False),
    ],
)
def test_rejected_ids_of_two_examples_are_unknown_if_all_unknown_ids_are_rejected_so(
    statuses: dict[str, int], is_violation: bool
) -> None:
    operation = API.get_operation("get_run")

    def read(operation_id: str, path: Any, query: Any, headers: Any) -> Observation:
        status = statuses.get(path["space"], statuses["unknown"])
        return make_observation(operation, status, path=dict(path))

    observation = make_observation(operation, statuses["S2"], path={"space": "S2", "run": "R1"})
    observation.is_known_resource, observation.send_read = True, read
    with pytest.raises(RuleViolation if is_violation else InconclusiveError):
        require_not_found(observation, "an unknown run", status=404)


@pytest.mark.parametrize(
    ("is_known", "existing_ids", "status", "is_checked"),
    [
        (True, (), 200, True),
        (True, (), 404, False),
        (False, ("S2", "R1"), 200, True),
        (False, ("R1",), 200, False),  # the rule about unknown IDs reports it
    ],
)
def test_contents_of_a_success_are_checked_if_its_ids_exist(
    *, is_known: bool, existing_ids: tuple[str, ...], status: int, is_checked: bool
) -> None:
    observation = make_observation(API.get_operation("get_run"), status, path={"space": "S2", "run": "R1"})
    observation.is_known_resource, observation.existing_ids = is_known, existing_ids
    if is_checked:
        require_success_for_known(observation)
        return
    with pytest.raises(InconclusiveError):
        require_success_for_known(observation)


@pytest.mark.parametrize(
    ("returned", "status_for_unknown", "error"),
    [
        ("R1", 200, None),
        ("R2", 404, RuleViolation),
        ("R2", 200, InconclusiveError),  # a success for every ID, which the rule about unknown IDs reports
    ],
)
def test_response_has_the_requested_id(returned: str, status_for_unknown: int, error: type[Exception] | None) -> None:
    operation = API.get_operation("get_run")

    def read(operation_id: str, path: Any, query: Any, headers: Any) -> Observation:
        return make_observation(operation, status_for_unknown, path=dict(path))

    observation = make_observation(operation, 200, returned={"run": {"id": returned}}, path=DOCUMENTED)
    observation.is_known_resource, observation.send_read = True, read
    with contextlib.nullcontext() if error is None else pytest.raises(error):
        require_requested_id(observation, "run", "run", "id")


@pytest.mark.parametrize(("sent", "is_same"), [("123e4567-e89b-12d3-a456-42661417400a", True), ("abc", False)])
def test_only_uuids_are_the_same_in_capitals(sent: str, *, is_same: bool) -> None:
    observation = make_observation(
        API.get_operation("get_run"), 200, returned={"id": sent.upper()}, path={"space": "S1", "run": sent}
    )
    observation.is_known_resource = True
    observation.send_read = lambda *arguments: make_observation(API.get_operation("get_run"), 404, path=DOCUMENTED)
    with contextlib.nullcontext() if is_same else pytest.raises(RuleViolation):
        require_requested_id(observation, "run", "id")
