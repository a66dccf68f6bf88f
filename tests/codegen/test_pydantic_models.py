"""The pydantic models accept the same values as JSON Schema: `schemas.py` compared with jsonschema-rs."""

from __future__ import annotations

import datetime
import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import Edit, apply_edits, join, walk
from caretasks.openapi.schema.generation import minimal_value
from caretasks.openapi.schema.validation import is_valid
from tests.bundled_apis import load_bundled_apis

pytestmark = pytest.mark.slow

APIS = load_bundled_apis()
SCHEMAS = [
    pytest.param(api, name, id=f"{api.name}-{name}")
    for api in APIS
    for name in api.document.get("components", {}).get("schemas", {})
]

# Values that JSON Schema accepts but Python types cannot represent, by their names in docs/reference/clients.md.
ALLOWED_DIFFERENCES = {"leap second": re.compile(r"\d\d:\d\d:60"), "year 0": re.compile(r"^0000-")}

# Values that a lenient validator coerces.
LOOKALIKES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    1.0,
    1.5,
    -1,
    10**30,
    1710498600,
    [],
    {},
    ["x"],
    "",
    "1",
    "true",
    "null",
    "2024-03-15",
    "2024-03-15T10:30:00Z",
    "2024-03-15t10:30:00.123456789z",
    "2024-03-15T10:30:00",
    "2024-03-15 10:30:00Z",
    "2024-03-15T10:30:00+0100",
    "2024-02-30",
    "1710498600",
    "20240315",
    "2024-W11-5",
    "123e4567e89b12d3a456426614174000",
    "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
    "{123e4567-e89b-12d3-a456-426614174000}",
    "123E4567-E89B-12D3-A456-426614174000",
    "+15555555555",
    "+1555555555\u0665",
    "+15555555555\n",
    "+05555555555",
    "https://example.com/a b",
    "https://example.com/\u00e9",
    "//example.com",
    "mailto:robin@example.com",
    "PENDING",
    "pending ",
]
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-5, 5).map(float),
    st.text(),
    st.sampled_from(LOOKALIKES),
)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def schema_of(api: Api, name: str) -> Node:
    return Node(api, join("/components/schemas", name))


@cache
def model_of(api: Api, name: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(importlib.import_module(f"caretasks.{api.name}.schemas"), name))


def accepts(adapter: TypeAdapter[Any], value: Any, *, as_text: bool) -> bool:
    try:
        adapter.validate_json(json.dumps(value)) if as_text else adapter.validate_python(value)
    except ValidationError:
        return False
    return True


@st.composite
def instances(draw: st.DrawFn, api: Api, name: str) -> Any:
    """Draw a valid instance, unchanged or with one node removed or replaced."""
    documented = [st.sampled_from(found)] if (found := list(examples(api, name))) else []
    value = draw(st.one_of(valid(schema_of(api, name)), *documented))
    pointer = draw(st.sampled_from([None, *(pointer for pointer, _ in walk(value))]))
    if pointer is None:
        return value
    return apply_edits(value, [Edit(pointer) if pointer and draw(st.booleans()) else Edit(pointer, draw(json_values))])


OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)))
TYPICAL = {"uuid": str(UUID(int=1)), "date": "2024-03-15", "date-time": "2024-03-15T10:30:00Z", "uri": "urn:x:1"}


def full_value(schema: Node) -> Any:
    """Return an instance with every documented field."""
    node = schema.data
    types = node.get("type", "null")
    match types if isinstance(types, str) else types[0]:
        case "object":
            return {name: full_value(schema.child("properties", name)) for name in node.get("properties", {})}
        case "array":
            return [full_value(schema.child("items"))] if "items" in node else []
        case "string" if "enum" in node:
            return node["enum"][0]
        case "string":
            return "+12025550123" if "pattern" in node else TYPICAL.get(node.get("format", ""), "x")
        case scalar:
            return {"integer": 1, "number": 1.5, "boolean": True, "null": None}[scalar]


def assert_alike(api: Api, name: str, adapter: TypeAdapter[Any], value: Any) -> None:
    """Assert that the model accepts a value, as a dict and as text, if and only if the schema accepts it."""
    verdict = is_valid(schema_of(api, name), value)
    found = {accepts(adapter, value, as_text=False), accepts(adapter, value, as_text=True)}
    if found != {verdict}:
        assert verdict, f"the model accepts what the schema rejects: {value!r}"
        assert differs_as_allowed(value), f"the model rejects what the schema accepts: {value!r}"


@pytest.mark.parametrize(("api", "name"), SCHEMAS)
def test_strict_models_reject_coercible_values(api: Api, name: str) -> None:
    adapter = model_of(api, name)
    schema = schema_of(api, name)
    instance = next(
        one for one in (full_value(schema), *examples(api, name), minimal_value(schema)) if is_valid(schema, one)
    )
    for pointer, _ in walk(instance):
        if pointer:
            assert_alike(api, name, adapter, apply_edits(instance, [Edit(pointer)]))
        for lookalike in LOOKALIKES:
            assert_alike(api, name, adapter, apply_edits(instance, [Edit(pointer, lookalike)]))


FORMATS: dict[str, st.SearchStrategy[str]] = {
    "uuid": st.uuids().map(str),
    "date": st.dates().map(str),
    "date-time": st.datetimes(timezones=OFFSETS).map(lambda moment: moment.isoformat()),
    "uri": st.sampled_from(
        ["https://example.com/a?b#c", "mailto:robin@example.com", "urn:x:1", "http://[::1]:80/%C3%A9"]
    ),
}


@cache
def valid(schema: Node) -> st.SearchStrategy[Any]:
    """Return a strategy for instances of a schema, for the keywords that the specs use."""
    node = schema.data
    if "allOf" in node:
        parts = [valid(schema.child("allOf", index)) for index in range(len(node["allOf"]))]
        return st.tuples(*parts).map(lambda objects: {name: each[name] for each in objects for name in each})
    types = node.get("type", "object" if "properties" in node else ["null", "boolean", "integer", "string"])
    return st.one_of([valid_of_type(schema, type_) for type_ in ([types] if isinstance(types, str) else types)])


def valid_of_type(schema: Node, type_: str) -> st.SearchStrategy[Any]:
    node = schema.data
    if "enum" in node:
        return st.sampled_from(node["enum"])
    match type_:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers() | st.integers(-5, 5).map(float)
        case "number":
            return st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        case "array":
            items = valid(schema.child("items")) if "items" in node else json_values
            return st.lists(items, min_size=node.get("minItems", 0), max_size=node.get("minItems", 0) + 3)
        case "object":
            fields = {name: valid(schema.child("properties", name)) for name in node.get("properties", {})}
            required = {name: fields.pop(name) for name in node.get("required", [])}
            unknown = st.dictionaries(st.text(max_size=5), json_values, max_size=1)
            known = st.fixed_dictionaries(required, optional=fields)
            return st.builds(lambda more, known: {**more, **known}, unknown, known)
    if "pattern" in node:
        return st.from_regex(re.compile(node["pattern"], re.ASCII), fullmatch=True)
    texts = FORMATS.get(node.get("format", ""), st.text(min_size=node.get("minLength", 0)))
    return texts.filter(lambda text: is_valid(schema, text))


def examples(api: Api, name: str) -> Iterator[Any]:
    """Yield the documented bodies of a schema."""
    pointer = join("/components/schemas", name)
    for operation in api.operations:
        media = [operation.body, *(response.media for response in operation.responses.values())]
        for one in media:
            if one is not None and one.schema is not None and one.schema.pointer == pointer:
                yield from one.examples().values()


def differs_as_allowed(value: Any) -> bool:
    texts = [node for _, node in walk(value) if isinstance(node, str)]
    return any(difference.search(text) for difference in ALLOWED_DIFFERENCES.values() for text in texts)


def test_allowed_differences_are_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "clients.md").read_text("utf-8")
    section = text.split("### Differences between `schemas.py` and JSON Schema")[1].split("\n## ")[0]
    assert re.findall(r"^- \*\*(.+?)\*\*", section, re.MULTILINE) == list(ALLOWED_DIFFERENCES)


@pytest.mark.parametrize("text", ["2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z"])
def test_allowed_differences_exist(text: str) -> None:
    api = next(api for api in APIS if api.name == "solum")
    example = next(examples(api, "CreateTaskRequest")) | {"deadline": text}
    assert is_valid(schema_of(api, "CreateTaskRequest"), example)
    assert not accepts(model_of(api, "CreateTaskRequest"), example, as_text=False)
    assert differs_as_allowed(example)


@pytest.mark.parametrize(("api", "name"), SCHEMAS)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_model_accepts_what_its_schema_accepts_from_dict_and_json(api: Api, name: str, data: st.DataObject) -> None:
    assert_alike(api, name, model_of(api, name), data.draw(instances(api, name)))


@pytest.mark.parametrize(("api", "name"), SCHEMAS)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_model_dumps_valid_json_and_loads_the_same(api: Api, name: str, data: st.DataObject) -> None:
    adapter, schema = model_of(api, name), schema_of(api, name)
    simple = st.sampled_from([*examples(api, name), minimal_value(schema)])
    instance = (simple | valid(schema)).filter(lambda value: is_valid(schema, value) and not differs_as_allowed(value))
    value = adapter.validate_python(data.draw(instance))
    written = adapter.dump_json(value, by_alias=True)
    assert is_valid(schema_of(api, name), json.loads(written))
    assert adapter.validate_json(written) == value
