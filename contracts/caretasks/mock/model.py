"""A request that was read and found valid, as reading, creation and behaviours see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caretasks.openapi.document import Operation


@dataclass(frozen=True)
class Request:
    """A valid request for an operation.

    Attributes:
        operation: what is asked for.
        path, query, header, cookie: the documented parameters that were sent, or that have a default, by documented
            name, as values of their schemas' types.
        body: the JSON data sent, None for none.
        media_type: what it was sent as, without parameters.
        base_url: where the caller has found the API: scheme, host and the path of its first server.
    """

    operation: Operation
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    cookie: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    media_type: str = ""
    base_url: str = ""


@dataclass
class Thing:
    """Something that a request created: what reads it, under which path parameters, and as what."""

    operation: Operation
    path: Mapping[str, Any]
    body: Any


@dataclass
class Exchange:
    """A request and what is about to be answered and remembered; a behaviour may change both.

    Attributes:
        request: what was asked.
        body: what will be answered: JSON data of this exchange's own, None for none.
        created: what will be remembered.
    """

    request: Request
    body: Any
    created: list[Thing] = field(default_factory=list)
