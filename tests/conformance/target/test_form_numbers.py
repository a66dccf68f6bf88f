"""Phone numbers in forms, and in the other bodies that are not JSON."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.phone_numbers import replace_numbers, replace_numbers_in_parts
from caretasks.conformance.target.transport import RequestBlockedError, SafeTransport
from caretasks.openapi.document import Api
from caretasks.openapi.operation.form_bodies import MULTIPART, URLENCODED

ORIGIN = "http://127.0.0.1:1"
FIELDS: dict[str, Any] = {
    "phone": {"type": "string"},
    "note": {"type": "string"},
    "amount": {"type": "number"},
    "code": {"type": "string", "format": "uuid"},
    "file": {"type": "string", "format": "binary"},
    "npi": {"type": "string", "pattern": "^[0-9]{10}$"},
}


def is_blocked(
    body: bytes, content_type: str, media_type: str = URLENCODED, media: Any = None, **settings: Any
) -> bool:
    """Return whether a write is blocked because of its body."""
    content = {media_type: media or {"schema": {"type": "object", "properties": FIELDS}}}
    operation = {"requestBody": {"content": content}, "responses": {"204": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": ""}, "paths": {"/notes": {"post": operation}}}
    target = Target(Api("some", document, None, "some"), ORIGIN, "", "key-of-this-test")
    safe = SafeTransport(target, Settings(**{"writes": Writes.GENERATED, **settings}))
    prepared = requests.Request("POST", f"{ORIGIN}/notes", data=body, headers={"Content-Type": content_type}).prepare()
    response = requests.Response()
    response.status_code = 204
    try:
        safe.send(prepared, lambda: response)
    except RequestBlockedError:
        return True
    return False


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"phone=%2B12025550123", False),
        (b"phone=%2B15555555555", True),
        (b"phone=911", True),
        (b"note=call+%2B15555555555", True),
        (b"note=15555555555", True),
        (b"note=0.38123456789", False),
        (b"note=%5B115142.0%5D", False),
        (b"amount=1.2345678901e%2B20&amount=12345678", False),
        (b"code=12345678-1234-4234-8234-123456789012", False),
        (b"npi=1234567893", False),
        (b"npi=12345678931", True),
        (b"callee_phone=%5B%2215555555555%22%5D", True),
    ],
)
def test_a_field_of_a_form_may_have_the_digits_that_its_schema_says(body: bytes, expected: bool) -> None:
    assert is_blocked(body, URLENCODED) is expected


def test_the_boundary_of_a_multipart_body_is_not_a_phone_number() -> None:
    boundary = "1234567890123456789012345678901f"
    part = '--{}\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n--{}--\r\n'
    content_type = f"{MULTIPART}; boundary={boundary}"

    def blocks(name: str, text: str, file: str = "") -> bool:
        return is_blocked(part.format(boundary, name, file, text, boundary).encode(), content_type, MULTIPART)

    assert not blocks("note", "text")
    assert not blocks("file", "1234567890", '; filename="a.bin"')
    assert blocks("note", "+15555555555")
    assert blocks("phone", "+15555555555")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<note><amount>0.38123456789</amount><code>12345678-1234-4234-8234-123456789012</code></note>", False),
        (b"<note><phone>+15555555555</phone></note>", True),
        (b'<note phone="+15555555555"/>', True),
        (b"<note>+15555555555</note>", True),
    ],
)
def test_the_elements_of_an_xml_body_are_read_by_name(body: bytes, expected: bool) -> None:
    assert is_blocked(body, "application/xml", "application/xml") is expected


def test_sends_a_documented_write_of_a_public_operation() -> None:
    assert not is_blocked(b"note=text", URLENCODED, writes=Writes.DOCUMENTED)
    assert is_blocked(b"note=text", URLENCODED, writes=Writes.NONE)


def test_replaces_the_digits_of_a_number_and_leaves_the_markup_around_it() -> None:
    schema: dict[str, Any] = {"schema": {"type": "string"}}
    operation = {"requestBody": {"content": {"application/xml": schema}}, "responses": {"204": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": ""}, "paths": {"/notes": {"post": operation}}}
    api = Api("some", document, None, "some")
    body = '<?xml version="1.0"?><note level="2">call 15555555555 or +12025550123</note>'
    expected = '<?xml version="1.0"?><note level="2">call xxxxxxxxxxx or +12025550123</note>'
    assert replace_numbers(api.operations[0], body) == expected
    assert replace_numbers(api.operations[0], body.encode()) == expected.encode()


def test_the_content_of_a_file_has_no_phone_number() -> None:
    schema = {"schema": {"type": "string", "format": "binary"}}
    assert is_blocked(b"%PDF 15555555555", "application/octet-stream", "application/octet-stream") is True
    assert (
        is_blocked(b"%PDF 15555555555", "application/octet-stream", "application/octet-stream", media=schema) is False
    )


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"more": {"15555555555": "x"}}, {"more": "{'xxxxxxxxxxx': 'x'}"}),
        ({"more": [["a"], {"15555555555": "x"}]}, {"more": [["a"], "{'xxxxxxxxxxx': 'x'}"]}),
        ({"more": {"a": "b"}, "note": {"15555555555": "x"}}, {"more": {"a": "b"}, "note": {"15555555555": "x"}}),
    ],
)
def test_object_in_a_field_is_sent_as_text_without_numbers(form: dict[str, Any], expected: dict[str, Any]) -> None:
    content = {URLENCODED: {"schema": {"type": "object", "properties": FIELDS}}}
    document = {"paths": {"/notes": {"post": {"requestBody": {"content": content}, "responses": {}}}}}
    (operation,) = Api("some", document, None, "some").operations
    assert replace_numbers_in_parts(operation, form, invalid=False) == expected
    assert "1555" not in str(replace_numbers_in_parts(operation, form, invalid=True))
