"""Reading a YAML or JSON file as JSON data, remembering on which line each place stands.

YAML is read by the types of JSON alone (YAML 1.2's core schema): a date is a string, `no` is a string, and a key is the
string that stands there (`200:` as `'200':`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from caretasks.core.console import printable
from caretasks.openapi.json_pointer import join, split


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file: where (JSON pointer, line counted from 1 or None) and what."""

    file: str
    pointer: str
    line: int | None
    message: str

    def __str__(self) -> str:
        line = "" if self.line is None else f":{self.line}"
        return printable(f"{self.file}{line}: {self.pointer or '/'}: {self.message}")


class SourceError(Exception):
    """A file cannot be used; `problems` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


class _Loader(yaml.CSafeLoader):
    """The safe loader, less the types that YAML 1.1 has and JSON has not."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_object(node, deep=deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})\\Z"), _first)

_JSON_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map"))
# What reads a document recurses, some of it in C, where no exception stops it: deeper or larger files are refused.
# The limits are far from any real document.
_MOST_LEVELS = 200
_MOST_PLACES = 500_000


class Source:
    """A file's data, and the line of each place in it."""

    def __init__(self, file: str, data: Any, root: yaml.Node) -> None:
        self.file = file
        self.data = data
        self._root = root

    def line(self, pointer: str) -> int:
        """The line (from 1) of the place that `pointer` names, or of its nearest ancestor that there is."""
        node: yaml.Node = self._root
        line = node.start_mark.line or 0
        for token in split(pointer):
            if isinstance(node, yaml.MappingNode):
                pair = next(((key, value) for key, value in node.value if key.value == token), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line or 0, pair[1]
            elif isinstance(node, yaml.SequenceNode) and token.isdigit() and int(token) < len(node.value):
                node = node.value[int(token)]
                line = node.start_mark.line or 0
            else:
                break
        return line + 1

    def problem(self, pointer: str, message: str) -> Problem:
        """A problem at `pointer`, with its line."""
        return Problem(self.file, pointer, self.line(pointer), message)


def read(path: Path, name: str | None = None) -> Source:
    """Reads a YAML or JSON file whose top level is a mapping.

    Args:
        path: the file.
        name: what messages call it, instead of its path.

    Raises:
        SourceError: it cannot be read, is not UTF-8, not YAML, has a key twice or a value that JSON has no place for,
            contains itself, is nested too deeply, or its top level is no mapping.
    """
    file = str(path) if name is None else name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError([Problem(file, "", None, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError([Problem(file, "", line, "is not UTF-8")]) from error
    try:
        _refuse_depth(file, text)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            problems = [] if root is None else list(_structure_problems(file, root))
            data = None if root is None or problems else loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = None if mark is None else mark.line + 1
        raise SourceError([Problem(file, "", place, f"is not YAML: {error.problem or error.context}")]) from error
    except (yaml.YAMLError, ValueError, KeyError, RecursionError) as error:
        raise SourceError([Problem(file, "", None, f"is not YAML: {str(error).splitlines()[0]}")]) from error
    if problems:
        raise SourceError(problems)
    if root is None or not isinstance(data, dict):
        raise SourceError([Problem(file, "", 1, "the top level has to be a mapping")])
    return Source(file, data, root)


def _refuse_depth(file: str, text: str) -> None:
    """Raises SourceError for a text that is nested too deeply to be composed (the composer recurses in C)."""
    level = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        if level > _MOST_LEVELS:
            line = None if event.start_mark is None else event.start_mark.line + 1
            raise SourceError([Problem(file, "", line, f"is nested more than {_MOST_LEVELS} levels deep")])


def _structure_problems(file: str, root: yaml.Node) -> Iterator[Problem]:
    """What YAML lets pass and JSON has no place for.

    A key given twice or no scalar, a value of another type, a node that contains itself, aliases that blow up.
    """
    pending: list[tuple[str, yaml.Node, frozenset[int]]] = [("", root, frozenset())]
    places = 0
    while pending:
        pointer, node, above = pending.pop()
        line = (node.start_mark.line or 0) + 1
        places += 1
        if id(node) in above:
            yield Problem(file, pointer, line, "an alias makes this part contain itself")
            continue
        if len(above) > _MOST_LEVELS or places > _MOST_PLACES:
            yield Problem(file, pointer, line, "aliases make this document too deep or too large")
            return
        if node.tag not in _JSON_TAGS or (node.tag.endswith(":float") and not _finite(node.value)):
            yield Problem(file, pointer, line, f"{node.tag.rpartition(':')[2]} is no type of JSON, or no number of it")
            continue
        above |= {id(node)}
        if isinstance(node, yaml.SequenceNode):
            pending.extend((join(pointer, index), item, above) for index, item in enumerate(node.value))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                line = (key.start_mark.line or 0) + 1
                if not isinstance(key, yaml.ScalarNode):
                    yield Problem(file, pointer, line, "a key has to be a string")
                    continue
                place = join(pointer, key.value)
                if key.value in seen:
                    yield Problem(file, place, line, f"the key {key.value!r} is given twice")
                seen.add(key.value)
                pending.append((place, value, above))


def _finite(number: str) -> bool:
    """Whether the text of a YAML float is one that JSON can write."""
    try:
        return math.isfinite(float(number))
    except ValueError:
        return False
