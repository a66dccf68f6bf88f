"""Rules of Mira Mace: patients, tasks, calls and the query flags. See `readings` in `specs/miramace/facts.yaml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from caretasks.conformance.rules import InconclusiveError, Observation, RuleViolation, rule
from caretasks.conformance.rules.shared import (
    parse_date_time,
    read_created,
    require_not_found,
    require_requested_id,
    require_success_for_known,
)
from caretasks.core.missing import MISSING

_TASK = "get_task"
_PATIENT = "get_patient"
_ECHOED = ("task_type", "task", "project_id", "patient_id")
_PATIENT_VALUES = (
    *("project_id", "first_name", "last_name", "email", "date_of_birth", "phone_number"),
    *("address", "primary_care_provider", "insurance"),
)
# A server without a check in one schema accepts fewer than these: variants share schemas.
_FEW_PROPERTIES, _FEW_TYPES = 2, 3


@rule(_TASK)
def mm_01_unknown_task(observation: Observation) -> None:
    """An unknown ID returns 404."""
    require_not_found(observation, "a task with an unknown ID", status=404)


@rule(_TASK)
def mm_03_requested_task(observation: Observation) -> None:
    """The response contains the requested task."""
    require_requested_id(observation, "task_id", "id")


@rule(_TASK)
def mm_04_transcripts_on_request(observation: Observation) -> None:
    """Calls contain transcripts only if `include_transcript` is true."""
    calls, has_flag = _get_calls(observation), observation.query_flag("include_transcript")
    if not has_flag and any(call.get("transcripts") for call in calls):
        raise RuleViolation("a call contains transcripts without include_transcript=true")
    if has_flag and not calls:
        raise InconclusiveError
    if has_flag and any("transcripts" not in call for call in calls):
        raise RuleViolation("a call contains no transcripts with include_transcript=true")


@rule(_TASK)
def mm_05_most_recent_call(observation: Observation) -> None:
    """Without `include_all_calls`, the response contains at most one call: the most recent one."""
    calls = _get_calls(observation)
    if observation.query_flag("include_all_calls"):
        if len(calls) <= 1 and observation.require_value("has_more_calls"):
            raise RuleViolation("with include_all_calls=true, the response does not contain all calls")
        return
    if len(calls) > 1:
        raise RuleViolation(f"the response contains {len(calls)} calls without include_all_calls=true")
    all_calls = _get_calls(_read_all_calls(observation, "mm_05"))
    if not all_calls and not calls:
        raise InconclusiveError
    latest = max(map(_created_at, all_calls), default=None)
    if latest is None or not calls or _created_at(calls[0]) != latest:
        raise RuleViolation("the call in the response is not the most recent call of the task")


@rule(_TASK)
def mm_14_has_more_calls(observation: Observation) -> None:
    """`has_more_calls` is true if, and only if, the task has more calls than the response."""
    has_more = observation.require_value("has_more_calls")
    if observation.query_flag("include_all_calls"):
        if has_more and len(_get_calls(observation)) == 1:
            raise InconclusiveError  # the flag may be ignored, which is about MM-05
        require_success_for_known(observation)
        if has_more:
            raise RuleViolation("/has_more_calls is true with include_all_calls=true")
        return
    calls, all_calls = _get_calls(observation), _get_calls(_read_all_calls(observation, "mm_14"))
    if has_more != (len(all_calls) > len(calls)):
        value = str(has_more).lower()
        raise RuleViolation(f"/has_more_calls is {value}, but the response has {len(calls)} of {len(all_calls)} calls")


@rule("create_task")
def mm_18_data_of_the_task_type(observation: Observation) -> None:
    """The type of a task decides which `task_data` is accepted.

    One accepted property is about that property alone. It is about the type if the server accepts invalid values of
    several properties for several types.
    """
    invalid = {str(each.path[1]) for each in observation.violations if each.variants and len(each.path) > 1}
    if not invalid or not observation.is_authenticated:
        raise InconclusiveError
    if observation.status == 400:
        return
    observation.require_success()
    body = observation.request_body
    observation.memory.update(("mm_18", body["task_type"], name) for name in invalid)
    accepted = Counter(key[1] for key in observation.memory if isinstance(key, tuple) and key[0] == "mm_18")
    if sum(count >= _FEW_PROPERTIES for count in accepted.values()) < _FEW_TYPES:
        raise InconclusiveError
    raise RuleViolation(f"/task_data is accepted although it does not fit the task_type, for {len(accepted)} types")


@rule("create_task")
def mm_21_created_task_is_read_back(observation: Observation) -> None:
    """A created task can be read by the returned ID, with the values that were sent."""
    observation.require_success()
    _require_read_back(observation, _TASK, "task_id", _ECHOED, "task")


@rule(_PATIENT)
def mm_34_unknown_patient(observation: Observation) -> None:
    """An unknown ID returns 404."""
    require_not_found(observation, "a patient with an unknown ID", status=404)


@rule(_PATIENT)
def mm_34_requested_patient(observation: Observation) -> None:
    """The response contains the requested patient."""
    require_requested_id(observation, "patient_id", "id")


@rule("create_patient")
def mm_35_created_patient_is_read_back(observation: Observation) -> None:
    """A created patient can be read by the returned ID, with the values that were sent."""
    observation.require_success()
    _require_read_back(observation, _PATIENT, "patient_id", _PATIENT_VALUES, "patient")


def _require_read_back(
    observation: Observation, operation: str, parameter: str, names: Iterable[str], resource: str
) -> None:
    """Require that a resource can be read by the ID in the response to its create, with the values that were sent."""
    if not observation.is_valid_request:
        raise InconclusiveError  # the spec does not say how a server stores a request that it should have rejected
    read = read_created(observation, operation, {parameter: str(observation.require_value("id"))})
    if not read.is_success:
        raise RuleViolation(f"reading the created {resource} returned {read.status}")
    if not isinstance(observation.request_body, dict):
        raise InconclusiveError
    for name in names:
        sent = observation.request_body.get(name, MISSING)
        if sent is not MISSING and not _is_same(name, sent, read.get_value(name)):
            raise RuleViolation(f"/{name} of the created {resource} is not the value that was sent")


def _get_calls(observation: Observation) -> list[dict[str, Any]]:
    require_success_for_known(observation)
    calls: list[dict[str, Any]] = observation.require_value("calls")
    return calls


def _read_all_calls(observation: Observation, rule_id: str) -> Observation:
    """Read the task with all its calls.

    Raises:
        InconclusiveError: The task changed between the reads.
    """
    task_id = observation.path_parameters["task_id"]
    observation.require_first_time(rule_id, task_id, observation.query_flag("include_transcript"))
    query = {name: values[0] for name, values in observation.query.items() if values}
    response = observation.follow_up(query={**query, "include_all_calls": "true"})
    if observation.follow_up().response_body != observation.response_body:
        raise InconclusiveError
    return response


def _created_at(call: dict[str, Any]) -> datetime:
    created_at = call.get("created_at")
    if not isinstance(created_at, str):
        raise InconclusiveError
    return parse_date_time(created_at)


def _is_same(name: str, sent: Any, read: Any) -> bool:
    """Return whether a value is the one that was sent, as far as it is in the response: all its parts are optional."""
    if read is MISSING:
        return True
    if isinstance(sent, dict) and isinstance(read, dict):
        return all(_is_same(inner, value, read.get(inner, MISSING)) for inner, value in sent.items())
    if isinstance(sent, list) and isinstance(read, list):
        return len(sent) == len(read) and all(_is_same(name, *pair) for pair in zip(sent, read, strict=True))
    if (name.endswith("_id") or name == "email") and isinstance(sent, str) and isinstance(read, str):
        return sent.lower() == read.lower()
    return bool(sent == read)
