"""The `caretasks` command, on a plain install too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from caretasks import cli
from caretasks.openapi import catalog
from caretasks.openapi.source import read

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a plain install leaves it: the command and a bundled document, and nothing of the extras."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "contracts" / "caretasks", site / "caretasks", ignore=shutil.ignore_patterns("__pycache__"))
    for spec in (ROOT / "specs").glob("*/openapi.yaml"):
        folder = site / "caretasks" / spec.parent.name
        folder.mkdir()
        (folder / "openapi.json").write_text(json.dumps(read(spec).data), "utf-8")
    metadata = site / "caretasks-9.9.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: caretasks\nVersion: 9.9\n", "utf-8")
    return site


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command with the standard library and that folder alone."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from caretasks.cli import main; sys.exit(main())"
    command = [sys.executable, "-I", "-S", "-c", code, str(site), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=site)


def test_a_plain_install_says_its_version(plain: Path) -> None:
    assert run(plain, "--version").stdout == "caretasks 9.9\n"


def test_a_plain_install_lists_apis_operations_and_variables(plain: Path) -> None:
    ended = run(plain, "list")
    assert (ended.returncode, ended.stderr) == (0, "")
    for word in (
        "miramace: Mira Mace, https://api.miramace.com",
        "create_task  POST /v1/task",
        "get_task  GET /tasks/{id}",
        "MAXCARE_API_KEY, MAXCARE_ORGANIZATION_ID, MAXCARE_BASE_URL",
        "UNPOD_ORG_HANDLE",
    ):
        assert word in ended.stdout
    assert run(plain, "list", "solum").stdout.startswith("solum: Solum")


@pytest.mark.parametrize("arguments", [["mock"], ["mock", "solum"], ["list", "--specs", "."]])
def test_a_plain_install_names_the_extra_that_is_needed(plain: Path, arguments: list[str]) -> None:
    (plain / "solum").mkdir(exist_ok=True)
    (plain / "solum" / "openapi.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    ended = run(plain, *arguments)
    assert ended.returncode == 2
    assert "pip install 'caretasks[mock]'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_a_command_it_shows_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "mock" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["list", "nope"], ["list", "--specs", "no/such/folder"]])
def test_what_there_is_not_is_an_error_of_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err.startswith("caretasks: ")


def test_a_document_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "openapi.yaml").write_text("a: 1\na: 2\n", "utf-8")
    assert cli.main(["list", "--specs", str(tmp_path)]) == 1
    assert "openapi.yaml:2: /a: the key 'a' is given twice" in capsys.readouterr().err


def test_a_document_that_cannot_be_acted_on_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "openapi.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    for command in ("list", "mock"):
        assert cli.main([command, "--specs", str(tmp_path)]) == 1
        assert 'bare/openapi.yaml:1: /: "info" is a required property' in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "x", "\u0661"])
def test_a_port_is_a_port(port: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(["mock", f"--port={port}"])
    assert exit_.value.code == 2


def test_an_api_named_twice_is_taken_once() -> None:
    assert [api.name for api in catalog.load(["solum", "solum"], None)] == ["solum"]


def test_a_reader_that_goes_away_is_no_error() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [str(Path(sys.executable).with_name("caretasks")), "list"]
    ended = subprocess.run(command, stdout=write_end, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write_end)
    assert (ended.returncode, ended.stderr) == (141, "")


def test_output_that_cannot_be_written_is_status_2() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "caretasks.cli", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "caretasks: [Errno 28] No space left on device\n")
