"""Strings that match a regular expression: random ones of a given length, without the characters that are rarely meant.

The pattern is parsed by the parser of `re`, which Hypothesis uses, too. What cannot be built directly, such as the
condition of a look-ahead, is ignored: the caller validates the string and makes another one.
"""

from __future__ import annotations

import math
import re
import string
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from random import Random
from typing import Any

MAX_LENGTH = 100_000
"""The most characters of a string that is built."""

_MAX_EXTRA_LENGTH = 8  # characters of a string beyond the fewest that the pattern requires
_PARSER: Any = import_module("re._parser")  # without type annotations
_UNLIMITED = int(_PARSER.MAXREPEAT)

_WORD = string.ascii_letters + string.digits
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_UNIVERSES = (_WORD, _PRINTABLE, "".join(map(chr, (*range(0xA1, 0x250), *range(0x20), *range(0x7F, 0xA1)))))
_CATEGORIES = {"digit": string.digits, "space": " \t\n\r\f\v", "word": f"{_WORD}_"}
_ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT"})

_PART = re.compile(r"\\[pP]\{[^{}]*\}|\\u\{[0-9A-Fa-f]{1,6}\}|\\k<\w+>|\\.|\(\?<(?![=!])|\[\^?|\]|.", re.DOTALL)
_UNICODE_CLASSES = {
    "Lu": "A-Z",
    "Ll": "a-z",
    "L": "A-Za-z",
    "N": "0-9",
    "P": "!-#%-*,-/:;?@_",
    "S": "$+<=>^`|~",
    "Z": " ",
}
_UNICODE_NAMES = {
    "Letter": "L",
    "Alphabetic": "L",
    "Uppercase": "Lu",
    "Lowercase": "Ll",
    "Number": "N",
    "White_Space": "Z",
}


class UnsupportedPatternError(ValueError):
    """No string can be built for a pattern."""


def pattern_string(pattern: str, random: Random, shortest: int = 0, longest: int | None = None) -> str:
    """Return a string for a regular expression of ECMA-262, which mostly matches it.

    Args:
        pattern: The regular expression. As in JSON Schema, it may match a part of the string.
        random: The only source of randomness.
        shortest: The fewest characters.
        longest: The most characters, or None.

    Raises:
        UnsupportedPatternError: The pattern is invalid or not supported, or its strings are too long.
    """
    try:
        parsed = _parse(pattern)
        low, high = _width(parsed)
        if max(low, shortest) > MAX_LENGTH:
            raise UnsupportedPatternError("the string is too long")
        low_end = max(low, min(shortest, high))
        high_end = min(high, low_end + _MAX_EXTRA_LENGTH, *(() if longest is None else (longest,)))
        length = random.randint(low_end, max(low_end, high_end))
        text = _Writer(random).write(parsed, length - low)
    except (re.error, RecursionError, OverflowError, KeyError) as error:
        raise UnsupportedPatternError(str(error)) from error
    return text.ljust(shortest, text[-1:] or "x")


def pattern_lengths(pattern: str) -> tuple[float, float] | None:
    """Return lengths within which all strings are that match a regular expression of ECMA-262; None if it is unknown.

    They may match a part of it without `^` and `$`. A condition that looks ahead may allow fewer lengths.
    """
    try:
        parsed = _parse(pattern)
        low, high = _width(parsed)
    except (re.error, RecursionError, OverflowError, KeyError):
        return None
    ends = [(parsed[0], "AT_BEGINNING"), (parsed[-1], "AT_END")] if len(parsed) else []
    is_whole = bool(ends) and all(getattr(value, "name", "") == name for (_, value), name in ends)
    return low, high if is_whole and high < _UNLIMITED else math.inf


@lru_cache(maxsize=1024)
def _parse(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of characters that may get another meaning in `re`
        return _PARSER.parse(_as_python(pattern))


def _as_python(pattern: str) -> str:
    """Return a pattern with the syntax that ECMA-262 and `re` do not have in common replaced."""
    written: list[str] = []
    is_in_set = False
    for part in _PART.findall(pattern):
        if part[:2] in (r"\p", r"\P") and len(part) > 2:
            name = part[3:-1].rpartition("=")[2]
            name = _UNICODE_NAMES.get(name, name)
            members = _UNICODE_CLASSES.get(name) or _UNICODE_CLASSES.get(name[:1], "A-Za-z")
            part = members if is_in_set else f"[{'^' * (part[1] == 'P')}{members}]"
        elif part.startswith(r"\u{"):
            part = re.escape(chr(int(part[3:-1], 16)))
        elif part.startswith(r"\k<"):
            part = f"(?P={part[3:-1]})"
        elif part == "(?<":
            part = "(?<" if is_in_set else "(?P<"
        elif part in ("[", "[^"):
            part = rf"\{part}" if is_in_set else part
            is_in_set = True
        elif part == "]":
            is_in_set = False
        written.append(part)
    return "".join(written)


def _width(parsed: Any) -> tuple[int, int]:
    low, high = parsed.getwidth()
    return int(low), int(high)


class _Writer:
    """Writes the text for a parsed pattern, so many characters longer than its shortest text as are given."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._groups: dict[int, str] = {}
        # One string in four may have any printable character, for look-aheads that require one.
        self._universes = _UNIVERSES[random.random() < 0.25 :]

    def write(self, parsed: Any, extra: int) -> str:
        """Return the text for a sequence of nodes, which shares the extra characters among them."""
        nodes = [(name.name, value, _node_width(parsed, index)) for index, (name, value) in enumerate(parsed)]
        rooms = [high - low for _, _, (low, high) in nodes]
        written: list[str] = []
        for index, (name, value, (low, _)) in enumerate(nodes):
            least = max(0, extra - sum(rooms[index + 1 :]))
            share = self._random.randint(min(least, rooms[index]), min(extra, rooms[index]))
            extra -= share
            written.append(self._write_node(name, value, low + share))
        return "".join(written)

    def _write_node(self, name: str, value: Any, length: int) -> str:
        match name:
            case "LITERAL":
                return chr(value)
            case "NOT_LITERAL" | "ANY" | "IN":
                return self._random.choice(self._alphabet(name, value))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(value, length)
            case "SUBPATTERN":
                number, _, _, inner = value
                text = self.write(inner, length - _width(inner)[0])
                self._groups[number] = text
                return text
            case "ATOMIC_GROUP":
                return self.write(value, length - _width(value)[0])
            case "BRANCH":
                fitting = [each for each in value[1] if _width(each)[0] <= length <= _width(each)[1]]
                branch = self._random.choice(fitting or value[1])
                return self.write(branch, max(0, length - _width(branch)[0]))
            case "GROUPREF":
                return self._groups[value]
        if name in _ZERO_WIDTH:
            return ""
        raise UnsupportedPatternError(f"{name} is not supported")

    def _repeat(self, value: tuple[int, int, Any], length: int) -> str:
        least, most, inner = value
        low, high = _width(inner)
        if high == 0:
            return ""
        if len(inner) == 1 and inner[0][0].name in ("NOT_LITERAL", "ANY", "IN"):
            return "".join(self._random.choices(self._alphabet(inner[0][0].name, inner[0][1]), k=length))
        most = min(most, length // max(low, 1))
        fewest = -(-length // high)
        count = self._random.randint(min(max(least if low else 1, fewest), most), most) if most else 0
        extra = length - count * low
        written: list[str] = []
        for remaining in range(count, 0, -1):
            share = min(high - low, -(-extra // remaining))
            extra -= share
            written.append(self.write(inner, share))
        return "".join(written)

    def _alphabet(self, name: str, value: Any) -> Sequence[str]:
        """Return the characters that a node of one character accepts, of the first universe that has any."""
        if name == "ANY":
            return self._universes[0]
        accepts = _make_test(((_PARSER.NEGATE, None), (_PARSER.LITERAL, value)) if name == "NOT_LITERAL" else value)
        for universe in self._universes:
            if found := [character for character in universe if accepts(character)]:
                return found
        for operator, bounds in value if name == "IN" else ():
            if operator is _PARSER.LITERAL:
                return chr(bounds)
            if operator is _PARSER.RANGE:
                return [chr(code) for code in range(bounds[0], min(bounds[1], bounds[0] + 100) + 1)]
        raise UnsupportedPatternError("a set has no characters")


def _node_width(parsed: Any, index: int) -> tuple[int, int]:
    low, high = _width(parsed[index : index + 1])
    return low, high


def _make_test(members: Iterable[tuple[Any, Any]]) -> Callable[[str], bool]:
    """Return a function that says whether a set of `re` has a character."""
    members = list(members)
    is_negated = bool(members) and members[0][0] is _PARSER.NEGATE
    ranges: list[tuple[int, int]] = []
    categories: list[tuple[str, bool]] = []
    for operator, value in members:
        if operator is _PARSER.LITERAL:
            ranges.append((value, value))
        elif operator is _PARSER.RANGE:
            ranges.append(value)
        elif operator is _PARSER.CATEGORY:
            name = value.name.lower().removeprefix("category_")
            categories.append((_CATEGORIES[name.removeprefix("not_")], name.startswith("not_")))

    def accepts(character: str) -> bool:
        code = ord(character)
        found = any(low <= code <= high for low, high in ranges) or any(
            (character in known) != is_other for known, is_other in categories
        )
        return found != is_negated

    return accepts
