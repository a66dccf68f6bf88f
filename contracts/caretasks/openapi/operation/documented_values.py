"""The values of parameters that the spec documents, and those that it says a server accepts."""

from __future__ import annotations

import math

from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.keywords import (
    enum_values,
    json_types,
    keep_result,
    merged_keywords,
    subschema_for_type,
)

_VALUE_KEYWORDS = ("enum", "const", "format", "pattern", "minLength", "maxLength")
"""Keywords that say which strings a parameter accepts."""


@keep_result
def documented_path_values(operation: Operation) -> dict[str, set[str]]:
    """Return the documented strings of each path parameter: its examples and the members of its enum."""
    found: dict[str, set[str]] = {}
    for each in operation.path_parameters:
        values = [*each.examples().values(), *([] if each.schema is None else enum_values(each.schema))]
        found[each.name] = {str(serialize_parameter(each, value)[each.name]) for value in values}
    return found


def is_specified_value(parameter: Parameter, text: str) -> bool:
    """Return whether the spec says that a server accepts a string as the value of a parameter.

    That is an example, a known value or the default, a number within the documented range, and a string of a
    documented format. The range is that of the schema or, without a limit, that of the examples and the default: a page
    number without a documented maximum may be too large. Null has no spelling in a query that all servers know.
    """
    schema = parameter.schema
    if schema is None:
        return True
    types = set(json_types(schema)) - {"null"}
    keywords = merged_keywords(subschema_for_type(schema, next(iter(types), "")))
    defaults = [each["default"] for each in (schema.data, keywords) if "default" in each]
    documented = [*parameter.examples().values(), *keywords.get("x-known-values", ()), *defaults]
    if text in map(str, documented):
        return True
    if "null" in json_types(schema) and text in ("", "null"):
        return False
    if types == {"string"}:
        return not keywords.keys().isdisjoint(_VALUE_KEYWORDS)
    if not types or not types <= {"integer", "number"}:
        return True
    numbers = [each for each in documented if isinstance(each, int | float)]
    lower = keywords.get("minimum", min(numbers, default=math.inf))
    upper = keywords.get("maximum", max(numbers, default=-math.inf))
    try:
        return bool(lower <= float(text) <= upper)
    except ValueError:
        return True
