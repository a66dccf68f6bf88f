"""Mock behavior of Solum: new tasks and their assigned users (SO-10, SO-23), and the secret of a subscription (SO-28).

The URL of a subscription is stored in its response only. No part of the mock server contacts it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from caretasks.mock.model import MockExchange

_COMPANY = "company_1"  # as in the other documented examples
_USERS = "assigned_user_ids"

_Item = dict[str, Any]


def create_task(exchange: MockExchange) -> None:
    """Set the version to 1 and the company. Store the assigned users, which the response does not contain."""
    if isinstance(exchange.body, dict) and isinstance(exchange.request_body, dict):
        exchange.body |= {"version": 1, "company_id": _COMPANY}
        for listed in exchange.created:
            listed.body = {**deepcopy(exchange.body), _USERS: exchange.request_body.get(_USERS)}


def list_tasks(exchange: MockExchange) -> None:
    """List the tasks that are assigned to the user of the query. A task in the list does not show its users."""
    user = exchange.query.get("assigned_user_id")
    tasks = [({**task}, task.get(_USERS)) for task in _iter_tasks(exchange)]
    selected = [task for task, users in tasks if user is None or (isinstance(users, list) and user in users)]
    for task in selected:
        task.pop(_USERS, None)
    exchange.set_items(selected)


def _iter_tasks(exchange: MockExchange) -> Iterator[_Item]:
    """Yield the documented or loaded tasks, then the created ones."""
    response = exchange.operation.find_response(200)
    examples = {} if response is None or response.media is None else response.media.examples()
    page = next(iter(examples.values()), None)
    created: list[Any] = []
    for path, body in exchange.resources(exchange.operation.id):
        if path:
            created.append(body)
        else:
            page = body  # a loaded one, in place of the documented one
    listed = page.get("data") if isinstance(page, dict) else None
    for task in (*(listed if isinstance(listed, list) else ()), *created):
        if isinstance(task, dict):
            yield task


def create_webhook(exchange: MockExchange) -> None:
    """Set the description that was sent, the time, and a secret that is derived from the new ID. It is active."""
    if isinstance(exchange.body, dict) and isinstance(exchange.request_body, dict):
        secret = uuid.uuid5(uuid.NAMESPACE_OID, f"{exchange.body.get('id')} secret_key").hex
        exchange.body |= {
            "is_active": True,
            "created_at": exchange.time,
            "updated_at": exchange.time,
            "description": exchange.request_body.get("description"),
            "secret_key": f"whsec_{secret}",
        }
