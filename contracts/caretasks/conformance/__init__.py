"""`caretasks check`: check with Schemathesis that a server behaves as its spec and facts describe.

The sub-packages in the order of a run, each of which may import only those before it:

- `target`: the server under test, which is a mock server in this process or a remote server
- `engine` and `rules`: Schemathesis, and checks that a schema cannot express
- `phases`: requests that the engine does not generate
- `traffic`: recordings, and redaction
- `analysis`: results from the engine's events
- `reports`: output for people and programs

`config` and `model` are imported by all of them; `results`, `runner` and `command` import them. Imports `mock`,
`openapi` and `core`. Vendor rules are in `caretasks.vendors`, and mutation tests of this package in `mutation`.
"""
