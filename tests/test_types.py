"""What type checkers say of the clients: of a consumer's program, of a wrong one, and of the generated tree.

Each checker runs once, over `tests/types/` as over a program that is not ours: mypy without our configuration, against
the installed package. `make lint` has mypy over the generated tree, here pyright has it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONSUMER, WRONG = (ROOT / "tests" / "types" / name for name in ("consumer.py", "wrong.py"))
MYPY = ("mypy", "--strict", "--config-file=", "--cache-dir=.cache/mypy-consumer", "--no-error-summary")
PYRIGHT = ("pyright", "--project=pyproject.toml", f"--pythonpath={sys.executable}", "--outputjson")

# One worker runs all of this, so that a checker runs once.
pytestmark = pytest.mark.xdist_group("types")

Findings = dict[Path, dict[int, str]]
"""By file and line, counted from 1, what a checker says."""


@pytest.fixture(scope="module")
def findings() -> dict[str, Findings]:
    """What each checker finds. Both run at a time."""
    mypy, pyright = (
        subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for command in ((*MYPY, str(CONSUMER), str(WRONG)), PYRIGHT)
    )
    said_by_mypy, said_by_pyright = mypy.communicate()[0], pyright.communicate()[0]
    # 1 is that something was found; 2 and more that the checker or its command line is broken.
    assert (mypy.returncode, pyright.returncode) == (1, 1), said_by_mypy + said_by_pyright
    return {"mypy": _of_mypy(said_by_mypy), "pyright": _of_pyright(said_by_pyright)}


def _of_mypy(output: str) -> Findings:
    found: Findings = {}
    for file, line, message in re.findall(r"^(.+?):(\d+): (?:error|warning): (.*)$", output, re.MULTILINE):
        found.setdefault((ROOT / file).resolve(), {})[int(line)] = message
    return found


def _of_pyright(output: str) -> Findings:
    found: Findings = {}
    report = json.loads(output)
    assert report["summary"]["filesAnalyzed"] >= len([*(ROOT / "generated").rglob("*.py"), CONSUMER, WRONG])
    for one in report["generalDiagnostics"]:
        found.setdefault(Path(one["file"]).resolve(), {})[one["range"]["start"]["line"] + 1] = one["message"]
    return found


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_program_that_uses_all_of_the_clients_is_clean(checker: str, findings: dict[str, Findings]) -> None:
    assert findings[checker].get(CONSUMER, {}) == {}


def test_the_program_is_clean_by_itself_and_not_by_comments() -> None:
    assert not re.search(r"type: *ignore|pyright:|mypy:|\bcast\(|TYPE_CHECKING", CONSUMER.read_text("utf-8"))


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_program_is_refused_where_it_is_wrong_and_nowhere_else(checker: str, findings: dict[str, Findings]) -> None:
    lines = WRONG.read_text("utf-8").splitlines()
    wrong = {number: line.strip() for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    assert len(wrong) >= 5
    refused = findings[checker].get(WRONG, {})
    assert [line for number, line in wrong.items() if number not in refused] == []
    assert {number: message for number, message in refused.items() if number not in wrong} == {}


def test_the_generated_tree_is_clean_under_pyright(findings: dict[str, Findings]) -> None:
    generated = ROOT / "generated"
    found = {
        f"{file.relative_to(generated)}:{line}": message
        for file, lines in findings["pyright"].items()
        if file.is_relative_to(generated)
        for line, message in lines.items()
    }
    assert found == {}
