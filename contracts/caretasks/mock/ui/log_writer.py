"""Log lines, written to the terminal in a thread, so that a slow terminal or a full pipe does not block the server.

`logging.handlers.QueueListener` writes each line by itself, which costs a tenth of the requests per second, and its
`stop` waits until the output is read.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque

_BATCH_SECONDS = 0.05
_SHUTDOWN_SECONDS = 2
_MAX_PENDING_LINES = 20_000


class LogWriter:
    """Writes lines to a file descriptor, in batches.

    If too many lines are pending, further ones are dropped, and a later line says how many.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: deque[str] = deque()
        self._dropped_lines = 0
        self._has_lines = threading.Event()
        self._is_closing = False
        self._thread = threading.Thread(target=self._write_batches, name="caretasks log", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Write a line with the next batch."""
        if len(self._lines) >= _MAX_PENDING_LINES:
            self._dropped_lines += 1
            return
        self._lines.append(line)
        if not self._has_lines.is_set():
            self._has_lines.set()

    def close(self) -> None:
        """Write the pending lines and stop the thread."""
        self._is_closing = True
        self._has_lines.set()
        self._thread.join(_SHUTDOWN_SECONDS)

    def _write_batches(self) -> None:
        reported_lines = 0
        while not self._is_closing or self._lines:
            self._has_lines.wait()
            if not self._is_closing:
                time.sleep(_BATCH_SECONDS)
            self._has_lines.clear()
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if dropped_lines := self._dropped_lines - reported_lines:
                lines.append(f"({dropped_lines} lines dropped: the output was not read)")
                reported_lines += dropped_lines
            chunk = "".join(f"{line}\n" for line in lines).encode()
            try:
                while chunk:
                    chunk = chunk[os.write(self._descriptor, chunk) :]  # a stream would hold its lock while it blocks
            except OSError:  # the terminal was closed, but the server still runs
                return
