"""The workflows of GitHub Actions: what they run is what there is, and nothing of a secret gets where it is seen."""

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
from caretasks.conformance.config import add_arguments
from caretasks.mutation.config import add_arguments as proving_arguments
from caretasks.openapi.catalog import Catalogue

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
EVERY = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def conformance() -> dict[str, Any]:
    job: dict[str, Any] = read(FOLDER / "conformance.yml")["jobs"]["check"]
    return job


def test_there_are_three_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["ci", "conformance", "prove"]


@EVERY
def test_a_workflow_may_read_and_ends_in_time(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        assert "permissions" not in job


@EVERY
def test_every_action_is_pinned_to_a_major_version(path: Path) -> None:
    for step in steps(path):
        assert re.fullmatch(r"actions/[\w-]+@v\d+", step.get("uses", "actions/any@v1"))


@EVERY
def test_a_secret_stands_in_the_environment_of_a_step_and_nowhere_else(path: Path) -> None:
    in_environments = sum(str(value).count("secrets") for step in steps(path) for value in step.get("env", {}).values())
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    assert sum("secrets" in line for line in lines) == in_environments


@EVERY
def test_no_expression_stands_in_a_script(path: Path) -> None:
    assert not [step["run"] for step in steps(path) if "${{" in step.get("run", "")]


@EVERY
def test_every_script_is_sound(path: Path) -> None:
    for step in steps(path):
        subprocess.run(["bash", "-n", "-c", step.get("run", "")], check=True)


def commands() -> list[list[str]]:
    """Each `caretasks` command that the conformance workflow runs, with values in place of its variables."""
    values = {"$API": "unpod", "$url": "https://host", "${fixtures[@]}": "--fixtures=file"}
    found = []
    for step in conformance()["steps"]:
        for line in step.get("run", "").splitlines():
            written = map(shlex.split, re.findall(r"\.venv/bin/caretasks ([^|)]*)", line))
            found += [[values.get(word, word) for word in words] for words in written]
    return found


def test_what_is_run_is_what_the_command_takes_and_only_reads() -> None:
    (_, *checked) = next(command for command in commands() if command[0] == "check")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    arguments = parser.parse_args(checked)
    assert (arguments.apis, arguments.url, str(arguments.report)) == (["unpod"], "https://host", "out")
    assert arguments.writes is None  # the default with --url
    assert not [word for word in checked if word.startswith(("--writes", "--yes", "--reveal"))]


def test_every_api_is_checked_with_the_variables_that_it_reads() -> None:
    matrix = conformance()["strategy"]["matrix"]["include"]
    apis = Catalogue().load_all()
    assert [each["api"] for each in matrix] == [api.name for api in apis]
    for each, api in zip(matrix, apis, strict=True):
        assert f"{each['prefix']}_API_KEY" == api.key_variable
        assert f"{each['prefix']}_BASE_URL" == api.base_url_variable
        assert each.get("account", "") == "".join(api.account_variables)


def test_only_an_api_without_reads_may_be_inconclusive() -> None:
    matrix = conformance()["strategy"]["matrix"]["include"]
    writing = {api.name for api in Catalogue().load_all() if all(operation.writes for operation in api.operations)}
    assert {each["api"] for each in matrix if each["inconclusive"] == "warns"} == writing


def test_the_documented_server_is_what_list_prints(capsys: pytest.CaptureFixture[str]) -> None:
    for api in Catalogue().load_all():
        assert cli.main(["list", api.name]) == 0
        printed = capsys.readouterr().out
        taken = subprocess.run(["sed", "-n", "1s/.* //p"], input=printed, capture_output=True, text=True, check=True)
        assert taken.stdout.strip() == api.servers[0]


def test_without_a_key_nothing_runs_and_the_report_is_kept_whatever_comes_of_the_check() -> None:
    asking, *others = conformance()["steps"]
    assert asking["id"] == "key"
    assert all("steps.key.outputs.given == 'yes'" in step["if"] for step in others)
    (kept,) = (step for step in others if "upload-artifact" in step.get("uses", ""))
    assert kept["if"].startswith("always()")
    assert kept["with"]["path"] == "out/"  # and no fixtures


@pytest.mark.parametrize(
    ("status", "inconclusive", "ends", "says"),
    [
        (0, "fails", 0, ""),
        (1, "fails", 1, ""),
        (2, "fails", 2, ""),
        (3, "fails", 3, "::error title=unpod is inconclusive::"),
        (3, "warns", 0, ""),
        (1, "warns", 1, ""),
    ],
)
def test_the_step_ends_as_the_check_does_and_says_when_it_is_no_broken_promise(
    tmp_path: Path, status: int, inconclusive: str, ends: int, says: str
) -> None:
    done, told = run_check(tmp_path, status, INCONCLUSIVE=inconclusive)
    assert (done.returncode, done.stdout.startswith(says) if says else done.stdout) == (ends, bool(says) or "")
    assert told == ["check unpod --url https://documented --report out", "key acme"]


def test_fixtures_lie_where_nothing_is_kept(tmp_path: Path) -> None:
    _, told = run_check(tmp_path, 0, FIXTURES='[unpod.get_run_tasks]\nrun_id = "$(id)"', SERVER="https://own")
    file = tmp_path / "temp" / "fixtures.toml"
    assert told[0] == f"check unpod --url https://own --fixtures {file} --report out"
    assert file.read_text("utf-8") == '[unpod.get_run_tasks]\nrun_id = "$(id)"\n'


def test_the_shards_make_up_the_whole_and_their_reports_are_joined() -> None:
    jobs = read(FOLDER / "prove.yml")["jobs"]
    numbers = jobs["prove"]["strategy"]["matrix"]["shard"]
    assert numbers == list(range(1, len(numbers) + 1))
    parser = argparse.ArgumentParser()
    proving_arguments(parser)
    (proved,) = (step for step in jobs["prove"]["steps"] if " prove " in step.get("run", ""))
    assert proved["env"] == {"SHARD": "${{ matrix.shard }}/${{ strategy.job-total }}"}
    each = parser.parse_args(shlex.split(proved["run"].replace("$SHARD", f"1/{len(numbers)}"))[2:])
    assert (each.all, str(each.shard), str(each.report)) == (True, f"1/{len(numbers)}", "out")
    (joined,) = (step["run"] for step in jobs["verdict"]["steps"] if " prove " in step.get("run", ""))
    assert [str(path) for path in parser.parse_args(shlex.split(joined.partition("|")[0])[2:]).join] == ["shards/*"]
    assert (jobs["verdict"]["needs"], jobs["verdict"]["if"]) == ("prove", "always()")
    for job in jobs.values():
        assert [step["if"] for step in job["steps"] if "upload-artifact" in step.get("uses", "")] == ["always()"]


def run_check(folder: Path, status: int, **environment: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Runs the step with a command that does nothing but say how it was called, and ends with this status."""
    command = folder / ".venv" / "bin" / "caretasks"
    command.parent.mkdir(parents=True)
    (folder / "temp").mkdir()
    command.write_text(
        "#!/bin/bash\n"
        'if [ "$1" = list ]; then echo "unpod: Unpod, https://documented"; exit; fi\n'
        f'printf "%s\\n" "$*" "$UNPOD_API_KEY $UNPOD_ORG_HANDLE" > told; exit {status}\n'
    )
    command.chmod(0o755)
    (step,) = (step for step in conformance()["steps"] if step.get("name") == "Check")
    given = {"API": "unpod", "PREFIX": "UNPOD", "KEY": "key", "ACCOUNT_NAME": "UNPOD_ORG_HANDLE", "ACCOUNT": "acme"}
    empty = dict.fromkeys(step["env"], "") | {"RUNNER_TEMP": str(folder / "temp"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=empty | given | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, (folder / "told").read_text("utf-8").splitlines()
