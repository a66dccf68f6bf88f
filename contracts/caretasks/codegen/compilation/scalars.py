"""Values without parts: their formats, and the keywords that limit them."""

from __future__ import annotations

from typing import Any, cast

from caretasks.codegen.compilation.nodes import Nodes
from caretasks.codegen.compilation.types import Constraints, JsonType, Scalar

INTEGER_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}

_LIMITS: dict[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "array": ("minItems", "maxItems"),
}
_TIGHTER = {
    **dict.fromkeys(("minLength", "minimum", "exclusiveMinimum", "minItems"), max),
    **dict.fromkeys(("maxLength", "maximum", "exclusiveMaximum", "maxItems"), min),
}


def scalar(name: str, nodes: Nodes) -> Scalar:
    """Return the type of values of one JSON type to which several schemas apply."""
    formats = [node.data["format"] for node in nodes if isinstance(node.data.get("format"), str)]
    format_ = formats[0] if formats and name == "string" else ""
    limits = _limits(name, nodes)
    if name == "integer":
        for bounds in (INTEGER_RANGES[each] for each in formats if each in INTEGER_RANGES):
            for keyword, bound in zip(("minimum", "maximum"), bounds, strict=True):
                limits[keyword] = _TIGHTER[keyword](limits.get(keyword, bound), bound)
    if name == "string" and any(node.data.get("contentMediaType") == "application/octet-stream" for node in nodes):
        format_ = format_ or "binary"
    return Scalar(cast("JsonType", name), format_, tuple(sorted(limits.items())))


def array_constraints(nodes: Nodes) -> Constraints:
    """Return the keywords that limit the length of an array."""
    return tuple(sorted(_limits("array", nodes).items()))


def _limits(name: str, nodes: Nodes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in nodes:
        for keyword in _LIMITS.get(name, ()):
            value = node.data.get(keyword)
            if keyword == "pattern":
                if isinstance(value, str):
                    found[keyword] = value  # of several, the schema itself checks the others
            elif isinstance(value, int | float) and not isinstance(value, bool):
                found[keyword] = _TIGHTER[keyword](found.get(keyword, value), value)
    return found
