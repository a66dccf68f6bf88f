"""Leaving out of a copy of a spec what a generator does not support: the smallest part, for each complaint.

A schema becomes any value, a media type or an optional parameter is removed, and only if nothing smaller helps, an
operation. Each of them is a limitation, which the package names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any

from caretasks.openapi.document import HTTP_METHODS, Api
from caretasks.openapi.json_pointer import PointerNotFoundError, follow_refs, has_pointer, join, resolve_pointer, split
from caretasks.openapi.problems import Finding

Complaint = tuple[str, str]
"""A JSON pointer into the spec, empty if it is unknown, and the reason why the node is not supported."""
Attempt = Callable[[dict[str, Any]], list[Complaint]]
"""A function that generates from a spec and returns the unsupported nodes; empty if there are none."""

UNSUPPORTED = "the generator does not support it"

_SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
_SCHEMA_KEYWORDS = frozenset({"items", "additionalProperties", "unevaluatedProperties", "schema", "not"})


class ReducedSpec:
    """A copy of a spec without what a generator does not support.

    Args:
        document: the spec, which is not changed.
        part: what it is left out of, for messages: `client` or `pydantic models`.

    Attributes:
        document: the copy.
        limitations: what was left out, by the pointers in the spec.
    """

    def __init__(self, document: dict[str, Any], part: str) -> None:
        self.document: dict[str, Any] = deepcopy(document)
        self.part = part
        self.limitations: dict[str, Finding] = {}
        self._removed: dict[str, list[int]] = {}

    def leave_out(self, pointer: str, reason: str) -> bool:
        """Replace or remove the smallest part that contains a node; return whether there was one."""
        if not has_pointer(self.document, pointer):
            return False  # something around it has been left out
        return any(self._leave_out(candidate, reason) for candidate in _enclosing(pointer))

    def leave_out_all(self, complaints: Iterable[tuple[str, str]]) -> bool:
        """Leave out what each of some complaints is about; return whether anything was left out.

        A node around another one is left out the next time, if that is still necessary.
        """
        reasons = dict(complaints)
        inner = {around for pointer in reasons for around in list(_enclosing(pointer))[1:]}
        # Later items of a list first, so that the pointers to the others stay valid.
        ordered = sorted(reasons.keys() - inner, key=_index_key, reverse=True)
        return sum(self.leave_out(pointer, reasons[pointer]) for pointer in ordered) > 0

    def _leave_out(self, pointer: str, reason: str) -> bool:
        tokens = split(pointer)
        if _is_schema(tokens):
            return self._replace_schema(pointer, reason)
        if len(tokens) >= 2 and tokens[-2] == "content":
            return self._remove_media_type(pointer, reason)
        if len(tokens) >= 2 and tokens[-2] == "parameters":
            return self._remove_parameter(pointer, reason)
        if tokens[:1] == ["webhooks"] and len(tokens) in (2, 3):
            return self._remove(join("", *tokens[:2]), f"this webhook is not in the {self.part}: {reason}")
        if tokens[:1] == ["paths"] and len(tokens) == 3 and tokens[2] in HTTP_METHODS:
            return self._remove(pointer, f"this operation is not in the {self.part}: {reason}")
        if tokens[:1] == ["paths"] and len(tokens) == 2:
            methods = [method for method in HTTP_METHODS if method in resolve_pointer(self.document, pointer)]
            return sum(self._leave_out(join(pointer, method), reason) for method in methods) > 0
        if tokens[:1] == ["components"] and len(tokens) == 3:
            return sum(self.leave_out(each, reason) for each in list(self._users(pointer))) > 0
        return False

    def _replace_schema(self, pointer: str, reason: str) -> bool:
        schema = resolve_pointer(self.document, pointer)
        if not isinstance(schema, dict) or not schema or set(schema) <= {"description", "title", "type"}:
            return False
        is_object = schema.get("type") == "object"
        kept = {key: schema[key] for key in ("description", "title") if key in schema}
        schema.clear()
        schema |= kept | ({"type": "object"} if is_object else {})
        what = "an object with any properties" if is_object else "any value"
        self._add(pointer, f"in the {self.part}, this schema is {what}: {reason}")
        return True

    def _remove_media_type(self, pointer: str, reason: str) -> bool:
        owner = pointer.rpartition("/")[0].rpartition("/")[0]
        content = resolve_pointer(self.document, pointer.rpartition("/")[0])
        if len(content) == 1 and self._is_required_body(owner):
            return False
        self._remove(pointer, f"this media type is not in the {self.part}: {reason}")
        if not content:
            del resolve_pointer(self.document, owner)["content"]
            if self._is_request_body(owner):
                self._delete(owner)
        return True

    def _is_request_body(self, pointer: str) -> bool:
        tokens = split(pointer)
        return tokens[-1] == "requestBody" or tokens[:2] == ["components", "requestBodies"]

    def _is_required_body(self, pointer: str) -> bool:
        return self._is_request_body(pointer) and (
            resolve_pointer(self.document, pointer).get("required") is True or split(pointer)[0] == "components"
        )

    def _remove_parameter(self, pointer: str, reason: str) -> bool:
        try:
            *_, (_, parameter) = follow_refs(self.document, pointer)
        except PointerNotFoundError:
            return False
        if not isinstance(parameter, dict) or parameter.get("required") is True or not split(pointer)[-1].isdigit():
            return False
        return self._remove(pointer, f"this parameter is not in the {self.part}: {reason}")

    def _users(self, pointer: str) -> Iterator[str]:
        """Yield the pointers in the paths to references to a component."""
        for path, item in self.document.get("paths", {}).items():
            owners = [
                join("/paths", path),
                *(join("/paths", path, method) for method in HTTP_METHODS if method in item),
            ]
            for owner in owners:
                for part in ("parameters", "responses", "requestBody"):
                    node = resolve_pointer(self.document, owner).get(part) or {}
                    items = list(enumerate(node)) if isinstance(node, list) else list(node.items())
                    for key, value in items[::-1]:
                        if isinstance(value, dict) and value.get("$ref") == "#" + pointer:
                            yield join(owner, part, key)
                        elif key == "$ref" and value == "#" + pointer:
                            yield join(owner, part)

    def _remove(self, pointer: str, message: str) -> bool:
        self._add(pointer, message)
        self._delete(pointer)
        return True

    def _delete(self, pointer: str) -> None:
        owner = resolve_pointer(self.document, pointer.rpartition("/")[0])
        key = split(pointer)[-1]
        if isinstance(owner, list):
            self._removed.setdefault(pointer.rpartition("/")[0], []).append(self._documented_index(pointer))
            del owner[int(key)]
        else:
            del owner[key]

    def _documented_index(self, pointer: str) -> int:
        """Return the index in the spec of an item of a list from which others may be missing."""
        parent, _, index = pointer.rpartition("/")
        found = int(index)
        for removed in sorted(self._removed.get(parent, [])):
            found += removed <= found
        return found

    def _add(self, pointer: str, message: str) -> None:
        parent = pointer.rpartition("/")[0]
        documented = join(parent, self._documented_index(pointer)) if parent in self._removed else pointer
        self.limitations[documented] = Finding(documented, message, "limitation")


def _enclosing(pointer: str) -> Iterator[str]:
    """Yield a pointer and those to what contains it, the smallest first."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _is_schema(tokens: list[str]) -> bool:
    if tokens[:2] == ["components", "schemas"] and len(tokens) == 3:
        return True
    if len(tokens) < 2:
        return False
    if tokens[-1].isdigit() and tokens[-2] in _SCHEMA_LISTS:
        return True
    if tokens[-2] in _SCHEMA_MAPS and ("schema" in tokens or tokens[:2] == ["components", "schemas"]):
        return True
    return tokens[-1] in _SCHEMA_KEYWORDS and tokens[-2] not in _SCHEMA_MAPS


def _index_key(pointer: str) -> tuple[str, int]:
    parent, _, last = pointer.rpartition("/")
    return parent, int(last) if last.isdigit() else -1


def reduce_until_supported(spec: ReducedSpec, attempt: Attempt) -> list[Finding]:
    """Leave out of a spec what an attempt complains about until it complains about nothing.

    Returns:
        Why that is not possible; empty if it is.
    """
    while True:
        complaints = _complaints(attempt, spec.document)
        if not complaints:
            return []
        located = [each for each in complaints if each[0]]
        if spec.leave_out_all(located):
            continue
        pointer = None if located else _isolate(spec, attempt)
        if pointer is None or not spec.leave_out(pointer, UNSUPPORTED):
            return [Finding(found, f"the {spec.part} cannot be generated: {reason}") for found, reason in complaints]


def _complaints(attempt: Attempt, document: dict[str, Any]) -> list[Complaint]:
    try:
        return attempt(document)
    except RecursionError:
        return [("", "it is nested too deeply")]
    except Exception:  # noqa: BLE001 - a generator that fails on a spec does not support it
        return [("", UNSUPPORTED)]


def _isolate(spec: ReducedSpec, attempt: Attempt) -> str | None:
    """Return one operation or schema without which an attempt may succeed; None if there is none."""
    operations = [each.pointer for each in Api("", spec.document, None, "").operations]
    schemas = [join("/components/schemas", name) for name in spec.document.get("components", {}).get("schemas", {})]

    def fails(candidates: list[str], used: list[str]) -> bool:
        copy = ReducedSpec(spec.document, spec.part)
        for pointer in set(candidates) - set(used):
            copy.leave_out(pointer, "")
        return bool(_complaints(attempt, copy.document))

    for candidates in (operations, schemas):
        found = isolate(candidates, partial(fails, candidates))
        if found is not None:
            return found
    return None


def isolate(candidates: list[str], fails: Callable[[list[str]], bool]) -> str | None:
    """Return one of some candidates without which an attempt succeeds, or at least one that makes it fail.

    Args:
        candidates: what may be left out.
        fails: whether the attempt fails with only these of the candidates.

    Returns:
        None if the attempt fails without any of them.
    """
    if not candidates or fails([]):
        return None
    first, last = 0, len(candidates)
    while last - first > 1:  # it succeeds with those before `first`, and fails with those before `last`
        middle = (first + last) // 2
        first, last = (first, middle) if fails(candidates[:middle]) else (middle, last)
    return candidates[first]
