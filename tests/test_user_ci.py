"""CI of users: the action, the GitLab template, and the example repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from packaging.specifiers import SpecifierSet

from scripts.mock_process import run_mock
from tests.pytest_projects import PYTEST

ROOT = Path(__file__).parents[1]
CLINIC = ROOT / "examples" / "clinic"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
GITLAB = ROOT / "examples" / "gitlab" / "caretasks.gitlab-ci.yml"
STUB = '#!/bin/sh\nfor argument; do printf "%s\\n" "$argument"; done >arguments\nexit "${STATUS:-0}"\n'


def violations(schema: str, document: object) -> list[str]:
    text = (files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{schema}.json").read_text("utf-8")
    return [error.message for error in jsonschema_rs.validator_for(json.loads(text)).iter_errors(document)]


def write_stub(command: Path) -> None:
    """Write a command that stores its arguments."""
    command.parent.mkdir(parents=True)
    command.write_text(STUB)
    command.chmod(0o755)


def run_step(folder: Path, inputs: dict[str, str], **variables: str) -> tuple[int, str]:
    """Run the step `check` in a directory; return its status and its outputs."""
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "check")
    defaults = {name: value["default"] for name, value in ACTION["inputs"].items()}
    expressions = {f"${{{{ inputs.{name} }}}}": value for name, value in (defaults | inputs).items()}
    environment = {name: expressions[value] for name, value in step["env"].items()}
    output = folder / "output"
    environment |= {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder), "GITHUB_OUTPUT": str(output)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=folder, env=environment | variables, check=False)
    return done.returncode, output.read_text()


def run_action(folder: Path, status: int = 0, **inputs: str) -> tuple[int, list[str], str]:
    """Run the step `check` with a stub of the command; return its status, the arguments and its outputs."""
    write_stub(folder / "caretasks" / "bin" / "caretasks")
    exit_status, outputs = run_step(folder, inputs, STATUS=str(status))
    return exit_status, (folder / "arguments").read_text().splitlines(), outputs


def test_action_matches_the_schema_of_actions() -> None:
    assert violations("github-actions", ACTION) == []


def test_action_checks_a_target(tmp_path: Path) -> None:
    status, arguments, output = run_action(tmp_path, target="staging")
    assert (status, output) == (0, "exit-status=0\n")
    assert arguments == ["check", "--target", "staging", "--report", "caretasks-report"]


def test_action_passes_each_line_as_one_argument(tmp_path: Path) -> None:
    _, arguments, _ = run_action(tmp_path, api="unpod", url="http://host/a b", arguments="--reason=a b\n$(id)\n")
    assert arguments[:-2] == ["check", "unpod", "--url", "http://host/a b", "--reason=a b", "$(id)"]


def test_action_fails_with_the_status_of_the_check(tmp_path: Path) -> None:
    status, _, output = run_action(tmp_path, status=3, target="staging")
    assert (status, output) == (3, "exit-status=3\n")


def test_action_always_uploads_the_report() -> None:
    upload = ACTION["runs"]["steps"][-1]
    assert upload["if"] == "always()"
    assert upload["with"]["path"] == "${{ inputs.working-directory }}/${{ inputs.report }}"


def test_action_has_no_expression_in_a_script() -> None:
    assert [step["run"] for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("step", [step for step in ACTION["runs"]["steps"] if "run" in step], ids=lambda s: s["name"])
def test_shellcheck_finds_nothing_in_the_action(step: dict[str, Any]) -> None:
    shellcheck = str(Path(sys.executable).with_name("shellcheck"))
    done = subprocess.run(
        [shellcheck, "--shell=bash", "-"], input=step["run"], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def test_gitlab_template_matches_its_schema() -> None:
    assert violations("gitlab-ci", yaml.safe_load(GITLAB.read_text("utf-8"))) == []
    assert violations("gitlab-ci", yaml.safe_load((CLINIC / ".gitlab-ci.yml").read_text("utf-8"))) == []


def test_gitlab_job_checks_the_target_and_keeps_the_report(tmp_path: Path) -> None:
    job = yaml.safe_load(GITLAB.read_text("utf-8"))[".caretasks-check"]
    write_stub(tmp_path / ".caretasks" / "bin" / "caretasks")
    (command,) = job["script"]
    variables = {"PATH": os.environ["PATH"], "CARETASKS_TARGET": "solum", "CARETASKS_ARGUMENTS": "--seed 2"}
    subprocess.run(["sh", "-c", command], cwd=tmp_path, env=variables, check=True)
    arguments = (tmp_path / "arguments").read_text().split()
    assert arguments == ["check", "--target", "solum", "--seed", "2", "--report", "caretasks-report"]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"] == {"junit": "caretasks-report/junit.xml"}


def test_gitlab_template_installs_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    job = yaml.safe_load(GITLAB.read_text("utf-8"))[".caretasks-check"]
    assert version in SpecifierSet(job["variables"]["CARETASKS_VERSION"])
    clinic = tomllib.loads((CLINIC / "pyproject.toml").read_text("utf-8"))["project"]
    assert clinic["dependencies"] == [f"caretasks{job['variables']['CARETASKS_VERSION']}"]


def test_every_target_of_the_nightly_check_is_configured() -> None:
    targets = tomllib.loads((CLINIC / "caretasks.toml").read_text("utf-8"))["targets"]
    nightly = yaml.safe_load((CLINIC / ".github" / "workflows" / "nightly.yml").read_text("utf-8"))
    gitlab = yaml.safe_load((CLINIC / ".gitlab-ci.yml").read_text("utf-8"))
    assert nightly["jobs"]["check"]["strategy"]["matrix"]["target"] == list(targets)
    assert gitlab["nightly"]["parallel"]["matrix"] == [{"CARETASKS_TARGET": list(targets)}]


@pytest.mark.long
def test_tests_of_the_example_pass() -> None:
    command = [*PYTEST, "-p", "no:xdist"]
    done = subprocess.run(command, cwd=CLINIC, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


@pytest.mark.long
def test_nightly_check_of_the_example_writes_a_summary_and_a_report(tmp_path: Path) -> None:
    for file in ("caretasks.toml", "fixtures.toml"):
        shutil.copy(CLINIC / file, tmp_path)
    (tmp_path / "caretasks" / "bin").mkdir(parents=True)
    (tmp_path / "caretasks" / "bin" / "caretasks").symlink_to(Path(sys.executable).with_name("caretasks"))
    summary = tmp_path / "summary.md"
    variables = {"SOLUM_API_KEY": "any", "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    with run_mock("solum") as (_, urls):
        status, _ = run_step(tmp_path, {"target": "solum", "url": urls["solum"]}, **variables)
    assert status == 0
    assert "solum" in summary.read_text("utf-8")
    assert (tmp_path / "caretasks-report" / "report.html").exists()
