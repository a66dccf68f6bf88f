"""YAML and JSON files: the types of values, and the errors of a file."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any, Literal

import pytest

from caretasks.openapi import yaml_data
from caretasks.openapi.problems import Finding, Problem, SourceError
from caretasks.openapi.source import Source, read_source


def make_source(tmp_path: Path, text: str) -> Source:
    file = tmp_path / "file.yaml"
    file.write_text(text, "utf-8")
    return read_source(file, "file.yaml")


def test_problem_names_file_line_and_pointer(tmp_path: Path) -> None:
    source = make_source(tmp_path, "a: 1\nb: 2\n")
    problems = source.make_problems([Finding("/b", "is wrong"), Finding("", "is wrong")])
    assert list(map(str, problems)) == ["file.yaml:2: /b: is wrong", "file.yaml:1: is wrong"]


@pytest.mark.parametrize("severity", ["limitation", "warning"])
def test_problem_that_is_not_an_error_names_its_severity(severity: Literal["limitation", "warning"]) -> None:
    assert str(Problem("file.yaml", "/a", 3, "is wrong", severity)) == f"file.yaml:3: {severity}: /a: is wrong"


def test_problem_escapes_control_characters_of_keys(tmp_path: Path) -> None:
    source = make_source(tmp_path, '"a\\nb\\e[1m\\L é": 1\n')
    (problem,) = source.make_problems([Finding("/a\nb\x1b[1m\u2028 é", "is wrong")])
    assert str(problem) == r"file.yaml:1: /a\nb\x1b[1m\u2028 é: is wrong"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("y", "y"),
        ("2026-11-21", "2026-11-21"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("010", "010"),
        (".inf", ".inf"),
        ("3.1.0", "3.1.0"),
        ("=", "="),
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("-12", -12),
        ("0", 0),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("'1'", "1"),
        ("!!str 1", "1"),
    ],
)
def test_values_have_json_types_only(tmp_path: Path, text: str, value: Any) -> None:
    found = make_source(tmp_path, f"a: {text}\n").data["a"]
    assert (found, type(found)) == (value, type(value))


def test_keys_are_strings_as_written(tmp_path: Path) -> None:
    data = make_source(tmp_path, "200: a\ntrue: b\nnull: c\n1.0: d\n2026-11-21: e\n<<: f\n'0': g\n").data
    assert list(data) == ["200", "true", "null", "1.0", "2026-11-21", "<<", "0"]


@pytest.mark.parametrize(
    ("text", "pointer", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "/a", 3, "duplicate key 'a'"),
        ("a:\n  - {200: 1,\n     '200': 2}\n", "/a/0/200", 3, "duplicate key '200'"),
        ("a: 1\n? [b]\n: 2\n", "", 2, "a key must be a string"),
        ("a: &a\n  b: *a\n", "/a/b", 2, "an alias makes this node contain itself"),
        ("a: 1\nb: !!timestamp 2026-11-21\n", "/b", 2, "the YAML type timestamp is not a JSON type"),
        ("a: 1\nb: 1e999\n", "/b", 2, "not a finite number"),
        ("a: 1\nb: [\n", "", 3, "is not YAML: did not find expected node content"),
        ("- 1\n", "", 1, "the top level must be a mapping"),
        ("", "", 1, "the top level must be a mapping"),
        ("a:\n  " + "[" * 250, "", 2, "is nested more than 200 levels deep"),
    ],
)
def test_read_source_reports_what_json_cannot_represent(
    tmp_path: Path, text: str, pointer: str, line: int, message: str
) -> None:
    with pytest.raises(SourceError) as caught:
        make_source(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.file, problem.pointer, problem.line, problem.message) == ("file.yaml", pointer, line, message)


@pytest.mark.long
def test_read_source_reports_aliases_that_expand_to_a_huge_document(tmp_path: Path) -> None:
    levels = "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n" for n in range(7))
    with pytest.raises(SourceError, match="aliases expand to more than 200 levels or 1000000 nodes"):
        make_source(tmp_path, f"a0: &a0 [1]\n{levels}")


def test_read_source_reports_a_huge_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_data, "MAX_NODES", 5_000)
    with pytest.raises(SourceError, match=r"file\.yaml:479: has more than 5,000 nodes: shorten its examples"):
        make_source(tmp_path, "a:\n" + f"- [{', '.join('1' * 20)}]\n" * 500)


def test_read_source_enables_garbage_collection_again(tmp_path: Path) -> None:
    make_source(tmp_path, "a: 1\n")
    assert gc.isenabled()


def test_read_source_unreadable_file_raises(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_source(tmp_path / "none.yaml")


def test_read_source_file_that_is_not_utf8_raises(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(SourceError, match=r"latin\.yaml:2: is not UTF-8"):
        read_source(tmp_path / "latin.yaml")


def test_read_source_repeats_aliased_nodes(tmp_path: Path) -> None:
    assert make_source(tmp_path, "a: &a {b: 1}\nc: *a\n").data == {"a": {"b": 1}, "c": {"b": 1}}
