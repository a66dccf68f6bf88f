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
class Run(_Model[Any]):
    """A run: tasks that were created together"""

    run_id: str | Unset = UNSET
    """The ID of the run"""

    collection_ref: str | Unset = UNSET
    """The ID of the data collection of the run"""

    run_mode: str | Unset = UNSET
    """The execution engine of the run"""

    status: str | Unset = UNSET
    """The status of the run"""

    created: str | Unset = UNSET
    """The creation time of the run"""

    modified: str | Unset = UNSET
    """The time of the last update of the run"""

    space_id: str | Unset = UNSET
    """The ID of the space"""

    user: Any | Unset = UNSET
    """The user that created the run; its type is not documented"""

    thread_id: None | str | Unset = UNSET
    """The ID of the thread that the run belongs to"""

    batch_count: Any | Unset = UNSET
    """The number of batches of the run; its type is not documented"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("run_id", _decoding.string),
            _Field("collection_ref", _decoding.string),
            _Field("run_mode", _decoding.string),
            _Field("status", _decoding.string),
            _Field("created", _decoding.string),
            _Field("modified", _decoding.string),
            _Field("space_id", _decoding.string),
            _Field("user", _decoding.any_value, sensitive=True),
            _Field("thread_id", _decoding.nullable(_decoding.string)),
            _Field("batch_count", _decoding.any_value),
        )
