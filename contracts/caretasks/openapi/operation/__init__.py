"""One operation and one HTTP message, as the spec describes them.

Match a path, parse parameters, check security, validate a request, select a response, follow links. Nothing here sends
or serves a request. May import `openapi.schema`.
"""
