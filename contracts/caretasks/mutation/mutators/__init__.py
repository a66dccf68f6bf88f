"""The mutators: they derive mutants from a spec and from vendor rules, one family per module.

Responses, requests that are wrongly accepted or rejected, credentials, rules, and conforming variants. The modules of
`mutation` run the mutants.
"""
