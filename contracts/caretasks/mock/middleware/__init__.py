"""ASGI middleware around the request handler, and the connection classes for uvicorn.

Injected faults, slow clients, cut connections, the request log, unexpected errors, headers of every response. What a
response contains is decided in `caretasks.mock.handler`, which this package imports.
"""
