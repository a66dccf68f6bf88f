"""`caretasks status`: the reports and drift files of a folder as a table, JSON and an HTML page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.client import DriftEvent
from caretasks.client.drift import DriftFile
from caretasks.status.api_status import CheckRun
from caretasks.status.status_page import CHART_HEIGHT, MAX_CHECKS, draw_history

Status = Callable[..., tuple[int, str, str]]


@pytest.fixture
def status(capsys: pytest.CaptureFixture[str]) -> Status:
    """Return the exit status and the output of `caretasks status`."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["status", *map(str, arguments)])
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


def write(path: Path, document: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


def make_check(day: int, failures: int = 0, server: str = "miramace at https://staging.example.com") -> dict[str, Any]:
    operation = {
        "id": "get_task",
        "failures": [{"number": number} for number in range(failures)],
        "known": [],
        "warnings": [],
    }
    verdict = "failed" if failures else "passed"
    return {
        "version": 3,
        "run": {"started": f"2026-11-{day:02}T06:00:00+00:00", "server": server},
        "exit_status": int(bool(failures)),
        "apis": [{"api": "miramace", "verdict": verdict, "inconclusive": False, "operations": [operation]}],
    }


def make_pages(*gone: str, unread: str = "") -> dict[str, Any]:
    read = "2026-11-28T05:00:00+00:00"
    facts = [{"api": "solum", "fact": fact, "state": "gone", "read": read} for fact in gone]
    facts.append({"api": "solum", "fact": "SO-01", "state": "found", "read": read})
    pages: list[dict[str, Any]] = [{"api": "solum", "page": "https://docs.example.com/", "state": "read", "read": read}]
    pages += [{"api": "solum", "page": unread, "state": "unreachable", "read": None}] if unread else []
    return {"report_version": 1, "command": "pages", "facts": facts, "pages": pages}


def make_diff(old: str) -> dict[str, Any]:
    changes = [{"breaking_for": ["clients"]}, {"breaking_for": []}]
    return {"report_version": 1, "old": old, "new": "https://docs.example.com/openapi.json", "changes": changes}


def read_rows(text: str) -> dict[str, list[str]]:
    rows = [re.split(r" {2,}", line) for line in text.splitlines()]
    return {row[0]: row[1:] for row in rows}


def test_table_has_what_the_reports_say(tmp_path: Path, status: Status) -> None:
    write(tmp_path / "monday" / "report.json", make_check(23, failures=3))
    write(tmp_path / "tuesday" / "report.json", make_check(24, failures=1))
    write(tmp_path / "pages.json", make_pages("SO-07", unread="https://docs.example.com/other"))
    write(tmp_path / "diff.json", make_diff("main:specs/unpod/openapi.yaml"))
    DriftFile(tmp_path / "drift.jsonl").on_drift(
        DriftEvent("list_tasks", "GET", "/v4/tasks", 1, 1, 200, "/data", "array", "null", api="maxcare")
    )
    code, output, _ = status(tmp_path)
    rows = read_rows(output)
    assert code == 1
    assert rows["API"] == ["pages read", "last check", "open differences", "drift seen"]
    assert rows["miramace"] == ["never", "2026-11-24 06:00 failed", "1 failure", "none"]
    assert rows["solum"] == ["2026-11-28 05:00 (1 fact gone, 1 page not read)", "never", "1 fact gone", "none"]
    assert rows["unpod"][2] == "1 breaking change"
    assert rows["maxcare"][3].startswith("1 difference, 1 time, last 20")


def test_nothing_found_exits_with_0(tmp_path: Path, status: Status) -> None:
    write(tmp_path / "report.json", make_check(24))
    write(tmp_path / "pages.json", make_pages())
    code, output, _ = status(tmp_path)
    assert code == 0
    assert read_rows(output)["miramace"] == ["never", "2026-11-24 06:00 passed", "none", "none"]
    assert read_rows(output)["unpod"] == ["never", "never", "unknown", "none"]


def test_check_of_the_mock_servers_does_not_hide_that_of_a_server(tmp_path: Path, status: Status) -> None:
    write(tmp_path / "server.json", make_check(20, failures=1))
    write(tmp_path / "mock.json", make_check(25, server="mock servers in this process"))
    assert read_rows(status(tmp_path)[1])["miramace"][1] == "2026-11-20 06:00 failed"


def test_output_of_check_json_has_the_time_of_its_file(tmp_path: Path, status: Status) -> None:
    report = make_check(20)
    del report["run"]
    write(tmp_path / "check.json", report)
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d passed", read_rows(status(tmp_path)[1])["miramace"][1])


def test_json_has_history_and_all_parts(tmp_path: Path, status: Status) -> None:
    write(tmp_path / "a.json", make_check(24, failures=1))
    write(tmp_path / "b.json", make_check(23))
    write(tmp_path / "pages.json", make_pages("SO-07"))
    document = json.loads(status(tmp_path, "--json")[1])
    apis = {each["api"]: each for each in document["apis"]}
    assert [each["verdict"] for each in apis["miramace"]["history"]] == ["passed", "failed"]
    assert apis["miramace"]["check"]["failures"] == 1
    assert apis["solum"]["pages"] == {
        "read": "2026-11-28T05:00:00+00:00",
        "facts": {"gone": 1, "found": 1},
        "gone": ["SO-07"],
        "unread": [],
    }
    assert apis["unpod"]["check"] is None


def test_unreadable_files_are_named_and_others_ignored(tmp_path: Path, status: Status) -> None:
    (tmp_path / "cut.json").write_text('{"version": 3, ')
    write(tmp_path / "coverage.json", {"totals": {}})
    write(tmp_path / "old.json", {"version": 3, "exit_status": 0, "apis": [{}]})
    write(tmp_path / ".hidden" / "report.json", make_check(24, failures=1))
    code, output, error = status(tmp_path)
    assert code == 3
    assert f"warning: {tmp_path}/cut.json:1: invalid JSON" in output
    assert f"warning: {tmp_path}/old.json is not a report of this version of caretasks" in output
    assert "coverage" not in output
    assert error == "caretasks status: there is no report in these folders\n"


def test_missing_folder_exits_with_2(tmp_path: Path, status: Status) -> None:
    code, _, error = status(tmp_path / "missing")
    assert (code, error) == (2, f"caretasks: {tmp_path}/missing does not exist\n")


def test_page_has_a_chart_and_loads_nothing(tmp_path: Path, status: Status) -> None:
    for day in range(1, 25):
        write(tmp_path / f"{day}.json", make_check(day, failures=day % 4, server="<script>at</script>"))
    write(tmp_path / "pages.json", make_pages("SO-07"))
    page = tmp_path / "status.html"
    assert status(tmp_path, "--html", page)[0] == 1
    text = page.read_text("utf-8")
    assert text.count("<rect ") == 24
    assert "2026-11-03 06:00: failed, 3 failures" in text
    assert not re.search(r"<script|<link|src=|url\(|@import", text)
    assert "Gone from the pages: SO-07." in text


def test_bars_fit_into_the_chart() -> None:
    checks = [CheckRun(datetime(2026, 1, 1, tzinfo=UTC), "failed", "", number, 0, 0) for number in range(100)]
    bars = draw_history(checks)
    assert len(bars) == MAX_CHECKS
    assert bars[-1].height == CHART_HEIGHT
    assert all(bar.y + bar.height == CHART_HEIGHT and bar.height > 0 for bar in bars)
    assert draw_history([]) == []
