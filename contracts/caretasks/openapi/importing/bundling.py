"""Bundling: the parts of other files that a document refers to become components of it.

References are only followed where OpenAPI defines one, or where other bundlers follow them, too (a map of paths or
properties, a description). One to a file or node that does not exist is a limitation of the part that has it; one that
must not be followed is an error. Values of `default`, `enum`, `const`, of examples and of extensions are data: a `$ref`
in them, and any other string, opens nothing.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import PurePath, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from caretasks.core.console import format_count
from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.importing.reading import (
    DocumentReader,
    MissingTargetError,
    RefusedReferenceError,
    is_remote,
)
from caretasks.openapi.importing.targets import Base, Target, TargetFinder, split_reference
from caretasks.openapi.json_pointer import Edit, apply_edits, join, split, to_fragment
from caretasks.openapi.parts import KINDS_WITHOUT_REFERENCES, PART_CHILDREN, Part, iter_parts
from caretasks.openapi.problems import Problem, SourceError
from caretasks.openapi.yaml_data import find_lines

# Version 3.2 has more parts.
_CHILDREN = PART_CHILDREN | {
    "media-type": PART_CHILDREN["media-type"] | {"itemSchema": "schema"},
    "path-item": PART_CHILDREN["path-item"] | {"query": "operation", "additionalOperations": "*operation"},
}
_SECTIONS = {form[1:]: section for section, form in PART_CHILDREN["components"].items()}
_DATA_KEYS = frozenset({"const", "dataValue", "default", "enum", "example", "serializedValue", "value"})
_STRUCTURE_KEYS = frozenset(
    {"contact", "description", "externalDocs", "flows", "license", "security", "servers", "summary", "tags", "title"}
    | {"termsOfService", "variables"}
)
"""The keys of structures without parts. Under a key that OpenAPI does not define, a reference may lead to anything."""
_IDENTIFIERS = frozenset({"$anchor", "$dynamicAnchor", "$id", "$schema"})
_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_PROBLEMS = 50


class Bundler:
    """Bundles one document.

    Args:
        reader: The reader of its files.
        root: The location of the document.
        changes: The record of what is changed.

    Attributes:
        origins: The nodes that come from another location, by their JSON pointers in the bundled document.
    """

    def __init__(self, reader: DocumentReader, root: str, changes: ChangeLog) -> None:
        self._reader = reader
        self._root = root
        self._changes = changes
        self._finder = TargetFinder(reader)
        self._names: dict[tuple[str, Target], str] = {}  # names of components by kind and target
        self._taken: dict[str, set[str]] = {}  # names of components by section
        self._pending: deque[tuple[str, str, Target]] = deque()
        self._stack: list[Target] = []
        self._located: set[tuple[str, str]] | None = None
        self._refused: dict[str, list[tuple[str, str, str]]] = {}  # location, pointer and reference, by the reason
        self._omitted: list[str] = []  # the pointers of parts whose references have no target
        self._files: set[str] = set()
        self._component_files: set[str] = set()  # the pointers of components that have the names of their files
        self.origins: dict[str, Target] = {}

    def bundle(self) -> dict[str, Any]:
        """Return the document with local references only. Nothing in it is shared with the files.

        Raises:
            SourceError: A reference cannot be followed.
        """
        data = self._reader.read(self._root).data
        self._register_components(data)
        document: dict[str, Any] = self._copy(data, "document", Base(self._root), "", "")
        while self._pending:
            kind, name, target = self._pending.popleft()
            section = _SECTIONS[kind]
            pointer = join("/components", section, name)
            self.origins[pointer] = target
            base = Base(target.location)
            value = self._copy(self._finder.get(target), kind, base, target.pointer, pointer)
            components = document.setdefault("components", {})
            components.setdefault(section, {})[name] = value
        if self._refused:
            raise SourceError(self._problems())
        bundled: dict[str, Any] = apply_edits(document, map(Edit, self._omitted))
        return bundled

    def _problems(self) -> Iterator[Problem]:
        for reason, found in list(self._refused.items())[:_MAX_PROBLEMS]:
            location, pointer, reference = found[0]
            line = find_lines(self._reader.read_text(location), [pointer]).get(pointer)
            message = f"the reference {reference[:200]!r} cannot be followed: {reason}"
            if others := len(found) - 1:
                message += f" (and {format_count(others, 'other reference')})"
            yield Problem(self._reader.display(location), pointer, line, message)

    # --- Names of components ---

    def _register_components(self, data: Mapping[str, Any]) -> None:
        """Reserve the names of components that only refer to another file for what they refer to."""
        components = data.get("components")
        for section, form in PART_CHILDREN["components"].items():
            entries = components.get(section) if isinstance(components, Mapping) else None
            entries = entries if isinstance(entries, Mapping) else {}
            self._taken[section] = set(entries)
            for name, entry in entries.items():
                reference = entry.get("$ref") if isinstance(entry, Mapping) else None
                if isinstance(reference, str) and not reference.startswith("#"):
                    try:
                        target = self._finder.find(reference, Base(self._root))
                    except (RefusedReferenceError, SourceError):
                        continue  # reported when it is copied
                    if target.location != self._root and (form[1:], target) not in self._names:
                        self._names[form[1:], target] = name
                        self._component_files.add(join("/components", section, name))

    def _name(self, kind: str, target: Target) -> str:
        """Return the name of the component for a target, which becomes one."""
        key = kind, target
        if key not in self._names:
            taken = self._taken.setdefault(_SECTIONS[kind], set())
            name = next(each for each in _candidates(target) if each not in taken)
            taken.add(name)
            self._names[key] = name
            self._pending.append((kind, name, target))
        return self._names[key]

    # --- Copying ---

    def _copy(self, value: Any, kind: str, base: Base, source: str, pointer: str) -> Any:
        """Return a copy of an object of a kind, with local references.

        Args:
            value: The object.
            kind: Its kind, as in `parts`.
            base: What its references are relative to.
            source: Its JSON pointer in its file.
            pointer: Its JSON pointer in the bundled document.
        """
        if not isinstance(value, Mapping):
            return _deep_copy(value)
        reference = value.get("$ref")
        is_inlined = kind == "path-item" or kind in KINDS_WITHOUT_REFERENCES or pointer in self._component_files
        if isinstance(reference, str) and is_inlined:
            return self._inline(value, kind, base, source, pointer)
        copied: dict[str, Any] = {}
        if kind == "schema":
            if isinstance(value.get("$id"), str) and source:
                base = Base(base.location, source)
            for identifier in _IDENTIFIERS & value.keys():
                self._changes.add(f"`{identifier}` of schemas was removed; references are JSON pointers", pointer)
        children = _CHILDREN.get(kind, {})
        for key, each in value.items():
            inner = base, join(source, key), join(pointer, key)
            if key in ("$ref", "$dynamicRef") and isinstance(each, str) and kind not in KINDS_WITHOUT_REFERENCES:
                copied["$ref"] = self._local(each, kind, base, source)
            elif kind == "schema" and key in _IDENTIFIERS:
                continue
            elif kind == "callbacks" and not key.startswith("x-"):
                copied[key] = self._copy(each, "path-item", *inner)
            elif key in children:
                copied[key] = self._copy_form(each, children[key], *inner)
            elif kind == "schema" and key == "discriminator":
                copied[key] = self._copy_discriminator(each, base, join(source, key))
            elif kind not in ("schema", "link") and key in _STRUCTURE_KEYS:
                copied[key] = self._copy_structure(each, *inner)
            else:
                copied[key] = _deep_copy(each)
        if kind == "example" and "externalValue" in copied and "value" not in copied:
            self._embed(copied, base, pointer)
        return copied

    def _copy_form(self, value: Any, form: str, base: Base, source: str, pointer: str) -> Any:
        """Return a copy of one part, or of a mapping (`*`) or list (`+`) of parts."""
        kind = form.lstrip("*+")
        if form[0] == "*" and isinstance(value, Mapping):
            if isinstance(value.get("$ref"), str):
                return self._inline(value, form, base, source, pointer)
            return {
                key: self._copy(each, kind, base, join(source, key), join(pointer, key))
                if not key.startswith("x-") or kind == "schema"
                else _deep_copy(each)
                for key, each in value.items()
            }
        if form[0] == "+":
            if isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
                return self._inline(value, form, base, source, pointer)
            if isinstance(value, list):
                return [
                    self._copy(each, kind, base, join(source, index), join(pointer, index))
                    for index, each in enumerate(value)
                ]
        return self._copy(value, kind, base, source, pointer) if form[0] not in "*+" else _deep_copy(value)

    def _copy_structure(self, value: Any, base: Base, source: str, pointer: str) -> Any:
        """Return a copy of what has no parts, such as tags; other bundlers follow references there, too."""
        if isinstance(value, list):
            return [
                self._copy_structure(each, base, join(source, index), join(pointer, index))
                for index, each in enumerate(value)
            ]
        if not isinstance(value, Mapping):
            return value
        if isinstance(value.get("$ref"), str):
            return self._inline(value, "", base, source, pointer)
        return {
            key: _deep_copy(each)
            if key in _DATA_KEYS or key.startswith("x-")
            else self._copy_structure(each, base, join(source, key), join(pointer, key))
            for key, each in value.items()
        }

    def _copy_discriminator(self, value: Any, base: Base, source: str) -> Any:
        copied = _deep_copy(value)
        mapping: Any = copied.get("mapping") if isinstance(copied, dict) else None
        for name, target in mapping.items() if isinstance(mapping, dict) else ():
            if not isinstance(target, str):
                continue
            if re.search(r"[#/]|\.(ya?ml|json)$", target):
                mapping[name] = self._local(target, "schema", base, join(source, "mapping", name))
            elif base.location != self._root:
                reference = to_fragment(join("/components/schemas", target))
                mapping[name] = self._local(reference, "schema", base, join(source, "mapping", name))
        return copied

    # --- References ---

    def _inline(self, value: Mapping[str, Any], form: str, base: Base, source: str, pointer: str) -> Any:
        """Return a copy of what a reference leads to, with the keys next to the reference."""
        try:
            target = self._finder.find(value["$ref"], base)
        except MissingTargetError as error:
            return self._omit(value, form, base, source, pointer, str(error))
        except RefusedReferenceError as error:
            self._refuse(value["$ref"], base.location, join(source, "$ref"), str(error))
            return {}
        if target in self._stack:
            self._refuse(value["$ref"], base.location, join(source, "$ref"), "it leads back to itself")
            return {}
        found = self._finder.get(target)
        self.origins[pointer] = target
        self._record_file(target)
        with self._entered(target):
            inner = Base(target.location), target.pointer, pointer
            copied = self._copy_form(found, form, *inner) if form else self._copy_structure(found, *inner)
        siblings = {key: each for key, each in value.items() if key != "$ref"}
        if form == "path-item":
            self._changes.add("a path item that is a reference was replaced by what it refers to", pointer)
        if siblings and isinstance(copied, dict):
            own = self._copy_form(siblings, form, base, source, pointer) if form else _deep_copy(siblings)
            copied.update(own)
        return copied

    def _omit(self, value: Mapping[str, Any], form: str, base: Base, source: str, pointer: str, reason: str) -> Any:
        """Leave out a part whose reference has no target. The linter does so itself if it knows such references."""
        if form and form[0] not in "*+" and form not in KINDS_WITHOUT_REFERENCES:
            return {**_deep_copy(value), "$ref": self._keep(value["$ref"], base, pointer, reason)}
        if len(split(pointer)) < 2:  # nothing would be left of `paths`
            self._refuse(value["$ref"], base.location, join(source, "$ref"), reason)
            return {}
        message = f"the reference {value['$ref'][:200]!r} cannot be followed: {reason}"
        self._changes.leave_out(pointer, f"{message}; `{split(pointer)[-1]}` is left out")
        self._omitted.append(pointer)
        return {}

    def _keep(self, reference: str, base: Base, pointer: str, reason: str) -> str:
        """Return a reference without a target as one that is relative to the document, for the linter to report."""
        path, mark, fragment = reference.partition("#")
        kept = reference
        with suppress(RefusedReferenceError):  # the target would be a node below an `$id`
            location = self._reader.resolve(base.location, path) if path else base.location
            if location == self._root:
                kept = f"#{fragment}"
            elif not is_remote(location):
                relative = PurePath(os.path.relpath(location, PurePath(self._root).parent)).as_posix()
                kept = quote(relative) + mark + fragment
        self._changes.add(
            "a reference to a file or node that does not exist has no effect", pointer, f"{kept}: {reason}"
        )
        return kept

    @contextmanager
    def _entered(self, target: Target) -> Iterator[None]:
        self._stack.append(target)
        try:
            yield
        finally:
            self._stack.pop()

    def _local(self, reference: str, kind: str, base: Base, source: str) -> str:
        """Return a reference in the bundled document to what a reference leads to."""
        path, tokens = split_reference(reference)
        is_in_root = not path and base.location == self._root
        if is_in_root and not base.resource and tokens is not None and self._is_located(kind, join("", *tokens)):
            return reference
        try:
            target = self._finder.find(reference, base)
        except RefusedReferenceError as error:
            if is_in_root and tokens is not None:
                return reference  # the linter reports it
            if isinstance(error, MissingTargetError):
                return self._keep(reference, base, source, str(error))
            return self._refuse(reference, base.location, join(source, "$ref"), str(error))
        if target.location == self._root and self._is_located(kind, target.pointer):
            return to_fragment(target.pointer)
        if kind not in _SECTIONS:
            return self._refuse(reference, base.location, join(source, "$ref"), "no reference is allowed there")
        self._record_file(target)
        name = self._name(kind, target)
        if target.location == self._root:
            self._changes.add("a reference to an unusual location was replaced by one to a new component", source, name)
        return to_fragment(join("/components", _SECTIONS[kind], name))

    def _is_located(self, kind: str, pointer: str) -> bool:
        """Return whether the document has a part of a kind at a JSON pointer."""
        if self._located is None:
            data = self._reader.read(self._root).data
            parts = iter_parts(data, [Part("", "document", data)], follow_references=False)
            self._located = {(part.kind, part.pointer) for part in parts}
        return (kind, pointer) in self._located

    def _record_file(self, target: Target) -> None:
        file = self._reader.display(target.location)
        if target.location != self._root and file not in self._files:
            self._files.add(file)
            self._changes.files.append(file)

    def _refuse(self, reference: str, location: str, pointer: str, reason: str) -> str:
        """Record a reference that cannot be followed, and return one to replace it until the error is raised."""
        self._refused.setdefault(reason, []).append((location, pointer, reference))
        return "#"

    def _embed(self, example: dict[str, Any], base: Base, pointer: str) -> None:
        """Replace the `externalValue` of an example by its value, if it is text in a file of the document."""
        reference = example["externalValue"]
        try:
            location = self._reader.resolve(base.location, str(reference))
            example["value"] = _deep_copy(self._reader.read(location).data)
        except (RefusedReferenceError, SourceError) as error:
            reason = str(error) if isinstance(error, RefusedReferenceError) else "it is neither JSON nor text"
            self._changes.leave_out(pointer, f"the external value {str(reference)[:200]!r} of this example: {reason}")
        else:
            del example["externalValue"]
            self._changes.add("the external value of an example was read", pointer)


def _candidates(target: Target) -> Iterator[str]:
    """Yield names for the component of a target: its own, one with that of its file, and numbered ones."""
    path = PurePosixPath(unquote(urlsplit(target.location).path) or "document")
    tokens = [_NAME.sub("_", token).strip("_") for token in split(target.pointer)]
    stem = _NAME.sub("_", path.stem).strip("_")
    is_definition = len(tokens) <= 1 or tokens[-2] in ("schemas", "definitions", "$defs", *_SECTIONS.values())
    own = tokens[-1] if tokens else stem
    qualified = f"{stem}_{own}" if tokens else f"{_NAME.sub('_', path.parent.name).strip('_')}_{stem}"
    names = [name for name in ([own] if is_definition else []) + [qualified] if name.strip("_")] or ["part"]
    yield from names
    number = 2
    while True:
        yield f"{names[0]}_{number}"
        number += 1


def _deep_copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _deep_copy(each) for key, each in value.items()}
    return [_deep_copy(each) for each in value] if isinstance(value, list) else value
