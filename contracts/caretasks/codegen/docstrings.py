"""The docstring of a client's method, from what the spec says of its operation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from openapi_python_client.strings import safe_for_docstring

from caretasks.client.errors import status_error
from caretasks.codegen.operation_view import SUCCESSES, OperationView
from caretasks.openapi.document import Response

_WIDTH = 100


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
    yield from _wrapped(summary.rstrip(".") + ".", 0)
    if node.get("description"):
        yield ""
        yield from _wrapped(node["description"], 0)
    yield ""
    yield "Args:"
    for argument in view.path:
        yield from _item(argument.name, argument.summary.rstrip(".") + ".")
    if view.bodies:
        yield from _item("body", _body_summary(view))
    for argument in view.keywords:
        more = ""
        if argument.account is not None:
            more = " (default: that of the client)"
        elif argument.default not in (None, "UNSET"):
            more = f" (default: {argument.default})"
        yield from _item(argument.name, f"{argument.summary.rstrip('.')}{more}.")
    yield from _item("timeout", "seconds, or an `httpx.Timeout`, for this request instead of the client's.")
    yield from _item("headers", "additional headers for this request.")
    if view.body_keywords:
        yield from _item("**body_keywords", "the properties of the body, instead of `body`.")
    yield ""
    yield "Returns:"
    described = [view.operation.responses[each.status].data.get("description", "") for each in view.successes]
    text = "; ".join(dict.fromkeys(filter(None, (str(each).rstrip(".") for each in described))))
    yield from _wrapped((text or "The response") + ".", 4)
    yield ""
    yield "Raises:"
    yield from _item("ConfigurationError", "the API key or an account is missing; nothing was sent.")
    for response in view.operation.responses.values():
        if response.status not in SUCCESSES:
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


def _described(response: Response) -> str:
    return str(response.data.get("description", "")).strip().rstrip(".") + "."


def _error_of(response: Response) -> str:
    status = response.status
    if status.isdigit():
        code = int(status)
        if 200 <= code <= 299:
            return "BusinessError"
        return status_error(code).__name__
    return "ServerError" if status == "5XX" else "ApiStatusError"


def _body_summary(view: OperationView) -> str:
    body = view.operation.body
    described = str(body.schema.data.get("description", "")) if body is not None and body.schema is not None else ""
    names = "a mapping by the names in the spec, whose values may be UUIDs, dates, datetimes and enums"
    mapping = f"the model, a pydantic model, or {names}" if "Mapping" in (view.body or "") else ""
    return "; ".join(filter(None, (described.rstrip("."), mapping))) + "."


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
