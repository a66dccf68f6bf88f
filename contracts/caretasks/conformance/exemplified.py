"""Names for the things of a document that names none: an example for each path parameter without one.

Made for stand-ins alone, which then know a thing of that name as they know a documented one. A server elsewhere knows
nothing of it: there, names are for the user to give.
"""

from __future__ import annotations

import copy

from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import resolve
from caretasks.openapi.schema.sampling import simplest


def exemplified(api: Api) -> Api:
    """The API with an example for each path parameter; itself where all have one."""
    nameless = {
        parameter.pointer: simplest(parameter.schema)
        for operation in api.operations
        for parameter in operation.path_parameters
        if not parameter.examples() and parameter.schema is not None
    }
    if not nameless:
        return api
    document = copy.deepcopy(api.document)
    for pointer, value in nameless.items():
        resolve(document, pointer)["example"] = value
    return Api(api.name, document, api.facts, api.origin)
