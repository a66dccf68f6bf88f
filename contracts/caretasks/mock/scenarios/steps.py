"""The steps of a script: what one request gets, or several in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caretasks.core.errors import suggest_name
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json, encode_json
from caretasks.mock.scenarios.faults import Fault, FaultError, parse_faults
from caretasks.mock.scenarios.latency import Latency, LatencyError
from caretasks.mock.scenarios.model import Status
from caretasks.openapi.json_pointer import join

REAL = "real"
MAX_TIMES = 1_000_000

_KEYS = ("status", "body", "headers", "content_type", "checked", "fault", "latency", "times")
_FORMS = f"a status, a fault, '{REAL}', or a mapping with some of the keys {', '.join(_KEYS)}"


@dataclass(frozen=True)
class Step:
    """A step of a script.

    Attributes:
        name: The step as messages and the log name it, such as `500`, `latency, reset` or `real`.
        faults: The faults to inject, a latency included.
        status: The response, or None for the real one.
        times: How many requests get it.
    """

    name: str
    faults: tuple[Fault, ...] = ()
    status: Status | None = None
    times: int = 1


class StepError(ValueError):
    """A value is not a step.

    Attributes:
        problems: The JSON pointer to the location in the value, and the message of each problem.
    """

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{pointer}: {message}" if pointer else message for pointer, message in problems))
        self.problems = problems


def read_step(value: object) -> Step:
    """Return a step: `Status`, a status code, the faults of one request as a string, `real`, or a mapping of a file.

    Raises:
        StepError: It is something else, or a part of it is invalid.
    """
    if isinstance(value, Status):
        keys = {name: getattr(value, name) for name in ("status", "body", "headers", "content_type", "checked")}
        keys |= {"latency": value.latency, "times": value.times}
        optional = ("headers", "content_type", "latency")
        given = {name: each for name, each in keys.items() if each is not (None if name in optional else MISSING)}
        return _read_mapping(given)
    if isinstance(value, int) and not isinstance(value, bool):
        return _read_mapping({"status": value})
    if isinstance(value, str):
        return _read_mapping({"fault": value})
    if isinstance(value, Mapping):
        return _read_mapping(value)
    raise StepError(("", f"must be {_FORMS}"))


def _read_mapping(value: Mapping[Any, Any]) -> Step:
    problems = list(_iter_problems(value))
    if problems:
        raise StepError(*problems)
    times = value.get("times", 1)
    latency = () if "latency" not in value else (Fault("latency", latency=Latency.parse(value["latency"])),)
    if "status" in value:
        keys = {name: each for name, each in value.items() if name not in ("fault", "latency", "times")}
        if "body" in keys:
            keys["body"] = _copy_body(keys["body"])
        keys["headers"] = {name: str(text) for name, text in keys.get("headers", {}).items()}
        name = ", ".join([*(["latency"] if latency else []), str(value["status"])])
        return Step(name, latency, Status(**keys), times)
    text = str(value.get("fault", REAL)).strip().lower()
    faults = latency + (() if text == REAL else tuple(parse_faults(text)))
    return Step(", ".join(fault.kind for fault in faults) or REAL, faults, times=times)


def _iter_problems(value: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the keys of a step and the types of their values."""
    unknown = [key for key in value if key not in _KEYS]
    for key in unknown:
        suggestion = suggest_name(str(key), _KEYS)
        yield join("", str(key)), f"unknown key of a step; use {', '.join(_KEYS)}.{suggestion}"
    if not unknown and not value.keys() & {"status", "fault", "latency"}:
        message = "add the status of the response, such as status: 200" if "body" in value else f"must be {_FORMS}"
        yield "", message
    if "status" in value:
        if "fault" in value:
            yield "/fault", "a step has a status or a fault, not both"
        yield from _iter_status_problems(value)
    else:
        for key in ("body", "headers", "content_type", "checked"):
            if key in value and "fault" in value:
                yield f"/{key}", "only a step with a status has it"
        if "fault" in value:
            yield from _iter_fault_problems(value["fault"])
    if "latency" in value:
        try:
            Latency.parse(value["latency"])
        except LatencyError as error:
            yield "/latency", str(error)
    times = value.get("times", 1)
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= MAX_TIMES:
        yield "/times", f"must be a whole number from 1 to {MAX_TIMES:,}"


def _iter_status_problems(value: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    status = value["status"]
    if isinstance(status, bool) or not isinstance(status, int) or not 200 <= status <= 599:
        yield "/status", "must be a status code from 200 to 599"
    try:
        _copy_body(value.get("body"))
    except (InvalidJsonError, TypeError, ValueError, RecursionError) as error:
        reason = f": {error}" if isinstance(error, InvalidJsonError) else ""
        yield "/body", f"is neither bytes, JSON data nor a model of a client{reason}"
    if not isinstance(value.get("checked", True), bool):
        yield "/checked", "must be true or false"
    if not isinstance(value.get("content_type", ""), str):
        yield "/content_type", "must be a media type, such as application/json"
    headers = value.get("headers", {})
    if not isinstance(headers, Mapping):
        yield "/headers", "must be a mapping with the name of a header as each key"
        return
    for name, text in headers.items():
        if not isinstance(name, str) or isinstance(text, bool) or not isinstance(text, str | int):
            yield join("/headers", str(name)), "must be a string or a whole number"


def _iter_fault_problems(text: object) -> Iterator[tuple[str, str]]:
    if isinstance(text, bool) or not isinstance(text, str | int):
        yield "/fault", f"must be a fault such as reset, or '{REAL}'"
    elif str(text).strip().lower() != REAL:
        try:
            list(parse_faults(str(text)))
        except FaultError as error:
            yield "/fault", f"{error}, or '{REAL}'" if "unknown" in str(error) else str(error)


def _copy_body(body: Any) -> Any:
    """Return a copy of a body, which a test may change afterwards, as JSON data or bytes."""
    data = body.to_dict() if hasattr(body, "to_dict") else body
    return data if isinstance(data, bytes) else decode_json(encode_json(data))
