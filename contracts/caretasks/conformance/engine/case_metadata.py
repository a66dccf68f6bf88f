"""Schemathesis' metadata of a case: as JSON data in a recording and back, and for the cases of the suite's own phases.

The metadata says how a request was generated and which parts are valid, and so decides which checks apply. It contains
none of the generated values.
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

_NEAR_VALID = "near-valid value in "


def to_notes(case: Case[Any]) -> dict[str, Any]:
    """Return the metadata of a case as JSON data; empty for a case without metadata."""
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


def from_notes(notes: Mapping[str, Any]) -> CaseMetadata | None:
    """Return the metadata from its JSON data, or None if the data is empty or invalid."""
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


def valid_case(*locations: str) -> CaseMetadata:
    """Return metadata for a case with valid parts at these locations."""
    return _build_metadata(GenerationMode.POSITIVE, locations)


def invalid_case(*locations: str) -> CaseMetadata:
    """Return metadata for a case with invalid parts at these locations."""
    return _build_metadata(GenerationMode.NEGATIVE, locations)


def near_valid_case(location: str, violation: str) -> CaseMetadata:
    """Return metadata for a case with a single violation at a location.

    Args:
        location: The invalid part, such as "body" or "query".
        violation: Description of the violation.
    """
    return _build_metadata(GenerationMode.NEGATIVE, (location,), f"{_NEAR_VALID}{location}: {violation}")


def is_near_valid(case: Case[Any]) -> bool:
    """Return whether a case has the metadata of `near_valid_case`."""
    return case.meta is not None and (case.meta.phase.data.description or "").startswith(_NEAR_VALID)


def _build_metadata(mode: GenerationMode, locations: tuple[str, ...], description: str | None = None) -> CaseMetadata:
    parts = {ParameterLocation(location): ComponentInfo(mode) for location in locations}
    phase = PhaseInfo(TestPhase.FUZZING, build_phase_data(TestPhase.FUZZING, description))
    return CaseMetadata(GenerationInfo(0.0, mode), parts, phase)


def documented_case() -> CaseMetadata:
    """Return metadata for a documented request, with or without user-provided values."""
    parts: dict[ParameterLocation, ComponentInfo] = {
        location: ComponentInfo(GenerationMode.POSITIVE)
        for location in ParameterLocation
        if location is not ParameterLocation.UNKNOWN
    }
    phase = PhaseInfo(TestPhase.EXAMPLES, build_phase_data(TestPhase.EXAMPLES, None))
    return CaseMetadata(GenerationInfo(0.0, GenerationMode.POSITIVE), parts, phase)
