# Generated from specs/miramace/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Do not edit; run `make regenerate`.
"""The webhooks of Mira Mace."""

from caretasks.client.tracebacks import hides_locals as _hides_locals
from caretasks.client.workflows import webhooks as _webhooks

from .errors import InvalidWebhookError as _InvalidWebhookError
from .models import WebhookPayload

_PAYLOADS: dict[str, type[WebhookPayload]] = {
    "task.completed": WebhookPayload,
    "call.completed": WebhookPayload,
}


@_hides_locals
def parse_webhook(body: bytes | bytearray | str) -> WebhookPayload:
    """Return the payload of a webhook: task.completed, call.completed.

    Nothing authenticates the sender: anyone who knows your URL can send such a payload. Read the resource that it names
    with the client before you act on it. Unknown properties are kept in `additional_properties`.

    Args:
        body: the body of the request, as it was received; at most 1 MiB.

    Raises:
        InvalidWebhookError: the body is too large, is not a JSON object, or differs from the spec.
        TypeError: the body is neither bytes nor a string.
    """
    return _webhooks.parse_payload(body, _PAYLOADS, _InvalidWebhookError)
