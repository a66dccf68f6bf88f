"""The facts and the generated names that a change touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from caretasks.diff.change import Change
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.json_pointer import split


def add_touched(changes: Iterable[Change], old: Api, new: Api) -> list[Change]:
    """Return changes with the facts and the generated names that they touch."""
    sides = _Side(old), _Side(new)
    found = []
    for change in changes:
        facts: dict[str, None] = {}
        names: dict[str, None] = {}
        nodes = (change.old_pointer, change.old_references), (change.new_pointer, change.new_references)
        for side, (pointer, references) in zip(sides, nodes, strict=True):
            if pointer is not None:
                is_whole = None in (change.old_pointer, change.new_pointer)  # the node itself is added or removed
                facts |= dict.fromkeys(side.find_facts(pointer, references, is_whole=is_whole))
                names |= dict.fromkeys(side.find_names(pointer, references, change.operations))
        found.append(replace(change, facts=tuple(facts), names=tuple(names)))
    return found


class _Side:
    """One of the documents."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def find_facts(self, pointer: str, references: Iterable[str], *, is_whole: bool) -> Iterator[str]:
        """Yield the IDs of the facts about a node, what refers to it, and if it is whole, what is in it.

        If there are none, they are those of the nearest node around it.
        """
        found = [
            each
            for each in self._fact_pointers
            if each == pointer or each in references or (is_whole and _is_inside(each, pointer))
        ]
        if not found:
            around = [each for each in self._fact_pointers if _is_inside(pointer, each)]
            longest = max((len(each) for each in around), default=0)
            found = [each for each in around if len(each) == longest]
        for each in found:
            yield from self._fact_pointers[each]

    @cached_property
    def _fact_pointers(self) -> dict[str, list[str]]:
        """The IDs of the facts by the JSON pointers of what enforces them."""
        found: dict[str, list[str]] = {}
        facts = (self._api.facts or {}).get("facts")
        for id_, entry in facts.items() if isinstance(facts, dict) else ():
            enforced_by = entry.get("enforced_by") if isinstance(entry, dict) else None
            for each in enforced_by if isinstance(enforced_by, list) else ():
                if isinstance(each, str):
                    found.setdefault(each, []).append(str(id_))
        return found

    def find_names(self, pointer: str, references: Iterable[str], operations: Iterable[str]) -> Iterator[str]:
        """Yield the names in the generated package: attributes of classes, else classes, else methods."""
        found = [name for each in (pointer, *references) for name in self._class_names(each)]
        yield from [each for each in found if "." in each] or found
        for identifier in operations if not found else ():
            operation = self._operations.get(identifier)
            if operation is not None:
                yield f"{self._api.client_class}.{_python_name(operation.python_name)}"

    @cached_property
    def _operations(self) -> dict[str, Operation]:
        return {operation.id: operation for operation in self._api.operations}

    def _class_names(self, pointer: str) -> Iterator[str]:
        """Yield the class that is generated from the schema around a node, with the attribute that the node is in.

        If it is that of a property, such as an enum, yield the attribute of the class around it, too.
        """
        prefix = pointer
        while prefix and prefix not in self._classes:
            prefix = prefix.rpartition("/")[0]
        if not prefix:
            return
        rest = split(pointer)[len(split(prefix)) :]
        while rest and (rest[0] == "allOf" or rest[0].isdecimal()):
            rest = rest[1:]
        attribute = f".{_python_name(rest[1])}" if len(rest) > 1 and rest[0] == "properties" else ""
        yield f"{self._classes[prefix]}{attribute}"
        owner, separator, name = prefix.rpartition("/properties/")
        if separator and "/" not in name:
            while owner and owner not in self._classes:
                owner = owner.rpartition("/")[0]
            if owner:
                yield f"{self._classes[owner]}.{_python_name(name)}"

    @cached_property
    def _classes(self) -> dict[str, str]:
        """The names of the generated classes by the JSON pointers of their schemas; empty without the extra."""
        try:
            from caretasks.codegen.client import reserved_names
            from caretasks.codegen.compilation.compiler import Compiler
            from caretasks.codegen.compilation.types import EnumClass, ModelClass
            from caretasks.codegen.preparation.client_document import ClientDocument
        except ModuleNotFoundError:
            return {}
        compiler = Compiler(self._api.document, reserved_names(self._api))
        ClientDocument(self._api, compiler)
        classes: list[ModelClass | EnumClass] = [*compiler.models.values(), *compiler.enums.values()]
        return {pointer: each.name for each in classes for pointer in each.pointers}


def _python_name(name: str) -> str:
    try:
        from caretasks.codegen.operations.parameters import python_name
    except ModuleNotFoundError:
        return name
    return python_name(name)


def _is_inside(pointer: str, other: str) -> bool:
    return pointer == other or pointer.startswith(f"{other}/")
