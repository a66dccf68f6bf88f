"""Tests of writes to a remote server, with `--writes none`, `documented` and `generated`."""

from __future__ import annotations

import json
import os
import pty
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from caretasks.openapi.operation.security import INVALID_KEY
from tests.openapi.reduced_specs import write_only_specs
from tests.servers.conforming import KEY, MINIMAL_SERVERS, MiraMace, Response, is_valid_miramace_request, run_server
from tests.servers.recording import ReceivedRequest, RecordingServer, recording_server

# `make check` leaves these out: most of them run whole checks.
pytestmark = pytest.mark.slow

NUMBER = "+12125550177"
PROJECT = "11111111-1111-4111-8111-111111111111"
PATIENT = "22222222-2222-4222-8222-222222222222"
DOCUMENTED_NUMBERS = ("5555555555", "4155555556")  # in the vendor documentation, without their prefix
FIXTURES = f"""
[miramace.create_task]
phone_number = "{NUMBER}"
project_id = "{PROJECT}"
patient_id = "{PATIENT}"

[solum.create_task]
assigned_user_ids = ["our-user"]
created_by_id = "our-user"
"""
APIS_WITH_WRITES = ("miramace", "solum")
_NUMBER_IN_STRING = re.compile(r"\d(?:[\s().\-/]*\d){6,}")
_FICTIONAL_NUMBER = re.compile(r"\+?1[2-9]\d\d55501\d\d")
_UUID_OR_DATE = re.compile(r"[0-9a-fA-F-]{36}|\d{4}-\d\d-\d\d([Tt ].*)?")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for api in MINIMAL_SERVERS:
        monkeypatch.setenv(f"{api.upper()}_API_KEY", KEY)
    monkeypatch.setenv("UNPOD_ORG_HANDLE", "clinic")
    monkeypatch.setenv("MAXCARE_ORGANIZATION_ID", "clinic")


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[RecordingServer]:
    with recording_server(getattr(request, "param", "miramace")) as server:
        yield server


@pytest.fixture
def fixtures(tmp_path: Path) -> str:
    file = tmp_path / "clinic.toml"
    file.write_text(FIXTURES)
    return str(file)


each_api_with_writes = pytest.mark.parametrize("server", APIS_WITH_WRITES, indirect=True)


def fact_verdicts(text: str) -> dict[str, tuple[str, str | None]]:
    """Return the verdict of each fact of `create_task`, and the reason if it is not covered."""
    operations = json.loads(text)["apis"][0]["operations"]
    facts = next(operation["facts"] for operation in operations if operation["id"] == "create_task")
    return {fact["id"]: (fact["verdict"], fact["reason"]) for fact in facts}


# --writes none


@pytest.mark.parametrize(
    ("server", "keys"),
    [
        (
            "miramace",
            [None, f"Bearer {INVALID_KEY}", "Bearer ", INVALID_KEY, f"Token {INVALID_KEY}"] * 2,
        ),
        ("solum", [None, INVALID_KEY, "", f"Bearer {INVALID_KEY}"] * 2),
    ],
    indirect=["server"],
)
def test_default_sends_only_probes(server: RecordingServer, keys: list[str | None]) -> None:
    server.check()
    writes = [request for request in server.requests if request.is_write]
    assert [write.headers.get("Authorization") or write.headers.get("X-API-Key") for write in writes] == keys
    assert {(write.method, write.body) for write in writes} == {("POST", "{}")}


@pytest.mark.parametrize("server", ["solum"], indirect=True)
@pytest.mark.parametrize(("status", "verdict"), [(401, "passed"), (400, "not covered"), (422, "not covered")])
def test_only_a_rejected_key_passes_a_probe(
    server: RecordingServer, status: int, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fixed_response, server.fixed_path = (status, {"detail": {"message": "no"}}), "/v1/"
    server.check("--json")
    assert fact_verdicts(capsys.readouterr().out)["SO-02"][0] == verdict


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_probe_rejected_for_its_body_is_not_covered(
    server: RecordingServer, fixtures: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.next_responses = [(422, {"detail": {"message": "no"}})] * 4
    arguments = ["--writes", "documented", "--fixtures", fixtures, "--json"]
    assert server.check(*arguments) == ExitStatus.PASSED
    assert fact_verdicts(capsys.readouterr().out)["SO-02"][0] == "not covered"


# --writes documented


@each_api_with_writes
def test_documented_write_is_sent_once(server: RecordingServer, fixtures: str) -> None:
    assert server.check("--writes", "documented", "--fixtures", fixtures) == ExitStatus.PASSED
    assert [(write.method, write.path) for write in server.keyed_writes] == [
        ("POST", "/v1/task" if server.api == "miramace" else "/v1/tasks")
    ]


def test_documented_write_is_sent_once_with_default_examples(server: RecordingServer, fixtures: str) -> None:
    arguments = ["--writes", "documented", "--fixtures", fixtures, "--operation", "create_task"]
    assert main(["check", server.api, "--url", server.url, *arguments]) == ExitStatus.PASSED
    assert len(server.keyed_writes) == 1


def test_documented_write_has_user_values_and_fictional_numbers(server: RecordingServer, fixtures: str) -> None:
    server.check("--writes", "documented", "--fixtures", fixtures)
    body = server.keyed_writes[0].json
    assert (body["phone_number"], body["project_id"], body["patient_id"]) == (NUMBER, PROJECT, PATIENT)
    assert body["task"] == "Schedule a follow-up appointment with Dr. Smith for next week"
    assert _FICTIONAL_NUMBER.fullmatch(body["task_data"]["referral"]["phone_number"])


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_documented_write_omits_missing_optional_ids(server: RecordingServer, fixtures: str) -> None:
    server.check("--writes", "documented", "--fixtures", fixtures)
    body = server.keyed_writes[0].json
    assert body["assigned_user_ids"] == ["our-user"]
    assert not {"call_id", "fax_id", "assistant_id", "session_id", "patient_id"} & body.keys()


def test_documented_write_covers_all_facts_of_its_response(
    server: RecordingServer, fixtures: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.check("--writes", "documented", "--fixtures", fixtures, "--json")
    found = fact_verdicts(capsys.readouterr().out)
    assert {found[id_][0] for id_ in ("MM-15", "MM-16", "MM-17", "MM-20", "MM-21")} == {"passed"}


def test_created_task_that_cannot_be_read_fails(
    server: RecordingServer, fixtures: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "record", lambda handler, response: response)

    def return_unknown_id(handler: Any, response: Response) -> Response:
        return (response[0], {"id": PROJECT}) if handler.command == "POST" and response[0] == 201 else response

    with run_server("miramace", return_unknown_id) as server.url:
        assert server.check("--writes", "documented", "--fixtures", fixtures, "--json") == ExitStatus.FAILED
    assert fact_verdicts(capsys.readouterr().out)["MM-21"][0] == "failed"


@each_api_with_writes
def test_documented_write_without_user_values_is_skipped(
    server: RecordingServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {
        "miramace": "missing in --fixtures: phone_number, project_id, patient_id",
        "solum": "missing in --fixtures: assigned_user_ids, created_by_id",
    }[server.api]
    assert server.check("--writes", "documented", "--report", str(tmp_path)) == ExitStatus.PASSED
    assert server.keyed_writes == []
    assert f"not covered ({expected}, " in capsys.readouterr().out
    found = fact_verdicts((tmp_path / "report.json").read_text("utf-8"))
    assert {reason for verdict, reason in found.values() if verdict == "not covered"} >= {expected}


def test_skip_reason_names_only_the_missing_values(
    server: RecordingServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "some.toml").write_text(f'[miramace.create_task]\nphone_number = "{NUMBER}"\n')
    arguments = ("--fixtures", str(tmp_path / "some.toml"), "--operation", "create_task")
    server.check("--writes", "documented", *arguments)
    assert "(missing in --fixtures: project_id, patient_id, " in capsys.readouterr().out


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_busy_server_gets_a_write_once(server: RecordingServer, fixtures: str) -> None:
    server.fixed_response = 503, {"detail": {"message": "later"}}
    arguments = ("--writes", "documented", "--fixtures", fixtures, "--operation", "create_task")
    assert server.check(*arguments) == ExitStatus.INCONCLUSIVE
    assert len(server.keyed_writes) == 1


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_write_without_a_response_is_inconclusive_and_not_retried(
    fixtures: str, server: RecordingServer, capsys: pytest.CaptureFixture[str]
) -> None:
    def close_connection(handler: Any, response: Response) -> Response:
        server.record(handler, response)
        if KEY in str(handler.headers) and handler.command == "POST":
            handler.connection.shutdown(socket.SHUT_RDWR)
        return response

    arguments = ("--writes", "documented", "--fixtures", fixtures, "--operation", "create_task")
    with run_server("solum", close_connection) as server.url:
        assert server.check(*arguments) == ExitStatus.INCONCLUSIVE
    assert "the documented write got no response" in capsys.readouterr().out
    assert len(server.keyed_writes) == 1


@pytest.mark.parametrize(
    "text",
    [
        'phone_number = "+15555555555"',
        'task_data = {referral = {phone_number = "+14155555556"}}',
    ],
)
@pytest.mark.parametrize("writes", ["none", "documented", "generated"])
def test_documented_number_in_fixtures_is_a_usage_error(
    server: RecordingServer, text: str, writes: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fixtures.toml").write_text(f"[miramace.create_task]\n{text}\n")
    arguments = ("--writes", writes, "--yes", "--fixtures", str(tmp_path / "fixtures.toml"))
    assert server.check(*arguments) == ExitStatus.USAGE_ERROR
    assert "is a phone number from the vendor documentation" in capsys.readouterr().err
    assert server.requests == []


# --writes generated


def phone_numbers(value: Any, *, in_phone_field: bool = False) -> Iterator[str]:
    """Yield the strings in phone number properties, and the parts of other strings that have as many digits."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from phone_numbers(inner, in_phone_field=in_phone_field or "phone" in name.lower())
    elif isinstance(value, list):
        for inner in value:
            yield from phone_numbers(inner, in_phone_field=in_phone_field)
    elif in_phone_field and not isinstance(value, bool) and len(re.findall(r"\d", str(value))) > 2:
        yield str(value)
    elif isinstance(value, str) and not _UUID_OR_DATE.fullmatch(value):
        # A phone number has at most 15 digits. A generated host name can have more.
        found = (match[0] for match in _NUMBER_IN_STRING.finditer(value))
        yield from (number for number in found if len(re.findall(r"\d", number)) <= 15)


def write_bodies(requests: list[ReceivedRequest]) -> list[Any]:
    return [request.json for request in requests if request.is_write and request.body]


@pytest.mark.long
@pytest.mark.slow
@each_api_with_writes
@pytest.mark.parametrize("with_fixtures", [True, False], ids=["with fixtures", "without fixtures"])
def test_generated_numbers_are_fictional(server: RecordingServer, with_fixtures: bool, fixtures: str) -> None:
    arguments = ("--fixtures", fixtures) if with_fixtures else ()
    assert server.check("--writes", "generated", "--yes", "--max-examples", "30", *arguments) == ExitStatus.PASSED
    found = {number for body in write_bodies(server.requests) for number in phone_numbers(body)} - {NUMBER}
    assert not {number for number in found if not _FICTIONAL_NUMBER.fullmatch(number)}
    assert len(server.keyed_writes) > 50
    if server.api == "miramace":
        assert len(found) > 1


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("mode", [(), ("--writes", "documented"), ("--writes", "generated", "--yes")])
@pytest.mark.parametrize("with_fixtures", [True, False], ids=["with fixtures", "without fixtures"])
def test_documented_numbers_are_never_sent(
    server: RecordingServer, mode: tuple[str, ...], with_fixtures: bool, fixtures: str
) -> None:
    server.check(*mode, *(("--fixtures", fixtures) if with_fixtures else ()))
    assert server.requests
    assert not [
        request for request in server.requests for number in DOCUMENTED_NUMBERS if number in request.body + request.path
    ]


@pytest.mark.long
@pytest.mark.slow
def test_invalid_phone_numbers_are_sent(server: RecordingServer, capsys: pytest.CaptureFixture[str]) -> None:
    def accept_any_number(handler: Any, response: Response) -> Response:
        try:
            body = json.loads(handler.content)
            has_invalid_number = not is_valid_miramace_request(body) and is_valid_miramace_request(
                {**body, "phone_number": NUMBER}
            )
        except (ValueError, TypeError, KeyError):
            has_invalid_number = False
        return (
            (200, {"id": "123e4567-e89b-12d3-a456-426614174002"})
            if has_invalid_number and response[0] == 400
            else response
        )

    with run_server("miramace", accept_any_number) as server.url:
        arguments = ("--writes", "generated", "--yes", "--json", "--max-examples", "100")
        assert server.check(*arguments) == ExitStatus.FAILED
    assert fact_verdicts(capsys.readouterr().out)["MM-16"][0] == "failed"


@pytest.mark.slow
def test_valid_requests_have_user_values_and_invalid_ones_no_user_number(
    server: RecordingServer, fixtures: str
) -> None:
    server.check("--writes", "generated", "--yes", "--fixtures", fixtures, "--operation", "create_task")
    sent = write_bodies(server.keyed_writes)
    keyed = write_bodies(
        [request for request in server.keyed_writes if request.headers.get("Authorization") == f"Bearer {KEY}"]
    )
    valid = [body for body in keyed if is_valid_miramace_request(body)]
    assert len(valid) > 10
    assert {(body["phone_number"], body["project_id"], body["patient_id"]) for body in valid} == {
        (NUMBER, PROJECT, PATIENT)
    }
    assert not [body for body in sent if body not in valid and NUMBER in json.dumps(body)]


@pytest.mark.long
@pytest.mark.slow
def test_rejection_of_unknown_ids_is_not_a_failure(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch, fixtures: str
) -> None:
    original = MiraMace.__call__

    def call(self: MiraMace, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        response = original(self, method, path, query, headers, body)
        has_unknown_id = method == "POST" and isinstance(body, dict) and body.get("project_id") != PROJECT
        return (400, {"error": "unknown project"}) if has_unknown_id and response[0] == 200 else response

    monkeypatch.setattr(MiraMace, "__call__", call)
    assert server.check("--writes", "generated", "--yes") == ExitStatus.PASSED
    assert server.check("--writes", "generated", "--yes", "--fixtures", fixtures) == ExitStatus.PASSED


@pytest.mark.slow
def test_generated_write_is_not_retried_after_a_dropped_connection(fixtures: str, server: RecordingServer) -> None:
    def close_connection(handler: Any, response: Response) -> Response:
        server.record(handler, response)
        if handler.command == "POST" and len(server.requests) % 5 == 0:
            handler.connection.shutdown(socket.SHUT_RDWR)
        return response

    with run_server("miramace", close_connection) as server.url:
        server.check("--writes", "generated", "--yes", "--operation", "create_task", "--max-examples", "4")
    ids = [request.headers["X-Schemathesis-TestCaseId"] for request in server.requests if request.is_write]
    assert len(ids) > 50
    assert len(ids) == len(set(ids))


def test_generated_writes_without_a_terminal_require_yes(
    server: RecordingServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.check("--writes", "generated") == ExitStatus.USAGE_ERROR
    assert server.url.removeprefix("http://") in capsys.readouterr().err
    assert server.requests == []


@pytest.mark.parametrize("server", ["solum"], indirect=True)
@pytest.mark.parametrize(("response", "status"), [("n", 2), ("", 2), ("\x04", 2), ("y", 0)])
def test_generated_writes_are_confirmed_on_a_terminal(
    server: RecordingServer,
    response: str,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typing, terminal = pty.openpty()
    with os.fdopen(typing, "wb", buffering=0) as keyboard, os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        keyboard.write(f"{response}\n".encode() if response != "\x04" else b"\x04")
        assert server.check("--writes", "generated", "--operation", "create_webhook", "--max-examples", "1") == status
    assert server.url.removeprefix("http://") in capsys.readouterr().err
    assert bool(server.requests) == (response == "y")


@pytest.mark.parametrize("server", ["solum"], indirect=True)
@pytest.mark.parametrize(
    ("mode", "status"), [(("none",), 3), (("documented",), 0), (("generated", "--yes"), 0)], ids=lambda mode: str(mode)
)
def test_write_only_api_passes_with_writes(
    server: RecordingServer, mode: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    specs, fixtures = write_only_specs(tmp_path / "specs"), tmp_path / "solum.toml"
    fixtures.write_text(FIXTURES[FIXTURES.index("[solum") :])
    assert server.check("--specs", str(specs), "--writes", *mode, "--fixtures", str(fixtures)) == status


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("mode", [("documented",), ("generated", "--yes")], ids=["documented", "generated"])
def test_report_of_writes_is_redacted_and_replays_to_the_same_verdict(
    server: RecordingServer, mode: tuple[str, ...], fixtures: str, tmp_path: Path
) -> None:
    arguments = ("--fixtures", fixtures, "--report", str(tmp_path / "out"), "--quiet")
    assert server.check("--writes", *mode, *arguments) == ExitStatus.PASSED
    for file in (tmp_path / "out").iterdir():
        text = file.read_text()
        assert not [value for value in (NUMBER[1:], PROJECT, PATIENT, KEY) if value in text], file
    assert main(["check", "miramace", "--har", str(tmp_path / "out" / "traffic.har")]) == ExitStatus.PASSED
