"""YAML and JSON files as JSON data, with the line of each node.

YAML is read with the types of JSON only, as in YAML 1.2's core schema: dates and `no` are strings, and every key is the
string that is written (`200:` is `'200':`).
"""

from __future__ import annotations

import gc
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from caretasks.openapi.json_pointer import join, split
from caretasks.openapi.problems import Finding, Problem, SourceError


class _Loader(yaml.CSafeLoader):
    """PyYAML's safe loader without the types of YAML 1.1 that JSON does not have."""

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
# Later steps recurse into documents, partly in C code that would crash instead of raising. So deeper and larger files
# are rejected. The limits are far above any real document.
_MAX_DEPTH = 200
_MAX_NODES = 500_000
_TOO_MANY_NODES = f"has more than {_MAX_NODES:,} nodes: shorten its examples"


@dataclass(frozen=True)
class Source:
    """The data of a file and the lines of its nodes.

    Attributes:
        file: The file, as messages name it.
        data: Its content as JSON data.
        root: Its content as composed by PyYAML, which has the lines.
    """

    file: str
    data: Any
    root: yaml.Node

    def line_number(self, pointer: str) -> int:
        """Return the line, counted from 1, of the node at a pointer, or of its nearest existing ancestor."""
        node, line = self.root, self.root.start_mark.line or 0
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

    def make_problems(self, findings: Iterable[Finding]) -> list[Problem]:
        """Return a problem for each finding, with file and line."""
        return [
            Problem(self.file, each.pointer, self.line_number(each.pointer), each.message, each.severity)
            for each in findings
        ]


def read_source(path: Path, name: str | None = None) -> Source:
    """Read a YAML or JSON file whose top level is a mapping. Messages use its name instead of its path, if given.

    Raises:
        SourceError: The file cannot be read, is not UTF-8 or not YAML, has a duplicate key, a value that JSON cannot
            represent or an alias cycle, is nested too deeply, or its top level is not a mapping.
    """
    file = str(path) if name is None else name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError([Problem(file, "", None, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError([Problem(file, "", line, "is not UTF-8")]) from error
    was_collecting = gc.isenabled()
    try:
        _check_size(file, text)
        gc.disable()  # a large file has so many nodes that the collector would take most of the time
        loader = _Loader(text)
        root = loader.get_single_node()
        problems = [] if root is None else list(_iter_structure_problems(file, root))
        data = None if root is None or problems else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        error_line = None if mark is None else mark.line + 1
        raise SourceError([Problem(file, "", error_line, f"is not YAML: {error.problem or error.context}")]) from error
    except (yaml.YAMLError, ValueError, KeyError, RecursionError) as error:
        raise SourceError([Problem(file, "", None, f"is not YAML: {str(error).splitlines()[0]}")]) from error
    finally:
        if was_collecting:
            gc.enable()
    if problems:
        raise SourceError(problems)
    if root is None or not isinstance(data, dict):
        raise SourceError([Problem(file, "", 1, "the top level must be a mapping")])
    return Source(file, data, root)


def _check_size(file: str, text: str) -> None:
    """Raise `SourceError` if the text is too long, or nested too deeply for PyYAML's composer, which recurses in C."""
    level = count = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        count += isinstance(event, yaml.NodeEvent)
        if level > _MAX_DEPTH or count > 2 * _MAX_NODES:  # keys are nodes of YAML, too
            line = None if event.start_mark is None else event.start_mark.line + 1
            limit = f"is nested more than {_MAX_DEPTH} levels deep" if level > _MAX_DEPTH else _TOO_MANY_NODES
            raise SourceError([Problem(file, "", line, limit)])


def _iter_structure_problems(file: str, root: yaml.Node) -> Iterator[Problem]:
    """Yield the nodes that are valid in YAML but have no counterpart in JSON.

    These are duplicate keys, keys that are not scalars, values of other types, alias cycles, and aliases that expand to
    a huge document.
    """
    pending: list[tuple[str, yaml.Node, frozenset[int]]] = [("", root, frozenset())]
    count = 0
    while pending:
        pointer, node, ancestors = pending.pop()
        line = (node.start_mark.line or 0) + 1
        count += 1
        if id(node) in ancestors:
            yield Problem(file, pointer, line, "an alias makes this node contain itself")
            continue
        if len(ancestors) > _MAX_DEPTH or count > _MAX_NODES:
            yield Problem(file, pointer, line, f"aliases expand to more than {_MAX_DEPTH} levels or {_MAX_NODES} nodes")
            return
        if node.tag not in _JSON_TAGS:
            yield Problem(file, pointer, line, f"the YAML type {node.tag.rpartition(':')[2]} is not a JSON type")
            continue
        if node.tag.endswith(":float") and not _is_finite(node.value):
            yield Problem(file, pointer, line, "not a finite number")
            continue
        ancestors |= {id(node)}
        if isinstance(node, yaml.SequenceNode):
            pending.extend((join(pointer, index), item, ancestors) for index, item in enumerate(node.value))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                line = (key.start_mark.line or 0) + 1
                if not isinstance(key, yaml.ScalarNode):
                    yield Problem(file, pointer, line, "a key must be a string")
                    continue
                key_pointer = join(pointer, key.value)
                if key.value in seen:
                    yield Problem(file, key_pointer, line, f"duplicate key {key.value!r}")
                seen.add(key.value)
                pending.append((key_pointer, value, ancestors))


def _is_finite(number: str) -> bool:
    """Return whether a YAML float is a number that JSON can represent."""
    try:
        return math.isfinite(float(number))
    except ValueError:
        return False
