"""The values that a user gives for a server of their own, and what is said of a file that cannot be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from caretasks.cli import main
from caretasks.conformance import runner
from caretasks.conformance.results import ExitStatus, collect
from caretasks.conformance.runner import run
from caretasks.conformance.target import remote
from caretasks.conformance.target.fixtures import FixturesError, read
from caretasks.conformance.target.model import Target
from caretasks.openapi.catalog import Catalogue
from tests.servers.faulty import QUICK, Answer, changed

APIS = Catalogue().load_all()
PATIENT = "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clinic.toml"


def test_values_are_known_by_operation_and_name(file: Path) -> None:
    file.write_text(
        f"""
        [miramace.get_task]
        task_id = ["{PATIENT}", "123e4567-e89b-12d3-a456-426614174002"]
        [miramace.create_task]
        phone_number = "+12025550143"
        """
    )
    fixtures = read(file, APIS)
    miramace = Catalogue().load("miramace")
    assert fixtures.of(miramace.operation("get_task"), "task_id") == (PATIENT, "123e4567-e89b-12d3-a456-426614174002")
    assert fixtures.of(miramace.operation("create_task"), "phone_number") == ("+12025550143",)
    assert fixtures.of(miramace.operation("create_task"), "patient_id") == ()


def test_a_list_that_fits_as_a_whole_is_one_value(file: Path) -> None:
    solum = Catalogue().load("solum").operation("create_task")
    for text, values in [('["a", "b"]', (["a", "b"],)), ('[["a"], ["b"]]', (["a"], ["b"]))]:
        file.write_text(f"[solum.create_task]\nassigned_user_ids = {text}\n")
        assert read(file, APIS).of(solum, "assigned_user_ids") == values


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[miramace.get_task]\n[clinic.get_task]\n", 2, "no API 'clinic'; known are maxcare, miramace, solum, unpod"),
        ("\n[miramace.get_tasks]\n", 2, "no operation 'get_tasks'; it has create_task, get_task"),
        ('[solum.create_task]\ntitle = "x"\ntitel = "y"\n', 3, "no parameter or property 'titel'"),
        ('[unpod.get_run_tasks]\nOrg-Handle = "clinic"\n', 2, "no parameter or property 'Org-Handle'"),
        ('[miramace.get_task]\n# their own\ntask_id = ["no-uuid"]\n', 3, "a value of 'task_id' does not fit"),
        ("[miramace.create_task]\nphone_number = []\n", 2, "a value of 'phone_number' does not fit"),
        ('[miramace.create_task]\nphone_number = "202-555-0143"\n', 2, "a value of 'phone_number' does not fit"),
        ('miramace.get_task.task_id = ["no-uuid"]\n', 1, "a value of 'task_id' does not fit"),
        ("miramace = 1\n", 1, "miramace has to be a table"),
        ("[miramace]\nget_task = 1\n", 2, "miramace.get_task has to be a table"),
        ("[[unpod.get_run_tasks]]\n", 1, "unpod.get_run_tasks has to be a table"),
        ("\nunpod = {get_run_tasks = {runs = 1}}\n", 2, "no parameter or property 'runs'"),
        ('[unpod.get_run_tasks]\n"run\\u0020id" = 1\n', 1, "no parameter or property 'run id'"),
        ('[unpod.get_run_tasks]\nrun_id = """\nruns = 1\n"""\nruns = 1\n', 5, "no parameter or property 'runs'"),
        ("[unpod.get_run_tasks]\nrun_id = 2026-02-07\n", 2, "a value of 'run_id' does not fit"),
        ('[solum.create_task]\ntitle = "x"\nmetadata = {at = 2026-02-07, up = inf}\n', 3, "'metadata'"),
        ('[unpod.get_run_tasks]\nrun_id = ["R1", ".."]\n', 2, "a value of 'run_id' cannot be part of a path"),
        ('[unpod.get_run_tasks]\nrun_id = "R%31"\n', 2, "a value of 'run_id' cannot be part of a path"),
        ('[unpod.get_run_tasks]\nspace_token = ""\n', 2, "a value of 'space_token' cannot be part of a path"),
        ("[unpod.get_run_tasks]\nrun_id = [\n", 2, "this is no TOML"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(file: Path, text: str, line: int, said: str) -> None:
    file.write_text(text)
    with pytest.raises(FixturesError) as raised:
        read(file, APIS)
    assert str(raised.value).startswith(f"{file}:{line}: ")
    assert said in str(raised.value)
    assert "no-uuid" not in str(raised.value)
    assert "555" not in str(raised.value)


@pytest.mark.parametrize("content", [b"[miramace", b"\xff\xfe", b"a=" + b"[" * 9999, b"a=" + b"9" * 9999, None])
def test_a_file_that_cannot_be_read_is_said_to_be(file: Path, content: bytes | None) -> None:
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(FixturesError, match=r"clinic\.toml"):
        read(file, APIS)


def test_a_byte_order_mark_is_no_value(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf[unpod.get_run_tasks]\nrun_id = "R1"\n')
    assert read(file, APIS).of(Catalogue().load("unpod").operation("get_run_tasks"), "run_id") == ("R1",)


NAMED = f"""
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


@pytest.mark.parametrize("writes", ["none", "documented", "generated"])
def test_a_stand_in_knows_what_the_fixtures_name(file: Path, writes: str, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(NAMED)
    arguments = ["--fixtures", str(file), "--writes", writes, "--timeout", "60", "--max-examples", "4"]
    arguments = ["miramace", "unpod", "maxcare", *arguments]
    assert main(["check", *arguments]) == ExitStatus.NOTHING_BROKEN, capsys.readouterr().out


@pytest.mark.parametrize(
    ("api", "values"),
    [
        ("unpod", ["/spaces/OURSPACE/runs/OURRUN/", "/spaces/OURSPACE/runs/OTHERRUN/"]),
        ("miramace", [f"/task/{PATIENT}", f'"patient_id":"{PATIENT}"']),
        ("maxcare", ["/tasks/our-task"]),
        ("solum", ['"created_by_id":"our-user"']),
    ],
)
def test_the_values_are_sent_to_a_stand_in_and_found_there(file: Path, api: str, values: list[str]) -> None:
    file.write_text(NAMED)
    target = remote.at_stand_in(Catalogue().load(api), read(file, APIS))
    served: set[str] = set()

    def note(answer: Answer) -> None:
        if answer.status in (200, 201):
            served.update((answer.path, answer.sent.decode().replace('": "', '":"')))

    collect(target.api, run(replace(target, server=changed(target.app, note)), QUICK))
    assert all(any(value in text for text in served) for value in values)


def test_values_that_a_stand_in_is_given_are_masked_unless_revealed(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(target: Target) -> Target:
        def miscount(answer: Answer) -> None:
            if answer.status == 200:
                answer.json = {**answer.json, "count": 99}

        return replace(target, server=changed(target.app, miscount))

    known = remote.at_stand_in
    monkeypatch.setattr(runner, "at_stand_in", lambda api, fixtures: faulty(known(api, fixtures)))
    file.write_text(NAMED)
    assert main(["check", "unpod", "--fixtures", str(file), "--max-examples", "2"]) == ExitStatus.BROKEN
    assert "OURSPACE" not in capsys.readouterr().out
    main(["check", "unpod", "--fixtures", str(file), "--max-examples", "2", "--reveal"])
    told = capsys.readouterr()
    assert "OURSPACE" in told.out
    assert "--reveal" in told.err


def test_a_file_that_cannot_be_used_is_exit_2_for_a_stand_in_too(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("\n[unpod.get_runs]\n")
    assert main(["check", "unpod", "--fixtures", str(file)]) == ExitStatus.USAGE
    assert f"{file}:2: " in capsys.readouterr().err
