"""The controls of a running mock server: reset, the clock, scripted responses, and resources of the user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from caretasks.core.http import media_type_essence
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.data_files import ResourceReader
from caretasks.mock.operations.operation import compile_operation
from caretasks.mock.operations.request_body import receive_body
from caretasks.mock.resources.state import State
from caretasks.mock.scenarios.reading import ScenarioReader
from caretasks.mock.scenarios.scenarios import Scenarios
from caretasks.openapi.document import Api

_MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_YAML_BYTES = 1024 * 1024  # no other request is handled while it is parsed
_MAX_PROBLEMS = 20
_MAX_ADVANCE_SECONDS = 1e9
_YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml")


class Controls:
    """The routes of the controls.

    Args:
        apis: The APIs that are served.
        state: Their resources, and the clock.
        scenarios: The scripted responses.
        reset: Restores the initial resources of an API.
    """

    def __init__(self, apis: Sequence[Api], state: State, scenarios: Scenarios, reset: Callable[[str], None]) -> None:
        self._apis = {api.name: api for api in apis}
        self._state = state
        self._scenarios = scenarios
        self._reset = reset
        self.paths = frozenset(
            {"/_state", "/_clock", "/_scenario", "/_data", *(f"/{name}/_state" for name in self._apis)}
        )
        self.routes = [
            Route("/_state", self._reset_all, methods=["DELETE"]),
            Route("/{api}/_state", self._reset_one, methods=["DELETE"]),
            Route("/_clock", self._advance_clock, methods=["POST"]),
            Route("/_scenario", self._control_scenario, methods=["GET", "POST", "DELETE"]),
            Route("/_data", self._add_data, methods=["POST"]),
        ]

    async def _reset_all(self, request: Request) -> Response:
        for name in self._apis:
            self._reset_api(name)
        return Response(status_code=204)

    async def _reset_one(self, request: Request) -> Response:
        self._reset_api(request.path_params["api"])
        return Response(status_code=204)

    def _reset_api(self, name: str) -> None:
        self._reset(name)
        self._scenarios.reset(name)

    async def _advance_clock(self, request: Request) -> Response:
        data = await _read_body(request)
        seconds: Any = data.get("advance")
        is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if data.keys() != {"advance"} or not is_number or not 0 <= seconds <= _MAX_ADVANCE_SECONDS:
            message = f'use {{"advance": SECONDS}} with a number from 0 to {_MAX_ADVANCE_SECONDS:,.0f}'
            raise HTTPException(400, message)
        self._state.clock.advance(seconds)
        return Response(status_code=204)

    async def _control_scenario(self, request: Request) -> Response:
        """Add scripts, remove all of them, or return what is left of them."""
        if request.method == "DELETE":
            self._scenarios.clear()
            return Response(status_code=204)
        if request.method == "POST":
            reader = ScenarioReader(await _read_body(request), self._apis.values())
            scripts = list(reader.iter_scripts())
            if reader.errors:
                return _problems_response(reader.errors)
            self._scenarios.add(*scripts)
        return JSONResponse(self._scenarios.describe(), headers={"Cache-Control": "no-store"})

    async def _add_data(self, request: Request) -> Response:
        reader = ResourceReader(await _read_body(request), list(self._apis.values()), ())
        resources = list(reader.iter_resources())
        if reader.errors:
            return _problems_response(reader.errors)
        with self._state.transaction():
            for each in resources:
                self._state.save(compile_operation(each.operation), each.path_values, each.body)
        return Response(status_code=204)


async def _read_body(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body of a request, or the mapping in YAML.

    Raises:
        HTTPException: (400, 413) The body is not one, or it is too large.
    """
    content = await receive_body(request.receive, _MAX_BODY_BYTES)
    if content is None:
        raise HTTPException(413, f"the body is larger than {_MAX_BODY_BYTES // 1024**2} MiB")
    is_yaml = media_type_essence(request.headers.get("content-type", "")) in _YAML_TYPES
    if is_yaml and len(content) > _MAX_YAML_BYTES:
        raise HTTPException(413, f"the YAML is larger than {_MAX_YAML_BYTES // 1024**2} MiB; send it as JSON")
    try:
        data = _parse_yaml(content.decode()) if is_yaml else decode_json(content)
    except InvalidJsonError as error:
        message = f"the body is not JSON: {error}; send YAML with Content-Type: application/yaml"
        raise HTTPException(400, message) from None
    except UnicodeDecodeError:
        raise HTTPException(400, "the body is not UTF-8") from None
    if not isinstance(data, dict):
        raise HTTPException(400, "the body must be a JSON object, or a mapping in YAML")
    return data


def _parse_yaml(text: str) -> Any:
    from caretasks.openapi.yaml_data import DataError, parse_text  # to import PyYAML takes a tenth of the start

    try:
        return parse_text(text).data
    except DataError as error:
        _, line, problem = error.problems[0]
        raise HTTPException(400, f"line {line}: {problem}" if line else f"the body {problem}") from None


def _problems_response(errors: Sequence[tuple[str, str]]) -> Response:
    """Return the response to a body that does not match the specs."""
    pointer, message = errors[0]
    problems = [{"pointer": pointer, "message": message} for pointer, message in errors[:_MAX_PROBLEMS]]
    return JSONResponse({"error": f"{pointer}: {message}", "problems": problems}, 400)
