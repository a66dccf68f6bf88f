"""Lines for the terminal, written beside the server's work: a slow terminal or a full pipe does not keep it waiting."""

from __future__ import annotations

import asyncio
import os
import threading
from queue import SimpleQueue

_SECONDS_TOGETHER = 0.05
_SECONDS_TO_END = 2
_MOST_WAITING = 4 * 1024 * 1024


class Terminal:
    """Writes lines to a file descriptor, those of a moment together. Called from an event loop.

    Where nobody reads, lines are left out once too many wait, and it is said how many.

    Args:
        descriptor: where to.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: list[str] = []
        self._parts: SimpleQueue[bytes | None] = SimpleQueue()
        self._handed_over = 0  # bytes; counted by the event loop alone
        self._written = 0  # by the thread alone
        self._left_out = 0
        self._thread = threading.Thread(target=self._work, name="caretasks log", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Writes a line soon."""
        if not self._lines:
            asyncio.get_running_loop().call_later(_SECONDS_TOGETHER, self._hand_over)
        self._lines.append(line)

    def close(self) -> None:
        """Writes what waits, and ends."""
        self._hand_over()
        self._parts.put(None)
        self._thread.join(_SECONDS_TO_END)

    def _hand_over(self) -> None:
        lines, self._lines = self._lines, []
        if self._handed_over - self._written > _MOST_WAITING:
            self._left_out += len(lines)
        elif lines:
            if self._left_out:
                lines.insert(0, f"({self._left_out} lines are left out: nobody read them)")
                self._left_out = 0
            part = "".join(f"{line}\n" for line in lines).encode()
            self._handed_over += len(part)
            self._parts.put(part)

    def _work(self) -> None:
        while (part := self._parts.get()) is not None:
            while part:
                try:
                    length = os.write(self._descriptor, part)  # not through a stream, whose lock others wait for
                except OSError:  # the terminal is gone; the server is not
                    return
                self._written += length
                part = part[length:]
