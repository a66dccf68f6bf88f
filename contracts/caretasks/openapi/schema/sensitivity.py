"""Redaction of API keys and patient data in JSON values, parameters and headers, by their schemas.

A value is kept if its schema describes it, does not mark it as `x-sensitive`, and finds it valid. Everything else is
replaced, because it could be anything (`caretasks.openapi.schema.replacements`). Where possible, a replacement violates
the same keywords as the original, so that a redacted report still shows why a value was invalid.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Api, Media, Node, Parameter
from caretasks.openapi.json_pointer import follow_refs, join
from caretasks.openapi.parts import IN_PLACE_KEYWORDS
from caretasks.openapi.schema.keywords import (
    Subschema,
    compose,
    composed_schemas,
    direct_subschemas,
    iter_members,
    keep_result,
)
from caretasks.openapi.schema.replacements import ValueRedactor
from caretasks.openapi.schema.validation import is_valid, iter_violations

SENSITIVE_KEYWORD = "x-sensitive"

_MAX_DEPTH = 100
_MEMBERS = frozenset({"additionalProperties", "items", "prefixItems", "properties"})
_OTHER_MEMBERS = frozenset({"contains", "patternProperties", "unevaluatedItems", "unevaluatedProperties"})
_ITEMS = frozenset({"contains", "items", "prefixItems", "unevaluatedItems"})
_TYPE_KEYWORDS = ("type", "enum", "const")
_LIST_KEYWORDS = ("enum", "x-known-values")

_TOKENS = r"[\w.+*/-]+(\s*;\s*(q|v|charset|boundary)=[\w.-]+)*"
_DATE = r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT"
_SAFE_HEADERS = {
    **dict.fromkeys(
        ("accept", "accept-encoding", "accept-language", "allow", "content-type", "vary"),
        rf"{_TOKENS}(\s*,\s*{_TOKENS})*",
    ),
    **dict.fromkeys(("connection", "content-encoding", "transfer-encoding"), r"[a-z, -]{1,40}"),
    **dict.fromkeys(("age", "content-length"), r"\d{1,12}"),
    **dict.fromkeys(("date", "expires", "last-modified"), _DATE),
    "retry-after": rf"\d{{1,9}}|{_DATE}",
    "cache-control": r"[a-z, -]{1,60}(=\d{1,9})?",
}
"""The headers of HTTP, in lower case, whose values contain no private data if they have this pattern."""


class RedactionLevel(IntEnum):
    """The share of a described and valid value that is replaced."""

    MARKED = 0
    """Replace only the parts that the schema marks as sensitive."""
    STRINGS = 1
    """Also replace every string that the schema does not list. Error messages may quote data."""
    ALL = 2
    """Replace everything but the names of documented properties."""


class Redactor(ValueRedactor):
    """Replaces the sensitive parts of values.

    Args:
        secret: The key of the replacements. The default is a random one, so that they differ between runs.
        numbered: Whether replacements depend on the order of the values only; see `ValueRedactor`.
        names: Property names that are kept in addition to those that a schema describes.
        is_private: Returns whether a scalar or a property name is replaced even though its schema describes it. Strings
            that the schema lists are kept.
        is_public: Returns whether a string or a number is kept wherever it is found.
        keep_invalid: Whether a value that its schema describes is kept even though it is invalid.
    """

    def __init__(
        self,
        secret: bytes | None = None,
        *,
        numbered: bool = False,
        names: AbstractSet[str] = frozenset(),
        is_private: Callable[[Any], bool] = lambda value: False,
        is_public: Callable[[Any], bool] = lambda value: False,
        keep_invalid: bool = False,
    ) -> None:
        super().__init__(secret, numbered=numbered)
        self._is_public = is_public
        self._keep_invalid = keep_invalid
        self._names = names
        self._is_private = is_private
        self._recorded: set[tuple[type, Any]] | None = None

    @contextlib.contextmanager
    def recording_redacted(self) -> Iterator[set[tuple[type, Any]]]:
        """Yield a set that collects the non-empty strings and numbers replaced within the block, with their types."""
        recorded: set[tuple[type, Any]] = set()
        self._recorded = recorded
        try:
            yield recorded
        finally:
            self._recorded = None

    def redact_body(self, media: Media | None, value: Any, level: RedactionLevel = RedactionLevel.MARKED) -> Any:
        """Return a copy of a JSON body with its sensitive, undescribed and invalid parts replaced."""
        if media is None or media.schema is None:
            return self._redact([], value, level)
        return self._redact([Subschema("schema", "", join(media.pointer, "schema"), media.schema)], value, level)

    def redact_at(self, media: Media | None, body: Any, path: Iterable[str | int], level: RedactionLevel) -> Any:
        """Return the value at a path of a JSON body as `redact_body` would; `MISSING` if there is none."""
        described: list[Subschema] = []
        if media is not None and media.schema is not None:
            described = [Subschema("schema", "", join(media.pointer, "schema"), media.schema)]
        value = body
        for token in path:
            level = self._level_of(described, level)
            members = iter_members(compose([each.schema for each in described]), value)
            value, described = next(
                ((member, inner) for name, member, inner in members if name == token), (MISSING, [])
            )
            if value is MISSING:
                return MISSING
        return self._redact(described, value, level)

    def redact_parameter(self, parameter: Parameter | None, text: str) -> str:
        """Return the decoded value of a parameter, or its replacement if it is sensitive, undocumented or invalid."""
        if self._is_public(text):
            return text
        if parameter is None or parameter.schema is None or parameter.data.get(SENSITIVE_KEYWORD):
            return self.redact_text(text)
        schema, items = parameter.schema, [text]
        pointers = [join(parameter.pointer, "schema")]
        if schema.data.get("type") == "array" and "items" in schema.data:
            pointers.append(join(schema.pointer, "items"))
            schema, items = schema.child("items"), text.split(",")
        if (
            any(_is_marked(parameter.api, pointer) for pointer in pointers)
            or self._is_private(text)
            or not all(self._is_shown_as_text(schema, item) for item in items)
        ):
            return str(self._redact_preserving_violations([parameter.schema], text))
        return text

    def redact_header(self, parameter: Parameter | None, name: str, value: str) -> str:
        """Return the value of a header, or its replacement if it is sensitive or invalid.

        The value of an undocumented one is kept only if it is one that a standard header of HTTP usually has.
        """
        if parameter is not None:
            return self.redact_parameter(parameter, value)
        pattern = _SAFE_HEADERS.get(name.lower())
        is_safe = pattern is not None and re.fullmatch(pattern, value.strip(), re.ASCII) and not self._is_private(value)
        return value if is_safe or self._is_public(value) else self.redact_key(value)

    def redact_name(self, name: str) -> str:
        """Return a name or a text that no schema describes, or its replacement if it is not public."""
        return name if self._is_public(name) else self.redact_text(name)

    def _redact(self, described: Sequence[Subschema], value: Any, level: RedactionLevel, depth: int = 0) -> Any:
        if depth >= _MAX_DEPTH:
            return self.redact_value(value)
        schemas = [each.schema for each in described]
        composed = compose(schemas)
        level = self._level_of(described, level)
        marks = [mark for schema in composed for mark in _other_marks(schema)]
        members = [
            self._redact(inner, member, RedactionLevel.ALL if _covers(marks, name, value) else level, depth + 1)
            for name, member, inner in iter_members(composed, value)
        ]
        if isinstance(value, list):
            return members
        if isinstance(value, dict):
            known = set(self._names).union(*(schema.data.get("properties", ()) for schema in composed))
            return {
                name if name in known and not self._is_private(name) else self.redact_name(name): member
                for name, member in zip(value, members, strict=True)
            }
        return self._redact_preserving_violations(schemas, value) if self._must_redact(schemas, value, level) else value

    def _level_of(self, described: Sequence[Subschema], level: RedactionLevel) -> RedactionLevel:
        """Return the level for a value whose parent has a level."""
        composed = compose([each.schema for each in described])
        if any(_is_marked(each.schema.api, each.pointer) for each in described) or any(map(_is_sensitive, composed)):
            return RedactionLevel.ALL
        return level

    def _must_redact(self, schemas: Sequence[Node], value: Any, level: RedactionLevel) -> bool:
        """Return whether a scalar is replaced."""
        if self._is_public(value):
            return False
        if level is RedactionLevel.ALL or not self._is_shown(schemas, value):
            return True
        listed = _listed_strings(schemas)
        if isinstance(value, str) and (
            value in listed or (self._keep_invalid and listed and not self._is_private(value))
        ):
            return False
        return self._is_private(value) or (level is RedactionLevel.STRINGS and isinstance(value, str))

    def _is_shown(self, schemas: Sequence[Node], value: Any) -> bool:
        """Return whether the schemas describe a scalar."""
        return _is_described(schemas, value) or (self._keep_invalid and any(map(_has_type, schemas)))

    def _is_shown_as_text(self, schema: Node, text: str) -> bool:
        """Return whether the schema describes what a string represents, and does not mark it as sensitive."""
        if any(map(_is_sensitive, composed_schemas(schema))):
            return False
        return _is_valid_as_text(schema, text) or (self._keep_invalid and _has_type(schema))

    def _redact_preserving_violations(self, schemas: Sequence[Node], value: Any) -> Any:
        """Return a replacement that violates the schemas as the value does, if there is one."""
        if self._recorded is not None and value not in ("", None) and not isinstance(value, bool):
            self._recorded.add((type(value), value))
        violated = [_violated_keywords(schema, value) for schema in schemas]
        listed = _listed_strings(schemas) if isinstance(value, str) else ()
        for replacement in self.iter_replacements(value, listed) if schemas else ():
            if replacement != value and [_violated_keywords(schema, replacement) for schema in schemas] == violated:
                return replacement
        return self.redact_value(value)


def _is_marked(api: Api, pointer: str) -> bool:
    """Return whether the schema at a pointer, or a reference on the way to it, is marked as sensitive."""
    return any(
        isinstance(node, Mapping) and bool(node.get(SENSITIVE_KEYWORD))
        for _, node in follow_refs(api.document, pointer)
    )


def _is_sensitive(schema: Node) -> bool:
    """Return whether a schema, or a reference to a part of it, is marked as sensitive."""
    composed = [inner.pointer for inner in direct_subschemas(schema) if inner.keyword in IN_PLACE_KEYWORDS]
    return any(_is_marked(schema.api, pointer) for pointer in (schema.pointer, *composed))


@keep_result
def _other_marks(schema: Node) -> tuple[Subschema, ...]:
    """Return the schemas that mark members as sensitive and are not among those that `iter_members` returns."""
    found: list[Subschema] = []
    pending, seen = [(schema, _OTHER_MEMBERS)], set()
    while pending:
        each, keywords = pending.pop()
        if (each, keywords) in seen:
            continue
        seen.add((each, keywords))
        for inner in direct_subschemas(each):
            if inner.keyword == "not":
                pending += [(part, _OTHER_MEMBERS | _MEMBERS) for part in composed_schemas(inner.schema)]
            elif inner.keyword in keywords and _marks(inner):
                found.append(inner)
    return tuple(found)


def _marks(inner: Subschema) -> bool:
    return _is_marked(inner.schema.api, inner.pointer) or any(map(_is_sensitive, composed_schemas(inner.schema)))


def _covers(marks: Iterable[Subschema], name: str | int, value: Any) -> bool:
    """Return whether one of the schemas may describe a member of an object or an array."""
    return any(_covers_member(mark, str(name)) for mark in marks if (mark.keyword in _ITEMS) is isinstance(value, list))


def _covers_member(mark: Subschema, name: str) -> bool:
    if mark.keyword == "patternProperties":
        with contextlib.suppress(re.error):
            return re.search(mark.name, name) is not None
        return True  # a pattern of ECMA-262 that Python does not read
    return mark.keyword not in ("properties", "prefixItems") or mark.name == name


def _is_described(schemas: Sequence[Node], value: Any) -> bool:
    """Return whether one of the schemas restricts the type of its values, and a scalar is valid against it."""
    with contextlib.suppress(UnicodeEncodeError):  # lone surrogates stand for bytes that are not UTF-8
        if isinstance(value, str):
            value.encode()
        return any(_has_type(schema) and is_valid(schema, value) for schema in schemas)
    return False


def _has_type(schema: Node) -> bool:
    """Return whether a schema restricts the type of its values."""
    return any(keyword in subschema.data for subschema in composed_schemas(schema) for keyword in _TYPE_KEYWORDS)


def _listed_strings(schemas: Sequence[Node]) -> set[str]:
    """Return the strings that the schemas list as values."""
    nodes = [schema.data for schema in compose(schemas)]
    listed = [text for data in nodes for keyword in _LIST_KEYWORDS for text in data.get(keyword, [])]
    return {text for text in [*listed, *(data.get("const") for data in nodes)] if isinstance(text, str)}


def _violated_keywords(schema: Node, value: Any) -> frozenset[tuple[tuple[str | int, ...], str]]:
    """Return the keywords that a value violates, with their locations."""
    with contextlib.suppress(UnicodeEncodeError):
        return frozenset((violation.path, violation.keyword) for violation in iter_violations(schema, value))
    return frozenset()


def _is_valid_as_text(schema: Node, text: str) -> bool:
    """Return whether a string represents a valid scalar."""
    candidates: list[Any] = [text]
    with contextlib.suppress(InvalidJsonError, UnicodeEncodeError):
        candidates.append(decode_json(text.encode()))
    return any(not isinstance(value, dict | list) and _is_described([schema], value) for value in candidates)
