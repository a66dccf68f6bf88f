"""The webhooks that a write causes, in an API whose vendor module does not say when they are sent.

A spec does not say when a vendor sends a webhook, but its name does: `pet.created` and `newPet` report a created
pet.
"""

from __future__ import annotations

import re

from caretasks.openapi.document import Api, Operation
from caretasks.openapi.schema.keywords import keep_result
from caretasks.openapi.webhooks import Webhook, find_webhooks

_VERBS = {
    "post": frozenset({"add", "added", "create", "created", "creation", "insert", "inserted", "new"}),
    "put": frozenset({"change", "changed", "edit", "edited", "modified", "replaced", "update", "updated"}),
    "delete": frozenset({"delete", "deleted", "deletion", "remove", "removed"}),
}
_OTHER_WORDS = frozenset(
    {"a", "api", "event", "get", "list", "notification", "notify", "on", "publish", "the", "webhook"}
)


@keep_result
def find_write_webhooks(api: Api) -> dict[str, tuple[Webhook, ...]]:
    """Return the webhooks that a successful write causes, by the ID of the operation.

    These are the writes with a noun of the webhook's name and the method of its verb. Without any, they are those with
    one of both, or all writes.
    """
    writes = [operation for operation in api.operations if operation.is_write]
    found: dict[str, tuple[Webhook, ...]] = {}
    for webhook in find_webhooks(api):
        words = _words(webhook.name)
        methods = {method for method, verbs in _VERBS.items() if verbs & words}
        same_noun = [each for each in writes if _nouns(words) & _nouns(_operation_words(each))]
        same_verb = [each for each in writes if {"patch": "put"}.get(each.method, each.method) in methods]
        both = [each for each in same_noun if each in same_verb]
        for operation in both or same_noun or same_verb or writes:
            found[operation.id] = (*found.get(operation.id, ()), webhook)
    return found


def find_initial_webhooks(api: Api) -> tuple[Webhook, ...]:
    """Return the webhooks of an API without writes, which are sent once, at the start."""
    return () if any(operation.is_write for operation in api.operations) else find_webhooks(api)


def _operation_words(operation: Operation) -> frozenset[str]:
    names = re.sub(r"\{[^{}]*\}", " ", operation.path)
    return _words(f"{names} {operation.id}")


def _words(name: str) -> frozenset[str]:
    return frozenset(each.lower() for each in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name))


def _nouns(words: frozenset[str]) -> frozenset[str]:
    verbs = frozenset().union(*_VERBS.values())
    return frozenset(each.removesuffix("s") for each in words - verbs - _OTHER_WORDS)
