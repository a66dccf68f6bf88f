"""ASGI middleware around the request handler, and the connection classes for uvicorn.

Injected faults, slow clients, cut connections, the request log, unexpected errors, headers of every response.
`caretasks.mock.handler`, which this package imports, determines the content of responses.
"""
