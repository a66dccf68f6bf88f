"""JSON and TOML files of users: errors name the file and the line, and quote nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.core.errors import UsageError
from caretasks.core.files import TomlFile, read_json


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


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"secret":\n "abc', r"own\.json:2: invalid JSON"),
        (b'"\xff"', r"own\.json is not UTF-8"),
        (b"1" * 5000, r"own\.json has a number that is too long"),
        (b'"' + b"abc" * 2**19 + b'"', r"own\.json is larger than 1 MiB; divide it"),
    ],
    ids=["syntax", "encoding", "digits", "size"],
)
def test_unusable_json_file_is_a_usage_error(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "own.json"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=message) as error:
        read_json(file, 2**20, "divide it")
    assert "abc" not in str(error.value)
