"""XML bodies, read and written by their schemas: names, attributes and wrapped arrays as in OpenAPI's `xml` keyword.

An element without a schema is its text or, with children, an object. Namespaces are written and not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.sax.saxutils import escape, quoteattr

from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.parameter_styles import serialize_value
from caretasks.openapi.operation.parameters import parse_scalar
from caretasks.openapi.schema.keywords import json_types, merged_keywords, properties, required_properties
from caretasks.openapi.schema.locations import ANY_ITEM, ANY_PROPERTY, subschema_at

_ROOT_NAME = "response"
_ITEM_NAME = "item"
_INVALID_NAME_CHARACTERS = re.compile(r"[^\w.-]")
_INVALID_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_NIL = f"{{{_INSTANCE}}}nil"


class InvalidXmlError(ValueError):
    """A body is not well-formed XML. The message quotes none of it."""


def is_well_formed(text: str) -> bool:
    """Return whether a string is an XML document."""
    try:
        _parse(text.encode("utf-8", "surrogatepass"))
    except InvalidXmlError:
        return False
    return True


def _parse(content: bytes) -> Element:
    if b"<!DOCTYPE" in content.replace(b"\0", b""):  # with its entities, a short document can stand for a long one
        raise InvalidXmlError("a document type declaration is not allowed")
    try:
        return fromstring(content)  # noqa: S314 - without a document type declaration there are no entities
    except (ParseError, ValueError, LookupError) as error:
        line, column = getattr(error, "position", (1, 0))
        raise InvalidXmlError(f"it is not well-formed at line {line}, column {column + 1}") from None


# --- Reading ---


def decode_xml(schema: Node | None, content: bytes) -> Any:
    """Return the value of an XML document, with the types of its schema where they fit.

    Raises:
        InvalidXmlError: The document is not well-formed, is nested too deeply or has a document type declaration.
    """
    try:
        return _read(schema, _parse(content))
    except RecursionError:
        raise InvalidXmlError("it is nested too deeply") from None


def _read(schema: Node | None, element: Element) -> Any:
    if element.get(_NIL) in ("true", "1"):
        return None
    if schema is not None and _is_array(schema):
        return [_read(_item_schema(schema), child) for child in element]
    described = {} if schema is None else properties(schema)
    if not described and len(element) == 0 and not (schema is not None and json_types(schema) == ("object",)):
        return parse_scalar(schema, element.text or "")
    value: dict[str, Any] = {}
    known: set[str] = set()
    for name, inner in described.items():
        found = _read_property(name, inner, element, known)
        if found is not None:
            value[name] = found[0]
    others = None if schema is None else subschema_at(schema, ANY_PROPERTY)
    for child in element:
        name = _local_name(child.tag)
        if name not in known:
            read = _read(others, child)
            value[name] = [*_as_list(value[name]), read] if name in value else read
    return value


def _read_property(name: str, schema: Node, element: Element, known: set[str]) -> tuple[Any] | None:
    """Return the value of a property in a tuple, or None if the element does not have it."""
    xml = _keyword(schema)
    own = str(xml.get("name", name))
    if xml.get("attribute"):
        text = next((each for key, each in element.items() if _local_name(key) == own), None)
        return None if text is None else (parse_scalar(schema, text),)
    if _is_array(schema) and not xml.get("wrapped"):
        items = _item_schema(schema)
        own = str(({} if items is None else _keyword(items)).get("name", own))
        children = [child for child in element if _local_name(child.tag) == own]
        known.add(own)
        return ([_read(items, child) for child in children],) if children else None
    known.add(own)
    child = next((child for child in element if _local_name(child.tag) == own), None)
    return None if child is None else (_read(schema, child),)


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# --- Writing ---


def encode_xml(schema: Node | None, value: Any) -> bytes:
    """Return a value as an XML document."""
    name = _ROOT_NAME
    if schema is not None:
        named = split(schema.pointer)[-1] if schema.pointer.startswith("/components/schemas/") else _ROOT_NAME
        name = str(_keyword(schema).get("name", named))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_write(name, schema, value)) + "\n").encode()


def _write(name: str, schema: Node | None, value: Any) -> Iterator[str]:
    """Yield the text of an element."""
    xml = {} if schema is None else _keyword(schema)
    prefix = _name(str(xml["prefix"])) if xml.get("prefix") else ""
    tag = f"{prefix}:{_name(name)}" if prefix and xml.get("namespace") else _name(name)
    attributes = ""
    if xml.get("namespace"):
        attributes = f" xmlns{':' if prefix else ''}{prefix}={quoteattr(str(xml['namespace']))}"
    content: list[str] = []
    if isinstance(value, dict):
        described = {} if schema is None else properties(schema)
        required = frozenset[str]() if schema is None else required_properties(schema)
        for key, inner in value.items():
            each = described.get(key) or (None if schema is None else subschema_at(schema, ANY_PROPERTY))
            form = {} if each is None else _keyword(each)
            own = str(form.get("name", key))
            if form.get("attribute"):
                attributes += f" {_name(own)}={quoteattr(_text(inner))}"
            elif isinstance(inner, list) and not form.get("wrapped"):
                content += _write_items(own, each, inner)
            elif inner is not None or key in required:
                content += _write(own, each, inner)
    elif isinstance(value, list):
        content += _write_items(_ITEM_NAME if schema is None or not xml.get("wrapped") else name, schema, value)
    elif value is None:
        attributes += f' xmlns:xsi="{_INSTANCE}" xsi:nil="true"'
    else:
        content.append(escape(_text(value)))
    yield f"<{tag}{attributes}>"
    yield from content
    yield f"</{tag}>"


def _write_items(name: str, schema: Node | None, items: list[Any]) -> Iterator[str]:
    item_schema = None if schema is None else _item_schema(schema)
    own = str(({} if item_schema is None else _keyword(item_schema)).get("name", name))
    for item in items:
        yield from _write(own, item_schema, item)


def _text(value: Any) -> str:
    return _INVALID_CHARACTERS.sub("\ufffd", "" if value is None else serialize_value(value))


def _name(text: str) -> str:
    """Return a string as a valid name of an element or attribute."""
    name = _INVALID_NAME_CHARACTERS.sub("_", text)
    return name if name and (name[0].isalpha() or name[0] == "_") else f"_{name}"


# --- Schemas ---


def _keyword(schema: Node) -> Mapping[str, Any]:
    """Return the value of the keyword `xml`."""
    found = merged_keywords(schema).get("xml")
    return found if isinstance(found, Mapping) else {}


def _is_array(schema: Node) -> bool:
    return "array" in json_types(schema)


def _item_schema(schema: Node) -> Node | None:
    return subschema_at(schema, ANY_ITEM)
