"""The one reader of documents: nothing outside the folder is read, and no host without permission."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.importing import reading
from caretasks.openapi.importing.pipeline import import_document
from caretasks.openapi.problems import SourceError
from tests.openapi.importing.documents import make_document, write_files


class _Server(http.server.HTTPServer):
    """A server that records the paths of its requests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.paths: list[str] = []


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        if self.path == "/away.yaml":
            self.send_response(302)
            self.send_header("Location", "http://localhost:9/secret.yaml")
        else:
            self.send_response(200 if self.path == "/pet.yaml" else 404)
        self.end_headers()
        if self.path == "/pet.yaml":
            self.wfile.write(b"type: object\n")

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def with_reference(reference: str) -> dict[str, Any]:
    return make_document(components={"schemas": {"S": {"items": {"$ref": reference}}}})


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.yaml",
        "..%2Fsecret.yaml",
        "inner/../../secret.yaml",
        "link.yaml",
        "inner/link.yaml",
        "folder/secret.yaml",
    ],
)
def test_file_outside_the_folder_is_not_read(tmp_path: Path, reference: str) -> None:
    path = write_files(tmp_path / "specs", {"openapi.json": with_reference(reference), "inner/a.yaml": "{}"})
    (tmp_path / "secret.yaml").write_text("type: object\nx-secret: abc\n", "utf-8")
    (tmp_path / "specs" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "specs" / "inner" / "link.yaml").symlink_to("../../secret.yaml")
    (tmp_path / "specs" / "folder").symlink_to(tmp_path)
    with pytest.raises(SourceError, match="it leads out of the folder specs; import a folder that contains both files"):
        import_document(path)


@pytest.mark.parametrize("reference", ["/etc/hostname", "file:///etc/hostname", "a\0b.yaml", "C:\\a.yaml", "//host/a"])
def test_other_kinds_of_references_are_refused(tmp_path: Path, reference: str) -> None:
    path = write_files(tmp_path, {"openapi.json": with_reference(reference)})
    with pytest.raises(SourceError, match=r"cannot be followed: (a reference to a file|only files|it is on the host)"):
        import_document(path)


def test_folder_of_both_files_is_read(tmp_path: Path) -> None:
    files = {"api/openapi.yaml": with_reference("../models/pet.yaml"), "models/pet.yaml": "type: object\n"}
    write_files(tmp_path, files)
    assert import_document(tmp_path).data["components"]["schemas"]["pet"] == {"type": "object"}


def test_link_within_the_folder_is_read(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"openapi.json": with_reference("link.yaml"), "pet.yaml": "type: object\n"})
    (tmp_path / "link.yaml").symlink_to("pet.yaml")
    assert import_document(path).data["components"]["schemas"]["pet"] == {"type": "object"}


@pytest.mark.parametrize("name", ["/dev/zero", "fifo"])
def test_devices_and_pipes_are_not_read(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(SourceError, match="cannot be read: it is not a file"):
        import_document(tmp_path / name)


def test_large_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "openapi.yaml").open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(SourceError, match="cannot be read: it has 50 MiB, and at most 32 MiB are read"):
        import_document(tmp_path / "openapi.yaml")


def test_large_files_together_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TOTAL_BYTES", 2**20)
    files = {"openapi.json": with_reference("a.md"), "a.md": "a" * 2**20}
    with pytest.raises(SourceError, match="the files have more than 1 MiB together"):
        import_document(write_files(tmp_path, files))


def test_no_request_is_sent_without_permission(tmp_path: Path, server: _Server) -> None:
    url = f"http://127.0.0.1:{server.server_port}/pet.yaml"
    with pytest.raises(SourceError, match=r"it is on the host 127\.0\.0\.1: use --allow-remote 127\.0\.0\.1"):
        import_document(write_files(tmp_path, {"openapi.json": with_reference(url)}))
    assert server.paths == []


@pytest.mark.parametrize("permission", ["{host}", "{host}:{port}"])
def test_allowed_host_gets_one_request(tmp_path: Path, server: _Server, permission: str) -> None:
    url = f"http://127.0.0.1:{server.server_port}/pet.yaml"
    document = make_document(components={"schemas": {"S": {"allOf": [{"$ref": url}, {"$ref": url}]}}})
    allowed = permission.format(host="127.0.0.1", port=server.server_port)
    data = import_document(write_files(tmp_path, {"openapi.json": document}), allowed_hosts=[allowed]).data
    assert data["components"]["schemas"]["pet"] == {"type": "object"}
    assert server.paths == ["/pet.yaml"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("away.yaml", "it is on the host localhost: use --allow-remote localhost"),
        ("none.yaml", "the server returned status 404"),
    ],
)
def test_other_responses_of_a_host_are_errors(tmp_path: Path, server: _Server, path: str, message: str) -> None:
    url = f"http://127.0.0.1:{server.server_port}/{path}"
    with pytest.raises(SourceError, match=message):
        import_document(write_files(tmp_path, {"openapi.json": with_reference(url)}), allowed_hosts=["127.0.0.1"])


@pytest.mark.parametrize("keyword", ["default", "const", "enum", "example", "x-any", "$schema", "$comment"])
def test_values_open_nothing(tmp_path: Path, server: _Server, keyword: str) -> None:
    value: Any = {"$ref": f"http://127.0.0.1:{server.server_port}/pet.yaml"}
    value = value["$ref"] if keyword.startswith("$") else [value] if keyword == "enum" else value
    document = make_document(components={"schemas": {"S": {keyword: value}}})
    import_document(write_files(tmp_path, {"openapi.json": document}), allowed_hosts=["127.0.0.1"])
    assert server.paths == []


def test_operation_references_open_nothing(tmp_path: Path, server: _Server) -> None:
    link = {"operationRef": f"http://127.0.0.1:{server.server_port}/pet.yaml#/paths/~1a/get"}
    operation = {"operationId": "a", "responses": {"200": {"description": "d", "links": {"next": link}}}}
    document = make_document({"/a": {"get": operation}})
    data = import_document(write_files(tmp_path, {"openapi.json": document}), allowed_hosts=["127.0.0.1"]).data
    assert (data, server.paths) == (document, [])
