"""Check of HAR files that a proxy or browser recorded: the same verdicts as for a run, without sending requests."""

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
from caretasks.conformance.cases import generation_notes
from caretasks.conformance.results import ExitStatus

TASK_ID = "2f6a3f52-9a1d-4a0e-8f3b-6a4f8a1f0c11"
RUN_TASKS_URL = "https://unpod.ai/api/v2/platform/spaces/S1/runs/R1/tasks/"
UNPOD_HEADERS = {"Authorization": "Token gone", "Org-Handle": "clinic.example"}


def har_entry(
    method: str,
    url: str,
    status: int,
    response_body: Any,
    request_body: Any = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return an entry of a HAR file, as a proxy writes it."""
    request: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": name, "value": value} for name, value in (headers or {}).items()],
    }
    if request_body is not None:
        request["headers"].append({"name": "content-type", "value": "application/json"})
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(request_body)}
    text = response_body if isinstance(response_body, str) else json.dumps(response_body)
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


def run_tasks_body(count: Any = 1, **task: Any) -> dict[str, Any]:
    return {"count": count, "status_code": 200, "message": "ok", "data": [{"run_id": "R1", **task}]}


def run_tasks_entry(count: Any = 1) -> dict[str, Any]:
    return har_entry("GET", RUN_TASKS_URL, 200, run_tasks_body(count), headers=UNPOD_HEADERS)


def make_call(created_at: str, **properties: Any) -> dict[str, Any]:
    return {"created_at": created_at, "status": "SUCCESS", **properties}


def make_task(*calls: dict[str, Any], has_more: bool) -> dict[str, Any]:
    return {"id": TASK_ID, "calls": list(calls), "has_more_calls": has_more}


def task_entry(response_body: dict[str, Any], query: str = "", status: int = 200) -> dict[str, Any]:
    return har_entry("GET", f"https://api.miramace.com/v1/task/{TASK_ID}{query}", status, response_body)


OLD_CALL, NEW_CALL = make_call("2026-01-01T00:00:00Z"), make_call("2026-01-02T00:00:00Z")
CREATE_BODY = {
    "task_type": "CUSTOM_TASK",
    "task": "Call",
    "phone_number": "+12025550143",
    "project_id": TASK_ID,
    "patient_id": TASK_ID,
}


@pytest.fixture
def check_entries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, dict[str, Any]]]:
    """A function that checks HAR entries of an API, and returns the exit status and the API's part of the report."""

    def raise_error(*args: object, **kwargs: object) -> None:
        raise AssertionError("a request was sent")

    monkeypatch.setattr(requests.Session, "send", raise_error)

    def check(api: str, *entries: dict[str, Any], arguments: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "traffic.har"
        file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
        status = main(["check", api, "--har", str(file), "--json", *arguments])
        (result,) = json.loads(capsys.readouterr().out)["apis"]
        return status, result

    return check


CheckEntries = Callable[..., tuple[int, dict[str, Any]]]


def get_operation(result: dict[str, Any], name: str = "get_run_tasks") -> dict[str, Any]:
    return next(operation for operation in result["operations"] if operation["id"] == name)


def facts_with_verdict(result: dict[str, Any], verdict: str) -> set[str]:
    facts = (fact for operation in result["operations"] for fact in operation["facts"])
    return {fact["id"] for fact in facts if fact["verdict"] == verdict}


def test_documented_response_passes_although_its_ids_are_unknown(check_entries: CheckEntries) -> None:
    status, result = check_entries("unpod", run_tasks_entry())
    assert status == ExitStatus.PASSED
    assert get_operation(result)["verdict"] == "passed"
    assert {"UN-05", "UN-10", "UN-11"} <= facts_with_verdict(result, "passed")
    assert "UN-14" in facts_with_verdict(result, "not covered")


def test_response_that_violates_its_schema_fails(check_entries: CheckEntries) -> None:
    status, result = check_entries("unpod", run_tasks_entry(count="1"))
    assert status == ExitStatus.FAILED
    assert facts_with_verdict(result, "failed") == {"UN-05"}


def test_response_that_violates_a_rule_fails(check_entries: CheckEntries) -> None:
    status, result = check_entries("unpod", run_tasks_entry(count=0))
    assert status == ExitStatus.FAILED
    assert facts_with_verdict(result, "failed") == {"UN-10"}


def test_missing_request_header_is_not_a_failure(check_entries: CheckEntries) -> None:
    headers = {"Org-Handle": "clinic.example"}  # browsers remove credentials when they export a HAR file
    status, result = check_entries("unpod", har_entry("GET", RUN_TASKS_URL, 200, run_tasks_body(), headers=headers))
    assert status == ExitStatus.PASSED
    assert not facts_with_verdict(result, "failed")


def test_accepted_invalid_request_fails(check_entries: CheckEntries) -> None:
    sent = {**CREATE_BODY, "phone_number": "555"}
    status, result = check_entries(
        "miramace", har_entry("POST", "https://api.miramace.com/v1/task", 201, {"id": TASK_ID}, sent)
    )
    assert status == ExitStatus.FAILED
    assert facts_with_verdict(result, "failed") == {"MM-16"}


def test_rule_takes_follow_up_reads_from_the_recording(check_entries: CheckEntries) -> None:
    latest, everything = make_task(NEW_CALL, has_more=True), make_task(OLD_CALL, NEW_CALL, has_more=False)
    reads = [task_entry(latest), task_entry(everything, "?include_all_calls=true"), task_entry(latest)]
    status, result = check_entries("miramace", *reads)
    assert status == ExitStatus.PASSED, result
    assert {"MM-05", "MM-14"} <= facts_with_verdict(result, "passed")
    oldest = make_task(OLD_CALL, has_more=True)
    reads = [task_entry(oldest), task_entry(everything, "?include_all_calls=true"), task_entry(oldest)]
    assert facts_with_verdict(check_entries("miramace", *reads)[1], "failed") == {"MM-05"}


def test_task_that_changed_between_two_reads_passes(check_entries: CheckEntries) -> None:
    reads = [
        task_entry(make_task(OLD_CALL, has_more=False)),
        task_entry(make_task(OLD_CALL, NEW_CALL, has_more=False), "?include_all_calls=true"),
    ]
    status, result = check_entries("miramace", *reads, task_entry(make_task(NEW_CALL, has_more=True)))
    assert status == ExitStatus.PASSED, result


def test_read_of_a_created_task_with_another_value_fails(check_entries: CheckEntries) -> None:
    created = har_entry("POST", "https://api.miramace.com/v1/task", 201, {"id": TASK_ID}, CREATE_BODY)
    same = {"id": TASK_ID, "task_type": "CUSTOM_TASK", "task": "Call"}
    status, result = check_entries("miramace", created, task_entry(same))
    assert status == ExitStatus.PASSED
    assert "MM-21" in facts_with_verdict(result, "passed")
    assert "MM-21" in facts_with_verdict(
        check_entries("miramace", created, task_entry({**same, "task": "Write"}))[1], "failed"
    )


def test_auth_probe_is_checked_against_later_successes(check_entries: CheckEntries) -> None:
    probe = har_entry("GET", RUN_TASKS_URL, 404, {"message": "no"}, headers=UNPOD_HEADERS)
    probe["comment"] = json.dumps({"caretasks": {"api": "unpod", "probe": "without a key"}})
    status, result = check_entries("unpod", probe, run_tasks_entry())
    assert status == ExitStatus.FAILED
    assert facts_with_verdict(result, "failed") == {"UN-03"}
    assert get_operation(result)["cases"] == 2
    assert "UN-03" in facts_with_verdict(check_entries("unpod", probe)[1], "not covered")


def test_rejected_read_does_not_cover_the_fact_of_a_created_task(check_entries: CheckEntries) -> None:
    created = har_entry("POST", "https://api.miramace.com/v1/task", 201, {"id": TASK_ID}, CREATE_BODY)
    status, result = check_entries("miramace", created, task_entry({}, status=401), task_entry({}, status=503))
    assert status == ExitStatus.PASSED, result
    assert "MM-21" in facts_with_verdict(result, "not covered")


def test_other_exchanges_are_skipped_and_counted_by_reason(check_entries: CheckEntries) -> None:
    checked = run_tasks_entry()
    without_body = copy.deepcopy(checked)
    del without_body["response"]["content"]["text"]
    status, result = check_entries(
        "unpod",
        checked,
        har_entry("GET", "https://unpod.ai.example/api/v2/platform/spaces/S1/runs/R1/tasks/", 200, run_tasks_body(9)),
        har_entry("GET", "https://unpod.ai/api/v1/other/", 200, []),
        har_entry("OPTIONS", RUN_TASKS_URL, 204, ""),
        har_entry("GET", RUN_TASKS_URL, 0, ""),
        har_entry("GET", RUN_TASKS_URL, 304, ""),
        without_body,
    )
    assert status == ExitStatus.PASSED
    assert result["skipped"] == {
        "cached response (304)": 1,
        "no response": 1,
        "other server": 1,
        "response body not recorded": 1,
        "undocumented operation": 2,
    }
    assert get_operation(result)["cases"] == 1


def test_url_option_selects_the_server_and_default_is_any_documented_server(check_entries: CheckEntries) -> None:
    other = har_entry(
        "GET", "http://127.0.0.1:9/base" + RUN_TASKS_URL.removeprefix("https://unpod.ai"), 200, run_tasks_body(0)
    )
    documented = har_entry("GET", RUN_TASKS_URL, 200, run_tasks_body(), headers=UNPOD_HEADERS)
    assert get_operation(check_entries("unpod", other, documented)[1])["verdict"] == "passed"
    status, result = check_entries("unpod", other, documented, arguments=("--url", "http://127.0.0.1:9/base"))
    assert status == ExitStatus.FAILED
    assert result["skipped"] == {"other server": 1}


def test_recording_without_a_success_is_inconclusive(check_entries: CheckEntries) -> None:
    status, result = check_entries(
        "unpod", har_entry("GET", RUN_TASKS_URL, 404, {"message": "no"}, headers=UNPOD_HEADERS)
    )
    assert status == ExitStatus.INCONCLUSIVE
    assert result["verdict"] == "inconclusive"
    assert check_entries("unpod")[0] == ExitStatus.INCONCLUSIVE


def test_missing_response_headers_are_not_a_failure(check_entries: CheckEntries) -> None:
    recorded = run_tasks_entry()
    recorded["response"]["headers"] = []
    status, result = check_entries("unpod", recorded)
    assert status == ExitStatus.PASSED, result


def test_deeply_nested_body_is_skipped_and_lone_surrogates_are_accepted(check_entries: CheckEntries) -> None:
    deep = har_entry("GET", RUN_TASKS_URL, 200, "[" * 100_000 + "]" * 100_000, headers=UNPOD_HEADERS)
    surrogates = har_entry(
        "GET", f"{RUN_TASKS_URL}?\ud800=\ud800", 200, run_tasks_body(), headers={**UNPOD_HEADERS, "X-\ud800": "\ud800"}
    )
    status, result = check_entries("unpod", deep, surrogates, run_tasks_entry())
    assert status == ExitStatus.PASSED, result
    assert result["skipped"] == {"body nested too deeply": 1}


def test_base64_body_is_decoded(check_entries: CheckEntries) -> None:
    recorded = har_entry("GET", RUN_TASKS_URL, 200, "", headers=UNPOD_HEADERS)
    text = base64.b64encode(json.dumps(run_tasks_body(0)).encode()).decode()
    recorded["response"]["content"] = {"size": 9, "text": text, "encoding": "base64"}
    assert facts_with_verdict(check_entries("unpod", recorded)[1], "failed") == {"UN-10"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "traffic.har:1: invalid JSON"),
        ("[]", "traffic.har is not a HAR file: it has no list /log/entries"),
    ],
)
def test_invalid_har_file_exits_2_with_the_location(
    content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "traffic.har").write_text(content)
    assert main(["check", "unpod", "--har", str(tmp_path / "traffic.har")]) == ExitStatus.USAGE_ERROR
    assert message in capsys.readouterr().err


def test_recording_without_entries_is_inconclusive(check_entries: CheckEntries) -> None:
    status, result = check_entries("unpod")
    assert (status, result["errors"]) == (ExitStatus.INCONCLUSIVE, ["traffic.har has no entries"])


@pytest.mark.parametrize(("note", "status"), [("", ExitStatus.FAILED), ("it may be a rule", ExitStatus.INCONCLUSIVE)])
def test_rejection_in_the_recording_of_a_check_is_what_it_was_in_the_check(
    check_entries: CheckEntries, note: str, status: ExitStatus
) -> None:
    notes = {**generation_notes("positive", "body"), "known": True, "phase": "boundary values", "rejection": note}
    rejected = har_entry(
        *("POST", "https://api.miramace.com/v1/task", 422, {"detail": "no"}),
        headers={"authorization": "Bearer k"},
        request_body=CREATE_BODY,
    )
    rejected["comment"] = json.dumps({"caretasks": notes})
    found, result = check_entries("miramace", rejected)
    operation = get_operation(result, "create_task")
    (finding,) = operation["warnings" if note else "failures"]
    assert (found, finding["reason"], finding["phases"]) == (status, note or None, ["boundary values"])


def test_entry_that_cannot_be_read_is_counted_and_the_others_are_checked(check_entries: CheckEntries) -> None:
    odd = {**run_tasks_entry(), "response": None}
    status, result = check_entries("unpod", odd, run_tasks_entry())
    assert (status, result["skipped"]) == (ExitStatus.PASSED, {"no response": 1})


def test_recording_of_odd_entries_only_is_inconclusive(check_entries: CheckEntries) -> None:
    status, result = check_entries("unpod", {})
    assert (status, result["errors"]) == (ExitStatus.INCONCLUSIVE, ["traffic.har has no entries that can be read"])


@pytest.mark.parametrize(
    ("arguments", "servers"),
    [((), "https://unpod.ai"), (("--url", "http://127.0.0.1:9"), "http://127.0.0.1:9")],
)
def test_recording_of_another_server_is_inconclusive(
    check_entries: CheckEntries, arguments: tuple[str, ...], servers: str
) -> None:
    entry = har_entry("GET", "https://unpod.example/", 200, [])
    status, result = check_entries("unpod", entry, arguments=arguments)
    message = f"no entry is a request to {servers}; name the server of the recording with --url"
    assert (status, result["errors"]) == (ExitStatus.INCONCLUSIVE, [message])


def test_options_for_sending_exit_2_with_a_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "traffic.har"
    file.write_text('{"log": {"entries": []}}')
    for argument in (["--writes", "none"], ["--timeout", "1"], ["--rate-limit", "1"], ["--fixtures", "f.toml"]):
        assert main(["check", "unpod", "--har", str(file), *argument]) == ExitStatus.USAGE_ERROR
        assert f"{argument[0]} cannot be combined with --har" in capsys.readouterr().err


def test_invalid_url_exits_2_with_a_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "traffic.har"
    file.write_text('{"log": {"entries": []}}')
    assert main(["check", "unpod", "--har", str(file), "--url", "garbage"]) == ExitStatus.USAGE_ERROR
    assert "invalid --url" in capsys.readouterr().err
