"""Lint the `evidence` of facts, the `pages` that it is on, and the document that the vendor publishes."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from caretasks.openapi.json_pointer import join
from caretasks.openapi.problems import Finding, Findings

_KEYS = ("page", "in", "near", "text", "unconfirmed")
_URL = re.compile(r"https?://\S+").fullmatch
_SENTENCE = re.compile(r".*\s.*\w[.!?]", re.DOTALL).fullmatch
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*").fullmatch
MAX_LITERAL_WORDS = 4
_MAX_LITERAL_LENGTH = 100


def find_page_problems(data: dict[str, Any]) -> Findings:
    """Yield the problems in the `pages`, `published_spec` and `deviations` of a facts file."""
    pages = data.get("pages", {})
    if not isinstance(pages, dict):
        yield Finding("/pages", "must be a mapping from names of pages to URLs")
        pages = {}
    for name, value in pages.items():
        pointer = join("/pages", name)
        if not _NAME(str(name)):
            yield Finding(pointer, "invalid name of a page: use lower-case letters, digits, `-` and `.`")
        urls = value.values() if isinstance(value, dict) and "url" in value else [value]
        if isinstance(value, dict) and not {"url"} <= value.keys() <= {"url", "fetch"}:
            yield Finding(pointer, "must be a URL, or a mapping with the keys `url` and `fetch`")
        elif not all(isinstance(url, str) and _URL(url) for url in urls):
            yield Finding(pointer, "must be a URL, or a mapping with the URLs `url` and `fetch`")
    if "published_spec" in data and not (isinstance(data["published_spec"], str) and _URL(data["published_spec"])):
        yield Finding("/published_spec", "must be the URL of an OpenAPI document")
    yield from _find_deviation_problems(data.get("deviations", []))


def _find_deviation_problems(deviations: Any) -> Findings:
    if not isinstance(deviations, list):
        yield Finding("/deviations", "must be a list")
        return
    for index, deviation in enumerate(deviations):
        pointer = join("/deviations", index)
        keys = deviation.keys() if isinstance(deviation, dict) else set()
        if not {"pointer", "reason"} <= keys <= {"pointer", "reason", "kinds"}:
            yield Finding(pointer, "must be a mapping with the keys `pointer` and `reason`, and optionally `kinds`")
            continue
        kinds = deviation.get("kinds", [])
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            yield Finding(join(pointer, "kinds"), "must be a list of kinds of changes, such as property-removed")
        if not all(isinstance(deviation[key], str) and deviation[key].strip() for key in ("pointer", "reason")):
            yield Finding(pointer, "`pointer` and `reason` must be non-empty strings")
        elif not deviation["pointer"].startswith("/"):
            yield Finding(join(pointer, "pointer"), "must be a JSON pointer into one of the two documents")


def find_evidence_problems(pointer: str, fact: dict[str, Any], pages: Container[str]) -> Findings:
    """Yield the problems in the evidence of a fact at a JSON pointer. `pages` are the names that it may use."""
    if "evidence" not in fact:
        return
    pointer, evidence = join(pointer, "evidence"), fact["evidence"]
    if not isinstance(evidence, list) or not evidence:
        yield Finding(pointer, "must be a non-empty list")
        return
    for index, entry in enumerate(evidence):
        yield from _find_entry_problems(join(pointer, index), entry, pages)


def _find_entry_problems(pointer: str, entry: Any, pages: Container[str]) -> Findings:
    if not isinstance(entry, dict) or not ("near" in entry or "text" in entry):
        yield Finding(pointer, "must be a mapping with the key `near` or `text`")
        return
    for key in entry:
        if key not in _KEYS:
            yield Finding(join(pointer, key), f"unknown key {key!r} in evidence: use {', '.join(_KEYS)}")
    if "page" in entry and entry["page"] not in pages:
        yield Finding(join(pointer, "page"), f"{entry['page']!r} is not the name of a page in `pages`")
    if not isinstance(entry.get("unconfirmed", True), bool):
        yield Finding(join(pointer, "unconfirmed"), "must be true or false")
    sections = entry.get("in", "-")
    if not all(isinstance(each, str) and each for each in (sections if isinstance(sections, list) else [sections])):
        yield Finding(join(pointer, "in"), "must be a heading or key of the page, or a list of them")
    for key in ("near", "text"):
        groups = entry.get(key, [["-"]])
        if not isinstance(groups, list) or not groups:
            yield Finding(join(pointer, key), "must be a non-empty list of lists of literals")
            continue
        for index, group in enumerate(groups):
            yield from _find_group_problems(join(pointer, key, index), group)


def _find_group_problems(pointer: str, group: Any) -> Findings:
    if not isinstance(group, list) or not group:
        yield Finding(pointer, "must be a non-empty list of literals")
        return
    for index, literal in enumerate(group):
        if not isinstance(literal, str) or not literal.strip():
            yield Finding(join(pointer, index), f"must be a string in quotes, such as '404', not {literal!r}")
        elif len(literal.split()) > MAX_LITERAL_WORDS or len(literal) > _MAX_LITERAL_LENGTH or _SENTENCE(literal):
            yield Finding(
                join(pointer, index),
                f"must be a literal of at most {MAX_LITERAL_WORDS} words, such as a name, a type or a status, and no "
                "sentence of the vendor",
            )
