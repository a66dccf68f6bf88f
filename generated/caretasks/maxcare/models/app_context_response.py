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
    from ..models.app_context import AppContext


@_define(repr=False)
class AppContextResponse(_Model[Any]):
    """The context of an API key in the vendor's envelope"""

    code: str
    """The response code"""

    data: AppContext
    """The context of an API key"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.app_context import AppContext

        return _ModelSpec(
            _Field("code", _decoding.string, required="string"),
            _Field("data", _decoding.model(AppContext), required="object", has_models=True),
        )
