"""Stand-ins for tests: in this process, new for each test, with a clock that a test advances."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from anyio.from_thread import BlockingPortal, start_blocking_portal

from caretasks.core.strict_json import UnreadableError, decode
from caretasks.mock.app import build_app
from caretasks.mock.data_files import thing
from caretasks.mock.middleware.faults import Fault, Faults
from caretasks.mock.middleware.request_log import Log, Received
from caretasks.mock.model import Thing
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import MemoryStore
from caretasks.mock.transport import URL, AsyncTransport, Transport, late
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.operation.parameters import split_query
from caretasks.openapi.operation.path_templates import Routes

KEY = "any"
"""What the clients of the stand-ins are given for a key, and for an account."""


class Session:
    """What all tests of a run share: the documents, and the thread that answers sync clients. A context manager."""

    def __init__(self) -> None:
        self._apis = {api.name: api for api in Catalogue().load_all()}
        self._routes = Routes(list(self._apis.values()))
        self._starting = start_blocking_portal()
        self._portal: BlockingPortal

    def __enter__(self) -> Self:
        self._portal = self._starting.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._starting.__exit__(kind, error, traceback)

    def stand_ins(self) -> StandIns:
        """New ones, with nothing in them but what is documented."""
        return StandIns(self._apis, self._routes, self._portal)


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as it came. Its repr shows no value of it, so that a failed test prints no key and no patient.

    Attributes:
        api: the API that it was for, None where it was for none.
        operation: the operation that it was for, None where it was for none.
        method: the method.
        path: the path, percent-encoding decoded.
        path_values: the operation's path parameters as texts.
        query: the texts of the query by name.
        headers: the headers, names in small letters; of several of one name the last.
        body: the JSON data sent, the bytes where they are no JSON, None for none and where none was read.
        status: the status of the answer, None where none was sent.
    """

    api: str | None
    operation: str | None
    method: str
    path: str = field(repr=False)
    path_values: Mapping[str, str] = field(repr=False)
    query: Mapping[str, list[str]] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)
    status: int | None

    @classmethod
    def of(cls, request: Received, routes: Routes) -> Self:
        """What was logged, read by the APIs' paths."""
        match = routes.find(request.path)
        operation = None if match is None else match.operation(request.method)
        body: Any = request.body or None
        if body is not None:
            with contextlib.suppress(UnreadableError):
                body = decode(body)
        return cls(
            api=None if match is None else next(iter(match.operations.values())).api.name,
            operation=None if operation is None else operation.id,
            method=request.method,
            path=unquote(request.path.decode("latin-1")),
            path_values={} if match is None else match.values,
            query=split_query(request.query),
            headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.headers},
            body=body,
            status=request.status,
        )


class StandIns:
    """The stand-ins of all APIs as one test has them.

    Their ids and stories are the same in every run: the first task that a test creates always ends the same way.
    """

    def __init__(self, apis: Mapping[str, Api], routes: Routes, portal: BlockingPortal) -> None:
        self._apis = apis
        self._routes = routes
        self._clock = Clock(1, seeded=True, running=False)
        self._state = State(MemoryStore(), self._clock, "test")
        self._faults = Faults(seed="test", sleep=self._late)
        self._log = Log()
        self.app = build_app(list(apis.values()), state=self._state, faults=self._faults, log=self._log)
        self._transport = Transport(self.app, portal)
        self._async_transport = AsyncTransport(self.app)

    def url(self, api: str) -> str:
        """The base URL of an API's stand-in, for a client that calls through `transport`.

        Raises:
            ValueError: there is no such API.
        """
        return f"{URL}/{api}{self._api(api).base_path}"

    @property
    def transport(self) -> Transport:
        """What takes the requests of a sync httpx client here."""
        return self._transport

    @property
    def async_transport(self) -> AsyncTransport:
        """What takes the requests of an async httpx client here."""
        return self._async_transport

    def client(self, api: str, *, asynchronous: bool = False, **settings: Any) -> Any:
        """A client of an API's stand-in. It repeats no call, so that no test waits, unless `max_retries` is given.

        Args:
            api: the API.
            asynchronous: whether it is called from coroutines.
            settings: what its constructor takes beside the server.
        """
        document = self._api(api)
        accounts = {p.argument: KEY for operation in document.operations for p in operation.parameters if p.account}
        package = importlib.import_module(f"caretasks.{api}")
        made = getattr(package, f"{'Async' if asynchronous else ''}{document.client_class}")
        transport = self._async_transport if asynchronous else self._transport
        given = {"api_key": KEY, "base_url": self.url(api), "http_client": transport, "max_retries": 0, **accounts}
        return made(**{**given, **settings})

    def advance(self, seconds: float) -> None:
        """Lets `seconds` of a vendor's work pass.

        Raises:
            ValueError: they are less than 0.
        """
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._clock.advance(seconds)

    def set_faults(self, *faults: str) -> None:
        """Lets requests go wrong from now on; without any fault, no more.

        Nothing is waited for: an answer that is later than the client's timeout is a timeout at once.

        Args:
            faults: as `--fault` has them, such as `500` or `latency=20:50%`.

        Raises:
            FaultError: there is no such fault.
        """
        self._faults.active = tuple(map(Fault.parse, faults))

    def requests(self, api: str | None = None) -> list[ReceivedRequest]:
        """What an API has received, or all, the newest last. The last 1,000 requests are kept.

        Raises:
            ValueError: there is no such API.
        """
        if api is not None:
            self._api(api)
        found = (ReceivedRequest.of(request, self._routes) for request in self._log.after(0))
        return [request for request in found if api is None or request.api == api]

    async def _late(self, seconds: float) -> None:
        self.advance(seconds)
        late(seconds)

    def add(self, api: str, operation: str, body: Any, *, checked: bool = True, **path: Any) -> None:
        """Makes `body` what an operation reads. It moves on if such things do.

        Args:
            api: the API.
            operation: the operation that reads it, such as `get_task`.
            body: what is answered: JSON data, or a model of the client.
            checked: whether it has to fit the document. What does not is for tests of what an integration makes of it.
            path: the operation's path parameters by their names in the document; those that the body itself tells
                may be left out.

        Raises:
            ValueError: there is no such API or operation, or it does not fit the document.
        """
        data = body.to_dict() if hasattr(body, "to_dict") else body
        found = self._api(api)
        added = thing(found, operation, data, path) if checked else Thing(found.operation(operation), path, data)
        with self._state.writing():
            self._state.put(added.operation, added.path, added.body)

    def _api(self, name: str) -> Api:
        if name not in self._apis:
            raise ValueError(f"there is no API {name!r}; known are {', '.join(self._apis)}")
        return self._apis[name]
