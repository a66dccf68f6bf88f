"""Import of one document: which file, which version, and what the result is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.importing import pipeline
from caretasks.openapi.importing.changes import ChangeLog, format_report
from caretasks.openapi.importing.pipeline import import_document, read_spec
from caretasks.openapi.importing.writing import format_yaml
from caretasks.openapi.lint.document import find_document_problems
from caretasks.openapi.problems import SourceError
from caretasks.openapi.yaml_data import parse_text
from tests.openapi.importing.documents import RESPONSES, import_data, import_files, make_document, write_files

TEXTS = st.text(max_size=8) | st.text("-+.0123456789eE_ \n:#~'\"[]{}tfn", max_size=8)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(data=st.dictionaries(TEXTS, DOCUMENTS, max_size=4))
def test_written_document_is_read_back(data: dict[str, Any]) -> None:
    assert json.dumps(parse_text(format_yaml(data)).data) == json.dumps(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "swagger: '2.0'\n",
            ":1: /swagger: is Swagger 2.0: convert it to OpenAPI 3 first, for example with npx swagger2",
        ),
        ("swagger: '2.0'\npaths: {/a: 1}\n", "is Swagger 2.0"),
        ("openapi: 4.0.0\n", ":1: /openapi: the version '4.0.0' cannot be imported: use 3.0, 3.1 or 3.2"),
        ("openapi: [3]\n", ":1: /openapi: the version '[3]' cannot be imported"),
        ("asyncapi: 3.0.0\n", ":1: is not OpenAPI: it has no key `openapi` but has `asyncapi`"),
        ("a: 1\n", ":1: is not OpenAPI: it has no key `openapi`"),
        ("- a\n", ":1: is not OpenAPI: the top level must be a mapping"),
        ("hello", ":1: is not OpenAPI: the top level must be a mapping"),
        ("a: [\n", ":2: is not YAML: did not find expected node content"),
        ('{"openapi": "3.1.0", "a": ]', ":1: is not YAML: did not find expected node content"),
        ("<html><a b=c: d></html>\n", ":1: is not"),
        ("", ":1: is not OpenAPI: the top level must be a mapping"),
    ],
)
def test_file_that_is_not_openapi_3_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = write_files(tmp_path, {"api.yaml": text})
    with pytest.raises(SourceError) as caught:
        import_document(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: there is no such file"):
        import_document(tmp_path / "none.yaml")


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0"])
def test_versions_3_0_to_3_2_are_imported(tmp_path: Path, version: str) -> None:
    data = import_data(tmp_path, make_document({"/a": {"get": {"responses": RESPONSES}}}, version=version))
    assert data["openapi"] == (version if version.startswith("3.1") else "3.1.1")


def test_version_may_be_a_number(tmp_path: Path) -> None:
    assert import_files(tmp_path, {"a.yaml": "openapi: 3.0\ninfo: {}\n"}).data == {"openapi": "3.1.1", "info": {}}


def test_document_may_have_no_paths(tmp_path: Path) -> None:
    document = {"openapi": "3.1.0", "info": {"title": "T"}, "webhooks": {"done": {"post": {"responses": RESPONSES}}}}
    assert import_data(tmp_path, document) == document


def test_merge_keys_of_yaml_are_read(tmp_path: Path) -> None:
    text = "openapi: 3.1.0\nx-a: &a {title: T}\ninfo: {<<: *a, version: '1'}\n"
    assert import_files(tmp_path, {"a.yaml": text}).data["info"] == {"title": "T", "version": "1"}


def test_duplicate_keys_are_reported(tmp_path: Path) -> None:
    source = import_files(tmp_path, {"a.yaml": "openapi: 3.1.0\ninfo: {title: T}\ninfo: {title: U}\n"})
    assert source.data["info"] == {"title": "U"}
    assert source.changes.changes == {"of a duplicate key, the last value was taken": ["/info: line 3"]}


@pytest.mark.parametrize("name", ["openapi.yaml", "openapi.json", "other.yml"])
def test_document_of_a_folder_is_found(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {name: make_document(), "models/pet.yaml": "type: object\n", "readme.yaml": "a: 1\n"})
    assert import_document(tmp_path).file == str(tmp_path / name)


def test_document_of_a_folder_with_many_files_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_MAX_CANDIDATES", 2)
    schemas = {f"models/{name}.yaml": "type: object\n" for name in "abc"}
    write_files(tmp_path, {**schemas, "notes-api.yaml": make_document()})
    assert import_document(tmp_path).file == str(tmp_path / "notes-api.yaml")


def test_file_whose_key_openapi_has_another_value_than_a_version_is_not_the_document(tmp_path: Path) -> None:
    settings = {"formats": {"openapi": {"rootDir": "reference"}}}
    write_files(tmp_path, {"settings.json": settings, "reference/a.json": make_document()})
    assert import_document(tmp_path).data == make_document()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.yaml": "a: 1\n"}, "has no OpenAPI document"),
        (
            {"a.yaml": "openapi: 3.1.0\n", "b.json": {"openapi": "3.1.0"}},
            "2 OpenAPI documents: name one of a.yaml, b.json",
        ),
    ],
)
def test_folder_without_one_document_is_an_error(tmp_path: Path, files: dict[str, Any], message: str) -> None:
    write_files(tmp_path, files)
    with pytest.raises(SourceError, match=message):
        import_document(tmp_path)


def test_spec_with_facts_is_not_rewritten(tmp_path: Path) -> None:
    path = write_files(tmp_path, {"openapi.yaml": make_document(version="3.0.0"), "facts.yaml": "{}"})
    assert read_spec(path).data["openapi"] == "3.0.0"
    (tmp_path / "facts.yaml").unlink()
    assert read_spec(path).data["openapi"] == "3.1.1"


def test_import_of_an_imported_document_changes_nothing(tmp_path: Path) -> None:
    schema = {"type": "string", "nullable": True, "format": "byte", "example": "YQ==", "$id": "S"}
    paths = {
        "/a?b=1": {"get": {"responses": RESPONSES}},
        "/b/{c}": {"get": {"operationId": "", "responses": RESPONSES}},
    }
    document = make_document(paths, version="3.0.0", components={"schemas": {"S": schema}})
    first = import_files(tmp_path, {"a.json": document})
    second = import_files(tmp_path, {"b.json": first.data})
    assert (second.data, bool(first.changes), bool(second.changes)) == (first.data, True, False)


def test_report_lists_changes_and_what_is_left_out() -> None:
    changes = ChangeLog(files=["pet.yaml"])
    for number in range(25):
        changes.add("`nullable: true` became the type `null`", f"/a/{number}")
    changes.leave_out("/paths/~1a/get", "the operation GET /a: <b>`")
    report = format_report("acme", "vendor.yaml", changes)
    assert report.splitlines()[:3] == [
        "# Import of acme",
        "",
        "Imported from `vendor.yaml` by caretasks. This file lists what differs from that document.",
    ]
    assert "- `/paths/~1a/get`: the operation GET /a: &lt;b>`\n" in report
    assert "### `nullable: true` became the type `null` (25)\n\n- `/a/0`\n" in report
    assert "- and 5 more\n" in report


def test_duplicate_key_is_a_warning_where_it_is_in_its_file(tmp_path: Path) -> None:
    document = make_document({"/a": {"$ref": "paths.yaml#/a"}})
    paths = "unused: {a: 1, a: 2}\na:\n  get:\n    summary: first\n    summary: last\n    responses: {}\n"
    source = import_files(tmp_path, {"openapi.json": document, "paths.yaml": paths})
    (warning,) = [each for each in find_document_problems(source) if "duplicate key" in each.message]
    assert (warning.severity, warning.pointer) == ("warning", "/paths/~1a/get/summary")
    assert warning.file == str(tmp_path / "paths.yaml")
    assert "duplicate key in line 5" in warning.message
