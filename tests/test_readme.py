"""Every command and snippet of the README does what the README says, run as it stands there but for the port."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from caretasks.openapi.catalog import Catalog
from scripts.conformance import mock_servers

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    for line in block.replace("\\\n", " ").splitlines()
]
# Run elsewhere: these tests are part of `make test`, the stand-in is up already, tests/test_package.py installs.
ELSEWHERE = ("make test", ". .venv/bin/activate", "caretasks mock", "pip install")


def shell_environment() -> dict[str, str]:
    """The shell of a user who has activated `.venv`; make's own variables would make a nested make another one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    with mock_servers() as urls:
        yield str(urlsplit(urls["solum"]).port)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_a_snippet_runs(snippet: str, port: str) -> None:
    code = snippet.replace("127.0.0.1:4010", f"127.0.0.1:{port}")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("command", [c for c in COMMANDS if not c.startswith(ELSEWHERE)])
def test_a_command_succeeds(command: str, port: str) -> None:
    words = shlex.split(command.replace("127.0.0.1:4010", f"127.0.0.1:{port}"), comments=True)
    if words[:2] == ["make", "conformance"]:
        # The suite at its depth is a test of its own, and these tests run in the very environment that make sets up.
        words += ["ARGS=--max-examples 1", "--assume-old=.venv/.ready"]
    if words[0] == "curl":
        words.append("--fail")
    done = subprocess.run(words, cwd=ROOT, env=shell_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def test_ci_runs_the_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()
    assert any(command.startswith("make test") for command in COMMANDS)


def test_the_table_names_every_operation_and_variable_of_an_api_with_a_ledger() -> None:
    for api in [api for api in Catalog().load_all() if api.facts]:
        (row,) = re.findall(rf"^\| `{api.name}` \|.*$", README, re.MULTILINE)
        for operation in api.operations:
            assert f"`{operation.id}` `{operation.method.upper()} {operation.path}`" in row
        for variable in (api.key_variable, *api.account_variables, api.base_url_variable):
            assert f"`{variable}`" in row
