"""Examples of requests and responses that have the same name: a request with these values gets this response.

Parameters in the path are not considered here: their examples are resources; see `MockOperation.documented_resources`.
Many specs use the same names, such as `example`, for all of their examples. So an error is selected only by a name that
no success has, if other examples of the operation do select a success.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.model import MockExchange
from caretasks.openapi.document import Node, Operation, Response
from caretasks.openapi.schema.keywords import keep_result


@dataclass(frozen=True)
class NamedExample:
    """A response example and the request that gets it.

    Attributes:
        name: The name of the examples.
        response: The response that has the example.
        parameters: The values of parameters that have an example of this name, by location and name.
        body: The example of the request body; `MISSING` if it has none of this name.
    """

    name: str
    response: Response
    parameters: Mapping[tuple[str, str], Any]
    body: Any = MISSING

    def matches(self, exchange: MockExchange) -> bool:
        """Return whether a request has the values of the examples."""
        if self.body is not MISSING and exchange.request_body != self.body:
            return False
        return all(
            getattr(exchange, location).get(name, MISSING) == value
            for (location, name), value in self.parameters.items()
        )


@keep_result
def find_named_examples(operation: Operation) -> tuple[NamedExample, ...]:
    """Return the response examples that a request selects, those with the most conditions first."""
    parameters: dict[tuple[str, str], dict[str, Any]] = {
        (each.location, each.name): _named(each)
        for each in operation.parameters
        if each.location != "path" and not each.is_account_header
    }
    bodies: dict[str, Any] = {}
    for media in reversed(operation.body_media):
        bodies |= _named(media) | dict(media.data.get("x-rejected-examples", {}))
    if not bodies and not any(parameters.values()):
        return ()

    def select(responses: Iterable[Response]) -> Iterator[NamedExample]:
        for response in responses:
            for name in dict.fromkeys(name for media in response.media_types for name in _named(media)):
                conditions = {key: examples[name] for key, examples in parameters.items() if name in examples}
                if conditions or name in bodies:
                    yield NamedExample(name, response, conditions, bodies.get(name, MISSING))

    documented = operation.responses.values()
    found = list(select(each for each in documented if each.is_success))
    names = {each.name for each in found}
    requests = [(each.parameters, each.body) for each in found]
    if found:
        errors = select(each for each in documented if not each.is_success and each.status.isdecimal())
        found += [each for each in errors if each.name not in names and (each.parameters, each.body) not in requests]
    return tuple(sorted(found, key=lambda each: -len(each.parameters)))


def _named(owner: Node) -> dict[str, Any]:
    return owner.examples() if owner.data.get("examples") else {}
