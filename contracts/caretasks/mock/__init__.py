"""Mock servers: serve the responses that a spec describes, over HTTP or in process.

`app.build_app` builds the ASGI application, `server.serve` listens on a port, `testing` and `pytest_plugin` are for
tests. `middleware`, `ui`, `handler`, `resources` and `operations` are the layers of the application, from the outside
in.

Vendor-specific behavior is not here but in `caretasks.vendors.<api>.mock`. Imports only `caretasks.openapi` and
`caretasks.core`.
"""
