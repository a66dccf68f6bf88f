"""Log lines, written to the terminal in a thread, so that a slow terminal or a full pipe does not block the server."""

from __future__ import annotations

import asyncio
import os
import threading
from queue import SimpleQueue

_BATCH_SECONDS = 0.05
_SHUTDOWN_SECONDS = 2
_MAX_PENDING_BYTES = 4 * 1024 * 1024


class LogWriter:
    """Writes lines to a file descriptor, in batches. Its methods are called from an event loop.

    If too much output is pending, lines are dropped, and a later line says how many.

    Args:
        descriptor: The file descriptor to write to.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: list[str] = []
        self._chunks: SimpleQueue[bytes | None] = SimpleQueue()
        self._queued_bytes = 0  # only changed by the event loop
        self._written_bytes = 0  # only changed by the thread
        self._dropped_lines = 0
        self._thread = threading.Thread(target=self._write_chunks, name="caretasks log", daemon=True)
        self._thread.start()

    def write(self, line: str) -> None:
        """Write a line with the next batch."""
        if not self._lines:
            asyncio.get_running_loop().call_later(_BATCH_SECONDS, self._flush)
        self._lines.append(line)

    def close(self) -> None:
        """Write the pending lines and stop the thread."""
        self._flush()
        self._chunks.put(None)
        self._thread.join(_SHUTDOWN_SECONDS)

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        if self._queued_bytes - self._written_bytes > _MAX_PENDING_BYTES:
            self._dropped_lines += len(lines)
        elif lines:
            if self._dropped_lines:
                lines.insert(0, f"({self._dropped_lines} lines dropped: the output was not read)")
                self._dropped_lines = 0
            chunk = "".join(f"{line}\n" for line in lines).encode()
            self._queued_bytes += len(chunk)
            self._chunks.put(chunk)

    def _write_chunks(self) -> None:
        while (chunk := self._chunks.get()) is not None:
            while chunk:
                try:
                    length = os.write(self._descriptor, chunk)  # a stream would hold its lock while it blocks
                except OSError:  # the terminal was closed, but the server still runs
                    return
                self._written_bytes += length
                chunk = chunk[length:]
