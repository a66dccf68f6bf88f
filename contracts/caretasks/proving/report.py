"""What was proved as files: JSON for programs, and a page that a person reads, with all in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2

from caretasks.proving.outcomes import Outcome
from caretasks.proving.results import Proved, exit_status
from caretasks.proving.table import summary

VERSION = 1
"""Of the document's form. A field may be added to a form; one that goes, or means something else, makes another."""


def document(results: Sequence[Proved]) -> dict[str, Any]:
    """What was proved, as JSON data."""
    return {
        "version": VERSION,
        "exit_status": int(exit_status(results)),
        "apis": [
            {
                "api": result.api,
                "summary": summary(result),
                "left": result.left,
                "errors": result.errors,
                "kinds": [
                    {
                        "side": side,
                        "kind": kind,
                        "faults": count.total,
                        **{outcome.replace(" ", "_"): count.outcomes[outcome] for outcome in Outcome},
                        "stock": count.stock,
                    }
                    for (side, kind), count in result.counts().items()
                ],
                "faults": [
                    {
                        "id": fault.id,
                        "operation": fault.operation,
                        "side": fault.side,
                        "kind": fault.kind,
                        "pointer": fault.pointer,
                        "what": fault.what,
                        "matters": fault.matters,
                        "outcome": fault.proof.outcome,
                        "check": fault.proof.check,
                        "why": fault.proof.why,
                        "seconds": round(fault.proof.seconds, 3),
                        "stock": fault.proof.stock,
                    }
                    for fault in result.faults
                ],
                "variations": [
                    {"name": h.variation, "what": h.what, "applied": h.applied, "alarms": list(h.alarms)}
                    for h in result.harms
                ],
                "elsewhere": [{"fact": e.fact, "claim": e.claim, "why": e.why} for e in result.elsewhere],
            }
            for result in results
        ],
    }


def write(results: Sequence[Proved], folder: Path, *, baseline: bool) -> None:
    """Writes `prove.json` and `prove.html` into a folder, which is made if it is not there.

    Raises:
        OSError: they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = document(results)
    (folder / "prove.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).get_template("report.html.jinja")
    (folder / "prove.html").write_text(template.render(data, baseline=baseline), "utf-8")
