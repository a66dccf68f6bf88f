"""Latency distributions: a fixed delay, or one that differs from request to request."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

MAX_LATENCY_SECONDS = 3600.0
SYNTAX = "SECONDS, uniform(LOW,HIGH) or lognormal(MEDIAN,SIGMA)"

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_LATENCY = re.compile(
    rf"(?P<name>[a-z]+)\(\s*(?P<first>{_NUMBER})\s*,\s*(?P<second>{_NUMBER})\s*\)|(?P<fixed>{_NUMBER})"
)
_MAX_SIGMA = 10.0


class LatencyError(ValueError):
    """A value is not a latency. The message quotes none of it, because a client may have sent it."""


@dataclass(frozen=True)
class Latency:
    """The delay of a response.

    Attributes:
        distribution: `fixed`, `uniform` or `lognormal`.
        first: The seconds of a fixed delay, the shortest delay of a uniform one, or the median of a lognormal one.
        second: The longest delay of a uniform one, or the standard deviation of the logarithm of a lognormal one.
    """

    distribution: str
    first: float
    second: float = 0.0

    @classmethod
    def parse(cls, value: object) -> Latency:
        """Return a latency: a number of seconds, a text such as `uniform(0.5,2)`, or a mapping `{uniform: [0.5, 2]}`.

        Raises:
            LatencyError: It is not a latency, or one of its numbers is out of range.
        """
        if isinstance(value, Mapping) and len(value) == 1:
            [(name, numbers)] = value.items()
            if isinstance(numbers, list) and len(numbers) == 2 and all(map(_is_number, numbers)):
                return cls._validated(str(name), *numbers)
        if not isinstance(value, str) and not _is_number(value):
            raise LatencyError(f"invalid latency: use {SYNTAX}")
        if not isinstance(value, str):
            return cls._validated("fixed", value, 0.0)  # type: ignore[arg-type]  # it is a number
        match = _LATENCY.fullmatch(value.strip().lower())
        if match is None:
            raise LatencyError(f"invalid latency: use {SYNTAX}")
        if match["fixed"] is not None:
            return cls._validated("fixed", float(match["fixed"]), 0.0)
        return cls._validated(match["name"], float(match["first"]), float(match["second"]))

    @classmethod
    def _validated(cls, name: str, first: float, second: float) -> Latency:
        if name not in ("fixed", "uniform", "lognormal") or (name == "fixed" and second):
            raise LatencyError(f"unknown distribution of a latency: use {SYNTAX}")
        last = second if name == "uniform" else first
        if not (0 <= first <= MAX_LATENCY_SECONDS and last <= MAX_LATENCY_SECONDS):
            raise LatencyError(f"invalid latency: use a number of seconds from 0 to {MAX_LATENCY_SECONDS:.0f}")
        if first > last:
            raise LatencyError("invalid latency: the first number of uniform(LOW,HIGH) must not be the larger one")
        if name == "lognormal" and not 0 <= second <= _MAX_SIGMA:
            raise LatencyError(f"invalid latency: SIGMA of lognormal(MEDIAN,SIGMA) must be from 0 to {_MAX_SIGMA:.0f}")
        return cls(name, float(first), float(second))

    def draw(self, random: Random) -> float:
        """Return the delay of one response, in seconds."""
        if self.distribution == "uniform":
            return random.uniform(self.first, self.second)
        if self.distribution == "lognormal" and self.first:
            return min(MAX_LATENCY_SECONDS, random.lognormvariate(math.log(self.first), self.second))
        return self.first

    def __str__(self) -> str:
        if self.distribution == "fixed":
            return f"{self.first:g}"
        return f"{self.distribution}({self.first:g},{self.second:g})"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
