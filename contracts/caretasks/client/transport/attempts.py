"""The attempts of a call. They are counted, and reported to the log and to the hooks of the client."""

import itertools
import time
from logging import Logger
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from ..decoding import Difference
from ..operation import Operation

if TYPE_CHECKING:  # else it is imported by clients that have hooks only, since importing it takes long
    from ..hooks import CallAttributes, HookCaller

T = TypeVar("T")

_CALL_IDS = itertools.count(1)


class Call(Generic[T]):
    """A call of an operation, as a context manager for each of its attempts in turn.

    Set `status` in it when the response was read.

    Args:
        operation: the operation.
        log: the log of the API.
        hooks: the hooks of the client; None if it has none.
    """

    __slots__ = ("_began", "_hooks", "_id", "_log", "attempts", "operation", "status")

    def __init__(self, operation: Operation[T], log: Logger, hooks: "HookCaller | None") -> None:
        self.operation = operation
        self.attempts = 0
        self.status: int | None = None
        self._log = log
        self._hooks = hooks
        self._id = next(_CALL_IDS)
        self._began = 0.0

    def __enter__(self) -> Self:
        self.attempts += 1
        self.status = None
        if self._hooks is not None:
            self._hooks.request(self._attributes)
            self._began = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._hooks is not None:
            seconds = time.perf_counter() - self._began
            self._hooks.response(self._attributes, self.status, seconds, None if kind is None else kind.__name__)

    def retrying(self, seconds: float, error: BaseException | None) -> None:
        """Report that the last attempt failed, and that the next one is made after a wait."""
        name = None if error is None else type(error).__name__
        self._log.info(
            "%s: attempt %d failed (%s), retrying in %.2f seconds",
            self.operation.name,
            self.attempts,
            name or f"status {self.status}",
            seconds,
        )
        if self._hooks is not None:
            self._hooks.retry(self._attributes, self.status, seconds, name)

    def differs(self, status: int, pointer: str, difference: Difference) -> None:
        """Report that the response differs from the spec at a location."""
        if self._hooks is not None:
            self._hooks.drift(self._attributes, status, pointer, *difference)

    @property
    def _attributes(self) -> "CallAttributes":
        return self.operation.name, self.operation.method, self.operation.path, self.attempts, self._id
