from __future__ import annotations

from pathlib import Path

import pytest

from tests.openapi.lint.notes_api import DOCUMENT


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return the directory `notes` with a valid spec."""
    path = tmp_path / "specs" / "notes"
    path.mkdir(parents=True)
    (path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    return path
