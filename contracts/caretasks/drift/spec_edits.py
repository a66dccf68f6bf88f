"""Edits of the text of a YAML or JSON document that keep its comments, its order and its style.

A node is edited by its position in the text. Libraries that write the whole document also change lines without an edit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from caretasks.openapi.json_pointer import join, split


class Edit(NamedTuple):
    """A part of a text and what replaces it."""

    start: int
    end: int
    text: str


class Pair(NamedTuple):
    """A key of a mapping with its value."""

    key: yaml.ScalarNode
    value: yaml.Node


class SpecText:
    """The text of a document, with its nodes.

    Raises:
        yaml.YAMLError: It is not YAML.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = yaml.compose(text, yaml.CSafeLoader)
        self._pairs: dict[int, dict[str, Pair]] = {}

    def pairs(self, node: yaml.Node | None) -> dict[str, Pair]:
        """Return the pairs of a mapping by their keys; none for another node."""
        if not isinstance(node, yaml.MappingNode):
            return {}
        if id(node) not in self._pairs:
            pairs = (Pair(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))
            self._pairs[id(node)] = {pair.key.value: pair for pair in pairs}
        return self._pairs[id(node)]

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        """Return the items of a sequence; none for another node."""
        return list(node.value) if isinstance(node, yaml.SequenceNode) else []

    def child(self, node: yaml.Node | None, token: str) -> yaml.Node | None:
        """Return a child of a node, or None if there is none."""
        if isinstance(node, yaml.SequenceNode):
            items = self.items(node)
            return items[int(token)] if token.isdecimal() and int(token) < len(items) else None
        pair = self.pairs(node).get(token)
        return None if pair is None else pair.value

    def find(self, pointer: str) -> yaml.Node | None:
        """Return the node at a JSON pointer, or None if there is none."""
        node = self.root
        for token in split(pointer):
            node = self.child(node, token)
        return node

    def follow(self, pointer: str) -> Iterator[tuple[str, yaml.Node]]:
        """Yield the node at a pointer and those to which local references lead from there, with their pointers."""
        visited: set[str] = set()
        while pointer not in visited and (node := self.find(pointer)) is not None:
            visited.add(pointer)
            yield pointer, node
            reference = self.pairs(node).get("$ref")
            if reference is None or not str(reference.value.value).startswith("#"):
                return
            pointer = "".join(join("", token) for token in split(str(reference.value.value)))

    def apply(self, edits: list[Edit]) -> SpecText:
        """Return the edited text. Edits must not overlap."""
        text = self.text
        for start, end, replacement in sorted(set(edits), reverse=True):
            text = f"{text[:start]}{replacement}{text[end:]}"
        return SpecText(text)

    # Edits

    def rename_key(self, pair: Pair, name: str) -> Edit:
        """Give a key another name."""
        return Edit(pair.key.start_mark.index, pair.key.end_mark.index, self._quote(name, pair.key))

    def replace(self, node: yaml.Node, text: str) -> Edit:
        """Replace a scalar or flow node."""
        return Edit(node.start_mark.index, self._end(node), text)

    def remove_pair(self, mapping: yaml.MappingNode, name: str) -> Edit:
        """Remove a pair of a mapping."""
        pairs = list(self.pairs(mapping).values())
        index = [pair.key.value for pair in pairs].index(name)
        spans = [(pair.key.start_mark.index, self._end(pair.value)) for pair in pairs]
        return self._remove(mapping, spans, index, "{}")

    def remove_item(self, sequence: yaml.SequenceNode, index: int) -> Edit:
        """Remove an item of a sequence."""
        spans = [(item.start_mark.index, self._end(item)) for item in sequence.value]
        return self._remove(sequence, spans, index, "[]")

    def append_item(self, sequence: yaml.SequenceNode, text: str) -> Edit:
        """Append an item, which is written in flow style, to a sequence."""
        if not sequence.value:
            return self.replace(sequence, f"[{text}]")
        end = self._end(sequence.value[-1])
        if sequence.flow_style:
            return Edit(end, end, f", {text}")
        end = self._line_end(end)
        return Edit(end, end, f"\n{' ' * sequence.start_mark.column}- {text}")

    def add_pair_after(self, mapping: yaml.MappingNode, pair: Pair, text: str) -> Edit:
        """Add a pair, which is written on one line, after another one."""
        end = self._end(pair.value)
        if mapping.flow_style:
            return Edit(end, end, f", {text}")
        end = self._line_end(end)
        return Edit(end, end, f"\n{' ' * pair.key.start_mark.column}{text}")

    def copy_pair(self, mapping: yaml.MappingNode, pair: Pair, name: str) -> Edit:
        """Insert a copy of a pair with another key in front of it."""
        start, key_end, end = pair.key.start_mark.index, pair.key.end_mark.index, self._end(pair.value)
        separator = ", " if mapping.flow_style else f"\n{' ' * pair.key.start_mark.column}"
        key = self._quote(name, pair.key) if pair.key.style else f"'{name}'"
        return Edit(start, start, f"{key}{self.text[key_end:end]}{separator}")

    def wrap_pair(self, mapping: yaml.MappingNode, pair: Pair, alternative: str) -> Edit:
        """Replace a keyword by `anyOf` with two schemas: the keyword, and one of a type."""
        start, end = pair.key.start_mark.index, self._end(pair.value)
        text = self.text[start:end]
        any_of, type_ = self._quote("anyOf", pair.key), self._quote("type", pair.key)
        if mapping.flow_style:
            return Edit(start, end, f"{any_of}: [{{{text}}}, {{{type_}: {alternative}}}]")
        indent = " " * pair.key.start_mark.column
        inner = "\n".join(
            f"    {line}" if line.strip() and number else line for number, line in enumerate(text.split("\n"))
        )
        return Edit(start, end, f"{any_of}:\n{indent}  - {inner}\n{indent}  - {type_}: {alternative}")

    def type_name(self, name: str, like: yaml.Node) -> str:
        """Return the name of a type as a scalar, in quotes where YAML or the style of a node needs them."""
        is_quoted = isinstance(like, yaml.ScalarNode) and like.style == '"'
        return f'"{name}"' if is_quoted or name == "null" else name

    @staticmethod
    def _quote(name: str, like: yaml.ScalarNode) -> str:
        if like.style == '"':
            return json.dumps(name)
        return f"'{name}'" if like.style == "'" else name

    def source(self, node: yaml.Node) -> str:
        """Return the text of a scalar or flow node."""
        return self.text[node.start_mark.index : self._end(node)]

    def _end(self, node: yaml.Node) -> int:
        """Return where a node ends. The mark of a block collection is where the next node starts."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(self.text[start:end].rstrip())

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def _remove(self, parent: yaml.CollectionNode, spans: list[tuple[int, int]], index: int, empty: str) -> Edit:
        start, end = spans[index]
        if len(spans) == 1:
            return Edit(parent.start_mark.index, end if not parent.flow_style else self._end(parent), empty)
        line_start = self.text.rfind("\n", 0, start) + 1
        before = self.text[line_start:start].strip()
        if not parent.flow_style and before == ("-" if isinstance(parent, yaml.SequenceNode) else ""):
            return Edit(line_start, min(self._line_end(end) + 1, len(self.text)), "")
        if index + 1 < len(spans):
            return Edit(start, spans[index + 1][0], "")
        return Edit(spans[index - 1][1], end, "")
