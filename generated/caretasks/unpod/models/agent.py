# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
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
class Agent(_Model[Any]):
    """An agent"""

    handle: str | Unset = UNSET
    """The handle of the agent, the `agent_handle` and `pilot` of other operations"""

    name: str | Unset = UNSET
    """The name of the agent"""

    type_: str | Unset = UNSET
    """The type of the agent"""

    state: str | Unset = UNSET
    """The state of the agent"""

    purpose: str | Unset = UNSET
    """The purpose of the agent"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("handle", _decoding.string),
            _Field("name", _decoding.string),
            _Field("type_", _decoding.string, key="type"),
            _Field("state", _decoding.string),
            _Field("purpose", _decoding.string),
        )
