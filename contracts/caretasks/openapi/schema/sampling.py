"""Values sampled from a schema where a document gives no example, by Schemathesis and Hypothesis.

What satisfies a schema may still look like noise. So a schema is steered first (`caretasks.openapi.schema.realistic`),
as far as that leaves it any values; whatever is drawn has to fit the schema as it stands. The libraries take a while to
load, so they are imported when the first value is asked for.
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

from caretasks.openapi.document import Place
from caretasks.openapi.json_pointer import DanglingPointerError
from caretasks.openapi.schema.minimal import build
from caretasks.openapi.schema.realistic import FORMATS, TEXT, Steering, steered
from caretasks.openapi.schema.validation import fits

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

logger = logging.getLogger("caretasks.mock")

_ATTEMPTS = 20
_BYTES = 1 << 16  # of chance for one value: more than Hypothesis uses up for any
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
_NONE = object()
_THREAD = ThreadPoolExecutor(1, "caretasks-sampling")


def sample(schema: Place, seed: str, *, warned: bool = True) -> Any:
    """A value that fits the schema, the same for the same seed in every run.

    Where none is found, which is logged once if `warned`, the simplest value that comes near. It is the caller's own.
    """
    return deepcopy(_sample(schema, seed, warned))


def simplest(schema: Place) -> Any:
    """The simplest value of a schema (`build`); where that does not fit, as where there is a pattern, a sampled one.

    It is the caller's own.
    """
    value = build(schema)
    return value if fits(schema, value) else sample(schema, "")


@lru_cache(maxsize=1024)
def _sample(schema: Place, seed: str, warned: bool) -> Any:
    """Samples in a thread of its own: Hypothesis is not for several at once, nor for use within a test of its own."""
    return _THREAD.submit(_found, schema, seed, warned).result()


def _found(schema: Place, seed: str, warned: bool) -> Any:
    with _nothing_written():
        for steering in Steering:
            draw = _drawing(schema, steering)
            if draw is None:
                continue
            for attempt in range(_ATTEMPTS):
                value = draw(hashlib.shake_128(f"{seed}/{attempt}".encode()).digest(_BYTES))
                if value is not _NONE and fits(schema, value):
                    return value
    if warned:
        _say_that_nothing_fits(schema)
    return build(schema)


@cache
def _say_that_nothing_fits(schema: Place) -> None:
    logger.warning(
        "%s: no value was found that fits the schema at %s: add an example there", schema.api.name, schema.pointer
    )


@lru_cache(maxsize=256)
def _drawing(schema: Place, steering: Steering) -> Callable[[bytes], Any] | None:
    """What makes a value of bytes, `_NONE` of some; or that nothing can."""
    import jsonschema_rs
    from hypothesis import given, settings
    from hypothesis.errors import HypothesisException
    from schemathesis.core.errors import SchemathesisError
    from schemathesis.generation.jsonschema.builder import build as strategy_for
    from schemathesis.generation.jsonschema.context import Alphabet
    from schemathesis.specs.openapi.formats import format_lengths_for

    formats = _formats(steering)
    drawn: list[Any] = []
    try:
        strategy = strategy_for(
            steered(schema, steering),
            draft=jsonschema_rs.Draft202012,
            formats=formats,
            format_lengths=format_lengths_for(formats),
            alphabet=Alphabet(codec=None, max_codepoint=126, exclude_characters=_UNPRINTABLE),
        )

        # A test as a fuzzer drives it: no database, no deadline, no health checks, and the bytes decide everything.
        @settings(database=None)
        @given(strategy)
        def take(value: Any) -> None:
            drawn.append(value)

        target = take.hypothesis.fuzz_one_input  # type: ignore[attr-defined]  # which a decorator adds
    except (SchemathesisError, HypothesisException, DanglingPointerError, RecursionError, ValueError, TypeError):
        return None

    def draw(chance: bytes) -> Any:
        drawn.clear()
        try:
            target(chance)
        except (HypothesisException, RecursionError, ValueError, OverflowError):
            return _NONE
        return drawn[0] if drawn else _NONE

    return draw


@cache
def _formats(steering: Steering) -> dict[str, SearchStrategy[str]]:
    """What texts of the known formats look like: as Schemathesis has them, but where that is hard on the eye."""
    from hypothesis import strategies as st
    from schemathesis.specs.openapi.formats import get_default_format_strategies

    known = get_default_format_strategies()
    if steering is Steering.NONE:
        return {name: strategy for name, strategy in known.items() if name != "binary"}  # which is no JSON
    words = st.sampled_from(_WORDS)
    domains = words.map("{}.example.com".format)
    uris = words.map("https://example.com/{}".format)
    mails = words.map("{}@example.com".format)
    dates = st.dates(min_value=date(2000, 1, 1), max_value=date(2029, 12, 31)).map(str)
    times = st.builds("{:02}:{:02}:00Z".format, st.integers(0, 23), st.integers(0, 59))
    return {
        **{name: known[name] for name in FORMATS if name in known},
        TEXT: words | st.builds("{} {}".format, words, words),
        **dict.fromkeys(("email", "idn-email"), mails),
        **dict.fromkeys(("hostname", "idn-hostname"), domains),
        **dict.fromkeys(("uri", "uri-reference", "iri", "iri-reference"), uris),
        "date": dates,
        "time": times,
        "date-time": st.builds("{}T{}".format, dates, times),
    }


@contextmanager
def _nothing_written() -> Iterator[None]:
    """Keeps Hypothesis from leaving its cache of Unicode tables in the working directory."""
    from hypothesis.configuration import set_hypothesis_home_dir, storage_directory

    before = storage_directory(intent_to_write=False).home_directory
    set_hypothesis_home_dir(os.devnull)  # below which nothing can be made
    try:
        yield
    finally:
        set_hypothesis_home_dir(before)
