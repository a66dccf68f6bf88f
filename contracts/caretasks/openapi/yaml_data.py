"""YAML and JSON text as JSON data, and the lines of its nodes.

The data is built from PyYAML's events, without its tree of nodes, which takes ten times the memory of the data. The
lines of nodes are found in a second pass over the text, when a message needs them.
"""

from __future__ import annotations

import gc
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from caretasks.core.missing import MISSING
from caretasks.openapi.json_pointer import join, split

# Later steps recurse into documents, partly in C code that would crash instead of raising. So deeper and larger files
# are rejected. The limits are far above any real document.
MAX_DEPTH = 200
MAX_NODES = 1_000_000

_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_CONSTANTS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*|(?=\.))(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
_NUMBER_START = frozenset("-.0123456789")
_TAG_PREFIX = "tag:yaml.org,2002:"
_TYPES: dict[str, type | tuple[type, ...]] = {"null": type(None), "bool": bool, "int": int, "float": (int, float)}
_TYPES |= {"str": str, "seq": list, "map": dict}
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_NOT_IN_YAML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class DataError(ValueError):
    """A text has no counterpart in JSON.

    Attributes:
        problems: The JSON pointer, the line (counted from 1) or None, and the message of each problem.
    """

    def __init__(self, *problems: tuple[str, int | None, str]) -> None:
        super().__init__(*problems)
        self.problems = problems


@dataclass
class ParsedText:
    """The data of a text.

    Attributes:
        data: The JSON data, in which no two nodes are the same object.
        duplicates: The JSON pointer and the line of each key that repeats an earlier one, whose value it replaces.
    """

    data: Any
    duplicates: list[tuple[str, int]] = field(default_factory=list)


def parse_text(text: str, *, lenient: bool = False) -> ParsedText:
    """Return the data of a YAML or JSON text.

    Args:
        text: The text.
        lenient: Whether to accept what other tools accept: merge keys (`<<`) and duplicate keys.

    Raises:
        DataError: It is not YAML, has a value that JSON cannot represent, an alias cycle or, unless `lenient`, a
            duplicate key, or it is too large or nested too deeply.
    """
    with _without_collector():
        data = _parse_json(text) if text.lstrip()[:1] == "{" else MISSING
        if data is not MISSING:
            return ParsedText(data)
        builder = _Builder(lenient=lenient)
        try:
            for event in yaml.parse(text, yaml.CSafeLoader):
                builder.add(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = None if mark is None else mark.line + 1
            raise DataError(("", line, f"is not YAML: {error.problem or error.context}")) from None
        except yaml.YAMLError as error:
            raise DataError(("", None, f"is not YAML: {str(error).splitlines()[0]}")) from None
    if builder.problems:
        raise DataError(*builder.problems)
    return ParsedText(builder.result, builder.duplicates)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the garbage collector, which would take most of the time for the nodes of a large file."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


# --- JSON ---


def _parse_json(text: str) -> Any:
    """Return the data of a JSON text; MISSING if it is not JSON, or has anything that the YAML parser reports."""
    try:
        data = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_reject, parse_float=_finite)
    except (ValueError, RecursionError):
        return MISSING
    if not _is_within_limits(data):
        return MISSING
    if _SURROGATE_ESCAPE.search(text):
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise DataError(("", None, r"has half of a surrogate pair (\ud800 to \udfff) in a string")) from None
    return data


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _reject(_: str) -> NoReturn:
    raise ValueError


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _is_within_limits(data: Any) -> bool:
    level, depth, count = [data], 0, 0
    while level:
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += each.values()
            elif isinstance(each, list):
                inner += each
        depth, count, level = depth + 1, count + len(level), inner
        if depth > MAX_DEPTH or count > MAX_NODES:
            return False
    return True


# --- YAML ---


@dataclass
class _Frame:
    """A collection that is being read."""

    container: Any
    anchor: str | None
    line: int
    start: int
    key: Any = MISSING
    is_merge: bool = False  # the key is a merge key
    merged: list[Any] = field(default_factory=list)


class _Builder:
    """Builds data from the events of PyYAML's parser."""

    def __init__(self, *, lenient: bool) -> None:
        self.lenient = lenient
        self.result: Any = None
        self.problems: list[tuple[str, int | None, str]] = []
        self.duplicates: list[tuple[str, int]] = []
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, str | None, int]] = {}
        self._count = 0

    def add(self, event: Any) -> None:
        """Add an event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._count += 1
            value = self._scalar(event)
            if event.anchor is not None:
                self._anchors[event.anchor] = value, event.value, 1
            self._put_value(value, event.start_mark.line + 1, event.value, is_plain=event.implicit[0])
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
        elif kind is yaml.AliasEvent:
            self._alias(event.anchor, event.start_mark.line + 1)

    def _pointer(self) -> str:
        tokens: list[str | int] = []
        for frame in self._frames:
            if isinstance(frame.container, list):
                tokens.append(len(frame.container))
            elif frame.key is not MISSING:
                tokens.append(frame.key)
        return join("", *tokens)

    def _fail(self, line: int, message: str, pointer: str | None = None) -> NoReturn:
        raise DataError(*self.problems, (self._pointer() if pointer is None else pointer, line, message))

    def _check_count(self, line: int, *, from_alias: bool) -> None:
        if self._count > 2 * MAX_NODES:  # keys are nodes of YAML, too
            if from_alias:
                self._fail(line, f"aliases expand to more than {MAX_DEPTH} levels or {MAX_NODES} nodes")
            self._fail(line, f"has more than {MAX_NODES:,} nodes: shorten its examples", "")

    def _open(self, event: Any, container: Any) -> None:
        line = event.start_mark.line + 1
        self._count += 1
        self._check_count(line, from_alias=False)
        frame = self._frames[-1] if self._frames else None
        if len(self._frames) >= MAX_DEPTH:
            self._fail(line, f"is nested more than {MAX_DEPTH} levels deep", "")
        if frame is not None and isinstance(frame.container, dict) and frame.key is MISSING:
            self._fail(line, "a key must be a string")
        if event.tag is not None:
            self._check_type(event.tag, container, line)
        if event.anchor is not None:
            self._anchors[event.anchor] = MISSING, None, 0
        self._frames.append(_Frame(container, event.anchor, line, self._count))

    def _close(self) -> None:
        frame = self._frames.pop()
        for merged in frame.merged:
            for key, value in merged.items():
                if key not in frame.container:
                    frame.container[key] = deepcopy(value)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = frame.container, None, self._count - frame.start + 1
        self._put_value(frame.container, frame.line, None)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self._anchors:
            self._fail(line, f"is not YAML: found undefined alias '{anchor[:50]}'", "")
        value, text, size = self._anchors[anchor]
        if value is MISSING:  # the node of the anchor is still being read
            self._fail(line, "an alias makes this node contain itself")
        self._count += size
        self._check_count(line, from_alias=True)
        if len(self._frames) + _depth(value) > MAX_DEPTH:
            self._fail(line, f"aliases expand to more than {MAX_DEPTH} levels or {MAX_NODES} nodes")
        self._put_value(deepcopy(value), line, text)

    def _put_value(self, value: Any, line: int, text: str | None, *, is_plain: bool = False) -> None:
        """Add a value to the open collection; as a key, it is the text as written, which only scalars have."""
        if not self._frames:
            self.result = value
            return
        frame = self._frames[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
        elif frame.key is MISSING:
            if text is None:
                self._fail(line, "a key must be a string")
            frame.key = text
            frame.is_merge = self.lenient and is_plain and text == "<<"
            if text in frame.container and not frame.is_merge:
                if self.lenient:
                    self.duplicates.append((self._pointer(), line))
                else:
                    self.problems.append((self._pointer(), line, f"duplicate key {text!r}"))
        elif frame.is_merge:
            values = value if isinstance(value, list) else [value]
            if not all(isinstance(each, dict) for each in values):
                self._fail(line, "a merge key (<<) needs a mapping, or a list of mappings")
            frame.merged += values
            frame.key, frame.is_merge = MISSING, False
        else:
            frame.container[frame.key] = value
            frame.key = MISSING

    def _scalar(self, event: Any) -> Any:
        tag, text, line = event.tag, event.value, event.start_mark.line + 1
        value: Any = text
        if event.implicit[0] or (tag is not None and tag.startswith(_TAG_PREFIX) and tag[len(_TAG_PREFIX) :] != "str"):
            value = self._resolve(text, line)
        if tag is not None and tag != "!":
            self._check_type(tag, value, line)
        return value

    def _resolve(self, text: str, line: int) -> Any:
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] not in _NUMBER_START:
            return text
        if _INTEGER.match(text):
            try:
                return int(text)
            except ValueError:
                self._fail(line, "an integer with too many digits")
        is_number = _NUMBER.match(text) and (self.lenient or text.lstrip("-")[0] != ".")
        if not is_number:
            return text
        number = float(text)
        if not math.isfinite(number):
            self.problems.append((self._pointer(), line, "not a finite number"))
        return number

    def _check_type(self, tag: str, value: Any, line: int) -> None:
        name = tag.removeprefix(_TAG_PREFIX)
        if name == tag or not isinstance(value, _TYPES.get(name, ())):
            message = f"the YAML type {tag.rpartition(':')[2]} is not a JSON type"
            self.problems.append((self._pointer(), line, message))


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


# --- Lines ---


def find_lines(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """Return the line, counted from 1, of the node at each pointer, or of its nearest existing ancestor.

    The line of a value in a mapping is that of its key. The text is read once.
    """
    wanted: dict[str, Any] = {}
    for pointer in pointers:
        branch = wanted
        for token in split(pointer):
            branch = branch.setdefault(token, {})
    lines: dict[str, int] = {}
    # In JSON, there may be characters and escapes that libyaml rejects.
    for found, line in _iter_lines(_NOT_IN_YAML.sub("?", _SURROGATE_ESCAPE.sub(r"\\u0041", text)), wanted):
        lines.setdefault(found, line)
    return {pointer: _nearest(lines, pointer) for pointer in pointers}


def _nearest(lines: Mapping[str, int], pointer: str) -> int:
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)


@dataclass
class _Position:
    """A collection on the way to the wanted nodes: the branch of their tree below it, and its current key or index."""

    pointer: str
    branch: Mapping[str, Any] | None
    index: int | None
    key: str | None = None


def _iter_lines(text: str, wanted: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the pointer and the line of the nodes on the way to those in a tree of tokens."""
    positions: list[_Position] = []
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            kind: Any = type(event)
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                positions.pop()
            elif isinstance(event, yaml.NodeEvent):
                line = (event.start_mark.line if event.start_mark else 0) + 1
                node: tuple[str, Mapping[str, Any] | None] = "", wanted
                if positions and positions[-1].index is None and positions[-1].key is None:
                    parent = positions[-1]
                    parent.key = str(getattr(event, "value", ""))
                    if parent.branch is not None and parent.key in parent.branch:
                        yield join(parent.pointer, parent.key), line
                    continue
                if positions:
                    node = _enter(positions[-1])
                if node[1] is not None and (not positions or positions[-1].index is not None):
                    yield node[0], line
                if isinstance(event, yaml.CollectionStartEvent):
                    positions.append(_Position(*node, 0 if kind is yaml.SequenceStartEvent else None))
    except yaml.YAMLError:
        return


def _enter(parent: _Position) -> tuple[str, Mapping[str, Any] | None]:
    """Return the pointer and the branch of the next value in a collection."""
    token = str(parent.key if parent.index is None else parent.index)
    branch = None if parent.branch is None else parent.branch.get(token)
    parent.key = None
    parent.index = None if parent.index is None else parent.index + 1
    return ("" if branch is None else join(parent.pointer, token)), branch
