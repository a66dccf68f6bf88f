"""The faults of a server that accepts what the document forbids.

It makes a request right before it acts on it, and does so where the request is wrong in one way alone, the one that is
meant, so that it has no other fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from caretasks.conformance.phases import auth_probes
from caretasks.conformance.rules.observation import ABSENT
from caretasks.conformance.styled import written
from caretasks.conformance.target.model import Target
from caretasks.mock import documented
from caretasks.mock.handler import authentication as mock_authentication
from caretasks.mock.handler.authentication import NOBODYS
from caretasks.mock.handler.responses import media_type, success
from caretasks.mutation.injection import Exchange, Sent
from caretasks.mutation.mutant import Fault, Injection, Kind, Side, matters
from caretasks.mutation.mutators.requests import with_cookies, with_parameter, wrong_body, wrong_parameters
from caretasks.openapi.document import Operation, Parameter, SecurityScheme
from caretasks.openapi.json_pointer import join, split
from caretasks.openapi.operation import invalid_requests, parameters
from caretasks.openapi.schema.locations import valid, valid_body, words
from caretasks.openapi.schema.validation import violations

_OF_ACCEPTANCE = frozenset({"negative_data_rejection", "missing_required_header"})


def derive(operation: Operation, target: Target) -> Iterator[Fault]:
    """The faults by which an operation accepts too much.

    Args:
        operation: the operation.
        target: the stand-in, for the key that it demands.
    """
    yield from _parameters(operation)
    yield from _bodies(operation)
    yield from _anybody(operation, target)


def _fault(
    operation: Operation, name: str, kind: Kind, pointer: str, what: str, make: Callable[[], Injection]
) -> Fault:
    return Fault(
        id=f"{operation.id} accepts {name}",
        operation=operation,
        side=Side.ACCEPTS,
        kind=kind,
        pointer=pointer,
        what=f"a request with {what} is accepted",
        matters=matters(Side.ACCEPTS, kind),
        alter=lambda _: make(),
        noticed_by=_OF_ACCEPTANCE | {auth_probes.check_name(operation.api)},
    )


def _parameters(operation: Operation) -> Iterator[Fault]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        if parameter.required and parameter.location != "path":
            yield _fault(
                operation,
                f"{name}: required",
                Kind.HEADER if parameter.location == "header" else Kind.MISSING,
                join(parameter.pointer, "required"),
                f"no {parameter.name}",
                partial(AcceptsParameter, operation, parameter, "required"),
            )
        for miss in invalid_requests.of_parameter(operation, parameter):
            at_ = words(miss.spot.path) if miss.spot.path else ""
            yield _fault(
                operation,
                f"{name}{at_}: {miss.name}",
                Kind(miss.spoil.kind),
                miss.spoil.pointer,
                f"{miss.what} for {parameter.name}",
                partial(AcceptsParameter, operation, parameter, miss.spoil.keyword, miss),
            )


def _bodies(operation: Operation) -> Iterator[Fault]:
    media = operation.body
    if media is None:
        return
    if operation.body_required:
        pointer = join(operation.pointer, "requestBody", "required")
        yield _fault(operation, "no body", Kind.EMPTY, pointer, "no body", partial(AcceptsNoBody, operation, "body"))
    yield _fault(
        operation,
        "a body that breaks off",
        Kind.TRUNCATED,
        media.pointer,
        "a body that is no JSON",
        partial(AcceptsNoBody, operation, "json"),
    )
    if media.schema is None:
        return
    for miss, _ in invalid_requests.of_body(operation):
        place = (*miss.spot.path, miss.spoil.word) if miss.spoil.keyword == "required" else miss.spot.path
        yield _fault(
            operation,
            f"{words(place)}: {miss.name}",
            Kind(miss.spoil.kind),
            miss.spoil.pointer,
            f"{miss.what} at {miss.spot.words}",
            partial(AcceptsBody, operation, miss),
        )


def _anybody(operation: Operation, target: Target) -> Iterator[Fault]:
    for number, schemes in enumerate(operation.security):
        names = {scheme: split(scheme.pointer)[-1] for scheme in schemes}
        those = f" for {' and '.join(names.values())} alone" if number else ""
        ways: list[tuple[str, str, SecurityScheme | None]] = []
        if number == 0:
            ways.append(("no key", "none", None))
        ways.append((f"an invented key{those}", "another", None))
        for each, name in names.items():
            if len(schemes) > 1:
                ways += [(f"no key for {name}", "none", each), (f"an invented key for {name}", "another", each)]
                ways.append((f"a key in another form for {name}", "form", each))
            else:
                ways.append((f"a key in another form{those}", "form", each))
        for what, how, scheme in ways:
            if not _is_demanded(target, operation, how, scheme, schemes):
                continue
            pointer = (scheme or schemes[0]).pointer
            make = partial(AcceptsAnybody, operation, target, schemes, scheme, how)
            yield _fault(operation, what, Kind.CREDENTIALS, pointer, what, make)


def _is_demanded(
    target: Target,
    operation: Operation,
    how: str,
    scheme: SecurityScheme | None,
    schemes: tuple[SecurityScheme, ...],
) -> bool:
    """Whether the document has a request refused whose keys are wrong in a way."""
    if not all(each.carrier[0] for each in schemes):
        return False
    right = {each: target.carried(each) for each in schemes if scheme is not None and each != scheme}
    wrong = {} if how == "none" else {each: each.prefix + NOBODYS for each in ([scheme] if scheme else schemes)}
    return auth_probes.demanded(operation, auth_probes.keys({**right, **wrong}), target.key)


@dataclass
class _Accepts(Injection):
    """A server that makes right what is wrong in one way, and is answered with a success."""

    operation: Operation

    def __post_init__(self) -> None:
        super().__init__()
        self._mended: Sent | None = None

    def before(self, sent: Sent) -> Sent:
        """The request as the server takes it."""
        self._mended = None
        if sent.operation is None or sent.operation.pointer != self.operation.pointer:
            return sent
        mended = self.mend(sent)
        if mended is None:
            return sent
        self._mended = mended
        return mended

    def after(self, exchange: Exchange) -> None:
        """Sees to it that what was made right is a success."""
        if self._mended is None:
            return
        if not exchange.succeeded:
            answer = documented.answer(self.operation, success(self.operation)[0])
            exchange.status, exchange.content = answer.status, answer.content() or b""
            exchange.headers = {name.lower(): value for name, value in answer.headers.items()}
            if answer.media_type is not None:
                exchange.headers["content-type"] = answer.media_type
        self.applied += 1

    def mend(self, sent: Sent) -> Sent | None:
        """The request made right; None where it is right, or wrong in other ways."""
        raise NotImplementedError


@dataclass
class AcceptsParameter(_Accepts):
    """A server that does not mind that a parameter is missing, or breaks a keyword."""

    parameter: Parameter
    keyword: str
    miss: invalid_requests.Miss | None = None

    def mend(self, sent: Sent) -> Sent | None:
        parameter = self.parameter
        meant = {(parameter.location, parameter.name): "required" if self.miss is None else "schema"}
        if wrong_parameters(self.operation, sent) != meant or wrong_body(self.operation, sent):
            return None
        if self.miss is not None:
            found = parameters.candidates(parameter, sent.by_location)
            if not found or not self.miss.is_in(found[0]):
                return None
        mended = with_parameter(sent, parameter, written(parameter, valid(parameter)))
        return None if wrong_parameters(self.operation, mended) else mended


@dataclass
class AcceptsNoBody(_Accepts):
    """A server that does not mind that there is no body, or one that is no JSON."""

    wrong: str

    def mend(self, sent: Sent) -> Sent | None:
        if wrong_body(self.operation, sent) != self.wrong or wrong_parameters(self.operation, sent):
            return None
        media = self.operation.body
        return None if media is None else sent.with_json(valid_body(media), media_type(media))


@dataclass
class AcceptsBody(_Accepts):
    """A server that takes at a place of the body what a keyword forbids."""

    miss: invalid_requests.Miss

    def mend(self, sent: Sent) -> Sent | None:
        media = self.operation.body
        if wrong_body(self.operation, sent) != "schema" or wrong_parameters(self.operation, sent) or media is None:
            return None
        shown = tuple(media.examples().values())
        mended = self.miss.mended(sent.json, shown)
        if mended is ABSENT or media.schema is None or any(violations(media.schema, mended, sent=True)):
            return None
        return sent.with_json(mended, media_type(media))


@dataclass
class AcceptsAnybody(_Accepts):
    """A server that lets in who has no key, or another one, or one in another form: for one scheme, or for all."""

    target: Target
    schemes: tuple[SecurityScheme, ...]
    scheme: SecurityScheme | None
    how: str

    def mend(self, sent: Sent) -> Sent | None:
        key = self.target.key
        if mock_authentication.satisfied(self.operation, sent.by_location, key):
            return None
        for each in self.schemes:
            how = self._how(each, sent)
            if how != (self.how if self.scheme in (None, each) else "right"):
                return None
        for each in self.schemes:
            location, name = each.carrier
            carried = self.target.carried(each)
            match location:
                case "header":
                    sent = replace(sent, headers={**sent.headers, name.lower(): carried})
                case "query":
                    kept = tuple((other, value) for other, value in sent.query if other != name)
                    sent = replace(sent, query=(*kept, (name, carried)))
                case "cookie":
                    cookies = {other: found[0] for other, found in sent.by_location["cookie"].items()}
                    sent = with_cookies(sent, {**cookies, name: carried})
        return sent

    def after(self, exchange: Exchange) -> None:
        """Leaves the answer as it is: whoever is let in is answered as all others are, refused or not."""
        self.applied += self._mended is not None

    def _how(self, scheme: SecurityScheme, sent: Sent) -> str:
        """How a scheme's key comes: `right`, `another`, in another `form`, or `none`."""
        location, name = scheme.carrier
        given = sent.by_location[location].get(name.lower() if location == "header" else name, [])
        if not given:
            alone = not any(each.carrier[1].lower() == "authorization" for each in self.schemes)
            return "form" if alone and "authorization" in sent.headers else "none"
        found, prefix = given[0], scheme.prefix
        if found == self.target.carried(scheme):
            return "right"
        rest = found.removeprefix(prefix)
        return "another" if found.startswith(prefix) and rest and " " not in rest else "form"
