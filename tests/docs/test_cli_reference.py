"""docs/reference/cli.md."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from caretasks.cli import COMMANDS
from scripts import cli_reference
from tests.docs.pages import ROOT, code_blocks, markdown_pages, page_name

TEXT = cli_reference.PAGE.read_text("utf-8")
_COMMAND = re.compile(rf"^\s*(?:- (?:run: )?|\$ )?caretasks ((?:{'|'.join(COMMANDS)})(?!\S).*)$", re.MULTILINE)
COMMAND_LINES = sorted(
    {
        (page_name(page), line)
        for page in markdown_pages()
        for block in code_blocks(page)
        for line in _COMMAND.findall(block.text.replace("\\\n", " "))
    }
)


def option_names(command: str) -> set[str]:
    """Return the long options of a command, from its own `--help`."""
    parser = argparse.ArgumentParser()
    COMMANDS[command].add_arguments(parser)
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")} - {"--help"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_in_the_section_of_its_command(command: str) -> None:
    section = TEXT.split(f"## `caretasks {command}`\n")[1].split("\n## ")[0]
    rows = "\n".join(line for line in section.splitlines() if line.startswith("| `"))
    assert [name for name in sorted(option_names(command)) if not re.search(rf"[` ]{name}[ `]", rows)] == []


def test_option_tables_are_current() -> None:
    assert cli_reference.update_tables(TEXT) == TEXT, "run: python scripts/cli_reference.py"


def test_check_reports_a_page_that_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "cli.md"
    page.write_text("<!-- begin: caretasks list -->\n<!-- end -->\n")
    monkeypatch.setattr(cli_reference, "PAGE", page)
    assert cli_reference.main(["--check"]) == 1
    assert "python scripts/cli_reference.py" in capsys.readouterr().err
    assert cli_reference.main([]) == 0
    assert "| `API ...` |" in page.read_text()
    assert cli_reference.main(["--check"]) == 0


def test_every_make_target_is_listed() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets is not None
    assert [name for name in targets[1].split() if f"| `make {name}` |" not in TEXT] == []


@pytest.mark.parametrize(("page", "line"), COMMAND_LINES)
def test_command_lines_in_the_pages_are_valid(page: str, line: str) -> None:
    command, *arguments = shlex.split(re.sub(r"\$\{\{.*?\}\}", "1/4", line.partition(" >")[0]), comments=True)
    parser = argparse.ArgumentParser(exit_on_error=False)
    COMMANDS[command].add_arguments(parser)
    _, unknown = parser.parse_known_args(["1/4" if argument == "$SHARD" else argument for argument in arguments])
    assert unknown == []
