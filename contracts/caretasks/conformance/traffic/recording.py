"""Keeps what the engine exchanged as traffic, with notes on how each request came about: the form that a HAR file has.

What is kept here is as it was sent and came; `hiding` masks it before it leaves the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from schemathesis.core.transport import Response
from schemathesis.engine.recorder import Interaction, Request

from caretasks.conformance.model import Recorded
from caretasks.conformance.target.model import Target


def recorded(target: Target, interaction: Interaction, notes: Mapping[str, Any]) -> Recorded:
    """An exchange of the engine's; the status is 0 where there was no answer."""
    return exchanged(target, interaction.request, interaction.response, interaction.timestamp, notes)


def exchanged(
    target: Target, request: Request, response: Response | None, timestamp: float, notes: Mapping[str, Any]
) -> Recorded:
    """A request and its answer.

    Args:
        target: where it was sent.
        request: the request.
        response: the answer, if there was one.
        timestamp: when it came, in seconds since 1970.
        notes: how the request came about.
    """
    parts = urlsplit(request.uri)
    elapsed = 0.0 if response is None else response.elapsed
    return Recorded(
        method=request.method,
        url=f"{target.origin}{parts.path}{parts.query and '?'}{parts.query}",
        headers=tuple((name, ", ".join(values)) for name, values in request.headers.items()),
        body=request.body,
        status=0 if response is None else response.status_code,
        reason="" if response is None else response.message,
        answered=()
        if response is None
        else tuple((name, value) for name, values in response.headers.items() for value in values),
        content=None if response is None else response.content or b"",
        notes=notes,
        started=datetime.fromtimestamp(timestamp - elapsed, UTC).isoformat(timespec="milliseconds"),
        elapsed=elapsed,
    )


def notes(target: Target) -> dict[str, Any]:
    """Of whichever exchange with a target: what was asked, and where."""
    return {"api": target.api.name, "base_url": f"{target.origin}{target.path}"}
