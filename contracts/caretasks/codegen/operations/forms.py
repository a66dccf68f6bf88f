"""The forms of a method: what it returns depends on the media type in `accept`, and on whether a file is written.

A method with several forms has an overload for each. Without such arguments it returns the main media type of each
documented success: JSON, or else the first one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from caretasks.codegen.operations.bodies import BodyView
from caretasks.codegen.operations.responses import MediaView, ResponseView

_TWINS = ("sync", "async")


class View(Protocol):
    """An operation, of which the forms depend on the media types."""

    @property
    def bodies(self) -> list[BodyView]: ...

    @property
    def successes(self) -> list[ResponseView]: ...


class ResponseForm(NamedTuple):
    """A form of a method: the declarations of the arguments that select it, and its return types for both clients."""

    arguments: tuple[str, ...]
    types: tuple[str, str]

    def returns(self, twin: str) -> str:
        return self.types[_TWINS.index(twin)]


def response_forms(view: View) -> list[ResponseForm]:
    """Return the forms of the methods for an operation, that without arguments first."""
    content_type = _content_type_argument(view)
    names = _media_types(view.successes)
    groups: dict[tuple[str, str], list[str]] = {_types(view.successes, ""): []}
    for name in names if len(names) > 1 else ():
        groups.setdefault(_types(view.successes, name), []).append(name)
    forms = []
    for index, (types, accepted) in enumerate(groups.items()):
        default = " | Unset = UNSET" if index == 0 else ""
        accept = (f"accept: {_literal(accepted)}{default}",) if accepted else ()
        forms.append(ResponseForm((*accept, *content_type), types))
    if _has_files(view.successes):
        accept = (f"accept: {_literal(names)} | Unset = UNSET",) if len(names) > 1 else ()
        forms.append(ResponseForm((*accept, *content_type, "save_to: _FilePath | _BinaryIO"), ("None", "None")))
    return forms


def option_names(view: View) -> dict[str, str]:
    """Return the declarations of the arguments that choose media types, by their names."""
    names, found = _media_types(view.successes), {}
    if len(names) > 1:
        found["accept"] = f"accept: {_literal(names)} | Unset = UNSET"
    if content_type := _content_type_argument(view):
        found["content_type"] = content_type[0]
    if _has_files(view.successes):
        found["save_to"] = "save_to: _FilePath | _BinaryIO | Unset = UNSET"
    return found


def _content_type_argument(view: View) -> tuple[str, ...]:
    names = list(dict.fromkeys(each.media.name for each in view.bodies))
    return (f"content_type: {_literal(names)} | Unset = UNSET",) if len(names) > 1 else ()


def _media_types(responses: Sequence[ResponseView]) -> list[str]:
    return list(dict.fromkeys(media.name for response in responses for media in response.media))


def _has_files(responses: Sequence[ResponseView]) -> bool:
    return any(media.kind == "bytes" for response in responses for media in response.media)


def _types(responses: Sequence[ResponseView], accept: str) -> tuple[str, str]:
    """Return the types of the successes for both clients if a media type is requested."""
    selected = [_selected(response.media, accept) for response in responses]
    sync, asynchronous = (
        " | ".join(dict.fromkeys("None" if each is None else each.twin_type(twin) for each in selected)) or "Any"
        for twin in _TWINS
    )
    return sync, asynchronous


def _selected(media: Sequence[MediaView], accept: str) -> MediaView | None:
    return next((each for each in media if each.name == accept), media[0] if media else None)


def _literal(names: Sequence[str]) -> str:
    return f"Literal[{', '.join(map(json.dumps, names))}]"
