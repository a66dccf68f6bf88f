"""What there is none of is not found: the same rule for every read, whichever fact it stands for."""

from __future__ import annotations

import string
import uuid
from collections.abc import Iterator
from datetime import datetime

from caretasks.conformance.rules.observation import BrokenError, Seen, UnspokenError
from caretasks.core.http import HTTPS_OWN
from caretasks.openapi.document import Operation, Parameter

_NOBODYS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:caretasks:nobody's")  # the same in every run, and nobody's
_NOBODYS_NAME = f"nobodys-{_NOBODYS.hex[:12]}"
_FAILS = "what is unknown fails"
_CLASSES = (string.digits, "abcdef", "ABCDEF", "ghijklmnopqrstuvwxyz", "GHIJKLMNOPQRSTUVWXYZ")


def demand_refused(seen: Seen, what: str, *, status: int | None = None) -> None:
    """Holds that what is not known to be there is not answered with a success; where it is, asks for what is not.

    Args:
        seen: the exchange.
        what: what is asked for, in words.
        status: the only status that is documented for what is of a known form and not there; None: any refusal.

    Raises:
        BrokenError: it is.
        UnspokenError: the exchange does not tell.
    """
    if not seen.valid or seen.status in (401, 403, *HTTPS_OWN):
        raise UnspokenError
    if not seen.known:
        _demand_no_success(seen, what)
        return
    seen.demand_success()
    seen.once("unknown", seen.operation.id)
    for path in _alike(seen):
        asked = seen.ask(path=path)
        if asked.status >= 500:
            seen.memory.add((_FAILS, seen.operation.id))
        if asked.status >= 500 or (status is not None and asked.status != status):
            raise BrokenError(f"{what} was answered with {asked.status}", asked)
        _demand_no_success(asked, what)
    _demand_no_success(seen.ask(path=_unknown(seen.operation)), what)


def is_nobodys(value: str) -> bool:
    """Whether a path parameter is one by which we ask for what there is none of."""
    return value.lower() in (str(_NOBODYS), _NOBODYS_NAME)


def _demand_no_success(seen: Seen, what: str) -> None:
    if seen.succeeded or (
        seen.status >= 500 and seen.status not in HTTPS_OWN and (_FAILS, seen.operation.id) in seen.memory
    ):
        raise BrokenError(f"{what} was answered with {seen.status}", seen)


def _alike(seen: Seen) -> Iterator[dict[str, str]]:
    """Path parameters of which one at a time names nothing, in the form of what is known."""
    for parameter in seen.operation.path_parameters:
        known = seen.path[parameter.name]
        alike = str(_NOBODYS) if _is_uuid(parameter) or _reads_as_uuid(known) else "".join(map(_next, known))
        if alike != known:
            yield {**seen.path, parameter.name: alike}


def _next(letter: str) -> str:
    """Another letter or digit of the same kind; anything else as it is."""
    for letters in _CLASSES:
        if letter in letters:
            return letters[(letters.index(letter) + 1) % len(letters)]
    return letter


def _unknown(operation: Operation) -> dict[str, str]:
    """Path parameters that name nothing."""
    return {
        parameter.name: str(_NOBODYS) if _is_uuid(parameter) else _NOBODYS_NAME
        for parameter in operation.path_parameters
    }


def _reads_as_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _is_uuid(parameter: Parameter) -> bool:
    return parameter.schema is not None and parameter.schema.node.get("format") == "uuid"


def demand_400_without(seen: Seen, header: str) -> None:
    """Holds that a request without a header is a 400 where with it there is a success; where it is there, asks without.

    Raises:
        BrokenError: it is answered with another status.
        UnspokenError: the exchange does not tell.
    """
    if header.lower() in seen.sent_headers:
        seen.demand_success()
        seen.once("without", header)
        seen = seen.ask(headers={header: None})
    elif seen.status in (401, 403, *HTTPS_OWN):
        raise UnspokenError  # the key may be what is amiss, or the machines between
    elif seen.status != 400:
        seen.once("without", header, seen.status)
        seen.ask().demand_success()
    if seen.status != 400:
        raise BrokenError(f"a request without {header} was answered with {seen.status}", seen)


def instant(text: str) -> datetime:
    """The instant of a date-time, to the microsecond.

    Raises:
        UnspokenError: it is none that can be told, such as a leap second.
    """
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise UnspokenError from None
    if moment.tzinfo is None:
        raise UnspokenError
    return moment
