"""Items of the samples on a page: the keys of objects in JSON, or in a program.

The samples are read leniently, because those of vendors are often not valid: keys and values are found by their quotes,
colons and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from caretasks.pages.items.item import Item, Line

_MAX_LINES = 2_000
_MAX_UNCLOSED = 20
_MAX_DEPTH = 40
_STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_TOKEN = re.compile(rf"(?P<key>{_STRING})\s*:|(?P<value>{_STRING}|[\w.+-]+)|(?P<bracket>[\[\]{{}}])")


class _Key(NamedTuple):
    line: Line
    path: tuple[str, ...]
    name: str
    value: str


def iter_sample_items(lines: Sequence[Line]) -> Iterator[Item]:
    """Yield the keys of the objects that begin at the end of a line. Their context is `sample`, and the keys above."""
    index = unclosed = 0
    while index < len(lines):
        if not lines[index].text.endswith(("{", "[")) or unclosed >= _MAX_UNCLOSED:
            index += 1
            continue
        keys, length = _scan(lines[index : index + _MAX_LINES])
        if length:
            start = lines[index]
            for key in keys:
                section = f"sample at line {start.number} > {' > '.join(key.path)}"
                contexts = frozenset((*start.headings, "sample", *(each.casefold() for each in key.path)))
                text = f"{key.name} {key.value}"
                yield Item(key.name, section, contexts, text=text, line=key.line.number)
        unclosed += not length
        index += length or 1


def _scan(lines: Sequence[Line]) -> tuple[list[_Key], int]:
    """Return the keys of a sample, and the number of its lines; 0 if no line closes it."""
    keys: list[_Key] = []
    path: list[str] = []  # for each open bracket, the key that it is the value of; empty if there is none
    name = ""
    for number, line in enumerate(lines, 1):
        start = 0
        if number == 1:
            start = max(0, len(line.text) - 1)
        for token in _TOKEN.finditer(line.text, start):
            if token["key"] is not None:
                name = token["key"][1:-1]
                keys.append(_Key(line, tuple(filter(None, path)), name, ""))
            elif token["value"] is not None and name:
                keys[-1] = keys[-1]._replace(value=token["value"].strip("\"'"))
                name = ""
            elif token["bracket"] in ("{", "["):
                path.append(name)
                name = ""
                if len(path) > _MAX_DEPTH:
                    return [], 0
            elif token["bracket"] is not None:
                path = path[:-1]
                name = ""
                if not path:
                    return keys, number
    return [], 0
