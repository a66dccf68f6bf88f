"""The documents of `caretasks diff`: files, folders, git revisions, URLs and installed packages, and bad input."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from caretasks.cli import main
from caretasks.core.errors import UsageError
from caretasks.diff.api_changes import compare_documents
from caretasks.diff.documents import Document, NotOpenApiError, read_documents
from caretasks.diff.git_files import UnreadableDocumentError
from tests.client.hostile_server import Exchange, HostileServer
from tests.diff.operation_kinds import DOCUMENT

Pages = dict[str, tuple[int, bytes, dict[str, str]]]
"""The status, the content and the headers by the path."""

CHANGED = deepcopy(DOCUMENT)
CHANGED["components"]["schemas"]["NewTask"]["properties"]["title"]["maxLength"] = 9


def write(path: Path, document: Any) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document) if path.suffix == ".yaml" else json.dumps(document), "utf-8")
    return str(path)


def kinds(documents: tuple[Document, Document]) -> list[str]:
    old, new = documents
    return [change.kind for change in compare_documents(old.api, new.api)]


# --- The same document, written in another way ---


def test_finds_no_change_between_yaml_and_json(tmp_path: Path) -> None:
    assert kinds(read_documents(write(tmp_path / "a.yaml", DOCUMENT), write(tmp_path / "b.json", DOCUMENT))) == []


def test_finds_no_change_between_the_spellings_of_versions(tmp_path: Path) -> None:
    old = document_with(
        "3.0.3",
        {
            "nullable": {"type": "string", "nullable": True},
            "enum": {"type": "string", "nullable": True, "enum": ["a", None]},
            "limit": {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
            "example": {"type": "string", "example": "a"},
            "bytes": {"type": "string", "format": "byte"},
            "reference": {"allOf": [{"$ref": "#/components/schemas/Other"}], "nullable": True},
        },
    )
    new = document_with(
        "3.1.0",
        {
            "nullable": {"type": ["string", "null"]},
            "enum": {"type": ["string", "null"], "enum": ["a", None]},
            "limit": {"type": "integer", "exclusiveMinimum": 0},
            "example": {"type": "string", "examples": ["a"]},
            "bytes": {"type": "string", "contentEncoding": "base64"},
            "reference": {"anyOf": [{"$ref": "#/components/schemas/Other"}, {"type": "null"}]},
        },
    )
    assert kinds(read_documents(write(tmp_path / "a.yaml", old), write(tmp_path / "b.yaml", new))) == []


def document_with(version: str, properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    response = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    return {
        "openapi": version,
        "info": {"title": "Values", "version": "1"},
        "paths": {"/values": {"get": {"operationId": "get", "responses": {"200": response}}}},
        "components": {"schemas": {"Other": {"type": "object", "properties": {"a": {"type": "string"}}}}},
    }


def test_finds_no_change_between_one_file_and_several(tmp_path: Path) -> None:
    split = deepcopy(DOCUMENT)
    split["components"]["schemas"]["Task"] = {"$ref": "schemas/task.yaml"}
    write(tmp_path / "api" / "schemas" / "task.yaml", DOCUMENT["components"]["schemas"]["Task"])
    write(tmp_path / "api" / "openapi.yaml", split)
    assert kinds(read_documents(write(tmp_path / "one.yaml", DOCUMENT), str(tmp_path / "api"))) == []


# --- git ---


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with two commits of `specs/tasks/openapi.yaml`; the current folder is in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "--quiet", "--initial-branch=main")
    for document in (DOCUMENT, CHANGED):
        write(tmp_path / "specs" / "tasks" / "openapi.yaml", document)
        git("add", ".")
        git("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "Change it")
    return tmp_path


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HEAD~1:specs/tasks/openapi.yaml", "HEAD:specs/tasks/openapi.yaml"),
        ("HEAD~1:specs/tasks", "main:specs/tasks"),
        ("HEAD~1", "specs/tasks/openapi.yaml"),
        ("HEAD~1:./specs/tasks/openapi.yaml", "specs/tasks"),
    ],
)
def test_reads_a_git_revision(repository: Path, old: str, new: str) -> None:
    assert kinds(read_documents(old, new)) == ["limit-tightened"]


def test_reads_the_other_files_of_a_git_revision(repository: Path) -> None:
    split = deepcopy(CHANGED)
    split["components"]["schemas"]["Task"] = {"$ref": "schemas/task.yaml"}
    write(repository / "specs/tasks/schemas/task.yaml", CHANGED["components"]["schemas"]["Task"])
    write(repository / "specs/tasks/openapi.yaml", split)
    git("add", ".")
    git("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "Split it")
    write(repository / "specs/tasks/schemas/task.yaml", {"type": "integer"})
    assert kinds(read_documents("HEAD~1:specs/tasks/openapi.yaml", "HEAD:specs/tasks/openapi.yaml")) == []


@pytest.mark.parametrize("old", ["nothing:specs/tasks/openapi.yaml", "HEAD:specs/other.yaml", "--output=x:a.yaml"])
def test_unknown_revision_cannot_be_read(repository: Path, old: str) -> None:
    with pytest.raises(UnreadableDocumentError, match="cannot be read"):
        read_documents(old, "specs/tasks/openapi.yaml")


def test_two_revisions_without_a_path_are_a_usage_error(repository: Path) -> None:
    with pytest.raises(UsageError, match="HEAD~1 is a git revision: write HEAD~1:PATH"):
        read_documents("HEAD~1", "HEAD")


# --- URLs ---


@contextmanager
def served(pages: Pages) -> Iterator[tuple[str, list[str]]]:
    """Serve pages on a free port, and yield the URL and the list of the requested paths."""
    requested: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requested.append(self.path)
            status, content, headers = pages.get(self.path.partition("?")[0], (404, b"", {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", requested
        finally:
            server.shutdown()
            thread.join()


def test_fetches_the_document_of_a_url_only(tmp_path: Path) -> None:
    document = deepcopy(CHANGED)
    document["externalDocs"] = {"url": "https://docs.example.com"}
    pages: Pages = {"/openapi.json": (200, json.dumps(document).encode(), {})}
    with served(pages) as (url, requested):
        documents = read_documents(write(tmp_path / "old.yaml", DOCUMENT), f"{url}/openapi.json?key=secret")
    assert kinds(documents) == ["limit-tightened", "externalDocs-changed"]
    assert requested == ["/openapi.json?key=secret"]
    assert "secret" not in documents[1].label


def test_follows_a_redirect_to_the_document(tmp_path: Path) -> None:
    pages: Pages = {
        "/": (302, b"", {"Location": "/openapi.json"}),
        "/openapi.json": (200, json.dumps(CHANGED).encode(), {}),
    }
    with served(pages) as (url, _):
        assert kinds(read_documents(write(tmp_path / "old.yaml", DOCUMENT), f"{url}/")) == ["limit-tightened"]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_url_with_an_error_status_cannot_be_read(tmp_path: Path, status: int) -> None:
    with (
        served({"/openapi.json": (status, b"", {})}) as (url, _),
        pytest.raises(UnreadableDocumentError, match=f"the server returned status {status}"),
    ):
        read_documents(write(tmp_path / "old.yaml", DOCUMENT), f"{url}/openapi.json")


def test_web_page_is_not_openapi(tmp_path: Path) -> None:
    with (
        served({"/docs": (200, b"<!doctype html><title>API</title>", {"Content-Type": "text/html"})}) as (url, _),
        pytest.raises(NotOpenApiError),
    ):
        read_documents(write(tmp_path / "old.yaml", DOCUMENT), f"{url}/docs")


def test_reference_of_a_fetched_document_is_neither_fetched_nor_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = deepcopy(DOCUMENT)
    document["components"]["schemas"]["Task"] = {"$ref": "task.json"}
    pages: Pages = {"/openapi.json": (200, json.dumps(document).encode(), {}), "/task.json": (200, b"{}", {})}
    with served(pages) as (url, requested):
        assert main(["diff", write(tmp_path / "old.yaml", DOCUMENT), f"{url}/openapi.json"]) == 0
    assert requested == ["/openapi.json"]
    report = capsys.readouterr().out
    assert "no changes" in report
    assert f"not compared\n  {url}/openapi.json: /components/schemas/Task" in report


# --- Names ---


def test_reads_the_spec_of_an_installed_package() -> None:
    assert kinds(read_documents("installed:miramace", "miramace")) == []


def test_names_an_api_after_its_folder(tmp_path: Path) -> None:
    old = write(tmp_path / "acme" / "openapi.yaml", DOCUMENT)
    assert read_documents(old, old)[0].api.client_class == "Acme"


# --- Bad input ---


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}", "is not OpenAPI"),
        (b"", "is not OpenAPI|mapping"),
        (b"[1, 2]", "is not OpenAPI"),
        (b"just some text", "is not OpenAPI"),
        (b"{", "openapi.yaml"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "UTF-8"),
        (b"swagger: '2.0'", "Swagger 2.0"),
        (b"openapi: 4.0.0", "4.0.0"),
        (b"openapi: 3.1.0\npaths: []", "openapi.yaml"),
        (b"asyncapi: 3.0.0", "asyncapi"),
    ],
)
def test_document_that_is_not_openapi_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(content)
    status = main(["diff", write(tmp_path / "old.yaml", DOCUMENT), str(file)])
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert any(each in captured.err for each in message.split("|"))
    assert "Traceback" not in captured.err


def test_missing_file_exits_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(tmp_path / "none.yaml"), write(tmp_path / "new.yaml", DOCUMENT)]) == 3
    assert "none.yaml does not exist" in capsys.readouterr().err


def test_server_that_cannot_be_reached_exits_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", write(tmp_path / "old.yaml", DOCUMENT), "http://127.0.0.1:9/openapi.json"]) == 3
    assert (
        "http://127.0.0.1:9/openapi.json cannot be read: the request failed (ConnectError)" in capsys.readouterr().err
    )


def test_argument_that_names_no_document_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'mirmace' is neither a file"):
        read_documents("mirmace", write(tmp_path / "new.yaml", DOCUMENT))


def test_server_that_never_finishes_a_response_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n")
        while not exchange.stopped.wait(0.01):
            exchange.send(b"X-A: b\r\n")

    monkeypatch.setattr("caretasks.openapi.importing.reading._FETCH_SECONDS", 0.1)
    with HostileServer() as server:
        server.script(drip)
        assert main(["diff", write(tmp_path / "old.yaml", DOCUMENT), f"{server.url}/openapi.json"]) == 3
