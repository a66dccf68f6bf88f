"""A scripted response, and what one request gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from caretasks.core.missing import MISSING


@dataclass(frozen=True)
class Status:
    """A scripted response. The request is not performed.

    Attributes:
        status: The status code.
        body: The body: JSON data, a model of a client, or bytes. By default it is the documented one.
        headers: Headers in addition to the documented ones, or instead of those with the same name.
        content_type: The documented media type of the body. By default, the one that the request accepts.
        checked: Require status, headers and body to match the spec. False is for tests of how your code handles
            invalid responses.
        latency: The delay of the response: a number of seconds, or a distribution such as `uniform(0.5,2)`.
        times: How many requests get the response.
    """

    status: int
    body: Any = field(default=MISSING, repr=False)
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    content_type: str | None = None
    checked: bool = True
    latency: float | str | None = None
    times: int = 1


StepLike = Status | int | str | Mapping[str, Any]
"""A step in Python: a response, a status code, faults in the syntax of a header or `real`, or a mapping of a file."""


class Injection(NamedTuple):
    """The faults or the scripted response of one request, instead of or in addition to its real response.

    Attributes:
        names: How the log and the response header name it, in order; empty if nothing happens.
        seconds: The delay of the response.
        kind: The fault, except `latency`, if there is one.
        status: The scripted response, if there is one.
    """

    names: tuple[str, ...] = ()
    seconds: float = 0.0
    kind: str | None = None
    status: Status | None = None
