"""Run `caretasks mock` in another process, for scripts, benchmarks and tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Timer

from caretasks.openapi.catalog import Catalog

START_SECONDS = 120
"""Seconds in which a mock server is ready: many times what it needs, also on a busy machine."""


@contextmanager
def run_mock(*arguments: str, specs: Path | None = None) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run the command on a free port, and yield its process and the URL of each API.

    Args:
        arguments: The names of the APIs (default: all), and options.
        specs: A directory of specs in place of those of the project.
    """
    command = [str(Path(sys.executable).with_name("caretasks")), "mock", *arguments, "--port", "0", "--quiet"]
    command += ["--specs", str(specs)] if specs else []
    known = Catalog(specs).names
    names = [name for name in known if name in arguments] or known
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server, read_urls(server, len(names))
        finally:
            server.terminate()


def read_urls(server: subprocess.Popen[str], count: int, seconds: float = START_SECONDS) -> dict[str, str]:
    """Return the URL of each API, which `caretasks mock` prints on stdout when it is ready.

    Raises:
        RuntimeError: It printed fewer than `count` URLs, because it exited, or was killed after `seconds`.
    """
    assert server.stdout is not None
    with kill_after(seconds, server):
        lines = list(islice(server.stdout, count))
    if len(lines) < count:
        errors = server.stderr.read() if server.stderr else ""
        status = server.wait()
        how = f"was killed after {seconds:g} seconds" if status < 0 else f"exited with status {status}"
        raise RuntimeError(f"caretasks mock {how}, with {len(lines)} of {count} URLs on stdout: {errors or 'no error'}")
    return dict(line.split() for line in lines)


@contextmanager
def kill_after(seconds: float, process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill a process if the block takes longer, so that reading from it ends."""
    watchdog = Timer(seconds, process.kill)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
