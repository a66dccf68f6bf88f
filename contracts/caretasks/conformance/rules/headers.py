"""What a request has to carry in a header: the same rule for every read, whichever fact it stands for."""

from __future__ import annotations

from caretasks.conformance.analysis.failures import HTTPS_OWN
from caretasks.conformance.rules.observation import BrokenError, Seen, UnspokenError


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
