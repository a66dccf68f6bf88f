"""Mock behavior of Solum: a new task has version 1 (SO-10), a new subscription a secret (SO-28).

The URL of a subscription is stored in its response only. No part of the mock server contacts it.
"""

from __future__ import annotations

import uuid
from copy import deepcopy

from caretasks.mock.model import MockExchange


def create_task(exchange: MockExchange) -> None:
    """Set the version to 1. The documented example has a later version."""
    if isinstance(exchange.body, dict):
        exchange.body["version"] = 1
        for listed in exchange.created:
            listed.body = deepcopy(exchange.body)


def create_webhook(exchange: MockExchange) -> None:
    """Set the description that was sent, the time, and a secret that is derived from the new ID. It is active."""
    if isinstance(exchange.body, dict) and isinstance(exchange.request_body, dict):
        secret = uuid.uuid5(uuid.UUID(exchange.body["id"]), "secret_key").hex
        exchange.body |= {
            "is_active": True,
            "created_at": exchange.time,
            "updated_at": exchange.time,
            "description": exchange.request_body.get("description"),
            "secret_key": f"whsec_{secret}",
        }
