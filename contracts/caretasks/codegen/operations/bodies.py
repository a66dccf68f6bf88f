"""The body of a request as the templates need it: its type, and the table by which the client encodes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openapi_python_client.parser.bodies import Body
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty

from caretasks.codegen.accepted_types import OBJECTS, body_types
from caretasks.codegen.operations.document import content_key
from caretasks.codegen.operations.media_kinds import request_kind
from caretasks.codegen.operations.parameters import style_expression
from caretasks.codegen.property_readers import text_of
from caretasks.openapi.document import Media, Operation

_TYPES = {"binary": ["File", "_BinaryIO", "bytes"], "text": ["str", "bytes"]}
_INSTANCES = {"binary": "bytes", "text": "str", "lines": "list"}
_CODE = {"Any": "object", "list": "_encoding.ARRAY"}
"""The code of types for `isinstance` that type checkers do not know, by the names that the generator has for them."""


class BodyView(NamedTuple):
    """A media type in which an operation accepts a body, as both the spec and the generator have it."""

    media: Media
    parsed: Body

    @property
    def code(self) -> str:
        """The expression for its `BodyType`."""
        kind = request_kind(self.media)
        types = [_INSTANCES[kind]] if kind in _INSTANCES else list(dict.fromkeys(_instances(self.parsed.prop)))
        code = [_CODE.get(each, each) for each in types]
        type_ = code[0] if len(code) == 1 else f"({', '.join(code)})"
        styles = self._styles()
        more = f", {{{', '.join(f'{json.dumps(name)}: {code}' for name, code in styles.items())}}}" if styles else ""
        return f"_encoding.BodyType({json.dumps(self.media.name)}, {json.dumps(kind)}, {type_}{more})"

    @property
    def types(self) -> list[str]:
        """The alternatives of the type of its values, without mappings and pydantic models."""
        kind = request_kind(self.media)
        if kind in _TYPES:
            return _TYPES[kind]
        return [*body_types(self.parsed.prop), *(["bytes"] if kind == "lines" else [])]

    def _styles(self) -> Mapping[str, str]:
        """Return the code of the style, or of the media type, of each field of a form that has one."""
        if request_kind(self.media) not in ("form", "multipart"):
            return {}
        found = {}
        for name in self.media.data.get("encoding", {}):
            encoding = self.media.child("encoding", name).data
            if encoding.keys() & {"style", "explode", "allowReserved"}:
                style = str(encoding.get("style", "form"))
                found[name] = style_expression(style, encoding.get("explode"), encoding.get("allowReserved"))
            elif "contentType" in encoding:
                found[name] = json.dumps(str(encoding["contentType"]))
        return found


def _instances(property_: Property) -> Iterator[str]:
    """Yield the types of the values of a property, for `isinstance`."""
    if isinstance(property_, UnionProperty):
        for each in property_.inner_properties:
            yield from _instances(each)
    elif isinstance(property_, NoneProperty):
        yield "_encoding.NULL"
    else:
        yield property_.get_instance_type_string().as_unembedded_code()


def find_bodies(operation: Operation, parsed: list[Body]) -> list[BodyView]:
    """Return the media types in which an operation accepts a body, JSON first, without those that have no type."""
    by_key = {text_of(each.content_type): each for each in parsed}
    keys = {content_key(media): media for media in operation.body_media}
    return [BodyView(media, by_key[key]) for key, media in keys.items() if key in by_key]


def body_type(bodies: list[BodyView]) -> str:
    """Return the type of a body: that of any of the media types."""
    types = dict.fromkeys(type_ for each in bodies for type_ in each.types)
    objects = [each for each in OBJECTS if types.pop(each, 0) is None]
    return " | ".join([*types, *objects])
