"""Parsing of webhooks, which a vendor sends to a server of the user. Anyone could send one, so each body is checked.

Unlike a response, a body that differs from the spec is rejected: it may be from anyone, and nothing is lost with it.
"""

import contextlib
from collections.abc import Mapping
from typing import Any, TypeVar

from ..decoding import Drift, is_object, parse_json
from ..errors import InvalidWebhookError
from ..model import Model

MAX_BYTES = 1024 * 1024

M = TypeVar("M", bound=Model[Any])


def parse_payload(
    body: bytes | bytearray | str, payloads: Mapping[str, type[M]], error: type[InvalidWebhookError]
) -> M:
    """Return the payload of a webhook.

    If the webhooks of an API have different models, that of a payload is the one of the webhook whose name is the value
    of any of its properties.

    Args:
        body: the body of the request; at most `MAX_BYTES`.
        payloads: the models of the payloads, by the names of the webhooks.
        error: the class of the error to raise.

    Raises:
        InvalidWebhookError: the body is too large, not a JSON object, not one of these webhooks, or it differs from its
            model. An unknown value of an enum is not a difference.
        TypeError: the body is neither bytes nor a string, such as an object that a framework has parsed.
    """
    if not isinstance(body, bytes | bytearray | str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"the body of a webhook must be bytes or str, got {type(body).__name__}")
    if len(body) > MAX_BYTES:  # a string has at least as many bytes as characters
        raise error({"": f"larger than {MAX_BYTES:,} bytes"})
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)
    if len(content) > MAX_BYTES:
        raise error({"": f"larger than {MAX_BYTES:,} bytes"})
    payload, problem = _parse_object(content)
    kind = _select_model(payload, payloads)
    if not problem and kind is None:
        problem = f"no property names one of the webhooks {', '.join(payloads)}"
    if problem or kind is None:
        raise error({"": problem})
    drift = Drift()
    model: M | None = None
    with contextlib.suppress(RecursionError):
        model = kind.from_dict(payload, drift)
    if model is None:
        raise error({"": "nested too deeply"})
    places = {pointer: str(each) for pointer, each in drift.found.items() if not each.is_unknown_value}
    if places:
        raise error(places)
    return model


def _parse_object(content: bytes) -> tuple[Mapping[str, Any], str]:
    """Return a JSON object, and an empty string or what is wrong. No exception, since that would contain the body."""
    try:
        value = parse_json(content)
    except ValueError:
        return {}, "not JSON"
    except RecursionError:
        return {}, "nested too deeply"
    return (value, "") if is_object(value) else ({}, "not a JSON object")


def _select_model(payload: Mapping[str, Any], payloads: Mapping[str, type[M]]) -> type[M] | None:
    if len(set(payloads.values())) == 1:
        return next(iter(payloads.values()))
    names = (value for value in payload.values() if isinstance(value, str))
    return next((payloads[name] for name in names if name in payloads), None)
