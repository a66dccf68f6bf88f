"""The GitHub Actions workflows: their commands are valid, and secrets do not leak."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from caretasks import cli
from caretasks.conformance import config as check_config
from caretasks.mutation import config as prove_config
from caretasks.openapi.catalog import Catalog

WORKFLOW_DIRECTORY = Path(__file__).parents[1] / ".github" / "workflows"
WORKFLOWS = sorted(WORKFLOW_DIRECTORY.glob("*.yml"))
EACH_WORKFLOW = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def load_workflow(path: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return workflow


def workflow_steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load_workflow(path)["jobs"].values() for step in job["steps"]]


def conformance_job() -> dict[str, Any]:
    job: dict[str, Any] = load_workflow(WORKFLOW_DIRECTORY / "conformance.yml")["jobs"]["check"]
    return job


def test_repository_has_three_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["ci", "conformance", "prove"]


@EACH_WORKFLOW
def test_workflow_has_read_permission_only(path: Path) -> None:
    workflow = load_workflow(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert not [job for job in workflow["jobs"].values() if "permissions" in job]


@EACH_WORKFLOW
def test_every_job_has_a_timeout(path: Path) -> None:
    for job in load_workflow(path)["jobs"].values():
        assert job["timeout-minutes"] <= 60


@EACH_WORKFLOW
def test_every_action_is_pinned_to_a_major_version(path: Path) -> None:
    for step in workflow_steps(path):
        assert re.fullmatch(r"actions/[\w-]+@v\d+", step.get("uses", "actions/any@v1"))


@EACH_WORKFLOW
def test_secrets_are_used_only_in_the_environment_of_a_step(path: Path) -> None:
    in_environments = sum(
        str(value).count("secrets") for step in workflow_steps(path) for value in step.get("env", {}).values()
    )
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    assert sum("secrets" in line for line in lines) == in_environments


@EACH_WORKFLOW
def test_scripts_contain_no_expressions(path: Path) -> None:
    assert not [step["run"] for step in workflow_steps(path) if "${{" in step.get("run", "")]


@EACH_WORKFLOW
def test_scripts_have_valid_bash_syntax(path: Path) -> None:
    for step in workflow_steps(path):
        subprocess.run(["bash", "-n", "-c", step.get("run", "")], check=True)


def conformance_commands() -> list[list[str]]:
    """Return the arguments of each `caretasks` command in the conformance workflow, with its variables replaced."""
    values = {"$API": "unpod", "$url": "https://host", "${fixtures[@]}": "--fixtures=file"}
    scripts = "\n".join(step.get("run", "") for step in conformance_job()["steps"])
    commands = re.findall(r"\.venv/bin/caretasks ([^|)\n]*)", scripts)
    return [[values.get(part, part) for part in shlex.split(command)] for command in commands]


def test_conformance_runs_a_valid_command_that_only_reads() -> None:
    (_, *checked) = next(command for command in conformance_commands() if command[0] == "check")
    parser = argparse.ArgumentParser()
    check_config.add_arguments(parser)
    arguments = parser.parse_args(checked)
    assert (arguments.apis, arguments.url, str(arguments.report)) == (["unpod"], "https://host", "out")
    assert arguments.writes is None  # the default with --url
    assert not [argument for argument in checked if argument.startswith(("--writes", "--yes", "--reveal"))]


def test_conformance_checks_every_api_with_its_variables() -> None:
    matrix = conformance_job()["strategy"]["matrix"]["include"]
    apis = Catalog().load_all()
    assert [each["api"] for each in matrix] == [api.name for api in apis]
    for each, api in zip(matrix, apis, strict=True):
        assert f"{each['prefix']}_API_KEY" == api.key_variable
        assert f"{each['prefix']}_BASE_URL" == api.base_url_variable
        assert each.get("account", "") == "".join(api.account_variables)


def test_conformance_reads_the_documented_server_from_list(capsys: pytest.CaptureFixture[str]) -> None:
    for api in Catalog().load_all():
        assert cli.main(["list", api.name]) == 0
        printed = capsys.readouterr().out
        server = subprocess.run(["sed", "-n", "1s/.* //p"], input=printed, capture_output=True, text=True, check=True)
        assert server.stdout.strip() == api.servers[0]


def test_conformance_runs_nothing_without_a_key() -> None:
    first, *others = conformance_job()["steps"]
    assert first["id"] == "key"
    assert "echo 'found=yes'" in first["run"]
    assert all("steps.key.outputs.found == 'yes'" in step["if"] for step in others)


def test_conformance_always_uploads_the_report_and_no_fixtures() -> None:
    (upload,) = (step for step in conformance_job()["steps"] if "upload-artifact" in step.get("uses", ""))
    assert upload["if"].startswith("always()")
    assert upload["with"]["path"] == "out/"


@pytest.mark.parametrize(
    ("status", "message"), [(0, ""), (1, ""), (2, ""), (3, "::error title=unpod is inconclusive::")]
)
def test_conformance_step_exits_with_the_status_of_the_check(tmp_path: Path, status: int, message: str) -> None:
    done, calls = run_check(tmp_path, status)
    assert done.returncode == status
    assert done.stdout.startswith(message) if message else done.stdout == ""
    assert calls == ["check unpod --url https://documented --report out", "key acme"]


def test_conformance_writes_fixtures_outside_of_the_uploaded_directory(tmp_path: Path) -> None:
    _, calls = run_check(tmp_path, 0, FIXTURES='[unpod.get_run_tasks]\nrun_id = "$(id)"', SERVER="https://own")
    file = tmp_path / "temp" / "fixtures.toml"
    assert calls[0] == f"check unpod --url https://own --fixtures {file} --report out"
    assert file.read_text("utf-8") == '[unpod.get_run_tasks]\nrun_id = "$(id)"\n'


def test_prove_runs_all_shards_and_merges_their_reports() -> None:
    jobs = load_workflow(WORKFLOW_DIRECTORY / "prove.yml")["jobs"]
    numbers = jobs["prove"]["strategy"]["matrix"]["shard"]
    assert numbers == list(range(1, len(numbers) + 1))
    parser = argparse.ArgumentParser()
    prove_config.add_arguments(parser)
    (prove_step,) = (step for step in jobs["prove"]["steps"] if " prove " in step.get("run", ""))
    assert prove_step["env"] == {"SHARD": "${{ matrix.shard }}/${{ strategy.job-total }}"}
    arguments = parser.parse_args(shlex.split(prove_step["run"].replace("$SHARD", f"1/{len(numbers)}"))[2:])
    assert (arguments.all, str(arguments.shard), str(arguments.report)) == (True, f"1/{len(numbers)}", "out")
    (join,) = (step["run"] for step in jobs["verdict"]["steps"] if " prove " in step.get("run", ""))
    assert [str(path) for path in parser.parse_args(shlex.split(join.partition("|")[0])[2:]).join] == ["shards/*"]
    assert (jobs["verdict"]["needs"], jobs["verdict"]["if"]) == ("prove", "always()")
    for job in jobs.values():
        assert [step["if"] for step in job["steps"] if "upload-artifact" in step.get("uses", "")] == ["always()"]


def run_check(directory: Path, status: int, **environment: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run the step with a fake `caretasks` command, and return the result and how the command was called.

    Args:
        directory: A temporary directory.
        status: The exit status of the fake command.
        **environment: Environment variables of the step.
    """
    command = directory / ".venv" / "bin" / "caretasks"
    command.parent.mkdir(parents=True)
    (directory / "temp").mkdir()
    command.write_text(
        "#!/bin/bash\n"
        'if [ "$1" = list ]; then echo "unpod: Unpod, https://documented"; exit; fi\n'
        f'printf "%s\\n" "$*" "$UNPOD_API_KEY $UNPOD_ORG_HANDLE" > calls; exit {status}\n'
    )
    command.chmod(0o755)
    (step,) = (step for step in conformance_job()["steps"] if step.get("name") == "Check")
    variables = {"API": "unpod", "PREFIX": "UNPOD", "KEY": "key", "ACCOUNT_NAME": "UNPOD_ORG_HANDLE", "ACCOUNT": "acme"}
    empty = dict.fromkeys(step["env"], "") | {"RUNNER_TEMP": str(directory / "temp"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=directory,
        env=empty | variables | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, (directory / "calls").read_text("utf-8").splitlines()
