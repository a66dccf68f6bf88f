"""Run `caretasks mock` in another process, for scripts, benchmarks and tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caretasks.openapi.catalog import Catalog


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
            assert server.stdout is not None
            urls: dict[str, str] = {}
            while len(urls) < len(names):
                line = server.stdout.readline()
                if not line:
                    raise RuntimeError(f"caretasks mock exited with status {server.wait()} before it was ready")
                name, url = line.split()
                urls[name] = url
            yield server, urls
        finally:
            server.terminate()
