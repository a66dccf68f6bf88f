"""The status in the response of an operation, and its final values, which never change again (`x-final-values`)."""

from __future__ import annotations

from typing import NamedTuple

from caretasks.openapi.document import Node, Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.keywords import composed_schemas, direct_subschemas, keep_result

_MAX_DEPTH = 4
"""The maximum number of tokens in the pointer to the status: `/data/tasks/*/status` has four."""


class FinalStatus(NamedTuple):
    """A JSON pointer into a response, in which `*` stands for every item of an array, and the final values there."""

    pointer: str
    values: tuple[str, ...]


@keep_result
def find_final_status(operation: Operation) -> FinalStatus | None:
    """Return the status in the successes of an operation: that of the object itself, else of an object or array in it.

    Returns:
        None if there is none, or if there are several at the same depth.
    """
    media = next((each.media for each in operation.responses.values() if each.is_success and each.media), None)
    level = [("", media.schema)] if media is not None and media.schema is not None else []
    for _ in range(_MAX_DEPTH):
        level = [member for owner, schema in level for member in _members(owner, schema)]
        found = {pointer: FinalStatus(pointer, values) for pointer, each in level if (values := _final_values(each))}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _members(owner: str, schema: Node) -> list[tuple[str, Node]]:
    """Return the pointers and schemas of the properties of an object, or of the items of an array in no other one."""
    inner = [each for part in composed_schemas(schema) for each in direct_subschemas(part)]
    properties = [(join(owner, each.name), each.schema) for each in inner if each.keyword == "properties"]
    items = [(f"{owner}/*", each.schema) for each in inner if each.keyword == "items" and "/*" not in owner]
    return properties + items


def _final_values(schema: Node) -> tuple[str, ...]:
    return tuple(value for part in composed_schemas(schema) for value in part.data.get("x-final-values", ()))
