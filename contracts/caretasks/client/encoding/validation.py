"""Checks of what a request cannot carry: in its path, its headers and its cookies."""

import re
from urllib.parse import parse_qs, unquote

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]").search


_HEX_DIGITS = frozenset(b"0123456789abcdefABCDEF")


def fully_decoded(text: str) -> bytes:
    """Return a text without percent-encoding, however often it was encoded, as UTF-8.

    In linear time: what one decoding leaves may be percent-encoded again, so decoding until nothing changes would take
    the square of the length.
    """
    encoded = text.encode("utf-8", "surrogatepass")
    if b"%" not in encoded:
        return encoded
    decoded = bytearray()
    for byte in encoded:
        decoded.append(byte)
        while len(decoded) >= 3 and decoded[-3] == 37 and decoded[-1] in _HEX_DIGITS and decoded[-2] in _HEX_DIGITS:
            decoded[-3:] = bytes([int(decoded[-2:], 16)])
    return bytes(decoded)


def checked_path(path: str) -> tuple[str, dict[str, list[str]]]:
    """Return a path and its query, after checking that it stays below the URL of the server, percent-encoded or not.

    No message contains the path, which may have the ID of a patient in it.
    """
    only_path, _, query = path.partition("?")
    if not path.startswith("/"):
        raise ValueError("path must start with '/': it is relative to base_url, and cannot be a whole URL")
    if "#" in path:
        raise ValueError("path must not have a fragment: write '#' as '%23'")
    plain = ""
    parameters: dict[str, list[str]] | None = None
    try:
        unquote(only_path, errors="strict").encode()
        plain = fully_decoded(only_path).decode()
        parameters = parse_qs(query, keep_blank_values=True, errors="strict")
    except UnicodeError:  # it contains the path and must not become the context of another error
        pass
    if parameters is None:
        raise ValueError("path must be valid Unicode text, percent-encoded as UTF-8")
    if _CONTROL(plain) or _CONTROL(query):
        raise ValueError("path must not contain a control character")
    if plain.startswith("//"):
        raise ValueError("path must not start with '//': that would be the name of another host")
    if "\\" in plain:
        raise ValueError("path must not contain a backslash: some servers read it as '/'")
    if any(segment.partition(";")[0] in (".", "..") for segment in plain.split("/")):
        raise ValueError("path must not contain '.' or '..' as a segment: the request would go to another path")
    return only_path, parameters


_HEADER_VALUE = re.compile(r"([\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?)?").fullmatch
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+").fullmatch
_SET_BY_HTTPX = frozenset({"content-length", "transfer-encoding"})


def header_value(name: str, value: object) -> str:
    """Return a header's value after checking it and the name. No message contains the value."""
    if not isinstance(value, str):
        raise TypeError(f"the value of the header {name} must be a string, got a value of type {type(value).__name__}")
    if not _HEADER_NAME(name) or name.lower() in _SET_BY_HTTPX:
        raise ValueError(f"{name!r} is not a valid header name, or a header that httpx sets itself")
    if not _HEADER_VALUE(value):
        raise ValueError(
            f"{name} has a character that a header cannot carry: a line break, a NUL, an umlaut or a space at an end"
        )
    return value
