"""Changes of what is sent: parameters, bodies, responses and their headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from caretasks.core.http import media_type_essence
from caretasks.diff.change import ALL_PARTIES, CLIENTS, NO_PARTY, SERVERS, Change, Effect, Party, Position, find_broken
from caretasks.diff.schemas.keyword_changes import Site, describe_annotation, show_value
from caretasks.diff.schemas.schema_pairs import SchemaComparison
from caretasks.diff.schemas.schema_views import ANY_VALUE, SchemaRef, value_key
from caretasks.openapi.document import Media, Node, Parameter
from caretasks.openapi.json_pointer import join

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_DOCUMENTATION = ("summary", "description", "example", "examples", "externalDocs", "tags", "deprecated")


def iter_documentation_changes(
    old: Node, new: Node, noun: str, names: Iterable[str] = _DOCUMENTATION
) -> Iterator[Change]:
    """Yield the changes of the keywords of a node that document it only."""
    for name in names:
        before, after = old.data.get(name), new.data.get(name)
        if (before or None) == (after or None) or value_key(before) == value_key(after):
            continue
        yield Change(*describe_annotation(name, before, after, f" of the {noun}"), *_keyword_pointers(old, new, name))


class MessageComparison:
    """Compares the parts of requests and responses.

    Args:
        schemas: The comparison of their schemas.
        sender: Who sends requests: a client to an operation, or the server to a webhook.
    """

    def __init__(self, schemas: SchemaComparison, request: Position, response: Position) -> None:
        self._schemas = schemas
        self._request = request
        self._response = response

    # --- Parameters ---

    def iter_parameter_changes(
        self, old: Mapping[tuple[str, str], Parameter], new: Mapping[tuple[str, str], Parameter]
    ) -> Iterator[Change]:
        """Yield the changes of the parameters of an operation, by their locations and names."""
        for key in dict.fromkeys((*old, *new)):
            before, after = old.get(key), new.get(key)
            if before is None and after is not None:
                adjective = "required" if after.required else "optional"
                effect = Effect.NARROWED if after.required else Effect.NONE
                message = f"the {adjective} {_describe(after)} was added"
                yield self._change("parameter-added", message, None, after.pointer, self._request, effect)
            elif after is None and before is not None:
                effect = Effect.WIDENED if before.required else Effect.NONE
                message = f"the {_describe(before)} was removed"
                yield self._change("parameter-removed", message, before.pointer, None, self._request, effect, CLIENTS)
            elif before is not None and after is not None:
                yield from self._iter_changes_of_parameter(before, after)

    def _iter_changes_of_parameter(self, old: Parameter, new: Parameter) -> Iterator[Change]:
        if old.name != new.name and old.location == "path":
            message = f"the path parameter {old.name!r} was renamed to {new.name!r}"
            yield Change("path-parameter-renamed", message, join(old.pointer, "name"), join(new.pointer, "name"))
        if old.location != "path":
            yield from self._iter_required_changes(old, new, _describe(new), self._request)
        for name, before, after in _style_differences(old, new):
            message = f"`{name}` of the {_describe(new)} changed from {show_value(before)} to {show_value(after)}"
            pointers = _keyword_pointers(old, new, name)
            yield self._change("parameter-style-changed", message, *pointers, self._request, Effect.BOTH)
        yield from iter_documentation_changes(old, new, _describe(new))
        yield from self._iter_value_changes(old, new, self._request)

    def _iter_value_changes(self, old: Node, new: Node, position: Position) -> Iterator[Change]:
        """Yield the changes of the schema or the content of a parameter or a header."""
        if "content" in old.data or "content" in new.data:
            yield from self._iter_content_changes(old, new, position, is_negotiated=False)
        else:
            yield from self._iter_schema_changes(old, new, Site(position, is_text=True))

    def _iter_schema_changes(self, old: Node, new: Node, site: Site) -> Iterator[Change]:
        refs = [
            SchemaRef((join(each.pointer, "schema"),)) if "schema" in each.data else ANY_VALUE for each in (old, new)
        ]
        if refs != [ANY_VALUE, ANY_VALUE]:
            yield from self._schemas.compare(refs[0], refs[1], site)

    # --- Bodies ---

    def iter_body_changes(self, old: Node | None, new: Node | None) -> Iterator[Change]:
        """Yield the changes of a request body."""
        if old is None and new is not None:
            is_required = new.data.get("required") is True
            message = f"a{' required' if is_required else 'n optional'} request body was added"
            effect = Effect.NARROWED if is_required else Effect.NONE
            yield self._change("request-body-added", message, None, new.pointer, self._request, effect)
        elif new is None and old is not None:
            effect = Effect.WIDENED if old.data.get("required") is True else Effect.NONE
            yield self._change(
                "request-body-removed", "the request body was removed", old.pointer, None, self._request, effect,
                CLIENTS,
            )  # fmt: skip
        elif old is not None and new is not None:
            yield from self._iter_required_changes(old, new, "request body", self._request)
            yield from iter_documentation_changes(old, new, "request body", ("description",))
            yield from self._iter_content_changes(old, new, self._request, is_negotiated=True)

    def _iter_required_changes(self, old: Node, new: Node, noun: str, position: Position) -> Iterator[Change]:
        was, is_ = (each.data.get("required") is True for each in (old, new))
        if was != is_:
            message = f"the {noun} is {'now' if is_ else 'no longer'} required"
            what = noun.split()[0] if noun != "request body" else "request-body"
            kind = f"{'parameter' if isinstance(new, Parameter) else what}-{'required' if is_ else 'optional'}"
            effect = Effect.NARROWED if is_ else Effect.WIDENED
            yield self._change(kind, message, *_keyword_pointers(old, new, "required"), position, effect)

    def _iter_content_changes(
        self, old: Node, new: Node, position: Position, *, is_negotiated: bool
    ) -> Iterator[Change]:
        """Yield the changes of the media types of a body, and of their schemas."""
        before, after = (_media_types(each) for each in (old, new))
        noun = "request" if position is self._request else "response"
        for name in dict.fromkeys((*before, *after)):
            one, other = before.get(name), after.get(name)
            if one is None and other is not None:
                # Clients name the media types that they understand in `Accept`, so a further one does not break them.
                breaks = SERVERS if is_negotiated and before else find_broken(Effect.WIDENED, position)
                message = f"the media type {name} of the {noun} was added"
                yield self._change("media-type-added", message, None, other.pointer, position, breaks=breaks)
            elif other is None and one is not None:
                breaks = ALL_PARTIES if position is self._response else find_broken(Effect.NARROWED, position)
                message = f"the media type {name} of the {noun} was removed"
                yield self._change("media-type-removed", message, one.pointer, None, position, breaks=breaks)
            elif one is not None and other is not None:
                yield from self._iter_schema_changes(one, other, Site(position))
                yield from self._iter_encoding_changes(one, other, position)
                yield from iter_documentation_changes(one, other, f"{noun} body", ("example", "examples"))

    def _iter_encoding_changes(self, old: Node, new: Node, position: Position) -> Iterator[Change]:
        before, after = (each.data.get("encoding") or {} for each in (old, new))
        if value_key(before) != value_key(after):
            message = "the encoding of the parts changed"
            pointers = _keyword_pointers(old, new, "encoding")
            yield self._change("encoding-changed", message, *pointers, position, Effect.BOTH)

    # --- Responses ---

    def iter_response_changes(self, old: Node, new: Node) -> Iterator[Change]:
        """Yield the changes of the responses of an operation."""
        before, after = (_responses(each) for each in (old, new))
        for status in dict.fromkeys((*before, *after)):
            one, other = before.get(status), after.get(status)
            if one is not None and other is not None:
                yield from self._iter_changes_of_response(one, other, status)
            elif other is not None:
                yield from self._iter_added_response(before, other, status)
            elif one is not None:
                yield from self._iter_removed_response(after, one, status)

    def _iter_added_response(self, before: Mapping[str, Node], new: Node, status: str) -> Iterator[Change]:
        covering = _find_covering(before, status)
        if covering is not None:
            yield Change("response-added", f"the response {status} was added", None, new.pointer)
            yield from self._iter_message_changes(covering, new, status)
            return
        is_known = _is_error(status) or (status == "default" and any(each[0] == "2" for each in before))
        # A client treats an error status that it does not know as the 400 or 500 of its class (RFC 9110, section 15).
        breaks = NO_PARTY if is_known else find_broken(Effect.WIDENED, self._response)
        yield self._change(
            "response-added", f"the response {status} was added", None, new.pointer, self._response, breaks=breaks
        )

    def _iter_removed_response(self, after: Mapping[str, Node], old: Node, status: str) -> Iterator[Change]:
        covering = _find_covering(after, status)
        if covering is not None:
            yield Change("response-removed", f"the response {status} was removed", old.pointer, None)
            yield from self._iter_message_changes(old, covering, status)
            return
        breaks = find_broken(Effect.NARROWED, self._response)
        if status[0] == "2":
            breaks |= CLIENTS
        yield self._change(
            "response-removed", f"the response {status} was removed", old.pointer, None, self._response, breaks=breaks
        )

    def _iter_changes_of_response(self, old: Node, new: Node, status: str) -> Iterator[Change]:
        yield from self._iter_message_changes(old, new, status)
        yield from iter_documentation_changes(old, new, f"response {status}", ("summary", "description", "links"))

    def _iter_message_changes(self, old: Node, new: Node, status: str) -> Iterator[Change]:
        """Yield the changes of the body and the headers of a response."""
        if old.data.get("content") and not new.data.get("content"):
            message = f"the body of the response {status} was removed"
            pointer = join(old.pointer, "content")
            yield self._change("response-body-removed", message, pointer, None, self._response, breaks=ALL_PARTIES)
        elif new.data.get("content") and not old.data.get("content"):
            message = f"a body of the response {status} was added"
            pointer = join(new.pointer, "content")
            breaks = find_broken(Effect.NARROWED, self._response)
            yield self._change("response-body-added", message, None, pointer, self._response, breaks=breaks)
        else:
            yield from self._iter_content_changes(old, new, self._response, is_negotiated=True)
        yield from self._iter_header_changes(old, new, status)

    def _iter_header_changes(self, old: Node, new: Node, status: str) -> Iterator[Change]:
        before, after = (_headers(each) for each in (old, new))
        for key in dict.fromkeys((*before, *after)):
            name, one = before.get(key, ("", None))
            new_name, other = after.get(key, ("", None))
            noun = f"header {new_name or name} of the response {status}"
            if one is None and other is not None:
                is_required = other.data.get("required") is True
                message = f"the {'required' if is_required else 'optional'} {noun} was added"
                effect = Effect.NARROWED if is_required else Effect.NONE
                yield self._change("response-header-added", message, None, other.pointer, self._response, effect)
            elif other is None and one is not None:
                effect = Effect.WIDENED if one.data.get("required") is True else Effect.NONE
                yield self._change(
                    "response-header-removed", f"the {noun} was removed", one.pointer, None, self._response, effect,
                    CLIENTS,
                )  # fmt: skip
            elif one is not None and other is not None:
                yield from self._iter_required_changes(one, other, noun, self._response)
                yield from iter_documentation_changes(one, other, noun, ("description", "deprecated"))
                yield from self._iter_value_changes(one, other, self._response)

    # --- Changes ---

    def _change(
        self,
        kind: str,
        message: str,
        old: str | None,
        new: str | None,
        position: Position,
        effect: Effect = Effect.NONE,
        breaks: frozenset[Party] = NO_PARTY,
    ) -> Change:
        return Change(kind, message, old, new, breaks | find_broken(effect, position), frozenset({position}))


def _describe(parameter: Parameter) -> str:
    return f"{parameter.location} parameter {parameter.name!r}"


def _keyword_pointers(old: Node, new: Node, name: str) -> tuple[str, str]:
    found = [join(each.pointer, name) if name in each.data else each.pointer for each in (old, new)]
    return found[0], found[1]


def _style_differences(old: Parameter, new: Parameter) -> Iterator[tuple[str, Any, Any]]:
    styles = [_styles(each) for each in (old, new)]
    for name, before in styles[0].items():
        if before != styles[1][name]:
            yield name, before, styles[1][name]


def _styles(parameter: Parameter) -> dict[str, Any]:
    style = parameter.data.get("style", _DEFAULT_STYLES.get(parameter.location))
    explode = parameter.data.get("explode", style in ("form", "cookie"))
    if not _is_composite(parameter):
        explode = None  # it has an effect on arrays and objects only
    return {"style": style, "explode": explode, "allowReserved": parameter.data.get("allowReserved") is True}


def _is_composite(parameter: Parameter) -> bool:
    schema = parameter.schema
    return schema is None or not {"string", "integer", "number", "boolean"} >= _types(schema)


def _types(schema: Node) -> set[str]:
    named = schema.data.get("type")
    return {named} if isinstance(named, str) else set(named) if isinstance(named, list) else {"array"}


def _media_types(owner: Node) -> dict[str, Media]:
    """Return the media types of a body by their names in lower case, without a character set."""
    content = owner.data.get("content")
    found: dict[str, Media] = {}
    for name in content if isinstance(content, Mapping) else ():
        essence = media_type_essence(name)
        key = essence if essence not in found else name.lower()
        found[key] = owner.child("content", name).as_kind(Media)
    return found


def _responses(operation: Node) -> dict[str, Node]:
    documented = operation.data.get("responses")
    return {
        status if status == "default" else str(status).upper(): operation.child("responses", status)
        for status in (documented if isinstance(documented, Mapping) else ())
        if not str(status).startswith("x-")
    }


def _headers(response: Node) -> dict[str, tuple[str, Node]]:
    documented = response.data.get("headers")
    names = [name for name in (documented if isinstance(documented, Mapping) else ()) if name.lower() != "content-type"]
    return {name.lower(): (name, response.child("headers", name)) for name in names}


def _find_covering(responses: Mapping[str, Node], status: str) -> Node | None:
    """Return the response that documents a status, which it does not name itself, by its range or as the default."""
    if status == "default":
        return None
    in_range = responses.get(f"{status[0]}XX")
    if in_range is not None:
        return in_range
    default = responses.get("default")
    has_success = any(each[0] == "2" for each in responses)
    return None if default is None or (status[0] == "2" and has_success) else default


def _is_error(status: str) -> bool:
    return status[0] in "45"


def with_operations(changes: Iterable[Change], *names: str) -> Iterator[Change]:
    """Yield changes as those of some operations."""
    return (replace(each, operations=names) for each in changes)
