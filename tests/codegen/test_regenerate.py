"""`make regenerate`: the committed tree matches the specs, and a run is reproducible and replaces all or nothing."""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from caretasks.codegen import regenerate
from caretasks.openapi.source import read_source

pytestmark = pytest.mark.slow

RunHere = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
SPECS = sorted(path.parent.name for path in (ROOT / "specs").glob("*/openapi.yaml"))


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def run(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "regenerate.py"), *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def run_here(capsys: pytest.CaptureFixture[str]) -> Iterator[RunHere]:
    """Yield a function that runs the command in this process, for runs that end before they start workers."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}

    def run_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        status = regenerate.main(list(map(str, arguments)), root=ROOT)
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    yield run_here
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tree generated from the specs, into another folder and with another working directory."""
    folder = tmp_path_factory.mktemp("other")
    done = run("--specs", ROOT / "specs", "--output", folder / "out", cwd=folder, PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """Return a folder of specs with one API, next to a generated tree that must not change."""
    folder = tmp_path / "specs"
    shutil.copytree(ROOT / "specs" / "solum", folder / "solum")
    (tmp_path / "generated" / "caretasks").mkdir(parents=True)
    (tmp_path / "generated" / "caretasks" / "kept.txt").write_text("as it was")
    return folder


def test_committed_tree_matches_the_specs(generated: Path) -> None:
    expected, committed = files_in(generated), files_in(ROOT / "generated")
    assert sorted(committed) == sorted(expected), "run `make regenerate`"
    different = [name for name in expected if committed[name] != expected[name]]
    assert different == [], "run `make regenerate`"


def test_package_has_client_models_and_bundled_documents() -> None:
    for name in SPECS:
        package = ROOT / "generated" / "caretasks" / name
        assert {"client.py", "schemas.py", "py.typed"} <= {path.name for path in package.iterdir()}
        for written in (ROOT / "specs" / name).glob("*.yaml"):
            bundled = (package / written.with_suffix(".json").name).read_text("utf-8")
            assert json.loads(bundled) == read_source(written).data


def test_every_python_file_names_its_spec_and_generators_and_no_time_or_path() -> None:
    for name in SPECS:
        for file in (ROOT / "generated" / "caretasks" / name).rglob("*.py"):
            head = "\n".join(file.read_text("utf-8").splitlines()[:2])
            assert f"specs/{name}/openapi.yaml" in head
            assert re.search(r"openapi-python-client \d+\.\d+.*datamodel-code-generator \d+\.\d+", head, re.DOTALL)
            assert not re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d", head)
            assert str(ROOT) not in file.read_text("utf-8")


def spec_of(specs: Path) -> Path:
    return specs / "solum" / "openapi.yaml"


def edited(specs: Path, old: str, new: str) -> None:
    text = spec_of(specs).read_text("utf-8")
    assert old in text
    spec_of(specs).write_text(text.replace(old, new, 1), "utf-8")


BAD = {
    "a dangling reference": (
        "$ref: '#/components/schemas/CreateTaskRequest'",
        "$ref: '#/components/schemas/Nowhere'",
        r":\d+: limitation: /paths/~1v1~1tasks/post/requestBody/content/application~1json/schema",
    ),
    "a schema that cannot be expressed in a spec with facts": (
        "  schemas:\n",
        "  schemas:\n    Loop: {type: array, items: {$ref: '#/components/schemas/Loop'}}\n",
        r":\d+: limitation: /components/schemas/Loop: in the client, it contains itself",
    ),
}


@pytest.mark.parametrize("line", ["openapi: [", "swagger: '2.0'"])
def test_other_file_than_a_spec_is_rejected_with_its_line(run_here: RunHere, line: str, specs: Path) -> None:
    edited(specs, "openapi: 3.1.0\n", f"{line}\n")
    before = files_in(specs.parent)
    done = run_here("--specs", specs, "--output", specs.parent / "generated")
    assert done.returncode == 1
    assert re.search(rf"{re.escape(str(spec_of(specs)))}:\d+: ", done.stderr), done.stderr
    assert files_in(specs.parent) == before


@pytest.mark.parametrize("what", BAD)
def test_invalid_spec_is_rejected_with_its_location_and_changes_nothing(what: str, specs: Path) -> None:
    old, new, place = BAD[what]
    edited(specs, old, new)
    before = files_in(specs.parent)
    done = run("--specs", specs, "--output", specs.parent / "generated")
    assert done.returncode == 1
    assert re.search(re.escape(str(spec_of(specs))) + place, done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert files_in(specs.parent) == before


def test_reserved_or_invalid_package_name_is_rejected(run_here: RunHere, specs: Path) -> None:
    (specs / "solum").rename(specs / "mock")
    shutil.copytree(specs / "mock", specs / "two-words")
    shutil.copytree(specs / "mock", specs / "class")
    done = run_here("--specs", specs, "--output", specs.parent / "generated")
    assert done.returncode == 1
    assert "'mock' is a module of caretasks" in done.stderr
    assert "'two-words' is not a Python identifier" in done.stderr
    assert "'class' is a Python keyword" in done.stderr


# The command with a worker that sends a signal to its parent halfway, and then runs the given statement.
SIGNALLED = """
import os, signal, sys, time
from caretasks.codegen import regenerate
from scripts.regenerate import ROOT

# As if started from a terminal: in the background or under nohup these signals are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

def generate_one(namespace, source, send):
    (namespace / "begun").mkdir()
    os.kill(os.getppid(), {number})
    {then}
    send([])

if __name__ == "__main__":
    regenerate._generate_one = generate_one
    sys.exit(regenerate.main(root=ROOT))
"""


def run_signalled(specs: Path, number: signal.Signals, then: str = "pass") -> subprocess.CompletedProcess[str]:
    """Run it until it and all its workers have closed its output."""
    script = specs / "signalled.py"
    script.write_text(SIGNALLED.format(number=int(number), then=then), "utf-8")
    command = [sys.executable, str(script), "--specs", str(specs), "--output", str(specs.parent / "generated")]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    finally:
        script.unlink()


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.long),
        pytest.param(signal.SIGHUP, marks=pytest.mark.long),
    ],
)
def test_interrupt_changes_nothing(number: signal.Signals, specs: Path) -> None:
    before = sorted(specs.parent.rglob("*"))
    done = run_signalled(specs, number)
    assert done.returncode == 128 + number
    assert "Traceback" not in done.stderr
    assert sorted(specs.parent.rglob("*")) == before


def test_killed_run_leaves_no_worker_and_the_next_run_removes_its_folder(specs: Path) -> None:
    done = run_signalled(specs, signal.SIGKILL, then="time.sleep(3600)")
    assert done.returncode == -signal.SIGKILL
    (left,) = specs.parent.glob(".regenerate-*")
    (specs.parent / ".regenerate-notes").mkdir()
    (specs.parent / ".regenerate-notes" / "kept.txt").touch()
    with regenerate.build_folder(specs.parent) as first, regenerate.build_folder(specs.parent) as second:
        assert not left.exists()
        assert first.exists()
        assert second.exists()
    assert [path.name for path in specs.parent.glob(".regenerate-*")] == [".regenerate-notes"]


def test_killed_worker_is_reported_in_one_line(specs: Path) -> None:
    before = files_in(specs.parent)
    done = run_signalled(specs, signal.SIGWINCH, then="os.kill(os.getpid(), 9)")
    assert done.returncode == 1
    assert done.stderr == "regenerate: a worker was killed (short of memory?); nothing was changed, try again\n"
    assert files_in(specs.parent) == before


def test_old_tree_of_a_run_killed_during_the_swap_is_kept(tmp_path: Path) -> None:
    for name in ("caretasks", "replaced"):
        (tmp_path / ".regenerate-dead" / name).mkdir(parents=True)
    with regenerate.build_folder(tmp_path):
        assert (tmp_path / ".regenerate-dead" / "replaced").exists()


OUTPUTS = {
    "a file": ("file", "file"),
    "below a file": ("file/below", "file"),
    "where no folder can be": ("/proc/missing/generated", "/proc/missing"),
    "a caretasks that is a file": ("taken", "taken/caretasks"),
    "a caretasks that is a link": ("linked", "linked/caretasks"),
}


@pytest.mark.parametrize(("output", "place"), OUTPUTS.values(), ids=OUTPUTS)
def test_invalid_output_is_rejected_in_one_line_and_changes_nothing(
    run_here: RunHere, specs: Path, output: str, place: str
) -> None:
    here = specs.parent
    (here / "file").write_text("kept")
    for folder in ("taken", "linked"):
        (here / folder).mkdir()
    (here / "taken" / "caretasks").write_text("kept")
    (here / "linked" / "caretasks").symlink_to(here / "generated" / "caretasks")
    before = (sorted(here.rglob("*")), files_in(here))
    done = run_here("--specs", specs, "--output", here / output)
    assert done.returncode == 1
    assert done.stderr.startswith(f"regenerate: {here / place}")
    assert "choose another --output" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (sorted(here.rglob("*")), files_in(here)) == before


def test_failed_swap_restores_the_old_tree(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "kept.txt").write_text("as it was")
    with pytest.raises(OSError, match="missing"):
        regenerate._swap(tmp_path / "missing", tmp_path / "current", tmp_path / "replaced")
    assert files_in(tmp_path) == {"current/kept.txt": b"as it was"}


CLINIC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Clinic", "version": "1"},
    "servers": [{"url": "https://clinic.example/api"}],
    "paths": {
        "/visits/{visit-id}": {
            "parameters": [{"name": "visit-id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "operationId": "readVisit",
                "tags": ["Front Desk"],
                "parameters": [{"name": "X-Trace", "in": "header", "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Visit"},
                                "examples": {"invalid": {"value": {"day": 7}}},
                            }
                        },
                    },
                    "default": {"description": "No", "content": {"application/json": {"schema": {}}}},
                },
            },
        },
        "/other": {
            "get": {
                "operationId": "read_visit",  # in Python it has the name of the other operation
                "tags": ["Front Desk"],
                "responses": {"204": {"description": "OK"}},
            }
        },
    },
    "components": {
        "schemas": {
            "Visit": {
                "type": "object",
                "required": ["day"],
                "additionalProperties": False,
                "properties": {
                    "day": {"type": "string", "format": "date"},
                    "room": {"type": ["integer", "null"], "minimum": 1},
                    "code": {"type": "string", "pattern": "^[\\d-]{2,4}$", "maxLength": 3},
                    "host": {"type": "string", "format": "hostname"},
                    "class": {"type": "string"},
                },
            }
        }
    },
}


class ClinicRun(NamedTuple):
    """A run of the command for `CLINIC`."""

    packages: Path
    messages: str


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> ClinicRun:
    """Return a run into a folder that has the package of another spec."""
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "specs" / "clinic").mkdir(parents=True)
    (folder / "specs" / "clinic" / "openapi.yaml").write_text(yaml.safe_dump(CLINIC, sort_keys=False), "utf-8")
    packages = folder / "out" / "caretasks"
    (packages / "gone").mkdir(parents=True)
    (packages / "gone" / "client.py").touch()
    done = run("--specs", folder / "specs", "--output", folder / "out")
    assert done.returncode == 0, done.stderr
    return ClinicRun(packages, done.stderr)


def test_package_without_a_spec_is_removed(clinic: ClinicRun) -> None:
    assert [path.name for path in clinic.packages.iterdir()] == ["clinic"]


def test_invalid_example_is_a_warning(clinic: ClinicRun) -> None:
    media = "/paths/~1visits~1{visit-id}/get/responses/200/content/application~1json"
    assert f": warning: {media}/examples/invalid/value/day: invalid against its schema" in clinic.messages


def test_bundled_spec_has_no_invalid_example(clinic: ClinicRun) -> None:
    document = json.loads((clinic.packages / "clinic" / "openapi.json").read_text("utf-8"))
    content = document["paths"]["/visits/{visit-id}"]["get"]["responses"]["200"]["content"]
    assert "invalid" not in content["application/json"].get("examples", {})


def test_operation_with_the_module_of_another_is_left_out_and_named(clinic: ClinicRun) -> None:
    assert re.search(r":\d+: limitation: /paths/~1other/get: .*its module would be that of readVisit", clinic.messages)
    package = clinic.packages / "clinic"
    limitations = json.loads((package / "limitations.json").read_text("utf-8"))
    assert [each["pointer"] for each in limitations] == ["/paths/~1other/get"]
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8")))
    assert docstring is not None
    assert "- `/paths/~1other/get`: this operation is not in the client" in docstring


def test_your_own_spec_is_generated_with_all_constraints(clinic: ClinicRun, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (clinic.packages / "clinic" / "api" / "front_desk" / "read_visit.py").exists()
    monkeypatch.syspath_prepend(clinic.packages.parent)
    visit = importlib.import_module("caretasks.clinic.schemas").Visit
    assert visit.model_validate({"day": "2026-11-23", "room": None, "class": "A"}).model_dump(
        mode="json", by_alias=True, exclude_none=False
    ) == {"day": "2026-11-23", "room": None, "class": "A"}
    for wrong in (
        {},
        {"day": "2026-11-31"},
        {"day": 20261123},
        {"day": "2026-11-23", "unknown": 1},
        {"day": "2026-11-23", "room": 0},
        {"day": "2026-11-23", "room": "1"},
        {"day": "2026-11-23", "room": True},
        {"day": "2026-11-23", "code": None},
        {"day": "2026-11-23", "code": "1\u0665"},
        {"day": "2026-11-23", "code": "1234"},
        {"day": "2026-11-23", "host": "no host"},
    ):
        with pytest.raises(ValueError, match="validation error"):
            visit.model_validate(wrong)
