"""Servers that are not ours, written from the vendors' facts alone, with nothing but the standard library.

They know the things that the vendors' pages show, keep what is created, and refuse what the pages forbid, each in its
own manner. What a check finds broken here is a false alarm.
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

KEY = "the-key"
Answer = tuple[int, Any]
"""A status, and the JSON data of the body."""
Server = Callable[[str, str, Any, Any, Any], Answer]
"""What answers a method, a path, a query, headers and the JSON data of a body."""
Fits = Callable[[Any], bool]

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def text(value: Any) -> bool:
    return isinstance(value, str)


def a_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_DATE.fullmatch(value)) and bool(datetime.strptime(value, "%Y-%m-%d"))
    except ValueError:
        return False


def moment(value: Any) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        return bool(datetime.fromisoformat(value.upper().replace(":60", ":59")))
    except ValueError:
        return False


def one_of(*words: str) -> Fits:
    return lambda value: isinstance(value, str) and value in words


def nullable(fits: Fits) -> Fits:
    return lambda value: value is None or fits(value)


def list_of(fits: Fits, least: int = 0) -> Fits:
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(fits, value))


def filled(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def fields(required: Mapping[str, Fits], **optional: Fits) -> Fits:
    """An object with these fields and any others."""

    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and required.keys() <= value.keys()
            and all(fits(value[name]) for name, fits in {**required, **optional}.items() if name in value)
        )

    return fits


ADDRESS = fields({}, **dict.fromkeys(("street_name", "city", "state", "postal_code", "country_code"), text))
REFERRAL = fields({}, address=ADDRESS, **dict.fromkeys(("name", "npi", "specialty", "facility", "phone_number"), text))
TASK_DATA = fields(
    {},
    timeframe_availability=text,
    speciality_preferences=text,
    additional_context=text,
    previous_visits=list_of(fields({}, purpose=text, date=date, outcome=text)),
    patient_status=text,
    has_referral=flag,
    referral=REFERRAL,
    is_rescheduling=flag,
    existing_appointment=nullable(lambda value: isinstance(value, dict)),
    reschedule_reason=nullable(text),
)
CALL_REQUEST = fields(
    {
        "task_type": one_of("SCHEDULE_APPOINTMENT", "VERIFY_INSURANCE", "REIMBURSEMENT", "CUSTOM_TASK"),
        "task": text,
        "phone_number": lambda value: isinstance(value, str) and bool(_E164.fullmatch(value)),
        "project_id": a_uuid,
        "patient_id": a_uuid,
    },
    task_data=TASK_DATA,
)
DESK_REQUEST = fields(
    {
        "title": filled,
        "description": filled,
        "assigned_user_ids": list_of(text, 1),
        "created_by_id": text,
        "deadline": moment,
    },
    tags=nullable(list_of(text)),
    status=text,
    priority=text,
    **dict.fromkeys(("call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type"), nullable(text)),
)
LINKS = ("call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type")


class MiraMace:
    """Two calls were made for the task of the page; new tasks have none."""

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

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Answer:
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 403, {"error": "who is there?"}
        if method == "POST" and path == "/v1/task":
            if not CALL_REQUEST(body):
                return 400, {"error": "invalid"}
            return 200, {"id": self.create(body)}
        if method == "GET" and (found := re.fullmatch(r"/v1/task/([^/]+)", path)):
            flags = {}
            for name in ("include_transcript", "include_all_calls"):
                value = query.get(name, ["false"])
                if value not in (["true"], ["false"]):
                    return 400, {"error": name}
                flags[name] = value == ["true"]
            if not a_uuid(found[1]):
                return 400, {"error": "no uuid"}
            task = self.tasks.get(found[1].lower())
            return (404, {"error": "unknown"}) if task is None else (200, self.shown(task, **flags))
        return 404, {"error": "no such path"}

    def create(self, body: Any) -> str:
        created = str(uuid.uuid4())
        kept = {name: body[name] for name in ("task_type", "task", "project_id", "patient_id")}
        self.tasks[created] = {"id": created, "status": "PENDING", "calls": [], **kept}
        return created

    def shown(self, task: dict[str, Any], *, include_transcript: bool, include_all_calls: bool) -> dict[str, Any]:
        calls = task["calls"] if include_all_calls else task["calls"][-1:]
        if not include_transcript:
            calls = [{name: value for name, value in call.items() if name != "transcripts"} for call in calls]
        return {**task, "calls": calls, "has_more_calls": len(calls) < len(task["calls"])}


class Solum:
    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Answer:
        if headers.get("X-API-Key") != KEY:
            return 401, {"detail": {"message": "no key"}}
        if (method, path) != ("POST", "/v1/tasks"):
            return 404, {"detail": {"message": "no such path"}}
        if not DESK_REQUEST(body):
            return 422, {"detail": {"message": "invalid", "type": "validation_error"}}
        return 201, self.create(body)

    def create(self, body: Any) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat()
        kept = {name: body[name] for name in ("title", "description", "created_by_id")}
        deadline = body["deadline"]
        if ":60" not in deadline:
            with suppress(OverflowError):  # at the ends of time it stays in its own offset
                deadline = datetime.fromisoformat(deadline.upper()).astimezone(UTC).isoformat()
        return {
            **kept,
            **{name: body.get(name) for name in LINKS},
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


class Unpod:
    known = ("8KZRTQP7BNW5XEDLORYUHMJC", "R40fe5eface1511f082ac156368e7acc4")

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Answer:
        found = re.fullmatch(r"/api/v2/platform/spaces/([^/]+)/runs/([^/]+)/tasks/", path)
        if headers.get("Authorization") != f"Token {KEY}":
            return 401, {"status_code": 401, "message": "Invalid token."}
        if found is None or method != "GET":
            return 404, {"message": "Not found."}
        if "Org-Handle" not in headers:
            return 400, {"status_code": 400, "message": "Org-Handle header is required."}
        if tuple(map(unquote, found.groups())) != self.known:
            return 404, {"status_code": 404, "message": "No such run."}
        tasks = self.tasks()
        return 200, {"count": len(tasks), "status_code": 200, "message": "ok", "data": tasks}

    def tasks(self) -> list[dict[str, Any]]:
        return [{"task_id": "T1", "run_id": self.known[1], "status": "completed", "output": {"duration": 12.5}}]


class MaxCare:
    known = "a1b2c3d4-5678-4abc-9def-0123456789ab"

    def __call__(self, method: str, path: str, query: Any, headers: Any, body: Any) -> Answer:
        found = re.fullmatch(r"/v2/tasks/([^/]+)", path)
        if headers.get("Authorization") != f"Bearer {KEY}":
            return self.error(401, "unauthorized")
        if found is None or method != "GET":
            return self.error(404, "not_found")
        if "X-Organization-Id" not in headers:
            return self.error(400, "bad_request")
        if unquote(found[1]) != self.known:
            return self.error(404, "not_found") if a_uuid(unquote(found[1])) else self.error(400, "bad_request")
        return 200, {"code": "success", "data": self.task()}

    def task(self) -> dict[str, Any]:
        return {
            "id": self.known,
            "status": "completed",
            "syncStatus": "synced",
            "notes": "",
            "ehrType": "ezderm",
            "assignedProviders": [],
            "createdAt": "2026-03-20 18:35:10.209452+00",
            "updatedAt": "2026-03-20 18:35:10.209452+00",
        }

    def error(self, status: int, code: str) -> Answer:
        return status, {"code": code, "message": "no", "trace_id": uuid.uuid4().hex}


class FullMiraMace(MiraMace):
    """Says all that the page shows of a task and its calls; what is created has a call as well."""

    def __init__(self) -> None:
        super().__init__()
        for task in self.tasks.values():
            self.fill(task)

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
    def create(self, body: Any) -> dict[str, Any]:
        return {**super().create(body), "external_message_ids": {"mail": "1"}}


class FullUnpod(Unpod):
    def tasks(self) -> list[dict[str, Any]]:
        output = {
            "call_id": "C1",
            "start_time": "2026-02-07T05:58:02",
            "end_time": "2026-02-07T05:58:49",
            "recording_url": "https://recordings.example.com/1",
            "transcript": [{"role": "user", "content": "Yes."}],
            "post_call_data": {"summary": {"text": "Confirmed."}},
            "call_type": "outbound",
            "call_status": "completed",
        }
        more = {
            "_id": "1",
            "thread_id": None,
            "user_info": {"email": "robin@example.com", "full_name": "Robin Sample"},
            "task": {"objective": "Remind"},
            "input": {"name": "Robin"},
            "assignee": "reminder",
            "execution_type": "call",
            "created": "2026-02-07T05:57:45",
            "modified": "2026-02-07T05:57:45",
        }
        (task,) = super().tasks()
        return [{**task, **more, "output": {**task["output"], **output}}, {**task, **more, "thread_id": "7"}]


class FullMaxCare(MaxCare):
    def task(self) -> dict[str, Any]:
        names = ("firstName", "lastName", "displayFirstName", "displayLastName", "username", "individualNpi")
        provider = {"id": "P1", "roles": ["Physician"], "canFinalize": True, "canCosign": False}
        providers = [{**provider, **dict.fromkeys(names)}, {**provider, **dict.fromkeys(names, "x")}]
        return {**super().task(), "noteId": "N1", "assignedProviders": providers}


SERVERS: dict[str, Callable[[], Server]] = {
    "maxcare": MaxCare,
    "miramace": MiraMace,
    "solum": Solum,
    "unpod": Unpod,
}
"""Those that say no more than they have to."""
FULL: dict[str, Callable[[], Server]] = {
    "maxcare": FullMaxCare,
    "miramace": FullMiraMace,
    "solum": FullSolum,
    "unpod": FullUnpod,
}
"""Those that say all that is documented."""
BASE_PATHS = {"maxcare": "/v2"}


@dataclass(frozen=True)
class Body:
    """A body that comes in another way than as plain JSON.

    Attributes:
        data: what it says, as JSON data.
        headers: headers in place of the usual ones; None takes one away.
        content: what is sent in place of the data.
    """

    data: Any = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    content: bytes | None = None


@contextmanager
def serving(
    api: str,
    change: Callable[[Any, Answer], Answer] = lambda handler, answer: answer,
    server: Server | None = None,
    protocol: str = "HTTP/1.1",
) -> Iterator[str]:
    """The server of an API on a free port of this machine: where it is. `change` may spoil its answers."""
    answer = SERVERS[api]() if server is None else server

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol
        wbufsize = -1  # an answer is sent in one piece

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            self.content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                body = json.loads(self.content) if self.content else None
            except ValueError:
                body = None
            query = parse_qs(parts.query, keep_blank_values=True)
            path = parts.path.partition("?")[0]
            status, said = change(self, answer(self.command, path, query, self.headers, body))
            self.say(status, said if isinstance(said, Body) else Body(said))

        def say(self, status: int, said: Body) -> None:
            sent = json.dumps(said.data).encode() if said.content is None else said.content
            headers = {"Content-Type": "application/json", "Content-Length": str(len(sent)), **said.headers}
            if headers.get("Content-Encoding") == "gzip":
                sent = gzip.compress(sent)
                headers["Content-Length"] = str(len(sent))
            if headers.get("Transfer-Encoding") == "chunked":
                half = len(sent) // 2
                sent = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (sent[:half], sent[half:]) if part)
                sent += b"0\r\n\r\n"
                headers["Content-Length"] = None
            self.send_response(status)
            for name, value in headers.items():
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(sent)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = handle_any  # noqa: N815 - so named by http.server
        do_QUERY = handle_any  # noqa: N815 - likewise

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
