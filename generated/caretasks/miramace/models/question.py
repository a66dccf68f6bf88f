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
class Question(_Model[Any]):
    """A question that the voice agent asks"""

    index: int
    """The position of the question"""

    question: str
    """The question"""

    answer: str | Unset = UNSET
    """A reasonable answer"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("index", _decoding.integer, required="integer", sensitive=True),
            _Field("question", _decoding.string, required="string", sensitive=True),
            _Field("answer", _decoding.string, sensitive=True),
            sensitive=True,
        )
