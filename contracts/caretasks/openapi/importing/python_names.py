"""Names of operations and keys in Python, and the IDs of operations, made where a document has none to use."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Any

from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.json_pointer import join, split
from caretasks.openapi.operation.credentials import CONSTRUCTOR_ARGUMENTS, key_argument
from caretasks.openapi.parts import Part

EXTENSION = "x-python-name"
"""The name of an operation or a security scheme in Python, where it cannot be made from the one in the document."""


def name_operations(parts: list[Part], changes: ChangeLog) -> None:
    """Give each operation a unique ID and a unique name, in place.

    The first operation with an ID keeps it. An ID that is missing or not the first is made from method and path. An
    operation gets a name in `x-python-name` if its ID is the same name in snake_case as an earlier one, a keyword
    (`import_`), not a name, or contains the path more than once.
    """
    operations = [(part.data, part.pointer) for part in parts if part.kind == "operation" and _is_own(part)]
    taken: dict[str, str] = {}
    for operation, pointer in operations:
        identifier = operation.get("operationId")
        if isinstance(identifier, str) and identifier.strip():
            taken.setdefault(identifier, pointer)
    names: set[str] = set()
    for operation, pointer in operations:
        _require_id(operation, pointer, taken, changes)
        _require_name(operation, pointer, names, changes)


def _is_own(part: Part) -> bool:
    """Return whether an operation is one of a path or a webhook, not of a callback, and can be changed."""
    return isinstance(part.data, dict) and part.pointer.startswith(("/paths/", "/webhooks/"))


def _require_id(operation: Any, pointer: str, taken: dict[str, str], changes: ChangeLog) -> None:
    identifier = operation.get("operationId")
    if identifier is None and pointer.startswith("/webhooks/"):
        return  # a webhook has a name
    if isinstance(identifier, str) and taken.get(identifier) == pointer:
        return
    made = _first_free(made_name(pointer), taken.keys())
    taken[made] = pointer
    operation["operationId"] = made
    if identifier is None:
        changes.add("a missing `operationId` was made from method and path", pointer, made)
    else:
        changes.add("an `operationId` that another operation has was made from method and path", pointer, made)


def _require_name(operation: Any, pointer: str, names: set[str], changes: ChangeLog) -> None:
    if pointer.startswith("/webhooks/"):
        return
    given = operation.get(EXTENSION)
    if isinstance(given, str) and is_name(given) and given not in names:
        names.add(given)
        return
    name = snake_case(operation["operationId"])
    if is_name(name) and name not in names and not _repeats_path(operation["operationId"], pointer):
        operation.pop(EXTENSION, None)
        names.add(name)
        return
    made = _first_free(f"{name}_" if keyword.iskeyword(name) else made_name(pointer), names)
    names.add(made)
    operation[EXTENSION] = made
    changes.add("an operation got another name in Python (`x-python-name`)", pointer, made)


def _repeats_path(identifier: str, pointer: str) -> bool:
    """Return whether an ID contains the path more than once, as `get-/notes_/notes` does."""
    path = split(pointer)[-2]
    return path != "/" and identifier.count(path) > 1


def name_keys(document: dict[str, Any], changes: ChangeLog) -> None:
    """Give each security scheme a unique name in Python, in place.

    The name is an argument of the client and a part of an environment variable. A scheme whose name would be that of
    another argument (`timeout`), of an earlier scheme, a keyword or not an identifier gets one in `x-python-name`.
    """
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    taken = {"self", "username", "password", *CONSTRUCTOR_ARGUMENTS}
    if not isinstance(schemes, dict) or len(schemes) == 1:  # the only key is called `api_key`
        return
    for name, scheme in schemes.items():
        if not isinstance(scheme, dict) or "$ref" in scheme:
            continue
        given = scheme.get(EXTENSION)
        argument = key_argument(given if isinstance(given, str) else name)
        if argument in taken or not is_name(argument) or argument.startswith("__"):
            argument = _first_free(_made_argument(argument), taken)
            scheme[EXTENSION] = argument
            pointer = join("/components/securitySchemes", name)
            changes.add("a security scheme got another name in Python (`x-python-name`)", pointer, argument)
        taken.add(argument)


def _made_argument(argument: str) -> str:
    """Return an argument that differs from those of the client, such as `timeout_key` and `key_1st`."""
    name = argument.strip("_")
    if not name[:1].isalpha():
        return f"key_{name}".rstrip("_")
    return name if name.endswith("_key") else f"{name}_key"


def _first_free(name: str, taken: Any) -> str:
    return next(each for each in _numbered(name) if each not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def made_name(pointer: str) -> str:
    """Return the name for an operation at a JSON pointer, such as `get_pets_pet_id`."""
    *_, path, method = split(pointer)
    words = snake_case(path.encode("ascii", "ignore").decode())
    return f"{method}_{words}".rstrip("_") if words else f"{method}_root"


def snake_case(text: str) -> str:
    """Return text as words in lower case, joined by underscores."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return re.sub(r"[^0-9A-Za-z\u0080-\U0010ffff]+", "_", text).strip("_").lower()


def is_name(text: str) -> bool:
    """Return whether text can be the name of a function in Python."""
    return text.isidentifier() and not keyword.iskeyword(text)
