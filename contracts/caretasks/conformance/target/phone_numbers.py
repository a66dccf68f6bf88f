"""Telephone numbers in what is sent to a server elsewhere: whoever gets one may have it called.

Where a body has a number, only one goes out that is kept for fiction (+1, any area code, 555 0100 to 555 0199) or that
the user has given. What is made invalid on purpose has no digits to dial, or is a fictional number in a wrong form.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from caretasks.openapi.document import Api, Operation, Place
from caretasks.openapi.schema.keywords import parts, properties, types
from caretasks.openapi.schema.validation import fits

_EXAMPLE = "+12025550123"
_FORMATS = frozenset({"phone", "phone-number", "tel", "telephone", "e164"})
_RESTRICTING = ("const", "enum", "format", "pattern")
_FICTION = re.compile(r"\+?1?[2-9]\d\d55501\d\d", re.ASCII)
_FORMS = ("+1{}55501{}", "1{}55501{}", "{}55501{}", "+1 {} 555 01{}", "{}-555-01{}", "({}) 555-01{}")
_SHORTEST = 3  # digits: an emergency call has no more
_IN_TEXT = re.compile(r"\d(?:[\s().\-/]*\d){6,}")
_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d[Tt][0-2]\d:[0-5]\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_MOST = 10**6  # of a number that is too short to be dialled


def is_fictional(text: str) -> bool:
    """Whether a text is a number that is kept for fiction, in whichever form."""
    return bool(_FICTION.fullmatch(re.sub(r"[\s().\-/]", "", text)))


def is_meant(name: str, schema: Place | None) -> bool:
    """Whether a property is a telephone number: by its name, its format, or a pattern that takes no word."""
    if "phone" in name.lower():
        return True
    if schema is None:
        return False
    nodes = [part.node for part in parts(schema)]
    if any(str(node.get("format")).lower() in _FORMATS for node in nodes):
        return True
    return any("pattern" in node for node in nodes) and fits(schema, _EXAMPLE) and not fits(schema, "someone")


def names(api: Api) -> frozenset[str]:
    """The names by which the bodies of an API's requests have telephone numbers, beside those that say so."""
    bodies = (operation.body for operation in api.operations if operation.writes)
    schemas = (body.schema for body in bodies if body is not None and body.schema is not None)
    return frozenset(name for schema in schemas for name in _names(schema, set()))


def _names(schema: Place, seen: set[str]) -> Iterator[str]:
    if schema.pointer in seen:
        return
    seen.add(schema.pointer)
    for name, inner in properties(schema).items():
        if is_meant(name, inner):
            yield name
        yield from _names(inner, seen)
    if isinstance(schema.node.get("items"), Mapping):
        yield from _names(schema.at("items"), seen)


def shown(api: Api) -> frozenset[str]:
    """The numbers in the documented bodies of an API's requests: they are somebody's, or may be."""
    bodies = (operation.body for operation in api.operations if operation.body is not None)
    examples = [example for body in bodies for example in body.examples().values()]
    return frozenset(text for text in _numbers(examples, names(api), (), here=False) if _could_call(text))


def dialable(body: Any, named: Collection[str], own: Collection[Any] = ()) -> bool:
    """Whether a body holds, where telephone numbers are, one that is neither fictional nor the user's own.

    Args:
        body: JSON data.
        named: the names of properties that hold numbers (`names`), beside those that say so themselves.
        own: the user's own values.
    """
    return any(_could_call(value) for value in _numbers(body, named, own, here=False))


def is_in(text: str, own: Collection[Any] = ()) -> bool:
    """Whether a text that is no JSON has a number in it that is neither fictional nor the user's own."""
    for value in own:
        text = text.replace(str(value), "")
    return any(not is_fictional(found[0]) for found in _IN_TEXT.finditer(text))


def _numbers(value: Any, named: Collection[str], own: Collection[Any], *, here: bool) -> Iterator[str]:
    """The texts and numbers that stand where telephone numbers do."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _numbers(inner, named, own, here=here or name in named or is_meant(name, None))
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner, named, own, here=here)
    elif here and isinstance(value, str | int | float) and not isinstance(value, bool) and value not in own:
        yield str(value)


def _could_call(text: str) -> bool:
    return len(re.findall(r"\d", text)) >= _SHORTEST and not is_fictional(text)


def harmless(operation: Operation, body: Any) -> Any:
    """A body that was made up, with no number in it by which somebody could be called.

    What fits the document still fits, and what does not still does not.

    Args:
        operation: what it is sent to.
        body: JSON data, or bytes that are none. It is left as it is.
    """
    schema = operation.body.schema if operation.body is not None else None
    return _harmless(schema, body, number=False, texts=True)


def fictional(operation: Operation, body: Any) -> Any:
    """A documented body with fictional numbers where numbers are, and all else as it stands."""
    schema = operation.body.schema if operation.body is not None else None
    return _harmless(schema, body, number=False, texts=False)


def _harmless(schema: Place | None, value: Any, *, number: bool, texts: bool) -> Any:
    if isinstance(value, dict):
        known = {} if schema is None else properties(schema)
        return {
            name: _harmless(known.get(name), inner, number=number or is_meant(name, known.get(name)), texts=texts)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        items = schema.at("items") if schema is not None and isinstance(schema.node.get("items"), Mapping) else None
        return [_harmless(items, inner, number=number, texts=texts) for inner in value]
    if isinstance(value, bytes):
        return _undialable(value.decode("latin-1")).encode("latin-1") if is_in(value.decode("latin-1")) else value
    if isinstance(value, str):
        return _number(schema, value) if number else _text(schema, value) if texts else value
    if type(value) is int and (number or (texts and not _counts(schema))):
        return value % (10 ** (_SHORTEST - 1) if number else _MOST)
    return 0.5 if number and type(value) is float else value


def _number(schema: Place | None, value: str) -> str:
    """What stands for a text where a telephone number should be."""
    digits = len(re.findall(r"\d", value))
    if schema is None or fits(schema, value):
        if digits < _SHORTEST and (schema is None or fits(schema, "someone")):
            return value  # a word
        fitting = (text for text in (*_fictional(value), _undialable(value)) if schema is None or fits(schema, text))
        return next(fitting, value)  # of a form that has no fictional number: the courier holds it back
    if digits < _SHORTEST:
        return value
    wrong = [text for text in _fictional(value) if not fits(schema, text)][:1] if zlib.crc32(value.encode()) % 2 else []
    return next((text for text in (*wrong, _undialable(value), "") if not fits(schema, text)), value)


def _text(schema: Place | None, value: str) -> str:
    """A text without any number to dial, unless its form is documented: a UUID has many digits. A time has no other."""
    if not _IN_TEXT.search(value) or _TIME.fullmatch(value):
        return value
    restricted = schema is not None and any(word in part.node for part in parts(schema) for word in _RESTRICTING)
    if schema is not None and restricted and fits(schema, value):
        return value
    changed = _undialable(value)
    return changed if schema is None or fits(schema, changed) == fits(schema, value) else value


def _fictional(seed: str) -> Iterator[str]:
    """Fictional numbers in several forms, the international one first; the same ones for the same text."""
    drawn = zlib.crc32(seed.encode("utf-8", "surrogatepass"))
    area, line = 200 + drawn % 800, drawn // 800 % 100
    yield from (form.format(area, f"{line:02}") for form in _FORMS)


def _undialable(text: str) -> str:
    """A text of the same length without digits."""
    return re.sub(r"\d", "x", text)


def _counts(schema: Place | None) -> bool:
    """Whether the document has a number here."""
    return schema is not None and bool({"integer", "number"} & set(types(schema)))
