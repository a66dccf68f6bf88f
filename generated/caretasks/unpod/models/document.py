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
class Document(_Model[Any]):
    """A contact to call"""

    name: str
    """The name of the contact"""

    contact_number: str
    """The phone number to call"""

    email: str | Unset = UNSET
    """The e-mail address of the contact"""

    alternate_number: str | Unset = UNSET
    """Another phone number of the contact"""

    occupation: str | Unset = UNSET
    """The occupation of the contact"""

    company_name: str | Unset = UNSET
    """The company of the contact"""

    address: str | Unset = UNSET
    """The address of the contact"""

    about: str | Unset = UNSET
    """More about the contact"""

    context: str | Unset = UNSET
    """Context of the call to this contact"""

    labels: list[str] | Unset = UNSET
    """Labels of the contact"""

    title: str | Unset = UNSET
    """The title of the document"""

    description: str | Unset = UNSET
    """A description of the document"""

    document_id: str | Unset = UNSET
    """The ID of the document"""

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("name", _decoding.string, required="string", sensitive=True),
            _Field("contact_number", _decoding.string, required="string", sensitive=True),
            _Field("email", _decoding.string, sensitive=True),
            _Field("alternate_number", _decoding.string, sensitive=True),
            _Field("occupation", _decoding.string, sensitive=True),
            _Field("company_name", _decoding.string, sensitive=True),
            _Field("address", _decoding.string, sensitive=True),
            _Field("about", _decoding.string, sensitive=True),
            _Field("context", _decoding.string, sensitive=True),
            _Field("labels", _decoding.array(_decoding.string), sensitive=True),
            _Field("title", _decoding.string, sensitive=True),
            _Field("description", _decoding.string, sensitive=True),
            _Field("document_id", _decoding.string),
            sensitive=True,
        )
