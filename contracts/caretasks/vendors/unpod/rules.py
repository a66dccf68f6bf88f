"""Rules of Unpod: the tasks of a run and their envelope. See `readings` in `specs/unpod/facts.yaml`."""

from __future__ import annotations

from caretasks.conformance.rules import InconclusiveError, Observation, RuleViolation, rule
from caretasks.conformance.rules.shared import require_400_without, require_not_found
from caretasks.core.missing import MISSING

_TASKS = "get_run_tasks"


@rule(_TASKS)
def un_04_organization_required(observation: Observation) -> None:
    """A request without the header `Org-Handle` returns 400."""
    require_400_without(observation, "Org-Handle")


@rule(_TASKS)
def un_09_206_is_an_error(observation: Observation) -> None:
    """A 206 is an error and contains no tasks."""
    if observation.status not in (200, 206):
        raise InconclusiveError
    if (
        observation.status == 206
        and isinstance(observation.response_body, dict)
        and observation.response_body.get("data")
    ):
        raise RuleViolation("a 206, which is documented as an error, contains tasks in /data")


@rule(_TASKS)
def un_10_all_tasks_of_the_run(observation: Observation) -> None:
    """All tasks belong to the requested run, and `count` is their number."""
    observation.require_success()
    tasks = observation.require_value("data")
    count = observation.get_value("count")
    if count is not MISSING and count != len(tasks):
        comparison = "greater" if count > len(tasks) else "less"
        raise RuleViolation(f"/count is {comparison} than the number of tasks in /data")
    for task in tasks:
        if task.get("run_id", observation.path_parameters["run_id"]) != observation.path_parameters["run_id"]:
            raise RuleViolation("/data/*/run_id is not the requested run")


@rule(_TASKS)
def un_11_status_code_is_the_http_status(observation: Observation) -> None:
    """`status_code` in the body is the HTTP status."""
    if observation.require_value("status_code") != observation.status:
        raise RuleViolation(f"/status_code is not the HTTP status {observation.status}")


@rule(_TASKS)
def un_14_unknown_space_or_run(observation: Observation) -> None:
    """An unknown space or run returns 404."""
    require_not_found(observation, "an unknown space or run", status=404)
