"""Reading an operation's parameters from a request: from text to values of their schemas' types, and judging them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from caretasks.core.strict_json import UnreadableError, decode
from caretasks.openapi.document import Operation, Parameter, Place
from caretasks.openapi.schema.keywords import members, properties, types
from caretasks.openapi.schema.validation import fits, violations

_STYLE_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}

Sent = Mapping[str, Mapping[str, Sequence[str]]]

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 300
_STYLE_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class ParameterError(Exception):
    """A parameter is missing or invalid.

    Args:
        parameter: the parameter.
        message: what is wrong; it quotes no value that was sent.
    """

    def __init__(self, parameter: Parameter, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message


class _Absent:
    """The mark of a parameter that is not given."""


_ABSENT = _Absent()


class _UnfitError(Exception):
    """What was sent is no value of its parameter."""


def split_query(query: bytes) -> dict[str, list[str]]:
    """The values of a query string by name; bytes that are not UTF-8 become lone surrogates."""
    found: dict[str, list[str]] = {}
    for pair in query.decode("latin-1").split("&"):
        if pair:
            name, _, value = pair.partition("=")
            decoded = unquote_plus(value, errors="surrogateescape")
            found.setdefault(unquote_plus(name, errors="surrogateescape"), []).append(decoded)
    return found


def read(operation: Operation, sent: Sent) -> dict[str, dict[str, Any]]:
    """The operation's parameters by location and name, defaults filled in. What is not documented is passed over.

    Args:
        operation: what is asked for.
        sent: the texts sent by location and name, header names in small letters.

    Raises:
        ParameterError: one is missing, cannot be read, or does not fit its schema.
    """
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        location, name = parameter.location, parameter.name
        try:
            value = _value(parameter, sent)
        except _UnfitError as error:
            raise ParameterError(parameter, str(error)) from None
        if value is not _ABSENT:
            values[location][name] = value
        elif _is_missing(parameter):
            raise ParameterError(parameter, f"'{name}' is required")
        elif (schema := parameter.schema) is not None and "default" in schema.node:
            values[location][name] = schema.node["default"]
    return values


def unfit(operation: Operation, sent: Sent) -> Iterator[tuple[Parameter, str]]:
    """The parameters for which a request is to be refused, each with `required` if it is missing, else `schema`."""
    for parameter in operation.parameters:
        try:
            if _value(parameter, sent) is _ABSENT and _is_missing(parameter):
                yield parameter, "required"
        except _UnfitError:
            yield parameter, "schema"


def _is_missing(parameter: Parameter) -> bool:
    """Whether a parameter that is not given has to be; an object that stands in the query property by property may be
    one without any."""
    empty = _spread(parameter) and parameter.schema is not None and fits(parameter.schema, {})
    return parameter.required and not empty


def given(parameter: Parameter, sent: Sent) -> dict[str, list[str]]:
    """The texts that give a parameter, by the names under which they stand; nothing where it is not given."""
    values = sent[parameter.location]
    if _spread(parameter):
        names = [name for name in values if _key(parameter, name) is not None]
    else:
        names = [parameter.name.lower() if parameter.location == "header" else parameter.name]
    return {name: list(values[name]) for name in names if values.get(name)}


def candidates(parameter: Parameter, sent: Sent) -> list[Any] | None:
    """The values that a parameter which is given may have, the likelier first; None where its style is not read."""
    texts, schema = given(parameter, sent), parameter.schema
    if _spread(parameter):
        return [_object(parameter, texts)]
    found = [text for each in texts.values() for text in each]
    return found if schema is None else read_as(parameter, schema, found)


def _value(parameter: Parameter, sent: Sent) -> Any:
    """The value of a parameter, `_ABSENT` where it is not given."""
    texts = [text for each in given(parameter, sent).values() for text in each]
    schema = parameter.schema
    if not texts:
        return _ABSENT
    if texts == [""] and parameter.location == "query" and parameter.node.get("allowEmptyValue"):
        return ""
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise _UnfitError(f"'{parameter.name}' is not UTF-8") from None
    if "content" in parameter.node:
        return _content(parameter, texts)
    if schema is None:
        return texts[0]
    found = candidates(parameter, sent)
    if found is None:
        return texts
    if not found:
        raise _UnfitError(f"'{parameter.name}' is given more than once")
    for candidate in found:
        if fits(schema, candidate):
            return candidate
    raise _UnfitError(_complaint(parameter, schema, found[0]))


def read_as(parameter: Parameter, schema: Place, texts: Sequence[str]) -> list[Any] | None:
    """The values that the texts may stand for, the likelier first; None where the style is one that is not read."""
    kinds = types(schema)
    found: list[Any] = []
    if "array" in kinds:
        items = _items(parameter, texts)
        if items is None:
            return None
        if items == [""] and not _exploded(parameter):
            found.append([])  # what an empty array is written as; an array of one empty text is written the same
        item = schema.at("items") if "items" in schema.node else None
        found.append([_scalar(item, text) for text in items])
    elif kinds == ("object",) or parameter.node.get("style") in ("matrix", "label"):
        return None
    elif not kinds and len(texts) > 1:
        found.append(list(texts))  # of what may be anything, it may be a list
    if len(texts) == 1 or parameter.location == "header":
        found.extend(_scalars(kinds, ", ".join(texts)))
    return found


def _items(parameter: Parameter, texts: Sequence[str]) -> list[str] | None:
    """The texts of an array's items, by the parameter's style."""
    if parameter.location in ("query", "cookie"):
        style = parameter.node.get("style", "form")
        if _exploded(parameter):
            return list(texts)
        separator = "," if style == "form" else _STYLE_SEPARATORS.get(style)
    else:
        separator = "," if parameter.node.get("style", "simple") == "simple" else None
    if separator is None:
        return None
    items = separator.join(texts).split(separator)
    return [item.strip() for item in items] if parameter.location == "header" else items


def _exploded(parameter: Parameter) -> bool:
    """Whether each item of an array is given by the parameter's name, so that an empty array is not given at all."""
    form = parameter.node.get("style", "form") == "form"
    return parameter.location in ("query", "cookie") and bool(parameter.node.get("explode", form))


def _scalar(schema: Place | None, text: str) -> Any:
    if schema is None:
        return text
    candidates = _scalars(types(schema), text)
    return next((value for value in candidates if fits(schema, value)), candidates[0])


def _scalars(kinds: Sequence[str], text: str) -> list[Any]:
    """What one text may stand for; at last the text itself, which a schema of another type then refuses."""
    found: list[Any] = []
    if "boolean" in kinds and text in ("true", "false"):
        found.append(text == "true")
    if "integer" in kinds and _INTEGER.fullmatch(text) and len(text) <= _LONGEST_NUMBER:
        found.append(int(text))
    if "number" in kinds and _NUMBER.fullmatch(text):
        found.append(float(text))
    if "null" in kinds and text in ("", "null"):
        found.append(None)
    return [*found, text]


def _content(parameter: Parameter, texts: Sequence[str]) -> Any:
    """A parameter that is given as a JSON document."""
    if len(texts) > 1:
        raise _UnfitError(f"'{parameter.name}' is given more than once")
    media = parameter.at("content", next(iter(parameter.node["content"])))
    try:
        value = decode(texts[0].encode())
    except UnreadableError:
        raise _UnfitError(f"'{parameter.name}' is not JSON") from None
    if "schema" in media.node and not fits(media.at("schema"), value):
        raise _UnfitError(_complaint(parameter, media.at("schema"), value))
    return value


def _spread(parameter: Parameter) -> bool:
    """Whether it is an object whose properties stand in the query by themselves, so that none has its name alone."""
    return (
        parameter.location == "query"
        and parameter.schema is not None
        and types(parameter.schema) in (("object",), ("object", "null"))
        and "content" not in parameter.node
        and (parameter.node.get("style") == "deepObject" or _exploded(parameter))
    )


def _key(parameter: Parameter, name: str) -> str | None:
    """The property of a spread object that a name in the query gives; None where it gives none."""
    if parameter.node.get("style") == "deepObject":
        found = re.fullmatch(re.escape(parameter.name) + r"\[([^\[\]]*)\](\[[0-9]*\])?", name)
        return None if found is None else found[1]
    return name if parameter.schema is not None and name in properties(parameter.schema) else None


def _object(parameter: Parameter, texts: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The object that is given property by property."""
    value: dict[str, Any] = {}
    described = {} if parameter.schema is None else properties(parameter.schema)
    for name, values in texts.items():
        key = _key(parameter, name) or ""
        schema = described.get(key)
        if schema is not None and "array" in types(schema):
            item = schema.at("items") if "items" in schema.node else None
            value.setdefault(key, []).extend(_scalar(item, text) for text in values)
        else:
            value[key] = _scalar(schema, values[0]) if len(values) == 1 else list(values)
    return value


def _complaint(parameter: Parameter, schema: Place, value: Any) -> str:
    found = "; ".join(str(violation) for violation in islice(violations(schema, value), 3))
    return f"'{parameter.name}' ({parameter.location} parameter): {found}"


def documented_paths(operation: Operation) -> dict[str, set[str]]:
    """The texts that the document gives of each path parameter: its examples, and all values where they are listed."""
    return {
        each.name: {str(serialize_parameter(each, value)[each.name]) for value in _documented(each)}
        for each in operation.path_parameters
    }


def _documented(parameter: Parameter) -> list[Any]:
    listed = [] if parameter.schema is None else members(parameter.schema)
    return [*parameter.examples().values(), *listed]


def serialize_parameter(parameter: Parameter, value: Any) -> dict[str, Any]:
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
        return {name: _STYLE_SEPARATORS.get(style, ",").join(texts)}
    return {name: text(value)}


def _texts(value: Any) -> str | list[str]:
    """A property of an object that is sent by itself: a list as several texts."""
    return [text(item) for item in value] if isinstance(value, list) else text(value)


def text(value: Any) -> str:
    """One value as a text."""
    return value if isinstance(value, str) else json.dumps(value)
