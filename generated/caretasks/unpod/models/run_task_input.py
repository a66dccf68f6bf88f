# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import Any

from caretasks.client.model import MapModel as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define


@_define(repr=False)
class RunTaskInput(_Model[Any]):
    """The input of the agent"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            sensitive=True,
        )
