# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset


@_define(repr=False)
class WebhookPayload(_Model[Any]):
    """What a webhook tells"""

    event: str | Unset = UNSET
    """The name of the webhook"""

    task_id: str | Unset = UNSET
    """The ID of the task"""

    call_id: str | Unset = UNSET
    """The ID of the call"""

    timestamp: str | Unset = UNSET
    """The time of the event. The documented one has no offset."""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("event", _decoding.string),
            _Field("task_id", _decoding.string),
            _Field("call_id", _decoding.string),
            _Field("timestamp", _decoding.string),
        )
