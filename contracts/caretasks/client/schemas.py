"""The runtime of the pydantic models in `caretasks.<api>.schemas`; it requires the extra `schemas`.

Values are validated by JSON type, formats by their RFC, and models by their schemas where those say what fields cannot
(`oneOf`, `uniqueItems`, …). pydantic's own types accept a number as a date-time, and a UUID without dashes. Python
values (`datetime`, `UUID`) are accepted too, so that models can be created in code.

The clients themselves do not use it: their models are those in `caretasks.<api>.models`.
"""

from __future__ import annotations

import datetime
import enum
import functools
import json
import math
import operator
import uuid
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, NamedTuple, TypeVar, get_args, get_origin
from urllib.parse import quote

try:
    import jsonschema_rs
    import pydantic
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"the pydantic models require the 'schemas' extra ({error.name} is not installed): "
        "pip install 'caretasks[schemas]'",
        name=error.name,
    ) from None
from pydantic import BeforeValidator, GetCoreSchemaHandler, Strict, StrictStr, WithJsonSchema
from pydantic.json_schema import CoreRef, DefsRef, GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, PydanticUndefined, core_schema, to_jsonable_python

from .decoding import is_array, is_object
from .model import REDACTED

if TYPE_CHECKING:
    from pydantic import MISSING as MISSING
else:
    try:
        from pydantic import MISSING
    except ImportError:  # before pydantic 2.14
        from pydantic.experimental.missing_sentinel import MISSING as MISSING

T = TypeVar("T")


READ_ONLY: Any = MISSING
"""The default of a required field that is sent in one direction only: a model for the other direction is without it."""


class Model(pydantic.BaseModel):
    """The base of all models: unknown fields are kept unless the spec closes the object.

    The text of a `ValidationError` has no values, because they may be patient data; its `errors()` have them.
    """

    model_config = pydantic.ConfigDict(extra="allow", protected_namespaces=(), hide_input_in_errors=True)

    def __init__(self, /, **data: Any) -> None:  # a field may be called self
        constants = _constants(type(self))
        super().__init__(**(constants | data if constants else data))

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Yield the fields for `repr` and `str`, without values that may be patient data or are undocumented."""
        hidden = _hidden_fields_of(self)
        fields = type(self).model_fields
        for name, value in super().__repr_args__():
            is_hidden = name not in fields or (fields[name].alias or name) in hidden
            yield name, _REDACTED if is_hidden else value


class RootModel(pydantic.RootModel[T], Generic[T]):
    """The base of models of something other than an object."""

    model_config = pydantic.ConfigDict(hide_input_in_errors=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Yield the value for `repr` and `str`, unless it may be patient data."""
        yield "root", _REDACTED if "root" in _hidden_fields_of(self) else self.root


_hidden: dict[type[pydantic.BaseModel], AbstractSet[str]] = {}


def hide_fields(fields: Mapping[type[pydantic.BaseModel], AbstractSet[str]]) -> None:
    """Hide fields of models in their `repr`, by their names in JSON: the spec marks them as `x-sensitive`."""
    _hidden.update(fields)


def _hidden_fields_of(value: pydantic.BaseModel) -> AbstractSet[str]:
    return _hidden_fields(type(value))


@functools.cache
def _hidden_fields(model: type[pydantic.BaseModel]) -> AbstractSet[str]:
    return frozenset[str]().union(*(_hidden.get(each, ()) for each in model.__mro__))


class _Redacted:
    def __repr__(self) -> str:
        return REDACTED


_REDACTED = _Redacted()


@functools.cache
def _constants(model: type[pydantic.BaseModel]) -> dict[str, Any]:
    """Return the required fields with one possible value, which need not be passed, by their names in JSON."""
    return {
        field.alias or name: field.default
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is Literal and field.default is not PydanticUndefined
    }


class Schemas(NamedTuple):
    """The schemas of models that fields cannot express: the OpenAPI document, and a JSON pointer for each model."""

    document: Path
    pointers: Mapping[str, str]


@functools.lru_cache(maxsize=2)
def _schemas(file: Path) -> dict[str, Any]:
    document = json.loads(file.read_text("utf-8"))
    return {name: document.get(name, {}) for name in ("components", "paths", "webhooks", "models")}


@functools.cache
def _validator(file: Path, pointer: str) -> Callable[[Any], bool]:
    schema = _schemas(file)
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


class CheckedRootModel(_Checked, RootModel[T], Generic[T]):
    """A model of something other than an object that is validated by its schema."""


class _Tagged(NamedTuple):
    """A value, and the value of the field that decides on its model; empty if that value is unknown."""

    tag: str
    value: Any


class Variants:
    """Metadata of a field that another field decides on: with an unknown value of that, this one is a mapping.

    Args:
        sibling: the field that decides, which is declared before this one.
        models: the names of the models, by the values of the sibling.
    """

    def __init__(self, sibling: str, models: Mapping[str, str]) -> None:
        self._sibling = sibling
        self._models = models

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kinds = {kind.__name__: kind for kind in get_args(source) if isinstance(kind, type)}
        choices = {"": handler.generate_schema(dict[str, Any])}
        choices |= {value: handler.generate_schema(kinds[name]) for value, name in self._models.items()}
        tags = {name: value for value, name in self._models.items()}

        def tag(value: Any, info: core_schema.ValidationInfo) -> _Tagged:
            sibling = info.data.get(self._sibling)
            return _Tagged(str(sibling) if isinstance(sibling, str) and sibling in self._models else "", value)

        def tag_of(value: Any) -> str:
            return value.tag if isinstance(value, _Tagged) else tags.get(type(value).__name__, "")

        union = core_schema.tagged_union_schema(
            {
                tag: core_schema.no_info_before_validator_function(operator.attrgetter("value"), schema)
                for tag, schema in choices.items()
            },
            tag_of,
        )
        return core_schema.with_info_before_validator_function(tag, union)


class _Deferred:
    """Metadata of a field whose validator is made when it is first used.

    pydantic makes the validator of a model together with those of all models that it refers to, which takes too long,
    and exceeds the recursion limit, for many models that refer to each other.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        adapter = functools.cache(lambda: pydantic.TypeAdapter(source))

        def validate(value: Any, info: core_schema.ValidationInfo) -> Any:
            return adapter().validator.validate_python(value, context=info.context)

        def json_schema(_: CoreSchema, handler: Any) -> JsonSchemaValue:
            models: dict[str, type[pydantic.BaseModel]] = {}
            schema: JsonSchemaValue = handler(_with_references(adapter().core_schema, models))
            _define(models, handler.generate_json_schema)
            return schema

        return core_schema.with_info_plain_validator_function(
            validate, metadata={"pydantic_js_annotation_functions": [json_schema]}
        )


DEFERRED = _Deferred()

_Definitions = dict[DefsRef, type[pydantic.BaseModel] | None]
_definitions: ContextVar[_Definitions | None] = ContextVar("definitions", default=None)
"""The models that a JSON schema refers to, by the names of their definitions; None for those that are defined."""


def _with_references(schema: Any, models: dict[str, type[pydantic.BaseModel]]) -> Any:
    """Return a core schema with references to models, and add these to `models`."""
    if is_array(schema):
        return [_with_references(each, models) for each in schema]
    if not is_object(schema):
        return schema
    if schema.get("type") != "model":
        return {key: _with_references(value, models) for key, value in schema.items()}
    model = schema["cls"]
    reference = f"{model.__module__}.{model.__qualname__}:{id(model)}"
    models[reference] = model
    return core_schema.definition_reference_schema(reference)


def _define(models: Mapping[str, type[pydantic.BaseModel]], generator: GenerateJsonSchema) -> None:
    """Add the JSON schemas of models to the definitions, one after the other: a cycle may be long."""
    found: _Definitions = {
        generator.get_cache_defs_ref_schema(CoreRef(each))[0]: model for each, model in models.items()
    }
    known = _definitions.get()
    if known is not None:
        known |= found | known
        return
    known = found
    token = _definitions.set(known)
    try:
        while undefined := {name: model for name, model in known.items() if model is not None}:
            known |= dict.fromkeys(undefined)
            for name, model in undefined.items():
                schema = generator.generate_inner(model.__pydantic_core_schema__)
                generator.definitions.setdefault(name, schema)
    finally:
        _definitions.reset(token)


class Discriminated:
    """Metadata of a union: a property of an object selects its model, and any other object may be of any model.

    Args:
        property_: the name of the property in JSON.
        models: the names of the models, by the values of the property.
        fallback: the name of the model for any other value; empty if there is none.
    """

    def __init__(self, property_: str, models: Mapping[str, str], fallback: str) -> None:
        self._property = property_
        self._models = models
        self._fallback = fallback

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kinds = {kind.__name__: kind for kind in (get_args(source) or (source,)) if isinstance(kind, type)}
        choices: dict[str, CoreSchema] = {name: handler.generate_schema(kind) for name, kind in kinds.items()}
        choices[""] = handler(source)

        def select(value: Any) -> str:
            if not is_object(value):
                return type(value).__name__ if type(value).__name__ in kinds else ""
            tag = value.get(self._property)
            return self._models.get(tag, self._fallback) if isinstance(tag, str) else self._fallback

        return core_schema.tagged_union_schema(choices, select)


class Enum(enum.Enum):
    """A closed set of values of several types, or of numbers. `True` is not 1 here, nor is `"1"`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(cls._of_json_type, handler(source))

    @classmethod
    def _of_json_type(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        for member in cls:
            if member.value == value and isinstance(member.value, bool) == isinstance(value, bool):
                return member
        raise ValueError(f"must be one of {', '.join(repr(member.value) for member in cls)}")


class IntEnum(enum.IntEnum):
    """A closed set of integers. `True` is not 1 here, nor is `"1"`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_number, handler(source))


def _format(name: str, parse: Callable[[str], Any] = str) -> Callable[[Any], Any]:
    """Return a function that parses strings of a format; other values are left to the type of the field."""
    is_valid = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid

    def validate(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not is_valid(value):
            raise ValueError(f"must be a string in the format {name!r}")
        return parse(value)

    return validate


def _date_time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.upper())


def _integer(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # in JSON Schema, 1.0 is an integer
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be an integer")
    return value


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


StrictInt = Annotated[int, BeforeValidator(_integer)]
StrictFloat = Annotated[int | float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
"""A number of the type that it was received in: an integer keeps its digits."""

AwareDatetime = Annotated[pydantic.AwareDatetime, Strict(), BeforeValidator(_format("date-time", _date_time))]
date = Annotated[datetime.date, Strict(), BeforeValidator(_format("date", datetime.date.fromisoformat))]
UUID = Annotated[uuid.UUID, Strict(), BeforeValidator(_format("uuid", uuid.UUID))]


def _documented(name: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "format": name})


# Formats without a Python type for all of their values.
AnyUrl = Annotated[StrictStr, BeforeValidator(_format("uri")), _documented("uri")]
EmailStr = Annotated[StrictStr, BeforeValidator(_format("email")), _documented("email")]
IPv4Address = Annotated[StrictStr, BeforeValidator(_format("ipv4")), _documented("ipv4")]
IPv6Address = Annotated[StrictStr, BeforeValidator(_format("ipv6")), _documented("ipv6")]
time = Annotated[StrictStr, BeforeValidator(_format("time")), _documented("time")]
timedelta = Annotated[StrictStr, BeforeValidator(_format("duration")), _documented("duration")]
