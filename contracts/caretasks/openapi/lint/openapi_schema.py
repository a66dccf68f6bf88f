"""Lint the structure of a spec with openapi-spec-validator: its version, and what the validator reports."""

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

from caretasks.openapi.json_pointer import follow, join
from caretasks.openapi.lint.schemas import METASCHEMA
from caretasks.openapi.source import Problem, Source


def version_problems(source: Source) -> Iterator[Problem]:
    version = source.data.get("openapi")
    if isinstance(version, str) and re.fullmatch(r"3\.1\.\d+", version):
        if source.data.get("jsonSchemaDialect") not in (None, OAS31_BASE_DIALECT_ID, METASCHEMA):
            yield source.problem("/jsonSchemaDialect", "schemas in another dialect than OpenAPI 3.1's cannot be judged")
        return
    if "swagger" in source.data:
        yield source.problem("/swagger", "this is OpenAPI 2.0 (Swagger); only OpenAPI 3.1 is read here")
    elif version is None:
        yield source.problem("", "there is no `openapi: 3.1.0`; only OpenAPI 3.1 is read here")
    elif not isinstance(version, str):
        yield source.problem("/openapi", "has to be a text such as 3.1.0; only OpenAPI 3.1 is read here")
    else:
        yield source.problem("/openapi", f"this is version {version[:20]!r}; only OpenAPI 3.1 is read here")


def structure_problems(source: Source) -> Iterator[Problem]:
    """Where the document is none of OpenAPI 3.1, by the schema that openapi-spec-validator carries."""
    validator = jsonschema_rs.Draft202012Validator(dict(schema_v31), mask="this")
    errors = list(validator.iter_errors(source.data))
    errors = [error for error in errors if not _is_echo(error, errors)]
    blamed = {
        join("", *path)
        for error in errors
        if not isinstance(error.kind, jsonschema_rs.ValidationErrorKind.UnevaluatedProperties)
        for path in (error.instance_path, error.instance_path[:-1])
    }
    for error in errors:
        pointer = join("", *error.instance_path)
        match error.kind:
            case jsonschema_rs.ValidationErrorKind.UnevaluatedProperties(unexpected=names):
                # One mistake in an object can make its other values "unevaluated": still one mistake.
                if pointer not in blamed:
                    yield from (source.problem(join(pointer, name), "is no word of OpenAPI here") for name in names)
            case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
                yield from (source.problem(join(pointer, name), "is no word of OpenAPI here") for name in names)
            case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
                yield source.problem(join(pointer, str(inner.instance)), f"as a name: {inner.message}")
            case _:
                yield source.problem(pointer, error.message)


def _is_echo(error: jsonschema_rs.ValidationError, errors: list[jsonschema_rs.ValidationError]) -> bool:
    """Whether it only asks for a `default` answer, because another error tells that there is no answer of a status."""
    asks = isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required) and error.kind.property == "default"
    return asks and any(each is not error and each.instance_path == error.instance_path for each in errors)


def remaining_problems(source: Source) -> Iterator[Problem]:
    """What else openapi-spec-validator finds in a document whose parts are sound."""
    try:
        validator = _Remaining(source.data)
        for error in validator.root_validator(validator.schema_path):
            if not isinstance(error, (DuplicateOperationIDError, ParameterDuplicateError, UnresolvableParameterError)):
                yield source.problem(_settled(source.data, getattr(error, "parts", ())), error.message.splitlines()[0])
    except RecursionError:
        # It goes round for ever in some schemas that hold themselves, which OpenAPI allows.
        return
    except Exception as error:  # noqa: BLE001 - whatever it raises, the document has confused it, and the reader is told
        yield source.problem("", f"openapi-spec-validator cannot judge this document: {type(error).__name__}")


def _settled(document: Any, tokens: Iterable[str | int]) -> str:
    """The pointer to a place that is named by a way through references."""
    pointer = ""
    for token in tokens:
        pointer = follow(document, join(pointer, token))
    return pointer


def _placing(validator: type[KeywordValidator]) -> type[KeywordValidator]:
    """The validator of a part, made to say in its errors (as `parts`) which part it was judging."""

    class Placing(validator):  # type: ignore[misc, valid-type]
        def __call__(self, *arguments: Any, **options: Any) -> Iterator[Any]:
            judged = next((each for each in arguments if isinstance(each, SchemaPath)), None)
            for error in super().__call__(*arguments, **options):
                if judged is not None and not hasattr(error, "parts"):
                    error.parts = judged.parts
                yield error

    return Placing


class _NoValues(ValueValidator):
    """Defaults are judged with the examples, by the validator that all other parts of the project use."""

    def __call__(self, schema: Any, value: Any) -> Iterator[Any]:
        return iter(())


class _NoFormats(OpenAPIV31SchemaValidator):
    """Formats are judged before: this validator takes `pattern` for a regular expression of Python."""

    schema_validator_format_checker = None


class _Remaining(OpenAPIV31SpecValidator):
    keyword_validators = {  # noqa: RUF012
        **{name: _placing(validator) for name, validator in OpenAPIV31SpecValidator.keyword_validators.items()},
        "default": _NoValues,
        "schema": _placing(_NoFormats),
    }
