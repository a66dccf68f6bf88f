"""Values sampled from schemas without an example, by Schemathesis and Hypothesis.

Plain samples are valid but look like noise. Therefore a schema is narrowed first
(`caretasks.openapi.schema.realistic`), as long as it still allows values, and every sampled value is validated against
the original schema. The libraries are slow to import, so they are imported when the first value is sampled.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import PointerNotFoundError
from caretasks.openapi.schema.minimal import minimal_value
from caretasks.openapi.schema.realistic import STRUCTURED_FORMATS, TEXT_FORMAT, Narrowing, narrow_schema
from caretasks.openapi.schema.validation import is_valid

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

logger = logging.getLogger(__name__)

_MAX_ATTEMPTS = 20
_RANDOM_BYTES = 1 << 16  # per value; more than Hypothesis uses for any
_UNPRINTABLE = "".join(map(chr, range(32)))
_WORDS = (
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fern",
    "grove",
    "harbor",
    "indigo",
    "juniper",
    "linden",
    "maple",
)
_THREAD = ThreadPoolExecutor(1, "caretasks-sampling")


def sample_value(schema: Node, seed: str, *, warn: bool = True) -> Any:
    """Return a valid value for a schema, the same in every run for the same seed.

    If none is found, return the minimal value, which is then invalid.

    Args:
        schema: The schema.
        seed: Any string; different seeds mostly give different values.
        warn: Log a warning, once per schema, if no valid value is found.

    Returns:
        A new object on every call, which the caller may change.
    """
    return deepcopy(_sample_cached(schema, seed, warn))


def simplest_value(schema: Node) -> Any:
    """Return the minimal value for a schema, or a sampled value if the minimal one is invalid.

    The minimal value may not match a pattern, for example.

    Returns:
        A new object on every call, which the caller may change.
    """
    value = minimal_value(schema)
    return value if is_valid(schema, value) else sample_value(schema, "")


@lru_cache(maxsize=1024)
def _sample_cached(schema: Node, seed: str, warn: bool) -> Any:
    # Hypothesis supports neither several threads at once nor nested use, as in a property-based test of sampling.
    return _THREAD.submit(_draw_valid, schema, seed, warn).result()


def _draw_valid(schema: Node, seed: str, warn: bool) -> Any:
    with _no_hypothesis_files():
        for narrowing in Narrowing:
            generate = _make_generator(schema, narrowing)
            if generate is None:
                continue
            for attempt in range(_MAX_ATTEMPTS):
                value = generate(hashlib.shake_128(f"{seed}/{attempt}".encode()).digest(_RANDOM_BYTES))
                if value is not MISSING and is_valid(schema, value):
                    return value
    if warn:
        _warn_nothing_found(schema)
    return minimal_value(schema)


@cache
def _warn_nothing_found(schema: Node) -> None:
    logger.warning(
        "%s: no valid value found for the schema at %s; add an example to the spec", schema.api.name, schema.pointer
    )


@lru_cache(maxsize=256)
def _make_generator(schema: Node, narrowing: Narrowing) -> Callable[[bytes], Any] | None:
    """Return a function from random bytes to a value, or `MISSING` for some bytes; None if Schemathesis cannot."""
    import jsonschema_rs
    from hypothesis import given, settings
    from hypothesis.errors import HypothesisException
    from schemathesis.core.errors import SchemathesisError
    from schemathesis.generation.jsonschema.builder import build as build_strategy
    from schemathesis.generation.jsonschema.context import Alphabet
    from schemathesis.specs.openapi.formats import format_lengths_for

    formats = _format_strategies(narrowing)
    drawn: list[Any] = []
    try:
        strategy = build_strategy(
            narrow_schema(schema, narrowing),
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
        return None

    def generate(random_bytes: bytes) -> Any:
        drawn.clear()
        try:
            fuzz(random_bytes)
        except (HypothesisException, RecursionError, ValueError, OverflowError):
            return MISSING
        return drawn[0] if drawn else MISSING

    return generate


@cache
def _format_strategies(narrowing: Narrowing) -> dict[str, SearchStrategy[str]]:
    """Return strategies for the known formats: those of Schemathesis, and more readable ones for narrowed schemas."""
    from hypothesis import strategies as st
    from schemathesis.specs.openapi.formats import get_default_format_strategies

    known = get_default_format_strategies()
    if narrowing is Narrowing.NONE:
        return {name: strategy for name, strategy in known.items() if name != "binary"}  # its values are not JSON
    words = st.sampled_from(_WORDS)
    hostnames = words.map("{}.example.com".format)
    uris = words.map("https://example.com/{}".format)
    emails = words.map("{}@example.com".format)
    dates = st.dates(min_value=date(2000, 1, 1), max_value=date(2029, 12, 31)).map(str)
    times = st.builds("{:02}:{:02}:00Z".format, st.integers(0, 23), st.integers(0, 59))
    return {
        **{name: known[name] for name in STRUCTURED_FORMATS if name in known},
        TEXT_FORMAT: words | st.builds("{} {}".format, words, words),
        **dict.fromkeys(("email", "idn-email"), emails),
        **dict.fromkeys(("hostname", "idn-hostname"), hostnames),
        **dict.fromkeys(("uri", "uri-reference", "iri", "iri-reference"), uris),
        "date": dates,
        "time": times,
        "date-time": st.builds("{}T{}".format, dates, times),
    }


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
