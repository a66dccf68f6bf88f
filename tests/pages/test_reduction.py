"""Reducing pages to text, and pages that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caretasks.pages.items.page_text import parse_page
from caretasks.pages.reduction import MAX_PAGE_BYTES, UnreadablePageError, reduce_page

WORDS = "<p>" + "Some text of a page about visits. " * 10 + "</p>"


def _reduce(body: str, head: str = "") -> str:
    return reduce_page(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "text/html")


def test_rows_of_an_html_table_are_items() -> None:
    table = (
        "<h2>Fields</h2><table><thead><tr><th>Name</th><th>Type</th><th>Required</th></tr></thead><tbody>"
        "<tr><td><code>visit_id</code></td><td>string</td><td>Yes</td></tr>"
        "<tr><td><code>tags</code></td><td>string[] | null</td><td>No</td></tr></tbody></table>"
    )
    items = parse_page(_reduce(WORDS + table)).items
    assert [(item.name, *item.types, *item.flags) for item in items] == [
        ("visit_id", "string", "required"),
        ("tags", "string[] | null", "optional"),
    ]
    assert items[0].is_below(("Fields", "Required"))


@pytest.mark.parametrize("header", ["<th>Name</th><th>Type</th>", "<th>Name</th><th>Type</th><th>Notes</th>"])
def test_words_in_cells_with_any_or_no_header_are_flags(header: str) -> None:
    row = "<td>visit_id</td><td>string</td><td>required</td>"
    (item,) = parse_page(_reduce(f"{WORDS}<h2>Fields</h2><table><tr>{header}</tr><tr>{row}</tr></table>")).items
    assert item.types == {"string"} and item.flags == ("required",)


def test_fields_in_boxes_are_items() -> None:
    boxes = (
        "<h4>Body</h4><div class=field><div><div>state</div><div><span>enum&lt;string&gt;</span><span>required</span>"
        "</div></div><div><p>The state</p>Available options: <code>open</code>, <code>done</code></div></div>"
    )
    boxes += "<div>name</div><div>string</div><div>Minimum string length: <code>1</code></div>"
    item, other = parse_page(_reduce(WORDS + boxes)).items
    assert (other.name, *other.flags) == ("name", "Minimum string length:1")
    assert (item.name, *item.types, *item.flags, *item.values) == ("state", "enum<string>", "required", "open", "done")


def test_openapi_json_is_a_page() -> None:
    document = '{"openapi": "3.1.0", "components": {"schemas": {"A": {"properties": {"b": {"type": "string"}}}}}}'
    assert [item.name for item in parse_page(reduce_page(document.encode(), "application/json")).items] == ["b"]


def test_text_in_scripts_is_not_text_of_the_page() -> None:
    assert "secret" not in _reduce(WORDS, "<script>const secret = 1</script>")


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (
            b"<html><body><div id=root></div><script src=app.js></script></body></html>",
            "text/html",
            "without JavaScript",
        ),
        (b"<html><body><form>Email <input type=password></form></body></html>", "text/html", "needs a login"),
        (b"<html><title>Sign in</title><body>Continue</body></html>", "text/html", "needs a login"),
        (b"<html><body>Hello</body></html>", "text/html", "only 1 words"),
        (b"%PDF-1.7", "application/pdf", "not text"),
        (b"\0\1\2", "", "not text"),
        (b"", "text/plain", "is empty"),
        (b"a" * (MAX_PAGE_BYTES + 1), "text/plain", "larger than 5 MiB"),
        (b"<html>" + b"<div>" * 20_000, "text/html", "nested too deeply"),
    ],
)
def test_a_page_without_text_is_unreadable(content: bytes, media_type: str, reason: str) -> None:
    with pytest.raises(UnreadablePageError, match=reason):
        reduce_page(content, media_type)


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.1.0\na: &a [*a]\n",
        "openapi: 3.1.0\npaths: []\ncomponents: 3\n",
        "openapi: 3.1.0\npaths: {/a: {get: {parameters: [3], responses: [], security: x}}}\n",
        "```yaml\nopenapi: 3.1.0\n  : :\n```\n",
        "{\n" * 5_000,
        "| a |\n|---|\n|\n||\n",
        "string\nstring\nstring\n",
        "# \n## \n```\n",
    ],
)
def test_broken_pages_are_read_as_far_as_possible(text: str) -> None:
    parse_page(text)


PARTS = st.sampled_from(
    [
        "|",
        "---",
        "| a |",
        "\n",
        "\n\n",
        "#",
        "```",
        "string",
        "required",
        "id",
        "{",
        "}",
        '"a": 1',
        ":",
        "openapi: 3.1.0",
    ]
)


@given(st.lists(PARTS, max_size=40).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_the_parser_fail(text: str) -> None:
    parse_page(text)
