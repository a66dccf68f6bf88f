"""Recording of a run: conversion of the engine's requests and responses to exchanges with notes.

Exchanges are recorded unchanged; `redaction` redacts them before they leave the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from schemathesis.core.transport import Response
from schemathesis.engine.recorder import Interaction, Request

from caretasks.conformance.target.model import Target
from caretasks.core import http
from caretasks.core.http import Exchange


def record_interaction(target: Target, interaction: Interaction, notes: Mapping[str, Any]) -> Exchange:
    """Return an exchange that the engine recorded."""
    return record_exchange(target, interaction.request, interaction.response, interaction.timestamp, notes)


def record_exchange(
    target: Target, request: Request, response: Response | None, timestamp: float, notes: Mapping[str, Any]
) -> Exchange:
    """Return a request and its response as an exchange.

    Args:
        target: The server.
        request: The request.
        response: The response, if any.
        timestamp: Time of the response, in seconds since 1970.
        notes: How the request was generated.
    """
    parts = urlsplit(request.uri)
    elapsed = 0.0 if response is None else response.elapsed
    return Exchange(
        request=http.Request(
            method=request.method,
            url=f"{target.origin}{parts.path}{parts.query and '?'}{parts.query}",
            headers=tuple((name, ", ".join(values)) for name, values in request.headers.items()),
            body=request.body or b"",
        ),
        response=None
        if response is None
        else http.Response(
            status=response.status_code,
            headers=tuple((name, value) for name, values in response.headers.items() for value in values),
            body=response.content or b"",
            reason=response.message,
        ),
        started_at=datetime.fromtimestamp(timestamp - elapsed, UTC).isoformat(timespec="milliseconds"),
        elapsed_seconds=elapsed,
        notes=notes,
    )


def target_notes(target: Target) -> dict[str, Any]:
    """Return the notes that all exchanges with a target have: the API and its base URL."""
    return {"api": target.api.name, "base_url": f"{target.origin}{target.path}"}
