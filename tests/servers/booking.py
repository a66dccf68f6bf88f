"""A server with rules that its spec (`tests/conformance/specs/booking`) cannot express.

It is correct: each rejection has a documented status. A fault makes it reject a value that the spec allows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from tests import servers

Fault = Callable[[dict[str, Any]], bool]
"""A function that returns whether to reject a valid body with 422."""

FORM = "application/x-www-form-urlencoded"
_NUMBERS = {"repeats": (1, 52), "min_minutes": (0, 600), "max_minutes": (0, 600)}
_STRINGS = ("patient_id", "time_zone", "email", "mobile", "reason")
_ZONES = available_timezones() or {"Europe/Rome", "UTC"}


class Booking:
    """A server with bookings in memory.

    Args:
        fault: Rejects requests that the spec and the rules allow.
        max_bookings: Number of bookings that an account may have.
        patient_id: The ID of the only patient.
        faulty_media_type: The media type of the bodies that have the fault; by default all.
    """

    def __init__(
        self,
        fault: Fault = lambda body: False,
        max_bookings: int = 1_000_000,
        patient_id: str = "patient-1",
        faulty_media_type: str = "",
    ) -> None:
        self._fault = fault
        self._max_bookings = max_bookings
        self._patient_id = patient_id
        self._faulty_media_type = faulty_media_type
        self._count = 0
        self._first = {
            "id": "booking-1",
            "patient_id": "patient-1",
            "start": "2026-03-01T09:00:00Z",
            "end": "2026-03-01T10:00:00Z",
            "kind": "visit",
        }
        self._bookings: dict[str, dict[str, Any]] = {"booking-1": self._first}
        self._canceled: set[str] = set()

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> servers.Response:
        """Return the response to a request."""
        if headers.get("X-Key") != servers.KEY:
            return 401, {"error": "key"}
        if path == "/bookings" and method == "GET":
            return self._list(query)
        if path == "/bookings" and method == "POST":
            return self._create(body, str(headers.get("Content-Type")))
        if path.startswith("/bookings/") and method in ("GET", "DELETE"):
            return self._read_or_cancel(method, path.removeprefix("/bookings/"))
        return (405 if path == "/bookings" or path.startswith("/bookings/") else 404), {"error": "path"}

    def _list(self, query: Any) -> servers.Response:
        try:
            first, last = (datetime.fromisoformat(query.get(name, [day])[0]) for name, day in _DAYS)
            limit = int(query.get("limit", ["10"])[0])
        except ValueError:
            return 422, {"error": "malformed"}
        if any(len(query.get(name, [day])[0]) != 10 for name, day in _DAYS) or not 1 <= limit <= 50:
            return 422, {"error": "malformed"}
        if last < first or (last - first).days > 366:
            return 422, {"error": "period"}
        return 200, {"data": list(self._bookings.values())[:limit]}

    def _read_or_cancel(self, method: str, id_: str) -> servers.Response:
        if id_ in self._canceled:
            return (410 if method == "DELETE" else 404), {"error": "canceled"}
        if id_ not in self._bookings:
            return 404, {"error": "unknown"}
        if method == "GET":
            return 200, self._bookings[id_]
        del self._bookings[id_]
        self._canceled.add(id_)
        return 204, None

    def _create(self, body: Any, media_type: str) -> servers.Response:
        if media_type == FORM and isinstance(body, dict):
            body = _form_values(body)
        if not _is_valid(body):
            return 400, {"error": "invalid"}
        for is_broken, status in (
            (body["patient_id"] != self._patient_id, 404),
            (_time(body["end"]) <= _time(body["start"]), 422),
            (body.get("time_zone", "UTC") not in _ZONES, 422),
            ("@" not in body.get("email", "@") or not ("email" in body or "mobile" in body), 422),
            (not body.get("mobile", "+12025550123").startswith("+"), 422),
            (body["kind"] == "series" and body.get("repeats") is None, 422),
            (body.get("min_minutes", 0) > body.get("max_minutes", 600), 422),
            (len(self._bookings) >= self._max_bookings, 422),
        ):
            if is_broken:
                return status, {"error": "rule"}
        if media_type.startswith(self._faulty_media_type) and self._fault(body):
            return 422, {"error": "fault"}
        self._count += 1
        booking = {**body, "id": f"new-{self._count}"}
        self._bookings[booking["id"]] = booking
        return 201, booking


_DAYS = (("from", "2026-03-01"), ("to", "2026-03-31"))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.upper().replace(":60", ":59"))


def _form_values(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the values of the fields of a form, which are strings, or lists of them."""
    values = dict(fields)
    for name in _NUMBERS.keys() & fields.keys():
        if name == "repeats" and not fields[name]:
            values[name] = None
        elif isinstance(fields[name], str) and fields[name].isdecimal():
            values[name] = int(fields[name])
    if isinstance(fields.get("tags"), str):
        values["tags"] = [fields["tags"]]
    return values


def _is_valid(body: Any) -> bool:
    if not isinstance(body, dict) or not {"patient_id", "start", "end", "kind"} <= body.keys():
        return False
    nullable = {"reason", "tags", "repeats"}
    given = {name: value for name, value in body.items() if not (name in nullable and value is None)}
    try:
        for name in ("start", "end"):
            if len(given[name]) < 20 or _time(given[name]).tzinfo is None:
                return False
    except (TypeError, ValueError, AttributeError):
        return False
    return (
        given["kind"] in ("visit", "call", "series")
        and all(isinstance(given.get(name, ""), str) for name in _STRINGS)
        and len(given.get("reason", "")) <= 200
        and isinstance(given.get("tags", []), list)
        and all(isinstance(tag, str) for tag in given.get("tags", []))
        and all(
            isinstance(given.get(name, low), int | float)
            and not isinstance(given.get(name), bool)
            and given.get(name, low) == int(given.get(name, low))
            and low <= given.get(name, low) <= high
            for name, (low, high) in _NUMBERS.items()
        )
    )
