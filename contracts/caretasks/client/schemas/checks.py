"""Validation of models by their schemas, where those say what pydantic fields cannot (`oneOf`, `uniqueItems`, …)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar
from urllib.parse import quote

import jsonschema_rs
import pydantic
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, to_jsonable_python

from .types import Model

_T = TypeVar("_T")


class Schemas(NamedTuple):
    """The schemas of models that fields cannot express: the OpenAPI document, and a JSON pointer for each model."""

    document: Path
    pointers: Mapping[str, str]


@functools.cache
def _validator(file: Path, pointer: str) -> Callable[[Any], bool]:
    document = json.loads(file.read_text("utf-8"))
    schema = {"components": document.get("components", {}), "paths": document.get("paths", {})}
    return jsonschema_rs.Draft202012Validator({**schema, "$ref": "#" + quote(pointer)}, validate_formats=True).is_valid


class _Checked:
    """A class of values that are validated by its schema, if there is one, before its fields are."""

    schemas_: ClassVar[Schemas]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(cls._check, handler(source))

    @classmethod
    def _check(cls, value: Any) -> Any:
        pointer = cls.schemas_.pointers.get(cls.__name__)
        if pointer is None or isinstance(value, cls):
            return value
        is_valid = _validator(cls.schemas_.document, pointer)
        if not is_valid(to_jsonable_python(value, by_alias=True, fallback=repr)):
            raise ValueError("the value does not match its schema")
        return value


class CheckedModel(_Checked, Model):
    """A model that is validated by its schema. A package has a subclass of it with its schemas."""


class CheckedRootModel(_Checked, pydantic.RootModel[_T], Generic[_T]):
    """A model of something other than an object that is validated by its schema."""
