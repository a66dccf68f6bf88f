"""Placement of folders: all or none, and only what an earlier run wrote is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.codegen.imported.placement import nearest_directory, place, require_replaceable
from caretasks.core.errors import UsageError


def make_folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "file").write_text(text, "utf-8")
    return path


def test_places_folders_and_replaces_existing_ones(tmp_path: Path) -> None:
    new = [make_folder(tmp_path / "build" / name, "new") for name in ("a", "b")]
    targets = [make_folder(tmp_path / "a", "old"), tmp_path / "deep" / "b"]
    place(dict(zip(targets, new, strict=True)), tmp_path / "build" / "replaced")
    assert [(target / "file").read_text("utf-8") for target in targets] == ["new", "new"]


def test_failure_restores_all_folders(tmp_path: Path) -> None:
    new = make_folder(tmp_path / "build" / "a", "new")
    old = make_folder(tmp_path / "a", "old")
    with pytest.raises(FileNotFoundError):
        place({old: new, tmp_path / "x" / "y" / "b": tmp_path / "build" / "none"}, tmp_path / "build" / "replaced")
    assert ((old / "file").read_text("utf-8"), (new / "file").read_text("utf-8")) == ("old", "new")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("force", [True, False])
def test_link_and_file_are_not_replaced(tmp_path: Path, force: bool) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(make_folder(tmp_path / "folder", "old"))
    for name in ("file", "link"):
        with pytest.raises(UsageError, match="is not a directory: remove it, or choose another name"):
            require_replaceable(tmp_path / name, "file", force=force)


def test_nearest_directory_of_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert nearest_directory(tmp_path / "a" / "b") == tmp_path.resolve()


def test_nearest_directory_below_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(UsageError, match="a is not a directory: choose another one"):
        nearest_directory(tmp_path / "a" / "b")
