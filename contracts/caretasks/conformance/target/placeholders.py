"""Named placeholders of user-provided values, such as `$TASK_ID`, in the requests of findings.

A placeholder is a shell variable. The name is that of the parameter or property in upper case, with a number if there
are several values, and with the operation if several operations have different values for it. In a URL, or in a JSON
body, a value may have to be encoded. Then the name of the placeholder ends with `_ENCODED` or `_JSON`. That of an
unknown ID, which rules make from a known one, ends with `_UNKNOWN`.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from caretasks.conformance.target.model import UserValues
from caretasks.core.strict_json import iter_scalars

_MIN_INNER_LENGTH = 3
"""Length from which a value is replaced inside longer strings; a shorter one would match by chance."""
_SHELL_NAMES = frozenset(
    (
        *("ENV", "EUID", "GROUPS", "HOME", "HOST", "HOSTNAME", "IFS", "LANG", "LINENO", "PATH", "PPID", "PWD"),
        *("RANDOM", "RESPONSE", "SECONDS", "SHELL", "TERM", "UID", "USER"),
    )
)
"""Shell variables with another meaning."""
_CHARACTER_CLASSES = (string.digits, "abcdef", "ABCDEF", "ghijklmnopqrstuvwxyz", "GHIJKLMNOPQRSTUVWXYZ")


def similar_text(text: str) -> str:
    """Return another text in the same format, such as an unknown ID: each letter and digit is the next of its class."""
    return "".join(map(_next_character, text))


def _next_character(character: str) -> str:
    for characters in _CHARACTER_CLASSES:
        if character in characters:
            return characters[(characters.index(character) + 1) % len(characters)]
    return character


_ENCODERS: dict[str, Callable[[str], str]] = {
    "": str,
    "_ENCODED": lambda text: quote(text, safe=""),
    "_JSON": lambda text: json.dumps(text)[1:-1],
    "_UNKNOWN": similar_text,
}


@dataclass(frozen=True)
class Placeholder:
    """The placeholder of a user-provided value.

    Attributes:
        name: Name of the shell variable.
        operation: ID of the operation in the fixtures file.
        path: Name of the parameter or property, and the location of the value inside the entry.
        encoding: Ending of the name that stands for an encoding; empty for none.
        value: The value.
    """

    name: str
    operation: str
    path: tuple[str | int, ...]
    encoding: str = ""
    value: Any = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The value as it is in the request."""
        plain = self.value if isinstance(self.value, str) else json.dumps(self.value)
        return _ENCODERS[self.encoding](plain)

    def encoded_as(self, encoding: str) -> Placeholder:
        """Return the placeholder for an encoding; the same one if the encoding does not change the value."""
        if self.encoding:
            return self
        encoded = Placeholder(f"{self.name}{encoding}", self.operation, self.path, encoding, self.value)
        return self if encoded.text == self.text else encoded


def name_values(values: UserValues) -> tuple[Placeholder, ...]:
    """Return a placeholder for each different user-provided value except booleans."""
    entries: dict[str, dict[tuple[type, Any], tuple[str, tuple[str | int, ...]]]] = {}
    operations: dict[str, dict[str, list[tuple[type, Any]]]] = {}
    for (operation, name), provided in values.items():
        for index, value in enumerate(provided):
            for path, leaf in _iter_leaves(value, (name, index)):
                base = _base_name(path, name)
                key = (type(leaf), leaf)
                entries.setdefault(base, {}).setdefault(key, (operation, path))
                operations.setdefault(base, {}).setdefault(operation, []).append(key)
    found: list[Placeholder] = []
    for base, by_value in entries.items():
        lists = list(operations[base].values())
        is_ambiguous = any(each != lists[0] for each in lists) or base in _SHELL_NAMES
        counts: dict[str, int] = {}
        for (_, value), (operation, path) in by_value.items():
            prefixed = f"{_shell_name(operation)}_{base}" if is_ambiguous else base
            counts[prefixed] = counts.get(prefixed, 0) + 1
            number = "" if counts[prefixed] == 1 else f"_{counts[prefixed]}"
            found.append(Placeholder(f"{prefixed}{number}", operation, path, "", value))
    return tuple(found)


def _iter_leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _iter_leaves(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _iter_leaves(inner, (*path, index))
    elif type(value) in (str, int, float) and value != "":
        yield path, value


def _base_name(path: tuple[str | int, ...], name: str) -> str:
    """Return the upper-case name of the innermost property."""
    return _shell_name(next((str(token) for token in reversed(path) if isinstance(token, str)), name))


def _shell_name(name: str) -> str:
    shell_name = (
        re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).strip("_").upper() or "VALUE"
    )
    return f"VALUE_{shell_name}" if shell_name[0].isdigit() else shell_name


class Placeholders:
    """Replaces the user-provided values of a target with placeholders, and keeps those that it has used.

    Values are replaced at any location: as a whole value, and inside longer strings from three characters.
    """

    def __init__(self, values: UserValues) -> None:
        named = sorted(name_values(values), key=lambda each: len(each.text), reverse=True)
        unknown = [each.encoded_as("_UNKNOWN") for each in named if isinstance(each.value, str)]
        self._by_value: dict[tuple[type, Any], Placeholder] = {
            **{(str, each.text): each for each in unknown},
            **{(type(each.value), each.value): each for each in named},
        }
        self._inner = [each for each in named if len(each.text) >= _MIN_INNER_LENGTH and isinstance(each.value, str)]
        self.used: dict[str, Placeholder] = {}

    def replace_in_text(self, text: str, encoding: str = "") -> str:
        """Return a text with placeholders in place of the values, as a whole or as a part of it."""
        whole = next((each for each in self._by_value.values() if each.encoded_as(encoding).text == text), None)
        if whole is not None:
            return self._use(whole.encoded_as(encoding))
        for encoded in (each.encoded_as(encoding) for each in self._inner):
            if encoded.text.casefold() in text.casefold():
                pattern = re.compile(re.escape(encoded.text), re.IGNORECASE)
                text = self._use(encoded).join(pattern.split(text))
        return text

    def replace_in_url(self, url: str) -> str:
        """Return the path and query of a URL with placeholders, as a whole segment or value, or inside a longer one."""
        return "".join(
            part if part in "/?&=" else self.replace_in_text(part, "_ENCODED") for part in re.split("([/?&=])", url)
        )

    def replace_in_json(self, text: str) -> str:
        """Return JSON with placeholders. A number is replaced without quotes, so that it remains one in the shell."""
        data = json.loads(text)
        if not self._has_value(data):
            return text
        marked = json.dumps(self._mark(data), ensure_ascii=False)
        return re.sub(r'"\\u0000(\$\w+)"', lambda found: found[1], marked)

    def _has_value(self, data: Any) -> bool:
        return any(
            (type(leaf), leaf) in self._by_value
            or (isinstance(leaf, str) and any(each.text.casefold() in leaf.casefold() for each in self._inner))
            for leaf in iter_scalars(data)
        )

    def _mark(self, data: Any) -> Any:
        if isinstance(data, dict):
            return {self._mark_text(name): self._mark(value) for name, value in data.items()}
        if isinstance(data, list):
            return [self._mark(item) for item in data]
        if isinstance(data, str):
            return self._mark_text(data)
        known = self._by_value.get((type(data), data))
        return data if known is None else f"\0{self._use(known)}"

    def _mark_text(self, text: str) -> str:
        whole = self._by_value.get((str, text))
        return self.replace_in_text(text, "_JSON") if whole is None else self._use(whole.encoded_as("_JSON"))

    def _use(self, placeholder: Placeholder) -> str:
        self.used[placeholder.name] = placeholder
        return f"${placeholder.name}"
