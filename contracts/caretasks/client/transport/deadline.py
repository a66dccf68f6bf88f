"""The time limit of a whole call, in addition to httpx's, which are for single steps.

A server that sends a byte now and then never exceeds the timeout of a read. The end of a call is enforced where it
waits: an async call is cancelled, and a sync call has no time left for the next operation of its socket
(`transport.timed_network`).
"""

import contextlib
import math
import time
from collections.abc import Generator, Mapping

import httpx

from ..types import UNSET, Unset

DEFAULT_TIMEOUT = httpx.Timeout(30, connect=10)
"""Seconds without progress after which a request fails."""


class Timeout(httpx.Timeout):
    """The timeouts of a call: those of httpx, each for a step without progress, and `total` for the whole call.

    Args:
        timeout: seconds for each step, or an `httpx.Timeout` (default: 30, and 10 to connect).
        connect, read, write, pool: seconds for a step, instead of `timeout`; None for no limit.
        total: seconds for everything that a call does: access tokens, attempts and the waits between them, the body,
            and the iteration over a stream. None for no limit.

    Raises:
        ValueError: `total` is not a positive number.
    """

    def __init__(
        self,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        *,
        connect: float | Unset | None = UNSET,
        read: float | Unset | None = UNSET,
        write: float | Unset | None = UNSET,
        pool: float | Unset | None = UNSET,
        total: float | None = None,
    ) -> None:
        steps = httpx.Timeout(DEFAULT_TIMEOUT if isinstance(timeout, Unset) else timeout).as_dict()
        for name, value in {"connect": connect, "read": read, "write": write, "pool": pool}.items():
            if not isinstance(value, Unset):
                steps[name] = value
        super().__init__(connect=steps["connect"], read=steps["read"], write=steps["write"], pool=steps["pool"])
        if total is not None and not _is_positive(total):
            raise ValueError(f"total must be a positive number of seconds or None, got {total!r}")
        self.total = total

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and self.total == getattr(other, "total", None)

    __hash__ = None  # type: ignore[assignment] # as in httpx, whose class is mutable

    def __repr__(self) -> str:
        steps = ", ".join(f"{name}={value}" for name, value in self.as_dict().items())
        return f"{type(self).__name__}({steps}, total={self.total})"


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


class Deadline:
    """The end of a call that has begun.

    Attributes:
        seconds: the limit of the whole call; infinite if there is none.
        end: its end, in seconds of `time.monotonic`.
    """

    def __init__(self, seconds: float = math.inf) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    @property
    def is_endless(self) -> bool:
        return self.end == math.inf

    @property
    def remaining(self) -> float:
        """The seconds that are left; 0 or less after the end."""
        return self.end - time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.remaining <= 0

    def __str__(self) -> str:
        return f"total timeout of {self.seconds:.3g} seconds"

    def limit(self, timeouts: Mapping[str, float | None]) -> dict[str, float | None]:
        """Return timeouts of which none is longer than the rest of the call."""
        left = max(self.remaining, 0.001)
        return {name: left if each is None else min(each, left) for name, each in timeouts.items()}

    @contextlib.contextmanager
    def applied(self) -> Generator[None]:
        """Apply the deadline to the sockets of the sync clients that are used within the block.

        Raises:
            httpx.ConnectTimeout: the call is over already.
        """
        if self.is_endless:
            yield
            return
        if self.is_over:
            raise httpx.ConnectTimeout(str(self))
        from .timed_network import CURRENT  # here, since it takes long

        token = CURRENT.set(self)
        try:
            yield
        finally:
            CURRENT.reset(token)

    @contextlib.contextmanager
    def cancelling(self) -> Generator[None]:
        """Cancel the block of an async function at the end of the call.

        Raises:
            httpx.ConnectTimeout: the call is over already.
            httpx.ReadTimeout: it ended within the block.
        """
        if self.is_endless:
            yield
            return
        import anyio  # here, since it takes long; httpx requires it

        with self.applied(), anyio.move_on_after(self.remaining) as scope:
            yield
        if scope.cancelled_caught:
            raise httpx.ReadTimeout(str(self))
