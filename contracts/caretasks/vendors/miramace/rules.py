"""Rules of Mira Mace: tasks, calls and the query flags. See `readings` in `specs/miramace/facts.yaml`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from caretasks.conformance.rules import InconclusiveError, Observation, RuleViolation, rule
from caretasks.conformance.rules.shared import parse_date_time, require_not_found
from caretasks.core.missing import MISSING

_TASK = "get_task"
_ECHOED = ("task_type", "task", "project_id", "patient_id")


@rule(_TASK)
def mm_01_unknown_task(observation: Observation) -> None:
    """An unknown ID does not return a success."""
    require_not_found(observation, "a task with an unknown ID")


@rule(_TASK)
def mm_03_requested_task(observation: Observation) -> None:
    """The response contains the requested task."""
    observation.require_success()
    if str(observation.require_value("id")).lower() != observation.path_parameters["task_id"].lower():
        raise RuleViolation("/id is not the requested ID")


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
        observation.require_success()
        if has_more:
            raise RuleViolation("/has_more_calls is true with include_all_calls=true")
        return
    calls, all_calls = _get_calls(observation), _get_calls(_read_all_calls(observation, "mm_14"))
    if has_more != (len(all_calls) > len(calls)):
        value = str(has_more).lower()
        raise RuleViolation(f"/has_more_calls is {value}, but the response has {len(calls)} of {len(all_calls)} calls")


@rule("create_task")
def mm_21_created_task_is_read_back(observation: Observation) -> None:
    """A created task can be read by the returned ID, with the values that were sent."""
    observation.require_success()
    if not observation.is_valid_request:
        raise InconclusiveError  # the spec does not say how a server stores a request that it should have rejected
    read = observation.follow_up(_TASK, path={"task_id": str(observation.require_value("id"))}, query={})
    if not read.is_success:
        raise RuleViolation(f"reading the created task returned {read.status}")
    if not isinstance(observation.request_body, dict):
        raise InconclusiveError
    for name in _ECHOED:
        sent = observation.request_body.get(name, MISSING)
        if sent is not MISSING and not _is_same(name, sent, read.get_value(name)):
            raise RuleViolation(f"/{name} of the created task is not the value that was sent")


def _get_calls(observation: Observation) -> list[dict[str, Any]]:
    observation.require_success()
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
    if read is MISSING:
        return True  # all properties of the response are optional
    if name.endswith("_id") and isinstance(sent, str) and isinstance(read, str):
        return sent.lower() == read.lower()
    return bool(sent == read)
