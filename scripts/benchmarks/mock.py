"""The stand-in of Mira Mace beside Prism serving the same document, each on one core, and how it bears much data."""

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

from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import SqliteStore
from caretasks.mock.testing import Session
from caretasks.openapi.catalog import Catalogue
from scripts.benchmarks.load import Load, load

ROOT = Path(__file__).parents[2]
PRISM = "@stoplight/prism-cli@5"
TASK = "123e4567-e89b-12d3-a456-426614174002"
MANY = 100_000
FEW = 100
TURNS = 3
IDLE = 200
CROWD = 1_000
CROWD_SECONDS = 30


@dataclass(frozen=True)
class Row:
    """What was measured, what it is held against, and whether it holds; None where it could not be measured."""

    what: str
    measured: str
    promised: str
    kept: bool | None


def measure() -> Iterator[Row]:
    """Measures the stand-in. Prism is left out, and said to be, where there is no Node."""
    yield _fixture()
    with tempfile.TemporaryDirectory() as folder:
        yield _start()
        yield from _against_prism(Path(folder))
        yield from _with_much_data(Path(folder))
    yield from _crowded()


def _fixture() -> Row:
    with Session() as session:
        session.stand_ins()
        start = time.perf_counter()
        for _ in range(100):
            session.stand_ins()
        taken = (time.perf_counter() - start) * 10
    return Row("the fixture of the pytest plugin", f"{taken:.2f} ms a test", "under 5 ms", taken < 5)


def _start() -> Row:
    taken = []
    for _ in range(TURNS):
        start = time.perf_counter()
        with _ours():
            taken.append(time.perf_counter() - start)
    return Row("from the start to the first answer", f"{min(taken):.2f} s", "under 1 s", min(taken) < 1)


def _against_prism(folder: Path) -> Iterator[Row]:
    command = _prism()
    if command is None:
        yield Row("beside Prism", "left out: there is no Node, or Prism cannot be installed", "", None)
        return
    read = _request("GET", f"/v1/task/{TASK}")
    document = str(ROOT / "specs" / "miramace" / "openapi.yaml")
    write = _request("POST", "/v1/task", _create_body())
    with (
        _serving([*command, "mock", "--port", "{port}", document], "") as (_, prism),
        _ours("--db", str(folder / "bench.db")) as (_, ours),
    ):
        reads = [_best(ours, "/miramace", read, 200), _best(prism, "", read, 200)]
        writes = [_best(ours, "/miramace", write, 201), _best(prism, "", write, 200)]
    yield _ratio("GET of a task", reads, 3)
    mine, other = reads
    yield Row("  99 of 100 within", f"{mine.p99:.1f} ms, Prism {other.p99:.1f} ms", "lower", mine.p99 < other.p99)
    yield _ratio("POST, validated and kept in a file", writes, 1)


def _ratio(what: str, loads: Sequence[Load], least: float) -> Row:
    mine, other = (each.per_second for each in loads)
    words = f"{mine:,.0f} a second, Prism {other:,.0f}: {mine / other:.2f} times"
    return Row(what, words, f"at least {least} times", mine >= least * other)


def _with_much_data(folder: Path) -> Iterator[Row]:
    found = {}
    for number in (FEW, MANY):
        path = folder / f"{number}.db"
        _fill(path, number)
        with _ours("--db", str(path)) as (process, port):
            found[number] = _best(port, "/miramace", _request("GET", f"/v1/task/{_id(number // 2)}"), 200)
            resident = _resident(process)
    slower = found[FEW].per_second / found[MANY].per_second
    words = f"{found[MANY].per_second:,.0f} a second, with {FEW}: {found[FEW].per_second:,.0f}"
    yield Row(f"GET with {MANY:,} tasks in the file", words, "no slower (within 10%)", slower < 1.1)
    yield Row("  memory", f"{resident:.0f} MiB", "under 200 MiB", resident < 200)


def _crowded() -> Iterator[Row]:
    request = _request("GET", f"/v1/task/{TASK}")
    with _ours() as (_, port), ExitStack() as idle:
        alone = _best(port, "/miramace", request, 200)
        for _ in range(IDLE):
            slow = idle.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(b"POST /miramace/v1/task HTTP/1.1\r\nHost: ")
        beside = _best(port, "/miramace", request, 200)
        words = f"{beside.per_second:,.0f} a second, alone: {alone.per_second:,.0f}"
        kept = beside.per_second > 0.9 * alone.per_second
        yield Row(f"GET beside {IDLE} clients that never finish", words, "no slower (within 10%)", kept)
        try:
            whole = request.replace(b"{base}", b"/miramace", 1)
            crowd = load(port, whole, 200, CROWD_SECONDS, CROWD)
        except (RuntimeError, OSError) as error:
            words, kept = str(error), False
        else:
            words, kept = f"{crowd.per_second:,.0f} a second, 99 of 100 within {crowd.p99:.0f} ms", True
        yield Row(f"{CROWD:,} clients at once for {CROWD_SECONDS} s", words, "no error", kept)


def _fill(path: Path, number: int) -> None:
    operation = Catalogue().load("miramace").operation("get_task")
    with closing(SqliteStore(path)) as store:
        state = State(store)
        with state.writing():
            for index in range(number):
                state.put(operation, {"task_id": _id(index)}, {"id": _id(index), "status": "PENDING", "calls": []})


def _id(index: int) -> str:
    return f"00000000-0000-4000-8000-{index:012}"


def _resident(process: subprocess.Popen[bytes]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _create_body() -> bytes:
    document = Catalogue().load("miramace")
    media = document.operation("create_task").body
    assert media is not None
    return json.dumps(media.examples()["schedule_appointment"]).encode()


def _request(method: str, path: str, body: bytes = b"") -> bytes:
    """A request whose path begins with `{base}`."""
    lines = [f"{method} {{base}}{path} HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer any"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def _best(port: int, base: str, request: bytes, status: int) -> Load:
    whole = request.replace(b"{base}", base.encode(), 1)
    return max((load(port, whole, status) for _ in range(TURNS)), key=lambda each: each.per_second)


def _prism() -> list[str] | None:
    """What starts Prism, which is installed for it outside of the checkout's own files."""
    folder = ROOT / ".cache" / "prism"
    started = folder / "node_modules" / ".bin" / "prism"
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    if not started.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", PRISM]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            return None
    return [str(started)]


@contextmanager
def _ours(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    command = [sys.executable, "-m", "caretasks.cli", "mock", "miramace", "--port", "{port}", *arguments]
    with _serving(command, "/miramace") as running:
        yield running


@contextmanager
def _serving(command: Sequence[str], base: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server on the first core, once it answers; what asks it has the others."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    filled = [word.replace("{port}", str(port)) for word in command]
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    with subprocess.Popen(filled, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}{base}/v1/task/{TASK}")
            if len(cores) > 1:
                os.sched_setaffinity(process.pid, cores[:1])
                os.sched_setaffinity(0, cores[1:])
            yield process, port
        finally:
            if len(cores) > 1:
                os.sched_setaffinity(0, cores)
            process.terminate()


def _wait(url: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            httpx.get(url, headers={"Authorization": "Bearer any"}).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.005)
        else:
            return
    raise RuntimeError("a server did not answer within 30 seconds")
