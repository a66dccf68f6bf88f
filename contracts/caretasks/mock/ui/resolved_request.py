"""A logged request with the API and the operation that it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caretasks.mock.middleware.request_log import LoggedRequest
from caretasks.openapi.document import Api, Operation, Parameter
from caretasks.openapi.operation.path_templates import PathMatch


@dataclass(frozen=True)
class ResolvedRequest:
    """A logged request, and what the spec says about it.

    Attributes:
        logged: The request.
        api: The API that its path names, or None.
        match: The documented path that it has, or None.
        operation: The operation, or None.
    """

    logged: LoggedRequest
    api: Api | None
    match: PathMatch | None
    operation: Operation | None

    def parameters(self, location: str) -> dict[str, Parameter]:
        """Return the parameters of the operation in a part of the request, by name in lower case."""
        parameters = () if self.operation is None else self.operation.parameters
        return {parameter.name.lower(): parameter for parameter in parameters if parameter.location == location}

    def iter_headers(self) -> Iterator[tuple[str, str]]:
        """Yield the headers, names in lower case."""
        for name, value in self.logged.headers:
            yield name.decode("latin-1").lower(), value.decode("latin-1")

    @property
    def content_type(self) -> str:
        """The Content-Type of the body; empty without exactly one."""
        values = [value for name, value in self.iter_headers() if name == "content-type"]
        return values[0] if len(values) == 1 else ""
