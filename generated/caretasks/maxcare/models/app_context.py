# Generated from specs/maxcare/openapi.yaml by openapi-python-client 0.29.1
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
    from ..models.app import App
    from ..models.organization import Organization


@_define(repr=False)
class AppContext(_Model[Any]):
    """The context of an API key"""

    app: App | Unset = UNSET
    """An app of the marketplace"""

    organization: Organization | Unset = UNSET
    """The organization of a clinic"""

    scopes: list[str] | Unset = UNSET
    """The scopes that both the API key and the installation of the app have"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.app import App
        from ..models.organization import Organization

        return _ModelSpec(
            _Field("app", _decoding.model(App), has_models=True),
            _Field("organization", _decoding.model(Organization), has_models=True),
            _Field("scopes", _decoding.array(_decoding.string)),
        )
