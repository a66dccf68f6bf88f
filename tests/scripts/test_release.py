"""The checks of a release tag, and the release notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.release import main

CHANGELOG = """# Changelog

## Unreleased

- Not released.

## 1.2.0 - 2026-11-29

### Added

- Something.

## 1.1.0 - 2026-10-01

- Older.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "any"\nversion = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    return tmp_path


def test_notes_are_the_section_of_the_version(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notes", "v1.2.0"], project) == 0
    assert capsys.readouterr().out == "### Added\n\n- Something.\n"


@pytest.mark.parametrize("tag", ["v1.1.0", "1.2.0", "v1.2.0rc1"])
def test_tag_of_another_version_is_rejected(project: Path, capsys: pytest.CaptureFixture[str], tag: str) -> None:
    assert main(["check", tag], project) == 1
    assert f"the tag is {tag}, but the version in pyproject.toml is 1.2.0" in capsys.readouterr().err


def test_version_without_a_dated_section_is_rejected(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "CHANGELOG.md").write_text(CHANGELOG.replace(" - 2026-11-29", ""))
    assert main(["check", "v1.2.0"], project) == 1
    assert "has no section '## 1.2.0 - YYYY-MM-DD'" in capsys.readouterr().err


def test_empty_section_is_rejected(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "CHANGELOG.md").write_text("## 1.2.0 - 2026-11-29\n\n## 1.1.0 - 2026-10-01\n")
    assert main(["check", "v1.2.0"], project) == 1
    assert "is empty" in capsys.readouterr().err
