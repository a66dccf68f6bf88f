"""Names and descriptions of a spec with terminal escapes and commands of CI systems: output and reports escape them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main

WORDS = "\x1b]0;title\x07\x1b[31m\r\n::error::forged ##[error]forged \x9b31m\u202e"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return the path of a document with the words in names, descriptions and values."""
    schema = {"type": "object", "required": [f"state{WORDS}"], "properties": {f"state{WORDS}": {"enum": [WORDS]}}}
    response = {"description": WORDS, "content": {"application/json": {"schema": schema}}}
    parameter = {"name": f"q{WORDS}", "in": "query", "schema": {"type": "string", "maxLength": 3}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": WORDS, "version": WORDS},
        "paths": {
            "/items": {
                "get": {"operationId": "::error::forged", "summary": WORDS, "responses": {"200": response}},
                "post": {"operationId": f"add{WORDS}", "parameters": [parameter], "responses": {"default": response}},
            },
            f"/other{WORDS}": {"get": {"responses": {"204": {"description": WORDS}}}},
        },
        "webhooks": {f"hook{WORDS}": {"post": {"responses": {"200": {"description": WORDS}}}}},
    }
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(document))
    return path


def find_unsafe_lines(text: str, excluded: str = r"(?!)") -> list[str]:
    """Return the lines on which a terminal or a CI system would act, without those of a pattern."""
    pattern = re.compile(r"\s*::[a-z]|.*##\w*\[", re.IGNORECASE)
    lines = [line for line in text.split("\n") if not re.match(excluded, line)]
    return [line for line in lines if not line.isprintable() or pattern.match(line)]


def test_list_escapes_the_words_of_a_spec(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", str(spec)]) == 0
    output = capsys.readouterr()
    assert find_unsafe_lines(output.out + output.err) == []


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_check_escapes_the_words_of_a_spec(
    options: list[str], spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    main(["check", str(spec), "--max-examples", "1", "--report", str(tmp_path), *options])
    output = capsys.readouterr()
    assert find_unsafe_lines(output.out) == []
    assert find_unsafe_lines(output.err, r"::(error|warning|notice) title=[^:]*::") == []
    for name in ("summary.md", "report.json", "junit.xml"):
        assert find_unsafe_lines((tmp_path / name).read_text("utf-8")) == []
