"""Measure the time and the peak memory of a command.

As a program, this module runs the command in its arguments, and prints seconds and bytes as JSON. A new process starts
with the memory of its parent, which counts as its own, so the parent must be as small as this one.
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
class ProcessResult:
    """The result of a command.

    Attributes:
        seconds: Its duration.
        memory_bytes: Its peak memory.
        stdout: Its standard output.
        cpu_seconds: The time that its processes used a core. Other load on the machine does not change it.
    """

    seconds: float
    memory_bytes: int
    stdout: str
    cpu_seconds: float = 0


def run_measured(command: Sequence[str], environment: Mapping[str, str], directory: str) -> ProcessResult:
    """Run a command and measure it.

    Args:
        command: The command and its arguments.
        environment: Additional environment variables.
        directory: The working directory, where its standard output is stored.

    Raises:
        RuntimeError: The command failed.
    """
    output = Path(directory, "stdout")
    wrapper = [sys.executable, "-I", "-S", str(Path(__file__)), str(output), *command]
    done = subprocess.run(
        wrapper, env={**os.environ, **environment}, cwd=directory, capture_output=True, text=True, check=False
    )
    text = output.read_text("utf-8")
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:4])} failed: {done.stderr[-2000:]}{text[-2000:]}")
    seconds, memory, cpu_seconds = json.loads(done.stdout)
    return ProcessResult(seconds, memory, text, cpu_seconds)


def _measure(output: str, command: Sequence[str]) -> int:
    start = time.perf_counter()
    with open(output, "wb") as file:  # noqa: PTH123 - importing pathlib takes memory
        process = subprocess.Popen(command, stdout=file)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps([seconds, memory, usage.ru_utime + usage.ru_stime]))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_measure(sys.argv[1], sys.argv[2:]))
