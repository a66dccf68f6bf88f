"""Claims of findings about requests: "a request whose `tags` is null must be accepted"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from caretasks.conformance.analysis.features import ANY_VALID_REQUEST
from caretasks.conformance.model import Feature, Finding
from caretasks.conformance.observation import FailureKind

_ALTERNATIVE = re.compile(r" of alternative [0-9]+(?:, [0-9]+)*(?= )")
_BODY_FEATURE = re.compile(r"(?:(?P<media>[^\s/]+/\S+) )?body/(?P<path>.*?) (?P<state>(?:is|has) .+|\S+)")
_PARAMETER_FEATURE = re.compile(r"(?P<location>path|query|header|cookie) (?P<name>\S+?)(?P<path>/\S*)? (?P<state>.+)")
_MIN_VARIOUS = 3
_VERBS = {
    FailureKind.ACCEPTED_INVALID: "must be rejected",
    FailureKind.REJECTED_VALID: "must be accepted",
}


def describe_cause(finding: Finding, features: Iterable[Feature]) -> tuple[str, str]:
    """Return the location in the request, and the claim of a finding that features of a request have caused.

    Without a feature, or if the finding is not about a request, both are those of the finding.
    """
    parts = sorted(filter(None, (_describe_feature(feature.text) for feature in features)))
    if not parts or finding.topic not in (*_VERBS, FailureKind.SERVER_ERROR):
        return finding.pointer, finding.claim
    pointer, first = parts[0]
    phrase = " or ".join(dict.fromkeys([first, *(text for _, text in parts[1:2])]))
    if finding.topic == FailureKind.SERVER_ERROR:
        return pointer, f"server error for a request {phrase}"
    return pointer, f"a request {phrase} {_VERBS[FailureKind(finding.topic)]}"


def describe_error(finding: Finding, found: Collection[str]) -> str:
    """Return the claim of a server error: that of the finding, or one for values of several kinds at its location."""
    if len(found) < _MIN_VARIOUS or not finding.pointer:
        return finding.claim
    where, _, name = finding.pointer.removeprefix("request ").partition(" ")
    described = "the body" if where == "body" else f"{where} parameter" if where != "header" else "header"
    return f"server error for various values of {described}{f' `{name}`' if name else ''}"


def location(feature: Feature) -> str:
    """Return the location of a feature in the request, without the kind of value there."""
    described = _describe_feature(feature.text)
    return feature.text if described is None else described[0]


def value_name(location: str) -> str:
    """Return the name of a value at a location in the request: "`tags`", "query parameter `limit`", or "a body"."""
    where, _, path = location.removeprefix("request ").partition(" ")
    if not path:
        return f"a {where}"
    if where == "body":
        return f"`{path.removeprefix('/')}`" if path.count("/") == 1 else f"`{path}`"
    return f"`{path}`" if where == "header" else f"{where} parameter `{path}`"


def locations_with_value(features: Iterable[str]) -> frozenset[str]:
    """Return the locations in a request at which features, by their descriptions, have a value that is not null."""
    described = (_describe_feature(each) for each in features if not each.endswith((" is missing", " is null")))
    return frozenset(each[0] for each in described if each is not None)


def outermost(locations: Iterable[str]) -> list[str]:
    """Return the locations that are in no other one."""
    found = sorted(locations)
    return [each for each in found if not any(each.startswith(f"{other}/") for other in found)]


def with_state(feature: Feature, state: str) -> Feature:
    """Return a feature with another state of the value at its location, such as `has the documented value`."""
    text = without_alternatives(feature.text)
    found = next(filter(None, (each.fullmatch(text) for each in (_BODY_FEATURE, _PARAMETER_FEATURE))), None)
    return feature if found is None else Feature(text[: found.start("state")] + state)


def find_feature(text: str, features: Iterable[Feature]) -> Feature:
    """Return the feature with a text; if there is none, one with the facts about the value at its location."""
    same_location = sorted(
        (each for each in features if location(each) == location(Feature(text))), key=lambda each: each.text
    )
    found = (each for each in same_location if each.text == text)
    facts = (fact for each in same_location for fact in each.facts)
    return next(found, Feature(text, tuple(dict.fromkeys(facts))))


def without_alternatives(text: str) -> str:
    """Return the text of a feature without the alternatives of the schema that apply to the request."""
    return _ALTERNATIVE.sub("", text)


@lru_cache(maxsize=4096)
def _describe_feature(text: str) -> tuple[str, str] | None:
    """Return the location of a feature and its description; None for a feature without a location."""
    if text == ANY_VALID_REQUEST:
        return None
    if found := _BODY_FEATURE.fullmatch(without_alternatives(text)):
        path, state, media = found["path"], found["state"], found["media"]
        pointer = " ".join(["request body", *([f"({media})"] if media else ()), *([f"/{path}"] if path else ())])
        name = f"`{path}`" if path and "/" not in path else f"`/{path}`" if path else "body"
        description = _describe_state(name, state, is_body=True)
        return pointer, f"{description} in {media}" if media else description
    if found := _PARAMETER_FEATURE.fullmatch(text):
        state = found["state"]
        pointer = f"request {found['location']} {found['name']}{(found['path'] or '').rstrip('/')}"
        name = (
            f"{found['location']} parameter `{found['name']}`"
            if found["location"] != "header"
            else f"`{found['name']}`"
        )
        return pointer, _describe_state(name, state, is_body=False)
    return None


def _describe_state(name: str, state: str, *, is_body: bool) -> str:
    if state == "is missing" or (state == "required" and not is_body):
        return f"without {name}"
    if state == "required":
        return "without a body"
    if " " in state:
        return f"whose {name} {state}"
    return f"whose {name} violates `{state}`"
