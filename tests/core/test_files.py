"""TOML files of users: errors name the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.core.errors import UsageError
from caretasks.core.files import TomlFile


def test_invalid_toml_names_its_line_and_quotes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('good = 1\nsecret = "abc\n')
    with pytest.raises(UsageError, match=r"own\.toml:2: invalid TOML") as error:
        TomlFile.read(file)
    assert "abc" not in str(error.value)


def test_error_names_the_line_of_a_key_in_a_table(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('url = "a"\n\n[targets.staging]\napi = "x"\nurl = "b"\n')
    error = TomlFile.read(file).error_at("wrong", "targets", "staging", "url")
    assert str(error) == f"{file}:5: wrong"
