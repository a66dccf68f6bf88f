"""The servers of an API and of its operations, as code."""

from __future__ import annotations

import json

from caretasks.openapi.api_info import Server, first_server, own_server
from caretasks.openapi.document import Api, Operation


def server_code(api: Api) -> str:
    """Return the expression for the first server of an API; `None` if it has none that can be called."""
    found = first_server(api.document.get("servers"))
    if found is not None and not any(map(own_server, api.operations)):
        found = found._replace(description="")  # there is no other server to tell it from
    return "None" if found is None else f"_{_code(found)}"


def own_server_code(operation: Operation) -> str:
    """Return the expression for the server of an operation; empty if it is the first one of the API."""
    found = own_server(operation)
    return "" if found is None else f"_operation.{_code(found)}"


def own_server_names(api: Api) -> list[str]:
    """Return the names of the servers of operations and of the API; empty if all operations are at the API's."""
    own = [each for each in map(own_server, api.operations) if each is not None]
    main = first_server(api.document.get("servers"))
    found = ([] if main is None else [main]) + own
    return list(dict.fromkeys(name for each in found for name in (each.name, each.description) if name)) if own else []


def _code(server: Server) -> str:
    values = (server.name, server.url, *([server.description] if server.description else []))
    return f"Server({', '.join(map(json.dumps, values))})"
