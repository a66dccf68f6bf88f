"""The configuration file of a project: where it is found, what it sets, and how it is refused."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance import config
from caretasks.conformance.project_config import apply_project_config, require_known_names, resolve_target
from caretasks.conformance.target.network import HeaderReference
from caretasks.core.errors import UsageError
from caretasks.openapi.catalog import Catalog
from tests.bundled_apis import load_api

STAGING = """
max-examples = 50
timeout = 7

[targets.staging]
api = "unpod"
url = "https://staging.example.com"
fixtures = "clinic.toml"
headers = {X-Gateway = "Bearer $GATEWAY_TOKEN"}
writes = "documented"
rate-limit = 2
exclude-operation.create_tasks = {reason = "it calls a person"}
exclude-fact.UN-11 = {reason = "known since spring"}
allow-not-covered.all = {reason = "reads need a login"}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a repository, in which the command runs."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    config.add_arguments(parser)
    return parser.parse_args(arguments)


def applied(*arguments: str) -> argparse.Namespace:
    args = parse(*arguments)
    apply_project_config(args)
    return args


def test_target_sets_the_options_of_its_server(project: Path) -> None:
    (project / "caretasks.toml").write_text(STAGING)
    args = applied("--target", "staging")
    assert (args.apis, args.url) == (["unpod"], "https://staging.example.com")
    assert (args.max_examples, args.timeout, args.rate_limit, args.writes) == (50, 7, 2, "documented")
    assert args.header == [HeaderReference("X-Gateway", "Bearer $GATEWAY_TOKEN")]
    assert args.exclude_operation == {"create_tasks": "it calls a person"}
    assert args.exclude_fact == {"UN-11": "known since spring"}
    assert args.allow_not_covered == {"all": "reads need a login"}


def test_command_line_wins_over_the_file(project: Path) -> None:
    (project / "caretasks.toml").write_text(STAGING)
    options = (
        "--max-examples",
        "100",
        "--timeout",
        "3",
        "--url",
        "http://127.0.0.1:1",
        "--header",
        "x-gateway: $OTHER",
    )
    args = applied("--target", "staging", *options, "--exclude-operation", "get_space")
    assert (args.max_examples, args.timeout, args.url) == (100, 3, "http://127.0.0.1:1")
    assert args.header == [HeaderReference("x-gateway", "$OTHER")]
    assert args.exclude_operation == {"create_tasks": "it calls a person", "get_space": "--exclude-operation"}


def test_paths_are_relative_to_the_file_in_the_nearest_parent(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.caretasks.targets.a]\napi = "unpod"\nurl = "x"\nbaseline = "b.toml"\n'
    )
    (project / "sub" / "deeper").mkdir(parents=True)
    monkeypatch.chdir(project / "sub" / "deeper")
    assert applied("--target", "a").baseline == project / "b.toml"


def test_nothing_is_read_above_the_root_of_the_repository(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "caretasks.toml").write_text("max-examples = 50")
    (project / "inner" / ".git").mkdir(parents=True)
    monkeypatch.chdir(project / "inner")
    assert applied("unpod").max_examples is None


def test_defaults_of_a_server_do_not_apply_to_a_mock_server(project: Path) -> None:
    (project / "caretasks.toml").write_text('seed = 5\nwrites = "none"\nheaders = ["X-Gateway: $TOKEN"]')
    args = applied("unpod")
    assert (args.seed, args.writes, args.header) == (5, None, [])
    assert len(applied("unpod", "--url", "http://127.0.0.1:1").header) == 1


def test_both_files_in_one_directory_are_an_error(project: Path) -> None:
    (project / "caretasks.toml").write_text("")
    (project / "pyproject.toml").write_text("[tool.caretasks]\n")
    with pytest.raises(UsageError, match=r"caretasks\.toml and \[tool\.caretasks\] in pyproject\.toml: use only one"):
        applied("unpod")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("seed = \n", 1, "invalid TOML"),
        ("\nseed = true\n", 2, "seed must be an integer"),
        ("max-examples = 0\n", 1, "max-examples must be an integer of at least 1"),
        ("tiemout = 3\n", 1, "unknown key 'tiemout'; "),
        ("timeout = 0\n", 1, "timeout must be greater than 0"),
        ("[targets]\na = 1\n", 2, "targets.a must be a table"),
        ("[targets.a]\nwrites = 'all'\n", 2, "writes must be one of: none, documented, generated"),
        ("[targets.a]\n\napi-key = 'MARKER'\n", 3, "api-key: keys and passwords are read from the environment only"),
        ("[targets.a]\npassword = 'MARKER'\n", 2, "password: keys and passwords are read from the environment only"),
        ("[targets.a]\nurl = 'https://u:MARKER@h'\n", 2, "url must not have a user or a password"),
        ("[targets.a.headers]\nX-Gateway = 'MARKER'\n", 2, "the value of X-Gateway must refer to an environment"),
        ("headers = ['X-Gateway: MARKER']\n", 1, "the value of X-Gateway must refer to an environment"),
        ("[targets.a]\nexclude-fact.UN-11 = {}\n", 2, "UN-11 must be a table with a reason"),
        ("[targets.a]\nexclude-fact = ['UN-11']\n", 2, "exclude-fact must be tables with a reason"),
    ],
)
def test_invalid_file_names_its_line_and_no_value(text: str, line: int, message: str, project: Path) -> None:
    (project / "caretasks.toml").write_text(text)
    with pytest.raises(UsageError) as error:
        applied("unpod")
    assert str(error.value).startswith(f"caretasks.toml:{line}: {message}")
    assert "MARKER" not in str(error.value)
    assert error.value.status == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--target", "stagin"), "unknown target 'stagin'; the targets of caretasks.toml are: staging, empty. Did you"),
        (("solum", "--target", "staging"), "--target staging is a server of unpod: name no other API"),
        (("--target", "empty"), "caretasks.toml:15: the target has no api"),
        (("unpod", "--header", "X-Gateway: MARKER"), "--header: the value of X-Gateway must refer to an environment"),
    ],
)
def test_unusable_target_or_header_is_an_error(arguments: tuple[str, ...], message: str, project: Path) -> None:
    (project / "caretasks.toml").write_text(f"{STAGING}[targets.empty]\n")
    with pytest.raises(UsageError) as error:
        applied(*arguments)
    assert str(error.value).startswith(message)
    assert "MARKER" not in str(error.value)


def test_target_without_a_file_is_an_error(project: Path) -> None:
    with pytest.raises(UsageError, match="--target a: there is no caretasks"):
        applied("--target", "a")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("create_tasks", "create_task", "caretasks.toml:12: unknown operation 'create_task'; "),
        ("UN-11", "UN-99", "caretasks.toml:13: unknown fact 'UN-99'; "),
    ],
)
def test_unknown_name_in_an_exclusion_names_its_line(old: str, new: str, message: str, project: Path) -> None:
    (project / "caretasks.toml").write_text(STAGING.replace(old, new))
    args = applied("--target", "staging")
    with pytest.raises(UsageError) as error:
        require_known_names(args, [load_api("unpod")])
    assert str(error.value).startswith(message)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    values = {"UNPOD_API_KEY": "any", "UNPOD_ORG_HANDLE": "any", "GATEWAY_TOKEN": "secret-of-the-gateway"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def test_resolved_target_has_the_url_and_the_headers(project: Path, environment: dict[str, Any]) -> None:
    (project / "caretasks.toml").write_text(STAGING)
    (project / "clinic.toml").write_text("")
    target = resolve_target(parse("--target", "staging"), Catalog())
    assert target.url == "https://staging.example.com"
    assert target.network.header_values == {"X-Gateway": "Bearer secret-of-the-gateway"}
    assert "secret" not in repr(target)


def test_resolved_target_must_have_the_expected_api(project: Path, environment: dict[str, Any]) -> None:
    (project / "caretasks.toml").write_text(STAGING)
    with pytest.raises(UsageError, match="a server has one API: solum and unpod"):
        resolve_target(parse("--target", "staging"), Catalog(), "solum")


def test_unset_variable_of_a_header_is_named(
    project: Path, environment: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GATEWAY_TOKEN")
    args = parse("unpod", "--url", "https://staging.example.com", "--header", "X-Gateway: $GATEWAY_TOKEN")
    with pytest.raises(
        UsageError, match="missing environment variable: GATEWAY_TOKEN; set it for the header X-Gateway"
    ):
        resolve_target(args, Catalog())
