"""A program run in a process of its own: how long it takes, and the most memory that it has.

Run as a program it runs what its arguments say, and prints seconds and bytes as JSON. A process counts the memory of
the one that began it as its own; so what is measured is begun by this, which has next to none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Child:
    """What came of a program: seconds, bytes of memory at most, and what it printed."""

    seconds: float
    memory: int
    printed: str


def run(command: Sequence[str], environment: Mapping[str, str], folder: str) -> Child:
    """Runs a program in a folder.

    Raises:
        RuntimeError: it failed.
    """
    printed = Path(folder, "printed")
    measuring = [sys.executable, "-I", "-S", str(Path(__file__)), str(printed), *command]
    done = subprocess.run(
        measuring, env={**os.environ, **environment}, cwd=folder, capture_output=True, text=True, check=False
    )
    text = printed.read_text("utf-8")
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:4])} failed: {done.stderr[-2000:]}{text[-2000:]}")
    seconds, memory = json.loads(done.stdout)
    return Child(seconds, memory, text)


def _measure(printed: str, command: Sequence[str]) -> int:
    start = time.perf_counter()
    with open(printed, "wb") as file:  # noqa: PTH123 - pathlib is one more import
        process = subprocess.Popen(command, stdout=file)
    _, status, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - start
    print(json.dumps([taken, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)]))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_measure(sys.argv[1], sys.argv[2:]))
