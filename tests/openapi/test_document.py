"""What `caretasks.openapi` promises: to read files as JSON with their lines, to walk documents, to judge values."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.catalog import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.document import Api, Place, is_json
from caretasks.openapi.json_pointer import DanglingPointerError, follow, fragment, join, resolve, split, walk
from caretasks.openapi.schema.validation import fits, violations
from caretasks.openapi.source import Source, SourceError, read

SPECS = Path(__file__).parents[2] / "specs"


def written(tmp_path: Path, text: str) -> Source:
    file = tmp_path / "file.yaml"
    file.write_text(text, "utf-8")
    return read(file, "file.yaml")


def api(**document: Any) -> Api:
    return Api("some-notes", {"openapi": "3.1.0", "info": {"title": "Notes"}, **document}, None, "openapi.yaml")


# --- pointers --------------------------------------------------------------------------------------------------------

TOKENS = st.lists(st.text() | st.sampled_from(["", "~", "/", "~1", "~01", "%", "#", "a b", "é"]), max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(TOKENS)
def test_a_pointer_gives_back_the_tokens_that_it_was_made_of(tokens: list[str]) -> None:
    assert split(join("", *tokens)) == tokens


@given(TOKENS)
def test_a_fragment_gives_back_the_tokens_that_it_was_made_of(tokens: list[str]) -> None:
    made = fragment(join("", *tokens))
    assert made.isascii()
    assert split(made) == tokens


@given(JSON)
def test_every_place_of_a_document_is_found_by_its_pointer(document: Any) -> None:
    for pointer, node in walk(document):
        assert resolve(document, pointer) is node


@pytest.mark.parametrize("pointer", ["/b", "/a/2", "/a/-", "/a/-1", "/a/1x", "/a/0/x", "/a/²", "a"])
def test_a_pointer_to_nothing_is_refused(pointer: str) -> None:
    with pytest.raises(DanglingPointerError):
        resolve({"a": [1, 2]}, pointer)


def test_references_are_followed_to_their_end() -> None:
    document = {"a": {"$ref": "#/b~1c"}, "b/c": {"$ref": "#/d%20e"}, "d e": 1}
    assert follow(document, "/a") == "/d e"


@pytest.mark.parametrize("reference", ["#/a", "#/b", "#/nothing", "other.yaml#/a", "https://example.com/a", "#anchor"])
def test_a_reference_that_ends_nowhere_is_refused(reference: str) -> None:
    with pytest.raises(DanglingPointerError):
        follow({"a": {"$ref": reference}, "b": {"$ref": "#/a"}}, "/a")


# --- files -----------------------------------------------------------------------------------------------------------


def test_each_place_has_the_line_on_which_it_stands(tmp_path: Path) -> None:
    source = written(tmp_path, "# a comment\na:\n  b: 1\n\n  c:\n    - x\n    - {y: 2,\n       z: 3}\nd/e: 4\n200: 5\n")
    lines = {pointer: source.line(pointer) for pointer, _ in walk(source.data) if pointer}
    assert lines == {"/a": 2, "/a/b": 3, "/a/c": 5, "/a/c/0": 6, "/a/c/1": 7, "/a/c/1/y": 7, "/a/c/1/z": 8} | {
        "/d~1e": 9,
        "/200": 10,
    }


def test_a_place_that_is_not_there_has_the_line_of_the_nearest_above_it(tmp_path: Path) -> None:
    source = written(tmp_path, "a: 1\nb:\n  c: [1]\n")
    assert [source.line(pointer) for pointer in ("/b/d", "/b/c/7", "/b/c/0/x", "/x")] == [2, 3, 3, 1]


def test_a_problem_says_file_line_and_pointer(tmp_path: Path) -> None:
    source = written(tmp_path, "a: 1\nb: 2\n")
    assert str(source.problem("/b", "is wrong")) == "file.yaml:2: /b: is wrong"
    assert str(source.problem("", "is wrong")) == "file.yaml:1: /: is wrong"


def test_a_problem_is_one_line_without_control_characters_whatever_a_key_holds(tmp_path: Path) -> None:
    problem = written(tmp_path, '"a\\nb\\e[1m\\L é": 1\n').problem("/a\nb\x1b[1m\u2028 é", "is wrong")
    assert str(problem) == r"file.yaml:1: /a\nb\x1b[1m\u2028 é: is wrong"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("y", "y"),
        ("2026-11-21", "2026-11-21"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("010", "010"),
        (".inf", ".inf"),
        ("3.1.0", "3.1.0"),
        ("=", "="),
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("-12", -12),
        ("0", 0),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("'1'", "1"),
        ("!!str 1", "1"),
    ],
)
def test_values_have_the_types_of_json_alone(tmp_path: Path, text: str, value: Any) -> None:
    read_value = written(tmp_path, f"a: {text}\n").data["a"]
    assert (read_value, type(read_value)) == (value, type(value))


def test_a_key_is_the_text_that_stands_there(tmp_path: Path) -> None:
    data = written(tmp_path, "200: a\ntrue: b\nnull: c\n1.0: d\n2026-11-21: e\n<<: f\n'0': g\n").data
    assert list(data) == ["200", "true", "null", "1.0", "2026-11-21", "<<", "0"]


@pytest.mark.parametrize(
    ("text", "pointer", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "/a", 3, "the key 'a' is given twice"),
        ("a:\n  - {200: 1,\n     '200': 2}\n", "/a/0/200", 3, "the key '200' is given twice"),
        ("a: 1\n? [b]\n: 2\n", "", 2, "a key has to be a string"),
        ("a: &a\n  b: *a\n", "/a/b", 1, "an alias makes this part contain itself"),
        ("a: 1\nb: !!timestamp 2026-11-21\n", "/b", 2, "timestamp is no type of JSON, or no number of it"),
        ("a: 1\nb: 1e999\n", "/b", 2, "float is no type of JSON, or no number of it"),
        ("a: 1\nb: [\n", "", 3, "is not YAML: did not find expected node content"),
        ("- 1\n", "", 1, "the top level has to be a mapping"),
        ("", "", 1, "the top level has to be a mapping"),
        ("a:\n  " + "[" * 250, "", 2, "is nested more than 200 levels deep"),
    ],
)
def test_what_json_has_no_place_for_is_a_problem_at_its_place(
    tmp_path: Path, text: str, pointer: str, line: int, message: str
) -> None:
    with pytest.raises(SourceError) as caught:
        written(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.file, problem.pointer, problem.line, problem.message) == ("file.yaml", pointer, line, message)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(SourceError, match=r"latin\.yaml:2: /: is not UTF-8"):
        read(tmp_path / "latin.yaml")


def test_a_part_that_an_alias_repeats_is_there_twice(tmp_path: Path) -> None:
    assert written(tmp_path, "a: &a {b: 1}\nc: *a\n").data == {"a": {"b": 1}, "c": {"b": 1}}


# --- APIs ------------------------------------------------------------------------------------------------------------


def header(name: str, **words: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string"}, **words}


@pytest.mark.parametrize(
    ("name", "argument", "variable"),
    [
        ("X-Organization-Id", "organization_id", "SOME_NOTES_ORGANIZATION_ID"),
        ("Org-Handle", "org_handle", "SOME_NOTES_ORG_HANDLE"),
        ("x-tenant", "tenant", "SOME_NOTES_TENANT"),
        ("X-clinicID", "clinic_id", "SOME_NOTES_CLINIC_ID"),
        ("Account", "account", "SOME_NOTES_ACCOUNT"),
        ("X-X-Ray", "x_ray", "SOME_NOTES_X_RAY"),
    ],
)
def test_an_account_header_gives_an_argument_and_a_variable_their_names(
    name: str, argument: str, variable: str
) -> None:
    made = api(paths={"/a": {"get": {"parameters": [header(name, **{"x-account": True})], "responses": {}}}})
    (parameter,) = made.operations[0].parameters
    assert (parameter.account, parameter.argument, parameter.variable) == (True, argument, variable)
    assert made.account_variables == (variable,)


def test_a_header_is_an_account_only_where_the_document_says_so() -> None:
    query = {"name": "q", "in": "query", "x-account": True}
    made = api(paths={"/a": {"get": {"parameters": [header("X-Trace"), query], "responses": {}}}})
    assert [parameter.account for parameter in made.operations[0].parameters] == [False, False]


def test_headers_that_openapi_ignores_are_no_parameters() -> None:
    names = ["Accept", "content-type", "Authorization", "X-Other"]
    made = api(paths={"/a": {"get": {"parameters": [header(name) for name in names], "responses": {}}}})
    assert [parameter.name for parameter in made.operations[0].parameters] == ["X-Other"]


def test_a_parameter_of_the_operation_replaces_that_of_the_path() -> None:
    item = {
        "parameters": [header("X-A", description="path")],
        "get": {"parameters": [header("X-A", description="own")]},
    }
    (parameter,) = api(paths={"/a": item}).operations[0].parameters
    assert parameter.node["description"] == "own"


@pytest.mark.parametrize(
    ("server", "path"),
    [
        ({"url": "https://example.com"}, ""),
        ({"url": "https://example.com/"}, ""),
        ({"url": "https://example.com/v2/"}, "/v2"),
        ({"url": "https://example.com/{v}/{w}", "variables": {"v": {"default": "v3"}, "w": {"default": "b"}}}, "/v3/b"),
        ({"url": "/relative"}, "/relative"),
    ],
)
def test_the_base_path_is_the_path_of_the_first_server(server: dict[str, Any], path: str) -> None:
    assert api(servers=[server, {"url": "https://other.example.com/other"}]).base_path == path


def test_without_a_server_the_base_path_is_empty() -> None:
    assert api().base_path == ""


def test_names_come_from_the_folder() -> None:
    made = api()
    assert (made.key_variable, made.base_url_variable, made.client_class) == (
        "SOME_NOTES_API_KEY",
        "SOME_NOTES_BASE_URL",
        "SomeNotes",
    )


def test_the_class_of_a_client_may_be_named_in_the_document() -> None:
    assert api(info={"title": "Notes", "x-client-class": "Jotter"}).client_class == "Jotter"


@pytest.mark.parametrize(
    ("scheme", "sent_in", "prefix"),
    [
        ({"type": "http", "scheme": "bearer"}, "Authorization", "Bearer "),
        ({"type": "apiKey", "in": "header", "name": "X-API-Key"}, "X-API-Key", ""),
        ({"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "Token "}, "Authorization", "Token "),
        ({"type": "apiKey", "in": "query", "name": "key"}, None, ""),
    ],
)
def test_a_security_scheme_says_how_the_bare_key_is_sent(
    scheme: dict[str, Any], sent_in: str | None, prefix: str
) -> None:
    made = api(
        security=[{"key": []}],
        components={"securitySchemes": {"key": scheme}},
        paths={"/a": {"get": {"responses": {}}}},
    )
    ((found,),) = made.operations[0].security
    assert (found.header, found.prefix) == (sent_in, prefix)


def test_an_answer_is_found_by_its_code_then_its_range_then_the_default() -> None:
    answers: dict[str, Any] = {"200": {}, "2XX": {}, "4xx": {}, "default": {}}
    operation = api(paths={"/a": {"get": {"responses": answers}}}).operations[0]
    found = {status: operation.response(status) for status in (200, 202, 404, 500)}
    assert {status: answer and answer.status for status, answer in found.items()} == {
        200: "200",
        202: "2XX",
        404: "4XX",
        500: "default",
    }


def test_a_default_is_a_success_where_no_other_is_documented_and_of_no_error() -> None:
    def found(answers: dict[str, Any], status: int) -> bool:
        answer = api(paths={"/a": {"get": {"responses": answers}}}).operations[0].response(status)
        return answer is not None and answer.success

    assert found({"default": {}}, 200)
    assert not found({"default": {}}, 404)
    assert not found({"201": {}, "default": {}}, 200)


def test_a_place_is_found_by_way_of_references() -> None:
    made = api(a={"$ref": "#/b"}, b={"content": {"$ref": "#/c"}}, c={"x": {}})
    assert Place(made, "").at("a", "content", "x").pointer == "/c/x"


def test_what_is_the_others_to_say_is_not_required_of_whoever_sends() -> None:
    words = {"id": {"readOnly": True}, "pin": {"writeOnly": True}}
    made = api(components={"schemas": {"a": {"required": ["id", "pin"], "properties": words}}})
    place = Place(made, "/components/schemas/a")
    assert [each.keyword for each in violations(place, {"id": 1})] == []
    assert [each.keyword for each in violations(place, {"pin": 1}, sent=True)] == []
    assert [each.keyword for each in violations(place, {"id": 1}, sent=True)] == ["required"]


def test_an_error_in_the_200s_is_no_success() -> None:
    (operation,) = Catalogue(SPECS).load("unpod").operations
    assert {status: answer.success for status, answer in operation.responses.items() if status < "3"} == {
        "200": True,
        "206": False,
    }


def test_examples_are_found_by_name_references_followed() -> None:
    media = {"examples": {"a": {"$ref": "#/components/examples/a"}, "b": {"value": None}, "c": {"externalValue": "x"}}}
    made = api(x=media, y={"example": 3}, components={"examples": {"a": {"value": 1}}})
    assert Place(made, "/x").examples() == {"a": 1, "b": None}
    assert Place(made, "/y").examples() == {"example": 3}


@pytest.mark.parametrize(
    ("media_type", "json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("text/plain", False),
        ("application/jsonl", False),
    ],
)
def test_a_media_type_is_json_by_its_essence(media_type: str, json: bool) -> None:
    assert is_json(media_type) is json


# --- values ----------------------------------------------------------------------------------------------------------

SCHEMAS = {
    "Note": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}},
    "Notes": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
}


def test_a_value_is_judged_at_each_place_with_formats_asserted() -> None:
    place = Place(api(components={"schemas": SCHEMAS}), "/components/schemas/Notes")
    assert fits(place, [{"id": "123e4567-e89b-12d3-a456-426614174000", "more": 1}])
    assert [violation.pointer for violation in violations(place, [{"id": "Robin"}, {}, 3])] == ["/0/id", "/1", "/2"]


def test_what_is_said_of_a_value_does_not_quote_it() -> None:
    place = Place(api(components={"schemas": SCHEMAS}), "/components/schemas/Note")
    said = [str(violation) for value in ({"id": "Robin"}, "Robin") for violation in violations(place, value)]
    assert len(said) == 2
    assert "Robin" not in "".join(said)


def test_nothing_is_fetched_to_judge_a_value() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        remote = {"Far": {"$ref": f"http://127.0.0.1:{server.getsockname()[1]}/schema"}}
        place = Place(api(components={"schemas": remote}), "/components/schemas/Far")
        with pytest.raises(ValueError, match=r"Far|schema"):
            fits(place, 1)
        with pytest.raises(BlockingIOError):  # nobody has connected
            server.accept()


# --- the catalogue ---------------------------------------------------------------------------------------------------


def test_the_repository_has_four_apis_each_with_its_ledger() -> None:
    apis = Catalogue(SPECS).load_all()
    with_ledger = {found.name: found.account_variables for found in apis if found.facts}
    assert with_ledger == {
        "maxcare": ("MAXCARE_ORGANIZATION_ID",),
        "miramace": (),
        "solum": (),
        "unpod": ("UNPOD_ORG_HANDLE",),
    }


def test_an_unknown_api_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownApiError, match=f"known are {', '.join(Catalogue(SPECS).names)}"):
        Catalogue(SPECS).load_all(["solum", "nobody"])


def test_a_folder_without_specs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSpecsError, match="there is no"):
        Catalogue(tmp_path)
    with pytest.raises(NoSpecsError, match="is no folder"):
        Catalogue(tmp_path / "nowhere")
