"""The GitHub Actions workflows: their commands are valid, and secrets do not leak."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from caretasks.conformance import config as check_config
from caretasks.conformance.project_config import apply_project_config
from caretasks.mutation import config as prove_config
from caretasks.openapi.operation.credentials import key_variables
from tests.bundled_apis import load_bundled_apis

ROOT = Path(__file__).parents[1]
WORKFLOW_DIRECTORY = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(WORKFLOW_DIRECTORY.glob("*.yml"))
EACH_WORKFLOW = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def load_workflow(path: Path) -> dict[str, Any]:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    # YAML 1.1 reads the key `on` as true.
    return {"on" if key is True else key: value for key, value in workflow.items()}


def workflow_steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load_workflow(path)["jobs"].values() for step in job["steps"]]


def conformance_job() -> dict[str, Any]:
    job: dict[str, Any] = load_workflow(WORKFLOW_DIRECTORY / "conformance.yml")["jobs"]["check"]
    return job


# What a job may do in addition to reading the repository. Each permission is needed by one of its actions or commands.
EXTRA_PERMISSIONS = {
    ("docs", "deploy"): {"id-token": "write", "pages": "write"},
    ("pages", "report"): {"issues": "write"},
    ("release", "attest"): {"id-token": "write", "attestations": "write"},
    ("release", "publish"): {"contents": "read", "id-token": "write"},
    ("release", "announce"): {"contents": "write"},
}


@EACH_WORKFLOW
def test_workflow_matches_the_schema_of_workflows(path: Path) -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "github-workflows.json"
    validator = jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(load_workflow(path))] == []


def test_zizmor_finds_no_weakness() -> None:
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--quiet", "--no-progress"]
    command += [".github", "action.yml", "examples"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_listed_jobs_may_do_more_than_read() -> None:
    extra: dict[tuple[str, str], Any] = {}
    for path in WORKFLOWS:
        workflow = load_workflow(path)
        assert workflow["permissions"] == {"contents": "read"}
        extra |= {
            (path.stem, name): job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
        }
    assert extra == EXTRA_PERMISSIONS


@EACH_WORKFLOW
def test_every_job_has_a_timeout(path: Path) -> None:
    for job in load_workflow(path)["jobs"].values():
        assert job["timeout-minutes"] <= 60


def test_every_action_is_pinned_to_one_commit() -> None:
    pins: dict[str, set[str]] = {}
    for path in (*WORKFLOWS, ROOT / "action.yml", *(ROOT / "examples").rglob("*.yml")):
        for line in re.findall(r"^.*\buses:.*$", path.read_text("utf-8"), re.MULTILINE):
            if "uses: OWNER/caretasks@v0" in line:
                continue  # the action of this repository
            pin = re.fullmatch(r"\s*(?:- )?uses: (actions/[\w-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line)
            assert pin, line
            pins.setdefault(pin[1], set()).add(pin[2])
    assert {action: commits for action, commits in pins.items() if len(commits) > 1} == {}


@EACH_WORKFLOW
def test_checkouts_leave_no_credentials(path: Path) -> None:
    checkouts = [step for step in workflow_steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_only_a_pushed_tag_is_attested_and_published() -> None:
    workflow = load_workflow(WORKFLOW_DIRECTORY / "release.yml")
    jobs = workflow["jobs"]
    assert workflow["on"] == {"push": {"tags": ["v*"]}, "workflow_dispatch": None}
    order = [(name, job.get("needs"), job.get("if")) for name, job in jobs.items()]
    pushed = "github.event_name == 'push'"
    assert order == [
        ("build", None, None),
        ("attest", "build", pushed),
        ("publish", "attest", pushed),
        ("announce", "publish", pushed),
    ]
    assert jobs["publish"]["environment"] == "release"


def test_release_builds_everything_that_is_attested_and_published() -> None:
    jobs = load_workflow(WORKFLOW_DIRECTORY / "release.yml")["jobs"]
    commands = [step.get("run", "") for step in jobs["build"]["steps"]]
    assert [command for command in commands if command.startswith("make ")] == ["make dist", "make sbom"]
    (sbom,) = (path for step in jobs["attest"]["steps"] if (path := step.get("with", {}).get("sbom-path")))
    assert f"--output-file {sbom}" in (ROOT / "Makefile").read_text("utf-8")
    published = " ".join(step.get("run", "") for step in (*jobs["publish"]["steps"], *jobs["announce"]["steps"]))
    assert sbom in published
    assert not re.search(r"password|token|https?:|--repository", published.replace("GH_TOKEN", ""))


@EACH_WORKFLOW
def test_secrets_are_used_only_in_the_environment_of_a_step(path: Path) -> None:
    in_environments = sum(
        str(value).count("secrets") for step in workflow_steps(path) for value in step.get("env", {}).values()
    )
    # Whether a secret is set may be known to a whole job.
    jobs = load_workflow(path)["jobs"].values()
    in_environments += sum(
        value.count("secrets") for job in jobs for value in job.get("env", {}).values() if value.endswith("!= '' }}")
    )
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    assert sum(line.count("secrets.") for line in lines) == in_environments


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


def secret_of_the_api(suffix: str) -> str:
    """Return the expression for the secret of the matrix's API; only this secret reaches the runner's environment."""
    apis = [(api.name, api.base_url_variable.removesuffix("_BASE_URL")) for api in load_bundled_apis()]
    return " || ".join(f"matrix.api == '{name}' && secrets.{prefix}_{suffix}" for name, prefix in apis)


def test_conformance_runs_nothing_without_a_key() -> None:
    job = conformance_job()
    assert job["env"] == {"HAS_KEY": f"${{{{ ({secret_of_the_api('API_KEY')}) != '' }}}}"}
    first, *others = job["steps"]
    assert first["if"] == "env.HAS_KEY != 'true'"
    assert first["run"].startswith('echo "::notice title=$API is not checked::')
    assert all("env.HAS_KEY == 'true'" in step["if"] for step in others)


def test_conformance_always_uploads_the_report_and_no_fixtures() -> None:
    (upload,) = (step for step in conformance_job()["steps"] if "upload-artifact" in step.get("uses", ""))
    assert upload["if"].startswith("always()")
    assert upload["with"]["path"] == "out/"


def test_conformance_reads_the_fixtures_of_one_api() -> None:
    (step,) = (step for step in conformance_job()["steps"] if step.get("name", "").startswith("Write the fixtures"))
    assert step["env"]["FIXTURES"] == f"${{{{ {secret_of_the_api('FIXTURES')} || '' }}}}"


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
