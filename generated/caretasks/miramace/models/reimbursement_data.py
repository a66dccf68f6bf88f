# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
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
    from ..models.bill import Bill
    from ..models.case_info import CaseInfo
    from ..models.insurance import Insurance
    from ..models.provider import Provider


@_define(repr=False)
class ReimbursementData(_Model[Any]):
    """Information for following up on a reimbursement"""

    case_info: CaseInfo | Unset = UNSET
    """The case of a reimbursement"""

    bill: Bill | Unset = UNSET
    """A bill"""

    reimbursement_status: str | Unset = UNSET
    """The status of the reimbursement"""

    payment_details: str | Unset = UNSET
    """What is known about the payment"""

    treatment_background: str | Unset = UNSET
    """Why the patient was treated"""

    treatment_data: str | Unset = UNSET
    """The treatment"""

    additional_context: str | Unset = UNSET
    """Other information for the voice agent"""

    primary_insurance: Insurance | Unset = UNSET
    """A health insurance"""

    secondary_insurance: Insurance | Unset = UNSET
    """A health insurance"""

    provider: Provider | Unset = UNSET
    """A provider"""

    @staticmethod
    def _spec() -> _ModelSpec:
        from ..models.bill import Bill
        from ..models.case_info import CaseInfo
        from ..models.insurance import Insurance
        from ..models.provider import Provider

        return _ModelSpec(
            _Field("case_info", _decoding.model(CaseInfo), sensitive=True),
            _Field("bill", _decoding.model(Bill), sensitive=True),
            _Field("reimbursement_status", _decoding.string, sensitive=True),
            _Field("payment_details", _decoding.string, sensitive=True),
            _Field("treatment_background", _decoding.string, sensitive=True),
            _Field("treatment_data", _decoding.string, sensitive=True),
            _Field("additional_context", _decoding.string, sensitive=True),
            _Field("primary_insurance", _decoding.model(Insurance), sensitive=True),
            _Field("secondary_insurance", _decoding.model(Insurance), sensitive=True),
            _Field("provider", _decoding.model(Provider), sensitive=True),
            sensitive=True,
        )
