"""`caretasks generate`: a package in a user's folder, from any document, or an error that changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from caretasks import cli
from caretasks.openapi.importing.names import packaged_names, taken_names
from tests.codegen.imported.hostile import make_hostile_document

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Clinic", "version": "1"},
    "servers": [{"url": "https://clinic.example.com"}],
    "paths": {
        "/visits/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "the visit",
                        "content": {"application/json": {"schema": {"$ref": "visit.yaml"}}},
                    }
                },
            }
        }
    },
}
VISIT = "type: object\nproperties: {note: {type: string, nullable: true}}\n"


def write_document(folder: Path, document: dict[str, Any] = DOCUMENT) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "visit.yaml").write_text(VISIT, "utf-8")
    path = folder / "clinic.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def run(path: Path, out: Path, *options: str, package: str = "clinic") -> int:
    return cli.main(["generate", str(path), "--out", str(out), "--package", package, *options])


def run_python(out: Path, code: str) -> str:
    """Run code in a process that can import the packages in a folder, and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(out)}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60).stdout


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Return the files of a folder, with their content, and its directories; without what Python compiled."""
    paths = {str(path.relative_to(folder)): path for path in folder.rglob("*") if "__pycache__" not in path.parts}
    return {name: path.read_bytes() if path.is_file() else None for name, path in paths.items()}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a generated package."""
    folder = tmp_path_factory.mktemp("project")
    assert run(write_document(folder / "vendor"), folder / "new" / "src") == 0
    return folder


def test_package_has_client_models_spec_and_report(generated: Path) -> None:
    package = generated / "new" / "src" / "caretasks" / "clinic"
    spec = json.loads((package / "openapi.json").read_text("utf-8"))
    assert (spec["openapi"], list(spec["components"]["schemas"])) == ("3.1.1", ["visit"])
    report = (package / "import.md").read_text("utf-8")
    assert "a missing `operationId` was made from method and path (1)" in report
    assert not (generated / "new" / "src" / "caretasks" / "__init__.py").exists()
    assert sorted(path.name for path in generated.iterdir()) == ["new", "vendor"]


def test_package_is_imported_next_to_the_runtime(generated: Path) -> None:
    code = "from caretasks.clinic import Clinic; from caretasks.clinic.models import Visit; print(Clinic.get_visits_id)"
    assert "Clinic.get_visits_id" in run_python(generated / "new" / "src", code)


def test_existing_package_is_replaced_with_force_only(generated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, path = generated / "new" / "src", write_document(generated / "vendor")
    before = snapshot(generated)
    assert run(path, out) == 2
    assert "clinic exists: use --force to replace it, or choose another name" in capsys.readouterr().err
    assert snapshot(generated) == before
    (out / "caretasks" / "clinic" / "extra.py").touch()
    assert run(path, out, "--force") == 0
    assert snapshot(generated).keys() == before.keys()


def test_folder_of_a_user_is_not_replaced_with_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "caretasks" / "clinic").mkdir(parents=True)
    (tmp_path / "caretasks" / "clinic" / "mine.py").write_text("a = 1\n", "utf-8")
    path = write_document(tmp_path / "vendor")
    before = snapshot(tmp_path)
    assert run(path, tmp_path, "--force") == 2
    assert "clinic is not replaced: no earlier run wrote it, as it has no openapi.json" in capsys.readouterr().err
    assert snapshot(tmp_path) == before


NAMES = ["", "1a", "a-b", "a.b", "../a", "a b", "class", "None", "Clinic", "_a", "__init__", "ä", "a\nb"]


@pytest.mark.parametrize("name", [*NAMES, *sorted(taken_names()), *sorted(packaged_names())])
def test_name_that_cannot_be_a_package_exits_2(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.json", tmp_path / "out", package=name) == 2
    assert capsys.readouterr().err.startswith("caretasks: --package: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["core", "client", "mock", "openapi", "codegen", "conformance", "vendors", "cli"])
def test_modules_of_the_project_are_taken(name: str) -> None:
    assert name in taken_names()


@pytest.mark.parametrize(
    ("document", "options", "status", "message"),
    [
        ({"swagger": "2.0"}, (), 1, "clinic.json:1: /swagger: is Swagger 2.0: convert it to OpenAPI 3 first"),
        ({"openapi": "3.1.0"}, (), 1, "clinic.json:1:"),
        ({**DOCUMENT, "paths": {"/a": {"$ref": "../a.yaml"}}}, (), 1, "/paths/~1a/$ref: the reference '../a.yaml'"),
        (DOCUMENT, ("--only", "/none"), 2, "--only, --tag and --exclude leave no operation"),
        (DOCUMENT, ("--only", "SEND /a"), 2, "'SEND /a' is not a pattern of operations"),
    ],
)
def test_document_that_cannot_be_used_changes_nothing(
    tmp_path: Path,
    document: dict[str, Any],
    options: tuple[str, ...],
    status: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_document(tmp_path / "vendor", document)
    assert run(path, tmp_path / "out", *options) == status
    error = capsys.readouterr().err
    assert error.startswith("caretasks: ")
    assert message in error
    assert "Traceback" not in error
    assert [each.name for each in tmp_path.iterdir()] == ["vendor"]


def test_url_is_not_downloaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(Path("https://example.com/openapi.yaml"), tmp_path) == 2
    assert "is a URL: download the document, and pass its file" in capsys.readouterr().err


def test_namespace_with_a_module_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "caretasks").mkdir()
    (tmp_path / "caretasks" / "__init__.py").touch()
    assert run(write_document(tmp_path / "vendor"), tmp_path) == 2
    assert "__init__.py must not exist: caretasks is a namespace package" in capsys.readouterr().err


def test_hostile_document_runs_no_code(tmp_path: Path) -> None:
    marker, out = tmp_path / "marker", tmp_path / "project" / "out"
    path = write_document(tmp_path / "project", make_hostile_document(marker))
    path = path.rename(path.with_name("a\nimport os; os.abort() .json"))
    status = run(path, out, package="hostile")
    assert (status, marker.exists()) == (0, False)
    code = (
        "import importlib, pkgutil, caretasks.hostile as package\n"
        "names = [each.name for each in pkgutil.walk_packages(package.__path__, 'caretasks.hostile.')]\n"
        "for name in names: importlib.import_module(name)\n"
        "client = package.Hostile('key', base_url='http://127.0.0.1:9')\n"
        "import pydoc; pydoc.render_doc(client)\n"
    )
    run_python(out, code)
    assert not marker.exists()
    assert not [path for path in tmp_path.rglob("*escape*") if not path.is_relative_to(out / "caretasks" / "hostile")]


def test_python_name_of_an_operation_is_its_method(generated: Path) -> None:
    operation = {"operationId": "get_note", "responses": {"200": {"description": "d"}}}
    paths = {"/notes": {"get": operation}, "/other": {"get": {**operation, "operationId": "getNote"}}}
    path = write_document(generated / "notes", {**DOCUMENT, "paths": paths})
    assert run(path, generated / "new" / "src", package="notes") == 0
    code = "from caretasks.notes import Notes; print(Notes.get_note, Notes.get_other)"
    assert "Notes.get_note" in run_python(generated / "new" / "src", code)
