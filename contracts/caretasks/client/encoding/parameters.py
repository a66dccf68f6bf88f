"""Parameters as text: the styles of OpenAPI for paths, queries, headers and cookies, and for the fields of forms.

OpenAPI leaves open how objects inside an object are sent. As a query parameter or a field they are
`name[property][0][property]`, as Stripe has it, and inside any other text they are JSON.
"""

import contextlib
import datetime
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from ..decoding import is_object
from ..types import UNSET
from .json_values import encode_json, is_sequence, to_plain_value
from .validation import fully_decoded

Pairs = list[tuple[str, str]]
"""Names and values, percent-encoded."""


class Style(NamedTuple):
    """The form in which the items of an array and the properties of an object become text.

    Attributes:
        name: `form`, `simple`, `label`, `matrix`, `spaceDelimited`, `pipeDelimited`, `deepObject`, or `json`.
        explode: whether each item or property is separate.
        allow_reserved: whether reserved characters of a query are sent unencoded.
    """

    name: str
    explode: bool = False
    allow_reserved: bool = False


FORM = Style("form", explode=True)
SIMPLE = Style("simple")
DEEP_OBJECT = Style("deepObject", explode=True)
JSON = Style("json")
"""A parameter with `content`: its text is JSON."""

Argument = tuple[str, Any] | tuple[str, Any, Style]
"""A parameter: its name, the value that was passed, and its style if that is not the default of its location."""

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_SAFE_WHEN_RESERVED = ":/?[]@!$'()*,;"  # without those that end a value: `&`, `=`, `+` and `#`


def query(arguments: Iterable[Argument]) -> Pairs:
    """Return the pairs of a query, without parameters that were not passed."""
    found: Pairs = []
    for name, value, *style in arguments:
        if value is not UNSET and value is not None:
            with _Named(name):
                found += form_pairs(name, value, style[0] if style else FORM)
    return found


def form_pairs(name: str, value: Any, style: Style) -> Pairs:
    """Return the pairs of a query parameter or of a field of an urlencoded form; none for an empty array or object."""
    encode = _encode_reserved if style.allow_reserved else _encode
    own = encode(name)
    if style.name == "json":
        return [(own, encode(encode_json(value).decode()))]
    value = to_plain_value(value)
    if style.name == "deepObject" and _is_container(value):
        return [(own + path, encode(text)) for path, text in _leaves(value)]
    if is_object(value) and style.explode:
        return [(_encode(key) + path, encode(text)) for key, inner in value.items() for path, text in _exploded(inner)]
    if is_sequence(value) and style.explode:
        return [(own, encode(scalar_text(item))) for item in value]
    return [(own, _join(value, style, "", encode))]


def headers(arguments: Iterable[Argument]) -> dict[str, str]:
    """Return header parameters, without those that were not passed."""
    return dict(_strings(arguments, SIMPLE, str))


def cookies(arguments: Iterable[Argument]) -> dict[str, str]:
    """Return cookie parameters, without those that were not passed."""
    return dict(_strings(arguments, FORM, cookie_text))


def _strings(arguments: Iterable[Argument], default: Style, encode: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for name, value, *styles in arguments:
        if value is not UNSET and value is not None:
            style = styles[0] if styles else default
            with _Named(name):
                if style.name != "json":
                    yield name, _join(to_plain_value(value), style, name, encode)
                else:  # a cookie can have no quotes
                    text = encode_json(value).decode()
                    yield name, text if encode is str else _encode(text)


def path_segment(name: str, value: Any, style: Style = SIMPLE) -> str:
    """Return a path parameter, percent-encoded so that it stays one segment of the path.

    Raises:
        ValueError: the value cannot be sent in a path, such as an empty string or `..`.
    """
    with _Named(name):
        if value is UNSET or value is None:
            raise ValueError("an absent value cannot be sent in a path or a header")
        if style.name == "json":
            return _encode(encode_json(value).decode())
        plain = to_plain_value(value)
        encoded = _join(plain, style, name, _encode)
        decoded = fully_decoded(encoded)
        if decoded in (b"", b".", b".."):
            raise ValueError(f"cannot be {decoded.decode()!r}: it would change the path of the request")
    return encoded


def date_argument(name: str, value: Any) -> Any:
    """Return the argument for a date, which a datetime is not: the server would receive a time.

    Raises:
        ValueError: it is a datetime.
    """
    if isinstance(value, datetime.datetime):
        raise ValueError(f"{name}: a datetime cannot be sent as a date; pass its date()")
    return value


def scalar_text(value: Any) -> str:
    """Return the text of a value that is neither an array nor an object; of these, their JSON.

    Raises:
        ValueError: the value cannot be sent.
    """
    value = to_plain_value(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if _is_container(value):
        return encode_json(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number that is not finite cannot be sent")
    if not isinstance(value, int | float) and type(value).__name__ != "Decimal":
        raise ValueError(f"a {type(value).__name__} cannot be sent in a path or a header")
    return str(value)


_COOKIE_TEXT = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*").fullmatch


def cookie_text(text: str) -> str:
    """Return the text of a cookie, or of one item of it, after checking that it cannot become another cookie.

    Raises:
        ValueError: a cookie cannot carry it. The message does not contain it.
    """
    if not _COOKIE_TEXT(text):
        raise ValueError("it has a character that a cookie cannot carry, such as a space, a comma or a semicolon")
    return text


def _join(value: Any, style: Style, name: str, encode: Callable[[str], str]) -> str:
    """Return a value as one text, of which the separators are not encoded."""
    matrix = f";{name}="
    if style.name == "label":
        prefix, separator = ".", "." if style.explode else ","
    elif style.name == "matrix":
        prefix, separator = matrix, matrix if style.explode else ","
        if is_object(value) and style.explode:
            prefix = separator = ";"
    else:
        prefix, separator = "", _SEPARATORS.get(style.name, ",")
    if encode not in (str, cookie_text):
        separator = quote(separator, safe=",.;=|")
    if is_object(value):
        pairs = [(encode(key), encode(scalar_text(each))) for key, each in value.items()]
        items = ["=".join(pair) for pair in pairs] if style.explode else [text for pair in pairs for text in pair]
    elif is_sequence(value):
        items = [encode(scalar_text(item)) for item in value]
    else:
        return prefix + encode(scalar_text(value))
    return prefix + separator.join(items) if items else ""


def _leaves(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the path in brackets and the text of each scalar in an array or object."""
    items: Sequence[Any] = () if is_object(value) else value
    parts: Mapping[Any, Any] = value if is_object(value) else dict(enumerate(items))
    for key, inner in parts.items():
        for path, text in _property(inner):
            yield f"[{_encode(str(key))}]{path}", text


def _exploded(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the paths and strings of a property of an exploded object: an array of scalars is a repeated name."""
    if is_sequence(value) and not any(map(_is_container, value)):
        yield from (("", scalar_text(item)) for item in value)
    else:
        yield from _property(value)


def _property(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the paths and strings of a property: those of its parts if it has any, or one without a path."""
    if _is_container(value):
        yield from _leaves(value)
    else:
        yield "", scalar_text(value)


def _is_container(value: Any) -> bool:
    return is_object(value) or is_sequence(value)


def _encode(text: str, safe: str = "") -> str:
    encoded: str | None = None
    with contextlib.suppress(UnicodeError):  # it contains the text and must not become the context of another error
        encoded = quote(text, safe=safe)
    if encoded is None:
        raise ValueError("it is not valid Unicode text: it has a lone surrogate")
    return encoded


def _encode_reserved(text: str) -> str:
    return _encode(text, _SAFE_WHEN_RESERVED)


class _Named:
    """Adds the name of a parameter to an error of its value, which quotes at most a name and no value."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, RecursionError):
            raise ValueError(f"{self._name}: it is nested too deeply") from None
        if isinstance(error, ValueError):
            text = str(error)
            raise ValueError(f"{self._name}{text.removeprefix('it') if text[:3] == 'it ' else f': {text}'}") from None
