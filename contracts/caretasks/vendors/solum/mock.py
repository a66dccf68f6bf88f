"""Solum: a new task is the first version of itself (SO-10)."""

from __future__ import annotations

from caretasks.mock.model import Exchange


def create_task(exchange: Exchange) -> None:
    """Counts versions from 1, where the example shows some later one."""
    if isinstance(exchange.body, dict):
        exchange.body["version"] = 1
