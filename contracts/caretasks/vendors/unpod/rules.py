"""Unpod: what the envelope of a run's tasks says of them, by the readings in `specs/README.md`."""

from __future__ import annotations

from caretasks.conformance.rules import BrokenError, Seen, UnspokenError, rule
from caretasks.conformance.rules.shared import demand_400_without, demand_refused
from caretasks.core.missing import MISSING

_TASKS = "get_run_tasks"


@rule(_TASKS)
def un_04_organization_required(seen: Seen) -> None:
    """A request without the organization's handle is a 400."""
    demand_400_without(seen, "Org-Handle")


@rule(_TASKS)
def un_09_206_is_an_error(seen: Seen) -> None:
    """A 206 is an error, not a part of the tasks."""
    if seen.status not in (200, 206):
        raise UnspokenError
    if seen.status == 206 and isinstance(seen.body, dict) and seen.body.get("data"):
        raise BrokenError("a 206, which is an error, holds tasks in /data")


@rule(_TASKS)
def un_10_all_tasks_of_the_run(seen: Seen) -> None:
    """All tasks are of the run that was asked for, and as many as are counted."""
    seen.demand_success()
    tasks = seen.present("data")
    count = seen.value("count")
    if count is not MISSING and count != len(tasks):
        raise BrokenError(f"/count is {'more' if count > len(tasks) else 'less'} than the tasks in /data")
    for task in tasks:
        if task.get("run_id", seen.path["run_id"]) != seen.path["run_id"]:
            raise BrokenError("/data/*/run_id is not the run that was asked for")


@rule(_TASKS)
def un_11_status_code_is_the_http_status(seen: Seen) -> None:
    """The status in the body is the one of HTTP."""
    if seen.present("status_code") != seen.status:
        raise BrokenError(f"/status_code is not the status of the answer, {seen.status}")


@rule(_TASKS)
def un_14_unknown_space_or_run(seen: Seen) -> None:
    """A space or run that there is none of is a 404."""
    demand_refused(seen, "a space or run that nobody has", status=404)
