"""Tests of fixtures files: parsing, errors, and their use with the mock server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from caretasks.cli import main
from caretasks.conformance import runner
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target import remote
from caretasks.conformance.target.fixtures import REDACTION_KEY, read_fixtures, read_redaction_key
from caretasks.conformance.target.model import Target
from caretasks.core.errors import UsageError
from caretasks.openapi.catalog import Catalog
from tests.bundled_apis import load_api
from tests.servers.faulty import QUICK, MockExchange, with_changed_responses

CATALOG = Catalog()
KNOWN_APIS = ", ".join(CATALOG.names)
PATIENT = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"


@pytest.fixture
def fixtures_file(tmp_path: Path) -> Path:
    return tmp_path / "clinic.toml"


def test_returns_values_by_operation_and_name(fixtures_file: Path) -> None:
    fixtures_file.write_text(
        f"""
        [miramace.get_task]
        task_id = ["{PATIENT}", "123e4567-e89b-12d3-a456-426614174002"]
        [miramace.create_task]
        phone_number = "+12025550143"
        """
    )
    values = read_fixtures(fixtures_file, CATALOG)["miramace"]
    assert values["get_task", "task_id"] == (
        PATIENT,
        "123e4567-e89b-12d3-a456-426614174002",
    )
    assert values["create_task", "phone_number"] == ("+12025550143",)
    assert ("create_task", "patient_id") not in values


def test_list_valid_as_a_whole_is_one_value(fixtures_file: Path) -> None:
    for text, values in [('["a", "b"]', (["a", "b"],)), ('[["a"], ["b"]]', (["a"], ["b"]))]:
        fixtures_file.write_text(f"[solum.create_task]\nassigned_user_ids = {text}\n")
        assert read_fixtures(fixtures_file, CATALOG)["solum"]["create_task", "assigned_user_ids"] == values


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "[miramace.get_task]\n[clinic.get_task]\n",
            2,
            f"unknown API 'clinic'; choose one of: {KNOWN_APIS}",
        ),
        (
            "\n[miramace.get_tasks]\n",
            2,
            "create_task, get_task, create_patient, get_patient. Did you mean 'get_task'?",
        ),
        (
            '[solum.create_task]\ntitle = "x"\ntitel = "y"\n',
            3,
            "unknown parameter or property 'titel' of solum.create_task; choose one of: title,",
        ),
        ('[unpod.get_run_tasks]\nOrg-Handle = "clinic"\n', 2, "unknown parameter or property 'Org-Handle'"),
        (
            '[miramace.get_task]\n# existing\ntask_id = ["not-a-uuid"]\n',
            3,
            "invalid value for 'task_id': the value is not a \"uuid\"",
        ),
        ("[solum.create_task]\ntags = []\n", 2, "invalid value for 'tags': the list is empty"),
        (
            "[miramace.create_task]\nphone_number = []\n",
            2,
            "invalid value for 'phone_number': the list is empty",
        ),
        (
            '[miramace.create_task]\nphone_number = "202-555-0143"\n',
            2,
            "invalid value for 'phone_number': the value does not match \"^",
        ),
        (
            'miramace.get_task.task_id = ["not-a-uuid"]\n',
            1,
            "invalid value for 'task_id': the value is not a \"uuid\"",
        ),
        ("miramace = 1\n", 1, "miramace must be a table"),
        ("[miramace]\nget_task = 1\n", 2, "miramace.get_task must be a table"),
        ("[[unpod.get_run_tasks]]\n", 1, "unpod.get_run_tasks must be a table"),
        ("\nunpod = {get_run_tasks = {runs = 1}}\n", 2, "unknown parameter or property 'runs'"),
        ('[unpod.get_run_tasks]\n"run\\u0020id" = 1\n', 1, "unknown parameter or property 'run id'"),
        ('[unpod.get_run_tasks]\nrun_id = """\nruns = 1\n"""\nruns = 1\n', 5, "unknown parameter or property 'runs'"),
        ("[unpod.get_run_tasks]\nrun_id = 2026-02-07\n", 2, "invalid value for 'run_id': it has a date, a time or"),
        (
            '[solum.create_task]\nassigned_user_ids = ["a", 1]\n',
            2,
            "invalid value for 'assigned_user_ids': /1: the value is not of type \"string\"",
        ),
        (
            '[miramace]\ntask_id = "not-a-uuid"\n',
            2,
            "'task_id' must be in the table of an operation, such as [miramace.get_task]",
        ),
        ("[miramce.get_task]\n", 1, f"choose one of: {KNOWN_APIS}. Did you mean 'miramace'?"),
        ("[miramace.create_task]\ntask_data = {at = 2026-02-07}\n", 2, "invalid value for 'task_data'"),
        ("[miramace.create_task]\ntask_data = {limit = inf}\n", 2, "invalid value for 'task_data'"),
        (
            '[unpod.get_run_tasks]\nrun_id = ["R1", ".."]\n',
            2,
            "invalid value for 'run_id': it cannot be sent in a path",
        ),
        ('[unpod.get_run_tasks]\nrun_id = "R%31"\n', 2, "invalid value for 'run_id': it cannot be sent in a path"),
        (
            '[unpod.get_run_tasks]\nspace_token = ""\n',
            2,
            "invalid value for 'space_token': it cannot be sent in a path",
        ),
        ("[unpod.get_run_tasks]\nrun_id = [\n", 2, "invalid TOML"),
    ],
)
def test_invalid_entry_is_reported_with_its_line(fixtures_file: Path, text: str, line: int, message: str) -> None:
    fixtures_file.write_text(text)
    with pytest.raises(UsageError) as raised:
        read_fixtures(fixtures_file, CATALOG)
    assert str(raised.value).startswith(f"{fixtures_file}:{line}: ")
    assert message in str(raised.value)
    assert "not-a-uuid" not in str(raised.value)
    assert "555" not in str(raised.value)


@pytest.mark.parametrize("content", [b"[miramace", b"\xff\xfe", b"a=" + b"[" * 9999, b"a=" + b"9" * 9999, None])
def test_unreadable_file_is_reported(fixtures_file: Path, content: bytes | None) -> None:
    if content is not None:
        fixtures_file.write_bytes(content)
    with pytest.raises(UsageError, match=r"clinic\.toml"):
        read_fixtures(fixtures_file, CATALOG)


def test_byte_order_mark_is_ignored(fixtures_file: Path) -> None:
    fixtures_file.write_bytes(b'\xef\xbb\xbf[unpod.get_run_tasks]\nrun_id = "R1"\n')
    assert read_fixtures(fixtures_file, CATALOG) == {"unpod": {("get_run_tasks", "run_id"): ("R1",)}}


FIXTURES = f"""
[unpod.get_run_tasks]
space_token = "OURSPACE"
run_id = ["OURRUN", "OTHERRUN"]
[miramace.get_task]
task_id = "{PATIENT}"
[miramace.create_task]
patient_id = "{PATIENT}"
[maxcare.get_task]
id = "our-task"
[solum.create_task]
created_by_id = "our-user"
"""


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("writes", ["none", "documented", "generated"])
def test_mock_server_passes_with_fixtures(fixtures_file: Path, writes: str, capsys: pytest.CaptureFixture[str]) -> None:
    fixtures_file.write_text(FIXTURES)
    arguments = ["--fixtures", str(fixtures_file), "--writes", writes, "--timeout", "60", "--max-examples", "4"]
    arguments = ["miramace", "unpod", "maxcare", *arguments]
    assert main(["check", *arguments]) == ExitStatus.PASSED, capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("api", "values"),
    [
        ("unpod", ["/spaces/OURSPACE/runs/OURRUN/", "/spaces/OURSPACE/runs/OTHERRUN/"]),
        ("miramace", [f"/task/{PATIENT}", f'"patient_id":"{PATIENT}"']),
        ("maxcare", ["/v2/tasks/our-task"]),
        ("solum", ['"created_by_id":"our-user"']),
    ],
)
def test_mock_server_has_the_resources_of_the_fixtures(fixtures_file: Path, api: str, values: list[str]) -> None:
    fixtures_file.write_text(FIXTURES)
    target = remote.mock_target(load_api(api), read_fixtures(fixtures_file, CATALOG)[api])
    sent: set[str] = set()

    def record(exchange: MockExchange) -> None:
        if exchange.status in (200, 201):
            sent.update((exchange.path, exchange.request_body.decode().replace('": "', '":"')))

    settings = replace(QUICK, operations=("get_run_tasks", "get_task", "create_task"))
    for _ in run_checks(replace(target, server=with_changed_responses(target.app, record)), settings):
        missing = [value for value in values if not any(value in text for text in sent)]
        if not missing:
            break
    assert missing == []


@pytest.mark.slow
def test_fixture_values_are_redacted_unless_revealed(
    fixtures_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(target: Target) -> Target:
        def miscount(exchange: MockExchange) -> None:
            if exchange.status == 200:
                exchange.json = {**exchange.json, "count": -1}

        return replace(target, server=with_changed_responses(target.app, miscount))

    original = remote.mock_target
    monkeypatch.setattr(runner, "mock_target", lambda api, fixtures, **_: faulty(original(api, fixtures)))
    fixtures_file.write_text(FIXTURES)
    command = [
        "check",
        "unpod",
        "--operation",
        "get_run_tasks",
        "--max-examples",
        "2",
        "--fixtures",
        str(fixtures_file),
    ]
    assert main(command) == ExitStatus.FAILED
    assert "OURSPACE" not in capsys.readouterr().out
    main([*command, "--reveal"])
    output = capsys.readouterr()
    assert "OURSPACE" in output.out
    assert "--reveal" in output.err


def test_invalid_fixtures_for_the_mock_server_exit_2(fixtures_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fixtures_file.write_text("\n[unpod.get_runs]\n")
    assert main(["check", "unpod", "--fixtures", str(fixtures_file)]) == ExitStatus.USAGE_ERROR
    assert f"{fixtures_file}:2: " in capsys.readouterr().err


def test_redaction_key_of_the_environment_comes_before_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(f'{REDACTION_KEY} = "{"f" * 16}"\n')
    assert read_redaction_key({}, path) == "f" * 16
    assert read_redaction_key({REDACTION_KEY: "e" * 16}, path) == "e" * 16
    assert read_redaction_key({}) == ""


def test_short_redaction_key_is_an_error_that_does_not_contain_it(tmp_path: Path) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(f'{REDACTION_KEY} = "secret"\n')
    for environment, file in (({REDACTION_KEY: "secret"}, None), ({}, path)):
        with pytest.raises(UsageError, match="at least 16 characters") as caught:
            read_redaction_key(environment, file)
        assert "secret" not in str(caught.value)
