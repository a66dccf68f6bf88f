# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
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
class Pagination(_Model[Any]):
    """The location of a page among all pages"""

    has_more: bool | Unset = UNSET
    """Whether there are more tasks after this page"""

    total: int | Unset = UNSET
    """The number of tasks on all pages"""

    page: int | Unset = UNSET
    """The number of this page, from 1"""

    limit: int | Unset = UNSET
    """The number of tasks on a page"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("has_more", _decoding.boolean),
            _Field("total", _decoding.integer),
            _Field("page", _decoding.integer),
            _Field("limit", _decoding.integer),
        )
