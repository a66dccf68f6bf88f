"""Hooks: functions of your program that are called with an event for each request, response, retry and difference.

    on_request(RequestEvent)      before each attempt
    on_response(ResponseEvent)    after each attempt, with or without a response: once for each `on_request`
    on_retry(RetryEvent)          before the wait for the next attempt
    on_drift(DriftEvent)          for each location where a response differs from the spec

Hooks are called in the thread or task of the call, also those of an async client: they must not block it. An event
contains no URL, header, body or value, because those may be patient data or the API key.
"""

import inspect
import itertools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeAlias, TypeVar

from .decoding import Difference
from .errors import ConfigurationError
from .operation import ApiInfo, Operation

__all__ = ["Call", "CallEvent", "DriftEvent", "HookCaller", "Hooks", "RequestEvent", "ResponseEvent", "RetryEvent"]

T = TypeVar("T")


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


class _HasOnRequest(Protocol):
    @property
    def on_request(self) -> Callable[[RequestEvent], object] | None: ...


class _HasOnResponse(Protocol):
    @property
    def on_response(self) -> Callable[[ResponseEvent], object] | None: ...


class _HasOnRetry(Protocol):
    @property
    def on_retry(self) -> Callable[[RetryEvent], object] | None: ...


class _HasOnDrift(Protocol):
    @property
    def on_drift(self) -> Callable[[DriftEvent], object] | None: ...


Hooks: TypeAlias = _HasOnRequest | _HasOnResponse | _HasOnRetry | _HasOnDrift
"""Any object with at least one of the methods, or with attributes that are functions or None."""

_NAMES = ("on_request", "on_response", "on_retry", "on_drift")
_CALL_IDS = itertools.count(1)


class HookCaller:
    """Calls the hooks of a client. A hook that raises an exception is logged.

    Args:
        api: the API.
        hooks: the object with the hooks; None for no hooks.

    Raises:
        ConfigurationError: the object has no hooks, or one that cannot be called.
    """

    def __init__(self, api: ApiInfo, hooks: object) -> None:
        self.log = logging.getLogger(f"caretasks.{api.name}")
        self._functions: dict[str, Callable[[Any], object]] = {}
        error = api.errors.own(ConfigurationError)
        for name in _NAMES:
            function = getattr(hooks, name, None)
            if function is None:
                continue
            if not callable(function):
                raise error(f"{name} of hooks cannot be called: it is a {type(function).__name__}")
            if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__):
                raise error(f"{name} of hooks is a coroutine function: use an ordinary function, for async clients too")
            self._functions[name] = function
        if hooks is not None and not self._functions:
            raise error(f"hooks has none of the methods {', '.join(_NAMES)}")

    def __contains__(self, name: str) -> bool:
        return name in self._functions

    def call(self, name: str, event: CallEvent) -> None:
        """Call a hook. What it raises is logged, without its message, which may be about anything."""
        try:
            self._functions[name](event)
        except Exception as error:  # noqa: BLE001 - a hook may raise anything
            raised = error.__traceback__ and error.__traceback__.tb_next  # None in a function of C
            where = f" ({PurePath(raised.tb_frame.f_code.co_filename).name}:{raised.tb_lineno})" if raised else ""
            self.log.error("%s: hook %s raised %s%s", event.operation, name, type(error).__name__, where)


class Call(Generic[T]):
    """A call of an operation. It counts its attempts and reports them to hooks and log.

    It is a context manager for each attempt in turn. Set `status` in it when the response was read.
    """

    __slots__ = ("_began", "_hooks", "_id", "attempts", "operation", "status")

    def __init__(self, operation: Operation[T], hooks: HookCaller) -> None:
        self.operation = operation
        self.attempts = 0
        self.status: int | None = None
        self._hooks = hooks
        self._id = next(_CALL_IDS)
        self._began = 0.0

    def __enter__(self) -> Self:
        self.attempts += 1
        self.status = None
        if "on_request" in self._hooks:
            self._hooks.call("on_request", RequestEvent(*self._names))
        self._began = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if "on_response" in self._hooks:
            seconds = time.perf_counter() - self._began
            name = None if kind is None else kind.__name__
            self._hooks.call("on_response", ResponseEvent(*self._names, self.status, seconds, name))

    def retrying(self, seconds: float, error: BaseException | None) -> None:
        """Report that the last attempt failed, and that the next one is made after a wait."""
        name = None if error is None else type(error).__name__
        self._hooks.log.info(
            "%s: attempt %d failed (%s), retrying in %.2f seconds",
            self.operation.name,
            self.attempts,
            name or f"status {self.status}",
            seconds,
        )
        if "on_retry" in self._hooks:
            self._hooks.call("on_retry", RetryEvent(*self._names, self.status, seconds, name))

    def differs(self, status: int, pointer: str, difference: Difference) -> None:
        """Report that the response differs from the spec at a location."""
        if "on_drift" in self._hooks:
            self._hooks.call("on_drift", DriftEvent(*self._names, status, pointer, *difference))

    @property
    def _names(self) -> tuple[str, str, str, int, int]:
        return self.operation.name, self.operation.method, self.operation.path, self.attempts, self._id
