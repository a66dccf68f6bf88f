"""Judges recorded traffic as a run judges what it sends: by the same checks of the engine and the same rules.

Nothing is sent. A rule that would ask a further read is answered from what was recorded later; where nothing of the
kind was, the exchange does not tell. Of traffic that is not our own it is not known which ids there are, nor what was
cut out of the headers, so that neither is held against a server.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from schemathesis import Case, CheckContext
from schemathesis.core import NOT_SET
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.meta import CaseMetadata
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import rules
from caretasks.conformance.engine import case_metadata
from caretasks.conformance.engine.checks import CHECKED, check
from caretasks.conformance.model import Recorded
from caretasks.conformance.phases import auth_probes
from caretasks.conformance.rules import Seen
from caretasks.conformance.rules.checker import Bench, parsed
from caretasks.conformance.rules.shared import is_nobodys
from caretasks.conformance.target.model import Target
from caretasks.core import interrupts, strict_json
from caretasks.core.http import HTTPS_OWN, encoded
from caretasks.core.missing import MISSING
from caretasks.openapi.document import JSON, Api, Operation, is_json
from caretasks.openapi.operation.path_templates import Routes
from caretasks.openapi.operation.requests import unfit


@dataclass(frozen=True)
class Entry:
    """A recorded exchange with an operation.

    Attributes:
        operation: what it asked for.
        path: the path parameters, percent-encoded as they were sent.
        recorded: the exchange.
    """

    operation: Operation
    path: Mapping[str, str]
    recorded: Recorded


def meant(api: Api, traffic: Iterable[Recorded], url: str | None) -> tuple[list[Entry], Counter[str]]:
    """The exchanges with an API, and how many others there are, by why they are not meant.

    Args:
        api: the API.
        traffic: what was recorded.
        url: the server; None: any server that the document names, or that a check of ours was made at.
    """
    routes = Routes([api])
    entries, skipped = [], Counter[str]()
    for recorded in traffic:
        ours = (recorded.notes.get("base_url"),) if recorded.notes.get("api") == api.name else ()
        below = _below(recorded.url, (url,) if url is not None else (*api.servers, *ours))
        if below is None:
            skipped["at another server"] += 1
            continue
        found = routes.find(f"/{api.name}{api.base_path}{below}".encode("latin-1", "replace"))
        operation = None if found is None else found.operations.get(recorded.method)
        if found is None or operation is None:
            skipped["of no documented operation"] += 1
        elif recorded.status < 200:
            skipped["without an answer"] += 1
        elif recorded.status == 304:
            skipped["answered from a cache"] += 1
        elif recorded.content is None:
            skipped["without the body of the answer"] += 1
        elif strict_json.is_deep(recorded.content) or strict_json.is_deep(recorded.body or b""):
            skipped["nested too deep"] += 1
        else:
            entries.append(Entry(operation, encoded(found.values), recorded))
    return entries, skipped


def _below(url: str, servers: Sequence[str | None]) -> str | None:
    """The path of a URL below the first server that it is at."""
    try:
        parts = urlsplit(url)
        for server in servers:
            base = urlsplit(server or "")
            here = parts.hostname == base.hostname and _port(parts) == _port(base) and parts.scheme == base.scheme
            if here and base.hostname and parts.path.startswith(f"{base.path.rstrip('/')}/"):
                return parts.path[len(base.path.rstrip("/")) :]
    except ValueError:
        pass
    return None


def _port(parts: Any) -> int | None:
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def target(api: Api, entries: Sequence[Entry]) -> Target:
    """The server that the exchanges are with; there is no key to it, for nothing is sent."""
    if not entries:
        return Target(api, "http://127.0.0.1", api.base_path, secrets.token_hex(16))
    parts = urlsplit(entries[0].recorded.url)
    return Target(api, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", "", secrets.token_hex(16))


@dataclass(frozen=True)
class Judged:
    """An exchange, and the engine's record of what its checks found."""

    entry: Entry
    case: Case[Any]
    recorder: ScenarioRecorder


def judge(
    entries: Sequence[Entry], schema: OpenApiSchema, bench: RecordedBench
) -> Iterator[Judged | auth_probes.Probe]:
    """Holds each exchange against the checks, in order; probes of the authentication are for `authentication.judge`."""
    for index, entry in enumerate(entries):
        interrupts.demand_uninterrupted()
        case, response = bench.take(index, schema)
        if entry.recorded.notes.get("probe"):
            yield auth_probes.Probe(entry.operation, str(entry.recorded.notes["probe"]), response, entry.recorded)
            continue
        recorder = ScenarioRecorder(label=case.operation.label)
        recorder.record_case(case=case)
        recorder.record_response(case_id=case.id, response=response)
        if not entry.recorded.notes.get("asked_by_a_check"):
            check(case, response, recorder, bench.checks)
        yield Judged(entry, case, recorder)


class RecordedBench(Bench):
    """What rules share who judge a recording."""

    def __init__(self, target: Target, entries: Sequence[Entry]) -> None:
        super().__init__(target)
        self.memory: set[Hashable] = _Forgetful()
        self.checks = (*CHECKED, *(rule.name for rule in rules.of(target.api)))
        self._entries = entries
        self._at: dict[str, int] = {}
        self._taken: dict[int, tuple[Case[Any], Response]] = {}
        self._reads: dict[Hashable, list[int]] = {}
        for index, entry in enumerate(entries):
            if not _is_refusal(entry.recorded):
                query = parse_qs(urlsplit(entry.recorded.url).query, keep_blank_values=True)
                self._reads.setdefault(_asked(entry.operation.id, entry.path, query), []).append(index)

    def take(self, index: int, schema: OpenApiSchema) -> tuple[Case[Any], Response]:
        """An entry in the engine's own form, made once."""
        if index not in self._taken:
            entry = self._entries[index]
            case = _case(entry, schema)
            self._at[case.id] = index
            self._taken[index] = case, _response(entry.recorded)
        return self._taken[index]

    def authentic(self, case: Case[Any], headers: Mapping[str, str]) -> bool:
        """As far as the answer tells: what was recorded by others may lack the key."""
        return not _is_refusal(self.recorded(case))

    def known(self, case: Case[Any], operation: Operation, path: Mapping[str, str]) -> bool:
        """As our own notes have it; of others' traffic all but what is nobody's."""
        if self.notes(case):
            return self.given(case) or all(self.may_be_there(operation, value) for value in path.values())
        return not any(map(is_nobodys, path.values()))

    def given(self, case: Case[Any]) -> bool:
        """Whether a request named what the document or the user's fixtures name; only our own notes can tell."""
        return bool(self.notes(case).get("known"))

    def notes(self, case: Case[Any]) -> Mapping[str, Any]:
        """How a request came about."""
        return self.recorded(case).notes

    def recorded(self, case: Case[Any]) -> Recorded:
        """The exchange as it was recorded."""
        return self._entries[self._at[case.id]].recorded

    def reader(self, ctx: CheckContext, parent: Case[Any]) -> rules.Read:
        """What finds a further read among those that were recorded after."""
        latest = self._at[parent.id]

        def read(
            asked: str, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str | None]
        ) -> Seen | None:
            nonlocal latest
            candidates = self._reads.get(
                _asked(asked, encoded(path), {name: [text] for name, text in query.items()}), []
            )
            for index in candidates[bisect_right(candidates, latest) :]:
                if _has_required(self._entries[index], headers):
                    latest = index
                    case, response = self.take(index, parent.operation.schema)
                    return self.made(ctx, response, case)
            return None

        return read


class _Forgetful(set[Hashable]):
    """A memory of nothing: what was asked once may be answered by another part of a recording."""

    def __contains__(self, item: object) -> bool:
        return False


def _asked(operation: str, path: Mapping[str, str], query: Mapping[str, Sequence[str]]) -> Hashable:
    return operation, frozenset(path.items()), frozenset((name, tuple(texts)) for name, texts in query.items())


def _is_refusal(recorded: Recorded) -> bool:
    """Whether an answer tells of the key or of the machines between, and nothing of what was asked for."""
    return bool(recorded.notes.get("probe")) or recorded.status in (401, 403) or recorded.status in HTTPS_OWN


def _has_required(entry: Entry, without: Mapping[str, str | None]) -> bool:
    """Whether a recorded read has the headers that a further read would have."""
    sent = {name.lower() for name, _ in entry.recorded.headers}
    left_out = {name.lower() for name, value in without.items() if value is None}
    required = {p.name.lower() for p in entry.operation.parameters if p.location == "header" and p.required}
    return required - left_out <= sent and not left_out & sent


def _case(entry: Entry, schema: OpenApiSchema) -> Case[Any]:
    recorded, operation = entry.recorded, entry.operation
    query = {
        name: texts if len(texts) > 1 else texts[0]
        for name, texts in parse_qs(urlsplit(recorded.url).query, keep_blank_values=True).items()
    }
    body, media_type = _sent(recorded)
    engines = schema[operation.path][operation.method.upper()]

    def make(found: CaseMetadata | None) -> Case[Any]:
        case: Case[Any] = engines.Case(
            path_parameters=dict(entry.path),
            query=query,
            headers=dict(recorded.headers),
            body=body,
            media_type=media_type,
            _meta=found,
        )
        return case

    if recorded.notes:
        return make(case_metadata.remembered(recorded.notes))
    headers = {name: [value] for name, value in recorded.headers}
    parts = unfit(operation, make(None), recorded.url, headers, recorded.body)
    # What is missing may have been cut out, as a browser does with credentials.
    locations = {"body" if part.parameter is None else part.parameter.location for part in parts if not part.whole}
    return make(case_metadata.invalid(*sorted(locations)) if locations else None)


def _sent(recorded: Recorded) -> tuple[Any, str | None]:
    media_type = next((value for name, value in recorded.headers if name.lower() == "content-type"), None)
    if not recorded.body:
        return NOT_SET, None
    if media_type is not None and not is_json(media_type):
        return recorded.body, media_type
    data = parsed(recorded.body)
    return (recorded.body if data is MISSING else data), JSON


def _response(recorded: Recorded) -> Response:
    request = requests.Request(recorded.method, recorded.url, data=recorded.body).prepare()
    request.headers.clear()
    request.headers.update(dict(recorded.headers))
    headers: dict[str, list[str]] = {}
    for name, value in recorded.answered:
        headers.setdefault(name.lower(), []).append(value)
    return Response(
        status_code=recorded.status,
        headers=headers,
        content=recorded.content or b"",
        request=request,
        elapsed=0.0,
        verify=True,
        message=recorded.reason,
        encoding="utf-8",
    )
