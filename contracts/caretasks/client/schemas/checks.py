"""Validation of models by their schemas, where those say what pydantic fields cannot (`oneOf`, `uniqueItems`, …)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote

import jsonschema_rs
import pydantic
from pydantic import model_validator
from pydantic_core import to_jsonable_python

from .types import Model

_T = TypeVar("_T")


class Schemas:
    """The schemas of the models of one package that fields cannot express.

    Args:
        document: the path of the OpenAPI document.
        pointers: the JSON pointers to the schemas, by the names of the models.
    """

    def __init__(self, document: Path, pointers: Mapping[str, str]) -> None:
        self._document = document
        self._pointers = pointers

    def check(self, model: type[Any], value: Any) -> Any:
        """Return the value if the schema of the model, if it has one here, accepts it.

        Raises:
            ValueError: it does not.
        """
        pointer = self._pointers.get(model.__name__)
        if pointer is None or isinstance(value, model):
            return value
        if not _validator(self._document, pointer)(to_jsonable_python(value, by_alias=True, fallback=repr)):
            raise ValueError("the value does not match its schema")
        return value


@functools.cache
def _validator(file: Path, pointer: str) -> Callable[[Any], bool]:
    document = json.loads(file.read_text("utf-8"))
    schema = {"components": document.get("components", {}), "paths": document.get("paths", {})}
    return jsonschema_rs.Draft202012Validator({**schema, "$ref": "#" + quote(pointer)}, validate_formats=True).is_valid


class CheckedModel(Model):
    """A model that is validated by its schema. A package has a subclass of it with its schemas."""

    schemas_: ClassVar[Schemas]

    @model_validator(mode="before")
    @classmethod
    def _check(cls, value: Any) -> Any:
        return cls.schemas_.check(cls, value)


class CheckedRootModel(pydantic.RootModel[_T], Generic[_T]):
    """A model of something other than an object that is validated by its schema."""

    schemas_: ClassVar[Schemas]

    @model_validator(mode="before")
    @classmethod
    def _check(cls, value: Any) -> Any:
        return cls.schemas_.check(cls, value)
