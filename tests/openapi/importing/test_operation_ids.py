"""Names of operations: made from method and path, unique as IDs and as names in Python, and stable."""

from __future__ import annotations

import copy
import keyword
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.importing.operation_ids import name_operations, snake_case
from caretasks.openapi.parts import Part, iter_parts
from tests.openapi.importing.documents import RESPONSES, import_data, make_document

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


def test_ids_that_are_one_name_in_python_get_a_python_name(tmp_path: Path) -> None:
    paths = {f"/{name}": {"get": {"operationId": name, "responses": RESPONSES}} for name in ("getThing", "get_thing")}
    data = import_data(tmp_path, make_document(paths))
    assert [item["get"].get("x-python-name") for item in data["paths"].values()] == [None, "get_get_thing"]
