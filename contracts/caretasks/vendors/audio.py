"""The recording of a call that nobody made: a second of a quiet tone."""

from __future__ import annotations

import io
import math
import wave
from functools import cache

_RATE = 8000  # samples a second, as on the telephone
_HERTZ = 440


@cache
def recording() -> bytes:
    """A WAV file: one second, one channel, 8 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(_RATE)
        writer.writeframes(bytes(128 + round(8 * math.sin(2 * math.pi * _HERTZ * i / _RATE)) for i in range(_RATE)))
    return file.getvalue()
