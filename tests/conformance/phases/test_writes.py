"""What a server elsewhere is sent that writes: nothing, the documented once, or what is made up and calls nobody."""

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
from caretasks.openapi.operation.security import INVENTED
from tests.servers.conforming import CALL_REQUEST, KEY, SERVERS, Answer, MiraMace, serving
from tests.servers.listening import Came, Server, listening

NUMBER = "+12125550177"
PROJECT = "11111111-1111-4111-8111-111111111111"
PATIENT = "22222222-2222-4222-8222-222222222222"
PAGES = ("5555555555", "4155555556")  # the numbers on the page, without their prefix
FIXTURES = f"""
[miramace.create_task]
phone_number = "{NUMBER}"
project_id = "{PROJECT}"
patient_id = "{PATIENT}"

[solum.create_task]
assigned_user_ids = ["our-user"]
created_by_id = "our-user"
"""
WRITING = ("miramace", "solum")
_MANY_DIGITS = re.compile(r"\d(?:[\s().\-/]*\d){6,}")
_FICTION = re.compile(r"\+?1[2-9]\d\d55501\d\d")
_FORMED = re.compile(r"[0-9a-fA-F-]{36}|\d{4}-\d\d-\d\d([Tt ].*)?")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for api in SERVERS:
        monkeypatch.setenv(f"{api.upper()}_API_KEY", KEY)
    monkeypatch.setenv("UNPOD_ORG_HANDLE", "clinic")
    monkeypatch.setenv("MAXCARE_ORGANIZATION_ID", "clinic")


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with listening(getattr(request, "param", "miramace")) as server:
        yield server


@pytest.fixture
def fixtures(tmp_path: Path) -> str:
    file = tmp_path / "clinic.toml"
    file.write_text(FIXTURES)
    return str(file)


on_writing = pytest.mark.parametrize("server", WRITING, indirect=True)


def verdicts(text: str) -> dict[str, tuple[str, str | None]]:
    """The verdict of each fact at `create_task`, and why it was not exercised."""
    operations = json.loads(text)["apis"][0]["operations"]
    facts = next(each["facts"] for each in operations if each["id"] == "create_task")
    return {fact["id"]: (fact["verdict"], fact["reason"]) for fact in facts}


# none


@pytest.mark.parametrize(
    ("server", "keys"),
    [
        (
            "miramace",
            [None, f"Bearer {INVENTED}", INVENTED, f"Token {INVENTED}"],
        ),
        ("solum", [None, INVENTED, f"Bearer {INVENTED}"]),
    ],
    indirect=["server"],
)
def test_by_default_a_write_gets_its_probes_and_nothing_else(server: Server, keys: list[str | None]) -> None:
    server.check("--max-examples", "30")
    came = [each for each in server.came if each.writes]
    assert [each.headers.get("Authorization") or each.headers.get("X-API-Key") for each in came] == keys
    assert {(each.method, each.body) for each in came} == {("POST", "{}")}


@pytest.mark.parametrize("server", ["solum"], indirect=True)
@pytest.mark.parametrize(("status", "verdict"), [(401, "kept"), (400, "not exercised"), (422, "not exercised")])
def test_a_probe_is_judged_by_a_refusal_of_the_key_alone(
    server: Server, status: int, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.always = status, {"detail": {"message": "no"}}
    assert server.check("--json") == ExitStatus.INCONCLUSIVE
    assert verdicts(capsys.readouterr().out)["SO-02"][0] == verdict


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_a_probe_that_is_refused_for_its_body_tells_nothing_though_a_whole_one_is_served(
    server: Server, fixtures: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers = [(422, {"detail": {"message": "no"}})] * 3
    arguments = ["--writes", "documented", "--fixtures", fixtures, "--json"]
    assert server.check(*arguments) == ExitStatus.NOTHING_BROKEN
    assert verdicts(capsys.readouterr().out)["SO-02"][0] == "not exercised"


# documented


@on_writing
@pytest.mark.parametrize("depth", [(), ("--max-examples", "30")], ids=["shallow", "deep"])
def test_a_documented_write_is_sent_once_in_a_run(server: Server, fixtures: str, depth: tuple[str, ...]) -> None:
    assert server.check("--writes", "documented", "--fixtures", fixtures, *depth) == ExitStatus.NOTHING_BROKEN
    assert [(came.method, came.path) for came in server.written] == [
        ("POST", "/v1/task" if server.api == "miramace" else "/v1/tasks")
    ]


def test_a_documented_write_is_sent_once_at_the_default_depth(server: Server, fixtures: str) -> None:
    arguments = ["--writes", "documented", "--fixtures", fixtures]
    assert main(["check", server.api, "--url", server.url, *arguments]) == ExitStatus.NOTHING_BROKEN
    assert len(server.written) == 1


def test_it_carries_the_users_own_values_and_a_fictional_number_elsewhere(server: Server, fixtures: str) -> None:
    server.check("--writes", "documented", "--fixtures", fixtures)
    body = server.written[0].data
    assert (body["phone_number"], body["project_id"], body["patient_id"]) == (NUMBER, PROJECT, PATIENT)
    assert body["task"] == "Schedule a follow-up appointment with Dr. Smith for next week"
    assert _FICTION.fullmatch(body["task_data"]["referral"]["phone_number"])


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_an_id_that_the_user_has_not_given_is_left_out(server: Server, fixtures: str) -> None:
    server.check("--writes", "documented", "--fixtures", fixtures)
    body = server.written[0].data
    assert body["assigned_user_ids"] == ["our-user"]
    assert not {"call_id", "fax_id", "assistant_id", "session_id", "patient_id"} & body.keys()


def test_all_rules_and_checks_share_its_answer(
    server: Server, fixtures: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server.check("--writes", "documented", "--fixtures", fixtures, "--json")
    found = verdicts(capsys.readouterr().out)
    assert {found[id_][0] for id_ in ("MM-15", "MM-16", "MM-17", "MM-20", "MM-21")} == {"kept"}


def test_a_task_that_is_not_read_back_is_broken(
    server: Server, fixtures: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "change", lambda handler, answer: answer)

    def forget(handler: Any, answer: Answer) -> Answer:
        return (answer[0], {"id": PROJECT}) if handler.command == "POST" and answer[0] == 200 else answer

    with serving("miramace", forget) as server.url:
        assert server.check("--writes", "documented", "--fixtures", fixtures, "--json") == ExitStatus.BROKEN
    assert verdicts(capsys.readouterr().out)["MM-21"][0] == "broken"


@on_writing
def test_without_the_users_own_values_it_is_not_sent_and_that_is_told(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = {
        "miramace": "--fixtures lacks phone_number, project_id, patient_id",
        "solum": "--fixtures lacks assigned_user_ids, created_by_id",
    }[server.api]
    status = ExitStatus.NOTHING_BROKEN if server.api == "miramace" else ExitStatus.INCONCLUSIVE
    assert server.check("--writes", "documented") == status
    assert server.written == []
    assert f"not exercised ({lacking}, " in capsys.readouterr().out
    server.check("--writes", "documented", "--json")
    found = verdicts(capsys.readouterr().out)
    assert {reason for verdict, reason in found.values() if verdict == "not exercised"} >= {lacking}


def test_only_what_is_lacking_is_named(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "some.toml").write_text(f'[miramace.create_task]\nphone_number = "{NUMBER}"\n')
    server.check("--writes", "documented", "--fixtures", str(tmp_path / "some.toml"))
    assert "(--fixtures lacks project_id, patient_id, " in capsys.readouterr().out


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_a_write_is_not_sent_again_when_the_server_is_busy(server: Server, fixtures: str) -> None:
    server.always = 503, {"detail": {"message": "later"}}
    assert server.check("--writes", "documented", "--fixtures", fixtures) == ExitStatus.INCONCLUSIVE
    assert len(server.written) == 1


@pytest.mark.parametrize("server", ["solum"], indirect=True)
def test_a_write_that_is_not_answered_is_inconclusive_and_not_sent_again(
    fixtures: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    def hang_up(handler: Any, answer: Answer) -> Answer:
        server.change(handler, answer)
        if KEY in str(handler.headers) and handler.command == "POST":
            handler.connection.shutdown(socket.SHUT_RDWR)
        return answer

    with serving("solum", hang_up) as server.url:
        assert server.check("--writes", "documented", "--fixtures", fixtures) == ExitStatus.INCONCLUSIVE
    assert "the documented write was not answered" in capsys.readouterr().out
    assert len(server.written) == 1


@pytest.mark.parametrize(
    "text",
    [
        'phone_number = "+15555555555"',
        'task_data = {referral = {phone_number = "+14155555556"}}',
    ],
)
@pytest.mark.parametrize("writes", ["none", "documented", "generated"])
def test_a_pages_own_number_is_refused_as_the_users(
    server: Server, text: str, writes: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.toml").write_text(f"[miramace.create_task]\n{text}\n")
    arguments = ("--writes", writes, "--yes", "--fixtures", str(tmp_path / "page.toml"))
    assert server.check(*arguments) == ExitStatus.USAGE
    assert "the page's own number" in capsys.readouterr().err
    assert server.came == []


# generated


def numbers(value: Any, *, here: bool = False) -> Iterator[str]:
    """The texts where telephone numbers are, and elsewhere those that have as many digits as one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from numbers(inner, here=here or "phone" in name.lower())
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, here=here)
    elif here and not isinstance(value, bool) and len(re.findall(r"\d", str(value))) > 2:
        yield str(value)
    elif isinstance(value, str) and not _FORMED.fullmatch(value):
        yield from (found[0] for found in _MANY_DIGITS.finditer(value))


def bodies(came: list[Came]) -> list[Any]:
    return [each.data for each in came if each.writes and each.body]


@on_writing
@pytest.mark.parametrize("seed", ["1", "2"])
@pytest.mark.parametrize("given", [True, False], ids=["given", "not given"])
def test_every_made_up_number_is_fictional(server: Server, seed: str, given: bool, fixtures: str) -> None:
    arguments = ("--fixtures", fixtures) if given else ()
    depth = ("--max-examples", "30", "--seed", seed)
    assert server.check("--writes", "generated", "--yes", *depth, *arguments) == ExitStatus.NOTHING_BROKEN
    found = {number for body in bodies(server.came) for number in numbers(body)} - {NUMBER}
    assert not {number for number in found if not _FICTION.fullmatch(number)}
    assert len(server.written) > 50
    if server.api == "miramace":
        assert len(found) > 1


@pytest.mark.parametrize("mode", [(), ("--writes", "documented"), ("--writes", "generated", "--yes")])
@pytest.mark.parametrize("given", [True, False], ids=["given", "not given"])
def test_no_number_of_the_page_is_ever_sent(server: Server, mode: tuple[str, ...], given: bool, fixtures: str) -> None:
    server.check(*mode, *(("--fixtures", fixtures) if given else ()))
    assert server.came
    assert not [came for came in server.came for number in PAGES if number in came.body + came.path]


def test_invalid_numbers_are_still_tried(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    def take_any(handler: Any, answer: Answer) -> Answer:
        try:
            body = json.loads(handler.content)
            wrong = not CALL_REQUEST(body) and CALL_REQUEST({**body, "phone_number": NUMBER})
        except (ValueError, TypeError, KeyError):
            wrong = False
        return (200, {"id": "123e4567-e89b-12d3-a456-426614174002"}) if wrong and answer[0] == 400 else answer

    with serving("miramace", take_any) as server.url:
        assert server.check("--writes", "generated", "--yes", "--json") == ExitStatus.BROKEN
    assert verdicts(capsys.readouterr().out)["MM-16"][0] == "broken"


def test_valid_requests_carry_the_users_own_values_and_invalid_ones_not_their_number(
    server: Server, fixtures: str
) -> None:
    server.check("--writes", "generated", "--yes", "--fixtures", fixtures)
    sent = bodies(server.written)
    keyed = bodies([came for came in server.written if came.headers.get("Authorization") == f"Bearer {KEY}"])
    valid = [body for body in keyed if CALL_REQUEST(body)]
    assert len(valid) > 10
    assert {(body["phone_number"], body["project_id"], body["patient_id"]) for body in valid} == {
        (NUMBER, PROJECT, PATIENT)
    }
    assert not [body for body in sent if body not in valid and NUMBER in json.dumps(body)]


def test_a_refusal_where_the_users_own_values_are_not_known_breaks_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, fixtures: str
) -> None:
    known = MiraMace.__call__

    def call(self: MiraMace, method: str, path: str, query: Any, headers: Any, body: Any) -> Answer:
        answer = known(self, method, path, query, headers, body)
        others = method == "POST" and isinstance(body, dict) and body.get("project_id") != PROJECT
        return (400, {"error": "no project of yours"}) if others and answer[0] == 200 else answer

    monkeypatch.setattr(MiraMace, "__call__", call)
    assert server.check("--writes", "generated", "--yes") == ExitStatus.NOTHING_BROKEN
    assert server.check("--writes", "generated", "--yes", "--fixtures", fixtures) == ExitStatus.NOTHING_BROKEN


def test_a_made_up_write_is_not_sent_again_over_a_dropped_connection(fixtures: str, server: Server) -> None:
    def hang_up(handler: Any, answer: Answer) -> Answer:
        server.change(handler, answer)
        if handler.command == "POST" and len(server.came) % 5 == 0:
            handler.connection.shutdown(socket.SHUT_RDWR)
        return answer

    with serving("miramace", hang_up) as server.url:
        server.check("--writes", "generated", "--yes")
    ids = [came.headers["X-Schemathesis-TestCaseId"] for came in server.came if came.writes]
    assert len(ids) > 50
    assert len(ids) == len(set(ids))


def test_without_a_terminal_it_takes_a_word_on_the_command_line(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.check("--writes", "generated") == ExitStatus.USAGE
    assert server.url.removeprefix("http://") in capsys.readouterr().err
    assert server.came == []


@pytest.mark.parametrize(("word", "status"), [("n", 2), ("", 2), ("\x04", 2), ("y", 0)])
def test_on_a_terminal_it_is_asked_and_the_host_is_named(
    server: Server, word: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typing, terminal = pty.openpty()
    with os.fdopen(typing, "wb", buffering=0) as keyboard, os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        keyboard.write(f"{word}\n".encode() if word != "\x04" else b"\x04")
        assert server.check("--writes", "generated", "--max-examples", "1") == status
    assert server.url.removeprefix("http://") in capsys.readouterr().err
    assert bool(server.came) == (word == "y")


@pytest.mark.parametrize("server", ["solum"], indirect=True)
@pytest.mark.parametrize(
    ("mode", "status"), [(("none",), 3), (("documented",), 0), (("generated", "--yes"), 0)], ids=lambda mode: str(mode)
)
def test_an_api_that_only_writes_has_a_verdict_once_something_is_written(
    server: Server, mode: tuple[str, ...], status: int, fixtures: str
) -> None:
    assert server.check("--writes", *mode, "--fixtures", fixtures) == status


@pytest.mark.parametrize("mode", [("documented",), ("generated", "--yes")], ids=["documented", "generated"])
def test_the_report_of_writes_has_none_of_the_users_values_and_comes_to_the_same_verdict(
    server: Server, mode: tuple[str, ...], fixtures: str, tmp_path: Path
) -> None:
    arguments = ("--fixtures", fixtures, "--report", str(tmp_path / "out"), "--quiet")
    assert server.check("--writes", *mode, *arguments) == ExitStatus.NOTHING_BROKEN
    for file in (tmp_path / "out").iterdir():
        text = file.read_text()
        assert not [value for value in (NUMBER[1:], PROJECT, PATIENT, KEY) if value in text], file
    assert main(["check", "miramace", "--har", str(tmp_path / "out" / "traffic.har")]) == ExitStatus.NOTHING_BROKEN
