"""Hiding what may be a key or patient data, so that what is left can be listed and printed.

Shown is what a schema describes, does not mark as `x-sensitive`, and finds fit; everything else is masked, for it could
be anything. A mask has the type and the form of what it hides, and mostly its length. Within a run the same value has
the same mask, so that one sees where it comes again; nobody can tell from a mask, or by trying, what is behind it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import re
import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from caretasks.mock.strict_json import UnreadableError, decode
from caretasks.openapi.api import Media, Parameter, Place
from caretasks.openapi.pointers import join, resolve, split
from caretasks.openapi.validation import fits

MARK = "x-sensitive"

_BEGIN = "masked-"
_DEEPEST = 100
_LONGEST_OF_A_FORMAT = 320
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_PHONE = re.compile(r"\+[0-9][0-9 ().-]{5,18}|1?[0-9]{10}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DIGITS = re.compile(r"[0-9]+")
_AREAS = (202, 212, 303, 312, 404, 415, 503, 617, 713, 808)
_SPEAKING = ("type", "enum", "const")


class Masker:
    """Masks values.

    Args:
        secret: what the masks are made with; without it a new one, so that they mean nothing in another run.
    """

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secrets.token_bytes(32) if secret is None else secret

    def shown(self, schema: Place | None, value: Any) -> Any:
        """A value with all of it masked that its schema does not describe, calls sensitive, or finds unfit.

        Args:
            schema: its schema; None where there is none.
            value: JSON data. It is left as it is.
        """
        return self._shown([] if schema is None else [schema], value, False, 0)

    def body(self, media: Media | None, value: Any) -> Any:
        """A body as `shown` shows it.

        Args:
            media: its description; None where there is none.
            value: JSON data.
        """
        return self._below([] if media is None or media.schema is None else [(media, ("schema",))], value, False, 0)

    def _shown(self, schemas: Sequence[Place], value: Any, hide: bool, depth: int) -> Any:
        """With `hide`, of what is described the names alone are shown."""
        if depth > _DEEPEST:
            return self.mask(value)
        described = list(_described(schemas))
        hide = hide or any(map(_sensitive, described))
        if isinstance(value, dict):
            return {
                self._name(described, name): self._below(_member(described, name), inner, hide, depth)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self._below(_item(described, index), item, hide, depth) for index, item in enumerate(value)]
        return self.mask(value) if hide or not _speaks_of(schemas, value) else value

    def _name(self, described: Sequence[Place], name: str) -> str:
        return name if any(name in part.node.get("properties", {}) for part in described) else self.text(name)

    def _below(self, ways: Sequence[_Way], value: Any, hide: bool, depth: int) -> Any:
        hide = hide or any(map(_marked, ways))
        return self._shown([owner.at(*tokens) for owner, tokens in ways], value, hide, depth + 1)

    def parameter(self, parameter: Parameter | None, text: str) -> str:
        """A parameter as it was sent, or its mask.

        Args:
            parameter: its description; None where there is none.
            text: how it was sent, decoded.
        """
        if parameter is None or parameter.schema is None or parameter.node.get(MARK):
            return self.text(text)
        schema, texts = parameter.schema, [text]
        ways: list[_Way] = [(parameter, ("schema",))]
        if schema.node.get("type") == "array" and "items" in schema.node:
            ways.append((schema, ("items",)))
            schema, texts = schema.at("items"), text.split(",")
        hide = any(map(_marked, ways)) or not all(_fits_as_text(schema, item) for item in texts)
        return self.text(text) if hide else text

    def key(self, text: str, prefix: str = "") -> str:
        """The mask of a key, which has not even its length; `prefix`, such as `Bearer `, is shown where it was sent."""
        begin = text[: len(prefix)] if text[: len(prefix)].lower() == prefix.lower() else ""
        return f"{begin}{_BEGIN}{_word(self._digest('key', text[len(begin) :]), 8)}"

    def mask(self, value: Any) -> Any:
        """The mask of a value of any type. Names within an object are masked too: they may be a patient's."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool):
            return None if value is None else False
        if isinstance(value, int | float):
            return self._number(value)
        if isinstance(value, list):
            return [self.mask(item) for item in value]
        return {self.text(name): self.mask(inner) for name, inner in value.items()}

    def text(self, text: str) -> str:
        """The mask of a text: a fictional one of its format if it has one, else a word of its length."""
        digest = self._digest("text", text)
        number = int.from_bytes(digest[:8], "big")
        if _URI.fullmatch(text):
            return f"https://masked.invalid/{_word(digest, 12)}"
        if len(text) <= _LONGEST_OF_A_FORMAT:
            if _UUID.fullmatch(text):
                return str(uuid.UUID(bytes=digest[:16], version=4))
            if _PHONE.fullmatch(text):
                begin = "+1" if text[0] == "+" else text[:-10]
                return f"{begin}{_AREAS[number % len(_AREAS)]}55501{number // len(_AREAS) % 100:02}"
            if found := _TIME.fullmatch(text):
                return _instant(number).strftime("%Y-%m-%dT%H:%M:%S") + (found[1] or "")
            if _DATE.fullmatch(text):
                return _instant(number).date().isoformat()
            if _EMAIL.fullmatch(text):
                return f"{_word(digest, 10)}@masked.invalid"
        if _DIGITS.fullmatch(text):
            return "".join(str(byte % 10) for byte in hashlib.shake_256(digest).digest(len(text)))
        if len(text) <= len(_BEGIN) + 4:
            return _word(digest, len(text))
        return (_BEGIN + _word(digest, 12)).ljust(len(text), "x")[: len(text)]

    def _number(self, value: float) -> float:
        number = int.from_bytes(
            self._digest("number", value.hex() if isinstance(value, float) else hex(value))[:8], "big"
        )
        if isinstance(value, float):
            return number % 100_000 / 100
        digits = len(str(abs(value))) if abs(value) < 10**15 else 15
        return 10 ** (digits - 1) + number % (9 * 10 ** (digits - 1))

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._secret, f"{kind}/{text}".encode("utf-8", "surrogatepass"), "sha256")


_Way = tuple[Place, tuple[str | int, ...]]
"""From a place to one below it. References on it may have words beside them, which count too."""


def _described(schemas: Sequence[Place]) -> Iterator[Place]:
    """The schemas and all that they are composed of."""
    seen: set[str] = set()
    pending = list(schemas)
    while pending:
        part = pending.pop()
        if part.pointer not in seen:
            seen.add(part.pointer)
            yield part
            pending.extend(owner.at(*tokens) for owner, tokens in _composing(part))


def _sensitive(part: Place) -> bool:
    """Whether a schema, or a reference to what it is composed of, is marked."""
    return bool(part.node.get(MARK)) or any(map(_marked, _composing(part)))


def _composing(part: Place) -> Iterator[_Way]:
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index in range(len(part.node.get(keyword, []))):
            yield part, (keyword, index)
    for keyword in ("if", "then", "else"):
        if keyword in part.node:
            yield part, (keyword,)


def _marked(way: _Way) -> bool:
    """Whether a place, or a reference on the way to it, is marked as sensitive."""
    owner, tokens = way
    pointer = join(owner.pointer, *tokens)
    while True:
        node = resolve(owner.api.document, pointer)
        if not isinstance(node, Mapping):
            return False
        if node.get(MARK):
            return True
        if not isinstance(node.get("$ref"), str):
            return False
        pointer = join("", *split(node["$ref"]))


def _member(described: Sequence[Place], name: str) -> list[_Way]:
    """Where the property of an object is described."""
    named: list[_Way] = [(part, ("properties", name)) for part in described if name in part.node.get("properties", {})]
    return named or [(part, ("additionalProperties",)) for part in described if "additionalProperties" in part.node]


def _item(described: Sequence[Place], index: int) -> list[_Way]:
    """Where the item of an array is described."""
    return [
        (part, ("prefixItems", index) if index < len(part.node.get("prefixItems", [])) else ("items",))
        for part in described
        if index < len(part.node.get("prefixItems", [])) or "items" in part.node
    ]


def _speaks_of(schemas: Sequence[Place], value: Any) -> bool:
    """Whether one of the schemas says what a single value is, and the value is that."""
    with contextlib.suppress(UnicodeEncodeError):  # lone surrogates: bytes that were not UTF-8
        return any(
            any(word in part.node for part in _described([schema]) for word in _SPEAKING) and fits(schema, value)
            for schema in schemas
        )
    return False


def _fits_as_text(schema: Place, text: str) -> bool:
    """Whether a text stands for a single value of the schema that may be shown."""
    if any(map(_sensitive, _described([schema]))):
        return False
    candidates: list[Any] = [text]
    with contextlib.suppress(UnreadableError, UnicodeEncodeError):
        candidates.append(decode(text.encode()))
    return any(not isinstance(value, dict | list) and _speaks_of([schema], value) for value in candidates)


def _word(digest: bytes, length: int) -> str:
    return base64.b32encode(digest).decode().lower()[:length]


def _instant(number: int) -> datetime:
    return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=number % (20 * 365 * 24 * 3600))
