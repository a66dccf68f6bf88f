"""The engine: the only package of the suite that knows Schemathesis.

`EngineSession` registers all hooks and checks, and removes them at the end. It yields plain values: an `Observation`
for each request, with the operation, the exchange, the parameters, notes on how the request was generated, and the
outcomes of the checks; and a `RunError` for each problem. In the other direction it sends a `PhaseCase` of the suite's
own phases, and checks an `Observation` of a recording.

- `session`: hooks, checks, rules with their follow-up reads, and the requests of the suite's own phases
- `events`: what Schemathesis reports while it generates requests
- `adapters` and `failures`: conversion from and to the classes of Schemathesis
- `config`, `prepared_spec` and `failure_database`: what Schemathesis gets
- `patches`: what it does differently
- `progress`: requests and failures so far

May import `conformance.rules` and `conformance.target`.
"""
