"""Names of classes and of enum members: valid in Python, unique, and the same in every run."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, cast

from openapi_python_client.strings import ClassName, PythonIdentifier, pascal_case, snake_case

_LONGEST = 80
"""A longer name is cut: with the folders around it, the name of its module must not exceed what file systems allow."""


class ClassNames:
    """The names of classes, each of which has its own module.

    Args:
        reserved: names that are taken; a class of such a name gets the suffix `Model`.
    """

    def __init__(self, reserved: Collection[str]) -> None:
        self._reserved = frozenset(reserved)
        self._names: set[str] = set()
        self._modules: set[str] = {"", "init"}

    def allocate(self, wanted: str) -> str:
        """Return `wanted` as the name of a class, with a number if another class has that name or module."""
        base = class_name(wanted)
        if base in self._reserved:
            base += "Model"
        name, number = base, 1
        while name in self._names or name in self._reserved or module_name(name) in self._modules:
            number += 1
            name = class_name(f"{base[: _LONGEST - len(str(number))]}{number}")  # which is not cut off
        self._names.add(name)
        self._modules.add(module_name(name))
        return name


def class_name(text: str) -> str:
    """Return a text as a name in PascalCase that the generator would not change."""
    name = str(ClassName(text, "field_"))[:_LONGEST]
    while (again := str(ClassName(name, "field_"))) != name:
        name = again
    return name


def module_name(name: str) -> str:
    """Return the name of the module of a class."""
    return str(PythonIdentifier(name, "field_"))


def extend(parent: str, name: str) -> str:
    """Return the wanted name of a class for a part of another one."""
    return pascal_case(parent) + pascal_case(name)


class Hint(NamedTuple):
    """The parent and the name of a schema, after which a class is named."""

    parent: str
    name: str

    @property
    def full(self) -> str:
        return extend(self.parent, self.name) if self.parent else self.name

    def extended(self, name: str) -> Hint:
        return Hint(self.parent, f"{self.name}_{name}")


_SYMBOLS = {
    "+": "plus",
    "-": "minus",
    "*": "asterisk",
    "/": "slash",
    "%": "percent",
    "<": "less",
    ">": "greater",
    "=": "equal",
    "!": "not",
    "&": "and",
    "|": "or",
    "~": "tilde",
    "^": "caret",
    "@": "at",
    "#": "hash",
    "$": "dollar",
    "?": "question",
    ".": "dot",
    ",": "comma",
    ":": "colon",
    ";": "semicolon",
    " ": "space",
    "_": "underscore",
    "": "empty",
}


def member_names(values: Sequence[str] | Sequence[int], documented: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the names of the members of an enum.

    Args:
        values: the values of the enum.
        documented: the names in the spec (`x-enum-varnames`), as many as there are values; else they are not used.
    """
    found: dict[str, None] = {}
    for index, value in enumerate(values):
        base = _identifier(documented[index]) if len(documented) == len(values) else ""
        base = base or (_name_of_integer(value) if isinstance(value, int) else _name_of_text(cast("str", value), index))
        name, number = base, 1
        while name in found:
            number += 1
            name = f"{base}_{number}"
        found[name] = None
    return tuple(found)


def _name_of_integer(value: int) -> str:
    return f"VALUE_NEGATIVE_{-value}" if value < 0 else f"VALUE_{value}"


def _name_of_text(value: str, index: int) -> str:
    if value[:1].isalpha() and (name := _identifier(value)):
        return name
    if value[:1] in ("+", "-") and (name := _identifier(f"{_SYMBOLS[value[0]]}_{value[1:]}")):
        return name
    if all(character in _SYMBOLS for character in value):
        return "_".join(_SYMBOLS[character] for character in value or ("",)).upper()
    return f"VALUE_{index}"


def _identifier(text: str) -> str:
    name = snake_case(text.upper()).upper()
    return name if name.isidentifier() and not name.startswith("_") else ""


_INNER_TEXT = re.compile(r"\w(.*\w)?", re.DOTALL)
_SYMBOLS_OF_NAMES = {**_SYMBOLS, "<": "lt", ">": "gt", "=": "eq", "~": "like", "*": "any"}


def distinct_names(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return names that differ in Python, by the names in the spec, whose wanted names are given.

    Of two that are the same in Python, such as Twilio's parameters `Start` and `Start<` or GitHub's properties `+1` and
    `-1`, the later one gets words for the symbols around it (`start_lt`), or else a number.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, first_choice in wanted.items():
        chosen = first_choice
        if _argument(first_choice, skip_snake_case=True) in taken:  # the generator cannot distinguish them either
            outer = _INNER_TEXT.sub("", name)
            symbols = [_SYMBOLS_OF_NAMES[character] for character in outer if character in _SYMBOLS_OF_NAMES]
            base = chosen = "_".join([_argument(first_choice), *symbols])
            number = 1
            while not taken.isdisjoint((_argument(chosen), _argument(chosen, skip_snake_case=True))):
                number += 1
                chosen = f"{base}_{number}"
        taken |= {_argument(chosen), _argument(chosen, skip_snake_case=True)}
        found[name] = chosen
    return found


def _argument(name: str, *, skip_snake_case: bool = False) -> str:
    return str(PythonIdentifier(name, "field_", skip_snake_case=skip_snake_case))
