"""Created resources in lists: a list with `x-pagination` must show what a request has created."""

from __future__ import annotations

from typing import Any

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.core import interrupts
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from caretasks.openapi.operation.pagination import Pagination, find_pagination

_PAUSES_SECONDS = (0.0, 1.0, 3.0)
_PAGE_SIZE = 100
_MAX_PAGES = 20  # of a list; a longer one is not read


def require_listed(observation: Observation, operation: str, *pointer: str) -> None:
    """Require that a list shows the resource that a request has created, with the ID at a location of its response.

    All pages are read, again after a pause. One created resource of the run is looked for.

    Raises:
        RuleViolation: No page has the resource.
        InconclusiveError: The responses do not show it, such as those of a long list, or of one that changes meanwhile;
            or the spec has no such list.
    """
    observation.require_success()
    if not observation.is_valid_request:
        raise InconclusiveError
    resource_id = observation.require_value(*pointer)
    lists = [each for each in observation.operation.api.operations if each.id == operation]
    pagination = find_pagination(lists[0]) if lists else None
    if pagination is None:
        raise InconclusiveError
    observation.require_first_time("listed", operation)
    for pause in _PAUSES_SECONDS:
        interrupts.sleep(pause)
        if _is_listed(observation, operation, pagination, resource_id):
            return
    raise RuleViolation("the created resource is not in the list")


def _is_listed(observation: Observation, operation: str, pagination: Pagination, resource_id: Any) -> bool:
    totals = set[Any]()
    for page in range(1, _MAX_PAGES + 1):
        query = {pagination.page: str(page), pagination.page_size: str(_PAGE_SIZE)}
        read = observation.follow_up(operation, path={}, query=query)
        read.require_success()
        items, total = _value_at(read, pagination.items), _value_at(read, pagination.total)
        totals.add(total)
        if not isinstance(items, list) or not isinstance(total, int) or len(totals) > 1:
            raise InconclusiveError
        ids = [item.get("id") if isinstance(item, dict) else None for item in items]
        if resource_id in ids:
            return True
        if not all(isinstance(each, type(resource_id)) for each in ids):
            raise InconclusiveError  # an invalid ID is another failure
        if not items or page * _PAGE_SIZE >= total:
            return False
    raise InconclusiveError


def _value_at(observation: Observation, pointer: str | None) -> Any:
    try:
        return None if pointer is None else resolve_pointer(observation.response_body, pointer)
    except PointerNotFoundError:
        return None
