"""docs/reference/cli.md."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from caretasks.cli import COMMANDS
from scripts import cli_reference
from tests.docs.pages import ROOT

TEXT = cli_reference.PAGE.read_text("utf-8")


def option_names(command: str) -> set[str]:
    """Return the long options of a command, from its own `--help`."""
    parser = argparse.ArgumentParser()
    COMMANDS[command].arguments(parser)
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", parser.format_usage()))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_in_the_section_of_its_command(command: str) -> None:
    section = TEXT.split(f"## `caretasks {command}`\n")[1].split("\n## ")[0]
    rows = "\n".join(line for line in section.splitlines() if line.startswith("| `"))
    assert [name for name in sorted(option_names(command)) if f"`{name}" not in rows] == []


def test_the_tables_are_current() -> None:
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
