"""Files without content that programs can open, for responses without an example."""

from __future__ import annotations

import base64
import struct
import zlib

_GIF = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
_EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
_SILENT_MP3_FRAME = b"\xff\xfb\x10\xc4" + bytes(100)  # MPEG 1, layer 3, 32 kbit/s, 44.1 kHz, mono


def minimal_file(media_type: str) -> bytes:
    """Return a small file of a media type: a valid one of the common types, otherwise a line of text."""
    match media_type:
        case "image/png" | "image/*":
            return _png()
        case "image/gif":
            return _GIF
        case "image/jpeg" | "image/jpg":
            return _JPEG
        case "image/svg+xml":
            return b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
        case "application/pdf":
            return _pdf()
        case "application/zip" | "application/x-zip-compressed":
            return _EMPTY_ZIP
        case "application/gzip" | "application/x-gzip":
            return _gzip()
        case "audio/wav" | "audio/x-wav" | "audio/wave":
            return b"RIFF" + struct.pack(
                "<I4s4sIHHIIHH4sI", 36, b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", 0
            )
        case "audio/mpeg" | "audio/mp3" | "audio/*":
            return _SILENT_MP3_FRAME
    return b"a file from the mock server\n"


def _png() -> bytes:
    """Return a transparent picture of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(5))) + chunk(b"IEND", b"")


def _gzip() -> bytes:
    compressor = zlib.compressobj(wbits=31)
    return compressor.compress(b"") + compressor.flush()


def _pdf() -> bytes:
    """Return a document with one empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    content, offsets = b"%PDF-1.4\n", []
    for number, data in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj%bendobj\n" % (number, data)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 4\n0000000000 65535 f \n%b" % entries
    return content + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(content)
