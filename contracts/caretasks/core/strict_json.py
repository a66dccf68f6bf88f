"""Fast JSON encoding, and JSON decoding that accepts only what every later step can handle.

Input must be UTF-8 without NaN and without lone surrogates. Two kinds of valid JSON are rejected as well, because most
databases and parsers reject them: NUL in a string, and integers beyond the range of a double.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

MAX_DEPTH = 200
"""The most levels of arrays and objects that JSON data may have."""

_TOO_DEEP = f"it is nested more than {MAX_DEPTH} levels deep"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_DIGITS_AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LONG_INTEGER = b"0" * 309  # with all digits as zeros


class InvalidJsonError(ValueError):
    """Input is not JSON, or not JSON that is accepted here. The message does not quote the input."""


def decode_json(content: bytes) -> Any:
    """Decode JSON strictly.

    Raises:
        InvalidJsonError: The content is not UTF-8 or not JSON, has a number out of range or a NUL in a string, or has
            more than `MAX_DEPTH` levels.
    """
    try:
        data = msgspec.json.decode(content)
    except UnicodeDecodeError:
        raise InvalidJsonError("it is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise InvalidJsonError(str(error)) from None
    except RecursionError:
        raise InvalidJsonError(_TOO_DEEP) from None
    # These searches in the bytes are cheap. For nearly all content they show that the data need not be walked.
    if _may_be_deep(content) and _is_deep(data):
        raise InvalidJsonError(_TOO_DEEP)
    if (
        b"\\u0000" in content
        and _NUL.search(content)
        and any(isinstance(each, str) and "\0" in each for each in iter_scalars(data))
    ):
        raise InvalidJsonError("a string in it contains NUL")
    if _LONG_INTEGER in content.translate(_DIGITS_AS_ZEROS) and any(
        isinstance(each, int) and abs(each) > sys.float_info.max for each in iter_scalars(data)
    ):
        raise InvalidJsonError("an integer in it is out of range")
    return data


def encode_json(data: Any) -> bytes:
    """Return data as compact JSON, with all digits of its integers."""
    try:
        return msgspec.json.encode(data)
    except (OverflowError, ValueError):  # msgspec decodes integers beyond 64 bits, but does not encode them
        return json.dumps(data, separators=(",", ":")).encode()


def is_nested_too_deeply(content: bytes) -> bool:
    """Return whether JSON has more than `MAX_DEPTH` levels; False for content that is not JSON."""
    if not _may_be_deep(content):
        return False
    try:
        return _is_deep(json.loads(content))
    except RecursionError:
        return True
    except ValueError:
        return False


def _may_be_deep(content: bytes) -> bool:
    return content.count(b"[") + content.count(b"{") > MAX_DEPTH


def _is_deep(data: Any) -> bool:
    """Return whether arrays and objects are nested more than `MAX_DEPTH` levels deep."""
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def iter_scalars(data: Any) -> Iterator[Any]:
    """Yield the scalars in JSON data, and the names of all properties, in no particular order."""
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        else:
            yield value
