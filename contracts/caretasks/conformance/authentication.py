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

from caretasks.conformance import own
from caretasks.conformance.fitting import fit_body
from caretasks.conformance.paths import encoded
from caretasks.conformance.policy import HTTPS_OWN
from caretasks.conformance.settings import Settings, Writes
from caretasks.conformance.target import Target
from caretasks.conformance.traffic import Recorded
from caretasks.mock.authentication import NOBODYS
from caretasks.openapi.api import JSON, Api, Operation

INVENTED = NOBODYS
"""The key of a request that is to be refused."""


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
                asked[parameter.location][parameter.name] = next(iter(parameter.examples().values()), "any")
        body: Any = NOT_SET if operation.body is None else {}
        if operation.body is not None and settings.writes is Writes.GENERATED:
            body = own.made_up(target, operation, next(iter(operation.body.examples().values()), {}), invalid=True)
        for how, keys in _forms(target, operation, keyed=settings.writes is Writes.GENERATED):
            case = schema[operation.path][operation.method.upper()].Case(
                path_parameters=encoded(asked["path"]),
                query=asked["query"],
                headers={**asked["header"], **keys},
                cookies=asked["cookie"],
                body=body,
                media_type=None if operation.body is None else JSON,
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


def _forms(target: Target, operation: Operation, *, keyed: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """The ways in which no key is given, by the headers that do so."""
    yield "without a key", {}
    headers = {
        scheme.header: scheme.prefix for schemes in operation.security[:1] for scheme in schemes if scheme.header
    }
    if not headers:
        return
    yield "with an invented key", {name: prefix + INVENTED for name, prefix in headers.items()}
    key = INVENTED if operation.writes and not keyed else target.key
    for name, prefix in headers.items():
        if prefix:
            yield "with a key that lacks its documented prefix", {name: key}
            other = "Bearer " if prefix.strip().lower() != "bearer" else "Token "
            yield f"with a key as {other}<key>", {name: other + key}
        else:
            yield "with a key as a bearer token", {"Authorization": f"Bearer {key}"}
