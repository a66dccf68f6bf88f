"""The pages and control endpoints of a mock server: content, access, headers, static files."""

from __future__ import annotations

import gzip
import html
import json
import re
import shlex
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.ui import routes
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport, WriteSpec
from tests.mock.unusual_spec import UNUSUAL_SPEC

LOCAL = "http://localhost:4010"
STATIC = Path(routes.__file__).with_name("static")
FILES = [
    "/_viewer/page.css",
    "/_viewer/copy.js",
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


def test_landing_page_lists_each_api_with_url_links_and_operations(client: httpx.Client, apis: dict[str, Api]) -> None:
    text = client.get("/").text
    assert "<h1>caretasks mock server</h1>" in text
    for api in apis.values():
        assert api.title in text
        assert f"<code>{LOCAL}/{api.name}{api.base_path}</code>" in text
        assert f'href="{api.name}/docs"' in text
        assert f'href="{api.document.get("externalDocs", {}).get("url", "")}' in text
        assert all(f"<code>{operation.path}</code>" in text for operation in api.operations)


def test_landing_page_lists_the_webhooks_and_how_to_receive_them(apis: dict[str, Api]) -> None:
    text = serve([apis["miramace"], apis["solum"]]).get("/").text
    assert re.findall(r"<h4[^>]*>(.*?)</h4>", text) == ["Webhooks"]  # of Mira Mace
    assert all(f"<code>{name}</code>" in text for name in ("task.completed", "call.completed"))
    assert "start the mock server with <code>--webhook URL</code>" in text


def test_landing_page_says_that_webhooks_of_a_user_spec_are_not_sent(write_spec: WriteSpec) -> None:
    folder = write_spec(
        "clinic",
        "{openapi: 3.1.0, info: {title: Clinic, version: '1'}, paths: {}, "
        "webhooks: {visit.ended: {post: {responses: {'204': {description: ''}}}}}}",
    )
    text = serve(Catalog(folder).load_all()).get("/").text
    assert "<code>visit.ended</code>" in text
    assert "The mock server does not send them." in text


def parse_curl(line: str) -> httpx.Request:
    """Return the request that a curl command sends."""
    command, *arguments = shlex.split(line)
    (url,) = (argument for argument in arguments if argument.startswith("http"))
    arguments.remove(url)
    options = list(zip(arguments[::2], arguments[1::2], strict=True))
    body = next((value for name, value in options if name == "--data-binary"), None)
    headers = [tuple(value.split(": ", 1)) for name, value in options if name == "-H"]
    assert command == "curl"
    method = dict(options).get("-X", "GET" if body is None else "POST")
    return httpx.Request(method, url, headers=headers, content=body)  # type: ignore[arg-type]  # pairs


def find_curl_commands(text: str) -> list[str]:
    return [html.unescape(line) for line in re.findall(r'<pre class="curl"[^>]*>(.*?)</pre>', text, re.DOTALL)]


def test_sample_request_of_each_api_succeeds(client: httpx.Client, apis: dict[str, Api]) -> None:
    requests = [parse_curl(line) for line in find_curl_commands(client.get("/").text)]
    assert [request.url.path.split("/")[1] for request in requests] == list(apis)
    assert all(client.send(request).is_success for request in requests)


def test_sample_request_of_a_user_spec_succeeds(write_spec: WriteSpec) -> None:
    client = serve(Catalog(write_spec("odd", UNUSUAL_SPEC)).load_all())
    (line,) = find_curl_commands(client.get("/").text)
    assert client.send(parse_curl(line)).is_success


@pytest.mark.parametrize("path", ["/miramace/docs", "/miramace/openapi.json"])
def test_reference_says_that_it_is_a_mock_server(client: httpx.Client, path: str) -> None:
    text = client.get(path).text
    assert "mock server" in text.lower()
    assert "no telephone calls" in text.lower()


def test_landing_page_expands_only_the_magic_values_of_the_first_api(
    client: httpx.Client, apis: dict[str, Api]
) -> None:
    sections = re.findall(r'<details class="magic"( open)?>\s*<summary>(.*?) <', client.get("/").text)
    assert sections == [(" open" if index == 0 else "", api.title) for index, api in enumerate(apis.values())]


def test_landing_page_lists_magic_values(write_spec: WriteSpec) -> None:
    folder = write_spec(
        "clinic",
        """\
openapi: 3.1.0
info: {title: Clinic, version: '1'}
paths:
  /tasks/{id}:
    get:
      operationId: get_task
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: '', content: {application/json: {example: {}}}}
        '404': {description: the <old> task}
""",
    )
    text = serve(Catalog(folder).load_all()).get("/").text
    assert "<td>get_task</td><td><code>path id</code></td>" in text
    assert "<td><code>error-404</code></td><td>404: the &lt;old&gt; task</td>" in text


@pytest.mark.parametrize(("base", "is_local"), [(LOCAL, True), ("http://example.org", False)])
def test_request_log_is_only_available_at_a_local_host(apis: dict[str, Api], base: str, is_local: bool) -> None:
    client = serve(list(apis.values()), base)
    assert ("_viewer/log.js" in client.get("/").text) is is_local
    assert client.get("/_requests").status_code == (200 if is_local else 404)
    assert client.get("/miramace/docs").status_code == 200


def test_requests_endpoint_returns_the_requests_after_a_number(client: httpx.Client) -> None:
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
def test_spec_text_is_escaped(write_spec: WriteSpec, path: str) -> None:
    client = serve(Catalog(write_spec("hostile", HOSTILE_SPEC)).load_all())
    text = client.get(path, headers={"Host": 'a"><script>alert(1)</script>'}).text
    assert "alert(1)</script>" not in text
    assert "javascript:" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("path", ["/", "/miramace/docs"])
def test_page_loads_scripts_and_styles_only_from_the_mock_server(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", response.text)
    assert not re.search(r'(?:src|link [^>]*href)="(?:https?:)?//', response.text)


@pytest.mark.parametrize("path", ["/", "/miramace/docs", "/miramace/openapi.json", *FILES])
def test_page_supports_get_and_head_without_caching(client: httpx.Client, path: str) -> None:
    response, head = (client.request(each, path, headers={"Accept-Encoding": "identity"}) for each in ("GET", "HEAD"))
    assert response.status_code == head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["Cache-Control"] == "no-cache"
    kind = {"css": "text/css", "js": "text/javascript", "json": "application/json"}.get(path.rpartition(".")[2])
    assert response.headers["Content-Type"].startswith(kind or "text/html")
    rejected = client.post(path)
    assert (rejected.status_code, rejected.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert rejected.json() == {"error": "method not allowed; use one of: GET, HEAD, OPTIONS"}


@pytest.mark.parametrize("path", FILES)
def test_unchanged_static_file_returns_304(client: httpx.Client, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    response = client.get(path, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


def test_script_is_sent_as_it_is_stored_if_the_client_accepts_that(client: httpx.Client) -> None:
    responses = [client.get(FILES[-1], headers={"Accept-Encoding": each}) for each in ("gzip", "identity", "gzip;q=0")]
    assert [each.headers.get("Content-Encoding") for each in responses] == ["gzip", None, None]
    assert {each.headers["Vary"] for each in responses} == {"Accept-Encoding"}
    assert len({each.text for each in responses}) == 1
    assert int(responses[0].headers["Content-Length"]) < len(responses[0].content) / 3


def test_other_files_are_not_served(client: httpx.Client) -> None:
    for path in (
        "landing.html.jinja",
        "swagger-ui/README.md",
        "swagger-ui/swagger-ui-bundle.js.gz",
        "../routes.py",
        "%2e%2e/routes.py",
        "",
    ):
        assert client.get(f"/_viewer/{path}").status_code == 404


def test_openapi_json_has_the_mock_server_as_its_only_server(client: httpx.Client, apis: dict[str, Api]) -> None:
    for api in apis.values():
        document = client.get(f"/{api.name}/openapi.json").json()
        assert [server["url"] for server in document["servers"]] == [f"{LOCAL}/{api.name}{api.base_path}"]
        assert {**document, "servers": api.document["servers"]} == api.document


def test_openapi_json_omits_servers_of_paths_and_operations(write_spec: WriteSpec) -> None:
    client = serve(Catalog(write_spec("hostile", HOSTILE_SPEC)).load_all())
    assert "example.org" not in client.get("/hostile/openapi.json").text


def test_reference_contains_the_key_prefixes(client: httpx.Client) -> None:
    assert 'data-prefixes="{&#34;Authorization&#34;: &#34;Token &#34;}"' in client.get("/unpod/docs").text
    assert 'data-prefixes="{}"' in client.get("/solum/docs").text


def test_reference_fills_in_a_key_unless_one_is_required(client: httpx.Client, apis: dict[str, Api]) -> None:
    def filled_in_keys(client: httpx.Client) -> list[dict[str, Any]]:
        found = re.search(r'data-keys="([^"]*)"', client.get("/solum/docs").text)
        assert found is not None
        keys: list[dict[str, Any]] = json.loads(html.unescape(found[1]))
        return keys

    assert [key["key"] for key in filled_in_keys(client)] == ["any"]
    app = build_app([apis["solum"]], key="required-key-1")
    strict = httpx.Client(transport=AppTransport(app), base_url=LOCAL)
    assert filled_in_keys(strict) == []
    assert "required-key-1" not in strict.get("/solum/docs").text + strict.get("/").text


def test_page_names_the_version_and_has_copy_buttons(client: httpx.Client) -> None:
    text = client.get("/").text
    assert f"Version {version('caretasks')}" in text
    assert f'data-copy="{LOCAL}/solum"' in text
    assert f"Version {version('caretasks')}" in client.get("/solum/docs").text


def test_operation_takes_precedence_over_a_page_with_the_same_path(write_spec: WriteSpec) -> None:
    folder = write_spec(
        "clinic",
        """\
openapi: 3.1.0
info: {title: Clinic, version: '1'}
paths:
  /docs:
    get: {responses: {'200': {description: '', content: {application/json: {example: documented}}}}}
""",
    )
    client = serve(Catalog(folder).load_all())
    assert client.get("/clinic/docs").json() == "documented"
    assert client.get("/clinic/openapi.json").json()["info"]["title"] == "Clinic"


def test_page_requests_are_not_logged(client: httpx.Client) -> None:
    for path in ("/", "/miramace/docs", "/miramace/openapi.json", "/_requests", FILES[0]):
        client.get(path)
    response: Any = client.get("/_requests").json()
    assert response["requests"] == []


def test_vendored_swagger_ui_has_its_version_and_license() -> None:
    folder = STATIC / "swagger-ui"
    version = re.search(r"^# Swagger UI ([0-9.]+)$", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    assert f'"{version[1]}"'.encode() in gzip.decompress((folder / "swagger-ui-bundle.js.gz").read_bytes())
    assert "Apache License" in (folder / "LICENSE").read_text("utf-8")
