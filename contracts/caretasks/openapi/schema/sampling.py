"""Sampled values: realistic ones, and random ones of schemas that a realistic value does not satisfy.

Random values come from Schemathesis and Hypothesis, which are in the extra `sample` and are imported when the first one
is needed. Few schemas need them: of 9,000 in 67 public documents, one.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from copy import deepcopy
from functools import cache, lru_cache
from random import Random
from typing import Any

from caretasks.core.errors import CommandError
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import PointerNotFoundError, to_fragment
from caretasks.openapi.schema.generation import (
    MAX_LENGTH,
    formatted_string,
    is_too_large,
    minimal_value,
    realistic_value,
)
from caretasks.openapi.schema.keywords import keep_result
from caretasks.openapi.schema.pattern_strings import UnsupportedPatternError, pattern_string
from caretasks.openapi.schema.validation import is_valid

logger = logging.getLogger(__name__)

MAX_SAMPLED_LENGTH = 400
"""Characters of a string with a pattern or a format; sampling a longer one takes too long."""

_MAX_ATTEMPTS = 20
_MAX_REALISTIC_ATTEMPTS = 5
_MAX_STRING_ATTEMPTS = 200  # 10 to 100 µs each
_RANDOM_BYTES = 1 << 16  # per value; more than Hypothesis uses for any
_STRING_KEYWORDS = frozenset({"pattern", "format", "minLength", "maxLength"})
_UNPRINTABLE = "".join(map(chr, range(32)))
_THREAD = ThreadPoolExecutor(1, "caretasks-sampling")


class SamplingUnavailableError(CommandError):
    """A schema without an example needs a random value, and the packages for it are not installed."""

    status = 2

    def __init__(self, schema: Node) -> None:
        super().__init__(
            f"{schema.api.name}: no value can be built for the schema at {schema.pointer}. Add an example to the spec, "
            "or install what draws random values: pip install 'caretasks[sample]'"
        )


def sample_value(schema: Node, seed: str) -> Any:
    """Return a valid value for a schema, the same in every run for the same seed.

    Different seeds mostly give different values. If none is found, log a warning, once per schema, and return a value
    that is invalid in some part. Each call returns a new object.

    Raises:
        SamplingUnavailableError: A random value is needed, and the extra `sample` is not installed.
    """
    return deepcopy(_sample_cached(schema, seed))


@keep_result
def has_value(schema: Node) -> bool:
    """Return whether a valid value is found for a schema; there may be none, if its keywords contradict each other."""
    return is_valid(schema, sample_value(schema, ""))


def simplest_value(schema: Node) -> Any:
    """Return the minimal value for a schema; a sampled one if that is invalid, because of a pattern, for example."""
    value = minimal_value(schema)
    return value if is_valid(schema, value) else sample_value(schema, "")


def sample_string(keywords: Mapping[str, Any], seed: str = "") -> str:
    """Return a string that is valid against the keywords of a schema, if one is found."""
    return _sample_string(frozenset((key, keywords[key]) for key in _STRING_KEYWORDS & keywords.keys()), seed)


@lru_cache(maxsize=4096)
def _sample_string(keywords: frozenset[tuple[str, Any]], seed: str) -> str:
    schema = _string_schema(keywords)
    found = next((text for text in _iter_strings(dict(keywords), seed) if is_valid(schema, text)), MISSING)
    if found is MISSING:
        with suppress(SamplingUnavailableError):  # the schema that contains it may still have another value
            found = _draw_valid(schema, seed)
    return str(minimal_value(schema) if found is MISSING else found)


def _iter_strings(keywords: Mapping[str, Any], seed: str) -> Iterator[str]:
    """Yield strings that may be valid against the keywords of a schema."""
    shortest, longest = int(keywords.get("minLength", 0)), keywords.get("maxLength")
    if "format" in keywords and shortest <= MAX_LENGTH:
        text = formatted_string(str(keywords["format"]), Random(seed))  # noqa: S311  # not for security
        yield from (text, text.ljust(shortest, "x"), text.rjust(shortest, "x"))
    with suppress(UnsupportedPatternError):
        for attempt in range(_MAX_STRING_ATTEMPTS if "pattern" in keywords else 0):
            random = Random(f"{seed}/{attempt}")  # noqa: S311  # not for security
            yield pattern_string(keywords["pattern"], random, shortest, longest)


@lru_cache(maxsize=256)
def _string_schema(keywords: frozenset[tuple[str, Any]]) -> Node:
    schemas = {"text": {"type": "string", **dict(keywords)}}
    return Api("", {"components": {"schemas": schemas}}, None, "").node("/components/schemas/text")


@lru_cache(maxsize=1024)
def _sample_cached(schema: Node, seed: str) -> Any:
    values = []
    for attempt in range(_MAX_REALISTIC_ATTEMPTS):
        values.append(realistic_value(schema, f"{seed}/{attempt}", sample_string))
        if is_valid(schema, values[-1]):
            return values[-1]
    value = MISSING if is_too_large(schema) else _draw_valid(schema, seed)
    if value is MISSING:
        _warn_nothing_found(schema)
        return minimal_value(schema) if is_too_large(schema) else values[0]
    return value


@cache
def _warn_nothing_found(schema: Node) -> None:
    logger.warning(
        "%s: no valid value found for the schema at %s; add an example to the spec", schema.api.name, schema.pointer
    )


def _draw_valid(schema: Node, seed: str) -> Any:
    """Return a random valid value, or `MISSING` if none is found."""
    # Hypothesis supports neither several threads at once nor nested use, as in a property-based test of sampling.
    return _THREAD.submit(_draw_in_thread, schema, seed).result()


def _draw_in_thread(schema: Node, seed: str) -> Any:
    try:
        import schemathesis.generation.jsonschema.builder  # noqa: F401 - is it installed?
    except ImportError:  # or the user's own version, which is another one
        raise SamplingUnavailableError(schema) from None
    with _no_hypothesis_files():
        generate = _make_generator(schema)
        for attempt in range(_MAX_ATTEMPTS):
            value = generate(hashlib.shake_128(f"{seed}/{attempt}".encode()).digest(_RANDOM_BYTES))
            if value is not MISSING and is_valid(schema, value):
                return value
    return MISSING


@lru_cache(maxsize=256)
def _make_generator(schema: Node) -> Callable[[bytes], Any]:
    """Return a function from random bytes to a value, or `MISSING` if Schemathesis cannot make one from them."""
    import jsonschema_rs
    from hypothesis import given, settings
    from hypothesis.errors import HypothesisException
    from schemathesis.core.errors import SchemathesisError
    from schemathesis.generation.jsonschema.builder import build as build_strategy
    from schemathesis.generation.jsonschema.context import Alphabet
    from schemathesis.specs.openapi.formats import format_lengths_for, get_default_format_strategies

    formats = {name: strategy for name, strategy in get_default_format_strategies().items() if name != "binary"}
    drawn: list[Any] = []
    try:
        strategy = build_strategy(
            {**schema.api.document, "$ref": to_fragment(schema.pointer)},
            draft=jsonschema_rs.Draft202012,
            formats=formats,
            format_lengths=format_lengths_for(formats),
            alphabet=Alphabet(codec=None, max_codepoint=126, exclude_characters=_UNPRINTABLE),
        )

        # The interface for fuzzers: no database, deadline or health checks, and the bytes determine the value.
        @settings(database=None)
        @given(strategy)
        def collect(value: Any) -> None:
            drawn.append(value)

        fuzz = collect.hypothesis.fuzz_one_input  # type: ignore[attr-defined]  # set by the decorator
    except (SchemathesisError, HypothesisException, PointerNotFoundError, RecursionError, ValueError, TypeError):
        return lambda random_bytes: MISSING

    def generate(random_bytes: bytes) -> Any:
        drawn.clear()
        try:
            fuzz(random_bytes)
        except (HypothesisException, RecursionError, ValueError, OverflowError):
            return MISSING
        return drawn[0] if drawn else MISSING

    return generate


@contextmanager
def _no_hypothesis_files() -> Iterator[None]:
    """Keep Hypothesis from writing its cache of Unicode tables to the working directory."""
    from hypothesis.configuration import set_hypothesis_home_dir, storage_directory

    previous = storage_directory(intent_to_write=False).home_directory
    set_hypothesis_home_dir(os.devnull)  # no directory can be created below it
    try:
        yield
    finally:
        set_hypothesis_home_dir(previous)
