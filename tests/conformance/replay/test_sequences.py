"""`caretasks replay` of findings that one response does not show: other requests decide what it means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.replay.command import ReplayStatus
from caretasks.core import interrupts
from tests.servers.conforming import KEY, Response, run_server

# `make check` leaves these out: they run a whole check.
pytestmark = pytest.mark.slow

NOTE = {"type": "object", "required": ["id", "text"], "properties": {"id": {}, "text": {"type": "string"}}}
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
NOTHING = {"description": ""}
CONTENT = {"description": "", "content": {"application/json": {"schema": NOTE}}}
LINKS = {name: {"operationId": name, "parameters": {"id": "$response.body#/id"}} for name in ("read", "remove")}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1"},
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    "security": [{"key": []}],
    "paths": {
        "/notes": {
            "post": {
                "operationId": "create",
                "requestBody": {"required": True, "content": {"application/json": {"schema": TEXT}}},
                "responses": {"201": {**CONTENT, "links": LINKS}, "400": NOTHING, "401": NOTHING},
            }
        },
        "/notes/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"operationId": "read", "responses": {"200": CONTENT, "401": NOTHING, "404": NOTHING}},
            "delete": {"operationId": "remove", "responses": {"204": NOTHING, "401": NOTHING, "404": NOTHING}},
        },
    },
}


class Notes:
    """A server that keeps deleted notes and accepts any key for a read, until it is fixed."""

    def __init__(self) -> None:
        self.notes: dict[str, dict[str, Any]] = {}
        self.is_fixed = False
        self.is_read_only = False

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        id_ = path.removeprefix("/notes/")
        needs_key = self.is_fixed or method != "GET" or "X-Key" not in headers
        if needs_key and headers.get("X-Key") != KEY:
            return 401, {}
        if method == "POST":
            if not isinstance(body, dict) or not isinstance(body.get("text"), str):
                return 400, {}
            note = {"id": f"note-{len(self.notes) + 1}", "text": body["text"]}
            self.notes[note["id"]] = note
            return 201, note
        if id_ not in self.notes or (method == "DELETE" and self.is_read_only):
            return 404, {}
        if method == "GET":
            return 200, self.notes[id_]
        if self.is_fixed:
            del self.notes[id_]
        return 204, None


@pytest.fixture(scope="module")
def server() -> Notes:
    return Notes()


@pytest.fixture(scope="module")
def url(server: Notes) -> Iterator[str]:
    with run_server("notes", server=server) as origin:
        yield origin


@pytest.fixture(autouse=True)
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_API_KEY", KEY)
    monkeypatch.setattr(interrupts, "sleep", lambda seconds: None)


@pytest.fixture(scope="module")
def numbers(url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, int]]:
    """The report of the server with the number of each finding, by the check."""
    directory = tmp_path_factory.mktemp("replay")
    (directory / "notes.json").write_text(json.dumps(DOCUMENT))
    options = ["--writes", "generated", "--yes", "-n", "5", "--report", str(directory), "--quiet"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOTES_API_KEY", KEY)
        patch.setattr(interrupts, "sleep", lambda seconds: None)
        main(["check", str(directory / "notes.json"), "--url", url, *options])
    report = json.loads((directory / "report.json").read_text())
    found = [each for operation in report["apis"][0]["operations"] for each in operation["failures"]]
    return {each["check"]: (directory, each["number"]) for each in found}


def replay(numbers: dict[str, tuple[Path, int]], check: str, url: str) -> int:
    directory, number = numbers[check]
    names = [str(directory / "report.json"), str(number), str(directory / "notes.json")]
    return main(["replay", *names, "--url", url, "--writes", "generated", "--yes"])


@pytest.mark.parametrize("check", ["authentication", "deletion"])
def test_finding_that_other_requests_have_shown_still_fails(
    check: str, numbers: dict[str, tuple[Path, int]], url: str
) -> None:
    assert replay(numbers, check, url) == ReplayStatus.STILL_FAILS


@pytest.mark.parametrize("check", ["authentication", "deletion"])
def test_finding_that_other_requests_have_shown_no_longer_fails_if_fixed(
    check: str, numbers: dict[str, tuple[Path, int]], url: str, server: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "is_fixed", True)
    assert replay(numbers, check, url) == ReplayStatus.NO_LONGER_FAILS


def test_response_with_which_the_check_cannot_be_made_exits_3(
    numbers: dict[str, tuple[Path, int]],
    url: str,
    server: Notes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(server, "is_read_only", True)
    assert replay(numbers, "deletion", url) == ReplayStatus.NOT_SENT
    assert "the response shows nothing: status 404; the check needs another response" in capsys.readouterr().err
