"""Parameters of an operation: parse them from a request, validate them, and serialize values by their style."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from starlette.requests import cookie_parser
from starlette.types import Scope

from caretasks.core.http import UrlText
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Node, Operation, Parameter
from caretasks.openapi.operation.parameter_styles import ParameterStyle, Strings
from caretasks.openapi.schema.keywords import (
    json_types,
    keep_result,
    properties,
)
from caretasks.openapi.schema.locations import ANY_PROPERTY, subschema_at
from caretasks.openapi.schema.validation import Violation, is_valid, iter_violations

RawParameters = Mapping[str, Mapping[str, Sequence[str]]]
"""The strings of a request's parameters, by location and name. Header names are in lower case."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_MAX_INTEGER_LENGTH = 300  # characters
_NESTED_TYPES: Mapping[bool, Collection[set[str]]] = {False: ({"object"},), True: ({"object"}, {"array"})}
"""The types of parameters whose properties or items each have a name; the key is whether they are deep."""


class ParameterError(Exception):
    """A parameter is missing or invalid. The message never quotes the value that was sent.

    Attributes:
        name, location: The parameter.
        is_missing: Whether it is missing.
        value: What was sent: the strings, or the value that its schema does not allow; `MISSING` if it is missing.
        violations: The violations of its schema.
        errors: The errors of several parameters, if this is the error of a request.
    """

    def __init__(
        self,
        name: str,
        message: str,
        *,
        is_missing: bool = False,
        value: Any = MISSING,
        violations: Sequence[Violation] = (),
        errors: Sequence[ParameterError] = (),
    ) -> None:
        super().__init__(message)
        self.name = name
        self.location = ""
        self.is_missing = is_missing
        self.value = value
        self.violations = violations
        self.errors = errors


def parse_query(query: bytes) -> dict[str, list[str]]:
    """Return the values of a query string by name. Bytes that are not UTF-8 become lone surrogates."""
    return {name: [*map(str, values)] for name, values in parse_encoded_query(query).items()}


def parse_encoded_query(query: bytes, errors: str = "surrogateescape") -> dict[str, list[str]]:
    """Return the values of a query string by name, each also as it was sent; `errors` is as in `bytes.decode`."""
    values: dict[str, list[str]] = {}
    for pair in query.decode("latin-1").split("&"):
        if pair:
            name, _, value = pair.partition("=")
            text = UrlText(unquote_plus(value, errors=errors), value)
            values.setdefault(unquote_plus(name, errors=errors), []).append(text)
    return values


def scope_parameters(scope: Scope, path_values: Mapping[str, str]) -> RawParameters:
    """Return the parameters of an ASGI request. Bytes of headers that are not UTF-8 are decoded as Latin-1."""
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        headers.setdefault(name.decode("latin-1").lower(), []).append(text.strip(" \t"))
    return {
        "path": dict(zip(path_values, zip(path_values.values(), strict=True), strict=True)),  # each a tuple of one
        "query": parse_encoded_query(scope["query_string"]) if scope.get("query_string") else {},
        "header": headers,
        "cookie": read_cookies(headers["cookie"]) if "cookie" in headers else {},
    }


def read_cookies(lines: Iterable[str]) -> dict[str, list[str]]:
    """Return the cookies in the values of `Cookie` headers by name."""
    return {name: [value] for line in lines for name, value in cookie_parser(line).items()}


class ParameterReader:
    """Reads one parameter from requests. What the spec says about it is determined once, when the reader is created."""

    def __init__(self, parameter: Parameter) -> None:
        data, schema, location = parameter.data, parameter.schema, parameter.location
        self.location, self.name = location, parameter.name
        self._is_required = parameter.required
        self._sent_name = self.name.lower() if location == "header" else self.name
        self._schema = schema
        self._types = () if schema is None else json_types(schema)
        self._default = MISSING if schema is None else schema.data.get("default", MISSING)
        self._allows_empty = data.get("allowEmptyValue") if location == "query" else None
        self._json_media = parameter.child("content", next(iter(data["content"]))) if "content" in data else None
        self._style = ParameterStyle.of_parameter(parameter)
        # Each property of an exploded object is sent as a query parameter.
        self._is_exploded_object = (
            location == "query"
            and set(self._types) - {"null"} in _NESTED_TYPES[self._style.is_deep_object]
            and self._json_media is None
            and (self._style.is_deep_object or self._style.is_exploded)
        )
        self._is_text = self._types == ("string",) and not self._style.scalar_prefix
        # The properties of an exploded map may have any name, so that none is known to be one of them.
        self._is_ignored = self._is_exploded_object and not self._style.is_deep_object and not self._documented

    def read(self, raw: RawParameters, *, is_strict: bool = False) -> Any:
        """Return the value that was sent, its default, or `MISSING`.

        A null in a query is a parameter that was not sent. A string with separators may have several readings; with
        `is_strict`, only the documented one counts.

        Raises:
            ParameterError: The parameter is required and missing, cannot be parsed or is invalid against its schema.
        """
        if self._is_ignored:
            return MISSING
        strings = raw[self.location].get(self._sent_name, ())
        if self._is_exploded_object:
            strings = [string for each in self.sent_strings(raw).values() for string in each]
        if strings:
            value = self._parse(strings, raw, is_strict=is_strict)
            return self._default if value is None and self.location == "query" else value
        # An exploded object without properties is not in the query at all.
        empty: Any = [] if "array" in self._types else {}
        is_empty_valid = self._is_exploded_object and self._schema is not None and is_valid(self._schema, empty)
        if self._is_required and not is_empty_valid:
            raise ParameterError(self.name, f"'{self.name}' is required", is_missing=True)
        return self._default

    def sent_strings(self, raw: RawParameters) -> dict[str, list[str]]:
        """Return the strings of the parameter by the names that they were sent under; empty if it was not sent.

        An exploded object has a name for each of its properties, any other parameter has one.
        """
        values = raw[self.location]
        names: Iterable[str] = [self._sent_name]
        if self._is_exploded_object:
            names = [name for name in values if self._property_path(name) is not None]
        return {name: list(values[name]) for name in names if values.get(name)}

    def reads(self, name: str) -> bool:
        """Return whether the parameter is sent under a name: one of an exploded object only under its properties."""
        return not self._is_exploded_object or self._property_path(name) is not None

    def candidate_values(self, raw: RawParameters) -> list[Any]:
        """Return the possible values of a sent parameter, most likely first; none if it is not in its style."""
        sent = self.sent_strings(raw)
        if self._is_exploded_object:
            return [self._parse_object(sent)]
        return [value for reading in self._readings(sent.get(self._sent_name, [])) for value in reading]

    def _parse(self, strings: Sequence[str], raw: RawParameters, *, is_strict: bool) -> Any:
        """Return the valid value of a parameter that was sent."""
        if self._allows_empty is not None and len(strings) == 1 and not strings[0]:
            if self._allows_empty:
                return ""
            raise ParameterError(self.name, f"'{self.name}' must not be empty")
        try:
            "".join((*self.sent_strings(raw), *strings)).encode()  # the names in an object, too
        except UnicodeEncodeError:
            raise ParameterError(self.name, f"'{self.name}' is not UTF-8") from None
        if self._json_media is not None:
            return self._parse_json_content(self._json_media, strings)
        schema = self._schema
        if schema is None:
            return str(strings[0])
        if self._is_text and len(strings) == 1:
            candidates = [str(strings[0])]
        elif self._is_exploded_object:
            candidates = [self._parse_object(self.sent_strings(raw))]
        else:
            readings = islice(self._readings(strings), 1 if is_strict else None)
            candidates = [value for reading in readings for value in reading]
        if not candidates:
            reason = "is sent more than once" if len(strings) > 1 else "is not in the documented style"
            raise ParameterError(self.name, f"'{self.name}' {reason}")
        for candidate in candidates:
            if is_valid(schema, candidate):
                return candidate
        raise self._invalid_value_error(schema, candidates[0])

    def _readings(self, strings: Sequence[str]) -> Iterator[list[Any]]:
        """Yield the possible values by each reading of the separators, the documented reading first."""
        if self._schema is None:
            yield list(strings)
            return
        if self._is_text and len(strings) == 1:
            yield [str(strings[0])]
            return
        texts = [", ".join(strings)] if self.location == "header" else strings
        scalars = self._scalar_values(texts)
        arrays = list(self._item_values(strings, texts)) if "array" in self._types else []
        objects = list(self._object_values(texts)) if "object" in self._types and len(texts) == 1 else []
        first = [value for each in (arrays, objects) for value in (each[0] if each else ())]
        if first or scalars:
            yield [*first, *scalars]
        yield from (value for each in (arrays, objects) for value in each[1:])

    def _scalar_values(self, texts: Sequence[str]) -> list[Any]:
        if len(texts) != 1:
            return [] if self._types else [[*map(str, texts)]]  # a schema without a type also allows a list
        text = self._style.read_scalar(texts[0])
        return [] if text is None else _scalar_candidates(self._types, text)

    def _item_values(self, strings: Sequence[str], texts: Sequence[str]) -> Iterator[list[Any]]:
        items = _item_schema(self._schema)
        if self._style.is_exploded:
            yield [[parse_scalar(items, string) for string in strings]]
        elif len(texts) == 1:
            is_empty = False
            for reading in self._style.read_items(texts[0]):
                value = [parse_scalar(items, string) for string in reading]
                if is_empty:  # an empty array is serialized like an array of one empty string
                    yield [[], value]
                    is_empty = False
                elif reading:
                    yield [value]
                else:
                    is_empty = True

    def _object_values(self, texts: Sequence[str]) -> Iterator[list[Any]]:
        for reading in self._style.read_properties(texts[0]):
            yield [{name: parse_scalar(self._property_schema(name), text) for name, text in reading.items()}]

    def _parse_json_content(self, media: Node, strings: Sequence[str]) -> Any:
        """Return the value of a parameter with `content`, which is sent as JSON text."""
        if len(strings) > 1:
            raise ParameterError(self.name, f"'{self.name}' is sent more than once")
        try:
            value = decode_json(strings[0].encode())
        except InvalidJsonError:
            raise ParameterError(self.name, f"'{self.name}' is not JSON") from None
        if "schema" in media.data and not is_valid(media.child("schema"), value):
            raise self._invalid_value_error(media.child("schema"), value)
        return value

    @cached_property
    def _documented(self) -> Mapping[str, Node]:
        return {} if self._schema is None else properties(self._schema)

    def _property_schema(self, name: str) -> Node | None:
        found = self._documented.get(name)
        return found if found is not None or self._schema is None else subschema_at(self._schema, ANY_PROPERTY)

    def _property_path(self, name: str) -> list[str] | None:
        """Return the path of the property of an exploded object that a query parameter carries; empty if none."""
        own = self.name if self._style.is_deep_object else name.partition("[")[0]
        matched = re.fullmatch(re.escape(own) + r"((?:\[[^\[\]]*\])*)", name)
        path = [] if matched is None else re.findall(r"\[([^\[\]]*)\]", matched[1])
        if self._style.is_deep_object:  # the items of an array may be sent as a repeated parameter, too
            return path if path or (matched is not None and "array" in self._types) else None
        return [own, *path] if matched is not None and own in self._documented else None

    def _parse_object(self, sent: Mapping[str, Sequence[str]]) -> Any:
        """Return an exploded object."""
        return parse_nested(
            self._schema, [(self._property_path(name) or [], strings) for name, strings in sent.items()]
        )

    def _invalid_value_error(self, schema: Node, value: Any) -> ParameterError:
        violations = list(iter_violations(schema, value))
        message = f"'{self.name}' ({self.location} parameter): {'; '.join(map(str, violations))}"
        return ParameterError(self.name, message, value=value, violations=violations)


def parse_nested(schema: Node | None, sent: Sequence[tuple[list[str], Sequence[str]]]) -> Any:
    """Return the value that is sent as strings under paths of names and indexes."""
    is_array = schema is not None and "array" in json_types(schema)
    if sent and all(
        not path or (is_array and len(path) == 1 and (path[0].isdecimal() or not path[0])) for path, _ in sent
    ):
        values = [string for _, each in sent for string in each]
        if is_array:
            return [parse_scalar(_item_schema(schema), string) for string in values]
        return parse_scalar(schema, values[0]) if len(values) == 1 else [*map(str, values)]
    members: dict[str, list[tuple[list[str], Sequence[str]]]] = {}
    for path, strings in sent:
        members.setdefault(path[0] if path else "", []).append((path[1:], strings))
    if is_array and all(map(str.isdecimal, members)):
        return [parse_nested(_item_schema(schema), members[index]) for index in sorted(members, key=int)]
    described = {} if schema is None else properties(schema)
    others = None if schema is None else subschema_at(schema, ANY_PROPERTY)
    return {name: parse_nested(described.get(name, others), inner) for name, inner in members.items()}


@keep_result
def parameter_reader(parameter: Parameter) -> ParameterReader:
    """Return the reader of a parameter."""
    return ParameterReader(parameter)


def parse_parameters(readers: Iterable[ParameterReader], raw: RawParameters) -> dict[str, dict[str, Any]]:
    """Return parameters by location and name, with defaults filled in. Undocumented parameters are ignored.

    Raises:
        ParameterError: A required parameter is missing, or a value cannot be parsed or is invalid against its schema.
            The message is about all such parameters, the name is that of the first.
    """
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    errors: list[ParameterError] = []
    for reader in readers:
        try:
            value = reader.read(raw)
        except ParameterError as error:
            error.location = reader.location
            if error.value is MISSING:
                sent = [string for each in reader.sent_strings(raw).values() for string in each]
                error.value = MISSING if not sent else str(sent[0]) if len(sent) == 1 else [*map(str, sent)]
            errors.append(error)
            continue
        if value is not MISSING:
            values[reader.location][reader.name] = value
    if errors:
        message = "; ".join(map(str, errors))
        raise ParameterError(errors[0].name, message, is_missing=errors[0].is_missing, errors=errors)
    return values


def iter_parameter_violations(
    operation: Operation, raw: RawParameters, *, is_strict: bool = False
) -> Iterator[tuple[Parameter, str]]:
    """Yield each missing or invalid parameter of a request, with `required` if it is missing, else `schema`."""
    for parameter in operation.parameters:
        try:
            parameter_reader(parameter).read(raw, is_strict=is_strict)
        except ParameterError as error:
            yield parameter, "required" if error.is_missing else "schema"


def _item_schema(schema: Node | None) -> Node | None:
    return schema.child("items") if schema is not None and "items" in schema.data else None


def parse_scalar(schema: Node | None, string: str) -> Any:
    """Return the value that a string stands for: the first valid one, of the types of the schema."""
    if schema is None:
        return str(string)
    candidates = _scalar_candidates(json_types(schema), string)
    return next((value for value in candidates if is_valid(schema, value)), candidates[0])


def _scalar_candidates(allowed: Sequence[str], string: str) -> list[Any]:
    """Return the possible values of one string, the string itself last.

    The string itself is invalid if the schema has another type, which gives the right error message.
    """
    candidates: list[Any] = []
    if "boolean" in allowed and string in ("true", "false"):
        candidates.append(string == "true")
    if "integer" in allowed and _INTEGER.fullmatch(string) and len(string) <= _MAX_INTEGER_LENGTH:
        candidates.append(int(string))
    if "number" in allowed and _NUMBER.fullmatch(string):
        candidates.append(float(string))
    if "null" in allowed and string in ("", "null"):
        candidates.append(None)
    return [*candidates, str(string)]  # without the encoded form, which validators do not accept


def serialize_parameter(parameter: Parameter, value: Any) -> Strings:
    """Return the strings that a value is sent as, by name: one string, or a list of strings for an exploded list."""
    return ParameterStyle.of_parameter(parameter).write(value)
