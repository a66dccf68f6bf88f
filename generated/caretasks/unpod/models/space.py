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
    from ..models.space_organization import SpaceOrganization


@_define(repr=False)
class Space(_Model[Any]):
    """A space, which has tasks and runs"""

    id: str | Unset = UNSET
    """The ID of the space"""

    name: str | Unset = UNSET
    """The name of the space"""

    token: str | Unset = UNSET
    """The public token of the space, the `space_token` of other operations"""

    agent_handle: str | Unset = UNSET
    """The handle of the agent that is assigned to the space"""

    created_at: str | Unset = UNSET
    """The creation time of the space"""

    slug: None | str | Unset = UNSET
    """The name of the space in URLs"""

    description: None | str | Unset = UNSET
    """A description of the space"""

    logo: None | str | Unset = UNSET
    """The URL of the logo"""

    privacy_type: str | Unset = UNSET
    """Who can access the space"""

    space_type: str | Unset = UNSET
    """The type of the space"""

    content_type: str | Unset = UNSET
    """The type of the content of the space"""

    organization: SpaceOrganization | Unset = UNSET
    """The organization of a space"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.space_organization import SpaceOrganization

        return _ModelSpec(
            _Field("id", _decoding.string),
            _Field("name", _decoding.string),
            _Field("token", _decoding.string),
            _Field("agent_handle", _decoding.string),
            _Field("created_at", _decoding.string),
            _Field("slug", _decoding.nullable(_decoding.string)),
            _Field("description", _decoding.nullable(_decoding.string)),
            _Field("logo", _decoding.nullable(_decoding.string)),
            _Field("privacy_type", _decoding.string),
            _Field("space_type", _decoding.string),
            _Field("content_type", _decoding.string),
            _Field("organization", _decoding.model(SpaceOrganization), has_models=True),
        )
