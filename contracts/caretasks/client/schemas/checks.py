"""Models held against their schemas, where a schema says what fields cannot (`oneOf`, `uniqueItems`, …)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import jsonschema_rs
import pydantic
from pydantic import model_validator
from pydantic_core import to_jsonable_python

from . import json_types

_T = TypeVar("_T")

CHECKED: dict[str, str] = {}
"""The places of such models' schemas in openapi.json, by the models' names."""


class Model(json_types.Model):
    """A model that its schema has a say in."""

    @model_validator(mode="before")
    @classmethod
    def _fits_its_schema(cls, value: Any) -> Any:
        return _checked(cls, value)


class RootModel(pydantic.RootModel[_T], Generic[_T]):
    """A model of something else than an object that its schema has a say in."""

    @model_validator(mode="before")
    @classmethod
    def _fits_its_schema(cls, value: Any) -> Any:
        return _checked(cls, value)


def _checked(model: type[Any], value: Any) -> Any:
    pointer = CHECKED.get(model.__name__)
    if pointer is None or isinstance(value, model):
        return value
    if not _fits(pointer)(to_jsonable_python(value, by_alias=True, fallback=repr)):
        raise ValueError("does not fit its schema")
    return value


@functools.cache
def _fits(pointer: str) -> Callable[[Any], bool]:
    document = json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))
    schema = {"components": document.get("components", {}), "paths": document.get("paths", {})}
    return jsonschema_rs.Draft202012Validator({**schema, "$ref": "#" + quote(pointer)}, validate_formats=True).is_valid
