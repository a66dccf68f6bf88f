"""The values that a user gives for a server of their own, and what is said of a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.conformance.fixtures import FixturesError, read
from caretasks.openapi.catalogue import Catalogue

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
        ("miramace = 1\n", 1, "no API 'miramace'"),
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


@pytest.mark.parametrize("content", [b"[miramace", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_said_to_be(file: Path, content: bytes | None) -> None:
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(FixturesError, match=r"clinic\.toml"):
        read(file, APIS)
