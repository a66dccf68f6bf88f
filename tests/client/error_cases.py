"""Which class of errors each status has, and documented error bodies, for the tests of errors and responses."""

from __future__ import annotations

from typing import Any

from tests.client.calls import CLINIC_TASK, FRONT_DESK, RUN_TASKS, Call
from tests.client.driving import package

CLASS_OF_STATUS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "ServerError",
    501: "ServerError",
    502: "ServerError",
    503: "ServerError",
    504: "ServerError",
    520: "ServerError",
    599: "ServerError",
}
NO_CLASS_OF_THEIR_OWN = [300, 304, 402, 405, 410, 418, 451, 499, 600, 999]
TREE = [*dict.fromkeys(CLASS_OF_STATUS.values()), "BusinessError"]


# Text that a vendor may send, and that no error may contain.
VENDOR_TEXT = "Robin Sample, +12025550143"


DOCUMENTED_ERRORS: list[tuple[Call, int, dict[str, Any]]] = [
    (FRONT_DESK, 422, {"detail": {"type": "value_error", "message": "What was wrong", "param": "title"}}),
    (RUN_TASKS, 404, {"status_code": 404, "message": "What was wrong"}),
    (CLINIC_TASK, 404, {"code": "not_found", "message": "What was wrong", "trace_id": "t-1"}),
]


def classes(error: Exception, api: str) -> list[str]:
    """Return the names of the subclasses of `ApiStatusError` that an error is an instance of."""
    return [name for name in TREE if isinstance(error, getattr(package(api), name))]
