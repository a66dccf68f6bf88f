"""The reasons why a value is valid against none of several alternatives (`oneOf`, `anyOf`), for messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import jsonschema_rs

from caretasks.openapi.json_pointer import join

_Kind = jsonschema_rs.ValidationErrorKind
_MAX_REASONS = 5
_MAX_VALUES = 20


def explain_alternatives(error: jsonschema_rs.ValidationError, depth: int) -> str:
    """Return why a value matches no alternative, or an empty string for any other error.

    If a property selects the alternative, as a tag does, these are the values that it may have, or what the selected
    alternative does not allow. Otherwise they are the reasons of the alternative that comes closest. The locations are
    relative to the value at `depth` of the instance path.
    """
    if not isinstance(error.kind, _Kind.AnyOf | _Kind.OneOfNotValid):
        return ""
    alternatives = [list(each) for each in error.kind.context if each]
    if not alternatives:
        return ""
    tagged = [_tag_errors(each, error) for each in alternatives]
    locations = set.intersection(*(set(each) for each in tagged))
    if locations:
        location = min(locations)
        values = [value for each in tagged for value in each[location]]
        shown = list(dict.fromkeys(json.dumps(value, ensure_ascii=False) for value in values))[:_MAX_VALUES]
        return f"{_locate(location, depth)}the value is not one of {', '.join(shown)}"
    selected = [each for each, tags in zip(alternatives, tagged, strict=True) if not tags]
    closest = min(selected or alternatives, key=lambda each: (_has_other_type(each, error), len(each)))
    reasons = (
        explain_alternatives(each, depth) or _locate(each.instance_path, depth) + each.message for each in closest
    )
    return "; ".join(list(dict.fromkeys(reasons))[:_MAX_REASONS])


def _tag_errors(
    errors: Sequence[jsonschema_rs.ValidationError], outer: jsonschema_rs.ValidationError
) -> dict[tuple[str | int, ...], list[Any]]:
    """Return the values that properties of the value may have, by location, where an error is that it has another."""
    found: dict[tuple[str | int, ...], list[Any]] = {}
    for error in errors:
        if len(error.instance_path) != len(outer.instance_path) + 1:
            continue
        if isinstance(error.kind, _Kind.Enum):
            found[tuple(error.instance_path)] = list(error.kind.options)
        elif isinstance(error.kind, _Kind.Constant):
            found[tuple(error.instance_path)] = [error.kind.expected_value]
    return found


def _has_other_type(errors: Sequence[jsonschema_rs.ValidationError], outer: jsonschema_rs.ValidationError) -> bool:
    return any(isinstance(each.kind, _Kind.Type) and each.instance_path == outer.instance_path for each in errors)


def _locate(path: Sequence[str | int], depth: int) -> str:
    return f"{join('', *path[depth:])}: " if len(path) > depth else ""
