"""Lint the structure of a spec: its version, and validity against the OpenAPI schema and openapi-spec-validator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema_rs
from jsonschema_path.paths import SchemaPath
from openapi_schema_validator import OAS31_BASE_DIALECT_ID
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v31
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    ParameterDuplicateError,
    UnresolvableParameterError,
)
from openapi_spec_validator.validation.keywords import KeywordValidator, OpenAPIV31SchemaValidator, ValueValidator

from caretasks.openapi.json_pointer import join, resolve_refs
from caretasks.openapi.lint.schemas import METASCHEMA
from caretasks.openapi.source import Problem, Source


def find_version_problems(source: Source) -> Iterator[Problem]:
    """Yield the problem with the version of OpenAPI or of JSON Schema that a spec declares."""
    version = source.data.get("openapi")
    if isinstance(version, str) and re.fullmatch(r"3\.1\.\d+", version):
        if source.data.get("jsonSchemaDialect") not in (None, OAS31_BASE_DIALECT_ID, METASCHEMA):
            message = f"unsupported JSON Schema dialect: use {METASCHEMA}, or remove `jsonSchemaDialect`"
            yield source.make_problem("/jsonSchemaDialect", message)
        return
    if "swagger" in source.data:
        yield source.make_problem("/swagger", "OpenAPI 2.0 (Swagger) is not supported: convert the spec to OpenAPI 3.1")
    elif version is None:
        yield source.make_problem("", "missing key `openapi`: add `openapi: 3.1.0`")
    elif not isinstance(version, str):
        yield source.make_problem("/openapi", "must be a string such as 3.1.0, with three numbers")
    else:
        message = f"OpenAPI {version[:20]!r} is not supported: convert the spec to OpenAPI 3.1"
        yield source.make_problem("/openapi", message)


def find_structure_problems(source: Source) -> Iterator[Problem]:
    """Yield the violations of the OpenAPI 3.1 schema, which openapi-spec-validator contains."""
    validator = jsonschema_rs.Draft202012Validator(dict(schema_v31), mask="the value")
    errors = list(validator.iter_errors(source.data))
    errors = [error for error in errors if not _is_consequence(error, errors)]
    reported = {
        join("", *path)
        for error in errors
        if not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.UnevaluatedProperties)
        for path in (error.instance_path, error.instance_path[:-1])
    }
    for error in errors:
        pointer = join("", *error.instance_path)
        match error.kind:
            case jsonschema_rs.ValidationErrorKind.UnevaluatedProperties(unexpected=names):
                # An invalid value in an object makes its other values "unevaluated": report only the first.
                if pointer not in reported:
                    yield from _unknown_name_problems(source, pointer, names)
            case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
                yield from _unknown_name_problems(source, pointer, names)
            case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
                yield source.make_problem(join(pointer, str(inner.instance)), f"invalid name: {inner.message}")
            case _:
                yield source.make_problem(pointer, error.message)


def _unknown_name_problems(source: Source, pointer: str, names: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if pointer == "/paths":
            message = f"invalid path {name!r}: it must start with `/`"
        elif pointer.endswith("/responses"):
            message = f"invalid status {name!r}: use a code such as 200, a range such as 2XX, or `default`"
        else:
            message = f"unknown OpenAPI keyword {name!r}; extensions must start with `x-`"
        yield source.make_problem(join(pointer, name), message)


def _is_consequence(error: jsonschema_rs.ValidationError, errors: list[jsonschema_rs.ValidationError]) -> bool:
    """Return whether an error only requires a `default` response because another one rejects the given statuses."""
    requires_default = (
        isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required) and error.kind.property == "default"
    )
    return requires_default and any(each is not error and each.instance_path == error.instance_path for each in errors)


def find_remaining_problems(source: Source) -> Iterator[Problem]:
    """Yield the other problems that openapi-spec-validator reports. The parts of the spec must be valid."""
    try:
        validator = _SpecValidator(source.data)
        for error in validator.root_validator(validator.schema_path):
            if not isinstance(error, (DuplicateOperationIDError, ParameterDuplicateError, UnresolvableParameterError)):
                yield source.make_problem(
                    _resolve_location(source.data, getattr(error, "parts", ())), error.message.splitlines()[0]
                )
    except RecursionError:
        # It does not terminate for some recursive schemas, which OpenAPI allows.
        return
    except Exception as error:  # noqa: BLE001 - the validator may raise any exception for an unusual spec
        yield source.make_problem("", f"openapi-spec-validator failed on this spec: {type(error).__name__}")


def _resolve_location(document: Any, tokens: Iterable[str | int]) -> str:
    """Return the JSON pointer to a location, given by tokens that pass through references."""
    pointer = ""
    for token in tokens:
        pointer = resolve_refs(document, join(pointer, token))
    return pointer


def _with_location(validator: type[KeywordValidator]) -> type[KeywordValidator]:
    """Return a subclass of a validator whose errors have the location of the part (as `parts`)."""

    class LocatingValidator(validator):  # type: ignore[misc, valid-type]
        def __call__(self, *arguments: Any, **options: Any) -> Iterator[Any]:
            location = next((each for each in arguments if isinstance(each, SchemaPath)), None)
            for error in super().__call__(*arguments, **options):
                if location is not None and not hasattr(error, "parts"):
                    error.parts = location.parts
                yield error

    return LocatingValidator


class _SkipDefaults(ValueValidator):
    """Skips the check of defaults: `lint.examples` validates them."""

    def __call__(self, schema: Any, value: Any) -> Iterator[Any]:
        return iter(())


class _SkipFormats(OpenAPIV31SchemaValidator):
    """Skips the check of formats: this validator would compile a `pattern` as a Python regular expression."""

    schema_validator_format_checker = None


class _SpecValidator(OpenAPIV31SpecValidator):
    keyword_validators = {  # noqa: RUF012
        **{name: _with_location(validator) for name, validator in OpenAPIV31SpecValidator.keyword_validators.items()},
        "default": _SkipDefaults,
        "schema": _with_location(_SkipFormats),
    }
