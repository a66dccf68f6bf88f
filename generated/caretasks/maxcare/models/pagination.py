# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import Any

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define


@_define(repr=False)
class Pagination(_Model[Any]):
    """The location of a page among all pages"""

    page: int
    """The number of this page, from 1"""

    page_size: int
    """The number of tasks on a page"""

    total_count: int
    """The number of tasks on all pages"""

    total_pages: int
    """The number of pages"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("page", _decoding.integer, required="integer"),
            _Field("page_size", _decoding.integer, key="pageSize", required="integer"),
            _Field("total_count", _decoding.integer, key="totalCount", required="integer"),
            _Field("total_pages", _decoding.integer, key="totalPages", required="integer"),
        )
