# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The base classes of models whose schemas say what pydantic fields cannot (`oneOf`, `uniqueItems`, ...)."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from caretasks.client.schemas import CheckedModel, CheckedRootModel, Schemas

_T = TypeVar("_T")
_SCHEMAS = Schemas(
    Path(__file__).with_name("openapi.json"), {"CreateWebhookRequest": "/components/schemas/CreateWebhookRequest"}
)


class Model(CheckedModel):
    schemas_ = _SCHEMAS


class RootModel(CheckedRootModel[_T], Generic[_T]):
    schemas_ = _SCHEMAS
