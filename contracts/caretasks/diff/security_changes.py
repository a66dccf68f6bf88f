"""Changes of how requests are authenticated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.diff.change import CLIENTS, NO_PARTY, SERVERS, Change
from caretasks.diff.schemas.schema_views import value_key
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.json_pointer import PointerNotFoundError, join

_IDENTITY = ("type", "in", "name", "openIdConnectUrl", "x-prefix")
_URLS = ("authorizationUrl", "tokenUrl", "refreshUrl")


def iter_security_changes(old: Operation, new: Operation) -> Iterator[Change]:
    """Yield the change of the security requirements of an operation.

    A requirement is what a request must carry: schemes, each with its scopes. The names of schemes do not count.
    """
    before, after = (_requirements(each) for each in (old, new))
    lost = [name for name, atoms in before.items() if not any(other <= atoms for other in after.values())]
    gained = [name for name, atoms in after.items() if not any(other <= atoms for other in before.values())]
    if not lost and not gained:
        return
    breaks = (CLIENTS if lost else NO_PARTY) | (SERVERS if gained else NO_PARTY)
    parts = [f"requests with {' or '.join(lost)} are no longer accepted"] if lost else []
    parts += [f"requests with {' or '.join(gained)} are now accepted"] if gained else []
    yield Change("security-changed", ", and ".join(parts), _pointer(old), _pointer(new), breaks)


def _pointer(operation: Operation) -> str:
    """Return the JSON pointer of the requirements: of the operation, or else of the document."""
    if "security" in operation.data:
        return join(operation.pointer, "security")
    return "/security" if "security" in operation.api.document else operation.pointer


def _requirements(operation: Operation) -> dict[str, frozenset[str]]:
    """Return what a request must carry in each alternative, by a description; without security, nothing."""
    requirements = operation.data.get("security", operation.api.document.get("security"))
    found: dict[str, frozenset[str]] = {}
    for requirement in requirements if isinstance(requirements, list) else ():
        if not isinstance(requirement, Mapping):
            continue
        atoms: set[str] = set()
        names = []
        for name, scopes in requirement.items():
            identity = _identify(operation.api, name)
            atoms.add(identity)
            listed = [str(each) for each in scopes] if isinstance(scopes, list) else []
            atoms.update(f"{identity} {scope}" for scope in listed)
            names.append(f"{name} ({', '.join(listed)})" if listed else str(name))
        found[" and ".join(names) or "no credentials"] = frozenset(atoms)
    return found or {"no credentials": frozenset()}


def _identify(api: Api, name: str) -> str:
    """Return what distinguishes a scheme in a request, as a string."""
    try:
        scheme = api.node(join("/components/securitySchemes", name)).data
    except PointerNotFoundError:
        return name
    found: dict[str, Any] = {key: scheme.get(key) for key in _IDENTITY}
    found["scheme"] = str(scheme.get("scheme", "")).lower()
    if scheme.get("in") == "header":
        found["name"] = str(scheme.get("name", "")).lower()
    flows = scheme.get("flows")
    for kind, flow in flows.items() if isinstance(flows, Mapping) else ():
        found[kind] = [flow.get(url) for url in _URLS] if isinstance(flow, Mapping) else None
    return value_key(found)
