"""Servers that violate one documented fact each: the conforming servers with one fault, a module per API.

The faults are derived from the facts, not from the checks. They include every property with every kind of invalid
value. `python -m tests.conformance.breaking [API or fact …]` checks all of them, which takes minutes, and reports the
faults for which the check does not name the violated fact. `tests/e2e/test_violated_facts.py` checks a selection.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.servers.conforming import FULL_SERVERS, KEY, Body, Response, Server

MISSING = object()
"""A missing value."""
NON_STRINGS: tuple[Any, ...] = (5, None, [], {})
NON_UUIDS: tuple[Any, ...] = ("x", "123e4567e89b12d3a456426614174002x", *NON_STRINGS)
INVALID_DATE_TIMES: tuple[Any, ...] = ("yesterday", "2026-01-01 10:00:00", "2026-01-01", 1767225600, None)
NON_BOOLEANS: tuple[Any, ...] = ("true", 0, None)
NON_LISTS: tuple[Any, ...] = (None, {}, "x", 0)
NON_OBJECTS: tuple[Any, ...] = (None, [], "x", 0)
NON_NUMBERS: tuple[Any, ...] = ("5", None, [], True)
NON_INTEGERS: tuple[Any, ...] = (*NON_NUMBERS, 1.5)


class Headers(dict[str, str]):
    """Headers by case-insensitive name."""

    def __init__(self, headers: Any) -> None:
        super().__init__({name.lower(): value for name, value in headers.items()})

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())


@dataclass
class Request:
    """A request to a faulty server."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Headers
    body: Any

    @property
    def last_segment(self) -> str:
        """The last segment of the path."""
        return self.path.rpartition("/")[2]

    def query_flag(self, name: str) -> bool:
        return self.query.get(name) == ["true"]

    def copy_with(
        self, query: Mapping[str, str | None] | None = None, path: str | None = None, **headers: str
    ) -> Request:
        """Return a copy with another path, and with query parameters and headers replaced; None removes a parameter."""
        merged_query = {**self.query, **{name: [value or ""] for name, value in (query or {}).items()}}
        return replace(
            self,
            path=self.path if path is None else path,
            query={name: values for name, values in merged_query.items() if (query or {}).get(name, "") is not None},
            headers=Headers({**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}),
        )


Condition = Callable[[Request, int], bool]
Handler = Callable[[Request, Server], Response]
"""Responds to a request, usually by calling the conforming server."""
Predicate = Callable[[Any], bool]


@dataclass(frozen=True)
class Fault:
    """A fault.

    Attributes:
        api: The name of the API.
        facts: IDs of the violated facts: first the one that the fault is for, then those that cannot hold with it.
        name: Description of the fault.
        handler: Responds with the fault.
        is_visible_in_reads: Whether reads, or the authentication probes of writes, show it.
    """

    api: str
    facts: tuple[str, ...]
    name: str
    handler: Handler
    is_visible_in_reads: bool = True

    def __str__(self) -> str:
        return f"{self.facts[0]}: {self.name}"

    def server(self) -> Server:
        conforming_server = FULL_SERVERS[self.api]()

        def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
            return self.handler(Request(method, path, dict(query), Headers(headers), body), conforming_server)

        return respond


def call_server(request: Request, server: Server) -> Response:
    return server(request.method, request.path, request.query, request.headers, request.body)


def is_successful_read(request: Request, status: int) -> bool:
    return request.method == "GET" and status == 200


def is_successful_create(request: Request, status: int) -> bool:
    return request.method == "POST" and status < 300


def has_status(*statuses: int) -> Condition:
    return lambda request, status: status in statuses


def always(request: Request, status: int) -> bool:
    return True


def change_data(change: Callable[[Request, Any], Any], condition: Condition = is_successful_read) -> Handler:
    """Return a handler that changes the data of the response."""

    def handle(request: Request, server: Server) -> Response:
        status, data = call_server(request, server)
        return status, (change(request, copy.deepcopy(data)) if condition(request, status) else data)

    return handle


def replace_response(status: int, data: Any, condition: Condition = is_successful_read) -> Handler:
    """Return a handler that replaces the status and the data of the response.

    Args:
        status: The status.
        data: The data, or a function of the original data.
        condition: The responses to replace.
    """

    def handle(request: Request, server: Server) -> Response:
        response = call_server(request, server)
        if not condition(request, response[0]):
            return response
        return status, data(response[1]) if callable(data) else data

    return handle


def keep_data(data: Any) -> Any:
    return data


def ignore_query(name: str, condition: Condition = is_successful_read) -> Handler:
    """Return a handler that ignores a query parameter of the requests whose response fulfils a condition."""

    def handle(request: Request, server: Server) -> Response:
        response = call_server(request, server)
        is_ignored = condition(request, response[0]) and name in request.query
        return call_server(request.copy_with({name: None}), server) if is_ignored else response

    return handle


def change_request(change: Callable[[Request], Request]) -> Handler:
    """Return a handler that responds to another request."""
    return lambda request, server: call_server(change(request), server)


def return_html(*statuses: int) -> Handler:
    def html_body(request: Request, data: Any) -> Body:
        return Body(content=b"<p>no", headers={"Content-Type": "text/html"})

    return change_data(html_body, has_status(*statuses))


def with_value_at(data: Any, path: tuple[str, ...], value: Any) -> Any:
    """Return data with the value at a path replaced, unchanged if it has no such path; `*` matches each item."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if first == "*":
        return [with_value_at(item, rest, value) for item in data] if isinstance(data, list) else data
    if not isinstance(data, dict) or (rest and first not in data):
        return data
    if not rest and value is MISSING:
        return {name: inner for name, inner in data.items() if name != first}
    return {**data, first: with_value_at(data.get(first), rest, value)}


@dataclass(frozen=True)
class FaultFactory:
    """Creates the faults of an API.

    Attributes:
        api: The name of the API.
        create_path: The path of the create that the faults of creates are for; by default any path.
    """

    api: str
    create_path: str | None = None

    def is_create(self, request: Request) -> bool:
        return request.method == "POST" and self.create_path in (None, request.path)

    def is_successful_create(self, request: Request, status: int) -> bool:
        return self.is_create(request) and status < 300

    def make_fault(self, facts: str, name: str, handler: Handler, *, is_visible_in_reads: bool = True) -> Fault:
        return Fault(self.api, tuple(facts.split()), name, handler, is_visible_in_reads)

    def iter_invalid_values(
        self,
        facts: str,
        path: str,
        values: tuple[Any, ...],
        condition: Condition = is_successful_read,
        suffix: str = "",
        *,
        is_visible_in_reads: bool = True,
    ) -> Iterator[Fault]:
        """Yield faults that put invalid values at a path of the response, such as `data/*/status`."""
        names = tuple(path.split("/")) if path else ()
        for value in values:
            description = "missing" if value is MISSING else repr(value)
            handler = change_data(lambda request, data, value=value: with_value_at(data, names, value), condition)  # type: ignore[misc]  # mypy cannot infer the default
            yield self.make_fault(
                facts,
                f"{path or 'the body'}{suffix} is {description}",
                handler,
                is_visible_in_reads=is_visible_in_reads and condition is not is_successful_create,
            )

    def iter_accepted_keys(self, fact: str, header: str, key: str, method: str, **forms: str) -> Iterator[Fault]:
        """Yield faults that accept a missing key, any key, and the key in other formats."""

        def make_handler(predicate: Callable[[str | None], bool]) -> Handler:
            def add_key(request: Request) -> Request:
                is_accepted = request.method == method and predicate(request.headers.get(header))
                return request.copy_with(None, None, **{header: key}) if is_accepted else request

            return change_request(add_key)

        is_visible_in_reads = (
            method == "GET"
        )  # the probe of a write has an invalid body, which may be the reason for an error
        yield self.make_fault(
            fact,
            f"{method} requires no key",
            make_handler(lambda sent: sent is None),
            is_visible_in_reads=is_visible_in_reads,
        )
        yield self.make_fault(
            fact,
            f"{method} accepts any key",
            make_handler(lambda sent: sent is not None),
            is_visible_in_reads=is_visible_in_reads,
        )
        for description, accepts in {
            "an empty key": lambda sent: sent is not None and sent.strip() in ("", key.removesuffix(KEY).strip()),
            "any key that starts with the right one": lambda sent: sent is not None and sent.startswith(key),
        }.items():
            yield self.make_fault(
                fact, f"{method} accepts {description}", make_handler(accepts), is_visible_in_reads=is_visible_in_reads
            )
        for description, form in forms.items():
            handler = make_handler(lambda sent, form=form: sent == form)  # type: ignore[misc]  # mypy cannot infer the default
            yield self.make_fault(
                fact,
                f"{method} accepts a key {description.replace('_', ' ')}",
                handler,
                is_visible_in_reads=is_visible_in_reads,
            )

    def make_accepted_create(
        self, fact: str, path: str, is_invalid: Predicate, description: str, replacement: Any = MISSING
    ) -> Fault:
        """Return a fault that accepts a create with an invalid value at a path, as if it were valid or missing."""

        def handle(request: Request, server: Server) -> Response:
            if not self.is_create(request):
                return call_server(request, server)
            body = _repair(request.body, path.split("/") if path else [], is_invalid, replacement)
            return call_server(replace(request, body=body), server)

        return self.make_fault(
            fact, f"a create with {path or 'a body'} {description} is accepted", handle, is_visible_in_reads=False
        )

    def make_rejected_create(
        self, fact: str, path: str, is_rejected: Predicate, description: str, status: int = 422, error: Any = None
    ) -> Fault:
        """Return a fault that rejects a create with a valid value at a path, by default with an error of Solum."""
        error = {"detail": {"message": "no"}} if error is None else error

        def condition(request: Request, status: int) -> bool:
            return self.is_successful_create(request, status) and is_rejected(_get_at(request.body, path.split("/")))

        handler = replace_response(status, error, condition)
        return self.make_fault(
            fact, f"a create with {path} {description} is rejected", handler, is_visible_in_reads=False
        )


def is_missing(value: Any) -> bool:
    return value is MISSING


def is_null(value: Any) -> bool:
    return value is None


def is_empty(value: Any) -> bool:
    return value in ("", [])


def is_present(value: Any) -> bool:
    return value is not MISSING


def has_other_type(*types: type) -> Predicate:
    return lambda value: value is not MISSING and type(value) not in types


def is_string_not_matching(predicate: Predicate) -> Predicate:
    """Return a predicate for strings that do not satisfy another predicate."""
    return lambda value: isinstance(value, str) and not predicate(value)


def _repair(value: Any, names: list[str], is_invalid: Predicate, replacement: Any) -> Any:
    if not names:
        return replacement if is_invalid(value) else value
    first, rest = names[0], names[1:]
    if first == "*" and isinstance(value, list):
        return [repaired for item in value if (repaired := _repair(item, rest, is_invalid, replacement)) is not MISSING]
    if isinstance(value, dict) and (first in value or (not rest and is_invalid(MISSING))):
        repaired = _repair(value.get(first, MISSING), rest, is_invalid, replacement)
        others = {name: inner for name, inner in value.items() if name != first}
        return others if repaired is MISSING else {**others, first: repaired}
    return value


def _get_at(value: Any, names: list[str]) -> Any:
    for name in names:
        if not isinstance(value, dict) or name not in value:
            return MISSING
        value = value[name]
    return value
