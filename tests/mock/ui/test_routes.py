"""The pages: what they say, to whom, and that they bring along all they need."""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from caretasks.mock.app import build_app
from caretasks.mock.ui import routes
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport, Write
from tests.mock.unusual_spec import ODD

LOCAL = "http://localhost:4010"
STATIC = Path(routes.__file__).with_name("static")
FILES = [
    "/_viewer/page.css",
    "/_viewer/log.js",
    "/_viewer/docs.js",
    "/_viewer/swagger-ui/swagger-ui.css",
    "/_viewer/swagger-ui/swagger-ui-bundle.js",
]


def serve(apis: list[Api], base: str = LOCAL) -> httpx.Client:
    return httpx.Client(transport=AppTransport(build_app(apis)), base_url=base)


@pytest.fixture
def client(apis: dict[str, Api]) -> httpx.Client:
    return serve(list(apis.values()))


def test_the_landing_page_names_each_api_where_it_is_and_what_it_does(
    client: httpx.Client, apis: dict[str, Api]
) -> None:
    text = client.get("/").text
    for api in apis.values():
        assert api.title in text
        assert f"<code>{LOCAL}/{api.name}{api.base_path}</code>" in text
        assert f'href="{api.name}/docs"' in text
        assert f'href="{api.document["externalDocs"]["url"]}"' in text
        assert all(f"<code>{operation.path}</code>" in text for operation in api.operations)


def sent_by(line: str) -> httpx.Request:
    """The request that a line for curl stands for."""
    command, url, *words = shlex.split(line)
    options = list(zip(words[::2], words[1::2], strict=True))
    body = next((value for name, value in options if name == "-d"), None)
    headers = [tuple(value.split(": ", 1)) for name, value in options if name == "-H"]
    assert command == "curl"
    return httpx.Request(dict(options).get("-X", "GET"), url, headers=headers, content=body)  # type: ignore[arg-type]  # pairs


def first_requests(text: str) -> list[str]:
    return [html.unescape(line) for line in re.findall(r'<pre class="curl"[^>]*>(.*?)</pre>', text, re.DOTALL)]


def test_the_first_request_that_it_shows_to_each_api_succeeds(client: httpx.Client, apis: dict[str, Api]) -> None:
    found = [sent_by(line) for line in first_requests(client.get("/").text)]
    assert [request.url.path.split("/")[1] for request in found] == list(apis)
    assert [client.send(request).status_code for request in found] == [200, 200, 201, 200]


def test_it_shows_one_that_succeeds_to_an_api_of_ones_own(write: Write) -> None:
    client = serve(Catalogue(write("odd", ODD)).load_all())
    (line,) = first_requests(client.get("/").text)
    assert client.send(sent_by(line)).is_success


@pytest.mark.parametrize("path", ["/miramace/docs", "/miramace/openapi.json"])
def test_a_reference_says_that_nobody_is_called(client: httpx.Client, path: str) -> None:
    assert "Nobody is called" in client.get(path).text


def test_only_the_magic_values_of_the_first_api_are_unfolded(client: httpx.Client, apis: dict[str, Api]) -> None:
    folds = re.findall(r'<details class="magic"( open)?>\s*<summary>(.*?) <', client.get("/").text)
    assert folds == [(" open" if index == 0 else "", api.title) for index, api in enumerate(apis.values())]


def test_it_names_the_magic_values(apis: dict[str, Api]) -> None:
    class Row:
        api, operation, where, value, what = (
            "miramace",
            "create_task",
            "phone_number",
            "+12025550199",
            "Nobody <answers>",
        )

    place = routes.pages(list(apis.values()), None, lambda apis: [Row()])["/"]  # type: ignore[arg-type]  # no log
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "server": ("localhost", 80), "scheme": "http"}
    text = bytes(place.answer(Request({**scope, "query_string": b""})).body).decode()
    assert "<code>+12025550199</code>" in text
    assert "Nobody &lt;answers&gt;" in text


@pytest.mark.parametrize(("base", "log"), [(LOCAL, True), ("http://example.org", False)])
def test_only_this_machine_is_shown_the_log(apis: dict[str, Api], base: str, log: bool) -> None:
    client = serve(list(apis.values()), base)
    assert ("_viewer/log.js" in client.get("/").text) is log
    assert client.get("/_requests").status_code == (200 if log else 404)
    assert client.get("/miramace/docs").status_code == 200


def test_the_page_is_told_what_came_after_the_last_it_has_seen(client: httpx.Client) -> None:
    for _ in range(3):
        client.get("/solum/v1/tasks")
    client.get("/")
    first, later = (client.get("/_requests", params={"after": after}).json() for after in (0, 2))
    assert [request["number"] for request in first["requests"]] == [1, 2, 3]
    assert [request["number"] for request in later["requests"]] == [3]
    assert first["run"] == later["run"]
    assert client.get("/_requests", params={"after": "x"}).json() == first


HOSTILE = "</script><script>alert(1)</script>\"'&"
HOSTILE_SPEC = f"""\
openapi: 3.1.0
info: {{title: {json.dumps(HOSTILE)}, version: '1', summary: {json.dumps(HOSTILE)}}}
externalDocs: {{url: 'javascript:alert(1)'}}
components:
  securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key, x-prefix: {json.dumps(HOSTILE)}}}}}
paths:
  /{{id}}:
    servers: [{{url: 'https://example.org/there'}}]
    get:
      summary: {json.dumps(HOSTILE)}
      servers: [{{url: 'https://example.org/there'}}]
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'200': {{description: '', content: {{application/json: {{example: hello}}}}}}}}
"""


@pytest.mark.parametrize("path", ["/", "/hostile/docs"])
def test_what_a_document_says_cannot_become_a_script(write: Write, path: str) -> None:
    client = serve(Catalogue(write("hostile", HOSTILE_SPEC)).load_all())
    text = client.get(path, headers={"Host": 'a"><script>alert(1)</script>'}).text
    assert "alert(1)</script>" not in text
    assert "javascript:" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("path", ["/", "/miramace/docs"])
def test_a_page_allows_no_script_style_or_host_but_its_own(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", response.text)
    assert not re.search(r'(?:src|link [^>]*href)="(?:https?:)?//', response.text)


@pytest.mark.parametrize("path", ["/", "/miramace/docs", "/miramace/openapi.json", *FILES])
def test_a_page_answers_get_and_head_and_is_asked_for_again(client: httpx.Client, path: str) -> None:
    response, head = client.get(path), client.head(path)
    assert response.status_code == head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Cache-Control"] == "no-cache"
    kind = {"css": "text/css", "js": "text/javascript", "json": "application/json"}.get(path.rpartition(".")[2])
    assert response.headers["Content-Type"].startswith(kind or "text/html")
    refused = client.post(path)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_sent_once_while_it_is_the_same(client: httpx.Client, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_else_of_the_viewer_is_served(client: httpx.Client) -> None:
    for path in ("landing.html.jinja", "swagger-ui/README.md", "../pages.py", "%2e%2e/pages.py", ""):
        assert client.get(f"/_viewer/{path}").status_code == 404


def test_the_document_names_the_stand_in_as_its_only_server(client: httpx.Client, apis: dict[str, Api]) -> None:
    for api in apis.values():
        document = client.get(f"/{api.name}/openapi.json").json()
        assert [server["url"] for server in document["servers"]] == [f"{LOCAL}/{api.name}{api.base_path}"]
        assert {**document, "servers": api.document["servers"]} == api.document


def test_servers_of_single_paths_and_operations_are_left_out(write: Write) -> None:
    client = serve(Catalogue(write("hostile", HOSTILE_SPEC)).load_all())
    assert "example.org" not in client.get("/hostile/openapi.json").text


def test_the_reference_knows_what_stands_before_a_key(client: httpx.Client) -> None:
    assert 'data-prefixes="{&#34;Authorization&#34;: &#34;Token &#34;}"' in client.get("/unpod/docs").text
    assert 'data-prefixes="{}"' in client.get("/solum/docs").text


def test_an_api_that_has_such_a_path_itself_keeps_it(write: Write) -> None:
    folder = write(
        "own",
        """\
openapi: 3.1.0
info: {title: Own, version: '1'}
paths:
  /docs:
    get: {responses: {'200': {description: '', content: {application/json: {example: its own}}}}}
""",
    )
    client = serve(Catalogue(folder).load_all())
    assert client.get("/own/docs").json() == "its own"
    assert client.get("/own/openapi.json").json()["info"]["title"] == "Own"


def test_the_pages_are_not_in_the_log(client: httpx.Client) -> None:
    for path in ("/", "/miramace/docs", "/miramace/openapi.json", "/_requests", FILES[0]):
        client.get(path)
    found: Any = client.get("/_requests").json()
    assert found["requests"] == []


def test_what_is_vendored_says_which_version_and_licence_it_is() -> None:
    folder = STATIC / "swagger-ui"
    version = re.search(r"^# Swagger UI ([0-9.]+)$", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    assert f'"{version[1]}"' in (folder / "swagger-ui-bundle.js").read_text("utf-8")
    assert "Apache License" in (folder / "LICENSE").read_text("utf-8")
