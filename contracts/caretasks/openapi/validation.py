"""Judging values by the schemas of a document: JSON Schema 2020-12 with formats asserted, by jsonschema-rs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from caretasks.openapi.api import Place
from caretasks.openapi.pointers import fragment, join


@dataclass(frozen=True)
class Violation:
    """A place in a value that does not fit. `message` speaks of the schema, never of the value."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


def violations(schema: Place, value: Any) -> Iterator[Violation]:
    """Where a JSON value does not fit the schema at a place of a document; nothing where it does."""
    for error in _validator(schema).iter_errors(value):
        yield Violation(join("", *error.instance_path), error.message)


def fits(schema: Place, value: Any) -> bool:
    """Whether a JSON value fits the schema at a place of a document."""
    return _validator(schema).is_valid(value)


@lru_cache(maxsize=1024)
def _validator(schema: Place) -> jsonschema_rs.Draft202012Validator:
    document = {"components": schema.api.document.get("components", {}), "paths": schema.api.document.get("paths", {})}
    return jsonschema_rs.Draft202012Validator(
        {**document, "$ref": fragment(schema.pointer)}, validate_formats=True, mask="the value", retriever=_refuse
    )


def _refuse(uri: str) -> Any:
    """References lead to places in the document alone; without this, others would be fetched from wherever they say."""
    raise LookupError(uri)
