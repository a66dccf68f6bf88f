"""How the value of a parameter is written in a request: by its style, as texts under one name or several.

The engine does so for what it makes up itself; what the suite makes up is to be written as well.
"""

from __future__ import annotations

import json
from typing import Any

from caretasks.openapi.document import Parameter

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def written(parameter: Parameter, value: Any) -> dict[str, Any]:
    """A value by the names under which it is sent: a text, or of an exploded list some."""
    name = parameter.name
    style = parameter.node.get("style", "form" if parameter.location in ("query", "cookie") else "simple")
    exploded = parameter.node.get("explode", style == "form")
    if "content" in parameter.node:
        return {name: json.dumps(value)}
    if isinstance(value, dict):
        if style == "deepObject":
            return {f"{name}[{key}]": _texts(inner) for key, inner in value.items()}
        if exploded and parameter.location in ("query", "cookie"):
            return {key: _texts(inner) for key, inner in value.items()}
        pairs = [(key, text(inner)) for key, inner in value.items()]
        return {name: ",".join(f"{k}={v}" if exploded else f"{k},{v}" for k, v in pairs)}
    if isinstance(value, list):
        texts = [text(item) for item in value]
        if exploded and parameter.location in ("query", "cookie"):
            return {name: texts}
        return {name: _SEPARATORS.get(style, ",").join(texts)}
    return {name: text(value)}


def _texts(value: Any) -> str | list[str]:
    """A property of an object that is sent by itself: a list as several texts."""
    return [text(item) for item in value] if isinstance(value, list) else text(value)


def text(value: Any) -> str:
    """One value as a text."""
    return value if isinstance(value, str) else json.dumps(value)
