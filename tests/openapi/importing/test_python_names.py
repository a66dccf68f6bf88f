"""Names of operations and keys: unique as IDs and as names in Python, and stable."""

from __future__ import annotations

import copy
import keyword
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.codegen.compilation.names import module_name
from caretasks.openapi.document import Api
from caretasks.openapi.importing.changes import ChangeLog, format_report
from caretasks.openapi.importing.python_names import name_operations, snake_case
from caretasks.openapi.operation.credentials import CONSTRUCTOR_ARGUMENTS, client_arguments
from caretasks.openapi.parts import Part, iter_parts
from tests.openapi.importing.documents import RESPONSES, import_data, import_files, make_document

PATHS = st.sampled_from(["/", "/a", "/A", "/a-b", "/a_b", "/a/{b}", "/a/{B}.json", "/ä", "/a/{a~b}/c"])
IDS = (
    st.none()
    | st.sampled_from(["a", "A", "getA", "get_a", "get-a", "class", "1", "ä", "", " ", "列表", "_"])
    | st.text()
)


def named(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the ID of each operation and its name in Python."""
    document = copy.deepcopy(document)
    name_operations(list(iter_parts(document, [Part("", "document", document)])), ChangeLog())
    operations = [each for item in document["paths"].values() for each in item.values()]
    return [(each["operationId"], each.get("x-python-name", snake_case(each["operationId"]))) for each in operations]


def with_ids(ids: dict[tuple[str, str], str | None]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for (path, method), identifier in ids.items():
        given = {} if identifier is None else {"operationId": identifier}
        paths.setdefault(path, {})[method] = {**given, "responses": RESPONSES}
    return make_document(paths)


@given(ids=st.dictionaries(st.tuples(PATHS, st.sampled_from(["get", "post"])), IDS, max_size=8))
def test_ids_and_names_are_unique_and_names_of_functions(ids: dict[tuple[str, str], str | None]) -> None:
    found = named(with_ids(ids))
    assert len({identifier for identifier, _ in found}) == len({name for _, name in found}) == len(ids)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for _, name in found)


@given(ids=st.dictionaries(st.tuples(PATHS, st.sampled_from(["get", "post"])), IDS, max_size=5))
def test_names_do_not_change_when_they_are_made_again(ids: dict[tuple[str, str], str | None]) -> None:
    document = with_ids(ids)
    name_operations(list(iter_parts(document, [Part("", "document", document)])), ChangeLog())
    once = copy.deepcopy(document)
    changes = ChangeLog()
    name_operations(list(iter_parts(document, [Part("", "document", document)])), changes)
    assert (document, bool(changes)) == (once, False)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/pets", "get_v1_pets"),
        ("/pets/{petId}/toys", "get_pets_pet_id_toys"),
        ("/", "get_root"),
        ("/HTTPStatus/{id}.json", "get_http_status_id_json"),
        ("/<upload_url>", "get_upload_url"),
    ],
)
def test_missing_id_is_made_from_method_and_path(path: str, name: str) -> None:
    assert named(make_document({path: {"get": {"responses": RESPONSES}}})) == [(name, name)]


def test_second_operation_with_an_id_gets_another(tmp_path: Path) -> None:
    operation = {"operationId": "read", "responses": RESPONSES}
    data = import_data(tmp_path, make_document({"/a": {"get": operation}, "/b": {"get": operation}}))
    assert [item["get"]["operationId"] for item in data["paths"].values()] == ["read", "get_b"]


def test_id_that_is_a_keyword_gets_an_underscore() -> None:
    assert named(make_document({"/a": {"get": {"operationId": "import", "responses": RESPONSES}}})) == [
        ("import", "import_")
    ]


def test_ids_that_are_one_name_in_python_get_a_python_name(tmp_path: Path) -> None:
    paths = {f"/{name}": {"get": {"operationId": name, "responses": RESPONSES}} for name in ("getThing", "get_thing")}
    data = import_data(tmp_path, make_document(paths))
    assert [item["get"].get("x-python-name") for item in data["paths"].values()] == [None, "get_get_thing"]


def key_arguments(folder: Path, names: list[str]) -> list[str]:
    """Return the client's arguments for the keys of schemes with these names, after the import."""
    schemes = {name: {"type": "apiKey", "in": "header", "name": f"X-{i}"} for i, name in enumerate(names)}
    operation = {"security": [{name: []} for name in names], "responses": RESPONSES}
    document = make_document({"/a": {"get": operation}}, components={"securitySchemes": schemes})
    return list(client_arguments(Api("acme", import_data(folder, document), None, "acme")).values())


@pytest.mark.parametrize("name", ["timeout", "base_url", "self", "class", "username"])
def test_key_with_the_name_of_another_argument_gets_a_suffix(tmp_path: Path, name: str) -> None:
    assert key_arguments(tmp_path, ["app", name]) == ["app", f"{name}_key"]


def test_key_whose_name_is_not_an_identifier_gets_one_that_is(tmp_path: Path) -> None:
    assert key_arguments(tmp_path, ["1st key!", "ключ", "!!!"]) == ["key_1st_key", "key", "key_2"]


def test_only_key_is_called_api_key(tmp_path: Path) -> None:
    assert key_arguments(tmp_path, ["timeout"]) == ["api_key"]


@given(
    st.lists(st.sampled_from(["self", "none", "api-key", "api_key", "API.KEY"]) | st.text(), min_size=1, unique=True)
)
def test_keys_of_an_imported_document_are_different_arguments(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        arguments = key_arguments(Path(folder), names)
    assert len(arguments) == len(names)
    for argument in arguments:
        assert argument.isidentifier()
        assert not keyword.iskeyword(argument)
        assert argument not in CONSTRUCTOR_ARGUMENTS


def test_other_name_of_a_key_is_in_the_report(tmp_path: Path) -> None:
    schemes = {name: {"type": "http", "scheme": "bearer"} for name in ("app", "timeout")}
    source = import_files(tmp_path, {"openapi.json": make_document(components={"securitySchemes": schemes})})
    assert "- `/components/securitySchemes/timeout: timeout_key`" in format_report("acme", "a.json", source.changes)


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("notes/read-one", "notes_read_one"),
        ("get /notes/{id}", "get_notes_id"),
        ("get-/notes/{id}_/notes/{id}", "get_notes_id"),
        ("notes:read", "notes_read"),
    ],
)
def test_any_character_separates_words(tmp_path: Path, identifier: str, name: str) -> None:
    document = import_data(tmp_path, with_ids({("/notes/{id}", "get"): identifier}))
    (operation,) = Api("some", document, None, "").operations
    assert (operation.id, module_name(operation.python_name)) == (identifier, name)
