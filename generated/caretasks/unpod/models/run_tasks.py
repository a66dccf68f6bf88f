# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
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
    from ..models.run_task import RunTask


@_define(repr=False)
class RunTasks(_Model[Any]):
    """The tasks of a run in the vendor's envelope"""

    status_code: int
    """The HTTP status code"""

    message: str
    """A message about the result"""

    data: list[RunTask]
    """The tasks"""

    count: int | Unset = UNSET
    """The total number of tasks, which may be greater than the number in this response"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.run_task import RunTask

        return _ModelSpec(
            _Field("status_code", _decoding.integer, required="integer"),
            _Field("message", _decoding.string, required="string"),
            _Field("data", _decoding.models(RunTask), required="array", has_models=True),
            _Field("count", _decoding.integer),
        )
