"""Rules of Max AI: tasks, errors and rate limit headers. See `readings` in `specs/maxcare/facts.yaml`."""

from __future__ import annotations

from caretasks.conformance.rules import InconclusiveError, Observation, RuleViolation, rule
from caretasks.conformance.rules.listed import require_listed
from caretasks.conformance.rules.lists import require_consistent_page, require_default_page, require_filtered
from caretasks.conformance.rules.shared import require_400_without, require_not_found, require_requested_id
from caretasks.openapi.document import Response

_TASK, _LIST = "get_task", "list_tasks"
_ALL = (_TASK, _LIST, "create_task", "get_app_context")
_ERROR_STATUSES = (400, 401, 403, 404, 429, 500)
_LIMIT, _REMAINING, _RESET = "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"
_RATE_LIMIT_HEADERS = (_LIMIT, _REMAINING, _RESET)


@rule(_TASK)
def mx_01_unknown_task(observation: Observation) -> None:
    """An unknown ID returns 404, or 400 if its format is invalid."""
    require_not_found(observation, "a task with an unknown ID")


@rule(*_ALL)
def mx_10_trace_id_in_errors(observation: Observation) -> None:
    """A documented error contains a trace ID."""
    if observation.status not in _ERROR_STATUSES or str(observation.status) not in observation.operation.responses:
        raise InconclusiveError
    if not isinstance(observation.response_body, dict):
        raise InconclusiveError
    if not isinstance(trace := observation.response_body.get("trace_id"), str) or not trace:
        raise RuleViolation(f"/trace_id is missing or empty in an error with status {observation.status}")


@rule(_TASK)
def mx_11_requested_task(observation: Observation) -> None:
    """The response contains the requested task."""
    require_requested_id(observation, "id", "data", "id")


@rule(*_ALL)
def mx_12_error_code(observation: Observation) -> None:
    """An error has the code that is documented for its status."""
    response = observation.operation.responses.get(str(observation.status))
    if response is None or response.media is None or observation.status not in _ERROR_STATUSES:
        raise InconclusiveError
    if (code := observation.require_value("code")) not in _documented_codes(response):
        responses = observation.operation.responses.items()
        status = next((int(key) for key, each in responses if key.isdigit() and code in _documented_codes(each)), 0)
        message = f"/code is not the code that is documented for status {observation.status}"
        raise RuleViolation(message, status=status)


def _documented_codes(response: Response) -> set[str]:
    return set() if response.media is None else {example["code"] for example in response.media.examples().values()}


@rule(*_ALL)
def mx_13_rate_limit_headers(observation: Observation) -> None:
    """A response with a rate limit header has all of them, as whole numbers; a 429 also has `Retry-After`."""
    headers = observation.response_headers
    values = {name: headers[name] for name in _RATE_LIMIT_HEADERS if name in headers}
    if not values:
        raise InconclusiveError
    if observation.status == 429 and not headers.get("retry-after", "").isdecimal():
        raise RuleViolation("the header retry-after of a 429 is missing or is not a number of seconds")
    if missing := [name for name in _RATE_LIMIT_HEADERS if name not in values]:
        raise RuleViolation(f"missing headers: {', '.join(missing)} (the response has {', '.join(values)})")
    if invalid := [name for name, value in values.items() if not (value.isascii() and value.isdecimal())]:
        raise RuleViolation(f"not a whole number: {', '.join(invalid)}")
    if int(values[_REMAINING]) > int(values[_LIMIT]):
        raise RuleViolation(f"{_REMAINING} is greater than {_LIMIT}")


@rule(_TASK, _LIST)
def mx_14_missing_parameter(observation: Observation) -> None:
    """A request without the organization header returns 400 if it succeeds with the header."""
    require_400_without(observation, "X-Organization-Id")


@rule("create_task")
def mx_15_created_task_is_listed(observation: Observation) -> None:
    """The list contains a created task."""
    require_listed(observation, _LIST, "data", "id")


@rule(_LIST)
def mx_17_default_page(observation: Observation) -> None:
    """Without a page, the list is the first page. The pages contradict each other on the default size."""
    require_default_page(observation, has_known_default_size=False)


@rule(_LIST)
def mx_19_consistent_page(observation: Observation) -> None:
    """A page has at most as many tasks as its size, and the number of pages follows from the total."""
    require_consistent_page(observation)


@rule(_LIST)
def mx_21_filters(observation: Observation) -> None:
    """A listed task has one of the statuses, the visit and the assigned provider that were requested."""
    require_filtered(observation)
