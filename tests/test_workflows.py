"""The GitHub Actions workflows: their commands are valid, and secrets do not leak."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from caretasks.conformance import config as check_config
from caretasks.conformance.project_config import apply_project_config
from caretasks.mutation import config as prove_config
from caretasks.openapi.operation.credentials import key_variables
from tests.bundled_apis import load_bundled_apis

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
    # Whether a secret is set may be known to a whole job.
    jobs = load_workflow(path)["jobs"].values()
    in_environments += sum(str(value).endswith("!= '' }}") for job in jobs for value in job.get("env", {}).values())
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    assert sum("secrets" in line for line in lines) == in_environments


@EACH_WORKFLOW
def test_scripts_contain_no_expressions(path: Path) -> None:
    assert not [step["run"] for step in workflow_steps(path) if "${{" in step.get("run", "")]


@EACH_WORKFLOW
def test_scripts_have_valid_bash_syntax(path: Path) -> None:
    for step in workflow_steps(path):
        subprocess.run(["bash", "-n", "-c", step.get("run", "")], check=True)


def check_step() -> dict[str, Any]:
    steps: list[dict[str, Any]] = conformance_job()["steps"]
    (step,) = (step for step in steps if step.get("name") == "Check")
    return step


def parse_check(**variables: str) -> argparse.Namespace:
    """Return the parsed arguments of the command in the conformance workflow, with variables replaced."""
    values = {"RUNNER_TEMP": "/temp", "SERVER": "", **variables}
    command = re.sub(r"\$(\w+)", lambda found: values[found[1]], check_step()["run"])
    program, name, *arguments = shlex.split(command)
    assert (program, name) == (".venv/bin/caretasks", "check")
    parser = argparse.ArgumentParser()
    check_config.add_arguments(parser)
    args = parser.parse_args(arguments)
    apply_project_config(args)
    return args


def test_conformance_is_one_command_that_only_reads() -> None:
    args = parse_check(TARGET="unpod")
    assert (args.apis, str(args.fixtures), str(args.report)) == (["unpod"], "/temp/fixtures.toml", "out")
    assert (args.writes, args.yes, args.reveal) == (None, False, False)  # the default of --url is to read only


def test_conformance_checks_the_documented_server_of_every_api_by_default() -> None:
    apis = load_bundled_apis()
    matrix = conformance_job()["strategy"]["matrix"]["include"]
    assert [each["api"] for each in matrix] == [api.name for api in apis]
    for api in apis:
        assert parse_check(TARGET=api.name).url == api.servers[0]
        assert parse_check(TARGET=api.name, SERVER="https://own").url == "https://own"


def test_conformance_has_the_variables_of_every_api_and_the_secrets_of_one() -> None:
    environment = check_step()["env"]
    for each, api in zip(conformance_job()["strategy"]["matrix"]["include"], load_bundled_apis(), strict=True):
        assert (f"{each['prefix']}_API_KEY",) == key_variables(api)
        assert f"{each['prefix']}_BASE_URL" == api.base_url_variable
        for name in (*key_variables(api), *api.account_variables):
            assert environment.pop(name) == f"${{{{ matrix.api == '{api.name}' && secrets.{name} || '' }}}}"
    assert environment.keys() == {"TARGET", "SERVER"}


def test_conformance_runs_nothing_without_a_key() -> None:
    job = conformance_job()
    assert job["env"] == {"HAS_KEY": "${{ secrets[format('{0}_API_KEY', matrix.prefix)] != '' }}"}
    first, *others = job["steps"]
    assert first["if"] == "env.HAS_KEY != 'true'"
    assert first["run"].startswith('echo "::notice title=$API is not checked::')
    assert all("env.HAS_KEY == 'true'" in step["if"] for step in others)


def test_conformance_always_uploads_the_report_and_no_fixtures() -> None:
    (upload,) = (step for step in conformance_job()["steps"] if "upload-artifact" in step.get("uses", ""))
    assert upload["if"].startswith("always()")
    assert upload["with"]["path"] == "out/"


@pytest.mark.parametrize("content", ["", '[unpod.get_run_tasks]\nrun_id = "$(id)"'])
def test_conformance_writes_fixtures_outside_of_the_uploaded_directory(tmp_path: Path, content: str) -> None:
    (step,) = (step for step in conformance_job()["steps"] if step.get("name", "").startswith("Write the fixtures"))
    environment = {"RUNNER_TEMP": str(tmp_path), "FIXTURES": content}
    subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], env=environment, check=True)
    assert (tmp_path / "fixtures.toml").read_text("utf-8") == f"{content}\n"


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
