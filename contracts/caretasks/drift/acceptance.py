"""The changes of a spec by which it would accept what was received, and the facts that it contradicts.

The received value is not known, only its type. So an unknown value of an `enum` is accepted by making the set open: the
documented values move to `x-known-values`. A reviewer who knows the new value adds it to the `enum` instead.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from caretasks.drift.drift_files import DifferenceKey
from caretasks.drift.locations import expand, find_body_schemas, find_response_keys, find_responses, find_schemas
from caretasks.drift.spec_edits import Edit, SpecText
from caretasks.openapi.json_pointer import join, split

_FORMATS = {"uuid": "uuid", "date": "date", "date-time": "date-time"}
_TYPES = frozenset({"string", "boolean", "integer", "number", "null", "object", "array"})
_MISSING = "nothing"
_UNKNOWN_VALUE = ("a known ", "the one documented value")
_KEYWORDS = frozenset({"type", "enum", "const", "format", "x-known-values", "$ref"})


@dataclass
class Proposal:
    """The changes of a spec for a difference.

    Attributes:
        pointers: The JSON pointers of the nodes that it contradicts.
        changes: The changes that would accept it, as sentences without a full stop.
        edits: The edits of the text; none if the text has them already.
    """

    pointers: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def add(self, pointer: str, change: str, *edits: Edit) -> None:
        self.pointers.append(pointer)
        self.changes.append(change)
        self.edits += edits


def propose(spec: SpecText, key: DifferenceKey) -> Proposal:
    """Return what a difference contradicts, and the changes that would accept it."""
    proposal = Proposal()
    responses = find_responses(spec, key)
    if responses is None:
        return proposal
    if not key.pointer and key.expected.startswith("status "):
        _accept_status(spec, responses, key, proposal)
        return proposal
    bodies = find_body_schemas(spec, responses, key.status)
    schemas = find_schemas(spec, bodies, key.pointer)
    if key.actual == _MISSING:
        proposal.pointers += schemas
        tokens = split(key.pointer)
        parents = find_schemas(spec, bodies, "".join(join("", token) for token in tokens[:-1]))
        for parent in _expand_all(spec, parents):
            _accept_missing(spec, parent, tokens[-1], proposal)
        return proposal
    expanded = _expand_all(spec, schemas)
    proposal.pointers += expanded
    if key.expected.startswith(_UNKNOWN_VALUE):
        for schema in [] if _is_discriminator(spec, bodies, key.pointer) else expanded:
            _accept_value(spec, schema, key.actual, proposal)
    elif key.expected in _FORMATS and key.actual == "string":
        for schema in expanded:
            _accept_format(spec, schema, _FORMATS[key.expected], proposal)
    elif key.actual in _TYPES:
        for schema in schemas:
            _accept_type(spec, schema, key.actual, proposal)
    return proposal


def _expand_all(spec: SpecText, schemas: list[str]) -> list[str]:
    return [each for schema in schemas for each in expand(spec, schema)]


def _accept_value(spec: SpecText, schema: str, actual: str, proposal: Proposal) -> None:
    mapping = spec.find(schema)
    if _open_values(spec, schema, proposal) and actual in _TYPES and isinstance(mapping, yaml.MappingNode):
        proposal.edits += _iter_type_edits(spec, mapping, actual, is_3_0=_is_3_0(spec))


def _is_discriminator(spec: SpecText, bodies: list[str], pointer: str) -> bool:
    *parents, name = split(pointer) or [""]
    for schema in find_schemas(spec, bodies, "".join(join("", token) for token in parents)):
        for each in expand(spec, schema):
            found = spec.find(join(each, "discriminator", "propertyName"))
            if isinstance(found, yaml.ScalarNode) and found.value == name:
                return True
    return False


def _accept_status(spec: SpecText, responses: str, key: DifferenceKey, proposal: Proposal) -> None:
    mapping, status = spec.find(responses), str(key.status)
    if not isinstance(mapping, yaml.MappingNode):
        return
    documented = find_response_keys(spec, responses, key.status)[:1]
    if documented == [status]:
        proposal.add(responses, f"document the status {status} in {responses}")
    for each in documented if documented != [status] else ():
        pair = spec.pairs(mapping)[each]
        change = f"document the status {status}, with the body of {each}, in {responses}"
        proposal.add(responses, change, spec.copy_pair(mapping, pair, status))
        proposal.pointers.append(join(responses, each))


def _accept_missing(spec: SpecText, schema: str, name: str, proposal: Proposal) -> None:
    mapping = spec.find(schema)
    required = spec.child(mapping, "required")
    if not isinstance(mapping, yaml.MappingNode) or not isinstance(required, yaml.SequenceNode):
        return
    names = [item.value for item in spec.items(required)]
    if name not in names:
        return
    pointer = join(schema, "required")
    edit = spec.remove_pair(mapping, "required") if names == [name] else spec.remove_item(required, names.index(name))
    proposal.add(pointer, f"no longer require {name!r} in {schema}", edit)
    proposal.pointers.append(join(pointer, names.index(name)))


def _open_values(spec: SpecText, schema: str, proposal: Proposal) -> bool:
    """Propose to open the set of values of a schema, and return whether it has one."""
    pairs = spec.pairs(spec.find(schema))
    change = f"accept other values than the documented ones at {schema}: or add the new value, if you know it"
    if "enum" in pairs:
        proposal.add(join(schema, "enum"), change, spec.rename_key(pairs["enum"], "x-known-values"))
    elif "const" in pairs:
        pair = pairs["const"]
        values = spec.replace(pair.value, f"[{spec.source(pair.value)}]")
        proposal.add(join(schema, "const"), change, spec.rename_key(pair, "x-known-values"), values)
    elif "x-known-values" in pairs:
        proposal.add(join(schema, "x-known-values"), change)
    else:
        return False
    return True


def _accept_format(spec: SpecText, schema: str, format_: str, proposal: Proposal) -> None:
    mapping = spec.find(schema)
    found = spec.child(mapping, "format")
    if isinstance(mapping, yaml.MappingNode) and isinstance(found, yaml.ScalarNode) and found.value == format_:
        edit = spec.remove_pair(mapping, "format")
        proposal.add(join(schema, "format"), f"accept any string, not only the format {format_}, at {schema}", edit)


def _accept_type(spec: SpecText, schema: str, name: str, proposal: Proposal) -> None:
    mapping = spec.find(schema)
    pairs = spec.pairs(mapping)
    combined = [each for each in ("$ref", "allOf", "anyOf", "oneOf") if each in pairs]
    if not isinstance(mapping, yaml.MappingNode) or len(combined) > 1:
        return
    is_3_0 = _is_3_0(spec)
    if is_3_0 and name == "null" and "$ref" in combined:
        return  # `nullable` next to a reference has no effect
    edits = [
        *_iter_type_edits(spec, mapping, name, is_3_0=is_3_0),
        *_iter_value_edits(spec, mapping, name),
        *_iter_combination_edits(spec, mapping, combined, name, is_3_0=is_3_0),
    ]
    keyword = next((each for each in ("type", *combined) if each in pairs), "type")
    proposal.add(join(schema, keyword), f"also accept {name} at {schema}", *edits)


def _is_3_0(spec: SpecText) -> bool:
    return str(getattr(spec.find("/openapi"), "value", "")).startswith("3.0")


def _iter_type_edits(spec: SpecText, mapping: yaml.MappingNode, name: str, *, is_3_0: bool) -> Iterator[Edit]:
    pair = spec.pairs(mapping).get("type")
    if pair is None:
        return
    known = [each.value for each in spec.items(pair.value)] or [pair.value.value]
    if name in known or (name == "integer" and "number" in known):
        return
    if is_3_0 and name == "null":
        nullable = spec.pairs(mapping).get("nullable")
        if nullable is not None and nullable.value.value == "false":
            yield spec.replace(nullable.value, "true")
        elif nullable is None:
            yield spec.add_pair_after(mapping, pair, f"{spec.type_name('nullable', pair.key)}: true")
    elif is_3_0:
        yield spec.wrap_pair(mapping, pair, spec.type_name(name, pair.value))
    elif isinstance(pair.value, yaml.SequenceNode):
        first = pair.value.value[0] if pair.value.value else pair.value
        yield spec.append_item(pair.value, spec.type_name(name, first))
    else:
        yield spec.replace(pair.value, f"[{spec.source(pair.value)}, {spec.type_name(name, pair.value)}]")


def _iter_value_edits(spec: SpecText, mapping: yaml.MappingNode, name: str) -> Iterator[Edit]:
    pairs = spec.pairs(mapping)
    if "enum" in pairs and name == "null":
        values = pairs["enum"].value
        if isinstance(values, yaml.SequenceNode) and not any(item.tag.endswith(":null") for item in values.value):
            yield spec.append_item(values, "null")
    elif "enum" in pairs:
        yield spec.rename_key(pairs["enum"], "x-known-values")
    elif "const" in pairs:
        yield spec.rename_key(pairs["const"], "x-known-values")
        yield spec.replace(pairs["const"].value, f"[{spec.source(pairs['const'].value)}]")


def _iter_combination_edits(
    spec: SpecText, mapping: yaml.MappingNode, combined: Sequence[str], name: str, *, is_3_0: bool
) -> Iterator[Edit]:
    if not combined or (is_3_0 and name == "null"):
        return
    pair = spec.pairs(mapping)[combined[0]]
    if combined[0] in ("$ref", "allOf"):
        yield spec.wrap_pair(mapping, pair, spec.type_name(name, pair.value))
        return
    types = [spec.child(each, "type") for each in spec.items(pair.value)]
    if isinstance(pair.value, yaml.SequenceNode) and not any(
        isinstance(each, yaml.ScalarNode) and each.value == name for each in types
    ):
        quoted = spec.type_name("type", pair.key)
        yield spec.append_item(pair.value, f"{{{quoted}: {spec.type_name(name, pair.key)}}}")


def find_facts(facts: Mapping[str, Any] | None, pointers: Sequence[str]) -> list[str]:
    """Return the IDs of the facts about some nodes, or else those about the nearest schema or response around them."""
    entries = (facts or {}).get("facts")
    enforced: dict[str, list[str]] = {}
    for id_, entry in entries.items() if isinstance(entries, Mapping) else ():
        enforced_by = entry.get("enforced_by") if isinstance(entry, Mapping) else None
        for each in enforced_by if isinstance(enforced_by, list) else ():
            if isinstance(each, str):
                enforced.setdefault(each, []).append(str(id_))
    found = [each for each in enforced if any(_is_about(each, pointer) for pointer in pointers)]
    if not found:
        around = [
            each
            for each in enforced
            if ("/schemas/" in each or "/responses/" in each) and any(one.startswith(f"{each}/") for one in pointers)
        ]
        longest = max(map(len, around), default=0)
        found = [each for each in around if len(each) == longest]
    return sorted({id_ for each in found for id_ in enforced[each]})


def _is_about(fact: str, pointer: str) -> bool:
    """Return whether a fact is about a node, or about a keyword of it that restricts its values."""
    parent, _, rest = fact.rpartition("/")
    while rest.isdecimal():
        parent, _, rest = parent.rpartition("/")
    return fact == pointer or (parent == pointer and rest in _KEYWORDS)


def format_patch(file: str, old: str, new: str) -> str:
    """Return a unified diff of a file; empty if nothing changed."""
    lines = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{file}", f"b/{file}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
