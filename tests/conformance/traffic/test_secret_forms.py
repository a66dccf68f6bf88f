"""Secrets are found in the forms in which servers return them, and nothing else is."""

from __future__ import annotations

import base64
import gzip
import html
import json
from urllib.parse import quote

import pytest

from caretasks.conformance.traffic.secret_forms import SecretFinder

KEY = "sk-Live_key/0a1b+2c~3d"
B64 = base64.b64encode(KEY.encode()).decode()
HEX = KEY.encode().hex()
PERCENT = "".join(f"%{ord(each):02x}" for each in KEY)
FORMS = {
    "itself": KEY,
    "lower case": KEY.lower(),
    "upper case": KEY.upper(),
    "reversed": KEY[::-1],
    "base64": B64,
    "base64 without padding": B64.rstrip("="),
    "base64url": base64.urlsafe_b64encode(KEY.encode()).decode(),
    "base64 in lower case": B64.lower(),
    "base64 in percent-encoding": quote(B64, safe=""),
    "base64 in JSON": B64.replace("/", "\\/"),
    "hexadecimal": HEX,
    "hexadecimal in upper case": HEX.upper(),
    "hexadecimal with colons": KEY.encode().hex(":"),
    "percent-encoded": PERCENT,
    "percent-encoded in upper case": PERCENT.upper(),
    "partly percent-encoded": quote(KEY),
    "twice percent-encoded": quote(PERCENT),
    "JSON": "".join(f"\\u{ord(each):04X}" for each in KEY),
    "JSON in JSON": json.dumps("".join(f"\\u{ord(each):04x}" for each in KEY))[1:-1],
    "bytes in a program": "".join(f"\\x{ord(each):02x}" for each in KEY),
    "decimal entities": "".join(f"&#{ord(each)};" for each in KEY),
    "hexadecimal entities": "".join(f"&#x{ord(each):X};" for each in KEY),
    "named entities": KEY.replace("/", "&sol;").replace("_", "&lowbar;").replace("+", "&plus;"),
}


def redact(secret: str) -> str:
    """Return a replacement that shows which secret was found."""
    return f"<{len(secret)}>"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_secret_is_replaced_in_each_form(form: str) -> None:
    finder = SecretFinder([KEY])
    assert finder.replace(f"the key {form} is invalid", redact) == "the key <22> is invalid"
    assert finder.replace(f"{form}{form}", redact) == "<22><22>"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_secret_is_replaced_in_bodies_of_any_encoding(form: str, encoding: str) -> None:
    body = f'{{"ü": "the key {form} is invalid"}}'.encode(encoding)
    redacted = SecretFinder([KEY]).replace_in_body(body, redact)
    assert redacted.decode(encoding) == '{"ü": "the key <22> is invalid"}'


@pytest.mark.parametrize("user", ["", "u", "me", "you", "all@"])
def test_secret_is_replaced_as_a_part_of_a_basic_value(user: str) -> None:
    value = base64.b64encode(f"{user}{KEY}:extra".encode()).decode()
    start, end = len(user) * 4 // 3, -(-(len(user) + len(KEY)) * 4 // 3)
    assert SecretFinder([KEY]).replace(f"Basic {value}", redact) == f"Basic {value[:start]}<22>{value[end:]}"


def test_secret_is_replaced_in_compressed_bodies() -> None:
    body = SecretFinder([KEY]).replace_in_body(gzip.compress(f"key {B64}".encode()), redact)
    assert gzip.decompress(body) == b"key <22>"


@pytest.mark.parametrize(
    "body", [gzip.compress(b"nothing", mtime=0), b"\x1f\x8bnot gzip", b"\0\xff\0 100% &amp; \\u00e9 &x;"]
)
def test_body_without_a_secret_is_not_changed(body: bytes) -> None:
    assert SecretFinder([KEY]).replace_in_body(body, redact) is body


def test_text_around_a_secret_is_not_changed() -> None:
    text = html.escape(f'100%41 &amp; \\u0041 "{KEY}" \\n %e2%82 \ud800 ')
    assert SecretFinder([KEY]).replace(text, redact) == text.replace(html.escape(KEY), "<22>")


def test_whole_is_replaced_where_a_secret_is_a_part_of_another() -> None:
    whole = f"user:{KEY}"
    assert SecretFinder([KEY, whole]).replace(f"{whole} {KEY} {whole}x", redact) == "<27> <22> <27>x"


@pytest.mark.parametrize("form", ["pässwörd", quote("pässwörd"), "p\\u00e4ssw\\u00f6rd", "p&auml;ssw&ouml;rd"])
def test_secret_that_is_not_ascii_is_replaced(form: str) -> None:
    finder = SecretFinder(["pässwörd"])
    for encoding in ("utf-8", "latin-1"):
        assert finder.replace_in_body(form.encode(encoding), redact) == b"<8>"
    assert finder.replace(form.encode().decode("latin-1"), redact) == "<8>"


@pytest.mark.parametrize("text", ["tested", "protest", "TEST", "tset", "74657374", "dGVzdA==", "latest/x", "%74ested"])
def test_short_secret_is_replaced_as_a_whole_word_only(text: str) -> None:
    finder = SecretFinder(["test"])
    assert finder.replace(text, redact) == text
    assert finder.replace("/test?key=test a %74est", redact) == "/<4>?key=<4> a <4>"
