# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define

if TYPE_CHECKING:
    from ..models.task import Task


@_define(repr=False)
class TaskResponse(_Model[Any]):
    """A task in the vendor's envelope"""

    code: str
    """The response code"""

    data: Task
    """A task of a clinic"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.task import Task

        return _ModelSpec(
            _Field("code", _decoding.string, required="string"),
            _Field("data", _decoding.model(Task), required="object", has_models=True),
        )
