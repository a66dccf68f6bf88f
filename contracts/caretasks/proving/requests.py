"""The faults of what is asked: the server accepts what the document forbids, or refuses what it allows.

A server that accepts too much is one that makes a request right before it acts on it. It does so where the request is
wrong in one way alone, the one that is meant, so that it has no other fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from caretasks.conformance import authentication, misses
from caretasks.conformance.limits import LONG_TEXT
from caretasks.conformance.rules.seen import ABSENT
from caretasks.conformance.spoiling import type_of
from caretasks.conformance.styled import text as text_of_value
from caretasks.conformance.styled import written
from caretasks.conformance.target import Target
from caretasks.conformance.values import (
    LONG_LIST,
    Path,
    Spot,
    at,
    brought_about,
    closed,
    further_field,
    is_text,
    keywords,
    list_of,
    members,
    occurrences,
    of_type,
    replaced,
    shortest,
    text_of,
    valid,
    valid_body,
    walk,
    words,
)
from caretasks.mock import authentication as mock_authentication
from caretasks.mock import documented, parameters
from caretasks.mock.answers import media_type, success
from caretasks.mock.authentication import NOBODYS
from caretasks.mock.schemas import properties, required, types
from caretasks.openapi.api import Operation, Parameter, Place, SecurityScheme, is_json
from caretasks.openapi.pointers import join, split
from caretasks.openapi.validation import violations
from caretasks.proving.exchange import Exchange, Sent
from caretasks.proving.faults import Fault, Injection, Kind, Side, matters

_OF_ACCEPTANCE = frozenset({"negative_data_rejection", "missing_required_header"})


def derive(operation: Operation, target: Target) -> Iterator[Fault]:
    """The faults of an operation's requests.

    Args:
        operation: the operation.
        target: the stand-in, for the key that it demands.
    """
    yield from _accepts_parameters(operation)
    yield from _accepts_bodies(operation)
    yield from _accepts_anybody(operation, target)
    yield from _refuses_parameters(operation)
    yield from _refuses_bodies(operation)


# What is forbidden


def _accepts(
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
        noticed_by=_OF_ACCEPTANCE | {authentication.check_name(operation.api)},
    )


def _accepts_parameters(operation: Operation) -> Iterator[Fault]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        if parameter.required and parameter.location != "path":
            yield _accepts(
                operation,
                f"{name}: required",
                Kind.HEADER if parameter.location == "header" else Kind.MISSING,
                join(parameter.pointer, "required"),
                f"no {parameter.name}",
                partial(AcceptsParameter, operation, parameter, "required"),
            )
        for miss in misses.of_parameter(operation, parameter):
            at_ = words(miss.spot.path) if miss.spot.path else ""
            yield _accepts(
                operation,
                f"{name}{at_}: {miss.name}",
                Kind(miss.spoil.kind),
                miss.spoil.pointer,
                f"{miss.what} for {parameter.name}",
                partial(AcceptsParameter, operation, parameter, miss.spoil.keyword, miss),
            )


def _accepts_bodies(operation: Operation) -> Iterator[Fault]:
    media = operation.body
    if media is None:
        return
    if operation.body_required:
        pointer = join(operation.pointer, "requestBody", "required")
        yield _accepts(operation, "no body", Kind.EMPTY, pointer, "no body", partial(AcceptsNoBody, operation, "body"))
    yield _accepts(
        operation,
        "a body that breaks off",
        Kind.TRUNCATED,
        media.pointer,
        "a body that is no JSON",
        partial(AcceptsNoBody, operation, "json"),
    )
    if media.schema is None:
        return
    for miss, _ in misses.of_body(operation):
        place = (*miss.spot.path, miss.spoil.word) if miss.spoil.keyword == "required" else miss.spot.path
        yield _accepts(
            operation,
            f"{words(place)}: {miss.name}",
            Kind(miss.spoil.kind),
            miss.spoil.pointer,
            f"{miss.what} at {miss.spot.words}",
            partial(AcceptsBody, operation, miss),
        )


def _accepts_anybody(operation: Operation, target: Target) -> Iterator[Fault]:
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
            yield _accepts(operation, what, Kind.CREDENTIALS, pointer, what, make)


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
    return authentication.demanded(operation, authentication.keys({**right, **wrong}), target.key)


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


def wrong_parameters(operation: Operation, sent: Sent) -> dict[tuple[str, str], str]:
    """The parameters of a request that are wrong, by location and name: `required` if missing, else `schema`."""
    return {(each.location, each.name): word for each, word in parameters.unfit(operation, sent.by_location)}


def wrong_body(operation: Operation, sent: Sent) -> str:
    """What is wrong with the body of a request: `body` where it is missing, `json` where it is none, `schema`."""
    if not sent.body:
        return "body" if operation.body_required else ""
    if operation.body is None or not is_json(sent.headers.get("content-type", "")):
        return ""
    if sent.json is ABSENT:
        return "json"
    schema = operation.body.schema
    return "schema" if schema is not None and any(violations(schema, sent.json, sent=True)) else ""


@dataclass
class AcceptsParameter(_Accepts):
    """A server that does not mind that a parameter is missing, or breaks a keyword."""

    parameter: Parameter
    keyword: str
    miss: misses.Miss | None = None

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


def with_parameter(sent: Sent, parameter: Parameter, texts: Mapping[str, Any]) -> Sent:
    """A request with other texts for a parameter, by the names under which they stand."""
    every = {name: list(value) if isinstance(value, list) else [value] for name, value in texts.items()}
    gone = {*every, *parameters.given(parameter, sent.by_location)}
    match parameter.location:
        case "path":
            return replace(sent, path={**sent.path, **{name: value for name, (value,) in every.items()}})
        case "query":
            kept = tuple((name, value) for name, value in sent.query if name not in gone)
            return replace(sent, query=(*kept, *((name, value) for name, values in every.items() for value in values)))
        case "header":
            named = {name.lower(): ", ".join(values) for name, values in every.items()}
            return replace(sent, headers={**sent.headers, **named})
    cookies = {name: found[0] for name, found in sent.by_location["cookie"].items()}
    return with_cookies(sent, {**cookies, **{name: values[-1] for name, values in every.items()}})


def with_cookies(sent: Sent, cookies: Mapping[str, str]) -> Sent:
    """A request with these cookies."""
    return replace(sent, headers={**sent.headers, "cookie": "; ".join(f"{n}={v}" for n, v in cookies.items())})


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

    miss: misses.Miss

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


# What is allowed


def _refuses(
    operation: Operation, name: str, kind: Kind, pointer: str, what: str, feature: Callable[[Sent], bool]
) -> Fault:
    return Fault(
        id=f"{operation.id} refuses {name}",
        operation=operation,
        side=Side.REFUSES,
        kind=kind,
        pointer=pointer,
        what=f"a request with {what} is refused",
        matters=matters(Side.REFUSES, kind),
        alter=lambda _: Refuses(operation, feature),
    )


def _refuses_parameters(operation: Operation) -> Iterator[Fault]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        for shown, value in parameter.examples().items():
            yield _refuses(
                operation,
                f"{name}: example {shown}",
                Kind.EXAMPLE,
                join(parameter.pointer, "examples", shown),
                f"the documented {parameter.name}",
                _sends(parameter, value),
            )
        if parameter.schema is None:
            continue
        for member in members(parameter.schema):
            yield _refuses(
                operation,
                f"{name}: {text_of_value(member)}",
                Kind.MEMBER,
                parameter.schema.pointer,
                f"{text_of_value(member)} for {parameter.name}",
                _sends(parameter, member),
            )
        if not parameter.required:
            yield _refuses(
                operation,
                f"no {name}",
                Kind.LEFT_OUT,
                parameter.pointer,
                f"no {parameter.name}",
                _leaves_out(parameter),
            )
        if parameter.location == "query" and parameter.schema is not None and is_text(parameter.schema):
            for kind, limit, what, allowed, _ in _texts(parameter.schema):
                yield _refuses(
                    operation, f"{name}: {limit}", kind, parameter.schema.pointer, what, _sends_any(parameter, allowed)
                )


def _texts_sent(parameter: Parameter, sent: Sent) -> list[str]:
    return [each for texts in parameters.given(parameter, sent.by_location).values() for each in texts]


def _sends(parameter: Parameter, value: Any) -> Callable[[Sent], bool]:
    meant = {
        name.lower() if parameter.location == "header" else name: each if isinstance(each, list) else [each]
        for name, each in written(parameter, value).items()
    }
    return lambda sent: parameters.given(parameter, sent.by_location) == meant


def _sends_any(parameter: Parameter, allowed: Callable[[Any], bool]) -> Callable[[Sent], bool]:
    return lambda sent: any(map(allowed, _texts_sent(parameter, sent)))


def _leaves_out(parameter: Parameter) -> Callable[[Sent], bool]:
    return lambda sent: not _texts_sent(parameter, sent)


def _refuses_bodies(operation: Operation) -> Iterator[Fault]:
    media = operation.body
    if media is None:
        return
    for name, shown in media.examples().items():
        yield _refuses(
            operation,
            f"example {name}",
            Kind.EXAMPLE,
            join(media.pointer, "examples", name),
            "the documented example",
            partial(_is_body, shown),
        )
    if "requestBody" in operation.node and not operation.body_required:
        yield _refuses(operation, "no body", Kind.LEFT_OUT, media.pointer, "no body", lambda sent: not sent.body)
    if media.schema is None:
        return
    room = _Room(media.schema, tuple(media.examples().values()), valid_body(media))
    for spot in walk(media.schema):
        if spot.schema.node.get("readOnly"):
            continue
        yield from _refuses_at(operation, spot, room)


class _Room:
    """What a schema has room for: values that fit as a whole when something stands at a place."""

    def __init__(self, schema: Place, shown: tuple[Any, ...], least: Any) -> None:
        self._schema = schema
        self._shown = shown
        self._wholes = (misses.fullest(schema, shown, least), least, misses.barest(schema, least))

    def has(self, path: Path, change: Callable[[Any], Any]) -> bool:
        """Whether a value fits that is changed at a place."""
        for whole in self._wholes:
            value = brought_about(self._schema, whole, path, (), self._shown)
            for where in occurrences(value, path)[-1:]:
                changed = replaced(value, where, change(at(value, where)))
                if not any(violations(self._schema, changed, sent=True)):
                    return True
        return False


def _refuses_at(operation: Operation, spot: Spot, room: _Room) -> Iterator[Fault]:
    schema, place = spot.schema, spot.words

    def fault(kind: Kind, name: str, what: str, allowed: Callable[[Any], bool], value: Any) -> Iterator[Fault]:
        if room.has(spot.path, lambda _: value):
            has = _has(spot.path, allowed)
            yield _refuses(operation, f"{place}: {name}", kind, spot.pointer, f"{what} at {place}", has)

    kinds = types(schema)
    if "null" in kinds:
        yield from fault(Kind.NULL_ALLOWED, "null", "null", lambda value: value is None, None)
    for member in members(schema):
        if member is not None:
            yield from fault(Kind.MEMBER, str(member), str(member), partial(_is, member), member)
    if "object" in kinds and not closed(schema) and room.has(spot.path, partial(_with, further_field(schema))):
        known = frozenset(properties(schema))
        yield _refuses(
            operation,
            f"{place}: a further field",
            Kind.EXTRA,
            spot.pointer,
            f"a field that the document does not name at {place}",
            _has(spot.path, lambda value: isinstance(value, dict) and bool(set(value) - known)),
        )
    for name, inner in properties(schema).items():
        if name in required(schema) or inner.node.get("readOnly") or not room.has(spot.path, partial(_without, name)):
            continue
        yield _refuses(
            operation,
            f"no {words((*spot.path, name))}",
            Kind.LEFT_OUT,
            spot.pointer,
            f"no {words((*spot.path, name))}",
            _has(spot.path, partial(_lacks, name)),
        )
    if "string" in kinds:
        for kind, name, what, allowed, text in _texts(schema):
            yield from fault(kind, name, what, allowed, text)
    if "array" in kinds:
        for kind, count, allowed in _lists(schema):
            yield from fault(kind, f"{count} items", f"{count} items", allowed, list_of(schema, count))
    if "integer" in kinds or "number" in kinds:
        node = keywords(schema)
        for kind, keyword in ((Kind.SHORTEST, "minimum"), (Kind.LONGEST, "maximum")):
            if keyword in node:
                limit = node[keyword]
                yield from fault(kind, f"{keyword} {limit}", str(limit), partial(_is, limit), limit)


def _with(further: Mapping[str, Any], value: Any) -> Any:
    return {**value, **further} if isinstance(value, dict) else value


def _without(name: str, value: Any) -> Any:
    return {key: inner for key, inner in value.items() if key != name} if isinstance(value, dict) else value


def _is_body(shown: Any, sent: Sent) -> bool:
    return bool(sent.json == shown)


def _is(member: Any, value: Any) -> bool:
    return type_of(value) == type_of(member) and bool(value == member)


def _lacks(name: str, value: Any) -> bool:
    return isinstance(value, dict) and name not in value


def _has(path: Path, allowed: Callable[[Any], bool]) -> Callable[[Sent], bool]:
    """Whether a request has at a place what is meant."""

    def has(sent: Sent) -> bool:
        return sent.json is not ABSENT and any(allowed(at(sent.json, where)) for where in occurrences(sent.json, path))

    return has


def _texts(schema: Place) -> Iterator[tuple[Kind, str, str, Callable[[Any], bool], str]]:
    """What a text may be that a server might not be ready for; of one with a format or a pattern, only its lengths."""
    words_ = keywords(of_type(schema, "string"))
    if {"enum", "const"} & set(words_):
        return
    free = not {"format", "pattern"} & set(words_)
    if free:
        yield (
            Kind.UNICODE,
            "text beyond ASCII",
            "text beyond ASCII",
            lambda value: isinstance(value, str) and not value.isascii(),
            ("é" * max(words_.get("minLength", 1), 1))[: words_.get("maxLength")],
        )
    low, high, own = words_.get("minLength", 0), words_.get("maxLength", LONG_TEXT), "maxLength" in words_
    if (free or "minLength" in words_) and (text := text_of(schema, low)) is not None:
        yield (
            Kind.SHORTEST,
            f"{low} characters",
            f"a text of {low} characters",
            lambda value: isinstance(value, str) and len(value) == low,
            text,
        )
        if own and high == low:
            return  # the shortest is the longest
    if (free or own) and (text := text_of(schema, high)) is not None:
        yield (
            Kind.LONGEST,
            f"{high} characters",
            f"a text of {high} characters",
            lambda value: isinstance(value, str) and (len(value) == high if own else len(value) >= high),
            text,
        )


def _lists(schema: Place) -> Iterator[tuple[Kind, int, Callable[[Any], bool]]]:
    words_ = keywords(of_type(schema, "array"))
    low, high = shortest(schema), words_.get("maxItems", LONG_LIST)
    own = "maxItems" in words_
    if list_of(schema, low) is not None:
        yield Kind.SHORTEST, low, lambda value: isinstance(value, list) and len(value) == low
        if own and high == low:
            return  # the shortest is the longest
    if list_of(schema, high) is not None:
        yield (
            Kind.LONGEST,
            high,
            lambda value: isinstance(value, list) and (len(value) == high if own else len(value) >= high),
        )


@dataclass
class Refuses(Injection):
    """A server that refuses requests with something that the document allows."""

    operation: Operation
    feature: Callable[[Sent], bool]
    harmless = "each such request is refused without the fault too, as the document allows"

    def __post_init__(self) -> None:
        super().__init__()

    def after(self, exchange: Exchange) -> None:
        """Refuses what would have been a success."""
        sent = exchange.sent
        if sent.operation is None or sent.operation.pointer != self.operation.pointer or not self.feature(sent):
            return
        if wrong_parameters(self.operation, sent) or wrong_body(self.operation, sent) or exchange.status in (401, 403):
            return
        if not exchange.succeeded:
            self.without_effect += 1
            return
        self.applied += 1
        answer = documented.refusal(self.operation, self._status())
        exchange.status, exchange.content = answer.status, answer.content() or b""
        exchange.headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.media_type is not None:
            exchange.headers["content-type"] = answer.media_type

    def _status(self) -> int:
        return 422 if "422" in self.operation.responses else 400
