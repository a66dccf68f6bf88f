"""ASGI middleware around the request handler, one layer per module, and the connection class for uvicorn.

Headers of every response, unexpected errors, the request log, injected faults, slow clients.
`caretasks.mock.handler`, which this package imports, determines the content of responses.
"""
