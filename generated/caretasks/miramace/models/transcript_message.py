# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from caretasks.client import decoding as _decoding
from caretasks.client.model import Field as _Field
from caretasks.client.model import Model as _Model
from caretasks.client.model import ModelSpec as _ModelSpec
from caretasks.client.model import define as _define

from ..models.transcript_message_role import TranscriptMessageRole


@_define(repr=False, init=False)
class TranscriptMessage(_Model[Any]):
    """One message of a transcript"""

    role: TranscriptMessageRole
    """The speaker"""

    content: str
    """The spoken text"""

    if TYPE_CHECKING:

        def __init__(
            self,
            role: TranscriptMessageRole | Literal["assistant", "user"] | str,
            content: str,
            *,
            additional_properties: dict[str, Any] = ...,
        ) -> None: ...

    @staticmethod
    def _spec() -> _ModelSpec:

        return _ModelSpec(
            _Field("role", _decoding.enum(TranscriptMessageRole), required="TranscriptMessageRole", parsed=True),
            _Field("content", _decoding.string, required="string", sensitive=True),
            sensitive=True,
        )
