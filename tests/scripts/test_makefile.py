"""The Makefile: every target is in `make help`, and `make check` runs fewer tests than `make test`."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def make(*arguments: str) -> str:
    done = subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_describes_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    described = re.findall(r"^make ([\w-]+) +\S", make("help"), re.MULTILINE)
    assert sorted(described) == sorted(set(phony[1].split()) - {"help"})


def test_make_without_a_target_prints_help() -> None:
    assert make() == make("help")


def test_make_check_skips_slow_tests_and_make_test_long_ones() -> None:
    commands = {target: make("--dry-run", target) for target in ("check", "test")}
    assert "-m 'not slow and not long'" in commands["check"]
    assert "--ignore=tests/e2e" in commands["check"]
    assert "-m 'not long'" in commands["test"]
    for command in ("ruff check", "mypy", "lint_specs.py", "lint_imports.py"):
        assert command in commands["check"]


def test_make_proof_proves_the_apis_with_a_facts_file() -> None:
    names = " ".join(sorted(path.parent.name for path in ROOT.glob("specs/*/facts.yaml")))
    assert f"caretasks prove {names} --report" in make("--dry-run", "proof")
