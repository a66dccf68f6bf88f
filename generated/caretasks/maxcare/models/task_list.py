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
    from ..models.pagination import Pagination
    from ..models.task import Task


@_define(repr=False)
class TaskList(_Model[Any]):
    """A page of tasks"""

    tasks: list[Task]
    """The tasks on this page"""

    pagination: Pagination
    """The location of a page among all pages"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.pagination import Pagination
        from ..models.task import Task

        return _ModelSpec(
            _Field("tasks", _decoding.models(Task), required="array", has_models=True),
            _Field("pagination", _decoding.model(Pagination), required="object", has_models=True),
        )
