"""Independent servers that conform to the documented facts of each vendor.

They share no code with the mock server and use only the standard library. They have the documented example resources,
store what is created, and reject invalid requests. A failure that a check reports for one of them is a false alarm.
"""

from __future__ import annotations

import gzip
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests import servers
from tests.servers.unpod import FullUnpod, Unpod

KEY = servers.KEY
Response = servers.Response
Server = Callable[[str, str, Any, Any, Any], Response]
"""Returns the response to a method, a path, a query, headers and the JSON data of a body."""
Predicate = Callable[[Any], bool]

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def is_string(value: Any) -> bool:
    return isinstance(value, str)


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def is_uri(value: Any) -> bool:
    return isinstance(value, str) and bool(_URI.fullmatch(value))


def is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_DATE.fullmatch(value)) and bool(datetime.strptime(value, "%Y-%m-%d"))
    except ValueError:
        return False


def is_date_time(value: Any) -> bool:
    if not isinstance(value, str) or not _DATE_TIME.fullmatch(value):
        return False
    try:
        return bool(datetime.fromisoformat(value.upper().replace(":60", ":59")))
    except ValueError:
        return False


def is_one_of(*words: str) -> Predicate:
    return lambda value: isinstance(value, str) and value in words


def is_null_or(predicate: Predicate) -> Predicate:
    return lambda value: value is None or predicate(value)


def is_list_of(predicate: Predicate, min_items: int = 0) -> Predicate:
    return lambda value: isinstance(value, list) and len(value) >= min_items and all(map(predicate, value))


def is_non_empty_string(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def is_object_with(required: Mapping[str, Predicate], **optional: Predicate) -> Predicate:
    """Return a predicate for objects with these properties and any others."""

    def is_valid(value: Any) -> bool:
        predicates = {**required, **optional}
        return (
            isinstance(value, dict)
            and required.keys() <= value.keys()
            and all(predicate(value[name]) for name, predicate in predicates.items() if name in value)
        )

    return is_valid


def is_phone_number(value: Any) -> bool:
    return isinstance(value, str) and bool(_E164.fullmatch(value))


def is_email(value: Any) -> bool:
    return isinstance(value, str) and bool(_EMAIL.fullmatch(value))


def is_index(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == int(value)


def with_strings(*names: str) -> dict[str, Predicate]:
    return dict.fromkeys(names, is_string)


is_address = is_object_with(with_strings("street_name", "city", "state", "postal_code", "country_code"))
is_provider = is_object_with(
    {}, address=is_address, phone_number=is_phone_number, **with_strings("name", "npi", "specialty", "facility")
)
is_insurance = is_object_with(
    {},
    **with_strings("company_name", "member_id", "group_number", "plan_name"),
    phone_number=is_null_or(is_phone_number),
    relationship_to_subscriber=is_one_of("RELATIONSHIP_TO_SUBSCRIBER_UNSPECIFIED", "SELF", "SPOUSE", "DEPENDENT"),
    primary_subscriber=is_object_with({}, **with_strings("first_name", "last_name")),
)
TASK_DATA: dict[str, Predicate] = {
    "SCHEDULE_APPOINTMENT": is_object_with(
        {},
        **with_strings("timeframe_availability", "speciality_preferences", "additional_context", "patient_status"),
        previous_visits=is_list_of(is_object_with({}, purpose=is_string, date=is_date, outcome=is_string)),
        has_referral=is_boolean,
        referral=is_provider,
        is_rescheduling=is_boolean,
        existing_appointment=is_null_or(is_string),
        reschedule_reason=is_null_or(is_string),
    ),
    "VERIFY_INSURANCE": is_object_with(
        {},
        service=is_object_with({}, description=is_string, cpt_codes=is_list_of(is_string)),
        provider=is_provider,
        insurance=is_insurance,
        additional_context=is_string,
    ),
    "REIMBURSEMENT": is_object_with(
        {},
        **with_strings("reimbursement_status", "payment_details", "treatment_background", "treatment_data"),
        additional_context=is_string,
        case_info=is_object_with({}, number=is_string, created_at=is_date),
        bill=is_object_with(
            {},
            number=is_string,
            amount=is_string,
            phone_number=is_phone_number,
            address=is_object_with({}, **with_strings("street", "city", "state", "zip_code", "country")),
        ),
        primary_insurance=is_insurance,
        secondary_insurance=is_insurance,
        provider=is_provider,
    ),
    "CUSTOM_TASK": is_object_with(
        {},
        additional_context=is_string,
        questions_to_ask=is_list_of(is_object_with({"index": is_index, "question": is_string}, answer=is_string)),
    ),
}
is_valid_task = is_object_with(
    {
        "task_type": is_one_of(*TASK_DATA),
        "task": is_string,
        "phone_number": is_phone_number,
        "project_id": is_uuid,
        "patient_id": is_uuid,
    }
)


def is_valid_miramace_request(body: Any) -> bool:
    return is_valid_task(body) and ("task_data" not in body or TASK_DATA[body["task_type"]](body["task_data"]))


is_valid_patient = is_object_with(
    {
        **with_strings("first_name", "last_name"),
        "address": is_address,
        "project_id": is_uuid,
        "phone_number": is_phone_number,
    },
    email=is_email,
    date_of_birth=is_date,
    primary_care_provider=is_object_with({}, **with_strings("name", "practice")),
    insurance=is_object_with({}, **dict.fromkeys(("medical", "dental", "vision"), is_list_of(is_insurance))),
)
is_valid_solum_request = is_object_with(
    {
        "title": is_non_empty_string,
        "description": is_non_empty_string,
        "assigned_user_ids": is_list_of(is_string, 1),
        "created_by_id": is_string,
        "deadline": is_date_time,
    },
    tags=is_null_or(is_list_of(is_string)),
    status=is_string,
    priority=is_string,
    **dict.fromkeys(("call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type"), is_null_or(is_string)),
)
is_valid_webhook = is_object_with(
    {
        "url": lambda value: is_uri(value) and len(value) <= 2083,
        "event_types": is_list_of(
            is_one_of(
                "patient_created",
                "patient_stage_changed",
                "patient_updated",
                "patient_insurance_verification",
                "patient_verification_completed",
            )
        ),
    },
    description=is_null_or(is_string),
)
is_valid_maxcare_request = is_object_with(
    dict.fromkeys(("noteId", "providerId", "notes"), is_string), assigneeIds=is_list_of(is_string)
)
NULLABLE_LINKS = ("call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type")


PATIENT_ID = "123e4567-e89b-12d3-a456-426614174001"


class MiraMace:
    """The documented task has two calls; new tasks have none."""

    def __init__(self) -> None:
        call = {"status": "SUCCESS", "call_outcome": "Done", "transcripts": [{"role": "user", "content": "Yes."}]}
        known = "123e4567-e89b-12d3-a456-426614174002"
        self.tasks: dict[str, dict[str, Any]] = {
            known: {
                "id": known,
                "status": "IN_PROGRESS",
                "calls": [
                    {"id": str(uuid.UUID(int=1)), "created_at": "2025-01-01T00:00:00Z", **call},
                    {"id": str(uuid.UUID(int=2)), "created_at": "2025-01-02T00:00:00+00:00", **call},
                ],
            }
        }

        self.patients: dict[str, dict[str, Any]] = {PATIENT_ID: {"id": PATIENT_ID}}

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {"detail": "missing or invalid key"}
        if method == "POST" and path == "/v1/task":
            if not is_valid_miramace_request(body):
                return 400, {"detail": "invalid"}
            return 201, {"id": self.create(body)}
        if method == "POST" and path == "/v1/patient":
            if not is_valid_patient(body):
                return 400, {"detail": "invalid"}
            return 201, {"id": self.create_patient(body)}
        if method == "GET" and (found := re.fullmatch(r"/v1/(task|patient)/([^/]+)", path)):
            flags = {}
            for name in ("include_transcript", "include_all_calls"):
                value = query.get(name, ["false"])
                if value not in (["true"], ["false"]):
                    return 400, {"detail": name}
                flags[name] = value == ["true"]
            if not is_uuid(found[2]):
                return 400, {"detail": "not a UUID"}
            if found[1] == "patient":
                patient = self.patients.get(found[2].lower())
                return (404, {}) if patient is None else (200, patient)
            task = self.tasks.get(found[2].lower())
            return (404, {"detail": "unknown"}) if task is None else (200, self.task_view(task, **flags))
        return 404, {"detail": "no such path"}

    def create_patient(self, body: Any) -> str:
        created = str(uuid.uuid4())
        self.patients[created] = {"id": created}
        return created

    def create(self, body: Any) -> str:
        created = str(uuid.uuid4())
        stored = {name: body[name] for name in ("task_type", "task", "project_id", "patient_id")}
        self.tasks[created] = {"id": created, "status": "PENDING", "calls": [], **stored}
        return created

    def task_view(self, task: dict[str, Any], *, include_transcript: bool, include_all_calls: bool) -> dict[str, Any]:
        calls = task["calls"] if include_all_calls else task["calls"][-1:]
        if not include_transcript:
            calls = [{name: value for name, value in call.items() if name != "transcripts"} for call in calls]
        return {**task, "calls": calls, "has_more_calls": len(calls) < len(task["calls"])}


class Solum:
    """Lists the created tasks. It rejects the word null in a query, because it is not documented."""

    statuses = ("pending", "in_progress", "completed")
    priorities = ("low", "medium", "high", "urgent")

    def __init__(self) -> None:
        self.tasks: list[dict[str, Any]] = []

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if headers.get("X-API-Key") != KEY:
            return 401, {"detail": {"message": "no key"}}
        if (method, path) == ("GET", "/v1/tasks"):
            return self.list_tasks({name: values[-1] for name, values in query.items()})
        if (method, path) == ("POST", "/v1/webhooks"):
            return self.create_webhook(body) if is_valid_webhook(body) else self.invalid()
        if (method, path) != ("POST", "/v1/tasks"):
            return 404, {"detail": {"message": "no such path"}}
        if not is_valid_solum_request(body):
            return self.invalid()
        task = self.create(body)
        self.tasks.append(task)
        return 201, task

    def invalid(self) -> Response:
        return 422, {"detail": {"message": "invalid", "type": "validation_error"}}

    def list_tasks(self, query: dict[str, str]) -> Response:
        try:
            page, limit = int(query.get("page", "1")), int(query.get("limit", "50"))
        except ValueError:
            return self.invalid()
        is_documented = query.get("status", "pending") in self.statuses and query.get("priority") in (
            None,
            *self.priorities,
        )
        if page < 1 or not 1 <= limit <= 100 or not is_documented:
            return self.invalid()
        filters = {name: query[name] for name in ("patient_id", "status", "priority", "type") if name in query}
        found = [task for task in self.tasks if all(task[name] == value for name, value in filters.items())]
        start = (page - 1) * limit
        pagination = {"has_more": page * limit < len(found), "total": len(found), "page": page, "limit": limit}
        return 200, {"data": found[start : start + limit], "pagination": pagination}

    def create_webhook(self, body: Any) -> Response:
        subscription = {name: body[name] for name in ("url", "event_types")}
        times = {"created_at": None, "updated_at": None}
        return 201, {**subscription, **times, "id": str(uuid.uuid4()), "is_active": True, "company_id": "ours"}

    def create(self, body: Any) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat()
        stored = {name: body[name] for name in ("title", "description", "created_by_id")}
        deadline = body["deadline"]
        if ":60" not in deadline:
            with suppress(OverflowError):  # years 1 and 9999 cannot be converted
                deadline = datetime.fromisoformat(deadline.upper()).astimezone(UTC).isoformat()
        return {
            **stored,
            **{name: body.get(name) for name in NULLABLE_LINKS},
            "id": str(uuid.uuid4()),
            "tags": body.get("tags") or [],
            "deadline": deadline,
            "status": body.get("status", "pending"),
            "priority": body.get("priority", "medium"),
            "created_at": now,
            "updated_at": now,
            "company_id": "ours",
            "version": 1,
        }


class MaxCare:
    """Has one task of v2, and lists the created tasks of v4."""

    known_id = "a1b2c3d4-5678-4abc-9def-0123456789ab"

    def __init__(self) -> None:
        self.created: list[dict[str, Any]] = []

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if headers.get("Authorization") != f"Bearer {KEY}":
            return self.error(401, "unauthorized")
        if "X-Organization-Id" not in headers:
            return self.error(400, "bad_request")
        found = re.fullmatch(r"/v2/tasks/([^/]+)", path)
        if method == "GET" and found is not None:
            if unquote(found[1]) != self.known_id:
                return self.error(404, "not_found") if is_uuid(unquote(found[1])) else self.error(400, "bad_request")
            return 200, {"code": "success", "data": self.task()}
        match method, path:
            case "GET", "/v2/marketplace/me":
                return 200, {"code": "success", "data": self.app_context()}
            case "GET", "/v4/tasks":
                return self.list_tasks({name: values[-1] for name, values in query.items()})
            case "POST", "/v4/tasks":
                return self.create(body) if is_valid_maxcare_request(body) else self.error(400, "bad_request")
        return self.error(404, "not_found")

    def app_context(self) -> dict[str, Any]:
        return {}

    def list_tasks(self, query: dict[str, str]) -> Response:
        try:
            page, size = int(query.get("page", "1")), int(query.get("pageSize", "100"))
        except ValueError:
            return self.error(400, "bad_request")
        if page < 1 or not 1 <= size <= 100:
            return self.error(400, "bad_request")
        found = [task for task in self.created if self.matches(task, query)]
        start, pages = (page - 1) * size, -(-len(found) // size)
        pagination = {"page": page, "pageSize": size, "totalCount": len(found), "totalPages": pages}
        return 200, {"code": "success", "data": {"tasks": found[start : start + size], "pagination": pagination}}

    def matches(self, task: dict[str, Any], query: dict[str, str]) -> bool:
        providers = [provider["id"] for provider in task["assignedProviders"]]
        return (
            ("status" not in query or task["status"] in query["status"].split(","))
            and query.get("noteId") in (None, task.get("noteId"))
            and ("providerId" not in query or query["providerId"] in providers)
        )

    def create(self, body: Any) -> Response:
        created = {**self.task(), "id": f"tsk_{uuid.uuid4().hex}", "status": "not_started", "noteId": body["noteId"]}
        self.created.append(created)
        return 200, {"code": "success", "data": created}

    def task(self) -> dict[str, Any]:
        return {
            "id": self.known_id,
            "status": "completed",
            "syncStatus": "synced",
            "notes": "",
            "ehrType": "ezderm",
            "assignedProviders": [],
            "createdAt": "2026-03-20 18:35:10.209452+00",
            "updatedAt": "2026-03-20 18:35:10.209452+00",
        }

    def error(self, status: int, code: str) -> Response:
        return status, {"code": code, "message": "no", "trace_id": uuid.uuid4().hex}


class FullMiraMace(MiraMace):
    """Returns all documented properties of tasks and calls; created tasks have them too."""

    def __init__(self) -> None:
        super().__init__()
        for task in self.tasks.values():
            self.fill(task)
        address = dict.fromkeys(("street_name", "city", "state", "postal_code", "country_code"), "x")
        insurance = {
            **dict.fromkeys(("company_name", "member_id", "group_number", "plan_name"), "x"),
            "phone_number": None,
            "relationship_to_subscriber": "SELF",
            "primary_subscriber": {"first_name": "Robin", "last_name": "Sample"},
        }
        self.patients[PATIENT_ID] |= {
            "project_id": str(uuid.UUID(int=8)),
            "first_name": "Robin",
            "last_name": "Sample",
            "email": "robin@example.com",
            "date_of_birth": "1990-01-15",
            "phone_number": "+12025550143",
            "address": address,
            "primary_care_provider": {"name": "x", "practice": "x"},
            "insurance": {kind: [insurance] for kind in ("medical", "dental", "vision")},
            "created_at": "2025-01-01T00:00:00Z",
            "updated_at": "2025-01-03T00:00:00.5Z",
        }

    def create_patient(self, body: Any) -> str:
        created = super().create_patient(body)
        times = dict.fromkeys(("created_at", "updated_at"), "2025-01-01T00:00:00Z")
        self.patients[created] = {**times, **body, "id": created}
        return created

    def create(self, body: Any) -> str:
        created = super().create(body)
        self.fill(self.tasks[created])
        return created

    def fill(self, task: dict[str, Any]) -> None:
        more = {
            "project_id": str(uuid.UUID(int=8)),
            "patient_id": str(uuid.UUID(int=9)),
            "updated_at": "2025-01-03T00:00:00.5Z",
        }
        task.update({"task_type": "CUSTOM_TASK", "task": "Call", **more, "created_at": "2025-01-01T00:00:00Z", **task})
        task.update({"task_outcome": "Called"})
        for call in task["calls"]:
            call.update({**more, "recording_url": f"https://api.miramace.com/v1/call/{call['id']}/recording"})


class FullSolum(Solum):
    """Lists two tasks besides the created ones."""

    def __init__(self) -> None:
        super().__init__()
        body = {"title": "Call", "description": "Call back", "created_by_id": "c", "deadline": "2026-01-01T00:00:00Z"}
        more = {"patient_id": "p", "type": "vob", "status": "completed", "priority": "low", "tags": ["x"]}
        self.tasks = [self.create(body), self.create({**body, **more})]

    def create_webhook(self, body: Any) -> Response:
        status, subscription = super().create_webhook(body)
        times = dict.fromkeys(("created_at", "updated_at"), "2024-01-15T10:30:00Z")
        more = {"description": body.get("description"), "secret_key": f"whsec_{uuid.uuid4().hex}"}
        return status, {**subscription, **times, **more}

    def create(self, body: Any) -> dict[str, Any]:
        return {**super().create(body), "external_message_ids": {"mail": "1"}}


class FullMaxCare(MaxCare):
    """Lists two tasks of v4 besides the created ones."""

    def __init__(self) -> None:
        super().__init__()
        without_visit = {name: value for name, value in self.task().items() if name != "noteId"}
        self.created = [{**self.task(), "id": "tsk_1"}, {**without_visit, "id": "tsk_2", "status": "new"}]

    def app_context(self) -> dict[str, Any]:
        app = {"id": "app_1", "slug": "app", "liveVersionId": "ver_1"}
        return {"app": app, "organization": {"id": "org_1"}, "scopes": ["read:patients"]}

    def task(self) -> dict[str, Any]:
        names = ("firstName", "lastName", "displayFirstName", "displayLastName", "username", "individualNpi")
        provider = {"id": "P1", "roles": ["Physician"], "canFinalize": True, "canCosign": False}
        providers = [{**provider, **dict.fromkeys(names)}, {**provider, **dict.fromkeys(names, "x")}]
        return {**super().task(), "noteId": "N1", "assignedProviders": providers}


MINIMAL_SERVERS: dict[str, Callable[[], Server]] = {
    "maxcare": MaxCare,
    "miramace": MiraMace,
    "solum": Solum,
    "unpod": Unpod,
}
"""Servers that return only the required properties."""
FULL_SERVERS: dict[str, Callable[[], Server]] = {
    "maxcare": FullMaxCare,
    "miramace": FullMiraMace,
    "solum": FullSolum,
    "unpod": FullUnpod,
}
"""Servers that return all documented properties."""


@dataclass(frozen=True)
class Body:
    """A response body with headers or content other than plain JSON.

    Attributes:
        data: JSON data.
        headers: Headers that replace the default ones; None removes a header.
        content: Bytes to send instead of the data.
    """

    data: Any = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    content: bytes | None = None


def read_body(content: bytes, content_type: str) -> Any:
    """Return JSON data, or the fields of a form; None for any other body."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        fields = parse_qs(content.decode(), keep_blank_values=True)
        return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
    try:
        return json.loads(content) if content else None
    except ValueError:
        return None


@contextmanager
def run_server(
    api: str,
    change: Callable[[Any, Response], Response] = lambda handler, response: response,
    server: Server | None = None,
    protocol: str = "HTTP/1.1",
) -> Iterator[str]:
    """Run a server on a free loopback port and yield its origin.

    Args:
        api: The API.
        change: Returns the response to send for a request handler and the original response.
        server: The server; by default the minimal one of the API.
        protocol: The HTTP version.
    """
    respond = MINIMAL_SERVERS[api]() if server is None else server

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol
        wbufsize = -1  # send each response in one write

        def handle_request(self) -> None:
            parts = urlsplit(self.path)
            self.content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = read_body(self.content, self.headers.get("Content-Type", ""))
            query = parse_qs(parts.query, keep_blank_values=True)
            path = parts.path.partition("?")[0]
            status, data = change(self, respond(self.command, path, query, self.headers, body))
            self.send_json(status, data if isinstance(data, Body) else Body(data))

        def send_json(self, status: int, body: Body) -> None:
            content = json.dumps(body.data).encode() if body.content is None else body.content
            headers = {"Content-Type": "application/json", "Content-Length": str(len(content)), **body.headers}
            if headers.get("Content-Encoding") == "gzip":
                content = gzip.compress(content)
                headers["Content-Length"] = str(len(content))
            if headers.get("Transfer-Encoding") == "chunked":
                half = len(content) // 2
                content = b"".join(
                    b"%x\r\n%b\r\n" % (len(part), part) for part in (content[:half], content[half:]) if part
                )
                content += b"0\r\n\r\n"
                headers["Content-Length"] = None
            self.send_response(status)
            for name, value in headers.items():
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = handle_request  # noqa: N815 - the names that http.server requires
        do_QUERY = handle_request  # noqa: N815 - likewise

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()
