"""Rules of Unpod: totals of lists, tasks, created runs and errors. See `readings` in `specs/unpod/facts.yaml`."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from caretasks.conformance.rules import InconclusiveError, Observation, RuleViolation, rule
from caretasks.conformance.rules.lists import require_consistent_page, require_default_page, require_filtered
from caretasks.conformance.rules.shared import (
    require_400_without,
    require_not_found,
    require_requested_id,
    require_success_for_known,
)
from caretasks.core.missing import MISSING
from caretasks.openapi.operation.requests import documented_path_values

_TASKS_OF_SPACE = ("get_run_tasks", "list_runs", "list_space_tasks")
_DAY = timedelta(days=1)
_CENTURY = 2000
_ALL = (
    *_TASKS_OF_SPACE,
    *("list_organizations", "list_spaces", "get_space", "create_tasks"),
    *("list_agents", "list_agent_tasks", "list_agent_executions", "list_call_logs"),
)


@rule("list_spaces", "get_space", "list_agents", "list_agent_executions", "list_call_logs")
def un_04_organization_required(observation: Observation) -> None:
    """A request without the header `Org-Handle` returns 400, if the page of the operation requires the header."""
    require_400_without(observation, "Org-Handle")


@rule(*_TASKS_OF_SPACE, "list_agent_tasks", "create_tasks")
def un_09_206_is_an_error(observation: Observation) -> None:
    """A 206 is an error and contains no tasks or runs."""
    if observation.status not in (200, 206):
        raise InconclusiveError
    if _is_success_as_206(observation):
        raise RuleViolation("a 206, which is documented as an error, contains items in /data")


@rule("get_run_tasks")
def un_10_tasks_of_the_run(observation: Observation) -> None:
    """All tasks belong to the requested run, and `count` is at least their number."""
    _require_value_in_items(observation, "run_id", observation.path_parameters["run_id"])
    _require_total(observation)


def _is_success_as_206(observation: Observation) -> bool:
    body = observation.response_body
    return (
        observation.status == 206
        and isinstance(body, dict)
        and isinstance(body.get("data"), list)
        and body["data"] != []
    )


@rule(*_ALL)
def un_11_status_code_is_the_http_status(observation: Observation) -> None:
    """`status_code` in the body is the HTTP status. That of a success which is sent as a 206 is another failure."""
    if _is_success_as_206(observation):
        raise InconclusiveError
    if (status := observation.require_value("status_code")) != observation.status:
        raise RuleViolation(f"/status_code is not the HTTP status {observation.status}", status=int(status))


@rule(*_TASKS_OF_SPACE)
def un_14_unknown_space_or_run(observation: Observation) -> None:
    """An unknown space or run returns 404."""
    require_not_found(observation, "an unknown space or run", status=404)


@rule("list_organizations")
def un_15_count(observation: Observation) -> None:
    """`count` is at least the number of organizations."""
    _require_total(observation)


@rule("list_spaces")
def un_17_count(observation: Observation) -> None:
    """`count` is at least the number of spaces."""
    _require_total(observation)


@rule("get_space")
def un_20_requested_space(observation: Observation) -> None:
    """The response contains the requested space."""
    require_requested_id(observation, "space_token", "data", "token")


@rule("get_space")
def un_21_unknown_space(observation: Observation) -> None:
    """An unknown space returns 404."""
    require_not_found(observation, "an unknown space", status=404)


@rule("list_agents")
def un_22_count(observation: Observation) -> None:
    """`count` is at least the number of agents."""
    _require_total(observation)


@rule("list_agent_executions")
def un_23_counts(observation: Observation) -> None:
    """`count` is at least the number of runs, and no run has more completed tasks than tasks."""
    observation.require_success()
    for run in observation.require_value("data"):
        if run.get("completed_tasks", 0) > run.get("total_tasks", run.get("completed_tasks", 0)):
            raise RuleViolation("/data/*/completed_tasks is greater than /data/*/total_tasks")
    _require_total(observation)


@rule("list_agent_executions")
def un_23_unknown_agent(observation: Observation) -> None:
    """An unknown agent returns 404."""
    require_not_found(observation, "an unknown agent", status=404)


@rule("list_agent_tasks")
def un_24_tasks_of_the_agent(observation: Observation) -> None:
    """All tasks are assigned to the requested agent, and `count` is at least their number."""
    _require_value_in_items(observation, "assignee", observation.path_parameters["agent_handle"])
    _require_total(observation)


@rule("list_agent_tasks")
def un_25_unknown_agent(observation: Observation) -> None:
    """An unknown agent returns 404."""
    require_not_found(observation, "an unknown agent", status=404)


@rule("list_runs")
def un_26_count(observation: Observation) -> None:
    """`count` is at least the number of runs."""
    _require_total(observation)


@rule("list_space_tasks")
def un_28_default_page(observation: Observation) -> None:
    """Without a page and a page size, the list is the first page of 20 tasks."""
    require_default_page(observation)


@rule("list_space_tasks")
def un_29_consistent_page(observation: Observation) -> None:
    """A page has at most as many tasks as the page size, and `count` includes all tasks up to this page."""
    require_consistent_page(observation)


@rule("create_tasks")
def un_32_initially_pending(observation: Observation) -> None:
    """New tasks that are not scheduled for later are pending."""
    _require_created(observation)
    schedule = observation.request_body.get("schedule", {"type": "now"})
    if schedule.get("type") != "now":
        raise InconclusiveError
    if observation.require_value("data", "status") != "pending":
        raise RuleViolation("/data/status of new tasks is not pending")


@rule("create_tasks")
def un_33_one_task_per_document(observation: Observation) -> None:
    """The response has one task ID for each document, and the created run contains these tasks."""
    _require_created(observation)
    task_ids = observation.require_value("data", "task_ids")
    if len(task_ids) != len(observation.request_body["documents"]):
        raise RuleViolation("the number of /data/task_ids is not the number of documents in the request")
    if len(set(task_ids)) < len(task_ids):
        raise RuleViolation("/data/task_ids contains an ID twice")
    run_id = observation.require_value("data", "run_id")
    path = {"space_token": observation.path_parameters["space_token"], "run_id": run_id}
    run = observation.follow_up("get_run_tasks", path=path, query={})
    run.require_success()  # no fact documents how soon the run can be read
    tasks = run.require_value("data")
    if task_ids and tasks and not {task.get("task_id", task_ids[0]) for task in tasks} & set(task_ids):
        raise RuleViolation("the created run contains none of /data/task_ids", run)


@rule("create_tasks")
def un_34_unknown_space(observation: Observation) -> None:
    """Tasks cannot be created in an unknown space."""
    token = observation.path_parameters["space_token"]
    is_known = token in documented_path_values(observation.operation).get("space_token", ())
    if not observation.is_valid_request or is_known or token in observation.existing_ids:
        raise InconclusiveError
    if observation.is_success:
        raise RuleViolation(f"a request to create tasks in an unknown space got status {observation.status}")


@rule("list_call_logs")
def un_36_default_page(observation: Observation) -> None:
    """Without a page and a page size, the list is the first page of 20 calls."""
    require_default_page(observation)


@rule("list_call_logs")
def un_36_consistent_page(observation: Observation) -> None:
    """A page has at most as many calls as the page size, and `count` includes all calls up to this page."""
    require_consistent_page(observation)


@rule("list_call_logs")
def un_36_filters(observation: Observation) -> None:
    """All calls have the direction and the status that the query selects."""
    require_filtered(observation)


@rule("list_call_logs")
def un_36_dates(observation: Observation) -> None:
    """No call is before the first date or after the last one, give or take a day: their time zone is not documented."""
    observation.require_success()
    dates = _dates_of(observation)
    if not dates or not observation.is_valid_request:
        raise InconclusiveError
    observation.require_first_time("un_36_dates")
    latest, earliest = min(dates) - 2 * _DAY, max(dates) + 2 * _DAY
    until = observation.follow_up(query={"end_date": latest.isoformat()})
    if any(each > latest + _DAY for each in _dates_of(until)):
        raise RuleViolation("/data/*/creation_time is after the end_date", until)
    since = observation.follow_up(query={"start_date": earliest.isoformat()})
    if any(each < earliest - _DAY for each in _dates_of(since)):
        raise RuleViolation("/data/*/creation_time is before the start_date", since)


def _dates_of(calls: Observation) -> list[date]:
    """Return the dates of the creation of calls, of those in this century in ISO 8601; empty for an error."""
    found = calls.get_value("data") if calls.is_success else []
    dates: list[date] = []
    for call in found if isinstance(found, list) else []:
        with suppress(ValueError):
            dates.append(date.fromisoformat(str(call.get("creation_time") if isinstance(call, dict) else "")[:10]))
    return [each for each in dates if _CENTURY <= each.year < _CENTURY + 100]


def _require_total(observation: Observation) -> None:
    """Require that `count` is at least the number of items: it is a total, and the response may be one page."""
    observation.require_success()
    items, count = observation.require_value("data"), observation.get_value("count")
    if count is not MISSING and count < len(items):
        raise RuleViolation("/count is less than the number of items in /data")


def _require_value_in_items(observation: Observation, name: str, value: str) -> None:
    """Require that a property of all items that have it is the value in the path."""
    require_success_for_known(observation)
    if any(item.get(name, value) != value for item in observation.require_value("data")):
        raise RuleViolation(f"/data/*/{name} is not the requested one")


def _require_created(observation: Observation) -> None:
    """Require a success to a valid request."""
    observation.require_success()
    if not observation.is_valid_request or not isinstance(observation.request_body, dict):
        raise InconclusiveError
