"""Nothing private is in anything that a check shows or leaves behind: strings are planted wherever it may stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest

from caretasks.cli import main
from caretasks.conformance.model import Recorded
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic.redaction import Hiding
from caretasks.openapi.catalog import Catalogue
from tests.conformance.traffic.test_replay import entry

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
TRACES = [str(value) for value in PLANTED.values()] + [KEY, "Planted", "planted", "PLANTED"]
TASK = "123e4567-e89b-12d3-a456-426614174002"


def everywhere() -> dict[str, Any]:
    """What no document describes: names and values of each kind."""
    return {"PLANTEDNAME": dict(PLANTED), "notes": [*PLANTED.values()]}


SENSITIVE_CALL = {
    "id": PLANTED["word"],
    "patient_id": PLANTED["uuid"],
    "status": [PLANTED["word"]],
    "call_outcome": PLANTED["sentence"],
    "recording_url": PLANTED["uri"],
    "created_at": PLANTED["sentence"],
    "transcripts": [{"role": "user", "content": PLANTED["sentence"], "PLANTEDNAME": PLANTED["date"]}],
    **everywhere(),
}
ANSWERS: dict[str, Any] = {
    "miramace": {
        "id": TASK,
        "patient_id": PLANTED["uuid"],
        "status": PLANTED["word"],
        "task_type": {PLANTED["word"]: PLANTED["word"]},
        "task": PLANTED["sentence"],
        "task_outcome": PLANTED["sentence"],
        "created_at": PLANTED["number"],
        "has_more_calls": PLANTED["sentence"],
        "calls": [SENSITIVE_CALL],
        "echoed": f"you sent {KEY}",
        **everywhere(),
    },
    "unpod": {
        "count": PLANTED["word"],
        "status_code": [PLANTED["number"]],
        "message": {"a": PLANTED["sentence"]},
        "data": [
            {
                "run_id": PLANTED["number"],
                "user_info": {"email": PLANTED["email"], "full_name": PLANTED["sentence"]},
                "input": everywhere(),
                "task": {"objective": PLANTED["sentence"]},
                "output": {
                    "recording_url": PLANTED["uri"],
                    "duration": PLANTED["word"],
                    "post_call_data": everywhere(),
                },
                **everywhere(),
            }
        ],
        **everywhere(),
    },
}
ERROR = {"code": "x", "message": PLANTED["sentence"], "detail": everywhere(), "error": PLANTED["word"]}


@pytest.fixture(params=["json", "error", "html", "truncated"])
def planting(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A server that answers with planted strings in one manner: its URL and the manner."""
    manner: str = request.param

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            keyed = KEY in str(self.headers)
            status = 200 if keyed and manner != "error" else 400 if keyed else 401
            said = ANSWERS["miramace" if "/v1/" in self.path else "unpod"] if status == 200 else ERROR
            sent = json.dumps(said).encode()
            sent = b"<p>PLANTEDWORD" + sent if manner == "html" else sent[:-1] if manner == "truncated" else sent
            self.send_response(status, "PLANTEDWORD")
            self.send_header("Content-Type", "text/html" if manner == "html" else "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.send_header("X-Patient", str(PLANTED["sentence"]))
            self.send_header("Set-Cookie", f"session={PLANTED['word']}; Path=/")
            self.send_header("Server", str(PLANTED["word"]))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(sent)

        do_GET = do_HEAD = do_POST = do_OPTIONS = handle_any  # noqa: N815 - so named by http.server

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", manner
        server.shutdown()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("MIRAMACE_API_KEY", "UNPOD_API_KEY"):
        monkeypatch.setenv(variable, KEY)
    monkeypatch.setenv("UNPOD_ORG_HANDLE", "PLANTEDHANDLE")


def left_behind(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """All that was printed and written."""
    told = capsys.readouterr()
    files = {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}
    return {"stdout": told.out, "stderr": told.err, **files}


def traces(said: dict[str, str]) -> set[tuple[str, str]]:
    return {(where, trace) for where, text in said.items() for trace in TRACES if trace in text}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["table", "json"])
@pytest.mark.parametrize("api", ["miramace", "unpod"])
def test_nothing_planted_is_shown_or_left_behind(
    api: str,
    form: tuple[str, ...],
    planting: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path.parent / "clinic.toml").write_text(
        f'[unpod.get_run_tasks]\nspace_token = "PLANTEDSPACE"\nrun_id = "PLANTEDRUN"\n'
        f'[miramace.get_task]\ntask_id = "{PLANTED["uuid"]}"\n'
    )
    arguments = ["--max-examples", "3", "--report", "out", "--fixtures", str(tmp_path.parent / "clinic.toml"), *form]
    assert main(["check", api, "--url", planting[0], *arguments]) == ExitStatus.BROKEN
    said = left_behind(tmp_path, capsys)
    assert len(said) == 6
    assert not traces(said)


def test_reveal_shows_all_but_the_key(
    tmp_path: Path, planting: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "miramace", "--url", planting[0], "--max-examples", "1", "--report", str(tmp_path), "--reveal"])
    said = left_behind(tmp_path, capsys)
    assert "--reveal" in said["stderr"]
    assert "PLANTEDWORD" in said["traffic.har"]
    assert not [where for where, text in said.items() if KEY in text]


def test_what_is_hidden_in_a_write_is_hidden_in_what_is_read_back() -> None:
    api, server = Catalogue().load("miramace"), "https://api.miramace.com"
    hiding = Hiding(Target(api, server, "", KEY))
    both = json.dumps(dict.fromkeys(("project_id", "patient_id"), PLANTED["uuid"])).encode()
    write = Recorded("POST", f"{server}/v1/task", (), both, 200, "", (), b"{}", {"known": False})
    read = Recorded("GET", f"{server}/v1/task/{TASK}", (), None, 200, "", (), both, {"asked_by_a_check": True})
    sent = hiding.exchange(write, api.operation("create_task"), ours=True).body
    answered = hiding.exchange(read, api.operation("get_task"), ours=True).content
    assert json.loads(answered or b"") == json.loads(sent or b"")
    assert str(PLANTED["uuid"]) not in str(answered)


def test_nothing_of_traffic_recorded_elsewhere_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = {
        "task_type": PLANTED["word"],
        "task": PLANTED["sentence"],
        "phone_number": PLANTED["phone"],
        "project_id": PLANTED["word"],
        "patient_id": PLANTED["uuid"],
        "task_data": {"referral": {"name": PLANTED["sentence"], "phone_number": PLANTED["phone"]}},
        **everywhere(),
    }
    headers = {"Authorization": f"Bearer {KEY}", "Cookie": "PLANTEDWORD=1", "X-Who": "PLANTEDWORD"}
    entries = [
        entry("POST", "https://api.miramace.com/v1/task?who=PLANTEDWORD", 200, {"id": "PLANTEDWORD"}, body, headers),
        entry("GET", f"https://api.miramace.com/v1/task/PLANTEDWORD?{PLANTED['word']}", 200, ANSWERS["miramace"]),
        entry("GET", f"https://api.miramace.com/v1/task/{TASK}", 500, ERROR),
    ]
    (tmp_path / "traffic.har").write_text(json.dumps({"log": {"entries": entries}}))
    arguments = ["--har", str(tmp_path / "traffic.har"), "--report", str(tmp_path / "out")]
    assert main(["check", "miramace", *arguments]) == ExitStatus.BROKEN
    said = left_behind(tmp_path / "out", capsys)
    assert "curl" in said["stdout"]
    assert '-H "Authorization: Bearer $MIRAMACE_API_KEY"' in said["stdout"]
    assert not traces(said)


@pytest.mark.parametrize("notes", [{"known": True}, {"known": True, "probe": "without a key"}])
def test_a_recording_that_calls_itself_ours_is_masked_as_any(
    notes: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    recorded = entry("GET", f"https://api.miramace.com/v1/task/{TASK}", 200, ANSWERS["miramace"], headers=headers)
    recorded["comment"] = json.dumps({"caretasks": notes})
    (tmp_path / "traffic.har").write_text(json.dumps({"log": {"entries": [recorded]}}))
    arguments = ["--har", str(tmp_path / "traffic.har"), "--report", str(tmp_path / "out")]
    assert main(["check", "miramace", *arguments]) == ExitStatus.BROKEN
    assert not traces(left_behind(tmp_path / "out", capsys))


def test_a_key_is_hidden_in_every_spelling_of_an_answer(tmp_path: Path) -> None:
    target = Target(Catalogue().load("miramace"), "http://127.0.0.1", "", "kEy/of+the==user")
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in target.key)
    spelled = [*target.key_spellings, target.key.lower(), quote(target.key), escaped]
    said = "[" + ",".join(f'"{text}"' for text in spelled) + "]"
    answered = (("X-Echo", quote(target.key)), (target.key, "any"))
    url = f"http://127.0.0.1/v1/task/{TASK}"
    recorded = Recorded("GET", url, (), None, 200, f"OK {target.key}", answered, said.encode())
    kept = Hiding(target, reveal=True).exchange(recorded, target.api.operation("get_task"), ours=True)
    texts = {kept.reason, *(text for pair in kept.answered for text in pair), *json.loads(kept.content or b"")}
    assert not [text for text in texts if any(each.lower() in text.lower() for each in target.key_spellings)]
    assert len(json.loads(kept.content or b"")) == len(spelled)


def test_a_value_that_puts_a_path_out_of_its_places_is_masked() -> None:
    target = replace(Target(Catalogue().load("unpod"), "http://127.0.0.1", "", KEY), private=("PLANTEDSPACE",))
    url = "http://127.0.0.1/base/api/v2/platform/spaces/PLANTEDSPACE/runs/PLANTED/RUN/tasks/"
    recorded = Recorded("GET", url, (), None, 404, "", (), b"{}")
    kept = Hiding(target).exchange(recorded, target.api.operation("get_run_tasks"), ours=True)
    assert kept.url.startswith("http://127.0.0.1/base/api/")
    assert "PLANTED" not in kept.url
