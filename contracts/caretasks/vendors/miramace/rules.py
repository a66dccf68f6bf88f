"""Mira Mace: what its pages say of tasks, calls and the flags of a read, by the readings in `specs/README.md`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from caretasks.conformance.rules import BrokenError, Seen, UnspokenError, rule
from caretasks.conformance.rules.shared import demand_refused, instant
from caretasks.core.missing import MISSING

_TASK = "get_task"
_ECHOED = ("task_type", "task", "project_id", "patient_id")


@rule(_TASK)
def mm_01_unknown_task(seen: Seen) -> None:
    """A task that there is none of is not a success."""
    demand_refused(seen, "a task that nobody has created")


@rule(_TASK)
def mm_03_task_asked_for(seen: Seen) -> None:
    """The task in the answer is the one asked for."""
    seen.demand_success()
    if str(seen.present("id")).lower() != seen.path["task_id"].lower():
        raise BrokenError("/id is not the id that was asked for")


@rule(_TASK)
def mm_04_transcripts_on_request(seen: Seen) -> None:
    """Calls carry transcripts where they are asked for, and only there."""
    calls, asked = _calls(seen), seen.flag("include_transcript")
    if not asked and any(call.get("transcripts") for call in calls):
        raise BrokenError("a call carries a transcript that was not asked for")
    if asked and not calls:
        raise UnspokenError
    if asked and any("transcripts" not in call for call in calls):
        raise BrokenError("a call carries no transcripts, though they were asked for")


@rule(_TASK)
def mm_05_most_recent_call(seen: Seen) -> None:
    """Unless all calls are asked for, the answer holds at most one, and that the most recent."""
    shown = _calls(seen)
    if seen.flag("include_all_calls"):
        if len(shown) <= 1 and seen.present("has_more_calls"):
            raise BrokenError("all calls were asked for, and there are more than the one that is shown")
        return
    if len(shown) > 1:
        raise BrokenError(f"{len(shown)} calls are shown, though only the most recent one was asked for")
    there = _calls(_full(seen, "mm_05"))
    if not there and not shown:
        raise UnspokenError
    latest = max(map(_created, there), default=None)
    if latest is None or not shown or _created(shown[0]) != latest:
        raise BrokenError("the call that is shown is not the most recent one of all")


@rule(_TASK)
def mm_14_has_more_calls(seen: Seen) -> None:
    """`has_more_calls` says whether there are more calls than are shown."""
    more = seen.present("has_more_calls")
    if seen.flag("include_all_calls"):
        seen.demand_success()
        if more:
            raise BrokenError("/has_more_calls is true, though all calls were asked for")
        return
    shown, there = _calls(seen), _calls(_full(seen, "mm_14"))
    if more != (len(there) > len(shown)):
        raise BrokenError(f"/has_more_calls is {str(more).lower()} with {len(shown)} of {len(there)} calls shown")


@rule("create_task")
def mm_21_created_task_is_read_back(seen: Seen) -> None:
    """What was created is read by the id that the create answered with, as it was sent."""
    seen.demand_success()
    if not seen.valid:
        raise UnspokenError  # what should have been refused is kept as the server likes
    read = seen.ask(_TASK, path={"task_id": str(seen.present("id"))}, query={})
    if not read.succeeded:
        raise BrokenError(f"a task that was just created was answered with {read.status}")
    if not isinstance(seen.sent, dict):
        raise UnspokenError
    for name in _ECHOED:
        if name in seen.sent and not _same(name, seen.sent[name], read.value(name)):
            raise BrokenError(f"/{name} of the task that was just created is not what was sent")


def _calls(seen: Seen) -> list[dict[str, Any]]:
    seen.demand_success()
    calls: list[dict[str, Any]] = seen.present("calls")
    return calls


def _full(seen: Seen, of: str) -> Seen:
    """All calls of the task, if it was the same before and after."""
    seen.once(of, seen.path["task_id"], seen.flag("include_transcript"))
    asked = {name: texts[0] for name, texts in seen.query.items() if texts}
    full = seen.ask(query={**asked, "include_all_calls": "true"})
    if seen.ask().body != seen.body:
        raise UnspokenError
    return full


def _created(call: dict[str, Any]) -> datetime:
    created = call.get("created_at")
    if not isinstance(created, str):
        raise UnspokenError
    return instant(created)


def _same(name: str, sent: Any, read: Any) -> bool:
    if read is MISSING:
        return True  # no field of an answer is promised
    if name.endswith("_id") and isinstance(sent, str) and isinstance(read, str):
        return sent.lower() == read.lower()
    return bool(sent == read)
