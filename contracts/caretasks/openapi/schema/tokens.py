"""Visible tokens in place of private values: `‹redacted string #3›`.

A token shows the type of the value only. Equal values have equal tokens. They are numbered in the order of their first
use. With a key, a token has digits of a keyed hash instead of a number, and no value is kept in memory.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import Any

from caretasks.openapi.document import Node
from caretasks.openapi.schema.sensitivity import Redactor

_TYPE_NAMES = {str: "string", bool: "boolean", int: "integer", float: "number"}


class Tokens:
    """The tokens of one run, by value.

    Args:
        key: The key of the hashes; empty for numbers.
    """

    def __init__(self, key: bytes = b"") -> None:
        self._key = key
        self._numbers: dict[tuple[type, Any], int] = {}

    def token(self, value: Any, kind: str = "") -> str:
        """Return the token of a scalar; `kind` replaces the name of its type."""
        kind = kind or _TYPE_NAMES.get(type(value), "value")
        if self._key:
            digest = hmac.digest(self._key, f"{kind}/{value!r}".encode("utf-8", "surrogatepass"), "sha256")
            return f"‹redacted {kind} {digest.hex()[:6]}›"
        return f"‹redacted {kind} #{self._numbers.setdefault((type(value), value), len(self._numbers) + 1)}›"


class TokenRedactor(Redactor):
    """Replaces private values with tokens.

    Args:
        tokens: The tokens of the run.
        names: Property names that are kept; see `Redactor`.
        is_private: Returns whether a value is replaced although its schema describes it.
        keep_invalid: Whether a value that its schema describes is kept even though it is invalid.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        names: AbstractSet[str] = frozenset(),
        is_private: Callable[[Any], bool] = lambda value: False,
        keep_invalid: bool = False,
    ) -> None:
        super().__init__(b"", names=names, is_private=is_private, keep_invalid=keep_invalid)
        self._tokens = tokens

    def redact_value(self, value: Any) -> Any:
        """Return a JSON value with a token for each scalar and each property name."""
        if isinstance(value, list):
            return [self.redact_value(item) for item in value]
        if isinstance(value, dict):
            return {self.redact_text(name): self.redact_value(inner) for name, inner in value.items()}
        return None if value is None else self._tokens.token(value)

    def redact_text(self, text: str) -> str:
        """Return the token of a string."""
        return self._tokens.token(text)

    def redact_key(self, text: str, prefix: str = "") -> str:
        """Return the token of an API key, after a prefix such as `Bearer ` that it has."""
        start = text[: len(prefix)] if text[: len(prefix)].lower() == prefix.lower() else ""
        return f"{start}{self._tokens.token(text[len(start) :], 'key')}"

    def redact_invalid_json(self, content: bytes) -> bytes:
        """Return the token of a body that is not JSON."""
        return self._tokens.token(content.decode("latin-1"), "body").encode()

    def _redact_preserving_violations(self, schemas: Iterable[Node], value: Any) -> Any:
        return self.redact_value(value)
