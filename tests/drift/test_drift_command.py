"""`caretasks drift report`: the files of clients, merged and written as text, JSON and Markdown."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.client.drift import DriftFile
from caretasks.miramace import MiraMace
from tests.client.calls import GET_TASK, TASK_ID
from tests.client.driving import KEY
from tests.client.hostile_server import HostileServer, respond

Report = Callable[..., tuple[int, str]]
PLANTED = "Robin-Sample-1961"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """Return the exit status and the output of `caretasks drift report` with arguments."""

    def run(*arguments: object) -> tuple[int, str]:
        status = main(["drift", "report", *map(str, arguments)])
        output = capsys.readouterr()
        return status, output.out + output.err

    return run


def make_line(**changes: Any) -> str:
    line = {
        "version": 1,
        "time": "2026-11-29T20:00:00Z",
        "count": 1,
        "api": "miramace",
        "operation": "get_task",
        "method": "GET",
        "path": "/v1/task/{task_id}",
        "status": 200,
        "pointer": "/status",
        "expected": "a known TaskStatus",
        "actual": "string",
    }
    return json.dumps({**line, **changes}) + "\n"


@pytest.fixture
def drift(tmp_path: Path) -> Path:
    path = tmp_path / "drift.jsonl"
    path.write_text(make_line() + make_line(time="2026-11-30T08:00:00Z", since="2026-11-29T19:00:00Z", count=7))
    return path


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_drift_of_a_client_names_facts_and_no_patient_data(tmp_path: Path, report: Report, format_: str) -> None:
    path, good = tmp_path / "drift.jsonl", GET_TASK.response_body
    call = {**good["calls"][0], "id": 7, "outcome": PLANTED}
    call.pop("status", None)
    with HostileServer() as server, MiraMace(KEY, base_url=server.url, hooks=DriftFile(path)) as client:
        server.script(
            respond(200, good),
            respond(200, {**good, "status": PLANTED, PLANTED: PLANTED}),  # a new value
            respond(200, {**good, "calls": [call]}),  # another type, and a property that is gone
        )
        for _ in range(3):
            client.get_task(TASK_ID)
    status, output = report(path, "--format", format_)
    assert status == 1
    assert "MM-07" in output
    assert "MM-12" in output
    assert PLANTED not in output + path.read_text("utf-8")
    assert str(TASK_ID) not in output


def test_files_are_merged(drift: Path, tmp_path: Path, report: Report) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(make_line(time="2026-11-28T00:00:00Z"))
    status, output = report(drift, other, "--format", "json")
    (api,) = json.loads(output)["apis"]
    (difference,) = api["differences"]
    assert status == 1
    assert (difference["count"], difference["first"], difference["last"]) == (
        9,
        "2026-11-28T00:00:00Z",
        "2026-11-30T08:00:00Z",
    )
    assert difference["facts"] == ["MM-07"]


def test_patch_can_be_applied_and_accepts_the_drift(
    drift: Path, tmp_path: Path, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "specs" / "miramace"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_bytes((ROOT / "specs" / "miramace" / "openapi.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert report(drift, "--specs", "specs", "--patch", "new.patch")[0] == 1
    assert "x-known-values: [PENDING" not in (folder / "openapi.yaml").read_text("utf-8")
    subprocess.run(["git", "apply", "new.patch"], cwd=tmp_path, check=True)
    assert "x-known-values: [PENDING" in (folder / "openapi.yaml").read_text("utf-8")


def test_file_that_was_cut_off_is_read_up_to_there(drift: Path, report: Report) -> None:
    drift.write_text(drift.read_text() + make_line()[:40])
    status, output = report(drift)
    assert status == 1
    assert "1 difference, 8 times" in output
    assert f"warning: {drift}:3: the last line was cut off; the rest was read" in output


def test_unreadable_lines_are_skipped(drift: Path, report: Report) -> None:
    drift.write_text(
        '{"version": 2}\n'
        + drift.read_text()
        + "[" * 5000
        + "\n"
        + make_line(count="x")
        + make_line(pointer="x")
        + make_line(status=-5)
        + "\xff\n"
    )
    status, output = report(drift)
    assert status == 1
    assert f"{drift}:1 and 5 more: not a line of a drift file of version 1; skipped" in output


def test_full_file_is_named(drift: Path, report: Report) -> None:
    drift.write_text(drift.read_text() + '{"version":1,"time":"2026-11-30T09:00:00Z","full":true}\n')
    assert "drift.jsonl:3: the file had reached its max_bytes" in report(drift)[1]


def test_no_drift_exits_with_0(tmp_path: Path, report: Report) -> None:
    (tmp_path / "empty.jsonl").touch()
    assert report(tmp_path / "empty.jsonl") == (0, "no drift in 1 file\n")


def test_unreadable_file_exits_with_3(tmp_path: Path, report: Report) -> None:
    status, output = report(tmp_path / "missing.jsonl")
    assert (status, output) == (
        3,
        f"no drift in 0 files\n\nwarning: {tmp_path}/missing.jsonl cannot be read: No such file or directory\n",
    )
    assert report(tmp_path)[0] == 3


def test_unknown_api_is_reported_without_facts(tmp_path: Path, report: Report) -> None:
    path = tmp_path / "drift.jsonl"
    path.write_text(make_line(api="acme", pointer="/a\x1b[31m|b"))
    status, output = report(path)
    assert status == 1
    assert "no spec of acme was found: name it with --document acme=PATH" in output
    assert "\x1b" not in output
    assert r"`get_task 200 /a\x1b[31m\|b`" in report(path, "--format", "markdown")[1]


def test_document_of_another_api_is_used(tmp_path: Path, report: Report) -> None:
    path = tmp_path / "drift.jsonl"
    path.write_text(make_line(api="acme"))
    spec = ROOT / "specs" / "miramace" / "openapi.yaml"
    assert (
        "also accept" in report(path, "--document", f"acme={spec}")[1]
        or "+      x-known-values" in report(path, "--document", f"acme={spec}")[1]
    )
    with pytest.raises(SystemExit):
        main(["drift", "forget", str(path)])
    assert report(path, "--document", "nowhere.yaml")[0] == 2
