"""Conversion of requests and responses, and of notes on them, from and to the classes of Schemathesis."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from schemathesis import AuthContext, Case, GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import DelimitedValue, EncodedPath, ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine import Status
from schemathesis.engine.recorder import Interaction, ScenarioRecorder
from schemathesis.generation.meta import (
    CaseMetadata,
    ComponentInfo,
    CoveragePhaseData,
    CoverageScenario,
    GenerationInfo,
    PhaseInfo,
    TestPhase,
    build_phase_data,
)
from schemathesis.schemas import BaseSchema

from caretasks.conformance.cases import CASE_ID_HEADER, PhaseCase
from caretasks.conformance.engine.failures import convert_failure
from caretasks.conformance.observation import CheckOutcome, Observation
from caretasks.conformance.target.model import Credentials, Target, iter_values
from caretasks.conformance.target.user_values import has_known_values
from caretasks.core import http
from caretasks.core.http import JSON_MEDIA_TYPE, Exchange, UrlText, encode_path_parameters, is_json
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.kinds import concrete_media_type
from caretasks.openapi.bodies.request_encoding import encode_request
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.form_bodies import request_media
from caretasks.openapi.schema.keywords import property_names

_DEFAULT_TIMEOUT_SECONDS = 10.0


class CaseReader:
    """Converts cases that Schemathesis sent, each once. `operations` are by the engine's label `GET /path`."""

    def __init__(self, target: Target) -> None:
        self.operations = {f"{o.method.upper()} {o.path}": o for o in target.api.operations}
        self._target = target
        self._property_names = property_names(target.api)
        self._read: dict[str, Observation] = {}  # cases whose scenario has not ended
        self._shown: dict[str, set[str]] = {}  # the strings in the successes of a read, by operation ID

    def operation(self, case: Case[Any]) -> Operation:
        """Return the operation of a case."""
        return self.operations[case.operation.label]

    def read_scenario(
        self,
        recorder: ScenarioRecorder,
        phase: str,
        notes: Mapping[str, Any] | None = None,
        after: Collection[str] = (),
    ) -> Iterator[Observation]:
        """Yield the cases of a scenario that has ended, with `notes` in addition to those on their generation.

        The cases with the IDs in `after` were sent before, and are not yielded again.
        """
        for case_id in recorder.cases:
            if case_id in after:
                continue
            observation = self.read(recorder, case_id, notes=notes)
            self.read_outcomes(recorder, case_id, observation)
            observation.phase = phase
            yield observation
        for case_id in recorder.cases:
            self._read.pop(case_id, None)

    def read(
        self,
        recorder: ScenarioRecorder,
        case_id: str,
        full_response: Response | None = None,
        notes: Mapping[str, Any] | None = None,
    ) -> Observation:
        """Return a recorded case. Its body in the recorder may be shorter than in `full_response`."""
        if case_id not in self._read:
            case, interaction = recorder.cases[case_id].value, recorder.interactions.get(case_id)
            operation, path = self.operation(case), _encoded_path(case)
            parameters = {
                "path": path,
                "query": case.query or {},
                "header": {} if case.headers is None else case.headers,
                "cookie": case.cookies or {},
            }
            has_known_ids = self._target.has_known_ids(operation, path) and has_known_values(
                self._target, operation, parameters, self._shown.get(operation.id, ())
            )
            all_notes = {
                "api": self._target.api.name,
                "base_url": f"{self._target.origin}{self._target.path}",
                **_to_notes(case),
                "known": has_known_ids,
                **(notes or {}),
            }
            self._read[case_id] = Observation(
                id=case.id,
                operation=operation,
                parameters=parameters,
                exchange=self._read_exchange(case, interaction, all_notes, full_response),
                has_known_ids=has_known_ids,
                parent=self._read_parent(recorder, case_id),
            )
            self._add_shown_values(self._read[case_id])
        return self._read[case_id]

    def _read_parent(self, recorder: ScenarioRecorder, case_id: str) -> Observation | None:
        parent_id = recorder.cases[case_id].parent_id
        if parent_id is None or parent_id not in recorder.cases or parent_id == case_id:
            return None
        return self.read(recorder, parent_id)

    def _add_shown_values(self, observation: Observation) -> None:
        """Note the values that a remote server shows in a list: it knows them as the values of filters."""
        operation = observation.operation
        if self._target.url is not None and not operation.is_write and observation.is_success:
            body = observation.response_body
            values = () if body is MISSING else iter_values(body)
            self._shown.setdefault(operation.id, set()).update(each for each in values if isinstance(each, str))

    def _read_exchange(
        self, case: Case[Any], interaction: Interaction | None, notes: Mapping[str, Any], full_response: Response | None
    ) -> Exchange:
        origin = self._target.origin
        if interaction is None:  # the request failed before it was sent
            url = f"{origin}{self._target.path}{case.formatted_path}"
            return Exchange(http.Request(case.method.upper(), url), None, notes=notes)
        request, response = interaction.request, full_response or interaction.response
        parts = urlsplit(request.uri)
        elapsed = 0.0 if response is None else response.elapsed
        return Exchange(
            request=http.Request(
                method=request.method,
                url=f"{origin}{parts.path}{parts.query and '?'}{parts.query}",
                headers=tuple(
                    (name, ", ".join(values))
                    for name, values in request.headers.items()
                    if name.lower() != CASE_ID_HEADER.lower()  # another one in every run
                ),
                body=request.body or b"",
            ),
            response=None if response is None else read_response(response),
            started_at=datetime.fromtimestamp(interaction.timestamp - elapsed, UTC).isoformat(timespec="milliseconds"),
            elapsed_seconds=elapsed,
            notes=notes,
        )

    def read_outcomes(self, recorder: ScenarioRecorder, case_id: str, observation: Observation) -> None:
        """Add the outcomes of the checks of a case to its observation."""
        response, names = observation.exchange.response, self._property_names
        observation.outcomes = [
            CheckOutcome(
                check.name,
                None if check.failure_info is None else convert_failure(check.failure_info.failure, response, names),
                is_error=check.status == Status.ERROR,
            )
            for check in recorder.checks.get(case_id, [])
        ]


def read_response(response: Response) -> http.Response:
    """Return a response of the engine as a plain value."""
    return http.Response(
        status=response.status_code,
        headers=tuple((name, value) for name, values in response.headers.items() for value in values),
        body=response.content or b"",
        reason=response.message,
    )


def make_case(schema: BaseSchema, operation: Operation, **fields: Any) -> Case[Any]:
    """Return a case of an operation."""
    case: Case[Any] = schema[operation.path][operation.method.upper()].Case(**fields)
    return case


class KeyProvider:
    """Adds keys to the cases that Schemathesis generates, as its `AuthProvider`."""

    def __init__(self, target: Target) -> None:
        self._credentials = {
            f"{operation.method.upper()} {operation.path}": target.credentials_for(operation)
            for operation in target.api.operations
        }

    def get(self, case: Case[Any], context: AuthContext) -> Credentials:
        """Return the credentials for the operation of a case."""
        return self._credentials[case.operation.label]

    def set(self, case: Case[Any], data: Credentials, context: AuthContext) -> None:
        """Put credentials into a case. They do not make a valid request invalid."""
        case.headers.update(data["header"])
        for container, values in ((case.query, data["query"]), (case.cookies, data["cookie"])):
            if isinstance(container, dict):
                container.update(values)
        case._sync_validated_hashes()


def build_case(phase_case: PhaseCase, schema: BaseSchema, target: Target) -> Case[Any]:
    """Return the case that sends a request of the suite, with the API key if it has no other credentials."""
    operation, parameters = phase_case.operation, phase_case.parameters
    credentials = phase_case.credentials
    if credentials is None:
        credentials = target.credentials_for(operation)
    media = phase_case.media or request_media(operation)
    is_written_here = media is not None and not media.is_json
    return make_case(
        schema,
        operation,
        path_parameters=encode_path_parameters(parameters.get("path", {})),
        query={**_query(parameters.get("query", {})), **credentials["query"]},
        headers={**parameters.get("header", {}), **credentials["header"]},
        cookies={**parameters.get("cookie", {}), **credentials["cookie"]},
        body=NOT_SET if phase_case.body is MISSING or is_written_here else phase_case.body,
        media_type=None if media is None or is_written_here else concrete_media_type(media),
        _meta=_from_notes(phase_case.notes),
    )


def encoded_body(phase_case: PhaseCase) -> dict[str, Any]:
    """Return the arguments of `Case.call` for a body that is not JSON: this project writes it itself."""
    media = phase_case.media or request_media(phase_case.operation)
    if phase_case.body is MISSING or media is None or media.is_json:
        return {}
    body = encode_request(media, phase_case.body)
    return {"data": body.content, "headers": {"Content-Type": body.content_type}}


def _encoded_path(case: Case[Any]) -> dict[str, str]:
    """Return the path parameters of a case, percent-encoded."""
    return {name: str(getattr(value, "encoded", value)) for name, value in (case.path_parameters or {}).items()}


def encode_path(case: Case[Any]) -> None:
    """Encode the lists and objects in the path of a case, which Schemathesis leaves decoded in examples."""
    for name, value in (case.path_parameters or {}).items():
        if isinstance(value, DelimitedValue):
            case.path_parameters[name] = EncodedPath(value.encoded)


def replace_path(case: Case[Any], values: Mapping[str, str]) -> None:
    """Replace path parameters of a case, percent-encoded.

    Schemathesis takes a value that is not the generated one for that of a link, and a 404 for the loss of a resource.
    """
    case.path_parameters.update(values)
    case._components[ParameterLocation.PATH].value.update(values)


def _query(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query of a case, in which separators are not percent-encoded."""
    return {
        name: DelimitedValue(value, value.encoded) if isinstance(value, UrlText) else value
        for name, value in values.items()
    }


def build_recorded_case(sent: Observation, schema: BaseSchema) -> Case[Any]:
    """Return the case of a recorded exchange."""
    request, operation = sent.exchange.request, sent.operation
    content_type = request.header("content-type")
    body: Any = request.body or NOT_SET
    if request.body and (content_type is None or is_json(content_type)):
        content_type = JSON_MEDIA_TYPE
        body = request.body if request.json is MISSING else request.json
    return make_case(
        schema,
        operation,
        path_parameters=dict(sent.parameters["path"]),
        query=dict(sent.parameters["query"]),
        headers=CaseInsensitiveDict(request.headers),
        body=body,
        media_type=content_type if request.body else None,
        _meta=_from_notes(sent.exchange.notes),
    )


def build_response(exchange: Exchange) -> Response:
    """Return the response of a recorded exchange."""
    response = exchange.response or http.Response(0)
    request = requests.Request(exchange.request.method, exchange.request.url, data=exchange.request.body).prepare()
    request.headers.clear()
    request.headers.update(dict(exchange.request.headers))
    return Response(
        status_code=response.status,
        headers=response.header_values,
        content=response.body or b"",
        request=request,
        elapsed=0.0,
        verify=True,
        message=response.reason,
        encoding="utf-8",
    )


def send_request(request: http.Request, timeout: float | None) -> Response:
    """Send a request as it is to a remote server, and return the response.

    Raises:
        requests.RequestException: There is no response.
    """
    with requests.Session() as session:
        prepared = requests.Request(request.method, request.url, data=request.body or None).prepare()
        prepared.headers = CaseInsensitiveDict(request.headers)
        if request.body or request.method not in ("GET", "HEAD", "OPTIONS"):
            prepared.headers["Content-Length"] = str(len(request.body))
        settings = session.merge_environment_settings(request.url, {}, False, None, None)
        seconds = _DEFAULT_TIMEOUT_SECONDS if timeout is None else timeout
        response = session.send(prepared, timeout=seconds, allow_redirects=False, **settings)
        return Response.from_requests(response, verify=True)


def _to_notes(case: Case[Any]) -> dict[str, Any]:
    """Return the metadata of a case as JSON data, as `cases.generation_notes` does; empty without metadata."""
    meta = case.meta
    if meta is None:
        return {}
    data = meta.phase.data
    return {
        "mode": meta.generation.mode.value,
        "parts": {location.value: component.mode.value for location, component in meta.components.items()},
        "made_by": meta.phase.name.value,
        "scenario": data.scenario.value if isinstance(data, CoveragePhaseData) else None,
        "description": data.description,
        "parameter": data.parameter,
        "location": None if data.parameter_location is None else data.parameter_location.value,
    }


def _from_notes(notes: Mapping[str, Any]) -> CaseMetadata | None:
    """Return the metadata from its JSON data, or None if the data is empty or invalid."""
    try:
        location = None if notes["location"] is None else ParameterLocation(notes["location"])
        phase, parameter, description = TestPhase(notes["made_by"]), notes["parameter"], notes["description"]
        if notes["scenario"] is None:
            data: Any = build_phase_data(phase, description, parameter=parameter, parameter_location=location)
        else:
            data = CoveragePhaseData(CoverageScenario(notes["scenario"]), description or "", None, parameter, location)
        parts = {ParameterLocation(name): ComponentInfo(GenerationMode(mode)) for name, mode in notes["parts"].items()}
        mode = GenerationMode(notes["mode"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return CaseMetadata(GenerationInfo(0.0, mode), parts, PhaseInfo(phase, data))
