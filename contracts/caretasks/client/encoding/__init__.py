"""Encoding of arguments: JSON, the text of paths, queries, headers and cookies, and bodies of every media type.

Generated modules use the names that are imported here.
"""

from .bodies import ARRAY, NULL, BodyType, encode_body
from .keyword_body import KeywordBody
from .parameters import DEEP_OBJECT, JSON, Style, cookies, date_argument, headers, path_segment, query

__all__ = (
    "ARRAY",
    "DEEP_OBJECT",
    "JSON",
    "NULL",
    "BodyType",
    "KeywordBody",
    "Style",
    "cookies",
    "date_argument",
    "encode_body",
    "headers",
    "path_segment",
    "query",
)
