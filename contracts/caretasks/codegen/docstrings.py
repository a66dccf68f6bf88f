"""The docstrings of a client's methods, from what the spec says of their operations."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from openapi_python_client.strings import safe_for_docstring

from caretasks.client.errors import status_error
from caretasks.codegen.derived_methods import IteratorView, WaiterView
from caretasks.codegen.operation_view import OperationView
from caretasks.codegen.operations.parameters import Argument
from caretasks.codegen.property_readers import text_of
from caretasks.openapi.document import Response

_WIDTH = 100
_LIST_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s")
_BLANK_LINES = re.compile(r"\n\s*\n")
_FENCES = ("```", "~~~")
_OPTIONS = {
    "accept": "the media type to request; it decides what is returned.",
    "content_type": "the media type of the body (default: by the type of the body, JSON for a mapping).",
    "save_to": "a file, or its path, to write the body of the response to; then None is returned.",
}


def docstring(view: OperationView) -> str:
    """Return the docstring of a method, without its quotes: summary, arguments, return value, errors, source."""
    return "\n".join(_lines(view)).strip()


def quoted(text: str) -> str:
    """Return a docstring of that text, which is safe for one; nothing if it is blank."""
    text = text.strip()
    end = "\n" if "\n" in text else " " if text.endswith('"') else ""
    return f'"""{text}{end}"""' if text else ""


def _lines(view: OperationView) -> Iterator[str]:
    node = view.operation.data
    summary = str(node.get("summary") or f"{view.operation.method.upper()} {view.operation.path}")
    yield from _titled(summary, node.get("description"))
    yield ""
    yield "Args:"
    yield from _argument_items(view.path)
    if view.bodies:
        yield from _item("body", _body_summary(view))
    yield from _argument_items(view.keywords)
    for option in view.options:
        yield from _item(option, _OPTIONS[option])
    yield from _item("timeout", "seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.")
    yield from _item("headers", "additional headers for this request.")
    if view.body_keywords:
        yield from _item("**body_keywords", "the properties of the body, instead of `body`.")
    yield ""
    yield "Returns:"
    described = [view.operation.responses[each.status].data.get("description", "") for each in view.successes]
    text = "; ".join(dict.fromkeys(filter(None, (_unpunctuated(each) for each in described))))
    yield from _wrapped(_sentence(text or "The response"), 4)
    yield ""
    yield "Raises:"
    yield from _item("ConfigurationError", "the API key or an account is missing; nothing was sent.")
    for response in view.operation.responses.values():
        if not response.is_success or response.status == "default":
            yield from _item(_error_of(response), f"{response.status}: {_described(response)}")
    yield from _item("ApiStatusError", "any other response that is not a documented success.")
    yield from _item("ResponseDecodeError", "the response is a success that cannot be decoded.")
    if view.operation.is_write:
        yield from _item("OutcomeUnknownError", "the request was sent, and its outcome is unknown.")
    yield from _item("httpx.TransportError", "no response was received.")
    page = view.operation.documentation_url
    if page:
        read_on = node.get("x-documented-on")
        yield ""
        yield from _wrapped(f"Documented at {page}" + (f" (read on {read_on})" if read_on else ""), 0)


def iterator_docstring(iterator: IteratorView) -> str:
    """Return the docstring of an iterator, without its quotes."""
    return "\n".join(_iterator_lines(iterator))


def _iterator_lines(iterator: IteratorView) -> Iterator[str]:
    view = iterator.view
    yield from _wrapped(f"Iterate over the items of `{view.method}`, on all pages.", 0)
    yield ""
    yield from _wrapped(
        "Nothing is sent before the first item is requested, and one page is read at a time. If items are added or "
        "removed meanwhile, others may be returned twice or not at all.",
        0,
    )
    yield ""
    yield "Args:"
    yield from _argument_items((*view.path, *iterator.keywords))
    yield from _item("max_pages", "the maximum number of pages to read (default: no limit).")
    yield from _item("max_items", "the maximum number of items to return (default: no limit).")
    yield from _item("timeout", "seconds, or a `caretasks.client.Timeout`, for each request instead of the client's.")
    yield from _item("headers", "additional headers for each request.")
    yield ""
    yield "Raises:"
    yield from _item("ValueError", "`max_pages` or `max_items` is not a positive integer.")
    yield from _item("PaginationError", "a page repeats an earlier one, or has no array of items.")
    yield from _item("ApiError", f"`{view.method}` has failed, with the error that it raises.")


def waiter_docstring(waiter: WaiterView) -> str:
    """Return the docstring of a wait, without its quotes."""
    return "\n".join(_waiter_lines(waiter))


def _waiter_lines(waiter: WaiterView) -> Iterator[str]:
    view, values = waiter.view, ", ".join(waiter.status.values)
    yield from _titled(
        f"Call `{view.method}` until the status is final: {values}", view.operation.data.get("description")
    )
    yield ""
    if "*" in waiter.status.pointer:
        yield from _wrapped(
            "Only the items in a response are considered: there must be at least one, and all must be final.",
            0,
        )
        yield ""
    yield from _wrapped(
        "The requests are sent less and less often, and not before the time that a `Retry-After` header sets. An "
        "undocumented status and a transient error (no response, 408, 425, 429 or 5xx) do not end the wait.",
        0,
    )
    yield ""
    yield "Args:"
    yield from _argument_items((*view.path, *view.keywords))
    yield from _item("timeout", "seconds for the whole wait, requests included.")
    yield from _item("interval", "seconds before the second request.")
    yield from _item("headers", "additional headers for each request.")
    yield ""
    yield "Returns:"
    yield from _wrapped(f"What `{view.method}` returned last.", 4)
    yield ""
    yield "Raises:"
    yield from _item("ValueError", "`timeout` or `interval` is not a positive number.")
    yield from _item("WaitTimeoutError", "the status was not final in time; `last` is the last response.")
    yield from _item("ApiError", f"`{view.method}` has failed for another reason, with the error that it raises.")


def _argument_items(arguments: Iterable[Argument]) -> Iterator[str]:
    for argument in arguments:
        more = ""
        if argument.account is not None:
            more = " (default: that of the client)"
        elif argument.default not in (None, "UNSET"):
            more = f" (default: {argument.default})"
        yield from _item(argument.name, _sentence(_unpunctuated(argument.summary) + more if more else argument.summary))


def _described(response: Response) -> str:
    return _sentence(response.data.get("description", ""))


def _error_of(response: Response) -> str:
    status = response.status
    if status.isdigit():
        code = int(status)
        if 200 <= code <= 299:
            return "BusinessError"
        return status_error(code).__name__
    return "ServerError" if status == "5XX" else "ApiStatusError"


def _body_summary(view: OperationView) -> str:
    schema = None if view.operation.body is None else view.operation.body.schema
    described = None if schema is None else schema.data.get("description")
    described = described or view.operation.child("requestBody").data.get("description")
    names = "a mapping by the names in the spec, whose values may be UUIDs, dates, datetimes and enums"
    mapping = f"the model, a pydantic model, or {names}" if "Mapping" in (view.body or "") else ""
    return _sentence("; ".join(filter(None, (_unpunctuated(described or ""), mapping))) or "the body of the request")


def _unpunctuated(text: object) -> str:
    return str(text).strip().rstrip(".").rstrip()


def _sentence(text: object) -> str:
    """Return a text with a period at its end, unless it ends with another punctuation mark."""
    text = _unpunctuated(text)
    return text if text.endswith(("!", "?", ":")) else text + "."


def titled(title: object, description: object) -> str:
    """Return the text of a docstring: a line, and the description, unless that says the same."""
    return "\n".join(_titled(text_of(title or ""), text_of(description or ""))).strip()


def _titled(title: object, description: object) -> Iterator[str]:
    yield from _wrapped(_sentence(title or ""), 0) if title else ()
    if description and _unpunctuated(description) != _unpunctuated(title):
        yield ""
        yield from _paragraphs(str(description))


def _paragraphs(description: str) -> Iterator[str]:
    """Yield the lines of a Markdown text: paragraphs and items of lists are wrapped, code and tables are not."""
    pending: list[str] = []
    in_code = False
    for line in _BLANK_LINES.sub("\n\n", description.strip()).splitlines():
        is_fence = line.lstrip().startswith(_FENCES)
        if in_code or is_fence or line.lstrip().startswith(("#", "|")) or not line.strip():
            yield from _paragraph(pending)
            pending = []
            yield safe_for_docstring(line.rstrip())
        elif _LIST_ITEM.match(line):
            yield from _paragraph(pending)
            pending = [line]
        else:
            pending.append(line)
        in_code ^= is_fence
    yield from _paragraph(pending)


def _paragraph(lines: list[str]) -> list[str]:
    is_item = bool(lines) and _LIST_ITEM.match(lines[0]) is not None
    return _wrapped(" ".join(lines), 0, hanging=2 if is_item else 0)


def _item(name: str, text: str) -> list[str]:
    return _wrapped(f"{name}: {text}", 4, hanging=8)


def _wrapped(text: Any, indent: int, hanging: int | None = None) -> list[str]:
    words = " ".join(safe_for_docstring(str(text)).split())
    hanging = indent if hanging is None else hanging
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def wrap_list(lines: Iterable[str]) -> str:
    """Return lines of a docstring, wrapped; those after the first line of an item are indented."""
    wrapped = (_wrapped(line, 0, hanging=2 if line.startswith("-") else 0) or [""] for line in lines)
    return "\n".join(part for parts in wrapped for part in parts)
