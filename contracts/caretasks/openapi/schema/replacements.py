"""Replacements for redacted values: of the same type and format, equal for equal values, and not reversible."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import math
import re
import secrets
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

_PREFIX = "redacted-"
_MIN_DISTINCT_LENGTH = len(_PREFIX) + 4  # shorter strings have no room for the prefix
_MAX_FORMATTED_LENGTH = 320  # characters; longer strings have none of the formats, and matching them takes long
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_PHONE = re.compile(r"\+[0-9][0-9 ().-]{5,18}|1?[0-9]{10}")
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ])[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DIGITS = re.compile(r"[0-9]+")
_AREA_CODES = (202, 212, 303, 312, 404, 415, 503, 617, 713, 808)


class ValueRedactor:
    """Replaces whole values.

    Replacements have the type and format of the original, and usually its length. Equal values have equal replacements.
    Different spellings of one value (a UUID in capitals, a time in another time zone) have replacements that are also
    spellings of one value. Without the secret, the original cannot be determined by trying values.

    Args:
        secret: The key of the replacements. The default is a random one, so that they differ between runs.
        numbered: Whether replacements depend on the order of the values only: they are the same in two runs with the
            same values, and say nothing about them. All values are kept in memory.
    """

    def __init__(self, secret: bytes | None = None, *, numbered: bool = False) -> None:
        self._secret = secrets.token_bytes(32) if secret is None else secret
        self._numbers: dict[tuple[str, str], int] | None = {} if numbered else None

    def redact_value(self, value: Any) -> Any:
        """Return the replacement of a JSON value. Property names are replaced too: they may be names of people."""
        if isinstance(value, str):
            return self.redact_text(value)
        if value is None or isinstance(value, bool):
            return None if value is None else False
        if isinstance(value, int | float):
            return self._redact_number(value)
        if isinstance(value, list):
            return [self.redact_value(item) for item in value]
        return {self.redact_text(name): self.redact_value(inner) for name, inner in value.items()}

    def redact_text(self, text: str) -> str:
        """Return the replacement of a string: fictional data of its format, else a word of its length."""
        digest = self._digest("text", text)
        number = int.from_bytes(digest[:8], "big")
        if _URI.fullmatch(text):
            return _pad("https://redacted.invalid/", digest, 12, len(text))
        if len(text) <= _MAX_FORMATTED_LENGTH:
            if UUID.fullmatch(text):
                replacement = str(uuid.UUID(bytes=self._digest("text", text.lower())[:16], version=4))
                return replacement.upper() if text.isupper() else replacement
            if _PHONE.fullmatch(text):
                return _fictional_number("+1" if text[0] == "+" else text[:-10], number)
            if found := _TIME.fullmatch(text):
                return self._redact_time(text, *found.groups())
            if _DATE.fullmatch(text):
                return _make_time(number).date().isoformat()
            if _EMAIL.fullmatch(text):
                domain = "@redacted.invalid"
                return _pad("", digest, 10, len(text) - len(domain)) + domain
        if _DIGITS.fullmatch(text):
            return "".join(str(byte % 10) for byte in hashlib.shake_256(digest).digest(len(text)))
        return _redact_word(text, digest)

    def redact_key(self, text: str, prefix: str = "") -> str:
        """Return the replacement of an API key, not of its length. A prefix such as `Bearer ` of the text is kept."""
        start = text[: len(prefix)] if text[: len(prefix)].lower() == prefix.lower() else ""
        return f"{start}{_PREFIX}{_word(self._digest('key', text[len(start) :]), 8)}"

    def redact_invalid_json(self, content: bytes) -> bytes:
        """Return the replacement of a body that is not JSON: of its length, and not JSON either."""
        digest = self._digest("text", content.hex())
        return _pad("redacted ", digest, 12, len(content))[: len(content)].encode()

    def iter_replacements(self, value: Any, listed: Iterable[str]) -> Iterator[Any]:
        """Yield replacements of a scalar, the best first. Later ones are for schemas that do not allow the first.

        The last replacements of a string are those that its schema lists.
        """
        yield self.redact_value(value)
        if isinstance(value, str):
            yield _redact_word(value, self._digest("text", value))
            yield "x" * len(value)
            if _E164.fullmatch(value):  # shorter or longer than most phone numbers
                yield _fictional_number("+1", int.from_bytes(self._digest("text", value)[:8], "big"))
            yield from sorted(listed, key=lambda text: self._digest("text", value + text))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield from (-self._redact_number(value), 0, 1, -1)
            yield from (value + offset for offset in (1, -1, 10, -10))

    def _redact_time(self, text: str, separator: str, fraction: str | None, zone: str | None) -> str:
        """Return a time of the same precision in the same time zone; the same time for equal times."""
        canonical, offset = text, timedelta(0)
        with contextlib.suppress(ValueError):
            time = datetime.fromisoformat(text.upper())
            if time.tzinfo is not None:
                canonical = time.astimezone(UTC).isoformat(timespec="milliseconds")
                offset = time.utcoffset() or offset
        replacement = _make_time(int.from_bytes(self._digest("text", canonical)[:8], "big")) + offset
        digits = "" if fraction is None else "." + "0" * (len(fraction) - 1)
        return replacement.strftime(f"%Y-%m-%d{separator}%H:%M:%S") + digits + (zone or "")

    def _redact_number(self, value: float) -> float:
        if isinstance(value, float) and not math.isfinite(value):  # not JSON, and not data of a person
            return value
        text = value.hex() if isinstance(value, float) else hex(value)
        number = int.from_bytes(self._digest("number", text)[:8], "big")
        if isinstance(value, float):
            return number % 100_000 / 100
        digits = len(str(abs(value))) if abs(value) < 10**15 else 15
        return 10 ** (digits - 1) + number % (9 * 10 ** (digits - 1))

    def _digest(self, kind: str, text: str) -> bytes:
        if self._numbers is not None:
            text = str(self._numbers.setdefault((kind, text), len(self._numbers)))
        return hmac.digest(self._secret, f"{kind}/{text}".encode("utf-8", "surrogatepass"), "sha256")


def _fictional_number(start: str, number: int) -> str:
    """Return a phone number that is reserved for fiction, after its country code."""
    area_code, line = _AREA_CODES[number % len(_AREA_CODES)], number // len(_AREA_CODES) % 100
    return f"{start}{area_code}55501{line:02}"


def _redact_word(text: str, digest: bytes) -> str:
    """Return a word of the length of a text."""
    if len(text) <= _MIN_DISTINCT_LENGTH:
        return _word(digest, len(text))
    return _pad(_PREFIX, digest, 12, len(text))[: len(text)]


def _pad(start: str, digest: bytes, letters: int, length: int) -> str:
    """Return `start`, followed by letters from a digest, and padded to a length."""
    return (start + _word(digest, letters)).ljust(length, "x")


def _word(digest: bytes, length: int) -> str:
    """Return letters and digits that start with a letter, so that the word is never a number."""
    return (chr(ord("a") + digest[-1] % 26) + base64.b32encode(digest).decode().lower())[:length]


def _make_time(number: int) -> datetime:
    """Return a time in the years 2000 to 2019."""
    return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=number % (20 * 365 * 24 * 3600))
