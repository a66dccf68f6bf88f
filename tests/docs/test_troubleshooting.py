"""The messages in the guide to common mistakes are those that the mistakes give."""

from __future__ import annotations

import argparse
import contextlib
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import Client

from caretasks import cli
from caretasks.miramace import BadRequestError, ConfigurationError, MiraMace
from caretasks.mock.testing import MockServers
from scripts.mock_process import run_mock
from tests.docs.pages import ROOT, code_blocks

PAGE = ROOT / "docs" / "how-to" / "troubleshooting.md"
MESSAGES = [block.text for block in code_blocks(PAGE) if block.language == "text"]


def documented(start: str) -> list[str]:
    """Return the lines of the message that begins with a text; each mistake takes its message from the page."""
    (message,) = (message for message in MESSAGES if message.startswith(start))
    return message.splitlines()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Run a command in an empty directory; return everything that it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    for variable in ("MIRAMACE_API_KEY", "SOLUM_API_KEY"):
        monkeypatch.delenv(variable, raising=False)

    def run_command(*arguments: str) -> str:
        with contextlib.suppress(SystemExit):
            cli.main(arguments)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return run_command


@pytest.fixture
def used_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_ten_mistakes_are_described() -> None:
    headings = re.findall(r"^## (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(headings) == 11
    assert headings[-1] == "Other messages"


def test_missing_extra(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    def run_without_starlette(_: argparse.Namespace) -> int:
        raise ModuleNotFoundError("No module named 'starlette'", name="starlette")

    monkeypatch.setitem(cli.COMMANDS, "mock", replace(cli.COMMANDS["mock"], run=run_without_starlette))
    assert documented("caretasks mock requires")[0] in run("mock")


def test_import_from_the_wrong_package() -> None:
    with pytest.raises(ImportError, match=documented("cannot import")[0]):
        exec("from caretasks import MiraMace")  # noqa: S102 - the line of the page


def test_missing_key(run: Callable[..., str]) -> None:
    output = run("check", "miramace", "--url", "http://127.0.0.1:9/miramace")
    assert documented("caretasks check: missing")[0] in output
    with pytest.raises(ConfigurationError) as raised:
        MiraMace()
    assert str(raised.value) == documented("MIRAMACE_API_KEY")[0]


def test_used_port(run: Callable[..., str], used_port: int) -> None:
    assert documented("caretasks: port")[0].replace("4010", str(used_port)) in run("mock", "--port", str(used_port))


def test_url_without_the_name_of_an_api(caretasks_mock: MockServers) -> None:
    with Client(transport=caretasks_mock.transport, base_url=caretasks_mock.url("solum")) as client:
        text = client.get("/../v1/tasks").text
        message, apis = documented("no operation")[0].split("the APIs are at ")
        assert message in text
        assert all(api in text for api in apis.split(", "))  # of all APIs in a checkout
        assert "Did you mean '/solum/v1/tasks'?" in client.get("v1/task").text


def test_invalid_body(miramace_client: MiraMace) -> None:
    with pytest.raises(BadRequestError) as raised:
        miramace_client.create_task({"task": "any"})
    assert str(raised.value) == documented("BadRequestError")[0]
    assert "task_type" in str(raised.value.message)


def test_unreachable_server(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch, used_port: int) -> None:
    monkeypatch.setenv("MIRAMACE_API_KEY", "any")
    with socket.socket() as closed:  # bound, but not listening
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        output = run("check", "miramace", "--url", f"http://127.0.0.1:{port}/miramace")
    lines = documented("miramace:")
    assert lines[0].replace("4999", str(port)) in output
    assert lines[1] in output


@pytest.mark.slow
def test_wrong_path_of_a_server(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLUM_API_KEY", "any")
    with run_mock("solum") as (_, urls):
        url = urls["solum"].removesuffix("/solum")
        output = run("check", "solum", "--url", url, "--operation", "list_tasks", "--max-examples", "1")
    start, _, end = documented("acme: api.example.com:443")[0].partition("api.example.com:443")
    assert start.replace("acme", "solum") in output
    assert end.replace("https://api.acme.com/v2", "https://api.getsolum.com") in output


@pytest.mark.slow
def test_pytest_without_the_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "test_any.py").write_text("def test_any(caretasks_mock): pass\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert documented("fixture")[0] in done.stdout
