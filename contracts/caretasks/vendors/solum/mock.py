"""Mock behavior of Solum: a new task has version 1 (SO-10)."""

from __future__ import annotations

from caretasks.mock.model import MockExchange


def create_task(exchange: MockExchange) -> None:
    """Set the version to 1. The documented example has a later version."""
    if isinstance(exchange.body, dict):
        exchange.body["version"] = 1
