"""What the paths of a document say of one another: `/things` is a collection whose members stand at `/things/{id}`.

Where there are no links, that is how a stand-in can tell what a POST creates and what a list is a list of. Which value
names a member is told by the parameter's name alone; where no name matches, nothing is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from caretasks.openapi.document import Operation, Place
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.responses import success
from caretasks.openapi.schema.keywords import properties


@dataclass(frozen=True)
class Members:
    """The members of a collection.

    Attributes:
        read: what reads one.
        parameter: its path parameter that names the member; the others name where the collection is.
    """

    read: Operation
    parameter: str

    def key(self, body: Any) -> Any:
        """The value in a body that names the member which it shows; None where there is none."""
        return named(self.parameter, body)

    def key_pointer(self, schema: Place) -> str | None:
        """Where in the bodies of a schema that value is."""
        own = properties(schema)
        for name in _likely(self.parameter, own):
            return join("", name)
        for name, inner in own.items():
            for below in _likely(self.parameter, properties(inner)):
                return join("", name, below)
        return None


def named(parameter: str, body: Any) -> Any:
    """The value in a body, or one object down, that is likely a path parameter's; None where there is none."""
    for part in _parts(body):
        for name in _likely(parameter, part):
            if isinstance(part[name], str | int) and not isinstance(part[name], bool):
                return part[name]
    return None


def with_name(parameter: str, body: Any, value: Any) -> Any:
    """The body with another value where it is likely the path parameter's."""
    if not isinstance(body, dict):
        return body
    for name in _likely(parameter, body):
        return {**body, name: value}
    for name, part in body.items():
        if isinstance(part, dict) and _likely(parameter, part):
            return {**body, name: with_name(parameter, part, value)}
    return body


@lru_cache(maxsize=1024)
def members(operation: Operation) -> Members | None:
    """The members of the collection that an operation is at: its path and one parameter more, which a GET reads."""
    shape = re.compile(re.escape(operation.path.rstrip("/")) + r"/\{([^{}/]+)\}/?")
    for other in operation.api.operations:
        found = shape.fullmatch(other.path)
        if found is not None and other.method == "get" and answered_schema(other) is not None:
            return Members(other, found[1])
    return None


def last_parameter(operation: Operation) -> str | None:
    """The path parameter that names what an operation is about: the last segment of its path, if that is one."""
    found = re.search(r"/\{([^{}/]+)\}/?$", operation.path)
    return None if found is None else found[1]


def answered_schema(operation: Operation) -> Place | None:
    """The schema of what an operation answers with on success."""
    _, response = success(operation)
    return response.media.schema if response is not None and response.media is not None else None


def flat(body: Any) -> dict[str, Any]:
    """A body's values by name, those in an envelope too."""
    found: dict[str, Any] = {}
    for part in reversed(list(_parts(body))):
        found.update(part)
    return found


def plain(name: str) -> str:
    """A name without what differs between ways to write it."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _parts(body: Any) -> Iterator[Mapping[str, Any]]:
    """A body, and the objects that it is an envelope of."""
    if isinstance(body, dict):
        yield body
        yield from (part for part in body.values() if isinstance(part, dict))


def _likely(parameter: str, named: Mapping[str, Any]) -> list[str]:
    """Which of some names may be the parameter's, the likeliest first: its own, `id`, its last word."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", parameter)]
    wanted = [plain(parameter), "id", *words[-1:]]
    return [name for each in dict.fromkeys(wanted) for name in named if plain(name) == each]
