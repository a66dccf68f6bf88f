"""`make diff`: changed specs and generated packages since a git revision, and the changelog."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.changelog import spec_changes

ROOT = spec_changes.ROOT
CHANGED = "# Changelog\n\n## Unreleased\n\n### Changed\n\n"
BLOCK = f"{spec_changes.BEGIN}\nold\n{spec_changes.END}"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with the spec and the package of one API, whose working tree has a change of both."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    for folder in ("specs/miramace", "generated/caretasks/miramace"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "."],
        ["-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "Add a spec"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    replace(tmp_path / "specs/miramace/openapi.yaml", "COMPLETED, FAILED, CANCELLED]", "COMPLETED, FAILED, STOPPED]")
    replace(tmp_path / "generated/caretasks/miramace/models/task_status.py", "CANCELLED", "STOPPED")
    return tmp_path


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_reports_changed_specs_and_packages(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert spec_changes.main(["main"], root=checkout) == 0
    report = capsys.readouterr().out
    assert 'The value "STOPPED" is now allowed.' in report
    assert "Breaking: `TaskStatus.CANCELLED` was removed." in report
    assert "Compatible: `TaskStatus.STOPPED` was added." in report


def test_writes_the_changes_into_the_changelog_once(checkout: Path) -> None:
    changelog = checkout / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n### Added\n\n- All.\n")
    for _ in range(2):
        assert spec_changes.main(["main", "--changelog", str(changelog)], root=checkout) == 0
    text = changelog.read_text()
    assert text.count(spec_changes.BEGIN) == 1
    assert text.index("## Unreleased\n\n### Changed\n") < text.index("STOPPED") < text.index("## 0.1.0")


def test_unknown_revision_exits_3(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert spec_changes.main(["nothing"], root=checkout) == 3
    assert "cannot read the specs of the revision 'nothing'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changelog", "text", "expected"),
    [
        (f"{CHANGED}- It.\n\n## 1.0\n", "", f"{CHANGED}- It.\n\n## 1.0\n"),
        (f"{CHANGED}{BLOCK}\n", "new", f"{CHANGED}{BLOCK.replace('old', 'new')}\n"),
        (f"{CHANGED}- It.\n", "old", f"{CHANGED}{BLOCK}\n\n- It.\n"),
    ],
)
def test_replaces_only_its_part_of_the_changelog(changelog: str, text: str, expected: str) -> None:
    assert spec_changes.insert_changes(changelog, text) == expected
