"""The mock server of Mira Mace compared with Prism on one core each, and under large data and many clients."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from caretasks.mock.operations.operation import compile_operation
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import SqliteStore
from caretasks.mock.testing import Session
from caretasks.openapi.catalog import Catalog
from scripts.benchmarks.load import Load, measure_load

ROOT = Path(__file__).parents[2]
PRISM_PACKAGE = "@stoplight/prism-cli@5"
TASK_ID = "123e4567-e89b-12d3-a456-426614174002"
MANY_TASKS = 100_000
FEW_TASKS = 100
ROUNDS = 3
IDLE_CLIENTS = 200
CONCURRENT_CLIENTS = 1_000
CONCURRENT_SECONDS = 30


@dataclass(frozen=True)
class Measurement:
    """A measurement, its limit as text, and whether it is within the limit; None if it was skipped."""

    description: str
    measured: str
    limit: str
    passed: bool | None


def measure() -> Iterator[Measurement]:
    """Yield all measurements of the mock server. The comparison with Prism is skipped without Node.js."""
    yield _measure_fixture()
    with tempfile.TemporaryDirectory() as folder:
        yield _measure_start()
        yield from _compare_with_prism(Path(folder))
        yield from _measure_large_database(Path(folder))
    yield from _measure_many_clients()


def _measure_fixture() -> Measurement:
    with Session() as session:
        session.create_mock_servers()
        start = time.perf_counter()
        for _ in range(100):
            session.create_mock_servers()
        milliseconds = (time.perf_counter() - start) * 10
    return Measurement(
        "the fixture of the pytest plugin", f"{milliseconds:.2f} ms per test", "under 5 ms", milliseconds < 5
    )


def _measure_start() -> Measurement:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with _run_mock():
            seconds.append(time.perf_counter() - start)
    return Measurement("from start to the first response", f"{min(seconds):.2f} s", "under 1 s", min(seconds) < 1)


def _compare_with_prism(folder: Path) -> Iterator[Measurement]:
    command = _prism_command()
    if command is None:
        yield Measurement("comparison with Prism", "Node.js is missing, or Prism cannot be installed", "", None)
        return
    read = _encode_request("GET", f"/v1/task/{TASK_ID}")
    document = str(ROOT / "specs" / "miramace" / "openapi.yaml")
    write = _encode_request("POST", "/v1/task", _example_body())
    with (
        _run_server([*command, "mock", "--port", "{port}", document], "") as (_, prism),
        _run_mock("--db", str(folder / "bench.db")) as (_, ours),
    ):
        reads = [_best_load(ours, "/miramace", read, 200), _best_load(prism, "", read, 200)]
        writes = [_best_load(ours, "/miramace", write, 201), _best_load(prism, "", write, 200)]
    yield _compare_loads("GET of a task", reads, 3)
    mine, other = reads
    yield Measurement(
        "  99th percentile",
        f"{mine.p99_milliseconds:.1f} ms, Prism {other.p99_milliseconds:.1f} ms",
        "lower",
        mine.p99_milliseconds < other.p99_milliseconds,
    )
    yield _compare_loads("POST, validated and stored in a file", writes, 1)


def _compare_loads(description: str, loads: Sequence[Load], minimum: float) -> Measurement:
    ours, other = (each.requests_per_second for each in loads)
    measured = f"{ours:,.0f} per second, Prism {other:,.0f}: {ours / other:.2f} times"
    return Measurement(description, measured, f"at least {minimum} times", ours >= minimum * other)


def _measure_large_database(folder: Path) -> Iterator[Measurement]:
    loads = {}
    for number in (FEW_TASKS, MANY_TASKS):
        path = folder / f"{number}.db"
        _create_database(path, number)
        with _run_mock("--db", str(path)) as (process, port):
            loads[number] = _best_load(
                port, "/miramace", _encode_request("GET", f"/v1/task/{_task_id(number // 2)}"), 200
            )
            resident = _resident_mib(process)
    few, many = (loads[number].requests_per_second for number in (FEW_TASKS, MANY_TASKS))
    measured = f"{many:,.0f} per second, with {FEW_TASKS}: {few:,.0f}"
    yield Measurement(f"GET with {MANY_TASKS:,} tasks in the file", measured, "at most 10% slower", few / many < 1.1)
    yield Measurement("  memory", f"{resident:.0f} MiB", "under 200 MiB", resident < 200)


def _measure_many_clients() -> Iterator[Measurement]:
    request = _encode_request("GET", f"/v1/task/{TASK_ID}")
    with _run_mock() as (_, port), ExitStack() as idle:
        alone = _best_load(port, "/miramace", request, 200)
        for _ in range(IDLE_CLIENTS):
            slow = idle.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(b"POST /miramace/v1/task HTTP/1.1\r\nHost: ")
        with_idle = _best_load(port, "/miramace", request, 200)
        measured = f"{with_idle.requests_per_second:,.0f} per second, alone: {alone.requests_per_second:,.0f}"
        passed = with_idle.requests_per_second > 0.9 * alone.requests_per_second
        yield Measurement(f"GET with {IDLE_CLIENTS} idle clients", measured, "at most 10% slower", passed)
        try:
            whole = request.replace(b"{base}", b"/miramace", 1)
            concurrent = measure_load(port, whole, 200, CONCURRENT_SECONDS, CONCURRENT_CLIENTS)
        except (RuntimeError, OSError) as error:
            measured, passed = str(error), False
        else:
            rate, p99 = concurrent.requests_per_second, concurrent.p99_milliseconds
            measured, passed = f"{rate:,.0f} per second, 99th percentile {p99:.0f} ms", True
        yield Measurement(
            f"{CONCURRENT_CLIENTS:,} concurrent clients for {CONCURRENT_SECONDS} s", measured, "no error", passed
        )


def _create_database(path: Path, number: int) -> None:
    operation = compile_operation(Catalog().load("miramace").get_operation("get_task"))
    with closing(SqliteStore(path)) as store:
        state = State(store)
        with state.transaction():
            for index in range(number):
                state.save(
                    operation, {"task_id": _task_id(index)}, {"id": _task_id(index), "status": "PENDING", "calls": []}
                )


def _task_id(index: int) -> str:
    return f"00000000-0000-4000-8000-{index:012}"


def _resident_mib(process: subprocess.Popen[bytes]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _example_body() -> bytes:
    document = Catalog().load("miramace")
    media = document.get_operation("create_task").body
    assert media is not None
    return json.dumps(media.examples()["schedule_appointment"]).encode()


def _encode_request(method: str, path: str, body: bytes = b"") -> bytes:
    """Return a request whose path starts with the placeholder `{base}`."""
    lines = [f"{method} {{base}}{path} HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer any"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def _best_load(port: int, base: str, request: bytes, status: int) -> Load:
    whole = request.replace(b"{base}", base.encode(), 1)
    return max((measure_load(port, whole, status) for _ in range(ROUNDS)), key=lambda each: each.requests_per_second)


def _prism_command() -> list[str] | None:
    """Return the command for Prism, which is installed in `.cache` at first, or None if it cannot be installed."""
    directory = ROOT / ".cache" / "prism"
    executable = directory / "node_modules" / ".bin" / "prism"
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    if not executable.exists():
        directory.mkdir(parents=True, exist_ok=True)
        command = [
            npm,
            "install",
            "--prefix",
            str(directory),
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            PRISM_PACKAGE,
        ]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
    return [str(executable)]


@contextmanager
def _run_mock(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    command = [sys.executable, "-m", "caretasks.cli", "mock", "miramace", "--port", "{port}", *arguments]
    with _run_server(command, "/miramace") as running:
        yield running


@contextmanager
def _run_server(command: Sequence[str], base: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a server on the first core and this process on the others, and yield its process and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    arguments = [word.replace("{port}", str(port)) for word in command]
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}{base}/v1/task/{TASK_ID}")
            if len(cores) > 1:
                os.sched_setaffinity(process.pid, cores[:1])
                os.sched_setaffinity(0, cores[1:])
            yield process, port
        finally:
            if len(cores) > 1:
                os.sched_setaffinity(0, cores)
            process.terminate()


def _wait_until_ready(url: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            httpx.get(url, headers={"Authorization": "Bearer any"}).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.005)
        else:
            return
    raise RuntimeError(f"no response from {url} within 30 seconds")
