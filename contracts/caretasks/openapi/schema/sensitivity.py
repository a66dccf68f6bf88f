"""Hiding what may be a key or patient data, so that what is left can be listed and printed.

Shown is what a schema describes, does not mark as `x-sensitive`, and finds fit; everything else is masked, for it could
be anything. A mask has the type and the form of what it hides, and mostly its length; a schema that speaks of it finds
it as fit, or as unfit, as what it hides. Within a run the same value has the same mask, so that one sees where it comes
again, and of texts that are the same but for their spelling (a UUID in capitals, an instant in another time zone) the
masks are so too; nobody can tell from a mask, or by trying, what is behind it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import math
import re
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from caretasks.core.strict_json import UnreadableError, decode
from caretasks.openapi.document import Media, Parameter, Place
from caretasks.openapi.json_pointer import join, resolve, split
from caretasks.openapi.schema.validation import fits, violations

MARK = "x-sensitive"

_BEGIN = "masked-"
_DEEPEST = 100
_LONGEST_OF_A_FORMAT = 320
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_PHONE = re.compile(r"\+[0-9][0-9 ().-]{5,18}|1?[0-9]{10}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ])[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DIGITS = re.compile(r"[0-9]+")
_AREAS = (202, 212, 303, 312, 404, 415, 503, 617, 713, 808)
_SPEAKING = ("type", "enum", "const")
_LISTING = ("enum", "x-known-values")


class Hide(IntEnum):
    """How much is masked of what a schema describes and finds fit."""

    MARKED = 0
    """What is marked as sensitive."""
    TEXTS = 1
    """And every text but those that the document lists: an error may quote what it is about."""
    ALL = 2
    """All of it; of objects the names alone are shown."""


class Masker:
    """Masks values.

    Args:
        secret: what the masks are made with; without it a new one, so that they mean nothing in another run.
        names: names that are shown wherever they stand, besides those that a schema describes there.
        private: says of a single value whether it is masked though a schema describes it, unless that lists it.
    """

    def __init__(
        self,
        secret: bytes | None = None,
        *,
        names: AbstractSet[str] = frozenset(),
        private: Callable[[Any], bool] = lambda value: False,
    ) -> None:
        self._secret = secrets.token_bytes(32) if secret is None else secret
        self._names = names
        self._private = private
        self._noted: set[tuple[type, Any]] | None = None

    @contextlib.contextmanager
    def noting(self) -> Iterator[set[tuple[type, Any]]]:
        """For the while, what is masked is noted: texts and numbers with their types, unless they tell nothing."""
        noted: set[tuple[type, Any]] = set()
        self._noted = noted
        try:
            yield noted
        finally:
            self._noted = None

    def shown(self, schema: Place | None, value: Any) -> Any:
        """A value with all of it masked that its schema does not describe, calls sensitive, or finds unfit.

        Args:
            schema: its schema; None where there is none.
            value: JSON data. It is left as it is.
        """
        return self._shown([] if schema is None else [schema], value, Hide.MARKED, 0)

    def body(self, media: Media | None, value: Any, hide: Hide = Hide.MARKED) -> Any:
        """A body as `shown` shows it.

        Args:
            media: its description; None where there is none.
            value: JSON data.
            hide: how much is masked at least.
        """
        return self._below([] if media is None or media.schema is None else [(media, ("schema",))], value, hide, 0)

    def _shown(self, schemas: Sequence[Place], value: Any, hide: Hide, depth: int) -> Any:
        if depth > _DEEPEST:
            return self.mask(value)
        described = list(_described(schemas))
        if any(map(_sensitive, described)):
            hide = Hide.ALL
        if isinstance(value, dict):
            return {
                self._name(described, name): self._below(_member(described, name), inner, hide, depth)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self._below(_item(described, index), item, hide, depth) for index, item in enumerate(value)]
        return self.like(schemas, value) if self._hidden(schemas, value, hide) else value

    def _hidden(self, schemas: Sequence[Place], value: Any, hide: Hide) -> bool:
        """Whether a single value is masked."""
        if hide is Hide.ALL or not _speaks_of(schemas, value):
            return True
        listed = isinstance(value, str) and value in _listed(schemas)
        return not listed and (self._private(value) or (hide is Hide.TEXTS and isinstance(value, str)))

    def _name(self, described: Sequence[Place], name: str) -> str:
        known = name in self._names or any(name in part.node.get("properties", {}) for part in described)
        return name if known and not self._private(name) else self.text(name)

    def _below(self, ways: Sequence[_Way], value: Any, hide: Hide, depth: int) -> Any:
        if any(map(_marked, ways)):
            hide = Hide.ALL
        return self._shown([owner.at(*tokens) for owner, tokens in ways], value, hide, depth + 1)

    def like(self, schemas: Sequence[Place], value: Any) -> Any:
        """The mask of a value of any type that its schemas judge as they judge the value, wherever one can be had."""
        self._note(value)
        judged = [_violated(schema, value) for schema in schemas]
        for mask in self._masks(schemas, value) if schemas else ():
            if mask != value and [_violated(schema, mask) for schema in schemas] == judged:
                return mask
        return self.mask(value)

    def _note(self, value: Any) -> None:
        if (
            self._noted is not None
            and isinstance(value, str | int | float)
            and not isinstance(value, bool)
            and value != ""
        ):
            self._noted.add((type(value), value))

    def _masks(self, schemas: Sequence[Place], value: Any) -> Iterator[Any]:
        """Masks of a value, the best first: others where its schemas would judge that one otherwise than the value."""
        yield self.mask(value)
        if isinstance(value, str):
            digest = self._digest("text", value)
            yield self._plain(value, digest)
            yield "x" * len(value)
            yield from sorted(_listed(schemas), key=lambda text: self._digest("text", value + text))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield from (-self._number(value), 0, 1, -1)
            yield from (value + number for number in (1, -1, 10, -10))

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
        hide = any(map(_marked, ways)) or self._private(text) or not all(_fits_as_text(schema, item) for item in texts)
        return self.like([parameter.schema], text) if hide else text

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
            return self._lengthened("https://masked.invalid/", digest, 12, len(text))
        if len(text) <= _LONGEST_OF_A_FORMAT:
            if _UUID.fullmatch(text):
                return self._uuid(text)
            if _PHONE.fullmatch(text):
                begin = "+1" if text[0] == "+" else text[:-10]
                return f"{begin}{_AREAS[number % len(_AREAS)]}55501{number // len(_AREAS) % 100:02}"
            if found := _TIME.fullmatch(text):
                return self._time(text, *found.groups())
            if _DATE.fullmatch(text):
                return _instant(number).date().isoformat()
            if _EMAIL.fullmatch(text):
                end = "@masked.invalid"
                return self._lengthened("", digest, 10, len(text) - len(end)) + end
        if _DIGITS.fullmatch(text):
            return "".join(str(byte % 10) for byte in hashlib.shake_256(digest).digest(len(text)))
        return self._plain(text, digest)

    def unreadable(self, content: bytes) -> bytes:
        """The mask of a body that is no JSON, of its length: it is none either."""
        digest = self._digest("text", content.hex())
        return self._lengthened("masked ", digest, 12, len(content))[: len(content)].encode()

    def _plain(self, text: str, digest: bytes) -> str:
        """A word of a text's length."""
        if len(text) <= len(_BEGIN) + 4:
            return _word(digest, len(text))
        return self._lengthened(_BEGIN, digest, 12, len(text))[: len(text)]

    def _lengthened(self, begin: str, digest: bytes, telling: int, length: int) -> str:
        """A beginning and a word of at least so many telling letters, as long as is asked for."""
        return (begin + _word(digest, telling)).ljust(length, "x")

    def _uuid(self, text: str) -> str:
        mask = str(uuid.UUID(bytes=self._digest("text", text.lower())[:16], version=4))
        return mask.upper() if text.isupper() else mask

    def _time(self, text: str, between: str, fraction: str | None, zone: str | None) -> str:
        """A time of the same precision in the same zone."""
        told, offset = text, timedelta(0)
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(text.upper())
            if moment.tzinfo is not None:
                told = moment.astimezone(UTC).isoformat(timespec="milliseconds")
                offset = moment.utcoffset() or offset
        masked = _instant(int.from_bytes(self._digest("text", told)[:8], "big")) + offset
        digits = "" if fraction is None else "." + "0" * (len(fraction) - 1)
        return masked.strftime(f"%Y-%m-%d{between}%H:%M:%S") + digits + (zone or "")

    def _number(self, value: float) -> float:
        if isinstance(value, float) and not math.isfinite(value):  # no JSON, and nobody's
            return value
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


def _listed(schemas: Sequence[Place]) -> set[str]:
    """The texts that schemas list."""
    nodes = [part.node for part in _described(schemas)]
    listed = [text for node in nodes for word in _LISTING for text in node.get(word, [])]
    return {text for text in [*listed, *(node.get("const") for node in nodes)] if isinstance(text, str)}


def _violated(schema: Place, value: Any) -> frozenset[tuple[tuple[str | int, ...], str]]:
    """What of a schema a value does not fit."""
    with contextlib.suppress(UnicodeEncodeError):
        return frozenset((violation.path, violation.keyword) for violation in violations(schema, value))
    return frozenset()


def _fits_as_text(schema: Place, text: str) -> bool:
    """Whether a text stands for a single value of the schema that may be shown."""
    if any(map(_sensitive, _described([schema]))):
        return False
    candidates: list[Any] = [text]
    with contextlib.suppress(UnreadableError, UnicodeEncodeError):
        candidates.append(decode(text.encode()))
    return any(not isinstance(value, dict | list) and _speaks_of([schema], value) for value in candidates)


def _word(digest: bytes, length: int) -> str:
    """Letters and digits; a letter first, so that it is never read as a number."""
    return (chr(ord("a") + digest[-1] % 26) + base64.b32encode(digest).decode().lower())[:length]


def _instant(number: int) -> datetime:
    return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=number % (20 * 365 * 24 * 3600))
