"""The command `scripts/lint_specs.py`: its output, arguments and exit status."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from caretasks.openapi.catalog import Catalog
from scripts import lint_specs
from tests.bundled_apis import bundled_names
from tests.openapi.lint.notes_api import DOCUMENT, FACTS, replace_once, with_sources

ROOT = Path(__file__).parents[2]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return the directory `notes` with a valid spec and a valid facts file."""
    path = tmp_path / "specs" / "notes"
    path.mkdir(parents=True)
    (path / "openapi.yaml").write_text(with_sources(DOCUMENT), "utf-8")
    (path / "facts.yaml").write_text(FACTS, "utf-8")
    return path


def test_specs_with_facts_have_no_problems(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_specs.main(bundled_names()) == 0
    assert capsys.readouterr().err == ""


def test_prints_file_line_pointer_and_message(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / "openapi.yaml").write_text(
        with_sources(replace_once(DOCUMENT, "example: 3}", "example: '3'}")), "utf-8"
    )
    assert lint_specs.main(["--specs", str(directory.parent)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    pointer = "/components/responses/Note/headers/X-Left/example"
    message = 'invalid against its schema: the value is not of type "integer"'
    assert output.err == f"{directory}/openapi.yaml:41: warning: {pointer}: {message}\n"


def test_checks_only_the_named_apis(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = directory.with_name("other")
    other.mkdir()
    (other / "openapi.yaml").write_text("3", "utf-8")
    assert lint_specs.main(["--specs", str(directory.parent), "notes"]) == 0
    assert lint_specs.main(["--specs", str(directory.parent)]) == 1
    assert "other/openapi.yaml:1: " in capsys.readouterr().err


def test_unknown_api_exits_2_and_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_specs.main(["unknown"]) == 2
    message = capsys.readouterr().err
    assert "unknown API 'unknown'" in message
    assert all(name in message for name in Catalog().names)


def test_directory_without_specs_exits_2(tmp_path: Path) -> None:
    assert lint_specs.main(["--specs", str(tmp_path)]) == 2
    assert lint_specs.main(["--specs", str(tmp_path / "missing")]) == 2


def test_runs_as_a_script_from_any_directory(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "lint_specs.py"
    done = subprocess.run([sys.executable, str(script), "solum"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_warnings_fail_only_with_a_facts_file(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = with_sources(replace_once(DOCUMENT, "example: 3}", "example: '3'}"))
    (directory / "openapi.yaml").write_text(text, "utf-8")
    (directory / "facts.yaml").unlink()
    assert lint_specs.main(["--specs", str(directory.parent)]) == 0
    assert "warning: /components/responses/Note/headers/X-Left/example: " in capsys.readouterr().err


def test_errors_fail_without_a_facts_file(directory: Path) -> None:
    (directory / "openapi.yaml").write_text("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: 3\n", "utf-8")
    (directory / "facts.yaml").unlink()
    assert lint_specs.main(["--specs", str(directory.parent)]) == 1


@pytest.mark.parametrize("key", ["operationId", "externalDocs", "x-documented-on"])
def test_facts_file_requires_the_sources_of_operations(
    directory: Path, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    lines = with_sources(DOCUMENT).splitlines(keepends=True)
    lines.remove(next(line for line in lines if line.lstrip().startswith(key)))
    (directory / "openapi.yaml").write_text("".join(lines), "utf-8")
    assert lint_specs.main(["--specs", str(directory.parent)]) == 1
    assert f"openapi.yaml:8: /paths/~1notes/post: missing key `{key}`" in capsys.readouterr().err
    (directory / "facts.yaml").unlink()
    assert lint_specs.main(["--specs", str(directory.parent)]) == 0
