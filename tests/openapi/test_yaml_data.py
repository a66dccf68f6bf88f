"""YAML and JSON text as data: JSON, merge keys, duplicate keys, aliases, and the lines of nodes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.json_pointer import walk
from caretasks.openapi.yaml_data import DataError, find_lines, parse_text

KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=5)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=3)


@given(data=DOCUMENTS, indent=st.none() | st.just("\t"))
def test_json_is_read_as_the_json_module_reads_it(data: dict[str, Any], indent: str | None) -> None:
    assert parse_text(json.dumps(data, indent=indent)).data == data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: &a {x: 1, y: 2}, b: {<<: *a, y: 3}}", {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}}),
        ("{b: {y: 3, <<: [{y: 4, z: 5}, {z: 6}]}}", {"b": {"y": 3, "z": 5}}),
        ("{'<<': {a: 1}}", {"<<": {"a": 1}}),
        ("a: .5\nb: -.5e1\nc: .\n", {"a": 0.5, "b": -5.0, "c": "."}),
    ],
)
def test_lenient_reads_merge_keys_and_short_numbers(text: str, value: Any) -> None:
    assert parse_text(text, lenient=True).data == value


def test_merged_mappings_share_nothing() -> None:
    data = parse_text("a: &a {x: {y: 1}}\nb: {<<: *a}\nc: *a\n", lenient=True).data
    data["b"]["x"]["y"] = data["c"]["x"]["y"] = 2
    assert data["a"] == {"x": {"y": 1}}


@pytest.mark.parametrize("text", ["a: {b: 1,\n  b: 2}\n", '{"a": {"b": 1,\n  "b": 2}}'])
def test_lenient_keeps_the_last_of_duplicate_keys_and_reports_it(text: str) -> None:
    parsed = parse_text(text, lenient=True)
    assert (parsed.data, parsed.duplicates) == ({"a": {"b": 2}}, [("/a/b", 2)])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("b: {<<: 1}\n", 1, "a merge key (<<) needs a mapping, or a list of mappings"),
        ("b: *none\n", 1, "is not YAML: found undefined alias 'none'"),
        ('{"a": "\\ud800"}', None, r"has half of a surrogate pair (\ud800 to \udfff) in a string"),
        ("a: " + "1" * 5000, 1, "an integer with too many digits"),
        ("a: !!python/object:os.system {}\n", 1, "the YAML type os.system is not a JSON type"),
        ("a: !!python/object/apply:os.system [id]\n", 1, "the YAML type os.system is not a JSON type"),
    ],
)
def test_reports_what_has_no_counterpart_in_json(text: str, line: int | None, message: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_text(text, lenient=True)
    assert [problem[1:] for problem in caught.value.problems] == [(line, message)]


def test_reads_surrogate_pairs_of_json() -> None:
    assert parse_text('{"a": "\\ud83d\\ude00"}').data == {"a": "\U0001f600"}


def test_line_of_every_node() -> None:
    text = "# a comment\na:\n  b: 1\n\n  c:\n    - x\n    - {y: 2,\n       z: 3}\nd/e: 4\n200: 5\n"
    lines = find_lines(text, [pointer for pointer, _ in walk(parse_text(text).data) if pointer])
    assert lines == {"/a": 2, "/a/b": 3, "/a/c": 5, "/a/c/0": 6, "/a/c/1": 7, "/a/c/1/y": 7, "/a/c/1/z": 8} | {
        "/d~1e": 9,
        "/200": 10,
    }


def test_line_of_a_missing_node_is_that_of_its_nearest_ancestor() -> None:
    lines = find_lines("a: 1\nb:\n  c: [1]\n", ["/b/d", "/b/c/7", "/b/c/0/x", "/x"])
    assert lines == {"/b/d": 2, "/b/c/7": 3, "/b/c/0/x": 3, "/x": 1}


def test_finds_the_lines_of_a_file_with_surrogate_pairs() -> None:
    assert find_lines('{"a": "\\ud83d\\ude00",\n"b": [1,\n{"c": 2}]}', ["/b", "/b/1/c", "/b/7"]) == {
        "/b": 2,
        "/b/1/c": 3,
        "/b/7": 2,
    }


@given(
    data=st.dictionaries(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=5), VALUES, max_size=3)
)
def test_every_node_has_a_line(data: dict[str, Any]) -> None:
    text = json.dumps(data, indent=1)
    pointers = [pointer for pointer, _ in walk(data)]
    lines = find_lines(text, pointers)
    numbers = [lines[pointer] for pointer in pointers]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
