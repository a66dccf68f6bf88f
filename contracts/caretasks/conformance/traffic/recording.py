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

from caretasks.conformance.model import RecordedExchange
from caretasks.conformance.target.model import Target


def record_interaction(target: Target, interaction: Interaction, notes: Mapping[str, Any]) -> RecordedExchange:
    """Return an exchange that the engine recorded; the status is 0 without a response."""
    return record_exchange(target, interaction.request, interaction.response, interaction.timestamp, notes)


def record_exchange(
    target: Target, request: Request, response: Response | None, timestamp: float, notes: Mapping[str, Any]
) -> RecordedExchange:
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
    return RecordedExchange(
        method=request.method,
        url=f"{target.origin}{parts.path}{parts.query and '?'}{parts.query}",
        request_headers=tuple((name, ", ".join(values)) for name, values in request.headers.items()),
        request_body=request.body,
        status=0 if response is None else response.status_code,
        reason="" if response is None else response.message,
        response_headers=()
        if response is None
        else tuple((name, value) for name, values in response.headers.items() for value in values),
        response_body=None if response is None else response.content or b"",
        notes=notes,
        started_at=datetime.fromtimestamp(timestamp - elapsed, UTC).isoformat(timespec="milliseconds"),
        elapsed_seconds=elapsed,
    )


def target_notes(target: Target) -> dict[str, Any]:
    """Return the notes that all exchanges with a target have: the API and its base URL."""
    return {"api": target.api.name, "base_url": f"{target.origin}{target.path}"}
