"""Hooks: functions of your program that are called with an event for each request, response, retry and difference.

    on_request(RequestEvent)      before each attempt
    on_response(ResponseEvent)    after each attempt, with or without a response: once for each `on_request`
    on_retry(RetryEvent)          before the wait for the next attempt
    on_drift(DriftEvent)          for each location where a response differs from the spec

Hooks are called in the thread or task of the call, also those of an async client: they must not block it. An event
contains no URL, header, body or value, because those may be patient data or the API key. The type of the object with
the hooks is `Hooks` in `client.types`. Hooks that record drift are in `client.drift`.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from logging import Logger
from pathlib import PurePath
from typing import Any

from .errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class CallEvent:
    """The attributes of all events.

    Attributes:
        operation: the `operationId`; `request` for `client.request`.
        method: the HTTP method, in upper case.
        path: the path template; `*` for `client.request`, which has no template.
        attempt: the number of the attempt, from 1.
        call_id: a number that all events of a call have and those of no other call in the process.
        api: the name of the API, that of its package.
    """

    operation: str
    method: str
    path: str
    attempt: int
    call_id: int
    api: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class RequestEvent(CallEvent):
    """An attempt begins."""


@dataclass(frozen=True, slots=True)
class ResponseEvent(CallEvent):
    """An attempt is over.

    Attributes:
        status: the HTTP status; None if no complete response was received.
        seconds: how long the attempt took, until its response was read or it failed.
        error: the name of the class of the error if there is no status (`ReadTimeout`, `CancelledError`); else None.
    """

    status: int | None
    seconds: float
    error: str | None


@dataclass(frozen=True, slots=True)
class RetryEvent(CallEvent):
    """An attempt failed, and there will be another one.

    Attributes:
        status: the HTTP status of the attempt; None if no complete response was received.
        seconds: the wait before the next attempt.
        error: the name of the class of the error if there is no status; else None.
    """

    status: int | None
    seconds: float
    error: str | None


@dataclass(frozen=True, slots=True)
class DriftEvent(CallEvent):
    """A response differs from the spec.

    Attributes:
        status: the HTTP status of the response.
        pointer: the JSON pointer to the location; `*` in it stands for any item. Empty for the whole response.
        expected: the documented type.
        actual: the JSON type that was received; `nothing` if a property is missing.
    """

    status: int
    pointer: str
    expected: str
    actual: str


EVENTS: Mapping[str, type[CallEvent]] = {
    "on_request": RequestEvent,
    "on_response": ResponseEvent,
    "on_retry": RetryEvent,
    "on_drift": DriftEvent,
}


class HookCaller:
    """Calls the hooks of a client. A hook that raises an exception is logged."""

    def __init__(self, hooks: object, api: str, log: Logger, error: type[ConfigurationError]) -> None:
        self._api = api
        self._log = log
        self._functions = find_functions(hooks, error)

    def call(self, name: str, operation: str, *attributes: Any) -> None:
        """Call a hook, if there is one, with an event that has these attributes.

        What it raises is logged, without its message, which may be about anything.
        """
        if name not in self._functions:
            return
        try:
            self._functions[name](EVENTS[name](operation, *attributes, api=self._api))
        except Exception as error:  # noqa: BLE001 - a hook may raise anything
            raised = error.__traceback__ and error.__traceback__.tb_next  # None in a function of C
            where = f" ({PurePath(raised.tb_frame.f_code.co_filename).name}:{raised.tb_lineno})" if raised else ""
            self._log.error("%s: hook %s raised %s%s", operation, name, type(error).__name__, where)


def find_functions(hooks: object, error: type[ConfigurationError]) -> dict[str, Callable[[Any], object]]:
    """Return the hooks of an object by their names, or raise the error."""
    functions: dict[str, Callable[[Any], object]] = {}
    for name in EVENTS:
        function = getattr(hooks, name, None)
        if function is None:
            continue
        if not callable(function):
            raise error(f"{name} of hooks cannot be called: it is a {type(function).__name__}")
        if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__):
            raise error(f"{name} of hooks is a coroutine function: use an ordinary function, for async clients too")
        functions[name] = function
    if not functions:
        raise error(f"hooks has none of the methods {', '.join(EVENTS)}")
    return functions
