"""Completion in a shell: the words for the start of a command line, as its script requests them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from caretasks.cli import main


def complete(line: str, directory: Path) -> list[str]:
    """Return the words that complete a line, in the way of argcomplete's scripts: they are on file descriptor 8."""
    script = 'exec 8>&1 9>&2 1>/dev/null; exec "$0" -m caretasks'
    done = subprocess.run(
        ["bash", "-c", script, sys.executable],
        env={
            **os.environ,
            "COMP_LINE": line,
            "COMP_POINT": str(len(line)),
            "COMP_TYPE": "9",
            "_ARGCOMPLETE": "3",
            "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
            "IFS": "\013",
        },
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\013")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("python -m caretasks chec", ["check"]),
        ("python -m caretasks check --exclude-", ["--exclude-operation", "--exclude-fact"]),
        ("python -m caretasks check mir", ["miramace"]),
        ("python -m caretasks mock own", ["own.yaml"]),
        ("python -m caretasks check miramace --operation get_", ["get_patient", "get_task"]),
        ("python -m caretasks check miramace --writes d", ["documented"]),
    ],
)
def test_completes(line: str, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "own.yaml").touch()
    assert sorted(complete(line, tmp_path)) == sorted(words)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "caretasks" in capsys.readouterr().out
