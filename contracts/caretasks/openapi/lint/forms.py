"""Lint the schemas of forms: a form is an object of its fields, which no schema of another type describes."""

from __future__ import annotations

from typing import Any

from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import Edit, join
from caretasks.openapi.operation.form_bodies import is_form
from caretasks.openapi.parts import Part
from caretasks.openapi.problems import Finding, Findings
from caretasks.openapi.schema.keywords import json_types


def find_form_problems(document: dict[str, Any], parts: list[Part]) -> Findings:
    """Yield the schemas of forms that accept no object, in a document that is otherwise valid."""
    api = Api("", document, None, "")
    for part in parts:
        media_type = part.pointer.rpartition("/")[2].replace("~1", "/")
        if part.kind != "media-type" or "schema" not in part.data or not is_form(media_type):
            continue
        pointer = join(part.pointer, "schema")
        types = json_types(api.node(pointer))
        if types and "object" not in types:
            message = f"a form is an object, and this schema accepts {' or '.join(types)} only: any fields are accepted"
            yield Finding(pointer, message, "limitation", Edit(pointer, {"type": "object"}))
