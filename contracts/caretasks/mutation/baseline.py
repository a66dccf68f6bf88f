"""What the engine notices by itself: Schemathesis with its own checks and settings, and nothing of this project's.

It gets the same document, the same stand-in and the same key, and sends no NUL, which the stand-ins refuse wherever it
stands: it would object to that before any fault. What else it says of the stand-in without the fault is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from caretasks.conformance.engine import config as configuration
from caretasks.conformance.target.model import Target


def noticed(target: Target, seed: int) -> Iterator[tuple[str, str]]:
    """The checks that were not content, each with what it says, as they come."""
    config = SchemathesisConfig.from_dict(
        {"headers": target.key_headers, "seed": seed, "generation": {"database": "none", "allow-x00": False}}
    )
    with configuration.storage():
        schema = schemathesis.openapi.from_dict(target.document, config=config)
        schema.app = target.app
        stream = from_schema(schema).execute()
        try:
            for event in stream:
                if isinstance(event, events.ScenarioFinished):
                    for checks in event.recorder.checks.values():
                        for check in checks:
                            if check.failure_info is not None:
                                failure = check.failure_info.failure
                                yield check.name, f"{failure.operation}: {failure.title}"
        finally:
            stream.stop()
