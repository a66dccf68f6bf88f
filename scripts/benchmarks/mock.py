"""The mock server of Mira Mace compared with Prism on one core each, and under large data and many clients."""

from __future__ import annotations

import asyncio
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
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import httpx

from caretasks.conformance.target.model import in_process_target
from caretasks.mock.operations.operation import compile_operation
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import SqliteStore
from caretasks.mock.testing import Session
from caretasks.openapi.catalog import Catalog
from scripts.benchmarks.load import Load, measure_load
from scripts.benchmarks.timing import Measurement, Ratio
from scripts.mock_process import run_mock

ROOT = Path(__file__).parents[2]
PRISM_PACKAGE = "@stoplight/prism-cli@5"
TASK_ID = "123e4567-e89b-12d3-a456-426614174002"
MANY_TASKS = 100_000
FEW_TASKS = 100
ROUNDS = 3
IDLE_CLIENTS = 200
CONCURRENT_CLIENTS = 1_000
CONCURRENT_SECONDS = 30
# The calls of functions of this project for one warm GET, before operations were compiled when the app is built.
EARLIER_CALLS = {"maxcare": 250, "miramace": 146, "unpod": 258}


def measure() -> Iterator[Measurement | Ratio]:
    """Yield all measurements of the mock server. The comparison with Prism is skipped without Node.js."""
    yield _measure_fixture()
    for api, earlier in EARLIER_CALLS.items():
        description = f"calls of our functions for a warm GET of {api}"
        yield Ratio(description, asyncio.run(_count_calls(api)), "earlier", earlier, "calls", limit=1 / 3)
    with tempfile.TemporaryDirectory() as folder:
        yield _measure_start()
        yield from _compare_with_prism(Path(folder))
        yield from _measure_large_database(Path(folder))
    yield from _measure_many_clients()


async def _count_calls(name: str) -> int:
    """Return how many functions of this project the mock server calls for one GET, after 20 of them."""
    target = in_process_target(Catalog().load(name))
    operation = next(each for each in target.api.operations if each.method == "get")
    values = {each.name: next(iter(each.examples().values()), "acme") for each in operation.parameters}
    headers = {each.name: values[each.name] for each in operation.parameters if each.location == "header"}
    headers |= target.key_headers
    path = target.path + operation.path.format(**values)
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and "/contracts/caretasks/" in frame.f_code.co_filename

    transport = httpx.ASGITransport(target.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4010") as client:
        for _ in range(20):
            response = await client.get(path, headers=headers)
        sys.setprofile(count)
        try:
            await client.get(path, headers=headers)
        finally:
            sys.setprofile(None)
    response.raise_for_status()
    return calls


def _measure_fixture() -> Ratio:
    with Session() as session:
        session.create_mock_servers()
        start = time.perf_counter()
        for _ in range(100):
            session.create_mock_servers()
        milliseconds = (time.perf_counter() - start) * 10
    return Ratio("the fixture of the pytest plugin, per test", milliseconds, "limit", 5, "ms", limit=1)


def _measure_start() -> Ratio:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with _run_mock() as (_, port):
            _wait_until_ready(f"http://127.0.0.1:{port}/miramace/v1/task/{TASK_ID}")
            seconds.append(time.perf_counter() - start)
    return Ratio("from start to the first response", min(seconds), "limit", 1, "s", limit=1)


def _compare_with_prism(folder: Path) -> Iterator[Measurement | Ratio]:
    command = _prism_command()
    if command is None:
        yield Measurement("comparison with Prism", "Node.js is missing, or Prism cannot be installed", "", None)
        return
    read = _encode_request("GET", f"/v1/task/{TASK_ID}")
    write = _encode_request("POST", "/v1/task", _example_body())
    with _run_prism(command) as prism, _run_mock("--db", str(folder / "bench.db")) as (_, ours):
        reads = [_best_load(ours, "/miramace", read, 200), _best_load(prism, "", read, 200)]
        writes = [_best_load(ours, "/miramace", write, 201), _best_load(prism, "", write, 201)]
    yield _compare_rates("GET of a task", "Prism", 2.5, *reads, goal=5)
    milliseconds = [each.p99_milliseconds for each in reads]
    yield Ratio("  99th percentile", milliseconds[0], "Prism", milliseconds[1], "ms", limit=1)
    yield _compare_rates("POST, validated and stored in a file", "Prism", 1.5, *writes)


def _compare_rates(
    description: str, other_name: str, minimum: float, ours: Load, other: Load, *, goal: float | None = None
) -> Ratio:
    rates = ours.requests_per_second, other.requests_per_second
    return Ratio(description, rates[0], other_name, rates[1], "per s", limit=minimum, goal=goal, is_speed=True)


def _measure_large_database(folder: Path) -> Iterator[Ratio]:
    loads = {}
    for number in (FEW_TASKS, MANY_TASKS):
        path = folder / f"{number}.db"
        _create_database(path, number)
        with _run_mock("--db", str(path)) as (process, port):
            loads[number] = _best_load(
                port, "/miramace", _encode_request("GET", f"/v1/task/{_task_id(number // 2)}"), 200
            )
            resident = _resident_mib(process)
    few, many = loads[FEW_TASKS], loads[MANY_TASKS]
    yield _compare_rates(f"GET with {MANY_TASKS:,} tasks in the file", f"with {FEW_TASKS}", 0.9, many, few)
    yield Ratio("  memory", resident, "limit", 200, "MiB", limit=1)


def _measure_many_clients() -> Iterator[Measurement | Ratio]:
    request = _encode_request("GET", f"/v1/task/{TASK_ID}")
    with _run_mock() as (_, port), ExitStack() as idle:
        alone = _best_load(port, "/miramace", request, 200)
        for _ in range(IDLE_CLIENTS):
            slow = idle.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(b"POST /miramace/v1/task HTTP/1.1\r\nHost: ")
        with_idle = _best_load(port, "/miramace", request, 200)
        yield _compare_rates(f"GET with {IDLE_CLIENTS} idle clients", "alone", 0.9, with_idle, alone)
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


def _resident_mib(process: subprocess.Popen[str]) -> float:
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
def _run_mock(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the mock server on the first core and this process on the others, and yield its process and port."""
    with run_mock("miramace", *arguments) as (process, urls), _separate_cores(process.pid):
        port = urlsplit(urls["miramace"]).port
        assert port is not None
        yield process, port


@contextmanager
def _run_prism(command: Sequence[str]) -> Iterator[int]:
    """Run Prism on the first core and this process on the others, and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    arguments = [*command, "mock", "--port", str(port), str(ROOT / "specs" / "miramace" / "openapi.yaml")]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/v1/task/{TASK_ID}")
            with _separate_cores(process.pid):
                yield port
        finally:
            process.terminate()


@contextmanager
def _separate_cores(server: int) -> Iterator[None]:
    """Run a server on the first core and this process on the others, where the system can do that."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        yield
        return
    os.sched_setaffinity(server, cores[:1])
    os.sched_setaffinity(0, cores[1:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


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
