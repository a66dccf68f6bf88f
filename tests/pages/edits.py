"""Edits of saved pages, as vendors make them, and the facts that each one is about.

`python tests/pages/edits.py --from DIR` applies the edits to the saved pages in a folder, one at a time, and says which
facts `caretasks pages` names for each. It exits with 1 if they are not exactly the expected ones.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.pages.evidence import DocumentedPage
from caretasks.pages.fact_states import ApiReport, FactState, ReadPage, evaluate, needed_pages
from caretasks.pages.saved_pages import PageFolder

Change = Callable[[str], str]


@dataclass(frozen=True)
class Edit:
    """An edit of a saved page.

    Attributes:
        api: The API.
        page: The name of the page.
        what: The edit.
        change: Returns the edited text.
        facts: The facts that it is about, separated by spaces.
    """

    api: str
    page: str
    what: str
    change: Change
    facts: str


def replace_once(old: str, new: str, after: str = "") -> Change:
    """Return a change of the first occurrence of a text after another one."""

    def change(text: str) -> str:
        start = text.index(after)
        at = text.index(old, start)
        return text[:at] + new + text[at + len(old) :]

    return change


def remove_field(name: str, kind: str, after: str = "") -> Change:
    """Return a change that removes a field of a rendered reference: its name, its type, and all up to the next one."""
    following = r"^\S+\n(?:string|enum|boolean|integer|object|.* · object)|^Response$|\Z"
    field = re.compile(rf"^{re.escape(name)}\n{re.escape(kind)}\n(?:.*\n?)*?(?={following})", re.MULTILINE)

    def change(text: str) -> str:
        match = field.search(text, text.index(after))
        assert match, name
        return text[: match.start()] + text[match.end() :]

    return change


def remove_row(name: str) -> Change:
    """Return a change that removes the row of a table in Markdown."""
    return lambda text: re.sub(rf"^\| {re.escape(name)} \|.*\n", "", text, count=1, flags=re.MULTILINE)


def add_row(row: str, after: str) -> Change:
    """Return a change that adds a row to a table in Markdown, after the row with a name."""
    pattern = re.compile(rf"^\| {re.escape(after)} \|.*\n", re.MULTILINE)
    return lambda text: pattern.sub(lambda match: f"{match[0]}{row}\n", text, count=1)


def remove_line(start: str) -> Change:
    """Return a change that removes the first line with a beginning."""
    return lambda text: re.sub(rf"^{re.escape(start)}.*\n", "", text, count=1, flags=re.MULTILINE)


def remove_key(key: str, after: str) -> Change:
    """Return a change that removes a key of a document in YAML with all that is below it."""

    def change(text: str) -> str:
        start = text.index(after)
        block = re.compile(rf"^( *){re.escape(key)}:.*\n(?:\1 +.*\n|\1- .*\n)*", re.MULTILINE)
        match = block.search(text, start)
        assert match, key
        return text[: match.start()] + text[match.end() :]

    return change


def in_turn(*changes: Change) -> Change:
    """Return a change that consists of several ones."""

    def change(text: str) -> str:
        for each in changes:
            text = each(text)
        return text

    return change


SCHEMA = "    ExternalTaskResponse:\n"
PROVIDER = "    ExternalTaskAssignedProvider:\n"
REQUIRED = "      required:\n"
EDITS = [
    # Rendered references.
    Edit(
        "solum",
        "create-task",
        "a field of the request is removed",
        remove_field("title", "string", "\nBody\n"),
        "SO-03",
    ),
    Edit(
        "solum",
        "create-task",
        "a field of the response is removed",
        remove_field("title", "string", "\nResponse\n"),
        "SO-10",
    ),
    Edit("solum", "create-task", "a field is renamed", replace_once("\ntags\n", "\nlabels\n", "\nBody\n"), "SO-04"),
    Edit(
        "solum",
        "create-task",
        "an optional field becomes required",
        replace_once("tags\nstring[] | null\n", "tags\nstring[] | null\nrequired\n"),
        "SO-04",
    ),
    Edit(
        "solum",
        "create-task",
        "a required field becomes optional",
        replace_once("deadline\nstring<date-time>\nrequired\n", "deadline\nstring<date-time>\n", "\nBody\n"),
        "SO-03",
    ),
    Edit(
        "solum",
        "create-task",
        "a value is added to a sentence",
        replace_once("pending, in_progress, completed", "pending, in_progress, completed, archived"),
        "SO-06",
    ),
    Edit(
        "solum",
        "create-task",
        "a value is removed from a sentence",
        replace_once("low, medium, high, urgent", "low, medium, high"),
        "SO-07",
    ),
    Edit("solum", "create-task", "a default changes", replace_once("default:medium", "default:low"), "SO-07"),
    Edit(
        "solum",
        "create-task",
        "a field is added to the request",
        replace_once(
            "\nstatus\nstring\ndefault", "\nlocation_id\nstring\nrequired\n\nThe location\n\nstatus\nstring\ndefault"
        ),
        "SO-05",
    ),
    Edit(
        "solum",
        "create-task",
        "the header of the key is renamed",
        replace_once("X-API-Key\nstring", "X-Access-Key\nstring"),
        "SO-02",
    ),
    Edit("solum", "create-task", "a type changes", replace_once("version\ninteger", "version\nstring"), "SO-10"),
    Edit(
        "miramace",
        "create-task",
        "a value is added to an enum",
        replace_once("CUSTOM_TASK\ntask\n", "CUSTOM_TASK,\nPRIOR_AUTHORIZATION\ntask\n"),
        "MM-08",
    ),
    Edit(
        "miramace",
        "get-task",
        "a value is added to an enum",
        replace_once("FAILED,\nCANCELLED\n", "FAILED,\nCANCELLED,\nNO_ANSWER\n"),
        "MM-07",
    ),
    Edit(
        "miramace",
        "get-task",
        "a value is removed from an enum",
        replace_once("FAILED,\nCANCELLED\n", "FAILED\n"),
        "MM-07",
    ),
    Edit("miramace", "get-task", "a parameter is removed", remove_field("include_transcript", "boolean"), "MM-04"),
    Edit(
        "miramace",
        "get-task",
        "a parameter is renamed",
        replace_once("\ninclude_all_calls\n", "\nall_calls\n"),
        "MM-05",
    ),
    Edit("miramace", "get-task", "a key of a sample is removed", remove_line('      "call_outcome":'), "MM-12"),
    Edit(
        "miramace",
        "create-task",
        "an optional field becomes required",
        replace_once("Schedule Appointment Data · object\n", "Schedule Appointment Data · object\nrequired\n"),
        "MM-18",
    ),
    Edit("miramace", "create-task", "a pattern changes", replace_once("{1,14}$", "{1,11}$"), "MM-16"),
    # Tables.
    Edit("unpod", "get-run-tasks", "a field is removed", remove_row("thread_id"), "UN-06"),
    Edit(
        "unpod",
        "get-run-tasks",
        "a field that two tables have is removed from one",
        replace_once("| run_id | string | Parent run identifier |\n", ""),
        "UN-06",
    ),
    Edit("unpod", "get-run-tasks", "a field is renamed", replace_once("| recording_url |", "| recording |"), "UN-08"),
    Edit(
        "unpod",
        "get-run-tasks",
        "a parameter becomes optional",
        replace_once("| run_id | string | Yes |", "| run_id | string | No |"),
        "UN-02",
    ),
    Edit(
        "unpod",
        "get-run-tasks",
        "a value is added to a sentence",
        replace_once("pending, completed, failed", "pending, running, completed, failed"),
        "UN-07",
    ),
    Edit("unpod", "get-run-tasks", "a status is dropped", remove_row("206"), "UN-09"),
    Edit(
        "unpod",
        "get-run-tasks",
        "a status is added",
        add_row("| 429 | Too Many Requests - Rate limit exceeded |", "404"),
        "UN-09",
    ),
    Edit(
        "unpod",
        "get-run-tasks",
        "a field is added",
        add_row("| cost | number | Cost of the call |", "duration"),
        "UN-08",
    ),
    Edit(
        "unpod", "get-run-tasks", "a type changes", replace_once("| count | integer |", "| count | string |"), "UN-05"
    ),
    # OpenAPI documents.
    Edit("maxcare", "get-task", "a property is removed", remove_key("noteId", SCHEMA), "MX-06"),
    Edit(
        "maxcare",
        "get-task",
        "a property is renamed",
        in_turn(
            replace_once("        canCosign:", "        mayCosign:", PROVIDER),
            replace_once("- canCosign", "- mayCosign", PROVIDER),
        ),
        "MX-08",
    ),
    Edit(
        "maxcare",
        "get-task",
        "a property becomes required",
        replace_once("        - ehrType\n", "        - noteId\n        - ehrType\n", SCHEMA),
        "MX-06",
    ),
    Edit("maxcare", "get-task", "a property becomes optional", replace_once("        - trace_id\n", ""), "MX-10"),
    Edit(
        "maxcare",
        "get-task",
        "a value is added to an enum",
        replace_once("            - deleted\n", "            - deleted\n            - archived\n"),
        "MX-07",
    ),
    Edit("maxcare", "get-task", "a value is removed from an enum", replace_once("            - ezderm\n", ""), "MX-07"),
    Edit("maxcare", "get-task", "a status is dropped", remove_key("'429'", "      responses:"), "MX-10"),
    Edit(
        "maxcare",
        "get-task",
        "a status is added",
        replace_once("        '429':\n", "        '409':\n          description: Conflict\n        '429':\n"),
        "MX-10",
    ),
    Edit(
        "maxcare",
        "get-task",
        "a header becomes optional",
        replace_once("in: header\n          required: true", "in: header\n          required: false"),
        "MX-03",
    ),
    Edit(
        "maxcare",
        "get-task",
        "a property may not be null any more",
        replace_once("          nullable: true\n", "", "        username:"),
        "MX-08",
    ),
]


def named_facts(report: ApiReport) -> set[str]:
    """Return the facts that a report names: those whose evidence is gone or has moved, or with something new."""
    changed = (FactState.GONE, FactState.MOVED, FactState.UNREACHABLE)
    return {fact.fact for fact in report.facts if fact.state in changed or fact.additions}


def evaluate_edit(api: Api, pages: Iterable[ReadPage], name: str, change: Change) -> ApiReport:
    """Return the report about the pages of an API after a change of one of them."""
    edited = []
    for each in pages:
        if each.page.name == name and each.text is not None:
            text = change(each.text)
            assert text != each.text, f"the edit changes nothing on {name}"
            each = ReadPage(each.page, text, read=each.read)
        edited.append(each)
    return evaluate(api, edited)


def main() -> int:
    """Apply all edits to the saved pages in a folder, and print what is named for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--from", dest="folder", type=Path, required=True, metavar="DIR", help="folder of the saved pages"
    )
    folder = PageFolder(parser.parse_args().folder)
    catalog = Catalog()
    failed = 0
    for edit in EDITS:
        api = catalog.load(edit.api)
        pages: list[DocumentedPage] = needed_pages(api)
        report = evaluate_edit(api, [folder.read(api.name, page) for page in pages], edit.page, edit.change)
        found = named_facts(report)
        is_right = found == set(edit.facts.split())
        failed += not is_right
        end = "" if is_right else f" (expected: {edit.facts})"
        print(f"{'ok  ' if is_right else 'FAIL'} {edit.page}: {edit.what}: {' '.join(sorted(found))}{end}")
    print(f"{len(EDITS) - failed} of {len(EDITS)} edits named the right facts and no other")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
