"""The Python surface of two generated packages: which names and arguments are gone, different or new, by griffe.

A client has four classes with the same methods, sync and async, each with raw responses. The sync one is reported.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import griffe

from caretasks.core.errors import UsageError
from caretasks.diff.change import SurfaceChange

_MODULES = ("client", "errors", "schemas", "webhooks", "models")
_TWINS = ("Async", "WithRawResponse")


def compare_packages(old: Path, new: Path) -> list[SurfaceChange]:
    """Return the changes between two folders of generated packages, the breaking ones first.

    The code is read, and not imported.

    Raises:
        UsageError: One of them is not a package.
    """
    before, after = (_load(folder) for folder in (old, new))
    found = dict.fromkeys(_iter_breakages(before, after))
    names = [dict(_iter_names(each)) for each in (before, after)]
    found |= dict.fromkeys(_iter_type_changes(*names))
    reported = {change.name for change in found}
    added = [name for name in names[1] if name not in names[0] and name not in reported]
    outer = set(added)
    return [
        *sorted(found),
        *(SurfaceChange(name, f"`{name}` was added", False) for name in added if name.rpartition(".")[0] not in outer),
    ]


def _load(folder: Path) -> griffe.Module:
    if not (folder / "__init__.py").is_file():
        raise UsageError(f"{folder} is not a Python package: it has no __init__.py")
    logging.getLogger("griffe").setLevel(logging.CRITICAL)
    found = griffe.load(folder.resolve().name, search_paths=[folder.resolve().parent])
    if not isinstance(found, griffe.Module):
        raise UsageError(f"{folder} is not a Python package")
    return found


def _iter_breakages(old: griffe.Module, new: griffe.Module) -> Iterator[SurfaceChange]:
    for breakage in griffe.find_breaking_changes(old, new):
        name = _name(breakage.obj)
        if name:
            yield SurfaceChange(name, _describe(breakage, name), True)


def _describe(breakage: griffe.Breakage, name: str) -> str:
    """Return a breakage as a sentence."""
    before, after = breakage.old_value, breakage.new_value
    argument = getattr(before, "name", None) or getattr(after, "name", None)
    match breakage.kind:
        case griffe.BreakageKind.OBJECT_REMOVED:
            return f"`{name}` was removed"
        case griffe.BreakageKind.PARAMETER_REMOVED:
            return f"the argument `{argument}` of `{name}` was removed"
        case griffe.BreakageKind.PARAMETER_ADDED_REQUIRED:
            return f"the required argument `{argument}` of `{name}` was added"
        case griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED:
            return f"the argument `{argument}` of `{name}` is now required"
        case griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT:
            return f"the default of the argument `{argument}` of `{name}` changed"
        case griffe.BreakageKind.PARAMETER_MOVED:
            return f"the order of the arguments of `{name}` changed"
        case griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE:
            return f"the value of `{name}` changed from `{before}` to `{after}`"
        case _:
            return f"{breakage.kind.value[:1].lower()}{breakage.kind.value[1:]}: `{name}`"


def _name(found: griffe.Object | griffe.Alias) -> str:
    """Return the name of an object as users know it; empty if it is not public, or one of several twins."""
    _, *parts = found.path.split(".")
    if not parts or parts[0] not in _MODULES:
        return ""
    prefix = parts[:1] if parts[0] == "schemas" else []
    names = parts[2:] if parts[0] == "models" else parts[1:]
    is_private = any(each.startswith("_") and each != "__init__" for each in names)
    if not names or is_private or names[-1] == "model_config":
        return ""
    if names[0].startswith(_TWINS[0]) or names[0].endswith(_TWINS[1]):
        return ""
    return ".".join([*prefix, *names]).removesuffix(".__init__")


def _iter_names(package: griffe.Module) -> Iterator[tuple[str, griffe.Object]]:
    """Yield the public classes, functions and attributes of a package with their names."""
    pending: list[griffe.Object | griffe.Alias] = [package]
    while pending:
        owner = pending.pop()
        for member in owner.members.values():
            if isinstance(member, griffe.Object):
                name = _name(member)
                if name and not member.is_module:
                    yield name, member
                if member.is_module or (member.is_class and name):
                    pending.append(member)


def _iter_type_changes(old: dict[str, griffe.Object], new: dict[str, griffe.Object]) -> Iterator[SurfaceChange]:
    """Yield the attributes, arguments and returned values that have another type."""
    for name, before in old.items():
        after = new.get(name)
        if isinstance(before, griffe.Attribute) and isinstance(after, griffe.Attribute):
            types = _union(before.annotation), _union(after.annotation)
            if types[0] != types[1]:
                message = f"the type of `{name}` changed from `{_format(types[0])}` to `{_format(types[1])}`"
                yield SurfaceChange(name, message, not types[1] <= types[0])
        elif isinstance(before, griffe.Function) and isinstance(after, griffe.Function):
            types = _union(before.returns), _union(after.returns)
            if types[0] != types[1]:
                message = f"`{name}` returns `{_format(types[1])}` instead of `{_format(types[0])}`"
                yield SurfaceChange(name, message, not types[1] <= types[0])
            yield from _iter_argument_changes(name, before, after)


def _iter_argument_changes(name: str, old: griffe.Function, new: griffe.Function) -> Iterator[SurfaceChange]:
    for parameter in old.parameters:
        if parameter.name in new.parameters and parameter.name != "self":
            types = _union(parameter.annotation), _union(new.parameters[parameter.name].annotation)
            if types[0] != types[1]:
                message = f"the type of the argument `{parameter.name}` of `{name}` changed"
                yield SurfaceChange(name, message, not types[0] <= types[1])


def _union(annotation: object) -> frozenset[str]:
    """Return the members of a type at the top level of its union."""
    return frozenset(str(annotation).strip("'\"").split(" | "))


def _format(types: frozenset[str]) -> str:
    return " | ".join(sorted(types))
