"""Checks shared by the rules of several APIs: unknown IDs, required headers, pages and filters of lists, date-times."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.target.placeholders import similar_text
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from caretasks.openapi.operation.pagination import (
    EACH_ITEM,
    Filter,
    Pagination,
    find_filters,
    find_pagination,
    schemas_at,
)
from caretasks.openapi.operation.parameters import parameter_reader
from caretasks.openapi.schema.replacements import UUID
from caretasks.openapi.schema.validation import is_valid

_UNKNOWN_UUID = uuid.uuid5(uuid.NAMESPACE_URL, "urn:caretasks:unknown")  # the same in every run
_UNKNOWN_NAME = f"unknown-{_UNKNOWN_UUID.hex[:12]}"
_ID_NAME = re.compile(r"(?:^|_)(?:uu)?id$|I[dD]$")
_FAILS_FOR_UNKNOWN = "fails for unknown IDs"


def require_not_found(observation: Observation, description: str, *, status: int | None = None) -> None:
    """Require that reading an unknown ID returns an error. If the observed ID is known, read unknown ones.

    Messages have the description of the resource, such as "an unknown task". Without a `status`, any client error is
    allowed for an unknown ID in a valid format.

    Raises:
        RuleViolation: The server returns another status.
        InconclusiveError: The response does not show it.
    """
    if not observation.is_valid_request or observation.status in (401, 403, *PROTOCOL_STATUSES):
        raise InconclusiveError
    if not observation.is_known_resource:
        _require_no_success(observation, description)
        return
    observation.require_success()
    observation.require_first_time("unknown", observation.operation.id)
    for path in _iter_similar_paths(observation):
        response = observation.follow_up(path=path)
        if response.status >= 500:
            observation.memory.add((_FAILS_FOR_UNKNOWN, observation.operation.id))
        if response.status >= 500 or (status is not None and response.status != status):
            raise RuleViolation(f"a read of {description} got status {response.status}", response)
        _require_no_success(response, description)
    _require_no_success(observation.follow_up(path=unknown_path(observation.operation)), description)


def is_unknown_id(value: str) -> bool:
    """Return whether a path parameter is one of the unknown IDs that `require_not_found` sends."""
    return value.lower() in (str(_UNKNOWN_UUID), _UNKNOWN_NAME)


def _require_no_success(observation: Observation, description: str) -> None:
    is_server_error = observation.status >= 500 and observation.status not in PROTOCOL_STATUSES
    fails_for_unknown = (_FAILS_FOR_UNKNOWN, observation.operation.id) in observation.memory
    if observation.is_success or (is_server_error and fails_for_unknown):
        raise RuleViolation(f"a read of {description} got status {observation.status}", observation)


def _iter_similar_paths(observation: Observation) -> Iterator[dict[str, str]]:
    """Yield path parameters with one unknown ID each, in the format of the known ID."""
    for parameter in observation.operation.path_parameters:
        known = observation.path_parameters[parameter.name]
        is_uuid = _has_uuid_format(parameter) or UUID.fullmatch(known)
        similar = str(_UNKNOWN_UUID) if is_uuid else similar_text(known)
        if similar != known:
            yield {**observation.path_parameters, parameter.name: similar}


def unknown_path(operation: Operation) -> dict[str, str]:
    """Return path parameters with unknown IDs."""
    return {
        parameter.name: str(_UNKNOWN_UUID) if _has_uuid_format(parameter) else _UNKNOWN_NAME
        for parameter in operation.path_parameters
    }


def _has_uuid_format(parameter: Parameter) -> bool:
    return parameter.schema is not None and parameter.schema.data.get("format") == "uuid"


def require_400_without(observation: Observation, header: str) -> None:
    """Require that a request without a header gets 400 if it succeeds with the header.

    If the observed request has the header, send it without.

    Raises:
        RuleViolation: The server returns another status.
        InconclusiveError: The response does not show it.
    """
    if header.lower() in observation.request_headers:
        observation.require_success()
        observation.require_first_time("without", header, observation.operation.id)
        observation = observation.follow_up(headers={header: None})
    elif observation.status in (401, 403, *PROTOCOL_STATUSES):
        raise InconclusiveError  # the reason may be the key, or an intermediary
    elif observation.status != 400:
        observation.require_first_time("without", header, observation.operation.id, observation.status)
        observation.follow_up().require_success()
    if observation.status != 400:
        raise RuleViolation(f"a request without {header} got status {observation.status}", observation)


def require_consistent_page(observation: Observation, *, has_known_default_size: bool = True) -> None:
    """Require that the items and the totals of a page agree with each other and with the request (`x-pagination`).

    Each property is checked only if the response has it, and only within this response: a list may change between two
    requests. One later page is compared with the first one, and then read again. Without `has_known_default_size` the
    page size of a request that has none is not checked: use it where the vendor's pages contradict each other.

    Raises:
        RuleViolation: The page has too many items, or a number or flag is wrong.
        InconclusiveError: The response does not show it.
    """
    pagination, items = _require_page(observation)
    total = _integer_at(observation, pagination.total)
    if total is not None and total < len(items):
        raise RuleViolation(f"{pagination.total} is less than the number of items in {pagination.items}")
    size = _require_page_size(observation, pagination, len(items), has_known_default_size=has_known_default_size)
    page = _require_page_number(observation, pagination, size, total)
    if total is not None and items and (page - 1) * size + len(items) > total:
        _require_page_after_first(observation, pagination, items, page)
        raise RuleViolation(f"{pagination.total} is less than the number of items up to this page")
    if total is not None:
        _require_consistent_end(observation, pagination, page, size, total)
    if total is not None and items and 1 < page <= -(-total // size):
        _require_other_items(observation, pagination, items)


def _require_page(observation: Observation) -> tuple[Pagination, list[Any]]:
    """Return how a list is paged, and the items of the page that a valid request got."""
    pagination = find_pagination(observation.operation)
    observation.require_success()
    items = MISSING if pagination is None else _value_at(observation, pagination.items)
    if not isinstance(items, list) or pagination is None or not observation.is_valid_request or observation.violations:
        raise InconclusiveError
    if any(value in ("", "null") for values in observation.query.values() for value in values):
        raise InconclusiveError  # some servers read it as a null, and others as a string
    return pagination, items


def _require_page_size(
    observation: Observation, pagination: Pagination, count: int, *, has_known_default_size: bool
) -> int:
    """Require that the page size is the requested one or the default, and that the page has at most as many items.

    Returns the page size in force. A server may have a lower maximum than the requested size if none is documented.
    """
    sent, default, maximum = _page_parameter(observation, pagination.page_size)
    current = _integer_at(observation, pagination.current_page_size)
    if pagination.max_page_size is not None:
        maximum = pagination.max_page_size
        if max(count, current or 0) > maximum:
            raise RuleViolation("the page is larger than the maximum page size")
        sent = None if sent is None else min(sent, maximum)  # a server may use it for a larger size
    if sent is not None and sent < 1:
        raise InconclusiveError  # valid if no minimum is documented, but then no fact says what it means
    if sent is not None and count > sent:
        raise RuleViolation(f"{pagination.items} has more items than the requested page size")
    if current is not None and current < count:
        raise RuleViolation(f"{pagination.items} has more items than the page size {pagination.current_page_size}")
    if current is not None and sent is not None and (current > sent or (current < sent and maximum is not None)):
        raise RuleViolation(f"{pagination.current_page_size} is not the requested page size")
    if current is not None and sent is None and has_known_default_size and default not in (None, current):
        raise RuleViolation(f"{pagination.current_page_size} is not the default page size")
    if current is not None and current > 0:
        return current
    if sent is None or not (sent == 1 or maximum is not None):
        raise InconclusiveError
    return sent


def _require_page_number(observation: Observation, pagination: Pagination, size: int, total: int | None) -> int:
    """Require that the page is the requested one, if the list has so many pages; without one it is the first."""
    sent, default, _ = _page_parameter(observation, pagination.page)
    current = _integer_at(observation, pagination.current_page)
    if sent is not None and sent < 1:
        raise InconclusiveError
    expected = (default or 1) if sent is None else sent
    has_page = expected == 1 or (total is not None and (expected - 1) * size < total)
    if current is not None and current != expected and has_page:
        requested = "the first page" if sent is None else "the requested page"
        raise RuleViolation(f"{pagination.current_page} is not {requested}")
    return expected if current is None else current


def _require_page_after_first(observation: Observation, pagination: Pagination, items: list[Any], page: int) -> None:
    """Require that this is not the first page: a server may return another page than one that does not exist."""
    if page == 1 or pagination.current_page is not None:
        return
    query = {name: values[0] for name, values in observation.query.items() if values}
    first = observation.follow_up(query={**query, pagination.page: "1"})
    if not first.is_success or _value_at(first, pagination.items) == items:
        raise InconclusiveError


def _require_other_items(observation: Observation, pagination: Pagination, items: list[Any]) -> None:
    """Require that a later page does not have the items of the first one, before and after the first one is read.

    Only items with an ID are compared: others may be equal.
    """
    if not all(isinstance(item, dict) and any(map(_ID_NAME.search, item)) for item in items):
        return
    query = {name: values[0] for name, values in observation.query.items() if values}
    with suppress(InconclusiveError):
        observation.require_first_time("other items", observation.operation.id)
        first = observation.follow_up(query={**query, pagination.page: "1"})
        again = observation.follow_up()
        if all(each.is_success and _value_at(each, pagination.items) == items for each in (first, again)):
            raise RuleViolation(f"{pagination.items} has the items of the first page", first)


def _require_consistent_end(observation: Observation, pagination: Pagination, page: int, size: int, total: int) -> None:
    """Require that the number of pages, and whether there are more, follow from the page, its size and the total."""
    has_more = _value_at(observation, pagination.has_more)
    if isinstance(has_more, bool) and has_more != (page * size < total):
        contradiction = "there are no more items" if has_more else "there are more items"
        raise RuleViolation(f"{pagination.has_more} is {str(has_more).lower()}, but {contradiction} after this page")
    total_pages = _integer_at(observation, pagination.total_pages)
    expected = -(-total // size)
    if total_pages is not None and total_pages != expected and (total, total_pages) != (0, 1):
        raise RuleViolation(f"{pagination.total_pages} is not the number of pages that {pagination.total} items need")


def require_filtered(observation: Observation) -> None:
    """Require that the listed items have the values of the filters that were sent (`x-filter`).

    An item without the property is not checked, and neither is a filter that is empty or null. A value that violates
    its schema is another failure.

    Raises:
        RuleViolation: An item has another value.
        InconclusiveError: The response does not show it.
    """
    pagination, items = _require_page(observation)
    is_conclusive = False
    for name, applied in find_filters(observation.operation).items():
        sent = _sent_value(observation, name)
        if not _is_plain_filter(applied, sent):
            continue
        shown = [item for item in items if _has_valid_value(observation, pagination, applied, item)]
        is_conclusive = is_conclusive or bool(shown) or not items
        if not all(applied.matches(item, sent) for item in shown):
            raise RuleViolation(f"{pagination.items}/*{applied.property} is not the value of the filter {name}")
    if not is_conclusive:
        raise InconclusiveError


def _has_valid_value(observation: Observation, pagination: Pagination, applied: Filter, item: Any) -> bool:
    """Return whether an item has a value that the filter compares, and all of them match their schema."""
    response = observation.operation.find_response(observation.status)
    body = None if response is None or response.media is None else response.media.schema
    schemas = [] if body is None else schemas_at(body, f"{pagination.items}/{EACH_ITEM}{applied.property}")
    values = applied.values(item)
    return bool(values) and all(not schemas or any(is_valid(each, value) for each in schemas) for value in values)


def _is_plain_filter(applied: Filter, sent: Any) -> bool:
    """Return whether a filter was sent with alternatives that all servers read alike: not empty, no outer spaces."""
    alternatives = [] if sent in (None, MISSING) else applied.alternatives(sent)
    return bool(alternatives) and all(str(each).strip() == str(each) != "" for each in alternatives)


def _page_parameter(observation: Observation, name: str) -> tuple[int | None, int | None, int | None]:
    """Return the value that was sent for a page number or size, its documented default, and its maximum."""
    schema = _query_parameter(observation, name).schema
    keywords = {} if schema is None else schema.data
    return _as_integer(_sent_value(observation, name)), _as_integer(keywords.get("default")), keywords.get("maximum")


def _sent_value(observation: Observation, name: str) -> Any:
    """Return the value of a query parameter of a valid request, or `MISSING`."""
    if name not in observation.query:
        return MISSING
    return parameter_reader(_query_parameter(observation, name)).read({"query": observation.query})


def _query_parameter(observation: Observation, name: str) -> Parameter:
    parameters = (each for each in observation.operation.parameters if each.location == "query")
    return next(each for each in parameters if each.name == name)


def _value_at(observation: Observation, pointer: str | None) -> Any:
    """Return the value of the response body at a JSON pointer, or `MISSING`."""
    try:
        return MISSING if pointer is None else resolve_pointer(observation.response_body, pointer)
    except PointerNotFoundError:
        return MISSING


def _integer_at(observation: Observation, pointer: str | None) -> int | None:
    return _as_integer(_value_at(observation, pointer))


def _as_integer(value: Any) -> int | None:
    """Return a number without a fraction as an integer, None for any other value."""
    is_integer = (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and value.is_integer()
    )
    return int(value) if is_integer else None


def parse_date_time(text: str) -> datetime:
    """Return an RFC 3339 date-time, to the microsecond.

    Raises:
        InconclusiveError: It cannot be parsed, such as a leap second, or has no offset.
    """
    try:
        value = datetime.fromisoformat(text.upper())
    except ValueError:
        raise InconclusiveError from None
    if value.tzinfo is None:
        raise InconclusiveError
    return value
