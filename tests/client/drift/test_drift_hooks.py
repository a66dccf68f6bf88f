"""The hooks that record drift: a file, a log, and metrics."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from caretasks.client import ConfigurationError, DriftEvent
from caretasks.client.drift import DriftFile, DriftLogger, DriftMetrics, combine_hooks
from caretasks.miramace import MiraMace
from tests.client.calls import GET_TASK, TASK_ID
from tests.client.driving import KEY
from tests.client.hostile_server import HostileServer, respond

PLANTED = "Robin-Sample-1961"


def make_event(pointer: str = "/status", number: int = 1) -> DriftEvent:
    return DriftEvent("get_task", "GET", "/v1/task/{id}", 1, number, 200, pointer, "uuid", "string", api="miramace")


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drift.jsonl"


# The file.


def test_file_has_a_line_for_each_event(path: Path) -> None:
    hooks = DriftFile(path)
    hooks.on_drift(make_event())
    hooks.on_drift(make_event())
    line = read_lines(path)[1]
    assert len(line.pop("time")) == len("2026-11-29T20:00:00Z")
    assert line == {
        "version": 1,
        "count": 1,
        "api": "miramace",
        "operation": "get_task",
        "method": "GET",
        "path": "/v1/task/{id}",
        "status": 200,
        "pointer": "/status",
        "expected": "uuid",
        "actual": "string",
    }


def test_file_can_be_read_by_its_owner_only(path: Path) -> None:
    path.touch(0o644)
    DriftFile(path).on_drift(make_event())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_frequent_events_are_counted(path: Path) -> None:
    hooks = DriftFile(path)
    for _ in range(1050):
        hooks.on_drift(make_event())
    hooks.flush()
    lines = read_lines(path)
    assert (len(lines), sum(line["count"] for line in lines)) == (110, 1050)
    assert lines[-1]["since"] <= lines[-1]["time"]


def test_counted_events_are_written_at_exit(path: Path) -> None:
    code = (
        "import sys; from caretasks.client import DriftEvent; from caretasks.client.drift import DriftFile\n"
        "hooks = DriftFile(sys.argv[1])\n"
        "for n in range(150): hooks.on_drift(DriftEvent('a', 'GET', '/', 1, n, 200, '', 'x', 'y'))\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert sum(line["count"] for line in read_lines(path)) == 150


def test_full_file_says_so_and_grows_no_more(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    hooks = DriftFile(path, max_bytes=1000)
    for number in range(50):
        hooks.on_drift(make_event(f"/{number}"))
    lines = read_lines(path)
    assert lines[-1]["full"] is True
    assert path.stat().st_size < 1200
    assert [record.name for record in caplog.records] == ["caretasks.drift"]


def test_threads_share_a_file(path: Path) -> None:
    hooks = DriftFile(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: hooks.on_drift(make_event(f"/{number % 5}")), range(400)))
    hooks.flush()
    assert sum(line["count"] for line in read_lines(path)) == 400


def _write(hooks: DriftFile) -> None:
    for number in range(120):
        hooks.on_drift(make_event(f"/{number % 7}/{'long' * 300}"))  # so that most lines cross a page of the file


def test_processes_share_a_file(path: Path) -> None:
    hooks = DriftFile(path)
    _write(hooks)
    processes = [multiprocessing.get_context("fork").Process(target=_write, args=(hooks,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    hooks.flush()
    assert sum(line["count"] for line in read_lines(path)) == 4 * 120


def test_file_may_be_moved_while_it_is_used(path: Path) -> None:
    hooks = DriftFile(path)
    hooks.on_drift(make_event())
    path.rename(path.with_suffix(".1"))
    hooks.on_drift(make_event())
    assert [len(read_lines(each)) for each in (path, path.with_suffix(".1"))] == [1, 1]


def test_line_after_one_that_was_cut_off_is_whole(path: Path) -> None:
    path.write_text('{"version":1,"ti')
    DriftFile(path).on_drift(make_event())
    assert json.loads(path.read_text("utf-8").splitlines()[1])["pointer"] == "/status"


def test_file_that_cannot_be_written_later_is_logged_once(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    hooks = DriftFile(path)
    path.unlink()
    path.mkdir()
    hooks.on_drift(make_event())
    hooks.on_drift(make_event())
    assert [record.getMessage() for record in caplog.records] == [
        f"{path} cannot be written: Is a directory; no more drift is recorded there while that is so"
    ]


def test_file_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        DriftFile(tmp_path / "missing" / "drift.jsonl")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        DriftFile(tmp_path / "pipe")


def test_pointer_into_a_deep_value_is_cut(path: Path) -> None:
    DriftFile(path).on_drift(make_event("/children/*" * 1000))
    assert len(read_lines(path)[0]["pointer"]) < 2010


# The log.


def test_logger_logs_a_difference_once_with_its_attributes(caplog: pytest.LogCaptureFixture) -> None:
    hooks = DriftLogger()
    for number in range(3):
        hooks.on_drift(make_event(number=number))
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("caretasks.drift", logging.WARNING)
    assert record.getMessage() == (
        "miramace get_task (200): response differs from the spec at /status: documented as uuid, received string"
    )
    assert vars(record)["drift"]["pointer"] == "/status"


def test_logger_logs_the_number_of_events_after_the_interval(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("caretasks.client.drift.drift_logger.time", SimpleNamespace(monotonic=lambda: now[0]))
    hooks = DriftLogger(interval=60)
    for now[0] in (0.0, 20.0, 59.0, 60.0):
        hooks.on_drift(make_event())
    assert [record.getMessage()[-10:] for record in caplog.records] == ["ved string", " (3 times)"]


# Metrics.


def test_metrics_count_differences() -> None:
    reader = InMemoryMetricReader()
    hooks = DriftMetrics(MeterProvider([reader]))
    for pointer in ("/status", "/status", "/id"):
        hooks.on_drift(make_event(pointer))
    data: Any = reader.get_metrics_data()
    (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
    points = {point.attributes["caretasks.drift.pointer"]: point.value for point in metric.data.data_points}
    assert (metric.name, points) == ("caretasks.client.drift", {"/status": 2, "/id": 1})


def test_metrics_without_the_extra_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.metrics", None)
    with pytest.raises(ModuleNotFoundError, match=r"requires the 'otel' extra .*: pip install 'caretasks\[otel\]'$"):
        DriftMetrics()


# With a client.


def test_no_hook_records_what_was_received(path: Path, caplog: pytest.LogCaptureFixture, server: HostileServer) -> None:
    reader = InMemoryMetricReader()
    hooks = combine_hooks(DriftFile(path), DriftLogger(), DriftMetrics(MeterProvider([reader])))
    body = {**GET_TASK.response_body, "id": PLANTED, "status": PLANTED, PLANTED: PLANTED, "calls": [{PLANTED: PLANTED}]}
    server.script(respond(200, body, {"X-Request-Id": PLANTED}), respond(404, {PLANTED: [PLANTED]}))
    with MiraMace(KEY, base_url=server.url, hooks=hooks) as client:
        client.get_task(TASK_ID)
    recorded = path.read_text("utf-8") + caplog.text + str(reader.get_metrics_data())
    assert {line["api"] for line in read_lines(path)} == {"miramace"}
    assert "/status" in {line["pointer"] for line in read_lines(path)}
    assert PLANTED not in recorded
    assert KEY not in recorded


def test_combined_hooks_are_called_also_if_one_raises() -> None:
    events: list[str] = []
    hooks: Any = combine_hooks(
        SimpleNamespace(on_drift=lambda event: 1 / 0), SimpleNamespace(on_drift=lambda event: events.append("second"))
    )
    with pytest.raises(ZeroDivisionError):
        hooks.on_drift(make_event())
    assert events == ["second"]
    assert not hasattr(hooks, "on_request")


def test_combined_hooks_are_checked() -> None:
    async def coroutine(event: DriftEvent) -> None: ...

    with pytest.raises(ConfigurationError, match="on_drift of hooks is a coroutine function"):
        combine_hooks(SimpleNamespace(on_drift=coroutine))
