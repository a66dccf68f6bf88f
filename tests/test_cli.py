"""The `caretasks` command, with and without its extras."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import caretasks
from caretasks import cli
from caretasks.core.arguments import CommandParser
from caretasks.openapi import catalog
from caretasks.openapi.source import read_source

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory like an installation without extras: the command and the bundled specs."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "contracts" / "caretasks", site / "caretasks", ignore=shutil.ignore_patterns("__pycache__"))
    for spec in (ROOT / "specs").glob("*/openapi.yaml"):
        directory = site / "caretasks" / spec.parent.name
        directory.mkdir()
        (directory / "openapi.json").write_text(json.dumps(read_source(spec).data), "utf-8")
    metadata = site / "caretasks-9.9.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: caretasks\nVersion: 9.9\n", "utf-8")
    return site


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing but the standard library and that directory to import from."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from caretasks.cli import main; sys.exit(main())"
    command = [sys.executable, "-I", "-S", "-c", code, str(site), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=site)


def test_plain_install_prints_its_version(plain_site: Path) -> None:
    assert run(plain_site, "--version").stdout == "caretasks 9.9\n"


def test_plain_install_lists_apis_operations_and_variables(plain_site: Path) -> None:
    done = run(plain_site, "list")
    assert (done.returncode, done.stderr) == (0, "")
    for part in (
        "miramace: Mira Mace, https://api.miramace.com",
        "create_task     POST /v1/task",
        "get_app_context  GET /v2/marketplace/me",
        "webhooks: task.completed, call.completed",
        "MAXCARE_API_KEY, MAXCARE_ORGANIZATION_ID, MAXCARE_BASE_URL",
        "UNPOD_ORG_HANDLE",
    ):
        assert part in done.stdout
    assert run(plain_site, "list", "solum").stdout.startswith("solum: Solum")


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["mock"], "mock"),
        (["mock", "solum"], "mock"),
        (["list", "--specs", "."], "mock"),
        (["check", "solum"], "contracts"),
        (["record", "--target", "staging", "--", "true"], "contracts"),
        (["drift", "report", "drift.jsonl"], "mock"),
        (["prove", "solum"], "contracts"),
    ],
)
def test_missing_extra_exits_2_and_is_named(plain_site: Path, arguments: list[str], extra: str) -> None:
    (plain_site / "solum").mkdir(exist_ok=True)
    (plain_site / "solum" / "openapi.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    done = run(plain_site, *arguments)
    assert done.returncode == 2
    message = rf"caretasks {arguments[0]} requires the '{extra}' extra \(\w+ is not installed\): "
    assert re.fullmatch(message + rf"pip install 'caretasks\[{extra}\]'\n", done.stderr)


def test_no_command_exits_2_and_prints_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "usage: caretasks" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("chekc", f"unknown command 'chekc'; choose one of: {', '.join(cli.COMMANDS)}. Did you mean 'check'?\n"),
        ("begin", f"unknown command 'begin'; choose one of: {', '.join(cli.COMMANDS)}\n"),
    ],
)
def test_unknown_command_exits_2_and_suggests_the_nearest(
    command: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main([command, "--port", "1"])
    assert exit_.value.code == 2
    assert capsys.readouterr().err.endswith(f"caretasks: error: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "miramace", "--rev"], "caretasks check: error: unknown option '--rev'. Did you mean '--reveal'?\n"),
        (["mock", "--prot", "1"], "caretasks mock: error: unknown option '--prot'. Did you mean '--port'?\n"),
        (["list", "--token=secret"], "caretasks list: error: unknown option '--token'.\n"),
        (["--verson"], "caretasks: error: unknown option '--verson'. Did you mean '--version'?\n"),
        (
            ["check", "unpod", "--quiet", "solum"],
            "caretasks check: error: unexpected argument 'solum'; write all names before the options\n",
        ),
    ],
)
def test_unknown_argument_exits_2_and_suggests_the_nearest_option(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(arguments)
    assert exit_.value.code == 2
    assert capsys.readouterr().err.endswith(f"\n{message}")


@pytest.mark.parametrize("command", ["check", "prove"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--all", "unpod"], "--all cannot be combined with API names (unpod)"),
        ([], f"name one or more APIs, or use --all; choose one of: {', '.join(catalog.Catalog().names)}"),
    ],
)
def test_invalid_api_selection_exits_2(
    command: str, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([command, *arguments]) == 2
    assert capsys.readouterr().err == f"caretasks {command}: {message}\n"


@pytest.mark.parametrize("command", ["check", "prove"])
def test_seed_that_is_not_an_integer_is_quoted(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "unpod", "--seed", "abc"])
    assert capsys.readouterr().err.endswith("error: argument --seed: must be an integer, got 'abc'\n")


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_options_are_in_groups(command: str) -> None:
    parser = CommandParser()
    cli.COMMANDS[command].add_arguments(parser)
    options = parser._option_string_actions.values()
    ungrouped = [each for each in parser._optionals._group_actions if each.dest != "help"]
    assert len(ungrouped) <= 1 or len(options) < 4, [each.dest for each in ungrouped]


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_examples_in_the_help_are_valid(command: str) -> None:
    assert cli.COMMANDS[command].examples
    for example in cli.COMMANDS[command].examples:
        program, name, *arguments = re.sub(r'^eval "\$\((.*)\)"$', r"\1", example).partition(" > ")[0].split()
        assert (program, name) == ("caretasks", command)
        parser = CommandParser(exit_on_error=False)
        cli.COMMANDS[command].add_arguments(parser)
        parser.parse_args(arguments)


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help_of_a_command_starts_with_its_description(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main([command, "--help"])
    assert exit_.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert f"{cli.COMMANDS[command].help[1:]}." in text


@pytest.mark.parametrize("arguments", [["list", "nope"], ["list", "--specs", "no/such/directory"]])
def test_unknown_name_exits_with_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err.startswith("caretasks: ")


def test_list_names_the_limitations_of_a_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pots").mkdir()
    spec = {"openapi": "3.1.0", "info": {"title": "Pots", "version": "1"}, "paths": {}}
    (tmp_path / "pots" / "openapi.yaml").write_text(json.dumps(spec), "utf-8")
    limitations = [{"pointer": "/paths/~1pots/get", "message": "this operation is not in the client"}]
    (tmp_path / "pots" / "limitations.json").write_text(json.dumps(limitations), "utf-8")
    assert cli.main(["list", "--specs", str(tmp_path)]) == 0
    assert "  limitation: /paths/~1pots/get: this operation is not in the client\n" in capsys.readouterr().out


def test_spec_with_a_duplicate_key_exits_1_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "openapi.yaml").write_text("a: 1\na: 2\n", "utf-8")
    (tmp_path / "bad" / "facts.yaml").write_text("{}", "utf-8")  # the spec is written by hand
    assert cli.main(["list", "--specs", str(tmp_path)]) == 1
    assert "openapi.yaml:2: /a: duplicate key 'a'" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["list", "mock"])
def test_invalid_spec_exits_1_with_file_and_line(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "openapi.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    assert cli.main([command, "--specs", str(tmp_path)]) == 1
    assert 'bare/openapi.yaml:1: "info" is a required property' in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "x", "\u0661"])
def test_invalid_port_exits_2(port: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(["mock", f"--port={port}"])
    assert exit_.value.code == 2


def test_load_apis_loads_a_repeated_name_once() -> None:
    assert [api.name for api in catalog.load_apis(["solum", "solum"], None)] == ["solum"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [("list", "solum"), ("check", "maxcare", "--max-examples", "1", "--operation", "get_task")]
)
def test_closed_pipe_exits_141_without_a_message(arguments: tuple[str, ...]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [str(Path(sys.executable).with_name("caretasks")), *arguments]
    done = subprocess.run(command, stdout=write_end, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write_end)
    assert (done.returncode, done.stderr) == (141, "")


def test_full_disk_exits_2_with_a_message() -> None:
    command = [sys.executable, "-m", "caretasks", "list", "solum"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "caretasks: No space left on device\n")


def test_python_m_caretasks_is_the_command(plain_site: Path) -> None:
    code = (
        "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
        "runpy.run_module('caretasks', run_name='__main__', alter_sys=True)"
    )
    command = [sys.executable, "-I", "-S", "-c", code, str(plain_site), "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "caretasks 9.9\n")


def test_caretasks_is_a_namespace_package_with_two_roots() -> None:
    assert caretasks.__file__ is None
    roots = {Path(portion).parent.name for portion in caretasks.__path__}
    assert {"generated", "contracts"} <= roots
