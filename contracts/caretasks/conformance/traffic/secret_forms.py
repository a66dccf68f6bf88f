"""Secrets in the forms in which a server may return them, wherever they are in a text or a body.

The forms are the secret itself, reversed, in hexadecimal and in base64 or base64url, there also as a part of a longer
value. Each of them is found in any case, in UTF-8, UTF-16 and UTF-32, and with any of its characters written as an
escape: `%41`, `\\u0041`, `\\x41`, `&#65;`. A short secret would match by chance, so only the secret itself is found, as
a whole word.
"""

from __future__ import annotations

import base64
import html
import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

MIN_SECRET_LENGTH = 8
"""Length from which a secret is found inside longer strings and in all forms."""

_MAX_NESTING = 4  # a percent sign, for example, may be percent-encoded again
_MAX_UNPACKED_BYTES = 16 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_STANDARD_BASE64 = bytes.maketrans(b"-_", b"+/")
_WORD = rb'(?<![^\s/?&=;,:"])(?:%s)(?![^\s/?&=;,:"])'
_ESCAPE = re.compile(
    rb'%[0-9a-f]{2}|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["\\/])|&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,31});',
    re.IGNORECASE,
)
_NULS = re.compile(rb"\0+")

Locate = Callable[[int, int], tuple[int, int]]
"""Returns where a part of a decoded text, from one position to another, is in the original."""


class _Span(NamedTuple):
    start: int
    end: int
    secret: str


class SecretFinder:
    """Finds some secrets, such as API keys, and replaces them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # A longer secret first: the password of HTTP Basic is a part of the whole.
        ordered = sorted({secret for secret in secrets if secret}, key=lambda secret: (-len(secret), secret))
        self._min_length = min(map(len, ordered), default=0)
        self._words = [(each, _whole_word(each)) for each in ordered if len(each) < MIN_SECRET_LENGTH]
        self._forms = [(each, form) for each in ordered if len(each) >= MIN_SECRET_LENGTH for form in _forms(each)]

    def replace(self, text: str, redact: Callable[[str], str]) -> str:
        """Return a text with `redact(secret)` in place of each secret."""
        content = text.encode("utf-8", "surrogatepass")
        replaced = self._replace(content, redact)
        return text if replaced is content else replaced.decode("utf-8", "surrogatepass")

    def replace_in_body(self, body: bytes, redact: Callable[[str], str]) -> bytes:
        """Return a body with `redact(secret)` in place of each secret, also in what gzip has compressed."""
        if not body.startswith(_GZIP):
            return self._replace(body, redact)
        unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        try:
            content = unpacker.decompress(body, _MAX_UNPACKED_BYTES)
        except zlib.error:
            return self._replace(body, redact)
        replaced = self._replace(content, redact)
        if replaced is content and unpacker.eof:
            return body
        packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        return packer.compress(replaced) + packer.flush()

    def _replace(self, content: bytes, redact: Callable[[str], str]) -> bytes:
        """Return content with each secret replaced; the same object if it has none."""
        spans = _merge(self._iter_spans(content)) if len(content) >= self._min_length else []
        if not spans:
            return content
        parts, position = [], 0
        for span in spans:
            parts += [content[position : span.start], _encode_like(content[span.start : span.end], redact(span.secret))]
            position = span.end
        return b"".join([*parts, content[position:]])

    def _iter_spans(self, content: bytes) -> Iterator[_Span]:
        """Yield where the secrets are, also in the text without escapes, and in one that is not in UTF-8."""
        yield from self._iter_escaped(content, _locate_same)
        narrow = content.replace(b"\0", b"")  # the ASCII characters of a text in UTF-16 or UTF-32
        if len(narrow) < len(content) and any(self._iter_escaped(narrow, _locate_same)):
            yield from self._iter_escaped(*_decode(_NULS, content))

    def _iter_escaped(self, content: bytes, locate: Locate) -> Iterator[_Span]:
        for _ in range(_MAX_NESTING):
            yield from (_Span(*locate(start, end), secret) for start, end, secret in self._iter_plain(content))
            if _ESCAPE.search(content) is None:
                return
            content, locate_inner = _decode(_ESCAPE, content)
            locate = _compose(locate, locate_inner)

    def _iter_plain(self, content: bytes) -> Iterator[_Span]:
        for secret, word in self._words:
            yield from (_Span(*found.span(), secret) for found in word.finditer(content))
        if self._forms:
            lower = content.lower().translate(_STANDARD_BASE64)
            for secret, form in self._forms:
                yield from (_Span(*found.span(), secret) for found in form.finditer(lower))


def _whole_word(secret: str) -> re.Pattern[bytes]:
    return re.compile(_WORD % b"|".join(map(re.escape, _spellings(secret))))


def _forms(secret: str) -> Iterator[re.Pattern[bytes]]:
    """Yield the patterns of the forms of a secret, in text in lower case with the standard alphabet of base64."""
    for spelling in _spellings(secret):
        for plain in (spelling, spelling[::-1]):
            yield re.compile(re.escape(_fold(plain)).replace(b"\\ ", b"[ +]"))  # a form encodes a space as a plus sign
        yield re.compile(b"[ :+]?".join(b"%02x" % byte for byte in spelling))
        for unknown_bytes in range(3):
            yield re.compile(_base64_pattern(spelling, unknown_bytes))


def _fold(text: bytes) -> bytes:
    return text.lower().translate(_STANDARD_BASE64)


def _spellings(secret: str) -> list[bytes]:
    """Return a secret in UTF-8, and if it is not ASCII, in ISO 8859-1 and as a text that was read as ISO 8859-1."""
    spellings = [secret.encode("utf-8", "surrogatepass")]
    if not secret.isascii():
        spellings += [secret.encode("latin-1", "replace"), spellings[0].decode("latin-1").encode()]
    return spellings


def _base64_pattern(secret: bytes, unknown_bytes: int) -> bytes:
    """Return the pattern of a secret in base64, after a number of unknown bytes in its group of three.

    The first and the last character may also depend on the bytes next to the secret.
    """
    encoded = base64.b64encode(bytes(unknown_bytes) + secret).rstrip(b"=")
    is_partial = (unknown_bytes + len(secret)) % 3 != 0
    known = encoded[(0, 2, 3)[unknown_bytes] : -1 if is_partial else None]
    before, after = (b"[a-z0-9+/]" if each else b"" for each in (unknown_bytes, is_partial))
    return before + re.escape(known.lower()) + after + (b"={0,2}" if is_partial else b"")


def _decode(escape: re.Pattern[bytes], content: bytes) -> tuple[bytes, Locate]:
    """Return content with its escapes decoded."""
    parts: list[bytes] = []
    starts, originals = [0], [(0, False)]  # of each part: its position, that in the original, whether it is an escape
    size = position = 0
    for found in escape.finditer(content):
        literal, decoded = content[position : found.start()], _unescape(found[0])
        parts += [literal, decoded]
        starts += [size + len(literal), size + len(literal) + len(decoded)]
        originals += [(found.start(), True), (found.end(), False)]
        size, position = starts[-1], found.end()

    def locate(start: int, end: int) -> tuple[int, int]:
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
        (first_original, is_first_escape), (last_original, is_last_escape) = originals[first], originals[last]
        located_start = first_original if is_first_escape else first_original + start - starts[first]
        located_end = originals[last + 1][0] if is_last_escape else last_original + end - starts[last]
        return located_start, located_end

    return b"".join([*parts, content[position:]]), locate


def _unescape(escape: bytes) -> bytes:
    if escape[:1] == b"\0":
        return b""
    if escape[:1] == b"%":
        return bytes([int(escape[1:], 16)])
    if escape[:1] == b"&":
        return html.unescape(escape.decode()).encode("utf-8", "surrogatepass")
    if len(escape) == len(rb"\/"):
        return escape[1:]
    return chr(int.from_bytes(bytes.fromhex(escape[2:].decode()))).encode("utf-8", "surrogatepass")


def _locate_same(start: int, end: int) -> tuple[int, int]:
    return start, end


def _compose(outer: Locate, inner: Locate) -> Locate:
    return lambda start, end: outer(*inner(start, end))


def _merge(spans: Iterable[_Span]) -> list[_Span]:
    """Return the spans in order, overlapping ones as one, with the secret of the longest of them."""
    merged: list[_Span] = []
    longest = 0
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        length = span.end - span.start
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            longest = length
        elif length > longest:
            merged[-1] = _Span(merged[-1].start, max(merged[-1].end, span.end), span.secret)
            longest = length
        else:
            merged[-1] = merged[-1]._replace(end=max(merged[-1].end, span.end))
    return merged


def _encode_like(original: bytes, replacement: str) -> bytes:
    """Return a replacement in the encoding of what it replaces: with as many zero bytes between its characters."""
    zeros = re.match(rb"[^\0](\0{1,3})", original)
    if zeros is None:
        return replacement.encode("utf-8", "surrogatepass")
    return zeros[1].join(bytes([byte]) for byte in replacement.encode("ascii", "replace"))
