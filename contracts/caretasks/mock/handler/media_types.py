"""The media type and the compression that a request accepts (RFC 9110, section 12.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from caretasks.core.http import is_json, media_type_essence
from caretasks.openapi.bodies.kinds import concrete_media_type, is_xml
from caretasks.openapi.document import Media

_RANGE = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"|")+')
_QUALITY = re.compile(r"\s*[qQ]\s*=\s*([01](?:\.[0-9]{0,3})?)\s*")
_MAX_HEADER_CHARACTERS = 10_000  # of a longer header nothing is read


@dataclass(frozen=True)
class _Accepted:
    """A media range of an Accept header. `parameters` are those before `q`, in lower case and sorted."""

    essence: str
    parameters: tuple[str, ...]
    quality: float

    def precedence(self, media_type: str) -> int:
        """Return how specifically the range names a media type; 0 if it does not include it."""
        essence = media_type_essence(media_type)
        if self.essence == essence:
            has_parameters = set(self.parameters) <= set(_parameters(media_type.split(";")[1:]))
            return 4 if self.parameters and has_parameters else 3
        kind = essence.partition("/")[0]
        return 2 if self.essence == f"{kind}/*" else 1 if self.essence == "*/*" else 0


def select_media(documented: Sequence[Media], accept: Sequence[str]) -> Media | None:
    """Return the documented media type that Accept headers prefer; None if they accept none of them.

    Of equally preferred ones it is the one that is named most specifically, then the first. Without an Accept header
    all are accepted. A header that names none of the documented media types also accepts one of the same format: JSON
    for `application/json`, for example.
    """
    index = _select_index(tuple(map(concrete_media_type, documented)), tuple(accept))
    return None if index is None else documented[index]


@lru_cache(maxsize=1024)  # most clients send the same header with each request
def _select_index(documented: Sequence[str], accept: Sequence[str]) -> int | None:
    accepted = parse_accept(accept)
    if not accepted:
        return 0 if documented else None
    preferences = [_preference(accepted, name) for name in documented]
    best = max(preferences, default=(0.0, 0))
    if best[0] > 0:
        return preferences.index(best)
    not_named = (index for index, (_, precedence) in enumerate(preferences) if not precedence)
    return next((index for index in not_named if _has_accepted_format(accepted, documented[index])), None)


def _preference(accepted: Sequence[_Accepted], media_type: str) -> tuple[float, int]:
    """Return the quality of a media type by the most specific range that includes it, and how specific that is."""
    precedence, quality = max((each.precedence(media_type), each.quality) for each in accepted)
    return (quality, precedence) if precedence else (0.0, 0)


def _has_accepted_format(accepted: Sequence[_Accepted], name: str) -> bool:
    for each in accepted:
        is_same_text = each.essence.startswith("text/") and name.startswith("text/")
        is_same_json = (is_json(each.essence) or each.essence == "text/json") and is_json(name)
        if each.quality and (is_same_text or is_same_json or (is_xml(each.essence) and is_xml(name))):
            return True
    return False


def parse_accept(values: Sequence[str]) -> list[_Accepted]:
    """Return the media ranges of Accept headers; other text is left out."""
    found = []
    if sum(map(len, values)) > _MAX_HEADER_CHARACTERS:
        return []
    for text in (text for value in values for text in _RANGE.findall(value)):
        essence, *parameters = text.split(";")
        essence = essence.strip().lower()
        if essence == "*":
            essence = "*/*"
        if essence.count("/") != 1:
            continue
        quality = 1.0
        for index, parameter in enumerate(parameters):
            match = _QUALITY.fullmatch(parameter)
            if match is not None:
                quality, parameters = min(float(match[1]), 1.0), parameters[:index]
                break
        found.append(_Accepted(essence, _parameters(parameters), quality))
    return found


def accepts_gzip(accept_encoding: Sequence[str]) -> bool:
    """Return whether Accept-Encoding headers name gzip."""
    for coding in (coding for value in accept_encoding for coding in value.split(",")):
        name, _, parameter = coding.partition(";")
        match = _QUALITY.fullmatch(parameter)
        if name.strip().lower() in ("gzip", "x-gzip") and (match is None or float(match[1])):
            return True
    return False


def _parameters(texts: Sequence[str]) -> tuple[str, ...]:
    pairs = (text.partition("=") for text in texts if "=" in text)
    return tuple(sorted(f"{name.strip()}={value.strip()}".lower().replace('"', "") for name, _, value in pairs))
