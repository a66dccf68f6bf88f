"""What the engine knows of how it made a request, as JSON data beside a recorded one, and back again.

It decides which checks have something to say. What was generated is not in it: that is in the request itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemathesis import Case, GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import (
    CaseMetadata,
    ComponentInfo,
    CoveragePhaseData,
    CoverageScenario,
    GenerationInfo,
    PhaseInfo,
    TestPhase,
    build_phase_data,
)

_NEAR_MISS = "near miss in "


def noted(case: Case[Any]) -> dict[str, Any]:
    """How a case was made; empty for a request that no phase of the engine made up."""
    meta = case.meta
    if meta is None:
        return {}
    data = meta.phase.data
    return {
        "mode": meta.generation.mode.value,
        "parts": {location.value: component.mode.value for location, component in meta.components.items()},
        "made_by": meta.phase.name.value,
        "scenario": data.scenario.value if isinstance(data, CoveragePhaseData) else None,
        "description": data.description,
        "parameter": data.parameter,
        "location": None if data.parameter_location is None else data.parameter_location.value,
    }


def remembered(notes: Mapping[str, Any]) -> CaseMetadata | None:
    """The engine's own form of notes; None where they say nothing, or nothing that it knows."""
    try:
        location = None if notes["location"] is None else ParameterLocation(notes["location"])
        phase, parameter, description = TestPhase(notes["made_by"]), notes["parameter"], notes["description"]
        if notes["scenario"] is None:
            data: Any = build_phase_data(phase, description, parameter=parameter, parameter_location=location)
        else:
            data = CoveragePhaseData(CoverageScenario(notes["scenario"]), description or "", None, parameter, location)
        parts = {ParameterLocation(name): ComponentInfo(GenerationMode(mode)) for name, mode in notes["parts"].items()}
        mode = GenerationMode(notes["mode"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return CaseMetadata(GenerationInfo(0.0, mode), parts, PhaseInfo(phase, data))


def valid(*locations: str) -> CaseMetadata:
    """Of a request whose parts at these locations fit the document."""
    return _made(GenerationMode.POSITIVE, locations)


def invalid(*locations: str) -> CaseMetadata:
    """Of a request whose parts at these locations do not fit the document."""
    return _made(GenerationMode.NEGATIVE, locations)


def near_miss(location: str, what: str) -> CaseMetadata:
    """Of a request that is wrong at a location in one way, in words."""
    return _made(GenerationMode.NEGATIVE, (location,), f"{_NEAR_MISS}{location}: {what}")


def is_near_miss(case: Case[Any]) -> bool:
    """Whether a request is one of those."""
    return case.meta is not None and (case.meta.phase.data.description or "").startswith(_NEAR_MISS)


def _made(mode: GenerationMode, locations: tuple[str, ...], what: str | None = None) -> CaseMetadata:
    parts = {ParameterLocation(location): ComponentInfo(mode) for location in locations}
    phase = PhaseInfo(TestPhase.FUZZING, build_phase_data(TestPhase.FUZZING, what))
    return CaseMetadata(GenerationInfo(0.0, mode), parts, phase)


def documented() -> CaseMetadata:
    """Of a request that the document shows, or that is made of it with the user's own values."""
    parts: dict[ParameterLocation, ComponentInfo] = {
        location: ComponentInfo(GenerationMode.POSITIVE)
        for location in ParameterLocation
        if location is not ParameterLocation.UNKNOWN
    }
    phase = PhaseInfo(TestPhase.EXAMPLES, build_phase_data(TestPhase.EXAMPLES, None))
    return CaseMetadata(GenerationInfo(0.0, GenerationMode.POSITIVE), parts, phase)
