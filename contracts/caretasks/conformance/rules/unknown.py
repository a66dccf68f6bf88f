"""What there is none of is not found: the same rule for every read, whichever fact it stands for."""

from __future__ import annotations

import uuid

from caretasks.conformance.policy import HTTPS_OWN
from caretasks.conformance.rules.seen import BrokenError, Seen, UnspokenError
from caretasks.openapi.api import Operation, Parameter

_NOBODYS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:caretasks:nobody's")  # the same in every run, and nobody's
_NOBODYS_NAME = f"nobodys-{_NOBODYS.hex[:12]}"


def demand_refused(seen: Seen, what: str) -> None:
    """Holds that what is not known to be there is not answered with a success; where it is, asks for what is not.

    Raises:
        BrokenError: it is.
        UnspokenError: the exchange does not tell.
    """
    if not seen.valid or seen.status in (401, 403, *HTTPS_OWN):
        raise UnspokenError
    if seen.known:
        seen.demand_success()
        seen.once("unknown", seen.operation.id)
        seen = seen.ask(path=_unknown(seen.operation))
    if seen.succeeded:
        raise BrokenError(f"{what} was answered with {seen.status}")


def is_nobodys(value: str) -> bool:
    """Whether a path parameter is one by which we ask for what there is none of."""
    return value.lower() in (str(_NOBODYS), _NOBODYS_NAME)


def _unknown(operation: Operation) -> dict[str, str]:
    """Path parameters that name nothing."""
    return {
        parameter.name: str(_NOBODYS) if _is_uuid(parameter) else _NOBODYS_NAME
        for parameter in operation.path_parameters
    }


def _is_uuid(parameter: Parameter) -> bool:
    return parameter.schema is not None and parameter.schema.node.get("format") == "uuid"
