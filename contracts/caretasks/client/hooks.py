"""Hooks: functions of your program that are called with an event for each request, response, retry and difference.

    on_request(RequestEvent)      before each attempt
    on_response(ResponseEvent)    after each attempt, with or without a response: once for each `on_request`
    on_retry(RetryEvent)          before the wait for the next attempt
    on_drift(DriftEvent)          for each location where a response differs from the spec

Hooks are called in the thread or task of the call, also those of an async client: they must not block it. An event
contains no URL, header, body or value, because those may be patient data or the API key. The type of the object with
the hooks is `Hooks` in `client.types`.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from logging import Logger
from pathlib import PurePath
from typing import Any

from .errors import ConfigurationError

__all__ = ["CallEvent", "DriftEvent", "HookCaller", "RequestEvent", "ResponseEvent", "RetryEvent"]


@dataclass(frozen=True, slots=True)
class CallEvent:
    """The attributes of all events.

    Attributes:
        operation: the `operationId`; `request` for `client.request`.
        method: the HTTP method, in upper case.
        path: the path template; `*` for `client.request`, which has no template.
        attempt: the number of the attempt, from 1.
        call_id: a number that all events of a call have and those of no other call in the process.
    """

    operation: str
    method: str
    path: str
    attempt: int
    call_id: int


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


CallAttributes = tuple[str, str, str, int, int]
"""The values of the attributes of `CallEvent`."""

_NAMES = ("on_request", "on_response", "on_retry", "on_drift")


class HookCaller:
    """Calls the hooks of a client. A hook that raises an exception is logged.

    Args:
        hooks: the object with the hooks.
        log: the log of the API.
        error: the class of errors.

    Raises:
        ConfigurationError: the object has no hooks, or one that cannot be called.
    """

    def __init__(self, hooks: object, log: Logger, error: type[ConfigurationError]) -> None:
        self._log = log
        self._functions: dict[str, Callable[[Any], object]] = {}
        for name in _NAMES:
            function = getattr(hooks, name, None)
            if function is None:
                continue
            if not callable(function):
                raise error(f"{name} of hooks cannot be called: it is a {type(function).__name__}")
            if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__):
                raise error(f"{name} of hooks is a coroutine function: use an ordinary function, for async clients too")
            self._functions[name] = function
        if not self._functions:
            raise error(f"hooks has none of the methods {', '.join(_NAMES)}")

    def request(self, call: CallAttributes) -> None:
        """Report that an attempt begins."""
        if "on_request" in self._functions:
            self._call("on_request", RequestEvent(*call))

    def response(self, call: CallAttributes, status: int | None, seconds: float, error: str | None) -> None:
        """Report that an attempt is over."""
        if "on_response" in self._functions:
            self._call("on_response", ResponseEvent(*call, status, seconds, error))

    def retry(self, call: CallAttributes, status: int | None, seconds: float, error: str | None) -> None:
        """Report that an attempt failed, and that the next one is made after a wait."""
        if "on_retry" in self._functions:
            self._call("on_retry", RetryEvent(*call, status, seconds, error))

    def drift(self, call: CallAttributes, status: int, pointer: str, expected: str, actual: str) -> None:
        """Report that the response differs from the spec at a location."""
        if "on_drift" in self._functions:
            self._call("on_drift", DriftEvent(*call, status, pointer, expected, actual))

    def _call(self, name: str, event: CallEvent) -> None:
        """Call a hook. What it raises is logged, without its message, which may be about anything."""
        try:
            self._functions[name](event)
        except Exception as error:  # noqa: BLE001 - a hook may raise anything
            raised = error.__traceback__ and error.__traceback__.tb_next  # None in a function of C
            where = f" ({PurePath(raised.tb_frame.f_code.co_filename).name}:{raised.tb_lineno})" if raised else ""
            self._log.error("%s: hook %s raised %s%s", event.operation, name, type(error).__name__, where)
