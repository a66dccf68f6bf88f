"""Requests that show whether a server rejects a feature by itself: each has one change of a request that it accepts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.analysis.features import request_features
from caretasks.conformance.analysis.rejections import changes
from caretasks.conformance.cases import EXPERIMENT, Parameters, PhaseCase, generation_notes
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.conformance.observation import Observation
from caretasks.conformance.phases.phase import required_parameters
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.user_values import generated_write
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.request_encoding import is_valid_value, value_as_sent, varied_media
from caretasks.openapi.document import Media, Node, Operation, Parameter
from caretasks.openapi.operation.parameter_styles import serialize_value
from caretasks.openapi.operation.parameters import parameter_reader, serialize_parameter
from caretasks.openapi.operation.requests import is_specified_value
from caretasks.openapi.schema.boundary import iter_full_values
from caretasks.openapi.schema.examples import (
    distinct_value,
    read_examples,
    valid_body,
    valid_parameter,
    with_location_reached,
)
from caretasks.openapi.schema.keywords import enum_values, json_types, merged_keywords, subschema_for_type
from caretasks.openapi.schema.locations import ANY_ITEM, find_at, find_occurrences, get_at, subschema_at, with_value_at
from caretasks.openapi.schema.validation import is_valid

_ORDINARY_TEXTS = ("another", "Another one", "a", "another-value-of-a-longer-text")


@dataclass
class BaseRequest:
    """A request that the server may accept; `is_accepted` is None until it was sent."""

    parameters: Parameters
    body: Any
    media: Media | None
    is_accepted: bool | None = None


class Experiments:
    """The requests of a run that have a feature, and those without it."""

    def __init__(self, target: Target, attribution: Attribution) -> None:
        self._target = target
        self._attribution = attribution

    def iter_bases(
        self, operation: Operation, media: Media | None, accepted: Iterable[Observation]
    ) -> Iterator[BaseRequest]:
        """Yield the requests with a body in a media type that features are added to: documented ones first."""
        required = required_parameters(operation)
        bodies: list[Any] = []
        if media is None:
            bodies.append(MISSING)
        else:
            examples = tuple(read_examples(media).values())
            bodies += deepcopy(examples) or [valid_body(media)]
            if media.schema is not None:
                bodies += iter_full_values(media.schema, examples)
        complete = required_parameters(operation, with_optional=True)
        for body in bodies:
            body = generated_write(self._target, operation, body, invalid=False, media=media)
            yield BaseRequest(required, body, media)
            if complete != required:
                yield BaseRequest(complete, body, media)
        for case in accepted:
            yield repeat_request(operation, case)

    def with_change(self, operation: Operation, base: BaseRequest, feature: Feature) -> PhaseCase | None:
        """Return a request with a feature added to it; None if it has no value there, or is not valid with it."""
        change = feature.change
        if change is None or feature.warning_reason is not None:
            return None
        if feature.is_limit and changes.other_numbers(base.parameters, base.body, change):
            return None  # an order of numbers may exclude the first or the last one
        if change.location != "body":
            return self._with_changed_parameter(operation, base, feature, change)
        if change.media is None or base.media is None:
            return None
        before = value_as_sent(base.media, base.body)
        if change.kind is ChangeKind.MEDIA:
            body = MISSING if change.media == base.media else base.body
            return self._with_body(operation, base, feature, change.media, body)
        if not changes.has_siblings(before, change):
            return None
        for body in changes.iter_with_change(base.body, feature, change):
            if (case := self._with_body(operation, base, feature, change.media, body)) is not None:
                return case
        return None

    def _with_body(
        self, operation: Operation, base: BaseRequest, feature: Feature, media: Media, body: Any
    ) -> PhaseCase | None:
        """Return a request with another body; None if it is the same, is invalid, or does not have the feature."""
        body = generated_write(self._target, operation, body, invalid=False, media=media)
        if body is MISSING or not is_valid_value(media, body):
            return None
        changed = value_as_sent(media, body)
        if base.media is None or (media == base.media and changed == value_as_sent(base.media, base.body)):
            return None
        features = request_features(operation, self._attribution, {}, media, changed)
        if feature.text not in {each.text for each in features}:  # it is in another variant
            return None
        return make_experiment(operation, replace(base, body=body, media=media))

    def with_other_value(self, operation: Operation, base: BaseRequest, change: Change) -> PhaseCase | None:
        """Return a request with another ordinary string or number at the location of a change."""
        if change.location != "body":
            return _with_other_parameter(operation, base, change)
        for value in _ORDINARY_TEXTS if isinstance(change.value, str) else _other_numbers(change.value):
            body = changes.with_change(base.body, replace(change, value=value))
            body = generated_write(self._target, operation, body, invalid=False, media=base.media)
            if body != base.body and (base.media is None or is_valid_value(base.media, body)):
                return make_experiment(operation, replace(base, body=body))
        return None

    def iter_other_items(
        self, operation: Operation, base: BaseRequest, feature: Feature
    ) -> Iterator[tuple[Any, PhaseCase]]:
        """Yield requests with a single other item in an array, and the item, if the change of a feature repeats one.

        A server may reject an array because an item is in it twice.
        """
        change = feature.change
        if change is None or change.kind is not ChangeKind.LIST or change.location != "body" or change.schema is None:
            return
        changed = next(changes.iter_with_change(base.body, feature, change), MISSING)
        path = changes.existing_path(base.body, change.path)
        items = MISSING if changed is MISSING or path is None else find_at(changed, path)
        schema = subschema_at(subschema_for_type(change.schema, "array"), ANY_ITEM)
        if not isinstance(items, list) or schema is None or feature.is_limit or not changes.has_repeated_items(items):
            return
        for item in (*enum_values(schema), *(distinct_value(schema, number) for number in range(1, 4))):
            single = with_value_at(base.body, path or (), [item])
            body = generated_write(self._target, operation, single, invalid=False, media=base.media)
            if item not in items and (base.media is None or is_valid_value(base.media, body)):
                yield get_at(body, path or ())[0], make_experiment(operation, replace(base, body=body))

    def _with_changed_parameter(
        self, operation: Operation, base: BaseRequest, feature: Feature, change: Change
    ) -> PhaseCase | None:
        (name,) = change.path
        found = (each for each in operation.parameters if (each.location, each.name) == (change.location, name))
        parameter = next(found, None)
        if parameter is None or change.location not in ("query", "header", "cookie") or parameter.is_account_header:
            return None
        values = dict(base.parameters[change.location])
        others = [each for each in operation.parameters if each.location == change.location and each.name != name]
        if feature.is_limit and changes.is_numeric(change.value):  # it is sent without other numbers
            others = [each for each in others if not _is_number(each)]
        sent = changes.names_with_value(values)
        if not all(serialize_parameter(each, valid_parameter(each)).keys() <= sent for each in others):
            return None  # see `Change.siblings`
        before = values.pop(str(name), None)
        value: Any = next(changes.iter_values(feature, change, before), MISSING)
        if change.kind is ChangeKind.LIST:  # only the number of items differs from an accepted value
            items = before if isinstance(before, list) else [before]
            value = [*items, *value[1:]] if len(items) == 1 else before
        if (
            value is MISSING
            or before == value
            or (before is None and change.kind in (ChangeKind.MISSING, ChangeKind.LIST))
        ):
            return None
        if change.kind is not ChangeKind.MISSING:
            if change.location == "query" and not is_specified_value(parameter, value):
                return None
            values[str(name)] = value
        return make_experiment(operation, replace(base, parameters={**base.parameters, change.location: values}))


def _is_number(parameter: Parameter) -> bool:
    types = () if parameter.schema is None else json_types(parameter.schema)
    return "integer" in types or "number" in types


def _with_other_parameter(operation: Operation, base: BaseRequest, change: Change) -> PhaseCase | None:
    """Return a request with another ordinary string or number in a parameter."""
    name, before = str(change.path[0]), base.parameters[change.location]
    parameters = (each for each in operation.parameters if (each.location, each.name) == (change.location, name))
    schema = next((each.schema for each in parameters), None)
    sent = str(change.value[0] if isinstance(change.value, list) else change.value)
    for other in _other_numbers(json.loads(sent)) if changes.is_numeric(sent) else _ORDINARY_TEXTS:
        forms = (other, str(other), [other], [str(other)])
        if schema is None or any(is_valid(schema, form) for form in forms):
            value = [str(other)] if isinstance(change.value, list) else str(other)
            return make_experiment(
                operation, replace(base, parameters={**base.parameters, change.location: {**before, name: value}})
            )
    return None


def _other_numbers(value: Any) -> Iterator[int | float]:
    """Yield numbers like another one; none for an object."""
    if isinstance(value, int | float):
        yield from (value + 1, value - 1, value + 2, value - 2, value + 0.5)


def without_parameter(operation: Operation, bases: list[BaseRequest], change: Change | None) -> Iterator[BaseRequest]:
    """Yield requests without the optional parameter that a change is about, of those that have it."""
    if change is None or change.location == "body" or change.kind is ChangeKind.MISSING:
        return
    if change.path[0] in _required_names(operation, change.location):
        return
    for base in bases:
        values = base.parameters[change.location]
        if change.path[0] in values:
            others = {name: value for name, value in values.items() if name != change.path[0]}
            parameters = {**base.parameters, change.location: others}
            yield replace(base, parameters=parameters, is_accepted=None)


def without_other_numbers(operation: Operation, bases: list[BaseRequest], feature: Feature) -> Iterator[BaseRequest]:
    """Yield requests without other, optional numbers in the object of the one at a limit, of those that have some."""
    change = feature.change
    if change is None or not feature.is_limit:
        return
    required = _required_names(operation, change.location)
    for base in bases:
        names = {*changes.other_numbers(base.parameters, base.body, change)} - required
        if not names:
            continue
        if change.location != "body":
            values = {name: each for name, each in base.parameters[change.location].items() if name not in names}
            yield replace(base, parameters={**base.parameters, change.location: values}, is_accepted=None)
            continue
        *above, _ = changes.existing_path(base.body, change.path) or change.path
        others = {name: value for name, value in get_at(base.body, tuple(above)).items() if name not in names}
        body = with_value_at(base.body, tuple(above), others)
        if base.media is not None and is_valid_value(base.media, body):
            yield replace(base, body=body, is_accepted=None)


def _required_names(operation: Operation, location: str) -> set[str]:
    return {each.name for each in operation.parameters if each.required and each.location == location}


def with_other_choice(bases: list[BaseRequest], change: Change | None) -> Iterator[BaseRequest]:
    """Yield requests with another value of an enum or a boolean, of those that have the value of a change."""
    if change is None or change.schema is None or change.kind is not ChangeKind.VALUE:
        return
    sent = change.value if change.location == "body" or not isinstance(change.value, list) else change.value[0]
    values = [False, True] if isinstance(sent, bool) else enum_values(change.schema)
    other = next((value for value in values if value not in (sent, None)), MISSING)
    for base in bases if other is not MISSING else ():
        if change.location == "body":
            if base.media == change.media and changes.with_change(base.body, change) == base.body:
                body = changes.with_change(base.body, replace(change, value=other))
                yield replace(base, body=body, is_accepted=None)
            continue
        name, before = str(change.path[0]), base.parameters[change.location]
        if before.get(name) in (sent, [sent]):
            changed = {**before, name: [other] if isinstance(before[name], list) else other}
            yield replace(base, parameters={**base.parameters, change.location: changed}, is_accepted=None)


def with_siblings(bases: list[BaseRequest], change: Change | None) -> Iterator[BaseRequest]:
    """Yield a request with a whole object, if no request has all properties of the one in which one is missing.

    It is further down than the values that are made for a whole body.
    """
    media = None if change is None else change.media
    if change is None or media is None or media.schema is None or change.kind is not ChangeKind.MISSING:
        return
    same_media = [base for base in bases if base.media == media]
    if any(
        changes.with_change(each.body, change) is not MISSING and changes.has_siblings(each.body, change)
        for each in same_media
    ):
        return
    above = tuple(ANY_ITEM if isinstance(token, int) else token for token in change.path[:-1])
    schema: Node | None = media.schema
    for token in above:
        schema = None if schema is None else subschema_at(schema, token)
    full = next(iter_full_values(schema), MISSING) if schema is not None else MISSING
    for base in same_media if full is not MISSING else ():
        reached = with_location_reached(media.schema, base.body, above, (), tuple(read_examples(media).values()))
        for path in find_occurrences(reached, above)[:1]:
            body = with_value_at(reached, path, full)
            if is_valid_value(media, body):
                yield replace(base, body=body, is_accepted=None)
                return


def is_documented(target: Target, case: Observation) -> bool:
    """Return whether all values of a request are examples or defaults of the spec, or those of the user's fixtures.

    A request without any value is documented, too.
    """
    operation = case.operation
    for parameter in operation.parameters:
        values = case.path_parameters if parameter.location == "path" else case.parameters[parameter.location]
        sent = values.get(parameter.name, MISSING)
        if sent is MISSING and parameter.location == "query":  # each property of an exploded object has its own name
            sent = _exploded_value(parameter, case)
        if sent is MISSING:
            continue
        defaults = {} if parameter.schema is None else merged_keywords(parameter.schema)
        known = [*documented_values(parameter), *([defaults["default"]] if "default" in defaults else ())]
        if not parameter.is_account_header and serialize_value(sent) not in map(serialize_value, known):
            return False
    media = case.body_media
    if media is None:
        return not varied_media(operation) or not case.exchange.request.body
    for example in documented_values(media):
        sent = generated_write(target, operation, example, invalid=False, media=media)
        if case.body_value in (example, sent, value_as_sent(media, sent)):
            return True
    return False


def _exploded_value(parameter: Parameter, case: Observation) -> Any:
    """Return the object that a request has as several query parameters; `MISSING` if it has none of them."""
    reader, raw = parameter_reader(parameter), {"query": case.query}
    return next(iter(reader.candidate_values(raw)), MISSING) if reader.sent_strings(raw) else MISSING


def documented_values(owner: Parameter | Media) -> list[Any]:
    """Return the examples of a parameter or a body; or those of its schema if it has none."""
    own = list(owner.examples().values())
    if own or owner.schema is None:
        return own
    keywords = merged_keywords(owner.schema)
    return [*keywords.get("examples", ()), *([keywords["example"]] if "example" in keywords else ())]


def repeat_request(operation: Operation, case: Observation) -> BaseRequest:
    """Return the parameters and the body of a request that was sent."""
    required = required_parameters(operation)
    path = dict(case.path_parameters) or required["path"]
    headers = {**required["header"], **case.parameters["header"]}
    sent = {"query": dict(case.parameters["query"]), "header": headers, "cookie": dict(case.parameters["cookie"])}
    parameters = {**required, "path": path, **sent}
    return BaseRequest(parameters, case.body_value, case.body_media)


def make_experiment(operation: Operation, request: BaseRequest, text: str = "") -> PhaseCase:
    """Return the case of a request; `text` is that of the feature that other requests have shown to be rejected."""
    notes = generation_notes("positive", "path", "query", "header", "body")
    return PhaseCase(operation, request.parameters, request.body, {**notes, EXPERIMENT: text}, media=request.media)
