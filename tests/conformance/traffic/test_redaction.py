"""Redaction of output, reports and recordings: planted private strings occur in none of them.

The servers and recordings here have planted strings at every kind of location that is sensitive or undocumented. The
wrong value of a documented property that is not sensitive is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic.redaction import ExchangeRedactor
from caretasks.core.http import Exchange, Request, Response
from tests.bundled_apis import load_api
from tests.conformance.traffic.test_replay import har_entry

KEY = "sk-planted-key-1a2b3c4d5e6f"
PLANTED = {
    "word": "PLANTEDWORD",
    "uuid": "9d2f4c1e-7a3b-4e5d-8f60-a1b2c3d4e5f6",
    "phone": "+12125550187",
    "email": "planted.person@clinic.example",
    "uri": "https://clinic.example/recordings/planted.mp3",
    "number": 918273645546372,
    "date": "1961-07-23",
    "sentence": "Jane Planted, 12 Elm Street, called",
}
PLANTED_STRINGS = [str(value) for value in PLANTED.values()] + [KEY, "Planted", "planted", "PLANTED"]
TASK_ID = "123e4567-e89b-12d3-a456-426614174002"


def undocumented_values() -> dict[str, Any]:
    """Return names and values of each kind that no spec describes."""
    return {"PLANTEDNAME": dict(PLANTED), "notes": [*PLANTED.values()]}


SENSITIVE_CALL = {
    "id": "x",
    "patient_id": PLANTED["uuid"],
    "status": [PLANTED["word"]],
    "call_outcome": PLANTED["sentence"],
    "recording_url": PLANTED["uri"],
    "created_at": "yesterday",
    "transcripts": [{"role": "user", "content": PLANTED["sentence"], "PLANTEDNAME": PLANTED["date"]}],
    **undocumented_values(),
}
RESPONSES: dict[str, Any] = {
    "miramace": {
        "id": TASK_ID,
        "patient_id": PLANTED["uuid"],
        "status": "DONE",
        "task_type": {PLANTED["word"]: PLANTED["word"]},
        "task": PLANTED["sentence"],
        "task_outcome": PLANTED["sentence"],
        "created_at": 5,
        "has_more_calls": "yes",
        "calls": [SENSITIVE_CALL],
        "echoed": f"you sent {KEY}",
        **undocumented_values(),
    },
    "unpod": {
        "count": "two",
        "status_code": [PLANTED["number"]],
        "message": {"a": PLANTED["sentence"]},
        "data": [
            {
                "run_id": 5,
                "user_info": {"email": PLANTED["email"], "full_name": PLANTED["sentence"]},
                "input": undocumented_values(),
                "task": {"objective": PLANTED["sentence"]},
                "output": {
                    "recording_url": PLANTED["uri"],
                    "duration": "long",
                    "post_call_data": undocumented_values(),
                },
                **undocumented_values(),
            }
        ],
        **undocumented_values(),
    },
}
ERROR_BODY = {"code": "x", "message": PLANTED["sentence"], "detail": undocumented_values(), "error": PLANTED["word"]}


@pytest.fixture(params=["json", "error", "html", "truncated"])
def planted_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The base URL of a server that returns planted strings in one kind of response."""
    kind: str = request.param

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            has_key = KEY in str(self.headers)
            status = (200 if kind != "error" else 400) if has_key else 401
            status = 404 if "/unknown-" in self.path else status
            data = RESPONSES["miramace" if "/v1/" in self.path else "unpod"] if status == 200 else ERROR_BODY
            body = json.dumps(data).encode()
            if kind == "html":
                body = b"<p>PLANTEDWORD" + body
            elif kind == "truncated":
                body = body[:-1]
            self.send_response(status, "PLANTEDWORD")
            self.send_header("Content-Type", "text/html" if kind == "html" else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Patient", str(PLANTED["sentence"]))
            self.send_header("Set-Cookie", f"session={PLANTED['word']}; Path=/")
            self.send_header("Server", str(PLANTED["word"]))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_POST = do_OPTIONS = handle_any  # noqa: N815 - http.server looks for these names

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(autouse=True)
def set_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("MIRAMACE_API_KEY", "UNPOD_API_KEY"):
        monkeypatch.setenv(variable, KEY)
    monkeypatch.setenv("UNPOD_ORG_HANDLE", "PLANTEDHANDLE")


def collect_output(directory: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return the text of stdout, stderr, and every file in a directory, by name."""
    printed = capsys.readouterr()
    files = {path.name: path.read_text() for path in directory.rglob("*") if path.is_file()}
    return {"stdout": printed.out, "stderr": printed.err, **files}


def find_planted(outputs: dict[str, str]) -> set[tuple[str, str]]:
    """Return each planted string that an output contains, with the name of the output."""
    return {(name, planted) for name, text in outputs.items() for planted in PLANTED_STRINGS if planted in text}


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("output_options", [(), ("--json",)], ids=["table", "json"])
@pytest.mark.parametrize("api", ["miramace", "unpod"])
def test_output_and_reports_contain_no_private_string(
    api: str,
    output_options: tuple[str, ...],
    planted_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path.parent / "clinic.toml").write_text(
        f'[unpod.get_run_tasks]\nspace_token = "PLANTEDSPACE"\nrun_id = "PLANTEDRUN"\n'
        f'[miramace.get_task]\ntask_id = "{PLANTED["uuid"]}"\n'
    )
    arguments = [
        "--max-examples",
        "3",
        "--report",
        "out",
        "--fixtures",
        str(tmp_path.parent / "clinic.toml"),
        *output_options,
    ]
    assert main(["check", api, "--url", planted_url, *arguments]) == ExitStatus.FAILED
    outputs = collect_output(tmp_path, capsys)
    assert len(outputs) == 6
    assert not find_planted(outputs)


@pytest.mark.slow
def test_reveal_redacts_the_key_only(tmp_path: Path, planted_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "miramace", "--url", planted_url, "--max-examples", "1", "--report", str(tmp_path), "--reveal"])
    outputs = collect_output(tmp_path, capsys)
    assert "--reveal" in outputs["stderr"]
    assert "PLANTEDWORD" in outputs["traffic.har"]
    assert not [name for name, text in outputs.items() if KEY in text]


@pytest.mark.parametrize("sent_by_check", [True, False])
def test_value_of_a_write_is_redacted_in_the_follow_up_read_as_in_the_write(sent_by_check: bool) -> None:
    api, server = load_api("miramace"), "https://api.miramace.com"
    redactor = ExchangeRedactor(Target(api, server, "", KEY), sent_by_check=sent_by_check)
    body = json.dumps(dict.fromkeys(("project_id", "patient_id"), PLANTED["uuid"])).encode()
    json_header = (("Content-Type", "application/json"),)
    write = Exchange(Request("POST", f"{server}/v1/task", (), body), Response(200), notes={"known": False})
    read = Exchange(
        Request("GET", f"{server}/v1/task/{TASK_ID}"), Response(200, json_header, body), notes={"sent_by_check": True}
    )
    sent = redactor.redact_exchange(write, api.get_operation("create_task")).request
    received = redactor.redact_exchange(read, api.get_operation("get_task")).response
    assert received is not None
    assert received.json == sent.json
    assert (str(PLANTED["uuid"]) in str(received.body)) == sent_by_check  # the check has generated it


def test_recording_by_another_program_is_redacted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = {
        "task_type": PLANTED["word"],
        "task": PLANTED["sentence"],
        "phone_number": PLANTED["phone"],
        "project_id": PLANTED["word"],
        "patient_id": PLANTED["uuid"],
        "task_data": {"referral": {"name": PLANTED["sentence"], "phone_number": PLANTED["phone"]}},
        **undocumented_values(),
    }
    headers = {"Authorization": f"Bearer {KEY}", "Cookie": "PLANTEDWORD=1", "X-Who": "PLANTEDWORD"}
    entries = [
        har_entry(
            "POST", "https://api.miramace.com/v1/task?who=PLANTEDWORD", 200, {"id": "PLANTEDWORD"}, body, headers
        ),
        har_entry("GET", f"https://api.miramace.com/v1/task/PLANTEDWORD?{PLANTED['word']}", 200, RESPONSES["miramace"]),
        har_entry("GET", f"https://api.miramace.com/v1/task/{TASK_ID}", 500, ERROR_BODY),
    ]
    (tmp_path / "traffic.har").write_text(json.dumps({"log": {"entries": entries}}))
    arguments = ["--har", str(tmp_path / "traffic.har"), "--report", str(tmp_path / "out")]
    assert main(["check", "miramace", *arguments]) == ExitStatus.FAILED
    outputs = collect_output(tmp_path / "out", capsys)
    assert "curl" in outputs["stdout"]
    assert '-H "Authorization: Bearer $MIRAMACE_API_KEY"' in outputs["stdout"]
    assert not find_planted(outputs)


@pytest.mark.parametrize("notes", [{"known": True}, {"known": True, "probe": "without a key"}])
def test_recording_with_notes_of_a_check_is_redacted_like_any_other(
    notes: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    recorded = har_entry(
        "GET", f"https://api.miramace.com/v1/task/{TASK_ID}", 200, RESPONSES["miramace"], headers=headers
    )
    recorded["comment"] = json.dumps({"caretasks": notes})
    (tmp_path / "traffic.har").write_text(json.dumps({"log": {"entries": [recorded]}}))
    arguments = ["--har", str(tmp_path / "traffic.har"), "--report", str(tmp_path / "out")]
    assert main(["check", "miramace", *arguments]) == ExitStatus.FAILED
    assert not find_planted(collect_output(tmp_path / "out", capsys))


def test_key_is_redacted_in_every_encoding_in_a_response() -> None:
    key = "kEy/of+the==user"
    target = Target(load_api("miramace"), "http://127.0.0.1", "", key)
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in key)
    encodings = [*target.key_encodings, key.lower(), quote(key), escaped]
    body = "[" + ",".join(f'"{text}"' for text in encodings) + "]"
    headers = (("X-Echo", quote(key)), (key, "any"))
    url = f"http://127.0.0.1/v1/task/{TASK_ID}"
    exchange = Exchange(Request("GET", url), Response(200, headers, body.encode(), f"OK {key}"))
    redactor, operation = ExchangeRedactor(target, reveal=True), target.api.get_operation("get_task")
    redacted = redactor.redact_exchange(exchange, operation).response
    assert redacted is not None
    values = json.loads(redacted.body or b"")
    strings = {redacted.reason, *(string for pair in redacted.headers for string in pair), *values}
    assert not [string for string in strings if any(key.lower() in string.lower() for key in target.key_encodings)]
    assert len(values) == len(encodings)


def test_path_segments_shifted_by_a_value_with_a_slash_are_redacted() -> None:
    target = Target(
        load_api("unpod"), "http://127.0.0.1", "", KEY, user_values={("get_runs", "space_id"): ("PLANTEDSPACE",)}
    )
    url = "http://127.0.0.1/base/api/v2/platform/spaces/PLANTEDSPACE/runs/PLANTED/RUN/tasks/"
    exchange = Exchange(Request("GET", url), Response(404, (), b"{}"))
    operation = target.api.get_operation("get_run_tasks")
    redacted = ExchangeRedactor(target, sent_by_check=False).redact_exchange(exchange, operation).request
    assert redacted.url.startswith("http://127.0.0.1/base/api/")
    assert "PLANTED" not in redacted.url
