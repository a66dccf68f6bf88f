"""Recorded traffic is judged as what a check sends itself: from a HAR file of a proxy or browser, sending nothing."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus

TASK = "2f6a3f52-9a1d-4a0e-8f3b-6a4f8a1f0c11"
TASKS = "https://unpod.ai/api/v2/platform/spaces/S1/runs/R1/tasks/"
UNPOD = {"Authorization": "Token gone", "Org-Handle": "clinic.example"}


def entry(
    method: str, url: str, status: int, answer: Any, sent: Any = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """An entry of a HAR file, as a proxy writes it."""
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": name, "value": value} for name, value in (headers or {}).items()],
    }
    if sent is not None:
        request["headers"].append({"name": "content-type", "value": "application/json"})
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(sent)}
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return {
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 5,
        "request": request,
        "response": {
            "status": status,
            "statusText": "",
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": len(text), "mimeType": "application/json", "text": text},
        },
    }


def run_tasks(count: Any = 1, **task: Any) -> dict[str, Any]:
    return {"count": count, "status_code": 200, "message": "ok", "data": [{"run_id": "R1", **task}]}


def call(created_at: str, **more: Any) -> dict[str, Any]:
    return {"created_at": created_at, "status": "SUCCESS", **more}


def of_task(*calls: dict[str, Any], more: bool) -> dict[str, Any]:
    return {"id": TASK, "calls": list(calls), "has_more_calls": more}


def read_task(answer: dict[str, Any], query: str = "", status: int = 200) -> dict[str, Any]:
    return entry("GET", f"https://api.miramace.com/v1/task/{TASK}{query}", status, answer)


OLD, NEW = call("2026-01-01T00:00:00Z"), call("2026-01-02T00:00:00Z")
CREATE = {
    "task_type": "CUSTOM_TASK",
    "task": "Call",
    "phone_number": "+12025550143",
    "project_id": TASK,
    "patient_id": TASK,
}


@pytest.fixture
def judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Judges some entries: the exit status, and the verdict on the API as `--json` has it."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("something was sent")

    monkeypatch.setattr(requests.Session, "send", refuse)

    def judged(api: str, *entries: dict[str, Any], arguments: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "traffic.har"
        file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
        status = main(["check", api, "--har", str(file), "--json", *arguments])
        (found,) = json.loads(capsys.readouterr().out)["apis"]
        return status, found

    return judged


Judge = Callable[..., tuple[int, dict[str, Any]]]


def facts(found: dict[str, Any], verdict: str) -> set[str]:
    return {
        fact["id"] for operation in found["operations"] for fact in operation["facts"] if fact["verdict"] == verdict
    }


def test_what_is_as_documented_is_kept_though_its_ids_are_nobodys_we_know(judge: Judge) -> None:
    status, found = judge("unpod", entry("GET", TASKS, 200, run_tasks(), headers=UNPOD))
    assert status == ExitStatus.NOTHING_BROKEN
    assert found["verdict"] == "kept"
    assert {"UN-05", "UN-10", "UN-11"} <= facts(found, "kept")
    assert "UN-14" in facts(found, "not exercised")


def test_an_answer_that_does_not_fit_its_schema_is_broken(judge: Judge) -> None:
    status, found = judge("unpod", entry("GET", TASKS, 200, run_tasks(count="1"), headers=UNPOD))
    assert status == ExitStatus.BROKEN
    assert facts(found, "broken") == {"UN-05"}


def test_an_answer_that_breaks_a_rule_is_broken(judge: Judge) -> None:
    status, found = judge("unpod", entry("GET", TASKS, 200, run_tasks(count=7), headers=UNPOD))
    assert status == ExitStatus.BROKEN
    assert facts(found, "broken") == {"UN-10"}


def test_what_was_not_recorded_of_the_headers_is_held_against_nobody(judge: Judge) -> None:
    without = {"Org-Handle": "clinic.example"}  # as a browser writes a file that one may pass on
    status, found = judge("unpod", entry("GET", TASKS, 200, run_tasks(), headers=without))
    assert status == ExitStatus.NOTHING_BROKEN
    assert not facts(found, "broken")


def test_an_invalid_request_that_was_served_is_broken(judge: Judge) -> None:
    sent = {**CREATE, "phone_number": "555"}
    status, found = judge("miramace", entry("POST", "https://api.miramace.com/v1/task", 200, {"id": TASK}, sent))
    assert status == ExitStatus.BROKEN
    assert facts(found, "broken") == {"MM-16"}


def test_a_rule_reads_on_in_the_recording(judge: Judge) -> None:
    latest, everything = of_task(NEW, more=True), of_task(OLD, NEW, more=False)
    reads = [read_task(latest), read_task(everything, "?include_all_calls=true"), read_task(latest)]
    status, found = judge("miramace", *reads)
    assert status == ExitStatus.NOTHING_BROKEN, found
    assert {"MM-05", "MM-14"} <= facts(found, "kept")
    oldest = of_task(OLD, more=True)
    reads = [read_task(oldest), read_task(everything, "?include_all_calls=true"), read_task(oldest)]
    assert facts(judge("miramace", *reads)[1], "broken") == {"MM-05"}


def test_a_task_that_moved_on_between_two_reads_breaks_nothing(judge: Judge) -> None:
    reads = [read_task(of_task(OLD, more=False)), read_task(of_task(OLD, NEW, more=False), "?include_all_calls=true")]
    status, found = judge("miramace", *reads, read_task(of_task(NEW, more=True)))
    assert status == ExitStatus.NOTHING_BROKEN, found


def test_what_was_created_and_read_back_otherwise_is_broken(judge: Judge) -> None:
    created = entry("POST", "https://api.miramace.com/v1/task", 200, {"id": TASK}, CREATE)
    same = {"id": TASK, "task_type": "CUSTOM_TASK", "task": "Call"}
    status, found = judge("miramace", created, read_task(same))
    assert status == ExitStatus.NOTHING_BROKEN
    assert "MM-21" in facts(found, "kept")
    assert "MM-21" in facts(judge("miramace", created, read_task({**same, "task": "Write"}))[1], "broken")


def test_a_probe_of_the_key_is_judged_by_what_was_served_after_it(judge: Judge) -> None:
    probe = entry("GET", TASKS, 404, {"message": "no"}, headers=UNPOD)
    probe["comment"] = json.dumps({"caretasks": {"api": "unpod", "probe": "without a key"}})
    status, found = judge("unpod", probe, entry("GET", TASKS, 200, run_tasks(), headers=UNPOD))
    assert status == ExitStatus.BROKEN
    assert facts(found, "broken") == {"UN-03"}
    assert found["operations"][0]["cases"] == 2
    assert "UN-03" in facts(judge("unpod", probe)[1], "not exercised")


def test_a_read_that_was_refused_says_nothing_of_what_was_created(judge: Judge) -> None:
    created = entry("POST", "https://api.miramace.com/v1/task", 200, {"id": TASK}, CREATE)
    status, found = judge("miramace", created, read_task({}, status=401), read_task({}, status=503))
    assert status == ExitStatus.NOTHING_BROKEN, found
    assert "MM-21" in facts(found, "not exercised")


def test_what_is_not_meant_is_skipped_and_counted(judge: Judge) -> None:
    kept = entry("GET", TASKS, 200, run_tasks(), headers=UNPOD)
    unread = copy.deepcopy(kept)
    del unread["response"]["content"]["text"]
    status, found = judge(
        "unpod",
        kept,
        entry("GET", "https://unpod.ai.example/api/v2/platform/spaces/S1/runs/R1/tasks/", 200, run_tasks(9)),
        entry("GET", "https://unpod.ai/api/v1/other/", 200, []),
        entry("OPTIONS", TASKS, 204, ""),
        entry("GET", TASKS, 0, ""),
        entry("GET", TASKS, 304, ""),
        unread,
    )
    assert status == ExitStatus.NOTHING_BROKEN
    assert found["skipped"] == {
        "answered from a cache": 1,
        "at another server": 1,
        "of no documented operation": 2,
        "without an answer": 1,
        "without the body of the answer": 1,
    }
    assert found["operations"][0]["cases"] == 1


def test_the_server_is_the_one_of_url_or_any_that_is_documented(judge: Judge) -> None:
    there = entry("GET", "http://127.0.0.1:9/base" + TASKS.removeprefix("https://unpod.ai"), 200, run_tasks(7))
    second = entry("GET", TASKS.replace("unpod.ai", "unpod.dev"), 200, run_tasks(), headers=UNPOD)
    assert judge("unpod", there, second)[1]["verdict"] == "kept"
    status, found = judge("unpod", there, second, arguments=("--url", "http://127.0.0.1:9/base"))
    assert status == ExitStatus.BROKEN
    assert found["skipped"] == {"at another server": 1}


def test_traffic_without_a_success_is_inconclusive(judge: Judge) -> None:
    status, found = judge("unpod", entry("GET", TASKS, 404, {"message": "no"}, headers=UNPOD))
    assert status == ExitStatus.INCONCLUSIVE
    assert found["verdict"] == "not exercised"
    assert judge("unpod")[0] == ExitStatus.INCONCLUSIVE


def test_headers_that_were_not_recorded_are_held_against_nobody(judge: Judge) -> None:
    recorded = entry("GET", TASKS, 200, run_tasks(), headers=UNPOD)
    recorded["response"]["headers"] = []
    status, found = judge("unpod", recorded)
    assert status == ExitStatus.NOTHING_BROKEN, found


def test_what_cannot_be_judged_is_skipped_beside_what_can(judge: Judge) -> None:
    deep = entry("GET", TASKS, 200, "[" * 100_000 + "]" * 100_000, headers=UNPOD)
    half = entry("GET", f"{TASKS}?\ud800=\ud800", 200, run_tasks(), headers={**UNPOD, "X-\ud800": "\ud800"})
    status, found = judge("unpod", deep, half, entry("GET", TASKS, 200, run_tasks(), headers=UNPOD))
    assert status == ExitStatus.NOTHING_BROKEN, found
    assert found["skipped"] == {"nested too deep": 1}


def test_a_body_in_base64_is_read(judge: Judge) -> None:
    recorded = entry("GET", TASKS, 200, "", headers=UNPOD)
    text = base64.b64encode(json.dumps(run_tasks(7)).encode()).decode()
    recorded["response"]["content"] = {"size": 9, "text": text, "encoding": "base64"}
    assert facts(judge("unpod", recorded)[1], "broken") == {"UN-10"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "traffic.har:1: this is no JSON"),
        ("[]", "traffic.har is no HAR: it has no list /log/entries"),
        ('{"log": {"entries": [5]}}', "traffic.har: /log/entries/0 has no object request"),
        ('{"log": {"entries": [{"request": {}, "response": {}}]}}', "/log/entries/0/request has no method or no url"),
        (
            '{"log": {"entries": [{"request": {"method": "", "url": "", "headers": [5]}, "response": {"status": 1}}]}}',
            "/log/entries/0/request/headers/0 has no name or no value",
        ),
    ],
)
def test_a_file_that_is_no_har_is_exit_2_with_the_place(
    content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "traffic.har").write_text(content)
    assert main(["check", "unpod", "--har", str(tmp_path / "traffic.har")]) == ExitStatus.USAGE
    assert said in capsys.readouterr().err


def test_what_is_for_sending_is_refused_with_a_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "traffic.har"
    file.write_text('{"log": {"entries": []}}')
    for argument in (["--writes", "none"], ["--timeout", "1"], ["--rate-limit", "1"], ["--fixtures", "f.toml"]):
        assert main(["check", "unpod", "--har", str(file), *argument]) == ExitStatus.USAGE
        assert f"{argument[0]} is for what is sent" in capsys.readouterr().err


def test_a_url_that_is_none_is_refused_with_a_recording_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "traffic.har"
    file.write_text('{"log": {"entries": []}}')
    assert main(["check", "unpod", "--har", str(file), "--url", "garbage"]) == ExitStatus.USAGE
    assert "--url is not the URL of a server" in capsys.readouterr().err
