"""Bodies of requests: which of the documented media types a value is sent as, and its bytes.

A request can be retried after a 429, and a caller can pass the same model or `File` to a second call: see `uploads` for
how files are read.
"""

import os
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from ..decoding import is_object
from ..types import UNSET, File, PydanticModel, RequestFiles
from .json_values import dump_pydantic, encode_json, is_sequence
from .parameters import Style, form_pairs, scalar_text
from .uploads import Upload, file_content, is_file, upload_content

_FILE = "application/octet-stream"


ARRAY: type = list
"""The type of arrays, without the types of their items."""
NULL = type(None)


class BodyType(NamedTuple):
    """A media type in which an operation accepts a body.

    Attributes:
        media_type: as it is documented; it may be a range, such as `image/*`.
        kind: how a value is encoded; `lines` is one JSON value on each line.
        python_type: the types of the values for `isinstance`; `object` for any value.
        styles: the style of a field of a form, or its media type, if the spec has one.
    """

    media_type: str
    kind: Literal["json", "form", "multipart", "binary", "text", "lines"]
    python_type: type | tuple[type, ...]
    styles: Mapping[str, Style | str] = {}

    @property
    def type_names(self) -> list[str]:
        """The names of the types."""
        return [
            each.__name__ for each in (self.python_type if isinstance(self.python_type, tuple) else [self.python_type])
        ]

    @property
    def takes_mappings(self) -> bool:
        """True if a mapping can be sent in it."""
        return self.kind in ("json", "form", "multipart")


class EncodedBody(NamedTuple):
    """A body as httpx takes it, and its media type; none if httpx sets it."""

    options: dict[str, Any]
    media_type: str = ""


def encode_body(body: Any, types: tuple[BodyType, ...], content_type: Any = UNSET) -> EncodedBody:
    """Return a body in one of the documented media types.

    Args:
        body: a model, a mapping, a file, or any other value.
        types: the documented media types.
        content_type: the one that the caller chose; `UNSET` to choose by the type of the body.

    Raises:
        TypeError: the value cannot be sent in any of them.
        ValueError: the chosen media type is not documented, or a value cannot be sent.
    """
    chosen = _select(body, types) if content_type is UNSET else _find(types, str(content_type))
    media_type = chosen.media_type
    if chosen.kind == "json":
        return EncodedBody({"content": encode_json(body)}, "application/json" if "*" in media_type else media_type)
    if chosen.kind == "form":
        return EncodedBody({"content": _form_content(body, chosen.styles)}, media_type)
    if chosen.kind == "multipart":
        return EncodedBody({"files": _multipart_fields(body, chosen.styles)})
    if chosen.kind == "lines":
        return EncodedBody({"content": body if isinstance(body, bytes) else _json_lines(body)}, media_type)
    if chosen.kind == "text":
        return EncodedBody({"content": _text(body)}, "text/plain" if "*" in media_type else media_type)
    given = body.mime_type if isinstance(body, File) else None
    return EncodedBody({"content": _binary_content(body)}, (given or _FILE) if "*" in media_type else media_type)


def _find(types: tuple[BodyType, ...], media_type: str) -> BodyType:
    for each in types:
        if each.media_type.lower() == media_type.lower():
            return each
    raise ValueError(f"content_type must be one of: {', '.join(each.media_type for each in types)}")


def _select(body: Any, types: tuple[BodyType, ...]) -> BodyType:
    """Return the media type for a body, by its type.

    A pydantic model is sent as the model of its name. Any other, and a mapping, is sent as JSON if that is documented,
    else as the first form; a mapping with a file in it as the multipart form.
    """
    if len(types) == 1:
        return types[0]
    found = [each for each in types if isinstance(body, each.python_type)]
    if is_file(body):
        found = [each for each in types if each.kind == "binary"] or found
    if is_object(body) or isinstance(body, PydanticModel):
        found = [each for each in found if each.takes_mappings]
        found += [each for each in types if type(body).__name__ in each.type_names]
        found += [each for kind in ("json", "form", "multipart") for each in types if each.kind == kind]
        if is_object(body) and any(_has_file(value) for value in body.values()):
            found = [each for each in types if each.kind == "multipart"] or found
    if not found:
        expected = " or ".join(dict.fromkeys(name for each in types for name in each.type_names))
        raise TypeError(f"body must be {expected}, got a value of type {type(body).__name__}")
    return found[0]


def _has_file(value: Any) -> bool:
    return is_file(value) or (is_sequence(value) and any(map(_has_file, value)))


def _binary_content(body: Any) -> bytes | Upload:
    if not is_file(body):
        raise TypeError(f"body must be a File, an open file or bytes, got a value of type {type(body).__name__}")
    return bytes(body) if isinstance(body, bytes | bytearray) else upload_content(body)


def _text(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if is_object(body) or hasattr(body, "to_dict") or isinstance(body, PydanticModel):
        raise TypeError(f"body must be a string, got a value of type {type(body).__name__}")
    return file_content(body) if isinstance(body, File) else scalar_text(body).encode()


def _json_lines(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode()
    if not is_sequence(body):
        raise TypeError(f"body must be a list of values, got a value of type {type(body).__name__}")
    return b"".join(encode_json(each) + b"\n" for each in body)


def _properties(body: Any) -> Mapping[str, Any]:
    """Return the properties of a model or a mapping, by their names in the spec, with files and bytes as they are."""
    if hasattr(body, "model_dump"):
        body = dump_pydantic(body, "python")
    properties = body.to_dict() if hasattr(body, "to_dict") else body
    if not is_object(properties):
        raise TypeError(f"body must be a model or a mapping, got a value of type {type(body).__name__}")
    return {name: value for name, value in properties.items() if value is not None and value is not UNSET}


def _form_content(body: Any, styles: Mapping[str, Style | str]) -> bytes:
    """Return an urlencoded form: an array as several fields and an object as JSON, unless a field has a style."""
    if isinstance(body, str | bytes):
        return body.encode() if isinstance(body, str) else body
    pairs: list[tuple[str, str]] = []
    for name, value in _properties(body).items():
        try:
            pairs += form_pairs(name, value, _field_style(styles.get(name), value))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return "&".join(f"{name}={text}" for name, text in pairs).encode()


def _field_style(style: Style | str | None, value: Any) -> Style:
    if isinstance(style, Style):
        return style
    is_array = is_sequence(value)
    is_json = style is not None and style.split(";")[0].strip().lower().endswith("json")
    return Style("json") if (is_json and not is_array) or _is_model(value) else Style("form", explode=is_array)


def _is_model(value: Any) -> bool:
    return is_object(value) or hasattr(value, "to_dict") or isinstance(value, PydanticModel)


def _multipart_fields(body: Any, styles: Mapping[str, Style | str]) -> RequestFiles:
    """Return the parts of a multipart form: files as they are, objects as JSON, everything else as text.

    A file without a name gets that of its field, since servers take a part without a file name for text.
    """
    found: RequestFiles = []
    for name, value in _properties(body).items():
        style = styles.get(name)
        documented = style if isinstance(style, str) and "," not in style and "*" not in style else None
        items = value if is_sequence(value) else [value]
        if isinstance(style, Style) and not any(map(_has_file, items)):
            found += [
                (unquote(key), (None, unquote(text).encode(), None)) for key, text in form_pairs(name, value, style)
            ]
            continue
        for each in items:
            if each is None or each is UNSET:
                continue
            if is_file(each):
                found.append((name, _file_part(name, each, documented)))
            elif _has_file(each):  # such as a tuple, as httpx takes it
                raise TypeError(f"{name}: pass a file with a name as File(payload=…, file_name=…)")
            elif _is_model(each) or (documented or "").endswith("json"):
                found.append((name, (None, encode_json(each), documented or "application/json")))
            else:
                found.append((name, (None, scalar_text(each).encode(), documented or "text/plain")))
    return found


def _file_part(name: str, file: Any, documented: str | None) -> tuple[str, bytes | Upload, str]:
    if isinstance(file, bytes | bytearray):
        return name, bytes(file), documented or _FILE
    stream_name = getattr(file.payload if isinstance(file, File) else file, "name", None)
    given = file.file_name if isinstance(file, File) else None
    if given is None and isinstance(stream_name, str):
        given = os.path.basename(stream_name)  # noqa: PTH119 - importing pathlib takes long
    mime_type = file.mime_type if isinstance(file, File) else None
    return given or name, upload_content(file), mime_type or documented or _FILE
