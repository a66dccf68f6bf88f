"""What is said about a run beside its verdicts: when, of which server, and how deep it looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from caretasks.conformance.config import Settings


@dataclass(frozen=True)
class About:
    """A run.

    Attributes:
        version: of caretasks.
        started: when it began, in UTC.
        server: what was checked, in words: a URL, stand-ins, a recording.
        settings: how deep it looked, and from which seed.
    """

    version: str
    started: datetime
    server: str
    settings: Settings
