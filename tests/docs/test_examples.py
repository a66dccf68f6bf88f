"""The code of the README, the quickstart and the guides to clients, mock server and workflows, run on mock servers."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from scripts.mock_process import run_mock
from tests.bundled_apis import bundled_names
from tests.docs.pages import ROOT, code_blocks, page_name
from tests.pytest_projects import PYTEST

README = ROOT / "README.md"
PAGES = [README, ROOT / "docs" / "quickstart.md"]
CALLS = ROOT / "docs" / "how-to" / "call-an-api.md"
WORKFLOWS = sorted((ROOT / "docs" / "how-to").glob("*-workflow.md"))
GUIDES = [ROOT / "docs" / "how-to" / f"{name}.md" for name in ("run-the-mock", "choose-a-response", "inject-faults")]
GUIDES.append(ROOT / "docs" / "how-to" / "script-responses.md")
# Not run here: `make test` runs these tests, the mock servers are running already, tests/test_package.py installs.
SKIPPED = ("make test", "make check", "caretasks mock", "python3 -m venv", ". .venv", "pip install")


def python_blocks(page: Path) -> list[str]:
    return [block.text for block in code_blocks(page) if block.language == "python"]


def commands(page: Path) -> list[str]:
    blocks = [block.text for block in code_blocks(page) if block.language == "sh"]
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if not line.startswith(SKIPPED)]


PROGRAMS = [
    pytest.param(block, id=f"{page_name(page)}-{number}")
    for page in (*PAGES, CALLS)
    for number, block in enumerate(python_blocks(page), 1)
    if "base_url=" in block or "model_validate" in block
] + [pytest.param("\n".join(python_blocks(page)), id=page.stem) for page in WORKFLOWS]
TESTS = [
    pytest.param(block, id=f"{page_name(page)}-{number}")
    for page in PAGES
    for number, block in enumerate(python_blocks(page), 1)
    if "def test_" in block
]


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    with run_mock("--speed", "0") as (_, urls):  # no workflow has to wait
        yield str(urlsplit(urls["solum"]).port)


def run_command(command: list[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command as in an activated `.venv`, without the variables of a surrounding `make`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("program", PROGRAMS)
def test_python_block_runs(program: str, port: str) -> None:
    done = run_command([sys.executable, "-c", program.replace("127.0.0.1:4010", f"127.0.0.1:{port}")])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("block", TESTS)
def test_pytest_block_passes(block: str, tmp_path: Path) -> None:
    (tmp_path / "test_example.py").write_text(block, "utf-8")
    done = run_command([*PYTEST, "."], tmp_path)
    assert done.returncode == 0, done.stdout


def test_every_vendor_has_a_workflow() -> None:
    assert [page.stem for page in WORKFLOWS] == [f"{name}-workflow" for name in bundled_names()]


def test_every_python_block_is_run() -> None:
    run = {case.values[0] for case in (*PROGRAMS, *TESTS)}
    assert [block for page in PAGES for block in python_blocks(page) if block not in run] == []


def mark_command(command: str) -> Any:
    """Return a command as a parameter, marked `long` if other tests call the clients and run the contract suite."""
    is_long = command.startswith("make conformance") or command == "caretasks check miramace"
    return pytest.param(command, marks=[pytest.mark.long] if is_long else [])


@pytest.mark.parametrize(
    "command", [mark_command(each) for each in sorted({command for page in PAGES for command in commands(page)})]
)
def test_command_succeeds(command: str, port: str) -> None:
    # Other tests run the suite at its full depth.
    words = shlex.split(command.replace("127.0.0.1:4010", f"127.0.0.1:{port}"), comments=True)
    if words[:2] == ["make", "conformance"]:
        # `.venv` is the environment of these tests.
        words += ["ARGS=--max-examples 1", "--assume-old=.venv/.ready"]
    if words[:2] == ["caretasks", "check"]:
        words += ["--max-examples", "1"]
    if words[0] == "curl":
        words.append("--fail")
    done = run_command(words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def blocks_with_curl(page: Path) -> list[str]:
    """Return the blocks of a guide that call the mock server of all APIs."""
    blocks = [block.text for block in code_blocks(page) if block.language in ("sh", "bash")]
    return [block for block in blocks if "curl" in block and "/acme/" not in block]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_curl_commands_reach_an_operation(page: Path, port: str, tmp_path: Path) -> None:
    files = [block.text for block in code_blocks(page) if block.language == "yaml"]
    (tmp_path / "scenario.yaml").write_text("".join(files), "utf-8")
    variables = next(block for block in blocks_with_curl(GUIDES[0]) if "TASK=" in block)
    for block in blocks_with_curl(page):
        program = f"{variables}{block}".replace("127.0.0.1:4010", f"127.0.0.1:{port}")
        done = run_command(["bash", "-c", program], tmp_path)
        errors = [line for line in done.stderr.splitlines() if line.startswith("curl: ")]
        assert not [line for line in errors if not line.startswith("curl: (18)")], block  # of a truncated body
        assert "no operation has this path" not in done.stdout, block
        assert '{"error":"the body must' not in done.stdout, block


def test_ci_runs_make_test() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()
    assert any(line.startswith("make test") for block in code_blocks(README) for line in block.text.splitlines())


def test_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) < 150
