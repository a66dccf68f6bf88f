"""Mutants that accept requests without valid credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from caretasks.conformance.phases import auth_probes
from caretasks.conformance.target.model import Target
from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import Exchange, Sent
from caretasks.mutation.mutant import Fault, Injection, Kind, Side, matters
from caretasks.openapi.document import Operation, SecurityScheme
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation import security
from caretasks.openapi.operation.responses import success
from caretasks.openapi.operation.security import NOBODYS

_OF_ACCEPTANCE = frozenset({"negative_data_rejection", "missing_required_header"})


def fault(operation: Operation, name: str, kind: Kind, pointer: str, what: str, make: Callable[[], Injection]) -> Fault:
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


def anybody(operation: Operation, target: Target) -> Iterator[Fault]:
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
            yield fault(operation, what, Kind.CREDENTIALS, pointer, what, make)


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
class Accepts(Injection):
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
            answer = negotiation.documented_response(self.operation, success(self.operation)[0])
            exchange.status, exchange.content = answer.status, answer.content() or b""
            exchange.headers = {name.lower(): value for name, value in answer.headers.items()}
            if answer.media_type is not None:
                exchange.headers["content-type"] = answer.media_type
        self.applied += 1

    def mend(self, sent: Sent) -> Sent | None:
        """The request made right; None where it is right, or wrong in other ways."""
        raise NotImplementedError


@dataclass
class AcceptsAnybody(Accepts):
    """A server that lets in who has no key, or another one, or one in another form: for one scheme, or for all."""

    target: Target
    schemes: tuple[SecurityScheme, ...]
    scheme: SecurityScheme | None
    how: str

    def mend(self, sent: Sent) -> Sent | None:
        key = self.target.key
        if security.satisfied(self.operation, sent.by_location, key):
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


def with_cookies(sent: Sent, cookies: Mapping[str, str]) -> Sent:
    """A request with these cookies."""
    return replace(sent, headers={**sent.headers, "cookie": "; ".join(f"{n}={v}" for n, v in cookies.items())})
