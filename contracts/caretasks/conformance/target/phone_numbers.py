"""Phone numbers in request bodies: a server may call any number that it receives.

A request to a remote server may contain only numbers reserved for fiction (+1, any area code, 555 0100 to 555 0199) and
user-provided numbers. An invalid number has too few digits to dial, or is a fictional number in an invalid format. Text
in a property that is named a number is replaced even if it is valid, since a server may reject it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from caretasks.core.http import parse_json
from caretasks.openapi.document import Api, Node, Operation
from caretasks.openapi.operation.form_bodies import Fields, body_schemas, request_media
from caretasks.openapi.schema.keywords import composed_schemas, direct_subschemas, json_types, keep_result, subschemas
from caretasks.openapi.schema.validation import is_valid

_Schemas = tuple[Node, ...]
"""The schemas that describe a value: one of each alternative that has it; none if nothing describes it."""

_EXAMPLE_NUMBER = "+12025550123"
_PHONE_NAME = re.compile(r"phone|mobile|whatsapp|(contact|alternate|caller|callee)_?number", re.IGNORECASE)
_PHONE_FORMATS = frozenset({"phone", "phone-number", "tel", "telephone", "e164"})
_RESTRICTING_KEYWORDS = ("const", "enum", "format", "pattern")
_FICTIONAL_NUMBER = re.compile(r"\+?1?[2-9]\d\d55501\d\d", re.ASCII)
_FICTIONAL_FORMATS = ("+1{}55501{}", "1{}55501{}", "{}55501{}", "+1 {} 555 01{}", "{}-555-01{}", "({}) 555-01{}")
_MIN_DIALABLE_DIGITS = 3  # as in emergency numbers
_NUMBER_IN_STRING = re.compile(r"\d(?:[\s().\-/]*\d){6,}")
_FLOAT = re.compile(r"-?[0-9]+(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)")
_DATE_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d[Tt][0-2]\d:[0-5]\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_UNDIALABLE_LIMIT = 10**6  # integers below it are too short to be phone numbers


def is_fictional(text: str) -> bool:
    """Return whether a string is a phone number reserved for fiction, in any format."""
    return bool(_FICTIONAL_NUMBER.fullmatch(re.sub(r"[\s().\-/]", "", text)))


def is_phone_field(name: str, schema: Node | None) -> bool:
    """Return whether a property holds a phone number, by its name, its format, or a pattern that accepts no words.

    A user-provided value (`x-own`) whose name ends in "number" counts as one, too.
    """
    if _is_phone_name(name):
        return True
    if schema is None:
        return False
    if schema.is_user_provided and name.lower().endswith("number"):
        return True
    return _describes_phone_number(schema)


@lru_cache(maxsize=1024)  # generated bodies have any number of names
def _is_phone_name(name: str) -> bool:
    return bool(_PHONE_NAME.search(name))


@keep_result
def _describes_phone_number(schema: Node) -> bool:
    """Return whether a schema has the format of phone numbers, or a pattern that accepts them and no words."""
    nodes = [part.data for part in subschemas(schema)]
    if any(str(node.get("format")).lower() in _PHONE_FORMATS for node in nodes):
        return True
    return (
        any("pattern" in node for node in nodes)
        and is_valid(schema, _EXAMPLE_NUMBER)
        and not is_valid(schema, "someone")
    )


def phone_fields(api: Api) -> frozenset[str]:
    """Return the names of all phone number properties in the request bodies of an API."""
    schemas = (schema for operation in api.operations if operation.is_write for schema in body_schemas(operation))
    return frozenset(_iter_phone_fields(schemas))


def _iter_phone_fields(schemas: Iterable[Node]) -> Iterator[str]:
    pending = list(schemas)
    visited: set[str] = set()  # bodies may share schemas
    while pending:
        schema = pending.pop()
        if schema.pointer in visited:
            continue
        visited.add(schema.pointer)
        for name, described in described_properties(schema).items():
            if any(is_phone_field(name, each) for each in described):
                yield name
        pending += iter_described_schemas(schema)


@keep_result
def described_properties(schema: Node) -> Mapping[str, tuple[Node, ...]]:
    """Return the schemas of each property that a schema or any of its alternatives describes."""
    found: dict[str, tuple[Node, ...]] = {}
    for part in composed_schemas(schema):
        for inner in direct_subschemas(part):
            if inner.keyword == "properties":
                found[inner.name] = (*found.get(inner.name, ()), inner.schema)
    return found


def _item_schemas(schema: Node) -> tuple[Node, ...]:
    """Return the schemas of the items that a schema or any of its alternatives describes."""
    return tuple(
        part.child("items") for part in composed_schemas(schema) if isinstance(part.data.get("items"), Mapping)
    )


def iter_described_schemas(schema: Node) -> Iterator[Node]:
    """Yield the schemas of all properties and items that a schema or any of its alternatives describes."""
    for schemas in described_properties(schema).values():
        yield from schemas
    yield from _item_schemas(schema)


def documented_numbers(api: Api) -> frozenset[str]:
    """Return the phone numbers in the documented request bodies of an API that are not reserved for fiction."""
    bodies = (request_media(operation) for operation in api.operations)
    examples = [example for body in bodies if body is not None for example in body.examples().values()]
    numbers = _iter_phone_values(examples, phone_fields(api), (), in_phone_field=False)
    return frozenset(number for number in numbers if _can_be_dialed(number))


def is_dialable(body: Any, fields: Collection[str], user_values: Collection[Any] = ()) -> bool:
    """Return whether a JSON body has a phone number that is neither fictional nor user-provided.

    `fields` are the names of phone number properties (see `phone_fields`); names such as "phone" always count.
    """
    return any(_can_be_dialed(value) for value in _iter_phone_values(body, fields, user_values, in_phone_field=False))


def is_dialable_form(
    form: Fields, schemas: _Schemas, fields: Collection[str], user_values: Collection[Any] = ()
) -> bool:
    """Return whether a form, or an XML body, has a phone number that is neither fictional nor user-provided.

    `fields` are the names of phone number properties. Other fields may have as many digits as their schemas say: those
    of a number, of a UUID, or of the content of a file. JSON in a field is read like a JSON body.
    """
    described = [described_properties(schema) for schema in schemas]
    for name, values in form.items():
        inner = tuple(each for known in described for each in known.get(name, ()))
        for text in map(str, values):
            parsed = parse_json(text.encode())
            if isinstance(parsed, dict | list):
                if is_dialable({name: parsed}, fields, user_values):
                    return True
            elif is_dialable({name: text}, fields, user_values) or (
                not _may_have_digits(inner, text) and has_dialable_number(text, user_values)
            ):
                return True
    return False


def _may_have_digits(schemas: _Schemas, text: str) -> bool:
    """Return whether the schemas of a field say that its text may have digits without being a phone number."""
    if any(schema.data.get("format") == "binary" for schema in schemas):
        return True
    if text.lstrip("-").isdecimal() and any(map(_allows_number, schemas)):
        return True
    return bool(_FLOAT.fullmatch(text)) or _without_numbers(schemas, text) == text


def has_dialable_number(text: str, user_values: Collection[Any] = ()) -> bool:
    """Return whether a string that is not JSON has a phone number that is neither fictional nor user-provided."""
    for value in user_values:
        text = text.replace(str(value), "")
    return any(not is_fictional(match[0]) for match in _NUMBER_IN_STRING.finditer(text))


def _iter_phone_values(
    value: Any, fields: Collection[str], user_values: Collection[Any], *, in_phone_field: bool
) -> Iterator[str]:
    """Yield the strings and numbers in phone number properties, as strings."""
    if isinstance(value, dict):
        for name, inner in value.items():
            is_phone = in_phone_field or name in fields or is_phone_field(name, None)
            yield from _iter_phone_values(inner, fields, user_values, in_phone_field=is_phone)
    elif isinstance(value, list):
        for inner in value:
            yield from _iter_phone_values(inner, fields, user_values, in_phone_field=in_phone_field)
    elif in_phone_field and type(value) in (str, int, float) and value not in user_values:
        yield str(value)


def _can_be_dialed(text: str) -> bool:
    return len(re.findall(r"\d", text)) >= _MIN_DIALABLE_DIGITS and not is_fictional(text)


def replace_numbers(operation: Operation, body: Any, *, phone_fields_only: bool = False) -> Any:
    """Return a body with every phone number, or those in phone number properties, replaced by a fictional one.

    A number that would not stay valid, or invalid, as a fictional one is replaced by one that cannot be dialed. A body
    that is not JSON is given as bytes.
    """
    return _replace_numbers(
        body_schemas(operation), body, "", in_phone_field=False, other_strings=not phone_fields_only
    )


def replace_numbers_in_parts(operation: Operation, form: Mapping[str, Any], *, invalid: bool) -> dict[str, Any]:
    """Return a form with each object or array in it that has a phone number as sent, without the number.

    It is sent as text, in which a property name of digits is a number that a server may call. Without `invalid`, the
    values of described fields stay.
    """
    described = {name for schema in body_schemas(operation) for name in described_properties(schema)}
    return {
        name: value if name in described and not invalid else _replace_numbers_in_part(value, is_field=True)
        for name, value in form.items()
    }


def _replace_numbers_in_part(value: Any, *, is_field: bool = False) -> Any:
    if is_field and isinstance(value, list):  # each item is a field
        return [_replace_numbers_in_part(inner) for inner in value]
    is_text = isinstance(value, dict | list) and has_dialable_number(str(value))
    return _replace_numbers_in(str(value)) if is_text else value


def _replace_numbers(schemas: _Schemas, value: Any, name: str, *, in_phone_field: bool, other_strings: bool) -> Any:
    """Return a value with its numbers replaced; `name` is that of the property that it is in."""
    if isinstance(value, dict):
        changed = {}
        for key, inner in value.items():
            described = tuple(each for schema in schemas for each in described_properties(schema).get(key, ()))
            is_phone = in_phone_field or any(is_phone_field(key, each) for each in described or (None,))
            changed[key] = _replace_numbers(described, inner, key, in_phone_field=is_phone, other_strings=other_strings)
        return changed
    if isinstance(value, list):
        items = tuple(each for schema in schemas for each in _item_schemas(schema))
        return [
            _replace_numbers(items, inner, name, in_phone_field=in_phone_field, other_strings=other_strings)
            for inner in value
        ]
    if isinstance(value, bytes):
        text = value.decode("latin-1")
        return _replace_numbers_in(text).encode("latin-1")
    if isinstance(value, str) and in_phone_field:
        return _replacement_number(schemas, value, name)
    if isinstance(value, str):
        return _without_numbers(schemas, value) if other_strings else value
    if type(value) is int and (in_phone_field or (other_strings and not any(map(_allows_number, schemas)))):
        return value % (10 ** (_MIN_DIALABLE_DIGITS - 1) if in_phone_field else _UNDIALABLE_LIMIT)
    return 0.5 if in_phone_field and type(value) is float else value


def _replacement_number(schemas: _Schemas, value: str, name: str) -> str:
    """Return the replacement for a string in a phone number property: valid if it is valid, invalid otherwise."""
    digits = len(re.findall(r"\d", value))
    if _is_allowed(schemas, value):
        may_be_text = not name.lower().endswith("number") and _is_allowed(schemas, "someone")
        if digits < _MIN_DIALABLE_DIGITS and may_be_text:
            return value
        candidates = (*_fictional_numbers(value), _replace_digits(value))
        # A format without fictional numbers: the transport blocks the request.
        return next((text for text in candidates if _is_allowed(schemas, text)), value)
    if digits < _MIN_DIALABLE_DIGITS:
        return value
    invalid: list[str] = []
    if zlib.crc32(value.encode()) % 2:
        invalid = [text for text in _fictional_numbers(value) if not _is_allowed(schemas, text)][:1]
    return next((text for text in (*invalid, _replace_digits(value), "") if not _is_allowed(schemas, text)), value)


def _without_numbers(schemas: _Schemas, value: str) -> str:
    """Return a string with the digits of phone numbers in it replaced.

    Date-times and strings that are valid for a format, pattern, enum or const (such as UUIDs) stay as they are.
    """
    if not _NUMBER_IN_STRING.search(value) or _DATE_TIME.fullmatch(value):
        return value
    if any(_is_restricted(schema) and is_valid(schema, value) for schema in schemas):
        return value
    replaced = _replace_numbers_in(value)
    return replaced if _is_allowed(schemas, replaced) == _is_allowed(schemas, value) else value


def _is_allowed(schemas: _Schemas, value: Any) -> bool:
    """Return whether a value is valid for one of the schemas; without a schema any is."""
    return not schemas or any(is_valid(schema, value) for schema in schemas)


def _is_restricted(schema: Node) -> bool:
    return any(keyword in part.data for part in subschemas(schema) for keyword in _RESTRICTING_KEYWORDS)


def _fictional_numbers(seed: str) -> Iterator[str]:
    """Yield a fictional number in several formats, E.164 first. The same seed gives the same number."""
    checksum = zlib.crc32(seed.encode("utf-8", "surrogatepass"))
    area, line = 200 + checksum % 800, checksum // 800 % 100
    yield from (form.format(area, f"{line:02}") for form in _FICTIONAL_FORMATS)


def _replace_digits(text: str) -> str:
    """Return a string of the same length without digits."""
    return re.sub(r"\d", "x", text)


def _replace_numbers_in(text: str) -> str:
    """Return a string of the same length without the digits of phone numbers in it; other digits and markup stay."""
    return _NUMBER_IN_STRING.sub(lambda found: found[0] if is_fictional(found[0]) else _replace_digits(found[0]), text)


def _allows_number(schema: Node) -> bool:
    """Return whether a schema allows a JSON number."""
    return bool({"integer", "number"} & set(json_types(schema)))
