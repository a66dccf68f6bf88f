"""The suite's own phases: authentication probes, pages, boundary and invalid values, documented writes.

Each is a generator of `PhaseCase`; `engine.session` sends and checks them. May import `conformance.rules` and
`conformance.target`.
"""
