"""`caretasks check`: check with Schemathesis that a server behaves as its spec and facts describe.

The sub-packages in the order of a run, each of which may import only those before it:

- `target`: the server under test, which is a mock server in this process or a remote server
- `rules`: checks that a schema cannot express
- `engine` and `phases`: Schemathesis, and requests that it does not generate
- `traffic`: recordings, and redaction
- `analysis`: results from what the engine yields
- `changes`: baselines and earlier reports
- `reports`: output for people and programs
- `replay`: the requests of one finding, repeated

All of them import `cases`, `config`, `model` and `observation`. `results` imports `analysis`; `runner` and `command`
import all but `replay`. Imports
`mock`, `openapi` and `core`. Vendor rules are in `caretasks.vendors`, and mutation tests of this package in `mutation`.
"""
