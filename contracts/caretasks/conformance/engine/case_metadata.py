"""Schemathesis' metadata of a case from and to notes, which a recording contains."""

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


def to_notes(case: Case[Any]) -> dict[str, Any]:
    """Return the metadata of a case as JSON data, as `cases.generation_notes` does; empty without metadata."""
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
