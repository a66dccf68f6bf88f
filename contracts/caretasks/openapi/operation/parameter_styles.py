"""The styles of parameters: how the items of an array and the properties of an object are one string.

In a URL a separator is not percent-encoded, and the same character in an item is (`a%2Cb,c` has two items). Some
clients encode the separator, too, so that this is another reading of a string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Self
from urllib.parse import quote, unquote, unquote_plus

from caretasks.core.http import UrlText, is_json
from caretasks.openapi.document import Location, Node, Parameter

Strings = dict[str, str | list[str]]
"""The strings of a parameter by the name in the request: one, or a list of them if the name is repeated."""

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_ENCODED_SEPARATORS = {" ": r"%20|\+| ", "|": r"\||%7[Cc]"}
"""The forms of separators that are percent-encoded in a URL, as patterns."""


class ParameterStyle:
    """The style of a parameter, or of a field of an urlencoded form, which is like a query parameter.

    Attributes:
        scalar_prefix: What is before a value that is neither an array nor an object.
        is_exploded: Whether each item of an array, or each property of an object, is a separate query parameter.
        is_deep_object: Whether the properties of an object are sent as `name[property]`, and items as `name[0]`.
    """

    def __init__(self, name: str, location: Location, data: Mapping[str, Any]) -> None:
        self._name = name
        is_form = location in ("query", "cookie")
        self._style = str(data.get("style", "form" if is_form else "simple"))
        self._is_explode = bool(data.get("explode", self._style == "form"))
        self._is_in_url = location in ("path", "query")
        self._decode = unquote if location == "path" else unquote_plus
        self._is_trimmed = location == "header"
        self._is_json = "content" in data
        self.is_deep_object = self._style == "deepObject"
        self.scalar_prefix = {"label": ".", "matrix": f";{name}="}.get(self._style, "")
        self.is_exploded = is_form and location == "query" and self._is_explode

    @classmethod
    def of_parameter(cls, parameter: Parameter) -> Self:
        """Return the style of a parameter."""
        return cls(parameter.name, parameter.location, parameter.data)

    # --- Reading ---

    def read_scalar(self, text: str) -> str | None:
        """Return the string of a value that is neither an array nor an object; None if it is not in this style."""
        prefix = self.scalar_prefix
        if text == prefix.rstrip("="):
            return ""
        return text[len(prefix) :] if text.startswith(prefix) else None

    def read_items(self, text: str) -> Iterator[list[str]]:
        """Yield the readings of the items of an array, the documented one first; none if it is not in this style."""
        prefix, separator = self._array_separators()
        for strings in self._split(text, prefix, separator):
            yield [] if strings == [""] else strings
            if strings == [""]:
                yield strings  # an array of one empty string is the same text

    def read_properties(self, text: str) -> Iterator[dict[str, str]]:
        """Yield the readings of the properties of an object; none if it is not in this style."""
        prefix, separator = self._object_separators()
        for strings in self._split(text, prefix, separator):
            if strings == [""]:
                yield {}
            elif self._is_explode:
                pairs = [string.partition("=") for string in strings]
                if all(equals for _, equals, _ in pairs):
                    yield {name: value for name, _, value in pairs}
            elif len(strings) % 2 == 0:
                yield dict(zip(strings[::2], strings[1::2], strict=True))

    def _split(self, text: str, prefix: str, separator: str) -> Iterator[list[str]]:
        if prefix and not text.startswith(prefix):
            if not text:
                yield [""]
            return
        strict = None
        if isinstance(text, UrlText) and text.encoded.startswith(prefix):
            pattern = _ENCODED_SEPARATORS.get(separator, re.escape(separator))
            parts = re.split(pattern, text.encoded[len(prefix) :])
            strict = [self._decode(each, errors="surrogateescape") for each in parts]
            yield strict
        strings = text[len(prefix) :].split(separator)
        if self._is_trimmed:
            strings = [string.strip() for string in strings]
        if strings != strict:
            yield strings

    def _array_separators(self) -> tuple[str, str]:
        """Return what is before the first item, and between two items."""
        if self._style == "label":
            return ".", "." if self._is_explode else ","
        if self._style == "matrix":
            return f";{self._name}=", f";{self._name}=" if self._is_explode else ","
        return "", _SEPARATORS.get(self._style, ",")

    def _object_separators(self) -> tuple[str, str]:
        """Return what is before the first property, and between two properties (or between a name and a value)."""
        if self._style == "matrix" and self._is_explode:
            return ";", ";"
        return self._array_separators()

    # --- Writing ---

    def write(self, value: Any) -> Strings:
        """Return the strings that a value is sent as."""
        name = self._name
        if self._is_json:
            return {name: json.dumps(value)}
        if isinstance(value, dict | list) and self.is_deep_object:
            return {f"{name}{path}": text for path, text in _write_deep(value)}
        if isinstance(value, dict) and self.is_exploded:
            return {f"{key}{path}": text for key, inner in value.items() for path, text in _write_property(inner)}
        if isinstance(value, dict):
            prefix, separator = self._object_separators()
            pairs = [(str(key), serialize_value(inner)) for key, inner in value.items()]
            if self._is_explode:
                return {name: self._join(prefix, separator, pairs)}
            return {name: self._join(prefix, separator, [(each,) for pair in pairs for each in pair])}
        if isinstance(value, list) and self.is_exploded:
            return {name: [serialize_value(item) for item in value]}
        if isinstance(value, list):
            prefix, separator = self._array_separators()
            return {name: self._join(prefix, separator, [(serialize_value(item),) for item in value])}
        prefix = self.scalar_prefix
        text = serialize_value(value)
        return {name: UrlText(prefix + text, prefix + quote(text, safe="")) if prefix else text}

    def _join(self, prefix: str, separator: str, strings: Sequence[tuple[str, ...]]) -> str:
        if not strings:
            return ""
        text = prefix + separator.join("=".join(each) for each in strings)
        if not self._is_in_url:
            return text
        in_url = quote(separator, safe=",.;=|")
        encoded = in_url.join(
            "=".join(quote(part, safe="", errors="surrogatepass") for part in each) for each in strings
        )
        return UrlText(text, prefix + encoded)


def split_items(text: str, style: str) -> list[str]:
    """Return the items of an array that is one string in a form."""
    separator = _SEPARATORS.get(style, ",")
    if not isinstance(text, UrlText):
        return text.split(separator)
    return [unquote_plus(each) for each in re.split(_ENCODED_SEPARATORS.get(separator, separator), text.encoded)]


def write_header(header: Node, value: Any) -> str:
    """Return the value of a response header, in the style `simple`."""
    if isinstance(value, dict):
        pairs = [(str(key), serialize_value(inner)) for key, inner in value.items()]
        return ",".join(("=" if header.data.get("explode") else ",").join(pair) for pair in pairs)
    return ",".join(map(serialize_value, value)) if isinstance(value, list) else serialize_value(value)


def write_field(name: str, value: Any, encoding: Mapping[str, Any]) -> Strings:
    """Return the strings that a field of an urlencoded form is sent as, by name.

    Without a style in its `encoding`, an array is a repeated field and an object is JSON.
    """
    if not encoding.keys() & {"style", "explode", "allowReserved"}:
        if isinstance(value, list) and not is_json(str(encoding.get("contentType", ""))):
            return {name: [serialize_value(item) for item in value]}
        return {name: serialize_value(value)}
    return ParameterStyle(name, "query", {"style": "form", **encoding}).write(value)


def iter_pairs(strings: Strings) -> Iterator[tuple[str, str]]:
    """Yield the name and the string of each parameter or field; a repeated one several times."""
    for name, each in strings.items():
        yield from ((name, text) for text in (each if isinstance(each, list) else [each]))


def encode_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the query, or the urlencoded form, of the names and strings of parameters or fields."""
    return "&".join(f"{quote(name, safe='[]')}={_encode_text(text)}" for name, text in pairs)


def _encode_text(text: str) -> str:
    return text.encoded if isinstance(text, UrlText) else quote(text, safe="", errors="surrogatepass")


def _write_property(value: Any) -> Iterator[tuple[str, str | list[str]]]:
    """Yield the paths and strings of a property of an exploded object: an array of scalars is a repeated name."""
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        yield "", [serialize_value(item) for item in value]
    else:
        yield from _write_member(value)


def _write_deep(value: Mapping[str, Any] | Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Yield the path in brackets and the string of each scalar in an object or array."""
    for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
        yield from ((f"[{key}]{path}", text) for path, text in _write_member(inner))


def _write_member(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the paths and strings of a property or item: those of its parts if it has any, or one without a path."""
    if isinstance(value, dict | list):
        yield from _write_deep(value)
    else:
        yield "", serialize_value(value)


def serialize_value(value: Any) -> str:
    """Return a string as it is, and any other value as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
