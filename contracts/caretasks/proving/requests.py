"""The faults of what is asked: the server accepts what the document forbids, or refuses what it allows.

A server that accepts too much is one that makes a request right before it acts on it. It does so where the request is
wrong in one way alone, the one that is meant, so that it has no other fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from caretasks.conformance import authentication
from caretasks.conformance.limits import LONG_LIST, LONG_TEXT
from caretasks.conformance.rules.seen import ABSENT
from caretasks.conformance.target import Target
from caretasks.conformance.values import (
    Path,
    Spot,
    at,
    closed,
    example,
    grown,
    keywords,
    matches,
    members,
    occurrences,
    replaced,
    walk,
    words,
)
from caretasks.mock import documented, parameters
from caretasks.mock.answers import success
from caretasks.mock.building import build
from caretasks.mock.schemas import properties, required, types
from caretasks.openapi.api import Operation, Parameter, Place
from caretasks.openapi.pointers import join
from caretasks.openapi.validation import violations
from caretasks.proving.exchange import Exchange, Sent
from caretasks.proving.faults import Fault, Injection, Kind, Side, matters
from caretasks.proving.spoiling import spoils, type_of

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
        if parameter.schema is None:
            continue
        done: set[str] = set()
        for spoil in spoils(parameter.schema, ()):
            if spoil.keyword in done or (spoil.keyword == "type" and "string" in types(parameter.schema)):
                continue
            done.add(spoil.keyword)
            yield _accepts(
                operation,
                f"{name}: {spoil.keyword}",
                Kind.TYPE if spoil.keyword == "type" else spoil.kind,
                spoil.pointer,
                f"{'a value of another type' if spoil.keyword == 'type' else spoil.what} for {parameter.name}",
                partial(AcceptsParameter, operation, parameter, spoil.keyword),
            )


def _accepts_bodies(operation: Operation) -> Iterator[Fault]:
    media = operation.body
    if media is None:
        return
    if operation.body_required:
        pointer = join(operation.pointer, "requestBody", "required")
        yield _accepts(
            operation, "no body", Kind.EMPTY, pointer, "no body", partial(AcceptsBody, operation, (), "body", "")
        )
    yield _accepts(
        operation,
        "a body that breaks off",
        Kind.TRUNCATED,
        media.pointer,
        "a body that is no JSON",
        partial(AcceptsBody, operation, (), "json", ""),
    )
    if media.schema is None:
        return
    for spot in walk(media.schema):
        if spot.schema.node.get("readOnly"):
            continue
        for spoil in spoils(spot.schema, spot.path):
            if not spoil.alone:
                continue  # whoever accepts it accepts what another keyword forbids, which is a fault of its own
            place = (*spot.path, spoil.word) if spoil.kind is Kind.MISSING else spot.path
            yield _accepts(
                operation,
                f"{words(place)}: {spoil.keyword}{spoil.word and ' ' + spoil.word}",
                spoil.kind,
                spoil.pointer,
                f"{spoil.what} at {spot.words}",
                partial(AcceptsBody, operation, spot.path, spoil.keyword, spoil.word),
            )


def _accepts_anybody(operation: Operation, target: Target) -> Iterator[Fault]:
    schemes = operation.security[0] if operation.security else ()
    for scheme in schemes:
        for how, what in (("none", "no key"), ("another", "an invented key"), ("form", "a key in another form")):
            yield _accepts(
                operation,
                what,
                Kind.CREDENTIALS,
                scheme.pointer,
                what,
                partial(AcceptsAnybody, operation, target.key_headers, target.key, how),
            )


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


def wrong_parameters(operation: Operation, sent: Sent) -> dict[tuple[str, str], set[str]]:
    """The parameters of a request that are wrong, by location and name, each with the keywords that say so."""
    found: dict[tuple[str, str], set[str]] = {}
    for parameter, word in parameters.unfit(operation, sent.by_location):
        words_ = {word}
        if word != "required" and parameter.schema is not None:
            name = parameter.name.lower() if parameter.location == "header" else parameter.name
            texts = sent.by_location[parameter.location][name]
            candidates = parameters.read_as(parameter, parameter.schema, texts) or [""]
            words_ = {violation.keyword for violation in violations(parameter.schema, candidates[0])}
        found[parameter.location, parameter.name] = words_
    return found


def wrong_body(operation: Operation, sent: Sent) -> list[tuple[Path, str, str]]:
    """The places in the body of a request that are wrong, each with a keyword, and a JSON type or name with it."""
    if operation.body is None:
        return []
    if not sent.body:
        return [((), "body", "")] if operation.body_required else []
    if sent.json is ABSENT:
        return [((), "json", "")]
    schema = operation.body.schema
    if schema is None:
        return []
    found: dict[tuple[Path, str, str], None] = {}
    for violation in violations(schema, sent.json, sent=True):
        value = at(sent.json, violation.path)
        word = type_of(value) if violation.keyword == "type" else ""
        if violation.keyword == "required":
            described = _described(schema, violation.path)
            for name in sorted(set().union(*(required(each) for each in described)) - set(value)):
                found[violation.path, "required", name] = None
        else:
            found[violation.path, violation.keyword, word] = None
    return list(found)


def _described(schema: Place, path: Path) -> list[Place]:
    return [spot.schema for spot in walk(schema) if matches(spot.path, path)]


def authentic(sent: Sent, headers: Mapping[str, str]) -> bool:
    """Whether a request carries the key."""
    return all(sent.headers.get(name.lower()) == value for name, value in headers.items())


@dataclass
class AcceptsParameter(_Accepts):
    """A server that takes any value of a parameter that a keyword forbids."""

    parameter: Parameter
    keyword: str

    def mend(self, sent: Sent) -> Sent | None:
        wrong = wrong_parameters(self.operation, sent)
        if wrong != {(self.parameter.location, self.parameter.name): {self.keyword}}:
            if set(wrong) != {(self.parameter.location, self.parameter.name)} or self.keyword != "type":
                return None
            if "type" not in wrong[self.parameter.location, self.parameter.name]:
                return None
        if wrong_body(self.operation, sent):
            return None
        return with_parameter(sent, self.parameter, valid_text(self.parameter))


def valid_text(parameter: Parameter) -> str:
    """A value of a parameter that the document allows, as it is written."""
    value = next(iter(parameter.examples().values()), None)
    if value is None:
        value = "any" if parameter.schema is None else build(parameter.schema)
    return value if isinstance(value, str) else json.dumps(value)


def with_parameter(sent: Sent, parameter: Parameter, text: str) -> Sent:
    """A request with another text for a parameter."""
    name = parameter.name
    match parameter.location:
        case "path":
            return replace(sent, path={**sent.path, name: text})
        case "query":
            return replace(sent, query=(*((n, v) for n, v in sent.query if n != name), (name, text)))
        case "header":
            return replace(sent, headers={**sent.headers, name.lower(): text})
    cookies = {**{n: texts[0] for n, texts in sent.by_location["cookie"].items()}, name: text}
    return replace(sent, headers={**sent.headers, "cookie": "; ".join(f"{n}={v}" for n, v in cookies.items())})


@dataclass
class AcceptsBody(_Accepts):
    """A server that takes at a place of the body what a keyword forbids."""

    path: Path
    keyword: str
    word: str

    def mend(self, sent: Sent) -> Sent | None:
        wrong = wrong_body(self.operation, sent)
        if not self._meant(wrong, sent) or wrong_parameters(self.operation, sent):
            return None
        media = self.operation.body
        if media is None or media.schema is None:
            return None
        shown = tuple(media.examples().values())
        if self.keyword in ("body", "json"):
            return sent.with_json(example(media.schema, shown))
        body = sent.json
        for path, _, _ in wrong:
            body = self._made_right(media.schema, body, path, shown)
        mended = sent.with_json(body)
        return None if wrong_body(self.operation, mended) else mended

    def _meant(self, wrong: list[tuple[Path, str, str]], sent: Sent) -> bool:
        """Whether all that is wrong is what this server does not mind."""
        if not wrong or not all(matches(self.path, path) for path, _, _ in wrong):
            return False
        if self.keyword == "type":
            # A value of another type fits none of the other keywords that ask for a type of their own.
            typed = [word for _, keyword, word in wrong if keyword == "type"]
            fraction = self.word == "fraction"
            return bool(typed) and all(
                word == "number" and _is_fraction(at(sent.json, path)) if fraction else word == self.word
                for path, keyword, word in wrong
                if keyword == "type"
            )
        return all((keyword, word) == (self.keyword, self.word) for _, keyword, word in wrong)

    def _made_right(self, schema: Place, body: Any, path: Path, shown: tuple[Any, ...]) -> Any:
        if self.keyword == "required":
            return grown(schema, body, (*path, self.word), shown)
        inner = next(iter(_described(schema, path)), None)
        if inner is None:
            return body
        if self.keyword in ("additionalProperties", "unevaluatedProperties"):
            known = set(properties(inner))
            return replaced(body, path, {name: value for name, value in at(body, path).items() if name in known})
        return replaced(body, path, example(inner, shown, self.path))


def _is_fraction(value: Any) -> bool:
    return isinstance(value, float) and not value.is_integer()


@dataclass
class AcceptsAnybody(_Accepts):
    """A server that lets in who has no key, or another one, or one in another form."""

    headers: Mapping[str, str]
    key: str
    how: str

    def mend(self, sent: Sent) -> Sent | None:
        if authentic(sent, self.headers) or self._how(sent) != self.how:
            return None
        return replace(sent, headers={**sent.headers, **{n.lower(): value for n, value in self.headers.items()}})

    def after(self, exchange: Exchange) -> None:
        """Leaves the answer as it is: whoever is let in is answered as all others are, refused or not."""
        self.applied += self._mended is not None

    def _how(self, sent: Sent) -> str:
        names = {name.lower() for name in self.headers} | {"authorization"}
        given = [sent.headers[name] for name in names if name in sent.headers]
        if not given:
            return "none"
        for name, value in self.headers.items():
            prefix = value.removesuffix(self.key)
            text = sent.headers.get(name.lower(), "")
            rest = text.removeprefix(prefix)
            if text.startswith(prefix) and rest and " " not in rest:
                return "another"
        return "form"


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
            text = value if isinstance(value, str) else json.dumps(value)
            yield _refuses(
                operation,
                f"{name}: example {shown}",
                Kind.EXAMPLE,
                join(parameter.pointer, "examples", shown),
                f"the documented {parameter.name}",
                _sends(parameter, text),
            )
        if parameter.schema is None:
            continue
        for member in members(parameter.schema):
            text = member if isinstance(member, str) else json.dumps(member)
            yield _refuses(
                operation,
                f"{name}: {text}",
                Kind.MEMBER,
                parameter.schema.pointer,
                f"{text} for {parameter.name}",
                _sends(parameter, text),
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
        if parameter.location == "query" and types(parameter.schema) == ("string",):
            for kind, limit, what, allowed in _texts(parameter.schema):
                yield _refuses(
                    operation, f"{name}: {limit}", kind, parameter.schema.pointer, what, _sends_any(parameter, allowed)
                )


def _texts_sent(parameter: Parameter, sent: Sent) -> list[str]:
    name = parameter.name.lower() if parameter.location == "header" else parameter.name
    return list(sent.by_location[parameter.location].get(name, ()))


def _sends(parameter: Parameter, text: str) -> Callable[[Sent], bool]:
    return lambda sent: _texts_sent(parameter, sent) == [text]


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
    for spot in walk(media.schema):
        if spot.schema.node.get("readOnly"):
            continue
        yield from _refuses_at(operation, spot)


def _refuses_at(operation: Operation, spot: Spot) -> Iterator[Fault]:
    schema, place = spot.schema, spot.words

    def fault(kind: Kind, name: str, what: str, allowed: Callable[[Any], bool]) -> Fault:
        return _refuses(
            operation, f"{place}: {name}", kind, spot.pointer, f"{what} at {place}", _has(spot.path, allowed)
        )

    kinds = types(schema)
    if "null" in kinds:
        yield fault(Kind.NULL_ALLOWED, "null", "null", lambda value: value is None)
    for member in members(schema):
        if member is None:
            continue
        yield fault(Kind.MEMBER, str(member), str(member), partial(_is, member))
    if "object" in kinds and not closed(schema):
        known = frozenset(properties(schema))
        yield fault(
            Kind.EXTRA,
            "a further field",
            "a field that the document does not name",
            lambda value: isinstance(value, dict) and bool(set(value) - known),
        )
    for name, inner in properties(schema).items():
        if name in required(schema) or inner.node.get("readOnly"):
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
        for kind, name, what, allowed in _texts(schema):
            yield fault(kind, name, what, allowed)
    if "array" in kinds:
        for kind, count, allowed in _lists(schema):
            yield fault(kind, f"{count} items", f"{count} items", allowed)
    if "integer" in kinds or "number" in kinds:
        node = schema.node
        for kind, keyword in ((Kind.SHORTEST, "minimum"), (Kind.LONGEST, "maximum")):
            if keyword in node:
                yield fault(
                    kind,
                    f"{keyword} {node[keyword]}",
                    str(node[keyword]),
                    partial(_is, node[keyword]),
                )


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


def _texts(schema: Place) -> Iterator[tuple[Kind, str, str, Callable[[Any], bool]]]:
    """What a text may be that a server might not be ready for; of one with a format or a pattern, only its lengths."""
    words_ = keywords(schema)
    if {"enum", "const"} & set(words_):
        return
    free = not {"format", "pattern"} & set(words_)
    if free:
        yield (
            Kind.UNICODE,
            "text beyond ASCII",
            "text beyond ASCII",
            lambda value: isinstance(value, str) and not value.isascii(),
        )
    if free or "minLength" in words_:
        low = words_.get("minLength", 0)
        yield (
            Kind.SHORTEST,
            f"{low} characters",
            f"a text of {low} characters",
            lambda value: isinstance(value, str) and len(value) == low,
        )
    if free or "maxLength" in words_:
        high = words_.get("maxLength", LONG_TEXT)
        own = "maxLength" in words_
        yield (
            Kind.LONGEST,
            f"{high} characters",
            f"a text of {high} characters",
            lambda value: isinstance(value, str) and (len(value) == high if own else len(value) >= high),
        )


def _lists(schema: Place) -> Iterator[tuple[Kind, int, Callable[[Any], bool]]]:
    words_ = keywords(schema)
    low, high = words_.get("minItems", 0), words_.get("maxItems", LONG_LIST)
    own = "maxItems" in words_
    yield Kind.SHORTEST, low, lambda value: isinstance(value, list) and len(value) == low
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
