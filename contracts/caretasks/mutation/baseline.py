"""The baseline: which mutants Schemathesis alone detects, with its own checks and default settings.

It gets the same spec, mock server and API key as the suite. It sends no NUL characters: the mock server rejects them
everywhere, which Schemathesis would report before any mutation. Failures without the mutation do not count.
"""

from __future__ import annotations

from collections.abc import Iterator

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from caretasks.conformance.engine.config import hypothesis_storage
from caretasks.conformance.target.model import Target


def detected_by_schemathesis(target: Target, seed: int) -> Iterator[tuple[str, str]]:
    """Yield each failed check of Schemathesis, as name and message, as soon as it fails."""
    config = SchemathesisConfig.from_dict(
        {"headers": target.key_headers, "seed": seed, "generation": {"database": "none", "allow-x00": False}}
    )
    with hypothesis_storage():
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
