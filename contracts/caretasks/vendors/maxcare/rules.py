"""Max AI: the task asked for, errors and the rate limit, by the readings in `specs/README.md`."""

from __future__ import annotations

from caretasks.conformance.rules import BrokenError, Seen, UnspokenError, rule
from caretasks.conformance.rules.shared import demand_400_without, demand_refused

_TASK = "get_task"
_ERRORS = (400, 401, 403, 404, 429, 500)
_LIMIT, _REMAINING, _RESET = "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"
_RATE_HEADERS = (_LIMIT, _REMAINING, _RESET)


@rule(_TASK)
def mx_01_unknown_task(seen: Seen) -> None:
    """A task that there is none of is a 404, or a 400 where its id is malformed."""
    demand_refused(seen, "a task that nobody has")


@rule(_TASK)
def mx_10_trace_id_in_errors(seen: Seen) -> None:
    """A documented error names its trace."""
    if seen.status not in _ERRORS:
        raise UnspokenError
    if not isinstance(seen.body, dict):
        raise UnspokenError
    if not isinstance(trace := seen.body.get("trace_id"), str) or not trace:
        raise BrokenError(f"an error (status {seen.status}) names no trace_id")


@rule(_TASK)
def mx_11_task_asked_for(seen: Seen) -> None:
    """The task in the answer is the one asked for."""
    seen.demand_success()
    if seen.present("data", "id") != seen.path["id"]:
        raise BrokenError("/data/id is not the id that was asked for")


@rule(_TASK)
def mx_12_code_of_the_error(seen: Seen) -> None:
    """An error has the code that is documented for its status."""
    response = seen.operation.responses.get(str(seen.status))
    if response is None or response.media is None or seen.status not in _ERRORS:
        raise UnspokenError
    documented = {example["code"] for example in response.media.examples().values()}
    if seen.present("code") not in documented:
        raise BrokenError(f"/code is not the one that is documented for {seen.status}")


@rule(_TASK)
def mx_13_rate_limit_headers(seen: Seen) -> None:
    """An answer that tells of the rate limit tells all of it, in whole numbers; a 429 also when to ask again."""
    told = {name: seen.headers[name] for name in _RATE_HEADERS if name in seen.headers}
    if not told:
        raise UnspokenError
    if seen.status == 429 and not seen.headers.get("retry-after", "").isdecimal():
        raise BrokenError("a 429 names no seconds to wait in retry-after")
    if missing := [name for name in _RATE_HEADERS if name not in told]:
        raise BrokenError(f"{', '.join(told)} without {', '.join(missing)}")
    if odd := [name for name, text in told.items() if not (text.isascii() and text.isdecimal())]:
        raise BrokenError(f"{', '.join(odd)} is no whole number")
    if int(told[_REMAINING]) > int(told[_LIMIT]):
        raise BrokenError(f"{_REMAINING} is more than {_LIMIT}")


@rule(_TASK)
def mx_14_missing_parameter(seen: Seen) -> None:
    """A request without its organization is a 400, where with it there is a success."""
    demand_400_without(seen, "X-Organization-Id")
