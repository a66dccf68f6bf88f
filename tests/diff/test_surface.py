"""Changes of the Python surface of generated packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.cli import main
from caretasks.core.errors import UsageError
from caretasks.diff.surface import compare_packages
from tests.diff.operation_kinds import DOCUMENT
from tests.diff.test_documents import write

CLIENT = """
class Acme:
    def get_task(self, task_id: str, limit: int = 10) -> Task: ...
    def list_tasks(self) -> list[Task]: ...

class AsyncAcme:
    async def get_task(self, task_id: str, limit: int = 10) -> Task: ...
"""
MODEL = """
class Task:
    title: str | Unset = UNSET
    status: str = "open"
"""


def package(folder: Path, client: str, model: str) -> Path:
    for file, text in (
        ("__init__.py", ""),
        ("client.py", client),
        ("models/__init__.py", ""),
        ("models/task.py", model),
    ):
        path = folder / "acme" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "acme"


@pytest.mark.parametrize(
    ("old", "new", "message", "is_breaking"),
    [
        ("def list_tasks", "def find_tasks", "`Acme.list_tasks` was removed", True),
        ("def list_tasks", "def find_tasks", "`Acme.find_tasks` was added", False),
        ("limit: int", "count: int", "the argument `limit` of `Acme.get_task` was removed", True),
        ("limit: int = 10", "limit: int", "the argument `limit` of `Acme.get_task` is now required", True),
        ("limit: int = 10", "limit: int = 50", "the default of the argument `limit` of `Acme.get_task` changed", True),
        ("limit: int", "limit: int | str", "the type of the argument `limit` of `Acme.get_task` changed", False),
        ("limit: int", "limit: bool", "the type of the argument `limit` of `Acme.get_task` changed", True),
        ("-> Task", "-> Task | None", "`Acme.get_task` returns `None | Task` instead of `Task`", True),
        ("title: str | Unset", "title: str", "the type of `Task.title` changed from `Unset | str` to `str`", False),
        ("title: str", "title: int", "the type of `Task.title` changed from `Unset | str` to `Unset | int`", True),
        ("    title: str | Unset = UNSET\n", "", "`Task.title` was removed", True),
    ],
)
def test_classes_a_change_of_a_generated_name(
    tmp_path: Path, old: str, new: str, message: str, is_breaking: bool
) -> None:
    before = package(tmp_path / "old", CLIENT, MODEL)
    after = package(tmp_path / "new", CLIENT.replace(old, new), MODEL.replace(old, new))
    found = {change.message: change.is_breaking for change in compare_packages(before, after)}
    assert found[message] is is_breaking
    assert not any("Async" in each for each in found)


def test_same_packages_have_no_changes(tmp_path: Path) -> None:
    folders = [package(tmp_path / name, CLIENT, MODEL) for name in ("old", "new")]
    assert compare_packages(*folders) == []


def test_folder_that_is_not_a_package_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a Python package"):
        compare_packages(tmp_path, tmp_path)


def test_breaking_change_of_a_package_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = write(tmp_path / "openapi.yaml", DOCUMENT)
    old = package(tmp_path / "old", CLIENT, MODEL)
    new = package(tmp_path / "new", CLIENT.replace("list_tasks", "find_tasks"), MODEL)
    assert main(["diff", spec, spec, "--packages", str(old), str(new)]) == 1
    assert "generated package\n  breaking: `Acme.list_tasks` was removed" in capsys.readouterr().out
