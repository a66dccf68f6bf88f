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
class AssignedProvider(_Model[Any]):
    """A provider to whom a task is assigned"""

    id: str
    """The provider"""

    first_name: None | str
    """First name"""

    last_name: None | str
    """Last name"""

    display_first_name: None | str
    """First name for display"""

    display_last_name: None | str
    """Last name for display"""

    username: None | str
    """User name in the EHR"""

    roles: list[str]
    """The provider's roles"""

    individual_npi: None | str
    """The provider's individual NPI (national provider identifier)"""

    can_finalize: bool
    """Whether the provider may finalize notes, which bills them under the provider"""

    can_cosign: bool
    """Whether the provider may cosign the notes of other providers"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("id", _decoding.string, required="string"),
            _Field(
                "first_name",
                _decoding.nullable(_decoding.string),
                key="firstName",
                required="string or null",
                sensitive=True,
            ),
            _Field(
                "last_name",
                _decoding.nullable(_decoding.string),
                key="lastName",
                required="string or null",
                sensitive=True,
            ),
            _Field(
                "display_first_name",
                _decoding.nullable(_decoding.string),
                key="displayFirstName",
                required="string or null",
                sensitive=True,
            ),
            _Field(
                "display_last_name",
                _decoding.nullable(_decoding.string),
                key="displayLastName",
                required="string or null",
                sensitive=True,
            ),
            _Field("username", _decoding.nullable(_decoding.string), required="string or null", sensitive=True),
            _Field("roles", _decoding.array(_decoding.string), required="array"),
            _Field(
                "individual_npi",
                _decoding.nullable(_decoding.string),
                key="individualNpi",
                required="string or null",
                sensitive=True,
            ),
            _Field("can_finalize", _decoding.boolean, key="canFinalize", required="boolean"),
            _Field("can_cosign", _decoding.boolean, key="canCosign", required="boolean"),
        )
