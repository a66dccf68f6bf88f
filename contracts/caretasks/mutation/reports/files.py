"""What was proved as files: JSON for programs, a page that a person reads, with all in it, and a table in Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jinja2

from caretasks.conformance import reports
from caretasks.core import errors, files
from caretasks.mutation.mutant import Outcome
from caretasks.mutation.results import NAME, VERSION, Proved, Run, by_kind, exit_status, summary


def document(run: Run, results: Sequence[Proved]) -> dict[str, Any]:
    """What was proved, as JSON data."""
    return {
        "version": VERSION,
        "exit_status": int(exit_status(results)),
        "run": asdict(run),
        "apis": [
            {
                "api": result.api,
                "digest": result.digest,
                "shard": str(result.shard),
                "summary": summary(result),
                "left": result.left,
                "errors": result.errors,
                "kinds": [
                    {
                        "side": side,
                        "kind": kind,
                        "faults": count.total,
                        **{outcome.replace(" ", "_"): count.outcomes[outcome] for outcome in Outcome},
                        "stock": count.stock if run.baseline else None,
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
                        "applied": fault.proof.applied,
                        "requests": fault.proof.requests,
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


def write(run: Run, results: Sequence[Proved], folder: Path) -> None:
    """Writes `prove.json` and `prove.html` into a folder, which is made if it is not there.

    Raises:
        ReportError: they cannot be written.
    """
    reports.prepare(folder)
    data = document(run, results)
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    page = _template("report.html.jinja").render(data)
    files.write_file(folder / NAME, lambda file: file.write(text))
    files.write_file(folder / "prove.html", lambda file: file.write(page))


def write_markdown(run: Run, results: Sequence[Proved], file: Path) -> None:
    """Writes the table by kind, and what it rests on, as a page of Markdown.

    Raises:
        ReportError: it cannot be written.
    """
    shown = {
        "run": run,
        "results": results,
        "kinds": list(by_kind(results)),
        "unnoticed": _each(results, lambda each: each.of(Outcome.MISSED, Outcome.NOT_REACHED, Outcome.TROUBLED)),
        "equivalent": _each(results, lambda each: each.of(Outcome.EQUIVALENT)),
        "alarms": _each(results, lambda each: each.alarms),
        "elsewhere": _each(results, lambda each: each.elsewhere),
        "errors": _each(results, lambda each: each.errors),
        "summary": summary,
    }
    page = _template("report.md.jinja").render(shown)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    except OSError as error:
        raise errors.ReportError(f"{file} cannot be written: {error.strerror}") from None


def _each(results: Sequence[Proved], of: Callable[[Proved], Sequence[Any]]) -> list[tuple[str, Any]]:
    """Something of all APIs, each with the API's name."""
    return [(result.api, each) for result in results for each in of(result)]


def _template(name: str) -> jinja2.Template:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=jinja2.select_autoescape(["html.jinja"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    ).get_template(name)
