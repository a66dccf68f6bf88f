"""Whether keys are demanded: each operation is asked without one, with an invented one, and with one in another form.

These requests are ours and not the engine's, which knows nothing of forms. A write is asked with the body `{}`; where
bodies are made up for it too, with the documented one, and with the key that is configured in a form that is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis.core import NOT_SET
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Recorded
from caretasks.conformance.target import user_values
from caretasks.conformance.target.model import Target
from caretasks.core.http import HTTPS_OWN, encoded
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.requests import fit_body
from caretasks.openapi.operation.responses import media_type
from caretasks.openapi.operation.security import INVENTED, satisfied
from caretasks.openapi.schema.examples import valid, valid_body


@dataclass(frozen=True)
class Probe:
    """A request that no server is to serve.

    Attributes:
        operation: what it asks for.
        how: how it comes, in words.
        response: what it was answered with.
        recorded: the exchange in a recording that is judged; None in a run.
    """

    operation: Operation
    how: str
    response: Response
    recorded: Recorded | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing but the key keeps it from being served, as far as the document tells."""
        body = self.response.request.body
        return not isinstance(body, str | bytes) or fit_body(self.operation, body)


def check_name(api: Api) -> str:
    """What the check is called: as the ledger names it, after its fact."""
    facts: Mapping[str, Any] = (api.facts or {}).get("facts", {})
    named = (
        entry.get("rule", "") for fact in facts.values() for entry in fact["enforced_by"] if isinstance(entry, dict)
    )
    return next((name for name in named if name.endswith("_authentication")), "authentication")


def probe(target: Target, schema: OpenApiSchema, settings: Settings) -> Iterator[Probe]:
    """Sends what is to be refused, to each operation asked for that needs a key."""
    for operation in target.api.operations:
        if not operation.security or not settings.asked(operation):
            continue
        asked: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
        for parameter in operation.parameters:
            if parameter.required:
                # Of a write elsewhere that needs no key after all, nothing that is there may be named by chance.
                nobodys = target.url is not None and operation.writes and not parameter.examples()
                asked[parameter.location].update(serialize_parameter(parameter, "any" if nobodys else valid(parameter)))
        body: Any = NOT_SET if operation.body is None else {}
        if operation.body is not None and settings.writes is Writes.GENERATED:
            body = user_values.made_up(target, operation, valid_body(operation.body), invalid=True)
        tried: list[Keys] = []
        for how, given in _forms(target, operation, keyed=settings.writes is Writes.GENERATED):
            if given not in tried and demanded(operation, given, target.key):
                tried.append(given)  # two alternatives may be wrong in the same way
                case = schema[operation.path][operation.method.upper()].Case(
                    path_parameters=encoded(asked["path"]),
                    query={**asked["query"], **given["query"]},
                    headers={**asked["header"], **given["header"]},
                    cookies={**asked["cookie"], **given["cookie"]},
                    body=body,
                    media_type=None if operation.body is None else media_type(operation.body),
                )
                yield Probe(operation, how, case.call())


def judge(probe: Probe, *, served: bool) -> str | None:
    """What was wrong about an answer; None where it was as documented.

    Args:
        probe: what was sent, and its answer.
        served: whether the operation was served with a key in this run.

    Raises:
        UntoldError: the answer does not tell whether keys are demanded.
    """
    status = probe.response.status_code
    refusals = (401,) if "401" in probe.operation.responses else (401, 403)
    if status in refusals:
        return None
    if status in HTTPS_OWN or (status >= 400 and status not in (401, 403) and not (served and probe.whole)):
        raise UntoldError
    return f"a request {probe.how} was answered with {status}"


class UntoldError(Exception):
    """An answer does not tell whether keys are demanded."""


Keys = Mapping[str, Mapping[str, str]]
"""What is sent for keys, by location and name."""


def demanded(operation: Operation, given: Keys, key: str) -> bool:
    """Whether the document has a request refused that carries these and no others: no alternative does with them."""
    sent = {
        location: {name.lower() if location == "header" else name: [text] for name, text in texts.items()}
        for location, texts in given.items()
    }
    return not satisfied(operation, sent, key)


def _forms(target: Target, operation: Operation, *, keyed: bool) -> Iterator[tuple[str, Keys]]:
    """The ways in which no key is given, and what is sent so."""
    yield "without a key", keys({})
    for schemes in operation.security:
        invented = {scheme: scheme.prefix + INVENTED for scheme in schemes}
        yield "with an invented key", keys(invented)
        right = {scheme: target.carried(scheme) for scheme in schemes} if keyed or not operation.writes else {}
        key = target.key if right else INVENTED
        for scheme in schemes:
            others = {other: text for other, text in right.items() if other != scheme}
            if others:
                name = split(scheme.pointer)[-1]
                yield f"without the key {name}", keys(others)
                yield f"with an invented key {name}", keys({**others, scheme: invented[scheme]})
            if scheme.header is not None and scheme.prefix:
                other = "Bearer " if scheme.prefix.strip().lower() != "bearer" else "Token "
                yield "with a key that lacks its documented prefix", keys({**others, scheme: key})
                yield f"with a key as {other}<key>", keys({**others, scheme: other + key})
            else:
                bearer = keys(others)
                bearer["header"].setdefault("Authorization", f"Bearer {key}")
                yield "with a key as a bearer token", bearer


def keys(texts: Mapping[SecurityScheme, str]) -> dict[str, dict[str, str]]:
    """What is sent for keys where schemes carry these texts."""
    found: dict[str, dict[str, str]] = {"header": {}, "query": {}, "cookie": {}}
    for scheme, text in texts.items():
        location, name = scheme.carrier
        if location:
            found[location][name] = text
    return found
