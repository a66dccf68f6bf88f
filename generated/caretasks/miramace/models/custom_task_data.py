# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define
from caretasks.client.types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.question import Question


@_define(repr=False)
class CustomTaskData(_Model[Any]):
    """Information for a task of another kind"""

    additional_context: str | Unset = UNSET
    """Other information for the voice agent"""

    questions_to_ask: list[Question] | Unset = UNSET
    """The questions that the voice agent asks"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.question import Question

        return _ModelSpec(
            _Field("additional_context", _decoding.string, sensitive=True),
            _Field("questions_to_ask", _decoding.models(Question), sensitive=True),
            sensitive=True,
        )
