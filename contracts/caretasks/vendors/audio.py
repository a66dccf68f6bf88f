"""The recording that mock servers return for calls: one second of a quiet tone."""

from __future__ import annotations

import io
import math
import wave
from functools import cache

_SAMPLES_PER_SECOND = 8000  # the sample rate of telephone calls
_FREQUENCY_HERTZ = 440


@cache
def make_recording() -> bytes:
    """Return a WAV file with one second of audio: one channel, 8 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(_SAMPLES_PER_SECOND)
        writer.writeframes(
            bytes(
                128 + round(8 * math.sin(2 * math.pi * _FREQUENCY_HERTZ * i / _SAMPLES_PER_SECOND))
                for i in range(_SAMPLES_PER_SECOND)
            )
        )
    return file.getvalue()
