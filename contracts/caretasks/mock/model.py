"""A request that was read and found valid, as reading, creation and behaviours see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caretasks.openapi.document import Operation
from caretasks.openapi.operation.requests import Request


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


class HttpError(Exception):
    """A request is answered with an error.

    Args:
        status: the HTTP status.
        message: what was wrong; it quotes no value that was sent.
        param: the field or parameter that was wrong, if it was one.
        specific: whether the message says more than a documented example of that status would.
        headers: to send along.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        specific: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.specific = specific
        self.headers = dict(headers or {})
