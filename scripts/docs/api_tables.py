"""Write the tables of the documentation that list the APIs with a facts file, from their specs.

They are between `<!-- begin: NAME -->` and `<!-- end -->`. `make regenerate` runs this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from caretasks.mock.operations.magic_values import iter_magic_values
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import key_variables

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "how-to" / "choose-a-response.md")
_TABLE = re.compile(r"(?<=<!-- begin: )([a-z ]+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main() -> None:
    """Update the pages."""
    apis = [api for api in Catalog().load_all() if api.facts is not None]
    for page in PAGES:
        before = page.read_text("utf-8")
        after = update_tables(before, apis)
        if after != before:
            page.write_text(after, "utf-8")


def update_tables(page: str, apis: Sequence[Api]) -> str:
    """Return the text of a page with current tables.

    Raises:
        KeyError: The page has a table with an unknown name.
    """
    return _TABLE.sub(lambda found: f"{found[1]}{found[2]}{_TABLES[found[1]](apis)}\n", page)


def _make_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join([_make_row(columns), f"|{'---|' * len(columns)}", *map(_make_row, rows)])


def _make_row(cells: Iterable[str]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _list_apis(apis: Sequence[Api]) -> str:
    rows = []
    for api in apis:
        operations = (f"`{each.id}` `{each.method.upper()} {each.path}`" for each in api.operations)
        variables = (*key_variables(api), *api.account_variables, api.base_url_variable)
        rows.append([f"`{api.name}`", "<br>".join(operations), ", ".join(f"`{each}`" for each in variables)])
    return _make_table(["API", "operations", "environment variables"], rows)


def _list_magic_values(apis: Sequence[Api]) -> str:
    rows = (
        [f"`{each.api}`", f"`{each.operation}`", each.location, f"`{each.value}`", each.effect]
        for each in iter_magic_values(apis)
    )
    return _make_table(["API", "operation", "where", "value", "what happens"], rows)


_TABLES: Mapping[str, Callable[[Sequence[Api]], str]] = {"apis": _list_apis, "magic values": _list_magic_values}


if __name__ == "__main__":
    main()
